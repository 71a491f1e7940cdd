"""A role with everything it inherits."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from careers.handbook.compose import compose
from careers.handbook.document import load
from careers.models import FamilyListing, RoleListing
from careers.presenting.role import present_role
from careers.reading import Reading, public_page
from careers.views.former import former_role
from careers.views.page import page


@public_page
def role(request: HttpRequest, reading: Reading, family: str, role: str) -> HttpResponse:
    """The composed role; with `?specialty=` as it is for those who have that one. One query beside the reading's."""
    chosen = request.GET.getlist("specialty")
    if len(chosen) > 1:
        raise BadRequest("specialty: choose one.")
    found = _composed(reading, family, role, chosen[0]) if chosen and chosen[0] else _stored(reading, family, role)
    if found is None:
        return former_role(request, reading, family, role)
    content, publication = found
    return page(
        request,
        reading,
        "careers/role.html",
        role=present_role(reading, reading.viewer.mask_composed(content)),
        published_on=publication.starts_on,
    )


def _stored(reading: Reading, family: str, slug: str) -> tuple[Any, Any] | None:
    """The role as it was composed when it was published, and its publication."""
    column = "internal" if reading.internal else "public"
    row = (
        reading.live(RoleListing)
        .filter(family_slug=family, slug=slug)
        .select_related("publication")
        .only(column, "publication__starts_on")
        .first()
    )
    return (row.content(internal=reading.internal), row.publication) if row else None


def _composed(reading: Reading, family: str, slug: str, specialty: str) -> tuple[Any, Any] | None:
    """The role composed for those with a specialty. Raises BadRequest where the role has none of that name."""
    row = (
        reading.live(FamilyListing)
        .filter(slug=family)
        .select_related("publication")
        .only("internal", "publication__starts_on")
        .first()
    )
    if row is None:
        return None
    document, audience = load(row.internal), reading.viewer.audience
    try:
        plain = compose(document, slug, audience=audience)
    except KeyError:
        return None
    available = [each.slug for each in plain.specialties]
    if specialty not in available:
        raise BadRequest(
            f"specialty: this role has {', '.join(available)}." if available else "specialty: this role has none."
        )
    role = compose(document, slug, audience=audience, specialty=specialty)
    return role.model_dump(mode="json"), row.publication
