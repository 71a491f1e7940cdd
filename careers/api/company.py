"""What is the same all over the company, as it was on the day: the employer itself, the scales of grades and the
stages of hiring."""

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from careers import filters
from careers.api.endpoints import DetailEndpoint, Row, first
from careers.api.reference import Facts, FactsDetail, FactsList
from careers.serializers import company as serializers
from config.kernel.requests import absolute


class Company(Facts, DetailEndpoint):
    """The employer, with the texts that every role and vacancy share."""

    kind = "company"
    serializer_class = serializers.CompanySerializer

    def find(self, **kwargs: str) -> Row:
        found = first(self.facts().values())
        if found is None:
            raise Http404("There is nothing at this address.")
        return found

    def row(self, slug: str, facts: Row) -> Row:
        logo = facts.get("logo")
        return {
            **facts,
            "logo": absolute(self.request, reverse("brand-image", args=[logo])) if logo else None,
            "language": settings.LANGUAGE_CODE,
            "public": self.reading.state.switches,
        }


class _GradeSchemes(Facts):
    kind = "grade_scheme"
    serializer_class = serializers.GradeSchemeSerializer

    def facts(self) -> dict[str, Row]:
        """None where the company keeps its grades to itself."""
        return super().facts() if self.reading.viewer.grades else {}


class GradeSchemes(_GradeSchemes, FactsList):
    """The scales of job grades."""

    filter_class = filters.GradeSchemeFilter
    orderings = {"name": "name", "slug": "slug"}


class GradeScheme(_GradeSchemes, FactsDetail):
    """A scale of job grades."""


class _Stages(Facts):
    kind = "stage"
    serializer_class = serializers.StageSerializer


class Stages(_Stages, FactsList):
    """The stages of hiring, in their usual order."""

    filter_class = filters.StageFilter
    orderings = {"order": "order", "slug": "slug", "name": "name"}


class Stage(_Stages, FactsDetail):
    """A stage of hiring."""
