"""A family's history: its revisions, each with what it changed."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from careers.models import FamilyListing
from careers.presenting import words
from careers.presenting.history import Period, choices, entries, periods, present_revision
from careers.presenting.links import Link, address
from careers.reading import Reading, public_page
from careers.views.former import former_family
from careers.views.page import page


def _family(reading: Reading, slug: str) -> Any:
    """(key, title) of the family; None where the viewer may know of none. One query."""
    return reading.live(FamilyListing).filter(slug=slug).values_list("family_id", "title").first()


@public_page
def history(request: HttpRequest, reading: Reading, family: str) -> HttpResponse:
    """The revisions that were in force, up to the day that is read; with `?from=` and `?to=` on to the page that
    compares the two. Three queries beside the reading's, of which a process keeps one, and one more for staff."""
    row = _family(reading, family)
    if row is None:
        return former_family(request, reading, family, "history")
    told = periods(reading, row[0], hours=True)
    if "from" in request.GET or "to" in request.GET:
        older, newer = (_chosen(request, name, told) for name in ("from", "to"))
        if older is None or newer is None or older == newer:
            raise BadRequest("from, to: choose two different revisions.")
        return HttpResponseRedirect(address(reading, "revision", family, newer, query={"since": str(older)}))
    return page(
        request,
        reading,
        "careers/history.html",
        family=Link(row[1], address(reading, "family", family)),
        slug=family,
        periods=entries(reading, family, told),
        older=choices(told, told[0].before),
        newer=choices(told, told[0].number),
    )


@public_page
def revision(request: HttpRequest, reading: Reading, family: str, number: int) -> HttpResponse:
    """A revision: who made it, when and why, and what it changed since the one before or, with `?since=`, since any
    other. Four queries beside the reading's, of which a process keeps one, and one more for staff."""
    row = _family(reading, family)
    if row is None:
        return former_family(request, reading, family, "revision", number)
    told = periods(reading, row[0], hours=True)
    if number not in {period.number for period in told}:
        raise Http404(f"This family has no revision {number} that was in force.")
    since = _chosen(request, "since", told)
    if since == number:
        raise BadRequest("since: choose another revision than the one that is compared.")
    return page(
        request,
        reading,
        "careers/revision.html",
        trail=[Link(row[1], address(reading, "family", family))],
        family=Link(row[1], address(reading, "family", family)),
        history=Link("History", address(reading, "history", family)),
        slug=family,
        number=number,
        revision=present_revision(reading, (row[0], family), told, number, since),
    )


def _chosen(request: HttpRequest, name: str, told: list[Period]) -> int | None:
    """The revision that a parameter names; None where it is not given. Raises BadRequest on anything but the number of
    one in the history."""
    known = {str(period.number): period.number for period in told[::-1]}
    values = request.GET.getlist(name)
    if not values:
        return None
    if len(values) > 1 or values[0] not in known:
        numbers = words.joined(sorted(known, key=int), "or") if len(known) < 20 else f"1 to {max(known.values())}"
        raise BadRequest(f"{name}: give the number of one revision in this history, {numbers}.")
    return known[values[0]]
