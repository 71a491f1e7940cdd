"""Roles and specialties that have another slug now and are plainly the same.

Nothing in a document says that one was renamed. Of those that are on one side only, two are the same if they say the
same, or nearly, at the same place in the ladder, or say something else under the same title there. What says next to
nothing is alike by chance, and needs a level and its place among the roles that stayed, or the title.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from careers.handbook.document import LISTS, FamilyDocument, Role, Specialty, load
from careers.handbook.edits.places import follow
from careers.handbook.match import VERY_ALIKE, Item, match, pair_by
from careers.handbook.words import bag, similarity

FEW_WORDS = 8
"""Who says fewer on their own is not known by what they say."""

Names = Mapping[str, str]
"""The slugs that parts have now, by those they had."""
P = TypeVar("P", Role, Specialty)


@dataclass(frozen=True)
class Renames:
    """What is called otherwise in the newer of two documents."""

    roles: Names = field(default_factory=dict)
    specialties: Names = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.roles or self.specialties)


def renames(before: FamilyDocument, after: FamilyDocument) -> Renames:
    """The roles and specialties that were renamed. The same two, the other way round, if the sides are exchanged."""
    return Renames(_renamed(before.roles, after.roles), _renamed(before.specialties, after.specialties))


def followed(document: FamilyDocument, names: Renames) -> FamilyDocument:
    """The document with other slugs, and all that refers to them; nothing else is another, and everything is where it
    was. None of the new slugs may be in it yet."""
    if not names:
        return document
    data = document.model_dump(mode="json")
    follow(data, names.roles, names.specialties)
    for part, slugs in (("roles", names.roles), ("specialties", names.specialties)):
        for each in data[part]:
            each["slug"] = slugs.get(each["slug"], each["slug"])
    return load(data)


@dataclass(frozen=True)
class _Lone:
    """One that is on one side only: its place in the ladder (of a specialty its kind), whether that says something,
    what stands before it of what both sides have, and all that it says on its own."""

    slug: str
    title: str
    ladder: tuple[str | None, str]
    below: str
    said: str

    @property
    def tells(self) -> bool:
        return bag(self.said).total() >= FEW_WORDS

    @property
    def position(self) -> Hashable:
        """None for one that has no level."""
        return (self.ladder, self.below, self.said) if self.ladder[0] else None


def _renamed(before: Sequence[P], after: Sequence[P]) -> dict[str, str]:
    common = {each.slug for each in before} & {each.slug for each in after}
    old, new = list(_lone(before, common)), list(_lone(after, common))
    if not old or not new:
        return {}
    taken = [Counter(each.position for each in side) for side in (old, new)]
    pairs = pair_by(
        old,
        new,
        lambda each: (each.title, each.ladder, each.said),
        lambda each: (each.title, each.said),
        # Of several at one place that say nothing nobody can tell which is which.
        lambda each: each.position if each.tells or all(side[each.position] < 2 for side in taken) else None,
        lambda each: (each.ladder, each.said) if each.tells else None,
        lambda each: (each.title, each.ladder),
    )
    found = {old[i].slug: new[j].slug for i, j in pairs}
    old_left = [each for each in old if each.tells and each.slug not in found]
    new_left = [each for each in new if each.tells and each.slug not in found.values()]
    items, others = ([Item("", repr(each.ladder), each.said) for each in side] for side in (old_left, new_left))
    for i, j in match(items, others, across=False):
        if similarity(bag(items[i].text), bag(others[j].text)) >= VERY_ALIKE:
            found[old_left[i].slug] = new_left[j].slug
    return found


def _lone(parts: Sequence[P], common: Collection[str]) -> Iterator[_Lone]:
    below = ""
    for part in parts:
        if part.slug in common:
            below = part.slug
        elif isinstance(part, Role):
            yield _Lone(part.slug, part.title, (part.level, part.track), below, _said(part))
        else:
            yield _Lone(part.slug, part.name, (None, part.kind), below, _said(part))


def _said(part: Role | Specialty) -> str:
    """All that is said of it alone, list by list."""
    return "\n".join(
        filter(
            None,
            [
                *(statement.text for name in LISTS for statement in part.statements(name)),
                part.overview,
                *part.leads.values(),
                *(text for section in part.sections for text in (section.heading, section.body)),
            ],
        )
    )
