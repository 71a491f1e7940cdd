"""Form fields in which people write what is stored as JSON: lists as text, sets as ticks; and what a form sends for a
value, by which two versions of it are told apart."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from pydantic import TypeAdapter

from careers.handbook.bullets import read_bullets, read_sections, write_bullets, write_sections
from careers.handbook.document import Section, Statement, Statements
from careers.handbook.parsed import Unreadable
from config.kernel.forms import MAX_SMALL

STATEMENTS: TypeAdapter[tuple[Statement, ...]] = TypeAdapter(Statements)
SECTIONS: TypeAdapter[tuple[Section, ...]] = TypeAdapter(tuple[Section, ...])
WIDTH = 100
"""Characters of a line of a text area, about."""


class GrowingTextarea(forms.Textarea):
    """As many rows as its text needs, within bounds."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, least: int = 2, most: int = 30) -> None:
        self.least, self.most = least, most
        super().__init__({"class": "vLargeTextField growing", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        lines = (self.format_value(value) or "").split("\n", self.most)
        needed = sum(1 + len(line) // WIDTH for line in lines)
        return super().get_context(name, value, {"rows": min(max(needed, self.least), self.most), **(attrs or {})})


class WrittenField(forms.Field):
    """A list that people write as text. What cannot be read is refused with its line, and stays as it was typed."""

    widget: Any = GrowingTextarea

    def write(self, value: Any) -> str:
        raise NotImplementedError

    def read(self, text: str) -> list[Any]:
        raise NotImplementedError

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else self.write(value or ())

    def to_python(self, value: Any) -> list[Any]:
        try:
            return self.read(value) if isinstance(value, str) else list(value or ())
        except Unreadable as error:
            raise ValidationError(f"Line {error.line}: {error.message}") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(self.prepare_value(initial))
        except ValidationError:
            return True


class BulletsField(WrittenField):
    """One of the five lists, a bullet a line, groups below `### Heading`."""

    def write(self, value: Any) -> str:
        return write_bullets(STATEMENTS.validate_python(value))

    def read(self, text: str) -> list[Any]:
        return [statement.model_dump(mode="json") for statement in read_bullets(text)]


class SectionsField(WrittenField):
    """Other titled texts, each below its `### Heading`."""

    def write(self, value: Any) -> str:
        return write_sections(SECTIONS.validate_python(value))

    def read(self, text: str) -> list[Any]:
        return [section.model_dump(mode="json") for section in read_sections(text)]


class CommasField(WrittenField):
    """Short values in a line, with commas between them."""

    widget = forms.TextInput

    def write(self, value: Any) -> str:
        return ", ".join(value)

    def read(self, text: str) -> list[Any]:
        return list(dict.fromkeys(filter(None, map(str.strip, text.replace(";", ",").split(",")))))


class RowOfFew(forms.TypedChoiceField):
    """A choice of rows that were fetched before, instead of a query for each field and another for each answer. `names`
    say what rows are called, by key, where that is not their own name."""

    def __init__(self, rows: Iterable[Model], *, names: Mapping[Any, str] | None = None, **options: Any) -> None:
        self.rows = {str(row.pk): row for row in rows}
        named = ((key, names[row.pk] if names else str(row)) for key, row in self.rows.items())
        choices = [("", "---------"), *named]
        super().__init__(choices=choices, coerce=self.rows.__getitem__, empty_value=None, **options)

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Model) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class SuggestingInput(forms.TextInput):
    """A line with suggestions to choose from, which the browser offers as one types."""

    def __init__(self, suggestions: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"list": suggestions, "autocomplete": "off", "class": "vTextField", **(attrs or {})})


class Told(forms.Widget):
    """What a field says, for those who may not change it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def id_for_label(self, id_: str | None) -> str:
        return ""  # there is nothing to type into

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return format_html('<div class="readonly said">{}</div>', self.text or "–")


# What a form sends


Sent = Sequence[str]
"""The values that a form sends under one name; none where nothing is ticked or written."""
HIDDEN: frozenset[str] = frozenset({"seen_version", "seen_fields"})


def sent(data: Any, name: str) -> Sent:
    """What was sent under a name, with line ends as they are stored."""
    return _trimmed(data.getlist(name) if hasattr(data, "getlist") else [data[name]] if name in data else [])


def would_send(bound: forms.BoundField) -> Sent:
    """What the form would send for a field if nobody touched it."""
    widget: Any = getattr(bound.field.widget, "widget", bound.field.widget)  # the admin wraps some
    value = bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    formatted = widget.format_value(value)
    return _trimmed(formatted if isinstance(formatted, list | tuple) else [formatted])


def _trimmed(values: Iterable[Any]) -> list[str]:
    texts = ("" if value is None else str(value).replace("\r\n", "\n").strip() for value in values)
    return [text for text in texts if text]


def fingerprint(values: Any) -> str:
    """A short mark by which a form knows again what it showed."""
    return hashlib.sha256(json.dumps(values).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def in_words(field: Any, values: Sent) -> str:
    """What was sent, as people read it: the names of what was chosen."""
    if isinstance(field, forms.BooleanField):
        return "Yes" if values else "No"
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        choices: Any = field.choices
        names = dict(_flat(choices))
        return ", ".join(names.get(value, value) for value in values)
    return "\n".join(values)


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for value, name in choices:
        if isinstance(name, list | tuple):
            yield from _flat(name)
        else:
            yield str(value), str(name)


class Numbered:
    """Rows in the order of the numbers that people gave them."""

    LABEL: ClassVar[str] = "No."

    @staticmethod
    def field(number: int | None) -> forms.IntegerField:
        return forms.IntegerField(
            label=Numbered.LABEL,
            required=False,
            min_value=0,
            max_value=MAX_SMALL,
            initial=number,
            widget=forms.NumberInput(attrs={"class": "number", "min": 0}),
        )

    @staticmethod
    def sort(rows: Sequence[Any], numbers: Sequence[int | None]) -> list[Any]:
        """The rows, which stood at 1, 2, 3..., by their numbers. Of two with one number that which came down the table
        goes behind, and that which came up before."""

        def key(place: int) -> tuple[int, int]:
            number = place if (given := numbers[place - 1]) is None else given
            return number, (number > place) - (number < place)

        return [rows[place - 1] for place in sorted(range(1, len(rows) + 1), key=key)]


def tell(form: forms.BaseForm) -> set[str]:
    """Lets a form only tell what its fields say. Returns the names of those that say something."""
    told = {name: in_words(field, would_send(form[name])) for name, field in form.fields.items()}
    for name, text in told.items():
        field = form.fields[name]
        field.widget, field.required, field.help_text = Told(text), False, ""
    return {name for name, text in told.items() if text}
