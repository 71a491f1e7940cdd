"""Where the words of every source line went (law d), and the findings for words that have no place."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from careers.handbook.document import LISTS, Finding
from careers.handbook.parse.inline import words
from careers.handbook.parse.titles import key
from careers.handbook.parse.words import table
from careers.handbook.parsed import Entry

_SENTENCE = "a an the this these that is are was be has have at as of to in for and or role roles position job"
_FIELD_WORDS = {
    "grade": f"{_SENTENCE} grade grades level levels aligned",
    "grades": f"{_SENTENCE} grade grades level levels",
    "reports_to": f"{_SENTENCE} report reports reporting directly into will would typically usually our structure line",
    "extends": f"{_SENTENCE} extends extend that",
    "roles": f"{_SENTENCE} level levels grade grades",
    "grade_options": f"{_SENTENCE} grade grades level levels described below",
    "group": _SENTENCE,
    "title": f"{_SENTENCE} family",
    "name": _SENTENCE,
}
_HEADING_KINDS = {"hiring_processes": "hiring", "career_steps": "career", "specialties": "specialties"}

_PARTS: dict[str, str] = {
    "grade": "the grade",
    "reports_to": "the reporting line",
    "extends": "what the role extends",
    "title": "a title",
    "name": "a title",
    "roles": "the start of the roles",
    "hiring_processes": "the hiring process",
    "career_steps": "the career ladder",
    "specialties": "the specialties",
    **{name: f"the {name.replace('_', ' ')}" for name in LISTS},
}


class Ledger:
    """Collects pointers by source line while the document is built."""

    def __init__(self) -> None:
        self._where: dict[int, dict[str, None]] = {}
        self._structure: dict[tuple[int, str], list[str]] = {}
        self._noted: dict[int, str] = {}

    def put(self, lines: Iterable[int], pointer: str) -> None:
        """The words of these lines stand at the pointer."""
        for line in lines:
            self._where.setdefault(line, {})[pointer] = None

    def structure(self, lines: Sequence[int], text: str, *pointers: str) -> None:
        """Words of these lines that say what a place is (headings, sentences that became facts)."""
        for pointer in pointers:
            self.put(lines, pointer)
        if lines and text:
            self._structure.setdefault((lines[0], text), []).extend(pointers)

    def note(self, line: int, code: str) -> None:
        """The words of the line are told by a finding of this code."""
        self._noted.setdefault(line, code)

    def reworded(self, document: dict[str, Any]) -> list[Finding]:
        """A finding for each structural line with words that are neither at its places nor in their names. The
        family's title and a role's level count as its places: "Senior Analyst Requirements" below "Senior"."""
        findings = []
        for (line, text), pointers in self._structure.items():
            if line in self._noted:
                continue
            missing = _missing(document, text, pointers)
            for more in ("/title", *dict.fromkeys(f"/{'/'.join(each.split('/')[1:3])}/level" for each in pointers)):
                if missing and len(left := _missing(document, " ".join(missing), [more])) < len(missing):
                    self.put([line], more)
                    missing = left
            if missing:
                where = next((_PARTS[part] for part in reversed(pointers[0].split("/")) if part in _PARTS), "a part")
                message = f'"{" ".join(text.split())[:300]}" was read as {where}; not kept: {", ".join(missing)[:300]}.'
                findings.append(
                    Finding(code="reworded", severity="info", message=message, where=pointers[0], line=line)
                )
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


def _missing(document: dict[str, Any], text: str, pointers: Sequence[str]) -> list[str]:
    kept = {word for pointer in pointers for word in _words_at(document, pointer)}
    return [word for word in dict.fromkeys(words(text)) if not set(key(word)) <= kept]


def _words_at(document: dict[str, Any], pointer: str) -> set[str]:
    """The words of the text at a pointer and of the names of its path. A list or part as a whole has only its name."""
    found: set[str] = set()
    value: Any = document
    part = ""
    for part in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(part)] if part.isdigit() else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
        found |= _names_of(part)
    texts = [*value, *value.values()] if part == "grades" and isinstance(value, dict) else value
    for text in texts if isinstance(texts, list) else [texts]:
        if isinstance(text, str):
            found.update(words(text.replace("-", " ")))
    return {form for word in found for form in key(word)}


@cache
def _names_of(part: str) -> set[str]:
    kind = _HEADING_KINDS.get(part, part)
    phrases = table("headings").get(kind, []) if kind in LISTS or part in _HEADING_KINDS else []
    if part == "specialties":
        phrases = [*phrases, *table("headings")["segments"]]
    names = {word for phrase in phrases for word in phrase.split()}
    return names | set(part.split("_")) | set(_FIELD_WORDS.get(part, "").split())
