"""The published side: frozen revisions, and the periods in which they are in force."""

from datetime import date
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils import timezone
from django.utils.dateformat import format as date_format

from careers.handbook.document import FamilyDocument, load
from careers.models.drafts import Family


def in_force(on: date | OuterRef, prefix: str = "") -> Q:
    """The condition of a publication being in force on a day: begun, and not ended (the end is exclusive)."""
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": on})
    )


class RevisionQuerySet(models.QuerySet["Revision"]):
    def live(self, on: date) -> "RevisionQuerySet":
        """The revisions in force on that day: at most one per family."""
        return self.filter(in_force(on, "publications__"))

    def update(self, **kwargs: Any) -> int:
        if set(kwargs) - Revision.MAY_CHANGE:
            raise TypeError("a revision's content never changes")
        return super().update(**kwargs)

    def delete(self) -> NoReturn:
        raise TypeError("revisions are never deleted")


class Revision(models.Model):
    """A family's document, frozen: who froze it, when and why. Its content never changes; its state, how big it is for
    people and, at the first publication, its public number do."""

    class State(models.TextChoices):
        FROZEN = "frozen", "Frozen"
        SUBMITTED = "submitted", "Waiting for review"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Changes asked for"
        REJECTED = "rejected", "Rejected"
        TAKEN_BACK = "taken_back", "Taken back"
        OUTDATED = "outdated", "Outdated by another change"
        PUBLISHED = "published", "Published"

    class Impact(models.TextChoices):
        """How big a change is for the people in the roles."""

        RAISES = "raises", "Raises expectations"
        CLARIFIES = "clarifies", "Clarifies"
        EDITORIAL = "editorial", "Editorial"

    MAY_CHANGE = frozenset({"state", "number", "impact"})

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(null=True, blank=True, help_text="Given at the first publication.")
    state = models.CharField(max_length=10, choices=State, default=State.FROZEN)
    content = models.TextField(help_text="The document as canonical JSON.")
    digest = models.CharField(max_length=64, db_index=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    message = models.TextField(blank=True)
    compared_with = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField(default=0, help_text="How many statements and facts changed.")
    impact = models.CharField(max_length=10, choices=Impact, blank=True, help_text="How big it is for people.")
    writers = models.JSONField(default=list, blank=True, help_text="The keys of those who wrote what it changes.")
    departments = models.JSONField(default=list, blank=True, help_text="Where the family is in it, and was before it.")
    successors = models.JSONField(default=dict, blank=True, help_text="Where roles that it leaves out lead.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["family", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "number"],
                name="revision_number_once_per_family",
                violation_error_message="This family has a revision with that number already.",
            ),
            models.UniqueConstraint(
                fields=["family"],
                condition=Q(state="submitted"),
                name="one_open_submission_per_family",
                violation_error_message="This family has an open submission already.",
            ),
            models.CheckConstraint(
                name="published_revision_has_a_number",
                condition=~Q(state="published") | Q(number__isnull=False),
                violation_error_message="A published revision has a number.",
            ),
        ]

    def __str__(self) -> str:
        """Support no. 3; or, of one that was never published, Support, revision of 20 November 2026 (outdated)."""
        if self.number:
            return f"{self.family} no. {self.number}"
        state = "outdated" if self.state == self.State.OUTDATED else self.get_state_display().lower()
        on = date_format(timezone.localtime(self.created_at), "j F Y") if self.created_at else "today"
        return f"{self.family}, revision of {on} ({state})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if self.pk is not None and (fields is None or set(fields) - self.MAY_CHANGE):
            raise TypeError("a revision's content never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("revisions are never deleted")

    @property
    def document(self) -> FamilyDocument:
        """The document, lifted to the present schema."""
        return load(self.content)


class PublicationQuerySet(models.QuerySet["Publication"]):
    def live(self, on: date) -> "PublicationQuerySet":
        """In force on that day."""
        return self.filter(in_force(on))

    def after(self, on: date) -> "PublicationQuerySet":
        """Still to come on that day, soonest first; those that were called off are left out."""
        return self.filter(starts_on__gt=on).filter(effective()).order_by("starts_on", "pk")


def effective(prefix: str = "") -> Q:
    """The condition of a publication being in force on at least one day."""
    return Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": F(f"{prefix}starts_on")})


class Publication(models.Model):
    """A period in which a revision is what the company says: from `starts_on` to the day before `ends_on`, by the
    company's calendar. A period of no days was superseded or called off before it began."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="publications")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="publications")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it is no longer in force.")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["family", "starts_on", "pk"]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="publication_by_day")]
        constraints = [
            models.CheckConstraint(
                name="publication_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="A publication cannot end before it starts.",
            ),
            models.UniqueConstraint(
                fields=["family"],
                condition=Q(ends_on__isnull=True),
                name="one_open_ended_publication_per_family",
                violation_error_message="Another publication of this family has no end yet.",
            ),
            models.UniqueConstraint(
                fields=["family", "starts_on"],
                condition=effective(),
                name="one_publication_a_day_per_family",
                violation_error_message="Another publication of this family starts on that day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision} from {self.starts_on}"
