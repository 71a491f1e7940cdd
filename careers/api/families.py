"""Job families, and what is listed across them: specialties, hiring processes, career steps."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import HttpResponse

from careers import filters, steps
from careers.api import listed
from careers.api.endpoints import DetailEndpoint, DocumentEndpoint, ListEndpoint, MovingEndpoint, Row, first
from careers.api.orders import by_department
from careers.handbook.document import FamilyDocument
from careers.ids import part_id
from careers.models import FamilyListing, ProcessListing, RoleListing, SpecialtyListing
from careers.presenting.history import periods
from careers.serializers import families as serializers
from careers.whereabouts import family_whereabouts, part_whereabouts


class Families(ListEndpoint):
    """Job families, without their documents. Filters by track, level, grade and specialty find the families that have
    a role for which all of them hold."""

    operation_id = "listJobFamilies"
    serializer_class = serializers.FamilyItemSerializer
    expansions = {"roles": listed.roles_of_families, "specialties": listed.specialties_of_families}
    filter_class = filters.FamilyFilter
    orderings = {
        "title": "title",
        "slug": "slug",
        "department": by_department,
        "starts_on": "publication__starts_on",
    }

    def rows(self, **kwargs: str) -> Any:
        return listed.families(self.reading)

    def presented(self, row: Row) -> Row:
        return listed.family(row)


class Family(MovingEndpoint, DocumentEndpoint):
    """A job family, whole: its document, as the caller may see it. As text/markdown it is the canonical page, which can
    be imported."""

    operation_id = "getJobFamily"
    serializer_class = serializers.FamilySerializer
    expansions = {
        "roles": lambda reading, families: [_listed_roles(family) for family in families],
        "specialties": lambda reading, families: [family["specialties"] for family in families],
    }

    def document(self, **kwargs: Any) -> FamilyDocument | HttpResponse:
        row = self._row(kwargs["family"])
        return row if isinstance(row, HttpResponse) else self.reading.document(row["content"])

    def find(self, **kwargs: str) -> Row | HttpResponse:
        """One query beside the reading's, whatever is expanded: the parts are in the document."""
        row = self._row(kwargs["family"])
        if isinstance(row, HttpResponse):
            return row
        document = self.reading.document(row["content"]).model_dump(mode="json")
        return {**row, **_of_family(self.reading.viewer.mask_document(document), row["uuid"])}

    def _row(self, slug: str) -> Row | HttpResponse:
        live = self.reading.live(FamilyListing).filter(slug=slug)
        row = first(live.values(content=F(self.reading.side), **listed.OF_PUBLICATION))
        return row or self.elsewhere(family_whereabouts(self.reading, slug), "job-family")


def _of_family(document: Any, family: UUID) -> Row:
    """The document with its id, whose parts know theirs and their family."""
    slug = document["slug"]

    def part(parts: Any, each: Any) -> Row:
        return {**each, "family": slug, "id": part_id(parts, family, each["slug"])}

    return {
        **document,
        "id": str(family),
        "roles": [part(RoleListing, role) for role in document["roles"]],
        "specialties": [part(SpecialtyListing, specialty) for specialty in document["specialties"]],
        "career_steps": [{**step, "from_family": slug} for step in document["career_steps"]],
    }


def _listed_roles(family: Row) -> list[Row]:
    """The roles of a whole family, with what rows of their list have besides."""
    facts = {name: family[name] for name in ("department", "number", "starts_on")}
    return [{**role, **facts} for role in family["roles"]]


class Revisions(MovingEndpoint, ListEndpoint):
    """The periods in which revisions of the family were in force, latest first, as far as the caller may know."""

    serializer_class = serializers.RevisionSerializer
    filter_class = filters.RevisionFilter
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
    orderings = {
        "name": "name",
        "slug": "slug",
        "family": "family_slug",
        "kind": "kind",
        "starts_on": "publication__starts_on",
    }

    def rows(self, **kwargs: str) -> Any:
        return listed.specialties(self.reading)

    def presented(self, row: Row) -> Row:
        return listed.specialty(row)


class Specialty(MovingEndpoint, DetailEndpoint):
    """A specialty or customer segment of a family."""

    serializer_class = serializers.SpecialtySerializer

    def find(self, **kwargs: str) -> Row | HttpResponse:
        """One query beside the reading's."""
        family, slug = kwargs["family"], kwargs["specialty"]
        live = self.reading.live(SpecialtyListing).filter(family_slug=family, slug=slug)
        row = first(live.values(content=F(self.reading.side), uuid=F("family__uuid")))
        if row is None:
            return self.elsewhere(part_whereabouts(self.reading, family, slug, SpecialtyListing), "specialty")
        id_ = part_id(SpecialtyListing, row["uuid"], slug)
        return {**self.reading.viewer.mask_specialty(row["content"]), "family": family, "id": id_}


class HiringProcesses(ListEndpoint):
    """The hiring processes of all families, whole."""

    serializer_class = serializers.HiringProcessItemSerializer
    filter_class = filters.ProcessFilter
    orderings = {"family": "family_slug", "title": "title"}

    def rows(self, **kwargs: str) -> Any:
        return self.reading.live(ProcessListing).values("family_slug", content=F(self.reading.side))

    def presented(self, row: Row) -> Row:
        return {**self.reading.viewer.mask_process(row["content"]), "family": row["family_slug"]}


class CareerSteps(ListEndpoint):
    """The career steps of all families."""

    serializer_class = serializers.CareerStepItemSerializer
    filter_class = filters.CareerStepFilter
    orderings = {"family": "from_family", "kind": "kind"}

    def rows(self, **kwargs: str) -> Any:
        return steps.told(self.reading).values("from_family", content=F(self.reading.side))

    def presented(self, row: Row) -> Row:
        return steps.shown(self.reading, row["from_family"], row["content"])
