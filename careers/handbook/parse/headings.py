"""What a heading says: which part of a job family page it opens, and for whom or what."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from careers.handbook.parse.inline import plain
from careers.handbook.parse.words import alike, pattern, table, word_set

_TOKEN = re.compile(r"[a-z0-9]+|&")
_ABOUT_NAME = re.compile(r"About (?!The\b|You\b|This\b|Our\b)[A-Z][\w.-]*(?: (?:[A-Z][\w.-]*|&)){0,3}")
"""A heading on the company by its name; case tells it from "About the role"."""

_SHORT_NOTE = re.compile(r"\s*\([A-Z]{2,5}s?\)\s*$")


@dataclass(frozen=True)
class Reading:
    """`kind` is a list's name, "grade", "hiring", "career", "segments", "specialties", "levels", "roles", "toc",
    "boilerplate", or "" for a heading that opens none of these. `before` and `after` are the words around the phrase
    that decided it; `written` is the heading's visible text."""

    kind: str
    written: str
    before: str = ""
    after: str = ""


@cache
def _phrases() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = [(kind, tuple(phrase.split())) for kind, each in table("headings").items() for phrase in each]
    order = list(table("headings"))
    return tuple(sorted(rows, key=lambda row: (-len(row[1]), order.index(row[0]))))


@lru_cache(maxsize=20_000)
def read_heading(text: str) -> Reading:
    """Reads a heading as written, Markdown and all."""
    written = " ".join(plain(text).split()).rstrip(":").rstrip()
    bare = _SHORT_NOTE.sub("", written)
    lower = bare.casefold().strip()
    if len(lower) > 200:
        return Reading("", written)
    for kind, phrases in table("exact").items():
        if lower in phrases:
            return Reading(kind, written)
    if _is_boilerplate(bare, lower):
        return Reading("boilerplate", written)
    found = [(match.group(), *match.span()) for match in _TOKEN.finditer(lower)]
    tokens = [token for token, _, _ in found]
    for start in range(len(tokens)):
        for kind, phrase in _phrases():
            end = start + len(phrase)
            if end > len(tokens) or not all(map(alike, tokens[start:end], phrase)):
                continue
            if end == len(tokens) or tokens[end] in word_set("followers"):
                before = bare[: found[start][1]].strip(" -–—:,")
                after = bare[found[end - 1][2] :].strip(" -–—:,")
                return Reading(kind, written, before, after)
    return Reading("", written)


def mentions_list(text: str) -> bool:
    """Whether a heading has the name of a list in it, wherever."""
    tokens = _TOKEN.findall(text.casefold())
    return any(
        alike(token, name) for token in tokens for name in ("responsibilities", "requirements", "responsibility")
    )


def is_boilerplate_paragraph(text: str) -> bool:
    """Whether a paragraph is the company's, not the family's."""
    lower = plain(text).casefold().lstrip()
    starts = tuple(table("boilerplate")["paragraph_starts"])
    return lower.startswith(starts) or bool(pattern("boilerplate", "paragraph_patterns").match(lower))


def _is_boilerplate(written: str, lower: str) -> bool:
    entry = table("boilerplate")
    return (
        lower in entry["headings"]
        or lower.startswith(tuple(entry["heading_starts"]))
        or bool(pattern("boilerplate", "heading_patterns").match(lower))
        or bool(_ABOUT_NAME.fullmatch(written))
    )
