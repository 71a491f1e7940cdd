"""Families and departments with the steps between them: what a map of roles collapses to where there are many."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, F

from careers.models import FamilyListing
from careers.presenting import words
from careers.presenting.links import Link, address
from careers.presenting.paths.drawing import Head, Map, Spot, Way, draw
from careers.presenting.paths.ladders import Leg, Stop
from careers.reading import Reading
from careers.steps import told

DRAWN = 160
"""Families that one map shows; of more it shows their departments."""
ABREAST = 6
"""Boxes in a row."""
ELSEWHERE = "Other departments"


class FamilyRow(NamedTuple):
    """A family."""

    slug: str
    title: str
    department: str


@dataclass(frozen=True)
class Unit:
    """What a box stands for: a family, or a department with all below it. `group` is where it stands on the map."""

    key: str
    name: str
    url: str
    group: tuple[str, ...]


class Atlas:
    """The families in a department and below it, or in the whole company, as boxes; of what is elsewhere, that which a
    step joins with them. One query."""

    def __init__(self, reading: Reading, families: Sequence[FamilyRow], department: str = "") -> None:
        self.reading, self.department = reading, department
        reference = reading.reference
        self.scope = reference.departments_below(department) if department else None
        self.families = {family.slug: family for family in families}
        self.mine = [family for family in families if self._within(family)]
        self.detailed = len(self.mine) <= DRAWN

    def _within(self, family: FamilyRow) -> bool:
        return self.scope is None or family.department in self.scope

    # What there is

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Those in the department, by key: in the order of the departments, then by name."""
        found = {self._key(family): family for family in self.mine}
        units = [self._unit(key, family) for key, family in found.items()]
        return {unit.key: unit for unit in sorted(units, key=lambda unit: (unit.group, unit.name.casefold(), unit.key))}

    @cached_property
    def steps(self) -> Counter[tuple[str, str]]:
        """How many steps lead from one unit to another. One query."""
        rows = told(self.reading).filter(target_known=True).exclude(to_family=F("from_family")).order_by()
        found: Counter[tuple[str, str]] = Counter()
        for start, end, number in rows.values_list("from_family", "to_family").annotate(Count("pk")):
            ends = self.families.get(start), self.families.get(end)
            if not (ends[0] and ends[1] and (self._within(ends[0]) or self._within(ends[1]))):
                continue
            keys = self._key(ends[0]), self._key(ends[1])
            if keys[0] != keys[1]:
                found[keys] += number
        return found

    @cached_property
    def elsewhere(self) -> dict[str, Unit]:
        """The units of other departments that a step joins with those of this one."""
        ends = {end for pair in self.steps for end in pair}
        others = {self._key(family): family for family in self.families.values() if not self._within(family)}
        return {key: self._unit(key, family) for key, family in others.items() if key in ends}

    def _key(self, family: FamilyRow) -> str:
        """The family itself, or where there are many the department below this one that it is in."""
        return f"family/{family.slug}" if self.detailed else f"department/{self._branch(family)}"

    def _branch(self, family: FamilyRow) -> str:
        path = self.reading.reference.department_path(family.department)
        if not self._within(family) or self.department not in path:
            return path[0]
        return [*path, self.department][path.index(self.department) + 1] if self.department else path[0]

    def _unit(self, key: str, family: FamilyRow) -> Unit:
        if self.detailed:
            url = address(self.reading, "career-paths", query={"family": family.slug})
            return Unit(key, family.title, url, self._group(family.department))
        slug = self._branch(family)
        name = self.reading.reference.name("department", slug)
        if slug == self.department:
            # Too many to draw that are right here: the list has them in pages.
            return Unit(key, name, address(self.reading, "families", query={"department": slug}), ())
        return Unit(key, name, address(self.reading, "career-paths", query={"department": slug}), ())

    def _group(self, department: str) -> tuple[str, ...]:
        """Sorts as the tree of departments does, and says where one is."""
        reference = self.reading.reference
        return tuple(reference.name("department", each) for each in reference.department_path(department))

    # As a drawing

    def map(self, title: str) -> Map:
        """Families by department in rows, or departments."""
        spots, heads = [], []
        groups = [(group, list(units)) for group, units in groupby(self.units.values(), key=lambda unit: unit.group)]
        if self.elsewhere:
            groups.append(((ELSEWHERE,), list(self.elsewhere.values())))
        band, start = 0, 0
        for group, units in groups:
            # Small departments share a row.
            if start + len(units) > ABREAST:
                band, start = band + 1, 0
            css = "elsewhere" if group == (ELSEWHERE,) else ""
            for number, unit in enumerate(units):
                row, column = divmod(start + number, ABREAST)
                note = unit.group[-1] if css and unit.group else ""
                spots.append(Spot(unit.key, unit.name, note, unit.name, unit.url, (band, row), column, css))
            if group:
                heads.append(Head(self._heading(group, units), (band, 0), start, min(len(units), ABREAST)))
            start += len(units)
        what = "Job families by department" if self.detailed else "Departments"
        said = f"{what}, with the career steps between them. Thicker lines are more steps."
        return draw(title, said, spots, list(self._ways()), heads)

    def _heading(self, group: tuple[str, ...], units: Sequence[Unit]) -> Link:
        if group == (ELSEWHERE,):
            return Link(ELSEWHERE)
        department = self.families[units[0].key.partition("/")[2]].department
        url = address(self.reading, "career-paths", query={"department": department})
        return Link(group[-1], "" if department == self.department else url)

    def _ways(self) -> Iterator[Way]:
        done = set()
        for start, end in self.steps:
            if (end, start) in done:
                continue
            done.add((start, end))
            there, back = self.steps[start, end], self.steps.get((end, start), 0)
            said = [self._said(start, end, there), *([self._said(end, start, back)] if back else [])]
            yield Way(start, end, ". ".join(said), True, bool(back), f"weight-{min(3, (there + back + 1) // 2)}")

    def _said(self, start: str, end: str, number: int) -> str:
        return f"{self._named(start).name} → {self._named(end).name}: {words.counted(number, 'step', 'steps')}"

    def _named(self, key: str) -> Unit:
        return self.units.get(key) or self.elsewhere[key]

    # In words

    @cached_property
    def stops(self) -> list[tuple[Link, list[Stop]]]:
        """The units with the steps from and to each, below the link to the department of each family."""
        onward: dict[str, list[Leg]] = defaultdict(list)
        inward: dict[str, list[Leg]] = defaultdict(list)
        for (start, end), number in self.steps.items():
            said = words.counted(number, "step", "steps") if number > 1 else ""
            onward[start].append(Leg(said, Link(self._named(end).name, self._named(end).url)))
            inward[end].append(Leg(said, Link(self._named(start).name, self._named(start).url)))
        found = []
        for group, units in groupby(self.units.values(), key=lambda unit: unit.group):
            here = list(units)
            heading = Link(" › ".join(group), self._heading(group, here).url) if group else Link("")
            found.append(
                (heading, [Stop(Link(each.name, each.url), "", onward[each.key], inward[each.key]) for each in here])
            )
        return found


def family_rows(reading: Reading, **where: str) -> list[FamilyRow]:
    """The families that the viewer may know of, by title. One query."""
    rows = reading.live(FamilyListing).filter(**where).values_list("slug", "title", "department")
    return [FamilyRow(*row) for row in rows]
