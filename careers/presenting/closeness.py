"""Families that look like one that is about to be made."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from careers.handbook.document import FamilyDocument
from careers.handbook.repeats import KnownFamily, close_families
from careers.models import Family
from careers.presenting.links import Link


@dataclass(frozen=True)
class Known:
    """The families that are there, by slug, and where each is edited."""

    families: Mapping[str, KnownFamily]
    pages: Mapping[str, str]


def known_families() -> Known:
    """Two queries."""
    families = list(Family.objects.prefetch_related("roles"))
    return Known(
        {
            each.slug: KnownFamily(
                title=each.title, roles=tuple(role.title for role in each.roles.all()), summary=each.summary
            )
            for each in families
        },
        {each.slug: reverse("admin:careers_family_change", args=[each.pk]) for each in families},
    )


def close_to(document: FamilyDocument, known: Known) -> list[tuple[Link, tuple[str, ...]]]:
    """The families that look like a new one, and why."""
    close = close_families(document.title, [role.title for role in document.roles], known.families)
    return [(Link(each.title, known.pages[each.slug]), each.why) for each in close]
