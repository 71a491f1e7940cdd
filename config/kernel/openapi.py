"""What the OpenAPI document says of every endpoint alike: its problems, the parameters all share, and the shapes of
values that are served as they are stored."""

from typing import Any

from django.utils.module_loading import import_string
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter
from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin

from config.kernel.authentication import TokenScheme
from config.kernel.problems import TITLES, problem
from config.kernel.renderers import MarkdownRenderer

TOO_MANY = 429
"""What every endpoint answers to who asks too often."""
RETRY_AFTER = {"description": "Seconds after which to ask again.", "schema": {"type": "integer", "minimum": 1}}
PROBLEM = "Problem"
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people."},
        "errors": {
            "type": "object",
            "description": "Sentences by parameter.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["type", "title", "status", "detail"],
}


class Shaped(serializers.Field):  # type: ignore[type-arg]
    """A read-only field whose value has the shape of a type that pydantic knows; the type describes it. `prefix` goes
    before the names of the components that its parts become; `mode` tells whether it is described as it is served or as
    it is taken."""

    shape: Any
    prefix = ""
    mode: JsonSchemaMode = "serialization"


class ShapedExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Describes a Shaped field; named types become components."""

    target_class = "config.kernel.openapi.Shaped"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return shaped(auto_schema, self.target.shape, prefix=self.target.prefix, mode=self.target.mode)


def shaped(auto_schema: Any, shape: Any, *, prefix: str = "", mode: JsonSchemaMode = "serialization") -> dict[str, Any]:
    """The schema of a type that pydantic knows, as it is served or (`mode`) as it is taken; named types become
    components, whose names begin with the prefix."""
    adapter: TypeAdapter[Any] = TypeAdapter(shape)
    schema = adapter.json_schema(mode=mode, ref_template=f"#/components/schemas/{prefix}{{model}}")
    named = schema.pop("$defs", {})
    if schema.get("type") == "object" and "title" in schema:
        named[schema["title"]] = schema
        schema = {"$ref": f"#/components/schemas/{prefix}{schema['title']}"}
    for name, each in named.items():
        _register(auto_schema, f"{prefix}{name}", _untitled(each))
    found: dict[str, Any] = _untitled(schema)
    return found


class Nested(serializers.Field):  # type: ignore[type-arg]
    """A read-only field that shows what the `serializer` of that path shows, `many` times or once; or what an `other`
    field shows. Named by its path, serializers may nest in one another."""

    serializer: str
    many: bool
    other: Any = None

    @property
    def nested(self) -> Any:
        return import_string(self.serializer)


class NestedExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Describes a Nested field."""

    target_class = "config.kernel.openapi.Nested"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        found: dict[str, Any] = auto_schema.resolve_serializer(self.target.nested, direction).ref
        if self.target.many:
            return {"type": "array", "items": found}
        if self.target.other is None:
            return found
        other = ShapedExtension(self.target.other)  # type: ignore[no-untyped-call]
        return {"anyOf": [found, other.map_serializer_field(auto_schema, direction)]}


class Either(serializers.Serializer[Any]):
    """What is shown as one of several serializers shows it: of these, whichever fits first."""

    alternatives: tuple[type[serializers.Serializer[Any]], ...]


class EitherExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Describes an Either as a component of its own."""

    target_class = "config.kernel.openapi.Either"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"anyOf": [auto_schema.resolve_serializer(each, direction).ref for each in self.target.alternatives]}


DETAILS = {
    400: "limit: Write a whole number from 1 to 200.",
    401: "This token is not known, has expired or was revoked.",
    403: "as_of is after today. Seeing what is scheduled needs the right to.",
    404: "There is nothing at this address.",
    406: "What Accept asks for is not here, but this is: application/json.",
    409: "Somebody else has just saved the same thing.",
    410: "The job family Bell Casting was withdrawn on 2026-03-01.",
    411: "Send the body with its Content-Length, in one piece.",
    412: "It is no longer what If-Match names.",
    413: "It is larger than the 200,000 bytes that are taken of application/json.",
    415: "Send application/json, not compressed.",
    428: "Send If-Match with the ETag of the draft that you have read.",
    429: "More than 600 requests in 60 seconds from this address. Ask again in 12 seconds.",
}
"""Of each problem an example of its sentence; a view may have others."""


TOO_LONG = (414, "The address is longer than the web server takes, which answers by itself.")


class Schema(AutoSchema):
    """The description of an endpoint. The view says which problems it may answer (`problem_codes`), the shape of those
    that say more than others (`problem_serializers`), examples of what they say (`problem_examples`), what else it
    answers besides its resource (`other_answers`), which parameters besides its filters it takes
    (`described_parameters`), what the parts of its address are (`places`), and an `example` of its answer.

    An operation is called after what is done and the view, as in `listRoles`, unless the view gives it a name
    (`operation_id`). Names of operations never change, for clients call their functions by them."""

    view: Any

    def get_operation_id(self) -> str:
        verb = "list" if self.method == "GET" and isinstance(self.view, ListModelMixin) else str(self.method).lower()
        return getattr(self.view, "operation_id", "") or f"{verb}{type(self.view).__name__}"

    def get_override_parameters(self) -> list[Any]:
        described: list[OpenApiParameter] = self.view.described_parameters()
        return described

    def get_tags(self) -> list[str]:
        """By the first part of the address."""
        found: list[str] = super().get_tags()
        return found or ["root"]

    def _resolve_path_parameters(self, variables: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super()._resolve_path_parameters(variables)  # type: ignore[no-untyped-call]
        return [{**each, "description": self.view.places[each["name"]]} for each in found]

    def get_auth(self) -> list[Any]:
        """Nobody needs to log in, and who does may see more; unless a token with one of some scopes is asked for."""
        if not hasattr(self.view, "scopes"):
            return [{}, *super().get_auth()]
        return [{TokenScheme.name: [str(scope)]} for scope in self.view.scopes[self.method]]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        _register(self, PROBLEM, PROBLEM_SCHEMA)
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for body in bodies.values():
            if MarkdownRenderer.media_type in body.get("content", {}):
                body["content"][MarkdownRenderer.media_type] = {"schema": {"type": "string"}}
        if self.method == "GET" and (example := getattr(self.view, "example", None)):
            bodies["200"]["content"]["application/json"]["example"] = example
        for code, description in (*self.view.other_answers().items(), TOO_LONG):
            bodies[str(code)] = {"description": description}
        for code in (*self.view.problem_codes, TOO_MANY):
            schema = {"$ref": f"#/components/schemas/{PROBLEM}"}
            if code in self.view.problem_serializers:
                schema = self.resolve_serializer(self.view.problem_serializers[code], direction).ref
            content = {"application/problem+json": {"schema": schema, "example": self._problem(code)}}
            bodies[str(code)] = {"description": TITLES[code], "content": content}
        bodies[str(TOO_MANY)]["headers"] = {"Retry-After": RETRY_AFTER}
        return bodies

    def _problem(self, code: int) -> dict[str, Any]:
        """An example of a problem."""
        told = {"detail": DETAILS[code], **self.view.problem_examples().get(code, {})}
        name, _, sentence = told["detail"].partition(": ")
        if code == 400 and sentence:
            told["errors"] = {name: [sentence]}
        return problem(code, **told)

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if getattr(serializer, "selectable", False):
            schema.pop("required", None)  # `fields` leaves out what is not asked for
        return schema


def _register(auto_schema: Any, name: str, schema: dict[str, Any]) -> None:
    component = ResolvedComponent(name, ResolvedComponent.SCHEMA, object=name, schema=schema)  # type: ignore[no-untyped-call]
    auto_schema.registry.register_on_missing(component)


def _untitled(node: Any) -> Any:
    """Without the titles that pydantic makes up from names, which say the same twice."""
    if isinstance(node, list):
        return [_untitled(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: {name: _untitled(each) for name, each in value.items()} if key == "properties" else _untitled(value)
        for key, value in node.items()
        if key != "title"
    }
