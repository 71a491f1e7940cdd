"""The door of vacancies: what is posted, from when to when, by whom; what stands against it; what became of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from careers import drafts, publishing, vacancies
from careers.models import Family, Posting, PostingRequirement, Remit, Vacancy
from careers.models.vacancies import NUMBERS
from config.kernel.models import AuditRecord, Catalogue
from tests.careers.test_concurrency import together
from tests.conftest import _user
from tests.factories import PORTO, department, document, posted, published, vacancy

pytestmark = pytest.mark.django_db

DENVER = {"country": "US", "region": "CO", "town": "Denver"}
PAY = {"pay_minimum": 90_000, "pay_maximum": 120_000, "currency": "USD", "variable": "A bonus"}


@pytest.fixture
def recruiter(db):
    return _user("rosa", "open_vacancy", "change_vacancy")


@pytest.fixture
def platform(db) -> Family:
    return published().family


def periods(row: Vacancy) -> list[tuple[date, date | None, date, date]]:
    """(start, end, opened on, text on) of all its postings, in order of recording."""
    return list(row.postings.order_by("pk").values_list("starts_on", "ends_on", "opened_on", "text_on"))


def refusal(act, *args, **kwargs) -> list[str]:
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        act(*args, **kwargs)
    return refused.value.messages


def opened(row: Vacancy, by=None, **kwargs) -> Posting:
    return vacancies.open_vacancy(row, by=by, version=row.version, **kwargs)


def edited(row: Vacancy, **facts) -> Vacancy:
    Vacancy.objects.filter(pk=row.pk).update(**facts)
    row.refresh_from_db()
    return row


def changed_platform(**facts):
    """The family published again, with these facts in place of those of tests/factories.py."""
    return published(document(**facts), message="Changed")


# Numbers


def test_a_number_that_another_vacancy_has_is_drawn_again(platform):
    first = vacancy()
    assert first.number in NUMBERS
    second = vacancy(number=first.number)
    assert second.number in NUMBERS
    assert second.number != first.number
    second.save()
    assert sorted(Vacancy.objects.values_list("number", flat=True)) == sorted([first.number, second.number])


# Opening


def test_it_is_posted_as_it_is_edited_from_today_on(platform, recruiter, today):
    version = Catalogue.objects.state().version
    row = vacancy(specialty="storage", introduction="Hello")
    posting = opened(row, recruiter)
    assert periods(row) == [(today, None, today, today)]
    posting.refresh_from_db()
    assert (posting.family, posting.role, posting.specialty, posting.visibility) == (
        platform,
        "junior-engineer",
        "storage",
        "public",
    )
    assert posting.document == row.document()
    assert posting.document.introduction == "Hello"
    assert (posting.posted_by, posting.waived) == (recruiter, [])
    assert Catalogue.objects.state().version == version + 1
    record = AuditRecord.objects.first()
    assert (record.action, record.kind, record.subject, record.key, record.by, record.before) == (
        "open",
        "vacancy",
        f"{row.pk} Platform: junior-engineer",
        str(row.pk),
        recruiter,
        "",
    )
    assert len(record.after) == 64


def test_it_opens_on_the_day_that_it_names_or_that_is_asked_for(platform, today):
    soon, later = today + timedelta(days=3), today + timedelta(days=5)
    assert opened(vacancy(opens_on=soon)).starts_on == soon
    assert opened(vacancy(opens_on=soon), on=later).starts_on == later
    assert list(Posting.objects.live(today)) == []
    assert len(Posting.objects.live(later)) == 2


def test_with_a_deadline_it_closes_by_itself_the_day_after(platform, today):
    row = vacancy(deadline=today + timedelta(days=9))
    opened(row)
    assert periods(row) == [(today, today + timedelta(days=10), today, today)]
    assert [len(Posting.objects.live(today + timedelta(days=days))) for days in (9, 10)] == [1, 0]


def test_the_past_is_for_the_console(platform, recruiter, today):
    before = today - timedelta(days=40)
    published(document(slug="older"), starts_on=before)
    past = ["The day of opening is in the past. Choose today or a day to come."]
    assert refusal(opened, vacancy(), recruiter, on=today - timedelta(days=1)) == past
    assert refusal(opened, vacancy(opens_on=today - timedelta(days=1)), recruiter) == past
    late = vacancy(deadline=today - timedelta(days=1))
    assert refusal(opened, late, recruiter) == [
        "The last day to apply is before the first day on which it would be shown."
    ]
    older = Family.objects.get(slug="older")
    row = vacancy(family=older, deadline=today - timedelta(days=10))
    opened(row, on=before)
    assert periods(row) == [(before, today - timedelta(days=9), before, before)]


def test_no_day_of_the_past_shows_it_twice(platform, today):
    days = [today - timedelta(days=days) for days in (30, 20, 10)]
    published(document(slug="older"), starts_on=days[0])
    row = vacancy(family=Family.objects.get(slug="older"), deadline=days[1])
    opened(row, on=days[0])
    for on in days[:2]:
        said = f"This vacancy was open on {on.day} {on:%B %Y} already, or later."
        assert refusal(opened, edited(row, deadline=None), on=on) == [said]
    opened(row, on=days[2])
    assert [len(Posting.objects.live(on)) for on in (*days, today)] == [1, 1, 1, 1]


def test_it_is_opened_once(platform, recruiter, today):
    row = vacancy()
    opened(row, recruiter)
    assert refusal(opened, row, recruiter) == ["This vacancy is open already."]
    soon = vacancy()
    opened(soon, on=date(2999, 1, 1))
    assert refusal(opened, soon) == ["This vacancy opens on 1 January 2999 already."]


def test_whoever_saw_an_older_version_is_told(platform, recruiter):
    row = vacancy()
    stale = Vacancy.objects.get(pk=row.pk)
    vacancies.touch(row, by=recruiter)
    assert row.version == 2
    with pytest.raises(drafts.Conflict, match="Somebody else saved this vacancy in the meantime"):
        opened(stale, recruiter)
    assert not Posting.objects.exists()
    assert AuditRecord.objects.first().action == "edit"


def test_what_is_unsound_is_refused_in_sentences(platform):
    row = vacancy(places=[{"kind": "on_site", "country": "PT"}], apply="ftp://x", language="eng-us")
    assert refusal(opened, row) == [
        "places/0: a place that is not remote is in a town",
        "language: String should match pattern '^[a-z]{2,3}(-[A-Z]{2})?$'",
        "apply: write where to apply as https://... or mailto:...",
    ]
    assert refusal(opened, vacancy(places=[], apply="")) == [
        "Name the place, or the places, of the work.",
        "Say where to apply: here, or in the company's text on it.",
    ]


# What it may show


def test_the_role_is_published_on_the_day(today):
    soon = today + timedelta(days=7)
    family = published(starts_on=soon).family
    row = vacancy(family=family)
    assert refusal(opened, row) == [f"Platform is not published on {today:%-d %B %Y}."]
    assert opened(row, on=soon).text_on == soon
    assert refusal(opened, vacancy("nobody", family=family), on=soon) == [
        f"Platform has no role nobody on {soon:%-d %B %Y}."
    ]


def test_the_specialty_is_one_of_the_roles(platform, today):
    day = f"{today:%-d %B %Y}"
    assert refusal(opened, vacancy(specialty="enterprise")) == [
        f"Junior Engineer has no specialty enterprise on {day}."
    ]
    assert refusal(opened, vacancy(specialty="sailing")) == [f"Junior Engineer has no specialty sailing on {day}."]
    assert opened(vacancy("manager", specialty="enterprise")).specialty == "enterprise"


@pytest.mark.parametrize(("hiring", "words"), [("closed", "closed"), ("promotion_only", "promotion only")])
def test_nobody_is_hired_where_hiring_is_closed_and_no_waiver_helps(hiring, words, today):
    data = document().model_dump(mode="json")
    data["roles"][0]["hiring"] = hiring
    published(document(roles=data["roles"]))
    row = vacancy()
    assert refusal(opened, row, waive={("hiring", "closed"): "We need one"}) == [
        f"Nobody is hired into Junior Engineer on {today:%-d %B %Y}: {words}."
    ]


def test_a_public_vacancy_shows_nothing_internal(platform, today):
    day = f"{today:%-d %B %Y}"
    assert refusal(opened, vacancy("canary-role")) == [
        f"A public vacancy shows nothing internal, and CANARY Secret Role is internal on {day}."
    ]
    assert refusal(opened, vacancy(specialty="canary-focus")) == [
        f"A public vacancy shows nothing internal, and its specialty is internal on {day}."
    ]
    assert opened(vacancy("canary-role", visibility="internal")).visibility == "internal"
    assert opened(vacancy(specialty="canary-focus", visibility="internal")).visibility == "internal"


def test_what_is_left_out_is_said_and_what_is_added_is_not(platform):
    row = vacancy(
        left_out=[{"list": "requirements", "text": "Speaks Latin", "reason": "Nobody does"}],
        added=[{"list": "requirements", "text": "Has built something"}],
    )
    assert refusal(opened, row) == [
        "The role does not say what is left out: Speaks Latin",
        "What is added is said already: Has built something",
    ]
    left = [{"list": "requirements", "text": "Has built something", "reason": "A first position"}]
    assert opened(edited(row, left_out=left, added=[])).document.left_out[0].reason == "A first position"


# What jurisdictions require


@pytest.fixture
def colorado(db) -> PostingRequirement:
    return PostingRequirement.objects.get(slug="us-co")


def test_colorado_is_refused_without_range_benefits_and_deadline(platform, recruiter, colorado):
    row = vacancy(places=[DENVER], benefits="")
    where = "(Denver, CO, United States)."
    assert refusal(opened, row, recruiter) == [
        f"Colorado asks for the pay range {where}",
        f"Colorado asks for what is paid on top of it {where}",
        f"Colorado asks for the benefits {where}",
        f"Colorado asks for the last day to apply {where}",
    ]
    assert not Posting.objects.exists()


def test_colorado_is_content_with_all_of_them(platform, colorado, today):
    row = vacancy(places=[{**DENVER, **PAY}], benefits="A pension", deadline=today)
    assert opened(row).waived == []


def test_no_place_escapes_the_law_of_its_region(platform, recruiter):
    town = {"country": "US", "town": "Denver"}
    where = "Name the region of Denver, United States: it decides what has to be stated."
    assert refusal(opened, vacancy(places=[town], benefits=""), recruiter) == [where]
    assert refusal(opened, vacancy(places=[{**town, "region": "COL"}], benefits=""), recruiter) == [
        "No region of United States has the code COL."
    ]
    posting = posted(places=[{**DENVER, **PAY}], evergreen=True)
    posting.vacancy.places.update(region="")
    assert refusal(vacancies.post_changes, posting.vacancy, by=recruiter, version=posting.vacancy.version) == [where]
    assert refusal(opened, vacancy(title="   ", places=()), recruiter) == ["Give the open application a title."]


def test_what_is_lacking_is_waived_one_by_one_with_reasons(platform, recruiter, colorado):
    row = vacancy(places=[{**DENVER, **PAY}], benefits="")
    reasons = {("us-co", "benefits"): "They stand on our page", ("us-co", "deadline"): "   "}
    assert refusal(opened, row, recruiter, waive=reasons) == [
        "Colorado asks for the last day to apply (Denver, CO, United States)."
    ]
    reasons["us-co", "deadline"] = "Taken until somebody is found"
    reasons["us-co", "pay_range"] = "It is stated, so that this waives nothing"
    assert opened(row, recruiter, waive=reasons).waived == [
        {"requirement": "us-co", "fact": "benefits", "reason": "They stand on our page"},
        {"requirement": "us-co", "fact": "deadline", "reason": "Taken until somebody is found"},
    ]
    assert AuditRecord.objects.first().reason == (
        "us-co, benefits waived: They stand on our page; us-co, deadline waived: Taken until somebody is found"
    )


def test_requirements_count_from_their_day_on_and_while_they_are_enabled(platform, colorado, today):
    row = vacancy(places=[DENVER], benefits="")
    soon = today + timedelta(days=30)
    PostingRequirement.objects.filter(pk=colorado.pk).update(starts_on=soon)
    assert len(refusal(opened, row, on=soon)) == 4
    assert opened(row).starts_on == today
    PostingRequirement.objects.filter(pk=colorado.pk).update(enabled=False)
    assert opened(vacancy(places=[DENVER], benefits=""), on=soon).starts_on == soon


# Changes


def test_changes_take_the_place_of_what_was_posted_and_keep_day_and_text(platform, recruiter, today):
    before = today - timedelta(days=5)
    published(document(slug="older"), starts_on=before)
    row = posted(family=Family.objects.get(slug="older"), on=before).vacancy
    edited(row, introduction="Hello", visibility="internal")
    posting = vacancies.post_changes(row, by=recruiter, version=row.version)
    assert periods(row) == [(before, today, before, before), (today, None, before, before)]
    assert (posting.document.introduction, posting.visibility) == ("Hello", "internal")
    first, second = row.postings.order_by("pk")
    assert AuditRecord.objects.filter(action="post changes").count() == 1
    assert (first.document.introduction, second.document.introduction) == ("", "Hello")


def test_changes_of_the_day_itself_supersede_it(platform, today):
    row = posted().vacancy
    for text in ("One", "Two"):
        edited(row, introduction=text)
        vacancies.post_changes(row, by=None, version=row.version)
    assert periods(row) == [(today, today, today, today)] * 2 + [(today, None, today, today)]
    assert [each.document.introduction for each in Posting.objects.live(today)] == ["Two"]


def test_changes_of_what_is_to_open_keep_its_day_or_move_it(platform, recruiter, today):
    soon, later = today + timedelta(days=3), today + timedelta(days=6)
    row = posted(on=soon).vacancy
    edited(row, introduction="Hello")
    vacancies.post_changes(row, by=recruiter, version=row.version)
    vacancies.post_changes(row, by=recruiter, version=row.version, on=later)
    assert periods(row) == [(soon, soon, soon, soon)] * 2 + [(later, None, later, later)]
    assert refusal(vacancies.post_changes, row, by=recruiter, version=row.version, on=today - timedelta(days=1)) == [
        "The day of opening is in the past. Choose today or a day to come."
    ]


def test_where_nothing_changed_or_nothing_is_open_there_is_nothing_to_post(platform):
    row = posted().vacancy
    again = {"by": None, "version": row.version}
    assert refusal(vacancies.post_changes, row, **again) == ["It says exactly this already."]
    assert refusal(vacancies.reopen_on_current_text, row, **again) == ["It says exactly this already."]
    shut = ["This vacancy is not open."]
    vacancies.close_vacancy(row, by=None, reason="Filled")
    assert refusal(vacancies.post_changes, row, **again) == shut
    assert refusal(vacancies.reopen_on_current_text, row, **again) == shut
    assert refusal(vacancies.close_vacancy, row, by=None, reason="Filled") == shut


def test_a_vacancy_keeps_its_role_once_it_was_posted(platform):
    row = posted().vacancy
    edited(row, role="staff-engineer")
    another = ["This vacancy was posted for another role. Make a new one for this role."]
    assert refusal(vacancies.post_changes, row, by=None, version=row.version) == another
    vacancies.close_vacancy(row, by=None, reason="Filled")
    assert refusal(opened, row) == another


def test_a_requirement_that_came_since_counts_for_changes(platform, colorado, today):
    PostingRequirement.objects.filter(pk=colorado.pk).update(enabled=False)
    row = posted(places=[{**DENVER, **PAY}], benefits="").vacancy
    PostingRequirement.objects.filter(pk=colorado.pk).update(enabled=True)
    edited(row, introduction="Hello", deadline=today)
    assert refusal(vacancies.post_changes, row, by=None, version=row.version) == [
        "Colorado asks for the benefits (Denver, CO, United States)."
    ]


def test_it_is_reopened_on_the_text_of_today(platform, recruiter, today):
    before = today - timedelta(days=5)
    published(document(slug="older"), starts_on=before)
    row = posted(family=Family.objects.get(slug="older"), on=before).vacancy
    vacancies.reopen_on_current_text(row, by=recruiter, version=row.version)
    assert periods(row) == [(before, today, before, before), (today, None, before, today)]
    soon = posted(on=today + timedelta(days=2)).vacancy
    assert refusal(vacancies.reopen_on_current_text, soon, by=None, version=soon.version) == [
        "This vacancy is not open yet. It will show the text of the day on which it opens."
    ]


# Closing


def test_it_is_closed_today_and_may_be_opened_anew(platform, recruiter, today):
    before = today - timedelta(days=5)
    published(document(slug="older"), starts_on=before)
    row = posted(family=Family.objects.get(slug="older"), on=before).vacancy
    assert refusal(vacancies.close_vacancy, row, by=recruiter, reason="  ") == ["Say why the vacancy is closed."]
    vacancies.close_vacancy(row, by=recruiter, reason="Filled")
    record = AuditRecord.objects.first()
    assert (record.action, record.reason, record.after) == ("close", "Filled", "")
    opened(row, recruiter)
    assert periods(row) == [(before, today, before, before), (today, None, today, today)]


def test_what_is_to_open_is_called_off(platform, today):
    soon = today + timedelta(days=3)
    row = posted(on=soon).vacancy
    vacancies.close_vacancy(row, by=None, reason="The budget")
    assert periods(row) == [(soon, soon, soon, soon)]
    assert not Posting.objects.standing(today).exists()


# Who may


def test_it_takes_the_right_in_the_department_of_the_family(platform, recruiter, staff):
    department("sales")
    row = vacancy()
    with pytest.raises(PermissionDenied, match="Your account may not open or close vacancies"):
        opened(row, staff)
    far = _user("far", "open_vacancy")
    Remit.objects.create(user=far, department=department("sales"))
    for act in (
        lambda: opened(row, far),
        lambda: vacancies.touch(row, by=far),
        lambda: vacancies.close_vacancy(row, by=far, reason="No"),
    ):
        with pytest.raises(PermissionDenied, match="not among those that your account works on"):
            act()
    Remit.objects.create(user=recruiter, department=department())
    assert opened(row, recruiter).posted_by == recruiter


def test_an_open_application_is_for_those_whom_nothing_limits(recruiter, today):
    row = vacancy(title="Something else", evergreen=True, places=[])
    limited = _user("limited", "open_vacancy")
    Remit.objects.create(user=limited, department=department())
    with pytest.raises(PermissionDenied, match="for all departments"):
        opened(row, limited)
    posting = opened(row, recruiter)
    assert (posting.family, posting.role, posting.document.title) == (None, "", "Something else")
    assert vacancies.changed_since(posting, today) == ""


# What became of the role


def test_what_became_of_the_role_is_told_in_a_phrase(today, django_assert_num_queries):
    before = today - timedelta(days=5)
    published(starts_on=before)
    postings = {
        role: posted(role, on=before, specialty=specialty)
        for role, specialty in (("junior-engineer", ""), ("staff-engineer", "storage"), ("manager", ""))
    }

    def told() -> dict[str, str]:
        with django_assert_num_queries(2 if publishing_count > 1 else 1):
            found = vacancies.became(postings.values(), today)
        return {role: found.get(posting.pk, "") for role, posting in postings.items()}

    publishing_count = 1
    assert told() == {"junior-engineer": "", "staff-engineer": "", "manager": ""}
    publishing_count = 2
    data = document().model_dump(mode="json")
    changed_platform(career_steps=[], summary="Another")
    assert told() == {"junior-engineer": "", "staff-engineer": "", "manager": ""}
    junior, staff, manager, canary = data["roles"]
    changed_platform(roles=[{**junior, "overview": "Learns a lot."}, staff, {**manager, "hiring": "closed"}, canary])
    assert told() == {
        "junior-engineer": "the role's text has changed",
        "staff-engineer": "",
        "manager": "nobody is hired into the role now: closed",
    }
    changed_platform(
        specialties=[],
        career_steps=[],
        roles=[{**junior, "visibility": "internal"}, staff],
    )
    assert told() == {
        "junior-engineer": "the role is internal now, and the public sees the vacancy no more",
        "staff-engineer": "the role has this specialty no more",
        "manager": "the role was retired or renamed",
    }
    publishing.withdraw(Family.objects.get(), by=None, reason="Gone")
    assert set(told().values()) == {"the family was withdrawn"}


def test_a_scheduled_role_that_was_called_off_is_told(today):
    soon = today + timedelta(days=3)
    publication = published(starts_on=soon)
    posting = posted(on=soon)
    assert vacancies.changed_since(posting, today) == ""
    publishing.call_off(publication, by=None, reason="Not yet")
    assert vacancies.changed_since(posting, today) == f"there is no such role on {soon:%-d %B %Y} any more"


# What the database itself refuses


def test_a_posting_never_changes_but_for_its_end_and_never_goes(platform, today):
    posting = posted()
    for act in (
        lambda: posting.save(),
        lambda: posting.delete(),
        lambda: Posting.objects.update(role="x"),
        lambda: Posting.objects.all().delete(),
    ):
        with pytest.raises(TypeError):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(ends_on=today - timedelta(days=1))
    facts = {"vacancy": posting.vacancy, "content": {}, "opened_on": today, "text_on": today, "starts_on": today}
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(**facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "A title of its own"},
        {"role": ""},
        {"family": None},
        {"opens_on": date(2027, 2, 1), "deadline": date(2027, 1, 31)},
    ],
)
def test_a_vacancy_is_of_a_role_or_has_a_title(platform, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Vacancy.objects.create(**{"family": platform, "role": "junior-engineer", **facts})


@pytest.mark.parametrize("facts", [{"pay_maximum": None}, {"pay_maximum": 1}, {"currency": ""}])
def test_a_pay_range_is_whole(platform, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        vacancy(places=[{**PORTO, **facts}])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_open_it_at_once_one_does():
    published()
    row = vacancy()

    def work(number: int) -> str:
        try:
            opened(Vacancy.objects.get(pk=row.pk))
        except ValidationError as error:
            return error.messages[0]
        return "opened"

    assert sorted(together(work)) == ["This vacancy is open already."] * 3 + ["opened"]
    assert Posting.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_post_the_same_changes_at_once_one_does():
    published()
    row = edited(posted().vacancy, introduction="Hello")

    def work(number: int) -> str:
        try:
            vacancies.post_changes(row, by=None, version=row.version)
        except ValidationError as error:
            return error.messages[0]
        return "posted"

    assert sorted(together(work)) == ["It says exactly this already."] * 3 + ["posted"]
    assert len(Posting.objects.standing(date.today())) == 1
