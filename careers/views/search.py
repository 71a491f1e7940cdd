"""Search over families, roles and specialties: its state is its address."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from careers.filters import SearchFilter
from careers.models import FamilyListing
from careers.presenting.search import MAX_SHOWN, PAGE_SIZE, Results, Start
from careers.reading import Reading, public_page
from careers.search import search as find
from careers.views.page import page

ONCE = ("q", "page")


@public_page
def search(request: HttpRequest, reading: Reading) -> HttpResponse:
    """What is found, best first; with nothing to look for a start. With a value that cannot be used nothing is searched
    and the page says so; parameters of other names are ignored. One to seven queries beside the reading's."""
    for name in ONCE:
        if len(request.GET.getlist(name)) > 1:
            raise BadRequest(f"{name}: give it once.")
    form = SearchFilter(request.GET, reading=reading).form
    q = (request.GET.get("q") or "").strip()
    if not form.is_valid():
        return page(request, reading, "careers/search.html", status=400, q=q, errors=form.errors)
    kinds, departments = form.cleaned_data["kind"], form.cleaned_data["department"]
    number = _number(request)
    offset = (min(max(number, 1), MAX_SHOWN // PAGE_SIZE) - 1) * PAGE_SIZE
    found = find(reading, q, kinds=kinds, departments=departments, limit=PAGE_SIZE, offset=offset)
    pages = max(-(-min(found.total, MAX_SHOWN) // PAGE_SIZE), 1)
    if not 1 <= number <= pages:
        raise BadRequest(f"page: write a whole number from 1 to {pages}.")
    results = Results(reading, found, q, kinds, departments, number, pages) if q else None
    start = None
    if not found.counts:
        used = reading.live(FamilyListing).order_by("department").values_list("department", flat=True).distinct()
        start = Start(reading, q, list(used))
    return page(request, reading, "careers/search.html", q=q, results=results, start=start)


def _number(request: HttpRequest) -> int:
    """The page that is asked for; 0 where it is no number of one."""
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
