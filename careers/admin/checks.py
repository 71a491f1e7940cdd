"""What the content rules find in drafts, catalogue-wide; the waivers; and how the company has each rule."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from careers import findings, rights
from careers.admin.asking import Question, ask, family_for, family_trail
from careers.admin.pages import Page, PagesAdmin
from careers.findings import Judged
from careers.handbook.rules import RULES
from careers.models import Department, DraftFinding, Family, RuleSetting, Waiver
from careers.models.checks import Severity
from careers.presenting.checking import (
    SEVERITY_TITLES,
    Places,
    anchor_digest,
    precision,
    present_rules,
    remedy,
    rule_title,
    waive_url,
)
from careers.presenting.words import day
from config.kernel.admin import ReadOnlyAdmin, RefusalAdmin
from config.kernel.forms import SeenForm
from config.kernel.models.catalogue import today
from config.kernel.models.reference import validate_text

WEIGHT = Case(*(When(severity=each, then=weight) for weight, each in enumerate(Severity.values)))
"""Orders findings, errors first."""
SECONDS = 1.0
"""What a page may spend on checking drafts that changed since they were checked."""


class OpenFilter(admin.SimpleListFilter):
    """Findings that count, unless those that were waived are asked for."""

    title = "waived"
    parameter_name = "waived"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "No: they count"), ("yes", "Yes"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        chosen = self.value() or "no"
        for value, title in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": chosen == value, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or "no"
        return queryset if chosen == "all" else queryset.filter(waived=chosen == "yes")


class DepartmentFilter(admin.SimpleListFilter):
    """Families of a department and what lies under it."""

    title = "department"
    parameter_name = "department"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(slug, name) for slug, name in Department.objects.order_by("name").values_list("slug", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        top = Department.objects.filter(slug=self.value()).values_list("pk", flat=True)
        return queryset.filter(family__department__in=Department.objects.below(top))


class SeverityFilter(admin.SimpleListFilter):
    """Findings of one weight."""

    title = "severity"
    parameter_name = "severity__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(SEVERITY_TITLES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(severity=self.value()) if self.value() in SEVERITY_TITLES else queryset


class RuleFilter(admin.SimpleListFilter):
    """One content rule."""

    title = "rule"
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, rule.title) for code, rule in RULES.items()] + [(findings.UNSOUND, rule_title(findings.UNSOUND))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(code=self.value()) if self.value() else queryset


class FindingList(ChangeList):
    """The rows of a page with the addresses of their places."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        places = Places(row.family_id for row in rows)
        for row in rows:
            row.url = places.url(row.family_id, row.owner, row.part)
            row.may_waive = rights.may(request.user, "careers.add_waiver", row.family.department_id)
        self.result_list = rows


@admin.register(DraftFinding)
class DraftFindingAdmin(PagesAdmin, ReadOnlyAdmin):
    """Drafts that changed are checked when the list is opened, for as long as a page may take; the rest by a button."""

    list_display = ("shown_severity", "place", "finding", "waiver")
    list_display_links = None
    list_filter = (OpenFilter, SeverityFilter, DepartmentFilter, RuleFilter)
    search_fields = ("message", "title", "family__title")
    list_select_related = ("family",)
    list_per_page = 50
    ordering = (WEIGHT, "family__title", "position")
    fields = ("family", "shown_severity", "rule", "place", "message", "mend")
    readonly_fields = fields
    change_list_template = "admin/careers/checks/findings.html"

    def pages(self) -> tuple[Page, ...]:
        return (
            *super().pages(),
            Page("check/", "check", self.check_all, "careers.view_draftfinding", methods=("POST",)),
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FindingList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.with_waiver(today())  # type: ignore[no-any-return]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        left = findings.refresh(seconds=SECONDS)
        return super().changelist_view(request, {"title": "Findings in drafts", "left": left, **(extra_context or {})})

    def check_all(self, request: HttpRequest) -> HttpResponse:
        """Checks every draft anew: also those that did not change themselves, while levels, settings or other families
        did."""
        findings.refresh(Family.objects.all())
        messages.success(request, "All drafts were checked.")
        return HttpResponseRedirect(reverse("admin:careers_draftfinding_changelist"))

    @admin.display(description="Severity", ordering="severity")
    def shown_severity(self, row: Any) -> str:
        return format_html('<span class="badge {}">{}</span>', row.severity, SEVERITY_TITLES[row.severity])

    @admin.display(description="Rule", ordering="code")
    def rule(self, row: Any) -> str:
        return rule_title(row.code)

    @admin.display(description="Where", ordering="family__title")
    def place(self, row: Any) -> str:
        place = row.title if row.title.startswith(row.family.title) else f"{row.family.title}: {row.title}"
        url = getattr(row, "url", "") or Places([row.family_id]).url(row.family_id, row.owner, row.part)
        return format_html('<a href="{}">{}</a>', url, place.removesuffix(": "))

    @admin.display(description="How to mend it")
    def mend(self, row: Any) -> str:
        return remedy(row.code)

    @admin.display(description="What was found", ordering="code")
    def finding(self, row: Any) -> str:
        return format_html(
            '<strong>{}.</strong> {}<br><span class="quiet">{}</span>',
            rule_title(row.code),
            row.message,
            remedy(row.code),
        )

    @admin.display(description="Waiver")
    def waiver(self, row: Any) -> str:
        if row.waived:
            return "Waived"
        url = waive_url(row.family_id, row.code, row.where) if getattr(row, "may_waive", False) else ""
        return format_html('<a href="{}">Waive…</a>', url) if url else "–"


class WaiveForm(forms.Form):
    """Why a finding is accepted, and until when."""

    reason = forms.CharField(
        label="Why it is accepted",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        validators=[validate_text],
    )
    ends_on = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="The last day on which it counts. Empty: for good.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class Waiving(PagesAdmin):
    """The page on which one finding of a family is waived: family/<pk>/waive/?code=&where=."""

    def pages(self) -> tuple[Page, ...]:
        return (*super().pages(), Page("<int:pk>/waive/", "waive", self.waive, "careers.add_waiver"))

    def waive(self, request: HttpRequest, pk: int) -> HttpResponse:
        family = family_for(request, pk, "careers.add_waiver")
        page = reverse("admin:careers_family_change", args=[family.pk])
        judged = _found(family, request.GET.get("code", ""), request.GET.get("where", ""))
        if judged is None:
            messages.warning(request, "That finding is not there any more. Nothing has to be waived.")
            return HttpResponseRedirect(page)

        def act(cleaned: dict[str, Any]) -> HttpResponse:
            if cleaned["seen"] != anchor_digest(judged.anchor):
                raise ValidationError("The text was changed since this page was shown. Look at the finding again.")
            findings.waive(
                family,
                code=judged.finding.code,
                anchor=judged.anchor,
                title=judged.title,
                reason=cleaned["reason"],
                ends_on=cleaned["ends_on"],
                by=request.user,
            )
            messages.success(request, "The finding is waived.")
            return HttpResponseRedirect(page)

        question = Question(
            title=f"Waive: {rule_title(judged.finding.code)}",
            button="Waive this finding",
            act=act,
            trail=family_trail(family),
            back=page,
            template="admin/careers/checks/waive.html",
            context={
                "judged": judged,
                "meaning": RULES[judged.finding.code].meaning,
                "remedy": remedy(judged.finding.code),
                "severity": SEVERITY_TITLES[judged.finding.severity],
            },
        )
        return ask(request, question, WaiveForm, initial={"seen": anchor_digest(judged.anchor)})


def _found(family: Family, code: str, where: str) -> Judged | None:
    """The finding of a rule at a place of the draft as it stands, unless it is waived already."""
    if code not in RULES:
        return None
    matching = (each for each in findings.of_draft(family) if (each.finding.code, each.finding.where) == (code, where))
    return next((each for each in matching if each.waiver is None), None)


class EndedFilter(admin.SimpleListFilter):
    """Waivers that count today, or that have ended."""

    title = "whether they count"
    parameter_name = "counts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Count today"), ("no", "Ended")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "no"):
            return queryset
        counting = Waiver.objects.in_force(today()).values("pk")
        return queryset.filter(pk__in=counting) if self.value() == "yes" else queryset.exclude(pk__in=counting)


@admin.register(Waiver)
class WaiverAdmin(RefusalAdmin):
    """Made on the page of a finding; here they end earlier or later, or are taken back."""

    list_display = ("rule", "family", "title", "reason", "by", "at", "until")
    list_filter = (EndedFilter, DepartmentFilter)
    search_fields = ("title", "reason", "family__title", "by__username")
    list_select_related = ("family", "by")
    form = SeenForm
    fields = ("rule", "family", "title", "reason", "by", "at", "ends_on", "seen_digest")
    readonly_fields = fields[:-2]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _reaches(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _reaches(request, obj)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        findings.end_waiver(obj, ends_on=obj.ends_on, by=request.user)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        findings.take_back_waiver(obj, by=request.user)

    @admin.display(description="Rule", ordering="code")
    def rule(self, row: Any) -> str:
        return rule_title(row.code)

    @admin.display(description="Until", ordering="ends_on")
    def until(self, row: Any) -> str:
        return day(row.ends_on) if row.ends_on else "For good"


def _reaches(request: HttpRequest, waiver: Any) -> bool:
    return waiver is None or rights.reaches(request.user, waiver.family.department_id)


class RuleSettingForm(SeenForm):
    """A rule is known by its code before the company has set anything of it."""

    key = "code"


@admin.register(RuleSetting)
class RuleSettingAdmin(RefusalAdmin):
    """Every content rule, whether or not the company has set it; addressed by its code. Nothing is added or deleted:
    what is left empty is as the rule comes."""

    form = RuleSettingForm
    fields = ("rule", "meaning", "mend", "measured", "enabled", "severity", "seen_digest", "value")
    readonly_fields = fields[:4]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)  # which refuses
        context = {**self.admin_site.each_context(request), "title": "Content rules", "rules": present_rules()}
        context["opts"], context["may_change"] = self.opts, self.has_change_permission(request)
        return TemplateResponse(request, "admin/careers/checks/rules.html", context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if object_id in RULES:
            return RuleSetting.objects.filter(code=object_id).first() or RuleSetting(code=object_id)
        return super().get_object(request, object_id, from_field)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        rule = RULES.get(obj.code) if obj else None
        if rule and "value" in form.base_fields:
            form.base_fields["value"].help_text = f"{rule.value_help} As the rule comes: {rule.value or 'nothing'}."
        if rule and "severity" in form.base_fields:
            own = f"As the rule comes: {SEVERITY_TITLES[rule.severity].lower()}"
            form.base_fields["severity"].choices = [("", own), *SEVERITY_TITLES.items()]
            form.base_fields["severity"].help_text = "Errors keep a draft from being submitted."
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        settable = obj is None or obj.code not in RULES or RULES[obj.code].value_help
        return self.fields if settable else self.fields[:-1]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        facts = {"enabled": obj.enabled, "severity": obj.severity, "value": obj.value}
        obj.pk = findings.configure(obj.code, **facts, by=request.user).pk

    @admin.display(description="Rule")
    def rule(self, row: Any) -> str:
        return rule_title(row.code)

    @admin.display(description="What it means")
    def meaning(self, row: Any) -> str:
        return RULES[row.code].meaning if row.code in RULES else "There is no such rule any more."

    @admin.display(description="How to mend it")
    def mend(self, row: Any) -> str:
        return remedy(row.code)

    @admin.display(description="How far to trust it")
    def measured(self, row: Any) -> str:
        return precision(RULES[row.code]) if row.code in RULES else ""
