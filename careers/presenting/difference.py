"""What changed between two documents of a family, as people read it: owner by owner, the words that came and went, the
facts before and after, statements that moved told as moved."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

from pydantic import BaseModel

from careers.handbook.compare import FactChange, ProseChange, StatementChange, compare
from careers.handbook.compose import Origin
from careers.handbook.document import (
    LISTS,
    FamilyDocument,
    Owner,
    Role,
    Section,
    Specialty,
    Statement,
)
from careers.handbook.renames import followed, renames
from careers.handbook.render import LIST_HEADINGS
from careers.handbook.words import Part
from careers.presenting import words
from careers.presenting.changes import Line, ListChange, OwnerChange, Place, Row, Run, ShownDifference
from careers.presenting.steps import process_changes, step_changes
from careers.presenting.values import ORDERED, Values, label
from careers.reading import Reading

_WRAP = re.compile(r"(?<!\n)\n(?![\n\s>|#+*-]|\d+[.)])")

_PART = re.compile(r"/(?:roles|specialties)/\d+")

Comments = Mapping[str, Sequence[Any]]
"""What was said, by the JSON pointer of the place in the newer document."""


Successors = Mapping[str, Mapping[str, Any]]
"""Where the addresses of roles that are gone will lead, by their slugs: {"to": "family/role"}."""


def present_difference(
    reading: Reading,
    before: FamilyDocument | None,
    after: FamilyDocument,
    comments: Comments | None = None,
    successors: Successors | None = None,
) -> ShownDifference:
    """What changed from `before`, None for nothing at all, to `after`. One query at most, of names."""
    return _Presenting(reading, before, after, comments or {}, successors or {}).page()


@dataclass
class _Gathered:
    """What was found of one owner while going through the difference; `former` is the title that it had."""

    former: str = ""
    facts: list[Row] = field(default_factory=list)
    prose: list[Line] = field(default_factory=list)
    lists: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))


class _Presenting:
    """One difference being presented. Owners are known by their pointer in the document that has them: of those that
    are gone, by that in the older one, marked with a minus."""

    def __init__(
        self,
        reading: Reading,
        before: FamilyDocument | None,
        after: FamilyDocument,
        comments: Comments,
        successors: Successors,
    ) -> None:
        self.first = before is None
        before = before or FamilyDocument(title=after.title, slug=after.slug, department=after.department)
        self.difference = compare(before, after)
        self.before = followed(before, renames(before, after))
        self.after, self.comments, self.successors = after, comments, successors
        self.old, self.new = Values(reading, self.before), Values(reading, after)
        self.owners = dict(after.owners())
        self.found: dict[str, _Gathered] = defaultdict(_Gathered)
        self.shown: set[str] = set()
        self.gone = {
            f"-{part.before}"
            for part in self.difference.parts
            if part.kind == "removed" and part.part in ("role", "specialty")
        }

    def page(self) -> ShownDifference:
        for fact in self.difference.facts:
            self._fact(fact)
        for prose in self.difference.prose:
            self._prose(prose)
        for change in self.difference.statements:
            self._statement(change)
        owners = list(self._owners())
        processes = list(process_changes(self.old, self.new, self.place))
        steps = step_changes(self.old, self.new, self.place)
        return ShownDifference(
            summary=self._summary(),
            whole=self.place(""),
            owners=[owner for owner in owners if owner.changed],
            unchanged=[owner for owner in owners if not owner.changed],
            processes=processes,
            steps=steps,
            places=self.shown,
            elsewhere=[each for pointer, said in self.comments.items() if pointer not in self.shown for each in said],
        )

    def place(self, pointer: str) -> Place:
        self.shown.add(pointer)
        return Place(pointer, self.comments.get(pointer, ()))

    # What compare found, sorted to its owners

    def _fact(self, fact: FactChange) -> None:
        head, rest = owner_of(fact.pointer)
        if fact.field == "order":
            owner, _, name = fact.pointer.rpartition("/")
            if name in ORDERED:  # tables tell the order of steps themselves
                before, after = (", ".join(map(self.new.named, names)) for names in (fact.before, fact.after))
                self.found[owner].facts.append(Row(ORDERED[name], before, after))
            return
        if head is None:
            return
        gathered = self.found[head]
        if _is_title(fact):
            gathered.former = fact.before
            return
        prefix = ""
        part: BaseModel = self._owner(head)
        if rest:
            part = self._section(head, rest)
            prefix = f"Section “{getattr(part, 'heading', '')}”: "
        gathered.facts.append(
            Row(
                f"{prefix}{label(fact.field)}",
                self.old.say(fact.field, fact.before, self._older(head) if not rest else part),
                self.new.say(fact.field, fact.after, part),
            )
        )

    def _prose(self, prose: ProseChange) -> None:
        head, rest = owner_of(prose.pointer)
        if head is None:
            return
        title = self._prose_title(head, rest, prose)
        place = None if prose.kind == "removed" else self.place(prose.pointer)
        text = prose.before if prose.kind == "removed" else prose.after
        self.found[head].prose.append(Line(prose.kind, text, _unwrapped(prose.words), title, place=place))

    def _prose_title(self, head: str, rest: str, prose: ProseChange) -> str:
        name, _, detail = rest.partition("/")
        if name == "leads":
            return f"Before the {LIST_HEADINGS[detail].lower()}"
        if name == "sections" and detail.endswith("/body"):
            heading = self._section(head, rest.removesuffix("/body")).heading
            return f"Section “{heading}”" if heading else "Section"
        return "Section" if name == "sections" else name.capitalize()

    def _statement(self, change: StatementChange) -> None:
        origin = change.owner_after or change.owner_before
        statement = change.after or change.before
        if origin is None or statement is None:  # one side always has it
            return
        head = owner_of(origin.pointer)[0] or ""
        if change.after is None:
            head = self._head_of_removed(head)
        kind = "same" if _only_the_key(change) else change.kind
        self.found[head].lists[change.list].append(
            Line(
                kind=kind,
                text=statement.text,
                parts=change.words if any(kind != "same" for kind, _ in change.words) else (),
                tags=self._tags(change, origin, statement),
                notes=list(self._notes(change)),
                # What did not change has no place on the page, but for what was said of it.
                place=self.place(origin.pointer)
                if change.after and (kind != "same" or origin.pointer in self.comments)
                else None,
            )
        )

    def _head_of_removed(self, head: str) -> str:
        """The owner's pointer in the newer document, if it is there still."""
        if f"-{head}" in self.gone:
            return f"-{head}"
        for part in self.difference.parts:
            if part.before == head and part.kind == "kept" and part.part in ("role", "specialty"):
                return part.after or ""
        return head

    def _tags(self, change: StatementChange, origin: Origin, statement: Statement) -> list[str]:
        values = self.new if change.after else self.old
        found = [statement.group] if statement.group else []
        scope = values.scope(statement.applies_to)
        if change.before and change.after and change.before.applies_to != change.after.applies_to:
            former = self.old.scope(change.before.applies_to)
            found.append(f"{scope or 'everybody'} (before: {former or 'everybody'})")
        elif scope:
            found.append(scope)
        if statement.replaces:
            owner = values.owners[owner_of(origin.pointer)[0] or ""]
            found.append(f"instead of “{values.keyed(owner, statement.replaces)}”")
        if statement.inherits:
            roles = words.joined([values.role(slug) for slug in statement.inherits])
            found.append(f"stands for this list of {roles}")
        return found

    def _notes(self, change: StatementChange) -> Iterator[str]:
        before, after = change.before, change.after
        if before is None or after is None or change.owner_before is None or change.owner_after is None:
            return
        if change.kind == "moved":
            came_from = change.owner_before.pointer.split("/")[-2]
            here = (change.owner_before.kind, change.owner_before.slug, came_from)
            if here == (change.owner_after.kind, change.owner_after.slug, change.list):
                yield "moved within the list"
            else:
                yield f"moved from {change.owner_before.title}, {LIST_HEADINGS[came_from].lower()}"
        if before.group != after.group:
            yield f"group before: {before.group or 'none'}"
        if before.replaces != after.replaces:
            owner = self.old.owners[owner_of(change.owner_before.pointer)[0] or ""]
            replaced = f"“{self.old.keyed(owner, before.replaces)}”" if before.replaces else "nothing"
            yield f"stood before instead of: {replaced}"
        if before.inherits != after.inherits:
            roles = words.joined([self.old.role(slug) for slug in before.inherits or ()])
            yield f"stood before for this list of: {roles or 'nobody'}"
        if before.key != after.key and self.new.reading.internal:
            yield "its key for refinements is another one"

    # Owners

    def _owners(self) -> Iterator[OwnerChange]:
        added = {part.after for part in self.difference.parts if part.kind == "added"}
        for pointer, owner in self.after.owners():
            is_new = self.first if owner is self.after else pointer in added
            yield self._owner_change(pointer, owner, "added" if is_new else "kept", self.new)
        for pointer, owner in self.before.owners():
            if f"-{pointer}" in self.gone:
                yield self._owner_change(f"-{pointer}", owner, "removed", self.old)

    def _owner_change(
        self, head: str, owner: Any, kind: Literal["added", "removed", "kept"], values: Values
    ) -> OwnerChange:
        gathered = self.found[head]
        facts, prose = gathered.facts, gathered.prose
        if kind != "kept":
            stated = values.stated(owner)
            facts = [Row(name, *((said, "") if kind == "removed" else ("", said))) for name, said in stated]
            if head:  # the family's own texts were compared with an empty family's
                prose = [Line(kind, text, title=title) for title, text in _texts(owner)]
        return OwnerChange(
            kind=kind,
            what=_what(owner),
            title=owner.name if isinstance(owner, Specialty) else owner.title,
            about=_about(values, owner),
            place=None if kind == "removed" or not head else self.place(head),
            facts=facts,
            prose=prose,
            lists=[
                ListChange(LIST_HEADINGS[name], list(_runs(gathered.lists[name])))
                for name in LISTS
                if gathered.lists.get(name)
            ],
            former=gathered.former,
            leads_to=self._leads_to(owner) if kind == "removed" and isinstance(owner, Role) else "",
        )

    def _leads_to(self, role: Role) -> str:
        """Where the address of a role that is gone will lead, in words."""
        path = self.successors.get(role.slug, {}).get("to", "")
        return self.new.path(path) if path else ""

    def _owner(self, head: str) -> Any:
        return self.owners[head]

    def _older(self, head: str) -> Any:
        """The same owner as it was."""
        owner = self._owner(head)
        if isinstance(owner, Role):
            return self.before.role(owner.slug)
        return self.before.specialty(owner.slug) if isinstance(owner, Specialty) else self.before

    def _section(self, head: str, rest: str) -> Section:
        sections: Sequence[Section] = self._owner(head).sections
        return sections[int(rest.split("/")[1])]

    def _summary(self) -> str:
        """1 role renamed, 2 roles added, 1 statement removed."""
        counts: dict[tuple[str, str], int] = defaultdict(int)
        called = [fact for fact in self.difference.facts if _is_title(fact) or _is_address(fact)]
        for pointer in {fact.pointer for fact in called}:
            counts["role" if pointer.startswith("/roles") else "specialty", "renamed"] += 1
        for part in self.difference.parts:
            counts[part.part, part.kind] += 1
        for statement in self.difference.statements:
            if not _only_the_key(statement):
                counts["statement", statement.kind] += 1
        counts["text", "changed"] = len(self.difference.prose)
        counts["fact", "changed"] = len(self.difference.facts) - len(called)
        said = [
            f"{words.counted(number, *_NOUNS[part])} {kind}"
            for (part, kind), number in counts.items()
            if number and kind not in ("kept", "same")
        ]
        return words.joined(said) or "Nothing changed"


_NOUNS = {
    "role": ("role", "roles"),
    "specialty": ("specialty", "specialties"),
    "hiring_process": ("hiring process", "hiring processes"),
    "hiring_step": ("hiring step", "hiring steps"),
    "career_step": ("career step", "career steps"),
    "statement": ("statement", "statements"),
    "text": ("text", "texts"),
    "fact": ("fact", "facts"),
}


def _is_title(fact: FactChange) -> bool:
    """Whether it is what a role or a specialty is called."""
    return fact.field in ("title", "name") and _PART.fullmatch(fact.pointer) is not None


def _is_address(fact: FactChange) -> bool:
    return fact.field == "slug" and _PART.fullmatch(fact.pointer) is not None


def _only_the_key(change: StatementChange) -> bool:
    """Whether a statement has another key, which nobody reads, and nothing else."""
    before, after = change.before, change.after
    return bool(
        change.kind == "changed" and before and after and before == after.model_copy(update={"key": before.key})
    )


def _unwrapped(parts: Sequence[Part]) -> list[Part]:
    """Without the ends of lines that only wrap a paragraph."""
    return [(kind, _WRAP.sub(" ", text)) for kind, text in parts]


def owner_of(pointer: str) -> tuple[str | None, str]:
    """(the owner's pointer, the rest) of a pointer; None for what belongs to a process or a career step."""
    steps = pointer.split("/")[1:]
    if steps and steps[0] in ("hiring_processes", "career_steps"):
        return None, pointer
    if len(steps) >= 2 and steps[0] in ("roles", "specialties"):
        return "/".join(["", *steps[:2]]), "/".join(steps[2:])
    return "", "/".join(steps)


def _what(owner: Owner) -> str:
    if isinstance(owner, Role):
        return "Role"
    return owner.kind.capitalize() if isinstance(owner, Specialty) else "Job family"


def _about(values: Values, owner: Any) -> str:
    """What a role is, in a line: Senior, grade 7, individual contributor."""
    if not isinstance(owner, Role):
        return ""
    level = values.say("level", owner.level, owner)
    grade = values.say("grade", owner.grade, owner) or values.say("grade_options", owner.grade_options, owner)
    return ", ".join(filter(None, [level, f"grade {grade}" if grade else "", words.TRACKS[owner.track].lower()]))


def _texts(owner: Role | Specialty) -> Iterator[tuple[str, str]]:
    """(title, text) of what a role or specialty says beside its lists."""
    if owner.overview:
        yield "Overview", owner.overview
    for name, lead in owner.leads.items():
        yield f"Before the {LIST_HEADINGS[name].lower()}", lead
    for section in owner.sections:
        yield f"Section “{section.heading}”" if section.heading else "Section", section.body


def _runs(lines: Sequence[Line]) -> Iterator[Run]:
    for same, run in groupby(lines, key=lambda line: line.kind == "same" and line.place is None):
        yield Run(same, list(run))
