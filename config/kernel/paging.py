"""Bounded pages of lists."""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request

MAX_OFFSET = 1_000_000


def whole_number(name: str, text: str, low: int, high: int) -> int:
    """The number a parameter gives. Raises ValidationError naming the parameter, on anything but ASCII digits within
    the bounds, inclusive."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and low <= int(text) <= high):
        raise ValidationError({name: [f"Write a whole number from {low} to {high}."]})
    return int(text)


class BoundedPagination(LimitOffsetPagination):
    """`limit` 1 to 200, 50 by default, and `offset`; the answer is {count, next, previous, results}."""

    default_limit = 50
    max_limit = 200

    def get_limit(self, request: Request) -> int:
        text = request.query_params.get("limit")
        return self.default_limit if text is None else whole_number("limit", text, 1, self.max_limit)

    def get_offset(self, request: Request) -> int:
        text = request.query_params.get("offset")
        return 0 if text is None else whole_number("offset", text, 0, MAX_OFFSET)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        parameters = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            bounds = (1, self.max_limit) if parameter["name"] == "limit" else (0, MAX_OFFSET)
            parameter["schema"] = {"type": "integer", "minimum": bounds[0], "maximum": bounds[1]}
        return parameters

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": "Of all pages together."},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }
