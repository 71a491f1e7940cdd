"""Tables within a form whose rows are what they say: they have no identity of their own, and a save puts what stands
in the table in the place of what stood there."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from careers.admin.conflicts import Conflict
from careers.admin.fields import GrowingTextarea, Numbered, RowOfFew, fingerprint, in_words, sent, would_send
from careers.admin.forms import SoundForm
from config.kernel.forms import FORM_FIELDS, MAX_SMALL

SMALL = re.compile(r"[0-9]{1,5}")
MAX_ROWS = 60
"""Rows of one form. An import may have written more; those stay editable."""


class RowForm(SoundForm):
    """One row. A number alone says nothing."""

    def has_changed(self) -> bool:
        return any(name != "position" for name in self.changed_data)


class RowsFormSet(forms.BaseInlineFormSet):
    """The rows of a table, each of which may choose one of a few `rows` of something else in its field `choice`, if
    there is one."""

    model: type[Model]
    choice: ClassVar[str] = ""
    names: ClassVar[tuple[str, ...]]

    def fetch(self) -> Iterable[Model]:
        raise NotImplementedError

    @cached_property
    def rows(self) -> list[Model]:
        return list(self.fetch())

    def initial_form_count(self) -> int:
        """What was sent is new, whatever it was made from."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        standing = index is not None and index < self.initial_form_count()
        form.fields[self.model._meta.pk.name] = forms.CharField(required=False, disabled=True, widget=forms.HiddenInput)
        form.initial["position"] = index + 1 if index is not None and standing else None
        form.fields["position"] = Numbered.field(form.initial["position"])
        if self.choice:
            form.fields[self.choice] = RowOfFew(
                self.rows, required=form.fields[self.choice].required, label=form.fields[self.choice].label
            )
        if self.can_delete:
            form.fields["DELETE"].label = "Remove"

    def save(self, commit: bool = True) -> list[Any]:
        said = [form for form in self._in_order() if form.has_changed() and not form.cleaned_data.get("DELETE")]
        rows = [form.instance for form in said]
        standing = list(self.get_queryset())
        self.new_objects: list[Any] = [row for row in rows if not any(self._same(row, each) for each in standing)]
        self.changed_objects: list[Any] = []
        self.deleted_objects: list[Any] = [each for each in standing if not any(self._same(row, each) for row in rows)]
        if len(rows) != len(standing) or not all(map(self._same, rows, standing)):
            self.model._default_manager.filter(**{self.fk.name: self.instance}).delete()
            for position, row in enumerate(rows):
                row.pk, row.position = None, position
                setattr(row, self.fk.name, self.instance)
            self.model._default_manager.bulk_create(rows)
        return rows

    def _same(self, row: Any, other: Any) -> bool:
        fields = (f.attname for f in self.model._meta.concrete_fields if not f.primary_key and f.name != self.fk.name)
        return all(getattr(row, name) == getattr(other, name) for name in fields if name != "position")

    # Two people in one table

    @property
    def seen(self) -> str:
        """The mark of the rows that the form showed."""
        return str(self.data.get(f"{self.prefix}-SEEN", "")) if self.is_bound else fingerprint(self.shown())

    def shown(self) -> list[list[list[str]]]:
        """What every row says, or was sent, by its fields, in order; without rows that say nothing."""
        if self.is_bound:
            kept = [form for form in self._in_order() if not sent(self.data, form.add_prefix("DELETE"))]
            rows = [[list(sent(self.data, form.add_prefix(name))) for name in self.names] for form in kept]
        else:
            rows = [[list(would_send(form[name])) for name in self.names] for form in self.initial_forms]
        empty = self.empty_form
        blank = [list(would_send(empty[name])) for name in self.names]
        return [row for row in rows if row != blank]

    def _in_order(self) -> list[Any]:
        """The forms by the numbers that were sent; those without one stand last."""
        numbers = ["".join(sent(self.data, form.add_prefix("position"))) for form in self.forms]
        return Numbered.sort(self.forms, [int(each) if SMALL.fullmatch(each) else MAX_SMALL for each in numbers])

    def told_rows(self) -> list[list[str]]:
        """What every row says in its fields, as people read it."""
        fields = self.empty_form.fields
        return [
            [in_words(fields[name], values) for name, values in zip(self.names, row, strict=True)]
            for row in self.shown()
        ]

    def labels(self) -> list[str]:
        """What the fields of `told_rows` are called."""
        fields = self.empty_form.fields
        return [str(fields[name].label) for name in self.names]

    def told(self) -> str:
        """The rows as people read them, a line each."""
        return "\n".join(" · ".join(cell for cell in row if cell and cell != "No") for row in self.told_rows())

    def settle(self, conflict: Conflict, fresh: "RowsFormSet") -> bool:
        """Weighs the table as one. True where `fresh` may be shown in its place."""
        return conflict.weigh(
            str(self.model._meta.verbose_name_plural).capitalize(),
            seen=self.seen,
            theirs=fresh.shown(),
            yours=self.shown(),
            words=(fresh.told(), self.told()),
        )


class StepInline(admin.TabularInline):
    """Steps in a table of bounded size."""

    form = RowForm
    template = "admin/careers/rows.html"
    owner: str
    extra = 2
    max_num = MAX_ROWS
    formfield_overrides = {**FORM_FIELDS}

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        standing = self.model._default_manager.filter(**{self.owner: obj}).count() if obj else 0
        return super().get_formset(request, obj, absolute_max=max(MAX_ROWS, standing), **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "text":
            kwargs["widget"] = GrowingTextarea(least=1)
        return super().formfield_for_dbfield(db_field, request, **kwargs)
