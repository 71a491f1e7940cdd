"""From bytes to lines: decoding, front matter, and the identity that a page's path gives it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from careers.handbook.frontmatter import load_yaml, split_front_matter
from careers.handbook.parsed import Unreadable

MAX_BYTES = 1_000_000
"""The largest real page of the reference corpus has 50,000 bytes."""

MAX_LINES = 20_000
MAX_LINE_LENGTH = 20_000
"""Of characters. These bounds keep every expression below from growing long on a hostile page."""

_REFUSED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_KEY_LINE = re.compile(r"[A-Za-z_][\w-]*:(\s|$)")
_SUFFIX = re.compile(r"\.(html|md|erb|markdown|txt)$", re.IGNORECASE)
_INDEX_NAMES = frozenset({"index", "_index"})


def read_source(data: bytes) -> str:
    """The text of a page file: UTF-8, with or without a byte order mark.
    Raises Unreadable for more than MAX_BYTES bytes, for anything but UTF-8, for control characters, and for nothing."""
    if len(data) > MAX_BYTES:
        raise Unreadable(1, f"the page has {len(data):,} bytes; a page may have {MAX_BYTES:,}")
    if (zero := data.find(b"\0")) >= 0:
        raise Unreadable(data.count(b"\n", 0, zero) + 1, "the page holds a NUL byte: this is no text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(line, "the page is not UTF-8 text") from None
    if not text.strip():
        raise Unreadable(1, "the page is empty")
    return check_text(text)


def check_text(text: str) -> str:
    """The text with line feeds only and without invisible marks. Raises Unreadable as `read_source` does."""
    if len(text) > MAX_BYTES:
        raise Unreadable(1, f"the page has {len(text):,} characters; a page may have {MAX_BYTES:,} bytes")
    text = _LINE_END.sub("\n", text).replace("\ufeff", "")
    if found := _REFUSED.search(text):
        at = text.count("\n", 0, found.start()) + 1
        raise Unreadable(at, f"the page holds the control character U+{ord(found[0]):04X}: this is no text")
    if (count := text.count("\n")) > MAX_LINES:
        raise Unreadable(MAX_LINES, f"the page has {count:,} lines; at most {MAX_LINES:,} are read")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE_LENGTH:
            raise Unreadable(number, f"the line has {len(line):,} characters; at most {MAX_LINE_LENGTH:,} are read")
    return text


@dataclass(frozen=True)
class FrontMatter:
    """`data` as read; `start` is the index of its first line, `end` that of the first body line; `opened` tells
    whether its first `---` is there."""

    data: dict[str, Any]
    start: int
    end: int
    opened: bool = True


def front_matter(lines: list[str]) -> FrontMatter:
    """The front matter of a page, also after blank lines and where the opening `---` was forgotten. Raises Unreadable
    when it is broken."""
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if lines[start].rstrip() == "---":
        if start == 0:
            data, end = split_front_matter("\n".join(lines))
            return FrontMatter(data, start, end)
        first = start + 1
    elif _KEY_LINE.match(lines[start]):
        first = start
    else:
        return FrontMatter({}, 0, 0)
    for end in range(first, len(lines)):
        if lines[end].rstrip() == "---":
            data = load_yaml("\n".join(lines[first:end]) + "\n", first_line=first + 1)
            return FrontMatter(data, start, end + 1, first > start) if isinstance(data, dict) else FrontMatter({}, 0, 0)
        if first == start and not lines[end].strip():
            break
    return FrontMatter({}, 0, 0)


def slugify(text: str, fallback: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 100 characters; `fallback` where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")
    return slug[:100].strip("-") or fallback


def identity(path: str, title: str) -> tuple[str, str]:
    """(family slug, department slug) by the page's path below the import root.

    The slug is the path below the department joined by "-", without `index` and suffixes, because last components
    repeat. A page that lies in no folder takes its slug from its title and belongs to no department yet.
    """
    stem = page_stem(path)
    if "/" not in path.replace("\\", "/").strip("/"):
        return slugify(title, "family"), "unassigned"
    department, _, below = stem.partition("/")
    return slugify(below or department, "family"), slugify(department, "unassigned")


def page_stem(path: str) -> str:
    """The page's path without `index` and suffixes: "engineering/backend" of "engineering/backend/index.html.md"."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if not parts:
        return ""
    name = parts.pop()
    while _SUFFIX.search(name):
        name = _SUFFIX.sub("", name)
    return "/".join(parts if name in _INDEX_NAMES else [*parts, name])
