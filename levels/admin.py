from django.contrib import admin

from config.kernel.table_admin import TableAdmin
from levels.models import Grade, GradeScheme, Level


@admin.register(Level)
class LevelAdmin(TableAdmin):
    columns = ("slug", "name", "track", "rank", "factor", "benchmark", "synonyms", "description")
    list_display = ("name", "slug", "track", "rank", "factor", "benchmark")
    list_filter = ("track",)
    search_fields = ("name", "slug")


@admin.register(GradeScheme)
class GradeSchemeAdmin(TableAdmin):
    columns = ("slug", "name", "description")
    list_display = ("name", "slug")
    search_fields = ("name", "slug")


@admin.register(Grade)
class GradeAdmin(TableAdmin):
    fixed = ("scheme", "slug")
    columns = ("scheme", "slug", "name", "rank", "description")
    list_display = ("name", "scheme", "slug", "rank")
    list_filter = ("scheme",)
    search_fields = ("name", "slug", "scheme__name")
    list_select_related = ("scheme",)
