"""Full-text search, as its page has it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from careers import filters, search
from careers.api.endpoints import ListEndpoint, Row
from careers.presenting.search import MAX_SHOWN, place
from careers.search import Found, Hit, Part
from careers.serializers import search as serializers
from config.kernel.paging import BoundedPagination
from config.kernel.requests import absolute

Finding = Callable[..., Found]
"""`careers.search.search`, with what is asked for; it still takes `limit` and `offset`."""


class _Asked(filters.SearchFilter):
    """What is asked for, as a way to find it."""

    @property
    def qs(self) -> Finding:
        text, narrowed = "", dict[str, frozenset[str]]()
        for fact, wanted in self.asked:
            if fact == "q":
                text = wanted.strip()
                continue
            if fact == "department":
                wanted = frozenset().union(*map(self.reading.reference.departments_below, wanted))
            narrowed[fact] = narrowed.get(fact, wanted) & wanted
        if not all(narrowed.values()):
            return lambda **part: Found()
        kinds, departments = (narrowed.get(fact, frozenset()) for fact in ("kind", "department"))
        return partial(search.search, self.reading, text, kinds=kinds, departments=departments)


class Hits(BoundedPagination):
    """A page of the best `MAX_SHOWN` hits. `count` is of all there are, and `next` ends with the last that can be
    paged to."""

    default_limit = 20
    max_limit = 100
    max_offset = MAX_SHOWN - 1
    found = Found()

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        finding: Finding = queryset
        self.request, self.offset = request, self.get_offset(request)
        self.limit = self.get_limit(request)
        self.found = finding(limit=min(self.limit, MAX_SHOWN - self.offset), offset=self.offset)
        self.count = min(self.found.total, MAX_SHOWN)
        return list(self.found.hits)

    def get_paginated_response(self, data: Any) -> Response:
        found = self.found
        return Response(
            {
                "count": found.total,
                "next": self.get_next_link(),
                "previous": self.get_previous_link(),
                "corrected": [{"typed": typed, "found": meant} for typed, meant in found.corrected.items()],
                "missed": found.missed,
                "partly": found.partly,
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        described = super().get_paginated_response_schema(schema)
        word = {"type": "string"}
        told = {
            "corrected": {
                "type": "array",
                "description": "Words that no text has, with the ones that were looked for instead.",
                "items": {
                    "type": "object",
                    "properties": {"typed": word, "found": word},
                    "required": ["typed", "found"],
                },
            },
            "missed": {"type": "array", "description": "Words that no text has.", "items": word},
            "partly": {"type": "boolean", "description": "Whether no text has all the words."},
        }
        return {
            **described,
            "required": [*described["required"], *told],
            "properties": {**described["properties"], **told},
        }


class Search(ListEndpoint):
    """Job families, roles and specialties by the words of their texts, best first: all of the words in any form,
    what is in quotes as it stands, nothing that has a word with a hyphen in front. Words that no text has are put right
    where one can guess what was meant. Without words nothing is found."""

    operation_id = "search"
    serializer_class = serializers.SearchResultSerializer
    filter_class = _Asked
    pagination_class = Hits

    def rows(self, **kwargs: str) -> None:
        """Those of the filter. At most eight queries beside the reading's, three where all the words are found."""

    def presented(self, row: Any) -> Row:
        hit: Hit = row
        title = "".join(text for text, _ in hit.title)
        return {
            "kind": hit.kind,
            "title": title,
            "marked_title": _parts(hit.title),
            "family": hit.family_slug,
            "slug": hit.slug,
            "role": hit.slug if hit.kind == "role" else "",
            "specialty": {"slug": hit.slug, "name": title} if hit.kind == "specialty" else None,
            "department": hit.department,
            "visibility": "internal" if hit.internal else "public",
            "extracts": [
                {
                    "place": passage.place,
                    "text": "".join(text for text, _ in passage.parts),
                    "parts": _parts(passage.parts),
                }
                for passage in hit.passages
            ],
            "page": absolute(self.request, place(self.reading, hit)),
        }


def _parts(parts: Sequence[Part]) -> list[Row]:
    return [asdict(serializers.MarkedPart(text, marked)) for text, marked in parts]
