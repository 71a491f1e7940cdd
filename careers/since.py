"""Since when a role has read, without a break, as it does: the first day of that, and what was said of it then.

What counts is what the role's page says of the role, as the viewer sees it. What a page shows of others does not: the
name of the family and where that is, from where a statement was inherited, what a specialty is when it is not chosen,
what other roles and families are called, the steps from other families. Nor does the group by which its next level is
found. It begins anew where it was left out of an edition, its family was withdrawn for a day or more, it had another
slug or family, or the viewer could not see it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import Count, F, TextField
from django.db.models.functions import Cast

from careers.audience import Viewer
from careers.handbook.compose import compose
from careers.handbook.document import LISTS, load
from careers.models import FamilyListing, RoleListing
from careers.reading import Reading
from config.kernel.models.catalogue import State


def last_change(reading: Reading, family: str, slug: str, specialty: str = "") -> Any:
    """`starts_on` and `message` of the publication since which a role in force reads as it does; with a specialty, as
    it is for those who have that one. None where it was withdrawn this moment. One query."""
    here = FamilyListing.objects.live(reading.on).filter(slug=family).values("family")
    rows = _begun(reading, FamilyListing if specialty else RoleListing).filter(family__in=here)
    if not specialty:
        rows = rows.filter(slug=slug)

    def said(text: str) -> Any:
        if not specialty:
            return _said(reading, json.loads(text))
        try:
            role = compose(load(text), slug, audience=reading.viewer.audience, specialty=specialty)
        except KeyError:
            return None
        return _said(reading, role.model_dump(mode="json"))

    rows = rows.annotate(message=F("publication__revision__message")).order_by("-starts_on", "-pk")
    columns = ("starts_on", "ends_on", "text", "message")
    return _unbroken(rows.values_list(*columns, named=True).iterator(chunk_size=8), said)[1]


def days_before(reading: Reading) -> Mapping[int, date]:
    """By the keys of the listing rows of roles in force, since when those read as they do that did so before their
    publication. One query, or none where the process keeps it."""
    return _days_before(reading.state, reading.on, reading.viewer, reading.database)


# Of 12,000 rows that all differ, if only in what does not count, it takes a second.
@lru_cache(maxsize=8)
def _days_before(state: State, on: date, viewer: Viewer, database: str) -> Mapping[int, date]:
    """Reads the roles of the families alone that were published more than once, row by row. It cannot differ while the
    catalogue version is the same, so a process keeps it."""
    reading = Reading(state, on, viewer, asked=False, database=database)
    families = FamilyListing.objects.begun(on).visible(internal=viewer.internal).order_by().values("family")
    families = families.annotate(times=Count("pk")).filter(times__gt=1)
    rows = _begun(reading, RoleListing).filter(family__in=families.values("family"))
    rows = rows.order_by("family", "slug", "-starts_on", "-pk")
    columns = ("pk", "family", "slug", "starts_on", "ends_on", "text")
    found = {}
    for _, editions in groupby(rows.values_list(*columns, named=True).iterator(), lambda row: row[1:3]):
        newest, first = _unbroken(editions, lambda text: _said(reading, json.loads(text)))
        if first is not newest:
            found[newest.pk] = first.starts_on
    return found


def _begun(reading: Reading, model: Any) -> Any:
    """The rows that the viewer may know of until the day, with the days of their publications; `text` is what they
    say of a role, or the document that says it."""
    side = "internal" if model is FamilyListing else reading.side  # compose leaves out itself what may not be seen
    return (
        model.objects.begun(reading.on)
        .visible(internal=reading.internal)
        .annotate(
            starts_on=F("publication__starts_on"),
            ends_on=F("publication__ends_on"),
            text=Cast(side, TextField()),
        )
    )


def _unbroken(rows: Iterator[Any], said: Callable[[str], Any]) -> tuple[Any, Any]:
    """Of rows, newest first, the newest, and the oldest since which each followed the one before at once and `said`
    the same; (None, None) where there are none. What the database holds alike is not read."""
    newest: Any = next(rows, None)
    first = newest
    if newest is None:
        return None, None
    now, alike = None, {newest.text}
    for row in rows:
        if row.ends_on != first.starts_on:
            break
        if row.text not in alike:
            now = now or said(newest.text)
            if said(row.text) != now:
                break
            alike.add(row.text)
        first = row
    return newest, first


def _said(reading: Reading, role: Any) -> Any:
    """What counts of a composed role."""
    home = role["family"]
    role = reading.viewer.mask_composed(role)
    above = _target(reading, home, *(role["reports_to"]["role"] or "/").split("/"))
    chosen = role["specialty"]
    lists = {name: [(each["group"], each["text"]) for each in role[name]] for name in LISTS}
    return {
        **role,
        **lists,
        "family": "",
        "family_title": "",
        "department": "",
        "group": "",
        "reports_to": above or role["reports_to"]["text"],
        "leads": {name: [each["text"] for each in leads] for name, leads in role["leads"].items()},
        "sections": [{**each, "origin": None} for each in role["sections"]],
        "career_steps": _steps(reading, home, role["career_steps"]),
        "steps_here": _steps(reading, home, role["steps_here"]),
        "specialties": [each["name"] for each in role["specialties"]],
        "specialty": (chosen["name"], chosen["overview"]) if chosen else None,
    }


def _steps(reading: Reading, home: str, steps: Iterable[Any]) -> list[Any]:
    """The steps that say something to the viewer."""
    found = (
        (each["kind"], each["from_role"], _target(reading, home, each["to_family"], each["to_role"]), each["text"])
        for each in steps
    )
    return [each for each in found if any(each[2:])]


def _target(reading: Reading, home: str, family: str | None, role: str | None) -> str:
    """Where a line or step leads, as far as the viewer may know it; within the family, whatever that is called."""
    if not family:
        return ""
    if family == home:
        return f"/{role or ''}"
    known = reading.role_title(f"{family}/{role}") if role else reading.family_title(family)
    return f"{family}/{role or ''}" if known is not None else ""
