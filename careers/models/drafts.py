"""The draft side: what HR edits. One working copy per family; nothing public ever reads it."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from careers.handbook.document import RESERVED_ROLE_SLUGS
from careers.models import values
from careers.models.company import Department
from config.kernel.models.reference import validate_slug
from hiring.models import Stage
from levels.models import Grade, GradeScheme, Level, Track


class Visibility(models.TextChoices):
    """Who may see a published thing."""

    PUBLIC = "public", "Public"
    INTERNAL = "internal", "Internal"


class Hiring(models.TextChoices):
    """How one comes into a role."""

    OPEN = "open", "Open"
    PROMOTION_ONLY = "promotion_only", "Promotion only"
    CLOSED = "closed", "Closed"


class Owner(models.Model):
    """What a family, a role and a specialty have in common: five lists, their leads, other sections."""

    responsibilities = values.statements_field()
    requirements = values.statements_field()
    nice_to_haves = values.statements_field()
    performance_indicators = values.statements_field()
    promotion_criteria = values.statements_field()
    leads = models.JSONField(default=dict, blank=True, validators=[values.validate_leads])
    sections = models.JSONField(default=list, blank=True, validators=[values.validate_sections])
    overview = models.TextField(blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)

    class Meta:
        abstract = True


class FamilyQuerySet(models.QuerySet["Family"]):
    def locked(self) -> "FamilyQuerySet":
        """Rows held against other writers until the transaction ends."""
        return self.select_for_update()


class Family(Owner):
    """A job family's working copy. `version` counts its saves, children included: whoever saves names the version
    they saw. `source_path` is the page it was imported from, `imported_digest` the document that import wrote, `base`
    the revision that the draft goes on from: published from it, or started anew from. `successors` tells where roles
    that the draft renamed or retired lead once that is published: {slug: {"to": "family/role", "same": renamed}}."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField(max_length=100, unique=True, validators=[validate_slug])
    title = models.CharField(max_length=200)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="families")
    summary = models.CharField(max_length=1000, blank=True)
    primary_language = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    source_path = models.CharField(max_length=500, blank=True, editable=False, db_index=True)
    imported_digest = models.CharField(max_length=64, blank=True, editable=False)
    base = models.ForeignKey(
        "careers.Revision", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    successors = models.JSONField(default=dict, blank=True, editable=False)

    objects = FamilyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "families"
        ordering = ["title"]
        permissions = [
            ("submit_family", "Can submit drafts for review"),
            ("review_family", "Can decide on submissions"),
            ("publish_family", "Can publish and withdraw families"),
            ("backdate_family", "Can let a publication start in the past"),
            ("view_scheduled", "Can see what is scheduled"),
        ]

    def __str__(self) -> str:
        return self.title


class Role(Owner):
    """One position of a family, as HR edits it."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="roles")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    slug = models.CharField(max_length=100, validators=[validate_slug])
    group = models.CharField(max_length=1000, blank=True)
    level = models.ForeignKey(Level, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=30, choices=Track, default=Track.INDIVIDUAL_CONTRIBUTOR)
    grade_scheme = models.ForeignKey(GradeScheme, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grade_options = models.JSONField(default=list, blank=True, validators=[values.validate_grades])
    job_code = models.CharField(max_length=1000, blank=True)
    hiring = models.CharField(max_length=20, choices=Hiring, default=Hiring.OPEN)
    extends = models.ForeignKey("self", null=True, blank=True, on_delete=models.RESTRICT, related_name="heirs")
    omits = models.JSONField(default=list, blank=True, validators=[values.validate_slugs])
    reports_to_text = models.TextField(blank=True)
    reports_to_role = models.CharField(max_length=201, blank=True, help_text="As family/role.")

    class Meta:
        ordering = ["family", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "slug"],
                name="role_slug_once_per_family",
                violation_error_message="This family has a role with that slug already.",
            ),
            models.CheckConstraint(
                name="role_slug_is_not_reserved",
                condition=~Q(slug__in=sorted(RESERVED_ROLE_SLUGS)),
                violation_error_message="history and matrix are pages of every family; choose another slug.",
            ),
            models.CheckConstraint(
                name="role_does_not_extend_itself",
                condition=Q(extends__isnull=True) | ~Q(extends=F("pk")),
                violation_error_message="A role cannot extend itself.",
            ),
            models.CheckConstraint(
                name="role_has_grade_or_options",
                condition=Q(grade__isnull=True) | Q(grade_options=[]),
                violation_error_message="Give one grade, or the grades it may be, not both.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """What spans two rows: inheritance stays in the family, a grade in its scheme."""
        if self.extends and self.extends.family_id != self.family_id:
            raise ValidationError({"extends": "A role can only extend a role of its own family."})
        if self.grade and self.grade.scheme_id != self.grade_scheme_id:
            raise ValidationError({"grade": "That grade belongs to another scheme than the role's."})


class Specialty(Owner):
    """A focus within a family, or a customer segment, as HR edits it."""

    class Kind(models.TextChoices):
        SPECIALTY = "specialty", "Specialty"
        SEGMENT = "segment", "Segment"

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="specialties")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=100, validators=[validate_slug])
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SPECIALTY)
    roles = models.JSONField(default=list, blank=True, validators=[values.validate_slugs])
    grades = models.JSONField(default=dict, blank=True, validators=[values.validate_grades_by_role])
    job_codes = models.JSONField(default=dict, blank=True, validators=[values.validate_job_codes_by_role])
    primary_language = models.CharField(max_length=1000, blank=True)
    reports_to_text = models.TextField(blank=True)
    reports_to_role = models.CharField(max_length=201, blank=True, help_text="As family/role.")

    class Meta:
        verbose_name_plural = "specialties"
        ordering = ["family", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "slug"],
                name="specialty_slug_once_per_family",
                violation_error_message="This family has a specialty with that slug already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CareerStep(models.Model):
    """From a role, or the whole family, to the next. The target is named by slugs, as it may be of another family."""

    class Kind(models.TextChoices):
        PROMOTION = "promotion", "Promotion"
        TRACK_CHANGE = "track_change", "Change of track"
        LATERAL = "lateral", "Lateral"
        UNSTATED = "unstated", "Unstated"

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="career_steps")
    position = models.PositiveSmallIntegerField(default=0)
    from_role = models.ForeignKey(Role, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.UNSTATED)
    to_family = models.CharField(max_length=100, blank=True)
    to_role = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["family", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="career_step_role_has_its_family",
                condition=Q(to_role="") | ~Q(to_family=""),
                violation_error_message="Name the family of the role that the step leads to.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.to_role or self.to_family or 'somewhere unstated'}"

    def clean(self) -> None:
        """A step starts in its own family."""
        if self.from_role and self.from_role.family_id != self.family_id:
            raise ValidationError({"from_role": "A step starts at a role of its own family."})


class HiringProcess(models.Model):
    """How the family, or a part of it, is hired."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="hiring_processes")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=1000, blank=True)
    applies_to = values.scope_field()
    intro = models.TextField(blank=True)
    outro = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "hiring processes"
        ordering = ["family", "position", "pk"]

    def __str__(self) -> str:
        return self.title or "Hiring process"


class HiringStep(models.Model):
    """One step of a process. Minutes are the shortest and the longest length, inclusive."""

    process = models.ForeignKey(HiringProcess, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(default=0)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    minutes_from = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes_to = models.PositiveSmallIntegerField(null=True, blank=True)
    interviewer = models.CharField(max_length=1000, blank=True)
    optional = models.BooleanField(default=False)

    class Meta:
        ordering = ["process", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="hiring_step_minutes_rise",
                condition=Q(minutes_from__isnull=True, minutes_to__isnull=True)
                | Q(minutes_from__gte=1, minutes_to__gte=F("minutes_from")),
                violation_error_message="Give the shortest and the longest length in minutes, or neither.",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
