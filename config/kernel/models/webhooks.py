"""Webhooks: who is told of events by a request of ours, and what became of each of them."""

import base64
import secrets
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from config.kernel.calling import PORTS, is_private
from config.kernel.models.audit import AuditRecord
from config.kernel.models.events import Event

SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret begins with
ROTATION = timedelta(days=1)
"""How long messages are signed with the former secret as well."""
TYPES = {value: label for value, label in Event.Type.choices if value != Event.Type.PING}
"""What one may be told of, with its words."""


def validate_types(value: Any) -> None:
    """["family.published"]: of TYPES, each once."""
    if not isinstance(value, list) or len(set(map(str, value))) != len(value) or set(map(str, value)) - set(TYPES):
        raise ValidationError(f"Choose of {', '.join(TYPES)}, each once.")


def validate_receiver(url: str) -> None:
    """Refuses an address that is never called: it has to be https://, on one of PORTS. Where the settings name private
    networks it may also be http:// and have any port. Where a name leads is looked at when it is called."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValidationError("This is no address: write https://hooks.example.com/rolebook.") from None
    inside = bool(settings.WEBHOOK_NETWORKS)
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValidationError("Write the address in ASCII: a host in its xn-- form, other letters as %C3%A9.")
    if parts.scheme != "https" and not (inside and parts.scheme == "http"):
        raise ValidationError("The address has to begin with https://.")
    if not parts.hostname:
        raise ValidationError("This address names no host.")
    if is_private(parts.hostname) and not inside:
        raise ValidationError(
            "This address is not on the public internet. To call private networks, name them in WEBHOOK_NETWORKS."
        )
    if parts.username is not None or parts.password is not None:
        raise ValidationError("Leave out the user name and the password: messages are signed instead.")
    if parts.fragment:
        raise ValidationError("Leave out what follows #: it is never sent.")
    if port not in (None, *PORTS) and not inside:
        raise ValidationError(f"Use one of the ports {' and '.join(map(str, PORTS))}.")


def new_salt() -> str:
    return secrets.token_hex(16)


def new_key() -> str:
    return secrets.token_hex(6)


class Webhook(models.Model):
    """A service that is told of events as they happen: each is posted to its address, signed, until it is taken or a
    day has passed. `types` are those it wants, all where there is none; with `internal` it is told what staff may know,
    otherwise what anybody may. The secret that signs is not kept: it follows from the key and the salt by SECRET_KEY,
    and another salt makes another secret."""

    name = models.CharField(max_length=100, unique=True, help_text="What listens, e.g. careers site.")
    url = models.CharField(
        "address",
        max_length=500,
        validators=[validate_receiver],
        help_text="Where events are posted to, e.g. https://hooks.example.com/rolebook.",
    )
    types = models.JSONField(
        "events", default=list, blank=True, validators=[validate_types], help_text="None chosen: all of them."
    )
    internal = models.BooleanField(
        default=False, help_text="It is told what staff may know, internal families and vacancies among it."
    )
    active = models.BooleanField(
        default=True,
        help_text="While it is off nothing is sent to it, and what happens meanwhile is never sent: it is to be read "
        "from /api/v1/changes/.",
    )
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    former_salt = models.CharField(max_length=32, blank=True, editable=False)
    rotated_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def wants(self, event: Event, switches: dict[str, bool]) -> bool:
        """Whether it is to be told of an event as that happens. The switches are the company's of today."""
        listens = self.active and self.created_at <= event.due_at and event.type in (self.types or TYPES)
        return listens and self.may_know(event, switches)

    def may_know(self, event: Event, switches: dict[str, bool]) -> bool:
        """Whether the audience that it is told as may know of an event; anybody may be pinged."""
        if event.type == Event.Type.PING:
            return True
        return event.internal if self.internal else event.public and switches.get(event.switch, True)

    @property
    def secret(self) -> str:
        """What signs its messages, as it is shown once: whsec_ and base64."""
        return SECRET_PREFIX + base64.b64encode(self._secret(self.salt, settings.SECRET_KEY)).decode()

    def secrets(self, now: datetime) -> list[bytes]:
        """All that a message is signed with at a moment: the secret; for a day after it was changed the former one; and
        those that follow from SECRET_KEY_FALLBACKS."""
        salts = [self.salt, self.former_salt] if self.both_until(now) else [self.salt]
        keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
        return [self._secret(salt, key) for salt in salts for key in keys]

    def both_until(self, now: datetime) -> datetime | None:
        """Until when messages are signed with the former secret as well; None where they are not at this moment."""
        ends = self.rotated_at and self.rotated_at + ROTATION
        return ends if ends and now < ends else None

    def why_not_rotate(self, now: datetime) -> str:
        """Why there cannot be another secret yet, in a sentence: it would take the place of the former one while that
        still counts, and whoever knows that alone would not have their day. "" where there can be."""
        if not (ends := self.both_until(now)):
            return ""
        return (
            f"The secret was changed already: until {ends:%Y-%m-%d %H:%M} UTC messages are signed with the former one "
            "as well, and only then there can be another. Whoever cannot wait makes a new webhook."
        )

    def _secret(self, salt: str, key: str) -> bytes:
        return salted_hmac("rolebook.webhook", f"{self.key}:{salt}", secret=key, algorithm="sha256").digest()

    def keep(self, *, by: Any) -> Self:
        """Saves it, new or changed, with an audit record. Raises ValidationError, naming the fields."""
        new = self.pk is None
        self.full_clean()
        with transaction.atomic():
            self.save()
            self.record(by, "create" if new else "change")
        return self

    def rotate(self, *, by: Any) -> str:
        """Another secret, which nobody can be shown again. Messages are signed with the former one as well for a day,
        and while they are it is not changed again. Raises ValidationError."""
        with transaction.atomic():
            held = Webhook.objects.select_for_update().get(pk=self.pk)
            if why := held.why_not_rotate(timezone.now()):
                raise ValidationError(why)
            self.former_salt, self.salt, self.rotated_at = held.salt, new_salt(), timezone.now()
            self.save(update_fields=["former_salt", "salt", "rotated_at"])
            self.record(by, "rotate secret")
        return self.secret

    def switch_off(self, *, reason: str) -> None:
        """The receiver wants no more: with an audit record of the system's. Nothing happens where it is off already."""
        with transaction.atomic():
            if Webhook.objects.filter(pk=self.pk, active=True).update(active=False):
                self.refresh_from_db()
                self.record(None, "switch off", reason)

    def ping(self, *, by: Any) -> "Delivery":
        """Queues a message that tells of nothing, for this webhook alone."""
        with transaction.atomic():
            event = Event.objects.create(type=Event.Type.PING, due_at=timezone.now(), spread=True)
            delivery = Delivery.objects.create(event=event, webhook=self, due_at=event.due_at)
            self.record(by, "ping")
        return delivery

    def record(self, by: Any, action: str, reason: str = "") -> None:
        """Many may read the audit, and whoever knows a whole address may be able to post to it: the host has to do."""
        audience, state = "internal" if self.internal else "public", "on" if self.active else "off"
        said = f"at {urlsplit(self.url).hostname}; {', '.join(self.types) or 'all events'}; {audience}; {state}"
        AuditRecord.objects.write(
            by=by, action=action, kind="webhook", subject=str(self), key=self.key, reason=reason or said
        )


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> Self:
        """Those to be tried now, the longest waiting first."""
        rows = self.filter(state=Delivery.State.WAITING, webhook__active=True, due_at__lte=now)
        return rows.order_by("due_at", "pk")

    def send_again(self, *, by: Any) -> int:
        """Queues those that were delivered or given up once more, as if they were new, with an audit record for each
        webhook; returns how many."""
        with transaction.atomic():
            waiting = Delivery.State.WAITING
            rows = list(self.exclude(state=waiting).values_list("pk", "webhook", "event__key"))
            for start in range(0, len(rows), 500):
                mine = Delivery.objects.filter(pk__in=[pk for pk, _, _ in rows[start : start + 500]])
                mine.exclude(state=waiting).update(state=waiting, attempts=0, due_at=timezone.now())
            for webhook in Webhook.objects.filter(pk__in={webhook for _, webhook, _ in rows}):
                keys = [key for _, own, key in rows if own == webhook.pk]
                webhook.record(by, "send again", f"{len(keys)}: {', '.join(keys[:20])}{', ...' * (len(keys) > 20)}")
        return len(rows)


class Delivery(models.Model):
    """One event on its way to one webhook. Waiting, it is tried when it is due; who tries it moves that on first, so
    that nobody else does at the same time, and that it is tried again if they never come back. At last it is delivered,
    or dead: given up after the last attempt, until somebody sends it again."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        DEAD = "dead", "Given up"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField("next attempt")
    tried_at = models.DateTimeField("last attempt", null=True, blank=True)
    status = models.PositiveSmallIntegerField("answer", null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_to_send")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "webhook"],
                name="event_once_per_webhook",
                violation_error_message="This webhook is told of this event already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook}"
