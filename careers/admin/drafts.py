"""The draft side in the admin: every save and deletion names the version of the family that was seen, reaches no
farther than the remit of whoever saves, and ends in `drafts.touch`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import modelform_factory
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from pydantic import ValidationError as Unsound

from careers import drafts, rights
from careers.admin.fields import GrowingTextarea, tell
from careers.admin.forms import VersionedForm, hold
from careers.admin.pages import PagesAdmin
from careers.admin.rows import RowsFormSet
from careers.handbook.document import LISTS, digest
from careers.models import Department, Family
from careers.models.values import sentences
from config.kernel.admin import REFUSALS, RefusalAdmin, refused
from config.kernel.forms import FORM_FIELDS
from config.kernel.models import AuditRecord, Catalogue


@dataclass(frozen=True)
class Tool:
    """A link to something that can be done here."""

    label: str
    url: str


def tools(request: HttpRequest, offered: Iterable[tuple[str, str, str]], *args: Any, query: str = "") -> list[Tool]:
    """The links of (label, URL name, permission) of the pages that are there and that the user may open."""
    found = []
    for label, name, permission in offered:
        if not permission or request.user.has_perm(permission):
            try:
                found.append(Tool(label, reverse(f"admin:{name}", args=args) + query))
            except NoReverseMatch:
                continue
    return found


class DraftAdmin(PagesAdmin, RefusalAdmin):
    """Ends each save and deletion in `touch`, and says at once when the parts no longer fit together. What belongs to
    a family stays there. There is no deletion from the list: it could not say which version of each was seen."""

    form = VersionedForm
    change_form_template = add_form_template = "admin/careers/draft.html"
    delete_confirmation_template = "admin/careers/delete.html"
    formfield_overrides = {**FORM_FIELDS, models.TextField: {"widget": GrowingTextarea}}
    beside: tuple[str, ...] = LISTS
    """Fields that are shown to those who only look even where they say nothing: something stands beside them."""
    tools: tuple[tuple[str, str, str], ...] = ()
    """(label, URL name, permission) of what can be done with one of these beside editing it."""

    class Media:
        js = ("admin-rows.js",)

    # Who may

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._reaches(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._reaches(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change some may look at all."""
        return super().has_view_permission(request, obj) or super().has_change_permission(request, obj)

    def _reaches(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or rights.reaches(request.user, self._versioned(obj).department_id)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Departments and families within the user's remit: nothing is made in, or moved to, another's."""
        mine = rights.departments_of(request.user)
        if mine is not None and db_field.related_model is Department:
            kwargs["queryset"] = Department.objects.filter(pk__in=mine)
        if db_field.related_model is Family:
            kwargs["queryset"] = self.within_remit(request, Family.objects.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = ("family",) if obj and not isinstance(obj, Family) else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django's; what stands in the way is a set there, shown in another order each time."""
        *found, in_the_way = super().get_deleted_objects(objs, request)
        return *found, sorted(in_the_way)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @staticmethod
    def within_remit(request: HttpRequest, families: models.QuerySet[Any]) -> models.QuerySet[Any]:
        mine = rights.departments_of(request.user)
        return families if mine is None else families.filter(department__in=mine)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the stock links to add or change the level, grade or department that one only wants to choose."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.Field) and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    # Saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        Catalogue.objects.lock()  # the first lock of every write; a new row would lock its family before
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._finish(request, self._versioned(form.instance))

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj and not self.has_change_permission(request, obj):
            context["adminform"] = self._to_read(request, obj)
        form = context["adminform"].form
        conflict = getattr(form, "conflict", None)
        if conflict:
            self._settle_rows(request, context["inline_admin_formsets"], conflict, obj)
        context |= {
            **self.page_context(request, context["adminform"], obj),
            "conflict": conflict,
            "hidden": [form[name] for name in ("seen_version", "seen_fields") if change and name in form.fields],
            "tools": tools(request, self.tools, obj.pk) if obj else [],
            "may_change": self.has_change_permission(request, obj) if obj else True,
        }
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def page_context(self, request: HttpRequest, adminform: Any, row: Any) -> dict[str, Any]:
        """What the page shows beside the form, for a row that is there or for a new one."""
        return {}

    def _to_read(self, request: HttpRequest, obj: Any) -> AdminForm:
        """The form for those who may not change it: what its fields say, in words. What says nothing is left out, but
        for the lists, beside which something may be inherited."""
        fieldsets = [
            (title, flatten_fieldsets([(title, options)])) for title, options in self.get_fieldsets(request, obj)
        ]
        related = [each.name for each in self.opts.get_fields() if each.is_relation]
        written = [name for _, names in fieldsets for name in names if name not in related]
        form = modelform_factory(
            self.model,
            form=self.form,
            fields=written,
            formfield_callback=partial(self.formfield_for_dbfield, request=request),
        )(instance=obj)
        shown = tell(form) | set(self.beside) | {name for name in related if getattr(obj, name, None)}
        kept = [(title, {"fields": [name for name in names if name in shown]}) for title, names in fieldsets]
        return AdminForm(form, [each for each in kept if each[1]["fields"]], {}, related, model_admin=self)

    def _settle_rows(self, request: HttpRequest, inlines: Any, conflict: Any, obj: Any) -> None:
        """Weighs every table of the form as `conflicts.settle` does its fields."""
        now = self.get_object(request, str(obj.pk))
        for inline in inlines:
            if isinstance(inline.formset, RowsFormSet):
                fresh = type(inline.formset)(
                    instance=now,
                    prefix=inline.formset.prefix,
                    queryset=type(inline.formset).model._default_manager.all(),
                )
                if inline.formset.settle(conflict, fresh):
                    inline.formset = fresh

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Whoever was editing what somebody else has deleted gets back what they typed."""
        if request.method != "POST":
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc,no-any-return]
        hidden = ("csrfmiddlewaretoken", "seen_", "_")
        typed = [
            (name, "\n".join(values))
            for name, values in request.POST.lists()
            if not name.startswith(hidden) and any(values)
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": f"This {opts.verbose_name} is not there any more",
            "typed": typed,
            "opts": opts,
        }
        return TemplateResponse(request, "admin/careers/gone.html", context, status=404)

    # Deleting

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Asks with the version in the form. A refusal is told on the same page, opened again."""
        obj = self.get_object(request, unquote(object_id)) if request.method == "GET" else None
        seen = {"seen_version": self._versioned(obj).version} if obj else {}
        try:
            return super().delete_view(request, object_id, {**(extra_context or {}), **seen})
        except REFUSALS as error:
            for sentence in refused(error):
                messages.error(request, f"Not deleted: {sentence}")
            return HttpResponseRedirect(request.get_full_path())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        family = self._held_as_seen(request, obj)
        if isinstance(obj, Family):
            self._delete_family(request, obj)
        else:
            super().delete_model(request, obj)
            self._finish(request, family)

    def _held_as_seen(self, request: HttpRequest, obj: Any) -> Any:
        held = hold(self._versioned(obj))
        if request.POST.get("seen_version") != str(held.version):
            raise ValidationError(f"Somebody saved {held} since this page was shown. Look at it again.")
        return held

    def _delete_family(self, request: HttpRequest, family: Family) -> None:
        try:
            before = digest(drafts.read(family))
        except Unsound:
            before = ""  # rows that do not fit together are no document
        super().delete_model(request, family)
        AuditRecord.objects.write(by=request.user, action="delete", kind="draft", subject=family.slug, before=before)

    @staticmethod
    def _versioned(row: Any) -> Any:
        """What counts the saves of a row."""
        return row if isinstance(row, Family) else row.family

    @staticmethod
    def _finish(request: HttpRequest, family: Family) -> None:
        drafts.touch(family, by=request.user)
        try:
            drafts.read(Family.objects.get(pk=family.pk))
        except Unsound as error:
            for sentence in sentences(error):
                messages.warning(request, f"Saved, but {family} cannot be published yet: {sentence}")


class PartAdmin(DraftAdmin):
    """What belongs to one family. A new one says which, and is made from that family's page."""

    autocomplete_fields = ("family",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related("family")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:  # behind the others
            last = type(obj)._default_manager.filter(family=obj.family).aggregate(last=models.Max("position"))["last"]
            obj.position = 0 if last is None else last + 1
        super().save_model(request, obj, form, change)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Back to the family, whose page shows what it fits into."""
        return HttpResponseRedirect(reverse("admin:careers_family_change", args=[obj.family_id]))

    response_post_save_add = response_post_save_change
