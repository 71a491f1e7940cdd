"""Places as job boards write them, in one line of text: "Lisbon, Portugal", "Remote - US", "Denver, CO (hybrid)". Only
what can mean one thing is understood."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from careers.handbook.vacancy import REGIONS, Place, PlaceKind, countries
from careers.handbook.words import folded

_OTHER_NAMES = {
    "US": "USA; United States of America; U.S.; U.S.A.; America",
    "GB": "UK; U.K.; Great Britain; England; Scotland; Wales; Northern Ireland",
    "NL": "The Netherlands; Holland",
    "CZ": "Czech Republic",
    "KR": "South Korea; Korea; Republic of Korea",
    "AE": "UAE",
    "TR": "Turkey",
    "HK": "Hong Kong",
    "MO": "Macau",
    "RU": "Russian Federation",
    "VN": "Viet Nam",
    "BA": "Bosnia and Herzegovina",
    "CI": "Ivory Coast",
}
_REGION_NAMES = {
    "US": "Alabama AL; Alaska AK; Arizona AZ; Arkansas AR; California CA; Colorado CO; Connecticut CT; Delaware DE; "
    "District of Columbia DC; Florida FL; Georgia GA; Hawaii HI; Idaho ID; Illinois IL; Indiana IN; Iowa IA; "
    "Kansas KS; Kentucky KY; Louisiana LA; Maine ME; Maryland MD; Massachusetts MA; Michigan MI; Minnesota MN; "
    "Mississippi MS; Missouri MO; Montana MT; Nebraska NE; Nevada NV; New Hampshire NH; New Jersey NJ; New Mexico NM; "
    "New York NY; "
    "North Carolina NC; North Dakota ND; Ohio OH; Oklahoma OK; Oregon OR; Pennsylvania PA; Rhode Island RI; "
    "South Carolina SC; South Dakota SD; Tennessee TN; Texas TX; Utah UT; Vermont VT; Virginia VA; Washington WA; "
    "West Virginia WV; Wisconsin WI; Wyoming WY",
    "CA": "Alberta AB; British Columbia BC; Manitoba MB; New Brunswick NB; Newfoundland and Labrador NL; "
    "Nova Scotia NS; Northwest Territories NT; Nunavut NU; Ontario ON; Prince Edward Island PE; Quebec QC; Québec QC; "
    "Saskatchewan SK; Yukon YT",
}

_SEVERAL = re.compile(r"\s*[;|/\n•]\s*|\s+or\s+", re.IGNORECASE)
_DASH = re.compile(r"\s+[-–—]\s+|:\s+")
_KIND = re.compile(r"\b(remote|hybrid|on-?site|in-?office)\b", re.IGNORECASE)
_NOTE = re.compile(r"\(([^()]*)\)")
MOST = 50
"""Places of one vacancy."""


@dataclass(frozen=True)
class Reading:
    """The places of a text, in its order; `unclear` are those of which it is not certain where they are."""

    places: tuple[Place, ...]
    unclear: tuple[str, ...]


def read_places(text: str, country: str = "") -> Reading:
    """The places that a text names. `country`, an ISO 3166-1 code, is where a place is that names no country; without
    it such a place is unclear, and so is one that names what is a country and a region ("Berlin, DE"). Of a country and
    a region of `country` a code is the region ("Denver, CO"), and a name is unclear ("Tbilisi, Georgia")."""
    places: list[Place] = []
    unclear = []
    for part in filter(None, _SEVERAL.split(" ".join(text.split()))):
        place = _place(part, country)
        if place is None:
            unclear.append(part)
        elif place not in places:
            places.append(place)
    return Reading(tuple(places), tuple(unclear))


@cache
def _countries() -> dict[str, str]:
    found = {folded(name): code for code, name in countries().items()}
    return found | {folded(name): code for code, names in _OTHER_NAMES.items() for name in names.split("; ")}


@cache
def _regions() -> dict[str, frozenset[tuple[str, str]]]:
    """(country, region) by each way of writing a region: its code in capitals, its name."""
    found: dict[str, set[tuple[str, str]]] = {}
    for country, codes in REGIONS.items():
        for code in codes:
            found.setdefault(code, set()).add((country, code))
    for country, names in _REGION_NAMES.items():
        for each in names.split("; "):
            name, _, code = each.rpartition(" ")
            found.setdefault(folded(name), set()).add((country, code))
    return {name: frozenset(each) for name, each in found.items()}


def _place(text: str, country: str) -> Place | None:
    kinds = [each.casefold() for each in _KIND.findall(text)]
    kind: PlaceKind = "remote" if "remote" in kinds else "hybrid" if "hybrid" in kinds else "on_site"
    if "remote" in kinds and len(set(kinds)) > 1:
        return None
    bare = _NOTE.sub(lambda note: "" if _KIND.fullmatch(note[1].strip()) else f", {note[1]}", text)
    bare = re.sub(r"^\W*(?:in|from|within)\s+", "", _KIND.sub("", bare) if kinds else bare, flags=re.IGNORECASE)
    parts = [part.strip(" ,-–—") for each in _DASH.split(bare) for part in each.split(",")]
    parts = [part for part in parts if part]
    found = _where(parts, country, needs_town=kind != "remote")
    if found is None:
        return None
    country, region, town = found
    certain = len(town) != 1 and len(town) <= 200 and not _no_town().search(town)
    return Place(kind=kind, country=country, region=region, town=town) if certain else None


@cache
def _no_town() -> re.Pattern[str]:
    """Finds what is never a town, as places.toml lists it."""
    words = tomllib.loads(files("careers.handbook").joinpath("places.toml").read_text(encoding="utf-8"))
    alone, within = (
        "|".join(re.escape(word) if word.isupper() else f"(?i:{re.escape(word)})" for word in words[table])
        for table in ("alone", "within")
    )
    return re.compile(rf"^(?:{alone})$|(?<![\w'’-])(?:{within})(?![\w'’-])")


def _where(parts: list[str], country: str, *, needs_town: bool) -> tuple[str, str, str] | None:
    """(country, region, town) of the parts between commas; None where they may mean several things, or nothing."""
    if not parts:
        return None if needs_town or not country else (country, "", "")
    meanings = set()
    for (where, region), rest in _ends(parts, country):
        if len(rest) <= 1 and (rest or not needs_town):
            meanings.add((where, region, rest[0] if rest else ""))
    return meanings.pop() if len(meanings) == 1 else None


def _ends(parts: list[str], country: str) -> list[tuple[tuple[str, str], list[str]]]:
    """How the end of the parts can be read, as country and region, with the parts before it."""
    *before, last = parts
    nation = _nation(last)
    if nation and before and (region := _region(before[-1], nation)):
        # "New York, United States" is the state, and "New York, New York, United States" the town in it.
        return [((nation, region), before[:-1])]
    found = [((nation, ""), before)] if nation else []
    ours = [(state, before) for state in _regions().get(_spelt(last), ()) if country in ("", state[0])]
    if country:
        if country == nation:
            return found
        if nation in ("", last):
            return ours or found or [((country, ""), parts)]
    return found + ours


def _nation(text: str) -> str:
    return text if text in countries() else _countries().get(folded(text), "")


def _region(text: str, nation: str) -> str:
    return next((region for where, region in _regions().get(_spelt(text), ()) if where == nation), "")


def _spelt(text: str) -> str:
    """Codes count in capitals alone: "or" and "in" are words."""
    return text if len(text) == 2 and text.isupper() else folded(text)
