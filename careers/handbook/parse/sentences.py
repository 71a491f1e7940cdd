"""Facts taken out of a paragraph: what a sentence states becomes a field, the rest stays prose."""

import re

from careers.handbook.parse.blocks import Block
from careers.handbook.parse.draft import DraftRole
from careers.handbook.parse.facts import (
    extends_fact,
    is_generic,
    pointer_fact,
    reports_fact,
    says_only_that,
    sentence_spans,
)
from careers.handbook.parse.inline import links, plain
from careers.handbook.parse.state import State
from careers.handbook.parse.titles import compatible, key

_CELL_GRADE = re.compile(r"(?:(?:job )?(?:grade|level)\s*)?#?(\d{1,2}(?:\.\d)?)", re.IGNORECASE)


def lines_of(block: Block, start: int, end: int) -> list[int]:
    """The source lines of a part of a block's text."""
    first = block.text.count("\n", 0, start)
    return [number for number, _ in block.lines[first : first + block.text.count("\n", start, end) + 1]]


def lines_saying(block: Block, sentence: str) -> list[int]:
    """The source lines of a sentence of a block, of each place where the block says it."""
    starts = (found.start() for found in re.finditer(re.escape(sentence), block.text))
    return sorted({line for start in starts for line in lines_of(block, start, start + len(sentence))})


def take_facts(state: State, at: int) -> tuple[str, list[int]]:
    """The text of a paragraph without the sentences that became facts, and its source lines."""
    block = state.blocks[at]
    text = block.text
    stated = state.stated.get(at, ())
    kept: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        sentence, lines = text[start:end], lines_of(block, start, end)
        if sentence in stated:
            continue
        if not _take_reporting(state, sentence, lines) and not _take_extends(state, sentence, lines):
            kept.append((start, end))
    rest, last = "", 0
    numbers: list[int] = []
    for start, end in kept:
        gap = text[last:start]
        rest += (" " if gap.strip() else gap) + text[start:end]
        numbers += [line for line in lines_of(block, start, end) if line not in numbers[-1:]]
        last = end
    return rest.strip(), numbers


def _take_reporting(state: State, sentence: str, lines: list[int]) -> bool:
    """Notes a reporting line. True when the sentence says nothing else, so that its words are all kept by it."""
    owner = state.place.owner
    line = reports_fact(sentence)
    if line is None or owner.reports_to or (owner is state.draft.family and len(state.page.roles) != 1):
        return False
    title = owner.title if owner is not state.draft.family else state.page.roles[0].title
    index = state.index_of(owner) if isinstance(owner, DraftRole) else 0 if owner is state.draft.family else None
    subject = plain(line.subject)
    named = compatible(subject, title) or (index is not None and state.names.may_mean(index, subject))
    own = is_generic(line.subject) or named or key(subject)[: len(key(title))] == key(title)
    if not own:
        singular = re.search(r"\breports\b", sentence) and line.subject[:1].isupper()
        if not singular or compatible(plain(line.object), title):
            return False
        message = f"The sentence on whom the {title} reports to names {subject}."
        state.note("reporting-names-other-role", "warning", message, lines[0], owner, "/reports_to")
    owner.reports_to = state.text(line.object)
    exact = own and says_only_that(sentence, line)
    owner.fact_lines.append((lines, "/reports_to/text", sentence if exact else ""))
    return exact


def _take_extends(state: State, sentence: str, lines: list[int], *, stays: bool = False) -> bool:
    """Notes what a whole role extends. True when the sentence says nothing else and names a role of the page, so
    that it need not stay prose; `stays` tells that it does anyhow."""
    role = state.place.owner
    found = extends_fact(sentence) if isinstance(role, DraftRole) else None
    if found is None or not isinstance(role, DraftRole) or role.extends is not None:
        return False
    line, exact = found
    own = state.index_of(role)
    named = state.names.find(plain(line.subject))
    if named is not None and named != own and not is_generic(line.subject):
        return False
    target, foreign = resolve(state, line.object, own)
    if target is None:
        message = f"The {role.title} is said to extend {plain(line.object)}, "
        if foreign:
            message += "a role of another family: nothing is inherited."
            state.note("foreign-inheritance", "warning", message, lines[0], role)
        else:
            message += "which is no role of this page: nothing is inherited."
            state.note("unknown-pointer", "warning", message, lines[0], role)
        return False
    role.extends = target
    role.fact_lines.append((lines, "/extends", sentence if exact and not stays else ""))
    return exact


def note_inheritance(state: State, at: int) -> None:
    """What the lead of a role's list says of another role: that the whole role extends it, or that the list brings
    that role's, which only a bullet can."""
    block, role = state.blocks[at], state.place.owner
    if not isinstance(role, DraftRole):
        return
    for start, end in sentence_spans(block.text):
        sentence, lines = block.text[start:end], lines_of(block, start, end)
        _take_extends(state, sentence, lines, stays=True)
        if role.extends is None and (pointer := pointer_fact(sentence)):
            target = state.names.find(pointer.target, state.index_of(role)) if pointer.target else None
            if target is not None:
                said, other = " ".join(plain(sentence).split())[:200], state.draft.roles[target].title
                message = f'"{said}" names the {other}: only a bullet of the list can inherit from it.'
                state.note("lead-inherits", "warning", message, lines[0], role, f"/leads/{state.place.name}")


def resolve(state: State, phrase: str, near: int) -> tuple[int | None, bool]:
    """(the role of this page that a phrase names, whether it links to another page)."""
    foreign = False
    for label, target in links(phrase):
        path, _, anchor = target.partition("#")
        if path and not state.is_own_path(path):
            foreign = True
            continue
        if (found := state.anchors.get(anchor.casefold())) is not None and found != near:
            return found, False
        if (named := state.names.find(label, near)) is not None:
            return named, False
    if foreign:
        return None, True
    return state.names.find(plain(phrase), near), False


def read_grade_table(state: State, block: Block) -> bool:
    """Reads a table of roles and grades. True when it says only what the roles say, or what they left open; the
    table is then told by a finding instead of kept. One that differs stays on the page as it is."""
    rows = [[cell.strip() for cell in text.strip().strip("|").split("|")] for _, text in block.lines]
    head = [plain(cell).casefold() for cell in rows[0]]
    if len(head) < 2 or not head[0].startswith(("role", "title", "level", "position")) or "grade" not in head[1]:
        return False
    stated: list[tuple[DraftRole, str]] = []
    for row in rows[2:]:
        grade = _CELL_GRADE.fullmatch(plain(row[1]).strip()) if len(row) > 1 else None
        for name in re.split(r"\s{2,}|<br>|(?<=\))\s+(?=\[)", row[0]):
            index = state.names.find(plain(name)) if name.strip() else None
            if grade is None or index is None:
                return False
            stated.append((state.draft.roles[index], grade[1]))
    if any(role.stated_grades() not in ((), (each,)) for role, each in stated):
        message = "A table of grades differs from the roles' own sentences."
        state.note("grade-table-differs", "warning", message, block.line)
        return False
    for role, stated_grade in stated:
        role.table_grade = role.table_grade or stated_grade
    state.account(block.numbers, "grade-table")
    state.note("grade-table", "info", "A table of grades was read into the roles; the table is not kept.", block.line)
    return True
