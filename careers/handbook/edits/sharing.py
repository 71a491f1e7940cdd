"""Edits that say once what was said several times: moved to the family, inherited, refined."""

from collections.abc import Sequence

from careers.handbook.compose import compose
from careers.handbook.document import LISTS, FamilyDocument, ListName, Role
from careers.handbook.edits.places import Place, key_of, part_at, role_in, shortened, statement_at
from careers.handbook.edits.proof import (
    ALL,
    Data,
    Reading,
    Readings,
    Refused,
    contexts,
    heirs_of,
    plain,
    readings,
    role_of,
    settled,
    unchanged,
)
from careers.handbook.match import Item, match


def move_to_family(
    document: FamilyDocument, *, places: Sequence[str], before: Readings | None = None
) -> FamilyDocument:
    """What roles state alike at several places (JSON pointers), as one statement of the family, for the roles that
    say it, or for all. Every role says what it said; what is the family's comes first, so that the order may be
    another one (`same_composed` tells). Raises Refused."""
    found = [statement_at(document, place) for place in dict.fromkeys(places)]
    if not found:
        raise Refused("Nothing was chosen to be moved.")
    where, first = found[0]
    if any((place.list, each.text) != (where.list, first.text) for place, each in found):
        raise Refused("Only one and the same statement can move to the family, from the same list of several roles.")
    if any(not place.owner.startswith("/roles/") for place, _ in found):
        raise Refused("Only what roles state can move to the family.")
    if any(each.inherits is not None or each.replaces for _, each in found):
        raise Refused(f"“{shortened(first.text)}” stands for what a role inherits, and cannot move to the family.")
    keys = {each.key for _, each in found} - {None}
    if len(keys) > 1:
        raise Refused(f"“{shortened(first.text)}” has several keys ({', '.join(sorted(map(str, keys)))}).")

    was = readings(document) if before is None else before
    data = plain(document)
    mine = next((each for each in data[where.list] if each["text"] == first.text), None)
    if mine is None:
        mine = {"text": first.text, "group": first.group, "key": next(iter(keys), None)}
        data[where.list].append(mine)
    mine["applies_to"] = _readers(document, was, where.list, first.text)
    _take_out(data, [place for place, _ in found])
    return unchanged(document, lambda: settled(data), ordered=False, before=was)


def _readers(document: FamilyDocument, was: Readings, name: ListName, text: str) -> Data:
    """The scope of those who read a text in a list."""
    reading = {
        (role, specialty)
        for (role, specialty), said in was.items()
        if any(each == text for _, each in said.lists[name])
    }
    roles = sorted({role for role, _ in reading})
    always = {role for role, specialty in reading if specialty is None}
    specialties = [] if always else sorted({specialty for _, specialty in reading if specialty})
    everyone = len(roles) == len(document.roles)
    return {"tracks": [], "roles": [] if everyone else roles, "specialties": specialties}


def _take_out(data: Data, places: Sequence[Place]) -> None:
    """Removes statements, each list from its end."""
    for place in sorted(places, key=lambda place: -place.index):
        role = data["roles"][int(place.owner.removeprefix("/roles/"))]
        del role[place.list][place.index]


def extend_role(document: FamilyDocument, *, role: str, base: str, before: Readings | None = None) -> FamilyDocument:
    """The role extends another one and no longer repeats what that says. Of the rest of it, it replaces what it words
    otherwise and leaves out what it does not say, so that every role says what it said; inherited statements come
    first, so that the order may be another one (`same_composed` tells). Raises Refused."""
    extending, extended = role_of(document, role), role_of(document, base)
    if role == base:
        raise Refused(f"{extending.title} cannot extend itself.")
    if extending.extends == base:
        raise Refused(f"{extending.title} extends {extended.title} already.")
    if base in heirs_of(document, role):
        raise Refused(f"{extended.title} inherits from {extending.title}, which therefore cannot extend it.")
    was = readings(document) if before is None else before
    brought = _brought(document, extending.model_copy(update={**dict.fromkeys(LISTS, ()), "extends": base}))

    def extended_by(rewording: bool) -> FamilyDocument:
        data = plain(document)
        mine = role_in(data, role)
        mine["extends"] = base
        said = {
            name: {text for (slug, *_), each in was.items() if slug == role for _, text in each.lists[name]}
            for name in LISTS
        }
        for name in LISTS:
            lines = brought[name]
            mine[name] = [each for each in mine[name] if each["text"] not in lines or not _plain_statement(each)]
            missing = [(text, pointer) for text, pointer in lines.items() if text not in said[name]]
            pairs = _rewordings(missing, mine[name]) if rewording else {}
            for index, (_, pointer) in enumerate(missing):
                key = key_of(data, part_at(data, pointer))
                if index in pairs:
                    pairs[index]["replaces"] = key
                else:
                    mine["omits"].append(key)
            if mine["leads"].get(name) == extended.leads.get(name):
                mine["leads"].pop(name, None)
        return settled(data)

    return unchanged(
        document,
        lambda: extended_by(rewording=True),
        lambda: extended_by(rewording=False),
        ordered=False,
        before=was,
    )


def _plain_statement(statement: Data) -> bool:
    """Whether nothing but its text and group speaks for a statement."""
    return not any(statement[fact] for fact in ("key", "replaces", "applies_to")) and statement["inherits"] is None


def _brought(document: FamilyDocument, bare: Role) -> dict[ListName, dict[str, str]]:
    """What a role that states nothing itself inherits from other roles: the pointer of each text, by list."""
    roles = tuple(bare if each.slug == bare.slug else each for each in document.roles)
    document = document.model_copy(update={"roles": roles})
    found: dict[ListName, dict[str, str]] = {name: {} for name in LISTS}
    for slug, specialty in contexts(document):
        if slug == bare.slug:
            composed = compose(document, slug, audience=ALL, specialty=specialty)
            for line in (line for name in LISTS for line in composed.statements(name)):
                if line.origins[0].kind == "role":
                    found[line.list].setdefault(line.text, line.origins[0].pointer)
    return found


def _rewordings(missing: Sequence[tuple[str, str]], own: Sequence[Data]) -> dict[int, Data]:
    """Which of the role's own statements words a missing one otherwise, by the index of the missing one."""
    free = [each for each in own if _plain_statement(each)]
    pairs = match([Item("", "", text) for text, _ in missing], [Item("", "", each["text"]) for each in free])
    return {i: free[j] for i, j in pairs}


def refine(document: FamilyDocument, *, place: str, of: str, before: Readings | None = None) -> FamilyDocument:
    """The statement at `place` replaces the one at `of` (JSON pointers), which it words otherwise for a higher level.

    Wherever a role inherits `of` and reads `place` too, it reads `place` alone, where `of` stood; nothing else
    changes for any role, and nothing at all where nobody read both. Raises Refused."""
    at, refining = statement_at(document, place)
    other, refined = statement_at(document, of)
    if not at.owner:
        raise Refused("What the family says replaces nothing: there is nothing that it inherits.")
    if at.owner == other.owner:
        raise Refused("Both statements are of one and the same; take out the one that is too much.")
    if refining.replaces:
        raise Refused(f"“{shortened(refining.text)}” replaces another statement already.")
    if refining.inherits is not None:
        raise Refused(f"“{shortened(refining.text)}” points to another role's list, and can replace nothing.")
    data = plain(document)
    part_at(data, place)["replaces"] = key_of(data, part_at(data, of))
    after = settled(data)
    now = readings(after)
    for context, reading in (readings(document) if before is None else before).items():
        if not _only_without(reading, now[context], (other.list, refined.text), (at.list, refining.text)):
            raise Refused(
                f"More than “{shortened(refined.text)}” would change for {document.role(context[0]).title}: another "
                "statement has the same key or the same text."
            )
    return after


def _only_without(before: Reading, after: Reading, gone: tuple[ListName, str], stays: tuple[ListName, str]) -> bool:
    """Whether a role says what it said, one text aside, of which it still says the better one."""
    for name in LISTS:
        old, new = sorted(before.lists[name]), sorted(after.lists[name])
        if old == new:
            continue
        kept = [line for line in old if (name, line[1]) != gone]
        if kept != new or stays[1] not in {text for _, text in after.lists[stays[0]]}:
            return False
    return before.leads == after.leads
