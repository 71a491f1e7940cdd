"""Three versions made one: a fix of today, and what was scheduled before it was made.

Everything that has an identity is followed from the base into both versions: roles and specialties by slug, also where
one side renamed them; hiring processes, steps and sections as `compare` pairs them, statements by the one matcher. Of
each fact, text and place the side that changed it is taken; where both did, and differently, nobody is asked to guess:
it is a conflict.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from careers.handbook.anchors import named, title_of
from careers.handbook.compare import career_step_pairs, hiring_step_pairs, placed, process_pairs, section_pairs
from careers.handbook.document import (
    LISTS,
    CareerStep,
    FamilyDocument,
    HiringProcess,
    HiringStep,
    ReportsTo,
    Role,
    Scope,
    Section,
    Specialty,
    Statement,
)
from careers.handbook.facts import reason
from careers.handbook.match import Item, Pairs, match, pair_by
from careers.handbook.renames import Names, Renames, followed, renames
from careers.handbook.render import LIST_HEADINGS

T = TypeVar("T")
Fields = dict[str, Any]
Parts = Sequence[Role] | Sequence[Specialty]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Conflict(_Value):
    """What both sides changed, and differently. `pointer` is the place in ours, of what ours has not the one in
    theirs; `title` says it in words; the values are as people read them, "" for none."""

    pointer: str
    title: str
    base: str
    ours: str
    theirs: str


class Undone(_Value):
    """What a fix changed and a later version has not: it says what was before the fix, or something else again.
    `pointer` is the place in the fix, of what the fix removed the one in the later version."""

    pointer: str
    title: str
    before: str
    fixed: str
    later: str


class Merged(_Value):
    """The document that has the changes of both sides, or else their conflicts: a document with half of them would be
    nothing that anybody wrote or approved."""

    document: FamilyDocument | None
    conflicts: tuple[Conflict, ...] = ()


def merge(base: FamilyDocument, ours: FamilyDocument, theirs: FamilyDocument) -> Merged:
    """The base with the changes of both sides. A change of one side is taken, the same change of both is taken once,
    and what one removed and the other left alone is gone. Different changes of one thing are a conflict; so is what
    is unsound together, such as a statement for a role that the other side removed."""
    merger = _Merger(base, ours, theirs)
    data = merger.document()
    conflicts = tuple(conflict for conflict, later_changed in merger.contested if later_changed)
    if conflicts:
        return Merged(document=None, conflicts=conflicts)
    try:
        return Merged(document=FamilyDocument.model_validate(data))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        title = f"{theirs.title}: together, {reason(first)}"
        return Merged(document=None, conflicts=(Conflict(pointer="", title=title, base="", ours="", theirs=""),))


def undone(base: FamilyDocument, fix: FamilyDocument, later: FamilyDocument) -> tuple[Undone, ...]:
    """What `later` would undo of the change from `base` to `fix` if it came into force as it is."""
    merger = _Merger(base, fix, later)
    merger.document()
    return tuple(
        Undone(pointer=each.pointer, title=each.title, before=each.base, fixed=each.ours, later=each.theirs)
        for each, _ in merger.contested
    )


@dataclass(frozen=True)
class _Where:
    """The pointers of one place in ours and in theirs; None where it is not there."""

    ours: str | None
    theirs: str | None

    def below(self, ours: object, theirs: object) -> "_Where":
        return _Where(*(_below(*each) for each in ((self.ours, ours), (self.theirs, theirs))))


class _Place(NamedTuple):
    """Of a statement: the owner by name, and the list."""

    owner: str
    list: str


@dataclass(frozen=True)
class _Standing:
    """A statement, where it stands."""

    place: _Place
    statement: Statement
    pointer: str = field(compare=False)

    @property
    def item(self) -> Item:
        return Item(*self.place, self.statement.text)


def _below(pointer: str | None, step: object) -> str | None:
    return None if pointer is None or step is None else f"{pointer}/{step}"


def _by_slug(before: Sequence[Any], after: Sequence[Any]) -> Pairs:
    return pair_by(before, after, _slug)


def _slug(part: Any) -> Hashable:
    return str(part.slug)


def _itself(part: Any) -> Hashable:
    found: Hashable = part
    return found


_PAIRS: dict[str, tuple[Callable[[Sequence[Any], Sequence[Any]], Pairs], Callable[[Any], Hashable]]] = {
    "sections": (section_pairs, _itself),
    "roles": (_by_slug, _slug),
    "specialties": (_by_slug, _slug),
    "career_steps": (career_step_pairs, _itself),
    "hiring_processes": (process_pairs, _itself),
    "steps": (hiring_step_pairs, _itself),
}
"""How the parts of either side are found in the base, and which parts that both sides added are one."""
_CALLED = {"roles": "title", "specialties": "name"}
"""The parts that may be renamed, and the field that says what they are called."""


class _Merger:
    """A merge under way. `contested` is what ours changed and theirs has otherwise, with whether theirs changed it
    from the base as well. All three are told in the slugs of either side that renamed something."""

    def __init__(self, base: FamilyDocument, ours: FamilyDocument, theirs: FamilyDocument) -> None:
        our, their = renames(base, ours), renames(base, theirs)
        either = Renames(
            *(_either(*(getattr(each, part) for each in (our, their, ours, theirs))) for part in _CALLED),
        )
        self._documents = (
            followed(base, either),
            followed(ours, _free(their, ours)),
            followed(theirs, _free(our, theirs)),
        )
        self._base, self._sides = base, ((our, ours), (their, theirs))
        self.contested: list[tuple[Conflict, bool]] = []

    def document(self) -> Fields:
        """The merged document as fields, valid or not."""
        data = self._part(*self._documents, _Where("", ""))
        lists = self._statements()
        self._addresses()
        owners = {"": data}
        owners |= {f"role/{role['slug']}": role for role in data["roles"]}
        owners |= {f"specialty/{specialty['slug']}": specialty for specialty in data["specialties"]}
        for owner, fields in owners.items():
            fields |= {name: lists.get(_Place(owner, name), []) for name in LISTS}
        return data

    def _addresses(self) -> None:
        """The slugs, of which everything is told already in those of either side. Where a part as a whole is contested
        or what it is called, that says it."""
        told = {each.pointer: later_changed for each, later_changed in self.contested}
        for part, called in _CALLED.items():
            for was in _slugs(getattr(self._base, part)):
                (our, our_pointer), (their, their_pointer) = (self._renamed(part, was, *side) for side in self._sides)
                here = our_pointer or their_pointer or ""
                if not any(told.get(place, -1) >= (their != was) for place in (here, f"{here}/{called}")):
                    self._choose(was, our, their, _Where(our_pointer, their_pointer).below("slug", "slug"))

    @staticmethod
    def _renamed(part: str, was: str, names: Renames, document: FamilyDocument) -> tuple[str | None, str | None]:
        """The slug of a part on one side, and its pointer; of what is gone None."""
        now = getattr(names, part).get(was, was)
        slugs = _slugs(getattr(document, part))
        return (now, f"/{part}/{slugs.index(now)}") if now in slugs else (None, None)

    def _part(self, base: BaseModel, ours: BaseModel, theirs: BaseModel, where: _Where) -> Fields:
        """What is on all sides, field by field and part by part; but its statements, which may be anywhere."""
        data: Fields = {}
        for name in type(base).model_fields:
            one, our, their = (getattr(each, name) for each in (base, ours, theirs))
            place = where.below(name, name)
            if name in _PAIRS and not (isinstance(base, Specialty) and name == "roles"):
                data[name] = self._parts(name, one, our, their, place)
            elif isinstance(one, dict):
                data[name] = self._entries(one, our, their, place)
            elif name not in LISTS:
                data[name] = self._choose(one, our, their, place)
        return data

    def _entries(self, base: Fields, ours: Fields, theirs: Fields, where: _Where) -> Fields:
        """Leads by list, grades and job codes by role."""
        merged = {
            key: self._choose(
                base.get(key),
                ours.get(key),
                theirs.get(key),
                where.below(key if key in ours else None, key if key in theirs else None),
            )
            for key in dict.fromkeys((*base, *ours, *theirs))
        }
        return {key: value for key, value in merged.items() if value is not None}

    def _parts(
        self, name: str, base: Sequence[Any], ours: Sequence[Any], theirs: Sequence[Any], where: _Where
    ) -> list[Fields]:
        """The parts of a list, one by one, and the additions of both sides."""
        pairs, same = _PAIRS[name]
        tracks = _tracks(base, ours, theirs, pairs(base, ours), pairs(base, theirs), same)
        merged: dict[int, Fields] = {}
        for track, indices in _each(tracks):
            one, our, their = _sides(indices, base, ours, theirs)
            place = where.below(*indices[1:])
            if one is not None and our is not None and their is not None:
                merged[track] = self._part(one, our, their, place)
            elif (kept := self._choose(one, our, their, place)) is not None:
                merged[track] = _fields(kept)
        return self._arranged([list(each) for each in tracks], merged, where)

    def _statements(self) -> dict[_Place, list[Fields]]:
        """The statements of each list: words and facts merged, and where they stand."""
        base, ours, theirs = (
            [_Standing(_Place(i.owner, i.list), s, origin.pointer) for i, origin, s in placed(document)]
            for document in self._documents
        )
        old, our_items, their_items = ([each.item for each in side] for side in (base, ours, theirs))
        tracks = _tracks(old, our_items, their_items, match(old, our_items), match(old, their_items), _itself)
        here, there = ({name: pointer for name, pointer, _ in named(each)} for each in self._documents[1:])
        merged: dict[int, Fields] = {}
        places: dict[int, _Place] = {}
        for track, indices in _each(tracks):
            one, our, their = _sides(indices, base, ours, theirs)
            where = _Where(our.pointer if our else None, their.pointer if their else None)
            if one and our and their:
                merged[track] = self._part(one.statement, our.statement, their.statement, where)
                places[track] = self._choose(one.place, our.place, their.place, where)
                continue
            # What came or went with its owner is told as that owner; if it went with it, wherever it is now it stays.
            stood = one or our
            told = stood is None or stood.place.owner in (here if our is None else there)
            if kept := self._choose(one, our, their, where) if told else our or their:
                merged[track], places[track] = _fields(kept.statement), kept.place
        orders: defaultdict[_Place, list[list[int]]] = defaultdict(lambda: [[], [], []])
        for number, (each, side) in enumerate(zip(tracks, (base, ours, theirs), strict=True)):
            for track, index in each.items():
                orders[side[index].place][number].append(track)
        kept_at: defaultdict[_Place, dict[int, Fields]] = defaultdict(dict)
        for track, place in places.items():
            kept_at[place][track] = merged[track]
        lists: dict[_Place, list[Fields]] = {}
        for place, kept_here in kept_at.items():
            where = _Where(_below(here.get(place.owner), place.list), _below(there.get(place.owner), place.list))
            lists[place] = self._arranged(orders[place], kept_here, where)
        return lists

    def _arranged(self, orders: Sequence[Sequence[int]], merged: Mapping[int, Fields], where: _Where) -> list[Fields]:
        """What is kept in the order of the side that changed it, or else of theirs; what only the other side has comes
        behind what it stood behind there."""
        common = set(orders[0]).intersection(*orders[1:])
        before, our, their = (_Order(track for track in order if track in common) for order in orders)
        chosen = self._choose(before, our, their, where)
        first, second = (orders[1], orders[2]) if chosen == our != their else (orders[2], orders[1])
        following: defaultdict[int | None, list[int]] = defaultdict(list)
        placed_first, last = set(first), None
        for track in second:
            if track not in merged:
                continue
            if track not in placed_first:
                following[last].append(track)
            else:
                last = track
        found = following[None]
        for track in first:
            if track in merged:
                found += [track, *following[track]]
        return [merged[track] for track in found]

    def _choose(self, base: Any, ours: Any, theirs: Any, where: _Where) -> Any:
        """The value of the side that changed it; ours, and a note, where that is not what theirs says."""
        if ours not in (base, theirs):
            self._contest(base, ours, theirs, where)
        return theirs if ours == base else ours

    def _contest(self, base: Any, ours: Any, theirs: Any, where: _Where) -> None:
        document, pointer = self._documents[1], where.ours
        if pointer is None:
            document, pointer = self._documents[2], where.theirs or ""
        words = {"base": _shown(base), "ours": _shown(ours), "theirs": _shown(theirs)}
        conflict = Conflict(pointer=pointer, title=title_of(document, pointer), **words)
        self.contested.append((conflict, theirs != base))


def _free(names: Renames, other: FamilyDocument) -> Renames:
    """The renames of one side that the other can follow: it has the old name still, and not the new one."""

    def kept(slugs: Names, parts: Parts) -> Names:
        there = _slugs(parts)
        return {was: now for was, now in slugs.items() if was in there and now not in there}

    return Renames(kept(names.roles, other.roles), kept(names.specialties, other.specialties))


def _either(our: Names, their: Names, ours: Parts, theirs: Parts) -> Names:
    """The renames that the base can follow: those that the other side made as well, or made no other of the same part
    and has not got the new name. So what one side renamed and the other removed is one part."""
    found = {}
    for mine, yours, there in ((our, their, _slugs(theirs)), (their, our, _slugs(ours))):
        for was, now in mine.items():
            if yours.get(was, now) == now and (was in yours or now not in there):
                found[was] = now
    return found


def _slugs(parts: Parts) -> list[str]:
    return [part.slug for part in parts]


class _Order(tuple[int, ...]):
    """The order of a list, by the tracks of what stands in it."""


def _tracks(
    base: Sequence[Any],
    ours: Sequence[Any],
    theirs: Sequence[Any],
    to_ours: Pairs,
    to_theirs: Pairs,
    same: Callable[[Any], Hashable],
) -> list[dict[int, int]]:
    """For each side, from a number that means one part on all sides to its index there, in the order of the side. A
    part that both sides added, the same, is one; so is what one side added and the other seems to have made of
    something in the base that is merely like it."""
    to_ours, to_theirs = (
        _without_chance(base, ours, to_ours, theirs, to_theirs, same),
        _without_chance(base, theirs, to_theirs, ours, to_ours, same),
    )
    our, their = {j: i for i, j in to_ours}, {j: i for i, j in to_theirs}
    fresh = itertools.count(len(base))
    our_new, their_new = (
        [j for j in range(len(side)) if j not in known] for side, known in ((ours, our), (theirs, their))
    )
    our |= {j: next(fresh) for j in our_new}
    both = pair_by([ours[j] for j in our_new], [theirs[j] for j in their_new], same)
    their |= {their_new[n]: our[our_new[m]] for m, n in both}
    their |= {j: next(fresh) for j in their_new if j not in their}
    return [
        {i: i for i in range(len(base))},
        {our[j]: j for j in range(len(ours))},
        {their[j]: j for j in range(len(theirs))},
    ]


def _without_chance(
    base: Sequence[Any],
    side: Sequence[Any],
    pairs: Pairs,
    other: Sequence[Any],
    other_pairs: Pairs,
    same: Callable[[Any], Hashable],
) -> Pairs:
    """The pairs of one side, but for those whose two parts are merely alike while the other side added exactly what
    stands here."""
    known = {j for _, j in other_pairs}
    added = Counter(same(part) for j, part in enumerate(other) if j not in known)
    kept = []
    for i, j in pairs:
        key = same(side[j])
        if added[key] and key != same(base[i]):
            added[key] -= 1
        else:
            kept.append((i, j))
    return kept


def _each(tracks: Sequence[Mapping[int, int]]) -> Iterator[tuple[int, list[int | None]]]:
    for track in dict.fromkeys(itertools.chain(*tracks)):
        yield track, [side.get(track) for side in tracks]


def _sides(indices: Sequence[int | None], *sides: Sequence[T]) -> list[T | None]:
    return [None if i is None else side[i] for i, side in zip(indices, sides, strict=True)]


def _fields(part: BaseModel) -> Fields:
    return {name: getattr(part, name) for name in type(part).model_fields}


def _shown(value: Any) -> str:
    """A value as people read it."""
    match value:
        case None | _Order():
            return ""
        case _Standing():
            return value.statement.text
        case _Place():
            return f"{value.owner or 'family'}, {LIST_HEADINGS[value.list].lower()}"
        case Role():
            return value.title
        case Specialty():
            return value.name
        case HiringProcess():
            return "\n".join(filter(None, [value.title, *(step.text for step in value.steps)]))
        case Section():
            return "\n\n".join(filter(None, [value.heading, value.body]))
        case HiringStep() | CareerStep():
            return value.text
        case ReportsTo():
            return value.text or value.role or ""
        case Scope():
            return ", ".join((*value.tracks, *value.roles, *value.specialties))
        case tuple():
            return ", ".join(map(_shown, value))
        case bool():
            return "yes" if value else "no"
    return str(value)
