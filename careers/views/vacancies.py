"""Vacancies: the list, the page of one, what can be copied of it, and the feed."""

from functools import partial
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from careers import openings
from careers.filters import VacancyFilter
from careers.presenting import feeds, frame
from careers.presenting.bare import plain
from careers.presenting.links import Link, address
from careers.presenting.posting import for_search_engines, posting_copy, posting_text
from careers.presenting.vacancies import (
    VacancySearch,
    present_closed,
    present_vacancy,
    vacancy_lines,
    vacancy_url,
)
from careers.reading import Reading, public_page
from careers.views.feeds import feed_answer
from careers.views.page import page, part_of
from config.kernel.requests import absolute

PAGE_SIZE = 50
FORMATS = tuple(feeds.GENERATORS)


@public_page
def vacancies(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The open vacancies, narrowed by the query; open applications at the end, whatever it says. With a value that
    cannot be used nothing is searched and the field says so. One query beside the reading's."""
    found = openings.openings(reading)
    filtered = VacancyFilter(request.GET, [each for each in found if each.family], reading=reading)
    usable = filtered.is_valid()
    search = VacancySearch(reading, filtered)
    shown = part_of(request, filtered.qs, PAGE_SIZE) if usable else None
    return page(
        request,
        reading,
        "careers/vacancies.html",
        status=200 if usable else 400,
        search=search,
        shown=shown,
        lines=vacancy_lines(reading, shown or ()),
        open_applications=vacancy_lines(reading, [each for each in found if not each.family]),
        previous=search.page_url(shown.previous_page_number()) if shown and shown.has_previous() else "",
        next=search.page_url(shown.next_page_number()) if shown and shown.has_next() else "",
    )


@public_page
def vacancy(request: HttpRequest, reading: Reading, number: str, slug: str) -> HttpResponse:
    """One vacancy: 301 to its own address, 410 where it is closed. Two queries beside the reading's."""
    found = openings.detail(reading, int(number))
    if found is None:
        return _closed(request, reading, int(number))
    if found.slug != slug or number != str(found.number):
        return _moved(request, reverse("vacancy", args=[found.number, found.slug]))
    shown = present_vacancy(reading, found)
    text = posting_text(reading, shown)
    trail = [Link("Vacancies", address(reading, "vacancies"))]
    return page(
        request,
        reading,
        "careers/vacancy.html",
        vacancy=shown,
        text=text,
        trail=frame.breadcrumbs(request, trail, shown.title),
        posting=for_search_engines(reading, found, text, partial(absolute, request)),
    )


@public_page
def vacancy_html(request: HttpRequest, reading: Reading, number: str, slug: str) -> HttpResponse:
    """What other boards are given of it. Two queries beside the reading's."""
    return _copy(request, reading, number, "text/html; charset=utf-8", str)


@public_page
def vacancy_text(request: HttpRequest, reading: Reading, number: str, slug: str) -> HttpResponse:
    """The same as plain text."""
    return _copy(request, reading, number, "text/plain; charset=utf-8", plain)


@public_page
def vacancies_feed(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The newest vacancies, narrowed by the query as the list is, as Atom or with `?format=rss` as RSS. One query
    beside the reading's."""
    formats = request.GET.getlist("format") or ["atom"]
    if len(formats) > 1 or formats[0] not in FORMATS:
        raise BadRequest(f"format: choose {' or '.join(FORMATS)}.")
    found = VacancyFilter(request.GET, openings.openings(reading), reading=reading)
    if not found.is_valid():
        raise BadRequest(" ".join(f"{name}: {error}" for name, errors in found.form.errors.items() for error in errors))
    entries = [
        feeds.Change(
            key=f"vacancy-{each.number}-{each.opened_on}",
            title=each.title,
            url=vacancy_url(reading, each),
            at=each.since,
            author="",
            message=line.in_short,
        )
        for each, line in zip(found.qs, vacancy_lines(reading, found.qs[: feeds.MOST]), strict=False)
    ]
    company = reading.reference.company["name"]
    return feed_answer(request, reading, entries, f"Vacancies at {company}", address(reading, "vacancies"), formats[0])


def _closed(request: HttpRequest, reading: Reading, number: int) -> HttpResponse:
    """410 with what there is instead; raises Http404 for what the viewer could never see."""
    gone = openings.closed(reading, number)
    if gone is None:
        raise Http404("There is no such vacancy.")
    shown = present_closed(reading, gone, openings.similar(reading, gone.opening))
    return page(request, reading, "careers/vacancy_closed.html", status=410, vacancy=shown)


def _moved(request: HttpRequest, url: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)


def _copy(request: HttpRequest, reading: Reading, number: str, content_type: str, form: Any) -> HttpResponse:
    found = openings.detail(reading, int(number))
    if found is None:
        return _closed(request, reading, int(number))
    whole = posting_copy(reading, present_vacancy(reading, found), partial(absolute, request))
    response = HttpResponse(form(whole), content_type=content_type)
    # It says what the page says, which is the one to be found.
    response["X-Robots-Tag"] = "noindex"
    return response
