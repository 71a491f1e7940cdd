"""The draft side: families and what belongs to them. Every save, deletion and publication names the version of the
family that was seen, and every save ends in `drafts.touch`."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from pydantic import ValidationError as Unsound

from careers import drafts
from careers.admin.forms import (
    ProcessForm,
    RoleForm,
    RowsFormSet,
    SoundForm,
    VersionedForm,
    hold,
)
from careers.handbook.document import LISTS, digest
from careers.models import CareerStep, Family, HiringProcess, HiringStep, Role, Specialty
from careers.models.values import sentences
from config.kernel.admin import REFUSALS, RefusalAdmin, refused
from config.kernel.forms import FORM_FIELDS
from config.kernel.models import AuditRecord, Catalogue
from hiring.models import Stage

MAX_ROWS = 60
"""Steps of one form. An import may have written more; those stay editable."""


class DraftAdmin(RefusalAdmin):
    """Ends each save and deletion in `touch`, and says at once when the parts no longer fit together. What belongs to
    a family stays there. There is no deletion from the list: it could not say which version of each was seen."""

    form = VersionedForm
    delete_confirmation_template = "admin/careers/delete.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = ("family",) if obj and not isinstance(obj, Family) else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        Catalogue.objects.lock()  # the first lock of every write; a new row would lock its family before
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._finish(request, self._family_of(form.instance))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Asks with the version in the form. A refusal is told on the same page, opened again."""
        obj = self.get_object(request, unquote(object_id)) if request.method == "GET" else None
        seen = {"seen_version": self._family_of(obj).version} if obj else {}
        try:
            return super().delete_view(request, object_id, {**(extra_context or {}), **seen})
        except REFUSALS as error:
            for sentence in refused(error):
                messages.error(request, f"Not deleted: {sentence}")
            return HttpResponseRedirect(request.get_full_path())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        family = hold(self._family_of(obj))
        if request.POST.get("seen_version") != str(family.version):
            raise ValidationError(f"Somebody saved {family} since this page was shown. Look at it again.")
        if isinstance(obj, Family):
            self._delete_family(request, obj)
        else:
            super().delete_model(request, obj)
            self._finish(request, family)

    def _delete_family(self, request: HttpRequest, family: Family) -> None:
        try:
            before = digest(drafts.read(family))
        except Unsound:
            before = ""  # rows that do not fit together are no document
        super().delete_model(request, family)
        AuditRecord.objects.write(by=request.user, action="delete", kind="draft", subject=family.slug, before=before)

    @staticmethod
    def _family_of(row: Any) -> Family:
        return row if isinstance(row, Family) else row.family

    @staticmethod
    def _finish(request: HttpRequest, family: Family) -> None:
        drafts.touch(family, by=request.user)
        try:
            drafts.read(Family.objects.get(pk=family.pk))
        except Unsound as error:
            for sentence in sentences(error):
                messages.warning(request, f"Saved, but {family} cannot be published yet: {sentence}")


class StepInline(admin.TabularInline):
    """Steps in a form of bounded size."""

    form = SoundForm
    owner: str
    extra = 0
    max_num = MAX_ROWS
    formfield_overrides = FORM_FIELDS

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        standing = self.model._default_manager.filter(**{self.owner: obj}).count() if obj else 0
        return super().get_formset(request, obj, absolute_max=max(MAX_ROWS, standing), **kwargs)


class CareerStepFormSet(RowsFormSet):
    choice = "from_role"

    def fetch(self) -> Iterable[models.Model]:
        return Role.objects.filter(family=self.instance) if self.instance.pk else ()


class HiringStepFormSet(RowsFormSet):
    choice = "stage"

    def fetch(self) -> Iterable[models.Model]:
        return Stage.objects.all()


class CareerStepInline(StepInline):
    model = CareerStep
    owner = "family"
    formset = CareerStepFormSet


class HiringStepInline(StepInline):
    model = HiringStep
    owner = "process"
    formset = HiringStepFormSet


OWNER_LISTS = (*LISTS, "leads", "sections")


@admin.register(Family)
class FamilyAdmin(DraftAdmin):
    list_display = ("title", "department", "slug", "visibility", "updated_at", "version")
    list_filter = ("department", "visibility")
    search_fields = ("title", "slug")
    autocomplete_fields = ("department",)
    list_select_related = ("department",)
    inlines = (CareerStepInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "title", "slug", "department", "summary", "overview", "primary_language", "visibility",
                    "seen_version",
                )
            },
        ),
        ("Shared by all roles", {"fields": OWNER_LISTS, "classes": ("collapse",)}),
    )  # fmt: skip


@admin.register(Role)
class RoleAdmin(DraftAdmin):
    form = RoleForm
    list_display = ("title", "family", "position", "level", "track", "grade", "job_code", "hiring")
    list_filter = ("track", "level", "hiring", "visibility")
    search_fields = ("title", "slug", "job_code", "family__title")
    autocomplete_fields = ("family", "level", "grade_scheme", "grade", "extends")
    list_select_related = ("family", "level", "grade__scheme")
    fieldsets = (
        (None, {"fields": ("family", "position", "title", "slug", "group", "overview", "visibility", "seen_version")}),
        (
            "Level and grade",
            {"fields": ("level", "track", "grade_scheme", "grade", "grade_options", "job_code", "hiring")},
        ),
        ("Reporting line and inheritance", {"fields": ("reports_to_text", "reports_to_role", "extends", "omits")}),
        ("Statements and sections", {"fields": OWNER_LISTS}),
    )


@admin.register(Specialty)
class SpecialtyAdmin(DraftAdmin):
    list_display = ("name", "family", "kind", "primary_language", "visibility")
    list_filter = ("kind", "visibility")
    search_fields = ("name", "slug", "family__title")
    autocomplete_fields = ("family",)
    list_select_related = ("family",)
    fieldsets = (
        (None, {"fields": ("family", "position", "name", "slug", "kind", "overview", "visibility", "seen_version")}),
        ("Roles", {"fields": ("roles", "grades", "primary_language", "reports_to_text", "reports_to_role")}),
        ("Statements and sections", {"fields": OWNER_LISTS}),
    )


@admin.register(HiringProcess)
class HiringProcessAdmin(DraftAdmin):
    form = ProcessForm
    list_display = ("__str__", "family", "position")
    search_fields = ("title", "family__title")
    autocomplete_fields = ("family",)
    list_select_related = ("family",)
    inlines = (HiringStepInline,)
    fieldsets = ((None, {"fields": ("family", "position", "title", "applies_to", "intro", "outro", "seen_version")}),)
