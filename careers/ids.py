"""Ids of roles and specialties: made of the family's, which lasts through every renaming, and of their slug. So the id
of one is the same while its slug is, whatever the family is called."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from careers.models import RoleListing, SpecialtyListing
from careers.reading import Reading

Parts = type[RoleListing] | type[SpecialtyListing]
KIND: dict[Parts, str] = {RoleListing: "role", SpecialtyListing: "specialty"}


def part_id(parts: Parts, family: UUID, slug: str) -> str:
    """The id of a role or specialty of the family with that id."""
    return str(uuid5(family, f"{KIND[parts]}/{slug}"))


def parts_with(reading: Reading, parts: Parts, ids: Collection[str]) -> list[int]:
    """The keys of the rows on the day with these ids, whoever may see them. One query; none where the process keeps
    it."""
    known = _keys(reading.state.version, reading.on, reading.database, parts)
    return [known[each] for each in ids if each in known]


@lru_cache(maxsize=4)
def _keys(version: int, on: date, database: str, parts: Any) -> dict[str, int]:
    """The key of every row by its id. It cannot differ while the catalogue version is the same."""
    rows = parts.objects.live(on).order_by().values_list("family__uuid", "slug", "pk")
    return {part_id(parts, family, slug): pk for family, slug, pk in rows.iterator()}
