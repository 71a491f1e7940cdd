"""The published roles beside the job profiles of an HR system, and as a file from which it loads them. Nothing is
changed."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, F, TextField, Value, When
from django.db.models.fields.json import KT

from careers.handbook.facts import shown
from careers.handbook.parsed import Unreadable
from careers.handbook.profilemap import Fact, ProfileMap, Spellings
from careers.handbook.reconcile import HeldRole, Profile, Report, reconcile, written
from careers.handbook.words import folded
from careers.models import FamilyListing, RoleListing
from careers.reading import Reading, Reference
from config.kernel import tables
from config.kernel.tables import Row, plain

MAX_FILE = 50_000_000
"""Bytes. The profiles of 3,000 families have 3,000,000."""
MAX_PROFILES = 100_000
MAX_COLUMNS = 500
"""Reports of HR systems are wide."""
MAX_UNPACKED = 200_000_000
"""Bytes of an XLSX file: as many profiles with 40 columns."""

NOTHING: tuple[Spellings, ...] = (("",),)


def held_roles(reading: Reading) -> list[HeldRole]:
    """What has a job profile of its own, of the roles in force on the day that the reader may see; the roles of a
    family in the order of its ladder, each before what it is held with. Two queries, however many."""
    columns = ("family_slug", "slug", "title", "department", "level", "job_code", "position")
    rows = reading.live(RoleListing).values(
        *columns,
        # As text: on SQLite a JSON string of digits comes back as a number, and there null comes as a word.
        family_title=KT("internal__family_title"),
        grade_scheme=KT("internal__grade_scheme"),
        grade=Case(When(internal__grade=None, then=Value("")), default=KT("internal__grade"), output_field=TextField()),
        grade_options=F("internal__grade_options"),
        specialties=F("internal__specialties"),
    )
    found = sorted(rows, key=lambda row: (row["family_slug"], row["position"]))
    return [held for row in found for held in _held(row, reading.reference)]


def _line(text: str) -> str:
    """The text on both sides: as documents hold a line, and as a cell can hold it."""
    return " ".join(unicodedata.normalize("NFC", plain(text)).split())


def _held(row: Mapping[str, Any], reference: Reference) -> Iterator[HeldRole]:
    path = f"{row['family_slug']}/{row['slug']}"
    scheme, grade = row["grade_scheme"], row["grade"]
    grades = [grade] if grade else row["grade_options"]

    def graded(grade: str) -> Spellings:
        return f"{scheme}/{grade}", grade, _line(reference.grade_name(scheme, grade))

    facts: dict[Fact, tuple[Spellings, ...]] = {
        "job_code": ((_line(row["job_code"]),),),
        "title": ((_line(row["title"]),),),
        "grade": tuple(map(graded, grades)) or NOTHING,
        "family": ((row["family_slug"], _line(row["family_title"])),),
        "level": ((row["level"], _line(reference.name("level", row["level"]))),) if row["level"] else NOTHING,
        "department": ((row["department"], _line(reference.name("department", row["department"]))),),
    }
    yield HeldRole(path, facts)
    for each in row["specialties"]:
        if each["job_code"]:
            own: dict[Fact, tuple[Spellings, ...]] = {
                "job_code": ((_line(each["job_code"]),),),
                "title": ((_line(f"{row['title']}, {each['name']}"),),),
                "grade": (graded(each["grade"]),) if each["grade"] else facts["grade"],
            }
            yield HeldRole(f"{path}/{each['slug']}", {**facts, **own})


def refuse_strange(profile_map: ProfileMap, reading: Reading) -> None:
    """Raises Unreadable, at its line, for a word of the map that means nothing which the catalogue has or, of
    families, ever published. Two queries."""
    families = FamilyListing.objects.order_by().values_list("slug", "title").distinct()
    known: dict[Fact, set[str]] = {"family": {folded(name) for names in families for name in names}}
    kinds: tuple[Fact, ...] = ("grade", "level", "department")
    for kind in kinds:
        rows = {**reading.reference.later.get(kind, {}), **reading.reference.of_kind(kind)}
        names = [(slug, slug.rpartition("/")[2], row.get("name") or "") for slug, row in rows.items()]
        known[kind] = {folded(name) for each in names for name in each}
    for fact, words in profile_map.words.items():
        for word in words:
            if word.ours and folded(word.ours) not in known[fact]:
                raise Unreadable(word.line, f"there is no {fact} {shown(word.ours)}.")


def read_profiles(data: bytes, name: str, profile_map: ProfileMap) -> list[Profile]:
    """The job profiles of a file, CSV or XLSX as its name says. Raises ValidationError for what is no such table: one
    without the columns of the map, with one of them twice or with something else than text in one, a second header, or
    a row that names nothing."""

    def wanted(header: Row) -> Collection[int]:
        return _columns(header, profile_map).values()

    rows = tables.read(data, name, rows=MAX_PROFILES, columns=MAX_COLUMNS, unpacked=MAX_UNPACKED, wanted=wanted)
    if not rows:
        raise ValidationError("The file is empty.")
    header, *body = rows
    columns = _columns(header, profile_map)
    return [_profile(row, header, columns) for row in body]


def _columns(header: Row, profile_map: ProfileMap) -> dict[Fact, int]:
    """Where the column of each fact stands."""
    names = [folded(cell) for cell in header.cells]
    found: dict[Fact, int] = {}
    for fact, column in profile_map.columns.items():
        count = names.count(folded(column))
        if count > 1:
            raise ValidationError(f"Line {header.line}: the column {shown(column)} is there {count} times.")
        if count:
            found[fact] = names.index(folded(column))
        elif fact not in profile_map.optional:
            there = ", ".join(filter(None, header.cells))
            raise ValidationError(f"Line {header.line}: there is no column {shown(column)}. The columns are {there}.")
    return found


def _profile(row: Row, header: Row, columns: Mapping[Fact, int]) -> Profile:
    if row.cells == header.cells:
        raise ValidationError(f"Line {row.line} is the header of line {header.line} again.")
    if any(row.cells[len(header.cells) :]):
        raise ValidationError(f"Line {row.line} has more cells than the header.")
    cells = {fact: row.cells[at] if at < len(row.cells) else "" for fact, at in columns.items()}
    if not cells["title"] and not cells.get("job_code"):
        raise ValidationError(f"Line {row.line} has neither a job code nor a title.")
    return Profile(row.line, {fact: _line(cell) for fact, cell in cells.items()})


def reconciled(reading: Reading, profiles: Sequence[Profile], profile_map: ProfileMap) -> Report:
    """What the profiles and the roles in force on the day do not agree in."""
    return reconcile(held_roles(reading), profiles, profile_map)


def profiles_csv(reading: Reading, profile_map: ProfileMap) -> tuple[bytes, int]:
    """The roles as a CSV of job profiles, and how many rows it has. Raises Unwritable where the map does not do."""
    roles = held_roles(reading)
    return tables.write("csv", "Job profiles", written(roles, profile_map)), len(roles)
