"""One filter per kind of listing, for pages and REST alike. Values of one parameter are alternatives (repeat it),
parameters narrow one another. What the viewer may not see cannot be filtered by."""

import re
from collections.abc import Sequence
from typing import Any

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from careers.handbook.document import SLUG
from careers.models import RoleListing, RoleTerm
from careers.models.drafts import CareerStep, Hiring, Specialty, Visibility
from careers.reading import Reading
from levels.models import Track

MAX_QUERY = 200
"""Characters of a search; longer ones are refused."""
MAX_WORDS = 8
"""Words of a search that are looked for; the others would narrow nothing that people read."""

Rows = QuerySet[Any]


def _slugs(values: Sequence[str]) -> None:
    for value in values:
        if len(value) > 100 or not re.match(SLUG, value):
            raise ValidationError(f"{value!r} is no slug: small letters, digits and hyphens.")


class _SlugsField(forms.MultipleChoiceField):
    """Repeated slugs of things that have no closed list."""

    def validate(self, value: Any) -> None:
        _slugs(value or [])


class SlugsFilter(df.MultipleChoiceFilter):
    """Rows whose column is one of the given slugs; any slug may be asked for."""

    field_class = _SlugsField
    always_filter = False


class ReadingFilter(df.FilterSet):
    """A filter that knows what is read: by whom, on which day, with which names. Choices come from the reference data
    of the day."""

    q = df.CharFilter(method="having_words", label="Search", max_length=MAX_QUERY)

    def __init__(self, data: Any = None, queryset: Any = None, *, reading: Reading, **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)
        self.reading = reading
        kinds = reading.reference.kinds
        choices = {
            "department": [(slug, facts["name"]) for slug, facts in kinds.get("department", {}).items()],
            "level": [(slug, facts["name"]) for slug, facts in _ranked(kinds.get("level", {}))],
            "grade": _grades(kinds.get("grade", {})),
        }
        for name, found in choices.items():
            if name in self.filters:
                self.filters[name].extra["choices"] = found
        if not reading.viewer.grades:
            self.filters.pop("grade", None)

    def having_words(self, rows: Rows, name: str, value: str) -> Rows:
        """Every word, in any place of the row's text; letter case does not matter."""
        column = "search_internal" if self.reading.internal else "search_public"
        for word in value.casefold().split()[:MAX_WORDS]:
            rows = rows.filter(**{f"{column}__contains": word})
        return rows

    def in_department(self, rows: Rows, name: str, value: list[str]) -> Rows:
        """In one of the departments or in one below them."""
        below = [self.reading.reference.departments_below(slug) for slug in value]
        return rows.filter(department__in=set().union(*below)) if value else rows

    def having_term(self, kind: RoleTerm.Kind, values: list[str]) -> Q:
        """Roles with one of these grades or specialties, of those the viewer may know of."""
        terms = RoleTerm.objects.filter(kind=kind, slug__in=values)
        if not self.reading.internal:
            terms = terms.filter(visibility=Visibility.PUBLIC)
        return Q(pk__in=terms.values("role"))


def _ranked(levels: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted(levels.items(), key=lambda item: (item[1]["rank"], item[1]["track"]))


def _grades(grades: dict[str, Any]) -> list[tuple[str, str]]:
    """Every grade slug once, lowest first: schemes share their slugs."""
    found = {facts["slug"]: (float(facts["rank"]), facts["name"]) for facts in grades.values()}
    return [(slug, name) for slug, (_, name) in sorted(found.items(), key=lambda item: item[1])]


class RoleFilter(ReadingFilter):
    """Roles."""

    department = df.MultipleChoiceFilter(method="in_department", label="Department")
    family = SlugsFilter(field_name="family_slug", label="Job family")
    track = df.MultipleChoiceFilter(choices=Track.choices, label="Track")
    level = df.MultipleChoiceFilter(label="Level")
    grade = df.MultipleChoiceFilter(method="having_grade", label="Grade")
    specialty = SlugsFilter(method="having_specialty", label="Specialty")
    hiring = df.MultipleChoiceFilter(choices=Hiring.choices, label="Hiring")

    class Meta:
        model = RoleListing
        fields: list[str] = []

    def having_grade(self, rows: Rows, name: str, value: list[str]) -> Rows:
        return rows.filter(self.having_term(RoleTerm.Kind.GRADE, value)) if value else rows

    def having_specialty(self, rows: Rows, name: str, value: list[str]) -> Rows:
        return rows.filter(self.having_term(RoleTerm.Kind.SPECIALTY, value)) if value else rows


class FamilyFilter(ReadingFilter):
    """Families; by track, level, grade and specialty those with a role for which all of them hold."""

    department = df.MultipleChoiceFilter(method="in_department", label="Department")
    track = df.MultipleChoiceFilter(method="by_role", choices=Track.choices, label="Track")
    level = df.MultipleChoiceFilter(method="by_role", label="Level")
    grade = df.MultipleChoiceFilter(method="by_role", label="Grade")
    specialty = SlugsFilter(method="by_role", label="Specialty")

    BY_ROLE = ("track", "level", "grade", "specialty")

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
        for kind in (RoleTerm.Kind.GRADE, RoleTerm.Kind.SPECIALTY):
            if wanted.get(kind):
                roles = roles.filter(self.having_term(kind, wanted[kind]))
        return rows.filter(publication__in=roles.order_by().values("publication"))


class SpecialtyFilter(ReadingFilter):
    """Specialties and segments."""

    q = None
    family = SlugsFilter(field_name="family_slug", label="Job family")
    slug = SlugsFilter(field_name="slug", label="Slug")
    kind = df.MultipleChoiceFilter(choices=Specialty.Kind.choices, label="Kind")


class ProcessFilter(ReadingFilter):
    """Hiring processes."""

    q = None
    family = SlugsFilter(field_name="family_slug", label="Job family")


class CareerStepFilter(ReadingFilter):
    """Career steps."""

    q = None
    family = SlugsFilter(field_name="from_family", label="From job family")
    from_role = SlugsFilter(field_name="from_role", label="From role")
    to_family = SlugsFilter(field_name="to_family", label="To job family")
    to_role = SlugsFilter(field_name="to_role", label="To role")
    kind = df.MultipleChoiceFilter(choices=CareerStep.Kind.choices, label="Kind")
