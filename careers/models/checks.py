"""What the content rules find in drafts, how the company has each rule, and what it has waived."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from careers.handbook.rules import RULES
from careers.models.drafts import Family


class Severity(models.TextChoices):
    """How much a finding weighs. Errors keep a draft from being submitted."""

    ERROR = "error", "Error"
    WARNING = "warning", "Warning"
    INFO = "info", "Info"


def validate_rule(code: str) -> None:
    """Refuses what is no content rule."""
    if code not in RULES:
        raise ValidationError(f"There is no content rule {code!r}.")


class RuleSetting(models.Model):
    """How the company has one content rule: off, of another severity, or with a phrase or limit of its own."""

    code = models.CharField(max_length=60, unique=True, validators=[validate_rule])
    enabled = models.BooleanField(default=True)
    severity = models.CharField(
        max_length=10, choices=Severity, blank=True, help_text="Empty: as the rule has it by itself."
    )
    value = models.CharField(
        max_length=500, blank=True, help_text="What the rule looks for, or its limit. Empty: as the rule has it."
    )

    class Meta:
        verbose_name = "content rule"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Anchored(models.Model):
    """Something said about a place of a family's text: `owner` is empty for the family, else role/..., specialty/...;
    `part` the list or field; `digest` that of the text, so that the place is found again when it moves."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=60, db_index=True)
    owner = models.CharField(max_length=255, blank=True)
    part = models.CharField(max_length=150, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def in_force(self, on: date) -> "WaiverQuerySet":
        """Those that have not ended on that day; the last day counts."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class Waiver(Anchored):
    """That one finding is accepted: by whom, why, and until which day (that day included)."""

    title = models.CharField(max_length=300, help_text="The place, in words.")
    reason = models.TextField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day on which it counts.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="waiver_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the finding is accepted.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} in {self.family}"


class DraftFindingQuerySet(models.QuerySet["DraftFinding"]):
    def with_waiver(self, on: date) -> "DraftFindingQuerySet":
        """Each with `waived`: whether a waiver of that day covers it."""
        same = {name: OuterRef(name) for name in ("family", "code", "owner", "part", "digest")}
        return self.annotate(waived=Exists(Waiver.objects.in_force(on).filter(**same)))


class DraftFinding(Anchored):
    """What a content rule found in a draft when it was last checked. Derived, and made again at will."""

    severity = models.CharField(max_length=10, choices=Severity, db_index=True)
    message = models.TextField()
    where = models.CharField(max_length=300, blank=True, help_text="JSON pointer into the draft's document.")
    title = models.CharField(max_length=300, help_text="The place, in words.")
    position = models.PositiveIntegerField(default=0)

    objects = DraftFindingQuerySet.as_manager()

    class Meta:
        verbose_name = "finding in a draft"
        verbose_name_plural = "findings in drafts"
        ordering = ["family", "position"]

    def __str__(self) -> str:
        return f"{self.family}: {self.message}"


class DraftCheck(models.Model):
    """When a draft was last checked, and at which version of it: findings of another version are stale."""

    family = models.OneToOneField(Family, on_delete=models.CASCADE, related_name="check_made")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.family} at version {self.version}"

    @staticmethod
    def stale() -> "models.QuerySet[Family]":
        """The families whose draft was changed since it was checked, or was never checked."""
        return Family.objects.filter(Q(check_made__isnull=True) | ~Q(check_made__version=F("version")))
