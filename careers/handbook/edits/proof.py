"""What an edit has to prove: that what comes out is a document, and that roles say after it what they said before."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from careers.handbook.compose import Audience, ComposedRole, compose
from careers.handbook.document import LISTS, FamilyDocument, ListName, Role, load
from careers.handbook.facts import reason

Data = dict[str, Any]
"""A document, or a part of one, as plain data (`plain`): what an edit works on."""

Texts = tuple[tuple[str, str], ...]
"""(group, text) of every statement of a composed list, in order."""

Context = tuple[str, str | None]
"""A role's slug, and a specialty's or none."""

ALL = Audience.everything(internal=True)
"""Who sees all. What a role says to those who may see it is the same for everybody, so it is proved for them alone."""


class Refused(ValueError):
    """An edit that was not made: its sentence tells a person why."""


@dataclass(frozen=True)
class Reading:
    """What a composed role says: its lists, and the prose above each, as one text."""

    lists: Mapping[ListName, Texts]
    leads: Mapping[ListName, str]

    def unordered(self) -> "Reading":
        return Reading({name: tuple(sorted(texts)) for name, texts in self.lists.items()}, self.leads)


Readings = dict[Context, Reading]


def plain(document: FamilyDocument) -> Data:
    """The document as data that can be changed."""
    return document.model_dump(mode="json")


@contextmanager
def refusing_unsound() -> Iterator[None]:
    """Turns what a document finds unsound into a refusal, with its first sentence."""
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = "/".join(str(step) for step in first["loc"])
        said = reason(first).rstrip(".")
        raise Refused(f"{where}: {said}." if where else f"{said[:1].upper()}{said[1:]}.") from error


def settled(data: Data) -> FamilyDocument:
    """The document that edited data are. Raises Refused where they are none."""
    with refusing_unsound():
        return load(data)


def role_of(document: FamilyDocument, slug: str) -> Role:
    """The role with this slug. Raises Refused."""
    try:
        return document.role(slug)
    except KeyError:
        raise Refused(f"{document.title} has no role {slug!r}.") from None


def readings(document: FamilyDocument, roles: Iterable[str] | None = None) -> Readings:
    """What the roles say (all of them, or those with these slugs), each alone and with each of its specialties."""
    wanted = None if roles is None else set(roles)
    return {
        (role, specialty): _reading(compose(document, role, audience=ALL, specialty=specialty))
        for role, specialty in contexts(document)
        if wanted is None or role in wanted
    }


def contexts(document: FamilyDocument) -> Iterator[Context]:
    """Every role, alone and with each specialty that it has."""
    for role in document.roles:
        yield role.slug, None
        yield from (
            (role.slug, each.slug) for each in document.specialties if not each.roles or role.slug in each.roles
        )


def _reading(composed: ComposedRole) -> Reading:
    return Reading(
        {name: tuple((each.group, each.text) for each in composed.statements(name)) for name in LISTS},
        {name: "\n\n".join(lead.text for lead in leads) for name, leads in composed.leads.items()},
    )


def same_composed(
    before: FamilyDocument, after: FamilyDocument, *, ordered: bool = True, names: Mapping[str, str] | None = None
) -> bool:
    """Whether every role that both documents have says the same in both: the same statements in the same groups of
    the same lists, under the same leads; alone and with every specialty that both have. In the same order too, unless
    `ordered` is false. `names` are the new slugs of renamed roles, by the old ones."""
    return _changed(readings(before), readings(after), ordered=ordered, names=names or {}) is None


def _changed(
    before: Readings, after: Readings, *, ordered: bool, names: Mapping[str, str]
) -> tuple[Context, ListName] | None:
    """The first role and list that say something else."""
    for context, old in before.items():
        role, specialty = context
        new = after.get((names.get(role, role), specialty))
        if new is None:
            continue
        if not ordered:
            old, new = old.unordered(), new.unordered()
        for name in LISTS:
            if (old.lists[name], old.leads.get(name)) != (new.lists[name], new.leads.get(name)):
                return context, name
    return None


def unchanged(
    document: FamilyDocument,
    *attempts: Callable[[], FamilyDocument],
    ordered: bool = True,
    names: Mapping[str, str] | None = None,
    before: Readings | None = None,
) -> FamilyDocument:
    """The first of several ways to edit a document after which every role says what it said (`same_composed`).
    `before` are the document's readings where the caller has them. Raises Refused where none is."""
    was = readings(document) if before is None else before
    refusals = []
    for attempt in attempts:
        try:
            after = attempt()
        except Refused as refused:
            refusals.append(refused)
            continue
        changed = _changed(was, readings(after), ordered=ordered, names=names or {})
        if changed is None:
            return after
        (role, specialty), name = changed
        whose = document.role(role).title + (f" ({document.specialty(specialty).name})" if specialty else "")
        refusals.append(Refused(f"This would change the {name.replace('_', ' ')} of {whose}, which it must not."))
    raise refusals[-1]


def parents_of(document: FamilyDocument) -> dict[str, set[str]]:
    """The roles from which each role inherits itself, whole or a list."""
    return {
        role.slug: {
            *([role.extends] if role.extends else []),
            *(slug for name in LISTS for s in role.statements(name) for slug in s.inherits or ()),
        }
        for role in document.roles
    }


def heirs_of(document: FamilyDocument, slug: str) -> set[str]:
    """The roles that inherit from a role in whatever way, near or far."""
    parents = parents_of(document)
    found = {slug}
    while more := {heir for heir, above in parents.items() if heir not in found and above & found}:
        found |= more
    return found - {slug}
