"""Departments, levels and grades: reference data as it was on the day, from the same snapshot that names come from."""

from django.http import Http404

from careers import filters
from careers.api.endpoints import DetailEndpoint, Endpoint, ListEndpoint, Row
from careers.serializers import reference as serializers


class _Facts(Endpoint):
    """Reference data of one kind. One query at most beside the reading's."""

    kind: str

    def facts(self) -> dict[str, Row]:
        """What existed on the day, by slug, as the serializer reads it."""
        return {slug: self.row(slug, facts) for slug, facts in self.reading.reference.of_kind(self.kind).items()}

    def row(self, slug: str, facts: Row) -> Row:
        return {**facts, "slug": slug}


class _FactsList(_Facts, ListEndpoint):
    """In the order of `orderings`, each in turn."""

    def rows(self, **kwargs: str) -> list[Row]:
        columns = list(self.orderings.values())
        return sorted(self.facts().values(), key=lambda row: [row[column] for column in columns])


class _FactsDetail(_Facts, DetailEndpoint):
    def find(self, **kwargs: str) -> Row:
        found = self.facts().get("/".join(kwargs.values()))
        if found is None:
            raise Http404("There is nothing at this address.")
        return found


class _Departments(_Facts):
    kind = "department"
    serializer_class = serializers.DepartmentSerializer


class Departments(_Departments, _FactsList):
    """The departments, with the one that each belongs to."""

    filter_class = filters.DepartmentFilter
    orderings = {"name": "name", "slug": "slug"}


class Department(_Departments, _FactsDetail):
    """A department."""


class _Levels(_Facts):
    kind = "level"
    serializer_class = serializers.LevelSerializer


class Levels(_Levels, _FactsList):
    """The company-wide ladder, lowest first."""

    filter_class = filters.LevelFilter
    orderings = {"rank": "rank", "track": "track", "name": "name", "slug": "slug"}


class Level(_Levels, _FactsDetail):
    """A level of the ladder."""


class _Grades(_Facts):
    kind = "grade"
    serializer_class = serializers.GradeSerializer

    def facts(self) -> dict[str, Row]:
        """None where the company keeps its grades to itself."""
        return super().facts() if self.reading.viewer.grades else {}

    def row(self, slug: str, facts: Row) -> Row:
        return {**facts, "rank": float(facts["rank"])}


class Grades(_Grades, _FactsList):
    """The grades of all schemes, lowest first within a scheme."""

    filter_class = filters.GradeFilter
    orderings = {"scheme": "scheme", "rank": "rank", "slug": "slug"}


class Grade(_Grades, _FactsDetail):
    """A grade of a scheme."""
