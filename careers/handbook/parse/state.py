"""Where the walk over a page is, and the questions about what lies ahead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from careers.handbook.parse.blocks import Block
from careers.handbook.parse.draft import (
    Audience,
    Draft,
    DraftOwner,
    DraftProcess,
    DraftRole,
    DraftSection,
    DraftSpecialty,
    Note,
    Severity,
)
from careers.handbook.parse.entries import Entry
from careers.handbook.parse.inline import inline_references, plain
from careers.handbook.parse.outline import Group, Outline
from careers.handbook.parse.titles import Names, initials, key, role_title

_LABEL_LENGTH = 60


@dataclass
class Place:
    """What the text that comes next belongs to. `kind` is "overview", "list", "section", "container" (of levels or
    specialties, or a group: text there becomes a section only when there is some), "hiring", "career", "boilerplate"
    or "toc"; `level` the depth of the heading that opened it. `filled` tells that statements or steps were read;
    `in_step` that a heading opened the step that text goes to."""

    kind: str
    owner: DraftOwner
    level: int = 0
    name: str = ""
    section: DraftSection | None = None
    process: DraftProcess | None = None
    heading: Entry | None = None
    audience: Audience = field(default_factory=Audience)
    label: str = ""
    label_lines: list[int] = field(default_factory=list)
    label_is_heading: bool = False
    filled: bool = False
    in_step: bool = False


@dataclass(frozen=True)
class Source:
    """What is known of a page before its blocks: its reference links, named places (anchor, source line), its path
    without suffixes, and whether it is rendered plain text."""

    targets: dict[str, str]
    anchors: list[tuple[str, int]]
    path: str
    rendered: bool


class State:
    """The page being read, what was made of it so far, and the place in it."""

    def __init__(self, page: Outline, source: Source) -> None:
        self.page = page
        self.blocks = page.blocks
        self.source = source
        self.draft = Draft(groups=page.groups)
        self.names = Names([role.title for role in page.roles], page.title.base, initials(_all_text(page.blocks)))
        self.anchors = _anchors(page, source.anchors)
        self.stated: dict[int, set[str]] = {}
        self.role: DraftRole | None = None
        self.role_lists_level = 0
        self.group: Group | None = None
        self.container: Entry | None = None
        self.specialty: DraftSpecialty | None = None
        self._place = Place("overview", self.draft.family)
        self._look_ahead()

    @property
    def place(self) -> Place:
        return self._place

    @place.setter
    def place(self, place: Place) -> None:
        """Leaves a place for another. A label that no statement came after is a section without text, or, where it
        was the list's own heading, just that."""
        left = self._place
        if left.label_lines and left.label_is_heading:
            left.owner.list_of(left.name).headings.append((left.label_lines[0], left.label))
        elif left.label_lines and left.process is None:
            left.owner.section(left.label, left.label_lines, left.level)
        elif left.label_lines and left.process:
            left.process.outro.add(left.label, left.label_lines)
        left.label_lines = []
        self._place = place

    def text(self, block_text: str) -> str:
        return inline_references(block_text, self.source.targets)

    def note(
        self,
        code: str,
        severity: Severity,
        message: str,
        line: int | None,
        owner: DraftOwner | None = None,
        where: str = "",
    ) -> None:
        """Notes a finding; `where` is below the owner's pointer, or from the root without one."""
        self.draft.notes.append(Note(code, severity, message, line, owner, where))

    def account(self, lines: Sequence[int], code: str) -> None:
        """The words of these lines are told by a finding."""
        for line in lines:
            self.draft.noted[line] = code

    def structure(self, line: int, text: str, pointer: str = "", owner: DraftOwner | None = None) -> None:
        """A line that says where something starts. `pointer` is below `owner`'s, or from the root without one."""
        self.draft.structure.append((line, text, pointer, owner))

    @property
    def owner(self) -> DraftOwner:
        """What a heading without a part of its own belongs to: specialty, role or family."""
        return self.specialty or self.role or self.draft.family

    def index_of(self, role: DraftRole) -> int:
        return self.draft.roles.index(role)

    @property
    def hiring_audience(self) -> Audience:
        """Whom a hiring process below the present heading is for, where it does not say."""
        return Audience(roles=(self.index_of(self.role),)) if self.role else Audience()

    def is_family(self, phrase: str) -> bool:
        """Whether a phrase is the name of the family itself."""
        title = self.page.title
        return bool(key(phrase)) and key(phrase) in (key(role_title(title.text)), title.base)

    def is_own_path(self, path: str) -> bool:
        """Whether a link's path leads to this very page."""
        tail = path.rstrip("/").casefold()
        return bool(self.source.path) and tail.endswith("/" + self.source.path.casefold())

    # What lies ahead

    def wide_gap(self, block: Block) -> bool:
        """Rendered plain text leaves a wide gap where it dropped a heading."""
        return self.source.rendered and block.gap > 1

    def following(self, at: int) -> Block | None:
        return self.blocks[at + 1] if at + 1 < len(self.blocks) else None

    def list_follows(self, at: int) -> bool:
        following = self.following(at)
        return following is not None and following.kind == "list"

    def lists_left(self, at: int) -> bool:
        """Whether a list comes before the next heading."""
        return self._lists_left[at]

    def labels(self, at: int) -> bool:
        """Whether a paragraph is a short line that a list follows: the name of the statements below it."""
        block = self.blocks[at]
        if block.kind != "paragraph" or len(block.lines) > 1 or not self.list_follows(at):
            return False
        text = plain(block.text).strip()
        return len(text) <= _LABEL_LENGTH and (is_bold(block) or text.endswith((":", " -", " –")))

    def is_one_of_labels(self, at: int) -> bool:
        """Whether a label is bold or has a fellow before the next heading; one alone is the list's lead."""
        return self.labels(at) and (is_bold(self.blocks[at]) or self._labels_near[at] > 1)

    def _look_ahead(self) -> None:
        """One pass, so that a page of nothing but labels stays linear."""
        count = len(self.blocks)
        self._lists_left = [False] * count
        self._labels_near = [0] * count
        left, start = False, 0
        for at in range(count - 1, -1, -1):
            self._lists_left[at] = left
            kind = self.blocks[at].kind
            left = kind == "list" or (left and kind != "heading")
        for at in range(count + 1):
            if at == count or self.blocks[at].kind == "heading":
                number = sum(self.labels(index) for index in range(start, at))
                self._labels_near[start:at] = [number] * (at - start)
                start = at


def _all_text(blocks: Sequence[Block]) -> str:
    return "\n".join(block.title or block.text for block in blocks)


def _anchors(page: Outline, named: Sequence[tuple[str, int]]) -> dict[str, int | None]:
    """The role that each anchor of the page stands in, None for the family: the ids that Kramdown gives headings,
    and named places."""
    anchors: dict[str, int | None] = {}
    starts: list[tuple[int, int | None]] = [(0, None)]
    for at in sorted(page.meanings):
        meaning = page.meanings[at]
        if meaning.kind == "role":
            starts.append((meaning.entry.line, meaning.index))
        elif meaning.kind in ("group", "levels", "specialties", "hiring", "career"):
            starts.append((meaning.entry.line, None))
        base = re.sub(r"[^\w\- ]", "", plain(meaning.entry.text).casefold()).strip().replace(" ", "-")
        name, copy = base, 0
        while name in anchors:
            copy += 1
            name = f"{base}-{copy}"
        anchors[name] = starts[-1][1]
    for name, line in named:
        anchors.setdefault(name.casefold(), next(role for start, role in reversed(starts) if start <= line))
    return anchors


def is_bold(block: Block) -> bool:
    """Whether a paragraph is all in bold."""
    text = block.text.strip().rstrip(":")
    return text.startswith(("**", "__")) and text.endswith(("**", "__"))
