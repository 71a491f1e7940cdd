"""What search engines are told: which pages there are, and which not to ask for."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from django.urls import reverse

from careers.models import FamilyListing, RoleListing
from careers.openings import openings
from careers.presenting.links import address
from careers.presenting.vacancies import vacancy_url
from careers.reading import Reading
from careers.since import days_before

MOST = 50_000
"""Addresses that one sitemap may hold."""

SINGLE = ("home", "departments", "families", "career-paths", "levels", "hiring", "specialties", "vacancies")
"""Pages of which there is one, by the names in careers.urls."""

KEPT_OUT = ("/admin/", "/api/")

Page = tuple[str, date | None]
"""An address within the site, and the day since when it shows what it does, where that is known."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _single(reading: Reading) -> Iterator[Page]:
    for name in SINGLE:
        yield address(reading, name), None


def _departments(reading: Reading) -> Iterator[Page]:
    for slug in sorted(reading.reference.of_kind("department")):
        yield address(reading, "department", slug), None


def _families(reading: Reading) -> Iterator[Page]:
    rows = reading.live(FamilyListing).order_by("slug").values_list("slug", "publication__starts_on")
    for slug, starts_on in rows.iterator():
        yield address(reading, "family", slug), starts_on


def _roles(reading: Reading) -> Iterator[Page]:
    earlier = days_before(reading)
    rows = reading.live(RoleListing).values_list("pk", "family_slug", "slug", "publication__starts_on")
    for key, family, slug, starts_on in rows.iterator():
        yield address(reading, "role", family, slug), earlier.get(key, starts_on)


def _vacancies(reading: Reading) -> Iterator[Page]:
    for opening in openings(reading):
        yield vacancy_url(reading, opening), opening.since.date()


SOURCES: Sequence[Callable[[Reading], Iterator[Page]]] = (_single, _departments, _families, _roles, _vacancies)
"""Where the pages of the sitemap come from, each with a constant number of queries. New kinds of pages go here."""


def pages(reading: Reading) -> list[Page]:
    """All pages that search engines should find. Three queries, and one more where the process does not keep since
    when roles read as they do."""
    return [page for source in SOURCES for page in source(reading)]


def sitemap(found: Sequence[Page], absolute: Callable[[str], str]) -> str:
    """The pages as a sitemap; or, where they are more than one may hold, as an index of sitemaps."""
    if len(found) <= MOST:
        return part(found, absolute)
    numbers = range(1, -(-len(found) // MOST) + 1)
    entries = (_entry("sitemap", absolute(reverse("sitemap-part", args=[number])), None) for number in numbers)
    return _document("sitemapindex", entries)


def part(found: Sequence[Page], absolute: Callable[[str], str], number: int = 1) -> str:
    """The sitemap of that number; "" where there is none."""
    shown = found[(number - 1) * MOST : number * MOST]
    return _document("urlset", (_entry("url", absolute(url), on) for url, on in shown)) if shown else ""


def _document(name: str, entries: Iterator[str]) -> str:
    return f'{_HEAD}<{name} xmlns="{_SPACE}">\n{"".join(entries)}</{name}>\n'


def _entry(name: str, url: str, on: date | None) -> str:
    lastmod = f"<lastmod>{on.isoformat()}</lastmod>" if on else ""
    return f"<{name}><loc>{escape(url)}</loc>{lastmod}</{name}>\n"


def robots(absolute: Callable[[str], Any]) -> str:
    """robots.txt: everything may be asked for but the admin and the API."""
    kept_out = "".join(f"Disallow: {path}\n" for path in KEPT_OUT)
    return f"User-agent: *\n{kept_out}\nSitemap: {absolute(reverse('sitemap'))}\n"
