"""What the admin shows of vacancies: where one stands, what there is to look after, and what a family offers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse
from pydantic import ValidationError as Unsound

from careers import rights, vacancies
from careers.audience import Viewer
from careers.handbook.document import FamilyDocument, load
from careers.handbook.vacancy import tailored
from careers.models import Family, FamilyListing, Posting, Publication, Vacancy
from careers.models.drafts import Visibility
from careers.models.publications import effective
from careers.openings import Detail, slug_of
from careers.presenting import words
from careers.presenting.links import Link
from careers.presenting.vacancies import VacancyPage, present_vacancy
from careers.reading import Reading
from config.kernel.models.catalogue import today as company_today

SOON = timedelta(days=7)
"""What opens or closes within it is soon."""

DRAFT, COMING, OPEN, CLOSED = "draft", "coming", "open", "closed"
STATES = {DRAFT: "Draft", COMING: "To open", OPEN: "Open", CLOSED: "Closed"}


def family_on(family: Family | None, on: date) -> FamilyDocument | None:
    """What the family publishes on a day, or first after it; None where it publishes nothing. At most two queries."""
    rows = FamilyListing.objects.filter(family=family).only("internal")
    coming = rows.begun(date.max).filter(publication__starts_on__gt=on).order_by("publication__starts_on")
    row = rows.live(on).first() or coming.first()
    return load(row.internal) if row else None


def offering(families: Any, on: date, *, coming: bool) -> Any:
    """Of these families those that are published on a day; with those that come to be, if wanted."""
    standing = Publication.objects.filter(effective()).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    rows = standing if coming else standing.live(on)
    return families.filter(pk__in=rows.values("family"))


SCHEDULED = "careers.view_scheduled"


def may_read(user: Any, vacancy: Any) -> bool:
    """Whether the user may read the text that a vacancy shows, or would show if it were posted: where that is of a day
    to come, they need the right to see what is scheduled. None is any vacancy."""
    if vacancy is None or user.has_perm(SCHEDULED):
        return True
    shown_from = getattr(vacancy, "shown_from", None) or vacancy.opens_on
    return shown_from is None or shown_from <= (getattr(vacancy, "seen_on", None) or company_today())


def state_of(vacancy: Any) -> str:
    """Which of STATES a vacancy is in. It has come through `Vacancy.objects.with_state`."""
    if vacancy.shown_from:
        return COMING if vacancy.shown_from > vacancy.seen_on else OPEN
    return CLOSED if vacancy.last_end else DRAFT


def name_of(vacancy: Any) -> str:
    """Senior Firmware Engineer, Gateways. It has come through `Vacancy.objects.with_names`."""
    role = vacancy.title or vacancy.role_title or vacancy.role
    return ", ".join(filter(None, [role, vacancy.specialty and (vacancy.specialty_name or vacancy.specialty)]))


@dataclass(frozen=True)
class Standing:
    """Where a vacancy stands, in sentences; `warnings` tell what there is to do. `posting` is what is shown of it, or
    comes to be."""

    state: str
    lines: Sequence[str]
    warnings: Sequence[str]
    posting: Posting | None
    public: Link


def standing_of(vacancy: Any, today: date) -> Standing:
    """At most five queries."""
    posting = Posting.objects.standing(today).filter(vacancy=vacancy).select_related("posted_by").first()
    state = state_of(vacancy)
    if posting is None:
        line = "A draft: candidates do not see it."
        if state == CLOSED:
            line = f"Closed since {words.day(vacancy.last_end)}: it can be opened anew."
        return Standing(state, [line], [], None, Link(""))
    who = f", by {posting.posted_by.shown_name}" if posting.posted_by else ""
    until = f", until {words.day(posting.ends_on - timedelta(days=1))}" if posting.ends_on else ""
    lines = [
        f"{'Open since' if state == OPEN else 'Opens on'} {words.day(posting.opened_on)}{until}{who}.",
        f"It shows the role's text of {words.day(posting.text_on)}." if posting.family_id else "",
        "Internal: only staff see it." if posting.visibility == "internal" else "",
    ]
    warnings = []
    if differs(vacancy, posting):
        warnings.append("What was saved since it was posted is not shown yet: post the changes.")
    if became := vacancies.changed_since(posting, today):
        warnings.append(f"Since {words.day(posting.text_on)}, {became}.")
    return Standing(state, [line for line in lines if line], warnings, posting, public_link(vacancy))


def differs(vacancy: Vacancy, posting: Posting) -> bool:
    """Whether the vacancy was saved otherwise than it is posted. One query."""
    if (vacancy.specialty, vacancy.visibility) != (posting.specialty, posting.visibility):
        return True
    try:
        return vacancy.document() != posting.document
    except Unsound:
        return True


def public_link(vacancy: Any) -> Link:
    """Where candidates see it."""
    return Link("Its public page", reverse("vacancy", args=[vacancy.number, slug_of(name_of(vacancy))]))


def preview(reading: Reading, vacancy: Vacancy, today: date) -> tuple[VacancyPage | None, vacancies.Outlook]:
    """The vacancy as those for whom it is would see it if it were posted now, and what posting it comes to. The page is
    None where it cannot be shown."""
    starts_on, text_on = vacancies.days(vacancy, today)
    outlook = vacancies.outlook(vacancy, starts_on=starts_on, text_on=text_on)
    if outlook.document is None or (vacancy.family_id and outlook.role is None):
        return None, outlook
    posting = Posting(
        vacancy=vacancy,
        family_id=vacancy.family_id,
        role=vacancy.role,
        specialty=vacancy.specialty,
        visibility=vacancy.visibility,
        content=outlook.document.model_dump(mode="json"),
        opened_on=starts_on,
        text_on=text_on,
        starts_on=starts_on,
    )
    eyes = reading
    if vacancy.visibility == Visibility.PUBLIC:
        eyes = replace(reading, viewer=Viewer.of(AnonymousUser(), reading.state.switches))
    role = eyes.viewer.mask_composed(tailored(outlook.role, outlook.document)) if outlook.role else None
    return present_vacancy(eyes, Detail(vacancy.number, posting, eyes, outlook.document, role)), outlook


@dataclass(frozen=True)
class Due:
    """A vacancy that somebody has to look at, and why."""

    vacancy: Any
    note: str


def due(user: Any, today: date) -> tuple[int, list[Due]]:
    """How many vacancies are open within the user's remit, and those to look at: what closes or opens soon, and whose
    role has changed since. At most five queries."""
    rows = within_remit(user, Vacancy.objects.filter(postings__in=Posting.objects.standing(today)))
    found = {row.pk: row for row in rows.with_state(today).with_names(today)}
    postings = list(Posting.objects.standing(today).filter(vacancy__in=found).defer("content"))
    became = vacancies.became(postings, today)
    notes = []
    for posting in postings:
        last = posting.ends_on - timedelta(days=1) if posting.ends_on else None
        if posting.starts_on > today:
            if posting.starts_on <= today + SOON:
                notes.append((posting.starts_on, posting, f"opens on {words.day(posting.starts_on)}"))
        elif last and last <= today + SOON:
            notes.append((last, posting, f"closes after {words.day(last)}"))
        if posting.pk in became:
            notes.append((today, posting, became[posting.pk]))
    notes.sort(key=lambda each: (each[0], each[1].pk))
    count = sum(posting.starts_on <= today for posting in postings)
    return count, [Due(found[posting.vacancy_id], note) for _, posting, note in notes]


def within_remit(user: Any, rows: Any) -> Any:
    """The vacancies within the user's remit; open applications are within that of those whom nothing limits."""
    departments = rights.departments_of(user)
    return rows if departments is None else rows.filter(family__department__in=departments)
