"""The admin's ways with reference data and with records that nobody edits."""

import re
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from config.kernel.forms import FORM_FIELDS, ReferenceForm, RefusalForm
from config.kernel.models import AuditRecord, ReferenceVersion, User

REFUSALS = (ValidationError, IntegrityError, DataError, OperationalError)
SEEN = "seen_digest"
NUMBER = re.compile(r"[0-9]{1,18}")
"""The key of a row, which every database can take."""
MAX_WORDS = 20
"""Of a search: each is a condition of its own."""


def refused(error: Exception) -> tuple[str, ...]:
    """What one of REFUSALS says to a person."""
    if isinstance(error, ValidationError):
        return tuple(error.messages)
    if isinstance(error, IntegrityError):
        return ("Somebody else has just saved the same thing. Look at it again before you save.",)
    if isinstance(error, DataError):
        return ("A value is too long or out of range.",)
    return ("Somebody else is saving at this moment. Try again.",)


class NumberedAutocomplete(AutocompleteSelect):
    """Chooses a row by its number. What was sent and is none chooses nothing, and is left to the field to refuse."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, [each for each in value if NUMBER.fullmatch(str(each))], attrs)


class BoundedAdmin(admin.ModelAdmin):
    """Searches for as many words as a person types."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", NumberedAutocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, " ".join(search_term.split()[:MAX_WORDS]))


class RefusalAdmin(BoundedAdmin):
    """Shows what the door refused in the form as it was typed, instead of a fault. Nothing was saved then."""

    form = RefusalForm
    formfield_overrides = FORM_FIELDS

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except REFUSALS as error:
            if request.method != "POST":
                raise
            request.refusal = refused(error)  # type: ignore[attr-defined]
        # The form cannot be valid now, so nothing is saved: no transaction, which might have to wait for a lock again.
        return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined,no-any-return]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What a form has seen concerns those who may send it."""
        found = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return found
        return [(name, {**said, "fields": [each for each in said["fields"] if each != SEEN]}) for name, said in found]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", ())
        return type(form.__name__, (form,), {"refusal": refusal}) if refusal else form


class ReferenceAdmin(RefusalAdmin):
    """Saves through `record`: dated, audited, seen by the public at once. The slug is fixed once given, and nothing is
    deleted, because published documents name it."""

    form = ReferenceForm
    fixed: tuple[str, ...] = ("slug",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *(self.fixed if obj else ()))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.record(by=request.user)


class ReadOnlyAdmin(BoundedAdmin):
    """To look at: made by the system, changed by nobody."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AccountAdmin(BoundedAdmin):
    """Who may do what is Django's own to look after. Each change of it leaves an audit record as well, which says what
    was touched and which `rights` were held then."""

    rights: str

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return self._recorded(request, "add", obj, super().log_addition(request, obj, message))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return self._recorded(request, "edit", obj, super().log_change(request, obj, message))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            self._recorded(request, "delete", obj)
        return super().log_deletions(request, queryset)

    def _recorded(self, request: HttpRequest, action: str, obj: Any, entry: Any = None) -> Any:
        held = ", ".join(map(str, getattr(obj, self.rights).all())) or "none"
        said = entry.get_change_message() if entry else ""
        AuditRecord.objects.write(
            by=request.user,
            action=action,
            kind=str(self.opts.verbose_name),
            subject=str(obj)[:255],
            reason=f"{said} {self.rights.capitalize()}: {held}".strip(),
        )
        return entry


@admin.register(AuditRecord)
class AuditRecordAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "action", "kind", "subject", "reason")
    list_filter = ("action", "kind")
    search_fields = ("subject", "reason", "by__username")
    date_hierarchy = "at"
    list_select_related = ("by",)


@admin.register(ReferenceVersion)
class ReferenceVersionAdmin(ReadOnlyAdmin):
    list_display = ("kind", "slug", "starts_on", "recorded_at")
    list_filter = ("kind",)
    search_fields = ("slug",)


@admin.register(User)
class PeopleAdmin(AccountAdmin, UserAdmin):
    rights = "groups"


admin.site.unregister(Group)


@admin.register(Group)
class RightsAdmin(AccountAdmin, GroupAdmin):
    rights = "permissions"


admin.site.site_header = "Rolebook"
admin.site.site_title = "Rolebook"
admin.site.index_title = "Job families, levels and hiring"
