from django.contrib import admin

from config.kernel.admin import ReferenceAdmin
from hiring.models import Stage


@admin.register(Stage)
class StageAdmin(ReferenceAdmin):
    list_display = ("name", "slug", "order")
    search_fields = ("name", "slug")
