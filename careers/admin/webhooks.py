"""Webhooks in the admin: made, changed, tried and given another secret; and what became of every message to them."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from careers.admin.asking import Question, ask
from careers.admin.pages import Page, PagesAdmin
from careers.presenting import words
from careers.presenting.links import Link
from config.kernel.admin import ReadOnlyAdmin, RefusalAdmin
from config.kernel.forms import SeenForm
from config.kernel.models import Delivery, Webhook
from config.kernel.models.reference import validate_text
from config.kernel.models.webhooks import TYPES

LIST, DELIVERIES = "admin:kernel_webhook_changelist", "admin:kernel_delivery_changelist"
MAY_SEND = "kernel.change_webhook"
WAITS = "It waits for the next run of manage.py deliver_webhooks. Load this page again to see what became of it."


class WebhookForm(SeenForm):
    """What listens, where, to what, and whether it may know what staff may."""

    types = forms.MultipleChoiceField(
        label="Events",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(value, f"{label} ({value})") for value, label in TYPES.items()],
        help_text="None chosen: all of them.",
    )

    class Meta:
        model = Webhook
        fields = ("name", "url", "types", "internal", "active")
        widgets = {"url": forms.TextInput(attrs={"class": "vLargeTextField", "inputmode": "url"})}

    def clean_name(self) -> str:
        validate_text(self.cleaned_data["name"])
        return str(self.cleaned_data["name"])


def webhook_trail(webhook: Webhook) -> list[Link]:
    """The way to a webhook's page in the admin."""
    page = reverse("admin:kernel_webhook_change", args=[webhook.pk])
    return [Link("Webhooks", reverse(LIST)), Link(webhook.name, page)]


@admin.register(Webhook)
class WebhookAdmin(PagesAdmin, RefusalAdmin):
    """Each change leaves an audit record. None is deleted, as what was sent to it stays known: it is switched off."""

    form = WebhookForm
    list_display = ("name", "url", "events", "audience", "active", "waiting", "given_up", "last_sent")
    list_filter = ("active", "internal")
    search_fields = ("name", "url")
    readonly_fields = ("waiting", "given_up", "last_sent", "secret_since")
    change_form_template = "admin/careers/webhook/change_form.html"

    def pages(self) -> Sequence[Page]:
        return [
            *super().pages(),
            Page("<int:pk>/ping/", "ping", self.ping_view, MAY_SEND),
            Page("<int:pk>/secret/", "secret", self.secret_view, MAY_SEND),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Webhook]:
        """With what waits, what was given up, and when it was last called."""
        state = Delivery.State
        rows: QuerySet[Webhook] = super().get_queryset(request)
        return rows.annotate(
            waiting_count=Count("deliveries", Q(deliveries__state=state.WAITING)),
            dead_count=Count("deliveries", Q(deliveries__state=state.DEAD)),
            tried_at=Max("deliveries__tried_at"),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_readonly_fields(request, obj) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new one has no past."""
        found = super().get_fieldsets(request, obj)
        if obj:
            return found
        return [
            (name, {**said, "fields": [each for each in said["fields"] if each not in self.readonly_fields]})
            for name, said in found
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.keep(by=request.user)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """The only time that anybody sees its secret, unless it is given another one."""
        return self._shown(request, obj, obj.secret)

    def _shown(self, request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
        """No cache keeps it, as no page of the admin."""
        return self.show(request, "webhook/made.html", f"Secret of {webhook.name}", webhook=webhook, secret=secret)

    @admin.display(description="Events")
    def events(self, webhook: Webhook) -> str:
        return ", ".join(webhook.types) or "All"

    @admin.display(description="Told what", ordering="internal")
    def audience(self, webhook: Webhook) -> str:
        return "Staff may know" if webhook.internal else "Anybody may know"

    @admin.display(description="Waiting", ordering="waiting_count")
    def waiting(self, webhook: Any) -> str:
        return _listed(webhook, Delivery.State.WAITING, webhook.waiting_count)

    @admin.display(description="Given up", ordering="dead_count")
    def given_up(self, webhook: Any) -> str:
        return _listed(webhook, Delivery.State.DEAD, webhook.dead_count)

    @admin.display(description="Last called (UTC)", ordering="tried_at")
    def last_sent(self, webhook: Any) -> str:
        return f"{webhook.tried_at:%Y-%m-%d %H:%M}" if webhook.tried_at else "never"

    @admin.display(description="Secret since (UTC)")
    def secret_since(self, webhook: Webhook) -> str:
        return f"{webhook.rotated_at or webhook.created_at:%Y-%m-%d %H:%M}"

    def ping_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        webhook = get_object_or_404(Webhook, pk=pk)
        page = reverse("admin:kernel_webhook_change", args=[pk])

        def act(cleaned: dict[str, Any]) -> HttpResponse:
            delivery = webhook.ping(by=request.user)
            messages.success(request, f"A ping for {webhook.name} is on its way.")
            return HttpResponseRedirect(reverse("admin:kernel_delivery_change", args=[delivery.pk]))

        question = Question(
            title=f"Ping {webhook.name}",
            button="Send a ping",
            act=act,
            leads=[
                f"Posts a message that tells of nothing to {webhook.url}, and shows what is answered.",
                *([] if webhook.active else ["The webhook is off. The ping waits until it is switched on."]),
            ],
            trail=webhook_trail(webhook),
            back=page,
        )
        return ask(request, question, forms.Form)

    def secret_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Whoever loads the page of the secret again is told that it was changed already."""
        webhook = get_object_or_404(Webhook, pk=pk)
        page = reverse("admin:kernel_webhook_change", args=[pk])
        if why := webhook.why_not_rotate(timezone.now()):
            messages.warning(request, why)
            return HttpResponseRedirect(page)

        def act(cleaned: dict[str, Any]) -> HttpResponse:
            return self._shown(request, webhook, webhook.rotate(by=request.user))

        question = Question(
            title=f"Another secret for {webhook.name}",
            button="Make another secret",
            act=act,
            leads=[
                "The next page shows it, once. For a day messages are signed with the former secret as well, so that "
                "the receiver can take the new one in its own time; until then there is no other."
            ],
            trail=webhook_trail(webhook),
            back=page,
        )
        return ask(request, question, forms.Form)


def _listed(webhook: Webhook, state: str, count: int) -> str:
    """How many, leading to the list of them."""
    query = f"?webhook__id__exact={webhook.pk}&state__exact={state}"
    return format_html('<a href="{}{}">{}</a>', reverse(DELIVERIES), query, count) if count else "0"


@admin.register(Delivery)
class DeliveryAdmin(PagesAdmin, ReadOnlyAdmin):
    """What became of each message. What was delivered or given up can be sent again, one or many."""

    list_display = ("__str__", "state", "attempts", "status", "problem", "tried_at", "next_attempt")
    list_filter = ("state", "webhook", "event__type")
    list_select_related = ("event", "webhook")
    search_fields = ("event__slug", "event__key")
    fields = (
        "webhook", "state", "attempts", "status", "problem", "tried_at", "next_attempt", "message",
    )  # fmt: skip
    readonly_fields = fields
    actions = ("send_again",)
    change_form_template = "admin/careers/delivery/change_form.html"

    def pages(self) -> Sequence[Page]:
        return [*super().pages(), Page("<int:pk>/again/", "again", self.again_view, MAY_SEND)]

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_SEND)

    @admin.display(description="Next attempt", ordering="due_at")
    def next_attempt(self, delivery: Delivery) -> Any:
        return delivery.due_at if delivery.state == Delivery.State.WAITING else None

    @admin.display(description="Message")
    def message(self, delivery: Delivery) -> str:
        text = json.dumps(delivery.event.message(), ensure_ascii=False, indent=2)
        return format_html('<pre class="said">{}</pre>', text)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        delivery = self.get_object(request, object_id)
        waits = delivery is not None and delivery.state == Delivery.State.WAITING and not delivery.attempts
        context = {**(extra_context or {}), "subtitle": None, "waits": WAITS if waits else ""}
        return super().change_view(request, object_id, form_url, context)

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: Any) -> None:
        chosen = queryset.count()  # before any of them leaves the list
        count = queryset.send_again(by=request.user)
        messages.success(request, f"{words.counted(count, 'message', 'messages')} will be sent again.")
        if left := chosen - count:
            messages.warning(request, f"{words.counted(left, 'message waits', 'messages wait')} already.")

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        delivery = get_object_or_404(Delivery.objects.select_related("event", "webhook"), pk=pk)
        page = reverse("admin:kernel_delivery_change", args=[pk])
        if delivery.state == Delivery.State.WAITING:
            messages.warning(request, "This message waits already.")
            return HttpResponseRedirect(page)

        def act(cleaned: dict[str, Any]) -> HttpResponse:
            Delivery.objects.filter(pk=pk).send_again(by=request.user)
            messages.success(request, "The message will be sent again.")
            return HttpResponseRedirect(page)

        question = Question(
            title=f"Send again: {delivery}",
            button="Send again",
            act=act,
            leads=["Under the same id, so that a receiver that has it already can tell. It is tried for a day again."],
            trail=[Link("Deliveries", reverse(DELIVERIES)), Link(str(delivery), page)],
            back=page,
        )
        return ask(request, question, forms.Form)
