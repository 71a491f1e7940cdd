"""What belongs to no single family: families as lists show them, and the tree of departments."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from careers.presenting import words
from careers.presenting.census import Census, CountedFamily
from careers.presenting.links import Link, address, department_links
from careers.reading import Reading

NAMED = 12
"""Families of a department that the start page names."""


@dataclass(frozen=True)
class FamilyLine:
    """A family in a list. `levels` are the lowest and the highest of its roles, `grades` likewise; each is empty where
    none is stated or shown."""

    title: str
    url: str
    summary: str
    roles: str
    levels: str
    grades: str
    vacancies: Link | None
    department: Link


class Cards:
    """Families as lists show them, with what the census knows of each."""

    def __init__(self, reading: Reading, census: Census) -> None:
        self.reading, self.census = reading, census

    def line(self, row: Any) -> FamilyLine:
        """`row` has the columns of `family_rows`."""
        slug, family = row["slug"], self.census.by_slug[row["slug"]]
        return FamilyLine(
            title=row["title"],
            url=address(self.reading, "family", slug),
            summary=row["summary"],
            roles=words.counted(row["roles"], "role", "roles"),
            levels=self.levels(family),
            grades=self.grades(family.all("grade")),
            vacancies=open_vacancies(self.reading, family.vacancies, family=slug) if family.vacancies else None,
            department=Link(
                self.reading.reference.name("department", row["department"]),
                address(self.reading, "department", row["department"]),
            ),
        )

    def levels(self, family: CountedFamily) -> str:
        """Junior to Staff"""
        level = self.reading.reference.of_kind("level")
        known = sorted((level[slug]["rank"], level[slug]["name"]) for slug in family.all("level") if slug in level)
        return words.span([name for _, name in known])

    def grades(self, slugs: set[str]) -> str:
        """grades 5 to 9; "" where the viewer may not see them."""
        if not self.reading.viewer.grades:
            return ""
        found = words.span([self._grades[slug] for slug in self._grades if slug in slugs])
        return f"{'grades' if ' to ' in found else 'grade'} {found}" if found else ""

    @cached_property
    def _grades(self) -> dict[str, str]:
        return grade_names(self.reading)


def grade_names(reading: Reading) -> dict[str, str]:
    """The names of all grades by slug, lowest first: schemes share their slugs."""
    grades = sorted(reading.reference.of_kind("grade").values(), key=lambda facts: float(facts["rank"]))
    return {facts["slug"]: facts["name"] for facts in grades}


def open_vacancies(reading: Reading, number: int, **where: str) -> Link:
    """How many vacancies are open, and where they are; `where` narrows their list."""
    return Link(words.counted(number, "open vacancy", "open vacancies"), address(reading, "vacancies", query=where))


@dataclass(frozen=True)
class Branch:
    """A department with what is in it and below it. `family_count`, `role_count` and `vacancy_count` count both;
    `rows` are the families right in it."""

    name: str
    slug: str
    url: str
    description: str
    rows: Sequence[Any]
    below: Sequence["Branch"]
    vacancies: Link | None
    family_count: int
    role_count: int
    vacancy_count: int
    cards: Cards

    @cached_property
    def lines(self) -> list[FamilyLine]:
        return [self.cards.line(row) for row in self.rows]

    @property
    def named(self) -> list[Link]:
        """The first of its families by name."""
        reading = self.cards.reading
        return [Link(row["title"], address(reading, "family", row["slug"])) for row in self.rows[:NAMED]]

    @property
    def unnamed(self) -> str:
        """How many more there are; "" where all are named."""
        return f"{len(self.rows) - NAMED:,} more" if len(self.rows) > NAMED else ""

    @property
    def counts(self) -> str:
        families = words.counted(self.family_count, "job family", "job families")
        return f"{families}, {words.counted(self.role_count, 'role', 'roles')}"


class Tree:
    """The departments that are not empty, by name, with their families. `rows` are those of `family_rows`."""

    def __init__(self, reading: Reading, rows: Sequence[Any], census: Census) -> None:
        self.reading, self.census, self.cards = reading, census, Cards(reading, census)
        self.rows: Mapping[str, list[Any]] = defaultdict(list)
        for row in rows:
            self.rows[row["department"]].append(row)
        reference = reading.reference
        named = {slug for department in self.rows for slug in reference.department_path(department)}
        self.departments = {
            **reference.of_kind("department"),
            # A family may be older than the record of its department.
            **{slug: reference.facts("department", slug) for slug in named},
        }

    @cached_property
    def top(self) -> list[Branch]:
        return self._children(None)

    @property
    def families(self) -> str:
        return words.counted(sum(branch.family_count for branch in self.top), "job family", "job families")

    @property
    def roles(self) -> str:
        return words.counted(sum(branch.role_count for branch in self.top), "role", "roles")

    @property
    def vacancies(self) -> Link | None:
        """All that are open; None where none is."""
        return open_vacancies(self.reading, self.census.vacancies) if self.census.vacancies else None

    def above(self, slug: str) -> list[Link]:
        """The departments above one, top first."""
        return department_links(self.reading, slug)[:-1]

    def branch(self, slug: str) -> Branch:
        """One department, empty or not."""
        facts, below, mine = self.departments[slug], self._children(slug), self.rows.get(slug, [])
        vacancies = sum(self.census.by_slug[row["slug"]].vacancies for row in mine)
        vacancies += sum(each.vacancy_count for each in below)
        return Branch(
            name=facts["name"],
            slug=slug,
            url=address(self.reading, "department", slug),
            description=facts["description"],
            rows=mine,
            below=below,
            vacancies=open_vacancies(self.reading, vacancies, department=slug) if vacancies else None,
            family_count=len(mine) + sum(each.family_count for each in below),
            role_count=sum(row["roles"] for row in mine) + sum(each.role_count for each in below),
            vacancy_count=vacancies,
            cards=self.cards,
        )

    def _children(self, parent: str | None) -> list[Branch]:
        slugs = [slug for slug, facts in self.departments.items() if facts["parent"] == parent]
        branches = sorted((self.branch(slug) for slug in slugs), key=lambda branch: branch.name.casefold())
        return [branch for branch in branches if branch.family_count]
