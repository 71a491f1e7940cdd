"""The strict reader of the canonical dialect: what `render` writes, and what people write by the same rules.

No guess is made here. What the grammar does not know is `Unreadable`, at its line and with a sentence that says what
was expected; what it knows is in the document, and the ledger says where.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any, NoReturn

from pydantic import ValidationError

from careers.handbook import render as grammar
from careers.handbook.document import LISTS, MAX_DOCUMENT, FamilyDocument, Finding
from careers.handbook.facts import FrontMatter, leading_facts, reason, shown
from careers.handbook.parsed import Entry, Parsed, Unreadable

MAX_PAGE = 2 * MAX_DOCUMENT
"""Characters. The largest document renders to less."""

_HEADING = re.compile(r"(#{1,4})(?:\s+(.*))?$")
_LIST_NAMES = {heading: name for name, heading in grammar.LIST_HEADINGS.items()}
_PARTS = (grammar.ROLE, grammar.SPECIALTY, grammar.PROCESS)


def read_canonical(text: str) -> Parsed:
    """The page of `text`, read: document, a ledger entry for every non-blank line and the positions of all parts.
    The one finding it can have is a comment in the front matter, which no document keeps.
    Raises Unreadable, and nothing else, on any text that breaks the grammar or describes no sound document."""
    if len(text) > MAX_PAGE:
        raise Unreadable(1, f"The page has more than {MAX_PAGE:,} characters.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    front = FrontMatter(text)
    body = _Body(text.split("\n"), front.end)
    data = _read(front, body)
    try:
        document = FamilyDocument.model_validate(data)
    except ValidationError as error:
        prose = {pointer: entry.line for entry in reversed(body.ledger) for pointer in entry.where}
        raise _unreadable(error, data, {**prose, **body.positions, **front.positions}) from None
    return Parsed(
        document=document,
        findings=tuple(
            Finding(code="comment", severity="info", message="A comment of the front matter is not kept.", line=line)
            for line in front.comments
        ),
        ledger=(*front.ledger(), *body.ledger),
        positions=body.positions,
        canonical=True,
    )


def _read(front: FrontMatter, body: "_Body") -> dict[str, Any]:
    """The document as plain data: the facts of the front matter beside the texts of the body."""
    front.refuse_unknown(
        front.data, ("rolebook", *grammar.FAMILY_FACTS, "roles", "specialties", "career_steps"), pointer=""
    )
    data = dict(front.data)
    if data.pop("rolebook", None) != grammar.DIALECT:
        raise Unreadable(front.line("/schema"), f"Expected `rolebook: {grammar.DIALECT}`, the only known dialect.")
    roles = front.mappings("roles", grammar.ROLE_FACTS)
    specialties = front.mappings("specialties", grammar.SPECIALTY_FACTS)
    data |= {"roles": roles, "specialties": specialties}
    data["career_steps"] = front.mappings("career_steps", grammar.CAREER_STEP_FACTS)

    body.title(1, "", data.get("title"), "/title", front.line("/title"))
    data |= body.owner("", 2)
    for index, role in enumerate(roles):
        pointer = f"/roles/{index}"
        body.title(2, grammar.ROLE, role.get("title"), f"{pointer}/title", front.line(pointer))
        role |= body.owner(pointer, 3)
    for index, specialty in enumerate(specialties):
        pointer = f"/specialties/{index}"
        body.title(2, grammar.SPECIALTY, specialty.get("name"), f"{pointer}/name", front.line(pointer))
        specialty |= body.owner(pointer, 3)
    data["hiring_processes"] = body.processes()
    body.expect_end()
    return data


class _Body:
    """The body of a page under a cursor, with the ledger and the positions as they grow."""

    def __init__(self, lines: list[str], start: int) -> None:
        self._lines = [line.replace("\t", "    ").rstrip() for line in lines]
        self._at = start
        self.ledger: list[Entry] = []
        self.positions: dict[str, int] = {}

    # The cursor

    @property
    def _number(self) -> int:
        """The source line under the cursor."""
        return self._at + 1

    def _skip_blank(self) -> None:
        while self._at < len(self._lines) and not self._lines[self._at]:
            self._at += 1

    def _line(self) -> str | None:
        return self._lines[self._at] if self._at < len(self._lines) else None

    def _take(self, pointer: str) -> str:
        """The line under the cursor, entered in the ledger unless blank, and the cursor moved on."""
        line = self._lines[self._at]
        if line:
            self.ledger.append(Entry(self._number, (pointer,)))
        self._at += 1
        return line

    def _heading(self) -> tuple[int, str] | None:
        """(level, words) if a heading of level 1 to 4 is next, blank lines aside."""
        self._skip_blank()
        found = _HEADING.match(self._line() or "")
        return (len(found[1]), found[2] or "") if found else None

    def _titled(self, level: int, word: str) -> str | None:
        """What follows the word if a heading of this level and word is next."""
        heading = self._heading()
        if heading and heading[0] == level and heading[1].startswith(word):
            return heading[1].removeprefix(word).strip()
        return None

    def _refuse(self, expected: str) -> NoReturn:
        self._skip_blank()
        line = self._line()
        found = "the page ends" if line is None else f"found {shown(line)}"
        raise Unreadable(min(self._number, len(self._lines)), f"Expected {expected}, {found}.")

    # The parts of a page

    def title(self, level: int, word: str, title: Any, pointer: str, line: int) -> None:
        """The heading of the family or of the next role or specialty, whose title stands in the front matter at
        `line`."""
        if not isinstance(title, str) or not title.strip():
            raise Unreadable(line, f"front matter: {pointer.rpartition('/')[2]} is missing.")
        wanted = " ".join(f"{'#' * level} {word} {title}".split())
        found = self._titled(level, word)
        if found is None or found.split() != title.split():
            self._refuse(f'the heading "{wanted}", as the front matter has it')
        self.positions[pointer.rpartition("/")[0]] = self._number
        self._take(pointer)

    def owner(self, pointer: str, level: int) -> dict[str, Any]:
        """Overview, lists, leads and sections of the family, a role or a specialty, under headings of `level`."""
        data: dict[str, Any] = {"overview": self._prose(f"{pointer}/overview"), "leads": {}, "sections": []}
        waiting = list(LISTS)
        while (heading := self._heading()) and heading[0] == level and heading[1] in _LIST_NAMES:
            name = _LIST_NAMES[heading[1]]
            if name not in waiting:
                break
            del waiting[: waiting.index(name) + 1]
            place = f"{pointer}/{name}"
            self.positions[place] = self._number
            self._take(place)
            data["leads"][name] = self._prose(f"{pointer}/leads/{name}", bullets=True)
            data[name] = self._statements(place, level + 1)
        while (title := self._titled(level, grammar.SECTION)) is not None:
            place = f"{pointer}/sections/{len(data['sections'])}"
            facts = self._facts_below_heading(place, f"{place}/heading", grammar.SECTION_FACTS)
            data["sections"].append({"heading": title, **facts, "body": self._prose(f"{place}/body", facts=True)})
        if (heading := self._heading()) and heading[0] >= level and not heading[1].startswith(_PARTS):
            known = ", ".join([*grammar.LIST_HEADINGS.values(), f"{grammar.SECTION} ..."])
            self._refuse(f"a heading of level {level} of these, in this order: {known}")
        return data

    def processes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while (title := self._titled(2, grammar.PROCESS)) is not None:
            place = f"/hiring_processes/{len(found)}"
            process = {"title": title, **self._facts_below_heading(place, f"{place}/title", grammar.PROCESS_FACTS)}
            process["intro"] = self._prose(f"{place}/intro", facts=True)
            if self._titled(3, grammar.STEPS) == "":
                self._take(f"{place}/steps")
                process["steps"] = self._bullets(f"{place}/steps", grammar.HIRING_STEP_FACTS)
            if self._titled(3, grammar.OUTRO) == "":
                self._take(f"{place}/outro")
                process["outro"] = self._prose(f"{place}/outro")
            found.append(process)
        return found

    def expect_end(self) -> None:
        self._skip_blank()
        if self._line() is not None:
            self._refuse("nothing more, or the next part in the order roles, specialties, hiring processes")

    # What the parts are made of

    def _prose(self, pointer: str, *, bullets: bool = False, facts: bool = False) -> str:
        """Lines up to the next heading (with `bullets` the next bullet), escapes undone."""
        self._skip_blank()
        first, lines = self._at, list[str]()
        while (line := self._line()) is not None and not _HEADING.match(line) and not (bullets and line[:2] == "- "):
            self._take(pointer)
            escaped = (
                grammar.HEADING_LIKE.match(line)
                or (bullets and grammar.BULLET_LIKE.match(line))
                or (facts and self._at == first + 1 and grammar.FACTS_LIKE.match(line))
            )
            lines.append(line.removeprefix("\\") if escaped else line)
        return "\n".join(lines)

    def _statements(self, pointer: str, level: int) -> list[dict[str, Any]]:
        """The bullets of one list, run by run, each run in the group that its heading names."""
        statements = self._bullets(pointer, grammar.STATEMENT_FACTS)
        while (heading := self._heading()) and heading[0] == level:
            # Its words stand with the statement that comes next.
            self._take(f"{pointer}/{len(statements)}/group")
            run = self._bullets(pointer, grammar.STATEMENT_FACTS, len(statements))
            if not run:
                self._refuse(f"a bullet of the group {shown(heading[1])}")
            statements += [{"group": heading[1], **statement} for statement in run]
        return statements

    def _bullets(self, pointer: str, names: Collection[str], count: int = 0) -> list[dict[str, Any]]:
        """Bullets with the facts in front of them, up to the next heading; `count` stand before them."""
        bullets: list[dict[str, Any]] = []
        while not self._heading() and self._line() is not None:
            if not (self._line() or "").startswith("- "):
                self._refuse('a bullet ("- ..."), a line that goes on with one (indented by two blanks) or a heading')
            place, number = f"{pointer}/{count + len(bullets)}", self._number
            self.positions[place] = number
            facts, first = leading_facts(self._take(place)[2:].lstrip(), number, names)
            lines = [first.removeprefix("\\") if grammar.FACTS_LIKE.match(first) else first]
            while (line := self._line()) is not None and (not line or line.startswith("  ")):
                lines.append(self._take(place)[2:])
            if not any(lines):
                raise Unreadable(number, "A bullet without a text.")
            bullets.append({**facts, "text": "\n".join(lines)})
        return bullets

    def _facts_below_heading(self, place: str, heading: str, names: Collection[str]) -> dict[str, Any]:
        """Takes a heading, and the fact block below it if there is one."""
        self.positions[place] = self._number
        self._take(heading)
        self._skip_blank()
        number, line = self._number, self._line() or ""
        if not line.startswith("{"):
            return {}
        facts, rest = leading_facts(line, number, names)
        if rest:
            raise Unreadable(number, f"Expected a line of its own for the fact block, found {shown(rest)} behind it.")
        self._take(place)
        return facts


# The rules of a whole document that say what is wrong in words: the fact that says it, and how the rule quotes it.
_SAYINGS = (
    (re.compile(r"the (?:role|specialty) slug '(.+)' is used twice"), ("slug",)),
    (re.compile(r"the statement key '(.+)' is used twice"), ("key",)),
    (re.compile(r"replaces or omits '(.+)', a key"), ("replaces", "omits")),
    (re.compile(r"inherit in a circle: (\S+) ->"), ("slug",)),
)


def _unreadable(error: ValidationError, data: dict[str, Any], positions: dict[str, int]) -> Unreadable:
    """The first error of a document, at the line that says what is wrong. The document's own rules name the place in
    front of their message; of a fact that is wrong by itself it stands beside."""
    first = error.errors(include_url=False, include_input=False)[0]
    message = reason(first)
    named = re.match(r"(/[a-z_]+\S*) ", message)
    # A step in brackets is no place but a part of a type.
    pointer = named[1] if named else "".join(f"/{step}" for step in first["loc"] if "[" not in str(step))
    place = pointer
    for rule, names in _SAYINGS:
        if found := rule.search(message):
            place = max(
                (where for where, value in _facts_of(data, names) if where.startswith(pointer) and found[1] in value),
                key=lambda where: _line_of(where, positions),
                default=pointer,
            )
    return Unreadable(_line_of(place, positions), message if named or not pointer else f"{pointer}: {message}")


def _facts_of(part: Any, names: Collection[str], pointer: str = "") -> Iterator[tuple[str, list[str]]]:
    """(pointer, words) of every fact of these names in plain data."""
    for name, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if name in names:
            yield f"{pointer}/{name}", value if isinstance(value, list) else [value]
        else:
            yield from _facts_of(value, names, f"{pointer}/{name}")


def _line_of(pointer: str, positions: dict[str, int]) -> int:
    """The line of the nearest place, at or around the pointer, that has one."""
    while pointer not in positions:
        pointer = pointer.rpartition("/")[0]
    return positions[pointer]
