"""What the pages' templates need beside Django's own tags. Both Markdown tags carry the day that was asked for into
the links of the text."""

import re
from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from careers.presenting import links, words
from careers.presenting.checking import SEVERITY_TITLES
from config.kernel import markdown

register = template.Library()

DEEPEST = 6
_HEADING = re.compile(r"(</?h)([56])>")


@register.simple_tag(takes_context=True)
def address(context: Context, name: str, *args: Any, fragment: str = "") -> str:
    """The address of a page by its name in careers.urls, as of the day that was asked for."""
    return links.address(context.get("reading"), name, *args, fragment=fragment)


@register.simple_tag(takes_context=True)
def prose(context: Context, text: str, level: int = 5) -> SafeString:
    """Markdown of any length. Its headings, which documents clamp to 5 and 6, begin at `level`; a table scrolls by
    itself where the page is narrow."""
    html = markdown.to_html(text)
    found = _HEADING.search(html)
    first = found[2] if found else ""
    html = _HEADING.sub(lambda tag: f"{tag[1]}{min(level + (tag[2] > first), DEEPEST)}>", html)
    html = html.replace("<table>", '<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>')
    html = html.replace("</table>", "</table></div>")
    return _safe(context, html)


@register.simple_tag(takes_context=True)
def inline(context: Context, text: str) -> SafeString:
    """Markdown of a statement: without a paragraph around it where it is one paragraph. A heading in it is a line
    in bold: a bullet has no place in the page's outline."""
    html = _HEADING.sub(lambda tag: "<p><strong>" if tag[1] == "<h" else "</strong></p>", markdown.to_inline_html(text))
    return _safe(context, html)


def _safe(context: Context, html: str) -> SafeString:
    reading = context.get("reading")
    return mark_safe(links.carry_day(reading, html) if reading else html)  # noqa: S308 - sanitised by the kernel


@register.filter
def day(on: date) -> str:
    """1 March 2026"""
    return words.day(on)


@register.filter
def severity(weight: str) -> str:
    """Hint"""
    return SEVERITY_TITLES[weight]


@register.filter
def counted(number: int, forms: str) -> str:
    """`{{ 3|counted:"role,roles" }}` gives "3 roles"."""
    one, many = forms.split(",")
    return words.counted(number, one, many)
