"""Texts word by word: how alike two are, and what one has that the other has not. Bounded in cost on any input."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Part = tuple[Literal["same", "added", "removed"], str]
"""A run of text of one kind. The same and removed parts joined are the text before, same and added the one after."""

MAX_WORDS = 400
"""Words of a text that are looked at for likeness; the longest real statement has fewer."""
MAX_PAIRS = 250_000
"""Of pieces, one of either text, that are compared; longer texts are compared by line, and at last as a whole."""

_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WHOLE = re.compile(r".+", re.DOTALL)


def folded(text: str) -> str:
    """The text as it counts where case and blanks do not."""
    return " ".join(text.split()).casefold()


def bag(text: str) -> Counter[str]:
    """The words of a text without their order and case, and how often each occurs."""
    return Counter(_WORD.findall(text[: MAX_WORDS * 20].casefold())[:MAX_WORDS])


def similarity(one: Counter[str], other: Counter[str]) -> float:
    """The share of words that two texts have in common, from 0 to 1 (Dice's coefficient). Symmetric."""
    return ratio((one & other).total(), one.total(), other.total())


def ratio(shared: int, one: int, other: int) -> float:
    """The coefficient for texts of so many words, so many of them shared; 0 for texts without words."""
    return 2 * shared / (one + other) if shared else 0.0


def word_parts(before: str, after: str) -> tuple[Part, ...]:
    """What was kept, taken out and put in, in reading order; taken out before put in. No part is empty."""
    for pattern in (_PIECE, _LINE, _WHOLE):
        old, new = pattern.findall(before), pattern.findall(after)
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        old_end, new_end = len(old) - tail, len(new) - tail
        if (old_end - head) * (new_end - head) <= MAX_PAIRS:
            break
    matcher = SequenceMatcher(None, old[head:old_end], new[head:new_end])
    runs = [("".join(old[:head]),) * 2]
    runs += [
        ("".join(old[head + i : head + j]), "".join(new[head + m : head + n]))
        for _, i, j, m, n in matcher.get_opcodes()
    ]
    runs.append(("".join(old[old_end:]),) * 2)
    return tuple(_parts([run for run in runs if any(run)]))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pieces two sequences begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def _parts(runs: Sequence[tuple[str, str]]) -> Iterator[Part]:
    """Runs of text, as they were and as they are, as parts. A blank between two changes is read with them."""
    last = len(runs) - 1

    def same(run: tuple[int, tuple[str, str]]) -> bool:
        index, (before, after) = run
        return before == after and (index in (0, last) or not before.isspace())

    for kept, group in groupby(enumerate(runs), key=same):
        texts = [run for _, run in group]
        before, after = "".join(text for text, _ in texts), "".join(text for _, text in texts)
        if kept:
            yield "same", before
            continue
        if before:
            yield "removed", before
        if after:
            yield "added", after
