"""Listing rows: a publication unfolded into what lists, filters and pages read. Derived; `rebuild_listings` makes
them again from the revisions.

Each row carries its content twice: as anonymous visitors may see it (null where they may not see it at all), and as
staff see it. The company's switches are applied on the way out, by careers.audience.
"""

from datetime import date, tzinfo
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from careers.models.drafts import CareerStep, Family, Hiring, Specialty, Visibility
from careers.models.publications import Publication, effective, in_force
from levels.models import Track


def once(name: str, *fields: str, when: Q | None = None) -> models.UniqueConstraint:
    """The constraint that a publication was unfolded once."""
    return models.UniqueConstraint(
        fields=fields, name=name, condition=when, violation_error_message="This publication was unfolded already."
    )


class ListingQuerySet(models.QuerySet[Any]):
    def live(self, on: date) -> Self:
        """Rows of the publications in force on that day."""
        return self.filter(in_force(on, "publication__"))

    def begun(self, on: date) -> Self:
        """Rows of every publication that was in force on that day or on one before."""
        return self.filter(effective("publication__"), publication__starts_on__lte=on)

    def seen(self, on: date, zone: tzinfo) -> Self:
        """Rows of every publication that had begun by that day, if only for some hours: those recorded on the day
        they start, in the company's zone, and superseded or withdrawn on it. One that was called off before it began
        is not among them: of a revision without a number that is certain, wherever the company has moved since."""
        recorded_on = TruncDate("publication__recorded_at", tzinfo=zone)
        for_hours = Q(recorded_on__gte=F("publication__starts_on"), publication__revision__number__isnull=False)
        rows = self.annotate(recorded_on=recorded_on).filter(publication__starts_on__lte=on)
        return rows.filter(effective("publication__") | for_hours)

    def visible(self, *, internal: bool) -> Self:
        """Rows that an audience may know of."""
        return self if internal else self.filter(visibility=Visibility.PUBLIC)


class Listing(models.Model):
    """What every listing row has. `visibility` is the effective one: all of an internal family is internal."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="%(class)ss")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=10, choices=Visibility)
    public = models.JSONField(null=True, blank=True)
    internal = models.JSONField()

    objects = ListingQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_public_content_is_public",
                condition=Q(visibility=Visibility.PUBLIC) | Q(public__isnull=True),
                violation_error_message="An internal row has no public content.",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk} of publication {self.publication_id}"

    def content(self, *, internal: bool) -> Any:
        """What the audience may see of it."""
        return self.internal if internal else self.public


class FamilyListing(Listing):
    """A family of a publication; the content is its document."""

    slug = models.CharField(max_length=100, db_index=True)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=1000, blank=True)
    department = models.CharField(max_length=100, db_index=True)
    public_role_count = models.PositiveSmallIntegerField(default=0)
    internal_role_count = models.PositiveSmallIntegerField(default=0)

    class Meta(Listing.Meta):
        ordering = ["title", "slug"]
        constraints = [*Listing.Meta.constraints, once("family_listing_once", "publication")]


class RoleListing(Listing):
    """A role of a publication; the content is the composed role."""

    family_slug = models.CharField(max_length=100)
    slug = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    department = models.CharField(max_length=100, db_index=True)
    track = models.CharField(max_length=30, choices=Track, db_index=True)
    level = models.CharField(max_length=100, blank=True, db_index=True)
    hiring = models.CharField(max_length=20, choices=Hiring)
    job_code = models.CharField(max_length=1000, blank=True)

    class Meta(Listing.Meta):
        ordering = ["family_slug", "position"]
        indexes = [models.Index(fields=["family_slug", "slug"], name="role_listing_by_address")]
        constraints = [*Listing.Meta.constraints, once("role_listing_once", "publication", "position")]


class RoleTerm(models.Model):
    """A word by which a role is found and that it may have several of: a grade (its own, one of its options, or one
    that a segment sets), a specialty that it may have, or a primary language (the family's or a specialty's; `slug` is
    the language as it is written)."""

    class Kind(models.TextChoices):
        GRADE = "grade", "Grade"
        SPECIALTY = "specialty", "Specialty"
        LANGUAGE = "language", "Primary language"

    role = models.ForeignKey(RoleListing, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.CharField(max_length=100)
    visibility = models.CharField(max_length=10, choices=Visibility)

    class Meta:
        indexes = [models.Index(fields=["kind", "slug"], name="role_term_by_word")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class SpecialtyListing(Listing):
    """A specialty or segment of a publication; the content is the specialty of the document."""

    family_slug = models.CharField(max_length=100)
    slug = models.CharField(max_length=100, db_index=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Specialty.Kind)
    primary_language = models.CharField(max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta(Listing.Meta):
        ordering = ["family_slug", "position"]
        constraints = [*Listing.Meta.constraints, once("specialty_listing_once", "publication", "position")]


class CareerStepListing(Listing):
    """A career step of a publication; the content is the step of the document."""

    from_family = models.CharField(max_length=100, db_index=True)
    from_role = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20, choices=CareerStep.Kind)
    to_family = models.CharField(max_length=100, blank=True, db_index=True)
    to_role = models.CharField(max_length=100, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta(Listing.Meta):
        ordering = ["from_family", "position"]
        constraints = [*Listing.Meta.constraints, once("step_listing_once", "publication", "position")]


class ProcessListing(Listing):
    """A hiring process of a publication; the content is the process of the document."""

    family_slug = models.CharField(max_length=100, db_index=True)
    title = models.CharField(max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta(Listing.Meta):
        ordering = ["family_slug", "position"]
        constraints = [*Listing.Meta.constraints, once("process_listing_once", "publication", "position")]
