"""Which statements reach a role, and from where: its own, the family's and what it inherits."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from careers.handbook.document import LISTS, FamilyDocument, ListName, Owner, Role, Statement
from careers.handbook.inheritance import reaches


@dataclass(frozen=True)
class Stated:
    """A statement that is no pointer, and its place."""

    pointer: str
    owner: Owner
    list: ListName
    statement: Statement


class Reach:
    """What reaches each role of a document, without composing it: in one pass over the owners that a role has, so
    that long chains of inheritance stay cheap. Statements of one text are not made one."""

    def __init__(self, document: FamilyDocument) -> None:
        self._document = document
        self._places = {role.slug: (f"/roles/{index}", role) for index, role in enumerate(document.roles)}

    def statements(self, role: Role) -> Iterator[Stated]:
        """Those that every holder of the role has, the role's own first and the family's last. What a nearer owner
        omits or replaces is left out, and so is what only a specialty has."""
        gone: set[str] = set()
        met: set[tuple[str, ListName]] = set()
        waiting: deque[tuple[str, Owner, list[ListName]]] = deque(self._lineage(role.slug, list(LISTS), met))
        waiting.append(("", self._document, list(LISTS)))
        while waiting:
            pointer, owner, names = waiting.popleft()
            leaving = set(owner.omits) if isinstance(owner, Role) else set()
            for name in names:
                for index, statement in enumerate(owner.statements(name)):
                    scope = statement.applies_to
                    if not reaches(scope, role) or (scope and scope.specialties):
                        continue
                    for slug in statement.inherits or ():
                        waiting.extend(self._lineage(slug, [name], met))
                    if statement.inherits is None and statement.key not in gone:
                        yield Stated(f"{pointer}/{name}/{index}", owner, name, statement)
                    if statement.replaces:
                        leaving.add(statement.replaces)
            gone |= leaving

    def _lineage(
        self, slug: str | None, names: list[ListName], met: set[tuple[str, ListName]]
    ) -> Iterator[tuple[str, Owner, list[ListName]]]:
        """A role and those that it extends, as far as their lists were not met before."""
        while slug and (new := [name for name in names if (slug, name) not in met]):
            met.update((slug, name) for name in new)
            pointer, role = self._places[slug]
            yield pointer, role, new
            slug, names = role.extends, new
