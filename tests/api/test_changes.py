"""The stream of what happened: whole, in order, to go on from, and by the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from careers import publishing
from careers.models import Company
from config.kernel.models import Event, Scope, ServiceToken
from levels.models import Level
from tests import factories
from tests.api.shapes import API

pytestmark = pytest.mark.django_db

CHANGES = "/api/v1/changes/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    def set_to(*moment):
        now = datetime(*moment, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)

    set_to(2027, 2, 26, 12)
    return set_to


@pytest.fixture
def results(get):
    """The results of a page."""

    def results(query="", **headers):
        status, body = get(f"changes/{query}", **headers)
        assert status == 200, body
        return body["results"]

    return results


def told(rows):
    """(type, slug) of events."""
    return [(row["type"], row["data"]["slug"]) for row in rows]


@pytest.fixture
def _history(clock, departments):
    """Something of everything."""
    clock(2027, 2, 27, 12)
    family = factories.published().family
    clock(2027, 2, 28, 13)
    factories.posted(number=123456789)
    clock(2027, 3, 1, 14)
    Level.objects.get(slug="senior").record(by=None)  # nothing changed
    level = Level.objects.get(slug="senior")
    level.name = "Lead"
    level.record(by=None)
    clock(2027, 3, 1, 15)
    factories.published(factories.document("hidden", visibility="internal"))
    clock(2027, 3, 1, 16)
    publishing.withdraw(family, by=None, reason="Over")


def data(resource, slug, path, day="2027-03-01"):
    return {"resource": resource, "slug": slug, "day": day, "url": f"{API}/{path}/"}


@pytest.mark.usefixtures("_history")
def test_what_happened_is_told_whole_and_in_order(get):
    status, body = get("changes/?since=2027-02-27T12:00:00Z&type=family.published&type=vacancy.opened")
    published, opened = Event.objects.filter(public=True, type__in=("family.published", "vacancy.opened"))
    assert (status, body) == (
        200,
        {
            "next": None,
            "results": [
                {
                    "id": published.key,
                    "type": "family.published",
                    "timestamp": "2027-02-27T12:00:00.000000Z",
                    "data": data("job-family", "platform", "job-families/platform", "2027-02-27"),
                },
                {
                    "id": opened.key,
                    "type": "vacancy.opened",
                    "timestamp": "2027-02-28T13:00:00.000000Z",
                    "data": data("vacancy", "123456789", "vacancies/123456789", "2027-02-28"),
                },
            ],
        },
    )


@pytest.mark.usefixtures("_history")
def test_everything_that_is_told_has_an_address_that_answers(client, results):
    for row in results("?limit=200"):
        answer = client.get(row["data"]["url"])
        assert answer.status_code == (410 if row["data"]["slug"] == "platform" else 200), row


def test_the_company_has_an_address_without_a_slug(results, clock):
    clock(2027, 3, 1, 12)
    company = Company.objects.get()
    company.name = "Otherwise"
    company.record(by=None)
    assert results()[-1]["data"] == data("company", "company", "company")


@pytest.mark.usefixtures("_history")
def test_one_reads_on_from_the_last_one_that_one_has(get, results, clock):
    whole = results("?limit=200")
    pages, following = [], f"{API}/changes/?limit=3&fields=id,type,data,timestamp"
    while following:
        status, body = get(following.removeprefix(f"{API}/"))
        assert status == 200
        pages.append(body["results"])
        following = body["next"]
    assert [row for page in pages for row in page] == whole
    assert [len(page) for page in pages[:-1]] == [3] * (len(pages) - 1)
    assert len(pages) > 1

    last = whole[-1]["id"]
    assert get(f"changes/?cursor={last}") == (200, {"next": None, "results": []})
    clock(2027, 3, 1, 17)
    factories.published(factories.document("another"))
    assert told(results(f"?cursor={last}")) == [("family.published", "another")]
    # What it is narrowed by may be changed on the way.
    assert told(results(f"?cursor={whole[0]['id']}&type=family.withdrawn")) == [("family.withdrawn", "platform")]


@pytest.mark.usefixtures("_history")
def test_each_is_told_what_they_may_know(get, results, client, staff):
    public = results("?since=2027-02-27T12:00:00Z")
    assert told(public)[-4:] == [
        ("family.published", "platform"), ("vacancy.opened", "123456789"), ("reference.changed", "senior"),
        ("family.withdrawn", "platform"),
    ]  # fmt: skip
    expires = {"expires_at": timezone.now() + timedelta(days=1)}
    issue = ServiceToken.objects.issue
    _, plain = issue(by=staff, name="plain", account=staff, scopes=[], **expires)
    _, internal = issue(by=staff, name="internal", account=staff, scopes=[Scope.INTERNAL], **expires)
    assert results("?since=2027-02-27T12:00:00Z", Authorization=f"Bearer {plain}") == public
    whole = results("?since=2027-02-27T12:00:00Z", Authorization=f"Bearer {internal}")
    assert [row for row in whole if row not in public] == whole[-2:-1]
    assert told(whole[-2:-1]) == [("family.published", "hidden")]
    # Whoever may not know of an event cannot go on from it either.
    hidden = whole[-2]["id"]
    gone = "cursor: there is no such event. Give the id of one that you were told of, or begin anew."
    unknown = f"evt_{'0' * 32}"
    for cursor in (hidden, unknown):
        status, body = get(f"changes/?cursor={cursor}")
        assert (status, body["detail"]) == (404, gone)
    client.force_login(staff)
    assert client.get(f"{CHANGES}?cursor={hidden}").status_code == 200


@pytest.mark.usefixtures("_history")
def test_grades_are_told_of_while_they_are_public(results):
    from levels.models import GradeScheme

    scheme = GradeScheme.objects.get(slug="general")
    scheme.name = "Everybody"
    scheme.record(by=None)
    assert told(results("?type=reference.changed"))[-1] == ("reference.changed", "general")
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)
    assert ("reference.changed", "general") not in told(results("?type=reference.changed&limit=200"))


def test_what_is_scheduled_is_told_by_the_clock_and_ends_the_validator(client, clock, departments):
    clock(2027, 3, 1, 12)
    factories.published(starts_on=date(2027, 3, 2))
    path = f"{CHANGES}?type=family.published"
    before = client.get(path)
    assert before.json()["results"] == []

    def again():
        return client.get(path, headers={"If-None-Match": before["ETag"]})

    assert (again().status_code, again().content) == (304, b"")
    clock(2027, 3, 1, 23, 59, 59)
    assert again().status_code == 304
    clock(2027, 3, 2, 0, 0, 59)  # in force by now; and another day
    early = again()
    assert (early.status_code, early.json()["results"]) == (200, [])
    clock(2027, 3, 2, 0, 1)
    after = client.get(path, headers={"If-None-Match": early["ETag"]})
    assert (after.status_code, told(after.json()["results"])) == (200, [("family.published", "platform")])
    assert after["ETag"] != early["ETag"]


def test_a_validator_of_the_public_tells_nothing_of_what_is_internal(client, clock, departments):
    factories.published()
    before = client.get(CHANGES)
    factories.published(factories.document("hidden", visibility="internal"))
    after = client.get(CHANGES, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after["ETag"]) == (304, before["ETag"])


SINCE = {
    "2027-02-27": 3,
    "2027-02-28": 2,
    "2027-03-01": 1,
    "2027-03-02": 0,
    "2027-02-27T12:00Z": 3,
    "2027-02-27t12:00:00z": 3,
    "2027-02-27T12:00:00.000001Z": 2,
    "2027-02-27T12:00:00.000000123456789Z": 3,
    "2027-02-28T13:00:00Z": 2,
    "2027-02-28T15:00:00%2B02:00": 2,
    "2027-02-28T11:00:00.5-02:00": 1,
    "2027-03-01T16:00:01Z": 0,
    "0001-01-01": 3,
    "0001-01-01T00:00:00%2B14:00": 3,
    "9999-12-31T23:59:59-14:00": 0,
}


@pytest.mark.usefixtures("_history")
def test_since_a_moment_or_a_day_of_the_company(results, clock):
    count = {
        query: len(results(f"?since={query}&type=family.published&type=vacancy.opened&type=family.withdrawn"))
        for query in SINCE
    }
    assert count == SINCE
    company = Company.objects.get()
    company.time_zone = "America/Lima"  # five hours behind: its 1st began at 05:00 UTC, and its 2nd has not
    company.record(by=None)
    clock(2027, 3, 2, 6)
    factories.published(factories.document("another"))
    assert told(results("?since=2027-03-02")) == [("family.published", "another")]


MOMENT = (
    "Write a day as 2026-03-01, or a moment with its offset from UTC as 2026-03-01T12:00:00Z or "
    "2026-03-01T12:00:00+01:00 (in an address a + is written %2B)."
)
CURSOR = "Give the id of an event: evt_ and 32 digits and letters from a to f."
ALLOWED = "cursor, fields, limit, since, type"
TYPES = "family.published, family.withdrawn, vacancy.opened, vacancy.changed, vacancy.closed, reference.changed"
REFUSED = {
    "since=": {"since": [MOMENT]},
    "since=yesterday": {"since": [MOMENT]},
    "since=2027-02-30": {"since": [MOMENT]},
    "since=2027-W01-1": {"since": [MOMENT]},
    "since=20270301": {"since": [MOMENT]},
    "since=2027-03-01T12:00:00": {"since": [MOMENT]},
    "since=2027-03-01T12:00:00+01:00": {"since": [MOMENT]},
    "since=2027-03-01T25:00:00Z": {"since": [MOMENT]},
    "since=2027-03-01T12:00:00Z%0A": {"since": [MOMENT]},
    "since=2027-03-01T12:00:00%2B99:00": {"since": [MOMENT]},
    "cursor=": {"cursor": [CURSOR]},
    "cursor=5": {"cursor": [CURSOR]},
    f"cursor=evt_{'A' * 32}": {"cursor": [CURSOR]},
    f"cursor=evt_{'a' * 32}%0A": {"cursor": [CURSOR]},
    f"cursor=evt_{'%D9%A1' * 32}": {"cursor": [CURSOR]},
    "type=ping": {"type": [f"'ping' is not known here. Allowed: {TYPES}."]},
    "type=family.published&type=x": {"type": [f"'x' is not known here. Allowed: {TYPES}."]},
    "limit=0": {"limit": ["Write a whole number from 1 to 200."]},
    "limit=201": {"limit": ["Write a whole number from 1 to 200."]},
    "limit=1&limit=2": {"limit": ["Give it once."]},
    "offset=1": {"offset": [f"There is no such parameter. Allowed: {ALLOWED}."]},
    "ordering=id": {"ordering": [f"There is no such parameter. Allowed: {ALLOWED}."]},
    "as_of=2027-01-01": {"as_of": [f"There is no such parameter. Allowed: {ALLOWED}."]},
    "fields=colour": {"fields": ["'colour' is not known here. Allowed: id, type, timestamp, data."]},
}


@pytest.mark.parametrize("query", REFUSED)
def test_what_is_not_understood_is_refused_with_what_would_do(refused, query):
    assert refused(f"changes/?{query}") == REFUSED[query]
