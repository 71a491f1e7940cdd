"""Roles: composed, and as rows of a list."""

import pytest

from tests import factories
from tests.api.shapes import API, GENERAL, LISTS, NO_LINE, SITE, department, grade, id_of, level, page_of, track
from tests.api.test_families import ENTERPRISE, JUNIOR, MANAGER, PLATFORM, PROCESS, PROMOTION, STAFF, STORAGE

pytestmark = pytest.mark.django_db
FAMILY = {"kind": "family", "slug": "platform", "title": "Platform"}
IN_STAFF = {"kind": "role", "slug": "staff-engineer", "title": "Staff Engineer"}


def item(slug, title, **facts):
    return {
        "id": id_of("role", slug),
        "family": PLATFORM,
        "slug": slug,
        "title": title,
        "group": "",
        "level": None,
        "track": track("individual_contributor"),
        "grade_scheme": GENERAL,
        "grade": None,
        "grade_options": [],
        "job_code": "",
        "hiring": "open",
        "visibility": "public",
        "department": department("engineering", "Engineering"),
        **facts,
        "url": f"{API}/roles/platform/{slug}/",
        "page": f"{SITE}/job-families/platform/{slug}/",
    }


JUNIOR_ITEM = item("junior-engineer", "Junior Engineer", level=level("junior", "Junior"), grade=grade("5"))
STAFF_ITEM = item("staff-engineer", "Staff Engineer", level=level("staff", "Staff"), grade=grade("8"))
MANAGER_ITEM = item(
    "manager",
    "Manager, Engineering",
    level=level("manager", "Manager"),
    track=track("management"),
    grade_options=[grade("8"), grade("9")],
)


def composed(name, text, *origins, own=False, **facts):
    return {
        "text": text,
        "group": "",
        "key": None,
        "list": name,
        "own": own,
        "origins": [*origins],
        "replaced": [],
        "pointer_without_target": False,
        **facts,
    }


def at(owner, pointer):
    return {**owner, "pointer": pointer}


PAGES = composed("responsibilities", "Answer pages within ten minutes", at(FAMILY, "/responsibilities/0"))
ENGLISH = composed("requirements", "Writes clear English", at(FAMILY, "/requirements/0"), group="Language")
UPTIME = composed("performance_indicators", "[Uptime](/handbook/uptime/)", at(FAMILY, "/performance_indicators/0"))
ON_CALL = {
    "heading": "On call",
    "body": "One week in six.",
    "after": "responsibilities",
    "visibility": "public",
    "origin": at(FAMILY, "/sections/0"),
}


def specialty(whole, **facts):
    kept = ("slug", "name", "kind", "primary_language", "overview", "visibility", "reports_to", "url")
    return {"grade": None, "job_code": "", **{name: whole[name] for name in kept}, **facts}


def test_roles_are_light_in_a_list(get, platform):
    assert get("roles/") == (200, page_of(JUNIOR_ITEM, STAFF_ITEM, MANAGER_ITEM))


def test_a_role_is_composed_with_its_origins(get, platform, today):
    assert get("roles/platform/staff-engineer/") == (
        200,
        {
            **STAFF_ITEM,
            "primary_language": "Go",
            "reports_to": {"text": "The Staff Engineer reports to the manager.", "role": MANAGER},
            "overview": "",
            **LISTS,
            "responsibilities": [
                PAGES,
                composed(
                    "responsibilities",
                    "Solve problems of the highest scope",
                    at(IN_STAFF, "/roles/1/responsibilities/0"),
                    own=True,
                    replaced=[at(FAMILY, "/responsibilities/2")],
                ),
            ],
            "requirements": [
                ENGLISH,
                composed(
                    "requirements",
                    "Has built something",
                    {
                        "kind": "role",
                        "slug": "junior-engineer",
                        "title": "Junior Engineer",
                        "pointer": "/roles/0/requirements/0",
                    },
                ),
            ],
            "performance_indicators": [UPTIME],
            "promotion_criteria": [
                composed(
                    "promotion_criteria",
                    "Leads a project across teams",
                    at(IN_STAFF, "/roles/1/promotion_criteria/0"),
                    own=True,
                )
            ],
            "sections": [ON_CALL],
            "hiring_processes": [{**PROCESS, "applies_to": None}],
            "career_steps": [],
            "steps_here": [PROMOTION],
            "specialties": [specialty(STORAGE)],
            "specialty": None,
            "revision": {"number": 1, "starts_on": today.isoformat()},
        },
    )


def test_a_role_with_a_specialty_has_its_texts_and_its_grade(get, platform, today):
    chosen = specialty(ENTERPRISE, grade=grade("11"))
    assert get("roles/platform/manager/?specialty=enterprise") == (
        200,
        {
            **MANAGER_ITEM,
            "grade": grade("11"),
            "grade_options": [],
            "primary_language": "Go",
            "reports_to": NO_LINE,
            "overview": "",
            **LISTS,
            "responsibilities": [
                PAGES,
                composed("responsibilities", "Hire and coach people", at(FAMILY, "/responsibilities/1")),
                composed(
                    "responsibilities",
                    "Solve problems of moderate scope",
                    at(FAMILY, "/responsibilities/2"),
                    key="scope",
                ),
            ],
            "requirements": [ENGLISH],
            "performance_indicators": [UPTIME],
            "sections": [ON_CALL],
            "hiring_processes": [],
            "career_steps": [],
            "steps_here": [],
            "specialties": [specialty(STORAGE), chosen],
            "specialty": chosen,
            "revision": {"number": 1, "starts_on": today.isoformat()},
        },
    )
    texts = get("roles/platform/staff-engineer/?specialty=storage&fields=requirements,primary_language")[1]
    assert (texts["primary_language"], [each["text"] for each in texts["requirements"]]) == (
        "Rust", ["Writes clear English", "Has built something", "Knows disks"],
    )  # fmt: skip


NOT_FOUND = {"type": "about:blank", "title": "Not found", "status": 404}


def test_a_specialty_that_the_role_has_not_is_not_found_and_those_it_has_are_named(get, platform):
    def missing(path):
        status, answer = get(path)
        assert status == 404
        return answer

    assert missing("roles/platform/staff-engineer/?specialty=enterprise") == {
        **NOT_FOUND,
        "detail": "specialty: this role has no 'enterprise'. Allowed: storage.",
    }
    assert missing("roles/platform/staff-engineer/?specialty=canary-focus") == {
        **NOT_FOUND,
        "detail": "specialty: this role has no 'canary-focus'. Allowed: storage.",
    }
    assert get("roles/platform/canary-role/?specialty=canary-focus")[0] == 404


def test_the_steps_from_a_role(get, platform):
    steps = get("roles/platform/junior-engineer/?fields=career_steps,steps_here")[1]
    assert steps == {"career_steps": [PROMOTION], "steps_here": []}
    assert (PROMOTION["from_role"], PROMOTION["to_role"]) == (JUNIOR, STAFF)


def test_job_codes_of_roles_held_with_a_specialty(client, staff, departments):
    """Staff read them; that nobody else does is tested with all that is hidden."""
    specialties = factories.document().model_dump(mode="json")["specialties"]
    specialties[1]["job_codes"] = {"manager": "PL-M-E"}
    factories.published(factories.document(specialties=specialties))
    client.force_login(staff)

    def asked(path):
        return client.get(f"/api/v1/{path}").json()

    path = "roles/platform/manager/?fields=job_code,specialties,specialty"
    plain, chosen, other = (asked(f"{path}{query}") for query in ("", "&specialty=enterprise", "&specialty=storage"))
    assert [each["job_code"] for each in plain["specialties"]] == ["", "PL-M-E", ""]
    assert (plain["job_code"], plain["specialty"]) == ("", None)
    assert (chosen["job_code"], chosen["specialty"]["job_code"]) == ("PL-M-E", "PL-M-E")
    assert (other["job_code"], other["specialty"]["job_code"]) == ("", "")
    assert asked("specialties/platform/enterprise/")["job_codes"] == {"manager": "PL-M-E"}
    whole = asked("job-families/platform/")["specialties"]
    assert [each["job_codes"] for each in whole] == [{}, {"manager": "PL-M-E"}, {}]
