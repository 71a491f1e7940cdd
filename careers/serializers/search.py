"""What full-text search finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rest_framework import serializers

from careers.handbook.document import ListName, Visibility
from careers.serializers.fields import (
    Address,
    FamilyName,
    Linking,
    Name,
    ReferenceLink,
    Resource,
    RoleName,
    Verbatim,
)

Kind = Literal["family", "role", "specialty"]


@dataclass(frozen=True)
class MarkedPart:
    """Plain words, and whether they are what was looked for."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Extract:
    """A line of what it states, or a part of one, as plain words: the parts joined are the text. `place` is where it
    stands."""

    place: Literal["overview", "section"] | ListName
    text: str
    parts: list[MarkedPart]


class HitAddress(Linking):
    """The resource that was found."""

    shape = Address

    def __init__(self) -> None:
        super().__init__(source="*")

    def to_representation(self, value: Mapping[str, Any]) -> str:
        if value["kind"] == "family":
            return self.link("api:job-family", value["family"])
        return self.link(f"api:{value['kind']}", value["family"], value["slug"])


class SearchResultSerializer(Resource):
    """A job family, role or specialty that was found. It names the role or the specialty that it is; `marked_title`
    is the title in parts, `extracts` the lines of its text that say best what was looked for."""

    FIRST = ("kind", "title", "marked_title")

    kind = Verbatim(Kind)
    title = serializers.CharField()
    marked_title = Verbatim(list[MarkedPart])
    family = FamilyName(allow_null=True)
    role = RoleName("family", "role")
    specialty = Verbatim(Name, allow_null=True)
    department = ReferenceLink("department")
    visibility = Verbatim(Visibility)
    extracts = Verbatim(list[Extract])
    url = HitAddress()
    page = Verbatim(Address)
