"""Service tokens: how other services say who they are."""

import hashlib
import hmac
import logging
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import Q
from django.utils import timezone

from config.kernel.models.audit import AuditRecord

logger = logging.getLogger(__name__)

PREFIX = "rolebook"
"""What every token begins with, so that whoever finds one in a log or a repository knows what it is."""
NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last use is known: it is not written on every request."""
LONGEST = timedelta(days=2 * 366 + 1)
"""How long a token may last at most: two years, and the rest of a day."""


class Scope(models.TextChoices):
    """What a token may be used for, within what its account may do."""

    INTERNAL = "catalogue:internal", "Read what is internal"
    READ_DRAFTS = "drafts:read", "Read drafts"
    WRITE_DRAFTS = "drafts:write", "Read, change and submit drafts"


_tried: dict[str, datetime] = {}
"""When this process last tried to write down the use of a token, by its key: whatever came of it."""
_KEY = re.compile(r"[0-9a-f]{12}")


def validate_scopes(value: Any) -> None:
    """["drafts:read"]: of Scope, each once."""
    known = isinstance(value, list) and all(each in Scope.values for each in value)
    if not known or len(set(value)) != len(value):
        raise ValidationError(f"Choose of {', '.join(Scope.values)}, each once.")


def _digest(secret: str) -> str:
    """What is kept of a secret. It is drawn of 256 random bits, so that a plain hash cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ServiceTokenQuerySet(models.QuerySet["ServiceToken"]):
    def issue(
        self, *, by: Any, name: str, account: Any, scopes: list[str], expires_at: datetime
    ) -> "tuple[ServiceToken, str]":
        """A new token and its text, which nobody can be shown again, with an audit record. Raises ValidationError,
        naming the fields, also where it would expire at once or last too long."""
        key, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        token = ServiceToken(
            name=name, account=account, scopes=scopes, expires_at=expires_at, key=key, digest=_digest(secret)
        )
        token.full_clean()
        if expires_at <= timezone.now():
            raise ValidationError({"expires_at": "It would be expired at once."})
        if expires_at > timezone.now() + LONGEST:
            raise ValidationError({"expires_at": "A token lasts two years at most."})
        with transaction.atomic():
            token.save()
            token.record(by, "issue")
        return token, f"{PREFIX}_{key}_{secret}"

    def usable(self) -> "ServiceTokenQuerySet":
        """Those that may be used now."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), account__is_active=True)

    def presented(self, text: str) -> "ServiceToken | None":
        """The token with that text, if it may still be used and its account too. One query, and a write once a minute
        of use. Nothing is told by how long it takes: the secret is compared in constant time, also where the key is
        unknown."""
        kind, _, rest = text.partition("_")
        key, _, secret = rest.partition("_")
        if kind != PREFIX or not _KEY.fullmatch(key) or not secret:
            return None
        token = self.select_related("account").filter(key=key).first()
        known = token.digest if token else _digest("")
        if not hmac.compare_digest(known, _digest(secret)) or token is None or not token.usable:
            return None
        token.note_use()
        return token


class ServiceToken(models.Model):
    """A key with which a service reads or writes for an account: what it may do is what its scopes name and the account
    may do as well. Only a digest of it is kept. It ends by itself, and can be revoked before."""

    name = models.CharField(max_length=100, help_text="What uses it, e.g. careers site.")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="service_tokens",
        help_text="For whom it acts: in this name it writes, and it may do nothing that this account may not.",
    )
    scopes = models.JSONField(default=list, blank=True, validators=[validate_scopes])
    expires_at = models.DateTimeField()
    key = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ServiceTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({PREFIX}_{self.key}_...)"

    @property
    def state(self) -> str:
        """ "in use", "revoked", "expired", or "account inactive"."""
        if self.revoked_at:
            return "revoked"
        if self.expires_at <= timezone.now():
            return "expired"
        return "in use" if self.account.is_active else "account inactive"

    @property
    def usable(self) -> bool:
        """Neither expired nor revoked, and its account is active."""
        return self.state == "in use"

    def allows(self, scope: str) -> bool:
        return scope in self.scopes

    def note_use(self) -> None:
        """Writes down that it is used now, unless that was done within a minute, or tried by this process. A database
        that only reads takes nothing from who reads; one that is busy lets one request a minute of a process wait."""
        now = timezone.now()
        last = max(filter(None, (self.last_used_at, _tried.get(self.key))), default=None)
        if last and last > now - NOTED_EVERY:
            return
        _tried[self.key] = now
        ago = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY)
        try:
            ServiceToken.objects.filter(ago, pk=self.pk).update(last_used_at=now)
        except DatabaseError as error:
            logger.warning("The use of %s could not be written down: %s", self, error)

    def revoke(self, *, by: Any) -> None:
        """Ends it now, with an audit record. Nothing happens where it is revoked already."""
        with transaction.atomic():
            if ServiceToken.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()):
                self.refresh_from_db()
                self.record(by, "revoke")

    def record(self, by: Any, action: str) -> None:
        said = f"{', '.join(self.scopes) or 'no scope'}; for {self.account}; until {self.expires_at:%Y-%m-%d %H:%M} UTC"
        AuditRecord.objects.write(
            by=by, action=action, kind="token", subject=str(self)[:255], key=self.key, reason=said
        )
