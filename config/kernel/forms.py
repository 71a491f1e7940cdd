"""Form fields and forms that refuse with a sentence what the database or a page would stumble over."""

import json
from typing import Any, ClassVar, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.fields import InvalidJSONInput
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from config.kernel.models import Catalogue
from config.kernel.models.reference import digest, validate_text

MAX_DEPTH = 20
"""Levels of lists and objects in a JSON value; documents have six."""
MAX_SMALL = 32_767
"""The largest value of a small integer on PostgreSQL. SQLite would take any."""


class FormRenderer(DjangoTemplates):
    """Django's, which renders a template for each option of a select. Where countries are offered that was most of what
    a page cost, so options are written here."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == forms.Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    groups = [
        format_html('<optgroup label="{}">{}</optgroup>', name, _options(options)) if name else _options(options)
        for name, options, _ in widget["optgroups"]
    ]
    inside = format_html_join("", "{}", ((group,) for group in groups))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], _attributes(widget["attrs"]), inside)


def _options(options: list[dict[str, Any]]) -> SafeString:
    said = ((str(each["value"]), _attributes(each["attrs"]), each["label"]) for each in options)
    return format_html_join("", '\n<option value="{}"{}>{}</option>', said)


def _attributes(attributes: dict[str, Any]) -> SafeString:
    return flatatt(attributes) if attributes else SafeString("")


class JSONValueField(forms.JSONField):
    """A list or an object, as JSON. Left empty it is an empty one, where the model has one by default. What is no such
    value is refused with a sentence and stays in the form as it was typed."""

    def to_python(self, value: Any) -> Any:
        container = self.initial if isinstance(self.initial, type) else None
        if value in self.empty_values:
            return container() if container else None
        try:
            parsed = json.loads(value, parse_constant=_refuse_constant) if isinstance(value, str) else value
            _measure(parsed)
        except (ValueError, RecursionError):
            raise ValidationError("This is no JSON: look for a missing comma, quote or bracket.") from None
        if container and not isinstance(parsed, container):
            raise ValidationError(f"Expected {'a list: [...]' if container is list else 'an object: {...}'}.")
        return parsed

    def bound_data(self, data: Any, initial: Any) -> Any:
        """The text, unread: it is shown again as it was typed."""
        return initial if self.disabled else None if data is None else InvalidJSONInput(data)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _measure(value: Any, depth: int = 0) -> None:
    """Raises ValidationError, which is no ValueError, on nesting too deep and on characters that no text may have."""
    if depth > MAX_DEPTH:
        raise ValidationError("This is nested too deep.")
    if isinstance(value, str):
        validate_text(value)
    elif isinstance(value, list | dict):
        for each in value:
            _measure(each, depth + 1)
        for each in value.values() if isinstance(value, dict) else ():
            _measure(each, depth + 1)


FORM_FIELDS: dict[type, dict[str, Any]] = {
    models.JSONField: {"form_class": JSONValueField, "show_hidden_initial": False},
    models.PositiveSmallIntegerField: {"max_value": MAX_SMALL},
}
"""For `formfield_overrides` of every admin and inline."""


class RefusalForm(forms.ModelForm):  # type: ignore[type-arg]  # in the stubs only
    """Can be shown again with what the door had to say, after the form itself found nothing wrong."""

    refusal: ClassVar[tuple[str, ...]] = ()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal:
            raise ValidationError([f"Not saved: {sentence}" for sentence in self.refusal])
        return cleaned


class SeenForm(RefusalForm):
    """Holds a digest of what its row said when the form was opened. Saving locks the catalogue and refuses if somebody
    else saved something else in between; what was typed stays in the form."""

    seen_digest = forms.CharField(required=False, widget=forms.HiddenInput)
    key: ClassVar[str] = "pk"
    """The field by which the row is known. One that has none yet is new."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._is_known and "seen_digest" in self.fields:
            self.fields["seen_digest"].initial = digest(self.said(self.instance))
            self.fields["seen_digest"].required = True

    @property
    def _is_known(self) -> bool:
        return getattr(self.instance, self.key) not in (None, "")

    @staticmethod
    def said(row: Any) -> dict[str, Any]:
        """All that people can tell of a row, as JSON."""
        return {each.attname: each.value_to_string(row) for each in row._meta.concrete_fields if not each.primary_key}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self._is_known and "seen_digest" in self.cleaned_data:
            Catalogue.objects.lock()
            which = {self.key: getattr(self.instance, self.key)}
            model = type(self.instance)
            standing = model._default_manager.filter(**which).first()
            if standing is None and self.instance.pk is not None:
                raise ValidationError(f"Somebody else has deleted {self.instance}.")
            standing = standing or model(**which)
            if digest(self.said(standing)) != self.cleaned_data["seen_digest"]:
                raise ValidationError(
                    f"Somebody else saved {standing} while you were editing. Nothing of yours is lost: it is still in "
                    "this form. Open the page in another tab, compare, and save again from there."
                )
        return cleaned


class ReferenceForm(SeenForm):
    """Counts as seen what is kept of the row for each day."""

    @staticmethod
    def said(row: Any) -> dict[str, Any]:
        facts: dict[str, Any] = row.facts()
        return facts
