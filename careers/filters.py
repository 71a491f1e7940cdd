"""One filter per kind of listing, for pages and REST alike. Values of one parameter are alternatives (repeat it),
parameters narrow one another. What the viewer may not see cannot be filtered by."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Exists, Q, QuerySet

from careers.handbook.document import SLUG
from careers.handbook.vacancy import countries
from careers.ids import parts_with
from careers.models import Posting, RoleListing, RoleTerm, SearchText, SpecialtyListing, VacancyPlace
from careers.models.drafts import CareerStep, Hiring, Specialty, Visibility
from careers.models.vacancies import EmploymentType
from careers.reading import Reading
from careers.search import MAX_QUERY, holding
from config.kernel.lookups import (
    Bounds,
    ChoicesFilter,
    DayField,
    IdsFilter,
    LookupFilterSet,
    NumberField,
    Range,
    Since,
    TextParameter,
    TextsFilter,
    Values,
    first_day,
    moment_of,
    within,
)
from config.kernel.models import ReferenceVersion
from config.kernel.models.reference import Kinds
from levels.models import Track

Rows = QuerySet[Any]

ABOUT_GRADES = ("grade", "scheme")
"""Facts of which there are no parameters where the company keeps its grades to itself."""


class SlugsFilter(ChoicesFilter):
    """Any of the given slugs; any may be asked for."""

    pattern = SLUG
    complaint = " is no slug: small letters, digits and hyphens."


def search() -> TextParameter:
    return TextParameter(label="Search", max_length=MAX_QUERY)


class ReadingFilter(LookupFilterSet):
    """A filter that knows what is read: by whom, on which day, with which names. Choices come from the reference data
    of the day."""

    q: TextParameter | None = search()

    def __init__(self, data: Any = None, queryset: Any = None, *, reading: Reading, **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)
        self.reading = reading
        reference = reading.reference
        found, later = closed_choices(reference.kinds), closed_choices(reference.later)
        for each in self.filters.values():
            if isinstance(each, ChoicesFilter) and each.fact in found:
                # What did not exist on the day yet is known all the same, and found nowhere.
                also = {slug for slug, _ in later[each.fact]}
                each.extra |= {"choices": found[each.fact], "also": also}
        if not reading.viewer.grades:
            self.leave_out(name for name, each in self.filters.items() if each.fact in ABOUT_GRADES)

    def having_q(self, words: str) -> Q:
        """Every word, in any place of what the row says or inherits; the last may be the beginning of one."""
        return Q(Exists(holding(self.reading, words, self.queryset.model))) if words.strip() else Q()

    def having_department(self, wanted: Values) -> Q:
        """In one of the departments or in one below them."""
        below = [self.reading.reference.departments_below(slug) for slug in wanted]
        return Q(department__in=set().union(*below))


class PublishedFilter(ReadingFilter):
    """Rows of publications."""

    starts_on = Bounds("publication__starts_on", of=DayField, label="The first day in force of what is published")
    updated_since = Since(
        label="Updated since",
        about="Of a family of which what is published came into force at this moment, or on this day, or later: what "
        "is new, and what may be other than before. What is gone since, /changes/ tells.",
    )

    def having_updated_since(self, since: date | datetime) -> Q:
        """A publication comes into force as its first day begins or, on that day or after it, when it is recorded: that
        it was recorded earlier tells nobody anything."""
        zone = self.reading.zone
        moment = moment_of(since, zone)
        day = first_day(moment, zone)
        recorded = Q(publication__recorded_at__gte=moment)
        return recorded | Q(publication__starts_on__gte=day) if day else recorded


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


class _ByRole(PublishedFilter):
    """What may be asked of roles, and of families that have one of which all of it holds."""

    department = ChoicesFilter(label="Department", about="In the department or in one below it.")
    track = ChoicesFilter(choices=Track.choices, label="Track")
    level = ChoicesFilter(label="Level")
    level_rank = Bounds(of=NumberField, label="Rank of the level")
    grade = ChoicesFilter(label="Grade", ranked=Bounds(of=NumberField, label="Rank of the grade"))
    specialty = SlugsFilter(label="Specialty")
    language = TextsFilter(label="Primary language")

    def of_role(self, fact: str, wanted: Any) -> Q:
        """The condition on a role's row."""
        match fact:
            case "level_rank":
                levels = self.reading.reference.of_kind("level")
                return Q(level__in=[slug for slug, facts in levels.items() if facts["rank"] in wanted])
            case "grade" if isinstance(wanted, Range):
                return self._graded(wanted)
            case "grade" | "specialty" | "language":
                return self._having_term(RoleTerm.Kind(fact), wanted)
        return within(fact, wanted)

    def _graded(self, wanted: Range) -> Q:
        """With a grade whose rank, in the role's scheme, is in the range."""
        everywhere, somewhere = set(), Q(pk__in=[])
        for slug, ranks in self.reading.reference.grade_ranks.items():
            fitting = [scheme for scheme, rank in ranks.items() if rank in wanted]
            if len(fitting) == len(ranks):
                everywhere.add(slug)
            elif fitting:
                somewhere |= self._having_term(RoleTerm.Kind.GRADE, {slug}) & Q(internal__grade_scheme__in=fitting)
        return self._having_term(RoleTerm.Kind.GRADE, everywhere) | somewhere

    def _having_term(self, kind: RoleTerm.Kind, values: Any) -> Q:
        """With one of these grades, specialties or languages, of those the viewer may know of."""
        terms = RoleTerm.objects.filter(kind=kind, slug__in=values)
        if not self.reading.internal:
            terms = terms.filter(visibility=Visibility.PUBLIC)
        return Q(pk__in=terms.values("role"))


class RoleFilter(_ByRole):
    """Roles."""

    id = IdsFilter(label="Id")
    family = SlugsFilter("family_slug", label="Job family")
    hiring = ChoicesFilter(choices=Hiring.choices, label="Hiring")

    def condition(self, fact: str, wanted: Any) -> Q:
        return self.of_role(fact, wanted) if fact in BY_ROLE else super().condition(fact, wanted)

    def having_id(self, wanted: Values) -> Q:
        return Q(pk__in=parts_with(self.reading, RoleListing, wanted))


BY_ROLE = ("track", "level", "level_rank", "grade", "specialty", "language")


class FamilyFilter(_ByRole):
    """Families; by track, level, grade, specialty and language those with a role for which all of them hold."""

    id = IdsFilter("family__uuid", label="Id")
    vacancies = ChoicesFilter(choices=[("open", "Open now")], label="Vacancies")

    @property
    def found_by_words(self) -> Rows:
        """The rows that the search alone leaves, whatever else is asked for. Call it on a filter that is valid."""
        value = self.form.cleaned_data["q"]
        rows: Rows = self.queryset
        return rows.filter(self.having_q(value)) if value else rows

    def having_vacancies(self, wanted: Values) -> Q:
        """Of which somebody is looked for on the day."""
        day = self.reading.on
        postings: Any = Posting.objects.live(day).with_listing().visible(internal=self.reading.internal, on=day)
        return Q(family__in=postings.filter(family__isnull=False).order_by().values("family"))

    def filter_queryset(self, queryset: Any) -> Any:
        roles = self.reading.live(RoleListing)
        asked = False
        for fact, wanted in self.asked:
            if fact in BY_ROLE:
                roles, asked = roles.filter(self.of_role(fact, wanted)), True
            else:
                queryset = queryset.filter(self.condition(fact, wanted))
        return queryset.filter(publication__in=roles.order_by().values("publication")) if asked else queryset


class SearchFilter(ReadingFilter):
    """The parameters of full-text search; careers.search finds the rows."""

    kind = ChoicesFilter(choices=SearchText.Kind.choices, label="Kind")
    department = ChoicesFilter(label="Department", about="In the department or in one below it.")

    class Meta:
        model = SearchText
        fields: list[str] = []


class SpecialtyFilter(PublishedFilter):
    """Specialties and segments."""

    q = None
    id = IdsFilter(label="Id")
    family = SlugsFilter("family_slug", label="Job family")
    slug = SlugsFilter(label="Slug")
    kind = ChoicesFilter(choices=Specialty.Kind.choices, label="Kind")

    def having_id(self, wanted: Values) -> Q:
        return Q(pk__in=parts_with(self.reading, SpecialtyListing, wanted))


class ProcessFilter(PublishedFilter):
    """Hiring processes."""

    q = None
    family = SlugsFilter("family_slug", label="Job family")


class CareerStepFilter(PublishedFilter):
    """Career steps, of careers.steps.told."""

    q = None
    family = SlugsFilter("from_family", label="From job family")
    from_role = SlugsFilter(label="From role")
    to_family = SlugsFilter(label="To job family")
    to_role = SlugsFilter(label="To role")
    kind = ChoicesFilter(choices=CareerStep.Kind.choices, label="Kind")

    def having_to_family(self, wanted: Values) -> Q:
        """Of the targets that the viewer may know of."""
        return Q(to_family__in=wanted, target_known=True)

    def having_to_role(self, wanted: Values) -> Q:
        """Of the targets that the viewer may know of."""
        return Q(to_role__in=wanted, target_known=True)


class FactsFilter(ReadingFilter):
    """Reference data of the day: rows are its facts in memory, and `queryset` a list of them. What is asked for is
    looked for in them by its name."""

    q: TextParameter | None = None

    class Meta:
        model = ReferenceVersion
        fields: list[str] = []

    def __init__(self, data: Any, queryset: list[Any], *, reading: Reading, **kwargs: Any) -> None:
        super().__init__(data, reading=reading, **kwargs)
        self.facts = queryset

    @property
    def qs(self) -> list[Any]:
        asked = list(self.asked)
        return [row for row in self.facts if all(self.fits(row, fact, wanted) for fact, wanted in asked)]

    def fits(self, row: Any, fact: str, wanted: Any) -> bool:
        return row[fact] in wanted


class DatedFilter(FactsFilter):
    """Reference data of one `kind`."""

    kind: ClassVar[str]

    updated_since = Since(
        label="Updated since", about="What says something else, or is new, since this moment, or this day, or later."
    )

    def fits(self, row: Any, fact: str, wanted: Any) -> bool:
        if fact != "updated_since":
            return super().fits(row, fact, wanted)
        return self._since[self.key(row)] >= moment_of(wanted, self.reading.zone)

    def key(self, row: Any) -> str:
        """Its name among the versions of its kind."""
        return str(row["slug"])

    @cached_property
    def _since(self) -> dict[str, datetime]:
        """When what is in force of each came into force: as its day began or, later, when it was recorded. One
        query."""
        begun = ReferenceVersion.objects.filter(kind=self.kind, starts_on__lte=self.reading.on)
        rows = begun.order_by("starts_on", "pk").values_list("slug", "starts_on", "recorded_at")
        return {slug: max(moment_of(day, self.reading.zone), recorded_at) for slug, day, recorded_at in rows}


class DepartmentFilter(DatedFilter):
    """Departments."""

    kind = "department"
    parent = ChoicesFilter(label="Right below the department")


class LevelFilter(DatedFilter):
    """Levels."""

    kind = "level"
    track = ChoicesFilter(choices=Track.choices, label="Track")
    rank = Bounds(of=NumberField, label="Rank")


class GradeSchemeFilter(DatedFilter):
    """Grade schemes."""

    kind = "grade_scheme"


class GradeFilter(DatedFilter):
    """Grades."""

    kind = "grade"
    scheme = ChoicesFilter(label="Grade scheme")
    rank = Bounds(of=NumberField, label="Rank")

    def key(self, row: Any) -> str:
        return f"{row['scheme']}/{row['slug']}"


class StageFilter(DatedFilter):
    """Stages of hiring."""

    kind = "stage"


class VacancyFilter(FactsFilter):
    """Vacancies that are open, of careers.openings."""

    q = search()
    department = ChoicesFilter(label="Department", about="In the department or in one below it.")
    family = SlugsFilter(label="Job family")
    level = ChoicesFilter(label="Level")
    track = ChoicesFilter(choices=Track.choices, label="Track")
    country = ChoicesFilter(choices=lambda: countries().items(), label="Country")
    workplace = ChoicesFilter(choices=VacancyPlace.Kind.choices, label="Workplace")
    employment_type = ChoicesFilter(choices=EmploymentType.choices, label="Employment")
    opened_on = Bounds(of=DayField, label="Day of opening")
    deadline = Bounds(of=DayField, label="Last day to apply")
    updated_since = Since(
        label="Updated since",
        about="Shown as it is since this moment, or this day, or later. What is closed since, /changes/ tells.",
    )

    @property
    def qs(self) -> list[Any]:
        return [row for row, _ in self._found()]

    def tally(self, facet: str) -> Counter[str]:
        """How many one gets by asking for each value of a facet and, of the others, for what is asked for."""
        return Counter(
            value for _, fitting in self._found(but=facet) for value in {each for one in fitting for each in one[facet]}
        )

    def fits(self, row: Any, fact: str, wanted: Any) -> bool:
        match fact:
            case "q":
                return all(word in row.words for word in wanted.casefold().split())
            case "opened_on":
                return row.opened_on in wanted
            case "deadline":
                return (day := row.content["deadline"]) is not None and date.fromisoformat(day) in wanted
        return bool(row.since >= moment_of(wanted, self.reading.zone))

    def _found(self, but: str = "") -> Iterator[tuple[Any, list[Any]]]:
        """The rows that have all that is asked for but by one parameter, each with those of its terms that fit."""
        asked = [(fact, wanted) for fact, wanted in self.asked if fact != but]
        of_places = [(fact, wanted) for fact, wanted in asked if isinstance(wanted, frozenset)]
        of_rows = [each for each in asked if each not in of_places]
        for row in self.facts:
            fitting = [one for one in row.terms if not any(one[fact].isdisjoint(wanted) for fact, wanted in of_places)]
            if fitting and all(self.fits(row, fact, wanted) for fact, wanted in of_rows):
                yield row, fitting


class RevisionFilter(FactsFilter):
    """Revisions of one family, as they were in force."""

    starts_on = Bounds(of=DayField, label="First day in force")
