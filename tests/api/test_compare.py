"""Roles side by side, and one role on two days."""

from datetime import date, timedelta

import pytest

from careers.models import Company, Family
from levels.models import Level
from tests import factories
from tests.api.shapes import (
    API,
    GENERAL,
    NO_LINE,
    SITE,
    department,
    family,
    grade,
    level,
    role,
    stage,
    track,
)

pytestmark = pytest.mark.django_db

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
PATH = "roles/compare/?a=platform/junior-engineer&b=platform/staff-engineer"
DAYS = "roles/platform/staff-engineer/compare/"
ENGINEERS = {
    "title": "For engineers",
    "applies_to": None,
    "intro": "",
    "steps": [
        {"kind": stage("screening", "Screening"), "text": "A call", "minutes": [30, 30], "interviewer": "Recruiter",
         "optional": False},
        {"kind": stage("offer", "Offer"), "text": "An offer", "minutes": None, "interviewer": "", "optional": False},
    ],
    "outro": "",
}  # fmt: skip


def side(name, slug, title, **facts):
    return {
        "side": name,
        "family": family("platform", "Platform"),
        "slug": slug,
        "title": title,
        "group": "",
        "track": track("individual_contributor"),
        "grade_scheme": GENERAL,
        "grade_options": [],
        "job_code": "",
        "hiring": "open",
        "visibility": "public",
        "department": department("engineering", "Engineering"),
        "primary_language": "Go",
        "specialties": [{"slug": "storage", "name": "Storage"}],
        "hiring_processes": [ENGINEERS],
        "url": f"{API}/roles/platform/{slug}/",
        "page": f"{SITE}/job-families/platform/{slug}/",
        **facts,
    }


JUNIOR = side(
    "a", "junior-engineer", "Junior Engineer", level=level("junior", "Junior"), grade=grade("5"), reports_to=NO_LINE,
)  # fmt: skip
STAFF = side(
    "b", "staff-engineer", "Staff Engineer", level=level("staff", "Staff"), grade=grade("8"),
    reports_to={
        "text": "The Staff Engineer reports to the manager.",
        "role": role("platform", "manager", "Manager, Engineering"),
    },
)  # fmt: skip


def line(kind, reworded=(), **texts):
    return {"kind": kind, "held_by": list(texts), "texts": texts, "reworded": list(reworded)}


def both(text):
    return line("same", a=text, b=text)


STATEMENTS = {
    "responsibilities": [
        both("Answer pages within ten minutes"),
        line(
            "reworded", a="Solve problems of moderate scope", b="Solve problems of the highest scope",
            reworded=[{
                "side": "b",
                "words": [["same", "Solve problems of "], ["removed", "moderate"], ["added", "the highest"],
                          ["same", " scope"]],
            }],
        ),
    ],
    "requirements": [both("Writes clear English"), both("Has built something")],
    "nice_to_haves": [],
    "performance_indicators": [both("[Uptime](/handbook/uptime/)")],
    "promotion_criteria": [line("only", b="Leads a project across teams")],
}  # fmt: skip
NOTHING = {"type": "about:blank", "title": "Not found", "status": 404}


def test_two_roles(get, platform):
    assert get(PATH) == (
        200,
        {"roles": [JUNIOR, STAFF], "differing": ["title", "level", "grade", "reports_to"], "statements": STATEMENTS},
    )


def test_three_roles(get, platform):
    status, body = get(f"{PATH}&c=platform/manager&fields=statements,differing")
    assert status == 200
    assert body["differing"] == ["title", "level", "track", "grade", "grade_options", "specialties", "reports_to",
                                 "hiring_processes"]  # fmt: skip
    held = [(each["kind"], each["held_by"]) for each in body["statements"]["responsibilities"]]
    assert held == [("same", ["a", "b", "c"]), ("reworded", ["a", "b", "c"]), ("only", ["c"])]
    assert body["statements"]["responsibilities"][1]["texts"] == {
        "a": "Solve problems of moderate scope",
        "b": "Solve problems of the highest scope",
        "c": "Solve problems of moderate scope",
    }


def test_a_role_differs_in_nothing_from_itself(get, platform):
    body = get("roles/compare/?a=platform/manager&b=platform/manager")[1]
    kinds = {each["kind"] for lines in body["statements"].values() for each in lines}
    assert (body["differing"], kinds) == ([], {"same"})


def test_what_names_no_role_is_refused(get, refused, platform):
    assert refused("roles/compare/?c=x") == {
        "a": ["Name a role, as family/role."],
        "b": ["Name a role, as family/role."],
        "c": ["Write it as family/role, not 'x'."],
    }
    assert refused(f"{PATH}&b=platform/manager") == {"b": ["Give it once."]}
    known = "Allowed: a, as_of, b, c, fields."
    assert refused(f"{PATH}&q=x") == {"q": [f"There is no such parameter. {known}"]}
    for path in (f"platform/{'x' * 200}", "platform/manager%0A", "platform/manager/", "/manager", "Platform/manager"):
        assert list(refused(f"roles/compare/?a=platform/manager&b={path}")) == ["b"]
    for path in ("platform/nobody", "platform/canary-role", "canary/role"):
        assert get(f"roles/compare/?a=platform/manager&b={path}") == (
            404, {**NOTHING, "detail": "b: there is no such role."},
        )  # fmt: skip


def test_a_former_address_leads_to_the_present_one(client, platform):
    factories.published(factories.document("foundations", career_steps=[]), family=platform.family)
    answer = client.get("/api/v1/roles/compare/?fields=differing&a=platform/manager&b=foundations/staff-engineer")
    assert (answer.status_code, answer["Location"]) == (
        301, "/api/v1/roles/compare/?fields=differing&a=foundations/manager&b=foundations/staff-engineer",
    )  # fmt: skip
    answer = client.get("/api/v1/roles/platform/manager/compare/?from=2026-01-01&to=2026-01-02")
    assert (answer.status_code, answer["Location"]) == (
        301, "/api/v1/roles/foundations/manager/compare/?from=2026-01-01&to=2026-01-02",
    )  # fmt: skip


def test_what_is_gone_is_told_as_gone(get, platform):
    factories.published(factories.document(roles=[], career_steps=[], specialties=[]))
    for path in (PATH, DAYS):
        assert get(path)[1] == {
            **NOTHING, "title": "Gone", "status": 410, "detail": "The job family Platform no longer has it.",
        }  # fmt: skip


def test_nothing_that_is_hidden_tells_sides_apart(get, client, staff, departments):
    lines = [{"text": "Reports up.", "role": f"secret/{slug}"} for slug in ("one", "two")]
    roles = [each.model_dump(mode="json") for each in factories.document().roles]
    for each, reports_to, job_code in zip(roles, lines, ("J-1", "J-2"), strict=False):
        each |= {"reports_to": reports_to, "job_code": job_code, "title": "Engineer", "level": "staff"}
    factories.published(factories.document(roles=roles))
    secret = [{"title": slug, "slug": slug} for slug in ("one", "two")]
    factories.published(
        factories.document("secret", visibility="internal", roles=secret, specialties=[], career_steps=[])
    )
    company = Company.objects.get()
    company.public_grades = company.public_performance_indicators = False
    company.record(by=None)
    body = get(PATH)[1]
    assert (body["differing"], body["statements"]["performance_indicators"]) == ([], [])
    client.force_login(staff)
    assert get(PATH)[1]["differing"] == ["grade", "job_code", "reports_to"]


@pytest.fixture
def changed(departments):
    """A role that was changed in May."""
    factories.published(starts_on=MARCH)
    roles = [each.model_dump(mode="json") for each in factories.document().roles]
    roles[1] |= {
        "title": "Staff Wizard",
        "grade": "9",
        "overview": "Leads by example.",
        "responsibilities": [{"text": "Solve problems of the very highest scope", "replaces": "scope"}],
        "promotion_criteria": [],
        "nice_to_haves": [{"text": "Sails"}],
    }
    factories.published(factories.document(roles=roles), starts_on=MAY)


def on(day, **facts):
    """The staff engineer on a day."""
    shown = {name: value for name, value in STAFF.items() if name != "side"}

    def dated(value):
        if isinstance(value, list):
            return [dated(each) for each in value]
        if isinstance(value, dict):
            return {name: dated(each) for name, each in value.items()}
        return f"{value}?as_of={day}" if isinstance(value, str) and value.startswith("http") else value

    return {**dated({**shown, **facts}), "on": str(day)}


def test_a_role_on_two_days(get, changed):
    then, now = date(2026, 4, 1), date(2026, 6, 1)
    status, body = get(f"{DAYS}?from={then}&to={now}")
    assert status == 200
    assert body == {
        "days": [
            {**on(then), "side": "from"},
            {**on(now, title="Staff Wizard", grade=grade("9")), "side": "to"},
        ],
        "texts": [{"title": "Overview", "words": [["added", "Leads by example."]]}],
        "differing": ["title", "grade"],
        "statements": {
            "responsibilities": [
                line("same", **dict.fromkeys(("from", "to"), "Answer pages within ten minutes")),
                line(
                    "reworded",
                    [{"side": "to", "words": [["same", "Solve problems of the "], ["added", "very "],
                                              ["same", "highest scope"]]}],
                    **{"from": "Solve problems of the highest scope", "to": "Solve problems of the very highest scope"},
                ),
            ],
            "requirements": [
                line("same", **dict.fromkeys(("from", "to"), text))
                for text in ("Writes clear English", "Has built something")
            ],
            "nice_to_haves": [line("only", to="Sails")],
            "performance_indicators": [line("same", **dict.fromkeys(("from", "to"), "[Uptime](/handbook/uptime/)"))],
            "promotion_criteria": [line("only", **{"from": "Leads a project across teams"})],
        },
    }  # fmt: skip


def test_days_that_are_left_out_are_the_one_that_is_read(get, changed, today):
    def days(query):
        return [(each["on"], each["title"]) for each in get(f"{DAYS}?{query}")[1]["days"]]

    assert days(f"from={MARCH}") == [(str(MARCH), "Staff Engineer"), (str(today), "Staff Wizard")]
    assert days("as_of=2026-04-01&from=2026-03-02") == [
        ("2026-03-02", "Staff Engineer"),
        ("2026-04-01", "Staff Engineer"),
    ]
    assert get(DAYS)[1]["differing"] == []


def test_a_role_whose_family_was_renamed_between_the_days(get, changed, today):
    factories.published(factories.document("foundations", title="Foundations"), family=Family.objects.get())
    status, body = get(f"roles/foundations/manager/compare/?from=2026-06-01&to={today}")
    assert (status, [(each["family"]["slug"], each["slug"], each["on"]) for each in body["days"]]) == (
        200, [("platform", "manager", "2026-06-01"), ("foundations", "manager", str(today))],
    )  # fmt: skip
    assert body["differing"] == []


def test_names_are_those_of_either_day(get, changed, today):
    staff = Level.objects.get(slug="staff")
    staff.name = "Lead"
    staff.record(by=None)
    body = get(f"{DAYS}?from=2026-05-02")[1]
    assert [each["level"]["name"] for each in body["days"]] == ["Staff", "Lead"]
    assert body["differing"] == ["level"]


def test_a_day_without_the_role(get, client, staff, archivist, changed, today):
    assert get(f"{DAYS}?from=2026-01-01") == (
        404, {**NOTHING, "detail": "from: this role was not in force on 2026-01-01."},
    )  # fmt: skip
    assert get("roles/platform/nobody/compare/")[0] == 404
    assert get(f"{DAYS}?from=2026-1-1")[1]["detail"] == "from: write a date as YYYY-MM-DD."
    tomorrow = today + timedelta(days=1)
    refused = "to is after today. Seeing what is scheduled needs the right to."
    for status in (401, 403):
        assert (get(f"{DAYS}?to={tomorrow}")[0], get(f"{DAYS}?to={tomorrow}")[1]["detail"]) == (status, refused)
        client.force_login(staff)
    client.force_login(archivist)
    assert get(f"{DAYS}?to={tomorrow}")[0] == 200
