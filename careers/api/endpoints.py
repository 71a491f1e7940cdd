"""What every endpoint of the published catalogue is: read-only, for everybody, of one day and for one viewer, as
careers.reading decides. Nothing here reads a draft."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException, NotAcceptable
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from careers.api.examples import EXAMPLES
from careers.filters import ABOUT_GRADES, ReadingFilter
from careers.handbook.document import FamilyDocument
from careers.handbook.render import render
from careers.presenting.links import address
from careers.reading import Reading, public_answer
from careers.whereabouts import Left, Moved, Successor, Withdrawn
from config.kernel.authentication import TokenAuthentication
from config.kernel.negotiation import ByQuality
from config.kernel.openapi import Schema
from config.kernel.parameters import Column, allowed, refuse_unknown, words, words_schema
from config.kernel.renderers import MarkdownRenderer
from config.kernel.requests import absolute

Row = dict[str, Any]
Expansion = Callable[[Reading, Sequence[Row]], list[Any]]
"""Finds what stands in a field of each row."""


PLACES = {
    "department": "The slug of the department.",
    "family": "The slug of the job family; a former one is redirected.",
    "grade": "The slug of the grade.",
    "level": "The slug of the level.",
    "number": "The number of the vacancy.",
    "role": "The slug of the role.",
    "scheme": "The slug of the grade scheme.",
    "specialty": "The slug of the specialty or segment.",
    "stage": "The slug of the stage.",
}
"""What stands in addresses."""


class ReadPublished(BasePermission):
    """What is published is for everybody to read. What of it, Reading decides."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method in SAFE_METHODS


class Gone(APIException):
    """It was published, and is no more."""

    status_code = 410


class Answering(GenericAPIView[Any]):
    """How every endpoint answers: which methods there are is told before all else, problems are JSON, and the OpenAPI
    document is told of `problem_codes`, the problems that it may answer with. The bodies of requests are not parsed."""

    parser_classes = []
    content_negotiation_class = ByQuality
    schema = Schema()
    problem_codes: tuple[int, ...]
    problem_serializers: Mapping[int, type[Serializer[Any]]] = {}
    operation_id = ""
    places: Mapping[str, str] = PLACES

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A method that is not allowed is told so before anything else is looked at."""
        if str(request.method).lower() not in self.http_method_names:
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        """A problem is JSON, whatever the endpoint renders else. Who wants what it does not render is told what it
        does."""
        if isinstance(exc, NotAcceptable):
            exc = NotAcceptable(self._instead)
        response = super().handle_exception(exc)
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        return response

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """The methods, in the header that every answer has; the OpenAPI document tells the rest."""
        return HttpResponse(status=204)

    @property
    def _instead(self) -> str:
        kinds = dict.fromkeys(each.media_type for each in self.renderer_classes)
        return f"What Accept asks for is not here, but this is: {', '.join(kinds)}."

    def described_parameters(self) -> list[OpenApiParameter]:
        """For the OpenAPI document: the parameters besides filters, ordering and pages."""
        return []

    def problem_examples(self) -> dict[int, dict[str, Any]]:
        """For the OpenAPI document: members of problems, as it answers them."""
        return {406: {"detail": self._instead}}

    def other_answers(self) -> dict[int, str]:
        """For the OpenAPI document: what is neither the resource nor a problem."""
        return {304: "What If-None-Match names is still current."}


class Endpoint(Answering):
    """An endpoint of the published catalogue; subclasses say what they `answer`. `others` are the parameters that it
    takes besides filters; `expansions` the fields in which other resources may stand whole, and how those are found:
    of all rows of a page by one query."""

    authentication_classes = [TokenAuthentication, SessionAuthentication]
    permission_classes = [ReadPublished]
    http_method_names = ["get", "head", "options"]
    others: tuple[str, ...] = ("as_of", "fields")
    problem_codes: tuple[int, ...] = (400, 401, 403, 406, 412)
    expansions: Mapping[str, Expansion] = {}
    reading: Reading

    def get(self, request: Request, **kwargs: str) -> HttpResponse:
        return public_answer(self._read)(request, **kwargs)

    @property
    def example(self) -> Any:
        """For the OpenAPI document: an answer."""
        return EXAMPLES.get(type(self).__name__, {}).get("answer")

    def problem_examples(self) -> dict[int, dict[str, Any]]:
        unknown = f"colour: There is no such parameter. {allowed(sorted(self.parameters))}"
        return {**super().problem_examples(), 400: {"detail": unknown}}

    def _read(self, request: Request, reading: Reading, **kwargs: str) -> HttpResponse:
        self.reading = reading
        return self.answer(request, **kwargs)

    def answer(self, request: Request, **kwargs: str) -> HttpResponse:
        raise NotImplementedError

    def get_serializer_context(self) -> dict[str, Any]:
        return {} if getattr(self, "swagger_fake_view", False) else self.context_of(self.reading)

    def context_of(self, reading: Reading) -> dict[str, Any]:
        """For serializers, of what is told with the names and links of this reading."""
        origin = absolute(self.request, "")

        @cache  # rows of a list name the same things again and again
        def link(name: str, /, *args: str, **query: str) -> str:
            return origin + address(reading, name, *args, query=query)

        return {"reading": reading, "link": link}

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The serializer, with the fields that were asked for. One that is there only where something else is asked for
        too may be missing."""
        serializer: Any = super().get_serializer(*args, **kwargs)
        shown = getattr(serializer, "child", serializer).fields
        if wanted := words(self.request.query_params, "fields", self.field_names()):
            for name in set(shown) - set(wanted):
                shown.pop(name)
        return serializer

    @classmethod
    @cache
    def field_names(cls) -> list[str]:
        """All that the answer may have."""
        serializer: Any = cls.serializer_class
        kinds = getattr(serializer, "alternatives", (serializer,))
        return list(dict.fromkeys(name for kind in kinds for name in kind().fields))

    @property
    def parameters(self) -> tuple[str, ...]:
        """What it takes besides filters and ordering."""
        return (*self.others, *(["expand"] if self.expansions else []))

    def expanded(self, rows: list[Row]) -> list[Row]:
        """The rows with what `expand` asks for. One query for each name."""
        for name in words(self.request.query_params, "expand", self.expansions):
            found = self.expansions[name](self.reading, rows)
            rows = [
                {**row, "expanded": {**row.get("expanded", {}), name: whole}}
                for row, whole in zip(rows, found, strict=True)
            ]
        return rows

    def described_parameters(self) -> list[OpenApiParameter]:
        day = OpenApiParameter(
            "as_of", {"type": "string", "format": "date"}, description="The day that is read; today if it is left out."
        )
        fields = OpenApiParameter(
            "fields",
            words_schema(self.field_names()),
            description="Answer with these fields alone.",
            style="form",
            explode=False,
        )
        expand = OpenApiParameter(
            "expand",
            words_schema(self.expansions),
            description="Resources to stand whole, as rows of their list, in the fields of these names.",
            style="form",
            explode=False,
        )
        return [day, fields, *([expand] if self.expansions else [])]


class ListEndpoint(ListModelMixin, Endpoint):
    """Rows, filtered, ordered and in pages. `orderings` names by what, and the column behind each name."""

    others: tuple[str, ...] = ("as_of", "fields", "limit", "offset")
    filter_class: type[ReadingFilter]
    orderings: Mapping[str, Column] = {}

    def answer(self, request: Request, **kwargs: str) -> HttpResponse:
        page = self.paginate_queryset(self.filter_queryset(self.rows(**kwargs))) or []
        shown = self.expanded(self.read(page))
        return self.get_paginated_response(self.get_serializer(shown, many=True).data)

    def problem_examples(self) -> dict[int, dict[str, Any]]:
        too_many = f"limit: Write a whole number from 1 to {getattr(self.pagination_class, 'max_limit', 0)}."
        return {**super().problem_examples(), 400: {"detail": too_many}}

    def rows(self, **kwargs: str) -> Any:
        """All that the viewer may see on the day: a QuerySet, or a list of rows."""
        raise NotImplementedError

    def read(self, page: list[Any]) -> list[Row]:
        """The rows of a page, of what `rows` has of them."""
        return [self.presented(row) for row in page]

    def presented(self, row: Row) -> Row:
        """A row as the serializer reads it, masked for the viewer."""
        return row

    def filters(self, rows: Any) -> ReadingFilter:
        return self.filter_class(self.request.query_params, rows, reading=self.reading, services=True)

    @property
    def known_orderings(self) -> Mapping[str, Column]:
        """What the viewer may order by."""
        hidden = () if self.reading.viewer.grades else ABOUT_GRADES
        return {name: column for name, column in self.orderings.items() if name not in hidden}


class DetailEndpoint(Endpoint):
    """One resource, whole."""

    problem_codes: tuple[int, ...] = (400, 401, 403, 404, 406, 412)

    def answer(self, request: Request, **kwargs: str) -> HttpResponse:
        refuse_unknown(request.query_params, self.parameters)
        found = self.find(**kwargs)
        if isinstance(found, HttpResponse):
            return found
        (row,) = self.expanded([found])
        return Response(self.get_serializer(row).data)

    def find(self, **kwargs: str) -> Row | HttpResponse:
        """What to show, as the serializer reads it and masked for the viewer; or a redirect. Raises Http404, Gone."""
        raise NotImplementedError


class DocumentEndpoint(DetailEndpoint):
    """A family document, with what is known about it; as text/markdown its canonical page, which can be imported."""

    renderer_classes = [JSONRenderer, MarkdownRenderer]

    def answer(self, request: Request, **kwargs: str) -> HttpResponse:
        if not isinstance(request.accepted_renderer, MarkdownRenderer):
            return super().answer(request, **kwargs)
        refuse_unknown(request.query_params, ["as_of"])
        found = self.document(**kwargs)
        return found if isinstance(found, HttpResponse) else Response(render(found))

    def document(self, **kwargs: Any) -> FamilyDocument | HttpResponse:
        """What the viewer may see of it; or a redirect. Raises Http404, Gone."""
        raise NotImplementedError


class MovingEndpoint(Endpoint):
    """An endpoint below a job family, whose address may be a former one."""

    problem_codes: tuple[int, ...] = (400, 401, 403, 404, 406, 410, 412)

    def other_answers(self) -> dict[int, str]:
        return {301: "It has another address now.", **super().other_answers()}

    def elsewhere(self, found: Moved | Withdrawn | Left | None, name: str, *rest: object) -> HttpResponse:
        """The answer where nothing is in force at the address: a redirect to the endpoint `name`, with the query and
        with the `rest` of the address behind its slugs. Raises Gone, and Http404 where the viewer may know of nothing
        there."""
        if isinstance(found, Moved):
            address = reverse(f"api:{name}", args=[*filter(None, (found.family, found.part)), *rest])
            query = self.request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        if isinstance(found, Withdrawn):
            day = found.ended_on.isoformat()
            raise Gone(f"The job family {found.title} was withdrawn on {day}.{_after(found.successor)}")
        if isinstance(found, Left):
            raise Gone(f"The job family {found.title} no longer has it.{_after(found.successor)}")
        raise Http404("There is nothing at this address.")


def _after(successor: Successor | None) -> str:
    if successor is None:
        return ""
    slugs = [each for each in (successor.family, successor.part) if each]
    address = reverse("api:role" if successor.part else "api:job-family", args=slugs)
    return f" {successor.title} has taken its place: {address}"


def first(rows: Iterable[Row]) -> Row | None:
    """The first row, if there is one."""
    return next(iter(rows), None)
