"""The text below the headings: what each block becomes, by the place it stands in."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from careers.handbook.parse.blocks import Block, Item, nested_list
from careers.handbook.parse.career import edges
from careers.handbook.parse.draft import Audience, Bullet, DraftCareerStep, DraftRole
from careers.handbook.parse.facts import track_of
from careers.handbook.parse.headings import is_boilerplate_paragraph
from careers.handbook.parse.inline import plain, words
from careers.handbook.parse.process import read_hiring
from careers.handbook.parse.sentences import note_inheritance, read_grade_table, resolve, take_facts
from careers.handbook.parse.state import Place, State
from careers.handbook.parse.words import word_set

_LABEL_LENGTH = 60
_SHORT_LINE = 60
_MAX_EDGES = 200
"""Of a diagram that is read; a larger one stays as it is drawn."""

_TRACK_LEAD = re.compile(r"^(?:the\s+)?(.{1,80}?)\s+(?:have|has)\b", re.IGNORECASE)
_TRACK_LABEL = re.compile(r"^for\s+(.{2,60}?):?$", re.IGNORECASE)
_NEXT_STEP = re.compile(
    r"next (?:steps?|level|position) (?:in|for|of|after) (?:the |an? )?"
    r"(?P<who>.{2,120}?)(?P<family> job family)?(?: role)? "
    r"(?:is|are|(?:will|would|can|could|may|might)(?: also| often)? be)\b"
    r"(?: to (?:move|progress|advance) (?:in)?to (?P<where>[^.]+))?",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\bwho:?\s*$", re.IGNORECASE)
_PROMOTED = re.compile(r"\b(?:will|can|may) be promoted\b|\bpromoted to\b", re.IGNORECASE)


def read_content(state: State, at: int) -> None:
    """Puts one block that is no heading where it belongs."""
    block = state.blocks[at]
    if block.kind == "rule":
        state.draft.blank.append(block.line)
        if state.place.kind == "list":
            state.place = Place("section", state.place.owner, state.place.level)
        return
    if block.kind == "paragraph":
        if state.place.kind != "boilerplate" and is_boilerplate_paragraph(block.text):
            open_boilerplate(state, None, "")
        elif state.wide_gap(block) and state.place.kind not in ("boilerplate", "overview"):
            _leave(state, block)
    _READERS[state.place.kind](state, at)


def _leave(state: State, block: Block) -> None:
    """Rendered plain text drops some headings and leaves a wide gap: what follows is no longer of that part."""
    if state.role and plain(state.role.title).casefold() not in block.text.casefold():
        state.role = None
    state.place = Place("section", state.owner)


def open_boilerplate(state: State, line: int | None, heading: str) -> None:
    """The company's own text goes to one section of the family, wherever on the page it stands."""
    if state.draft.boilerplate is None:
        made = state.draft.family.section(heading, [line] if line else [], 2)
        made.after = "end"
        state.draft.boilerplate = made
    elif heading and line:
        state.draft.boilerplate.body.add(f"##### {heading}", [line])
    state.place = Place("boilerplate", state.draft.family, section=state.draft.boilerplate)


def _read_section(state: State, at: int) -> None:
    """A block as it is, at the end of the place's section; without one, in a new section. Its heading is the one that
    the place holds back: "Levels", "Specialties" or a group get a section only when there is text right below."""
    place, block = state.place, state.blocks[at]
    if block.kind == "table" and read_grade_table(state, block):
        _drop_if_empty(state, at)
        return
    text, lines = take_facts(state, at) if block.kind == "paragraph" else (block.text, block.numbers)
    if not text:
        return
    if place.section is None:
        entry = place.heading
        if entry:
            state.draft.structure = [each for each in state.draft.structure if each[0] != entry.line]
        heading, heading_lines = (entry.reading.written, [entry.line]) if entry else ("", [])
        place.section = place.owner.section(heading, heading_lines, place.level)
        place.section.audience = place.audience
    place.section.body.add(state.text(text), lines)


def _drop_if_empty(state: State, at: int) -> None:
    """A section that had nothing but a table of grades, which the roles have now, is told with the table."""
    section, following = state.place.section, state.following(at)
    if section and not section.body and (following is None or following.kind == "heading"):
        state.place.owner.sections.remove(section)
        state.account(section.heading_lines, "grade-table")


def _read_toc(state: State, at: int) -> None:
    block = state.blocks[at]
    if block.kind == "list":
        state.account(block.numbers, "table-of-contents")
    else:
        state.place = Place("overview", state.draft.family)
        _READERS["overview"](state, at)


def _read_overview(state: State, at: int) -> None:
    """Prose about the owner. A list that ends the owner's text is a list of statements without a heading."""
    place, block = state.place, state.blocks[at]
    owner = place.owner
    if block.kind == "list" and _is_statements(state, at):
        _start_direct_list(state, at, None)
        _read_list(state, at)
    elif block.kind == "paragraph" and state.list_follows(at) and _opens_statements(state, at):
        _start_direct_list(state, at + 1, block)
        _read_list(state, at)
    elif block.kind == "paragraph":
        text, lines = take_facts(state, at)
        owner.overview.add(state.text(text), lines)
    elif block.kind != "table" or not read_grade_table(state, block):
        owner.overview.add(state.text(block.text), block.numbers)


def _is_statements(state: State, at: int) -> bool:
    """Whether a list that stands right below a role's or specialty's heading is one of statements: nothing but
    further labelled lists comes after it. A list that prose goes on after is part of the prose."""
    if state.place.owner is state.draft.family:
        return False
    following = state.following(at)
    return following is None or following.kind != "paragraph" or state.labels(at + 1) or state.wide_gap(following)


def _opens_statements(state: State, at: int) -> bool:
    text = plain(state.blocks[at].text).strip()
    return text.endswith((":", " -", " –")) and _is_statements(state, at + 1)


def _start_direct_list(state: State, at: int, lead: Block | None) -> None:
    owner = state.place.owner
    nested_in = owner.nested_in if isinstance(owner, DraftRole) else ""
    name = nested_in or guess_list(lead.text if lead else owner.overview.text, state.blocks[at].items)
    state.place = Place("list", owner, state.place.level, name=name)
    owner.last = name


def guess_list(lead: str, items: tuple[Item, ...]) -> str:
    """Which list statements without a heading are: what their lead says, else how most of them open."""
    lower = plain(lead).casefold()
    if _PROMOTED.search(lower):
        return "promotion_criteria"
    last = lower.rsplit(". ", 1)[-1]
    if "requirement" in last or _PERSON.search(last):
        return "requirements"
    if "responsib" in last:
        return "responsibilities"
    openings = word_set("requirement_openings")
    asking = 0
    for item in items:
        found = words(item.text)[:3]
        starts = {" ".join(found[:n]) for n in (1, 2, 3)}
        asks_you = found[:1] == ["you"] and found[1:2] not in (["will"], ["ll"])
        asking += asks_you or bool(starts & openings) or (bool(found) and found[0].isdigit())
    return "requirements" if asking * 2 > len(items) else "responsibilities"


def _read_list(state: State, at: int) -> None:
    """Text below a list's heading: statements, their labels, the lead before them, and what comes after them."""
    place, block = state.place, state.blocks[at]
    held = place.owner.list_of(place.name)
    if block.kind == "list":
        _add_statements(state, block)
    elif block.kind == "paragraph" and state.is_one_of_labels(at):
        set_label(state, plain(block.text).strip().rstrip(":–- ").strip(), [block.line])
        place.audience = _audience_of(state, block.text) or place.audience
    elif block.kind == "paragraph" and (not place.filled or state.list_follows(at)):
        note_inheritance(state, at)
        held.lead.add(state.text(block.text), block.numbers)
        place.audience = _audience_of(state, block.text) or place.audience
    else:
        state.place = Place("section", place.owner, place.level, audience=place.audience)
        _read_section(state, at)


def _audience_of(state: State, lead: str) -> Audience | None:
    """The track that a lead or label scopes its list to: "Engineering Managers have the following ..."."""
    text = plain(lead).strip()
    found = _TRACK_LEAD.match(text) or _TRACK_LABEL.match(text)
    track = track_of(found[1]) if found else None
    return Audience((track,), state.place.audience.roles) if track else None


def set_label(state: State, label: str, lines: list[int], *, is_heading: bool = False) -> None:
    """Names the statements that come next. `is_heading` tells that the label is their list's own heading."""
    if state.place.label_lines:
        state.place = replace(state.place, label="", label_lines=[])
    state.place.label, state.place.label_lines, state.place.label_is_heading = label, lines, is_heading


def _add_statements(state: State, block: Block) -> None:
    place = state.place
    held = place.owner.list_of(place.name)
    plain_items: list[tuple[Item | None, Item]] = [(None, item) for item in block.items]
    for label, item in _labelled(block) or plain_items:
        bullet = Bullet(state.text(item.text), item.numbers, place.label, audience=place.audience)
        bullet.first_line_only, bullet.lost = bool(item.lazy), _lost_bullet(item)
        if label is not None:
            bullet.group = " ".join(plain(label.lines[0][1]).split()).rstrip(":")
            if not held.bullets or held.bullets[-1].group != bullet.group:
                bullet.group_lines = [label.lines[0][0]]
        elif place.label_lines:
            bullet.group_lines, place.label_lines = place.label_lines, []
        held.bullets.append(bullet)
    place.filled = True
    place.owner.last = place.name


def _lost_bullet(item: Item) -> int:
    """The line of an item that seems to be a bullet of its own without the sign: it opens with a capital after a
    line that ended early or with its sentence. A line that was only broken goes on in its sentence."""
    for (_, before), (number, text) in pairwise([*item.lines[-1:], *item.lazy]):
        ended = len(before) < _SHORT_LINE or before.endswith((".", "!", "?", ";"))
        if text[:1].isupper() and ended:
            return number
    return 0


def _labelled(block: Block) -> list[tuple[Item | None, Item]]:
    """(label, statement) pairs of a list whose every item is a short label with a list below it; else nothing."""
    pairs: list[tuple[Item | None, Item]] = []
    for item in block.items:
        inner = nested_list(item)
        label = plain(item.lines[0][1]).strip()
        if inner is None or len(label) > _LABEL_LENGTH or label.endswith((".", ";")):
            return []
        pairs += [(item, each) for each in inner.items]
    return pairs if len(block.items) > 1 else []


def _read_career(state: State, at: int) -> None:
    block, career = state.blocks[at], state.draft.career
    if block.kind == "fence" and "mermaid" in block.lines[0][1]:
        _read_diagram(state, block)
    elif block.kind == "paragraph" or not state.place.filled:
        career.append(_career_step(state, block))
        state.place.filled = True
    else:
        career[-1].text += "\n\n" + state.text(block.text)
        career[-1].lines += block.numbers


def _career_step(state: State, block: Block) -> DraftCareerStep:
    """A paragraph of a career ladder: from the role that it names or stands under, to the one it says to move to."""
    step = DraftCareerStep(state.text(block.text), block.numbers)
    owner = state.place.owner
    found = _NEXT_STEP.search(" ".join(block.text.split()))
    if isinstance(owner, DraftRole):
        step.source = state.index_of(owner)
    elif found and not state.is_family(found["who"]):
        find = state.names.find_exactly if found["family"] else state.names.find
        step.source = find(plain(found["who"]))
    if found and found["where"]:
        target, _ = resolve(state, found["where"], -1 if step.source is None else step.source)
        step.target = target
    return step


def _read_diagram(state: State, block: Block) -> None:
    """Each edge of a diagram is a career step; what else draws it is told by a finding."""
    found, targets = edges(list(block.lines))
    if len(found) > _MAX_EDGES:
        state.draft.career.append(DraftCareerStep(block.text, block.numbers))
        return
    state.account(block.numbers, "diagram")
    message = f"The diagram was read as {len(found)} career steps; its drawing is not kept."
    state.note("diagram", "info", message, block.line)
    for edge in found:
        step = DraftCareerStep(edge.text(targets), [edge.line])
        step.source, step.target = state.names.find(edge.source), state.names.find(edge.target)
        state.draft.career.append(step)


_READERS: dict[str, Callable[[State, int], None]] = {
    "overview": _read_overview,
    "list": _read_list,
    "section": _read_section,
    "boilerplate": _read_section,
    "container": _read_section,
    "hiring": read_hiring,
    "career": _read_career,
    "toc": _read_toc,
}
