"""What every endpoint of the published catalogue is: read-only, for everybody, of one day and for one viewer, as
careers.reading decides. Nothing here reads a draft."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from careers.filters import ReadingFilter
from careers.presenting.links import address
from careers.reading import Reading, public_answer
from careers.whereabouts import Left, Moved, Successor, Withdrawn
from config.kernel.openapi import Schema
from config.kernel.parameters import refuse_unknown, words, words_schema

Row = dict[str, Any]


class ReadPublished(BasePermission):
    """What is published is for everybody to read. What of it, Reading decides."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method in SAFE_METHODS


class Gone(APIException):
    """It was published, and is no more."""

    status_code = 410


class Endpoint(GenericAPIView[Any]):
    """An endpoint of the published catalogue; subclasses say what they `answer`. `others` are the parameters that it
    takes besides filters, `problem_codes` the problems that it may answer with."""

    permission_classes = [ReadPublished]
    parser_classes = []
    http_method_names = ["get", "head", "options"]
    schema = Schema()
    others: tuple[str, ...] = ("as_of", "fields")
    problem_codes: tuple[int, ...] = (400, 403, 406, 412)
    reading: Reading

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A method that is not allowed is told so before anything else is looked at."""
        if str(request.method).lower() not in self.http_method_names:
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        """A problem is JSON, whatever the endpoint renders else."""
        response = super().handle_exception(exc)
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        return response

    def get(self, request: Request, **kwargs: str) -> HttpResponse:
        return public_answer(self._read)(request, **kwargs)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """The methods, in the header that every answer has; the OpenAPI document tells the rest."""
        return HttpResponse(status=204)

    def _read(self, request: Request, reading: Reading, **kwargs: str) -> HttpResponse:
        self.reading = reading
        return self.answer(request, **kwargs)

    def answer(self, request: Request, **kwargs: str) -> HttpResponse:
        raise NotImplementedError

    @property
    def side(self) -> str:
        """The column of listing rows that holds what the viewer may see."""
        return "internal" if self.reading.internal else "public"

    def get_serializer_context(self) -> dict[str, Any]:
        if getattr(self, "swagger_fake_view", False):
            return {}
        origin = self.request.build_absolute_uri("/").removesuffix("/")

        @cache  # rows of a list name the same things again and again
        def link(name: str, *args: str) -> str:
            return origin + address(self.reading, name, *args)

        return {"reading": self.reading, "link": link}

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The serializer, with the fields that were asked for."""
        serializer: Any = super().get_serializer(*args, **kwargs)
        shown = getattr(serializer, "child", serializer).fields
        if wanted := words(self.request.query_params, "fields", list(shown)):
            for name in set(shown) - set(wanted):
                shown.pop(name)
        return serializer

    def described_parameters(self) -> list[OpenApiParameter]:
        """For the OpenAPI document: the parameters besides filters, ordering and pages."""
        day = OpenApiParameter(
            "as_of", {"type": "string", "format": "date"}, description="The day that is read; today if it is left out."
        )
        resource: Any = self.get_serializer_class()()
        names = list(resource.fields)
        fields = OpenApiParameter(
            "fields", words_schema(names), description="Answer with these fields alone.", style="form", explode=False
        )
        return [day, fields]

    def other_answers(self) -> dict[int, str]:
        """For the OpenAPI document: what is neither the resource nor a problem."""
        return {304: "What If-None-Match names is still current."}


class ListEndpoint(ListModelMixin, Endpoint):
    """Rows, filtered, ordered and in pages. `orderings` names by what, and the column behind each name."""

    others = ("as_of", "fields", "limit", "offset")
    filter_class: type[ReadingFilter]
    orderings: Mapping[str, str] = {}

    def answer(self, request: Request, **kwargs: str) -> HttpResponse:
        page = self.paginate_queryset(self.filter_queryset(self.rows(**kwargs))) or []
        shown = [self.presented(row) for row in page]
        return self.get_paginated_response(self.get_serializer(shown, many=True).data)

    def rows(self, **kwargs: str) -> Any:
        """All that the viewer may see on the day: a QuerySet of dicts, or a list of them."""
        raise NotImplementedError

    def presented(self, row: Row) -> Row:
        """A row as the serializer reads it, masked for the viewer."""
        return row

    def filters(self, rows: Any) -> ReadingFilter:
        return self.filter_class(self.request.query_params, rows, reading=self.reading)


class DetailEndpoint(Endpoint):
    """One resource, whole."""

    problem_codes: tuple[int, ...] = (400, 403, 404, 406, 412)

    def answer(self, request: Request, **kwargs: str) -> HttpResponse:
        refuse_unknown(request.query_params, self.others)
        found = self.find(**kwargs)
        return found if isinstance(found, HttpResponse) else Response(self.get_serializer(found).data)

    def find(self, **kwargs: str) -> Row | HttpResponse:
        """What to show, as the serializer reads it and masked for the viewer; or a redirect. Raises Http404, Gone."""
        raise NotImplementedError


class MovingEndpoint(Endpoint):
    """An endpoint below a job family, whose address may be a former one."""

    problem_codes: tuple[int, ...] = (400, 403, 404, 406, 410, 412)

    def other_answers(self) -> dict[int, str]:
        return {301: "It has another address now.", **super().other_answers()}

    def elsewhere(self, found: Moved | Withdrawn | Left | None, name: str) -> HttpResponse:
        """The answer where nothing is in force at the address: a redirect to the endpoint `name`, with the query.
        Raises Gone, and Http404 where the viewer may know of nothing there."""
        if isinstance(found, Moved):
            address = reverse(f"api:{name}", args=[each for each in (found.family, found.part) if each])
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
