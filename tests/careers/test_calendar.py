"""The calendar of a family: what is scheduled can be called off, and a fix of today can be carried into it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError

from careers import drafts, publishing, restructuring, review
from careers.models import Company, Family, Publication, ReviewStage, Revision
from config.kernel.models import AuditRecord, Catalogue
from config.kernel.models.catalogue import today as company_today
from tests.careers.test_publishing import days, periods
from tests.factories import document, published

pytestmark = pytest.mark.django_db
State = Revision.State


def with_role(slug: str, **changes):
    """The family with one role more."""
    doc = document(**changes)
    role = {"title": "Principal Engineer", "slug": slug, "level": "principal", "grade": "9"}
    return doc.model_validate({**doc.model_dump(), "roles": [*doc.model_dump()["roles"], role]})


def says(on) -> tuple[str, list[str]]:
    """The summary and the roles in force on a day."""
    found = Revision.objects.live(on).get().document
    return found.summary, [role.slug for role in found.roles]


def test_what_is_called_off_leaves_what_was_before(today, publisher):
    start, soon, later = days(today, -10, 10, 20)
    first = published(starts_on=start)
    published(document(summary="b"), starts_on=soon)
    published(document(summary="c"), starts_on=later)
    family = first.family
    publishing.call_off(Publication.objects.get(starts_on=soon), by=publisher, reason="Too early")
    assert periods(family) == [(1, start, later), (None, soon, soon), (2, later, None)]
    publishing.call_off(Publication.objects.get(starts_on=later), by=publisher, reason="Not at all")
    assert periods(family) == [(1, start, None), (None, soon, soon), (None, later, later)]
    assert says(today + timedelta(days=400))[0] == "Keeps the lights on."
    record = AuditRecord.objects.filter(action="call off").first()
    assert (record.by, record.subject, record.reason) == (publisher, "platform", "Not at all")


def test_nothing_is_called_off_twice_or_after_it_began_or_without_a_reason(today, publisher, staff):
    live = published()
    coming = published(document(summary="b"), starts_on=today + timedelta(days=3))
    with pytest.raises(ValidationError, match="not on the calendar any more"):
        publishing.call_off(live, by=publisher, reason="x")
    with pytest.raises(ValidationError, match="Say why"):
        publishing.call_off(coming, by=publisher, reason=" ")
    with pytest.raises(PermissionDenied):
        publishing.call_off(coming, by=staff, reason="x")
    publishing.call_off(coming, by=publisher, reason="x")
    with pytest.raises(ValidationError, match="not on the calendar any more"):
        publishing.call_off(coming, by=publisher, reason="x")


def test_a_fix_of_today_is_carried_into_what_is_scheduled(today, publisher):
    """A new level is scheduled, a typo is fixed today, and both are true afterwards."""
    soon = today + timedelta(days=42)
    first = published(starts_on=today - timedelta(days=10))
    scheduled = published(with_role("principal-engineer"), starts_on=soon)
    family = Family.objects.get()
    family = drafts.start_from(family, first.revision, by=None, expected_version=family.version)
    drafts.write(document(summary="Keeps the lights on, always."), by=None, family=family)
    fix = publishing.publish_draft(family, by=publisher, message="A fix").revision
    assert fix.compared_with == first.revision
    assert says(soon)[0] == "Keeps the lights on."

    publishing.carry(fix, scheduled, by=publisher, reason="The fix stays")
    roles = [role.slug for role in document().roles]
    assert says(today) == ("Keeps the lights on, always.", roles)
    assert says(soon) == ("Keeps the lights on, always.", [*roles, "principal-engineer"])
    family.refresh_from_db()
    assert family.base == fix
    with pytest.raises(ValidationError, match="says it already"):
        publishing.carry(fix, Publication.objects.live(soon).get(), by=publisher, reason="again")


def test_a_role_that_is_scheduled_to_come_back_leads_nowhere_else_after_a_fix_is_carried(today, publisher):
    start, since, soon = days(today, -10, -5, 42)
    family = published(with_role("principal-engineer"), starts_on=start).family
    family.refresh_from_db()
    facts = {"role": "principal-engineer", "successor": "platform/manager"}
    family = restructuring.retire_role(family, **facts, by=None, expected_version=family.version)
    retired = publishing.publish_draft(family, by=None, message="Retired", starts_on=since).revision
    scheduled = published(with_role("principal-engineer"), starts_on=soon)
    family.refresh_from_db()
    family = drafts.start_from(family, retired, by=None, expected_version=family.version)
    drafts.write(document(summary="b"), by=None, family=family)
    fix = publishing.publish_draft(family, by=publisher, message="A fix").revision
    assert list(fix.successors) == ["principal-engineer"]
    assert publishing.carry(fix, scheduled, by=publisher, reason="Both").revision.successors == {}


def test_what_both_change_is_not_merged(today, publisher):
    soon = today + timedelta(days=42)
    first = published(starts_on=today - timedelta(days=10))
    scheduled = published(document(summary="One way"), starts_on=soon)
    family = Family.objects.get()
    drafts.start_from(family, first.revision, by=None, expected_version=family.version)
    drafts.write(document(summary="Another way"), by=None, family=family)
    fix = publishing.publish_draft(family, by=publisher, message="A fix").revision
    with pytest.raises(ValidationError, match="do not go together"):
        publishing.carry(fix, scheduled, by=publisher, reason="The fix stays")
    assert says(soon)[0] == "One way"


def approved(family, doc) -> Revision:
    """What is drafted, submitted, and needs no review here."""
    family = drafts.write(doc, by=None, family=family)
    return review.submit(family, by=None, message="m", expected_version=family.version)


def test_what_came_into_force_by_the_calendar_is_not_undone_unseen(publisher):
    Catalogue.objects.settle(time_zone="Etc/GMT+12", switches={})  # the last zone of the earth to have a day
    soon = company_today() + timedelta(days=1)
    first = published(starts_on=soon - timedelta(days=10))
    published(with_role("principal-engineer"), starts_on=soon)
    family = Family.objects.get()
    family = drafts.start_from(family, first.revision, by=None, expected_version=family.version)
    waiting = approved(family, document(summary="b"))
    Catalogue.objects.settle(time_zone="Etc/GMT-14", switches={})  # the first: it is tomorrow
    with pytest.raises(ValidationError, match=f"From {soon} on Platform no. 2 is in force"):
        publishing.publish(waiting, by=publisher)
    assert says(soon)[1][-1] == "principal-engineer"
    again = approved(family, with_role("principal-engineer", summary="b"))
    now = publishing.publish(again, by=publisher).starts_on
    assert says(now) == ("b", [*[role.slug for role in document().roles], "principal-engineer"])


def test_what_goes_on_from_what_is_scheduled_may_come_before_it(today, publisher):
    published(starts_on=today - timedelta(days=10))
    published(with_role("principal-engineer"), starts_on=today + timedelta(days=3))
    revision = approved(Family.objects.get(), with_role("principal-engineer", summary="b"))
    publishing.publish(revision, by=publisher)
    assert says(today)[0] == "b"


def test_a_fix_is_not_carried_into_what_was_called_off(today, publisher):
    first = published(starts_on=today - timedelta(days=10))
    scheduled = published(with_role("principal-engineer"), starts_on=today + timedelta(days=3))
    family = Family.objects.get()
    family = drafts.start_from(family, first.revision, by=None, expected_version=family.version)
    drafts.write(document(summary="b"), by=None, family=family)
    fix = publishing.publish_draft(family, by=publisher, message="A fix").revision
    publishing.call_off(scheduled, by=publisher, reason="Too early")
    with pytest.raises(ValidationError, match="not on the calendar any more"):
        publishing.carry(fix, scheduled, by=publisher, reason="The fix stays")
    assert not Publication.objects.after(today).exists()


def test_a_draft_can_be_started_from_any_text_of_its_family(today, staff):
    first = published()
    published(document(summary="b"))
    other = published(document("sales"))
    family = first.family
    family.refresh_from_db()
    started = drafts.start_from(family, first.revision, by=staff, expected_version=family.version)
    assert drafts.read(started) == document()
    started.refresh_from_db()
    assert started.base == first.revision
    with pytest.raises(ValidationError, match="another family's"):
        drafts.start_from(started, other.revision, by=staff, expected_version=started.version)
    with pytest.raises(drafts.Conflict):
        drafts.start_from(started, first.revision, by=staff, expected_version=1)


def test_a_revision_is_compared_with_what_its_draft_goes_on_from(today, publisher):
    first = published(starts_on=today - timedelta(days=10))
    second = published(document(summary="b"))
    third = published(document(summary="c"), starts_on=today + timedelta(days=5))
    family = first.family

    def compared():
        family.refresh_from_db()
        return publishing.standing(family)

    assert compared() == third.revision  # the draft was last published from
    publishing.call_off(third, by=publisher, reason="x")
    assert compared() == second.revision  # what is in force
    publishing.publish(first.revision, by=publisher, reason="roll back")
    assert compared() == first.revision
    publishing.withdraw(family, by=publisher, reason="x")
    assert compared() == second.revision  # the latest that was in force


def test_a_publication_outdates_what_waits(today, publisher):
    first = published()
    waiting = publishing.freeze(first.family, by=None, message="waits")
    waiting.state = State.APPROVED
    waiting.save(update_fields=["state"])
    published(document(summary="b"))
    waiting.refresh_from_db()
    assert waiting.state == State.OUTDATED
    with pytest.raises(ValidationError, match="cannot be published: outdated by another change"):
        publishing.publish(waiting, by=None)


def test_what_never_came_into_force_is_no_older_revision_to_go_back_to(today, publisher):
    """Called off it stays approved, until something else is published; put aside by another of its day, or withdrawn,
    it is outdated."""
    first = published()
    far = today + timedelta(days=400)
    called_off = published(document(summary="far"), starts_on=far)
    publishing.call_off(called_off, by=publisher, reason="Not yet")
    called_off.revision.refresh_from_db()
    assert called_off.revision.state == State.APPROVED
    published(document(summary="meanwhile"))
    with pytest.raises(ValidationError, match="outdated by another change"):
        publishing.publish(called_off.revision, by=None)

    replaced = published(document(summary="one"), starts_on=far)
    withdrawn = published(document(summary="other"), starts_on=far)
    publishing.withdraw(first.family, by=publisher, reason="x")
    states = Revision.objects.filter(pk__in=[replaced.revision_id, withdrawn.revision_id]).values_list(
        "state", flat=True
    )
    assert set(states) == {State.OUTDATED}
    assert publishing.publish(first.revision, by=publisher, reason="It was in force").revision.state == State.PUBLISHED


def test_where_a_review_is_asked_for_nothing_goes_around_it(today, publisher):
    first = published()
    ReviewStage.objects.create(name="People team", group=Group.objects.get(name="Reviewer"), smallest_size=2)
    drafts.write(document(summary="b"), by=None, family=first.family)
    small = publishing.publish_draft(first.family, by=publisher, message="one fact")
    assert small.revision.size == 1
    drafts.write(document(summary="c", title="Other"), by=None, family=first.family)
    with pytest.raises(ValidationError, match="needs a review"):
        publishing.publish_draft(first.family, by=publisher, message="two facts")
    publishing.publish(first.revision, by=publisher, reason="roll back: it was published before")
    at_the_console = publishing.publish_draft(first.family, by=None, message="an operator")
    assert at_the_console.revision.state == State.PUBLISHED


def test_what_was_in_force_for_hours_by_the_companys_clock_stays_published(db, monkeypatch):
    """East of Greenwich its day has begun while the clocks of the server still show the one before."""
    company = Company.objects.get()
    company.time_zone = "Pacific/Kiritimati"
    company.record(by=None)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2027, 3, 1, 20, 0, tzinfo=UTC))
    first = published()
    published(document(summary="b"))
    again = publishing.publish(first.revision, by=None, starts_on=date(2027, 5, 1))
    publishing.call_off(again, by=None, reason="Not yet")
    first.revision.refresh_from_db()
    assert (first.starts_on, first.revision.state) == (date(2027, 3, 2), State.PUBLISHED)


def test_numbers_tell_nothing_of_what_is_scheduled(today, publisher, monkeypatch):
    """What is in force is numbered as if nothing else was planned; what is to come, in the order of its coming."""
    soon, later, last = days(today, 10, 20, 30)
    first = published(starts_on=today - timedelta(days=5))
    family = first.family
    at_last = published(document(summary="last"), starts_on=last)
    published(document(summary="later"), starts_on=later)
    assert numbers(family) == {"Keeps the lights on.": 1, "later": 2, "last": 3}
    published(document(summary="soon"), starts_on=soon)
    published(document(summary="now"))
    assert numbers(family) == {"Keeps the lights on.": 1, "now": 2, "soon": 3, "later": 4, "last": 5}
    publishing.call_off(Publication.objects.get(starts_on=soon), by=publisher, reason="Not so soon")
    published(document(summary="today"))
    assert numbers(family) == {"Keeps the lights on.": 1, "now": 2, "today": 3, "later": 4, "last": 5, "soon": None}
    publishing.publish(at_last.revision, by=publisher, reason="At once")
    assert numbers(family)["last"] == 4
    assert numbers(family)["later"] == 5
    clock = datetime.combine(later, datetime.min.time(), UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock)
    again = published(document(summary="another"))
    assert again.revision.number == 6
    assert [number for number in numbers(family).values() if number] == [1, 2, 3, 4, 5, 6]
    publishing.publish(Revision.objects.get(number=2), by=publisher, reason="Back")
    assert Revision.objects.live(later).get().number == 2


def numbers(family) -> dict[str, int | None]:
    """The numbers of its revisions, by what they say; those without one at the end."""
    found = sorted(family.revisions.all(), key=lambda each: (each.number or 1000, each.pk))
    return {each.document.summary: each.number for each in found}


def test_what_was_called_off_is_numbered_anew_when_it_is_published(today, publisher):
    published(starts_on=today - timedelta(days=5))
    coming = published(document(summary="b"), starts_on=today + timedelta(days=5))
    publishing.call_off(coming, by=publisher, reason="x")
    coming.revision.refresh_from_db()
    assert (coming.revision.number, str(coming.revision)) == (
        None, f"Platform, revision of {today.day} {today:%B %Y} (approved)",
    )  # fmt: skip
    assert publishing.publish(coming.revision, by=publisher).revision.number == 2


def test_what_began_by_the_clock_and_was_put_aside_on_its_day_keeps_its_number(today, publisher, monkeypatch):
    published(starts_on=today - timedelta(days=5))
    began = published(document(summary="b"), starts_on=today + timedelta(days=5))
    clock = datetime.combine(began.starts_on, datetime.min.time(), UTC) + timedelta(hours=9)
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock)
    assert published(document(summary="c")).revision.number == 3
    assert publishing.publish(began.revision, by=publisher, reason="It was right").revision.number == 2
