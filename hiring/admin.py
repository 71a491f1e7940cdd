from django.contrib import admin

from config.kernel.table_admin import TableAdmin
from hiring.models import Stage


@admin.register(Stage)
class StageAdmin(TableAdmin):
    columns = ("slug", "name", "order", "description")
    list_display = ("name", "slug", "order")
    search_fields = ("name", "slug")
