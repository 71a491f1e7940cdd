"""Revisions of a family: one of them whole, and what changed from one to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rest_framework import serializers

from careers.serializers.compare import DifferenceSerializer
from careers.serializers.fields import (
    Address,
    DocumentField,
    FamilyName,
    Linking,
    Part,
    Resource,
    Url,
    Verbatim,
)


@dataclass(frozen=True)
class RevisionPeriod:
    """A period in which the revision is in force: from `starts_on` to the day before `ends_on`."""

    starts_on: date
    ends_on: date | None


class Comparison(Linking):
    """Where two revisions of the row's family are compared, by the facts that hold their numbers; null where there is
    no former one."""

    shape = Address | None

    def __init__(self, before: str, after: str, view: str = "api:family-comparison") -> None:
        super().__init__(source="*")
        self.before, self.after, self.view = before, after, view

    def to_representation(self, value: Mapping[str, Any]) -> str | None:
        if value[self.before] is None:
            return None
        query = {"from": str(value[self.before]), "to": str(value[self.after])}
        return self.link(self.view, value["family"], **query)


class RevisionWholeSerializer(Resource):
    """A revision, whole, with its document as the caller may see it. `periods` are those in which it was in force,
    latest first; `before` is the number of the revision that was in force before the first of them."""

    FIRST = ("family", "number")
    LAST = ("comparison", "url", "page")

    family = FamilyName(allow_null=True)
    number = serializers.IntegerField()
    message = serializers.CharField()
    author = serializers.CharField()
    periods = Verbatim(list[RevisionPeriod])
    before = serializers.IntegerField(allow_null=True)
    digest = serializers.CharField(help_text="SHA-256 of the document as canonical JSON.")
    document = DocumentField()
    comparison = Comparison("before", "number")
    url = Url("api:revision", "family", "number")
    page = Url("revision", "family", "number")


class ComparedRevisionSerializer(Part):
    """A revision that is compared, and the first day of the period that was meant."""

    number = serializers.IntegerField()
    starts_on = serializers.DateField()
    digest = serializers.CharField(help_text="SHA-256 of the document as the caller may see it, as canonical JSON.")
    url = Url("api:revision", "family", "number")
    page = Url("revision", "family", "number")


@dataclass(frozen=True)
class ChangedOwner:
    """The family, a role or a specialty of which something changed, and how much: whether it came or went itself, and
    its facts, prose and statements."""

    kind: Literal["family", "role", "specialty"]
    slug: str
    title: str
    change: Literal["added", "removed", "kept"]
    size: int


class FamilyComparisonSerializer(Resource, DifferenceSerializer):
    """What changed from one revision of a family to another, of what the caller may see. What is the same is left out,
    and `size` counts the rest; `owners` tells where it is, but for what belongs to hiring processes and career steps.
    Pointers are into the newer document; of what is gone, into the older."""

    FIRST = ("family", "before", "after", "size", "owners")

    family = FamilyName(allow_null=True)
    before = ComparedRevisionSerializer()
    after = ComparedRevisionSerializer()
    owners = Verbatim(list[ChangedOwner])
