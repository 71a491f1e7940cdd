"""What the frame of the pages needs: head, masthead, and data for search engines."""

from collections.abc import Sequence
from html import unescape
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from careers.presenting import frame, links
from config.kernel import requests

register = template.Library()


@register.simple_block_tag
def titled(content: str) -> SafeString:
    """`{% titled %}{% block title %}…` is the title, for browsers and for those who share the address."""
    words = frame.title(unescape(content))
    return format_html('<title>{}</title>\n<meta property="og:title" content="{}">', words, words)


@register.simple_block_tag
def described(content: str) -> SafeString:
    """The same for the description; nothing where there is none."""
    words = frame.cut(unescape(content), frame.MAX_DESCRIPTION)
    tags = '<meta name="description" content="{}">\n<meta property="og:description" content="{}">'
    return format_html(tags, words, words) if words else SafeString()


@register.simple_block_tag(takes_context=True)
def robots(context: Context, content: str) -> SafeString:
    """Keeps search engines off a page that says so in it, off the past, off what only staff see, and off errors."""
    reading = context.get("reading")
    kept_off = content.strip() or not reading or reading.asked or reading.internal
    return mark_safe('<meta name="robots" content="noindex">') if kept_off else SafeString()


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str) -> str:
    """The address with its host."""
    return requests.absolute(context["request"], path)


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """The one address of a page, without what narrows or dates it; each page of a whole list has its own."""
    request, shown = context["request"], context.get("shown")
    number = shown.number if shown and [*request.GET] == ["page"] else 1
    return requests.absolute(request, request.path + (f"?page={number}" if number > 1 else ""))


@register.simple_tag(takes_context=True)
def places(context: Context, where: str) -> list[frame.Place]:
    """The links of the masthead, "main", or of the footer, "foot"."""
    request = context.get("request")
    names = {"main": frame.MAIN, "foot": frame.FOOT}[where]
    return frame.places(context.get("reading"), request.path if request else "", names)


@register.simple_tag(takes_context=True)
def around(context: Context) -> frame.Around:
    """Whose site it is, and what helps on the page of an error."""
    return frame.around(context.get("reading"), context.get("status"))


@register.filter
def accent_sheet(company: dict[str, Any]) -> str:
    """The address of the style sheet of the company's colour; "" where it has none."""
    colour = company.get("accent_colour", "").lower().removeprefix("#")
    return reverse("brand-css", args=[colour]) if colour else ""


@register.filter
def is_photograph(name: str) -> bool:
    """Whether those who show a picture beside a shared address can show it: vectors they cannot."""
    return not name.endswith(".svg")


@register.simple_tag
def json_ld(data: Any) -> SafeString:
    """Data for search engines. It is no script, and browsers do not run it."""
    return mark_safe(f'<script type="application/ld+json">{frame.json_ld(data)}</script>')  # noqa: S308 - escaped


@register.simple_tag(takes_context=True)
def breadcrumbs(
    context: Context, departments: Sequence[links.Link] = (), family: links.Link | None = None, here: str = ""
) -> SafeString:
    """The trail of the page as data; see includes/_trail.html."""
    first = links.Link("Job families", links.address(context.get("reading"), "families"))
    trail = [first, *(departments or ()), *([family] if family else ())]
    data = frame.breadcrumbs(context["request"], trail, here)
    return json_ld(data) if data else SafeString()
