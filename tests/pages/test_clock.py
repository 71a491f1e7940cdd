"""What is scheduled begins at midnight of the company, by the clock alone."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from careers.models import Company
from tests.factories import document, posted, published
from tests.pages.html import parse

PATHS = [
    "/",
    "/job-families/",
    "/job-families/platform/",
    "/job-families/platform.json",
    "/job-families/platform.md",
    "/job-families/platform/manager/",
    "/job-families/platform/history/",
    "/job-families/platform/history/feed/",
    "/job-families/platform/matrix/",
    "/changes/feed/",
    "/career-paths/?family=platform",
    "/compare/?a=platform/manager&b=platform/staff-engineer",
    "/search/?q=lights",
]


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of the machine, in UTC."""

    def set_to(*moment):
        now = datetime(*moment, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)

    return set_to


@pytest.fixture
def scheduled(db, clock):
    """A company in Auckland, 13 hours ahead of UTC in January: there the 11th begins at 11:00 UTC of the 10th."""
    clock(2027, 1, 9, 20)
    company = Company.objects.get()
    company.time_zone = "Pacific/Auckland"
    company.record(by=None)
    published(document(), starts_on=date(2027, 1, 1))
    published(document(title="Platform and More", summary="From the 11th."), starts_on=date(2027, 1, 11))


def test_a_scheduled_publication_begins_at_midnight_of_the_company_without_a_write(scheduled, client, clock):
    clock(2027, 1, 10, 10, 59, 59)
    before = {path: client.get(path) for path in PATHS}
    tags = {path: response.headers["ETag"] for path, response in before.items()}
    for path in PATHS:
        assert client.get(path, headers={"If-None-Match": tags[path]}).status_code == 304, path
    clock(2027, 1, 10, 11, 0, 0)
    for path in PATHS:
        after = client.get(path, headers={"If-None-Match": tags[path]})
        assert after.status_code == 200, path
        assert after.headers["ETag"] != tags[path], path
        assert after.content != before[path].content, path
    page = parse(client.get("/job-families/platform/").content.decode())
    assert page.texts("h1") == ["Platform and More"]
    assert "Last changed 11 January 2027" in page.one("p.published").text


def test_a_day_without_anything_new_asks_for_its_answer_once(scheduled, client, clock):
    clock(2027, 1, 9, 12)
    tag = client.get("/levels/").headers["ETag"]
    clock(2027, 1, 9, 22)
    assert client.get("/levels/", headers={"If-None-Match": tag}).status_code == 304


CLOSING, OPENING = "/jobs/1-junior-engineer/", "/jobs/2-staff-engineer/"
TELLING = (
    "/", "/jobs/", "/jobs/feed/", "/jobs/?department=engineering", "/job-families/?vacancies=open", "/sitemap-1.xml",
    "/job-families/platform/junior-engineer/", "/job-families/platform/staff-engineer/", CLOSING, OPENING,
    f"{CLOSING[:-1]}.txt", f"{OPENING[:-1]}.html",
)  # fmt: skip
"""Where it is told that one vacancy is open until the 10th and the other from the 11th on."""


def test_vacancies_open_and_close_at_midnight_of_the_company_without_a_write(scheduled, client, clock):
    posted(number=1, on=date(2027, 1, 2), deadline=date(2027, 1, 10))
    posted("staff-engineer", number=2, on=date(2027, 1, 11))

    def statuses():
        return [client.get(path).status_code for path in (CLOSING, f"{CLOSING[:-1]}.txt", OPENING)]

    def told(path):
        words = client.get(path).content.decode()
        return [address for address in (CLOSING, OPENING) if address in words]

    listing = ("/jobs/", "/jobs/feed/", "/sitemap-1.xml")
    clock(2027, 1, 10, 10, 59, 59)
    before = {path: client.get(path) for path in TELLING}
    assert statuses() == [200, 200, 404]
    assert {path: told(path) for path in listing} == {path: [CLOSING] for path in listing}
    clock(2027, 1, 10, 11, 0, 0)
    assert statuses() == [410, 410, 200]
    assert {path: told(path) for path in listing} == {path: [OPENING] for path in listing}
    for path, response in before.items():
        tag = response.headers.get("ETag", '"none"')
        after = client.get(path, headers={"If-None-Match": tag})
        assert after.status_code in {200, 410}, path
        assert after.headers.get("ETag") != tag, path
        assert after.content != response.content, path


def test_days_are_the_company_s_when_clocks_change(db, client, clock):
    """Lisbon leaves summer time on 31 October 2027 at 01:00 UTC: its 31st begins at 23:00 UTC, its 1st at 00:00."""
    clock(2027, 10, 1, 12)
    company = Company.objects.get()
    company.time_zone = "Europe/Lisbon"
    company.record(by=None)
    published(document(title="September"), starts_on=date(2027, 9, 1))
    published(document(title="Last of October"), starts_on=date(2027, 10, 31))
    published(document(title="November"), starts_on=date(2027, 11, 1))

    def title(*moment):
        clock(*moment)
        return parse(client.get("/job-families/platform/").content.decode()).one("h1").text

    assert title(2027, 10, 30, 22, 59, 59) == "September"
    assert title(2027, 10, 30, 23, 0, 0) == "Last of October"
    assert title(2027, 10, 31, 23, 59, 59) == "Last of October"
    assert title(2027, 11, 1, 0, 0, 0) == "November"


def test_a_change_of_time_zone_moves_the_day(db, client, clock):
    clock(2027, 1, 10, 12)
    published(document(), starts_on=date(2027, 1, 11))
    assert client.get("/job-families/platform/").status_code == 404
    company = Company.objects.get()
    company.time_zone = "Pacific/Auckland"
    company.record(by=None)
    assert client.get("/job-families/platform/").status_code == 200


def test_every_answer_has_to_be_asked_for_again(scheduled, client):
    assert {client.get(path).headers["Cache-Control"] for path in PATHS} == {"public, no-cache"}
