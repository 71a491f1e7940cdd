"""The feeds of what changed: what was published and withdrawn, as far as whoever asks may know."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from defusedxml import ElementTree
from django.contrib.auth import get_user_model
from django.test import Client

from careers import publishing
from careers.models import Company, Family
from careers.presenting import feeds
from tests.factories import document, published, small_document

MARCH, MAY, JULY = date(2026, 3, 1), date(2026, 5, 1), date(2026, 7, 1)
ATOM = "{http://www.w3.org/2005/Atom}"
ALL, PLATFORM = "/changes/feed/", "/job-families/platform/history/feed/"


@pytest.fixture(autouse=True)
def _company(db):
    company = Company.objects.get()
    company.name, company.time_zone = "Bellfounders", "Europe/Lisbon"
    company.record(by=None, starts_on=date(2026, 1, 1))


def read(address, client=None):
    response = (client or Client()).get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ElementTree.fromstring(response.content)


def entries(address, client=None):
    """(title, when, who, why, link) of the entries."""
    return [
        (
            entry.findtext(f"{ATOM}title"),
            entry.findtext(f"{ATOM}updated"),
            entry.findtext(f"{ATOM}author/{ATOM}name"),
            entry.findtext(f"{ATOM}summary"),
            entry.find(f"{ATOM}link").get("href").removeprefix("http://testserver"),
        )
        for entry in read(address, client).iter(f"{ATOM}entry")
    ]


@pytest.fixture
def catalogue(db):
    named = get_user_model().objects.create_superuser("hm", first_name="Hannah", last_name="Moreira")
    published(starts_on=MARCH, message="Everything & more", by=named)
    published(small_document("casting"), starts_on=MAY, message="New bells")
    published(document(summary="Brighter."), starts_on=JULY, message="Ambition")


FIRST = (
    "Platform: revision 1", "2026-03-01T00:00:00+00:00", "Hannah Moreira", "Everything &amp; more",
    "/job-families/platform/history/1/",
)  # fmt: skip
SECOND = ("Platform: revision 2", "2026-07-01T00:00:00+01:00", None, "Ambition", "/job-families/platform/history/2/")
CASTING = ("Casting: revision 1", "2026-05-01T00:00:00+01:00", None, "New bells", "/job-families/casting/history/1/")


def test_the_changes_of_all_families_latest_first(catalogue):
    assert entries(ALL) == [SECOND, CASTING, FIRST]


def test_the_changes_of_one_family(catalogue):
    assert entries(PLATFORM) == [SECOND, FIRST]


def test_what_a_feed_says_of_itself(catalogue, settings):
    settings.BASE_URL = "https://roles.example"

    def said(address):
        feed = read(address)
        return {
            "title": feed.findtext(f"{ATOM}title"),
            "id": feed.findtext(f"{ATOM}id"),
            "author": feed.findtext(f"{ATOM}author/{ATOM}name"),
            "updated": feed.findtext(f"{ATOM}updated"),
            **{link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")},
        }

    assert said(ALL) == {
        "title": "Job families of Bellfounders: what changed",
        "id": "tag:roles.example,2026:job-families",
        "author": "Bellfounders",
        "updated": "2026-07-01T00:00:00+01:00",
        "alternate": "https://roles.example/job-families/",
        "self": "https://roles.example/changes/feed/",
    }
    assert said(PLATFORM) == {
        "title": "Platform: what changed",
        "id": "tag:roles.example,2026:job-families/platform/history",
        "author": "Bellfounders",
        "updated": "2026-07-01T00:00:00+01:00",
        "alternate": "https://roles.example/job-families/platform/history/",
        "self": "https://roles.example/job-families/platform/history/feed/",
    }


def test_the_id_of_an_entry_is_its_own_for_good(catalogue):
    def ids(address):
        return [entry.findtext(f"{ATOM}id") for entry in read(address).iter(f"{ATOM}entry")]

    before = ids(ALL)
    assert len(set(before)) == 3
    assert all(each.startswith("tag:testserver,2026:") for each in before)
    family = Family.objects.get(slug="platform")
    published(document("foundations", title="Foundations", career_steps=[]), message="A better name", family=family)
    assert ids(ALL)[1:] == before
    assert ids("/job-families/foundations/history/feed/")[1:] == [before[0], before[2]]


def test_each_link_leads_somewhere(catalogue, client):
    for *_, link in entries(ALL):
        assert client.get(link).status_code in {200, 302}


def test_a_withdrawal_is_told_once_without_why(catalogue, today, client):
    publishing.withdraw(Family.objects.get(slug="casting"), by=None, reason="A secret")
    midnight = today.strftime("%Y-%m-%dT00:00:00")
    title, at, *rest = entries(ALL)[0]
    assert (title, at[:19], rest) == ("Casting: withdrawn", midnight, [None, "", "/job-families/casting/"])
    assert entries(ALL)[1:] == [SECOND, CASTING, FIRST]
    assert client.get("/job-families/casting/history/feed/").status_code == 410
    yesterday = f"{ALL}?as_of={today - timedelta(days=1)}"
    assert [entry[0] for entry in entries(yesterday)] == [each[0] for each in (SECOND, CASTING, FIRST)]


def test_what_was_in_force_for_hours_is_told(catalogue, today):
    published(document(summary="Hasty."), message="Hasty")
    published(document(summary="Calmer."), message="Mended")
    publishing.withdraw(Family.objects.get(slug="platform"), by=None, reason="Over")
    assert [(title, why) for title, _, _, why, _ in entries(ALL)] == [
        ("Platform: withdrawn", ""),
        ("Platform: revision 4", "Mended"),
        ("Platform: revision 3", "Hasty"),
        ("Platform: revision 2", "Ambition"),
        ("Casting: revision 1", "New bells"),
        ("Platform: revision 1", "Everything &amp; more"),
    ]


def test_what_is_published_now_says_the_time(db):
    publication = published()
    at = publication.recorded_at.astimezone(ZoneInfo("Europe/Lisbon")).replace(microsecond=0)
    assert [entry[1][:19] for entry in entries(ALL)] == [at.isoformat()[:19]]


def test_what_is_scheduled_or_internal_is_not_told(catalogue, staff_client, today):
    published(document(summary="To come."), starts_on=today + timedelta(days=3), message="CANARY")
    published(document("society", visibility="internal"), starts_on=MAY, message="CANARY")
    assert entries(ALL) == [SECOND, CASTING, FIRST]
    assert [entry[0] for entry in entries(ALL, staff_client)] == [
        "Platform: revision 2",
        "Society: revision 1",
        "Casting: revision 1",
        "Platform: revision 1",
    ]


def test_of_a_family_that_is_internal_now_nothing_is_told(catalogue, today):
    published(document(visibility="internal"), message="CANARY")
    assert entries(ALL) == [CASTING]
    assert entries(f"{ALL}?as_of={today - timedelta(days=1)}")[0][0] == "Platform: revision 2"


def test_a_period_that_was_internal_is_left_out(catalogue):
    published(document(visibility="internal"), starts_on=date(2026, 8, 1), message="CANARY")
    published(document(), starts_on=date(2026, 9, 1), message="Open again")
    assert [entry[0] for entry in entries(PLATFORM)] == [
        "Platform: revision 4",
        "Platform: revision 2",
        "Platform: revision 1",
    ]


def test_the_latest_are_told(catalogue, monkeypatch):
    monkeypatch.setattr(feeds, "MOST", 2)
    assert entries(ALL) == [SECOND, CASTING]


def test_an_empty_feed_is_from_the_day_that_is_read(db):
    feed = read(f"{ALL}?as_of=2026-02-03")
    assert feed.findtext(f"{ATOM}updated") == "2026-02-03T00:00:00+00:00"
    assert list(feed.iter(f"{ATOM}entry")) == []


def test_what_xml_cannot_hold_is_left_out(db):
    published(starts_on=MARCH, message="A\x0bB <b>\ufffe")
    assert [entry[3] for entry in entries(ALL)] == ["AB &lt;b&gt;"]


def test_nothing_is_at_the_feed_of_no_family(db, client):
    assert client.get("/job-families/nowhere/history/feed/").status_code == 404
