"""The census of a day: what is live, family by family, without its words. Lists count by it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any

from django.db.models import Count, FilteredRelation, Q

from careers.models import FamilyListing, Posting, RoleListing
from careers.models.drafts import Visibility
from careers.reading import Reading

Values = Mapping[str, frozenset[str]]
"""What a role or family has, by facet."""

OF_ROLES = ("track", "level", "grade", "specialty", "language")
"""Facets of roles: what is asked for of several holds for one role together. Grades, specialties and languages are its
RoleTerms, by their kind."""
OF_FAMILIES = ("department", "vacancies")

OPEN = "open"
"""The one value of the facet `vacancies`."""
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CountedRole:
    """A role; `values` by facet of OF_ROLES."""

    slug: str
    values: Values


@dataclass(frozen=True)
class CountedFamily:
    """A family with its roles in order; `vacancies` are those open for any of them."""

    slug: str
    department: str
    roles: tuple[CountedRole, ...]
    vacancies: int

    def all(self, facet: str) -> set[str]:
        """The values that its roles have."""
        return {value for role in self.roles for value in role.values.get(facet, NOTHING)}


@dataclass(frozen=True)
class Census:
    """The families that the viewer may know of, by the key of their Family. `vacancies` are all that are open for a
    role, those of families that are not published any more too."""

    families: Mapping[int, CountedFamily]
    vacancies: int

    @classmethod
    def of(cls, reading: Reading) -> "Census":
        """Three queries, or none where the process keeps it."""
        return counted(reading.state.version, reading.on, reading.internal, reading.database)

    @cached_property
    def by_slug(self) -> dict[str, CountedFamily]:
        return {family.slug: family for family in self.families.values()}

    def tally(
        self,
        wanted: Mapping[str, Collection[str]],
        paths: Mapping[str, Collection[str]],
        among: Collection[int] | None = None,
    ) -> dict[str, Counter[str]]:
        """By facet and value, how many families one gets by asking for that value of the facet and, of the other
        facets, for what is `wanted`. `paths` lead from each department to all that it is in; `among` are the keys of
        the families to count, all where it is None."""
        asked = {facet: frozenset(values) for facet, values in wanted.items() if values}
        of_roles = [(facet, asked[facet]) for facet in OF_ROLES if facet in asked]
        found: dict[str, Counter[str]] = {facet: Counter() for facet in (*OF_FAMILIES, *OF_ROLES)}
        for key, family in self.families.items():
            if among is not None and key not in among:
                continue
            own = {
                "department": paths.get(family.department, (family.department,)),
                "vacancies": (OPEN,) if family.vacancies else (),
            }
            lacking = [facet for facet in OF_FAMILIES if facet in asked and asked[facet].isdisjoint(own[facet])]
            if len(lacking) > 1:
                continue
            matches = not of_roles
            values: dict[str, set[str]] = defaultdict(set)
            for role in family.roles:
                missed = [facet for facet, any_of in of_roles if any_of.isdisjoint(role.values.get(facet, NOTHING))]
                matches = matches or not missed
                if lacking or len(missed) > 1:
                    continue
                for facet in missed or role.values:
                    values[facet] |= role.values.get(facet, NOTHING)
            if matches:
                values |= {facet: set(own[facet]) for facet in lacking or OF_FAMILIES}
            for facet, each in values.items():
                found[facet].update(each)
        return found


@lru_cache(maxsize=8)
def counted(version: int, on: date, internal: bool, database: str) -> Census:
    """The census of a day for the public or for staff. It cannot differ while the catalogue version is the same, so a
    process keeps it. Three queries."""
    roles: dict[int, list[CountedRole]] = defaultdict(list)
    for family, role in _roles(on, internal):
        roles[family].append(role)
    open_ones = Posting.objects.live(on).with_listing().visible(internal=internal, on=on).filter(family__isnull=False)
    vacancies = dict(open_ones.order_by().values_list("family").annotate(Count("pk")))
    families = FamilyListing.objects.live(on).visible(internal=internal).order_by("title", "slug")
    return Census(
        {
            key: CountedFamily(slug, department, tuple(roles[key]), vacancies.get(key, 0))
            for key, slug, department in families.values_list("family", "slug", "department")
        },
        sum(vacancies.values()),
    )


def _roles(on: date, internal: bool) -> Iterator[tuple[int, CountedRole]]:
    """(key of the family, role) of the roles in force, as they stand. One query."""
    seen = Visibility.values if internal else [Visibility.PUBLIC]
    rows: Any = RoleListing.objects.live(on).visible(internal=internal)
    rows = rows.annotate(term=FilteredRelation("terms", condition=Q(terms__visibility__in=seen)))
    rows = rows.order_by("family", "position", "pk")
    same: dict[frozenset[str], frozenset[str]] = {}  # few values are had by many: each is kept once
    columns = ("family", "pk", "slug", "track", "level", "term__kind", "term__slug")
    for (family, _, slug, track, level), lines in groupby(rows.values_list(*columns), key=lambda line: line[:5]):
        values: dict[str, set[str]] = {"track": {track}, "level": {level} - {""}}
        for *_, kind, word in lines:
            if kind:
                values.setdefault(kind, set()).add(word)
        kept = {facet: frozenset(each) for facet, each in values.items()}
        yield family, CountedRole(slug, {facet: same.setdefault(each, each) for facet, each in kept.items()})
