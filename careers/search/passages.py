"""What a hit shows: the lines of its text that say best what was looked for, with marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from careers.search.query import Term
from careers.search.words import spans, stem

MAX_PASSAGES = 2
MAX_PASSAGE = 240
"""Characters of a passage; of longer lines the part is shown in which the terms are."""
BEFORE = 60
"""Characters that stand before the first mark of a part."""

Part = tuple[str, bool]
"""Words, and whether they are marked."""


@dataclass(frozen=True)
class Passage:
    """A line of a text, or a part of one: `place` is where it stands (see SearchText)."""

    place: str
    parts: Sequence[Part]


def marked(text: str, terms: Sequence[Term]) -> list[Part]:
    """The text in parts, of which those that a term means are marked. The parts joined are the text."""
    return list(_parts(text, _found(text, terms)))


def passages(text: str, places: Sequence[Any], terms: Sequence[Term]) -> list[Passage]:
    """The lines with most of the terms, in the order of the text; the first line where none has any."""
    names = [place for place, count in places for _ in range(count)]
    lines = text.split("\n") if text else []
    found = [_found(line, terms) for line in lines]
    ranked = sorted(range(len(lines)), key=lambda i: (-len({term for *_, term in found[i]}), i))
    best = [i for i in ranked[:MAX_PASSAGES] if found[i]] or ranked[:1]
    return [Passage(names[i], _cut(lines[i], found[i])) for i in sorted(best)]


def _found(text: str, terms: Sequence[Term]) -> list[tuple[int, int, Term]]:
    """(start, end, term) of what the terms mean, in order."""
    words = [(start, end, stem(word)) for start, end, word in spans(text)]
    found, at = [], 0
    while at < len(words):
        term = next((term for term in terms if _begins(words[at : at + len(term.stems)], term)), None)
        length = len(term.stems) if term else 1
        if term:
            found.append((words[at][0], words[at + length - 1][1], term))
        at += length
    return found


def _begins(words: Sequence[tuple[int, int, str]], term: Term) -> bool:
    if term.begun:
        return words[0][2].startswith(term.stems[0])
    return tuple(word for _, _, word in words) == term.stems


def _parts(text: str, found: Sequence[tuple[int, int, Term]]) -> Iterator[Part]:
    at = 0
    for start, end, _ in found:
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def _cut(line: str, found: Sequence[tuple[int, int, Term]]) -> list[Part]:
    """Whole words around the first place where the terms are, with dots where something is left out."""
    if len(line) <= MAX_PASSAGE:
        return list(_parts(line, found))
    start = max(found[0][0] - BEFORE, 0) if found else 0
    start = min(start, len(line) - MAX_PASSAGE)
    start = line.find(" ", start) + 1 if start else 0
    end = start + MAX_PASSAGE
    end = len(line) if end >= len(line) else max(line.rfind(" ", start, end), start + 1)
    inside = [(a - start, b - start, term) for a, b, term in found if a >= start and b <= end]
    parts = list(_parts(line[start:end], inside))
    return [*([("… ", False)] if start else []), *parts, *([(" …", False)] if end < len(line) else [])]
