"""What happened to the catalogue, oldest first: the events that webhooks are sent, to be read and read again."""

import re
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from careers.api.endpoints import ListEndpoint, Row
from careers.reading import Reading, public_answer
from careers.serializers.changes import EventSerializer
from config.kernel.lookups import MomentField, moment_of
from config.kernel.models import Event
from config.kernel.models.events import KEY
from config.kernel.models.webhooks import TYPES
from config.kernel.paging import CursorPagination
from config.kernel.parameters import allowed, echo, refuse_unknown
from config.kernel.requests import absolute


class Changes(ListEndpoint):
    """What happened to the catalogue, oldest first, as far as the caller may know of it: what webhooks are told. Read
    it from the beginning, or `since` a moment, and later go on after the last event that you have: give its id as
    `cursor`. An event may come twice, so know it by its id. What was scheduled is told as its day begins."""

    serializer_class = EventSerializer
    filter_backends = []
    pagination_class = CursorPagination
    cursor_schema: ClassVar[dict[str, Any]] = {"type": "string", "pattern": KEY}
    others = ("cursor", "fields", "limit", "since", "type")
    problem_codes = (*ListEndpoint.problem_codes, 404)

    def get(self, request: Request, **kwargs: str) -> HttpResponse:
        """Events become known by the clock alone, without a write and within the day: so the validator names the last
        of them as well."""
        return public_answer(self._read, etag=self._etag)(request, **kwargs)

    def _etag(self, reading: Reading, request: Any) -> str:
        """One query beside the reading's."""
        self.reading = reading
        last = self.known.reverse().values_list("key", flat=True).first()
        return reading.etag(request, beside=last or "")

    @cached_property
    def known(self) -> Any:
        """All that the caller may know of at this moment."""
        switches = self.reading.state.switches
        return Event.objects.due(timezone.now()).known_to(internal=self.reading.internal, switches=switches)

    def answer(self, request: Request, **kwargs: str) -> HttpResponse:
        refuse_unknown(request.query_params, self.others, repeatable=["type"])
        return super().answer(request, **kwargs)

    def rows(self, **kwargs: str) -> Any:
        """One query beside the reading's, and one to find the cursor."""
        query, rows = self.request.query_params, self.known
        if types := query.getlist("type"):
            if unknown := [each for each in types if each not in TYPES]:
                raise ValidationError({"type": [f"{echo(unknown[0])} is not known here. {allowed(TYPES)}"]})
            rows = rows.filter(type__in=types)
        if "since" in query:
            rows = rows.filter(due_at__gte=self._moment(query["since"]))
        return rows.after(self._cursor(query["cursor"])) if "cursor" in query else rows

    def _cursor(self, key: str) -> Event:
        if not re.fullmatch(KEY, key):
            raise ValidationError({"cursor": ["Give the id of an event: evt_ and 32 digits and letters from a to f."]})
        found: Event | None = self.known.filter(key=key).first()
        if found is None:
            raise NotFound("cursor: there is no such event. Give the id of one that you were told of, or begin anew.")
        return found

    def _moment(self, text: str) -> datetime:
        """A day begins at midnight of the company."""
        try:
            return moment_of(MomentField().read(text), self.reading.zone)
        except ValueError:
            raise ValidationError({"since": [MomentField.complaint]}) from None

    def presented(self, row: Any) -> Row:
        message: Row = row.message(absolute(self.request, ""))
        return message

    def described_parameters(self) -> list[OpenApiParameter]:
        types = {"type": "array", "items": {"type": "string", "enum": sorted(TYPES)}}
        return [
            *(each for each in super().described_parameters() if each.name != "as_of"),
            OpenApiParameter("type", types, description="Events of this type. Repeat it for alternatives."),
            OpenApiParameter(
                "since",
                MomentField.schema,
                description="Events that were told at this moment or later; of a day, from midnight of the company on.",
            ),
        ]
