"""Query parameters of the REST API, read strictly: an unknown name, an unknown value or a second value where one is
meant is refused, and the refusal says what is allowed."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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


LISTS = ("fields", "expand", "ordering")
"""Parameters that are read as `words`."""


def refuse_unknown(query: QueryDict, known: Collection[str], *, repeatable: Collection[str] = ()) -> None:
    """Raises ValidationError, by parameter, where the query holds an unknown one, or two values of one that is not
    in `repeatable` and no list. What is known is listed once."""
    errors: dict[str, list[str]] = {}
    sentence = f"There is no such parameter. {allowed(sorted(known))}"
    for name, values in query.lists():
        if name not in known:
            errors.setdefault(name[:MAX_ECHO], [sentence])
            sentence = "There is no such parameter."
        elif len(values) > 1 and name not in repeatable and name not in LISTS:
            errors[name] = ["Give it once."]
        if len(errors) == MAX_COMPLAINTS:
            break
    if errors:
        raise ValidationError(errors)


def words(query: QueryDict, name: str, known: Collection[str]) -> list[str]:
    """The words of a parameter, separated by commas; none where it is not given. Many clients repeat a parameter
    instead, and mean the same. Raises ValidationError on a word that is not known or comes twice."""
    found = [word for text in query.getlist(name) for word in text.split(",")]
    unknown = [word for word in found if word not in known]
    if unknown:
        raise ValidationError({name: [f"{echo(unknown[0])} is not known here. {allowed(known)}"]})
    if len(found) > len(set(found)):
        raise ValidationError({name: ["Name each once."]})
    return found


def flag(query: QueryDict, name: str) -> bool | None:
    """What a parameter of two values says; None where it is not given. Raises ValidationError on anything but true and
    false."""
    found = words(query, name, ("true", "false"))
    if len(found) > 1:
        raise ValidationError({name: ["Write true or false."]})
    return found[0] == "true" if found else None


def words_schema(known: Iterable[str]) -> dict[str, Any]:
    """How OpenAPI describes what `words` reads; to be used with explode=False."""
    return {"type": "array", "items": {"type": "string", "enum": list(known)}, "minItems": 1, "uniqueItems": True}


class Filters(Protocol):
    """What a FilterSet is to a list: its parameters, the form of those that are asked for, those that may be repeated,
    and the rows they leave."""

    filters: Mapping[str, Any]
    form: forms.Form
    repeatable: Collection[str]
    qs: Any


Column = str | Callable[[Any], Any]
"""What one orders by: a column or key, or what makes an expression of the view; where that is null comes last."""


class StrictFilterBackend(BaseFilterBackend):
    """Narrows a list by its filters and puts it in the order asked for. Everything in the query must be known.

    The view says what there is: `filter_class`, `filters(rows)` which binds it to the query, `orderings` (what one may
    order by, and the column behind each) of which the caller knows `known_orderings`, `parameters` (those that are no
    filters). Where there is nothing to order by, the order is no parameter."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        filters: Filters = view.filters(queryset)
        orderings = view.known_orderings
        known = {*filters.filters, *view.parameters, *(["ordering"] if orderings else [])}
        refuse_unknown(request.query_params, known, repeatable=filters.repeatable)
        if filters.form.errors:
            raise ValidationError(
                {
                    name: [_sentence(filters.form.fields[name], str(message)) for message in messages]
                    for name, messages in filters.form.errors.items()
                }
            )
        wanted = words(request.query_params, "ordering", _directions(orderings))
        return ordered(filters.qs, [_directed(view, orderings[word.removeprefix("-")], word) for word in wanted])

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        described = [each.described(name) for name, each in view.filter_class.base_filters.items()]
        if not view.orderings:
            return described
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


def ordered(rows: Any, columns: Sequence[Any]) -> Any:
    """Rows, of a table or in memory, by these columns and then as they stood. A hyphen in front turns a column round;
    for those of a table expressions do as well."""
    if isinstance(rows, QuerySet):
        as_they_stood = [*rows.query.order_by, *(rows.model._meta.ordering or ())]
        return rows.order_by(*columns, *as_they_stood) if columns else rows
    for column in reversed(columns):
        rows = sorted(rows, key=itemgetter(column.removeprefix("-")), reverse=column.startswith("-"))
    return rows


def _directions(orderings: Iterable[str]) -> list[str]:
    """["title", "-title", ...]"""
    return [f"{sign}{name}" for name in orderings for sign in ("", "-")]


def _directed(view: Any, column: Column, word: str) -> Any:
    """A column in the direction that a word asks for."""
    down = word.startswith("-")
    if isinstance(column, str):
        return f"-{column}" if down else column
    expression = column(view)
    return expression.desc(nulls_last=True) if down else expression.asc(nulls_last=True)


def _sentence(field: forms.Field, message: str) -> str:
    """A form's message, with what is allowed where that is a closed list."""
    choices = [value for value, _ in getattr(field, "choices", [])]
    return f"{message} {allowed(choices)}" if choices else message
