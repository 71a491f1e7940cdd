"""Where something that was published is now: at another address, gone, or unknown. For pages and REST alike, once
nothing in force was found at an address.

A viewer is told only of what they could have seen: an address that has only ever been internal or scheduled is
unknown, and so is what is internal now. Slugs are never given to something else, so each leads to one family.
"""

from dataclasses import dataclass

from careers.models import Address, Family, FamilyListing, RoleListing, SpecialtyListing
from careers.models.drafts import Visibility
from careers.models.listings import Listing
from careers.reading import Reading


@dataclass(frozen=True)
class Moved:
    """It is in force under these slugs. `part` is empty for a family itself."""

    family: str
    part: str = ""


@dataclass(frozen=True)
class Gone:
    """It was in force and is no more. `family` is the present slug of its family, None where that went as well."""

    family: str | None = None


def family_whereabouts(reading: Reading, path: str) -> Moved | Gone | None:
    """Of a family that is not in force at `path`: a former slug, or the path of a page that was imported. None where
    the viewer may know of nothing there."""
    family = _family_at(reading, path) or _family_of_page(path)
    return _family_now(reading, family) if family else None


def part_whereabouts(
    reading: Reading, family_slug: str, part: str, parts: type[RoleListing] | type[SpecialtyListing]
) -> Moved | Gone | None:
    """Of a role or specialty that is not in force at family_slug/part. A part that never was there is None, whatever
    became of the family."""
    last = _last(reading, parts, family_slug=family_slug, slug=part)
    if last is None or not _may_know(reading, last):
        return None
    now = _family_now(reading, last.family)
    if not isinstance(now, Moved):
        return now
    here = parts.objects.live(reading.on).filter(family=last.family, slug=part)
    if here.visible(internal=reading.internal).exists():
        return Moved(now.family, part)
    return None if here.exists() else Gone(now.family)


def _family_at(reading: Reading, slug: str) -> Family | None:
    """The family that the viewer could last see at this slug."""
    last = _last(reading, FamilyListing, slug=slug)
    return last.family if last and _may_know(reading, last) else None


def _family_of_page(path: str) -> Family | None:
    """The family that a page was imported into. A path that is also a slug, if only of a publication to come, is
    none of a page here."""
    if FamilyListing.objects.filter(slug=path).exists():
        return None
    address = Address.objects.filter(path=path, role="").select_related("family").first()
    return address.family if address else None


def _family_now(reading: Reading, family: Family) -> Moved | Gone | None:
    live = FamilyListing.objects.live(reading.on).filter(family=family)
    now = live.visible(internal=reading.internal).values_list("slug", flat=True).first()
    if now:
        return Moved(now)
    last = _last(reading, FamilyListing, family=family)
    # What was withdrawn after it had become internal stays unknown.
    return Gone() if last and _may_know(reading, last) and not live.exists() else None


def _last(reading: Reading, model: type[Listing], **where: object) -> Listing | None:
    """The row of the last period that had begun on the day."""
    rows = model.objects.begun(reading.on).filter(**where)
    return rows.select_related("family").order_by("-publication__starts_on", "-publication").first()


def _may_know(reading: Reading, row: Listing) -> bool:
    return reading.internal or row.visibility == Visibility.PUBLIC
