"""How the lists of a role come about from what the family, other roles and a specialty state.

Each owner in turn, the farthest first, states its own on top of what the ones before it stated: it drops what it
omits, puts another role's list in the place of a pointer, and lets a refined statement stand in the place of the one
it replaces. The same text twice in one list is one line with several sources.

This knows neither audiences nor pages: `compose` makes composed roles of its lines, `visible` writes them into the
heirs of roles that an audience may not see.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from careers.handbook.document import LISTS, FamilyDocument, ListName, Owner, Role, Scope, Statement


@dataclass(frozen=True, eq=False)
class Source:
    """A statement where it stands: the owner, the list and the index among the owner's statements as they are seen.
    `statement` is as admitted: its scope is what is still to be decided."""

    owner: Owner
    list: ListName
    index: int
    statement: Statement


@dataclass(eq=False)
class Line:
    """A line of a composed list. `sources` state its text, the first one's is shown; `place` is the source at whose
    place it stands; `names` are the keys it answers to, those of what it replaced included; `waits` is the key of
    what it refines, as long as that was not met."""

    place: Source
    sources: list[Source]
    replaced: list[Source] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    waits: str | None = None

    @classmethod
    def of(cls, source: Source) -> "Line":
        key, scope = source.statement.key, source.statement.applies_to
        # What is still conditional cannot be relied on to stand in for anything.
        return cls(source, [source], names={key} if key else set(), waits=None if scope else source.statement.replaces)

    @property
    def statement(self) -> Statement:
        return self.sources[0].statement

    def stated_by(self, owner: Owner) -> bool:
        return any(source.owner is owner for source in self.sources)

    def copy(self) -> "Line":
        return replace(self, sources=[*self.sources], replaced=[*self.replaced], names={*self.names})


Lines = dict[ListName, list[Line]]


def lineage(document: FamilyDocument, role: Role) -> list[Role]:
    """The roles whose lists a role inherits whole, farthest first, and the role itself."""
    chain = [role]
    while chain[0].extends:
        chain.insert(0, document.role(chain[0].extends))
    return chain


def reaches(scope: Scope | None, role: Role) -> bool:
    """Whether a scope leaves a role in, by track and by name. Specialties are another question."""
    return scope is None or (
        (not scope.tracks or role.track in scope.tracks) and (not scope.roles or role.slug in scope.roles)
    )


class Inheritance:
    """The composition of one role of a document. `seen` gives an owner's statements of a list as far as they exist
    for the reader; `admit` decides one for the role being composed: None if it does not reach it, else the statement
    with what is left of its scope."""

    def __init__(
        self,
        document: FamilyDocument,
        seen: Callable[[Owner, ListName], Iterable[Statement]],
        admit: Callable[[Statement], Statement | None],
    ) -> None:
        self._document, self._seen, self._admit = document, seen, admit
        self._sources: dict[tuple[int, ListName], list[Source]] = {}
        self._brought: dict[tuple[str, ListName], list[Line]] = {}

    def lines(self, owners: Sequence[Owner], names: Iterable[ListName] = LISTS) -> Lines:
        """The lists of these names after all owners, farthest first, have stated their own."""
        lines: Lines = {name: [] for name in names}
        for owner in owners:
            self._state(owner, lines)
        return lines

    def leads(self, owners: Sequence[Owner], name: ListName) -> list[tuple[Owner, str]]:
        """The leads that stand above one composed list: of each owner after those of the lists that it points to.
        The same text twice is told once, of its first owner."""
        found: dict[str, Owner] = {}
        for owner, lead in self._leads(owners, name, set()):
            found.setdefault(lead, owner)
        return [(owner, lead) for lead, owner in found.items()]

    def _leads(self, owners: Sequence[Owner], name: ListName, met: set[str]) -> Iterator[tuple[Owner, str]]:
        for owner in owners:
            for slug in self._targets(owner, name):
                if slug not in met:
                    met.add(slug)
                    yield from self._leads(lineage(self._document, self._document.role(slug)), name, met)
            if lead := owner.leads.get(name):
                yield owner, lead

    def _stated(self, owner: Owner, name: ListName) -> list[Source]:
        """The owner's admitted statements of a list; the same objects each time."""
        if (id(owner), name) not in self._sources:
            self._sources[id(owner), name] = [
                Source(owner, name, index, admitted)
                for index, statement in enumerate(self._seen(owner, name))
                if (admitted := self._admit(statement))
            ]
        return self._sources[id(owner), name]

    def _targets(self, owner: Owner, name: ListName) -> Iterator[str]:
        for source in self._stated(owner, name):
            yield from source.statement.inherits or ()

    def _state(self, owner: Owner, lines: Lines) -> None:
        omits = set(owner.omits) if isinstance(owner, Role) else set()
        for name in lines:
            lines[name] = [line for line in lines[name] if not line.names & omits]
        own: list[Line] = []
        for name in lines:
            for source in self._stated(owner, name):
                if not source.statement.inherits:
                    own.append(Line.of(source))
                    lines[name].append(own[-1])
                    continue
                for line in self._bring(source.statement, name):
                    if not line.names & omits:
                        lines[name].append(line)
                        if line.waits:
                            _refine([line], line.waits, lines, but=(owner, line.place.owner))
        # What is inherited in several places is one line before it is replaced; all of one text is one line after.
        _merge(lines, but=own)
        for key in dict.fromkeys(line.waits for line in own):
            if key:
                _refine([line for line in own if line.waits == key], key, lines, but=(owner,))
        _merge(lines)

    def _bring(self, pointer: Statement, name: ListName) -> Iterator[Line]:
        """What a pointer stands for: the lists of this name of the roles it inherits from, without the family's."""
        for slug in pointer.inherits or ():
            for line in self._list_of(slug, name):
                if pointer.applies_to is None:
                    yield line.copy()
                elif scope := _both(pointer.applies_to, line.statement.applies_to):
                    source = line.sources[0]
                    yield Line.of(replace(source, statement=source.statement.model_copy(update={"applies_to": scope})))

    def _list_of(self, slug: str, name: ListName) -> list[Line]:
        """A role's own and inherited list, without the family's. Lists that it points to are made first, so that a
        long chain of pointers needs no deep stack."""
        waiting = [] if (slug, name) in self._brought else [slug]
        while waiting:
            owners = lineage(self._document, self._document.role(waiting[-1]))
            missing = [
                target
                for owner in owners
                for target in self._targets(owner, name)
                if (target, name) not in self._brought
            ]
            if missing:
                waiting += missing
            else:
                self._brought[waiting.pop(), name] = self.lines(owners, [name])[name]
        return self._brought[slug, name]


def _both(scope: Scope, other: Scope | None) -> Scope | None:
    """The specialties that two scopes have in common; None if there are none."""
    if other is None:
        return scope
    common = set(scope.specialties) & set(other.specialties)
    return Scope(specialties=tuple(common)) if common else None


def _refine(refined: list[Line], key: str, lines: Lines, *, but: Iterable[Owner]) -> None:
    """Let lines stand in for every other line that answers to a key and that none of the owners states itself. In
    the list of the first one met they take its place; where they refine what stands in another list, they stay."""
    inside = {id(line) for line in refined}
    met = [
        line
        for name in lines
        for line in lines[name]
        if key in line.names and id(line) not in inside and not any(map(line.stated_by, but))
    ]
    gone = {id(line) for line in met}
    if not gone:
        return
    for line in refined:
        line.waits = None
        line.names |= {name for other in met for name in other.names}
        line.replaced += [source for other in met for source in (*other.sources, *other.replaced)]
    for name in lines:
        moving = [line for line in refined if line.place.list == name]
        first = next((line for line in lines[name] if id(line) in gone and not line.statement.applies_to), None)
        if moving and first:
            for line in moving:
                line.place = first.place
            others = [line for line in lines[name] if id(line) not in inside]
            at = others.index(first)
            lines[name] = [*others[:at], *moving, *others[at:]]
        lines[name] = [line for line in lines[name] if id(line) not in gone]


def _merge(lines: Lines, but: Sequence[Line] = ()) -> None:
    """Make lines of one text one line, at the place of the first; those in `but` stay apart."""
    apart = {id(line) for line in but}
    for name in lines:
        met: dict[object, Line] = {}
        for line in lines[name]:
            same = id(line) if id(line) in apart else (line.statement.text, line.statement.applies_to)
            first = met.setdefault(same, line)
            if first is not line:
                first.sources += [source for source in line.sources if source not in first.sources]
                first.replaced += [source for source in line.replaced if source not in first.replaced]
                first.names |= line.names
                first.waits = first.waits or line.waits
        lines[name] = list(met.values())
