"""The way in: the start page, departments and levels."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse

from careers.models import RoleListing
from careers.presenting.catalogue import Tree, present_levels, present_scales
from careers.reading import Reading, public_page
from careers.views.page import family_rows, page


@public_page
def home(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The company, and its departments with their families. One query beside the reading's."""
    return page(request, reading, "careers/home.html", tree=Tree(reading, list(family_rows(reading))))


@public_page
def department(request: HttpRequest, reading: Reading, department: str) -> HttpResponse:
    """A department: what it does, what is below it, its families. One query beside the reading's."""
    tree = Tree(reading, list(family_rows(reading)))
    if department not in tree.departments:
        raise Http404("There is no such department.")
    return page(
        request,
        reading,
        "careers/department.html",
        department=tree.branch(department),
        departments=tree.above(department),
    )


@public_page
def levels(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The company-wide ladder and the grade scales. One query beside the reading's."""
    counts = reading.live(RoleListing).order_by().values_list("level").annotate(Count("pk"))
    return page(
        request,
        reading,
        "levels/levels.html",
        rungs=present_levels(reading, dict(counts)),
        scales=present_scales(reading),
    )
