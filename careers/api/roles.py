"""Roles: rows of a list, and composed with everything they inherit."""

from typing import Any

from django.db.models import Case, F, When
from django.db.models.fields.json import KT
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound

from careers import filters, steps
from careers.api.endpoints import DetailEndpoint, ListEndpoint, MovingEndpoint, Row, first
from careers.api.families import IN_FORCE
from careers.handbook.compose import Audience, compose
from careers.handbook.document import SLUG, load
from careers.models import RoleListing
from careers.serializers import roles as serializers
from careers.whereabouts import part_whereabouts
from config.kernel.parameters import allowed, echo


class Roles(ListEndpoint):
    """Roles of all families, without their texts."""

    serializer_class = serializers.RoleItemSerializer
    filter_class = filters.RoleFilter
    orderings = {
        "title": "title",
        "slug": "slug",
        "family": "family_slug",
        "department": "department",
        "track": "track",
    }

    def rows(self, **kwargs: str) -> Any:
        side = self.side
        stored = {name: KT(f"{side}__{name}") for name in ("group", "grade_scheme")}
        # As text, SQLite has no other null than the word.
        grade = Case(When(**{f"{side}__grade": None}, then=None), default=KT(f"{side}__grade"))
        facts = ("slug", "title", "department", "track", "level", "hiring", "visibility", "job_code", "family_slug")
        return self.reading.live(RoleListing).values(
            *facts, **stored, grade=grade, grade_options=F(f"{side}__grade_options")
        )

    def presented(self, row: Row) -> Row:
        return {**self.reading.viewer.mask_role(row), "family": row["family_slug"]}


class Role(MovingEndpoint, DetailEndpoint):
    """A role, composed with everything it inherits; with `specialty` as it is for those who have that one."""

    serializer_class = serializers.RoleSerializer
    others = ("as_of", "fields", "specialty")

    def find(self, **kwargs: str) -> Row | HttpResponse:
        """One query beside the reading's."""
        family, slug = kwargs["family"], kwargs["role"]
        wanted = self.request.query_params.get("specialty")
        document = {} if wanted is None else {"document": F("publication__familylistings__internal")}
        rows = self.reading.live(RoleListing).filter(family_slug=family, slug=slug)
        row = first(rows.values(content=F(self.side), **IN_FORCE, **document))
        if row is None:
            return self.elsewhere(part_whereabouts(self.reading, family, slug, RoleListing), "role")
        content = row["content"] if wanted is None else self._with_specialty(row, slug, wanted)
        return {**row, **self._of_role(self.reading.viewer.mask_composed(content))}

    def _with_specialty(self, row: Row, slug: str, wanted: str) -> Any:
        """The role composed anew, as it was when it was published, with the specialty. What a role has differs from
        role to role and day to day, so one that it has not is not found rather than malformed."""
        known = [specialty["slug"] for specialty in row["content"]["specialties"]]
        if wanted not in known:
            raise NotFound(f"specialty: this role has no {echo(wanted)}. {allowed(known)}")
        audience = Audience.everything(internal=self.reading.internal)
        return compose(load(row["document"]), slug, audience=audience, specialty=wanted).model_dump(mode="json")

    def _of_role(self, role: Any) -> Row:
        """The composed role, whose parts know their family and grade scheme."""
        home = {"family": role["family"], "grade_scheme": role["grade_scheme"]}
        chosen = role["specialty"]
        return {
            **role,
            "career_steps": list(steps.told_of(self.reading, role["family"], role["career_steps"])),
            "steps_here": list(steps.told_of(self.reading, role["family"], role["steps_here"])),
            "specialties": [{**specialty, **home} for specialty in role["specialties"]],
            "specialty": {**chosen, **home} if chosen else None,
        }

    def described_parameters(self) -> list[OpenApiParameter]:
        specialty = OpenApiParameter(
            "specialty",
            {"type": "string", "pattern": SLUG, "maxLength": filters.MAX_SLUG},
            description="The role with this specialty; one that it has.",
        )
        return [*super().described_parameters(), specialty]
