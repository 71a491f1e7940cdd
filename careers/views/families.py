"""The list of job families: filtered, searched, in pages. Its state is its address."""

from django.http import HttpRequest, HttpResponse

from careers.filters import FamilyFilter
from careers.models import FamilyListing, SpecialtyListing
from careers.presenting.catalogue import Cards
from careers.presenting.census import Census
from careers.presenting.facets import FamilySearch
from careers.reading import Reading, public_page
from careers.views.page import family_rows, page, part_of

PAGE_SIZE = 50


@public_page
def families(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The families, narrowed by the query. With a value that cannot be used nothing is searched and the field says
    so; parameters of other names are ignored. Three queries beside the reading's and the census's, and one where
    words are searched for."""
    found = FamilyFilter(request.GET, reading.live(FamilyListing), reading=reading)
    specialties = reading.live(SpecialtyListing).order_by("name", "slug").values_list("slug", "name").distinct()
    census = Census.of(reading)
    among = _keys(found) if found.is_valid() and found.form.cleaned_data["q"] else None
    search = FamilySearch(reading, found.form, census, dict(specialties), among)
    if not found.is_valid():
        return page(request, reading, "careers/families.html", status=400, search=search)
    shown = part_of(request, family_rows(reading, found.qs), PAGE_SIZE)
    cards = Cards(reading, census)
    return page(
        request,
        reading,
        "careers/families.html",
        search=search,
        shown=shown,
        families=[cards.line(row) for row in shown],
        previous=search.page_url(shown.previous_page_number()) if shown.has_previous() else "",
        next=search.page_url(shown.next_page_number()) if shown.has_next() else "",
    )


def _keys(found: FamilyFilter) -> set[int]:
    """The families that the words find, whatever else is asked for. One query."""
    return set(found.found_by_words.order_by().values_list("family", flat=True))
