"""The employer, as it was on the day."""

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from careers.api.endpoints import DetailEndpoint, Row, first
from careers.api.reference import Facts
from careers.serializers.company import CompanySerializer
from config.kernel.requests import absolute


class Company(Facts, DetailEndpoint):
    """The employer, with the texts that every role and vacancy share."""

    kind = "company"
    serializer_class = CompanySerializer

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
