"""Who decides, who works where, and who gets which e-mails."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from careers.admin.pages import Page, PagesAdmin
from careers.admin.review_forms import MailForm, RemitForm, ReviewStageForm
from careers.models import MailChoice, Remit, ReviewStage
from config.kernel.admin import ReadOnlyAdmin, RefusalAdmin
from config.kernel.models import AuditRecord, Catalogue


class PolicyAdmin(RefusalAdmin):
    """Rules of the house: each save and deletion leaves an audit record that says what was set. Nothing is deleted from
    the list, which could not tell."""

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        Catalogue.objects.lock()
        super().save_model(request, obj, form, change)
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        said = (f"{name.replace('_', ' ')}: {_line(value)}" for name, value in values.items())
        self._record(request, "edit" if change else "add", obj, "; ".join(said))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        Catalogue.objects.lock()
        self._record(request, "delete", obj)
        super().delete_model(request, obj)

    def _record(self, request: HttpRequest, action: str, obj: Any, reason: str = "") -> None:
        kind = str(self.opts.verbose_name)
        AuditRecord.objects.write(by=request.user, action=action, kind=kind, subject=str(obj)[:255], reason=reason)


def _line(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else "none" if value is None else str(value)


@admin.register(ReviewStage)
class ReviewStageAdmin(PolicyAdmin):
    form = ReviewStageForm
    list_display = ("position", "name", "whom", "approvals", "department", "smallest_size", "author_may_approve")
    list_display_links = ("name",)
    list_select_related = ("group", "reviewer", "department")
    search_fields = ("name",)

    @admin.display(description="Decided by")
    def whom(self, stage: ReviewStage) -> str:
        return str(stage.group or stage.reviewer)


@admin.register(Remit)
class RemitAdmin(PolicyAdmin):
    form = RemitForm
    list_display = ("user", "department")
    list_select_related = ("user", "department")
    search_fields = ("user__username", "user__last_name", "department__name")


@admin.register(MailChoice)
class MailChoiceAdmin(PagesAdmin, ReadOnlyAdmin):
    """Everybody chooses for themselves, on a page of their own."""

    list_display = ("user", "to_review", "decisions", "to_publish")
    list_select_related = ("user",)
    search_fields = ("user__username",)

    def pages(self) -> Sequence[Page]:
        return [*super().pages(), Page("mine/", "my_mail", self.mine_view, "", stem="careers")]

    def mine_view(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        choice = MailChoice.objects.filter(user=user).first() or MailChoice(user=user)
        form = MailForm(request.POST if request.method == "POST" else None, instance=choice)
        if request.method == "POST" and form.is_valid():
            MailChoice.objects.update_or_create(user=user, defaults=form.cleaned_data)
            messages.success(request, "Your choice is saved.")
            return HttpResponseRedirect(reverse("admin:careers_my_mail"))
        return self.show(request, "mail.html", "My e-mails", form=form)
