"""What the walk over a page fills: the parts of a family, mutable, each piece of text with its source lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from careers.handbook.parse.facts import GradeFact
from careers.handbook.parse.outline import Group


@dataclass
class Prose:
    """Markdown paragraphs and the source lines that they came from."""

    parts: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, text: str, lines: Iterable[int]) -> None:
        if text.strip():
            self.parts.append(text)
            self.lines += lines

    @property
    def text(self) -> str:
        return "\n\n".join(self.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)


@dataclass
class Audience:
    """To whom a text applies, by track and by the numbers of roles; empty means all."""

    tracks: tuple[str, ...] = ()
    roles: tuple[int, ...] = ()


@dataclass
class Bullet:
    """`first_line_only` tells that unmarked lines follow the first, so that it alone may be a pointer; `lost` is the
    source line of one that seems to be a bullet without its sign, 0 for none."""

    text: str
    lines: list[int]
    group: str = ""
    group_lines: list[int] = field(default_factory=list)
    audience: Audience = field(default_factory=Audience)
    first_line_only: bool = False
    lost: int = 0


@dataclass
class DraftList:
    """A statement list. `headings` are the source lines of its headings with their text."""

    bullets: list[Bullet] = field(default_factory=list)
    lead: Prose = field(default_factory=Prose)
    headings: list[tuple[int, str]] = field(default_factory=list)


@dataclass(eq=False)
class DraftSection:
    heading: str
    heading_lines: list[int]
    level: int
    after: str
    body: Prose = field(default_factory=Prose)
    audience: Audience = field(default_factory=Audience)


@dataclass(eq=False)
class DraftOwner:
    """The family, a role or a specialty. `headings` are lines that became its title; `fact_lines` are source lines
    with the field that took a fact from them and the sentence that became it, "" where it also stays prose."""

    title: str = ""
    line: int | None = None
    headings: list[tuple[int, str]] = field(default_factory=list)
    overview: Prose = field(default_factory=Prose)
    lists: dict[str, DraftList] = field(default_factory=dict)
    sections: list[DraftSection] = field(default_factory=list)
    reports_to: str = ""
    fact_lines: list[tuple[Sequence[int], str, str]] = field(default_factory=list)
    last: str = "overview"

    def list_of(self, name: str) -> DraftList:
        return self.lists.setdefault(name, DraftList())

    def section(self, heading: str, lines: Sequence[int], level: int) -> DraftSection:
        """A new section, placed after what the owner had last."""
        made = DraftSection(heading, list(lines), level, self.last)
        self.sections.append(made)
        return made


@dataclass(eq=False)
class DraftRole(DraftOwner):
    """`nested_in` is the list that the role's heading stands in, "" for none: its bullets are of that list."""

    level: int = 0
    grades: list[GradeFact] = field(default_factory=list)
    table_grade: str = ""
    extends: int | None = None
    nested_in: str = ""

    def stated_grades(self) -> tuple[str, ...]:
        """The grades of the role's sentences, each once, in order."""
        return tuple(dict.fromkeys(grade for fact in self.grades for grade in fact.grades))


@dataclass(eq=False)
class DraftSpecialty(DraftOwner):
    kind: Literal["specialty", "segment"] = "specialty"
    roles: tuple[int, ...] = ()
    grades: list[GradeFact] = field(default_factory=list)


@dataclass
class DraftStep:
    text: str
    lines: list[int]


@dataclass
class DraftProcess:
    title: str
    headings: list[tuple[int, str]]
    audience: Audience = field(default_factory=Audience)
    intro: Prose = field(default_factory=Prose)
    steps: list[DraftStep] = field(default_factory=list)
    outro: Prose = field(default_factory=Prose)


@dataclass
class DraftCareerStep:
    """`source` and `target` are the numbers of roles of this page."""

    text: str
    lines: list[int]
    source: int | None = None
    target: int | None = None


Severity = Literal["error", "warning", "info"]


@dataclass
class Note:
    """A finding to be: `where` is below the owner's pointer, or from the root without one."""

    code: str
    severity: Severity
    message: str
    line: int | None
    owner: DraftOwner | None = None
    where: str = ""


@dataclass
class Draft:
    """A whole page. `structure` are source lines that say where something starts and hold no text of their own: line,
    words, pointer and whose it is. `noted` maps lines to the code of the finding that tells of them; `blank` are
    lines without words, such as rules."""

    family: DraftOwner = field(default_factory=DraftOwner)
    roles: list[DraftRole] = field(default_factory=list)
    specialties: list[DraftSpecialty] = field(default_factory=list)
    processes: list[DraftProcess] = field(default_factory=list)
    career: list[DraftCareerStep] = field(default_factory=list)
    boilerplate: DraftSection | None = None
    structure: list[tuple[int, str, str, DraftOwner | None]] = field(default_factory=list)
    noted: dict[int, str] = field(default_factory=dict)
    blank: list[int] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
