"""The admin's front page: what waits for whoever looks, what is about to happen, and what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import OperationalError
from django.db.models import Count, DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from careers import findings, publishing, review, rights
from careers.models import DraftFinding, Family, Publication, Revision
from careers.models.checks import Severity
from careers.presenting import recruiting, words
from config.kernel.models import AuditRecord
from config.kernel.models.catalogue import today as company_today

MOST = 8
"""Lines of a box; the rest is counted."""
SECONDS = 0.3
"""How long the page may take to check drafts that changed."""


@dataclass(frozen=True)
class Entry:
    """A line of a box: what, where it leads, and a word or two about it."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Box:
    """What of one kind there is for whoever looks. `empty` is said where there is nothing, `more` how many are not
    shown and where they are."""

    title: str
    entries: Sequence[Entry]
    empty: str
    more: Entry | None = None


def front(user: Any) -> list[Box]:
    """The boxes that the user has the right to. At most 20 queries however large the catalogue is, beside what checking
    changed drafts costs."""
    today = company_today()
    boxes = [
        _drafts(user) if user.has_perm("careers.change_family") else None,
        _reviews(user) if user.has_perm("careers.review_family") else None,
        _approved(user) if user.has_perm("careers.publish_family") else None,
        _soon(today) if user.has_perm("careers.view_scheduled") else None,
        _vacancies(user, today) if user.has_perm("careers.open_vacancy") else None,
        _findings(user, today) if user.has_perm("careers.view_draftfinding") else None,
        _recent(today) if user.has_perm("careers.view_publication") else None,
    ]
    return [box for box in boxes if box]


def _within(user: Any, rows: QuerySet[Any], path: str = "family__department") -> QuerySet[Any]:
    """The rows within the user's remit."""
    departments = rights.departments_of(user)
    return rows if departments is None else rows.filter(**{f"{path}__in": departments})


def _box(title: str, rows: QuerySet[Any], entry: Any, empty: str, all_at: str) -> Box:
    shown = list(rows[: MOST + 1])
    more = Entry("All of them", all_at) if len(shown) > MOST else None
    return Box(title, [entry(row) for row in shown[:MOST]], empty, more)


def _drafts(user: Any) -> Box:
    """What the user saved since it was last submitted or published."""
    mine = AuditRecord.objects.filter(kind="draft", action="edit", by=user, subject=OuterRef("slug"))
    kept = [*publishing.WAITING, Revision.State.PUBLISHED]
    frozen = Revision.objects.filter(family=OuterRef("pk"), state__in=kept)
    rows = _within(user, Family.objects.all(), "department").annotate(
        saved=Subquery(mine.order_by("-at").values("at")[:1], output_field=DateTimeField()),
        frozen=Subquery(frozen.order_by("-created_at").values("created_at")[:1], output_field=DateTimeField()),
    )
    rows = rows.filter(Q(frozen__isnull=True) | Q(saved__gt=F("frozen")), saved__isnull=False).order_by("-saved")
    return _box(
        "My drafts",
        rows,
        lambda family: Entry(
            str(family), reverse("admin:careers_family_change", args=[family.pk]), f"saved {_when(family.saved)}"
        ),
        "You have no draft that waits to be submitted.",
        reverse("admin:careers_family_changelist"),
    )


def _reviews(user: Any) -> Box:
    waiting = review.waiting_for(user)
    entries = [_submission(revision) for revision in waiting[:MOST]]
    more = (
        Entry("All of them", f"{reverse('admin:careers_revision_changelist')}?state__exact={Revision.State.SUBMITTED}")
        if len(waiting) > MOST
        else None
    )
    return Box("Waiting for my review", entries, "Nothing waits for your review.", more)


def _approved(user: Any) -> Box:
    rows = _within(user, Revision.objects.filter(state=Revision.State.APPROVED))
    return _box(
        "Approved, to be published",
        rows.select_related("family", "author").defer("content").order_by("created_at"),
        _submission,
        "Nothing waits to be published.",
        f"{reverse('admin:careers_revision_changelist')}?state__exact={Revision.State.APPROVED}",
    )


def _soon(today: date) -> Box:
    rows = Publication.objects.after(today).select_related("revision__family").defer("revision__content")
    return _box(
        "Going live soon",
        rows,
        lambda each: _revision(each.revision, f"from {words.day(each.starts_on)}"),
        "Nothing is scheduled.",
        reverse("admin:careers_publication_changelist"),
    )


def _vacancies(user: Any, today: date) -> Box:
    """What is to look after, and how many are open."""
    count, found = recruiting.due(user, today)
    page = "admin:careers_vacancy_change"
    entries = [
        Entry(recruiting.name_of(each.vacancy), reverse(page, args=[each.vacancy.pk]), each.note)
        for each in found[:MOST]
    ]
    said = f"{words.counted(count, 'vacancy is', 'vacancies are')} open"
    more = Entry(said, f"{reverse('admin:careers_vacancy_changelist')}?state={recruiting.OPEN}")
    return Box("Vacancies", entries, "No vacancy opens or closes soon, and no role of one has changed.", more)


def _recent(today: date) -> Box:
    rows = Publication.objects.filter(starts_on__lte=today).select_related("revision__family", "published_by")
    return _box(
        "Published lately",
        rows.defer("revision__content").order_by("-recorded_at", "-pk"),
        lambda each: _revision(each.revision, _published(each)),
        "Nothing was published yet.",
        reverse("admin:careers_publication_changelist"),
    )


def _findings(user: Any, today: date) -> Box:
    """What counts, by severity; drafts that changed are checked first, as many as there is time for."""
    try:
        left = findings.refresh(seconds=SECONDS)
    except OperationalError:  # somebody else is writing, and the next look will do
        left = 0
    open_ones = _within(user, DraftFinding.objects.with_waiver(today)).filter(waived=False)
    counts = dict(open_ones.order_by().values_list("severity").annotate(Count("pk")))
    where = reverse("admin:careers_draftfinding_changelist")
    entries = [
        Entry(f"{words.counted(counts[severity], *_SEVERITIES[severity])}", f"{where}?severity__exact={severity}")
        for severity in Severity.values
        if counts.get(severity)
    ]
    more = Entry(f"{words.counted(left, 'draft is', 'drafts are')} still to be checked", where) if left else None
    return Box("What the checks find", entries, "The checks find nothing.", more)


_SEVERITIES = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "info": ("hint", "hints"),
}


def _revision(revision: Revision, note: str) -> Entry:
    return Entry(str(revision), reverse("admin:careers_revision_change", args=[revision.pk]), note)


def _submission(revision: Revision) -> Entry:
    """By its family alone: the box says what it waits for."""
    return Entry(str(revision.family), reverse("admin:careers_revision_change", args=[revision.pk]), _by(revision))


def _by(revision: Revision) -> str:
    who = f"by {revision.author.shown_name}, " if revision.author else ""
    return f"{who}{_when(revision.created_at)}"


def _published(publication: Publication) -> str:
    who = f", by {publication.published_by.shown_name}" if publication.published_by else ""
    return f"from {words.day(publication.starts_on)}{who}"


def _when(at: Any) -> str:
    return words.day(at.date())
