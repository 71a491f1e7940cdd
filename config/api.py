"""The one router of the REST API: the catalogue's endpoints, the list of them, and their description."""

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
from careers.api.urls import lists
from careers.api.urls import urlpatterns as catalogue
from careers.filters import ABOUT_GRADES, closed_choices
from careers.handbook.document import json_schema
from careers.reading import Reading
from careers.serializers.fields import Resource, Url
from config.kernel.parameters import refuse_unknown

app_name = "api"


class RootSerializer(Resource):
    """The addresses of what this API offers."""

    def get_fields(self) -> dict[str, Any]:
        return {
            name: Url(f"api:{name}")
            for name in (*(str(each.name) for each in lists), "schema", "docs", "document-schema")
        }


class Root(Endpoint):
    """The lists that this API offers, and its description."""

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
    return found


def described(reading: Reading) -> dict[str, Any]:
    """The OpenAPI document: closed parameters list their values, and a parameter that the caller may not use is not
    there."""
    document = deepcopy(_described_at_all())
    closed = {name: [slug for slug, _ in choices] for name, choices in closed_choices(reading.reference.kinds).items()}
    for path_item in document["paths"].values():
        operation = path_item["get"]
        operation["parameters"] = [
            parameter
            for parameter in operation["parameters"]
            if parameter["name"] not in ABOUT_GRADES or parameter["in"] == "path" or reading.viewer.grades
        ]
        for parameter in operation["parameters"]:
            if parameter["in"] == "query" and parameter["name"] in closed:
                values = closed[parameter["name"]]
                parameter["schema"] |= {"items": {"type": "string", "enum": values}} if values else {"maxItems": 0}
    return document


urlpatterns = [
    path("", Root.as_view(), name="root"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    path("document-schema/", DocumentSchema.as_view(), name="document-schema"),
    *catalogue,
]
