"""What publishing a revision would do: what goes live, and what a scheduled publication would undo of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from careers.handbook.merge import Undone, merge, undone
from careers.models import Family, Publication, Revision


@dataclass(frozen=True)
class Offer:
    """A scheduled publication that would undo a part of the change: what, and where both change the same thing in
    different ways, so that nobody can merge them but people."""

    publication: Publication
    undone: Sequence[Undone]
    conflicts: Sequence[str]


def base_of(revision: Revision, live: Publication | None) -> Revision | None:
    """From what the change of a revision is reckoned: what it was written on, or, of one that is published again, what
    is in force now."""
    if revision.state == Revision.State.PUBLISHED:
        return live.revision if live else None
    return revision.compared_with


def offers(revision: Revision, base: Revision | None, coming: Iterable[Publication]) -> list[Offer]:
    """The scheduled publications that would undo a part of what the revision changes."""
    if base is None:
        return []
    document, before, found = revision.document, base.document, []
    for publication in coming:
        later = publication.revision.document
        if lost := undone(before, document, later):
            conflicts = merge(before, document, later).conflicts
            found.append(Offer(publication, lost, [each.title for each in conflicts]))
    return found


def calendar(family: Family, today: date) -> str:
    """What is in force or to come of a family, as a text to compare: whoever changes it names what they saw."""
    own = Publication.objects.filter(family=family)
    rows = [*own.live(today), *own.after(today)]
    return ",".join(f"{row.pk}:{row.ends_on or ''}" for row in rows)
