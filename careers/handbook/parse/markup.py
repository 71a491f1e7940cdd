"""Markup that is no text: comments, scripts, frames, HTML tags, ERB, shortcodes, Kramdown attributes, link definitions.

All of it is taken out before the page is read, line for line, so that no line changes its number. What was taken
out is told, so that every line of the page is accounted for. Code stays as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TAGS = (
    "a|abbr|article|aside|b|big|blockquote|br|button|center|cite|code|col|colgroup|dd|del|details|dfn|div|dl|dt|em|embed"
    "|figcaption|figure|font|footer|form|h[1-6]|header|hr|i|img|input|ins|kbd|label|legend|li|link|main|mark|meta|nav|ol"
    "|option|p|param|picture|pre|q|s|samp|section|select|small|source|span|strike|strong|sub|summary|sup|table|tbody|td"
    "|textarea|tfoot|th|thead|time|tr|track|tt|u|ul|var|video|audio|wbr"
)
_TOKEN = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*$"
    r"|(?P<code>`+)"
    r"|(?P<comment><!--)|(?P<erb><%)|(?P<shortcode>\{\{[<%])|(?P<liquid>\{%)"
    r"|<(?P<element>script|style|iframe|svg|object|noscript)\b"
    r"|(?P<attributes>\{:{1,2}[^{}\n]*\})"
    r"|<a\s[^<>\n]*?href=\"(?P<href>[^\"<>\n]*)\"[^<>\n]*>(?P<label>[^<>\n]*)</a>"
    rf"|(?P<tag></?(?i:{_TAGS})(?:\s[^<>\n]*|/)?>)",
    re.MULTILINE,
)
_CLOSES = {"comment": "-->", "erb": "%>", "liquid": "%}"}
_REFERENCE = re.compile(r"\{\{[<%]\s*(?:rel)?ref\s+\"([^\"\n]*)\"")
_DEFINITION = re.compile(r" {0,3}\[([^\[\]^\n]+)\]:\s*<?(\S+?)>?(?:\s+[\"'(][^\n]*)?\s*$")
_BREAKING_TAG = re.compile(r"</?(br|p|li|div|td|tr|h[1-6])\b", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s[^<>]*?(?:id|name)=\"([^\"<>]+)\"", re.IGNORECASE)


@dataclass(frozen=True)
class Removed:
    """A piece of markup that was taken out, and the code of the finding that tells of it."""

    code: str
    text: str


@dataclass
class Clean:
    """`lines` of the page without markup. `removed` maps source lines (from 1) to the pieces that stood there;
    `targets` are the reference links, `definitions` the lines that defined them; `anchors` the named places
    (anchor, source line)."""

    lines: list[str]
    removed: dict[int, list[Removed]] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    definitions: list[int] = field(default_factory=list)
    anchors: list[tuple[str, int]] = field(default_factory=list)


def clean(lines: list[str], first_line: int) -> Clean:
    """The body lines without markup. `first_line` is the source line of the first of them."""
    text = "\n".join(lines)
    result = Clean([])
    parts: list[str] = []
    end, line = 0, first_line
    for start, stop, kept, code in _removals(text):
        line += text.count("\n", end, start)
        what, breaks = text[start:stop], text.count("\n", start, stop)
        parts += [text[end:start], kept, "\n" * breaks]
        if code:
            piece = Removed(code, what)
            for number in range(line, line + breaks + 1):
                result.removed.setdefault(number, []).append(piece)
        if anchor := _ANCHOR.match(what):
            result.anchors.append((anchor[1], line))
        line += breaks
        end = stop
    parts.append(text[end:])
    result.lines = "".join(parts).split("\n")
    _take_definitions(result, first_line)
    return result


def _removals(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, stop, what stays instead, finding code) of every piece of markup, in order."""
    at = 0
    unclosed: set[str] = set()  # what was looked for once and is not there: keeps a hostile page linear
    while found := _TOKEN.search(text, at):
        start, at = found.span()
        kind = found.lastgroup or ""
        if kind == "fence":
            closing = re.compile(rf"^ {{0,3}}{found['fence']}{found['fence'][0]}*[ \t]*$", re.MULTILINE)
            closed = closing.search(text, at)
            at = closed.end() if closed else len(text)
        elif kind in ("attributes", "tag"):
            yield start, at, " " if _BREAKING_TAG.match(found[0]) else "", "removed-markup"
        elif kind == "label":
            yield start, at, f"[{found['label']}]({found['href']})", ""
        else:
            close = _closing(kind, found)
            stop = -1 if close in unclosed else text.find(close, at)
            if stop < 0:
                unclosed.add(close)
            elif kind == "shortcode" and (path := _REFERENCE.match(text, start)):
                at = stop + len(close)
                yield start, at, path[1], ""
            elif kind != "code":
                at = stop + len(close)
                yield start, at, "", "removed-markup" if kind in ("comment", "element") else "unread-shortcode"
            elif "\n\n" not in text[at:stop]:
                at = stop + len(close)


def _closing(kind: str, found: re.Match[str]) -> str:
    if kind == "code":
        return found[0]
    if kind == "shortcode":
        return f"{found[0][-1].replace('<', '>')}}}}}"
    return _CLOSES.get(kind) or f"</{found['element']}>"


def _take_definitions(result: Clean, first_line: int) -> None:
    fence = ""
    for index, line in enumerate(result.lines):
        mark = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence and "]:" in line and (found := _DEFINITION.match(line)):
            result.targets.setdefault(found[1].strip().casefold(), found[2])
            result.definitions.append(first_line + index)
            result.lines[index] = ""
