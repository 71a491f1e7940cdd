"""A role with everything it inherits."""

from typing import Any

from django.core.exceptions import BadRequest
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse

from careers import openings, steps
from careers.handbook.compose import compose
from careers.handbook.document import load
from careers.models import FamilyListing, RoleListing
from careers.presenting.role import present_role
from careers.presenting.vacancies import vacancy_lines
from careers.reading import Reading, public_page
from careers.views.former import former_role
from careers.views.page import page


@public_page
def role(request: HttpRequest, reading: Reading, family: str, role: str) -> HttpResponse:
    """The composed role; with `?specialty=` as it is for those who have that one. Four queries beside the
    reading's."""
    chosen = request.GET.getlist("specialty")
    if len(chosen) > 1:
        raise BadRequest("specialty: choose one.")
    found = _composed(reading, family, role, chosen[0]) if chosen and chosen[0] else stored(reading, family, role)
    if found is None:
        return former_role(request, reading, family, role)
    content, publication = found
    return page(
        request,
        reading,
        "careers/role.html",
        role=present_role(
            reading,
            reading.viewer.mask_composed(content),
            family_roles(reading, family),
            _arrivals(reading, family, role),
        ),
        published_on=publication.starts_on,
        revision=publication.revision,
        openings=vacancy_lines(reading, openings.of_role(reading, family, role)),
        slug=family,
    )


PUBLICATION = ("publication__starts_on", "publication__revision__number", "publication__revision__message")


def stored(reading: Reading, family: str, slug: str) -> tuple[Any, Any] | None:
    """The role as it was composed when it was published, and its publication. One query."""
    column = "internal" if reading.internal else "public"
    row = (
        reading.live(RoleListing)
        .filter(family_slug=family, slug=slug)
        .select_related("publication__revision")
        .only(column, *PUBLICATION)
        .first()
    )
    return (row.content(internal=reading.internal), row.publication) if row else None


def family_roles(reading: Reading, family: str) -> list[Any]:
    """The family's roles as a ladder needs them, in the order of the document. One query."""
    group = KT(f"{'internal' if reading.internal else 'public'}__group")
    rows = reading.live(RoleListing).filter(family_slug=family).order_by("position")
    return list(rows.values("slug", "title", "track", "level", group=group))


def _arrivals(reading: Reading, family: str, role: str) -> list[Any]:
    """The career steps of other families that lead to the role. One query."""
    text = KT(f"{'internal' if reading.internal else 'public'}__text")
    rows = steps.told(reading).filter(to_family=family, to_role=role).exclude(from_family=family)
    return list(rows.order_by("from_family", "position").values("kind", "from_family", "from_role", text=text))


def _composed(reading: Reading, family: str, slug: str, specialty: str) -> tuple[Any, Any] | None:
    """The role composed for those with a specialty. One query. Raises BadRequest where the role has none of that
    name."""
    row = (
        reading.live(FamilyListing)
        .filter(slug=family)
        .select_related("publication__revision")
        .only("internal", *PUBLICATION)
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
