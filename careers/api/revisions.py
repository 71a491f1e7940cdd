"""Revisions of a family as they were in force: one of them whole, and what changed from one to another."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ValidationError

from careers.api.endpoints import DetailEndpoint, DocumentEndpoint, MovingEndpoint, Row, first
from careers.handbook.compare import Difference, compare
from careers.handbook.document import FamilyDocument, Owner, Role, Specialty, dump
from careers.models import FamilyListing
from careers.presenting.difference import owner_of
from careers.presenting.history import Period, documents, periods
from careers.serializers import revisions as serializers
from careers.serializers.compare import told_difference
from careers.whereabouts import family_whereabouts

MAX_NUMBER = 999_999_999


class _OfFamily(MovingEndpoint, DetailEndpoint):
    """An endpoint of a family's history."""

    def family(self, slug: str) -> Any:
        """The key of the family; None where the viewer may know of none in force. One query."""
        row = first(self.reading.live(FamilyListing).filter(slug=slug).values("family"))
        return row and row["family"]


class RevisionWhole(_OfFamily, DocumentEndpoint):
    """A revision of a family that was in force, whole: its document as the caller may see it. As text/markdown it is
    the canonical page, which can be imported."""

    operation_id = "getRevision"
    serializer_class = serializers.RevisionWholeSerializer

    def find(self, **kwargs: Any) -> Row | HttpResponse:
        """Three queries beside the reading's, one more for staff, and one where this process has not compared the
        documents of the family yet."""
        found = self._found(**kwargs)
        if isinstance(found, HttpResponse):
            return found
        own, document = found
        return {
            **asdict(own[0]),
            "family": kwargs["family"],
            "before": own[-1].before,
            "periods": [{"starts_on": period.starts_on, "ends_on": period.ends_on} for period in own],
            "document": json.loads(dump(document)),  # so that the digest is that of what stands here
        }

    def document(self, **kwargs: Any) -> FamilyDocument | HttpResponse:
        found = self._found(**kwargs)
        return found if isinstance(found, HttpResponse) else found[1]

    def _found(self, family: str, number: int) -> tuple[list[Period], FamilyDocument] | HttpResponse:
        """The periods of the revision, latest first, and its document."""
        key = self.family(family)
        if key is None:
            return self.elsewhere(family_whereabouts(self.reading, family), "revision", number)
        own = [period for period in periods(self.reading, key, hours=True) if period.number == number]
        if not own:
            raise NotFound(f"This family has no revision {number} that was in force.")
        return own, documents(self.reading, key, [number])[number]


class FamilyComparison(_OfFamily):
    """What changed from one revision of a family to another, each by its number or by a day on which it was in
    force."""

    operation_id = "compareRevisions"
    serializer_class = serializers.FamilyComparisonSerializer
    others = ("as_of", "fields", "from", "to")

    def find(self, **kwargs: Any) -> Row | HttpResponse:
        """As many queries as a revision."""
        slug = kwargs["family"]
        wanted = {"from": self._wanted("from"), "to": self._wanted("to")}
        family = self.family(slug)
        if family is None:
            return self.elsewhere(family_whereabouts(self.reading, slug), "family-comparison")
        days = [each for each in wanted.values() if isinstance(each, date)]
        told = periods(replace(self.reading, on=max([self.reading.on, *days])), family, hours=True)
        older, newer = (_period(told, name, each) for name, each in wanted.items())
        found = documents(self.reading, family, {older.number, newer.number})
        before, after = found[older.number], found[newer.number]
        difference = compare(before, after)
        return {
            "family": slug,
            "before": {**asdict(older), "family": slug},
            "after": {**asdict(newer), "family": slug},
            "owners": [asdict(each) for each in _owners(after, difference)],
            **told_difference(difference),
        }

    def _wanted(self, name: str) -> int | date:
        """The number, or the day, that a parameter names. Raises ValidationError, and PermissionDenied for a day to
        come without the right to see what is scheduled."""
        text = self.request.query_params.get(name)
        if text and text.isascii() and text.isdigit() and 0 < len(text.lstrip("0")) < 10:
            return int(text)
        if text is None or "-" not in text:
            raise ValidationError({name: ["Give the number of a revision, or a day as YYYY-MM-DD."]})
        return self.reading.at(self.request, name).on

    def described_parameters(self) -> list[OpenApiParameter]:
        number = {"type": "integer", "minimum": 1, "maximum": MAX_NUMBER}
        schema = {"oneOf": [number, {"type": "string", "format": "date"}]}
        which = "a revision: its number, or a day on which it was in force."
        return [
            *super().described_parameters(),
            OpenApiParameter("from", schema, required=True, description=f"The older one, {which}"),
            OpenApiParameter("to", schema, required=True, description=f"The newer one, {which}"),
        ]


def _period(told: Sequence[Period], name: str, wanted: int | date) -> Period:
    """The first period of a number, or the one that a day is in. Raises NotFound."""
    if isinstance(wanted, date):
        for period in told:
            if period.starts_on <= wanted and (period.ends_on is None or wanted < period.ends_on):
                return period
        raise NotFound(f"{name}: no revision of this family was in force on {wanted.isoformat()}.")
    for period in reversed(told):
        if period.number == wanted:
            return period
    raise NotFound(f"{name}: this family has no revision {wanted} that was in force.")


def _owners(after: FamilyDocument, difference: Difference) -> Iterator[serializers.ChangedOwner]:
    """Of whom something changed: in the order of the newer document, what is gone last."""
    sizes = Counter[tuple[str, str]]()
    standing = {pointer: _name(owner) for pointer, owner in after.owners()}
    changed = [*(fact.pointer for fact in difference.facts), *(prose.pointer for prose in difference.prose)]
    for pointer, _ in map(owner_of, changed):
        if pointer is not None:
            sizes[standing[pointer]] += 1
    for statement in difference.statements:
        origin = statement.owner_after or statement.owner_before
        if origin and statement.kind != "same":
            sizes[origin.kind, "" if origin.kind == "family" else origin.slug] += 1
    if size := sizes["family", ""]:
        yield serializers.ChangedOwner("family", after.slug, after.title, "kept", size)
    for part in difference.parts:
        if part.part == "role" or part.part == "specialty":
            size = sizes[part.part, part.slug] + (part.kind != "kept")
            if size:
                yield serializers.ChangedOwner(part.part, part.slug, part.title, part.kind, size)


def _name(owner: Owner) -> tuple[str, str]:
    if isinstance(owner, Role):
        return "role", owner.slug
    return ("specialty", owner.slug) if isinstance(owner, Specialty) else ("family", "")
