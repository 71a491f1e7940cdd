"""Addresses within the site. The day that was asked for goes along in every one of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import get_script_prefix, get_urlconf, reverse

from careers.reading import Reading

_CATALOGUE_LINK = re.compile(r'href="(/(?:|(?:job-families|departments|levels)/[^"?#]*))(#[^"]*)?"')


@dataclass(frozen=True)
class Link:
    """Words and the address they lead to; no address where the place is not known."""

    text: str
    url: str = ""


Query = Mapping[str, str | Sequence[str]]


@lru_cache(maxsize=8_192)
def _path(name: str, args: tuple[Any, ...], urlconf: str | None, prefix: str) -> str:
    """Pages hold hundreds of links, and to find the path of one takes longer than to write it."""
    return reverse(name, urlconf=urlconf, args=args)


def address(reading: Reading | None, name: str, *args: Any, fragment: str = "", query: Query | None = None) -> str:
    """The address of the page `name` of careers.urls with a query, of which lists give repeated parameters. Error
    pages have no reading, and lead to today."""
    found = _path(name, args, get_urlconf(), get_script_prefix())
    if not query and not (reading and reading.asked):
        return f"{found}#{fragment}" if fragment else found
    parameters = QueryDict(mutable=True)
    for key, value in (query or {}).items():
        parameters.setlist(key, [value] if isinstance(value, str) else list(value))
    if reading and reading.asked:
        parameters["as_of"] = reading.on.isoformat()
    if parameters:
        found += f"?{parameters.urlencode()}"
    return f"{found}#{fragment}" if fragment else found


def without_day(request: HttpRequest) -> str:
    """The address of the same page of today."""
    query = request.GET.copy()
    query.pop("as_of", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def carry_day(reading: Reading, html: str) -> str:
    """Sanitised HTML whose links to pages of the catalogue lead to the day that was asked for."""
    if not reading.asked:
        return html
    return _CATALOGUE_LINK.sub(rf'href="\1?as_of={reading.on.isoformat()}\2"', html)


def department_links(reading: Reading, slug: str) -> list[Link]:
    """The department and those above it, top first."""
    return [
        Link(reading.reference.name("department", each), address(reading, "department", each))
        for each in reading.reference.department_path(slug)
    ]
