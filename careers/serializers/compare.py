"""What roles have in common, and what changed: between two days of a role, and between two revisions of a family."""

from dataclasses import dataclass
from typing import Any, Literal

from rest_framework import serializers

from careers.handbook.compare import Difference, FactChange, PartChange, ProseChange, StatementChange
from careers.handbook.document import ListName
from careers.handbook.words import Part as Words
from careers.serializers.families import HiringProcessSerializer
from careers.serializers.fields import Name, Part, ReportsTo, Resource, Verbatim
from careers.serializers.roles import RoleItemSerializer

RoleSide = Literal["a", "b", "c"]
DaySide = Literal["from", "to"]
Kind = Literal["only", "same", "reworded"]


@dataclass(frozen=True)
class Rewording:
    """How a side says it, word by word against the first that has it: the same and removed words joined are that
    one's text, the same and added ones this one's."""

    side: str
    words: list[Words]


@dataclass(frozen=True)
class ComparedStatement:
    """A statement by the sides that have it, in their order: of one alone, of several that say the same, or of several
    that say it otherwise (or refine it)."""

    kind: Kind
    held_by: list[str]
    texts: dict[str, str]
    reworded: list[Rewording]


@dataclass(frozen=True)
class TextChange:
    """An overview, a lead or a section, by what it is called, word by word."""

    title: str
    words: list[Words]


class ComparedFacts(RoleItemSerializer):
    """What a role is."""

    id = None  # type: ignore[assignment]
    primary_language = serializers.CharField()
    reports_to = ReportsTo()
    specialties = Verbatim(list[Name])  # type: ignore[assignment]
    hiring_processes = HiringProcessSerializer(many=True)

    @classmethod
    def told(cls, side: str, role: Any, context: Any) -> dict[str, Any]:
        """A side of a comparison, with the names and links of its own reading."""
        names = [{"slug": each["slug"], "name": each["name"]} for each in role["specialties"]]
        shown = cls({**role, "specialties": names}, context=context).data
        return {"side": side, "on": context["reading"].on.isoformat(), **shown}


class _Side(ComparedFacts):
    """What `ComparedFacts.told` has made."""

    def to_representation(self, instance: Any) -> Any:
        return {name: instance[name] for name in self.fields}


class ComparedRoleSerializer(_Side):
    """A role that is compared, by the parameter that names it."""

    FIRST = ("side", *RoleItemSerializer.FIRST)

    side = Verbatim(RoleSide)


class RoleOnDaySerializer(_Side):
    """The role on one of the days, by the parameter that names it, as everything was called then."""

    FIRST = ("side", "on", *RoleItemSerializer.FIRST)

    side = Verbatim(DaySide)
    on = serializers.DateField()


class _Comparison(Resource):
    differing = Verbatim(list[str], help_text="The facts that are not the same on all sides.")
    statements = Verbatim(dict[ListName, list[ComparedStatement]])


class RoleComparisonSerializer(_Comparison):
    """Two or three roles side by side: what they are, and what they ask alone and in common."""

    FIRST = ("roles",)

    roles = ComparedRoleSerializer(many=True)


class RoleDaysSerializer(_Comparison):
    """A role on two days: what it was and is, and what changed in what it says."""

    FIRST = ("days",)

    days = RoleOnDaySerializer(many=True)
    texts = Verbatim(list[TextChange], help_text="The prose that changed.")


class DifferenceSerializer(Part):
    """What changed from one document of a family to another. What is the same is left out, and `size` counts the rest.
    Pointers are into the newer document; of what is gone, into the older."""

    size = serializers.IntegerField()
    facts = Verbatim(list[FactChange])
    parts = Verbatim(list[PartChange], help_text="What came and went.")
    prose = Verbatim(list[ProseChange])
    statements = Verbatim(list[StatementChange])


def told_difference(difference: Difference) -> dict[str, Any]:
    """The difference, as its serializer reads it."""
    return {
        "size": difference.size,
        "facts": [each.model_dump(mode="json") for each in difference.facts],
        "parts": [each.model_dump(mode="json") for each in difference.parts if each.kind != "kept"],
        "prose": [each.model_dump(mode="json") for each in difference.prose],
        "statements": [each.model_dump(mode="json") for each in difference.statements if each.kind != "same"],
    }
