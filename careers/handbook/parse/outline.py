"""What every heading of a page means, before its text is read: one pass over the headings, given the roles."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from careers.handbook.document import LISTS
from careers.handbook.parse.blocks import Block
from careers.handbook.parse.entries import Entry, PageTitle, entries_of, page_title, with_pseudo_headings
from careers.handbook.parse.facts import track_of
from careers.handbook.parse.headings import mentions_list
from careers.handbook.parse.roles import Found, FoundRole, find_roles
from careers.handbook.parse.titles import key, role_title, title_words
from careers.handbook.parse.words import word_set

_DEPTHS: dict[str, int] = {"": 2, "role": 3, "grade": 4, **dict.fromkeys(LISTS, 4), "performance_indicators": 2}
"""The depth that plain text does not show, by what a heading is; 2 for what is not named here."""


@dataclass(frozen=True)
class Meaning:
    """What a heading is: "title", "role", "repeat" (of the role it stands in), a list's name, "grade", "levels",
    "specialties", "segments", "specialty", "hiring", "process" (a part of the hiring process), "career", "group",
    "label" (of statements in a list), "boilerplate", "toc" or "section". `index` counts roles or groups."""

    kind: str
    entry: Entry
    index: int = -1


@dataclass
class Group:
    """A named group of roles (a sub-family): its heading and the indexes of its roles."""

    title: str
    entry: Entry
    roles: list[int] = field(default_factory=list)


@dataclass
class Outline:
    blocks: list[Block]
    title: PageTitle
    found: Found
    meanings: dict[int, Meaning]
    groups: list[Group]

    @property
    def roles(self) -> list[FoundRole]:
        return self.found.roles


def outline(blocks: Sequence[Block], front_title: str) -> Outline:
    """The roles of a page and the meaning of each heading by its block's index."""
    blocks = with_pseudo_headings(blocks)
    entries = entries_of(blocks)
    title = page_title(front_title, blocks, entries)
    found = find_roles(blocks, entries, title)
    if any(entry.level == 0 for entry in entries):
        entries = _with_depths(entries, found.roles)
    groups = _groups(entries, found.roles, title)
    meanings = _Reader(blocks, entries, title, found.roles, groups).read()
    return Outline(blocks, title, found, meanings, groups)


def _with_depths(entries: Sequence[Entry], roles: Sequence[FoundRole]) -> list[Entry]:
    """Plain text: each heading with the depth it would have in a well-made page."""
    at = {role.at for role in roles}
    result = []
    specialties = False
    for entry in entries:
        depth = 3 if entry.at in at else _DEPTHS.get(entry.kind, 2)
        if entry.kind in ("specialties", "segments"):
            specialties = True
        elif not entry.kind and entry.at not in at and specialties:
            depth = 3
        elif depth == 2:
            specialties = False
        result.append(replace(entry, level=depth))
    for role in roles:
        if role.at >= 0:
            role.level = 3
    return result


def _groups(entries: Sequence[Entry], roles: Sequence[FoundRole], title: PageTitle) -> list[Group]:
    """Headings that roles stand under, or that open with lists of their own and then "Levels"; and "X Levels"."""
    number = {role.at: index for index, role in enumerate(roles)}
    headed = sum(role.at >= 0 for role in roles)
    groups: list[Group] = []
    for index, entry in enumerate(entries):
        if entry.kind not in ("", "boilerplate", "levels") or entry.at in number:
            continue
        name = role_title(entry.reading.before if entry.kind == "levels" else entry.text)
        below = _roles_below(entries, index, number)
        told = entry.kind == "levels" and (track_of(name) or key(name) in {key(group.title) for group in groups})
        about_all = key(name) in (key(role_title(title.text)), title.base) or title_words(name).base == title.base
        if (
            key(name)
            and below
            and not told
            and name.casefold() not in word_set("not_titles")
            and not (about_all and len(below) == headed)
        ):
            groups.append(Group(name, entry, below))
    return groups


def _roles_below(entries: Sequence[Entry], index: int, number: dict[int, int]) -> list[int]:
    entry = entries[index]
    below: list[int] = []
    lists = levels = deeper = False
    for later in islice(entries, index + 1, None):
        is_role = later.at in number
        opens_levels = later is entries[index + 1] and later.kind == "levels" and not later.reading.before
        if opens_levels and later.level == entry.level:
            continue
        flat = is_role and later.level == entry.level and lists and levels and not deeper
        if later.level <= entry.level and not flat:
            break
        if is_role:
            below.append(number[later.at])
            deeper = deeper or later.level > entry.level
        elif not below:
            lists = lists or later.kind in ("responsibilities", "requirements")
            levels = levels or later.kind == "levels"
    return below


class _Reader:
    def __init__(
        self,
        blocks: Sequence[Block],
        entries: Sequence[Entry],
        title: PageTitle,
        roles: Sequence[FoundRole],
        groups: Sequence[Group],
    ) -> None:
        self.blocks, self.entries, self.title = blocks, entries, title
        self.roles = {role.at: index for index, role in enumerate(roles)}
        self.titles = [key(role.title) for role in roles]
        self.groups = {group.entry.at: index for index, group in enumerate(groups)}
        self.open: list[Meaning] = []

    def read(self) -> dict[int, Meaning]:
        result = {}
        role = -1
        for position, entry in enumerate(self.entries):
            while self.open and self.open[-1].entry.level >= entry.level:
                self.open.pop()
            meaning = self._meaning(entry, position, role)
            if meaning.kind == "role":
                role = meaning.index
                self._close("specialties", "segments")
            elif meaning.kind == "group":
                role = -1
            self.open.append(meaning)
            result[entry.at] = meaning
        return result

    def _close(self, *kinds: str) -> None:
        self.open = [each for each in self.open if each.kind not in kinds]

    def _within(self, *kinds: str) -> Meaning | None:
        """The innermost open heading of one of these kinds."""
        return next((each for each in reversed(self.open) if each.kind in kinds), None)

    def _meaning(self, entry: Entry, position: int, role: int) -> Meaning:
        if entry.at in self.roles:
            return Meaning("role", entry, self.roles[entry.at])
        if entry.at in self.groups:
            return Meaning("group", entry, self.groups[entry.at])
        if entry.at == self.title.at or self._opens_page(entry, position):
            return Meaning("title", entry)
        if entry.kind == "roles":
            return Meaning("levels", entry)
        if entry.kind:
            return Meaning(entry.kind, entry)
        if role >= 0 and entry.key == self.titles[role]:
            return Meaning("repeat", entry, role)
        parent = self.open[-1].kind if self.open else ""
        container = self._within("specialties", "segments")
        if container and not self._within("specialty"):
            return Meaning("specialty", entry)
        if self._within("hiring"):
            return Meaning("process", entry)
        within_list = parent in LISTS or parent == "label"
        if within_list and self._has_list(entry) and not mentions_list(entry.text):
            return Meaning("label", entry)
        return Meaning("section", entry)

    def _opens_page(self, entry: Entry, position: int) -> bool:
        """Whether a heading says the page's title again: "X Roles at the company", or the title itself, when no
        role has it."""
        name = key(role_title(entry.reading.before if entry.kind == "roles" else entry.text))
        if entry.kind == "roles" and not (entry.reading.after or position == 0):
            return False
        return (
            entry.kind in ("", "roles") and bool(name) and name in (key(role_title(self.title.text)), self.title.base)
        )

    def _has_list(self, entry: Entry) -> bool:
        return any(block.kind == "list" for block in self.blocks[entry.at + 1 : entry.end])
