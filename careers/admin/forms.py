"""The forms of the draft side: they name the version of the family that was seen, and hold what the document would
refuse before it is saved."""

from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from pydantic import Field, TypeAdapter
from pydantic import ValidationError as Unsound

from careers import drafts
from careers.handbook.document import Line, Prose, RolePath, Slug, Title
from careers.models import Family
from careers.models.values import sentences
from config.kernel.forms import RefusalForm
from config.kernel.models import Catalogue

LINE: TypeAdapter[Any] = TypeAdapter(Line)
PROSE: TypeAdapter[Any] = TypeAdapter(Prose)
TITLE: TypeAdapter[Any] = TypeAdapter(Title)
SLUG: TypeAdapter[Any] = TypeAdapter(Slug)
ROLE_PATH: TypeAdapter[Any] = TypeAdapter(RolePath)
MINUTES: TypeAdapter[Any] = TypeAdapter(Annotated[int, Field(ge=1, le=10_000)])

TYPES = {
    "title": TITLE,
    "name": TITLE,
    "summary": LINE,
    "primary_language": LINE,
    "group": LINE,
    "job_code": LINE,
    "interviewer": LINE,
    "overview": PROSE,
    "text": PROSE,
    "intro": PROSE,
    "outro": PROSE,
    "reports_to_text": PROSE,
    "reports_to_role": ROLE_PATH,
    "to_family": SLUG,
    "to_role": SLUG,
    "minutes_from": MINUTES,
    "minutes_to": MINUTES,
}
"""What the document takes, by the name of the field."""


def hold(family: Family) -> Family:
    """The family as it stands, held against other writers until the transaction ends. Raises ValidationError where
    somebody has deleted it."""
    Catalogue.objects.lock()
    try:
        return Family.objects.locked().get(pk=family.pk)
    except Family.DoesNotExist:
        raise ValidationError(f"Somebody else has deleted {family}.") from None


class SoundForm(RefusalForm):
    """Refuses, field by field, what the document would refuse. What is left empty is the model's matter."""

    types: ClassVar[dict[str, TypeAdapter[Any]]] = TYPES

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in self.types.keys() & self.cleaned_data.keys():
            value = self.cleaned_data[name]
            if value in (None, ""):
                continue
            try:
                self.types[name].validate_python(value)
            except Unsound as error:
                self.add_error(
                    name, [each.replace("items after validation", "characters") for each in sentences(error)]
                )
        return cleaned


class VersionedForm(SoundForm):
    """Holds the family's version as it was when the form was opened. Saving locks the family and refuses if somebody
    else saved in between; what was typed stays in the form."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (family := self._family()) and "seen_version" in self.fields:
            self.fields["seen_version"].initial = family.version
            self.fields["seen_version"].required = True

    def _family(self) -> Family | None:
        if self.instance.pk is None:
            return None
        return self.instance if isinstance(self.instance, Family) else self.instance.family

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        family = self._family()
        if family and "seen_version" in self.cleaned_data:
            standing = hold(family)
            if standing.version != self.cleaned_data["seen_version"]:
                raise ValidationError(
                    f"Somebody else saved {standing.title} while you were editing. Nothing of yours is lost: "
                    "it is still in this form. Open the family in another tab, compare, and save again from there."
                )
        return cleaned


class RoleForm(VersionedForm):
    """Looks at the reporting line together with those that stand."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        family = self._family() or self.cleaned_data.get("family")
        line, slug = self.cleaned_data.get("reports_to_role"), self.cleaned_data.get("slug")
        if family and line and slug:
            try:
                drafts.refuse_reporting_circle(family, {f"{family.slug}/{slug}": line})
            except ValidationError as error:
                self.add_error("reports_to_role", error)
        return cleaned


class ProcessForm(VersionedForm):
    """A process may go without a title, and a long one is a line."""

    types = {**TYPES, "title": LINE}


class RowOfFew(forms.TypedChoiceField):
    """A choice of rows that were fetched before, instead of a query for each field and another for each answer."""

    def __init__(self, rows: Iterable[Model], *, required: bool) -> None:
        self.rows = {str(row.pk): row for row in rows}
        choices = [("", "---------"), *((key, str(row)) for key, row in self.rows.items())]
        super().__init__(choices=choices, coerce=self.rows.__getitem__, empty_value=None, required=required)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


class RowsFormSet(forms.BaseInlineFormSet):
    """Forms that choose a row each, `choice`, from the same few `rows`."""

    choice: ClassVar[str]

    def fetch(self) -> Iterable[Model]:
        raise NotImplementedError

    @cached_property
    def rows(self) -> list[Model]:
        return list(self.fetch())

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.choice in form.fields:
            form.fields[self.choice] = RowOfFew(self.rows, required=form.fields[self.choice].required)
