"""The company and its departments: what belongs to no single family. Both are dated reference data."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from config.kernel.models import Catalogue, Event, Reference
from config.kernel.models.catalogue import validate_time_zone
from config.kernel.models.reference import Facts, slug_field, validate_lines, validate_text
from config.kernel.pictures import Picture


class DepartmentQuerySet(models.QuerySet["Department"]):
    def below(self, keys: Iterable[int]) -> set[int]:
        """The keys of these departments and of all that lie under them. One query."""
        children: dict[int | None, list[int]] = {}
        for key, parent in self.order_by().values_list("pk", "parent"):
            children.setdefault(parent, []).append(key)
        found, waiting = set[int](), list(keys)
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting += children.get(key, ())
        return found


class Department(Reference):
    """Where families belong. Departments form a tree."""

    KIND = "department"

    slug = slug_field()
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    description = models.TextField(blank=True, help_text="Markdown.")

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="department_is_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("pk")),
                violation_error_message="A department cannot belong to itself.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuses a circle of parents. `record` holds the catalogue's lock, so two moves cannot make one together."""
        above, seen = self.parent, {self.pk} if self.pk else set()
        while above is not None:
            if above.pk in seen:
                raise ValidationError({"parent": "That would make the department belong to itself, in a circle."})
            seen.add(above.pk)
            above = above.parent

    def facts(self) -> Facts:
        return {
            "name": self.name,
            "parent": self.parent.slug if self.parent else None,
            "description": self.description,
        }


def _check_rows(value: Any, required: set[str], optional: set[str]) -> None:
    if not isinstance(value, list):
        raise ValidationError("Expected a list of rows.")
    for number, row in enumerate(value, start=1):
        if not isinstance(row, dict) or not required <= set(row) <= required | optional:
            raise ValidationError(f"Row {number}: expected {', '.join(sorted(required | optional))}.")
        if not all(isinstance(text, str) for text in row.values()):
            raise ValidationError(f"Row {number}: only texts are allowed.")
    validate_text(value)


def validate_named_texts(value: Any) -> None:
    """[{"name", "text"}]"""
    _check_rows(value, {"name", "text"}, set())


def validate_conditional_texts(value: Any) -> None:
    """[{"name", "text", "condition"}]; the condition, e.g. "in eligible regions", may be left out."""
    _check_rows(value, {"name", "text"}, {"condition"})


class CompanyImageQuerySet(models.QuerySet["CompanyImage"]):
    def keep(self, picture: Picture) -> "CompanyImage":
        """The image of this picture, inserted if it is new."""
        facts = {"content_type": picture.content_type, "content": picture.content}
        return self.get_or_create(name=picture.name, defaults=facts)[0]


class CompanyImage(models.Model):
    """A logo that the company has or had, under a name that tells its content: the digest and the kind of file. It is
    never changed, so that whoever has it may keep it."""

    name = models.CharField(max_length=80, unique=True)
    content_type = models.CharField(max_length=40)
    content = models.BinaryField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = CompanyImageQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Company(Reference):
    """The employer: its name, the texts every role page shares, and what of its catalogue is public."""

    KIND = "company"
    ONLY_ROW = 1
    SWITCHES = ("public_grades", "public_job_codes", "public_performance_indicators", "public_interviewers")
    TEXTS = (
        "name", "tagline", "about", "values", "benefits", "compensation", "confidence_text", "reasons",
        "how_to_apply", "open_application", "equal_opportunity", "accommodation", "culture_url", "team_url",
        "careers_url", "accent_colour", "logo",
    )  # fmt: skip

    name = models.CharField(max_length=200, default="Your company")
    tagline = models.CharField(max_length=300, blank=True)
    about = models.TextField(blank=True, help_text="Markdown.")
    values = models.JSONField(default=list, blank=True, validators=[validate_named_texts])
    benefits = models.JSONField(default=list, blank=True, validators=[validate_conditional_texts])
    compensation = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_conditional_texts],
        help_text="The parts of the pay, each with the condition under which it is given.",
    )
    confidence_text = models.TextField(blank=True, help_text="That one need not match every requirement. Markdown.")
    reasons = models.JSONField(default=list, blank=True, validators=[validate_lines], help_text="Why to work here.")
    how_to_apply = models.TextField(blank=True, help_text="Markdown.")
    open_application = models.TextField(blank=True, help_text="For whom no vacancy fits. Markdown.")
    equal_opportunity = models.TextField(blank=True, help_text="Markdown.")
    accommodation = models.TextField(blank=True, help_text="Help for candidates with disabilities. Markdown.")
    culture_url = models.URLField(blank=True)
    team_url = models.URLField(blank=True)
    careers_url = models.URLField(blank=True)
    accent_colour = models.CharField(
        max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write a colour as #1a5fb4.")]
    )
    logo = models.CharField(max_length=80, blank=True, help_text="The name of a company image.")
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text="Publications start at midnight here, e.g. Europe/Lisbon.",
    )
    public_grades = models.BooleanField("grades are public", default=True)
    public_job_codes = models.BooleanField("job codes are public", default=False)
    public_performance_indicators = models.BooleanField("performance indicators are public", default=True)
    public_interviewers = models.BooleanField("interviewers are public", default=True)

    class Meta:
        verbose_name_plural = "company"
        constraints = [
            models.CheckConstraint(
                name="company_is_one_row",
                condition=models.Q(pk=1),
                violation_error_message="There is one company.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference_slug(self) -> str:
        return self.KIND

    def facts(self) -> Facts:
        return {name: getattr(self, name) for name in (*self.TEXTS, "time_zone", *self.SWITCHES)}

    def recorded(self) -> None:
        switches = {name.removeprefix("public_"): getattr(self, name) for name in self.SWITCHES}
        Catalogue.objects.settle(time_zone=self.time_zone, switches=switches)
        Event.objects.move_to_zone()
