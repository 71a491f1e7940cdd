"""The one router of the REST API: the catalogue's endpoints, the list of them, and their description."""

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from careers.api.endpoints import Endpoint
from careers.api.urls import lists, writing
from careers.api.urls import urlpatterns as catalogue
from careers.filters import ABOUT_GRADES, closed_choices
from careers.handbook.document import json_schema
from careers.reading import Reading
from careers.serializers.fields import Linking, Resource, Url
from config.kernel.parameters import refuse_unknown

app_name = "api"


class Templates(Linking):
    """The addresses of single resources and of comparisons, by name, as URI templates (RFC 6570)."""

    shape = dict[str, str]

    def __init__(self) -> None:
        super().__init__(source="*")

    def to_representation(self, value: Any) -> dict[str, str]:
        root, _, day = self.link("api:root").partition("?")
        routes = {str(each.name): str(each.pattern) for each in catalogue if each not in writing}
        return {
            name: root + _PART.sub(r"{\1}", route) + _asked(name, day)
            for name, route in routes.items()
            if "<" in route or name in ASKED
        }


def _asked(name: str, day: str) -> str:
    """The query of a template: what is to be filled in, after the day that is read, if one was asked for."""
    names = ASKED.get(name, "")
    if day:
        return f"?{day}{{&{names}}}" if names else f"?{day}"
    return f"{{?{names}}}" if names else ""


_PART = re.compile(r"<\w+:(\w+)>")
ASKED = {"role-comparison": "a,b,c", "role-days": "from,to", "family-comparison": "from,to"}
"""What has to be asked there."""


class RootSerializer(Resource):
    """The addresses of what this API offers."""

    def get_fields(self) -> dict[str, Any]:
        offered = (*(str(each.name) for each in lists), "company", "schema", "docs", "document-schema")
        return {**{name: Url(f"api:{name}") for name in offered}, "templates": Templates()}


class Root(Endpoint):
    """The lists that this API offers, how single resources are addressed, and the description of it all."""

    serializer_class = RootSerializer

    def answer(self, request: Request, **kwargs: str) -> HttpResponse:
        refuse_unknown(request.query_params, self.others)
        return Response(self.get_serializer({}).data)


class Schema(Endpoint):
    """The OpenAPI document, with the values that parameters have today."""

    schema = None  # type: ignore[assignment]
    renderer_classes = [OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer, OpenApiYamlRenderer2]
    others = ()

    def answer(self, request: Request, **kwargs: str) -> HttpResponse:
        refuse_unknown(request.query_params, self.others)
        return Response(described(self.reading))


class DocumentSchema(Endpoint):
    """The JSON Schema of a family document, as `.json` of a family's page and `export_handbook` give it."""

    schema = None  # type: ignore[assignment]
    others = ()

    def answer(self, request: Request, **kwargs: str) -> HttpResponse:
        refuse_unknown(request.query_params, self.others)
        return Response(json_schema(), content_type="application/schema+json")


class Docs(Endpoint, SpectacularSwaggerSplitView):
    """The OpenAPI document to read and try in a browser. Its script comes from an address of its own, as nothing
    inline is allowed."""

    schema = None  # type: ignore[assignment]
    renderer_classes = [TemplateHTMLRenderer]
    template_name = "api/docs.html"
    template_name_js = "api/docs.js"
    url_name = "api:schema"
    others = ("script",)

    def answer(self, request: Request, **kwargs: str) -> HttpResponse:
        refuse_unknown(request.query_params, self.others)
        answer: HttpResponse = SpectacularSwaggerSplitView.get(self, request)  # type: ignore[no-untyped-call]
        return answer


@cache
def _described_at_all() -> dict[str, Any]:
    """The description apart from what reference data says; made once a process."""
    found: dict[str, Any] = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    used = {tag for _, operation in _operations(found) for tag in operation["tags"]}
    views: dict[str, Any] = {str(each.name): each.callback for each in urlpatterns}
    found["tags"] = [{"name": tag, "description": _said_of(views[tag].cls)} for tag in sorted(used)]
    return found


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each with its method."""
    for item in document["paths"].values():
        yield from item.items()


def _said_of(view: type[Any]) -> str:
    return " ".join(str(view.__doc__).split())


def described(reading: Reading) -> dict[str, Any]:
    """The OpenAPI document: closed parameters list their values, and a parameter that the caller may not use is not
    there."""
    document = deepcopy(_described_at_all())
    closed = {name: [slug for slug, _ in choices] for name, choices in closed_choices(reading.reference.kinds).items()}
    hidden = () if reading.viewer.grades else ABOUT_GRADES
    for _, operation in _operations(document):
        asked = [each for each in operation["parameters"] if each["in"] == "query"]
        gone = [each for each in asked if each["name"].partition("__")[0] in hidden]
        operation["parameters"] = [each for each in operation["parameters"] if each not in gone]
        for parameter in asked:
            schema, fact = parameter["schema"], parameter["name"].removesuffix("__in")
            if fact in closed:
                schema |= {"items": {"type": "string", "enum": closed[fact]}} if closed[fact] else {"maxItems": 0}
            if fact == "ordering":
                words = schema["items"]["enum"]
                schema["items"]["enum"] = [word for word in words if word.removeprefix("-") not in hidden]
    return document


urlpatterns = [
    path("", Root.as_view(), name="root"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    path("document-schema/", DocumentSchema.as_view(), name="document-schema"),
    *catalogue,
]
