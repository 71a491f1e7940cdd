"""What services are told of, when, and who: events come with the change that they tell of and with no other."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from careers import drafts, publishing, vacancies
from careers.models import Company, Family, Publication, Vacancy
from config.kernel.models import AuditRecord, Event
from levels.models import GradeScheme, Level
from tests.factories import department, document, posted, published, small_document, vacancy

pytestmark = pytest.mark.django_db

TODAY, TOMORROW = date(2027, 3, 1), date(2027, 3, 2)
FAMILY = ("job-family", "platform")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Sets the time of the machine, in UTC: noon of the 1st of March to begin with."""

    def set_to(*moment):
        now = datetime(*moment, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)

    set_to(2027, 3, 1, 12)
    return set_to


class Ear:
    """Hears what an audience is told from now on."""

    def __init__(self):
        self.heard = set(Event.objects.values_list("pk", flat=True))

    def new(self):
        """(type, slug, day, who) of what is told by now and was not heard before, in its order."""
        rows = [event for event in Event.objects.due(timezone.now()) if event.pk not in self.heard]
        self.heard |= {event.pk for event in rows}
        who = {(True, True): "all", (True, False): "public", (False, True): "staff"}
        return [(event.type, event.slug, event.day, who[event.public, event.internal]) for event in rows]


@pytest.fixture
def ear():
    department()
    return Ear()


def secret(**changes):
    """The document with something else in what only staff see."""
    sections = document().model_dump(mode="json")["sections"]
    sections[1]["body"] = "CANARY otherwise"
    return document(sections=sections, **changes)


def test_publishing_and_withdrawing(ear):
    family = published().family
    assert ear.new() == [("family.published", "platform", TODAY, "all")]
    published(document(summary="Otherwise"))
    assert ear.new() == [("family.published", "platform", TODAY, "all")]
    publishing.withdraw(family, by=None, reason="Over")
    assert ear.new() == [("family.withdrawn", "platform", TODAY, "all")]
    publishing.publish(Publication.objects.first().revision, by=None, reason="Back")
    assert ear.new() == [("family.published", "platform", TODAY, "all")]


def test_drafts_reviews_and_what_is_not_published_are_nobodys_news(ear):
    family = drafts.write(document(), by=None)
    publishing.freeze(family, by=None, message="m")
    row = vacancy("nobody", family=family)
    vacancies.touch(row, by=None)
    assert not Event.objects.filter(resource__in=("job-family", "vacancy")).exists()


def test_the_public_hears_nothing_of_what_it_cannot_see(ear):
    published()
    ear.new()
    published(secret())
    assert ear.new() == [("family.published", "platform", TODAY, "staff")]
    published(document("hidden", visibility="internal"))
    assert ear.new() == [("family.published", "hidden", TODAY, "staff")]
    # What the company hides from the public is nothing to be told of either.
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)
    roles = secret().model_dump(mode="json")["roles"]
    roles[0]["grade"] = "6"
    ear.new()
    published(secret(roles=roles))
    assert ear.new() == [("family.published", "platform", TODAY, "staff")]


def test_a_family_that_becomes_internal_is_withdrawn_for_the_public(ear, clock):
    clock(2027, 2, 1, 12)
    family = published().family
    posted(number=100000001)
    posted(number=100000002, visibility="internal")
    ear.new()
    clock(2027, 3, 1, 12)
    published(document(visibility="internal"))
    assert ear.new() == [
        ("family.withdrawn", "platform", TODAY, "public"),
        ("vacancy.closed", "100000001", TODAY, "public"),
        ("family.published", "platform", TODAY, "staff"),
    ]
    published(document(visibility="internal", summary="Otherwise"))
    assert ear.new() == [("family.published", "platform", TODAY, "staff")]
    published(document(summary="Public again"))
    assert ear.new() == [
        ("family.published", "platform", TODAY, "all"), ("vacancy.opened", "100000001", TODAY, "public"),
    ]  # fmt: skip
    assert family.vacancies.count() == 2


def test_a_role_that_becomes_internal_takes_its_vacancies_along(ear, clock):
    clock(2027, 2, 1, 12)
    published()
    posted("staff-engineer", number=100000001)
    posted("junior-engineer", number=100000002)
    ear.new()
    clock(2027, 3, 1, 12)
    roles = document().model_dump(mode="json")["roles"]
    roles[1]["visibility"] = "internal"
    published(document(roles=roles, career_steps=[]))
    assert ear.new() == [
        ("vacancy.closed", "100000001", TODAY, "public"), ("family.published", "platform", TODAY, "all"),
    ]  # fmt: skip


def test_what_is_scheduled_is_told_as_its_day_begins_at_the_company(ear, clock):
    clock(2027, 2, 27, 12)
    company = Company.objects.get()
    company.time_zone = "Pacific/Auckland"  # 13 hours ahead: the 2nd begins at 11:00 UTC of the 1st
    company.record(by=None)
    published()
    published(document(summary="From the 2nd"), starts_on=TOMORROW)
    posted(number=100000001, on=TOMORROW, deadline=date(2027, 3, 3))
    ear.new()
    for moment in ((2027, 3, 1, 10, 59, 59), (2027, 3, 1, 11, 0, 59)):
        clock(*moment)
        assert ear.new() == []
    clock(2027, 3, 1, 11, 1)
    assert ear.new() == [
        ("family.published", "platform", TOMORROW, "all"), ("vacancy.opened", "100000001", TOMORROW, "all"),
    ]  # fmt: skip
    clock(2027, 3, 3, 11, 0, 59)
    assert ear.new() == []
    clock(2027, 3, 3, 11, 1)
    assert ear.new() == [("vacancy.closed", "100000001", date(2027, 3, 4), "all")]


def test_what_is_called_off_or_replaced_is_never_told(ear, clock):
    published()
    coming = published(document(summary="Soon"), starts_on=TOMORROW)
    posted(number=100000001, on=TOMORROW)
    publishing.call_off(coming, by=None, reason="No")
    vacancies.close_vacancy(Vacancy.objects.get(), by=None, reason="No")
    published(document(summary="Soon after all"), starts_on=TOMORROW)
    published(document(summary="No, this"), starts_on=TOMORROW)
    published(document("other"), starts_on=TOMORROW)
    publishing.withdraw(Family.objects.get(slug="other"), by=None, reason="No")
    ear.new()
    assert Event.objects.filter(day__gt=TODAY).count() == 1
    clock(2027, 3, 9)
    assert ear.new() == [("family.published", "platform", TOMORROW, "all")]


def test_what_is_to_come_is_told_by_what_is_seen_before_it(ear, clock):
    """A day to come is planned anew whenever something changes before it."""
    published()
    published(document(visibility="internal", summary="Hidden"), starts_on=TOMORROW)
    assert Event.objects.filter(day=TOMORROW).count() == 2  # withdrawn for the public, published for staff
    published(document(visibility="internal", summary="Hidden already"))
    ear.new()
    clock(2027, 3, 2, 0, 1)
    assert ear.new() == [("family.published", "platform", TOMORROW, "staff")]


def test_a_publication_in_the_past_is_told_at_once(ear):
    past, between = date(2027, 1, 1), date(2027, 2, 1)
    published(starts_on=past)
    assert ear.new() == [("family.published", "platform", past, "all")]
    published(document(summary="Today"))
    ear.new()
    published(document(summary="Corrected"), starts_on=between)
    assert ear.new() == [("family.published", "platform", between, "all")]
    published(secret(summary="Corrected"), starts_on=date(2027, 2, 2))
    assert ear.new() == [("family.published", "platform", date(2027, 2, 2), "staff")]


def test_a_new_address_is_told_of_both(ear):
    family = published().family
    ear.new()
    published(document("foundations"), family=family)
    assert ear.new() == [
        ("family.withdrawn", "platform", TODAY, "all"), ("family.published", "foundations", TODAY, "all"),
    ]  # fmt: skip


def test_the_life_of_a_vacancy(ear, clock):
    published()
    ear.new()
    row = posted(number=100000001).vacancy
    assert ear.new() == [("vacancy.opened", "100000001", TODAY, "all")]
    Vacancy.objects.filter(pk=row.pk).update(team="We are five.", deadline=date(2027, 3, 5))
    row.refresh_from_db()
    vacancies.post_changes(row, by=None, version=row.version)
    assert ear.new() == [("vacancy.changed", "100000001", TODAY, "all")]
    published(document(summary="Otherwise"))  # of the day that it shows
    ear.new()
    vacancies.close_vacancy(row, by=None, reason="Found")
    assert ear.new() == [("vacancy.closed", "100000001", TODAY, "all")]
    clock(2027, 4, 1, 12)
    assert ear.new() == []
    posted(number=100000002, visibility="internal")
    posted(number=100000003, title="Anything else")
    assert ear.new() == [
        ("vacancy.opened", "100000002", date(2027, 4, 1), "staff"),
        ("vacancy.opened", "100000003", date(2027, 4, 1), "all"),
    ]


def test_a_vacancy_whose_text_becomes_another_on_its_day_was_changed(ear):
    """It shows the role's text of a day, and the last publication of that day is the one that counts."""
    published()
    posted(number=100000001)
    ear.new()
    other = [{"text": "Something else"}]
    published(document(requirements=other))
    assert ear.new() == [
        ("family.published", "platform", TODAY, "all"), ("vacancy.changed", "100000001", TODAY, "all"),
    ]  # fmt: skip
    published(secret(requirements=other))
    assert ear.new() == [
        ("family.published", "platform", TODAY, "staff"), ("vacancy.changed", "100000001", TODAY, "staff"),
    ]  # fmt: skip
    specialties = document().model_dump(mode="json")["specialties"]
    specialties[1]["requirements"] = [{"text": "Knows contracts"}]
    posted("manager", specialty="enterprise", number=100000002)
    ear.new()
    published(secret(requirements=other, specialties=specialties))
    assert ("vacancy.changed", "100000002", TODAY, "all") in ear.new()


def test_a_vacancy_brought_in_from_the_past_is_told_of_if_it_is_still_open(ear):
    past = date(2027, 1, 1)
    published(starts_on=past)
    ear.new()
    posted(number=100000001, on=past)
    posted(number=100000002, on=past, deadline=date(2027, 2, 1))
    assert ear.new() == [("vacancy.opened", "100000001", past, "all")]


def test_reference_data(ear, clock):
    level = Level.objects.get(slug="senior")
    level.name = "Lead"
    level.record(by=None)
    assert ear.new() == [("reference.changed", "senior", TODAY, "all")]
    level.record(by=None)
    assert ear.new() == []
    level.name = "Chief"
    level.record(by=None, starts_on=TOMORROW)
    assert ear.new() == []
    clock(2027, 3, 2, 0, 1)
    assert ear.new() == [("reference.changed", "senior", TOMORROW, "all")]
    row = GradeScheme.objects.get(slug="general")
    row.name = "Everybody"
    row.record(by=None)
    event = Event.objects.latest("pk")
    assert (event.resource, event.slug, event.switch) == ("grade-scheme", "general", "grades")
    for switches, count in (({"grades": True}, 1), ({"grades": False}, 0)):
        known = Event.objects.filter(pk=event.pk).known_to(internal=False, switches=switches)
        assert known.count() == count
    assert Event.objects.filter(pk=event.pk).known_to(internal=True, switches={"grades": False}).exists()


def test_another_time_zone_moves_what_is_to_come(ear, clock):
    clock(2027, 2, 26, 12)
    published(document(summary="Soon"), starts_on=TOMORROW)
    company = Company.objects.get()
    for zone, moment in (("Pacific/Auckland", (2027, 3, 1, 11, 1)), ("America/Lima", (2027, 3, 2, 5, 1))):
        company.time_zone = zone
        company.record(by=None)
        assert Event.objects.get(slug="platform").due_at == datetime(*moment, tzinfo=UTC)
    clock(2027, 3, 2, 5)
    ear.new()
    clock(2027, 3, 2, 5, 1)
    assert ear.new() == [("family.published", "platform", TOMORROW, "all")]


def test_a_day_that_has_begun_in_another_time_zone_is_told_after_what_was_told(ear, clock):
    """Whoever reads on from the last event that they have hears of it."""
    published(document(summary="Soon"), starts_on=TOMORROW)
    clock(2027, 3, 1, 19)
    published(document("other"))
    last = Event.objects.get(slug="other")
    company = Company.objects.get()
    company.time_zone = "Asia/Tokyo"  # where the 2nd began at 15:00 UTC
    clock(2027, 3, 1, 20)
    company.record(by=None)
    rows = Event.objects.due(timezone.now()).after(last)
    assert [(row.slug, row.day, row.due_at) for row in rows] == [
        ("platform", TOMORROW, timezone.now()), ("company", TODAY, timezone.now()),
    ]  # fmt: skip


def test_what_begins_with_a_day_is_told_before_what_happens_on_it(ear, clock):
    family = published().family
    published(document(summary="Soon"), starts_on=TOMORROW)
    ear.new()
    clock(2027, 3, 2, 0, 0, 30)
    publishing.withdraw(family, by=None, reason="Over")
    assert ear.new() == []
    clock(2027, 3, 2, 0, 1)
    assert ear.new() == [
        ("family.published", "platform", TOMORROW, "all"), ("family.withdrawn", "platform", TOMORROW, "all"),
    ]  # fmt: skip


def test_clocks_that_differ_do_not_change_the_order(ear, clock):
    """Whoever has read up to an event finds all that come later after it, from whichever machine."""
    clock(2027, 3, 1, 12, 0, 20)
    published()
    clock(2027, 3, 1, 12, 0, 0)
    published(document(summary="Later, by a clock that is slow"))
    first, second = Event.objects.filter(slug="platform").order_by("pk")
    assert list(Event.objects.filter(slug="platform").after(first)) == [second]
    assert second.due_at == first.due_at


def test_a_change_and_its_event_are_one(ear, monkeypatch):
    """The control is the same without the fault."""
    publication = published()
    written = {model: model.objects.count() for model in (Event, Publication, AuditRecord)}

    def counts():
        return {model: model.objects.count() for model in written}

    class Fault(Exception):
        pass

    def fail(publication):
        assert Event.objects.count() == written[Event] + 1  # it was there
        raise Fault

    revision = publishing.freeze(
        drafts.write(document(summary="x"), by=None, family=publication.family), by=None, message="m"
    )
    written = counts()
    with monkeypatch.context() as broken:
        broken.setattr("careers.notices.published", fail)
        with pytest.raises(Fault):
            publishing.publish(revision, by=None)
    assert counts() == written
    publishing.publish(revision, by=None)
    assert counts() == {model: count + 1 for model, count in written.items()}


def test_an_event_is_never_changed_and_never_deleted_once_it_was_told(ear):
    published()
    event = Event.objects.latest("pk")
    for act in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(public=True)):
        with pytest.raises(TypeError):
            act()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_reads_on_from_the_last_one_misses_none(monkeypatch):
    """While others write at the same time. Real time: the order is that in which they commit."""
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC))
    department()
    slugs = [f"family-{number}" for number in range(4)]
    rows = [drafts.write(small_document(slug), by=None) for slug in slugs]
    began = Event.objects.latest("pk")

    def write(family):
        try:
            for turn in range(6):
                doc = small_document(family.slug).model_copy(update={"summary": f"Turn {turn}"})
                publishing.publish_draft(drafts.write(doc, by=None, family=family), by=None, message="m")
        finally:
            connection.close()

    found, last = [], began

    def read():
        nonlocal last
        for event in Event.objects.due(timezone.now()).after(last):
            found.append(event.pk)
            last = event

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(write, family) for family in rows]
        while wait(running, timeout=0.002).not_done:
            read()
    for each in running:
        each.result()
    read()
    assert found == list(Event.objects.filter(pk__gt=began.pk).order_by("pk").values_list("pk", flat=True))
    assert len(found) == 24
