"""Revisions over REST: one of them whole, and what changed from one to another."""

import hashlib
import json
from datetime import date, timedelta

import pytest

from careers import publishing
from careers.handbook.document import FamilyDocument
from careers.models import Company, Family
from tests import factories
from tests.api.shapes import API, SITE, family, statement

pytestmark = pytest.mark.django_db

MARCH, MAY, JUNE = date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1)
HERE = f"{API}/job-families/platform"
PAGES = f"{SITE}/job-families/platform/history"
PLATFORM = family("platform", "Platform")
NOTHING = {"type": "about:blank", "title": "Not found", "status": 404}
OF_FAMILY = {"kind": "family", "slug": "platform", "title": "Platform"}
OF_STAFF = {"kind": "role", "slug": "staff-engineer", "title": "Staff Engineer"}


def changed(**facts):
    """The family with a reworded statement, one that is moved, a new role, another grade and one segment less."""
    data = factories.document().model_dump(mode="json")
    data["responsibilities"][0]["text"] = "Answer pages within five minutes"
    data["requirements"] = []
    data["roles"][1] |= {"grade": "9", "requirements": [statement("Writes clear English", group="Language")]}
    data["roles"].append({"title": "Fellow", "slug": "fellow", "level": "fellow"})
    data["specialties"] = [each for each in data["specialties"] if each["slug"] != "enterprise"]
    return FamilyDocument.model_validate({**data, **facts})


@pytest.fixture
def history(departments):
    """In force: the first revision from March, the second from May, the first again from June."""
    first = factories.published(starts_on=MARCH)
    factories.published(changed(), starts_on=MAY, message="Second")
    publishing.publish(first.revision, by=None, starts_on=JUNE, reason="Back")


def test_a_revision(get, history):
    status, body = get("job-families/platform/revisions/2/")
    document = body.pop("document")
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert (status, body) == (
        200,
        {
            "family": PLATFORM,
            "number": 2,
            "message": "Second",
            "author": "",
            "periods": [{"starts_on": "2026-05-01", "ends_on": "2026-06-01"}],
            "before": 1,
            "digest": hashlib.sha256(canonical.encode()).hexdigest(),
            "comparison": f"{HERE}/compare/?from=1&to=2",
            "url": f"{HERE}/revisions/2/",
            "page": f"{PAGES}/2/",
        },
    )
    assert ([role["slug"] for role in document["roles"]], document["responsibilities"][0]["text"]) == (
        ["junior-engineer", "staff-engineer", "manager", "fellow"], "Answer pages within five minutes",
    )  # fmt: skip


def test_its_document_is_that_of_its_page_on_that_day(client, get, history):
    page = client.get("/job-families/platform.json?as_of=2026-05-02").json()
    assert get("job-families/platform/revisions/2/?fields=document")[1] == {"document": page}


def test_a_revision_that_was_first_and_came_again(get, history):
    assert get("job-families/platform/revisions/1/?fields=number,periods,before,comparison") == (
        200,
        {
            "number": 1,
            "periods": [
                {"starts_on": "2026-06-01", "ends_on": None},
                {"starts_on": "2026-03-01", "ends_on": "2026-05-01"},
            ],
            "before": None,
            "comparison": None,
        },
    )


def test_the_list_leads_to_each(get, history):
    rows = get("job-families/platform/revisions/?fields=number,url")[1]["results"]
    assert rows == [{"number": number, "url": f"{HERE}/revisions/{number}/"} for number in (1, 2, 1)]


def test_of_a_past_day_nothing_later_is_known(get, history):
    path = "job-families/platform/revisions/{}/?as_of=2026-04-01"
    assert get(path.format(2)) == (404, {**NOTHING, "detail": "This family has no revision 2 that was in force."})
    assert get(path.format(1) + "&fields=periods,url")[1] == {
        "periods": [{"starts_on": "2026-03-01", "ends_on": None}],
        "url": f"{HERE}/revisions/1/?as_of=2026-04-01",
    }


def at(origin, pointer):
    return {**origin, "pointer": pointer}


COMPARED = {
    "family": PLATFORM,
    "size": 6,
    "owners": [
        {"kind": "family", "slug": "platform", "title": "Platform", "change": "kept", "size": 1},
        {"kind": "role", "slug": "staff-engineer", "title": "Staff Engineer", "change": "kept", "size": 2},
        {"kind": "role", "slug": "fellow", "title": "Fellow", "change": "added", "size": 1},
        {"kind": "specialty", "slug": "enterprise", "title": "Enterprise", "change": "removed", "size": 1},
    ],
    "facts": [{"pointer": "/roles/1", "field": "grade", "before": "8", "after": "9"}],
    "parts": [
        {"part": "role", "kind": "added", "slug": "fellow", "title": "Fellow", "before": None, "after": "/roles/3"},
        {"part": "specialty", "kind": "removed", "slug": "enterprise", "title": "Enterprise",
         "before": "/specialties/1", "after": None},
    ],
    "prose": [],
    "statements": [
        {
            "kind": "changed",
            "list": "responsibilities",
            "owner_before": at(OF_FAMILY, "/responsibilities/0"),
            "owner_after": at(OF_FAMILY, "/responsibilities/0"),
            "before": statement("Answer pages within ten minutes"),
            "after": statement("Answer pages within five minutes"),
            "words": [["same", "Answer pages within "], ["removed", "ten"], ["added", "five"], ["same", " minutes"]],
        },
        {
            "kind": "moved",
            "list": "requirements",
            "owner_before": at(OF_FAMILY, "/requirements/0"),
            "owner_after": at(OF_STAFF, "/roles/1/requirements/0"),
            "before": statement("Writes clear English", group="Language"),
            "after": statement("Writes clear English", group="Language"),
            "words": [["same", "Writes clear English"]],
        },
    ],
}  # fmt: skip


def compared(get, query):
    status, body = get(f"job-families/platform/compare/?{query}")
    assert status == 200, body
    return body


def test_two_revisions(get, history):
    body = compared(get, "from=1&to=2")
    sides = [body.pop(side) for side in ("before", "after")]
    assert body == {**COMPARED, "size": 5}
    digests = {each["number"]: each["digest"] for each in get("job-families/platform/revisions/")[1]["results"]}
    assert sides == [
        {
            "number": number,
            "starts_on": str(day),
            "digest": digests[number],
            "url": f"{HERE}/revisions/{number}/",
            "page": f"{PAGES}/{number}/",
        }
        for number, day in ((1, MARCH), (2, MAY))
    ]


def test_days_stand_for_what_was_in_force(get, history):
    def sides(query):
        body = compared(get, f"{query}&fields=before,after,size")
        return body["size"], *((body[side]["number"], body[side]["starts_on"]) for side in ("before", "after"))

    assert sides("from=2026-03-01&to=2026-05-31") == (5, (1, "2026-03-01"), (2, "2026-05-01"))
    assert sides("from=2&to=2026-06-01") == (5, (2, "2026-05-01"), (1, "2026-06-01"))
    assert sides("from=2026-04-30&to=2026-06-02") == (0, (1, "2026-03-01"), (1, "2026-06-01"))
    assert sides("from=2&to=2") == (0, (2, "2026-05-01"), (2, "2026-05-01"))
    assert sides("from=1&to=2026-05-01&as_of=2026-04-01") == (5, (1, "2026-03-01"), (2, "2026-05-01"))


def test_what_names_no_revision(get, refused, client, staff, archivist, history, today):
    path = "job-families/platform/compare/"
    sentence = "Give the number of a revision, or a day as YYYY-MM-DD."
    assert refused(path) == {"from": [sentence]}
    for text in ("", "0", "00", "x", "1.0", "%2B1", "²", "9" * 10, "9" * 31):
        assert refused(f"{path}?from=1&to={text}") == {"to": [sentence]}
    for text in ("2026-1-1", "2026-02-30", "-1"):
        assert get(f"{path}?from=1&to={text}")[1]["detail"] == "to: write a date as YYYY-MM-DD."
    assert refused(f"{path}?from=1&to=2&since=1") == {
        "since": ["There is no such parameter. Allowed: as_of, fields, from, to."]
    }
    assert [
        get(f"{path}?{query}") for query in ("from=3&to=1", "from=1&to=2026-02-28", "from=1&to=2&as_of=2026-04-01")
    ] == [
        (404, {**NOTHING, "detail": "from: this family has no revision 3 that was in force."}),
        (404, {**NOTHING, "detail": "to: no revision of this family was in force on 2026-02-28."}),
        (404, {**NOTHING, "detail": "to: this family has no revision 2 that was in force."}),
    ]
    assert get("job-families/nothing/compare/?from=1&to=1")[0] == 404


def test_what_is_scheduled_is_for_those_with_the_right(get, client, staff, archivist, history, today):
    tomorrow = today + timedelta(days=1)
    factories.published(factories.document(summary="To come"), starts_on=tomorrow)
    path = "job-families/platform/compare/?from=1&to="
    refusal = "to is after today. Seeing what is scheduled needs the right to."
    assert [get(f"{path}{to}")[0] for to in (3, tomorrow)] == [404, 401]
    client.force_login(staff)
    assert [get(f"{path}{to}")[0] for to in (3, tomorrow)] == [404, 403]
    assert get(f"{path}{tomorrow}")[1]["detail"] == refusal
    client.force_login(archivist)
    assert get(f"{path}{tomorrow}&fields=after,prose")[1]["after"]["number"] == 3


def test_a_former_address_leads_to_the_present_one(client, history):
    factories.published(factories.document("foundations", career_steps=[]), family=Family.objects.get())
    for rest in ("revisions/2/?fields=number", "compare/?from=1&to=2"):
        answer = client.get(f"/api/v1/job-families/platform/{rest}")
        assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/job-families/foundations/{rest}")


def test_nothing_that_is_hidden_counts(get, client, staff, departments):
    """Revisions that differ in hidden things alone are the same; for staff they are not."""
    company = Company.objects.get()
    for switch in Company.SWITCHES:
        setattr(company, switch, False)
    company.record(by=None)
    factories.published(starts_on=MARCH)
    data = factories.document().model_dump(mode="json")
    data["roles"][0] |= {"grade": "6", "job_code": "CANARY-1"}
    data["roles"][3]["title"] = "CANARY Other Role"
    data["performance_indicators"] = [{"text": "CANARY per hour"}]
    data["hiring_processes"][0]["steps"][0]["interviewer"] = "CANARY"
    data["specialties"][1]["grades"] = {"manager": "12"}
    factories.published(FamilyDocument.model_validate(data), starts_on=MAY)
    body = compared(get, "from=1&to=2")
    assert [body[name] for name in ("size", "owners", "facts", "parts", "prose", "statements")] == [
        0,
        [],
        [],
        [],
        [],
        [],
    ]
    assert body["before"]["digest"] == body["after"]["digest"]
    for number in (1, 2):
        assert "canary" not in json.dumps(get(f"job-families/platform/revisions/{number}/")).casefold()
    client.force_login(staff)
    assert compared(get, "from=1&to=2&fields=size")["size"] == 7
