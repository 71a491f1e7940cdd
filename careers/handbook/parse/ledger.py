"""Where the words of every source line went (law d), and the findings for words that have no place."""

from collections.abc import Iterable, Sequence
from typing import Any

from careers.handbook.document import LISTS, Finding
from careers.handbook.parse.inline import words
from careers.handbook.parse.titles import singular
from careers.handbook.parse.words import table
from careers.handbook.parsed import Entry

_SENTENCE = "a an the this these that is are was be has have at as of to in for and or role roles position job"
_FIELD_WORDS = {
    "grade": f"{_SENTENCE} grade grades level levels described below aligned",
    "grades": f"{_SENTENCE} grade grades level levels",
    "reports_to": f"{_SENTENCE} report reports reporting directly into will would typically usually our",
    "extends": f"{_SENTENCE} extends extend that",
    "roles": f"{_SENTENCE} level levels",
    "group": _SENTENCE,
    "title": f"{_SENTENCE} family",
    "name": _SENTENCE,
}
_HEADING_KINDS = {"hiring_processes": "hiring", "career_steps": "career", "specialties": "specialties"}


class Ledger:
    """Collects pointers by source line while the document is built."""

    def __init__(self) -> None:
        self._where: dict[int, dict[str, None]] = {}
        self._structure: list[tuple[int, str, tuple[str, ...]]] = []
        self._noted: dict[int, str] = {}

    def put(self, lines: Iterable[int], pointer: str) -> None:
        """The words of these lines stand at the pointer."""
        for line in lines:
            self._where.setdefault(line, {})[pointer] = None

    def structure(self, lines: Sequence[int], text: str, *pointers: str) -> None:
        """Words of these lines that say what a place is (headings, sentences that became facts)."""
        for pointer in pointers:
            self.put(lines, pointer)
        if lines:
            self._structure.append((lines[0], text, pointers))

    def note(self, line: int, code: str) -> None:
        """The words of the line are told by a finding of this code."""
        self._noted.setdefault(line, code)

    def reworded(self, document: dict[str, Any]) -> list[Finding]:
        """A finding for each structural line with words that are neither at its places nor in their names."""
        findings = []
        for line, text, pointers in self._structure:
            kept = {singular(word) for pointer in pointers for word in _words_at(document, pointer)}
            missing = [word for word in dict.fromkeys(words(text)) if singular(word) not in kept]
            if missing:
                message = f'"{" ".join(text.split())}" was read as a part of the page; its words are not all kept: {", ".join(missing)}.'
                findings.append(Finding(code="reworded", severity="info", message=message[:1000], where=pointers[0], line=line))
                self.note(line, "reworded")
        return findings

    def entries(self, lines: Sequence[str]) -> tuple[list[Entry], list[int]]:
        """(one entry per non-blank line, the lines that nothing accounts for)."""
        entries, lost = [], []
        for number, text in enumerate(lines, 1):
            if text.strip():
                where = tuple(self._where.get(number, ()))
                finding = self._noted.get(number, "")
                if not where and not finding:
                    lost.append(number)
                    finding = "lost-line"
                entries.append(Entry(number, where, finding))
        return entries, lost


def _words_at(document: dict[str, Any], pointer: str) -> set[str]:
    """The words of the strings at a pointer and of the names of its path."""
    found: set[str] = set()
    value: Any = document
    for part in pointer.split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value.get(part) if isinstance(value, dict) else None
        found |= _names_of(part)
    return found | {word for text in _strings(value) for word in words(text)}


def _names_of(part: str) -> set[str]:
    kind = _HEADING_KINDS.get(part, part)
    phrases = table("headings").get(kind, []) if kind in LISTS or part in _HEADING_KINDS else []
    if part == "specialties":
        phrases = [*phrases, *table("headings")["segments"]]
    names = {word for phrase in phrases for word in phrase.split()}
    return names | set(part.split("_")) | set(_FIELD_WORDS.get(part, "").split())


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value.replace("-", " ") if value.islower() and " " not in value else value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
