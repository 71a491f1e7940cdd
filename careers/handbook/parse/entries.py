"""The headings of a page, also those that are no headings in its markup, and the page's title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from careers.handbook.document import LISTS
from careers.handbook.parse.blocks import Block
from careers.handbook.parse.headings import Reading, read_heading
from careers.handbook.parse.inline import plain
from careers.handbook.parse.titles import Key, key, role_title, title_words
from careers.handbook.parsed import Unreadable

PSEUDO = 7
"""The depth of a heading that is a bold or bare line: deeper than any real one, so it never ends what it stands in."""

MAX_HEADINGS = 2_000
_MAX_TITLE = 200
_BOLD = re.compile(r"\s*(\*\*|__)(?P<text>[^*_\n]+)\1\s*:?\s*$")
_SENTENCE = re.compile(r"[.!?]\s*$")


@dataclass(frozen=True)
class Entry:
    """A heading: `at` is the index of its block, `end` the index after the last block before the next heading."""

    at: int
    end: int
    level: int
    line: int
    text: str
    reading: Reading

    @property
    def kind(self) -> str:
        return self.reading.kind

    @property
    def key(self) -> Key:
        return key(role_title(self.text))


def with_pseudo_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with lines that only look like headings made headings: "**Nice-to-haves**", "Nice-to-haves:" and
    "Security Requirements" alone in a paragraph, where they name a part of the page; and headings too long for any
    title made paragraphs."""
    return [_as_heading(block) for block in blocks]


def _as_heading(block: Block) -> Block:
    if block.kind == "heading" and len(block.title) > _MAX_TITLE:
        return replace(block, kind="paragraph", title="")
    if block.kind != "paragraph" or len(block.lines) > 1:
        return block
    text = block.text.strip()
    if len(text) > 80:
        return block
    bold = _BOLD.match(text)
    reading = read_heading(bold["text"] if bold else text)
    names_list = reading.kind in LISTS and not reading.after
    if bold and (names_list or reading.kind in ("hiring", "career")):
        return replace(block, kind="heading", level=PSEUDO, title=bold["text"].strip())
    if names_list and not bold and "](" not in text and _is_name(reading.before):
        return replace(block, kind="heading", level=PSEUDO, title=text)
    return block


def _is_name(words: str) -> bool:
    """Whether words before a list's name are a name, each with a capital, and no beginning of a sentence."""
    small = {"of", "and", "the", "for", "to", "in", "&"}
    return len(words.split()) <= 6 and all(word[0].isupper() or word in small for word in words.split())


def entries_of(blocks: Sequence[Block]) -> list[Entry]:
    """The headings in order. Raises Unreadable beyond MAX_HEADINGS."""
    places = [index for index, block in enumerate(blocks) if block.kind == "heading"]
    if len(places) > MAX_HEADINGS:
        line = blocks[places[MAX_HEADINGS]].line
        raise Unreadable(line, f"the page has {len(places):,} headings; at most {MAX_HEADINGS:,} are read")
    ends = [*places[1:], len(blocks)][: len(places)]
    return [
        Entry(at, end, blocks[at].level, blocks[at].line, blocks[at].title, read_heading(blocks[at].title))
        for at, end in zip(places, ends, strict=True)
    ]


@dataclass(frozen=True)
class PageTitle:
    """The page's title and, where it is a heading of the body, that heading's block."""

    text: str
    at: int | None = None

    @property
    def base(self) -> Key:
        """The title's words without its level: what the family is about."""
        return title_words(role_title(self.text)).base if self.text else ()


def page_title(front: str, blocks: Sequence[Block], entries: Sequence[Entry]) -> PageTitle:
    """The front matter's title; else the heading that opens the page, above all others; else none ("")."""
    if front or not entries:
        return PageTitle(front)
    first = entries[0]
    before = [block for block in blocks[: first.at] if block.kind == "paragraph"]
    above = first.level == 1 or all(entry.level > first.level for entry in entries[1:])
    if first.level == 0:
        above = not any(_SENTENCE.search(block.text) for block in before)
    if first.kind not in ("", "roles") or not above:
        return PageTitle("")
    return PageTitle(" ".join(plain(first.text).split()).rstrip(":"), first.at)
