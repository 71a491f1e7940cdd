"""What is said of nobody: parts whose scope leaves no role in that could show them."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from careers.handbook.document import (
    LISTS,
    FamilyDocument,
    HiringProcess,
    ListName,
    Owner,
    Role,
    Scope,
    Section,
    Specialty,
    Statement,
)
from careers.handbook.inheritance import reaches
from careers.handbook.rules.passages import quote, visible
from careers.handbook.rules.rule import Context, Hits, Measured, Rule

Scoped = Statement | Section | HiringProcess
_TRACKS = {"individual_contributor": "individual contributors", "management": "managers"}


def _reaches_nobody(document: FamilyDocument, context: Context, value: str) -> Hits:
    if not document.roles:
        return
    shows = _Shows(document)
    for pointer, owner, name, part in _scoped(document):
        if part.applies_to and not shows.any(part.applies_to, owner, name):
            yield pointer, f"{_called(part)} is for {_whom(document, part.applies_to)} only, and no role shows it."


def _scoped(document: FamilyDocument) -> Iterator[tuple[str, Owner, ListName | None, Scoped]]:
    """(pointer, owner, list, part) of all that has a scope."""
    for pointer, owner in document.owners():
        for name in LISTS:
            for index, statement in enumerate(owner.statements(name)):
                if statement.applies_to:
                    yield f"{pointer}/{name}/{index}", owner, name, statement
        for index, section in enumerate(owner.sections):
            if section.applies_to:
                yield f"{pointer}/sections/{index}", owner, None, section
    for index, process in enumerate(document.hiring_processes):
        if process.applies_to:
            yield f"/hiring_processes/{index}", document, None, process


class _Shows:
    """Which roles could show what an owner says in a list, or in its sections (None). What a role omits or replaces
    counts as shown: that was meant."""

    def __init__(self, document: FamilyDocument) -> None:
        self._document = document
        self._specialties = {each.slug: each for each in document.specialties}
        self._children: dict[ListName, defaultdict[str, list[Role]]] = {name: defaultdict(list) for name in LISTS}
        for role in document.roles:
            for name in LISTS:
                pointers = (slug for each in role.statements(name) for slug in each.inherits or ())
                for above in {*pointers, *filter(None, [role.extends])}:
                    self._children[name][above].append(role)
        self._found: dict[tuple[type[Owner], str, ListName | None, Scope], bool] = {}

    def any(self, scope: Scope, owner: Owner, name: ListName | None) -> bool:
        """Whether there is a role that it reaches, alone or with one specialty."""
        asked = (type(owner), owner.slug if isinstance(owner, Role | Specialty) else "", name, scope)
        if asked not in self._found:
            only = {owner.slug} if isinstance(owner, Specialty) else None
            self._found[asked] = any(
                reaches(scope, role) and self._has_one(role, scope, only) for role in self._roles(owner, name)
            )
        return self._found[asked]

    def _roles(self, owner: Owner, name: ListName | None) -> Iterator[Role]:
        if not isinstance(owner, Role):
            yield from self._document.roles
            return
        waiting, met = [owner], {owner.slug}
        while waiting:
            role = waiting.pop()
            yield role
            heirs = [each for each in self._children[name][role.slug] if each.slug not in met] if name else []
            met.update(each.slug for each in heirs)
            waiting += heirs

    def _has_one(self, role: Role, scope: Scope, only: Collection[str] | None) -> bool:
        """Whether the role has a specialty that the scope asks for; `only` one of these, if any are named."""
        if not scope.specialties and only is None:
            return True
        wanted = set(scope.specialties or self._specialties) & set(self._specialties if only is None else only)
        return any(not (roles := self._specialties[slug].roles) or role.slug in roles for slug in wanted)


def _called(part: Scoped) -> str:
    if isinstance(part, HiringProcess):
        return f"The hiring process {quote(part.title)}" if part.title else "The hiring process"
    if isinstance(part, Section):
        return f"The section {quote(part.heading or visible(part.body))}"
    return quote(visible(part.text))


def _whom(document: FamilyDocument, scope: Scope) -> str:
    """Managers with Fog or Ice."""
    titles = [role.title for role in document.roles if role.slug in scope.roles]
    names = [each.name for each in document.specialties if each.slug in scope.specialties]
    whom = [" and ".join(titles), " and ".join(_TRACKS[track] for track in scope.tracks)]
    said = " as ".join(filter(None, whom)) or "those"
    return f"{said} with {' or '.join(names)}" if names else said


RULES = (
    Rule(
        code="reaches-nobody",
        severity="error",
        title="Something that reaches no role",
        meaning="A statement, section or hiring process says to whom it applies, and no role of the family is among "
        "them, or none that has it from there. It stands in the draft and nowhere on the site, and nobody is told.",
        remedy="Say to whom it applies, move it to where those have it from, or take it out.",
        find=_reaches_nobody,
        measured=Measured(1, 1, 1),
    ),
)
