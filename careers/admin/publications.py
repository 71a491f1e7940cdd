"""The published side, to look at. It changes through the door alone."""

from django.contrib import admin

from careers.models import Address, Publication, Revision
from config.kernel.admin import ReadOnlyAdmin


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("family", "number", "state", "author", "message", "size", "created_at")
    list_filter = ("state",)
    search_fields = ("family__title", "message")
    list_select_related = ("family", "author")


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ("family", "revision", "starts_on", "ends_on", "published_by", "recorded_at")
    search_fields = ("family__title", "reason")
    date_hierarchy = "starts_on"
    list_select_related = ("family", "revision__family", "published_by")


@admin.register(Address)
class AddressAdmin(ReadOnlyAdmin):
    list_display = ("path", "family", "role")
    search_fields = ("path",)
    list_select_related = ("family",)
