"""A family's history, and its revisions as of their first day."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from careers import drafts, publishing, reading, review
from careers.models import Family, Publication, Revision
from careers.presenting import history
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


def test_a_revision_tells_what_it_changed_since_the_one_before(three, get):
    page = get(f"{HISTORY}2/")
    assert page.texts("h1") == ["Revision 2 of Platform"]
    assert page.texts("header.page-head p") == [
        "Clearer step up",
        "In force from 1 May 2026 to 30 June 2026",
        "By a member of staff · Raises expectations",
        "Platform as it was on 1 May 2026",
    ]
    assert page.links("header.page-head p a") == [
        ("Platform as it was on 1 May 2026", "/job-families/platform/?as_of=2026-05-01")
    ]
    changes = page.one("section.difference")
    assert changes.texts("h2") == ["What changed since revision 1"]
    assert changes.texts("section.owner h3") == ["Role: Staff Engineer"]
    assert [(node.tag, node.text) for node in changes.descendants() if node.tag in ("ins", "del")] == [
        ("del", "Leads a project across teams"),
        ("ins", "Has taught three others"),
    ]
    assert page.links("nav.pages a") == [("Revision 1", f"{HISTORY}1/"), ("Revision 3", f"{HISTORY}3/")]


def test_the_first_revision_has_nothing_before_it(three, get):
    page = get(f"{HISTORY}1/")
    assert page.one("section.difference").texts("h2") == ["The first that was published"]
    assert page.all("section.owner") == []


def test_any_two_revisions_are_compared(three, get, client):
    page = get(HISTORY)
    assert [(each.attributes["value"], "selected" in each.attributes) for each in page.all("select#from option")] == [
        ("3", False),
        ("2", True),
        ("1", False),
    ]
    assert page.texts("select#to option") == [
        "Revision 3, 1 July 2026",
        "Revision 2, 1 May 2026",
        "Revision 1, 1 March 2026",
    ]
    response = client.get(f"{HISTORY}?from=1&to=3&as_of=2026-08-01")
    assert (response.status_code, response.headers["Location"]) == (302, f"{HISTORY}3/?since=1&as_of=2026-08-01")
    page = get(response.headers["Location"])
    assert page.texts("section.difference h2") == ["What changed since revision 1"]
    assert page.texts("section.owner h3") == ["Job family: Platform", "Role: Staff Engineer"]
    assert page.texts("select#since option") == ["Revision 2, 1 May 2026", "Revision 1, 1 March 2026"]
    back = get(f"{HISTORY}1/?since=3").one("section.difference")
    assert ("ins", "Leads a project across teams") in [(each.tag, each.text) for each in back.descendants()]


COMPLAINTS = {
    "2/?since=9": "since: give the number of one revision in this history, 1, 2 or 3.",
    "2/?since=": "since: give the number of one revision in this history, 1, 2 or 3.",
    "2/?since=1&since=3": "since: give the number of one revision in this history, 1, 2 or 3.",
    f"2/?since={'9' * 5000}": "since: give the number of one revision in this history, 1, 2 or 3.",
    "2/?since=2": "since: choose another revision than the one that is compared.",
    "?from=1&to=1": "from, to: choose two different revisions.",
    "?from=1": "from, to: choose two different revisions.",
    "?from=one&to=1": "from: give the number of one revision in this history, 1, 2 or 3.",
    "2/?as_of=2026-05-20&since=3": "since: give the number of one revision in this history, 1 or 2.",
}


def test_what_cannot_be_compared_is_told(three, get):
    told = {query: get(f"{HISTORY}{query}", status=400).texts("p.lead") for query in COMPLAINTS}
    assert told == {query: [detail] for query, detail in COMPLAINTS.items()}


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


def test_what_was_in_force_for_hours_is_told_with_its_changes_and_no_day_to_read_it_on(db, get, today):
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
    assert get(HISTORY).links("ol.history h2 a") == [(f"Revision {n}", f"{HISTORY}{n}/") for n in (3, 2, 1)]
    page = get(f"{HISTORY}2/")
    assert page.texts("header.page-head p") == ["Hasty", hours.removesuffix(" Hasty"), "Raises expectations"]
    assert page.texts("section.owner h3") == ["Role: Staff Engineer"]
    get(f"{HISTORY}4/", status=404)


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


def test_an_older_revision_published_again_has_two_periods(three, get):
    first = Revision.objects.get(number=1)
    publishing.publish(first, by=None, starts_on=date(2026, 9, 1), reason="Back to before")
    assert [row.split(" to ")[0].split(" until")[0] for row in get(HISTORY).texts("ol.history li")] == [
        "Revision 1 In force from 1 September 2026",
        "Revision 3 In force from 1 July 2026",
        "Revision 2 In force from 1 May 2026",
        "Revision 1 In force from 1 March 2026",
    ]
    assert get(HISTORY).links("ol.history h2 a")[0] == ("Revision 1", f"{HISTORY}1/?since=3")
    page = get(f"{HISTORY}1/")
    assert page.texts("section.difference h2") == ["The first that was published"]
    assert page.texts("header.page-head p")[1:3] == [
        "In force from 1 September 2026 until now",
        "In force from 1 March 2026 to 30 April 2026",
    ]
    assert page.links("header.page-head p a")[0][1] == "/job-families/platform/?as_of=2026-03-01"


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


def test_how_big_a_change_is_follows_from_what_the_reader_can_see_of_it(db, today):
    published(starts_on=today - timedelta(days=5))
    roles = document().model_dump(mode="json")["roles"]
    roles[3]["requirements"] = [{"text": "CANARY asks more"}]
    published(document(roles=roles, summary="Keeps the lights on!"))
    assert [each.revision.impact for each in Publication.objects.order_by("pk")] == ["raises", "raises"]
    rows = parse(Client().get(HISTORY).content.decode()).texts("ol.history li")
    assert rows[0].endswith("1 change · Editorial")


def test_a_revision_tells_what_the_reader_may_see(db, get, staff_client):
    published(starts_on=MARCH)
    published(document(sections=[]), starts_on=MAY, message="Fewer")
    public = parse(Client().get(f"{HISTORY}2/").content.decode())
    assert public.texts("section.owner div.text del") == ["On call One week in six."]
    assert get(f"{HISTORY}2/").texts("section.owner div.text del") == [
        "On call One week in six.",
        "Pay notes CANARY section",
    ]


def test_comparisons_are_kept_while_the_catalogue_stays(three, client, django_assert_num_queries):
    """The state, the names, the family, the periods, and the documents of all periods once."""
    history._compared.cache_clear()
    reading._snapshot.cache_clear()
    for queries in (5, 3, 3):
        with django_assert_num_queries(queries):
            client.get(HISTORY)
    with django_assert_num_queries(4):
        client.get(f"{HISTORY}3/?since=1")
    published(document(summary="Another"), message="Later")
    with django_assert_num_queries(5):
        client.get(HISTORY)
