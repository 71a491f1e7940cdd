"""The lines of a page as blocks: headings, paragraphs, lists, fences, tables, quotes and rules, each with its lines.

Only the outermost structure is read; what is nested in a list item or a quote stays as text. Two forms give the same
blocks: Markdown as people type it (CommonMark, with Kramdown's leniency), and rendered plain text, where a heading is
a short bare line between blank lines and a bullet is a sign such as `•`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from careers.handbook.document import MAX_PROSE
from careers.handbook.parsed import Unreadable

MAX_BLOCKS = 20_000
MAX_ITEMS = 2_000
Line = tuple[int, str]
Kind = Literal["heading", "paragraph", "list", "fence", "table", "quote", "rule"]

_SIGNS = "•◦▪‣·"
_ITEM = re.compile(rf"(\s*)([-*+{_SIGNS}]|\d{{1,9}}[.)])(\s+)(?=\S)")
_NESTED_SIGN = re.compile(rf"^(\s*)[{_SIGNS}](?=\s)", re.MULTILINE)
_HEADING = re.compile(r" {0,3}(?:(#{1,6})\s+|(#{2,6})(?=[A-Za-z*\[]))(.*)")
_SETEXT = re.compile(r" {0,3}(=+|-{3,})\s*$")
_RULE = re.compile(r" {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_QUOTE = re.compile(r" {0,3}>")
_CLAUSE = re.compile(r"\b(?:is|are|was|has|have|will|can|must|should|may|reports?)\b")
_SENTENCE_END = re.compile(r"[.!?:;,]$")


@dataclass(frozen=True)
class Item:
    """One outermost item of a list. `lines` are without the sign and without the item's indent; `nested` tells
    whether it holds a list; `lazy` are the lines that follow it with neither sign nor indent."""

    lines: tuple[Line, ...]
    nested: bool = False
    lazy: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        return _NESTED_SIGN.sub(r"\1-", "\n".join(text for _, text in (*self.lines, *self.lazy)))

    @property
    def numbers(self) -> list[int]:
        return [number for number, text in (*self.lines, *self.lazy) if text.strip()]


@dataclass(frozen=True)
class Block:
    """`text` of a heading is its words; of everything else its lines as written. `level` is a heading's depth, 0
    where the page's form has no depth; `gap` the number of blank lines before the block."""

    kind: Kind
    lines: tuple[Line, ...]
    gap: int = 0
    level: int = 0
    items: tuple[Item, ...] = ()
    title: str = ""

    @property
    def line(self) -> int:
        return self.lines[0][0]

    @property
    def text(self) -> str:
        return _NESTED_SIGN.sub(r"\1-", "\n".join(text for _, text in self.lines))

    @property
    def numbers(self) -> list[int]:
        return [number for number, text in self.lines if text.strip()]


def is_plain_text(lines: Sequence[str]) -> bool:
    """Whether a page is rendered plain text: it has no sign of Markdown, or bullet signs that Markdown does not know.
    The caller has seen that it has no front matter."""
    if any(_HEADING.match(line) or _FENCE.match(line) for line in lines):
        return False
    return any(line.lstrip()[:1] in tuple(_SIGNS) for line in lines) or not any("](" in line for line in lines)


def scan(lines: Sequence[str], first_line: int, *, markdown: bool = True) -> list[Block]:
    """The blocks of body lines. `first_line` is the source line of the first. Raises Unreadable beyond MAX_BLOCKS,
    MAX_ITEMS of one list, or MAX_PROSE characters of one text."""
    blocks: list[Block] = []
    for block in _Scanner(lines, first_line, markdown).blocks():
        if len(blocks) == MAX_BLOCKS:
            raise Unreadable(block.line, f"the page has more than {MAX_BLOCKS:,} headings, paragraphs and lists")
        for part in block.items or (block,):
            if (size := sum(len(text) + 1 for _, text in part.lines)) > MAX_PROSE:
                raise Unreadable(part.lines[0][0], f"a text has {size:,} characters; at most {MAX_PROSE:,} are read")
        blocks.append(block)
    return blocks if markdown else _bare_headings(blocks)


def nested_list(item: Item) -> Block | None:
    """The list inside an item whose first line is followed by nothing else."""
    rest = item.lines[1:]
    if not item.nested or item.lazy or not rest:
        return None
    inner = list(_Scanner([text for _, text in rest], 0, True).blocks())
    if len(inner) != 1 or inner[0].kind != "list":
        return None

    def renumber(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple((rest[index][0], text) for index, text in lines)

    items = tuple(replace(each, lines=renumber(each.lines), lazy=renumber(each.lazy)) for each in inner[0].items)
    return replace(inner[0], lines=renumber(inner[0].lines), items=items)


class _Scanner:
    def __init__(self, lines: Sequence[str], first_line: int, markdown: bool) -> None:
        self.lines = [line.expandtabs(4).replace("\u00a0", " ").rstrip() for line in lines]
        self.first = first_line
        self.markdown = markdown
        self.at = 0

    def blocks(self) -> Iterator[Block]:
        gap = 0
        while self.at < len(self.lines):
            if not self.lines[self.at]:
                gap += 1
                self.at += 1
                continue
            yield replace(self._block(), gap=gap)
            gap = 0

    def _take(self, kind: Kind, end: int, *, level: int = 0, title: str = "", items: tuple[Item, ...] = ()) -> Block:
        start, self.at = self.at, end
        lines = tuple((self.first + index, self.lines[index]) for index in range(start, end))
        return Block(kind, lines, level=level, items=items, title=title)

    def _block(self) -> Block:
        line, at = self.lines[self.at], self.at
        if _FENCE.match(line):
            return self._take("fence", self._fence_end(at))
        if self.markdown and (found := _HEADING.match(line)):
            return self._take("heading", at + 1, level=len(found[1] or found[2]), title=_heading_text(found[3]))
        if _RULE.match(line):
            return self._take("rule", at + 1)
        if _ITEM.match(line):
            return self._list()
        if _QUOTE.match(line):
            return self._take("quote", self._while(at, lambda each: bool(each)))
        if "|" in line and at + 1 < len(self.lines) and _is_table_rule(self.lines[at + 1]):
            return self._take("table", self._while(at, lambda each: "|" in each))
        return self._paragraph()

    def _while(self, at: int, test: Callable[[str], bool]) -> int:
        while at < len(self.lines) and test(self.lines[at]):
            at += 1
        return at

    def _fence_end(self, at: int) -> int:
        found = _FENCE.match(self.lines[at])
        assert found  # noqa: S101 - the caller saw it
        close = re.compile(rf"\s*{found[1]}{found[1][0]}*\s*$")
        for end in range(at + 1, len(self.lines)):
            if close.match(self.lines[end]):
                return end + 1
        return len(self.lines)

    def _paragraph(self) -> Block:
        end = self.at + 1
        while end < len(self.lines) and not self._interrupts(self.lines[end]):
            found = _SETEXT.match(self.lines[end])
            title = self.lines[self.at].strip()
            if self.markdown and found and end == self.at + 1 and not _SENTENCE_END.search(title):
                return self._take("heading", end + 1, level=1 if found[1][0] == "=" else 2, title=title)
            if found:
                break
            end += 1
        return self._take("paragraph", end)

    def _interrupts(self, line: str) -> bool:
        return not line or bool(
            _ITEM.match(line)
            or (self.markdown and _HEADING.match(line))
            or _FENCE.match(line)
            or _QUOTE.match(line)
            or (_RULE.match(line) and not _SETEXT.match(line))
        )

    def _list(self) -> Block:
        start = self.at
        base = len(self.lines[start]) - len(self.lines[start].lstrip())
        items: list[Item] = []
        while self.at < len(self.lines) and (found := _ITEM.match(self.lines[self.at])):
            base = min(base, len(found[1]))
            if len(items) == MAX_ITEMS:
                raise Unreadable(self.first + self.at, f"the list has more than {MAX_ITEMS:,} items")
            items.append(self._item(found, base))
            after = self._while(self.at, lambda line: not line)
            following = _ITEM.match(self.lines[after]) if after < len(self.lines) else None
            if not following or _RULE.match(self.lines[after]):
                break
            self.at = after
        end, self.at = self.at, start
        return self._take("list", end, items=tuple(items))

    def _item(self, found: re.Match[str], base: int) -> Item:
        """One item. It goes on over indented lines, over unindented ones that follow without a blank line, and over
        blank lines that are followed by an indented one. An item two blanks deeper than the list's is nested."""
        offset = min(found.end(), base + 4)
        lines = [(self.first + self.at, self.lines[self.at][found.end() :])]
        lazy: list[Line] = []
        nested = False
        self.at += 1
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line:
                after = self._while(self.at, lambda each: not each)
                if after == len(self.lines) or _indent(self.lines[after]) < base + 2:
                    break
                lines += [(self.first + index, "") for index in range(self.at, after)]
                self.at = after
                continue
            indent = _indent(line)
            if _ITEM.match(line) and indent < base + 2:
                break
            if indent < base + 2 and self._interrupts(line):
                break
            end = self._fence_end(self.at) if _FENCE.match(line) else self.at + 1
            nested = nested or bool(_ITEM.match(line))
            for index in range(self.at, end):
                each = self.lines[index]
                dedented = each[min(offset, _indent(each)) :]
                (lazy if indent < base + 2 or lazy else lines).append((self.first + index, dedented))
            self.at = end
        return Item(tuple(lines), nested, tuple(lazy))


def _heading_text(text: str) -> str:
    closed = text.rstrip().rstrip("#")
    return " ".join((closed if closed.endswith(" ") or not closed else text).split())


def _is_table_rule(line: str) -> bool:
    return "-" in line and set(line) <= set("|-: ")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _bare_headings(blocks: list[Block]) -> list[Block]:
    """Plain text: a paragraph of one short line that reads as a title, and that something follows, is a heading."""
    result = []
    for index, block in enumerate(blocks):
        text = block.lines[0][1].strip()
        alone = block.kind == "paragraph" and len(block.lines) == 1 and (block.gap or index == 0)
        if alone and index + 1 < len(blocks) and blocks[index + 1].gap and _reads_as_title(text):
            block = replace(block, kind="heading", title=text)
        result.append(block)
    return result


def _reads_as_title(text: str) -> bool:
    return (
        len(text) <= 80
        and len(text.split()) <= 11
        and not _SENTENCE_END.search(text)
        and (text[0].isupper() or text[0].isdigit())
        and "://" not in text
        and not _CLAUSE.search(text)
    )
