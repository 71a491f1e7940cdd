"""The draft side: families and what belongs to them. Every save names the version of the family that was seen, and
ends in `drafts.touch`."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from pydantic import ValidationError as Unsound

from careers import drafts, publishing
from careers.handbook.document import LISTS
from careers.models import CareerStep, Family, HiringProcess, HiringStep, Role, Specialty
from careers.models.values import sentences
from config.kernel.admin import RefusalAdmin


class VersionedForm(forms.ModelForm):
    """Holds the family's version as it was when the form was opened. Saving locks the family and refuses if somebody
    else saved in between; what was typed stays in the form."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if family := self._family():
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
            standing = Family.objects.locked().get(pk=family.pk)
            if standing.version != self.cleaned_data["seen_version"]:
                raise ValidationError(
                    f"Somebody else saved {standing.title} while you were editing. Nothing of yours is lost: "
                    "it is still in this form. Open the family in another tab, compare, and save again from there."
                )
        return cleaned


class DraftAdmin(RefusalAdmin):
    """Ends each save and deletion in `touch`, and says at once when the parts no longer fit together."""

    form = VersionedForm

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._finish(request, self._family_of(form.instance))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        family = self._family_of(obj)
        super().delete_model(request, obj)
        if family.pk:
            self._finish(request, family)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        families = {self._family_of(row).pk: self._family_of(row) for row in queryset}
        super().delete_queryset(request, queryset)
        for pk, family in families.items():
            if Family.objects.filter(pk=pk).exists():
                self._finish(request, family)

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


class CareerStepInline(admin.TabularInline):
    model = CareerStep
    extra = 0


class HiringStepInline(admin.TabularInline):
    model = HiringStep
    extra = 0


class PublishForm(forms.Form):
    message = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="What changed and why. The history shows it."
    )
    starts_on = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The first day on which it counts, by the company's calendar. Empty: today.",
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Why the pages go. The audit keeps it."
    )


OWNER_LISTS = (*LISTS, "leads", "sections")


@admin.register(Family)
class FamilyAdmin(DraftAdmin):
    list_display = ("title", "department", "slug", "visibility", "updated_at", "version")
    list_filter = ("department", "visibility")
    search_fields = ("title", "slug")
    autocomplete_fields = ("department",)
    list_select_related = ("department",)
    inlines = (CareerStepInline,)
    actions = ("publish_drafts", "withdraw_families")
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

    @admin.action(description="Publish the drafts…", permissions=["publish"])
    def publish_drafts(self, request: HttpRequest, queryset: QuerySet[Family]) -> HttpResponse | None:
        def publish(family: Family, data: dict[str, Any]) -> None:
            revision = publishing.freeze(family, by=request.user, message=data["message"])
            publishing.publish(revision, by=request.user, starts_on=data["starts_on"], reason=data["message"])

        return self._ask(request, queryset, PublishForm, "publish_drafts", "Publish", publish)

    @admin.action(description="Withdraw from the public site…", permissions=["publish"])
    def withdraw_families(self, request: HttpRequest, queryset: QuerySet[Family]) -> HttpResponse | None:
        def withdraw(family: Family, data: dict[str, Any]) -> None:
            publishing.withdraw(family, by=request.user, reason=data["reason"])

        return self._ask(request, queryset, WithdrawForm, "withdraw_families", "Withdraw", withdraw)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("careers.publish_family")

    def _ask(
        self, request: HttpRequest, families: QuerySet[Family], form_class: Any, action: str, verb: str, do: Any
    ) -> HttpResponse | None:
        """Asks for the form's fields on a page of its own, then does it family by family and says what became of
        each."""
        form = form_class(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": f"{verb}: {families.count()} families",
                "families": families,
                "form": form,
                "action": action,
                "verb": verb,
                "opts": self.model._meta,
            }
            return TemplateResponse(request, "admin/careers/family/ask.html", context)
        for family in families:
            try:
                do(family, form.cleaned_data)
            except (ValidationError, Unsound, PermissionDenied) as error:
                found = sentences(error) if isinstance(error, Unsound) else getattr(error, "messages", [str(error)])
                messages.error(request, f"{family}: {' '.join(found)}")
            else:
                messages.success(request, f"{family}: done.")
        return HttpResponseRedirect(request.get_full_path())


@admin.register(Role)
class RoleAdmin(DraftAdmin):
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
    list_display = ("__str__", "family", "position")
    search_fields = ("title", "family__title")
    autocomplete_fields = ("family",)
    list_select_related = ("family",)
    inlines = (HiringStepInline,)
    fieldsets = ((None, {"fields": ("family", "position", "title", "applies_to", "intro", "outro", "seen_version")}),)
