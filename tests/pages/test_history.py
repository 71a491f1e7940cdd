"""A family's history, and its revisions as of their first day."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from careers import drafts, publishing, review
from careers.models import Family, Revision
from tests.admin.house import member, stage
from tests.factories import document, published
from tests.pages.html import parse

MARCH, MAY, JULY = date(2026, 3, 1), date(2026, 5, 1), date(2026, 7, 1)
HISTORY = "/job-families/platform/history/"


def changed(**facts):
    """The document with another promotion criterion of a role, and these facts."""
    roles = [role.model_dump(mode="json") for role in document().roles]
    roles[1]["promotion_criteria"] = [{"text": "Has taught three others"}]
    return document(**{"roles": roles, **facts})


@pytest.fixture
def three(db):
    """Three revisions by three kinds of author: named, with a log-in only, and the console."""
    users = get_user_model().objects
    rights = {"is_superuser": True}
    named = users.create_user("hm", first_name="Hannah", last_name="Moreira", **rights)
    published(starts_on=MARCH, message="Everything", by=named)
    published(changed(), starts_on=MAY, message="Clearer step up", by=users.create_user("secret-login", **rights))
    published(changed(summary="Keeps the lights brighter."), starts_on=JULY, message="Ambition")


def test_history_tells_each_period_latest_first(three, get):
    page = get(HISTORY)
    assert page.texts("h1") == ["History of Platform"]
    assert page.texts("ol.history li") == [
        "Revision 3 In force from 1 July 2026 until now Ambition 1 change · Clarifies",
        "Revision 2 In force from 1 May 2026 to 30 June 2026 Clearer step up By a member of staff · 2 changes · "
        "Raises expectations",
        "Revision 1 In force from 1 March 2026 to 30 April 2026 Everything "
        "By Hannah Moreira · The first that was published",
    ]
    assert page.links("ol.history h2 a") == [(f"Revision {n}", f"{HISTORY}{n}/") for n in (3, 2, 1)]


def test_history_of_a_past_day_knows_nothing_later(three, get):
    assert get(f"{HISTORY}?as_of=2026-05-20").texts("ol.history li") == [
        "Revision 2 In force from 1 May 2026 Clearer step up By a member of staff · 2 changes · Raises expectations",
        "Revision 1 In force from 1 March 2026 to 30 April 2026 Everything "
        "By Hannah Moreira · The first that was published",
    ]


@pytest.mark.parametrize(("number", "day"), [(1, "2026-03-01"), (2, "2026-05-01"), (3, "2026-07-01")])
def test_a_revision_leads_to_its_first_day(three, client, number, day):
    response = client.get(f"{HISTORY}{number}/?specialty=storage&as_of=2026-11-01")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/job-families/platform/?specialty=storage&as_of={day}"


def test_a_revision_that_is_still_to_come_on_the_day_is_not_found(three, get):
    page = get(f"{HISTORY}3/?as_of=2026-05-20", status=404)
    assert page.texts("p.lead") == ["This family has no revision 3 that was in force."]


def test_what_is_scheduled_is_neither_told_nor_hinted_at(db, get, today):
    published(starts_on=today - timedelta(days=1))
    published(changed(), starts_on=today + timedelta(days=3), message="CANARY to come")
    rows = get(HISTORY).texts("ol.history li")
    assert len(rows) == 1
    assert "until now" in rows[0]
    get(f"{HISTORY}2/", status=404)


def test_what_was_in_force_for_hours_is_told_without_a_day_to_read_it_on(db, get, today):
    """Put aside on its own day by another; what was scheduled and never came is not told."""
    published(starts_on=today - timedelta(days=1))
    published(changed(), message="Hasty")
    published(changed(summary="Calmer"), message="Mended")
    published(changed(summary="Never"), starts_on=today + timedelta(days=3), message="CANARY")
    published(changed(summary="To come"), starts_on=today + timedelta(days=3), message="CANARY")
    rows = get(HISTORY).texts("ol.history li")
    assert [row.split(" In force ")[0] for row in rows] == ["Revision 3", "Revision 2", "Revision 1"]
    hours = f"In force for some hours of {today.day} {today:%B %Y}, until it was put aside Hasty"
    assert hours in rows[1]
    assert get(HISTORY).links("ol.history h2 a") == [(f"Revision {n}", f"{HISTORY}{n}/") for n in (3, 1)]
    get(f"{HISTORY}2/", status=404)


def test_periods_that_were_internal_are_told_to_staff_only(db, client, today, get):
    published(starts_on=MARCH)
    published(document(visibility="internal"), starts_on=MAY, message="CANARY")
    published(changed(), starts_on=JULY)
    assert [row.split(" In force")[0] for row in get(HISTORY).texts("ol.history li")] == ["Revision 3", "Revision 1"]
    get(f"{HISTORY}2/", status=404)


def test_a_change_that_the_reader_cannot_see_is_not_counted(db, get, staff_client):
    published(starts_on=MARCH)
    published(document(sections=[]), starts_on=MAY)
    public = parse(Client().get(HISTORY).content.decode()).texts("ol.history li")
    assert public[0].endswith("1 change · Clarifies")
    assert get(HISTORY).texts("ol.history li")[0].endswith("2 changes · Clarifies")


def test_an_older_revision_published_again_has_two_periods(three, get, client):
    first = Revision.objects.get(number=1)
    publishing.publish(first, by=None, starts_on=date(2026, 9, 1), reason="Back to before")
    assert [row.split(" to ")[0].split(" until")[0] for row in get(HISTORY).texts("ol.history li")] == [
        "Revision 1 In force from 1 September 2026",
        "Revision 3 In force from 1 July 2026",
        "Revision 2 In force from 1 May 2026",
        "Revision 1 In force from 1 March 2026",
    ]
    assert client.get(f"{HISTORY}1/").headers["Location"] == "/job-families/platform/?as_of=2026-03-01"


def reviewed(today):
    """A second revision that two people approved, as editorial."""
    stage()
    stage("Rewards", "Total rewards", position=1)
    published(starts_on=today - timedelta(days=5))
    author = member("ines", "Editor")
    family = drafts.write(changed(), by=author, family=Family.objects.get())
    revision = review.submit(family, by=author, message="Clearer", expected_version=family.version)
    for name, group in (("rafael", "Reviewer"), ("mira", "Total rewards")):
        review.decide(revision, by=member(name, group), decision="approve", impact="editorial")
    publishing.publish(revision, by=None)


def test_the_impact_that_reviewers_decided_is_told_to_all_and_who_they_are_to_staff(db, get, staff_client, today):
    reviewed(today)
    public = parse(Client().get(HISTORY).content.decode()).texts("ol.history li")
    assert public[0].endswith("Clearer By Ines · 2 changes · Editorial")
    assert public[1].endswith("First The first that was published")
    assert get(HISTORY).texts("ol.history li")[0].endswith("2 changes · Editorial · Approved by Rafael and Mira")


def test_what_the_reader_cannot_see_has_no_impact(db, today):
    published(starts_on=today - timedelta(days=5))
    published(document(sections=document().model_dump(mode="json")["sections"][:1]))
    rows = parse(Client().get(HISTORY).content.decode()).texts("ol.history li")
    assert rows[0].endswith("0 changes")
