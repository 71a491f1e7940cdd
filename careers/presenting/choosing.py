"""Choosing roles to compare, one after the other: by words, or from the families of those that are chosen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from careers.models import RoleListing
from careers.presenting import words
from careers.presenting.links import Link, address
from careers.reading import ROLE, Reading

SLOTS = ("a", "b", "c")
SHOWN = 30
"""Roles to choose from on one page."""


@dataclass(frozen=True)
class Chosen:
    """A role that is chosen, in one of SLOTS, and the page without it."""

    title: str
    family: str
    slot: str
    path: str
    without: str


@dataclass(frozen=True)
class Choosing:
    """What is chosen, and what can be chosen beside it: (family, roles), of which each leads to the page with it.
    `more` says how many others the words fit."""

    q: str
    chosen: Sequence[Chosen]
    families: Sequence[tuple[str, Sequence[Link]]]
    more: str

    @property
    def room(self) -> bool:
        return len(self.chosen) < len(SLOTS)


def choosing(reading: Reading, chosen: Mapping[str, str], q: str) -> Choosing:
    """`chosen` are the paths of roles, family/role, by slot. One query, none where there is no room for another."""

    def page(slots: Mapping[str, str]) -> str:
        return address(reading, "compare", query=slots)

    free = next((slot for slot in SLOTS if slot not in chosen), None)
    fitting = _fitting(reading, q.casefold().split(), set(chosen.values())) if free else []
    shown = fitting[:SHOWN]
    families: dict[str, list[Link]] = {_family(path): [] for path in shown}
    rows = reading.live(RoleListing).filter(family_slug__in=families)
    for family, slug, title in rows.values_list("family_slug", "slug", "title"):  # in the order of their documents
        if (path := f"{family}/{slug}") in shown:
            families[family].append(Link(title, page({**chosen, str(free): path})))
    return Choosing(
        q=q,
        chosen=[
            Chosen(
                title=reading.role_title(path) or "",
                family=reading.family_title(_family(path)) or "",
                slot=slot,
                path=path,
                without=page({other: kept for other, kept in chosen.items() if other != slot}),
            )
            for slot, path in chosen.items()
        ],
        families=[(reading.family_title(family) or "", links) for family, links in families.items()],
        more=words.counted(len(fitting) - SHOWN, "more", "more") if len(fitting) > SHOWN else "",
    )


def _fitting(reading: Reading, wanted: Sequence[str], chosen: Collection[str]) -> list[str]:
    """The roles in whose title, with that of their family, all words are: of the families of chosen ones first."""
    home = {_family(path) for path in chosen}
    titles = {path: reading.role_title(path) for path in reading.reference.of_kind(ROLE)}
    families = {family: reading.family_title(family) or "" for family in map(_family, titles)}

    def fits(path: str) -> bool:
        said = f"{titles[path]} {families[_family(path)]}".casefold()
        return titles[path] is not None and path not in chosen and all(word in said for word in wanted)

    return sorted(filter(fits, titles), key=lambda path: (_family(path) not in home, families[_family(path)], path))


def _family(path: str) -> str:
    return path.partition("/")[0]
