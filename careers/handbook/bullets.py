"""Statement lists and sections as text that people write in a box, or paste there from anywhere.

What is written is the canonical dialect's own: a bullet a line, groups and sections below `###` headings, the few
facts in a block of braces in front. It is read leniently: any bullet is a bullet, a line without one is a bullet as
well, invisible characters around bullets are nothing. Only facts are read strictly. A line of a text that would be
taken for something else gets one more leading backslash, and reading takes one away, so any text survives.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from careers.handbook.dialect import MAX_PAGE
from careers.handbook.document import Section, Statement
from careers.handbook.facts import leading_facts, reason, shown
from careers.handbook.parsed import Unreadable
from careers.handbook.render import FACTS_LIKE, HEADING_LIKE, SECTION_FACTS, STATEMENT_FACTS, facts_of, flow

MAX_BULLETS = 500
"""As many as a list of a document may have, and as many sections as anybody reads."""

T = TypeVar("T", bound=BaseModel)

_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad"
_HARD_END = re.compile(r"\r\n|[\n\r\x0c\x1c-\x1e\x85\u2029]")
_SOFT_END = re.compile(r"[\x0b\u2028]")
"""A line end inside a bullet, as word processors have it."""

# What marks a bullet and is no Markdown. Word pastes the symbols of its own fonts as private characters; its second
# level is an "o" and a tab.
_FOREIGN = re.compile(
    rf"""(?:
        (?P<disc>   [•●∙⁃\uf0b7] | ·(?=\s|$) )
      | (?P<circle> [◦○]         | o(?=\s\s) )
      | (?P<square> [▪■▫□\uf0a7] | §(?=\s|$) )
      | (?P<letter> (?: \(?[a-zA-Z]\) | [ivx]{{2,4}}\) )(?=\s|$) )
      | (?P<other>  [‣◆◇❖➢➤►▶☐☑☒✓✔✗✘✅\uf020-\uf0ff]\ufe0f? | [–—→](?=\s|$) | –(?=[^\W\d_])
                  | \(\d{{1,3}}\)(?=\s|$) | \[[ xX]\](?=\s|$) )
    )[\s{_UNSEEN}]*""",
    re.VERBOSE,
)
_OWN = re.compile(r"(?:[-*+](?=\s|$)|-(?=[^\W\d_])|(?P<number>\d{1,3}[.)](?=\s|$)))\s*")
"""What marks a bullet and is Markdown, or as good as."""
_DEEPER = {("disc", "circle"), ("disc", "square"), ("circle", "square"), ("number", "letter")}
"""Marks of which the second, at the indentation of the first, is a level below it."""

_INDENT = re.compile(rf"[\s{_UNSEEN}]*")
_HEADING = re.compile(r"#{1,6}(?:\s+(.*))?$")
_BOLD = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)(?<=\S)\1:?$")
_LABEL = re.compile(r"[^.!?;]{1,80}:$")
_RULE = re.compile(r"[-*_=]{3,}$")
_SECTION_HEADING = re.compile(r"#{1,4}(?:\s+(.*))?$")

_FIRST_ESCAPED = re.compile(rf"\\*(?:\{{|{_FOREIGN.pattern})", re.VERBOSE)
_LINE_ESCAPED = re.compile(rf"(?P<indent>{_INDENT.pattern})(?P<slashes>\\*)(?={_FOREIGN.pattern})", re.VERBOSE)


def write_bullets(statements: Sequence[Statement]) -> str:
    """A bullet a line, each run of one group below its `### Group`; a bare `###` ends a group. Lines that go on with
    a statement are indented by two blanks. `read_bullets` gives the statements back."""
    blocks: list[str] = []
    for group, run in groupby(statements, key=lambda statement: statement.group):
        heading = [f"### {group}".rstrip()] if group or blocks else []
        blocks.append("\n".join([*heading, *map(_bullet, run)]))
    return "\n\n".join(blocks)


def read_bullets(text: str) -> tuple[Statement, ...]:
    """The statements that a text lists, whatever it was pasted from.

    A line with a bullet, number or check box is a statement, and so is one without. What is indented below a
    statement stays in its text, deeper bullets as a nested list. A heading, a line that is bold as a whole and a line
    that ends in a colon with bullets below it name a group. Blank lines, rules and empty bullets say nothing.
    Raises Unreadable, and nothing else: on a fact that is none, a text that no statement may have, a heading without
    a bullet and more than `MAX_BULLETS`.
    """
    reader, lines = _Bullets(), _lines(text)
    for number, (line, following) in enumerate(zip(lines, _following(lines), strict=True), 1):
        reader.read(number, line, following)
    return tuple(
        _made(Statement, each.number, {"group": each.group.name, **each.facts, "text": "\n".join(each.lines)})
        for each in reader.end()
    )


def unmarked(text: str) -> tuple[str, ...]:
    """The statements of a text that `read_bullets` takes, made of a line without a bullet with bullets below it: in a
    paste that may have been a heading, which nothing tells for certain."""
    reader, lines = _Bullets(), _lines(text)
    for number, (line, following) in enumerate(zip(lines, _following(lines), strict=True), 1):
        reader.read(number, line, following)
    return tuple(reader.unmarked)


def write_sections(sections: Sequence[Section]) -> str:
    """Each section below its `### Heading`, with the facts that are not as usual on a line of their own, and its body
    as it is. `read_sections` gives the sections back."""
    return "\n\n".join(map(_section, sections))


def read_sections(text: str) -> tuple[Section, ...]:
    """The sections that a text holds: a heading of level 1 to 4 begins one, text in front of the first heading is one
    without. Foreign bullets become Markdown's. Raises Unreadable, and nothing else: on a fact that is none, a text that
    no section may have and more than `MAX_BULLETS`."""
    lines = _lines(text)
    starts = [0, *(index for index, line in enumerate(lines) if _SECTION_HEADING.match(line)), len(lines)]
    if len(starts) > MAX_BULLETS + 2:
        raise Unreadable(starts[MAX_BULLETS + 1] + 1, f"There are more than {MAX_BULLETS} sections.")
    parts = (_read_section(lines, start, end) for start, end in pairwise(starts))
    return tuple(filter(None, parts))


# Writing


def _bullet(statement: Statement) -> str:
    first, *rest = statement.text.split("\n")
    front = [flow(facts)] if (facts := facts_of(statement, STATEMENT_FACTS)) else []
    escaped = "\\" + first if _FIRST_ESCAPED.match(first) else first
    return "\n".join([" ".join(["-", *front, escaped]), *(f"  {_escape(line)}" if line else "" for line in rest)])


def _section(section: Section) -> str:
    lines = [f"### {section.heading}".rstrip()]
    if facts := facts_of(section, SECTION_FACTS):
        lines.append(flow(facts))
    for index, line in enumerate(section.body.split("\n") if section.body else ()):
        escaped = HEADING_LIKE.match(line) or (not index and FACTS_LIKE.match(line))
        lines.append("\\" + line if escaped else _escape(line))
    return "\n".join(lines)


def _escape(line: str) -> str:
    """A line of a text, with a backslash where it would be read as a bullet of foreign kind."""
    found = _LINE_ESCAPED.match(line)
    return f"{found['indent']}\\{line[found.end('indent') :]}" if found else line


# Reading


def _lines(text: str) -> list[str]:
    """The lines of a text as they are counted, with tabs as blanks and nothing at their ends."""
    if len(text) > MAX_PAGE:
        raise Unreadable(1, f"The text has more than {MAX_PAGE:,} characters.")
    return [line.replace("\t", "    ").rstrip() for line in _HARD_END.split(text.replace("\ufeff", ""))]


def _following(lines: Sequence[str]) -> list[str]:
    """For each line the next one that says something, without its indentation; "" where none does."""
    following = [""] * len(lines)
    for index in range(len(lines) - 1, 0, -1):
        following[index - 1] = lines[index][_indent(lines[index]) :] or following[index]
    return following


def _indent(line: str) -> int:
    """How many characters stand in front of what a line says."""
    found = _INDENT.match(line)
    return found.end() if found else 0


def _plain(line: str) -> str:
    """A line of a text without the backslash that kept it, and Markdown's bullet in the place of a foreign one."""
    found = _LINE_ESCAPED.match(line)
    if not found:
        return line
    if found["slashes"]:
        return found["indent"] + line[found.end("indent") + 1 :]
    return " " * _blanks(found["indent"]) + "- " + _FOREIGN.sub("", line[found.end() :], count=1)


def _blanks(text: str) -> int:
    """How many characters of a text are blanks; the others cannot be seen."""
    return sum(map(str.isspace, text))


@dataclass(frozen=True)
class _Mark:
    """What stands in front of a line: so many blanks, and a bullet of some kind ("" for none); then the text."""

    indent: int
    kind: str
    text: str
    own: bool = True

    @classmethod
    def of(cls, line: str) -> "_Mark":
        start = _indent(line)
        found = _OWN.match(line, start) or _FOREIGN.match(line, start)
        indent = _blanks(line[:start])
        if not found:
            return cls(indent, "", line[start:])
        own = found.re is _OWN
        return cls(indent, found.lastgroup or "bullet", line[found.end() :], own)

    def below(self, other: "_Mark") -> bool:
        return self.indent >= other.indent + 2 or (self.indent == other.indent and (other.kind, self.kind) in _DEEPER)


@dataclass(frozen=True)
class _Group:
    name: str = ""
    number: int = 1


@dataclass
class _Bullet:
    """A statement as it is read. `offset`: how many blanks in front of its further lines are layout."""

    number: int
    group: _Group
    offset: int
    facts: dict[str, Any]
    lines: list[str]


class _Bullets:
    """The statements of a text as they grow, line by line. `_levels` are the marks of the last statement and of the
    nested bullets that the last line stands in."""

    def __init__(self) -> None:
        self._bullets: list[_Bullet] = []
        self._levels: list[_Mark] = []
        self._group = _Group()
        self._blanks = 0
        self.unmarked: list[str] = []

    def read(self, number: int, line: str, following: str) -> None:
        """Take a line. `following` is the next one that says something."""
        if not line:
            self._blanks += 1
            return
        first, *soft = _SOFT_END.split(line)
        mark = _Mark.of(first)
        if mark.kind:
            while self._levels and not mark.below(self._levels[-1]):
                self._levels.pop()
            self._levels.append(mark)
            if len(self._levels) == 1:
                self._open(number, mark, len(first) - len(mark.text))
            elif mark.own:
                self._go_on(first)
            else:
                self._go_on("  " * len(self._levels[1:]) + "- " + mark.text, offset=2)
        elif self._levels and mark.indent >= self._levels[0].indent + 2:
            self._go_on(first)
        elif not mark.text or _RULE.match(mark.text):
            pass
        elif (name := _group_name(mark.text, following)) is not None:
            self._begin(_Group(name, number))
        elif self._levels and not any(self._bullets[-1].lines):
            # A bullet on a line of its own, as some programs copy it.
            self._bullets[-1].lines, self._blanks = [mark.text], 0
        else:
            self._levels = [mark]
            self._open(number, mark, mark.indent + 2)
            if _Mark.of(following).kind:
                self.unmarked.append(self._bullets[-1].lines[0])
        for more in filter(None, map(str.strip, soft)):
            if self._levels:
                self._go_on(more, offset=0)
            else:
                self.read(number, more, following)

    def end(self) -> list[_Bullet]:
        self._begin(_Group())
        return self._bullets

    def _begin(self, group: _Group) -> None:
        """Leave a group for another one."""
        self._close()
        left = self._group
        if left.name and not (self._bullets and self._bullets[-1].group is left):
            raise Unreadable(left.number, f"The heading {shown(left.name)} has no bullet below it.")
        self._group, self._levels = group, []

    def _open(self, number: int, mark: _Mark, offset: int) -> None:
        self._close()
        if len(self._bullets) == MAX_BULLETS:
            raise Unreadable(number, f"A list has at most {MAX_BULLETS} bullets.")
        facts, text = leading_facts(mark.text, number, STATEMENT_FACTS)
        if found := _FOREIGN.match(text):
            text = text[found.end() :]
        elif _FIRST_ESCAPED.match(text):
            text = text.removeprefix("\\")
        self._bullets.append(_Bullet(number, self._group, offset, facts, [text]))
        self._blanks = 0

    def _go_on(self, line: str, offset: int | None = None) -> None:
        bullet = self._bullets[-1]
        layout = min(bullet.offset if offset is None else offset, len(line) - len(line.lstrip()))
        bullet.lines += [""] * self._blanks + [_plain(line[layout:])]
        self._blanks = 0

    def _close(self) -> None:
        """A bullet that says nothing is none."""
        if self._bullets and not any(self._bullets[-1].lines):
            bullet = self._bullets.pop()
            if bullet.facts:
                raise Unreadable(bullet.number, "A bullet without a text.")


def _group_name(line: str, following: str) -> str | None:
    """The name of the group that a line without a bullet begins, "" where it ends one; None if it is a statement."""
    if heading := _HEADING.match(line):
        return heading[1] or ""
    if (bold := _BOLD.match(line)) and following and not _HEADING.match(following) and not _BOLD.match(following):
        return bold[2].rstrip(": ") or None
    if _LABEL.match(line) and _Mark.of(following).kind:
        return line.rstrip(": ") or None
    return None


def _read_section(lines: Sequence[str], start: int, end: int) -> Section | None:
    """The section of these lines, the first of which may be its heading; None where nothing is said."""
    heading = _SECTION_HEADING.match(lines[start]) if start < end else None
    facts: dict[str, Any] = {}
    at = _skip_blank(lines, start + 1 if heading else start, end)
    if at < end and lines[at].startswith("{"):
        facts, rest = leading_facts(lines[at], at + 1, SECTION_FACTS)
        if rest:
            raise Unreadable(at + 1, f"Expected a line of its own for the fact block, found {shown(rest)} behind it.")
        at = _skip_blank(lines, at + 1, end)
    body = [
        line.removeprefix("\\")
        if HEADING_LIKE.match(line) or (index == at and FACTS_LIKE.match(line))
        else "\n".join(map(_plain, _SOFT_END.split(line)))
        for index, line in enumerate(lines[at:end], at)
    ]
    title = heading[1] if heading and heading[1] else ""
    if not (title or facts or any(body)):
        return None
    return _made(Section, start + 1, {"heading": title, **facts, "body": "\n".join(body)})


def _skip_blank(lines: Sequence[str], start: int, end: int) -> int:
    return next((index for index in range(start, end) if lines[index]), end)


def _made(model: type[T], number: int, data: dict[str, Any]) -> T:
    """A part of a document. Raises Unreadable, with the first thing that is wrong."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        # A step in brackets is no place but a part of a type.
        place = ".".join(step for step in map(str, first["loc"]) if "[" not in step)
        raise Unreadable(number, f"{place}: {reason(first)}" if place else reason(first)) from None
