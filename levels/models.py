"""The company-wide ladder and its grade scales."""

from decimal import Decimal

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from config.kernel.models import Reference
from config.kernel.models.reference import Facts, slug_field, validate_lines


class Track(models.TextChoices):
    """The two career streams."""

    INDIVIDUAL_CONTRIBUTOR = "individual_contributor", "Individual contributor"
    MANAGEMENT = "management", "Management"


class Benchmark(models.TextChoices):
    """Whose market benchmark a level's factor multiplies."""

    NONE = "", "None"
    INDIVIDUAL_CONTRIBUTOR = "individual_contributor", "Individual contributor"
    MANAGER = "manager", "Manager"
    OWN = "own", "The level's own"


class Level(Reference):
    """A step of the company-wide ladder. Ranks order the ladder across both tracks; equal ranks are peers."""

    KIND = "level"

    slug = slug_field()
    name = models.CharField(max_length=100)
    track = models.CharField(max_length=30, choices=Track)
    rank = models.PositiveSmallIntegerField(help_text="Orders the ladder, lowest first; equal ranks are peers.")
    factor = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="Multiplies the benchmark, e.g. 0.8 for Junior.",
    )
    benchmark = models.CharField(max_length=30, choices=Benchmark, blank=True)
    synonyms = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_lines],
        help_text='Other names that mean this level: ["Associate"].',
    )
    description = models.TextField(blank=True, help_text="What this level means in every family. Markdown.")

    class Meta:
        ordering = ["rank", "track", "slug"]
        constraints = [
            models.CheckConstraint(
                name="level_factor_is_positive",
                condition=models.Q(factor__isnull=True) | models.Q(factor__gt=0),
                violation_error_message="A level factor is greater than zero.",
            ),
            models.CheckConstraint(
                name="level_factor_has_a_benchmark",
                condition=models.Q(factor__isnull=True) | ~models.Q(benchmark=""),
                violation_error_message="A level with a factor names the benchmark that it multiplies.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def facts(self) -> Facts:
        return {
            "name": self.name,
            "track": self.track,
            "rank": self.rank,
            "factor": None if self.factor is None else str(self.factor.normalize()),
            "benchmark": self.benchmark,
            "synonyms": list(self.synonyms),
            "description": self.description,
        }


class GradeScheme(Reference):
    """A job-grade scale: General, Sales and so on. A role's grade counts within its scheme."""

    KIND = "grade_scheme"
    SWITCH = "grades"

    slug = slug_field()
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def facts(self) -> Facts:
        return {"name": self.name, "description": self.description}


class Grade(Reference):
    """One grade of a scheme. Documents name it by its slug (7, 9.5); its name may change."""

    KIND = "grade"
    SWITCH = "grades"

    scheme = models.ForeignKey(GradeScheme, on_delete=models.PROTECT, related_name="grades")
    slug = models.CharField(
        max_length=16,
        validators=[RegexValidator(r"^[0-9A-Za-z][0-9A-Za-z.\-]*\Z", "Use letters, digits, dots and hyphens.")],
        help_text="As documents write it: 7, 9.5. Never changes.",
    )
    name = models.CharField(max_length=60, help_text="As pages show it.")
    rank = models.DecimalField(max_digits=6, decimal_places=2, help_text="Orders the grades of a scheme, lowest first.")
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["scheme", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "slug"],
                name="grade_once_per_scheme",
                violation_error_message="This scheme has that grade already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.name}"

    @property
    def reference_slug(self) -> str:
        return f"{self.scheme.slug}/{self.slug}"

    def facts(self) -> Facts:
        return {
            "scheme": self.scheme.slug,
            "slug": self.slug,
            "name": self.name,
            "rank": str(self.rank.normalize()) if isinstance(self.rank, Decimal) else str(self.rank),
            "description": self.description,
        }
