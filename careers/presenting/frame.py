"""The frame around every page: where one can go, what the head says of a page, and its trail for search engines."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest

from careers.models import FamilyListing
from careers.presenting.links import Link, address
from careers.reading import Reading
from config.kernel.requests import absolute

MAIN = (
    ("search", "Search"),
    ("families", "Job families"),
    ("career-paths", "Career paths"),
    ("levels", "Levels"),
    ("vacancies", "Vacancies"),
)
"""The pages that the masthead leads to, by the names in careers.urls."""

FOOT = (
    ("departments", "Departments"),
    ("hiring", "How we hire"),
    ("specialties", "Specialties"),
    ("compare", "Compare roles"),
    ("changes-feed", "What changed (feed)"),
)
"""The pages that the footer leads to."""

MAX_TITLE = 59
"""Characters that search engines show of a title."""

MAX_DESCRIPTION = 160
"""Characters that they show of a description."""

BETWEEN = " · "
"""Stands between the name of a page and that of the company."""

_UNSAFE = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Place:
    """A link of the masthead or the footer. `current` is the value of aria-current: "page" on the page itself, "true"
    on those below it, "" elsewhere."""

    text: str
    url: str
    current: str


def places(reading: Reading | None, path: str, names: Sequence[tuple[str, str]]) -> list[Place]:
    """The links of MAIN or FOOT, on the page at `path`."""
    return [Place(text, address(reading, name), _current(address(None, name), path)) for name, text in names]


def _current(url: str, path: str) -> str:
    return "page" if path == url else "true" if path.startswith(url) else ""


def title(text: str) -> str:
    """The title of a page, short enough to be shown whole: without the company's name where both do not fit, and cut
    between words where the page's own is too long by itself."""
    text = " ".join(text.split())
    return text if len(text) <= MAX_TITLE else cut(text.rpartition(BETWEEN)[0] or text, MAX_TITLE)


def cut(text: str, length: int) -> str:
    """The text in at most `length` characters; what is left out stands as an ellipsis after a whole word."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    kept, _, rest = text[:length].rpartition(" ")
    return f"{(kept or rest[: length - 1]).rstrip(' ,;:·–-')}…"


def json_ld(data: Any) -> str:
    """The data as JSON that cannot end the element it stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def breadcrumbs(request: HttpRequest, trail: Iterable[Link], here: str) -> dict[str, Any]:
    """The trail above a page and the page itself, in the vocabulary of schema.org; {} for a trail of one."""
    items = [{"name": link.text, "item": absolute(request, link.url)} for link in trail]
    items += [{"name": here}] if here else []
    if len(items) < 2:
        return {}
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, **item} for position, item in enumerate(items, start=1)
        ],
    }


@dataclass(frozen=True)
class Around:
    """Whose site it is; and on the page of an error the departments that have families, by name."""

    company: dict[str, Any]
    departments: Sequence[Link] = ()


def around(reading: Reading | None, status: int | None) -> Around:
    """The same for a page, or without a reading for that of an error, whoever gets it. At most three queries for an
    error, and none where the fault may be the database's."""
    if reading:
        return Around(reading.reference.company)
    if status is None or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Around({})
    try:
        today = Reading.of_visitor()
        named = today.live(FamilyListing).order_by().values_list("department", flat=True).distinct()
        top = {today.reference.department_path(slug)[0] for slug in named}
        links = [Link(today.reference.name("department", slug), address(None, "department", slug)) for slug in top]
        return Around(today.reference.company, sorted(links, key=lambda link: link.text.casefold()))
    except DatabaseError:
        return Around({})
