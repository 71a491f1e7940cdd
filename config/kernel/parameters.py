"""Query parameters of the REST API, read strictly: an unknown name, an unknown value or a second value where one is
meant is refused, and the refusal says what is allowed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Protocol

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

MAX_ECHO = 60
"""Characters of a caller's words that an answer repeats."""
MAX_COMPLAINTS = 20
"""Parameters that one answer complains of."""

TEXT = r"^[^\x00\ufffd]*$"
"""What any text may be: config.kernel.requests refuses the rest before a parameter is looked at."""


def echo(text: str) -> str:
    """A caller's word as a message repeats it: quoted, and cut."""
    return repr(text if len(text) <= MAX_ECHO else text[:MAX_ECHO] + "...")


def allowed(names: Iterable[Any]) -> str:
    """The sentence that lists what would have done."""
    found = [str(name) for name in names]
    return f"Allowed: {', '.join(found)}." if found else "None is allowed."


def refuse_unknown(query: QueryDict, known: Collection[str], *, repeatable: Collection[str] = ()) -> None:
    """Raises ValidationError, by parameter, where the query holds an unknown one, or two values of one that is not
    in `repeatable`."""
    errors: dict[str, list[str]] = {}
    for name, values in query.lists():
        if name not in known:
            errors[name[:MAX_ECHO]] = [f"There is no such parameter. {allowed(sorted(known))}"]
        elif len(values) > 1 and name not in repeatable:
            errors[name] = ["Give it once."]
        if len(errors) == MAX_COMPLAINTS:
            break
    if errors:
        raise ValidationError(errors)


def words(query: QueryDict, name: str, known: Collection[str]) -> list[str]:
    """The words of a parameter, separated by commas; none where it is not given. Raises ValidationError on a word
    that is not known or comes twice."""
    text = query.get(name)
    if text is None:
        return []
    found = text.split(",")
    unknown = [word for word in found if word not in known]
    if unknown:
        raise ValidationError({name: [f"{echo(unknown[0])} is not known here. {allowed(known)}"]})
    if len(found) > len(set(found)):
        raise ValidationError({name: ["Name each once."]})
    return found


def words_schema(known: Iterable[str]) -> dict[str, Any]:
    """How OpenAPI describes what `words` reads; to be used with explode=False."""
    return {"type": "array", "items": {"type": "string", "enum": list(known)}, "minItems": 1, "uniqueItems": True}


class Filters(Protocol):
    """What a FilterSet is to a list: the form that knows its parameters, and the rows they leave."""

    form: forms.Form
    qs: Any


class StrictFilterBackend(BaseFilterBackend):
    """Narrows a list by its filters and puts it in the order asked for. Everything in the query must be known.

    The view says what there is: `filter_class`, `filters(rows)` which binds it to the query, `orderings` (what one may
    order by, and the column or key behind each), `others` (the parameters that are no filters)."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        filters: Filters = view.filters(queryset)
        fields = filters.form.fields
        many = [name for name, field in fields.items() if isinstance(field, forms.MultipleChoiceField)]
        refuse_unknown(request.query_params, {*fields, *view.others, "ordering"}, repeatable=many)
        if filters.form.errors:
            raise ValidationError(
                {
                    name: [_sentence(fields[name], str(message)) for message in messages]
                    for name, messages in filters.form.errors.items()
                }
            )
        choices = _directions(view.orderings)
        wanted = [choices[word] for word in words(request.query_params, "ordering", choices)]
        return ordered(filters.qs, wanted)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        described = [_described(name, each) for name, each in view.filter_class.base_filters.items()]
        return [
            *described,
            {
                "name": "ordering",
                "in": "query",
                "required": False,
                "description": "By what to order, the first word first; a hyphen in front turns it round.",
                "schema": words_schema(_directions(view.orderings)),
                "style": "form",
                "explode": False,
            },
        ]


def ordered(rows: Any, columns: Sequence[str]) -> Any:
    """Rows, of a table or in memory, by these columns and then as they stood. A hyphen in front turns a column
    round."""
    if isinstance(rows, QuerySet):
        as_they_stood = [*rows.query.order_by, *(rows.model._meta.ordering or ())]
        return rows.order_by(*columns, *as_they_stood) if columns else rows
    for column in reversed(columns):
        rows = sorted(rows, key=itemgetter(column.removeprefix("-")), reverse=column.startswith("-"))
    return rows


def _directions(orderings: Mapping[str, str]) -> dict[str, str]:
    """{"title": "title", "-title": "-title", ...}"""
    return {f"{sign}{name}": f"{sign}{column}" for name, column in orderings.items() for sign in ("", "-")}


def _sentence(field: forms.Field, message: str) -> str:
    """A form's message, with what is allowed where that is a closed list."""
    choices = [value for value, _ in getattr(field, "choices", [])]
    return f"{message} {allowed(choices)}" if choices else message


def _described(name: str, each: Any) -> dict[str, Any]:
    """A filter as an OpenAPI parameter."""
    many = issubclass(each.field_class, forms.MultipleChoiceField)
    schema: dict[str, Any] = {"type": "string"}
    choices = each.extra.get("choices")
    if choices:
        schema["enum"] = [value for value, _ in choices]
    elif many:
        schema |= {"pattern": each.pattern, "maxLength": 100} if hasattr(each, "pattern") else {}
    else:
        schema |= {"pattern": TEXT, "maxLength": each.extra["max_length"]}
    described = {
        "name": name,
        "in": "query",
        "required": False,
        "description": f"{each.label}. Repeat it for alternatives." if many else f"{each.label}.",
        "schema": {"type": "array", "items": schema} if many else schema,
    }
    return described | ({"style": "form", "explode": True} if many else {})
