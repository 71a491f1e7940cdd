"""The admin's ways with reference data and with records that nobody edits."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from config.kernel.models import AuditRecord, ReferenceVersion, User


class RefusalAdmin(admin.ModelAdmin):
    """Shows what the door refused as a message on the form's page, instead of a fault. Nothing was saved then."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            sentences = error.messages
        except IntegrityError:
            sentences = ["Somebody else has just saved the same thing. Look at it again before you save."]
        for sentence in sentences:
            messages.error(request, f"Not saved: {sentence}")
        return HttpResponseRedirect(request.get_full_path())


class ReferenceAdmin(RefusalAdmin):
    """Saves through `record`: dated, audited, seen by the public at once. The slug is fixed once given, and nothing is
    deleted, because published documents name it."""

    fixed: tuple[str, ...] = ("slug",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *(self.fixed if obj else ()))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.record(by=request.user)


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look at: made by the system, changed by nobody."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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


admin.site.register(User, UserAdmin)
admin.site.site_header = "Rolebook"
admin.site.site_title = "Rolebook"
admin.site.index_title = "Job families, levels and hiring"
