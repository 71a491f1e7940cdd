"""Families, roles and specialties as their lists have them. What `expand` puts into another resource are the same rows:
those of a whole page are read by one query."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.db.models.fields.json import KT
from rest_framework.exceptions import ValidationError

from careers.ids import part_id
from careers.models import FamilyListing, RoleListing, SpecialtyListing
from careers.reading import Reading

Row = dict[str, Any]

MAX_EXPANDED = 2_000
"""Rows that an expansion puts into one answer."""

OF_PUBLICATION = {
    "uuid": F("family__uuid"),
    "number": F("publication__revision__number"),
    "starts_on": F("publication__starts_on"),
}
HOME = ("pk", "publication", "family_slug", "slug", "department")


def families(reading: Reading) -> QuerySet[Any]:
    """Job families, without their documents; `family` makes each a row."""
    facts = ("publication", "slug", "title", "summary", "department", "visibility")
    count = F(f"{reading.side}_role_count")
    return reading.live(FamilyListing).values(*facts, role_count=count, **OF_PUBLICATION)  # type: ignore[no-any-return]


def family(row: Row) -> Row:
    return {**row, "id": str(row["uuid"])}


def roles(reading: Reading) -> QuerySet[Any]:
    """Roles, without their texts; `role` makes each a row."""
    side = reading.side
    stored = {name: KT(f"{side}__{name}") for name in ("group", "grade_scheme")}
    # As text, SQLite has no other null than the word.
    grade = Case(When(**{f"{side}__grade": None}, then=None), default=KT(f"{side}__grade"))
    facts = ("title", "track", "level", "hiring", "visibility", "job_code")
    options = F(f"{side}__grade_options")
    return places_of_roles(reading).values(*HOME, *OF_PUBLICATION, *facts, **stored, grade=grade, grade_options=options)


def places_of_roles(reading: Reading) -> QuerySet[Any]:
    """Where each role belongs, and nothing of what it is; `role` makes each a row."""
    return reading.live(RoleListing).values(*HOME, **OF_PUBLICATION)  # type: ignore[no-any-return]


def role(row: Row) -> Row:
    return {**row, "family": row["family_slug"], "id": part_id(RoleListing, row["uuid"], row["slug"])}


def specialties(reading: Reading) -> QuerySet[Any]:
    """Specialties and segments, each with the `roles` it is for (none means all); `specialty` makes each a row."""
    facts = ("publication", "slug", "name", "kind", "primary_language", "visibility", "family_slug")
    rows = reading.live(SpecialtyListing)
    return rows.values(*facts, roles=F(f"{reading.side}__roles"), uuid=F("family__uuid"))  # type: ignore[no-any-return]


def specialty(row: Row) -> Row:
    return {**row, "family": row["family_slug"], "id": part_id(SpecialtyListing, row["uuid"], row["slug"])}


# What `expand` asks for, of each row of a page.


def roles_of_families(reading: Reading, rows: Sequence[Row]) -> list[Any]:
    found = _by_publication(roles(reading), rows)
    mask = reading.viewer.mask_role
    return [[role(mask(each)) for each in found[row["publication"]]] for row in rows]


def specialties_of_families(reading: Reading, rows: Sequence[Row]) -> list[Any]:
    found = _by_publication(specialties(reading), rows)
    return [[specialty(each) for each in found[row["publication"]]] for row in rows]


def family_of_roles(reading: Reading, rows: Sequence[Row]) -> list[Any]:
    found = _by_publication(families(reading), rows)
    return [family(found[row["publication"]][0]) for row in rows]


def specialties_of_roles(reading: Reading, rows: Sequence[Row]) -> list[Any]:
    """Those that each role may have; of a composed one with what they are for the role."""
    found = _by_publication(specialties(reading), rows)

    def of(row: Row) -> list[Row]:
        own = {each["slug"]: each for each in row.get("specialties", ())}
        those = (each for each in found[row["publication"]] if not each["roles"] or row["slug"] in each["roles"])
        return [{**own.get(each["slug"], {}), **specialty(each)} for each in those]

    return [of(row) for row in rows]


def role_of_vacancies(reading: Reading, rows: Sequence[Row]) -> list[Any]:
    """None where the viewer may know of none in force."""
    named = roles(reading).filter(
        family_slug__in={row["family"] for row in rows}, slug__in={row["role"] for row in rows}
    )
    found = {(row["family_slug"], row["slug"]): role(reading.viewer.mask_role(row)) for row in named}
    return [found.get((row["family"], row["role"])) for row in rows]


def _by_publication(found: QuerySet[Any], rows: Sequence[Row]) -> dict[int, list[Row]]:
    """What is of the publications of the rows. One query. Raises ValidationError where it is too much for an answer."""
    of_page = list(found.filter(publication__in={row["publication"] for row in rows})[: MAX_EXPANDED + 1])
    if len(of_page) > MAX_EXPANDED:
        raise ValidationError({"expand": [f"It is more than {MAX_EXPANDED} rows. Ask for fewer at once, with limit."]})
    sorted_: dict[int, list[Row]] = defaultdict(list)
    for each in of_page:
        sorted_[each["publication"]].append(each)
    return sorted_
