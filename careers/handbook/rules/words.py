"""The words that rules look for, read once from words.toml."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

_NOT_BEFORE = r"(?<![\w@/#.-])"
_NOT_AFTER = r"(?![\w@]|-\w)"


def found(table: str, text: str) -> Iterator[re.Match[str]]:
    """Where words of a table stand in a text, from left to right, but for those in what the table calls innocent."""
    return (match for match in _pattern(table).finditer(text) if match["hit"])


@cache
def _pattern(table: str) -> re.Pattern[str]:
    """What is innocent comes first in the expression, so that it swallows the words within it."""
    rows = _tables()[table]
    return re.compile(f"{_any_of(rows.get('but', ()))}|(?P<hit>{_any_of(rows['words'])})", re.IGNORECASE)


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("careers.handbook.rules").joinpath("words.toml").read_text(encoding="utf-8"))


def _any_of(phrases: Sequence[str]) -> str:
    """An expression for any of the phrases, longer ones first; without phrases one that matches nothing."""
    expressions = [phrase[3:] for phrase in phrases if phrase.startswith("re:")]
    words = sorted((phrase for phrase in phrases if not phrase.startswith("re:")), key=lambda phrase: -len(phrase))
    plain = "|".join(re.escape(phrase).replace(r"\ ", r"[\s-]+") for phrase in words)
    return "|".join([*expressions, *([f"{_NOT_BEFORE}(?:{plain}){_NOT_AFTER}"] if plain else [])]) or r"(?!)"
