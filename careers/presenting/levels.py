"""The company-wide ladder and the grade scales."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from careers.presenting import words
from careers.presenting.catalogue import grade_names
from careers.presenting.census import Census
from careers.presenting.links import Link, address
from careers.reading import Reading

BENCHMARKS = {
    "individual_contributor": "the individual contributor benchmark",
    "manager": "the manager benchmark",
    "own": "the level's own benchmark",
}


@dataclass(frozen=True)
class LevelLine:
    """A level of the ladder; `factor` is how its pay relates to a benchmark, in words. `grades` are those that roles of
    the level have, from the lowest to the highest; "" where the viewer may not see them."""

    slug: str
    name: str
    track: str
    management: bool
    synonyms: str
    factor: str
    description: str
    grades: str
    roles: Link


@dataclass(frozen=True)
class Scale:
    """Grade schemes of the same grades, lowest first; a grade that roles have leads to their families."""

    name: str
    description: str
    grades: Sequence[Link]


class Rungs:
    """The ladder with what the census counts of each level."""

    def __init__(self, reading: Reading, census: Census) -> None:
        self.reading = reading
        self.roles: Counter[str] = Counter()
        self.families: Counter[str] = Counter()
        self.grades: dict[str, set[str]] = defaultdict(set)
        for family in census.families.values():
            self.families.update(family.all("level"))
            for role in family.roles:
                for level in role.values["level"]:
                    self.roles[level] += 1
                    self.grades[level] |= role.values.get("grade", frozenset())
        self.grade_names = grade_names(reading) if reading.viewer.grades else {}

    def __iter__(self) -> Iterator[list[LevelLine]]:
        """Lowest rank first; levels of one rank are peers across the tracks."""
        levels = self.reading.reference.of_kind("level")
        ranked = sorted(levels.items(), key=lambda item: (item[1]["rank"], item[1]["track"], item[0]))
        for _, peers in groupby(ranked, key=lambda item: item[1]["rank"]):
            yield [self._level(slug, facts) for slug, facts in peers]

    def _level(self, slug: str, facts: Any) -> LevelLine:
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
            grades=words.span([name for grade, name in self.grade_names.items() if grade in self.grades[slug]]),
            roles=self._roles(slug),
        )

    def _roles(self, slug: str) -> Link:
        if not self.roles[slug]:
            return Link("No role yet")
        families = words.counted(self.families[slug], "job family", "job families")
        text = f"{words.counted(self.roles[slug], 'role', 'roles')} in {families}"
        return Link(text, address(self.reading, "families", query={"level": slug}))


def present_scales(reading: Reading, census: Census) -> list[Scale]:
    """The grade scales by name, the general one first, as far as the viewer may see grades. Schemes that differ in
    nothing but their name are one."""
    if not reading.viewer.grades:
        return []
    reference = reading.reference
    had = {grade for family in census.families.values() for grade in family.all("grade")}
    grades: dict[str, list[Any]] = defaultdict(list)
    for facts in sorted(reference.of_kind("grade").values(), key=lambda facts: float(facts["rank"])):
        grades[facts["scheme"]].append(facts)
    schemes = sorted(
        reference.of_kind("grade_scheme").items(),
        key=lambda item: (item[0] != words.GENERAL_SCHEME, item[1]["name"].casefold()),
    )
    alike: dict[Any, list[tuple[str, Any]]] = defaultdict(list)
    for slug, facts in schemes:
        alike[facts["description"], *((each["slug"], each["name"]) for each in grades[slug])].append((slug, facts))
    return [
        Scale(
            name=words.joined([facts["name"] for _, facts in same]),
            description=same[0][1]["description"],
            grades=[_grade(reading, each, each["slug"] in had) for each in grades[same[0][0]]],
        )
        for same in alike.values()
    ]


def _grade(reading: Reading, facts: Any, had: bool) -> Link:
    return Link(facts["name"], address(reading, "families", query={"grade": facts["slug"]}) if had else "")
