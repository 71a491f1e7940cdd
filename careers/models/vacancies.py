"""Vacancies: what recruiters edit, what was posted of them and when, and what jurisdictions require of a posting."""

import secrets
from datetime import date
from typing import Any, NoReturn, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from pydantic import TypeAdapter

from careers.handbook.vacancy import Added, Fact, LeftOut, Requirement, VacancyDocument, place_name
from careers.models.drafts import Family, Visibility
from careers.models.listings import FamilyListing, RoleListing, SpecialtyListing
from careers.models.publications import effective, in_force
from careers.models.values import refuse_unsound
from config.kernel.models import Catalogue
from config.kernel.models.reference import validate_lines, validate_slug

ADDED: TypeAdapter[Any] = TypeAdapter(tuple[Added, ...])
LEFT_OUT: TypeAdapter[Any] = TypeAdapter(tuple[LeftOut, ...])
FACTS: TypeAdapter[Any] = TypeAdapter(tuple[Fact, ...])


def validate_added(value: Any) -> None:
    refuse_unsound(ADDED, value)


def validate_left_out(value: Any) -> None:
    refuse_unsound(LEFT_OUT, value)


def validate_facts(value: Any) -> None:
    refuse_unsound(FACTS, value)


def validate_countries(value: Any) -> None:
    """["US"]: ISO 3166-1 alpha-2."""
    validate_lines(value)
    if not value or not all(len(code) == 2 and code.isascii() and code.isupper() for code in value):
        raise ValidationError("Write countries as two capital letters each, e.g. US.")


class EmploymentType(models.TextChoices):
    """How one is employed."""

    FULL_TIME = "full_time", "Full time"
    PART_TIME = "part_time", "Part time"
    CONTRACTOR = "contractor", "Contractor"
    TEMPORARY = "temporary", "Temporary"
    INTERN = "intern", "Internship"
    VOLUNTEER = "volunteer", "Volunteer"
    PER_DIEM = "per_diem", "By the day"
    OTHER = "other", "Other"


NUMBERS = range(100_000_000, 1_000_000_000)


def drawn_number() -> int:
    """Numbers of vacancies stand in public addresses. They are drawn: one that counted would tell by its gaps how many
    are drafted or internal."""
    return NUMBERS.start + secrets.randbelow(len(NUMBERS))


class VacancyQuerySet(models.QuerySet["Vacancy"]):
    def with_state(self, on: date) -> Self:
        """Each with what is posted of it on that day or later, from `shown_from` until `shown_until`, first opened on
        `first_shown`; with `last_end`, the day on which what was shown before ended; and with that day, `seen_on`."""
        postings = Posting.objects.filter(vacancy=OuterRef("pk"))
        standing = postings.standing(on).order_by("starts_on")
        # What was closed on the day on which it opened was shown for hours; what was called off never was.
        shown = Q(ends_on__gt=F("starts_on")) | Q(recorded_at__date__gte=F("starts_on"))
        ended = postings.filter(shown, ends_on__lte=on).order_by("-ends_on")
        return self.annotate(
            seen_on=Value(on, models.DateField()),
            shown_from=Subquery(standing.values("starts_on")[:1]),
            shown_until=Subquery(standing.values("ends_on")[:1]),
            first_shown=Subquery(standing.values("opened_on")[:1]),
            last_end=Subquery(ended.values("ends_on")[:1]),
        )

    def with_names(self, on: date) -> Self:
        """Each with `role_title` and `specialty_name` as they are published on that day; None where they are not."""
        roles = RoleListing.objects.live(on).filter(family=OuterRef("family"), slug=OuterRef("role"))
        specialties = SpecialtyListing.objects.live(on).filter(family=OuterRef("family"), slug=OuterRef("specialty"))
        return self.annotate(
            role_title=Subquery(roles.order_by("position").values("title")[:1]),
            specialty_name=Subquery(specialties.order_by("position").values("name")[:1]),
        )


class Vacancy(models.Model):
    """A role that is hired for, as recruiters edit it; nothing public reads it. Its text is the role as it is in force
    on the day that its posting names (`text_on`), never a copy. Without a family it is an open application, and has a
    title of its own. `number` is its name in addresses. `version` counts its saves, places included: whoever saves
    names the version they saw. What was read from another job board knows its `source`, the post's key there, and in
    `source_facts` what the post said when it was last followed: what differs from that was edited here."""

    family = models.ForeignKey(Family, null=True, blank=True, on_delete=models.PROTECT, related_name="vacancies")
    role = models.CharField(max_length=100, blank=True, validators=[validate_slug], help_text="As published: its slug.")
    specialty = models.CharField(max_length=100, blank=True, validators=[validate_slug])
    title = models.CharField(max_length=200, blank=True, help_text="Of an open application only.")
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    opens_on = models.DateField(
        null=True, blank=True, help_text="The first day it is shown. Empty: the day you open it."
    )
    deadline = models.DateField(
        null=True, blank=True, help_text="The last day to apply. It closes by itself after that day. Empty: ongoing."
    )
    introduction = models.TextField(blank=True, help_text="Markdown.")
    team = models.TextField(blank=True, help_text="Whom one works with. Markdown.")
    added = models.JSONField(default=list, blank=True, validators=[validate_added])
    left_out = models.JSONField(default=list, blank=True, validators=[validate_left_out])
    employment_types = models.JSONField(default=list, blank=True, validators=[validate_lines])
    benefits = models.TextField(blank=True, help_text="Beside or instead of the company's. Markdown.")
    language = models.CharField(max_length=6, default="en", help_text="Of the posting, e.g. en or pt-BR.")
    recruiter = models.CharField(max_length=200, blank=True, help_text="Whom candidates may ask. It is public.")
    apply = models.CharField(max_length=500, blank=True, help_text="Where to apply: https://... or mailto:...")
    requisition = models.CharField(max_length=100, blank=True, help_text="As your applicant system numbers it.")
    evergreen = models.BooleanField(default=False, help_text="Applications are always taken; several people are hired.")
    number = models.PositiveIntegerField(unique=True, default=drawn_number, editable=False)
    source = models.CharField(max_length=200, blank=True, editable=False, help_text="The board it was read from.")
    source_key = models.CharField(max_length=100, blank=True, editable=False)
    source_facts = models.JSONField(default=dict, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = VacancyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "vacancies"
        ordering = ["-pk"]
        permissions = [("open_vacancy", "Can open and close vacancies")]
        constraints = [
            models.CheckConstraint(
                name="vacancy_names_a_role_or_has_a_title",
                condition=(Q(family__isnull=False) & ~Q(role="") & Q(title=""))
                | (Q(family__isnull=True, role="", specialty="") & ~Q(title="")),
                violation_error_message="Name a family and one of its roles; or neither, and a title of its own.",
            ),
            models.CheckConstraint(
                name="vacancy_opens_before_its_deadline",
                condition=Q(opens_on__isnull=True) | Q(deadline__isnull=True) | Q(opens_on__lte=F("deadline")),
                violation_error_message="The deadline is before the day of opening.",
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source=""),
                name="vacancy_once_per_source",
                violation_error_message="This post of that board is a vacancy already.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.family}: {self.role}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves. A new vacancy whose number another one has draws again."""
        with transaction.atomic():
            if self._state.adding:
                Catalogue.objects.lock()
                while Vacancy.objects.filter(number=self.number).exists():
                    self.number = drawn_number()
            super().save(*args, **kwargs)

    def document(self) -> VacancyDocument:
        """What would be posted of it. Raises pydantic.ValidationError. One query."""
        return VacancyDocument.model_validate(
            {
                "title": self.title,
                "introduction": self.introduction,
                "team": self.team,
                "added": self.added,
                "left_out": self.left_out,
                "places": [place.part() for place in self.places.all()],
                "employment_types": self.employment_types,
                "benefits": self.benefits,
                "deadline": self.deadline,
                "language": self.language,
                "recruiter": self.recruiter,
                "apply": self.apply,
                "requisition": self.requisition,
                "evergreen": self.evergreen,
            }
        )


class VacancyPlace(models.Model):
    """One of the places of a vacancy, with what is paid there."""

    class Kind(models.TextChoices):
        ON_SITE = "on_site", "On site"
        HYBRID = "hybrid", "Hybrid"
        REMOTE = "remote", "Remote"

    class Period(models.TextChoices):
        HOUR = "hour", "an hour"
        DAY = "day", "a day"
        WEEK = "week", "a week"
        MONTH = "month", "a month"
        YEAR = "year", "a year"

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ON_SITE)
    country = models.CharField(max_length=2, help_text="Two letters, e.g. PT.")
    region = models.CharField(
        max_length=3, blank=True, help_text="State or province by its code, e.g. CO for Colorado."
    )
    town = models.CharField(max_length=200, blank=True)
    pay_minimum = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    pay_maximum = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, help_text="Three letters, e.g. EUR.")
    period = models.CharField(max_length=10, choices=Period, default=Period.YEAR)
    variable = models.CharField(max_length=1000, blank=True, help_text="What comes on top: bonus, commission, equity.")

    class Meta:
        ordering = ["vacancy", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="place_has_a_whole_pay_range",
                condition=Q(pay_minimum__isnull=True, pay_maximum__isnull=True)
                | (
                    Q(pay_minimum__isnull=False, pay_maximum__isnull=False, pay_maximum__gte=F("pay_minimum"))
                    & ~Q(currency="")
                ),
                violation_error_message="A pay range has a lowest and a highest amount, and a currency.",
            )
        ]

    def __str__(self) -> str:
        return place_name(self.kind, self.country, self.region, self.town)

    def part(self) -> dict[str, Any]:
        """The place as a vacancy's document has it."""
        pay = None
        if self.pay_minimum is not None:
            pay = {
                "minimum": self.pay_minimum,
                "maximum": self.pay_maximum,
                "currency": self.currency,
                "period": self.period,
                "variable": self.variable,
            }
        return {"kind": self.kind, "country": self.country, "region": self.region, "town": self.town, "pay": pay}


class PostingQuerySet(models.QuerySet["Posting"]):
    def live(self, on: date) -> Self:
        """Those that are shown on that day: at most one of each vacancy."""
        return self.filter(in_force(on))

    def standing(self, on: date) -> Self:
        """Those that are shown on that day or come to be shown later: at most one of each vacancy."""
        return self.filter(effective()).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))

    def begun(self, on: date) -> Self:
        """Every one that was shown on that day or on one before."""
        return self.filter(effective(), starts_on__lte=on)

    def with_listing(self) -> Self:
        """Each with `listing`: the key of the RoleListing row of the role as it is in force on `text_on`; None where
        there is none, or no role."""
        rows = RoleListing.objects.filter(in_force(OuterRef("text_on"), "publication__"))
        rows = rows.filter(family=OuterRef("family"), slug=OuterRef("role"))
        return self.annotate(listing=Subquery(rows.order_by("-publication").values("pk")[:1]))

    def visible(self, *, internal: bool, on: date) -> Self:
        """Those that an audience may know of on a day: none whose role was not there on `text_on`; and for the
        public none of which the family, the role or the specialty was internal then, or is on that day, or was when
        it was last in force. Call it after `with_listing`."""
        rows = self.filter(Q(family__isnull=True) | Q(listing__isnull=False))
        if internal:
            return rows
        public = RoleListing.objects.filter(visibility=Visibility.PUBLIC).values("pk")
        rows = rows.filter(Q(family__isnull=True) | Q(listing__in=public), visibility=Visibility.PUBLIC)
        parts: dict[Any, dict[str, OuterRef]] = {
            FamilyListing: {},
            RoleListing: {"slug": OuterRef("role")},
            SpecialtyListing: {"slug": OuterRef("specialty")},
        }
        for model, named in parts.items():
            known = model.objects.begun(on).filter(family=OuterRef("family"), **named)
            last = known.order_by("-publication__starts_on", "-publication").values("visibility")[:1]
            rows = rows.alias(last=Coalesce(Subquery(last), Value(""))).exclude(last=Visibility.INTERNAL)
        return rows

    def update(self, **kwargs: Any) -> int:
        if set(kwargs) != {"ends_on"}:
            raise TypeError("a posting never changes but for its end")
        return super().update(**kwargs)

    def delete(self) -> NoReturn:
        raise TypeError("postings are never deleted")


class Posting(models.Model):
    """A period in which a vacancy is open, saying one thing: from `starts_on` to the day before `ends_on`, by the
    company's calendar. Insert-only but for its end. `opened_on` is the first day of this opening, whatever was changed
    since; `text_on` the day whose text of the role it shows. `waived` tells what a jurisdiction requires, was lacking
    and was let pass: [{"requirement", "fact", "reason"}]."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="postings")
    family = models.ForeignKey(Family, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=100, blank=True)
    specialty = models.CharField(max_length=100, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility)
    content = models.JSONField(help_text="The vacancy's document.")
    opened_on = models.DateField()
    text_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it is no longer shown.")
    waived = models.JSONField(default=list, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="posting_by_day")]
        constraints = [
            models.CheckConstraint(
                name="posting_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="A posting cannot end before it starts.",
            ),
            models.UniqueConstraint(
                fields=["vacancy"],
                condition=Q(ends_on__isnull=True),
                name="one_open_ended_posting_per_vacancy",
                violation_error_message="This vacancy is open already.",
            ),
            models.UniqueConstraint(
                fields=["vacancy", "starts_on"],
                condition=effective(),
                name="one_posting_a_day_per_vacancy",
                violation_error_message="This vacancy was opened on that day already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vacancy} from {self.starts_on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and set(kwargs.get("update_fields") or ("",)) - {"ends_on"}:
            raise TypeError("a posting never changes but for its end")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("postings are never deleted")

    @property
    def document(self) -> VacancyDocument:
        return VacancyDocument.model_validate(self.content)


class PostingRequirement(models.Model):
    """What a jurisdiction requires of a posting for work that may be done there, with the source and the day on which
    somebody last looked it up, if anybody has. Data to be reminded by, and no legal advice."""

    slug = models.CharField(max_length=100, unique=True, validators=[validate_slug])
    name = models.CharField(max_length=200, help_text="Of the jurisdiction, e.g. Colorado.")
    countries = models.JSONField(validators=[validate_countries], help_text="Two letters each.")
    region = models.CharField(
        max_length=3, blank=True, help_text="A region of that country by its code; empty: all of it."
    )
    facts = models.JSONField(validators=[validate_facts], help_text="What a posting has to state.")
    starts_on = models.DateField(help_text="The first day on which it counts.")
    source = models.URLField(max_length=500)
    checked_on = models.DateField(
        null=True, blank=True, help_text="When somebody here last read the source. Empty: nobody has yet."
    )
    note = models.TextField(blank=True)
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def requirement(self) -> Requirement:
        """The same, for careers.handbook.vacancy.lacking."""
        countries, facts = frozenset(self.countries), frozenset(self.facts)
        return Requirement(self.slug, self.name, countries, self.region, facts, self.source)
