"""How the company hires: its stages with what the job families make of them, and how long it takes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from careers.presenting import words
from careers.presenting.census import Census
from careers.presenting.links import Link, address
from careers.reading import Reading

OWN_TIME = frozenset({"application", "reference-check", "background-check", "offer"})
"""Stages that take no time that anybody could state beforehand."""


@dataclass(frozen=True)
class StageLine:
    """A stage. `use` says how many families have it, "" for none; `length` how long it usually is."""

    name: str
    anchor: str
    description: str
    use: str
    length: str


@dataclass(frozen=True)
class TrackTime:
    """How much time hiring takes on a track: what is usual, from the shortest to the longest, and what it rests on."""

    track: str
    usual: str
    range: str
    basis: str


@dataclass(frozen=True)
class FamilyProcesses:
    """A family's hiring processes in short; each says its title where there are several."""

    link: Link
    processes: Sequence[str]


class HowWeHire:
    """What the hiring processes of all families say together. `rows` are (slug of the family, process as the viewer may
    see it), in the order of each family."""

    def __init__(self, reading: Reading, census: Census, rows: Iterable[tuple[str, Any]]) -> None:
        self.reading, self.census = reading, census
        self.by_family: dict[str, list[Any]] = defaultdict(list)
        for family, process in rows:
            if process["steps"]:
                self.by_family[family].append(process)

    @property
    def families(self) -> list[FamilyProcesses]:
        """By title."""
        titles = {slug: self.reading.family_title(slug) or slug for slug in self.by_family}
        ordered = sorted(self.by_family.items(), key=lambda item: (titles[item[0]].casefold(), item[0]))
        return [
            FamilyProcesses(
                Link(titles[slug], address(self.reading, "family", slug, fragment="hiring")),
                [_in_short(process, len(processes) > 1) for process in processes],
            )
            for slug, processes in ordered
        ]

    @property
    def stages(self) -> list[StageLine]:
        """In their usual order; without those that nobody has and that say nothing."""
        families: dict[str, set[str]] = defaultdict(set)
        minutes: dict[str, list[Sequence[int]]] = defaultdict(list)
        for slug, processes in self.by_family.items():
            for step in (step for process in processes for step in process["steps"]):
                families[step["kind"]].add(slug)
                if step["minutes"]:
                    minutes[step["kind"]].append(step["minutes"])
        stages = self.reading.reference.of_kind("stage")
        ordered = sorted(stages.items(), key=lambda item: (item[1]["order"], item[0]))
        return [
            StageLine(
                name=facts["name"],
                anchor=f"stage_{slug}",
                description=facts["description"],
                use=self._use(len(families[slug])),
                length=_usual(minutes[slug]),
            )
            for slug, facts in ordered
            if families[slug] or facts["description"]
        ]

    def _use(self, number: int) -> str:
        return f"{number:,} of {words.counted(len(self.by_family), 'job family', 'job families')}" if number else ""

    @property
    def times(self) -> list[TrackTime]:
        """By track, where any process of its roles says how long every step of it takes."""
        whole: dict[str, list[tuple[int, int]]] = defaultdict(list)
        all_of: dict[str, int] = defaultdict(int)
        for slug, processes in self.by_family.items():
            for process in processes:
                for track in self._tracks(slug, process):
                    all_of[track] += 1
                    whole[track] += _whole_time(process)
        return [
            TrackTime(
                track=name,
                usual=words.duration(*[_rounded(median(sum(each) / 2 for each in whole[track]))] * 2),
                range=words.duration(min(low for low, _ in whole[track]), max(high for _, high in whole[track])),
                basis=f"{len(whole[track]):,} of {words.counted(all_of[track], 'process', 'processes')}",
            )
            for track, name in words.TRACKS.items()
            if whole[track]
        ]

    def _tracks(self, slug: str, process: Any) -> set[str]:
        """The tracks of the roles for which the process is."""
        scope = process["applies_to"] or {"tracks": [], "roles": []}
        roles = self.census.by_slug[slug].roles
        named = (role for role in roles if not scope["roles"] or role.slug in scope["roles"])
        return {track for role in named for track in role.values["track"]} & set(scope["tracks"] or words.TRACKS)


def _whole_time(process: Any) -> Iterator[tuple[int, int]]:
    """The shortest and longest time of a process; nothing where a step that one has to take leaves it open."""
    steps = [step for step in process["steps"] if not step["optional"]]
    stated = [step["minutes"] for step in steps if step["minutes"]]
    if stated and all(step["minutes"] or step["kind"] in OWN_TIME for step in steps):
        yield sum(low for low, _ in stated), sum(high for _, high in stated)


def _usual(minutes: Sequence[Sequence[int]]) -> str:
    """The middle of what is stated."""
    if not minutes:
        return ""
    return words.duration(_rounded(median(low for low, _ in minutes)), _rounded(median(high for _, high in minutes)))


def _rounded(minutes: float) -> int:
    """To five minutes, as people plan."""
    return max(5, 5 * round(minutes / 5)) if minutes > 5 else max(1, round(minutes))


def _in_short(process: Any, titled: bool) -> str:
    """For engineers: 5 steps, 3 hours"""
    facts = [words.counted(len(process["steps"]), "step", "steps"), words.total_time(process["steps"])]
    said = ", ".join(filter(None, facts))
    return f"{process['title']}: {said}" if titled and process["title"] else said
