"""Who did what, when: one append-only row per change that passed the door."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from config.kernel.requests import request_id


class AuditRecordQuerySet(models.QuerySet["AuditRecord"]):
    def write(
        self,
        *,
        by: Any,
        action: str,
        kind: str,
        subject: str,
        before: str = "",
        after: str = "",
        reason: str = "",
        key: str = "",
    ) -> "AuditRecord":
        """Appends a record. `by` is a user or None for the system; `subject` the name of what was changed, and `key`
        what it keeps when that name changes; `before` and `after` are digests."""
        return self.create(
            by=by, action=action, kind=kind, subject=subject, before=before, after=after, reason=reason, key=key,
            request_id=request_id(),
        )  # fmt: skip

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("audit records are never changed")

    def delete(self) -> NoReturn:
        raise TypeError("audit records are never deleted")


class AuditRecord(models.Model):
    """One act: by whom, when (UTC), on what, before and after by digest. Never changed, never deleted."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=255, db_index=True)
    before = models.CharField(max_length=64, blank=True)
    after = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=64, blank=True, db_index=True)

    objects = AuditRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="audit_says_what",
                condition=~models.Q(action="") & ~models.Q(subject=""),
                violation_error_message="An audit record names the act and what it was done to.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.kind} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("audit records are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("audit records are never deleted")
