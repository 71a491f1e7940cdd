"""What a difference is made of, as templates show it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from careers.handbook.words import Part
from careers.presenting import words
from careers.presenting.steps import ProcessChange, StepTable


@dataclass(frozen=True)
class Place:
    """A place of the newer document that can be spoken of: its JSON pointer, and what was said there."""

    pointer: str
    comments: Sequence[Any] = ()

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return f"at{self.pointer.replace('/', '-')}" if self.pointer else "at-family"


@dataclass(frozen=True)
class Row:
    """A fact before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """A statement or another text: whole, where nothing in it changed, else word by word. `tags` say to whom it
    applies and what it stands for, `notes` what became of it beside its words."""

    kind: Literal["same", "changed", "moved", "added", "removed"]
    text: str
    parts: Sequence[Part] = ()
    title: str = ""
    tags: Sequence[str] = ()
    notes: Sequence[str] = ()
    place: Place | None = None

    @property
    def badge(self) -> str:
        return "" if self.kind == "same" else self.kind.capitalize()


@dataclass(frozen=True)
class Run:
    """Lines of a list that follow one another: changed ones, or unchanged ones, which are folded away."""

    same: bool
    lines: Sequence[Line]

    @property
    def title(self) -> str:
        return words.counted(len(self.lines), "unchanged statement", "unchanged statements")


@dataclass(frozen=True)
class ListChange:
    """One of the five lists of an owner."""

    title: str
    runs: Sequence[Run]

    @property
    def changed(self) -> bool:
        return any(not run.same for run in self.runs)


@dataclass(frozen=True)
class OwnerChange:
    """The family, a role or a specialty: what it is, and what became of it. `former` is the title that it had, if that
    is another one; `leads_to`, of what is gone, where its address will lead."""

    kind: Literal["added", "removed", "kept"]
    what: str
    title: str
    about: str
    place: Place | None
    facts: Sequence[Row]
    prose: Sequence[Line]
    lists: Sequence[ListChange]
    former: str = ""
    leads_to: str = ""

    @property
    def changed(self) -> bool:
        return self.kind != "kept" or bool(self.former or self.facts or self.prose or self.changed_lists)

    @property
    def changed_lists(self) -> Sequence[ListChange]:
        return [each for each in self.lists if each.changed]

    @property
    def folded_lists(self) -> Sequence[ListChange]:
        return [each for each in self.lists if not each.changed]


@dataclass(frozen=True)
class ShownDifference:
    """All that changed, in the order of the page; `unchanged` are the owners that stayed as they were. `whole` is where
    the change as a whole is spoken of, `places` the pointers of all that can be; `elsewhere` was said of others."""

    summary: str
    whole: Place
    owners: Sequence[OwnerChange]
    unchanged: Sequence[OwnerChange]
    processes: Sequence[ProcessChange]
    steps: StepTable | None
    places: Collection[str] = ()
    elsewhere: Sequence[Any] = ()

    def __bool__(self) -> bool:
        return bool(self.owners or self.processes or self.steps)
