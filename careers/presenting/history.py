"""A family's history: the periods in which its revisions were in force."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from careers.handbook.compare import compare
from careers.handbook.document import digest
from careers.models import FamilyListing, Verdict
from careers.presenting import words
from careers.reading import Reading


@dataclass(frozen=True)
class Period:
    """A revision in force, from `starts_on` to the day before `ends_on` (None: still, on the day that is read). `size`
    counts the statements and facts that changed since the period before, of those that the viewer may see; None for
    the first. `impact` is how big the change is for people, in words, where the viewer can see any of it; `approvers`
    are told to staff. `digest` is that of the document as the viewer may see it."""

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

    @property
    def last_day(self) -> date | None:
        return self.ends_on - timedelta(days=1) if self.ends_on else None

    @property
    def for_hours(self) -> bool:
        """Whether it was put aside on the day that it came into force."""
        return self.ends_on == self.starts_on


def periods(reading: Reading, family_id: object, *, hours: bool = False) -> list[Period]:
    """What the viewer may know of the family's history up to the day, latest first; with `hours` what was put aside on
    the day that it came into force as well, which no day can be read as of. One query, two for staff."""
    listed = FamilyListing.objects
    rows = (
        (listed.seen(reading.on, reading.zone) if hours else listed.begun(reading.on))
        .visible(internal=reading.internal)
        .filter(family_id=family_id)
        .select_related("publication__revision__author")
        .defer("search_public", "search_internal", "publication__revision__content")
        .order_by("publication__starts_on", "publication")
    )
    approvers = _approvers(family_id) if reading.internal else {}
    found: list[Period] = []
    before = None
    for row in rows:
        publication, revision = row.publication, row.publication.revision
        document = reading.document(row.content(internal=reading.internal))
        ends_on, size = publication.ends_on, compare(before, document).size if before else None
        found.append(
            Period(
                number=revision.number,
                slug=row.slug,
                starts_on=publication.starts_on,
                # An end still to come tells of what is scheduled.
                ends_on=ends_on if ends_on and ends_on <= reading.on else None,
                message=revision.message,
                author=revision.author.shown_name if revision.author else "",
                digest=digest(document),
                size=size,
                impact=revision.get_impact_display() if size else "",
                approvers=words.joined(approvers.get(revision.pk, [])),
            )
        )
        before = document
    return found[::-1]


def _approvers(family_id: Any) -> dict[int, list[str]]:
    """Who approved each revision of a family, by the revision's key."""
    verdicts = Verdict.objects.filter(step__revision__family=family_id, decision=Verdict.Decision.APPROVE)
    found: dict[int, list[str]] = {}
    for verdict in verdicts.select_related("by", "step").order_by("step__position", "pk"):
        found.setdefault(verdict.step.revision_id, []).append(verdict.by.shown_name)
    return found
