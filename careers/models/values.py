"""Fields that hold a part of the document as a value, checked by the document's own types."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from pydantic import TypeAdapter
from pydantic import ValidationError as Unsound

from careers.handbook.document import AppliesTo, Grade, Line, ListName, Prose, Section, Slug, Statements


def sentences(error: Unsound) -> list[str]:
    """A pydantic error as sentences, each beginning with its place where it has one."""
    found = []
    for each in error.errors(include_url=False, include_context=False, include_input=False):
        place = "/".join(str(part) for part in each["loc"])
        message = each["msg"].removeprefix("Value error, ")
        found.append(f"{place}: {message}" if place else message)
    return found


def refuse_unsound(adapter: TypeAdapter[Any], value: Any) -> None:
    """Raises ValidationError, a sentence for each fault, where the type refuses the value."""
    try:
        adapter.validate_python(value)
    except Unsound as error:
        raise ValidationError(sentences(error)) from None


STATEMENTS: TypeAdapter[Any] = TypeAdapter(Statements)
SECTIONS: TypeAdapter[Any] = TypeAdapter(tuple[Section, ...])
LEADS: TypeAdapter[Any] = TypeAdapter(dict[ListName, Prose])
SCOPE: TypeAdapter[Any] = TypeAdapter(AppliesTo)
SLUGS: TypeAdapter[Any] = TypeAdapter(tuple[Slug, ...])
GRADES: TypeAdapter[Any] = TypeAdapter(tuple[Grade, ...])
GRADES_BY_ROLE: TypeAdapter[Any] = TypeAdapter(dict[Slug, Grade])
JOB_CODES_BY_ROLE: TypeAdapter[Any] = TypeAdapter(dict[Slug, Line])


# Functions by name, because migrations write a field's validators down.


def validate_statements(value: Any) -> None:
    refuse_unsound(STATEMENTS, value)


def validate_sections(value: Any) -> None:
    refuse_unsound(SECTIONS, value)


def validate_leads(value: Any) -> None:
    refuse_unsound(LEADS, value)


def validate_scope(value: Any) -> None:
    refuse_unsound(SCOPE, value)


def validate_slugs(value: Any) -> None:
    refuse_unsound(SLUGS, value)


def validate_grades(value: Any) -> None:
    refuse_unsound(GRADES, value)


def validate_grades_by_role(value: Any) -> None:
    refuse_unsound(GRADES_BY_ROLE, value)


def validate_job_codes_by_role(value: Any) -> None:
    refuse_unsound(JOB_CODES_BY_ROLE, value)


def statements_field() -> "models.JSONField[Any, Any]":
    """An ordered list of statements, as the document writes them."""
    return models.JSONField(default=list, blank=True, validators=[validate_statements])


def scope_field() -> "models.JSONField[Any, Any]":
    """To whom something applies: {"tracks", "roles", "specialties"}, or null for all."""
    return models.JSONField(null=True, blank=True, validators=[validate_scope])
