"""What families have in common: how one is hired, and the specialties."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from careers.filters import SpecialtyFilter
from careers.models import ProcessListing, SpecialtyListing
from careers.presenting.census import Census
from careers.presenting.specialties import kinds, present_specialties
from careers.presenting.stages import HowWeHire
from careers.reading import Reading, public_page
from careers.views.page import page


@public_page
def hiring(request: HttpRequest, reading: Reading) -> HttpResponse:
    """How the company hires. One query beside the reading's and the census's."""
    side = "internal" if reading.internal else "public"
    rows = reading.live(ProcessListing).values_list("family_slug", side)
    return page(request, reading, "hiring/hiring.html", hiring=HowWeHire(reading, Census.of(reading), rows))


@public_page
def specialties(request: HttpRequest, reading: Reading) -> HttpResponse:
    """All specialties and segments, with `?kind=` of one kind. One query beside the reading's and the census's."""
    found = SpecialtyFilter({"kind": request.GET.getlist("kind")}, reading.live(SpecialtyListing), reading=reading)
    if not found.is_valid():
        raise BadRequest("kind: give specialty or segment.")
    rows = found.qs.values("slug", "name", "kind", "primary_language", "family_slug")
    return page(
        request,
        reading,
        "careers/specialties.html",
        specialties=present_specialties(reading, Census.of(reading), rows),
        kinds=kinds(reading, found.form.cleaned_data["kind"]),
    )
