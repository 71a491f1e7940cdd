"""The kinds of fields that resources are made of: names beside slugs, links, and parts of documents as they are.

A serializer's context holds the `reading`, which knows the names of the day, and `link`, which makes addresses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import WithJsonSchema
from rest_framework import serializers

from careers.handbook.document import FamilyDocument
from careers.reading import Reading
from config.kernel.openapi import Nested, Shaped
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

    FIRST: tuple[str, ...] = ("family", "slug", "title", "name", "id")
    LAST: tuple[str, ...] = ("url", "revisions", "vacancies", "page")

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        first = [name for name in self.FIRST if name in fields]
        last = [name for name in self.LAST if name in fields]
        between = [name for name in fields if name not in (*first, *last)]
        return {name: fields[name] for name in (*first, *between, *last)}


class Resource(Part):
    """What an endpoint answers, whole or once per row of a list. `fields` may ask for some of it."""

    selectable = True


class Expandable(Nested):
    """Other resources, where `expand` asks for them, each as the `serializer` of that path shows it: read from what the
    row holds as `expanded`. Else what the `plain` field shows, which is a part of the same unless it is told `apart`;
    or, without one, nothing."""

    def __init__(
        self, serializer: str, *, plain: Any = None, many: bool = False, apart: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(allow_null=plain is not None and plain.allow_null, **kwargs)
        self.other = plain if apart else None
        self.serializer, self.plain, self.many = serializer, plain, many

    def bind(self, field_name: str, parent: Any) -> None:
        super().bind(field_name, parent)
        if self.plain:
            self.plain.bind(field_name, parent)

    def get_attribute(self, instance: Any) -> Any:
        expanded = instance.get("expanded", {})
        self.whole = self.field_name in expanded
        if self.whole:
            return expanded[self.field_name]
        if self.plain is None:
            raise serializers.SkipField
        return self.plain.get_attribute(instance)

    def to_representation(self, value: Any) -> Any:
        if not self.whole:
            return self.plain.to_representation(value)
        shown = self.rows.to_representation
        return [shown(each) for each in value] if self.many else shown(value)

    @cached_property
    def rows(self) -> Any:
        return self.nested(context=self.context)


class Linking(Shaped):
    """A field that knows the day and the addresses."""

    @property
    def reading(self) -> Reading:
        reading: Reading = self.context["reading"]
        return reading

    def link(self, name: str, /, *args: str, **query: str) -> str:
        """The absolute address of a page or, as `api:name`, of a resource, with its query."""
        return str(self.context["link"](name, *args, **query))

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


class DocumentField(Verbatim):
    """A family document, as the schema of documents has it."""

    prefix = "Document"
    mode = "validation"

    def __init__(self, **kwargs: bool) -> None:
        super().__init__(FamilyDocument, **kwargs)


class Url(Linking):
    """The address of a resource (`api:...`) or of the page for people: of a name in the address book, with facts of
    the row for its parts and, by parameter, for its query."""

    shape = Address

    def __init__(self, view: str, *facts: str, **query: str) -> None:
        super().__init__(source="*")
        self.view, self.facts, self.query = view, facts, query

    def to_representation(self, value: Mapping[str, Any]) -> str:
        query = {name: value[fact] for name, fact in self.query.items()}
        return self.link(self.view, *(value[fact] for fact in self.facts), **query)


class TrackName(Linking):
    """A track."""

    shape = Name

    def to_representation(self, value: str) -> dict[str, Any]:
        return vars(Name(value, Track(value).label))


class ReferenceLink(Linking):
    """Reference data: a department, level, grade scheme or stage."""

    shape = NameLink

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def to_representation(self, value: str) -> dict[str, Any]:
        url = self.link(f"api:{self.kind.replace('_', '-')}", value)
        return vars(NameLink(value, self.reading.reference.name(self.kind, value), url))


class GradeLink(Linking):
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


class FamilyName(Linking):
    """A job family; null where the viewer may know of none."""

    shape = FamilyLink

    def to_representation(self, value: str) -> dict[str, Any] | None:
        return self.family_link(value)


class RoleName(Linking):
    """A role, of the family and slug that the row holds; null where none is stated, or the viewer may know of none."""

    shape = RoleLink

    def __init__(self, family: str, role: str, **kwargs: Any) -> None:
        super().__init__(source="*", allow_null=True, **kwargs)
        self.family, self.role = family, role

    def to_representation(self, value: Mapping[str, Any]) -> dict[str, Any] | None:
        return self.role_link(f"{value[self.family]}/{value[self.role]}")


class ReportsTo(Linking):
    """A reporting line."""

    shape = ReportingLine

    def to_representation(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"text": value["text"], "role": self.role_link(value["role"])}
