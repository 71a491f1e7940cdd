"""The page of career paths: of a family, of a department, of the whole company."""

from collections.abc import Sequence
from dataclasses import dataclass

from careers.presenting import words
from careers.presenting.links import Link, address
from careers.presenting.paths.drawing import Map
from careers.presenting.paths.families import Atlas, FamilyRow
from careers.presenting.paths.ladders import Ladders, Stop, read_ladders
from careers.presenting.paths.table import Table, count_table, department_table, role_table
from careers.reading import Reading

TOGETHER = 3
"""Families whose roles one map of a department shows; of more it shows the families."""


@dataclass(frozen=True)
class PathsPage:
    """Everything the page shows. `above` are the maps that this one is a part of, widest first; `counts` what it is
    about in a line; `map` is None where there is nothing to draw, or too much: `instead` leads to a list then. `stops`
    say the same in words, below headings that may be empty."""

    name: str
    above: Sequence[Link]
    counts: str
    about: Link
    map: Map | None
    instead: Link
    implied: bool
    table: Table | None
    stops: Sequence[tuple[Link, Sequence[Stop]]]

    @property
    def title(self) -> str:
        return f"Career paths in {self.name}" if self.name else "Career paths"


def family_page(reading: Reading, family: FamilyRow) -> PathsPage:
    """Two queries."""
    ladders = read_ladders(reading, [family.slug])
    above = [_whole(reading), *_departments(reading, family.department)]
    return PathsPage(
        name=family.title,
        above=above,
        counts=words.counted(len(ladders.mine), "role", "roles"),
        about=Link("The job family", address(reading, "family", family.slug)),
        map=ladders.map(f"Career paths in {family.title}") if ladders.mine else None,
        instead=Link(""),
        implied=ladders.implies,
        table=None,
        stops=[(Link(""), ladders.stops(family.slug))],
    )


def department_page(reading: Reading, families: Sequence[FamilyRow], department: str) -> PathsPage:
    """Of few families their roles, of more the families, of many the departments. Two queries."""
    name = reading.reference.name("department", department)
    above = [_whole(reading), *_departments(reading, department)[:-1]]
    about = Link("The department", address(reading, "department", department))
    atlas = Atlas(reading, families, department)
    mine = [family.slug for family in atlas.mine]
    if 0 < len(mine) <= TOGETHER:
        return _roles_page(reading, name, above, about, atlas.mine, read_ladders(reading, mine))
    drawn = atlas.detailed or bool(atlas.elsewhere) or len(atlas.units) > 1
    return PathsPage(
        name=name,
        above=above,
        counts=words.counted(len(mine), "job family", "job families"),
        about=about,
        map=atlas.map(f"Career paths in {name}") if mine and drawn else None,
        instead=Link("") if drawn else Link(name, address(reading, "families", query={"department": department})),
        implied=False,
        table=count_table(reading, mine) if atlas.detailed else department_table(reading, department),
        stops=atlas.stops if drawn else [],
    )


def whole_page(reading: Reading, families: Sequence[FamilyRow]) -> PathsPage:
    """Two queries."""
    atlas = Atlas(reading, families)
    return PathsPage(
        name="",
        above=[],
        counts=words.counted(len(families), "job family", "job families"),
        about=Link("All job families", address(reading, "families")),
        map=atlas.map("Career paths") if families else None,
        instead=Link(""),
        implied=False,
        table=department_table(reading) if families else None,
        stops=atlas.stops,
    )


def _roles_page(
    reading: Reading, name: str, above: Sequence[Link], about: Link, families: Sequence[FamilyRow], ladders: Ladders
) -> PathsPage:
    slugs = [family.slug for family in families]
    return PathsPage(
        name=name,
        above=above,
        counts=words.counted(len(families), "job family", "job families"),
        about=about,
        map=ladders.map(f"Career paths in {name}") if ladders.mine else None,
        instead=Link(""),
        implied=ladders.implies,
        table=role_table(reading, slugs, ladders.mine),
        stops=[
            (
                Link(family.title, address(reading, "career-paths", query={"family": family.slug})),
                ladders.stops(family.slug),
            )
            for family in families
        ],
    )


def _whole(reading: Reading) -> Link:
    return Link("Career paths", address(reading, "career-paths"))


def _departments(reading: Reading, department: str) -> list[Link]:
    return [
        Link(reading.reference.name("department", each), address(reading, "career-paths", query={"department": each}))
        for each in reading.reference.department_path(department)
    ]
