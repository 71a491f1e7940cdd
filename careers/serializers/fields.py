"""The kinds of fields that resources are made of: names beside slugs, links, and parts of documents as they are.

A serializer's context holds the `reading`, which knows the names of the day, and `link`, which makes addresses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import WithJsonSchema
from rest_framework import serializers

from careers.reading import Reading
from config.kernel.openapi import Shaped
from levels.models import Track

Address = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]


@dataclass(frozen=True)
class Name:
    """Something by its slug, with the name it has on the day."""

    slug: str
    name: str


@dataclass(frozen=True)
class NameLink:
    """Reference data by its slug, with the name it has on the day and its address here."""

    slug: str
    name: str
    url: Address


@dataclass(frozen=True)
class FamilyLink:
    """A job family by its slug, with its title on the day and its address here."""

    slug: str
    title: str
    url: Address


@dataclass(frozen=True)
class RoleLink:
    """A role by its family and slug, with its title on the day and its address here."""

    family: str
    slug: str
    title: str
    url: Address


@dataclass(frozen=True)
class ReportingLine:
    """To whom a role reports: as written (Markdown), and the role that is meant, where it is known."""

    text: str
    role: RoleLink | None


class Part(serializers.Serializer[Any]):
    """Anything that has fields: what it is called comes first, where it is found last."""

    FIRST = ("family", "slug", "title", "name")
    LAST = ("url", "revisions", "page")

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        first = [name for name in self.FIRST if name in fields]
        last = [name for name in self.LAST if name in fields]
        between = [name for name in fields if name not in (*first, *last)]
        return {name: fields[name] for name in (*first, *between, *last)}


class Resource(Part):
    """What an endpoint answers, whole or once per row of a list. `fields` may ask for some of it."""

    selectable = True


class _Linking(Shaped):
    """A field that knows the day and the addresses."""

    @property
    def reading(self) -> Reading:
        reading: Reading = self.context["reading"]
        return reading

    def link(self, name: str, *args: str) -> str:
        """The absolute address of a page or, as `api:name`, of a resource."""
        return str(self.context["link"](name, *args))

    def get_attribute(self, instance: Any) -> Any:
        """Null where nothing is stated."""
        value = super().get_attribute(instance)
        return None if value == "" else value

    def family_link(self, slug: str) -> dict[str, Any] | None:
        """None where the viewer may know of no such family on the day."""
        title = self.reading.family_title(slug)
        return None if title is None else vars(FamilyLink(slug, title, self.link("api:job-family", slug)))

    def role_link(self, role: str | None) -> dict[str, Any] | None:
        """Of family/role; None where the viewer may know of no such role on the day."""
        title = self.reading.role_title(role)
        if title is None or role is None:
            return None
        family, slug = role.split("/")
        return vars(RoleLink(family, slug, title, self.link("api:role", family, slug)))


class Verbatim(Shaped):
    """A part of a document as it is; its type describes it."""

    def __init__(self, shape: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shape = shape

    def to_representation(self, value: Any) -> Any:
        return value


class Url(_Linking):
    """The address of a resource (`api:...`) or of the page for people: of a name in the address book, with facts of
    the row for its parts."""

    shape = Address

    def __init__(self, view: str, *facts: str) -> None:
        super().__init__(source="*")
        self.view, self.facts = view, facts

    def to_representation(self, value: Mapping[str, Any]) -> str:
        return self.link(self.view, *(value[fact] for fact in self.facts))


class TrackName(_Linking):
    """A track."""

    shape = Name

    def to_representation(self, value: str) -> dict[str, Any]:
        return vars(Name(value, Track(value).label))


class ReferenceName(_Linking):
    """Reference data that has no address of its own: stages, grade schemes."""

    shape = Name

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def to_representation(self, value: str) -> dict[str, Any]:
        return vars(Name(value, self.reading.reference.name(self.kind, value)))


class ReferenceLink(_Linking):
    """Reference data with an address: departments, levels."""

    shape = NameLink

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def to_representation(self, value: str) -> dict[str, Any]:
        return vars(
            NameLink(value, self.reading.reference.name(self.kind, value), self.link(f"api:{self.kind}", value))
        )


class GradeLink(_Linking):
    """A grade in its scheme. The row holds both; `many` are the grades stated together or as alternatives."""

    def __init__(self, fact: str, *, many: bool = False, scheme: str = "grade_scheme") -> None:
        super().__init__(source="*", allow_null=not many)
        self.fact, self.scheme, self.many = fact, scheme, many
        self.shape = list[NameLink] if many else NameLink

    def to_representation(self, value: Mapping[str, Any]) -> Any:
        stated, scheme = value[self.fact], value[self.scheme]
        if self.many:
            return [self._grade(scheme, grade) for grade in stated]
        return self._grade(scheme, stated) if stated else None

    def _grade(self, scheme: str, grade: str) -> dict[str, Any]:
        name = self.reading.reference.grade_name(scheme, grade)
        return vars(NameLink(grade, name, self.link("api:grade", scheme, grade)))


class FamilyName(_Linking):
    """A job family; null where the viewer may know of none."""

    shape = FamilyLink

    def to_representation(self, value: str) -> dict[str, Any] | None:
        return self.family_link(value)


class RoleName(_Linking):
    """A role, of the family and slug that the row holds; null where none is stated, or the viewer may know of none."""

    shape = RoleLink

    def __init__(self, family: str, role: str, **kwargs: Any) -> None:
        super().__init__(source="*", allow_null=True, **kwargs)
        self.family, self.role = family, role

    def to_representation(self, value: Mapping[str, Any]) -> dict[str, Any] | None:
        return self.role_link(f"{value[self.family]}/{value[self.role]}")


class ReportsTo(_Linking):
    """A reporting line."""

    shape = ReportingLine

    def to_representation(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"text": value["text"], "role": self.role_link(value["role"])}
