"""Markdown to safe HTML, for every text that people wrote."""

import re

import nh3
from markdown_it import MarkdownIt

MAX_INPUT = 200_000
MAX_OUTPUT = 1_000_000
"""Characters. Reference links can unfold a small text into megabytes; beyond this it is shown as plain text."""

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}

_ELSEWHERE = re.compile(r"^[\x00-\x20]*/[\t\n\r]*/|\\")
"""Addresses that look like this site's and are not: `//host`, and `/\\host`, which browsers read as that."""

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable(["lheading", "image"])


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_without_disguise,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
    )


def _without_disguise(tag: str, attribute: str, value: str) -> str | None:
    return None if attribute == "href" and _ELSEWHERE.search(value) else value


def to_html(text: str) -> str:
    """Sanitised HTML of a Markdown text: no raw HTML, no images, links only to http, https, mailto and this site.
    Headings are clamped by the document to levels 5 and 6. Text beyond the caps comes back escaped."""
    return _convert(text, inline=False)


def to_inline_html(text: str) -> str:
    """The same for a text of one paragraph, without the paragraph's tags; longer texts keep their blocks."""
    return _convert(text, inline="\n\n" not in text and not _opens_block(text))


def _opens_block(text: str) -> bool:
    return any(
        line.lstrip().startswith(("- ", "* ", "+ ", "1.", "#", "```", "~~~", ">", "|")) for line in text.split("\n")
    )


def _convert(text: str, *, inline: bool) -> str:
    if len(text) <= MAX_INPUT:
        html = _markdown.renderInline(text) if inline else _markdown.render(text)
        if len(html) <= MAX_OUTPUT:
            return _clean(html)
    return "<pre>" + nh3.clean_text(text[:MAX_INPUT]) + "</pre>"
