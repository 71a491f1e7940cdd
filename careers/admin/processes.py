"""A hiring process in the admin: its steps in one table, and the time that they take together."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from careers.admin.draft_forms import ProcessForm
from careers.admin.drafts import PartAdmin
from careers.admin.rows import RowForm, RowsFormSet, StepInline
from careers.models import HiringProcess, HiringStep
from careers.presenting.drafting import process_time
from hiring.models import Stage


class HiringStepFormSet(RowsFormSet):
    choice = "stage"
    names = ("stage", "text", "minutes_from", "minutes_to", "interviewer", "optional")

    def fetch(self) -> Iterable[models.Model]:
        return Stage.objects.all()


class HiringStepForm(RowForm):
    """A step: both of its lengths, or neither."""

    class Meta:
        labels = {"minutes_from": "Minutes, at least", "minutes_to": "Minutes, at most"}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        lengths = [self.cleaned_data.get(name) for name in ("minutes_from", "minutes_to")]
        if None in lengths and lengths != [None, None] and not self.errors:
            raise ValidationError("Give the shortest and the longest length in minutes, or neither.")
        return cleaned


class HiringStepInline(StepInline):
    model = HiringStep
    owner = "process"
    form = HiringStepForm
    formset = HiringStepFormSet
    fields = ("position", *HiringStepFormSet.names)


@admin.register(HiringProcess)
class HiringProcessAdmin(PartAdmin):
    form = ProcessForm
    change_form_template = add_form_template = "admin/careers/hiringprocess/change_form.html"
    ordering = ("family__title", "position")
    list_display = ("__str__", "family", "step_count")
    search_fields = ("title", "family__title")
    inlines = (HiringStepInline,)
    fieldsets = (
        ("Facts", {"fields": ("family", "title", "intro")}),
        ("Who is hired this way", {"fields": ("tracks", "roles", "specialties")}),
        ("After the last step", {"fields": ("outro",)}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[HiringProcess]:
        processes: models.QuerySet[HiringProcess] = super().get_queryset(request)
        return processes.annotate(step_number=models.Count("steps"))

    @admin.display(description="steps", ordering="step_number")
    def step_count(self, process: Any) -> int:
        return int(process.step_number)

    def page_context(self, request: HttpRequest, adminform: Any, row: Any) -> dict[str, Any]:
        total = process_time(row.steps.all()) if row else ""
        return {**super().page_context(request, adminform, row), "total": total}
