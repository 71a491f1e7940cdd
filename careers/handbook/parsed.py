"""What reading a page gives, whichever grammar read it."""

from dataclasses import dataclass, field
from datetime import date

from careers.handbook.document import FamilyDocument, Finding


class Unreadable(ValueError):
    """A page that cannot be read at all. `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True)
class Entry:
    """One line of the ledger: the source line and the JSON pointer (or pointers) of the places in the document
    that hold its words, or the code of the finding that accounts for it."""

    line: int
    where: tuple[str, ...] = ()
    finding: str = ""


@dataclass(frozen=True)
class LastModified:
    """The "Last modified DATE: message (hash)" line of a rendered page."""

    on: date
    message: str
    commit: str


@dataclass(frozen=True)
class Parsed:
    """A page, read. `positions` maps JSON pointers of owners, lists, sections and statements to source lines;
    `ledger` has one entry per non-blank source line, in order (law d)."""

    document: FamilyDocument
    findings: tuple[Finding, ...] = ()
    ledger: tuple[Entry, ...] = ()
    positions: dict[str, int] = field(default_factory=dict)
    last_modified: LastModified | None = None
    canonical: bool = False
