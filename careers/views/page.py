"""What all pages share."""

from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Page, Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from careers.models import FamilyListing
from careers.presenting.links import without_day
from careers.reading import Reading


def page(request: HttpRequest, reading: Reading, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """The template with the reading, the company of the day, and the address of the same page of today."""
    shared = {"reading": reading, "company": reading.reference.company, "today_url": without_day(request)}
    return render(request, template, {**shared, **context}, status=status)


def family_rows(reading: Reading, rows: Any = None) -> Any:
    """Family listing rows (all live ones by default) as {slug, title, summary, department, roles}: what a line of a
    list shows. `roles` counts those that the viewer may see."""
    roles = F("internal_role_count" if reading.internal else "public_role_count")
    rows = reading.live(FamilyListing) if rows is None else rows
    return rows.values("slug", "title", "summary", "department", roles=roles)


def part_of(request: HttpRequest, rows: Any, size: int) -> Page[Any]:
    """The page of `size` rows that `page` asks for. Raises BadRequest on anything but the number of one."""
    paginator = Paginator(rows, size)
    texts = request.GET.getlist("page") or ["1"]
    number = int(texts[0]) if texts[0].isascii() and texts[0].isdigit() and len(texts[0]) <= 9 else 0
    if len(texts) > 1 or not 1 <= number <= paginator.num_pages:
        raise BadRequest(f"page: write a whole number from 1 to {paginator.num_pages}.")
    return paginator.page(number)
