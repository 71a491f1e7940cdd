"""The way in: the start page, departments and levels."""

from django.http import Http404, HttpRequest, HttpResponse

from careers.presenting.catalogue import Tree
from careers.presenting.census import Census
from careers.presenting.levels import Rungs, present_scales
from careers.presenting.links import address
from careers.reading import Reading, public_page
from careers.views.page import family_rows, page


def _tree(reading: Reading) -> Tree:
    """One query beside the census's."""
    return Tree(reading, list(family_rows(reading)), Census.of(reading))


@public_page
def home(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The company, and its departments with their families. One query beside the reading's and the census's."""
    return page(request, reading, "careers/home.html", tree=_tree(reading))


@public_page
def departments(request: HttpRequest, reading: Reading) -> HttpResponse:
    """All departments with families, as the tree that they are. One query beside the reading's and the census's."""
    return page(request, reading, "careers/departments.html", tree=_tree(reading))


@public_page
def department(request: HttpRequest, reading: Reading, department: str) -> HttpResponse:
    """A department: what it does, what is below it, its families. One query beside the reading's and the census's."""
    tree = _tree(reading)
    if department not in tree.departments:
        raise Http404("There is no such department.")
    return page(
        request,
        reading,
        "careers/department.html",
        department=tree.branch(department),
        departments=tree.above(department),
        paths_url=address(reading, "career-paths", query={"department": department}),
    )


@public_page
def levels(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The company-wide ladder and the grade scales. No query beside the reading's and the census's."""
    census = Census.of(reading)
    return page(
        request, reading, "levels/levels.html", rungs=Rungs(reading, census), scales=present_scales(reading, census)
    )
