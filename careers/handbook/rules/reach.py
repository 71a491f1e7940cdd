"""Which statements reach a role, and from where: its own, what it inherits and the family's."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from careers.handbook.document import LISTS, FamilyDocument, ListName, Owner, Role, Statement
from careers.handbook.inheritance import reaches


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement that is no pointer, and its place."""

    pointer: str
    owner: Owner
    list: ListName
    statement: Statement


class Reach:
    """What reaches each role of a document. Composing every role would tell the same, and more; this goes once over
    the owners that a role has, so that a long chain of roles stays cheap. Statements of one text are not made one."""

    def __init__(self, document: FamilyDocument) -> None:
        self._document = document
        self._places = {role.slug: (f"/roles/{index}", role) for index, role in enumerate(document.roles)}

    def statements(self, role: Role, names: tuple[ListName, ...] = LISTS) -> Iterator[Stated]:
        """Those that every holder of the role has, of these lists: its own first, then what it inherits, the family's
        last. What a nearer owner omits or replaces is left out, and so is what only a specialty has."""
        gone: set[str] = set()
        met: set[tuple[str, ListName]] = set()
        waiting = deque(self._lineage(role.slug, names, met))
        while waiting:
            pointer, owner, lists = waiting.popleft()
            leaving = set(owner.omits)
            for name, index, statement in _reaching(owner, lists, role):
                for slug in statement.inherits or ():
                    waiting.extend(self._lineage(slug, (name,), met))
                if statement.inherits is None and statement.key not in gone:
                    yield Stated(f"{pointer}/{name}/{index}", owner, name, statement)
                if statement.replaces:
                    leaving.add(statement.replaces)
            gone |= leaving
        for name, index, statement in _reaching(self._document, names, role):
            if statement.key not in gone:
                yield Stated(f"/{name}/{index}", self._document, name, statement)

    def _lineage(
        self, slug: str | None, names: tuple[ListName, ...], met: set[tuple[str, ListName]]
    ) -> Iterator[tuple[str, Role, tuple[ListName, ...]]]:
        """A role and those that it extends, as far as their lists were not met before."""
        while slug and (new := tuple(name for name in names if (slug, name) not in met)):
            met.update((slug, name) for name in new)
            pointer, role = self._places[slug]
            yield pointer, role, new
            slug, names = role.extends, new


def _reaching(owner: Owner, names: tuple[ListName, ...], role: Role) -> Iterator[tuple[ListName, int, Statement]]:
    """(list, index, statement) of the owner's statements that every holder of the role has."""
    for name in names:
        for index, statement in enumerate(owner.statements(name)):
            scope = statement.applies_to
            if reaches(scope, role) and not (scope and scope.specialties):
                yield name, index, statement
