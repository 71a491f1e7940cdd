"""A job family in the admin: its facts and lists, its parts in tables, where it stands, and what is found in it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from careers import rights
from careers.admin.draft_forms import CareerStepForm, FamilyForm
from careers.admin.drafts import tools
from careers.admin.family_pages import FamilyPages
from careers.admin.importing import ImportPage
from careers.admin.owners import LIST_FIELDSETS, OwnerAdmin
from careers.admin.publications import WithdrawPage
from careers.admin.reviewing import SubmitPage
from careers.admin.rows import RowsFormSet, StepInline
from careers.models import CareerStep, Family, Role
from careers.presenting.drafting import counts, family_state, found_in, part_tables


class CareerStepFormSet(RowsFormSet):
    choice = "from_role"
    names = ("from_role", "kind", "to", "text")

    def fetch(self) -> Iterable[models.Model]:
        return Role.objects.filter(family=self.instance) if self.instance.pk else ()


class CareerStepInline(StepInline):
    model = CareerStep
    owner = "family"
    form = CareerStepForm
    formset = CareerStepFormSet
    fields = ("position", "from_role", "kind", "to", "text")


@admin.register(Family)
class FamilyAdmin(FamilyPages, ImportPage, SubmitPage, WithdrawPage, OwnerAdmin):
    form = FamilyForm
    change_form_template = add_form_template = "admin/careers/family/change_form.html"
    ordering = ("title",)
    list_display = ("title", "department", "role_count", "visibility", "updated_at")
    list_filter = ("department", "visibility")
    search_fields = ("title", "slug", "roles__title")
    list_select_related = ("department",)
    inlines = (CareerStepInline,)
    fieldsets = (
        (
            "Facts",
            {"fields": ("title", "slug", "department", "summary", "overview", "primary_language", "visibility")},
        ),
        *LIST_FIELDSETS,
    )
    tools = (
        ("Rename", "careers_family_rename", "careers.change_family"),
        ("Add a base role", "careers_family_base_role", "careers.change_family"),
        ("What could be said once", "careers_family_suggestions", "careers.change_family"),
        ("Retire", "careers_family_retire", "careers.publish_family"),
    )
    next_steps = (
        ("Submit for review", "careers_family_submit", "careers.submit_family"),
        ("Withdraw from the public site", "careers_family_withdraw", "careers.publish_family"),
    )
    looks = (("Its revisions", "careers_revision_changelist", "careers.view_revision"),)
    list_tools = (
        ("New family from a template", "careers_family_new", "careers.add_family"),
        ("Import pages", "careers_family_import", "careers.change_family"),
        ("One wording in many families", "careers_wordings", "careers.change_family"),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Family]:
        families: models.QuerySet[Family] = super().get_queryset(request)
        return families.annotate(role_number=Count("roles", distinct=True))

    @admin.display(description="roles", ordering="role_number")
    def role_count(self, family: Any) -> int:
        return int(family.role_number)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Where something new is put into a family, only those within the remit are offered."""
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = self.within_remit(request, queryset)
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "tools": tools(request, self.list_tools)})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if change:
            form.save_parts()
        super().save_related(request, form, formsets, change)

    def page_context(self, request: HttpRequest, adminform: Any, family: Family | None) -> dict[str, Any]:
        if family is None:
            return super().page_context(request, adminform, family)
        document = self.document_of(request, family)
        found = found_in(
            family, document, may_waive=rights.may(request.user, "careers.add_waiver", family.department_id)
        )
        return {
            **super().page_context(request, adminform, family),
            "tables": part_tables(adminform.form, family, may_change=self.has_change_permission(request, family)),
            "state": family_state(request.user, family, document),
            "next_steps": (tools(request, self.next_steps, family.pk) if self._reaches(request, family) else [])
            + tools(request, self.looks, query=f"?family__id__exact={family.pk}"),
            "findings": found,
            "finding_counts": counts(found),
        }
