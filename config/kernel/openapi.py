"""What the OpenAPI document says of every endpoint alike: its problems, the parameters all share, and the shapes of
values that are served as they are stored."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter
from pydantic import TypeAdapter
from rest_framework import serializers

from config.kernel.problems import TITLES

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
    """A read-only field whose value has the shape of a type that pydantic knows; the type describes it."""

    shape: Any

    def to_internal_value(self, data: Any) -> Any:
        raise NotImplementedError("the API is read-only")


class ShapedExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Describes a Shaped field; named types become components."""

    target_class = "config.kernel.openapi.Shaped"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        adapter: TypeAdapter[Any] = TypeAdapter(self.target.shape)
        schema = adapter.json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
        named = schema.pop("$defs", {})
        if schema.get("type") == "object" and "title" in schema:
            named[schema["title"]] = schema
            schema = {"$ref": f"#/components/schemas/{schema['title']}"}
        for name, each in named.items():
            _register(auto_schema, name, _untitled(each))
        found: dict[str, Any] = _untitled(schema)
        return found


class Schema(AutoSchema):
    """The description of an endpoint. The view says which problems it may answer (`problem_codes`), what else besides
    its resource (`other_answers`), and which parameters besides its filters it takes (`described_parameters`)."""

    view: Any

    def get_override_parameters(self) -> list[Any]:
        described: list[OpenApiParameter] = self.view.described_parameters()
        return described

    def get_auth(self) -> list[Any]:
        """Nobody needs to log in; who does may see more."""
        return [{}, *super().get_auth()]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        _register(self, PROBLEM, PROBLEM_SCHEMA)
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for code, description in self.view.other_answers().items():
            bodies[str(code)] = {"description": description}
        for code in self.view.problem_codes:
            schema = {"$ref": f"#/components/schemas/{PROBLEM}"}
            content = {"application/problem+json": {"schema": schema}}
            bodies[str(code)] = {"description": TITLES[code], "content": content}
        return bodies

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
