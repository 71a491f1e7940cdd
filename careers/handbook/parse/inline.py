"""Inline markup: what a reader sees of a piece of Markdown, its links, and reference links made inline."""

import html
import re
from collections.abc import Mapping

_LINK = re.compile(
    r"!?\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+\"[^\"\n]*\")?\s*\)"
)
_EMPHASIS = re.compile(r"(?<!\\)(?:\*{1,3}|(?<![\w/])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![\w/])|`+|~~)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKUP = re.compile(r"[\[*_`~\\&]")
_WORD = re.compile(r"[^\W_]+")
_REFERENCE = re.compile(r"\[([^\[\]\n]{1,200})\](?:\[([^\[\]\n]{0,200})\])?(?![(:\[])")


def plain(text: str) -> str:
    """The visible text: links give their label, emphasis, code marks and escapes go, entities are resolved."""
    if not _MARKUP.search(text):
        return text
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub("", text)
    return html.unescape(_ESCAPE.sub(r"\1", text))


def words(text: str) -> list[str]:
    """The visible words in lower case, without punctuation."""
    return _WORD.findall(plain(text).casefold())


def links(text: str) -> list[tuple[str, str]]:
    """(label, target) of every inline link, in order."""
    return [(found[1], found[2]) for found in _LINK.finditer(text)]


def inline_references(text: str, targets: Mapping[str, str]) -> str:
    """The text with `[label][id]`, `[id][]` and `[id]` written as inline links where `targets` knows the id."""
    if not targets or "[" not in text:
        return text

    def inline(found: re.Match[str]) -> str:
        target = targets.get((found[2] or found[1]).strip().casefold())
        return f"[{found[1]}]({target})" if target else found[0]

    return _REFERENCE.sub(inline, text)
