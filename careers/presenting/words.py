"""Facts as people say them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.dateformat import format as date_format

from careers.reading import Reading

TRACKS = {"individual_contributor": "Individual contributor", "management": "Management"}
HIRING = {
    "open": "",
    "promotion_only": "By promotion only: we do not hire into this role from outside.",
    "closed": "Closed: nobody is hired or promoted into this role at present.",
}
CAREER_STEPS = {
    "promotion": "Promotion",
    "track_change": "Change of track",
    "lateral": "Lateral move",
    "unstated": "Next step",
}
ONLY_TRACKS = {"individual_contributor": "individual contributors", "management": "managers"}
GENERAL_SCHEME = "general"


def anchor(list_name: str) -> str:
    """The id of a list on a page: nice-to-haves."""
    return list_name.replace("_", "-")


def joined(words: Sequence[str], conjunction: str = "and") -> str:
    """a, b and c"""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def span(words: Sequence[str]) -> str:
    """The first to the last; one alone is itself."""
    return " to ".join(dict.fromkeys([words[0], words[-1]])) if words else ""


def grouped(statements: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """Statements by their group, in order of first appearance. What stands in none comes first: below the heading of
    a group it would seem to belong there."""
    groups: dict[str, list[Any]] = {}
    for statement in statements:
        groups.setdefault(statement["group"], []).append(statement)
    return [(group, groups[group]) for group in sorted(groups, key=bool)]


def scope(applies_to: Any, roles: Mapping[str, Any], specialty_names: Mapping[str, str]) -> str:
    """To whom something applies: "managers only", "Backend Engineer with Storage only"; "" where to all. `roles` are
    those of the document, by slug."""
    if not applies_to:
        return ""
    tracks = applies_to["tracks"]
    # Named roles say more than the tracks that they are on.
    titles = [
        role["title"]
        for slug, role in roles.items()
        if slug in applies_to["roles"] and (not tracks or role["track"] in tracks)
    ]
    whom = joined(titles or [ONLY_TRACKS[track] for track in tracks])
    specialties = [name for slug, name in specialty_names.items() if slug in applies_to["specialties"]]
    having = f"with {joined(specialties, 'or')}" if specialties else ""
    return " ".join(filter(None, [whom, having, "only"]))


def day(on: date) -> str:
    """1 March 2026"""
    return date_format(on, "j F Y")


def counted(number: int, one: str, many: str) -> str:
    """1 role, 1,204 roles"""
    return f"{number:,} {one if number == 1 else many}"


def grade(reading: Reading, scheme: str, slug: str | None, options: Sequence[str] = ()) -> str:
    """The grade, or the grades of which it is one, with the scheme where it is not the general one; "" where no grade
    is stated or the viewer may not see it."""
    names = [reading.reference.grade_name(scheme, each) for each in ([slug] if slug else options)]
    if not names:
        return ""
    text = joined(names, "or")
    if scheme and scheme != GENERAL_SCHEME:
        text += f" ({reading.reference.name('grade_scheme', scheme)})"
    return text


def duration(low: int, high: int) -> str:
    """Minutes from shortest to longest: "30 minutes", "75 to 90 minutes", "3 to 4 hours", "2 h 30 min to 3 h"."""
    if low % 60 == high % 60 == 0 and low > 60:
        return f"{low // 60} hours" if low == high else f"{low // 60} to {high // 60} hours"
    if high < 120:
        return f"{low} minutes" if low == high else f"{low} to {high} minutes"
    return _hours(low) if low == high else f"{_hours(low)} to {_hours(high)}"


def total_time(steps: Sequence[Any]) -> str:
    """The time that a candidate gives: what the steps that are not optional state, from shortest to longest; "" where
    none states it."""
    stated = [step["minutes"] for step in steps if step["minutes"] and not step["optional"]]
    if not stated:
        return ""
    return duration(sum(low for low, _ in stated), sum(high for _, high in stated))


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(f"{number} {unit}" for number, unit in ((hours, "h"), (rest, "min")) if number)
