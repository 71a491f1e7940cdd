"""Roles in a line: on ladders, in lists, in reporting lines and career steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from careers.presenting import words
from careers.presenting.links import Link, address
from careers.reading import Reading

LAST = 10_000
"""The rank of a role whose level is not stated: after all others."""


@dataclass(frozen=True)
class RoleLine:
    """A role with its facts of one line. `anchor` is its place on the family's page."""

    title: str
    url: str
    anchor: str
    level: Link
    rank: int
    management: bool
    track: str
    grade: str
    hiring: str
    internal: bool


def role_line(reading: Reading, family: str, role: Any, anchor: str = "") -> RoleLine:
    """`role` is one of a document or a composed one, masked for the viewer."""
    return RoleLine(
        title=role["title"],
        url=address(reading, "role", family, role["slug"]),
        anchor=anchor or role["slug"],
        level=level_link(reading, role["level"]),
        rank=reading.reference.facts("level", role["level"]).get("rank", LAST),
        management=role["track"] == "management",
        track=words.TRACKS[role["track"]],
        grade=words.grade(reading, role["grade_scheme"], role["grade"], role["grade_options"]),
        hiring=role["hiring"],
        internal=role["visibility"] == "internal",
    )


def level_link(reading: Reading, slug: str | None) -> Link:
    """The level's name, leading to its place among the levels."""
    if not slug:
        return Link("")
    return Link(reading.reference.name("level", slug), address(reading, "levels", fragment=slug))


def ladder(lines: Sequence[RoleLine]) -> list[list[RoleLine]]:
    """The rungs, lowest rank first: roles of one rank are peers, across the tracks, in the order of the document."""
    ranked = sorted(lines, key=lambda line: line.rank)
    return [list(peers) for _, peers in groupby(ranked, key=lambda line: line.rank)]


NEXT, BEFORE = "Next level", "Level below"
"""Steps that nobody has written down: the ladder makes them."""


def next_rung(reading: Reading, roles: Sequence[Any], here: Any, *, up: bool) -> list[Any]:
    """The roles one rank up or down on the same track: of those of the same group, if there are any, else of all. []
    where the level of `here` is not stated. A role has slug, track, level and group; `here` is one of `roles`."""

    def rank(role: Any) -> int:
        return int(reading.reference.facts("level", role["level"]).get("rank", LAST))

    start = rank(here)
    if start == LAST:
        return []
    peers = [role for role in roles if role["track"] == here["track"] and rank(role) != LAST]
    beyond = [role for role in peers if (rank(role) > start if up else rank(role) < start)]
    beyond = [role for role in beyond if role["group"] == here["group"]] or beyond
    ranks = {rank(role) for role in beyond}
    nearest = min(ranks, default=0) if up else max(ranks, default=0)
    return [role for role in beyond if rank(role) == nearest]


@dataclass(frozen=True)
class Step:
    """A career step: from a role or any role of the family, to a role or family, in the words of the page. `to` is the
    target as family/role, where it is a role; `checklist` leads to what is new there, `compare` to both roles."""

    kind: str
    origin: Link
    target: Link
    text: str
    to: str = ""
    checklist: str = ""
    compare: str = ""


def rung_steps(reading: Reading, roles: Sequence[Any], role: Any, *, up: bool) -> list[Step]:
    """The steps that the ladder makes, from a composed role or to it; `roles` are those of its family."""
    here = next((each for each in roles if each["slug"] == role["slug"]), None)
    found = []
    for each in next_rung(reading, roles, here, up=up) if here else ():
        path = f"{role['family']}/{each['slug']}"
        link = role_link(reading, path, home=role["family"])
        found.append(Step(NEXT, Link(""), link, "", to=path) if up else Step(BEFORE, link, Link(""), ""))
    return found


def arrival(reading: Reading, step: Any) -> Step:
    """A step of another family that leads to a role: {kind, text, from_family, from_role}."""
    family = reading.family_title(step["from_family"])
    if step["from_role"]:
        role = role_link(reading, f"{step['from_family']}/{step['from_role']}")
        origin = Link(f"{role.text} ({family})", role.url)
    else:
        origin = Link(f"Any role of {family}", address(reading, "family", step["from_family"]))
    return Step(words.CAREER_STEPS[step["kind"]], origin, Link(""), step["text"])


def career_step(reading: Reading, family: str, step: Any) -> Step | None:
    """A step of the family's document. None where it says nothing to this viewer: its target is not published, or
    not for them, and it has no words of its own."""
    origin = role_link(reading, f"{family}/{step['from_role']}") if step["from_role"] else Link("Any role")
    target, to = Link(""), ""
    if step["to_role"]:
        to = f"{step['to_family']}/{step['to_role']}"
        target = role_link(reading, to, home=family)
    elif step["to_family"]:
        target = family_link(reading, step["to_family"])
    if not target.text and not step["text"]:
        return None
    return Step(words.CAREER_STEPS[step["kind"]], origin, target, step["text"], to=to if target.text else "")


def career_steps(reading: Reading, family: str, steps: Sequence[Any]) -> list[Step]:
    """The steps that say something to this viewer."""
    return [found for step in steps if (found := career_step(reading, family, step))]


def role_link(reading: Reading, role: str, home: str = "") -> Link:
    """The role at family/role, with its family's title where that is not `home`; an empty link where the viewer may
    know of none."""
    title = reading.role_title(role)
    if title is None:
        return Link("")
    family, slug = role.split("/")
    if home and family != home:
        title = f"{title} ({reading.family_title(family)})"
    return Link(title, address(reading, "role", family, slug))


def family_link(reading: Reading, slug: str) -> Link:
    """The family; an empty link where the viewer may know of none."""
    title = reading.family_title(slug)
    return Link(title, address(reading, "family", slug)) if title is not None else Link("")
