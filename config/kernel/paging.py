"""Bounded pages of lists."""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination, LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

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
    max_offset = MAX_OFFSET

    def get_limit(self, request: Request) -> int:
        text = request.query_params.get("limit")
        return self.default_limit if text is None else whole_number("limit", text, 1, self.max_limit)

    def get_offset(self, request: Request) -> int:
        text = request.query_params.get("offset")
        return 0 if text is None else whole_number("offset", text, 0, self.max_offset)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        parameters = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            bounds = (1, self.max_limit) if parameter["name"] == "limit" else (0, self.max_offset)
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


class CursorPagination(BasePagination):
    """`limit` 1 to 200, 50 by default, and `cursor`, the id of the last row that one has: the answer goes on after it.
    The view reads the cursor, which `cursor_schema` describes, and hands over the rows that come after it, in a fixed
    order; each has a `key`, its id.
    The answer is {next, results}: what is still to happen has neither a count nor a page before."""

    default_limit = 50
    max_limit = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        text = request.query_params.get("limit")
        limit = self.default_limit if text is None else whole_number("limit", text, 1, self.max_limit)
        rows = list(queryset[: limit + 1])
        self.next = None
        if len(rows) > limit:
            self.next = replace_query_param(request.build_absolute_uri(), "cursor", rows[limit - 1].key)
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "results": data})

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        about = {
            "limit": (f"How many at most; {self.default_limit} by default.", {"type": "integer", "minimum": 1}),
            "cursor": ("The id of the last row that you have: the answer goes on after it.", view.cursor_schema),
        }
        about["limit"][1]["maximum"] = self.max_limit
        return [
            {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
            for name, (description, schema) in about.items()
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri", "description": "Null where there is no more by now."}
        return {"type": "object", "required": ["next", "results"], "properties": {"next": link, "results": schema}}
