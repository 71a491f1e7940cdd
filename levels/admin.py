from django.contrib import admin

from config.kernel.admin import ReferenceAdmin
from levels.models import Grade, GradeScheme, Level


@admin.register(Level)
class LevelAdmin(ReferenceAdmin):
    list_display = ("name", "slug", "track", "rank", "factor", "benchmark")
    list_filter = ("track",)
    search_fields = ("name", "slug")


@admin.register(GradeScheme)
class GradeSchemeAdmin(ReferenceAdmin):
    list_display = ("name", "slug")
    search_fields = ("name", "slug")


@admin.register(Grade)
class GradeAdmin(ReferenceAdmin):
    fixed = ("scheme", "slug")
    list_display = ("name", "scheme", "slug", "rank")
    list_filter = ("scheme",)
    search_fields = ("name", "slug", "scheme__name")
    list_select_related = ("scheme",)
