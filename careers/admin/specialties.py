"""A specialty in the admin: which roles may have it, at which grade and job code, and what it asks of its holders."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from careers.admin.draft_forms import SpecialtyForm
from careers.admin.drafts import PartAdmin
from careers.admin.owners import LIST_FIELDSETS, OwnerAdmin
from careers.models import Specialty
from careers.presenting.drafting import shared_with


@admin.register(Specialty)
class SpecialtyAdmin(OwnerAdmin, PartAdmin):
    form = SpecialtyForm
    change_form_template = add_form_template = "admin/careers/specialty/change_form.html"
    list_display = ("name", "family", "kind", "primary_language", "visibility")
    list_filter = ("kind", "visibility")
    search_fields = ("name", "slug", "family__title")
    fieldsets = (
        ("Facts", {"fields": ("family", "name", "slug", "kind", "overview", "primary_language", "visibility")}),
        ("Reporting line", {"fields": ("reports_to_role", "reports_to_text")}),
        *LIST_FIELDSETS,
    )

    def page_context(self, request: HttpRequest, adminform: Any, row: Any) -> dict[str, Any]:
        unsound = bool(row) and self.document_of(request, row.family) is None
        return {**super().page_context(request, adminform, row), "unsound": unsound}

    def panels(self, request: HttpRequest, row: Any) -> Mapping[Any, Any]:
        document = self.document_of(request, row.family)
        return shared_with(document, row) if document else {}
