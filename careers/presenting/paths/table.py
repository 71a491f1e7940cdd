"""Departments or families by level: the facts of a map as a table."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from careers.models import RoleListing
from careers.presenting.links import Link, address
from careers.presenting.paths.rows import RoleRow
from careers.reading import Reading


@dataclass(frozen=True)
class Row:
    """A department or family, with its roles at each level: each by its title, or how many. `depth` is how far down the
    tree a department is."""

    link: Link
    depth: int
    cells: Sequence[Sequence[Link]]


@dataclass(frozen=True)
class Table:
    """Departments or families by levels, lowest level first. `first` says what the rows are."""

    first: str
    levels: Sequence[Link]
    rows: Sequence[Row]


Cells = Mapping[tuple[str, str], Sequence[Link]]
"""What stands at a row's slug and a level."""


def _levels(reading: Reading, slugs: Iterable[str]) -> list[str]:
    """Level slugs from the lowest to the highest, each once; no level last."""

    def rank(slug: str) -> tuple[bool, int, str, str]:
        facts = reading.reference.facts("level", slug)
        return not facts, facts.get("rank", 0), facts.get("track", ""), slug

    return sorted(set(slugs), key=rank)


def _heads(reading: Reading, levels: Iterable[str]) -> list[Link]:
    """Their names, leading to their places among the levels."""
    return [
        Link(reading.reference.name("level", slug), address(reading, "levels", fragment=slug))
        if slug
        else Link("No level")
        for slug in levels
    ]


def department_table(reading: Reading, department: str = "") -> Table:
    """How many roles each department has at each level, those below it included. One query."""
    rows = reading.live(RoleListing).order_by().values_list("department", "level").annotate(Count("pk"))
    scope = reading.reference.departments_below(department) if department else None
    counts: Counter[tuple[str, str]] = Counter()
    for slug, level, number in rows.filter(Q(department__in=scope) if scope else Q()):
        for above in reading.reference.department_path(slug):
            if scope is None or above in scope:
                counts[above, level] += number
    path = reading.reference.department_path

    def names(slug: str) -> list[tuple[str, str]]:
        return [(reading.reference.name("department", each).casefold(), each) for each in path(slug)]

    def link(slug: str, level: str, number: int) -> Link:
        query = {"department": slug, "level": level}
        return Link(f"{number:,}", address(reading, "families", query=query) if level else "")

    cells = {(slug, level): [link(slug, level, number)] for (slug, level), number in counts.items()}
    top = len(path(department)) if department else 1
    rows = [
        (slug, _leading(reading, "department", slug), len(path(slug)) - top)
        for slug in sorted({slug for slug, _ in counts}, key=names)
    ]
    return _table(reading, "Department", rows, cells)


def count_table(reading: Reading, families: Sequence[str]) -> Table:
    """How many roles each of these families, has at each level. One query."""
    rows = reading.live(RoleListing).filter(family_slug__in=families).order_by()
    cells = {
        (family, level): [
            Link(f"{number:,}", address(reading, "role", family, role))
            if number == 1
            else Link(f"{number:,}", address(reading, "family", family))
        ]
        for family, level, number, role in rows.values_list("family_slug", "level").annotate(Count("pk"), Min("slug"))
    }
    return _family_table(reading, families, cells)


def role_table(reading: Reading, families: Sequence[str], roles: Sequence[RoleRow]) -> Table:
    """The roles of these families, by name."""
    cells: dict[tuple[str, str], list[Link]] = {}
    for role in roles:
        link = Link(role.title, address(reading, "role", role.family, role.slug))
        cells.setdefault((role.family, role.level), []).append(link)
    return _family_table(reading, families, cells)


def _family_table(reading: Reading, families: Sequence[str], cells: Cells) -> Table:
    return _table(reading, "Job family", [(slug, _leading(reading, "family", slug), 0) for slug in families], cells)


def _leading(reading: Reading, kind: str, slug: str) -> Link:
    """To the map of a department or family."""
    name = reading.reference.name(kind, slug) if kind == "department" else str(reading.family_title(slug))
    return Link(name, address(reading, "career-paths", query={kind: slug}))


def _table(reading: Reading, first: str, rows: Sequence[tuple[str, Link, int]], cells: Cells) -> Table:
    levels = _levels(reading, [level for _, level in cells])
    return Table(
        first,
        _heads(reading, levels),
        [Row(link, depth, [cells.get((slug, level), ()) for level in levels]) for slug, link, depth in rows],
    )
