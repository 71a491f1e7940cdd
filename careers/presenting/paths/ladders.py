"""Roles by rank, with the steps between them: of one family, or of the few of a department."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.db.models import Q

from careers.presenting import words
from careers.presenting.links import Link, address
from careers.presenting.paths.drawing import Head, Map, Spot, Way, draw
from careers.presenting.paths.rows import RoleRow, StepRow, role_rows, step_rows, touching
from careers.presenting.roles import LAST
from careers.reading import Reading

IMPLIED = "implied"
KINDS = {**words.CAREER_STEPS, IMPLIED: "Next on the ladder"}
TRACKS = list(words.TRACKS)
ABREAST = 3
"""Boxes of one rank and lane in a row."""
FIRST = -1
"""The layer of what stands for a whole family: above all ranks."""


@dataclass(frozen=True)
class Leg:
    """A step in words: its kind, and the other end of it."""

    kind: str
    link: Link


@dataclass(frozen=True)
class Stop:
    """A role, family or department with what is before and after it. `note` are its facts of one line."""

    link: Link
    note: str
    onward: Sequence[Leg]
    inward: Sequence[Leg]


class Ladders:
    """The roles of some families, those of other families that a step joins them with, and the steps. `roles` and
    `steps` hold all that touches the families."""

    def __init__(self, reading: Reading, homes: Sequence[str], roles: Sequence[RoleRow], steps: Sequence[StepRow]):
        self.reading, self.homes = reading, list(homes)
        self.roles = {role.path: role for role in roles}
        mine = [role for role in roles if role.family in homes]
        self.mine = sorted(mine, key=lambda role: (homes.index(role.family), self.rank(role)))
        self.steps = [step for step in steps if step.ends[0] != step.ends[1] and all(map(self._known, step.ends))]
        self.steps += [step for home in homes for step in self._implied(home)]

    def _known(self, path: str) -> bool:
        family, _, slug = path.partition("/")
        return path in self.roles if slug else self.reading.family_title(family) is not None

    def rank(self, role: RoleRow) -> int:
        return int(self.reading.reference.facts("level", role.level).get("rank", LAST))

    @property
    def implies(self) -> bool:
        """Whether any family's ladder speaks for itself."""
        return any(step.kind == IMPLIED for step in self.steps)

    def _implied(self, home: str) -> Iterator[StepRow]:
        """The steps that a family's ladder implies where the family states none between its roles: to the next rank on
        the same track. Where that has several roles, to the one whose title is closest."""
        if any(step.from_family == home == step.to_family for step in self.steps):
            return
        for track in TRACKS:
            ladder = [role for role in self.mine if (role.family, role.track) == (home, track)]
            rungs = [list(peers) for rank, peers in groupby(ladder, key=self.rank) if rank != LAST]
            for lower, upper in pairwise(rungs):
                found = {(_closest(role, lower), role) for role in upper} | {
                    (role, _closest(role, upper)) for role in lower
                }
                for start, end in sorted((start, end) for start, end in found if start and end):
                    yield StepRow(home, start.slug, IMPLIED, home, end.slug)

    # In words

    def stops(self, home: str) -> list[Stop]:
        """The family's roles by rank with their steps; before them the family as a whole, where steps join that."""
        whole = self.whole(home)
        mine = [self.stop(role) for role in self.mine if role.family == home]
        return [whole, *mine] if whole.onward or whole.inward else mine

    def whole(self, home: str) -> Stop:
        """The steps from any role of the family, and to the family without naming one."""
        return self._stop(f"{home}/", home, "Any role", "")

    def stop(self, role: RoleRow) -> Stop:
        """A role with its own steps, not with those from any role."""
        return self._stop(role.path, role.family, role.title, self._facts(role))

    def _stop(self, path: str, home: str, title: str, note: str) -> Stop:
        return Stop(
            Link(title, self._url(path)),
            note,
            [self._leg(step, step.ends[1], home) for step in self.steps if step.ends[0] == path],
            [self._leg(step, step.ends[0], home) for step in self.steps if step.ends[1] == path],
        )

    def _facts(self, role: RoleRow) -> str:
        level = self.reading.reference.name("level", role.level)
        return " · ".join(filter(None, [level, words.TRACKS[role.track]]))

    def _leg(self, step: StepRow, path: str, home: str) -> Leg:
        """The end of a step, with its family's title where that is another one than `home`."""
        family, _, slug = path.partition("/")
        title = self._name(path)
        if slug and family != home:
            title = f"{title} ({self.reading.family_title(family)})"
        return Leg(KINDS[step.kind].lower(), Link(title, self._url(path)))

    def _name(self, path: str) -> str:
        family, _, slug = path.partition("/")
        if slug:
            return self.roles[path].title
        return "Any role" if family in self.homes else str(self.reading.family_title(family))

    def _url(self, path: str) -> str:
        """A role's page; a family's map, or of a family that this map is about its page."""
        family, _, slug = path.partition("/")
        if slug:
            return address(self.reading, "role", family, slug)
        if family in self.homes:
            return address(self.reading, "family", family)
        return self._map_url(family)

    def _map_url(self, family: str) -> str:
        return address(self.reading, "career-paths", query={"family": family})

    # As a drawing

    def map(self, title: str) -> Map:
        """One family has a lane for each track, several have one each; what is elsewhere has the last."""
        ways = list(self._ways())
        spots = list(self._spots())
        used = {end for way in ways for end in (way.start, way.end)}
        spots += [
            Spot(f"{home}/", "Any role", "", "Any role of the family", self._url(f"{home}/"), (FIRST, 0), lane, "any")
            for lane, home in enumerate(self.homes)
            if f"{home}/" in used
        ]
        spots += self._elsewhere(ways, {spot.key: spot.layer for spot in spots})
        return draw(title, self._description(), spots, ways, self._heads(spots))

    def _description(self) -> str:
        said = "Roles from the lowest rank to the highest, with the career steps between them."
        if any(step.kind == "promotion" for step in self.steps):
            said += " Strong lines are promotions."
        return f"{said} Dashed lines are implied by the ladder." if self.implies else said

    @property
    def _last_lane(self) -> int:
        return len(TRACKS) if len(self.homes) == 1 else len(self.homes)

    def _spots(self) -> Iterator[Spot]:
        """The families' own roles; many peers stand in several rows."""
        peers: Counter[tuple[int, int]] = Counter()
        for role in self.mine:
            rank = self.rank(role)
            lane = TRACKS.index(role.track) if len(self.homes) == 1 else self.homes.index(role.family)
            level = self.reading.reference.name("level", role.level)
            title = ", ".join(filter(None, [role.title, level, words.TRACKS[role.track]]))
            layer = (rank, peers[lane, rank] // ABREAST)
            peers[lane, rank] += 1
            css = "management" if role.track == "management" else ""
            yield Spot(role.path, role.title, level, title, self._url(role.path), layer, lane, css)

    def _elsewhere(self, ways: Sequence[Way], layers: Mapping[str, tuple[int, int]]) -> Iterator[Spot]:
        """The other ends of steps from and to other families: roles beside their rank, families beside the lowest of
        the roles that lead there. Few stand in a row."""
        beside: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for way in ways:
            for key, other in ((way.start, way.end), (way.end, way.start)):
                if key not in layers and other in layers:
                    beside[key].append(layers[other])
        peers: Counter[int] = Counter()
        abreast = 2 if len(self.homes) == 1 else 1
        for key in sorted(beside, key=lambda key: (min(beside[key]), key)):
            family, _, slug = key.partition("/")
            home_rank = min(beside[key])[0]
            rank = self.rank(self.roles[key]) if slug else home_rank
            rank = home_rank if rank == LAST else rank
            layer = (rank, peers[rank] // abreast)
            peers[rank] += 1
            name, of = self._name(key), str(self.reading.family_title(family)) if slug else "Job family"
            yield Spot(key, name, of, f"{name}, {of}", self._url(key), layer, self._last_lane, "elsewhere")

    def _ways(self) -> Iterator[Way]:
        """One line for all steps between two ends."""
        between: dict[tuple[str, str], list[StepRow]] = defaultdict(list)
        for step in self.steps:
            start, end = step.ends
            between[(end, start) if (end, start) in between else (start, end)].append(step)
        for (start, end), steps in between.items():
            titles = [f"{KINDS[step.kind]}: {self._name(step.ends[0])} → {self._name(step.ends[1])}" for step in steps]
            yield Way(
                start,
                end,
                ". ".join(titles),
                there=any(step.ends[0] == start for step in steps),
                back=any(step.ends[0] == end for step in steps),
                css=steps[0].kind.replace("_", "-"),
            )

    def _heads(self, spots: Sequence[Spot]) -> list[Head]:
        top = min((spot.layer for spot in spots), default=None)
        if len(self.homes) == 1:
            names = [Link(name) for name in words.TRACKS.values()]
        else:
            names = [
                Link(
                    str(self.reading.family_title(home)), address(self.reading, "career-paths", query={"family": home})
                )
                for home in self.homes
            ]
        names.append(Link("Other job families"))
        rows = Counter((spot.lane, spot.layer) for spot in spots)
        columns = {lane: max(number for (each, _), number in rows.items() if each == lane) for lane, _ in rows}
        return [Head(name, top, lane, columns[lane]) for lane, name in enumerate(names) if lane in columns]


def read_ladders(reading: Reading, homes: Sequence[str]) -> Ladders:
    """The ladders of these families. Two queries."""
    steps = step_rows(reading, touching(list(homes)))
    families = {family for step in steps for family in (step.from_family, step.to_family)} | set(homes)
    return Ladders(reading, homes, role_rows(reading, Q(family_slug__in=families)), steps)


def neighbours(reading: Reading, family: str, role: str) -> Stop | None:
    """Where one can go from a role and who gets there, other families included; what the ladder implies where the
    family states no step. Steps from any role of the family go with each of them. None where the viewer may know of no
    such role. Two queries."""
    ladders = read_ladders(reading, [family])
    found = ladders.roles.get(f"{family}/{role}")
    if found is None:
        return None
    own = ladders.stop(found)
    shared = [leg for leg in ladders.whole(family).onward if leg.link != own.link and leg not in own.onward]
    return Stop(own.link, own.note, [*own.onward, *shared], own.inward)


def _closest(role: RoleRow, others: Sequence[RoleRow]) -> RoleRow | None:
    """The one role whose title shares the most words; None where that is not one."""
    if len(others) == 1:
        return others[0]
    mine = set(role.title.casefold().split())

    def likeness(other: RoleRow) -> float:
        words = set(other.title.casefold().split())
        return len(mine & words) / len(mine | words)

    best = max(map(likeness, others))
    found = [other for other in others if likeness(other) == best]
    return found[0] if best and len(found) == 1 else None
