"""Roles: rows of a list, composed with everything they inherit, and as their families' documents state them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound

from careers import filters, steps
from careers.api import listed
from careers.api.endpoints import DetailEndpoint, Endpoint, ListEndpoint, MovingEndpoint, Row, first
from careers.api.orders import by_department, by_grade, by_level
from careers.handbook.compose import Audience, compose
from careers.handbook.document import SLUG, load
from careers.handbook.document import Role as RoleOfDocument
from careers.models import FamilyListing, RoleListing
from careers.reading import Reading
from careers.serializers import roles as serializers
from careers.whereabouts import part_whereabouts
from config.kernel.lookups import MAX_WORD
from config.kernel.parameters import allowed, echo, flag


class _Roles(Endpoint):
    """Roles in one of their forms: `composed` or not, or None, which is the plain one."""

    FORMS: dict[bool | None, Any] = {
        None: serializers.RoleItemSerializer,
        True: serializers.RoleSerializer,
        False: serializers.OwnRoleSerializer,
    }
    plain: bool | None

    @property
    def composed(self) -> bool | None:
        asked = flag(self.request.query_params, "composed")
        return self.plain if asked is None else asked

    def get_serializer_class(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.serializer_class
        return self.FORMS[self.composed]

    def described_parameters(self) -> list[OpenApiParameter]:
        composed = OpenApiParameter(
            "composed",
            bool,
            description="With true, roles are composed: with their texts and all that they inherit, each with its "
            f"origins. With false, they are as the documents of their families state them. {self.WITHOUT}",
        )
        return [*super().described_parameters(), composed]

    WITHOUT: str
    """What it is if `composed` is left out."""


class Roles(_Roles, ListEndpoint):
    """Roles of all families."""

    serializer_class = serializers.AnyRoleSerializer
    filter_class = filters.RoleFilter
    plain = None
    WITHOUT = "Left out, they have no texts."
    others = (*ListEndpoint.others, "composed")
    expansions = {"family": listed.family_of_roles, "specialties": listed.specialties_of_roles}
    orderings = {
        "title": "title",
        "slug": "slug",
        "family": "family_slug",
        "department": by_department,
        "track": "track",
        "level": by_level,
        "grade": by_grade,
        "starts_on": "publication__starts_on",
    }

    def rows(self, **kwargs: str) -> Any:
        """The keys: of roles that are on other pages nothing else is read, for rows are large."""
        return self.reading.live(RoleListing).values_list("pk", flat=True)

    def read(self, page: list[Any]) -> list[Row]:
        """One query; for what documents state two."""
        found = {row["pk"]: row for row in self._rows(page)}
        return [found[key] for key in page if key in found]

    def _rows(self, keys: list[Any]) -> Iterable[Row]:
        if self.composed is None:
            light = listed.roles(self.reading).filter(pk__in=keys)
            return (listed.role(self.reading.viewer.mask_role(row)) for row in light)
        places = listed.places_of_roles(self.reading).filter(pk__in=keys)
        if self.composed:
            composed = places.annotate(content=F(self.reading.side))
            return (_composed(self.reading, row, row["content"]) for row in composed)
        return _stated(self.reading, list(places))


class Role(_Roles, MovingEndpoint, DetailEndpoint):
    """A role; with `specialty` as it is for those who have that one."""

    serializer_class = serializers.WholeRoleSerializer
    plain = True
    WITHOUT = "Left out, they are composed."
    others = ("as_of", "fields", "specialty", "composed")
    expansions = {"family": listed.family_of_roles, "specialties": listed.specialties_of_roles}

    def find(self, **kwargs: str) -> Row | HttpResponse:
        """One query beside the reading's; for what the document states two."""
        family, slug = kwargs["family"], kwargs["role"]
        wanted = self.request.query_params.get("specialty")
        document = {} if wanted is None else {"document": F("publication__familylistings__internal")}
        places = listed.places_of_roles(self.reading).filter(family_slug=family, slug=slug)
        row = first(places.annotate(content=F(self.reading.side), **document))
        if row is None:
            return self.elsewhere(part_whereabouts(self.reading, family, slug, RoleListing), "role")
        content = row["content"] if wanted is None else self._with_specialty(row, slug, wanted)
        if self.composed:
            return _composed(self.reading, row, content)
        (stated,) = _stated(self.reading, [row])
        return stated

    def _with_specialty(self, row: Row, slug: str, wanted: str) -> Any:
        """The role composed anew, as it was when it was published, with the specialty. What a role has differs from
        role to role and day to day, so one that it has not is not found rather than malformed."""
        known = [specialty["slug"] for specialty in row["content"]["specialties"]]
        if wanted not in known:
            raise NotFound(f"specialty: this role has no {echo(wanted)}. {allowed(known)}")
        audience = Audience.everything(internal=self.reading.internal)
        return compose(load(row["document"]), slug, audience=audience, specialty=wanted).model_dump(mode="json")

    def described_parameters(self) -> list[OpenApiParameter]:
        specialty = OpenApiParameter(
            "specialty",
            {"type": "string", "pattern": SLUG, "maxLength": MAX_WORD},
            description="The role with this specialty; one that it has. What its document states is the same with any.",
        )
        return [*super().described_parameters(), specialty]


def _composed(reading: Reading, row: Row, content: Any) -> Row:
    """A composed role, as it was stored, whose parts know their family and grade scheme."""
    role = reading.viewer.mask_composed(content)
    home = {"family": role["family"], "grade_scheme": role["grade_scheme"]}
    chosen = role["specialty"]
    return {
        **listed.role(row),
        **role,
        "career_steps": list(steps.told_of(reading, role["family"], role["career_steps"])),
        "steps_here": list(steps.told_of(reading, role["family"], role["steps_here"])),
        "specialties": [{**specialty, **home} for specialty in role["specialties"]],
        "specialty": {**chosen, **home} if chosen else None,
    }


def _stated(reading: Reading, found: Sequence[Row]) -> list[Row]:
    """Roles as their families' documents state them, without what they inherit. One query."""
    live = reading.live(FamilyListing).filter(publication__in={row["publication"] for row in found})
    contents = live.values_list("publication", reading.side)
    documents = {publication: _roles(reading, content) for publication, content in contents}
    return [
        {**listed.role(row), **reading.viewer.mask_role(documents[row["publication"]][row["slug"]])} for row in found
    ]


def _roles(reading: Reading, content: Any) -> dict[str, Any]:
    """The roles of a document, as the viewer may see them, by slug."""
    if reading.viewer.performance_indicators:
        # Nothing is hidden from the content's own audience that has a part in what else is stated.
        return {role["slug"]: RoleOfDocument.model_validate(role).model_dump(mode="json") for role in content["roles"]}
    return {role.slug: role.model_dump(mode="json") for role in reading.document(content).roles}
