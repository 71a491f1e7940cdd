"""Job families, and what is listed across them, whole."""

import hashlib
import json

import pytest

from tests import factories
from tests.api.shapes import (
    API,
    GENERAL,
    LISTS,
    NO_LINE,
    PLATFORM_ID,
    SITE,
    department,
    family,
    grade,
    id_of,
    level,
    page_of,
    role,
    scope,
    stage,
    statement,
    track,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform_of_module")]
PLATFORM = family("platform", "Platform")
JUNIOR = role("platform", "junior-engineer", "Junior Engineer")
STAFF = role("platform", "staff-engineer", "Staff Engineer")
MANAGER = role("platform", "manager", "Manager, Engineering")
PROMOTION = {
    "from_family": PLATFORM,
    "from_role": JUNIOR,
    "kind": "promotion",
    "to_family": PLATFORM,
    "to_role": STAFF,
    "text": "",
}
SCREENING = {
    "kind": stage("screening", "Screening"),
    "text": "A call",
    "minutes": [30, 30],
    "interviewer": "Recruiter",
    "optional": False,
}
OFFER = {
    "kind": stage("offer", "Offer"),
    "text": "An offer",
    "minutes": None,
    "interviewer": "",
    "optional": False,
}
PROCESS = {
    "title": "For engineers",
    "applies_to": scope(tracks=["individual_contributor"]),
    "intro": "",
    "steps": [SCREENING, OFFER],
    "outro": "",
}


def item(today, **facts):
    return {
        "id": str(PLATFORM_ID),
        "slug": "platform",
        "title": "Platform",
        "summary": "Keeps the lights on.",
        "department": department("engineering", "Engineering"),
        "visibility": "public",
        "revision": {"number": 1, "starts_on": today.isoformat()},
        **facts,
        "url": f"{API}/job-families/platform/",
        "revisions": f"{API}/job-families/platform/revisions/",
        "vacancies": f"{API}/vacancies/?family=platform",
        "page": f"{SITE}/job-families/platform/",
    }


def family_role(slug, title, **facts):
    return {
        "id": id_of("role", slug),
        "slug": slug,
        "title": title,
        "group": "",
        "track": track("individual_contributor"),
        "grade_scheme": GENERAL,
        "grade": None,
        "grade_options": [],
        "job_code": "",
        "hiring": "open",
        "visibility": "public",
        "overview": "",
        **LISTS,
        "extends": None,
        "omits": [],
        "reports_to": NO_LINE,
        "url": f"{API}/roles/platform/{slug}/",
        "page": f"{SITE}/job-families/platform/{slug}/",
        **facts,
    }


def family_specialty(slug, name, **facts):
    return {
        "id": id_of("specialty", slug),
        "slug": slug,
        "name": name,
        "kind": "specialty",
        "primary_language": "",
        "visibility": "public",
        "overview": "",
        **LISTS,
        "roles": [],
        "grades": {},
        "job_codes": {},
        "reports_to": NO_LINE,
        "url": f"{API}/specialties/platform/{slug}/",
        "page": f"{SITE}/job-families/platform/",
        **facts,
    }


STORAGE = family_specialty("storage", "Storage", primary_language="Rust", requirements=[statement("Knows disks")])
ENTERPRISE = family_specialty("enterprise", "Enterprise", kind="segment", roles=["manager"], grades={"manager": "11"})


def test_families_are_light_in_a_list(get, today):
    assert get("job-families/") == (200, page_of(item(today, role_count=3)))


def test_a_family_is_its_document_as_anybody_may_see_it(get, today):
    assert get("job-families/platform/") == (
        200,
        item(
            today,
            overview="We run **everything** that others build on.",
            **{
                **LISTS,
                "responsibilities": [
                    statement("Answer pages within ten minutes"),
                    statement("Hire and coach people", applies_to=scope(tracks=["management"])),
                    statement("Solve problems of moderate scope", key="scope"),
                ],
                "requirements": [statement("Writes clear English", group="Language")],
                "performance_indicators": [statement("[Uptime](/handbook/uptime/)")],
                "sections": [
                    {
                        "heading": "On call",
                        "body": "One week in six.",
                        "after": "responsibilities",
                        "applies_to": None,
                        "visibility": "public",
                    }
                ],
            },
            primary_language="Go",
            roles=[
                family_role(
                    "junior-engineer",
                    "Junior Engineer",
                    level=level("junior", "Junior"),
                    grade=grade("5"),
                    overview="Learns.",
                    requirements=[statement("Has built something")],
                ),
                family_role(
                    "staff-engineer",
                    "Staff Engineer",
                    level=level("staff", "Staff"),
                    grade=grade("8"),
                    extends="junior-engineer",
                    responsibilities=[statement("Solve problems of the highest scope", replaces="scope")],
                    promotion_criteria=[statement("Leads a project across teams")],
                    reports_to={"text": "The Staff Engineer reports to the manager.", "role": MANAGER},
                ),
                family_role(
                    "manager",
                    "Manager, Engineering",
                    level=level("manager", "Manager"),
                    track=track("management"),
                    grade_options=[grade("8"), grade("9")],
                ),
            ],
            specialties=[STORAGE, ENTERPRISE],
            career_steps=[PROMOTION],
            hiring_processes=[PROCESS],
        ),
    )


def test_revisions_tell_when_what_was_in_force_and_why(get, client, archivist, today):
    changed = factories.document(summary="Keeps all lights on.")
    factories.published(changed, message="All of them", by=archivist)
    first = factories.document()
    hidden = factories.published(first, starts_on=today.replace(year=today.year + 1), message="Not yet", by=archivist)
    assert hidden.revision.number == 3
    body = client.get("/job-families/platform.json").content
    status, listed = get("job-families/platform/revisions/")
    assert (status, listed) == (
        200,
        page_of(
            {
                "number": 2,
                "starts_on": today.isoformat(),
                "ends_on": None,
                "message": "All of them",
                "author": "Archivist Test",
                "digest": hashlib.sha256(body).hexdigest(),
                "size": None,
                "url": f"{API}/job-families/platform/revisions/2/",
                "page": f"{SITE}/job-families/platform/history/2/",
            }
        ),
    )


def test_specialties(get):
    def light(specialty):
        kept = ("id", "slug", "name", "kind", "primary_language", "visibility", "url", "page")
        return {"family": PLATFORM, **{name: specialty[name] for name in kept}}

    assert get("specialties/") == (200, page_of(light(STORAGE), light(ENTERPRISE)))
    assert get("specialties/?kind=segment") == (200, page_of(light(ENTERPRISE)))


def test_a_specialty(get):
    assert get("specialties/platform/enterprise/") == (200, {"family": PLATFORM, **ENTERPRISE})


def test_hiring_processes(get):
    process = {"family": PLATFORM, **PROCESS, "page": f"{SITE}/job-families/platform/"}
    assert get("hiring-processes/") == (200, page_of(process))


def test_career_steps(get):
    step = {**PROMOTION, "page": f"{SITE}/job-families/platform/"}
    assert get("career-steps/") == (200, page_of(step))


def test_staff_see_what_is_internal(client, staff, today):
    client.force_login(staff)

    def listed(path, name="slug"):
        return [row[name] for row in client.get(f"/api/v1/{path}").json()["results"]]

    whole = client.get("/api/v1/job-families/platform/").json()
    assert [section["heading"] for section in whole["sections"]] == ["On call", "Pay notes"]
    assert [each["slug"] for each in whole["roles"]] == ["junior-engineer", "staff-engineer", "manager", "canary-role"]
    assert whole["roles"][0]["job_code"] == "PL-1"
    assert listed("job-families/", "role_count") == [4]
    assert listed("roles/") == ["junior-engineer", "staff-engineer", "manager", "canary-role"]
    assert listed("roles/", "job_code") == ["PL-1", "", "", ""]
    assert listed("specialties/") == ["storage", "enterprise", "canary-focus"]
    assert listed("career-steps/", "kind") == ["promotion", "lateral"]


def test_a_family_is_a_canonical_page_too(client, today):
    page = client.get("/job-families/platform.md")
    address = "/api/v1/job-families/platform/"
    for accept in ("text/markdown", "text/*", "text/markdown, application/json;q=0.5"):
        answer = client.get(address, headers={"Accept": accept})
        assert (answer.status_code, answer.content) == (200, page.content)
        assert answer["Content-Type"] == page["Content-Type"] == "text/markdown; charset=utf-8"
        assert answer["Vary"].startswith("Cookie, Authorization, Accept")
        again = client.get(address, headers={"Accept": accept, "If-None-Match": answer["ETag"]})
        assert again.status_code == 304
    as_json = client.get(address, headers={"Accept": "application/json, text/markdown"})
    assert (as_json["Content-Type"], as_json["ETag"] == answer["ETag"]) == ("application/json", False)


def test_the_page_is_of_the_day_and_of_what_one_may_see(client, staff, archivist, today):
    factories.published(factories.document(summary="Keeps all lights on."), by=archivist)

    def page(query="", family="platform"):
        answer = client.get(f"/api/v1/job-families/{family}/{query}", headers={"Accept": "text/markdown"})
        return answer.status_code, answer.content.decode()

    assert ("Keeps all lights on." in page()[1], "CANARY" in page()[1]) == (True, False)
    assert page("?as_of=1999-01-01")[0] == page(family="nothing")[0] == 404
    status, problem = page("?fields=slug")
    assert (status, json.loads(problem)["errors"]) == (
        400, {"fields": ["There is no such parameter. Allowed: as_of."]},
    )  # fmt: skip
    client.force_login(staff)
    assert "CANARY" in page()[1]


def test_a_revision_is_a_canonical_page_too(client, archivist):
    address, markdown = "/api/v1/job-families/platform/revisions/1/", {"Accept": "text/markdown"}
    page = client.get("/job-families/platform.md").content
    factories.published(factories.document(summary="Keeps all lights on."), by=archivist)
    assert client.get("/job-families/platform.md").content != page
    answer = client.get(address, headers=markdown)
    assert (answer.status_code, answer.content, "CANARY" in answer.content.decode()) == (200, page, False)
    assert client.get("/api/v1/job-families/platform/revisions/9/", headers=markdown).status_code == 404
    assert client.get(f"{address}?fields=number", headers=markdown).status_code == 400


def test_who_wants_neither_is_told_what_there_is(client):
    answer = client.get("/api/v1/job-families/platform/", headers={"Accept": "text/html"})
    assert (answer.status_code, answer["Content-Type"], answer.json()["detail"]) == (
        406,
        "application/problem+json",
        "What Accept asks for is not here, but this is: application/json, text/markdown.",
    )
    assert "Accept" in answer["Vary"]
