"""A text for pasting elsewhere: as HTML of plain tags, and as plain text."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import nh3

_TAGS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "div": {"lang"}, "li": {"lang"}, "ol": {"start"}}
_BOX = re.compile(r"(</?div(?: [^>]*)?>)")
_BETWEEN = re.compile(r">\s+<")


def bare(html: str, absolute: Callable[[str], str]) -> str:
    """The HTML without classes, ids and anything else that only this site knows; its links lead here from anywhere."""

    def anywhere(tag: str, name: str, value: str) -> str:
        return absolute(value) if name == "href" and value.startswith("/") else value

    found = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=anywhere, link_rel=None)
    return _BETWEEN.sub(">\n<", _without_frames(found)).strip()


def _without_frames(html: str) -> str:
    """Without the boxes that say nothing, not even a language."""
    kept: list[bool] = []
    parts = _BOX.split(html)
    for index, part in enumerate(parts):
        if part == "</div>":
            parts[index] = part if kept.pop() else ""
        elif _BOX.fullmatch(part):
            kept.append(part != "<div>")
            parts[index] = part if kept[-1] else ""
    return "".join(parts)


def plain(html: str) -> str:
    """The words of such HTML, with its headings, paragraphs and lists told apart by lines."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return writer.text()


_RULES = {"h1": "=", "h2": "-"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = _HEADINGS | {"blockquote", "div", "hr", "li", "ol", "p", "pre", "table", "tr", "ul"}


class _Writer(HTMLParser):
    """Blocks of text, each with the mark of the list item that it begins, and how deep in lists it stands."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str, int, bool]] = []
        self.words: list[str] = []
        self.marks: list[int | None] = []
        self.mark = ""
        self.link = ""
        self.since = 0
        self.verbatim = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in _BLOCKS:
            self.end()
        if tag in ("ul", "ol"):
            self.marks.append(int(attributes.get("start") or 1) if tag == "ol" else None)
        elif tag == "li" and self.marks:
            number = self.marks[-1]
            self.mark = "-" if number is None else f"{number}."
            self.marks[-1] = None if number is None else number + 1
        elif tag == "a":
            self.link, self.since = attributes.get("href") or "", len(self.words)
        elif tag == "br":
            self.words.append("\n")
        elif tag in ("td", "th"):
            self.words.append("  ")
        self.verbatim = self.verbatim or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            said = "".join(self.words[self.since :]).strip()
            where = self.link.removeprefix("mailto:")
            if where and where not in said:
                self.words.append(f" ({where})")
        if tag in _BLOCKS:
            self.end(tag)
        if tag in ("ul", "ol") and self.marks:
            self.marks.pop()
        if tag == "pre":
            self.verbatim = False

    def handle_data(self, data: str) -> None:
        self.words.append(data if self.verbatim else re.sub(r"\s+", " ", data))

    def end(self, tag: str = "") -> None:
        text = "".join(self.words)
        if not self.verbatim:
            text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
        text = text.strip("\n")
        self.words = []
        if text:
            rule = f"\n{_RULES[tag] * len(text)}" if tag in _RULES else ""
            self.blocks.append((text + rule, self.mark, len(self.marks), tag == "tr"))
            self.mark = ""

    def text(self) -> str:
        self.end()
        found = ""
        within = close = False
        for text, mark, depth, row in self.blocks:
            indent = "  " * max(depth - 1, 0)
            hanging = indent + " " * (len(mark or "-") + 1) if depth else ""
            lines = text.replace("\n", f"\n{hanging}")
            gap = "\n" if (mark and within) or (row and close) else "\n\n"
            found += f"{gap}{indent}{mark} {lines}" if mark else f"{gap}{hanging}{lines}"
            within, close = bool(depth), row
        return f"{found.strip()}\n"
