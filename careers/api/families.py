"""Job families, and what is listed across them: specialties, hiring processes, career steps."""

from dataclasses import asdict
from typing import Any

from django.db.models import F
from django.http import HttpResponse

from careers import filters, steps
from careers.api.endpoints import DetailEndpoint, ListEndpoint, MovingEndpoint, Row, first
from careers.models import FamilyListing, ProcessListing, SpecialtyListing
from careers.presenting.history import periods
from careers.serializers import families as serializers
from careers.whereabouts import family_whereabouts, part_whereabouts

IN_FORCE = {"number": F("publication__revision__number"), "starts_on": F("publication__starts_on")}


class Families(ListEndpoint):
    """Job families, without their documents. Filters by track, level, grade and specialty find the families that have
    a role for which all of them hold."""

    serializer_class = serializers.FamilyItemSerializer
    filter_class = filters.FamilyFilter
    orderings = {"title": "title", "slug": "slug", "department": "department"}

    def rows(self, **kwargs: str) -> Any:
        facts = ("slug", "title", "summary", "department", "visibility")
        return self.reading.live(FamilyListing).values(*facts, role_count=F(f"{self.side}_role_count"), **IN_FORCE)


class Family(MovingEndpoint, DetailEndpoint):
    """A job family, whole: its document, as the caller may see it."""

    serializer_class = serializers.FamilySerializer

    def find(self, **kwargs: str) -> Row | HttpResponse:
        """One query beside the reading's."""
        slug = kwargs["family"]
        row = first(self.reading.live(FamilyListing).filter(slug=slug).values(content=F(self.side), **IN_FORCE))
        if row is None:
            return self.elsewhere(family_whereabouts(self.reading, slug), "job-family")
        document = self.reading.document(row["content"]).model_dump(mode="json")
        return {**row, **_of_family(self.reading.viewer.mask_document(document))}


def _of_family(document: Any) -> Row:
    """The document, whose parts know their family."""
    slug = document["slug"]
    return {
        **document,
        "roles": [{**role, "family": slug} for role in document["roles"]],
        "specialties": [{**specialty, "family": slug} for specialty in document["specialties"]],
        "career_steps": [{**step, "from_family": slug} for step in document["career_steps"]],
    }


class Revisions(MovingEndpoint, ListEndpoint):
    """The periods in which revisions of the family were in force, latest first, as far as the caller may know."""

    serializer_class = serializers.RevisionSerializer
    filter_class = filters.NoFilter
    orderings = {"starts_on": "starts_on", "number": "number"}

    def answer(self, request: Any, **kwargs: str) -> HttpResponse:
        """Two queries beside the reading's."""
        row = first(self.reading.live(FamilyListing).filter(slug=kwargs["family"]).values("family"))
        if row is None:
            return self.elsewhere(family_whereabouts(self.reading, kwargs["family"]), "revisions")
        self.family = row["family"]
        return super().answer(request, **kwargs)

    def rows(self, **kwargs: str) -> list[Row]:
        return [{**asdict(period), "family": kwargs["family"]} for period in periods(self.reading, self.family)]


class Specialties(ListEndpoint):
    """Specialties and customer segments of all families."""

    serializer_class = serializers.SpecialtyItemSerializer
    filter_class = filters.SpecialtyFilter
    orderings = {"name": "name", "slug": "slug", "family": "family_slug", "kind": "kind"}

    def rows(self, **kwargs: str) -> Any:
        facts = ("slug", "name", "kind", "primary_language", "visibility", "family_slug")
        return self.reading.live(SpecialtyListing).values(*facts)

    def presented(self, row: Row) -> Row:
        return {**row, "family": row["family_slug"]}


class Specialty(MovingEndpoint, DetailEndpoint):
    """A specialty or customer segment of a family."""

    serializer_class = serializers.SpecialtySerializer

    def find(self, **kwargs: str) -> Row | HttpResponse:
        """One query beside the reading's."""
        family, slug = kwargs["family"], kwargs["specialty"]
        rows = self.reading.live(SpecialtyListing).filter(family_slug=family, slug=slug)
        row = first(rows.values(content=F(self.side)))
        if row is None:
            return self.elsewhere(part_whereabouts(self.reading, family, slug, SpecialtyListing), "specialty")
        return {**self.reading.viewer.mask_specialty(row["content"]), "family": family}


class HiringProcesses(ListEndpoint):
    """The hiring processes of all families, whole."""

    serializer_class = serializers.HiringProcessItemSerializer
    filter_class = filters.ProcessFilter
    orderings = {"family": "family_slug", "title": "title"}

    def rows(self, **kwargs: str) -> Any:
        return self.reading.live(ProcessListing).values("family_slug", content=F(self.side))

    def presented(self, row: Row) -> Row:
        return {**self.reading.viewer.mask_process(row["content"]), "family": row["family_slug"]}


class CareerSteps(ListEndpoint):
    """The career steps of all families."""

    serializer_class = serializers.CareerStepItemSerializer
    filter_class = filters.CareerStepFilter
    orderings = {"family": "from_family", "kind": "kind"}

    def rows(self, **kwargs: str) -> Any:
        return steps.told(self.reading).values("from_family", content=F(self.side))

    def presented(self, row: Row) -> Row:
        return steps.shown(self.reading, row["from_family"], row["content"])
