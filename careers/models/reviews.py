"""Who decides on a submission: the company's stages, the steps they become for one submission, verdicts, comments."""

from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q

from careers.models.company import Department
from careers.models.publications import Revision
from config.kernel.models.reference import validate_lines


class Stage(models.Model):
    """What a stage of review asks, wherever it is written down: who decides, how many of them, and what they confirm
    one by one."""

    position = models.PositiveSmallIntegerField(default=0, help_text="Stages are asked in this order.")
    name = models.CharField(max_length=100)
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Any member may decide."
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Instead of a group: this person alone.",
    )
    approvals = models.PositiveSmallIntegerField(default=1, help_text="How many people must approve.")
    checklist = models.JSONField(
        default=list, blank=True, validators=[validate_lines], help_text="What whoever approves confirms, line by line."
    )
    author_may_approve = models.BooleanField(
        default=False, help_text="Whether those who wrote a change may approve it here."
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


def _whose(prefix: str) -> list[models.CheckConstraint]:
    """One reviewer or one group, and at least one approval; of a person exactly one."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_has_a_group_or_a_reviewer",
            condition=Q(group__isnull=False, reviewer__isnull=True) | Q(group__isnull=True, reviewer__isnull=False),
            violation_error_message="Name a group or a reviewer, and not both.",
        ),
        models.CheckConstraint(
            name=f"{prefix}_needs_an_approval",
            condition=Q(approvals__gte=1) & (Q(reviewer__isnull=True) | Q(approvals=1)),
            violation_error_message="At least one person must approve, and of a single reviewer no more than one can.",
        ),
    ]


class ReviewStageQuerySet(models.QuerySet["ReviewStage"]):
    def asked_of(self, revision: Revision) -> "list[ReviewStage]":
        """The stages that a revision has to pass, in order, as they are now. Two queries, and one
        for each stage of a department. A family's first version counts as of any size."""
        stages = self.select_related("group", "reviewer").filter(
            Q() if revision.compared_with_id is None else Q(smallest_size__lte=revision.size)
        )
        departments = set(Department.objects.filter(slug__in=revision.departments).values_list("pk", flat=True))
        return [
            stage
            for stage in stages
            if stage.department_id is None or departments & Department.objects.below([stage.department_id])
        ]


class ReviewStage(Stage):
    """A stage that the company asks of every change, or of those in a department and what lies under it, or of those
    of a certain size. Changing it does not touch submissions that are open."""

    department = models.ForeignKey(
        Department,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Only for families of this department and those under it. Empty: for all.",
    )
    smallest_size = models.PositiveIntegerField(
        default=0,
        help_text="Only for changes of at least so many statements and facts. A family's first version has any size.",
    )

    objects = ReviewStageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [*_whose("review_stage")]


class ReviewStep(Stage):
    """A stage as it was when a revision was submitted: what this one submission has to pass."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="review_steps")

    class Meta:
        ordering = ["revision", "position", "pk"]
        constraints = [*_whose("review_step")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a step of a review never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a step of a review is never deleted")


class Verdict(models.Model):
    """What one person decided on a submission, at one step."""

    class Decision(models.TextChoices):
        APPROVE = "approve", "Approve"
        CHANGES = "changes", "Ask for changes"
        REJECT = "reject", "Reject"

    step = models.ForeignKey(ReviewStep, on_delete=models.PROTECT, related_name="verdicts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision)
    message = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["step", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "by"],
                name="one_verdict_a_person_and_step",
                violation_error_message="You have decided on this already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} by {self.by}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a verdict never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a verdict is never deleted")


class Comment(models.Model):
    """What somebody said about a place of a submission. The place is kept as an anchor (owner, part, digest of the
    text), so that it is found again in the draft and in the next submission; `title` is the place in words."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    owner = models.CharField(max_length=255, blank=True)
    part = models.CharField(max_length=150, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField()

    class Meta:
        ordering = ["revision", "pk"]

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:60]}"
