"""The kinds of parameters that FilterSets have, and the further forms in which services may write them: `x__in=a,b` for
`x=a&x=b`, and `x__gte`, `x__lte` for a range. All are read strictly: what is no value is refused with a sentence."""

import math
import re
from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, ClassVar

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from config.kernel.parameters import TEXT

MAX_WORD = 100
"""Characters of a slug or another word that is asked for; no longer one was ever given."""
NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
MAX_NUMBER = 400
"""Characters of a number, of which 310 may stand before the point."""
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
MOMENT = rf"({DAY}[Tt][0-9]{{2}}:[0-9]{{2}})(?:(:[0-9]{{2}})(\.[0-9]+)?)?([Zz]|[+-][0-9]{{2}}:[0-9]{{2}})"
ID = r"^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"

Schema = dict[str, Any]
Values = frozenset[str]


@dataclass(frozen=True)
class Range:
    """The values from `low` to `high`, both inclusive; None is no bound. Where the bounds are the wrong way round,
    nothing is between them."""

    low: Any = None
    high: Any = None

    def __contains__(self, value: Any) -> bool:
        if value is None:
            return False
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


def within(column: str, wanted: Any) -> Q:
    """The condition that a column is one of the values, or in the range."""
    if isinstance(wanted, Range):
        bounds = {f"{column}__gte": wanted.low, f"{column}__lte": wanted.high}
        return Q(**{bound: value for bound, value in bounds.items() if value is not None})
    return Q(**{f"{column}__in": wanted})


# What a form reads: of each kind one field.


class WordsField(forms.MultipleChoiceField):
    """Words of a closed list, or of a `pattern`: of a repeated parameter or, with `commas`, between those as well.
    `also` are values that are no mistake, though the list does not offer them. `complaint` tells what is wrong with a
    word."""

    def __init__(
        self, *, also: Collection[str] = (), commas: bool = False, pattern: str = "", complaint: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.also, self.commas, self.pattern, self.complaint = also, commas, pattern, complaint

    def to_python(self, value: Any) -> list[str]:
        found = [str(each) for each in value or ()]
        return [word for each in found for word in each.split(",")] if self.commas else found

    def validate(self, value: Any) -> None:
        choices: Any = self.choices if value and not self.pattern else ()
        known = {slug for slug, _ in choices}
        for word in value:
            if not self._knows(word, known):
                raise ValidationError(f"{word[:MAX_WORD]!r}{self.complaint or ' is not known here.'}")

    def _knows(self, word: str, known: Collection[str]) -> bool:
        if self.pattern:
            return len(word) <= MAX_WORD and re.fullmatch(self.pattern, word) is not None
        return word in known or word in self.also


class _Strict(forms.Field):
    """A field whose text is read by `read`, which raises ValueError where it is none."""

    complaint: str
    schema: ClassVar[Schema]

    def to_python(self, value: Any) -> Any:
        if value is None:
            return None
        try:
            return self.read(str(value))
        except ValueError:
            raise ValidationError(self.complaint) from None

    def read(self, text: str) -> Any:
        raise NotImplementedError


class NumberField(_Strict):
    """A number, as JSON writes it."""

    complaint = "Write a number, e.g. 7 or 9.5."
    schema: ClassVar[Schema] = {"type": "number"}

    def read(self, text: str) -> float:
        if len(text) > MAX_NUMBER or not re.fullmatch(NUMBER, text) or math.isinf(float(text)):
            raise ValueError(text[:MAX_WORD])
        return float(text)


class DayField(_Strict):
    """A day, written YYYY-MM-DD."""

    complaint = "Write a date as YYYY-MM-DD."
    schema: ClassVar[Schema] = {"type": "string", "format": "date"}

    def read(self, text: str) -> date:
        # Dates of weeks (2026-W01-1) are ISO dates too.
        return date.fromisoformat(text if re.fullmatch(DAY, text) else "")


class MomentField(_Strict):
    """A day, or a moment as RFC 3339 writes it, with or without its seconds; a time of which nobody knows where is
    none. Fractions of a second count to the microsecond."""

    complaint = (
        "Write a day as 2026-03-01, or a moment with its offset from UTC as 2026-03-01T12:00:00Z or "
        "2026-03-01T12:00:00+01:00 (in an address a + is written %2B)."
    )
    # The type stands in each, since generators of clients look for it there.
    schema: ClassVar[Schema] = {"anyOf": [{"type": "string", "format": each} for each in ("date", "date-time")]}

    def read(self, text: str) -> date | datetime:
        if re.fullmatch(DAY, text):
            return date.fromisoformat(text)
        found = re.fullmatch(MOMENT, text)
        whole, seconds, fraction, offset = found.groups("") if found and len(text) <= MAX_WORD else [""] * 4
        return datetime.fromisoformat(f"{whole}{seconds}{fraction[:7]}{offset}".upper())


def moment_of(value: date | datetime, zone: tzinfo) -> datetime:
    """The moment, in UTC; of a day its midnight in the zone. At either end of the calendar the nearest there is."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, time(), zone)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return (datetime.min if moment.year == datetime.min.year else datetime.max).replace(tzinfo=UTC)


def first_day(moment: datetime, zone: tzinfo) -> date | None:
    """The first day that begins in the zone at the moment or later; None where the calendar ends before."""
    try:
        day = moment.astimezone(zone).date()
        return day if moment_of(day, zone) >= moment else day + timedelta(days=1)
    except OverflowError:
        return date.min if moment.year == datetime.min.year else None


# What a FilterSet declares.


class Parameter(df.Filter):  # type: ignore[misc]
    """Something that may be asked for. `about` is what it is in a sentence, where the label is too short for that.
    `fact` is the name that it is declared under, whichever form is asked with; `for_services` tells that pages do not
    know it."""

    fact = ""
    for_services = False
    repeatable = False
    commas = False

    def __init__(self, field_name: str | None = None, *, about: str = "", **kwargs: Any) -> None:
        super().__init__(field_name, **kwargs)
        self.about = about

    def in_all_forms(self, name: str) -> dict[str, "Parameter"]:
        self.fact = name
        return {name: self}

    def wanted(self, value: Any) -> Any:
        """What is looked for, of the value that the form has read."""
        return value

    @property
    def schema(self) -> Schema:
        """Of the parameter, for the OpenAPI document."""
        raise NotImplementedError

    def described(self, name: str) -> dict[str, Any]:
        """The parameter as OpenAPI writes it."""
        return {
            "name": name,
            "in": "query",
            "required": False,
            "description": self.about or f"{self.label}.",
            "schema": self.schema,
        }

    def _form(self, name: str, **facts: Any) -> Any:
        form = deepcopy(self)
        for fact, value in {"fact": name, "for_services": True, **facts}.items():
            setattr(form, fact, value)
        return form


class TextParameter(Parameter):
    """Words as people type them."""

    field_class = forms.CharField

    @property
    def schema(self) -> Schema:
        return {"type": "string", "pattern": TEXT, "maxLength": self.extra["max_length"]}


class ChoicesFilter(Parameter):
    """Any of the values of a closed list. Where they are `ranked`, a range may be asked for too."""

    field_class = WordsField
    repeatable = True
    pattern, complaint = "", ""

    def __init__(self, field_name: str | None = None, *, ranked: "Bounds | None" = None, **kwargs: Any) -> None:
        if self.pattern:
            kwargs |= {"pattern": self.pattern, "complaint": self.complaint}
        super().__init__(field_name, **kwargs)
        self.ranked = ranked

    def in_all_forms(self, name: str) -> dict[str, Parameter]:
        """`x`, `x__in` and, where ranked, `x__gte` and `x__lte`."""
        listed = self._form(name, commas=True)
        listed.extra["commas"] = True
        ranges = self.ranked.in_all_forms(name) if self.ranked else {}
        return {**super().in_all_forms(name), f"{name}__in": listed, **ranges}

    def wanted(self, value: Any) -> Values:
        return frozenset(value)

    @property
    def schema(self) -> Schema:
        one: Schema = {"type": "string"}
        choices = self.extra.get("choices")
        choices = choices() if callable(choices) else choices
        if choices:
            one["enum"] = [value for value, _ in choices]
        elif self.pattern:
            one |= {"pattern": self.pattern, "maxLength": MAX_WORD}
        return {"type": "array", "items": one, **({"minItems": 1} if self.commas else {})}

    def described(self, name: str) -> dict[str, Any]:
        how = "Alternatives stand between commas." if self.commas else "Repeat it for alternatives."
        found = super().described(name)
        description = f"{found['description']} {how}"
        return {**found, "description": description, "style": "form", "explode": not self.commas}


class TextsFilter(ChoicesFilter):
    """Any of the given words; any may be asked for."""

    pattern = TEXT.replace("*", "+")
    complaint = f": write 1 to {MAX_WORD} characters."

    @property
    def schema(self) -> Schema:
        """A comma in a word can be asked for by repeating the parameter alone."""
        schema = super().schema
        if self.commas:
            schema["items"]["pattern"] = self.pattern.replace("[^", "[^,")
        return schema


class IdsFilter(ChoicesFilter):
    """Any of the given ids."""

    for_services = True
    pattern = ID
    complaint = " is no id: a UUID, of 32 digits and letters from a to f in five groups."

    def wanted(self, value: Any) -> Values:
        return frozenset(each.lower() for each in value)

    @property
    def schema(self) -> Schema:
        schema = super().schema
        return {**schema, "items": {"type": "string", "format": "uuid"}}


class Bounds(Parameter):
    """A range `of` numbers or days: `x__gte`, `x__lte`, and no `x`."""

    for_services = True
    end = ""
    WORDS: ClassVar[dict[tuple[bool, str], str]] = {
        (True, "low"): "This day or later",
        (True, "high"): "This day or earlier",
        (False, "low"): "This or more",
        (False, "high"): "This or less",
    }

    def __init__(self, field_name: str | None = None, *, of: type[_Strict], **kwargs: Any) -> None:
        super().__init__(field_name, **kwargs)
        self.field_class = of

    def in_all_forms(self, name: str) -> dict[str, Parameter]:
        return {f"{name}__gte": self._form(name, end="low"), f"{name}__lte": self._form(name, end="high")}

    @property
    def schema(self) -> Schema:
        schema: Schema = self.field_class.schema
        return schema

    def described(self, name: str) -> dict[str, Any]:
        how = self.WORDS[self.field_class is DayField, self.end]
        found = super().described(name)
        return {**found, "description": f"{found['description']} {how}."}


class Since(Parameter):
    """A moment, or the day that begins at it."""

    for_services = True
    field_class = MomentField

    @property
    def schema(self) -> Schema:
        return MomentField.schema


class LookupFilterSet(df.FilterSet):  # type: ignore[misc]
    """A FilterSet whose parameters have all their forms where `services` ask, and the plain ones alone on pages."""

    def __init__(self, data: Any = None, queryset: Any = None, *, services: bool = False, **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)
        self.services = services
        if not services:
            self.leave_out(name for name, each in self.filters.items() if each.for_services)

    @classmethod
    def get_filters(cls) -> dict[str, Parameter]:
        declared: dict[str, Parameter] = super().get_filters()
        return {form: each for name, base in declared.items() for form, each in base.in_all_forms(name).items()}

    def get_form_class(self) -> type[forms.Form]:
        """Services are not shown the form: to make the fields that nobody asks by would take longer than to read the
        others."""
        if not self.services:
            return super().get_form_class()  # type: ignore[no-any-return]
        asked = {name: each.field for name, each in self.filters.items() if name in self.data}
        return type("AskedForm", (forms.Form,), asked)

    def leave_out(self, names: Any) -> None:
        """These are no parameters here."""
        for name in list(names):
            del self.filters[name]

    @property
    def repeatable(self) -> list[str]:
        return [name for name, each in self.filters.items() if each.repeatable]

    @property
    def asked(self) -> Iterator[tuple[str, Any]]:
        """What is asked for, each with its fact: values, a range, or what else the parameter is of. All of it holds.
        Call it once the form was looked at."""
        ranges: dict[str, dict[str, Any]] = {}
        for name, each in self.filters.items():
            value = self.form.cleaned_data.get(name)
            if value in (None, "", []):
                continue
            if isinstance(each, Bounds):
                ranges.setdefault(each.fact, {})[each.end] = value
            else:
                yield each.fact, each.wanted(value)
        for fact, ends in ranges.items():
            yield fact, Range(**ends)

    def filter_queryset(self, queryset: Any) -> Any:
        for fact, wanted in self.asked:
            queryset = queryset.filter(self.condition(fact, wanted))
        return queryset

    def condition(self, fact: str, wanted: Any) -> Q:
        """Of rows with what is wanted: what `having_<fact>` says or, without it, by the column."""
        having = getattr(self, f"having_{fact}", None)
        found: Q = having(wanted) if having else within(self._column(fact), wanted)
        return found

    def _column(self, fact: str) -> str:
        return next(str(each.field_name) for each in self.filters.values() if each.fact == fact)
