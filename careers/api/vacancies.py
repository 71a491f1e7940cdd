"""Vacancies that are open on the day, as their pages show them."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from rest_framework.response import Response

from careers import openings
from careers.api.endpoints import DetailEndpoint, ListEndpoint, Row
from careers.api.listed import role_of_vacancies
from careers.filters import VacancyFilter
from careers.handbook.vacancy import Place
from careers.openings import Detail, Opening
from careers.presenting.posting import for_search_engines, posting_text
from careers.presenting.vacancies import present_vacancy, why_closed
from careers.serializers import vacancies as serializers
from config.kernel.problems import problem
from config.kernel.requests import absolute

NEVER = "9999-12-31"
"""Stands for the deadline of what has none, behind all others."""


def row_of(opening: Opening) -> Row:
    """A vacancy as its serializers read it."""
    content = opening.content
    return {
        "number": opening.number,
        "slug": opening.slug,
        "title": opening.title,
        "family": opening.family,
        "role": opening.role,
        "specialty": {"slug": opening.specialty, "name": opening.specialty_name} if opening.specialty else None,
        "department": opening.department,
        "level": opening.level,
        "track": opening.track,
        "employment_types": content["employment_types"],
        "places": [_place(Place.model_validate(place)) for place in opening.places],
        "opened_on": opening.opened_on,
        "deadline": content["deadline"],
        "evergreen": content["evergreen"],
        "language": content["language"],
        "requisition": content["requisition"],
        "apply": content["apply"],
        "visibility": "internal" if opening.internal else "public",
    }


def _place(place: Place) -> Row:
    name = str(place)
    return {**place.model_dump(mode="json"), "name": name[:1].upper() + name[1:]}


class _Rows(VacancyFilter):
    """The vacancies that the filters leave, each with what it is ordered by here."""

    @property
    def qs(self) -> list[Row]:
        return [
            {
                "opening": opening,
                "opened_on": opening.opened_on,
                "until": opening.content["deadline"] or NEVER,
                "title": opening.title,
                "number": opening.number,
            }
            for opening in super().qs
        ]


class Vacancies(ListEndpoint):
    """The vacancies that are open, newest first; open applications among them, which have no job family."""

    serializer_class = serializers.VacancyItemSerializer
    filter_class = _Rows
    expansions = {"role": role_of_vacancies}
    orderings = {"opened_on": "opened_on", "deadline": "until", "title": "title", "number": "number"}

    def rows(self, **kwargs: str) -> list[Opening]:
        """One query beside the reading's."""
        return openings.openings(self.reading)

    def presented(self, row: Row) -> Row:
        return row_of(row["opening"])


class Vacancy(DetailEndpoint):
    """A vacancy, whole. Of one that is closed a 410 tells why, and what there is instead."""

    serializer_class = serializers.VacancySerializer
    problem_codes: tuple[int, ...] = (400, 401, 403, 404, 406, 410, 412)
    problem_serializers = {410: serializers.ClosedVacancySerializer}
    expansions = {"role": role_of_vacancies}

    def problem_examples(self) -> dict[int, dict[str, Any]]:
        closed = "The vacancy Senior Firmware Engineer is closed. Nobody can apply any more."
        return {**super().problem_examples(), 410: {"detail": closed, "role": None, "similar": []}}

    def find(self, **kwargs: Any) -> Row | HttpResponse:
        """Three queries beside the reading's."""
        number = kwargs["number"]
        whole = openings.whole(self.reading, number)
        if whole is None:
            return self._closed(number)
        opening, found = whole
        return {**row_of(opening), **self._whole(found)}

    def _whole(self, found: Detail) -> Row:
        document, reading = found.document, self.reading
        text = posting_text(reading, present_vacancy(reading, found))
        return {
            "introduction": document.introduction,
            "team": document.team,
            "text": _offered(found.role) if found.role else None,
            "text_on": found.posting.text_on,
            "changed": found.changed,
            "added": [_said(each) for each in document.added if found.role and _tells(found.role, each)],
            "left_out": [_said(each) for each in found.left_out],
            "benefits": document.benefits,
            "recruiter": document.recruiter,
            "json_ld": for_search_engines(reading, found, text, partial(absolute, self.request)),
        }

    def _closed(self, number: int) -> HttpResponse:
        """Raises Http404 for what the viewer could never see. Five queries."""
        gone = openings.closed(self.reading, number)
        if gone is None:
            raise Http404("There is nothing at this address.")
        now = gone.now
        shown = {
            **problem(410, f"The vacancy {gone.opening.title} is closed. {why_closed(gone)}"),
            "family": now.family_slug if now else "",
            "role": now.slug if now else "",
            "similar": [row_of(each) for each in openings.similar(self.reading, gone.opening)],
        }
        answer = serializers.ClosedVacancySerializer(shown, context=self.get_serializer_context())
        return Response(answer.data, status=410, content_type="application/problem+json")


def _offered(role: Any) -> Row:
    """The composed role as the vacancy tells it."""
    specialty = role["specialty"] or {"overview": ""}
    return {**role, "overviews": [each for each in (role["overview"], specialty["overview"]) if each]}


def _tells(role: Any, added: Any) -> bool:
    """Whether those who read the role are told of what was added to it."""
    return any(each["text"] == added.text for each in role[added.list])


def _said(each: Any) -> Row:
    return {"list": each.list, "text": each.text}
