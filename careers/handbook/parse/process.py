"""Hiring processes: which text is a step, which introduces or closes the process, and for whom it is."""

import re

from careers.handbook.parse.blocks import Block
from careers.handbook.parse.draft import Audience, DraftProcess, DraftStep
from careers.handbook.parse.entries import Entry
from careers.handbook.parse.facts import track_words
from careers.handbook.parse.hiring import is_closing, is_opening, stage_of
from careers.handbook.parse.inline import plain, words
from careers.handbook.parse.state import Place, State
from careers.handbook.parse.words import table

_FOR = re.compile(r"^for\s+(?P<who>.{2,80}?):?$", re.IGNORECASE)
_PROCESS_WORDS = re.compile(
    r"\b(?:hiring|interview(?:ing)?|recruitment)\s+process\b|\bcandidates?\b|\bapplicants?\b|\broles?\b|\ball\b|^for\b",
    re.IGNORECASE,
)
_LABEL_LENGTH = 80


def open_process(state: State, title: str, line: int, text: str, level: int, audience: Audience) -> None:
    """A new process, for the text that comes next."""
    process = DraftProcess(title, [(line, text)], audience)
    state.draft.processes.append(process)
    state.place = Place("hiring", state.owner, level, process=process, audience=audience)


def audience_of(state: State, phrase: str) -> Audience | None:
    """Whom a heading or label of a process names: a track ("For managers"), or roles of the page; None for nobody."""
    name = " ".join(_PROCESS_WORDS.sub(" ", plain(phrase)).split()).strip(" :-–")
    if state.is_family(name):
        return None
    tokens = tuple(words(name))
    for written, track in track_words():
        if tokens == written:
            return Audience((track,))
    role = state.names.find(name) if name else None
    return Audience(roles=(role,)) if role is not None else None


def read_subheading(state: State, at: int, entry: Entry) -> bool:
    """A heading inside a hiring process: a process of its own, a step, or a round of steps. False for neither."""
    text = entry.reading.written
    level = state.place.level
    audience = audience_of(state, text)
    if audience or re.search(r"\bcandidates\b|\bprocess\b", text, re.IGNORECASE):
        open_process(state, text, entry.line, text, level, audience or state.hiring_audience)
        return True
    process = state.place.process or (state.draft.processes[-1] if state.draft.processes else None)
    if process is None:
        return False
    in_rounds = any(word in table("hiring")["round_words"] for word in words(text)[:1])
    if in_rounds and state.lists_left(at):
        state.place = Place("hiring", state.place.owner, level, process=process, label=text, label_lines=[entry.line])
        return True
    if stage_of(text) != "other" and not is_closing(text):
        process.steps.append(DraftStep(text, [entry.line]))
        state.place = Place("hiring", state.place.owner, level, process=process, in_step=True)
        return True
    return False


def read_hiring(state: State, at: int) -> None:
    """One block of a hiring process."""
    place, block = state.place, state.blocks[at]
    process = place.process
    assert process is not None  # noqa: S101 - a hiring place has its process
    if place.in_step and not is_closing(block.text):
        _extend(process, state.text(block.text), block.numbers)
    elif block.kind == "list":
        _read_items(state, process, block)
    elif block.kind == "paragraph":
        _read_paragraph(state, process, at)
    elif process.steps:
        _extend(process, state.text(block.text), block.numbers)
    else:
        process.intro.add(state.text(block.text), block.numbers)


def _extend(process: DraftProcess, text: str, lines: list[int]) -> None:
    process.steps[-1].text += "\n\n" + text
    process.steps[-1].lines += lines


def _read_items(state: State, process: DraftProcess, block: Block) -> None:
    place = state.place
    place.filled = True
    for item in block.items:
        own = [(number, text) for number, text in item.lines]
        closing = [(number, text) for number, text in item.lazy if is_closing(text)]
        first_closing = closing[0][0] if closing else None
        lazy = [(number, text) for number, text in item.lazy if first_closing is None or number < first_closing]
        tail = [(number, text) for number, text in item.lazy if first_closing is not None and number >= first_closing]
        text = state.text(item.text if not tail else "\n".join(text for _, text in (*own, *lazy)))
        numbers = [number for number, text in (*own, *lazy) if text.strip()]
        if is_opening(text) and not process.steps:
            process.intro.add(text, numbers)
        elif is_closing(text) and process.steps:
            process.outro.add(text, numbers)
        else:
            if place.label:
                text = f"{place.label}: {text}"
                numbers = [*place.label_lines, *numbers]
                place.label, place.label_lines = "", []
            process.steps.append(DraftStep(text, numbers))
        if tail:
            process.outro.add(state.text("\n".join(text for _, text in tail)), [number for number, _ in tail])


def _read_paragraph(state: State, process: DraftProcess, at: int) -> None:
    block = state.blocks[at]
    text = state.text(block.text)
    visible = plain(text).strip()
    named = _FOR.match(visible) if len(visible) <= _LABEL_LENGTH else None
    audience = audience_of(state, named["who"]) if named else None
    if named and audience:
        if process.steps or process.intro or process.title:
            open_process(state, visible.rstrip(":"), block.line, visible, state.place.level, audience)
        else:
            process.title, process.audience = visible.rstrip(":"), audience
            process.headings.append((block.line, visible))
    elif len(visible) <= _LABEL_LENGTH and visible.endswith(":") and state.list_follows(at):
        state.place.label, state.place.label_lines = visible.rstrip(":"), block.numbers
    elif _is_prose_steps(state, at, block):
        for number, line in block.lines:
            process.steps.append(DraftStep(state.text(line.strip()), [number]))
    elif process.steps and state.lists_left(at) and not is_closing(text):
        _extend(process, text, block.numbers)
    elif process.steps:
        process.outro.add(text, block.numbers)
    else:
        process.intro.add(text, block.numbers)


def _is_prose_steps(state: State, at: int, block: Block) -> bool:
    """Whether a paragraph lists steps without bullets: each of its lines opens as a step does."""
    if state.place.filled or state.lists_left(at) or is_opening(block.text) or is_closing(block.text):
        return False
    starts = tuple(table("hiring")["step_starts"])
    return all(plain(text).casefold().lstrip().startswith(starts) for _, text in block.lines)
