"""A family's history: the periods in which its revisions were in force, and what each of them changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import F
from django.urls import reverse

from careers.audience import Viewer
from careers.handbook.compare import compare
from careers.handbook.document import FamilyDocument, digest
from careers.handbook.impact import propose
from careers.models import FamilyListing, Revision, Verdict
from careers.presenting import words
from careers.presenting.changes import ShownDifference
from careers.presenting.difference import present_difference
from careers.presenting.links import Link, address
from careers.reading import Reading
from config.kernel.models.catalogue import State


@dataclass(frozen=True)
class Period:
    """A revision in force, from `starts_on` to the day before `ends_on` (None: still, on the day that is read). `size`
    counts the statements and facts that changed since the period before, of those that the viewer may see; None for
    the first. `impact` is how big the change is for people, in words, where the viewer can see any of it, and by what
    they see; `approvers` are told to staff. `digest` is that of the document as the viewer may see it. `before` is the
    number of the revision that was in force before it, None for the first."""

    number: int
    slug: str
    starts_on: date
    ends_on: date | None
    message: str
    author: str
    digest: str
    size: int | None
    impact: str
    approvers: str
    before: int | None

    @property
    def last_day(self) -> date | None:
        return self.ends_on - timedelta(days=1) if self.ends_on else None

    @property
    def for_hours(self) -> bool:
        """Whether it was put aside on the day that it came into force."""
        return self.ends_on == self.starts_on


def periods(reading: Reading, family_id: object, *, hours: bool = False) -> list[Period]:
    """What the viewer may know of the family's history up to the day, latest first; with `hours` what was put aside on
    the day that it came into force as well, which no day can be read as of. One query, two for staff; one more where
    this process has not compared the documents yet."""
    rows = (
        _rows(reading, family_id, hours=hours)
        .select_related("publication__revision__author")
        .defer("public", "internal", "publication__revision__content")
    )
    compared = _compared(reading.state, reading.on, reading.viewer, reading.database, family_id, hours)
    approvers = _approvers(family_id) if reading.internal else {}
    found: list[Period] = []
    for row in rows:
        publication, revision = row.publication, row.publication.revision
        as_seen, size, impact = compared[publication.pk]
        ends_on = publication.ends_on
        found.append(
            Period(
                number=revision.number,
                slug=row.slug,
                starts_on=publication.starts_on,
                # An end still to come tells of what is scheduled.
                ends_on=ends_on if ends_on and ends_on <= reading.on else None,
                message=revision.message,
                author=revision.author.shown_name if revision.author else "",
                digest=as_seen,
                size=size,
                impact=Revision.Impact(impact).label if impact else "",
                approvers=words.joined(approvers.get(revision.pk, [])),
                before=found[-1].number if found else None,
            )
        )
    return found[::-1]


def _rows(reading: Reading, family_id: object, *, hours: bool) -> Any:
    listed = FamilyListing.objects
    rows = listed.seen(reading.on, reading.zone) if hours else listed.begun(reading.on)
    rows = rows.visible(internal=reading.internal).filter(family_id=family_id)
    return rows.order_by("publication__starts_on", "publication")


@lru_cache(maxsize=512)
def _compared(
    state: State, on: date, viewer: Viewer, database: str, family_id: object, hours: bool
) -> Mapping[int, tuple[str, int | None, str]]:
    """(digest, size, impact) of a family's periods, by publication. One query and a comparison for each period; two
    queries more for each that changes something else than the viewer sees. It cannot differ while the catalogue version
    is the same, so a process keeps it."""
    reading = Reading(state, on, viewer, asked=False, database=database)
    rows = _rows(reading, family_id, hours=hours).annotate(seen=_side(reading)).select_related("publication__revision")
    found: dict[int, tuple[str, int | None, str]] = {}
    before, last = None, None
    for row in rows.defer("public", "internal", "publication__revision__content"):
        document, revision = reading.document(row.seen), row.publication.revision
        size, impact = None, ""
        if before:
            size = compare(before, document).size
            whole = reading.internal or (size, last) == (revision.size, revision.compared_with_id)
            impact = (revision.impact if whole else _impact_seen(revision, before, document)) if size else ""
        found[row.publication_id] = digest(document), size, impact
        before, last = document, revision.pk
    return found


def _impact_seen(revision: Revision, before: FamilyDocument, document: FamilyDocument) -> str:
    """The impact of what can be seen of a change, unless people said what it is: what nobody sees would show in it."""
    against = revision.compared_with
    decided = revision.impact != propose(against.document if against else None, revision.document)
    return revision.impact if decided else propose(before, document)


def _side(reading: Reading) -> F:
    return F("internal" if reading.internal else "public")


def _approvers(family_id: Any) -> dict[int, list[str]]:
    """Who approved each revision of a family, by the revision's key."""
    verdicts = Verdict.objects.filter(step__revision__family=family_id, decision=Verdict.Decision.APPROVE)
    found: dict[int, list[str]] = {}
    for verdict in verdicts.select_related("by", "step").order_by("step__position", "pk"):
        found.setdefault(verdict.step.revision_id, []).append(verdict.by.shown_name)
    return found


def entries(reading: Reading, slug: str, told: Sequence[Period]) -> list[tuple[Period, str]]:
    """Each period of a history with the page of its revision: of one that came into force again, of what that
    changed."""
    first = {period.number: period for period in told}

    def page(period: Period) -> str:
        again = period is not first[period.number] and period.before != period.number
        return address(reading, "revision", slug, period.number, query={"since": str(period.before)} if again else None)

    return [(period, page(period)) for period in told]


@dataclass(frozen=True)
class Choice:
    """A revision to compare with."""

    number: int
    starts_on: date
    chosen: bool


def choices(told: Sequence[Period], chosen: int | None, without: Collection[int] = ()) -> list[Choice]:
    """The revisions of a history, latest first, each from the first day on which it was in force."""
    first = {period.number: period.starts_on for period in told if period.number not in without}
    return [Choice(number, starts_on, number == chosen) for number, starts_on in first.items()]


@dataclass(frozen=True)
class RevisionPage:
    """A revision: the periods in which it was in force, latest first; the family's page as it was on the first day of
    them; and what it changed since the revision `since`, None where it was the first and is compared with none."""

    title: str
    periods: Sequence[Period]
    as_it_was: Link | None
    since: int | None
    difference: ShownDifference | None
    choices: Sequence[Choice]
    earlier: Link | None
    later: Link | None

    @property
    def now(self) -> Period:
        """The last period: what it tells of author, message and approvers holds for all of them."""
        return self.periods[0]

    @property
    def impact(self) -> str:
        """How big the change was for people when it was made."""
        return self.periods[-1].impact


def present_revision(
    reading: Reading, family: tuple[object, str], told: Sequence[Period], number: int, since: int | None
) -> RevisionPage:
    """`family` is its key and slug, `told` its history; `number` and `since` are in it. One query."""
    family_id, slug = family
    own = [period for period in told if period.number == number]
    since = since or own[-1].before
    difference = None
    if since and since != number:
        found = documents(reading, family_id, (since, number))
        difference = present_difference(reading, found[since], found[number])
    days = [period for period in own if not period.for_hours]
    numbers = sorted({period.number for period in told})
    place = numbers.index(number)

    def beside(at: int) -> Link | None:
        if not 0 <= at < len(numbers):
            return None
        return Link(f"Revision {numbers[at]}", address(reading, "revision", slug, numbers[at]))

    return RevisionPage(
        title=f"Revision {number}",
        periods=own,
        as_it_was=_as_it_was(days[-1]) if days else None,
        since=since,
        difference=difference,
        choices=choices(told, since, without=[number]),
        earlier=beside(place - 1),
        later=beside(place + 1),
    )


def _as_it_was(period: Period) -> Link:
    url = f"{reverse('family', args=[period.slug])}?as_of={period.starts_on.isoformat()}"
    return Link(words.day(period.starts_on), url)


def documents(reading: Reading, family_id: object, numbers: Collection[int]) -> dict[int, FamilyDocument]:
    """The documents of these revisions of the history, as the viewer may see them, by number."""
    rows = FamilyListing.objects.visible(internal=reading.internal).filter(
        family_id=family_id, publication__revision__number__in=numbers
    )
    return {
        number: reading.document(content)
        for number, content in rows.values_list("publication__revision__number", _side(reading))
    }
