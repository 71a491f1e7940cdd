"""By what lists are ordered that no column holds: names and ranks of the day. Where there is none comes last."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, FloatField, IntegerField, OuterRef, Subquery, Value, When

from careers.api.endpoints import Endpoint
from careers.models import RoleTerm
from careers.models.drafts import Visibility


def by_department(endpoint: Endpoint) -> Any:
    """By the name of the department."""
    departments = endpoint.reading.reference.of_kind("department")
    names = sorted(departments, key=lambda slug: (departments[slug]["name"].casefold(), slug))
    return _placed("department", {slug: place for place, slug in enumerate(names)})


def by_level(endpoint: Endpoint) -> Any:
    """By the rank of the level."""
    levels = endpoint.reading.reference.of_kind("level")
    return _placed("level", {slug: facts["rank"] for slug, facts in levels.items()})


def by_grade(endpoint: Endpoint) -> Any:
    """By the rank of the lowest grade that the role may have, of those the viewer may know."""
    terms = RoleTerm.objects.filter(role=OuterRef("pk"), kind=RoleTerm.Kind.GRADE)
    if not endpoint.reading.internal:
        terms = terms.filter(visibility=Visibility.PUBLIC)
    whens = []
    for slug, ranks in endpoint.reading.reference.grade_ranks.items():
        if len({*ranks.values()}) == 1:
            whens.append(When(slug=slug, then=min(ranks.values())))
        else:
            whens += [When(slug=slug, role__internal__grade_scheme=scheme, then=rank) for scheme, rank in ranks.items()]
    ranked = terms.annotate(rank=Case(*whens, output_field=FloatField())).filter(rank__isnull=False)
    return Subquery(ranked.order_by("rank").values("rank")[:1])


def _placed(column: str, places: Mapping[str, int]) -> Case:
    whens = [When(**{column: slug}, then=Value(place)) for slug, place in places.items()]
    return Case(*whens, output_field=IntegerField())
