"""How an HR system words what the catalogue says: its columns, and its names for our grades, levels, families and
departments."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

import yaml

from careers.handbook.document import normal_line
from careers.handbook.facts import nodes, shown
from careers.handbook.frontmatter import load_yaml
from careers.handbook.parse.source import read_source
from careers.handbook.parsed import Unreadable
from careers.handbook.words import folded

Fact = Literal["job_code", "title", "grade", "family", "level", "department"]
FACTS: tuple[Fact, ...] = get_args(Fact)

TABLES: dict[str, Fact] = {"grades": "grade", "levels": "level", "families": "family", "departments": "department"}
"""The tables of words that a map may have, by their key."""

Spellings = tuple[str, ...]
"""One grade, level, family or department of ours in every way that it may be written: the most exact first, the one
that people read last. "" alone is none of them."""


@dataclass(frozen=True)
class Word:
    """A word of the HR system, what it means here ("": nothing, as in `N/A`), and the line on which the map says so."""

    theirs: str
    ours: str
    line: int = 0


@dataclass(frozen=True)
class ProfileMap:
    """`columns` are the HR system's, by fact: what has none is neither compared nor written. `optional` are those that
    a file may lack all the same. `words` is what it calls ours; of several with one meaning the first is written. A
    word without an entry means itself."""

    columns: Mapping[Fact, str]
    optional: frozenset[Fact] = frozenset()
    words: Mapping[Fact, tuple[Word, ...]] = field(default_factory=dict)

    def meaning(self, fact: Fact, theirs: str) -> str:
        """A word of theirs in ours."""
        return self._meanings.get((fact, folded(theirs)), theirs)

    def wording(self, fact: Fact, ours: Spellings) -> str:
        """One of ours in their words."""
        found = (self._wordings.get((fact, folded(spelling))) for spelling in ours)
        return next((theirs for theirs in found if theirs is not None), ours[-1])

    @cached_property
    def _meanings(self) -> dict[tuple[Fact, str], str]:
        return {(fact, folded(word.theirs)): word.ours for fact, words in self.words.items() for word in words}

    @cached_property
    def _wordings(self) -> dict[tuple[Fact, str], str]:
        first_wins = ((fact, word) for fact, words in self.words.items() for word in reversed(words))
        return {(fact, folded(word.ours)): word.theirs for fact, word in first_wins}


DEFAULT = ProfileMap(
    columns={
        "job_code": "Job code",
        "title": "Title",
        "grade": "Grade",
        "family": "Family",
        "level": "Level",
        "department": "Department",
    },
    optional=frozenset({"department"}),
)
"""The columns of our own export, and our own words."""


def read_map(data: bytes) -> ProfileMap:
    """A map as people write it, in YAML: `columns`, which are ours where it has none, and the TABLES. Raises
    Unreadable, at the line, on what is no such map."""
    try:
        text = read_source(data)
        load_yaml(text)
    except Unreadable as error:
        message = error.message.removeprefix("front matter: ").replace("page", "map")
        raise Unreadable(error.line, message) from None
    columns: dict[Fact, str] = {}
    words: dict[Fact, tuple[Word, ...]] = {}
    for key, value in nodes(text, -1).value:
        _require_known(key.value, ("columns", *TABLES), key.start_mark.line + 1)
        if key.value == "columns":
            columns = _columns(value)
        else:
            words[TABLES[key.value]] = tuple(_words(value))
    return ProfileMap(columns, words=words) if columns else replace(DEFAULT, words=words)


def _columns(node: yaml.Node) -> dict[Fact, str]:
    found: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, ours, theirs in _pairs(node):
        _require_known(ours, FACTS, line)
        if not theirs:
            raise Unreadable(line, f"{ours} names no column.")
        _require_new(theirs, line, lines)
        found[ours] = theirs
    if "title" not in found:
        raise Unreadable(node.start_mark.line + 1, "The columns lack the title.")
    return {fact: found[fact] for fact in FACTS if fact in found}


def _words(node: yaml.Node) -> Iterator[Word]:
    lines: dict[str, int] = {}
    for line, theirs, ours in _pairs(node):
        if not theirs:
            raise Unreadable(line, f"There is no word of theirs for {shown(ours)}.")
        _require_new(theirs, line, lines)
        yield Word(theirs, ours, line)


def _pairs(node: yaml.Node) -> Iterator[tuple[int, str, str]]:
    """(line, key, value) of a table. Raises Unreadable on anything but words."""
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable(node.start_mark.line + 1, "Expected lines of `word: word`.")
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(value, yaml.ScalarNode):
            raise Unreadable(line, f"Expected one word for {shown(key.value)}.")
        try:
            yield line, normal_line(key.value), normal_line(value.value)
        except ValueError as error:
            raise Unreadable(line, f"A word {error}.") from None


def _require_known(word: str, names: Collection[str], line: int) -> None:
    if word not in names:
        raise Unreadable(line, f"{shown(word)} means nothing here; known are {', '.join(names)}.")


def _require_new(word: str, line: int, lines: dict[str, int]) -> None:
    """Refuses a word that was there before, or differs from one in case and blanks alone."""
    key = folded(word)
    if key in lines:
        raise Unreadable(line, f"{shown(word)} stands on line {lines[key]} already.")
    lines[key] = line
