"""What a post of another job board states of its vacancy. Only what is certain is taken."""

import re
from collections.abc import Sequence
from decimal import Decimal
from html import unescape
from typing import Any

from pydantic import TypeAdapter
from pydantic import ValidationError as Unsound

from careers.handbook import places as written
from careers.handbook.vacancy import LANGUAGE, ApplyAddress, PayPeriod, Place
from careers.handbook.words import folded
from careers.models.vacancies import EmploymentType
from careers.syncing.board import PayRange, Post

Facts = dict[str, Any]

FOLLOWED = ("places", "employment_types", "deadline", "language", "apply", "requisition")
"""What of a vacancy is taken from its post, beside the role; named as its document names it."""
_PERIODS: Sequence[tuple[PayPeriod, frozenset[str]]] = (
    ("hour", frozenset({"hour", "hourly"})),
    ("day", frozenset({"day", "daily"})),
    ("week", frozenset({"week", "weekly"})),
    ("month", frozenset({"month", "monthly"})),
    ("year", frozenset({"year", "yearly", "annual", "annually", "annum"})),
)
_WORD = re.compile(r"[a-z]+")
_OURS = re.compile(r"pay an? ")
"""How the ranges of our own boards begin. Their blurbs say what is paid on top; those of others may say anything."""
_ON_TOP = re.compile(r"<p>([^<]*)</p>")
_EMPLOYMENT = {
    folded(text).replace("-", " "): kind.value
    for kind in EmploymentType
    for text in (kind.label, kind.value, kind.name)
} | {"contract": "contractor", "intern": "intern", "fixed term": "temporary", "freelance": "contractor"}


def facts_of(post: Post, country: str) -> tuple[Facts, list[str]]:
    """What a post states of its vacancy, as JSON, and in sentences what of it is not certain. What is not is left
    empty, so that somebody fills it in; of a place the name is kept as it is written."""
    findings: list[str] = []
    facts = {
        "places": _placed(post, country, findings),
        "employment_types": _employment(post, findings),
        "deadline": post.application_deadline.isoformat() if post.application_deadline else None,
        "language": _language(post, findings),
        "apply": _apply(post, findings),
        "requisition": post.requisition_id or "",
    }
    return facts, findings


def _placed(post: Post, country: str, findings: list[str]) -> list[Any]:
    where = (post.location and post.location.name) or ""
    offices = [each.location or each.name or "" for each in post.offices]
    found = written.read_places(where, country)
    if found.unclear or not found.places:
        of_offices = [written.read_places(each, country) for each in offices]
        if of_offices and all(each.places and not each.unclear for each in of_offices):
            found = written.Reading(tuple(dict.fromkeys(place for each in of_offices for place in each.places)), ())
    if not (found.places or found.unclear):
        findings.append("It names no place.")
    findings += [f"It is not certain where this is: {each}" for each in found.unclear]
    paid = [_paid(place, post, found.places, findings) for place in found.places]
    unclear = [
        {"kind": "on_site", "country": "", "region": "", "town": each[:200], "pay": None} for each in found.unclear
    ]
    return [*paid, *unclear][: written.MOST]


def _paid(place: Place, post: Post, places: Sequence[Place], findings: list[str]) -> Any:
    """The place with what is paid there, if that is certain: by the only range, or by the one that names the place."""
    ranges = post.pay_input_ranges or []
    everywhere = len(ranges) == 1 and not _names_one(ranges[0], places)
    here = ranges if everywhere else [each for each in ranges if folded(str(place)) in folded(each.title or "")]
    pay = _pay(here[0]) if len(here) == 1 else None
    if not pay and ranges and (here or not all(_names_one(each, places) for each in ranges)):
        told = "; ".join(each.title or "a range without a title" for each in here or ranges)
        findings.append(f"It is not certain what is paid ({place}): {told}")
    return {**place.model_dump(mode="json"), "pay": pay}


def _pay(said: PayRange) -> Any:
    """None where its title does not tell for what time it is paid."""
    title = folded(said.title or "")
    periods = [period for period, words in _PERIODS if words & set(_WORD.findall(title))]
    if len(periods) != 1 or said.min_cents > said.max_cents:
        return None
    low, high = (f"{Decimal(cents) / 100:.2f}" for cents in (said.min_cents, said.max_cents))
    variable = _ON_TOP.fullmatch(unescape(said.blurb or "")) if _OURS.match(title) else None
    return {
        "minimum": low,
        "maximum": high,
        "currency": said.currency_type,
        "period": periods[0],
        "variable": " ".join(unescape(variable[1]).split())[:1000] if variable else "",
    }


def _names_one(pay: PayRange, places: Sequence[Place]) -> bool:
    title = folded(pay.title or "")
    return any(folded(str(place)) in title for place in places)


def _employment(post: Post, findings: list[str]) -> list[str]:
    stated = post.stated("employment type", "employment types", "employment", "time type")
    found = [_EMPLOYMENT.get(each.replace("-", " ")) for each in stated]
    findings += [
        f"No employment type is called {each}." for each, known in zip(stated, found, strict=True) if not known
    ]
    return list(dict.fromkeys(filter(None, found)))


def _language(post: Post, findings: list[str]) -> str:
    language = post.language or "en"
    if re.fullmatch(LANGUAGE, language) and len(language) <= 6:
        return language
    findings.append(f"The language is not known here: {language[:40]}")
    return "en"


_APPLY: TypeAdapter[str] = TypeAdapter(ApplyAddress)


def _apply(post: Post, findings: list[str]) -> str:
    try:
        return _APPLY.validate_python(post.absolute_url)
    except Unsound:
        findings.append("Where to apply is no https:// address.")
        return ""
