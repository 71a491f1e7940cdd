"""What changed between two documents of a family, statement by statement, and what two composed roles share."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from careers.handbook.compose import ComposedStatement, Origin
from careers.handbook.document import (
    LISTS,
    CareerStep,
    FamilyDocument,
    HiringProcess,
    HiringStep,
    ListName,
    Owner,
    Role,
    Section,
    Specialty,
    Statement,
)
from careers.handbook.match import Item, Pairs, in_reading_order, match, pair_by, rising
from careers.handbook.renames import Names, followed, renames
from careers.handbook.words import Part, word_parts

T = TypeVar("T", bound=BaseModel)
N = TypeVar("N", Role, Specialty)

PROSE = frozenset({"overview", "body", "intro", "outro", "text"})
"""Told word by word."""
PARTS = frozenset({*LISTS, "leads", "sections", "roles", "specialties", "career_steps", "hiring_processes", "steps"})
"""Told part by part; every other field of a part is a fact."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FactChange(_Value):
    """A fact that is another one now. `pointer` is the part that has it, in the newer document; of field "order" the
    list of parts, of which those that stayed stand in another order. Field "slug" of a role or specialty: renamed."""

    pointer: str
    field: str
    before: Any
    after: Any


class PartChange(_Value):
    """A role, specialty, hiring process, hiring step or career step that came or went; roles and specialties are told
    that stayed as well. `before` and `after` are pointers into the two documents."""

    part: Literal["role", "specialty", "hiring_process", "hiring_step", "career_step"]
    kind: Literal["added", "removed", "kept"]
    slug: str = ""
    title: str
    before: str | None = None
    after: str | None = None


class ProseChange(_Value):
    """An overview, a lead, a section or other prose that was changed, word by word. A section that came or went is
    told by its heading and body as one text. `pointer` is into the newer document, of what was removed the older."""

    kind: Literal["changed", "added", "removed"]
    pointer: str
    title: str
    before: str
    after: str
    words: tuple[Part, ...]


class StatementChange(_Value):
    """One statement of either document, or of both. `moved`: to another owner, another list or another place in its
    list, reworded or not. `list` and the owner are where it stands now, of a removed one where it stood; the owners'
    pointers are the statement's in its document. `words` is empty for what is the same."""

    kind: Literal["same", "changed", "moved", "added", "removed"]
    list: ListName
    owner_before: Origin | None = None
    owner_after: Origin | None = None
    before: Statement | None = None
    after: Statement | None = None
    words: tuple[Part, ...] = ()


class Difference(_Value):
    """All that two documents have and have not in common. Equal documents differ in nothing, others in something."""

    facts: tuple[FactChange, ...]
    parts: tuple[PartChange, ...]
    prose: tuple[ProseChange, ...]
    statements: tuple[StatementChange, ...]

    @property
    def size(self) -> int:
        """How many facts, prose texts and statements changed and how many parts came or went."""
        return (
            len(self.facts)
            + len(self.prose)
            + sum(part.kind != "kept" for part in self.parts)
            + sum(statement.kind != "same" for statement in self.statements)
        )


class StatementPair(_Value):
    """A statement of two composed roles: "removed" is only in the first one, "added" only in the second."""

    kind: Literal["same", "changed", "added", "removed"]
    list: ListName
    before: ComposedStatement | None = None
    after: ComposedStatement | None = None
    words: tuple[Part, ...] = ()


def compare(before: FamilyDocument, after: FamilyDocument) -> Difference:
    """What changed from the one to the other. Roles and specialties are the same by slug, or plainly (`renames`);
    hiring processes, their steps, career steps and sections by what they say; statements by the matcher. What only
    follows a new slug did not change: what was before is told with the slugs of now (`followed`)."""
    names = renames(before, after)
    before = followed(before, names)
    comparison = _Comparison()
    comparison.owner("", before.title, before, after)
    comparison.named("role", "/roles", before.roles, after.roles, names.roles)
    comparison.named("specialty", "/specialties", before.specialties, after.specialties, names.specialties)
    comparison.career_steps(before.career_steps, after.career_steps)
    comparison.processes(before.hiring_processes, after.hiring_processes)
    return Difference(
        facts=tuple(comparison.facts),
        parts=tuple(comparison.parts),
        prose=tuple(comparison.prose),
        statements=tuple(_statement_changes(before, after)),
    )


def compare_statements(
    before: Sequence[ComposedStatement], after: Sequence[ComposedStatement]
) -> tuple[StatementPair, ...]:
    """What two composed roles ask in common and what only one of them does: of one list, the same text is the same
    and one much like it is changed. In the order of the second, what only the first has in between."""
    old = [Item("", statement.list, statement.text) for statement in before]
    new = [Item("", statement.list, statement.text) for statement in after]
    pairs = []
    for i, j in in_reading_order(old, new, match(old, new, across=False)):
        one, other = None if i is None else before[i], None if j is None else after[j]
        if one and other:
            kind: Literal["same", "changed", "added", "removed"] = "same" if one.text == other.text else "changed"
        else:
            kind = "removed" if one else "added"
        words = () if kind == "same" else _words(one, other)
        name = (other or one or before[0]).list
        pairs.append(StatementPair(kind=kind, list=name, before=one, after=other, words=words))
    return tuple(pairs)


def section_pairs(before: Sequence[Section], after: Sequence[Section]) -> Pairs:
    """Which section of an owner is which: the same, one of the same heading, or of the same body."""
    return pair_by(before, after, lambda s: s, lambda s: s.heading or None, lambda s: s.body or None)


def process_pairs(before: Sequence[HiringProcess], after: Sequence[HiringProcess]) -> Pairs:
    """Which hiring process of the one document is which of the other, by their indices."""
    return pair_by(
        before,
        after,
        lambda p: p,
        lambda p: (p.title, p.applies_to),
        lambda p: p.title or None,
        lambda p: p.steps or None,
    )


def hiring_step_pairs(before: Sequence[HiringStep], after: Sequence[HiringStep]) -> Pairs:
    """Which step of a hiring process is which of its other version."""
    old, new = ([Item("", "", step.text) for step in steps] for steps in (before, after))
    return match(old, new, across=False)


def career_step_pairs(before: Sequence[CareerStep], after: Sequence[CareerStep]) -> Pairs:
    """Which career step of the one document is which of the other."""
    return pair_by(
        before, after, lambda s: s, lambda s: (s.from_role, s.to_family, s.to_role), lambda s: (s.from_role, s.text)
    )


def _words(
    before: Statement | ComposedStatement | None, after: Statement | ComposedStatement | None
) -> tuple[Part, ...]:
    return word_parts(before.text if before else "", after.text if after else "")


class _Comparison:
    """The changes of facts, parts and prose as they are found."""

    def __init__(self) -> None:
        self.facts: list[FactChange] = []
        self.parts: list[PartChange] = []
        self.prose: list[ProseChange] = []

    def owner(self, pointer: str, title: str, before: Owner, after: Owner) -> None:
        """The family, a role or a specialty, on both sides."""
        self._fields(pointer, title, before, after)
        for name in LISTS:
            self._prose(f"{pointer}/leads/{name}", title, before.leads.get(name, ""), after.leads.get(name, ""))
        pairs = section_pairs(before.sections, after.sections)
        self._order(f"{pointer}/sections", [section.heading for section in after.sections], pairs)
        for i, j in _all(pairs, len(before.sections), len(after.sections)):
            place = f"{pointer}/sections/{i if j is None else j}"
            if i is not None and j is not None:
                self._fields(place, title, before.sections[i], after.sections[j])
            else:
                old, new = ("" if n is None else _said(s[n]) for n, s in ((i, before.sections), (j, after.sections)))
                self._prose(place, title, old, new)

    def named(
        self,
        part: Literal["role", "specialty"],
        pointer: str,
        before: Sequence[N],
        after: Sequence[N],
        names: Names,
    ) -> None:
        """Roles or specialties, by slug; `names` are the new slugs of renamed ones."""
        pairs = pair_by(before, after, lambda each: each.slug)
        self._order(pointer, [each.slug for each in after], pairs)
        former = {now: was for was, now in names.items()}
        for i, j in self._parts(part, pointer, before, after, pairs, _title):
            if was := former.get(after[j].slug):
                self.facts.append(FactChange(pointer=f"{pointer}/{j}", field="slug", before=was, after=after[j].slug))
            self.owner(f"{pointer}/{j}", _title(after[j]), before[i], after[j])

    def career_steps(self, before: Sequence[CareerStep], after: Sequence[CareerStep]) -> None:
        pairs = career_step_pairs(before, after)
        self._order("/career_steps", [_path(step) for step in after], pairs)
        for i, j in self._parts("career_step", "/career_steps", before, after, pairs, _path):
            self._fields(f"/career_steps/{j}", _path(after[j]), before[i], after[j])

    def processes(self, before: Sequence[HiringProcess], after: Sequence[HiringProcess]) -> None:
        pairs = process_pairs(before, after)
        self._order("/hiring_processes", [process.title for process in after], pairs)
        for i, j in self._parts("hiring_process", "/hiring_processes", before, after, pairs, lambda p: p.title):
            place, title = f"/hiring_processes/{j}", after[j].title
            self._fields(place, title, before[i], after[j])
            self._steps(f"{place}/steps", before[i].steps, after[j].steps)

    def _steps(self, pointer: str, before: Sequence[HiringStep], after: Sequence[HiringStep]) -> None:
        pairs = hiring_step_pairs(before, after)
        self._order(pointer, [_first_line(step) for step in after], pairs)
        for i, j in self._parts("hiring_step", pointer, before, after, pairs, _first_line):
            self._fields(f"{pointer}/{j}", _first_line(after[j]), before[i], after[j])

    def _parts(
        self,
        part: Literal["role", "specialty", "hiring_process", "hiring_step", "career_step"],
        pointer: str,
        before: Sequence[T],
        after: Sequence[T],
        pairs: Pairs,
        title: Callable[[T], str],
    ) -> Iterator[tuple[int, int]]:
        """Notes what came, went and, of what has a slug, stayed; gives the pairs of what stayed."""
        for i, j in _all(pairs, len(before), len(after)):
            each = before[i or 0] if j is None else after[j]
            kind: Literal["added", "removed", "kept"] = "removed" if j is None else "added" if i is None else "kept"
            if kind != "kept" or isinstance(each, Role | Specialty):
                self.parts.append(
                    PartChange(
                        part=part,
                        kind=kind,
                        slug=getattr(each, "slug", ""),
                        title=title(each),
                        before=None if i is None else f"{pointer}/{i}",
                        after=None if j is None else f"{pointer}/{j}",
                    )
                )
            if i is not None and j is not None:
                yield i, j

    def _fields(self, pointer: str, title: str, before: BaseModel, after: BaseModel) -> None:
        for name in type(after).model_fields:
            old, new = getattr(before, name), getattr(after, name)
            if name in PROSE:
                self._prose(f"{pointer}/{name}", title, old, new)
            # The roles that a specialty is for are words, not parts.
            elif (name not in PARTS or (isinstance(after, Specialty) and name == "roles")) and old != new:
                self.facts.append(FactChange(pointer=pointer, field=name, before=_plain(old), after=_plain(new)))

    def _prose(self, pointer: str, title: str, before: str, after: str) -> None:
        if before != after:
            kind: Literal["changed", "added", "removed"] = (
                "added" if not before else "removed" if not after else "changed"
            )
            words = word_parts(before, after)
            self.prose.append(
                ProseChange(kind=kind, pointer=pointer, title=title, before=before, after=after, words=words)
            )

    def _order(self, pointer: str, names: Sequence[str], pairs: Pairs) -> None:
        """Notes where parts that stayed stand in another order."""
        now = [j for _, j in sorted(pairs)]
        if now != sorted(now):
            before, after = [names[j] for j in now], [names[j] for j in sorted(now)]
            self.facts.append(FactChange(pointer=pointer, field="order", before=before, after=after))


def _all(pairs: Pairs, before: int, after: int) -> list[tuple[int | None, int | None]]:
    """Pairs and single indices: in the order of what is after, then what is gone."""
    partners = {j: i for i, j in pairs}
    gone = set(range(before)) - {i for i, _ in pairs}
    return [*((partners.get(j), j) for j in range(after)), *((i, None) for i in sorted(gone))]


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return list(value) if isinstance(value, tuple) else value


def _title(part: Role | Specialty) -> str:
    return part.title if isinstance(part, Role) else part.name


def _first_line(step: HiringStep) -> str:
    return step.text.split("\n", 1)[0]


def _path(step: CareerStep) -> str:
    """A career step in a line: where it leads from and to, as far as it says."""
    return f"{step.from_role or '*'} - {step.to_family or '*'}/{step.to_role or '*'}"


def _said(section: Section) -> str:
    return "\n\n".join(filter(None, [section.heading, section.body]))


def _statement_changes(before: FamilyDocument, after: FamilyDocument) -> Iterator[StatementChange]:
    old, new = list(placed(before)), list(placed(after))
    old_items, new_items = [item for item, _, _ in old], [item for item, _, _ in new]
    pairs = match(old_items, new_items)
    moved = {j for i, j in pairs if _place(old_items[i]) != _place(new_items[j])}
    stayed: dict[tuple[str, str], list[int]] = {}
    for _, stay in pairs:
        if stay not in moved:
            stayed.setdefault(_place(new_items[stay]), []).append(stay)
    for run in stayed.values():
        kept = rising(run)
        moved |= {j for index, j in enumerate(run) if index not in kept}
    for i, j in in_reading_order(old_items, new_items, pairs):
        item = old_items[i or 0] if j is None else new_items[j]
        owner_before, one = (None, None) if i is None else old[i][1:]
        owner_after, other = (None, None) if j is None else new[j][1:]
        if one and other:
            kind: Literal["same", "changed", "moved", "added", "removed"] = (
                "moved" if j in moved else "same" if one == other else "changed"
            )
        else:
            kind = "removed" if one else "added"
        yield StatementChange(
            kind=kind,
            list=item.list,
            owner_before=owner_before,
            owner_after=owner_after,
            before=one,
            after=other,
            words=() if kind == "same" else _words(one, other),
        )


def _place(item: Item) -> tuple[str, str]:
    return item.owner, item.list


def placed(document: FamilyDocument) -> Iterator[tuple[Item, Origin, Statement]]:
    """Every statement of a document, where it stands by slug and by pointer."""
    for pointer, owner in document.owners():
        facts: dict[str, Any] = {"kind": "family", "slug": document.slug, "title": document.title}
        if isinstance(owner, Role | Specialty):
            kind = "role" if isinstance(owner, Role) else "specialty"
            facts = {"kind": kind, "slug": owner.slug, "title": _title(owner)}
        place = "" if owner is document else f"{facts['kind']}/{facts['slug']}"
        for name in LISTS:
            for index, statement in enumerate(owner.statements(name)):
                origin = Origin(**facts, pointer=f"{pointer}/{name}/{index}")
                yield Item(place, name, statement.text), origin, statement
