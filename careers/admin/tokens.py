"""Service tokens in the admin: made for an account, shown once, revoked. Nothing of one is ever changed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from careers import rights
from careers.admin.asking import Question, ask
from careers.admin.pages import Page, PagesAdmin
from careers.admin.publishing_forms import DATE
from careers.presenting import words
from careers.presenting.links import Link
from config.kernel.admin import ReadOnlyAdmin
from config.kernel.models import Scope, ServiceToken
from config.kernel.models.tokens import PREFIX

YEAR = timedelta(days=365)
LIST = "admin:kernel_servicetoken_changelist"


def scope_words(scopes: Sequence[str]) -> str:
    """What a token may be used for, as people say it."""
    labels = [f"{scope.label} ({scope.value})" for scope in Scope if scope in scopes]
    return ", ".join(labels) or "Read what is public, and nothing else"


def last_day(token: ServiceToken) -> date:
    """The last day, in UTC, on which it works."""
    return (token.expires_at - timedelta(microseconds=1)).date()


class TokenForm(forms.Form):
    """What uses the token, for whom it acts, what it may and until when."""

    name = forms.CharField(max_length=100, help_text="What will use it, e.g. careers site.")
    account = forms.CharField(
        max_length=150,
        help_text="The log-in name of the account for which it acts: yours, or a service's that may do no more than "
        "you. In its name it writes, and what this account may not, the token may not.",
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(scope.value, f"{scope.label} ({scope.value})") for scope in Scope],
        help_text="Without any it reads what everybody may read.",
    )
    last_day = forms.DateField(
        label="Last day",
        widget=DATE,
        help_text="It works until the end of this day (UTC), two years from now at the latest.",
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_name(self) -> str:
        """A name of its own, by which people tell what to revoke; and a form that is sent twice makes one token."""
        name: str = self.cleaned_data["name"]
        if ServiceToken.objects.usable().filter(name=name).exists():
            raise ValidationError("A token of this name is in use. Choose another name, or revoke that one first.")
        return name

    def clean_account(self) -> Any:
        """Whether there is no such account, or one that may do more, is told to nobody who could not look it up."""
        account = get_user_model().objects.filter(username=self.cleaned_data["account"], is_active=True).first()
        if self.by.is_superuser and account is None:
            raise ValidationError("There is no active account with this log-in name.")
        if account is None or not (rights.covers(self.by, account) and self._may_lend(account)):
            raise ValidationError(
                "No active account with this log-in name may do at most what yours may. A token gives out no more "
                "rights than whoever makes it has, and acts for yourself or for a service, not for another person."
            )
        return account

    def _may_lend(self, account: Any) -> bool:
        """Whoever could write as a colleague could approve what they wrote themselves. Services do not log in."""
        return bool(self.by.is_superuser or account == self.by or not account.is_staff)

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        today = timezone.now().date()
        if not today <= day <= today + 2 * YEAR:
            raise ValidationError(f"Choose a day from {today} to {today + 2 * YEAR}.")
        return day


class InUseFilter(admin.SimpleListFilter):
    """Tokens that may be used, or those that are done with."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("in-use", "In use"), ("ended", "Ended")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ServiceToken]) -> QuerySet[ServiceToken]:
        usable = ServiceToken.objects.usable().values("pk")
        if self.value() == "in-use":
            return queryset.filter(pk__in=usable)
        return queryset.exclude(pk__in=usable) if self.value() == "ended" else queryset


@admin.register(ServiceToken)
class ServiceTokenAdmin(PagesAdmin, ReadOnlyAdmin):
    """The list, the page that makes one, and the page that revokes one. Each leaves an audit record."""

    list_display = ("name", "account", "may", "works_until", "last_used_at", "state")
    list_filter = (InUseFilter,)
    list_select_related = ("account",)
    search_fields = ("name", "account__username")
    fields = ("name", "account", "may", "works_until", "state", "begins", "created_at", "last_used_at", "revoked_at")
    readonly_fields = fields
    change_form_template = "admin/careers/token/change_form.html"

    def pages(self) -> Sequence[Page]:
        return [
            *super().pages(),
            Page("<int:pk>/revoke/", "revoke", self.revoke_view, "kernel.change_servicetoken"),
        ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("kernel.add_servicetoken")

    @admin.display(description="It may")
    def may(self, token: ServiceToken) -> str:
        return scope_words(token.scopes)

    @admin.display(description="Works until the end of (UTC)", ordering="expires_at")
    def works_until(self, token: ServiceToken) -> str:
        return words.day(last_day(token))

    @admin.display(description="State")
    def state(self, token: ServiceToken) -> str:
        return token.state.capitalize()

    @admin.display(description="Begins with")
    def begins(self, token: ServiceToken) -> str:
        return f"{PREFIX}_{token.key}_"

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Asks what the token is for, and answers with its text: the only time that anybody sees it."""
        if not self.has_add_permission(request):
            raise PermissionDenied

        def act(cleaned: dict[str, Any]) -> HttpResponse:
            ends = datetime.combine(cleaned["last_day"] + timedelta(days=1), time.min, UTC)
            facts = {name: cleaned[name] for name in ("name", "account", "scopes")}
            token, text = ServiceToken.objects.issue(by=request.user, expires_at=ends, **facts)
            return self._made(request, token, text)

        question = Question(
            title="Add service token",
            button="Make the token",
            act=act,
            leads=[
                "A token lets another service read or write for an account. You see its text once, on the next page."
            ],
            trail=[Link("Service tokens", reverse(LIST))],
            back=reverse(LIST),
        )
        initial = {"account": request.user.get_username(), "last_day": timezone.now().date() + YEAR}
        return ask(request, question, TokenForm, initial=initial, by=request.user)

    def _made(self, request: HttpRequest, token: ServiceToken, text: str) -> HttpResponse:
        """No cache keeps it, as no page of the admin."""
        shown = {"scopes": scope_words(token.scopes), "last_day": words.day(last_day(token)), "prefix": PREFIX}
        return self.show(request, "token/made.html", f"Token for {token.name}", token=token, text=text, **shown)

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        token = get_object_or_404(ServiceToken.objects.select_related("account"), pk=pk)
        page = reverse("admin:kernel_servicetoken_change", args=[pk])
        if token.revoked_at:
            messages.warning(request, f"{token.name} is revoked already.")
            return HttpResponseRedirect(page)

        def act(cleaned: dict[str, Any]) -> HttpResponse:
            token.revoke(by=request.user)
            messages.success(request, f"{token.name} is revoked.")
            return HttpResponseRedirect(page)

        question = Question(
            title=f"Revoke {token.name}",
            button="Revoke",
            act=act,
            leads=["Whatever uses it is refused from now on. It cannot be brought back; a new one can be made."],
            trail=[Link("Service tokens", reverse(LIST)), Link(token.name, page)],
            back=page,
        )
        return ask(request, question, forms.Form)
