"""What belongs to no single family: the tree of departments, the levels and the grade scales."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from careers.presenting import words
from careers.presenting.links import Link, address, department_links
from careers.reading import Reading

BENCHMARKS = {
    "individual_contributor": "the individual contributor benchmark",
    "manager": "the manager benchmark",
    "own": "the level's own benchmark",
}


@dataclass(frozen=True)
class FamilyLine:
    """A family in a list."""

    title: str
    url: str
    summary: str
    roles: str
    department: Link


@dataclass(frozen=True)
class Branch:
    """A department with what is in it and below it. `families` and `roles` count both."""

    name: str
    url: str
    description: str
    lines: Sequence[FamilyLine]
    below: Sequence["Branch"]
    family_count: int
    role_count: int

    @property
    def counts(self) -> str:
        families = words.counted(self.family_count, "job family", "job families")
        return f"{families}, {words.counted(self.role_count, 'role', 'roles')}"


def family_line(reading: Reading, row: Any) -> FamilyLine:
    """`row` has the columns of `family_rows`."""
    department = Link(
        reading.reference.name("department", row["department"]), address(reading, "department", row["department"])
    )
    return FamilyLine(
        title=row["title"],
        url=address(reading, "family", row["slug"]),
        summary=row["summary"],
        roles=words.counted(row["roles"], "role", "roles"),
        department=department,
    )


class Tree:
    """The departments that are not empty, by name, with their families. `rows` are those of `family_rows`."""

    def __init__(self, reading: Reading, rows: Sequence[Any]) -> None:
        self.reading, self.rows = reading, rows
        reference = reading.reference
        named = {slug for row in rows for slug in reference.department_path(row["department"])}
        self.departments = {
            **reference.of_kind("department"),
            # A family may be older than the record of its department.
            **{slug: reference.facts("department", slug) for slug in named},
        }

    @property
    def top(self) -> list[Branch]:
        return self._children(None)

    @property
    def families(self) -> str:
        return words.counted(len(self.rows), "job family", "job families")

    @property
    def roles(self) -> str:
        return words.counted(sum(row["roles"] for row in self.rows), "role", "roles")

    def above(self, slug: str) -> list[Link]:
        """The departments above one, top first."""
        return department_links(self.reading, slug)[:-1]

    def branch(self, slug: str) -> Branch:
        """One department, empty or not."""
        facts, below = self.departments[slug], self._children(slug)
        mine = [row for row in self.rows if row["department"] == slug]
        return Branch(
            name=facts["name"],
            url=address(self.reading, "department", slug),
            description=facts["description"],
            lines=[family_line(self.reading, row) for row in mine],
            below=below,
            family_count=len(mine) + sum(each.family_count for each in below),
            role_count=sum(row["roles"] for row in mine) + sum(each.role_count for each in below),
        )

    def _children(self, parent: str | None) -> list[Branch]:
        slugs = [slug for slug, facts in self.departments.items() if facts["parent"] == parent]
        branches = sorted((self.branch(slug) for slug in slugs), key=lambda branch: branch.name.casefold())
        return [branch for branch in branches if branch.family_count]


@dataclass(frozen=True)
class LevelLine:
    """A level of the ladder; `factor` is how its pay relates to a benchmark, in words."""

    slug: str
    name: str
    track: str
    management: bool
    synonyms: str
    factor: str
    description: str
    roles: Link


@dataclass(frozen=True)
class Scale:
    """A grade scheme with its grades, lowest first."""

    slug: str
    name: str
    description: str
    grades: Sequence[str]


def present_levels(reading: Reading, role_counts: dict[str, int]) -> list[list[LevelLine]]:
    """The rungs of the ladder, lowest rank first; levels of one rank are peers across the tracks. `role_counts` by
    level slug, of the roles that the viewer may see."""
    levels = reading.reference.of_kind("level")
    ranked = sorted(levels.items(), key=lambda item: (item[1]["rank"], item[1]["track"], item[0]))
    return [
        [_level(reading, slug, facts, role_counts.get(slug, 0)) for slug, facts in levels]
        for _, levels in groupby(ranked, key=lambda item: item[1]["rank"])
    ]


def _level(reading: Reading, slug: str, facts: Any, roles: int) -> LevelLine:
    factor = ""
    if facts["factor"]:
        number = facts["factor"] if "." in facts["factor"] else f"{facts['factor']}.0"
        factor = f"{number} of {BENCHMARKS[facts['benchmark']]}"
    return LevelLine(
        slug=slug,
        name=facts["name"],
        track=words.TRACKS[facts["track"]],
        management=facts["track"] == "management",
        synonyms=words.joined(facts["synonyms"], "or"),
        factor=factor,
        description=facts["description"],
        roles=Link(
            words.counted(roles, "role", "roles"), address(reading, "families", query={"level": slug}) if roles else ""
        ),
    )


def present_scales(reading: Reading) -> list[Scale]:
    """The grade scales by name, as far as the viewer may see grades."""
    if not reading.viewer.grades:
        return []
    reference = reading.reference
    grades: dict[str, list[Any]] = {}
    for facts in reference.of_kind("grade").values():
        grades.setdefault(facts["scheme"], []).append(facts)
    scales = [
        Scale(
            slug=slug,
            name=facts["name"],
            description=facts["description"],
            grades=[each["name"] for each in sorted(grades.get(slug, ()), key=lambda each: float(each["rank"]))],
        )
        for slug, facts in reference.of_kind("grade_scheme").items()
    ]
    return sorted(scales, key=lambda scale: (scale.slug != words.GENERAL_SCHEME, scale.name.casefold()))
