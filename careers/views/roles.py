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
from careers.since import last_change
from careers.views.former import former_role
from careers.views.page import page


@public_page
def role(request: HttpRequest, reading: Reading, family: str, role: str) -> HttpResponse:
    """The composed role; with `?specialty=` as it is for those who have that one. Five queries beside the
    reading's."""
    chosen = request.GET.getlist("specialty")
    if len(chosen) > 1:
        raise BadRequest("specialty: choose one.")
    specialty = chosen[0] if chosen else ""
    content = _composed(reading, family, role, specialty) if specialty else stored(reading, family, role)
    since = last_change(reading, family, role, specialty) if content else None
    if since is None:
        return former_role(request, reading, family, role)
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
        last_change=since,
        openings=vacancy_lines(reading, openings.of_role(reading, family, role)),
        slug=family,
    )


def stored(reading: Reading, family: str, slug: str) -> Any:
    """The role as it was composed when it was published; None where there is none. One query."""
    rows = reading.live(RoleListing).filter(family_slug=family, slug=slug)
    return rows.values_list(reading.side, flat=True).first()


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


def _composed(reading: Reading, family: str, slug: str, specialty: str) -> Any:
    """The role composed for those with a specialty. One query. Raises BadRequest where the role has none of that
    name."""
    content = reading.live(FamilyListing).filter(slug=family).values_list("internal", flat=True).first()
    if content is None:
        return None
    document, audience = load(content), reading.viewer.audience
    try:
        plain = compose(document, slug, audience=audience)
    except KeyError:
        return None
    available = [each.slug for each in plain.specialties]
    if specialty not in available:
        raise BadRequest(
            f"specialty: this role has {', '.join(available)}." if available else "specialty: this role has none."
        )
    return compose(document, slug, audience=audience, specialty=specialty).model_dump(mode="json")
