"""Which headings of a page are roles, and the grade that each states.

A role is best recognised by the heading that owns a grade sentence; else by standing below "Levels"; else by owning
responsibilities or requirements; else by a level word before the family's own name; else the page is the role.
Depth is unreliable on a third of real pages, so a grade sentence belongs to the nearest heading above it that can be
a role, whatever its depth, unless that heading is deeper and unlike the sentence's subject.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from careers.handbook.parse.blocks import Block
from careers.handbook.parse.entries import Entry, PageTitle
from careers.handbook.parse.facts import GradeFact, grade_fact, sentences
from careers.handbook.parse.titles import (
    compatible,
    could_be_title,
    is_bare_level,
    key,
    reads_as_title,
    role_title,
    title_words,
)
from careers.handbook.parse.words import word_set
from careers.handbook.parsed import Unreadable

MAX_ROLES = 200
_JOINT = re.compile(r"\b(?:roles|levels|positions|grades)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Stated:
    """A grade sentence: its block, its text and what it says."""

    block: int
    sentence: str
    fact: GradeFact


@dataclass
class FoundRole:
    """`at` is the block of the role's heading, -1 where the page itself is the role, or the block of the sentence
    that alone names it."""

    title: str
    at: int
    level: int
    stated: list[Stated] = field(default_factory=list)


@dataclass
class Found:
    """The roles in document order, and what page-level sentences say of all roles at once."""

    roles: list[FoundRole]
    joint: list[Stated]
    segment_grades: dict[int, list[Stated]]


def find_roles(blocks: Sequence[Block], entries: Sequence[Entry], title: PageTitle) -> Found:
    """The roles of a page. Raises Unreadable beyond MAX_ROLES."""
    return _Finder(blocks, entries, title).find()


class _Finder:
    def __init__(self, blocks: Sequence[Block], entries: Sequence[Entry], title: PageTitle) -> None:
        self.blocks, self.entries, self.title = blocks, entries, title
        self.roles: list[FoundRole] = []
        self.joint: list[Stated] = []
        self.page_level: list[Stated] = []
        self.segment_grades: dict[int, list[Stated]] = {}
        self.inside = enclosing(entries)

    def find(self) -> Found:
        for index in range(-1, len(self.entries)):
            for stated in self._grade_sentences(index):
                self._own(index, stated)
        self._page_level_grades()
        self._children_of_levels()
        self._owners_of_lists()
        self._family_name_with_level()
        self._merge_bare_level_into_page()
        if not self.roles and any(each.kind in ("responsibilities", "requirements") for each in self.entries):
            self._add_page()
        self.roles.sort(key=lambda role: role.at)
        if len(self.roles) > MAX_ROLES:
            last = self.blocks[max(self.roles[MAX_ROLES].at, 0)].line
            raise Unreadable(last, f"the page has {len(self.roles):,} roles; at most {MAX_ROLES} are read")
        return Found(self.roles, self.joint, self.segment_grades)

    # The roles so far

    def _at(self, at: int) -> FoundRole | None:
        return next((role for role in self.roles if role.at == at), None)

    def _add(self, entry: Entry, title: str = "") -> FoundRole:
        role = self._at(entry.at)
        if role is None:
            role = FoundRole(title or role_title(entry.text), entry.at, entry.level)
            self.roles.append(role)
        return role

    def _add_page(self) -> FoundRole:
        role = self._at(-1)
        if role is None:
            role = FoundRole(role_title(self.title.text) or "Untitled role", -1, 0)
            self.roles.append(role)
        return role

    # Rule 1: who owns a grade sentence

    def _grade_sentences(self, index: int) -> list[Stated]:
        entry = self.entries[index] if index >= 0 else None
        if entry and entry.kind not in ("", "grade", "levels", "roles", "boilerplate"):
            return []
        start = entry.at + 1 if entry else 0
        end = entry.end if entry else (self.entries[0].at if self.entries else len(self.blocks))
        under = entry is not None and entry.kind == "grade"
        return [
            Stated(at, sentence, fact)
            for at in range(start, end)
            if self.blocks[at].kind == "paragraph"
            for sentence in sentences(self.blocks[at].text)
            if (fact := grade_fact(sentence, under_heading=under))
        ]

    def _own(self, index: int, stated: Stated) -> None:
        """Gives a grade sentence below an entry to the role it belongs to."""
        subject = stated.fact.subject
        owner = self._owner(index, subject)
        if prefix := self._role_in_grade_heading(index, owner):
            self._add(self.entries[index], prefix).stated.append(stated)
        elif owner is None:
            self.page_level.append(stated)
        elif self._is_specialty(owner) and not self._names_role(owner, subject):
            self.segment_grades.setdefault(self.entries[owner].at, []).append(stated)
        else:
            self._add(self.entries[owner]).stated.append(stated)

    def _owner(self, index: int, subject: str) -> int | None:
        """The index of the entry that a grade sentence below entry `index` belongs to, or None for the page."""
        limit = self.entries[index].level if index >= 0 else 0
        parent = self._parent(index)
        about_page = bool(subject) and compatible(subject, role_title(self.title.text))
        for candidate in range(index, -1, -1):
            entry = self.entries[candidate]
            name = role_title(entry.text)
            fits = bool(subject) and compatible(subject, name)
            if entry.kind == "roles" and entry.reading.after and fits:
                return candidate
            if entry.kind or name.casefold() in word_set("not_titles"):
                continue
            if entry.at == self.title.at:
                return None
            reads = reads_as_title(name)
            if entry.level > limit and not (fits and reads):
                continue
            if fits or reads or (candidate == parent and could_be_title(name) and not about_page):
                return self._first_of_same(candidate)
            limit = min(limit, entry.level - 1)
        return None

    def _parent(self, index: int) -> int | None:
        """The heading that an entry stands right below: itself where it is no part of a page."""
        for candidate in range(index, -1, -1):
            entry = self.entries[candidate]
            if not entry.kind:
                return candidate if candidate == index or entry.level < self.entries[index].level else None
        return None

    def _first_of_same(self, index: int) -> int:
        """A heading that repeats the one it stands in, or the one right above it, is the same role: the index of the
        first of the two."""
        entry = self.entries[index]
        adjacent = True
        for earlier in range(index - 1, -1, -1):
            other = self.entries[earlier]
            if not other.kind and other.at != self.title.at:
                encloses = other.level < entry.level or (adjacent and other.level == entry.level)
                return earlier if encloses and other.key == entry.key else index
            adjacent = adjacent and other.kind in ("levels", "roles")
        return index

    def _role_in_grade_heading(self, index: int, owner: int | None) -> str:
        """The title in "X Job Grade" where X has no heading of its own: the role above has its grade and is another."""
        entry = self.entries[index] if index >= 0 else None
        name = role_title(entry.reading.before) if entry and entry.kind == "grade" else ""
        if not name or is_bare_level(name) or not reads_as_title(name):
            return ""
        if owner is None:
            return "" if key(name) == key(role_title(self.title.text)) else name
        above = self._at(self.entries[owner].at)
        same = compatible(name, role_title(self.entries[owner].text))
        return name if above and above.stated and not same else ""

    def _is_specialty(self, index: int) -> bool:
        container = self.inside[index]
        return container is not None and self.entries[container].kind in ("specialties", "segments")

    def _names_role(self, index: int, subject: str) -> bool:
        entry = self.entries[index]
        return reads_as_title(entry.text) or (bool(subject) and key(subject) == entry.key)

    def _page_level_grades(self) -> None:
        """Grade sentences that stand below no heading of a role: each names a role, or the page is the role."""
        single = [each for each in self.page_level if not _JOINT.search(each.fact.subject)]
        for stated in self.page_level:
            subject = stated.fact.subject
            heading = next((e for e in self.entries if not e.kind and subject and e.key == key(subject)), None)
            if stated not in single:
                self.joint.append(stated)
            elif heading and heading.key != key(role_title(self.title.text)):
                self._add(heading).stated.append(stated)
            elif len(single) > 1 and subject:
                self.roles.append(FoundRole(subject, stated.block, 0, [stated]))
            else:
                self._add_page().stated.append(stated)

    # Rules 2 to 5

    def _children_of_levels(self) -> None:
        """The headings one step below "Levels" that read as titles, also those without a grade."""
        first_child: dict[int, int] = {}
        for index, entry in enumerate(self.entries):
            container = self.inside[index]
            if container is None or self.entries[container].kind not in ("levels", "roles") or entry.kind:
                continue
            child_level = first_child.setdefault(container, entry.level)
            reads = reads_as_title(entry.text) or self._has_level(entry)
            if entry.level == child_level and entry.level and reads:
                self._add(self.entries[self._first_of_same(index)])

    def _owners_of_lists(self) -> None:
        """A heading that reads as a title and owns responsibilities or requirements, unless it opens levels."""
        for index, entry in enumerate(self.entries):
            if entry.kind or self._at(entry.at) or self.inside[index] is not None or not self._could_be_role(entry):
                continue
            kinds = self._kinds_below(index)
            again = self._first_of_same(index) != index or role_title(entry.text) in [role.title for role in self.roles]
            if kinds & {"responsibilities", "requirements"} and "levels" not in kinds and not again:
                self._add(entry)

    def _kinds_below(self, index: int) -> set[str]:
        """What stands deeper below a heading, up to the next one that is no part of a page or is a role."""
        kinds = set()
        for later in islice(self.entries, index + 1, None):
            if not later.kind or self._at(later.at):
                break
            if later.level > self.entries[index].level or not later.level:
                kinds.add(later.kind)
        return kinds

    def _could_be_role(self, entry: Entry) -> bool:
        page, name = role_title(self.title.text), role_title(entry.text)
        if entry.key == key(page) or name.casefold() in word_set("not_titles"):
            return False
        words = title_words(name)
        bases = [title_words(role.title).base for role in self.roles if role.stated]
        if not (words.own or words.leads) and words.base in bases:
            return False  # the description that the levels below share
        return reads_as_title(name) or (bool(page) and len(entry.key) > 1 and set(entry.key) < set(key(page)))

    def _family_name_with_level(self) -> None:
        """ "Senior Developers" beside a role of Developers or on their page; without a title, where two headings share
        that name."""
        bases = [title_words(role_title(each.text)).base for each in self.entries if self._has_level(each)]
        shared = {self.title.base} if self.title.text else {base for base in bases if bases.count(base) > 1}
        shared |= {title_words(role.title).base for role in self.roles}
        for index, entry in enumerate(self.entries):
            base = title_words(role_title(entry.text)).base
            known = [key(role_title(self.title.text)), *(key(role.title) for role in self.roles)]
            again = self._first_of_same(index) != index or entry.key in known
            if base and base in shared and self._has_level(entry) and not again and self.inside[index] is None:
                self._add(entry)

    def _has_level(self, entry: Entry) -> bool:
        words = title_words(role_title(entry.text))
        return not entry.kind and bool(words.own or words.leads)

    def _merge_bare_level_into_page(self) -> None:
        """ "Staff" below Levels, on the page that is the Staff role itself, is that role again."""
        page = self._at(-1)
        if page:
            level = title_words(page.title).own
            self.roles = [
                role
                for role in self.roles
                if role is page
                or role.stated
                or not (is_bare_level(role.title) and title_words(role.title).own == level)
            ]


_CONTAINERS = frozenset({"levels", "roles", "specialties", "segments", "hiring", "career", "boilerplate"})


def enclosing(entries: Sequence[Entry]) -> list[int | None]:
    """For each heading, the index of the innermost container that it is deeper than: levels, specialties, hiring and
    the like; None for none. Where headings have no depth, one without a part of its own is inside specialties until
    the next part of the page."""
    stack: list[int] = []
    result: list[int | None] = []
    flat: int | None = None
    for index, entry in enumerate(entries):
        if not entry.level:
            result.append(flat if not entry.kind else None)
            if entry.kind in _CONTAINERS:
                flat = index if entry.kind in ("specialties", "segments") else None
            continue
        while stack and entries[stack[-1]].level >= entry.level:
            stack.pop()
        result.append(stack[-1] if stack and entries[stack[-1]].level < entry.level else None)
        if entry.kind in _CONTAINERS:
            stack.append(index)
    return result
