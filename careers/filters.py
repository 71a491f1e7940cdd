"""One filter per kind of listing, for pages and REST alike. Values of one parameter are alternatives (repeat it),
parameters narrow one another. What the viewer may not see cannot be filtered by."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, Q, QuerySet

from careers.handbook.document import SLUG
from careers.handbook.vacancy import countries
from careers.models import Department, Posting, RoleListing, RoleTerm, SearchText, VacancyPlace
from careers.models.drafts import CareerStep, Hiring, Specialty, Visibility
from careers.models.vacancies import EmploymentType
from careers.reading import Reading
from careers.search import MAX_QUERY, holding
from config.kernel.models.reference import Kinds
from config.kernel.parameters import TEXT
from levels.models import Grade, Level, Track

MAX_SLUG = 100
"""Characters of a slug; no longer one was ever given."""

Rows = QuerySet[Any]

ABOUT_GRADES = ("grade", "scheme")
"""Parameters that are not there where the company keeps its grades to itself."""


def _slugs(values: Sequence[str]) -> None:
    for value in values:
        if len(value) > MAX_SLUG or not re.fullmatch(SLUG, value):
            raise ValidationError(f"{value[:MAX_SLUG]!r} is no slug: small letters, digits and hyphens.")


class _ChoicesField(forms.MultipleChoiceField):
    """Repeated values of a closed list. `also` are values that are no mistake, though the list does not offer them."""

    def __init__(self, *, also: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.also = also

    def validate(self, value: Any) -> None:
        choices: Any = self.choices
        known = {slug for slug, _ in choices}
        for each in value or ():
            if each not in known and each not in self.also:
                raise ValidationError(f"{each[:MAX_SLUG]!r} is not known here.")


class _SlugsField(_ChoicesField):
    """Repeated slugs of things that have no closed list."""

    def validate(self, value: Any) -> None:
        _slugs(value or [])


class ChoicesFilter(df.Filter):  # type: ignore[misc]
    """Rows whose column is one of the given choices."""

    field_class = _ChoicesField

    def __init__(self, field_name: str | None = None, **kwargs: Any) -> None:
        super().__init__(field_name, lookup_expr="in", **kwargs)


class SlugsFilter(ChoicesFilter):
    """Rows whose column is one of the given slugs; any slug may be asked for."""

    field_class = _SlugsField
    pattern = SLUG
    max_length = MAX_SLUG


class _TextsField(_ChoicesField):
    """Repeated words of things that have no closed list."""

    def validate(self, value: Any) -> None:
        for each in value or ():
            if not 0 < len(each) <= MAX_SLUG:
                raise ValidationError(f"{each[:MAX_SLUG]!r}: write 1 to {MAX_SLUG} characters.")


class TextsFilter(ChoicesFilter):
    """Rows that have one of the given words; any may be asked for."""

    field_class = _TextsField
    pattern = TEXT.replace("*", "+")


class ReadingFilter(df.FilterSet):  # type: ignore[misc]
    """A filter that knows what is read: by whom, on which day, with which names. Choices come from the reference data
    of the day."""

    q = df.CharFilter(method="having_words", label="Search", max_length=MAX_QUERY)

    def __init__(self, data: Any = None, queryset: Any = None, *, reading: Reading, **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)
        self.reading = reading
        reference = reading.reference
        later = closed_choices(reference.later)
        for name, found in closed_choices(reference.kinds).items():
            if name in self.filters:
                # What did not exist on the day yet is known all the same, and found nowhere.
                self.filters[name].extra |= {"choices": found, "also": {slug for slug, _ in later[name]}}
        if not reading.viewer.grades:
            for name in ABOUT_GRADES:
                self.filters.pop(name, None)

    def having_words(self, rows: Rows, name: str, value: str) -> Rows:
        """Every word, in any place of what the row says or inherits; the last may be the beginning of one."""
        return rows.filter(Exists(holding(self.reading, value, rows.model))) if value.strip() else rows

    def in_department(self, rows: Rows, name: str, value: list[str]) -> Rows:
        """In one of the departments or in one below them."""
        below = [self.reading.reference.departments_below(slug) for slug in value]
        return rows.filter(department__in=set().union(*below)) if value else rows

    def having_term(self, kind: RoleTerm.Kind, values: list[str]) -> Q:
        """Roles with one of these grades, specialties or languages, of those the viewer may know of."""
        terms = RoleTerm.objects.filter(kind=kind, slug__in=values)
        if not self.reading.internal:
            terms = terms.filter(visibility=Visibility.PUBLIC)
        return Q(pk__in=terms.values("role"))


def closed_choices(kinds: Kinds) -> dict[str, list[tuple[str, str]]]:
    """(slug, name) pairs of every parameter whose values are reference data."""

    def named(kind: str) -> list[tuple[str, str]]:
        names = [(slug, str(facts["name"])) for slug, facts in kinds.get(kind, {}).items()]
        return sorted(names, key=lambda item: (item[1].casefold(), item[0]))

    levels = sorted(kinds.get("level", {}).items(), key=lambda item: (item[1]["rank"], item[1]["track"], item[0]))
    return {
        "department": named("department"),
        "parent": named("department"),
        "scheme": named("grade_scheme"),
        "level": [(slug, facts["name"]) for slug, facts in levels],
        "grade": _grades(kinds.get("grade", {})),
    }


def _grades(grades: dict[str, Any]) -> list[tuple[str, str]]:
    """Every grade slug once, lowest first: schemes share their slugs."""
    found = {facts["slug"]: (float(facts["rank"]), facts["name"]) for facts in grades.values()}
    return [(slug, name) for slug, (_, name) in sorted(found.items(), key=lambda item: item[1])]


class RoleFilter(ReadingFilter):
    """Roles."""

    department = ChoicesFilter(method="in_department", label="Department")
    family = SlugsFilter(field_name="family_slug", label="Job family")
    track = ChoicesFilter(choices=Track.choices, label="Track")
    level = ChoicesFilter(label="Level")
    grade = ChoicesFilter(method="having_grade", label="Grade")
    specialty = SlugsFilter(method="having_specialty", label="Specialty")
    language = TextsFilter(method="having_language", label="Primary language")
    hiring = ChoicesFilter(choices=Hiring.choices, label="Hiring")

    class Meta:
        model = RoleListing
        fields: list[str] = []

    def having_grade(self, rows: Rows, name: str, value: list[str]) -> Rows:
        return rows.filter(self.having_term(RoleTerm.Kind.GRADE, value)) if value else rows

    def having_specialty(self, rows: Rows, name: str, value: list[str]) -> Rows:
        return rows.filter(self.having_term(RoleTerm.Kind.SPECIALTY, value)) if value else rows

    def having_language(self, rows: Rows, name: str, value: list[str]) -> Rows:
        return rows.filter(self.having_term(RoleTerm.Kind.LANGUAGE, value)) if value else rows


class FamilyFilter(ReadingFilter):
    """Families; by track, level, grade, specialty and language those with a role for which all of them hold."""

    department = ChoicesFilter(method="in_department", label="Department")
    track = ChoicesFilter(method="by_role", choices=Track.choices, label="Track")
    level = ChoicesFilter(method="by_role", label="Level")
    grade = ChoicesFilter(method="by_role", label="Grade")
    specialty = SlugsFilter(method="by_role", label="Specialty")
    language = TextsFilter(method="by_role", label="Primary language")
    vacancies = ChoicesFilter(method="having_vacancies", choices=[("open", "Open now")], label="Vacancies")

    BY_ROLE = ("track", "level", "grade", "specialty", "language")

    @property
    def found_by_words(self) -> Rows:
        """The rows that the search alone leaves, whatever else is asked for. Call it on a filter that is valid."""
        value = self.form.cleaned_data["q"]
        found: Rows = self.filters["q"].filter(self.queryset, value) if value else self.queryset
        return found

    def having_vacancies(self, rows: Rows, name: str, value: list[str]) -> Rows:
        """Of which somebody is looked for on the day."""
        day = self.reading.on
        postings: Any = Posting.objects.live(day).with_listing().visible(internal=self.reading.internal, on=day)
        families = postings.filter(family__isnull=False).order_by().values("family")
        return rows.filter(family__in=families) if value else rows

    def by_role(self, rows: Rows, name: str, value: list[str]) -> Rows:
        """Nothing by itself: `filter_queryset` asks for one role with all of these."""
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        wanted = {name: self.form.cleaned_data[name] for name in self.BY_ROLE if self.form.cleaned_data.get(name)}
        if not wanted:
            return rows
        roles = self.reading.live(RoleListing)
        if wanted.get("track"):
            roles = roles.filter(track__in=wanted["track"])
        if wanted.get("level"):
            roles = roles.filter(level__in=wanted["level"])
        for kind in RoleTerm.Kind:
            if wanted.get(kind):
                roles = roles.filter(self.having_term(kind, wanted[kind]))
        return rows.filter(publication__in=roles.order_by().values("publication"))


class SearchFilter(ReadingFilter):
    """The parameters of full-text search; careers.search finds the rows."""

    kind = ChoicesFilter(choices=SearchText.Kind.choices, label="Kind")
    department = ChoicesFilter(label="Department")

    class Meta:
        model = SearchText
        fields: list[str] = []


class SpecialtyFilter(ReadingFilter):
    """Specialties and segments."""

    q = None
    family = SlugsFilter(field_name="family_slug", label="Job family")
    slug = SlugsFilter(field_name="slug", label="Slug")
    kind = ChoicesFilter(choices=Specialty.Kind.choices, label="Kind")


class ProcessFilter(ReadingFilter):
    """Hiring processes."""

    q = None
    family = SlugsFilter(field_name="family_slug", label="Job family")


class CareerStepFilter(ReadingFilter):
    """Career steps, of careers.steps.told."""

    q = None
    family = SlugsFilter(field_name="from_family", label="From job family")
    from_role = SlugsFilter(field_name="from_role", label="From role")
    to_family = SlugsFilter(method="to_known", label="To job family")
    to_role = SlugsFilter(method="to_known", label="To role")
    kind = ChoicesFilter(choices=CareerStep.Kind.choices, label="Kind")

    def to_known(self, rows: Rows, name: str, value: list[str]) -> Rows:
        """Steps to one of these, of the targets that the viewer may know of."""
        return rows.filter(**{f"{name}__in": value}, target_known=True) if value else rows


class FactsFilter(ReadingFilter):
    """Reference data of the day: rows are its facts in memory, and `queryset` a list of them."""

    q = None

    def __init__(self, data: Any, queryset: list[Any], *, reading: Reading) -> None:
        super().__init__(data, reading=reading)
        self.facts = queryset

    @property
    def qs(self) -> list[Any]:
        wanted = {name: values for name, values in self.form.cleaned_data.items() if values}
        return [row for row in self.facts if all(row[name] in values for name, values in wanted.items())]


class DepartmentFilter(FactsFilter):
    """Departments."""

    parent = ChoicesFilter(label="Right below the department")

    class Meta:
        model = Department
        fields: list[str] = []


class LevelFilter(FactsFilter):
    """Levels."""

    track = ChoicesFilter(choices=Track.choices, label="Track")

    class Meta:
        model = Level
        fields: list[str] = []


class GradeFilter(FactsFilter):
    """Grades."""

    scheme = ChoicesFilter(label="Grade scheme")

    class Meta:
        model = Grade
        fields: list[str] = []


class VacancyFilter(FactsFilter):
    """Vacancies that are open, of careers.openings."""

    q = df.CharFilter(label="Search", max_length=MAX_QUERY)
    department = ChoicesFilter(label="Department")
    family = SlugsFilter(label="Job family")
    level = ChoicesFilter(label="Level")
    track = ChoicesFilter(choices=Track.choices, label="Track")
    country = ChoicesFilter(choices=lambda: countries().items(), label="Country")
    workplace = ChoicesFilter(choices=VacancyPlace.Kind.choices, label="Workplace")
    employment_type = ChoicesFilter(choices=EmploymentType.choices, label="Employment")

    class Meta:
        model = Posting
        fields: list[str] = []

    @property
    def qs(self) -> list[Any]:
        return [row for row, _ in self._found()]

    def tally(self, facet: str) -> Counter[str]:
        """How many one gets by asking for each value of a facet and, of the others, for what is asked for."""
        return Counter(
            value for _, fitting in self._found(but=facet) for value in {each for one in fitting for each in one[facet]}
        )

    def _found(self, but: str = "") -> Iterator[tuple[Any, list[Any]]]:
        """The rows that have all that is asked for but by one parameter, each with those of its terms that fit."""
        asked = {name: frozenset(values) for name, values in self.form.cleaned_data.items() if values and name != "q"}
        asked.pop(but, None)
        words = self.form.cleaned_data.get("q", "").casefold().split()
        for row in self.facts:
            fitting = [one for one in row.terms if not any(one[name].isdisjoint(asked[name]) for name in asked)]
            if fitting and all(word in row.words for word in words):
                yield row, fitting


class NoFilter(FactsFilter):
    """Rows in memory that nothing narrows."""

    class Meta:
        model = Department
        fields: list[str] = []
