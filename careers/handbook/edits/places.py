"""Places in a document as data: what a pointer means, what a key names, and what follows when a role is called
otherwise or is gone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from careers.handbook.document import LISTS, RESERVED_ROLE_SLUGS, SLUG, FamilyDocument, ListName, Statement, normal_line
from careers.handbook.edits.proof import Data, Refused
from careers.handbook.parse.inline import plain as visible
from careers.handbook.parse.source import slugify

_STATEMENT = re.compile(
    rf"(?P<owner>|/(?:roles|specialties)/\d{{1,6}})/(?P<list>{'|'.join(LISTS)})/(?P<index>\d{{1,6}})"
)
_SCOPED = re.compile(r"(?:|/(?:roles|specialties)/\d{1,6})/sections/\d{1,6}|/hiring_processes/\d{1,6}")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "of",
        "on",
        "or",
        "that",
        "the",
        "their",
        "this",
        "to",
        "with",
        "you",
        "your",
    ]
)
_KEY_WORDS, _KEY_LENGTH = 4, 40


@dataclass(frozen=True)
class Place:
    """Where a statement stands: the pointer of its owner, the list, the index in it."""

    owner: str
    list: ListName
    index: int

    @property
    def pointer(self) -> str:
        return f"{self.owner}/{self.list}/{self.index}"

    @classmethod
    def of(cls, pointer: str) -> "Place":
        """Raises Refused for a pointer to anything but a statement."""
        found = _STATEMENT.fullmatch(pointer)
        if not found:
            raise Refused(f"{pointer[:200]!r} is not the place of a statement.")
        name: ListName = next(each for each in LISTS if each == found["list"])
        return cls(found["owner"], name, int(found["index"]))


def statement_at(document: FamilyDocument, pointer: str) -> tuple[Place, Statement]:
    """The statement at a JSON pointer. Raises Refused."""
    place = Place.of(pointer)
    owner = dict(document.owners()).get(place.owner)
    if owner is None or place.index >= len(owner.statements(place.list)):
        raise Refused(f"There is no statement at {pointer}.")
    return place, owner.statements(place.list)[place.index]


def part_at(data: Data, pointer: str) -> Data:
    """The statement, or another part that has a scope (section, hiring process), at a pointer, to be changed.
    Raises Refused."""
    if not _SCOPED.fullmatch(pointer):
        Place.of(pointer)
    part: object = data
    for step in pointer.split("/")[1:]:
        if isinstance(part, list):
            part = part[int(step)] if int(step) < len(part) else None
        else:
            part = part.get(step) if isinstance(part, dict) else None
    if not isinstance(part, dict):
        raise Refused(f"There is nothing at {pointer}.")
    return part


def owners(data: Data) -> Iterator[Data]:
    """The family, its roles and its specialties."""
    yield data
    yield from data["roles"]
    yield from data["specialties"]


def statements(owner: Data) -> Iterator[Data]:
    for name in LISTS:
        yield from owner[name]


def role_in(data: Data, slug: str) -> Data:
    """The role with this slug, which is there."""
    found: Data = next(role for role in data["roles"] if role["slug"] == slug)
    return found


def key_of(data: Data, statement: Data) -> str:
    """The key of a statement. One that has none is given one, made of its first words, that no other has. Raises
    Refused for a statement that only points to another list, which can have none."""
    if statement["inherits"] is not None:
        raise Refused(
            f"“{shortened(statement['text'])}” points to another role's list and cannot be replaced or left out "
            "itself; choose one of the statements that it brings."
        )
    if not statement["key"]:
        taken = {each["key"] for owner in owners(data) for each in statements(owner)}
        base, number = _telling_words(statement), 1
        statement["key"] = base
        while statement["key"] in taken:
            number += 1
            statement["key"] = f"{base}-{number}"
    key: str = statement["key"]
    return key


def drop_key(data: Data, key: str) -> None:
    """Takes a key off the statements that were given it by `key_of`, if nothing refers to it any more. One that
    people chose stays."""
    referring = {each["replaces"] for owner in owners(data) for each in statements(owner)}
    if key in referring.union(*(role["omits"] for role in data["roles"])):
        return
    for owner in owners(data):
        for statement in statements(owner):
            if statement["key"] == key and re.fullmatch(rf"{_telling_words(statement)}(-\d+)?", key):
                statement["key"] = None


def _telling_words(statement: Data) -> str:
    """The first words of a statement, as a slug."""
    words = slugify(visible(statement["text"])[:400], "statement").split("-")
    telling = [word for word in words if word not in _SMALL] or words
    return "-".join(telling[:_KEY_WORDS])[:_KEY_LENGTH].strip("-")


def shortened(text: str, length: int = 80) -> str:
    """A text in a line, for a sentence."""
    line = " ".join(visible(text).split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def new_name(data: Data, *, title: str, slug: str, instead_of: str = "") -> None:
    """Makes sure that a title and a slug can be a role's here. Raises Refused."""
    try:
        empty = not normal_line(title)
    except ValueError as error:
        raise Refused(f"The title {error}.") from None
    if empty or len(title) > 200:
        raise Refused("A role needs a title of at most 200 characters.")
    if not re.fullmatch(SLUG, slug) or slug != slug.strip() or len(slug) > 100:
        raise Refused(f"{slug[:100]!r} cannot be an address: small letters, digits and single hyphens, at most 100.")
    if slug in RESERVED_ROLE_SLUGS:
        raise Refused(f"{slug!r} is the address of a page of the family; a role needs another.")
    if slug != instead_of and any(role["slug"] == slug for role in data["roles"]):
        raise Refused(f"{data['title']} has a role {slug!r} already.")


Names = Mapping[str, str | None]
"""The slugs that parts have now, by those they had; None: gone."""


def follow(data: Data, roles: Names, specialties: Names | None = None) -> None:
    """Let every reference to roles and specialties follow their new names. What named nothing but roles that are gone
    goes with them: scoped parts, pointers, specialties, career steps. Reporting lines keep their text. What refined
    something gone refines nothing."""
    specialties = dict(specialties or {})
    for specialty in data["specialties"]:
        kept = _named(specialty["roles"], roles)
        if specialty["roles"] and not kept:
            specialties[specialty["slug"]] = None
        specialty["roles"] = kept
        for kind in ("grades", "job_codes"):
            specialty[kind] = {
                slug: value for old, value in specialty[kind].items() if (slug := roles.get(old, old)) is not None
            }
    data["specialties"] = [each for each in data["specialties"] if specialties.get(each["slug"], "") is not None]

    def stays(part: Data) -> bool:
        """Whether anything is left of a part's scope and of what it points to, which follow the names."""
        scope = part["applies_to"] or {}
        for holder, kind, names in (
            (scope, "roles", roles),
            (scope, "specialties", specialties),
            (part, "inherits", roles),
        ):
            if before := holder.get(kind):
                holder[kind] = _named(before, names)
                if not holder[kind]:
                    return False
        return True

    for owner in owners(data):
        for name in (*LISTS, "sections"):
            owner[name] = [part for part in owner[name] if stays(part)]
    data["hiring_processes"] = [process for process in data["hiring_processes"] if stays(process)]
    for role in data["roles"]:
        role["extends"] = roles.get(role["extends"], role["extends"])
    for part in (*data["roles"], *data["specialties"]):
        family, _, slug = (part["reports_to"]["role"] or "").partition("/")
        if family == data["slug"] and slug in roles:
            part["reports_to"]["role"] = f"{family}/{roles[slug]}" if roles[slug] else None
    data["career_steps"] = [step for step in data["career_steps"] if _step_stays(step, data["slug"], roles)]


def _named(slugs: list[str], names: Names) -> list[str]:
    return [now for slug in slugs if (now := names.get(slug, slug)) is not None]


def _step_stays(step: Data, family: str, roles: Names) -> bool:
    ends = ["from_role", *(["to_role"] if step["to_family"] == family else [])]
    for end in ends:
        if step[end] in roles:
            step[end] = roles[step[end]]
            if step[end] is None:
                return False
    return True
