"""The API of a past day answers as it did, whatever was renamed, moved or switched since."""

from datetime import UTC, date, datetime, timedelta

import pytest

from careers.models import Company, Department
from config.kernel.models import Catalogue
from hiring.models import Stage
from levels.models import Grade, GradeScheme, Level
from tests import factories
from tests.api.endpoints import DESCRIBING, EXAMPLES, OF_NO_DAY, RESOURCES, VACANCY, asking
from tests.api.shapes import API, SITE

pytestmark = pytest.mark.django_db


@pytest.fixture
def past(departments, archivist, today):
    """A day on which the family was in force, before all that changed it."""
    factories.published(starts_on=today - timedelta(days=60), by=archivist)
    factories.posted(number=VACANCY, on=today - timedelta(days=60))
    return today - timedelta(days=10)


def change_everything(today):
    """Renames all reference data that the family names, and publishes it anew under another slug."""
    rows = [
        (Department.objects.get(slug="engineering"), {"name": "Makers", "description": "Renamed."}),
        (Level.objects.get(slug="senior"), {"name": "Sr", "rank": 41}),
        (Level.objects.get(slug="staff"), {"name": "Lead"}),
        (GradeScheme.objects.get(slug="general"), {"name": "Everybody"}),
        (GradeScheme.objects.get(slug="sales"), {"name": "Selling"}),
        (Grade.objects.get(scheme__slug="general", slug="8"), {"name": "VIII"}),
        (Grade.objects.get(scheme__slug="sales", slug="7"), {"name": "VII"}),
        (Stage.objects.get(slug="screening"), {"name": "First call"}),
        (Company.objects.get(), {"name": "Renamed", "benefits": [{"name": "Lunch", "text": "Daily"}]}),
    ]
    for row, facts in rows:
        for name, value in facts.items():
            setattr(row, name, value)
        row.record(by=None)
    Department(slug="new", name="New").record(by=None)
    Level(slug="new", name="New", track="management", rank=1).record(by=None)
    Grade(scheme=GradeScheme.objects.get(slug="general"), slug="16", name="16", rank="16").record(by=None)
    changed = factories.document("foundations", title="Foundations", specialties=[], career_steps=[])
    factories.published(changed, family=factories.Family.objects.get())
    factories.published(factories.document("another"))


def answers(client, day):
    of_days = [path for path in RESOURCES if path != OF_NO_DAY]
    return {path: client.get(f"/api/v1/{asking(path, f'as_of={day}')}").content.decode() for path in of_days}


def test_a_past_day_answers_as_it_did(client, past, today):
    before = answers(client, past)
    change_everything(today)
    assert answers(client, past) == before
    # The control: of today all of it answers otherwise.
    of_today = answers(client, today)
    assert [path for path in before if of_today[path].replace(str(today), str(past)) == before[path]] == []


def test_a_switch_of_today_counts_for_past_days_too(client, past):
    address = f"/api/v1/roles/platform/staff-engineer/?fields=grade&as_of={past}"
    shown = {"slug": "8", "name": "8", "url": f"{API}/grades/general/8/?as_of={past}"}
    assert client.get(address).json() == {"grade": shown}
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)
    assert client.get(address).json() == {"grade": None}


def test_links_stay_on_the_day(get, past):
    body = get(f"job-families/?as_of={past}&limit=1")[1]
    (row,) = body["results"]
    assert [row["url"], row["revisions"], row["page"], row["department"]["url"]] == [
        f"{API}/job-families/platform/?as_of={past}",
        f"{API}/job-families/platform/revisions/?as_of={past}",
        f"{SITE}/job-families/platform/?as_of={past}",
        f"{API}/departments/engineering/?as_of={past}",
    ]
    assert get(f"?fields=roles&as_of={past}") == (200, {"roles": f"{API}/roles/?as_of={past}"})
    listed = get(f"levels/?as_of={past}&limit=1")[1]
    assert listed["next"] == f"{API}/levels/?as_of={past}&limit=1&offset=1"


def test_a_day_before_all_has_nothing(get, past):
    for path in ("departments/", "job-families/", "roles/", "levels/", "grades/", "career-steps/"):
        body = get(f"{path}?as_of=1999-12-31")[1]
        assert (body["count"], body["results"]) == (0, [])
    for path in ("departments/engineering/", "levels/senior/", "job-families/platform/", "roles/platform/manager/"):
        assert get(f"{path}?as_of=1999-12-31")[0] == 404


def test_what_began_later_is_no_mistake_and_found_nowhere(get, refused, past, today):
    change_everything(today)
    for query in ("department=new", "level=new", "grade=16"):
        body = get(f"roles/?{query}&as_of={past}")[1]
        assert (body["count"], body["results"]) == (0, [])
    assert refused(f"departments/?parent=never&as_of={past}") == {
        "parent": ["'never' is not known here. Allowed: engineering, hardware, sales, unassigned."]
    }


def test_history_as_of_a_day_knows_no_more(get, past, today, archivist):
    factories.published(factories.document(summary="New"), by=archivist)
    factories.published(factories.document(summary="Newest"), starts_on=today + timedelta(days=5), by=archivist)

    def periods(path):
        return [(row["number"], row["starts_on"], row["ends_on"]) for row in get(path)[1]["results"]]

    began = str(today - timedelta(days=60))
    path = "job-families/platform/revisions/"
    assert periods(f"{path}?as_of={past}") == [(1, began, None)]
    assert periods(path) == [(2, str(today), None), (1, began, str(today))]
    assert periods(f"{path}?ordering=number") == [(1, began, str(today)), (2, str(today), None)]


NO_DAYS = ("", "today", "2026-1-1", "2026-02-30", "20260101", "2026-W01-1", "2026-01-01T00:00", "٢٠٢٦-01-01", "9" * 40)


def test_a_day_is_written_as_a_date(get, past):
    refusal = {
        "type": "about:blank",
        "title": "Bad request",
        "status": 400,
        "detail": "as_of: write a date as YYYY-MM-DD.",
    }
    assert {value: get(f"levels/?as_of={value}") for value in NO_DAYS} == dict.fromkeys(NO_DAYS, (400, refusal))


def test_a_day_is_given_once(get, past):
    assert get("levels/?as_of=2026-01-01&as_of=2026-01-01")[1]["detail"] == "as_of: give one date."


def test_what_is_to_come_is_for_those_with_the_right(client, staff, archivist, past, today):
    tomorrow = today + timedelta(days=1)
    factories.published(factories.document(summary="To come"), starts_on=tomorrow, by=archivist)
    address = f"/api/v1/job-families/platform/?fields=summary&as_of={tomorrow}"
    refused = {
        "type": "about:blank",
        "title": "Not allowed",
        "status": 403,
        "detail": "as_of is after today. Seeing what is scheduled needs the right to.",
    }
    answer = client.get(address)
    assert answer.json() == {**refused, "title": "Not known here", "status": 401}
    assert answer["WWW-Authenticate"] == 'Bearer realm="Rolebook"'
    client.force_login(staff)
    assert client.get(address).json() == refused
    client.force_login(archivist)
    assert client.get(address).json() == {"summary": "To come"}


def test_what_is_scheduled_goes_live_by_the_clock(client, past, archivist, monkeypatch):
    """Midnight of the company, without a write: the validator of the day before is no longer good."""
    company = Company.objects.get()
    company.time_zone = "Europe/Lisbon"
    company.record(by=None)
    now = datetime(2027, 6, 14, 22, 59, 59, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    factories.published(factories.document(summary="Tomorrow's"), starts_on=date(2027, 6, 15), by=archivist)
    address = "/api/v1/job-families/platform/?fields=summary"
    version = Catalogue.objects.get().version
    before = client.get(address)
    assert before.json() == {"summary": "Keeps the lights on."}
    assert client.get(address, headers={"If-None-Match": before["ETag"]}).status_code == 304
    now = datetime(2027, 6, 14, 23, 0, 0, tzinfo=UTC)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after.json()) == (200, {"summary": "Tomorrow's"})
    assert Catalogue.objects.get().version == version


def test_every_resource_takes_a_day():
    assert {name for name, path in EXAMPLES.items() if path not in RESOURCES} == {"root", *DESCRIBING}
