"""Where something that was published is now: at another address, gone, or unknown. For pages and REST alike, once
nothing in force was found at an address.

A viewer is told only of what they could have seen: an address that has only ever been internal or scheduled is
unknown, and so is what is internal now. Slugs are never given to something else, so each leads to one family. What
came after something is told once it is in force itself, so that no draft shows through.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from careers.models import Address, FamilyListing, RoleListing, SpecialtyListing
from careers.models.drafts import Visibility
from careers.reading import Reading


@dataclass(frozen=True)
class Moved:
    """It is in force under these slugs. `part` is empty for a family itself."""

    family: str
    part: str = ""


@dataclass(frozen=True)
class Successor:
    """What came after something that is gone, in force and known to the viewer: a role, or a family where `part` is
    empty. `same`: it is the same, renamed or moved."""

    family: str
    part: str
    title: str
    same: bool


@dataclass(frozen=True)
class Withdrawn:
    """The family was in force and is no more. `slug` and `title` are its last; `last_day` the last day that it was in
    force, None where it was for some hours of `ended_on` only."""

    slug: str
    title: str
    ended_on: date
    last_day: date | None
    successor: Successor | None = None


@dataclass(frozen=True)
class Left:
    """The role or specialty was of this family, which is in force, and is no more."""

    family: str
    title: str
    successor: Successor | None = None


MAX_HOPS = 10
"""Of something that was renamed again and again; people do not rename as often."""


def family_whereabouts(reading: Reading, path: str) -> Moved | Withdrawn | None:
    """Of a family that is not in force at `path`: a former slug, or the path of a page that was imported. None where
    the viewer may know of nothing there. At most four queries, and two for each that came after it."""
    last = _last(reading, FamilyListing, slug=path)
    if last is not None:
        return _family_now(reading, last.family_id) if _may_know(reading, last) else None
    # A path that is a slug, if only of a publication to come, is none of a page.
    if FamilyListing.objects.filter(slug=path).exists():
        return None
    address = Address.objects.filter(path=path, role="").first()
    return _family_now(reading, address.family_id) if address else None


def part_whereabouts(
    reading: Reading, family: str, part: str, parts: type[RoleListing] | type[SpecialtyListing]
) -> Moved | Withdrawn | Left | None:
    """Of a role or specialty that is not in force at family/part. What never was there is None, whatever became of
    the family. At most four queries, and two for each that came after it."""
    last = _last(reading, parts, family_slug=family, slug=part)
    if last is None or not _may_know(reading, last):
        return None
    here = parts.objects.live(reading.on).filter(family=last.family_id, slug=part).first()
    if here is not None:
        return Moved(here.family_slug, part) if _may_know(reading, here) else None
    after = _successor(reading, f"{family}/{part}") if parts is RoleListing else None
    if after and after.same:
        return Moved(after.family, after.part)
    now = _family_now(reading, last.family_id)
    return Left(now.family, str(reading.family_title(now.family)), after) if isinstance(now, Moved) else now


def _family_now(reading: Reading, family: int) -> Moved | Withdrawn | None:
    live = FamilyListing.objects.live(reading.on).filter(family=family).first()
    if live is not None:
        return Moved(live.slug) if _may_know(reading, live) else None
    last = _last(reading, FamilyListing, family=family)
    # What was internal when it was withdrawn stays unknown.
    if last is None or not _may_know(reading, last):
        return None
    period = last.publication
    last_day = period.ends_on - timedelta(days=1) if period.ends_on > period.starts_on else None
    return Withdrawn(last.slug, last.title, period.ends_on, last_day, _successor(reading, last.slug))


def _successor(reading: Reading, path: str) -> Successor | None:
    """What came after what was at an address, as far as it is in force and the viewer may know of it."""
    same = True
    for _ in range(MAX_HOPS):
        after = _after(reading, path)
        if after is None:
            return None
        path, same = after[0], same and after[1]
        row = _in_force(reading, *path.split("/"))
        if row is not None:
            part = row.slug if isinstance(row, RoleListing) else ""
            slug = row.family_slug if isinstance(row, RoleListing) else row.slug
            return Successor(slug, part, row.title, same) if _may_know(reading, row) else None
    return None


def _after(reading: Reading, path: str) -> tuple[str, bool] | None:
    """The address of what came after what was at a path, and whether that is the same. Of a role it is what the last
    revision without it says, of those that had begun on the day: where addresses lead once what is scheduled begins,
    nobody is told before. One query."""
    family, _, role = path.partition("/")
    if not role:
        return Address.objects.filter(path=path).exclude(successor="").values_list("successor", "renamed").first()
    rows = _seen(reading, FamilyListing).filter(family__in=_formerly(reading, family))
    rows = rows.annotate(here=Exists(RoleListing.objects.filter(publication=OuterRef("publication"), slug=role)))
    for here, successors in rows.values_list("here", "publication__revision__successors"):
        if here:
            break
        if after := successors.get(role):
            return after["to"], after["same"]
    return None


def _formerly(reading: Reading, slug: str) -> Any:
    """The key of the family that has the slug, or had it before the day."""
    return FamilyListing.objects.seen(reading.on, reading.zone).filter(slug=slug).values("family")


def _in_force(reading: Reading, family: str, role: str = "") -> Any:
    """The row of a role, or of a family, that is in force under these slugs or under the family's present one."""
    formerly = Q(family__in=_formerly(reading, family))
    if role:
        rows = RoleListing.objects.live(reading.on).filter(Q(family_slug=family) | formerly, slug=role)
    else:
        rows = FamilyListing.objects.live(reading.on).filter(Q(slug=family) | formerly)
    return rows.defer("public", "internal").first()


def _last(reading: Reading, model: Any, **where: object) -> Any:
    """The row of the last period that had begun on the day, without its content."""
    return _seen(reading, model).filter(**where).select_related("publication").defer("public", "internal").first()


def _seen(reading: Reading, model: Any) -> Any:
    """The rows of all periods that had begun on the day, the last one first."""
    return model.objects.seen(reading.on, reading.zone).order_by("-publication__starts_on", "-publication")


def _may_know(reading: Reading, row: Any) -> bool:
    return bool(reading.internal or row.visibility == Visibility.PUBLIC)
