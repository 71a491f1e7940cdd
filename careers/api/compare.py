"""What roles have in common and what each asks alone, and what one asked and asks: side by side, as pages compare."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from careers.api.endpoints import DetailEndpoint, MovingEndpoint, Row
from careers.handbook.compose import ComposedRole
from careers.handbook.confront import Confronted
from careers.handbook.document import LISTS, SLUG
from careers.handbook.words import word_parts
from careers.models import RoleListing
from careers.presenting.compared import confronted, role_on_days, roles_at, texts
from careers.serializers import compare as serializers
from careers.whereabouts import Moved, part_whereabouts
from config.kernel.parameters import echo

ROLE = SLUG.removeprefix("^").removesuffix("$")
PATH = f"^{ROLE}/{ROLE}$"
MAX_PATH = 201
"""Characters of family/role."""
ROLES = {"a": True, "b": True, "c": False}
"""The parameters that name roles, and whether each has to be given."""

Said = Mapping[str, Any]
"""Composed roles, as JSON and masked for the viewer, by side."""


class RoleComparison(MovingEndpoint, DetailEndpoint):
    """Two or three roles side by side: what each is, and of each list which statements they have alone and in common,
    said the same or otherwise."""

    operation_id = "compareRoles"
    serializer_class = serializers.RoleComparisonSerializer
    others = ("as_of", "fields", *ROLES)

    def find(self, **kwargs: str) -> Row | HttpResponse:
        """One query beside the reading's."""
        paths = self._paths()
        roles = roles_at(self.reading, paths.values())
        for name, path in paths.items():
            if path not in roles:
                return self._gone(name, path)
        context = self.get_serializer_context()
        sides = [serializers.ComparedFacts.told(name, roles[path], context) for name, path in paths.items()]
        return {"roles": sides, **_compared(sides, {name: roles[path] for name, path in paths.items()}, days=False)}

    def _paths(self) -> dict[str, str]:
        """family/role, by the parameter that names it. Raises ValidationError."""
        found, errors = {}, {}
        for name, needed in ROLES.items():
            path = self.request.query_params.get(name)
            if path is None and needed:
                errors[name] = ["Name a role, as family/role."]
            elif path is not None and (len(path) > MAX_PATH or not re.fullmatch(PATH, path)):
                errors[name] = [f"Write it as family/role, not {echo(path)}."]
            elif path is not None:
                found[name] = path
        if errors:
            raise ValidationError(errors)
        return found

    def _gone(self, name: str, path: str) -> HttpResponse:
        """The same comparison with the address that the role has now. Raises Http404, Gone."""
        family, _, role = path.partition("/")
        found = part_whereabouts(self.reading, family, role, RoleListing)
        if found is None:
            raise Http404(f"{name}: there is no such role.")
        if not isinstance(found, Moved):
            return self.elsewhere(found, "role")
        query = self.request.query_params.copy()
        query[name] = f"{found.family}/{found.part}"
        return HttpResponsePermanentRedirect(f"{self.request.path}?{query.urlencode(safe='/')}")

    def described_parameters(self) -> list[OpenApiParameter]:
        path = {"type": "string", "pattern": PATH, "maxLength": MAX_PATH}
        return [
            *super().described_parameters(),
            *(OpenApiParameter(name, path, required=needed, description="A role, as family/role.")
              for name, needed in ROLES.items()),
        ]  # fmt: skip


class RoleDays(MovingEndpoint, DetailEndpoint):
    """A role on two days: what it was and is, and which statements it had, has, and says otherwise."""

    operation_id = "compareDaysOfRole"
    serializer_class = serializers.RoleDaysSerializer
    others = ("as_of", "fields", "from", "to")

    def find(self, **kwargs: str) -> Row | HttpResponse:
        """Two queries beside the reading's and one for the names of each day."""
        days = role_on_days(self.request, self.reading, f"{kwargs['family']}/{kwargs['role']}")
        for name, (there, role) in days.items():
            if role is None:
                return self._gone(name, there.on.isoformat(), **kwargs)
        told = serializers.ComparedFacts.told
        sides = [told(name, role, self.context_of(there)) for name, (there, role) in days.items()]
        roles = {name: role for name, (_, role) in days.items()}
        changed = texts(*(ComposedRole.model_validate(role) for role in roles.values()))
        shown = [{"title": each.title, "words": each.parts} for each in changed]
        return {"days": sides, "texts": shown, **_compared(sides, roles, days=True)}

    def _gone(self, name: str, day: str, family: str, role: str) -> HttpResponse:
        """Where the role is now. Raises Http404, Gone."""
        found = part_whereabouts(self.reading, family, role, RoleListing)
        if found is None or found == Moved(family, role):
            raise Http404(f"{name}: this role was not in force on {day}.")
        return self.elsewhere(found, "role-days")

    def described_parameters(self) -> list[OpenApiParameter]:
        day = {"type": "string", "format": "date"}
        left_out = "the one that is read if it is left out."
        return [
            *super().described_parameters(),
            OpenApiParameter("from", day, description=f"The one day; {left_out}"),
            OpenApiParameter("to", day, description=f"The other day; {left_out}"),
        ]


def _compared(sides: Sequence[Row], roles: Said, *, days: bool) -> Row:
    lines = confronted([ComposedRole.model_validate(role) for role in roles.values()], days=days)
    names = list(roles)
    return {
        "differing": _differing(sides),
        "statements": {
            name: [asdict(_line(line, names)) for line in lines if line.list == name] for name in LISTS
        },
    }  # fmt: skip


APART = ("side", "on", "family", "slug", "url", "page")
"""What sides have of their own in any case."""


def _differing(sides: Sequence[Row]) -> list[str]:
    """Which facts are not the same, of what is shown: nothing that is not shown tells the sides apart."""
    bare = [_without_addresses(side) for side in sides]
    return [name for name in bare[0] if name not in APART and any(each[name] != bare[0][name] for each in bare)]


def _without_addresses(shown: Any) -> Any:
    if isinstance(shown, list):
        return [_without_addresses(each) for each in shown]
    if not isinstance(shown, dict):
        return shown
    return {name: _without_addresses(value) for name, value in shown.items() if name != "url"}


def _line(line: Confronted, names: Sequence[str]) -> serializers.ComparedStatement:
    said = {names[index]: line.texts[index] or "" for index in line.held_by}
    first, *others = said
    reworded = {side: said[side] for side in others if said[side] != said[first]}
    return serializers.ComparedStatement(
        kind="reworded" if reworded else "same" if others else "only",
        held_by=list(said),
        texts=said,
        reworded=[serializers.Rewording(side, list(word_parts(said[first], text))) for side, text in reworded.items()],
    )
