"""Places of a document that survive its edits: what a comment or a waiver holds on to.

A JSON pointer counts, and counts anew with every edit. An anchor names: the owner by its slug, the list or field, and
of a text its digest. In another version the same text in the same list is the same place; a text that was moved or
reworded is followed by the one matcher, if the version is at hand for which the anchor was made.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from careers.handbook.compare import career_step_pairs, hiring_step_pairs, placed, process_pairs, section_pairs
from careers.handbook.document import (
    LISTS,
    CareerStep,
    FamilyDocument,
    HiringProcess,
    HiringStep,
    Owner,
    Role,
    Section,
    Specialty,
    Statement,
)
from careers.handbook.match import match
from careers.handbook.render import LIST_HEADINGS

TITLE = 80
"""Characters of a place in words."""

Item = Statement | Section | HiringStep | CareerStep


@dataclass(frozen=True)
class Anchor:
    """A place by name. `owner` is "" for the family, "role/<slug>", "specialty/<slug>" or "hiring_process/<title>"
    (the first 100 characters; the second of one title has "#2" behind it). `part` is the list or field, "" for the
    owner as a whole. `digest` is the SHA-256 of the text of a statement, section or step, "" where there is none: of
    one text twice in one list it means the first."""

    owner: str = ""
    part: str = ""
    digest: str = ""


def anchor_of(document: FamilyDocument, pointer: str) -> Anchor:
    """The anchor of the place that a JSON pointer names; what is below a statement, section or step is that one's.
    Raises KeyError where the document has no such place."""
    place = _Place.of(document, pointer)
    owner = next(name for name, _, holder in named(document) if holder is place.holder)
    return Anchor(owner, place.part, _digest(place.item) if place.item else "")


def pinned(document: FamilyDocument, pointer: str) -> Anchor:
    """The anchor of a place together with what it says there: a field has the digest of its text as well, so that it is
    another place once it says something else. Raises KeyError as `anchor_of` does."""
    anchor = anchor_of(document, pointer)
    if anchor.digest:
        return anchor
    value: Any = document
    for step in pointer.split("/")[1:]:
        value = _below(value, step, pointer)
    return replace(anchor, digest=_sha(value)) if isinstance(value, str) else anchor


def place_of(document: FamilyDocument, anchor: Anchor, before: FamilyDocument | None = None) -> str | None:
    """The pointer of an anchor's place in a version of its document; None where it is gone. Texts that are not there
    as they were are followed from `before`, the version for which the anchor was made."""
    return places_of(document, [anchor], before)[0]


def places_of(
    document: FamilyDocument, anchors: Iterable[Anchor], before: FamilyDocument | None = None
) -> list[str | None]:
    """`place_of` for many anchors, the two versions matched once."""
    wanted = list(anchors)
    here = _Index(document)
    found = [here.find(anchor) for anchor in wanted]
    if before is not None and None in found:
        there, moves = _Index(before), dict(_moves(before, document))
        found = [
            place if place is not None else _moved(document, anchor, there.find(anchor), moves)
            for anchor, place in zip(wanted, found, strict=True)
        ]
    return found


def title_of(document: FamilyDocument, pointer: str) -> str:
    """A place in words, of at most `TITLE` characters: "Senior Keeper, requirements: Knows every lamp of the co...".
    Raises KeyError where the document has no such place."""
    place = _Place.of(document, pointer)
    words = " ".join(
        ", ".join(filter(None, [_owner_title(document, place.holder), _part_title(document, place)])).split()
    )
    return words if len(words) <= TITLE else words[: TITLE - 1].rstrip() + "…"


# Where a pointer points


@dataclass(frozen=True)
class _Place:
    """A pointer, taken apart: the part of the document that has a name, what of it is meant, and the statement,
    section or step if one is."""

    holder: BaseModel
    part: str = ""
    item: Item | None = None
    number: int = 0

    @classmethod
    def of(cls, document: FamilyDocument, pointer: str) -> "_Place":
        first, *steps = pointer.split("/")
        path: list[Any] = [document]
        for step in steps:
            path.append(_below(path[-1], step, pointer))
        if first:
            raise KeyError(pointer)
        held = 2 if len(path) > 2 and isinstance(path[2], Role | Specialty | HiringProcess) else 0
        item = next((each for each in path if isinstance(each, Item)), None)
        if item is None:
            return cls(path[held], "/".join(steps[held:]))
        return cls(path[held], steps[held], item, int(steps[held + 1]) + 1)


def _below(value: Any, step: str, pointer: str) -> Any:
    """What is below a value of a document. Raises KeyError, with the pointer, where nothing is."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if step == (field.alias or name):
                return getattr(value, name)
    elif isinstance(value, dict) and step in value:
        return value[step]
    elif isinstance(value, tuple) and step in map(str, range(len(value))):
        return value[int(step)]
    raise KeyError(pointer)


def named(document: FamilyDocument) -> Iterator[tuple[str, str, BaseModel]]:
    """(name, pointer, itself) of everything that has a name in any version: family, roles, specialties, processes."""
    for pointer, owner in document.owners():
        kind = "role/" if isinstance(owner, Role) else "specialty/" if isinstance(owner, Specialty) else ""
        yield f"{kind}{getattr(owner, 'slug', '') if kind else ''}", pointer, owner
    met: Counter[str] = Counter()
    for index, process in enumerate(document.hiring_processes):
        title = process.title[:100]
        met[title] += 1
        again = f"#{met[title]}" if met[title] > 1 else ""
        yield f"hiring_process/{title}{again}", f"/hiring_processes/{index}", process


def _items(holder: BaseModel) -> Iterator[tuple[str, int, Item]]:
    """(list, index, itself) of the statements, sections and steps that something with a name holds itself."""
    for name in (*LISTS, "sections", "career_steps", "steps"):
        for index, item in enumerate(getattr(holder, name, ())):
            yield name, index, item


def _digest(item: Item) -> str:
    return _sha(_said(item))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _said(item: Item) -> str:
    if isinstance(item, Section):
        return f"{item.heading}\n\n{item.body}"
    if isinstance(item, CareerStep):
        return f"{item.from_role} {item.to_family} {item.to_role}\n\n{item.text}"
    return item.text


# From one version to another


class _Index:
    """The places of a document, by name."""

    def __init__(self, document: FamilyDocument) -> None:
        self._document = document
        self._owners: dict[str, str] = {}
        self._items: dict[Anchor, str] = {}
        for owner, pointer, holder in named(document):
            self._owners[owner] = pointer
            for name, index, item in _items(holder):
                self._items.setdefault(Anchor(owner, name, _digest(item)), f"{pointer}/{name}/{index}")

    def find(self, anchor: Anchor) -> str | None:
        """The pointer of an anchor, if all that it names is there."""
        if anchor.digest:
            return self._items.get(anchor)
        owner = self._owners.get(anchor.owner)
        return None if owner is None else _if_there(self._document, owner, anchor.part)


def _if_there(document: FamilyDocument, owner: str, part: str) -> str | None:
    pointer = f"{owner}/{part}" if part else owner
    try:
        _Place.of(document, pointer)
    except KeyError:
        return None
    return pointer


def _moves(before: FamilyDocument, after: FamilyDocument) -> Iterator[tuple[str, str]]:
    """From the pointers of statements, sections, hiring processes and steps to where they are now."""
    old, new = list(placed(before)), list(placed(after))
    for i, j in match([item for item, _, _ in old], [item for item, _, _ in new]):
        yield old[i][1].pointer, new[j][1].pointer
    owners = {owner: (pointer, holder) for owner, pointer, holder in named(after)}
    for owner, pointer, holder in named(before):
        there, other = owners.get(owner, ("", None))
        if isinstance(holder, Owner) and isinstance(other, Owner):
            pairs = section_pairs(holder.sections, other.sections)
            yield from ((f"{pointer}/sections/{i}", f"{there}/sections/{j}") for i, j in pairs)
    for i, j in career_step_pairs(before.career_steps, after.career_steps):
        yield f"/career_steps/{i}", f"/career_steps/{j}"
    for i, j in process_pairs(before.hiring_processes, after.hiring_processes):
        pointer, there = f"/hiring_processes/{i}", f"/hiring_processes/{j}"
        yield pointer, there
        steps = hiring_step_pairs(before.hiring_processes[i].steps, after.hiring_processes[j].steps)
        yield from ((f"{pointer}/steps/{m}", f"{there}/steps/{n}") for m, n in steps)


def _moved(document: FamilyDocument, anchor: Anchor, there: str | None, moves: Mapping[str, str]) -> str | None:
    """Where an anchor is in the document, of which `there` is the pointer in the older one."""
    if there is None or anchor.digest:
        return moves.get(there or "")
    owner = moves.get(there.removesuffix(f"/{anchor.part}") if anchor.part else there)
    return None if owner is None else _if_there(document, owner, anchor.part)


# A place in words

_WORDS = {
    **{name: heading.lower() for name, heading in LIST_HEADINGS.items()},
    "leads": "lead",
    "reports_to": "reporting line",
    "applies_to": "scope",
    "slug": "address",
}


def _owner_title(document: FamilyDocument, holder: BaseModel) -> str:
    match holder:
        case Role():
            return holder.title
        case Specialty():
            return holder.name
        case HiringProcess():
            return f"hiring process {holder.title}".rstrip()
    return document.title


def _part_title(document: FamilyDocument, place: _Place) -> str:
    match place.item:
        case None:
            return ": ".join(_WORDS.get(step, step.replace("_", " ")) for step in place.part.split("/"))
        case Section():
            return f"section {place.item.heading}" if place.item.heading else f"section: {place.item.body}"
        case HiringStep():
            return f"step {place.number}: {place.item.text}"
        case CareerStep():
            step, titles = place.item, {role.slug: role.title for role in document.roles}
            start = titles.get(step.from_role or "", "any role")
            own = step.to_family == document.slug
            end = titles.get(step.to_role or "", "") if own else "/".join(filter(None, [step.to_family, step.to_role]))
            return f"career step from {start} to {end}" if end else f"career step from {start}: {step.text}"
        case _:
            return f"{_WORDS[place.part]}: {place.item.text}"
