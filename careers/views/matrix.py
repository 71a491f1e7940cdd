"""A job family's matrix: what each role adds."""

from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from careers.handbook.document import FamilyDocument
from careers.models import FamilyListing
from careers.presenting import words
from careers.presenting.links import Link, address
from careers.presenting.matrix import as_table, present_matrix
from careers.reading import Reading, public_page
from careers.views.former import former_family
from careers.views.page import page
from config.kernel import tables


@public_page
def matrix(request: HttpRequest, reading: Reading, family: str) -> HttpResponse:
    """Statement groups by roles; with `?track=` of one track. One query beside the reading's."""
    track = _track(request)
    document = _document(reading, family)
    if document is None:
        return former_family(request, reading, family, "matrix")
    return page(
        request,
        reading,
        "careers/matrix.html",
        family=Link(document.title, address(reading, "family", family)),
        track=track,
        matrix=present_matrix(reading, document, track),
        table_url=address(reading, "matrix-csv", family, query={"track": track} if track else {}),
    )


@public_page
def matrix_csv(request: HttpRequest, reading: Reading, family: str) -> HttpResponse:
    """The same as a table for spreadsheets. One query beside the reading's."""
    track = _track(request)
    document = _document(reading, family)
    if document is None:
        return former_family(request, reading, family, "matrix-csv")
    body = tables.write("csv", document.title, as_table(present_matrix(reading, document, track)))
    response = HttpResponse(body, content_type=tables.FORMATS["csv"])
    response["Content-Disposition"] = f'attachment; filename="{family}-matrix.csv"'
    return response


def _document(reading: Reading, slug: str) -> FamilyDocument | None:
    """What the viewer may see of the family."""
    side = F("internal" if reading.internal else "public")
    row: Any = reading.live(FamilyListing).filter(slug=slug).values_list(side).first()
    return reading.document(row[0]) if row else None


def _track(request: HttpRequest) -> str:
    """The track asked for; "" for both. Raises BadRequest on anything else."""
    values = request.GET.getlist("track") or [""]
    if len(values) > 1 or values[0] not in ("", *words.TRACKS):
        raise BadRequest(f"track: choose {words.joined(list(words.TRACKS), 'or')}.")
    return values[0]
