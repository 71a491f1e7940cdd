"""What a new family starts from: its roles and the steps between them, and not a word of text, so that the content
rules say what is to be written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from careers.handbook.document import FamilyDocument, Track
from careers.handbook.edits.proof import Data, Refused, settled
from careers.handbook.parse.source import slugify
from careers.handbook.parse.titles import key, level_and_track, title_words

UNNAMED_LEVEL = "intermediate"
"""The level whose titles do not name it."""
AFTER_TITLE = frozenset({"intern"})
"""Levels that a title names last: "X Intern"."""


@dataclass(frozen=True)
class LevelChoice:
    """A level of the company's ladder, as a new family is to have it."""

    slug: str
    name: str
    track: Track
    rank: int

    def title(self, title: str) -> str:
        """The title at this level of one who is called `title`: "Senior X", "X", "Manager, X"."""
        if self.track == "management":
            return f"{self.name}, {title}"
        if self.slug == UNNAMED_LEVEL:
            return title
        return f"{title} {self.name}" if self.slug in AFTER_TITLE else f"{self.name} {title}"


def one_title_with_levels(*, title: str, slug: str, department: str, levels: Sequence[LevelChoice]) -> FamilyDocument:
    """A family of one title at several levels, by track and rank. In each track a role extends the one below it and
    is its next step; the lowest manager is the next step of the highest below that, with a change of track. Raises
    Refused, with a sentence for people."""
    if not levels:
        raise Refused("Choose at least one level.")
    if twice := [
        level.name for index, level in enumerate(levels) if level.slug in {each.slug for each in levels[:index]}
    ]:
        raise Refused(f"{twice[0]} was chosen twice.")
    ladders = [
        sorted((level for level in levels if level.track == track), key=lambda level: level.rank)
        for track in ("individual_contributor", "management")
    ]
    contributors, managers = ladders
    slugs = {level: slugify(level.title(title), f"{slug}-{level.slug}") for level in levels}
    roles: list[Data] = []
    steps: list[Data] = []
    for ladder in ladders:
        below = {higher: slugs[lower] for lower, higher in pairwise(ladder)}
        roles += [
            _role(level.title(title), slugs[level], level.slug, level.track) | {"extends": below.get(level)}
            for level in ladder
        ]
        steps += [_step(slug, "promotion", lower, slugs[higher]) for higher, lower in below.items()]
    if managers and (under := [level for level in contributors if level.rank < managers[0].rank]):
        steps.append(_step(slug, "track_change", slugs[under[-1]], slugs[managers[0]]))
    return _family(title, slug, department, roles, steps)


def several_titles(
    *, title: str, slug: str, department: str, titles: Sequence[str], levels: Collection[str] | None = None
) -> FamilyDocument:
    """A family of roles with these titles, in their order, each at the level and in the track that its title says.
    "X Manager" manages people if X is one of the titles. Blank titles are passed over; a level that is not in
    `levels`, where these are given, is left open. Raises Refused, with a sentence for people."""
    names = [" ".join(each.split()) for each in titles if each.strip()]
    if not names:
        raise Refused("Give at least one title.")
    known = {key(name) for name in names}
    roles: list[Data] = []
    taken: dict[str, str] = {}
    for name in names:
        at = slugify(name, "role")
        if at in taken:
            raise Refused(f"“{taken[at]}” and “{name}” would have the same address.")
        taken[at] = name
        level, track, _ = level_and_track(name, manages_people=title_words(name).of in known)
        roles.append(_role(name, at, level if levels is None or level in levels else None, track))
    return _family(title, slug, department, roles, [])


def _role(title: str, slug: str, level: str | None, track: Track) -> Data:
    return {"title": title, "slug": slug, "level": level, "track": track}


def _step(family: str, kind: str, lower: str, higher: str) -> Data:
    return {"from_role": lower, "kind": kind, "to_family": family, "to_role": higher}


def _family(title: str, slug: str, department: str, roles: list[Data], steps: list[Data]) -> FamilyDocument:
    return settled({"title": title, "slug": slug, "department": department, "roles": roles, "career_steps": steps})
