"""What answers where nothing is in force: what moved redirects, what is gone says so, and of what the viewer never
could see there is no word."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from careers.handbook.links import address_of
from careers.models import RoleListing
from careers.presenting import words
from careers.presenting.links import Link, address
from careers.reading import Reading, public_page
from careers.whereabouts import Left, Moved, Successor, Withdrawn, family_whereabouts, part_whereabouts
from config.kernel.problems import problem_response


@public_page
def former(request: HttpRequest, reading: Reading, path: str) -> HttpResponse:
    """The address of a page that was imported, or nothing."""
    return former_family(request, reading, path)


def former_family(request: HttpRequest, reading: Reading, path: str, name: str = "family", *rest: Any) -> HttpResponse:
    """301 to the family of this path below /job-families/ with the query kept, 410 where it was withdrawn; raises
    Http404. `name` and `rest` are the page of the family that was asked for."""
    found = family_whereabouts(reading, address_of(path))
    if isinstance(found, Moved):
        return _moved(request, reverse(name, args=[found.family, *rest]))
    if found is None:
        raise Http404(f"There is nothing at this address{_day(reading)}.")
    return _withdrawn(request, reading, found)


def former_role(request: HttpRequest, reading: Reading, family: str, role: str, name: str = "role") -> HttpResponse:
    """The same for a role, or its page `name`; the path may also be that of an imported page."""
    found = part_whereabouts(reading, family.lower(), role.lower(), RoleListing)
    if found is None:
        return former_family(request, reading, f"{family}/{role}")
    if isinstance(found, Moved):
        return _moved(request, reverse(name, args=[found.family, found.part]))
    return _left(request, reading, found) if isinstance(found, Left) else _withdrawn(request, reading, found)


def _day(reading: Reading) -> str:
    return f" as of {words.day(reading.on)}" if reading.asked else ""


def _moved(request: HttpRequest, url: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)


def _left(request: HttpRequest, reading: Reading, found: Left) -> HttpResponse:
    links = [
        *_after(reading, found.successor),
        Link(f"{found.title} as it is{_day(reading) or ' now'}", address(reading, "family", found.family)),
        Link("How it has changed", address(reading, "history", found.family)),
    ]
    detail = f"{found.title} no longer has this role.{_told(found.successor)}"
    return problem_response(request, 410, detail, links=links)


def _withdrawn(request: HttpRequest, reading: Reading, found: Withdrawn) -> HttpResponse:
    links = [*_after(reading, found.successor), Link("All job families", address(reading, "families"))]
    if found.last_day:
        url = f"{reverse('family', args=[found.slug])}?as_of={found.last_day}"
        links.insert(-1, Link(f"{found.title} as it was on {words.day(found.last_day)}", url))
    day = words.day(found.ended_on)
    detail = f"The job family {found.title} was withdrawn on {day}.{_told(found.successor)}"
    return problem_response(request, 410, detail, links=links)


def _told(successor: Successor | None) -> str:
    return f" {successor.title} has taken its place." if successor else ""


def _after(reading: Reading, successor: Successor | None) -> list[Link]:
    if successor is None:
        return []
    if successor.part:
        return [Link(successor.title, address(reading, "role", successor.family, successor.part))]
    return [Link(successor.title, address(reading, "family", successor.family))]
