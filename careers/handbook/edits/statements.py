"""Edits of single statements: what a role inherits replaced, left out and brought back; scopes; one wording changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from careers.handbook.compose import compose
from careers.handbook.document import LISTS, FamilyDocument, ListName, Scope, normal_prose
from careers.handbook.edits.places import Place, drop_key, key_of, owners, part_at, role_in, shortened, statements
from careers.handbook.edits.proof import (
    ALL,
    Reading,
    Refused,
    contexts,
    heirs_of,
    plain,
    readings,
    role_of,
    settled,
)


def replace_inherited(document: FamilyDocument, role: str, *, origin: str, text: str) -> FamilyDocument:
    """The role says `text` in the place of the statement that it inherits from the JSON pointer `origin`, and so do
    its heirs; no other role says anything else. The origin gets a key if it has none. What a pointer brings can be
    replaced; the pointer itself cannot, nor one that names nothing certain. Raises Refused."""
    inherited = _inherited(document, role, origin)
    text = _text(text)
    data = plain(document)
    before = part_at(data, origin)
    role_in(data, role)[inherited.list].append(
        {
            "text": text,
            "group": inherited.group,
            "replaces": key_of(data, before),
            "applies_to": Scope(specialties=inherited.specialties).model_dump(mode="json"),
        }
    )
    return _changing_only(document, settled(data), role, inherited, text)


def omit_inherited(document: FamilyDocument, role: str, *, origin: str) -> FamilyDocument:
    """The role, and with it its heirs, without the statement that it inherits from the JSON pointer `origin`; no
    other role says anything else. The origin gets a key if it has none. Raises Refused."""
    inherited = _inherited(document, role, origin)
    data = plain(document)
    role_in(data, role)["omits"].append(key_of(data, part_at(data, origin)))
    return _changing_only(document, settled(data), role, inherited, None)


def restore_inherited(document: FamilyDocument, role: str, *, key: str) -> FamilyDocument:
    """The role with the inherited statement of a key that it left out or replaced; what it said in its place goes. The
    key goes as well if it was given for that alone. Raises Refused, also where others refine what would go."""
    restoring = role_of(document, role)
    data = plain(document)
    mine = role_in(data, role)
    gone = [each for each in statements(mine) if each["replaces"] == key]
    if key not in restoring.omits and not gone:
        raise Refused(f"{restoring.title} leaves out nothing with the key {key[:100]!r}.")
    mine["omits"] = [each for each in mine["omits"] if each != key]
    for name in LISTS:
        mine[name] = [each for each in mine[name] if each not in gone]
    drop_key(data, key)
    return settled(data)


def scope_statement(
    document: FamilyDocument,
    *,
    place: str,
    tracks: Sequence[str] = (),
    roles: Sequence[str] = (),
    specialties: Sequence[str] = (),
) -> FamilyDocument:
    """The statement (or section, or hiring process) at a JSON pointer applies to these tracks, roles and specialties;
    to all where none are named. Raises Refused."""
    data = plain(document)
    scope = {"tracks": list(tracks), "roles": list(roles), "specialties": list(specialties)}
    part_at(data, place)["applies_to"] = scope
    return settled(data)


def reword(document: FamilyDocument, *, old: str, new: str) -> FamilyDocument:
    """Every statement whose whole text is `old` says `new` instead. Raises Refused where there is none."""
    old, new = _text(old), _text(new)
    if old == new:
        raise Refused("The new wording is the old one.")
    data = plain(document)
    found = [each for owner in owners(data) for each in statements(owner) if each["text"] == old]
    if not found:
        raise Refused(f"{document.title} says “{shortened(old)}” nowhere.")
    for statement in found:
        statement["text"] = new
    return settled(data)


def _text(text: str) -> str:
    """A text as statements hold it. Raises Refused for one that is none."""
    try:
        normal = normal_prose(text)
    except ValueError as error:
        raise Refused(f"The text {error}.") from None
    if not normal.strip():
        raise Refused("A statement needs a text.")
    return normal


@dataclass(frozen=True)
class _Inherited:
    """A statement that a role inherits, as it reads there; with which specialties alone, or always (none named)."""

    list: ListName
    group: str
    text: str
    specialties: tuple[str, ...]


def _inherited(document: FamilyDocument, role: str, origin: str) -> _Inherited:
    """Raises Refused where the role does not inherit what stands at a pointer, or states the same itself."""
    title = role_of(document, role).title
    Place.of(origin)
    found: dict[str | None, _Inherited] = {}
    for slug, specialty in contexts(document):
        if slug != role:
            continue
        composed = compose(document, role, audience=ALL, specialty=specialty)
        for line in (line for name in LISTS for line in composed.statements(name)):
            if any(each.pointer == origin for each in line.replaced):
                raise Refused(f"{title} says “{shortened(line.text)}” in its place already.")
            for each in line.origins:
                if each.pointer == origin and line.own:
                    raise Refused(f"{title} says “{shortened(line.text)}” itself; change it there.")
                if each.pointer == origin and each.kind != "specialty":
                    found[specialty] = _Inherited(line.list, line.group, line.text, ())
    if not found:
        raise Refused(f"{title} inherits no statement from {origin}.")
    if None in found:
        return found[None]
    first = next(iter(found.values()))
    return _Inherited(first.list, first.group, first.text, tuple(each for each in found if each is not None))


def _changing_only(
    document: FamilyDocument, after: FamilyDocument, role: str, inherited: _Inherited, text: str | None
) -> FamilyDocument:
    """The document after, if the role says `text` (or nothing) in the place of what it inherited, and otherwise it
    and all roles but its heirs what they said. Raises Refused."""
    heirs = heirs_of(document, role)
    now = readings(after)
    for (slug, specialty), reading in readings(document).items():
        if slug in heirs:
            continue
        expected = reading
        if slug == role and (not inherited.specialties or specialty in inherited.specialties):
            expected = _instead(reading, inherited, text)
        if now[slug, specialty] != expected:
            whose = document.role(slug).title
            raise Refused(
                f"More than “{shortened(inherited.text)}” would change for {whose}: another statement has the same "
                "key or the same text."
            )
    return after


def _instead(reading: Reading, inherited: _Inherited, text: str | None) -> Reading:
    """What a role said, with one text in the place of another one, or without it."""
    lines = [
        line if line != (inherited.group, inherited.text) else (inherited.group, text)
        for line in reading.lists[inherited.list]
    ]
    kept = tuple((group, said) for group, said in lines if said is not None)
    return Reading({**reading.lists, inherited.list: kept}, reading.leads)
