"""A job family: its page and its document."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from careers import openings
from careers.handbook.document import dump
from careers.handbook.render import render
from careers.models import FamilyListing
from careers.presenting.family import present_family
from careers.presenting.history import periods
from careers.presenting.vacancies import vacancy_lines
from careers.reading import Reading, public_page
from careers.views.former import former_family
from careers.views.page import page

CHANGES = 3
"""The latest changes that a family's page tells."""


def _live(reading: Reading, slug: str) -> Any:
    """The family's row with its publication and revision, without what no page shows; None where the viewer may know
    of none. One query."""
    return (
        reading.live(FamilyListing)
        .filter(slug=slug)
        .select_related("publication__revision")
        .only(
            "family_id", "slug", "title", "visibility", "internal" if reading.internal else "public",
            "publication__starts_on", "publication__revision__number", "publication__revision__message",
        )
        .first()
    )  # fmt: skip


@public_page
def family(request: HttpRequest, reading: Reading, family: str) -> HttpResponse:
    """The family, whole. Two queries beside those of `periods` and the reading's."""
    row = _live(reading, family)
    if row is None:
        return former_family(request, reading, family)
    document = reading.viewer.mask_document(row.content(internal=reading.internal))
    return page(
        request,
        reading,
        "careers/family.html",
        family=present_family(reading, document),
        published_on=row.publication.starts_on,
        changes=periods(reading, row.family_id)[:CHANGES],
        openings=vacancy_lines(reading, openings.of_role(reading, family)),
    )


@public_page
def family_markdown(request: HttpRequest, reading: Reading, family: str) -> HttpResponse:
    """The document that the viewer may see, as a canonical Markdown page."""
    row = _live(reading, family)
    if row is None:
        return former_family(request, reading, family, "family-markdown")
    document = reading.document(row.content(internal=reading.internal))
    return _file(render(document).encode(), f"{family}.md", "text/markdown; charset=utf-8")


@public_page
def family_json(request: HttpRequest, reading: Reading, family: str) -> HttpResponse:
    """The document that the viewer may see, as canonical JSON."""
    row = _live(reading, family)
    if row is None:
        return former_family(request, reading, family, "family-json")
    document = reading.document(row.content(internal=reading.internal))
    return _file(dump(document), f"{family}.json", "application/json")


def _file(body: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
