"""Departments, levels, grades and their schemes, and stages: reference data as it was on the day, from the same
snapshot that names come from."""

from django.http import Http404

from careers import filters
from careers.api.endpoints import DetailEndpoint, Endpoint, ListEndpoint, Row
from careers.serializers import reference as serializers
from config.kernel.parameters import ordered


class Facts(Endpoint):
    """Reference data of one kind. One query at most beside the reading's."""

    kind: str
    switch = ""
    """The switch of the company without which the viewer is told none of it."""

    def facts(self) -> dict[str, Row]:
        """What existed on the day, by slug, as the serializer reads it."""
        if self.switch and not getattr(self.reading.viewer, self.switch):
            return {}
        return {slug: self.row(slug, facts) for slug, facts in self.reading.reference.of_kind(self.kind).items()}

    def row(self, slug: str, facts: Row) -> Row:
        return {**facts, "slug": slug}


class FactsList(Facts, ListEndpoint):
    """In the order of `orderings`, each in turn."""

    def rows(self, **kwargs: str) -> list[Row]:
        return list(ordered(self.facts().values(), list(self.orderings.values())))


class FactsDetail(Facts, DetailEndpoint):
    def find(self, **kwargs: str) -> Row:
        found = self.facts().get("/".join(kwargs.values()))
        if found is None:
            raise Http404("There is nothing at this address.")
        return found


class _Departments(Facts):
    kind = "department"
    serializer_class = serializers.DepartmentSerializer


class Departments(_Departments, FactsList):
    """The departments, with the one that each belongs to."""

    filter_class = filters.DepartmentFilter
    orderings = {"name": "name", "slug": "slug"}


class Department(_Departments, FactsDetail):
    """A department."""


class _Levels(Facts):
    kind = "level"
    serializer_class = serializers.LevelSerializer


class Levels(_Levels, FactsList):
    """The company-wide ladder, lowest first."""

    filter_class = filters.LevelFilter
    orderings = {"rank": "rank", "track": "track", "name": "name", "slug": "slug"}


class Level(_Levels, FactsDetail):
    """A level of the ladder."""


class _GradeSchemes(Facts):
    kind = "grade_scheme"
    switch = "grades"
    serializer_class = serializers.GradeSchemeSerializer


class GradeSchemes(_GradeSchemes, FactsList):
    """The scales of job grades."""

    filter_class = filters.GradeSchemeFilter
    orderings = {"name": "name", "slug": "slug"}


class GradeScheme(_GradeSchemes, FactsDetail):
    """A scale of job grades."""


class _Grades(Facts):
    kind = "grade"
    switch = "grades"
    serializer_class = serializers.GradeSerializer

    def row(self, slug: str, facts: Row) -> Row:
        return {**facts, "rank": float(facts["rank"])}


class Grades(_Grades, FactsList):
    """The grades of all schemes, lowest first within a scheme."""

    filter_class = filters.GradeFilter
    orderings = {"scheme": "scheme", "rank": "rank", "slug": "slug"}


class Grade(_Grades, FactsDetail):
    """A grade of a scheme."""


class _Stages(Facts):
    kind = "stage"
    serializer_class = serializers.StageSerializer


class Stages(_Stages, FactsList):
    """The stages of hiring, in their usual order."""

    filter_class = filters.StageFilter
    orderings = {"order": "order", "slug": "slug", "name": "name"}


class Stage(_Stages, FactsDetail):
    """A stage of hiring."""
