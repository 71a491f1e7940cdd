"""What is new since a moment: told by the company's calendar and by when it was recorded, whichever is later."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pytest

from careers.models import Company, Department
from levels.models import Level
from tests import factories

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2027, 6, 14, 23, tzinfo=UTC)
"""Of the 15th, in Lisbon."""


@pytest.fixture
def clock(monkeypatch):
    """Sets the time."""

    def at(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return at


@pytest.fixture
def since(client):
    """The slugs of a list of what is updated since a day or a moment."""

    def since(moment, path="job-families/"):
        text = moment if isinstance(moment, str) else moment.isoformat()
        answer = client.get(f"/api/v1/{path}?updated_since={quote(text)}")
        assert answer.status_code == 200, answer.json()
        return [row.get("slug") for row in answer.json()["results"]]

    return since


@pytest.fixture
def lisbon(db, clock):
    clock(datetime(2027, 6, 1, 12, tzinfo=UTC))
    company = Company.objects.get()
    company.time_zone = "Europe/Lisbon"
    company.record(by=None)


def second(moment):
    return moment + timedelta(seconds=1)


def test_what_was_scheduled_is_new_as_its_day_begins(since, lisbon, clock, archivist):
    """And not when it was recorded, which nobody knows of."""
    clock(datetime(2027, 6, 10, 9, tzinfo=UTC))
    factories.published(factories.document("soon"), starts_on=date(2027, 6, 15), by=archivist)
    clock(MIDNIGHT - timedelta(seconds=1))
    assert since("2027-06-01") == []
    clock(MIDNIGHT)
    for path, found in (
        ("job-families/", ["soon"]),
        ("roles/", ["junior-engineer", "staff-engineer", "manager"]),
        ("specialties/", ["storage", "enterprise"]),
        ("hiring-processes/", [None]),
        ("career-steps/", [None]),
    ):
        assert (since(MIDNIGHT, path), since(second(MIDNIGHT), path)) == (found, [])
    # The same moment elsewhere; the day of the company; the next one.
    for moment in ("2027-06-15T08:00:00+09:00", "2027-06-15T08:00+09:00", "2027-06-14t23:00:00.000000999z"):
        assert since(moment) == ["soon"]
    assert since("2027-06-15T08:00:00.000001+09:00") == []
    assert (since("2027-06-15"), since("2027-06-16")) == (["soon"], [])


def test_what_is_recorded_later_than_its_day_began_is_new_then(since, lisbon, clock, archivist):
    recorded = datetime(2027, 6, 15, 9, tzinfo=UTC)
    clock(recorded)
    factories.published(factories.document("back"), starts_on=date(2027, 1, 1), by=archivist)
    factories.published(factories.document("now"), by=archivist)
    assert (since(recorded), since(second(recorded))) == (["back", "now"], [])
    assert since(recorded - timedelta(days=100)) == ["back", "now"]


def test_reference_data_is_new_by_its_versions(since, lisbon, clock):
    named = datetime(2027, 6, 15, 9, tzinfo=UTC)
    clock(named)
    Department(slug="late", name="Late").record(by=None)
    level = Level.objects.get(slug="senior")
    level.name = "Sr"
    level.record(by=None, starts_on=date(2027, 6, 16))
    assert (since(named, "departments/"), since(second(named), "departments/")) == (["late"], [])
    assert since("2027-06-15", "levels/") == []
    clock(named + timedelta(days=1))
    assert (since("2027-06-16", "levels/"), since("2027-06-17", "levels/")) == (["senior"], [])
    for path in ("grades/", "grade-schemes/", "stages/"):
        assert (len(since("2000-01-01", path)) > 3, since("2027-06-15", path)) == (True, [])


def test_vacancies_are_new_since_they_are_shown_as_they_are(client, lisbon, clock):
    opened = datetime(2027, 6, 15, 9, tzinfo=UTC)
    clock(opened)
    factories.published()
    posting = factories.posted(deadline=date(2027, 7, 1))
    factories.posted("manager", on=date(2027, 6, 20))

    def numbers(query):
        return [row["number"] for row in client.get(f"/api/v1/vacancies/?{query}").json()["results"]]

    number = posting.vacancy.number
    assert numbers(f"updated_since={quote(opened.isoformat())}") == [number]
    assert numbers(f"updated_since={quote(second(opened).isoformat())}") == []
    assert numbers("opened_on__gte=2027-06-15&opened_on__lte=2027-06-15") == [number]
    assert numbers("opened_on__gte=2027-06-16") == []
    assert numbers("deadline__gte=2027-07-01&deadline__lte=2027-07-01") == [number]
    assert numbers("deadline__lte=2027-06-30") == []
    clock(opened + timedelta(days=10))
    assert len(numbers("updated_since=2027-06-15")) == 2
    assert numbers("updated_since=2027-06-15&deadline__gte=2000-01-01") == [number]
    assert len(numbers("updated_since=2027-06-20&workplace__in=hybrid,remote&opened_on__gte=2027-06-20")) == 1


def test_a_vacancy_that_is_posted_for_a_past_day_is_new_as_it_is_posted(client, lisbon, clock, archivist):
    posted = datetime(2027, 6, 15, 9, tzinfo=UTC)
    clock(posted)
    factories.published(starts_on=date(2027, 1, 1), by=archivist)
    number = factories.posted(on=date(2027, 3, 1)).vacancy.number

    def found(moment):
        answer = client.get(f"/api/v1/vacancies/?updated_since={quote(moment.isoformat())}").json()
        return [(row["number"], row["opened_on"]) for row in answer["results"]]

    assert (found(posted), found(second(posted))) == ([(number, "2027-03-01")], [])
    job = client.get(f"/boards/v1/boards/your-company/jobs/{number}").json()
    assert (job["first_published"], job["updated_at"]) == ("2027-03-01T00:00:00+00:00", "2027-06-15T10:00:00+01:00")


def test_the_ends_of_the_calendar_are_days_like_others(since, platform):
    for moment in ("0001-01-01", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00-23:59"):
        assert since(moment) == ["platform"]
    for moment in ("9999-12-31", "9999-12-31T23:59:59.999999-23:59", "9999-12-31T23:59:59+23:59"):
        assert since(moment) == []


def test_it_is_described_as_a_day_or_a_moment(client):
    """With a type in each, where generators of clients look for it."""
    paths = client.get("/api/v1/schema/").json()["paths"]
    days = [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
    for path, name in (("roles/", "updated_since"), ("levels/", "updated_since"), ("changes/", "since")):
        described = {each["name"]: each["schema"] for each in paths[f"/api/v1/{path}"]["get"]["parameters"]}
        assert described[name] == {"anyOf": days}
