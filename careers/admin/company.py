"""The company and its departments."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from careers.models import Company, Department
from config.kernel.admin import ReferenceAdmin
from config.kernel.table_admin import TableAdmin


@admin.register(Department)
class DepartmentAdmin(TableAdmin):
    columns = ("slug", "name", "parent", "description")
    list_display = ("name", "slug", "parent")
    search_fields = ("name", "slug")
    autocomplete_fields = ("parent",)
    list_select_related = ("parent",)


@admin.register(Company)
class CompanyAdmin(ReferenceAdmin):
    fixed = ()
    formfield_overrides = {**ReferenceAdmin.formfield_overrides, models.URLField: {"assume_scheme": "https"}}
    fieldsets = (
        (None, {"fields": ("name", "tagline", "about", "time_zone", "accent_colour", "seen_digest")}),
        ("What we offer", {"fields": ("values", "benefits", "compensation", "reasons")}),
        (
            "For candidates",
            {
                "fields": (
                    "confidence_text", "how_to_apply", "open_application", "equal_opportunity", "accommodation",
                    "careers_url", "culture_url", "team_url",
                )
            },
        ),
        ("What is public", {"fields": Company.SWITCHES}),
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
