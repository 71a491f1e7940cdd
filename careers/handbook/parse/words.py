"""The words of job family pages, read once from words.toml, and the test for words that are misspelt."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """One table of words.toml."""
    data: dict[str, dict[str, Any]] = tomllib.loads(
        files("careers.handbook.parse").joinpath("words.toml").read_text(encoding="utf-8")
    )
    return data[name]


@cache
def word_set(name: str) -> frozenset[str]:
    """The `words` of one table."""
    return frozenset(table(name)["words"])


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """One expression that matches any of a table's patterns, in any case."""
    return re.compile("|".join(table(name)[key]), re.IGNORECASE)


@lru_cache(maxsize=20_000)
def alike(written: str, meant: str) -> bool:
    """Whether a word is another, give or take a slip: one letter in a word of seven, two in one of twelve."""
    if written == meant:
        return True
    slips = 2 if len(meant) >= 12 else 1 if len(meant) >= 7 else 0
    if not slips or abs(len(written) - len(meant)) > slips or written[:1] != meant[:1]:
        return False
    return _distance(written, meant) <= slips


def _distance(a: str, b: str) -> int:
    """Letters inserted, dropped, changed or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
