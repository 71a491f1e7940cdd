"""The company and its departments."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from careers.models import Company, CompanyImage, Department
from careers.presenting.brand import corrections
from config.kernel import pictures
from config.kernel.admin import ReferenceAdmin
from config.kernel.forms import ReferenceForm
from config.kernel.pictures import Picture
from config.kernel.table_admin import TableAdmin


@admin.register(Department)
class DepartmentAdmin(TableAdmin):
    columns = ("slug", "name", "parent", "description")
    list_display = ("name", "slug", "parent")
    search_fields = ("name", "slug")
    autocomplete_fields = ("parent",)
    list_select_related = ("parent",)


class CompanyForm(ReferenceForm):
    """The company; its logo is uploaded."""

    picture = forms.FileField(
        label="Another logo",
        required=False,
        help_text="PNG, JPEG, WebP or SVG, at most 200 kB. Left empty, the logo stays as it is.",
    )
    without_logo = forms.BooleanField(label="Show the name, and no logo", required=False)

    class Meta:
        help_texts = {
            "accent_colour": "As #1a5fb4. Where it could not be read, on light or dark pages, it is darker or lighter."
        }

    def clean_picture(self) -> Picture | None:
        file = self.cleaned_data["picture"]
        return pictures.read(file.read(pictures.MAX_BYTES + 1)) if file else None


@admin.register(Company)
class CompanyAdmin(ReferenceAdmin):
    form = CompanyForm
    fixed = ()
    readonly_fields = ("shown_logo",)
    formfield_overrides = {**ReferenceAdmin.formfield_overrides, models.URLField: {"assume_scheme": "https"}}
    fieldsets = (
        (None, {"fields": ("name", "tagline", "about", "time_zone", "seen_digest")}),
        ("Its look", {"fields": ("accent_colour", "shown_logo", "picture", "without_logo")}),
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

    @admin.display(description="Logo")
    def shown_logo(self, company: Company) -> str:
        if not company.logo:
            return "None: pages show the name."
        url = reverse("brand-image", args=[company.logo])
        return format_html('<img src="{}" alt="The logo" height="40">', url)

    def save_model(self, request: HttpRequest, obj: Company, form: Any, change: bool) -> None:
        if form.cleaned_data.get("without_logo"):
            obj.logo = ""
        elif picture := form.cleaned_data.get("picture"):
            obj.logo = CompanyImage.objects.keep(picture).name
        super().save_model(request, obj, form, change)
        if "accent_colour" in form.changed_data and (told := corrections(obj.accent_colour)):
            messages.info(request, told)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
