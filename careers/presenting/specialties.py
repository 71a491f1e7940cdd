"""Specialties and customer segments of all job families, by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from careers.models.drafts import Specialty
from careers.presenting.census import Census
from careers.presenting.links import Link, address
from careers.reading import Reading

KINDS = {Specialty.Kind.SPECIALTY: "Specialties", Specialty.Kind.SEGMENT: "Segments"}


@dataclass(frozen=True)
class Holder:
    """A family that has the specialty, and its roles that may. `name` is what it calls it, where that differs."""

    family: Link
    name: str
    language: str
    roles: Sequence[Link]


@dataclass(frozen=True)
class SpecialtyLine:
    """A specialty or segment with the families that have it; `url` is that of their list."""

    name: str
    anchor: str
    kind: str
    holders: Sequence[Holder]
    url: str


def present_specialties(reading: Reading, census: Census, rows: Iterable[Any]) -> list[SpecialtyLine]:
    """`rows` are {slug, name, kind, primary_language, family_slug} of those that the viewer may know of. Of one slug
    there is one line, whatever families call it."""
    ordered = sorted(rows, key=lambda row: (row["slug"], reading.family_title(row["family_slug"]) or ""))
    lines = [_line(reading, census, slug, list(same)) for slug, same in groupby(ordered, key=lambda row: row["slug"])]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.anchor))


def _line(reading: Reading, census: Census, slug: str, rows: list[Any]) -> SpecialtyLine:
    name = rows[0]["name"]
    return SpecialtyLine(
        name=name,
        anchor=f"specialty_{slug}",
        kind=Specialty.Kind(rows[0]["kind"]).label,
        holders=[
            Holder(
                family=Link(
                    reading.family_title(row["family_slug"]) or row["family_slug"],
                    address(reading, "family", row["family_slug"], fragment=f"specialty_{slug}"),
                ),
                name=row["name"] if row["name"] != name else "",
                language=row["primary_language"],
                roles=_roles(reading, census, row["family_slug"], slug),
            )
            for row in rows
        ],
        url=address(reading, "families", query={"specialty": slug}),
    )


def _roles(reading: Reading, census: Census, family: str, slug: str) -> list[Link]:
    return [
        Link(
            reading.role_title(f"{family}/{role.slug}") or role.slug,
            address(reading, "role", family, role.slug, query={"specialty": slug}),
        )
        for role in census.by_slug[family].roles
        if slug in role.values.get("specialty", ())
    ]


def kinds(reading: Reading, chosen: Sequence[str]) -> list[Link]:
    """The ways to narrow the page by kind; the one that is chosen leads nowhere."""
    links = [Link("All", "" if not chosen else address(reading, "specialties"))]
    return links + [
        Link(text, "" if list(chosen) == [kind] else address(reading, "specialties", query={"kind": kind}))
        for kind, text in KINDS.items()
    ]
