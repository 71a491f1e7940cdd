"""What search engines ask for first."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse

from careers.presenting import machines
from careers.reading import Reading, public_page
from config.kernel.requests import absolute

XML = "application/xml; charset=utf-8"


@public_page
def sitemap(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The pages of the site, or an index of their sitemaps. Four queries beside the reading's, and one less
    where the process keeps since when roles read as they do."""
    return HttpResponse(machines.sitemap(machines.pages(reading), partial(absolute, request)), content_type=XML)


@public_page
def sitemap_part(request: HttpRequest, reading: Reading, number: int) -> HttpResponse:
    """One of several sitemaps. As many queries."""
    body = machines.part(machines.pages(reading), partial(absolute, request), number) if number else ""
    if not body:
        raise Http404("There is no such sitemap.")
    return HttpResponse(body, content_type=XML)


@public_page
def robots(request: HttpRequest, reading: Reading) -> HttpResponse:
    """What search engines may ask for. No query beside the reading's."""
    return HttpResponse(machines.robots(partial(absolute, request)), content_type="text/plain; charset=utf-8")
