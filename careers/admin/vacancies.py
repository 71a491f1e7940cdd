"""Vacancies in the admin: what recruiters write, with what the role says to candidates beside it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from pydantic import ValidationError as Unsound

from careers import rights, vacancies
from careers.admin.drafts import DraftAdmin, tools
from careers.admin.rows import StepInline
from careers.admin.vacancy_forms import OFFERED, PlaceForm, PlaceFormSet, VacancyForm
from careers.admin.vacancy_pages import VacancyPages, to_vacancy
from careers.handbook.render import LIST_HEADINGS
from careers.models import Family, Vacancy, VacancyPlace
from careers.models.values import sentences
from careers.presenting import words
from careers.presenting.recruiting import (
    CLOSED,
    COMING,
    DRAFT,
    OPEN,
    SCHEDULED,
    STATES,
    may_read,
    name_of,
    offering,
    standing_of,
    state_of,
)
from config.kernel.admin import NUMBER
from config.kernel.models import AuditRecord
from config.kernel.models.catalogue import today as company_today

LIST_OF: dict[str, str] = {LIST_HEADINGS[name]: name for name in OFFERED}
"""The list of a fieldset, by its name."""


class PlaceInline(StepInline):
    model = VacancyPlace
    owner = "vacancy"
    form = PlaceForm
    formset = PlaceFormSet
    fields = ("position", *PlaceFormSet.names)
    extra = 1
    max_num = 50
    verbose_name_plural = "Places and pay"


class StateFilter(admin.SimpleListFilter):
    """Drafts, what is to open, open and closed ones."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        today = company_today()
        conditions = {
            DRAFT: models.Q(shown_from__isnull=True, last_end__isnull=True),
            COMING: models.Q(shown_from__gt=today),
            OPEN: models.Q(shown_from__lte=today),
            CLOSED: models.Q(shown_from__isnull=True, last_end__isnull=False),
        }
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset  # type: ignore[index]


class ChooseFamilyForm(forms.Form):
    """Of which family the role is that is hired for."""

    family = forms.ModelChoiceField(Family.objects.none(), label="Job family")


@admin.register(Vacancy)
class VacancyAdmin(VacancyPages, DraftAdmin):
    form = VacancyForm
    change_form_template = add_form_template = "admin/careers/vacancy/change_form.html"
    list_display = ("name", "family", "state", "where", "deadline", "recruiter", "requisition")
    list_filter = (StateFilter, "visibility", "family__department")
    list_select_related = ("family",)
    search_fields = ("title", "role", "family__title", "requisition", "recruiter", "places__town")
    ordering = ("-pk",)
    inlines = (PlaceInline,)
    beside = tuple(f"added_{name}" for name in OFFERED)

    # The list

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Vacancy]:
        today = company_today()
        rows: Any = super().get_queryset(request)
        return rows.with_state(today).with_names(today).select_related("family__department").prefetch_related("places")  # type: ignore[no-any-return]

    @admin.display(description="Vacancy", ordering="role")
    def name(self, vacancy: Any) -> str:
        return name_of(vacancy)

    @admin.display(description="State", ordering="shown_from")
    def state(self, vacancy: Any) -> str:
        state = state_of(vacancy)
        since = {OPEN: vacancy.first_shown, COMING: vacancy.shown_from, CLOSED: vacancy.last_end}.get(state)
        on = f" {words.day(since)}" if since else ""
        said = {OPEN: "Open since", COMING: "Opens on", CLOSED: "Closed since", DRAFT: "Draft"}[state]
        return format_html('<span class="badge {}">{}{}</span>', STATES_SHOWN[state], said, on)

    @admin.display(description="Places")
    def where(self, vacancy: Vacancy) -> str:
        return "; ".join(str(place) for place in vacancy.places.all())

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        of_role = obj.family_id if obj else self._chosen(request)
        what = ("role", "specialty") if of_role else ("title",)
        return [
            ("What", {"fields": (*(("family",) if obj and of_role else ()), *what, "visibility")}),
            ("When", {"fields": (("opens_on", "deadline"), "evergreen")}),
            ("How to apply", {"fields": ("apply", "recruiter", "requisition")}),
            ("Employment", {"fields": ("employment_types", "benefits")}),
            ("In your words", {"fields": ("language", "introduction", "team")}),
            *(
                (LIST_HEADINGS[name], {"fields": (f"added_{name}",)})
                for name in OFFERED
                if of_role
            ),
        ]  # fmt: skip

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return form if obj else type(form.__name__, (form,), {"chosen": self._chosen(request)})

    def _families(self, request: HttpRequest) -> models.QuerySet[Family]:
        """Those of which somebody may be hired, within the user's remit."""
        families = self.within_remit(request, Family.objects.all())
        return offering(families, company_today(), coming=request.user.has_perm(SCHEDULED))  # type: ignore[no-any-return]

    def _chosen(self, request: HttpRequest) -> Family | None:
        """The family that the address names."""
        if not hasattr(request, "chosen_family"):
            key = request.GET.get("family", "")
            rows = self._families(request).filter(pk=key) if NUMBER.fullmatch(key) else Family.objects.none()
            request.chosen_family = rows.first()  # type: ignore[attr-defined]
        return request.chosen_family  # type: ignore[attr-defined,no-any-return]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """First of which family, or of none; then the form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        free = rights.departments_of(request.user) is None
        if self._chosen(request) or ("open-application" in request.GET and free):
            return super().add_view(request, form_url, extra_context)
        form = ChooseFamilyForm(request.GET if "family" in request.GET else None)
        form.fields["family"].queryset = self._families(request)  # type: ignore[attr-defined]
        return self.show(request, "vacancy/choose.html", "New vacancy", form=form, free=free)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {}  # what the address says is the family, and no field

    def page_context(self, request: HttpRequest, adminform: Any, vacancy: Any) -> dict[str, Any]:
        form = adminform.form
        shared = {
            **super().page_context(request, adminform, vacancy),
            "parts": [(part, ()) for part in adminform],
        }
        if vacancy is None:
            return shared
        standing = standing_of(vacancy, company_today())
        name = name_of(vacancy)
        lists: dict[str, Any] = {name: form.told(name) for name in OFFERED} if vacancy.family_id else {}
        return {
            **shared,
            "parts": [(part, lists.get(LIST_OF.get(part.name, ""), ())) for part in adminform],
            "title": f"Vacancy: {name}",
            "subtitle": None,
            "name": name,
            "standing": standing,
            "state_title": STATES[standing.state],
            "outlook": form.outlook,
            "next_steps": self._next_steps(request, vacancy, standing.state),
        }

    def _next_steps(self, request: HttpRequest, vacancy: Vacancy, state: str) -> list[Any]:
        looks = tools(request, (PREVIEW,), vacancy.pk)
        if not vacancies.reaches(request.user, vacancy):
            return looks
        offered = {
            DRAFT: (OPENING,),
            CLOSED: (OPENING,),
            COMING: (CHANGES, CALLING_OFF),
            OPEN: (CHANGES, REOPENING, CLOSING) if vacancy.family_id else (CHANGES, CLOSING),
        }[state]
        return [*tools(request, offered, vacancy.pk), *looks]

    # Who may

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and may_read(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and may_read(request.user, obj)

    def _reaches(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or vacancies.reaches(request.user, obj)

    # Saving

    @staticmethod
    def _versioned(row: Any) -> Any:
        return row

    @staticmethod
    def _finish(request: HttpRequest, vacancy: Any) -> None:
        vacancies.touch(vacancy, by=request.user)
        try:
            Vacancy.objects.get(pk=vacancy.pk).document()
        except Unsound as error:
            for sentence in sentences(error):
                messages.warning(request, f"Saved, but it cannot be posted yet: {sentence}")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Raises ProtectedError, which the page tells, where it was ever posted."""
        held = self._held_as_seen(request, obj)
        subject, key = f"{held.pk} {held}"[:255], str(held.pk)
        held.delete()
        AuditRecord.objects.write(by=request.user, action="delete", kind="vacancy", subject=subject, key=key)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Back to the vacancy, whose page says what comes next."""
        return to_vacancy(obj)

    response_post_save_add = response_post_save_change


PREVIEW = ("As candidates will see it", "careers_vacancy_preview", "careers.view_vacancy")
OPENING = ("Open…", "careers_vacancy_open", "careers.open_vacancy")
CHANGES = ("Post changes…", "careers_vacancy_post_changes", "careers.open_vacancy")
REOPENING = ("Re-open on the current text…", "careers_vacancy_reopen", "careers.open_vacancy")
CLOSING = ("Close…", "careers_vacancy_close", "careers.open_vacancy")
CALLING_OFF = ("Call off…", "careers_vacancy_close", "careers.open_vacancy")
STATES_SHOWN = {DRAFT: "quiet", COMING: "changed", OPEN: "added", CLOSED: "removed"}
"""The badge of a state."""
