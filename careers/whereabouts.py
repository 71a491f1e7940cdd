"""Where something that was published is now: at another address, gone, or unknown. For pages and REST alike, once
nothing in force was found at an address.

A viewer is told only of what they could have seen: an address that has only ever been internal or scheduled is
unknown, and so is what is internal now. Slugs are never given to something else, so each leads to one family.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from careers.models import Address, FamilyListing, RoleListing, SpecialtyListing
from careers.models.drafts import Visibility
from careers.reading import Reading


@dataclass(frozen=True)
class Moved:
    """It is in force under these slugs. `part` is empty for a family itself."""

    family: str
    part: str = ""


@dataclass(frozen=True)
class Withdrawn:
    """The family was in force and is no more. `slug` and `title` are its last; `last_day` the last day that it was in
    force, None where it was for some hours of `ended_on` only."""

    slug: str
    title: str
    ended_on: date
    last_day: date | None


@dataclass(frozen=True)
class Left:
    """The role or specialty was of this family, which is in force, and is no more."""

    family: str
    title: str


def family_whereabouts(reading: Reading, path: str) -> Moved | Withdrawn | None:
    """Of a family that is not in force at `path`: a former slug, or the path of a page that was imported. None where
    the viewer may know of nothing there. At most four queries."""
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
    the family. At most four queries."""
    last = _last(reading, parts, family_slug=family, slug=part)
    if last is None or not _may_know(reading, last):
        return None
    now = _family_now(reading, last.family_id)
    if not isinstance(now, Moved):
        return now
    here = parts.objects.live(reading.on).filter(family=last.family_id, slug=part).first()
    if here is None:
        return Left(now.family, str(reading.family_title(now.family)))
    return Moved(now.family, part) if _may_know(reading, here) else None


def _family_now(reading: Reading, family: int) -> Moved | Withdrawn | None:
    live = FamilyListing.objects.live(reading.on).filter(family=family).first()
    if live is not None:
        return Moved(live.slug) if _may_know(reading, live) else None
    last = _last(reading, FamilyListing, family=family)
    # What was internal when it was withdrawn stays unknown.
    if last is None or not _may_know(reading, last):
        return None
    period = last.publication
    lasted = period.ends_on > period.starts_on
    return Withdrawn(last.slug, last.title, period.ends_on, period.ends_on - timedelta(days=1) if lasted else None)


def _last(reading: Reading, model: Any, **where: object) -> Any:
    """The row of the last period that had begun on the day, without its content."""
    zone = ZoneInfo(reading.reference.company.get("time_zone", "UTC"))
    rows = model.objects.seen(reading.on, zone).filter(**where)
    rows = rows.select_related("publication").defer("public", "internal")
    return rows.order_by("-publication__starts_on", "-publication").first()


def _may_know(reading: Reading, row: Any) -> bool:
    return bool(reading.internal or row.visibility == Visibility.PUBLIC)
