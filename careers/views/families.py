"""The list of job families: filtered, searched, in pages. Its state is its address."""

from django.core.exceptions import BadRequest
from django.core.paginator import EmptyPage, Paginator
from django.http import HttpRequest, HttpResponse

from careers.filters import FamilyFilter
from careers.models import FamilyListing, SpecialtyListing
from careers.presenting.catalogue import family_line
from careers.presenting.facets import FamilySearch
from careers.reading import Reading, public_page
from careers.views.page import family_rows, page

PAGE_SIZE = 50


@public_page
def families(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The families, narrowed by the query. With a value that cannot be used nothing is searched and the field says
    so; parameters of other names are ignored. Three queries beside the reading's."""
    found = FamilyFilter(request.GET, reading.live(FamilyListing), reading=reading)
    specialties = reading.live(SpecialtyListing).order_by("name", "slug").values_list("slug", "name").distinct()
    search = FamilySearch(reading, found.form, dict(specialties))
    if not found.is_valid():
        return page(request, reading, "careers/families.html", status=400, search=search)
    shown = _page(Paginator(family_rows(reading, found.qs), PAGE_SIZE), request)
    return page(
        request,
        reading,
        "careers/families.html",
        search=search,
        shown=shown,
        families=[family_line(reading, row) for row in shown],
        previous=search.page_url(shown.previous_page_number()) if shown.has_previous() else "",
        next=search.page_url(shown.next_page_number()) if shown.has_next() else "",
    )


def _page(paginator: "Paginator", request: HttpRequest):
    texts = request.GET.getlist("page") or ["1"]
    text = texts[-1]
    if len(texts) > 1 or not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadRequest(f"page: write a whole number from 1 to {paginator.num_pages}.")
    try:
        return paginator.page(int(text))
    except EmptyPage:
        raise BadRequest(f"page: write a whole number from 1 to {paginator.num_pages}.") from None
