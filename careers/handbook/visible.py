"""What an audience may see of a document. What it may not see is absent, not blanked."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, count
from typing import Any

from pydantic import BaseModel, ConfigDict

from careers.handbook.document import (
    LISTS,
    CareerStep,
    FamilyDocument,
    HiringProcess,
    ListName,
    Owner,
    ReportsTo,
    Role,
    Scope,
    Section,
    Specialty,
    Statement,
    load,
)
from careers.handbook.inheritance import Inheritance, Line, lineage, reaches


class Audience(BaseModel):
    """What a reader may see: internal parts, and the facts that a company's switches hide."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    internal: bool
    grades: bool
    job_codes: bool
    performance_indicators: bool
    interviewers: bool

    @classmethod
    def everything(cls, *, internal: bool) -> "Audience":
        """All facts, with or without the internal parts."""
        return cls(internal=internal, grades=True, job_codes=True, performance_indicators=True, interviewers=True)


class View:
    """A document as an audience sees it, part by part. A specialty none of whose roles is visible is not either."""

    def __init__(self, document: FamilyDocument, audience: Audience) -> None:
        self.document, self.audience = document, audience
        self.lists: tuple[ListName, ...] = tuple(
            name for name in LISTS if audience.performance_indicators or name != "performance_indicators"
        )
        self.roles = [role for role in document.roles if self._shows(role)]
        self.hidden_roles = {role.slug for role in document.roles} - {role.slug for role in self.roles}
        self.specialties = [
            specialty
            for specialty in document.specialties
            if self._shows(specialty) and not (specialty.roles and self.hidden_roles.issuperset(specialty.roles))
        ]
        self.hidden_specialties = {specialty.slug for specialty in document.specialties} - {
            specialty.slug for specialty in self.specialties
        }

    def _shows(self, part: FamilyDocument | Role | Specialty | Section) -> bool:
        return self.audience.internal or part.visibility == "public"

    @property
    def family(self) -> bool:
        """Whether the family itself is visible."""
        return self._shows(self.document)

    def sees(self, scope: Scope | None) -> bool:
        """Whether anything that a scope names, or does not exclude, is visible."""
        return scope is None or not (
            (scope.roles and self.hidden_roles.issuperset(scope.roles))
            or (scope.specialties and self.hidden_specialties.issuperset(scope.specialties))
        )

    def scope(self, scope: Scope | None) -> Scope | None:
        """A scope that is seen, without the names of what is hidden."""
        if scope is None:
            return None
        return scope.model_copy(
            update={
                "roles": tuple(slug for slug in scope.roles if slug not in self.hidden_roles),
                "specialties": tuple(slug for slug in scope.specialties if slug not in self.hidden_specialties),
            }
        )

    def statements(self, owner: Owner, name: ListName) -> list[Statement]:
        """The statements of one list that exist for the audience, their scopes as written."""
        if name not in self.lists:
            return []
        return [statement for statement in owner.statements(name) if self.sees(statement.applies_to)]

    def sections(self, owner: Owner) -> list[Section]:
        return [section for section in owner.sections if self._shows(section) and self.sees(section.applies_to)]

    def reports_to(self, line: ReportsTo) -> ReportsTo:
        """The line as written; a role of this family that is hidden is not named."""
        family, _, role = (line.role or "").partition("/")
        hidden = family == self.document.slug and role in self.hidden_roles
        return line.model_copy(update={"role": None}) if hidden else line

    def career_steps(self) -> list[CareerStep]:
        """The steps that lead neither from nor to a hidden role of this family."""
        return [
            step
            for step in self.document.career_steps
            if step.from_role not in self.hidden_roles
            and not (step.to_family == self.document.slug and step.to_role in self.hidden_roles)
        ]

    def processes(self) -> list[HiringProcess]:
        """The processes that exist for the audience, their scopes as written."""
        return [
            process
            if self.audience.interviewers
            else process.model_copy(
                update={"steps": tuple(step.model_copy(update={"interviewer": ""}) for step in process.steps)}
            )
            for process in self.document.hiring_processes
            if self.sees(process.applies_to)
        ]

    def specialty_facts(self, specialty: Specialty) -> dict[str, Any]:
        """As `role_facts`, of a specialty."""

        def of_visible(values: dict[str, str]) -> dict[str, str]:
            return {slug: value for slug, value in values.items() if slug not in self.hidden_roles}

        return {
            "reports_to": self.reports_to(specialty.reports_to),
            "roles": tuple(slug for slug in specialty.roles if slug not in self.hidden_roles),
            "grades": of_visible(specialty.grades) if self.audience.grades else {},
            "job_codes": of_visible(specialty.job_codes) if self.audience.job_codes else {},
        }

    def role_facts(self, role: Role) -> dict[str, Any]:
        """The facts of a role that an audience sees otherwise than they are written."""
        facts: dict[str, Any] = {"reports_to": self.reports_to(role.reports_to)}
        if not self.audience.grades:
            facts |= {"grade_scheme": "general", "grade": None, "grade_options": ()}
        if not self.audience.job_codes:
            facts["job_code"] = ""
        return facts


def visible_document(document: FamilyDocument, audience: Audience) -> FamilyDocument | None:
    """The document that an audience may see, valid by itself; None where the family is not visible.

    A role that inherits from a hidden one states in its stead, as its own, what it inherits, so that composing it
    gives the same texts. Where a statement for some specialties alone refines another one of such a role, or a
    specialty's own statement does, both are shown for those: a document cannot say it without the hidden role.
    Raises pydantic.ValidationError where a list or lead, so written, passes what a document may hold.
    """
    view = View(document, audience)
    if not view.family:
        return None
    names = _Names(document)
    heirs = _heirs(view)
    roles = tuple(
        role.model_copy(
            update={
                **view.role_facts(role),
                **_lists(view, role),
                **(_Flattened(view, role, names).facts() if role.slug in heirs else {}),
            }
        )
        for role in view.roles
    )
    specialties = tuple(
        specialty.model_copy(update={**view.specialty_facts(specialty), **_lists(view, specialty)})
        for specialty in view.specialties
    )
    processes = tuple(
        process.model_copy(update={"applies_to": view.scope(process.applies_to)}) for process in view.processes()
    )
    visible = document.model_copy(
        update={
            **_lists(view, document, names),
            "roles": roles,
            "specialties": specialties,
            "career_steps": tuple(view.career_steps()),
            "hiring_processes": processes,
        }
    )
    data = visible.model_dump()
    drop_dangling(data)
    return load(data)


class _Names:
    """Keys for statements of the family that have none and that an heir has to name."""

    def __init__(self, document: FamilyDocument) -> None:
        self._taken = set(chain.from_iterable(owner.keys() for _, owner in document.owners()))
        self._given: dict[tuple[ListName, int], str] = {}

    def of(self, line: Line) -> str:
        """A key to which a line of the family's answers."""
        source = line.sources[0]
        if line.names or (source.list, source.index) in self._given:
            return min(line.names, default="") or self._given[source.list, source.index]
        number = next(n for n in count(1) if f"shared-{n}" not in self._taken)
        self._taken.add(f"shared-{number}")
        return self._given.setdefault((source.list, source.index), f"shared-{number}")

    def given(self, name: ListName, index: int, statement: Statement) -> Statement:
        """The statement, with the key that it was given if it was; a pointer to nothing certain is none then."""
        key = self._given.get((name, index))
        return statement.model_copy(update={"key": key, "inherits": None}) if key else statement


def _lists(view: View, owner: Owner, names: _Names | None = None) -> dict[str, Any]:
    """The lists, leads and sections of an owner."""
    lists: dict[str, Any] = dict.fromkeys(LISTS, ())
    for name in view.lists:
        statements = view.statements(owner, name)
        if names:
            statements = [names.given(name, index, statement) for index, statement in enumerate(statements)]
        lists[name] = tuple(each.model_copy(update={"applies_to": view.scope(each.applies_to)}) for each in statements)
    return {
        **lists,
        "leads": {name: lead for name, lead in owner.leads.items() if name in view.lists},
        "sections": tuple(
            section.model_copy(update={"applies_to": view.scope(section.applies_to)})
            for section in view.sections(owner)
        ),
    }


def _heirs(view: View) -> set[str]:
    """The visible roles that inherit, in whatever way, from a hidden one."""
    parents = {
        role.slug: {
            *([role.extends] if role.extends else []),
            *(slug for name in view.lists for s in view.statements(role, name) for slug in s.inherits or ()),
        }
        for role in view.document.roles
    }
    touched = set(view.hidden_roles)
    while more := {slug for slug, above in parents.items() if slug not in touched and above & touched}:
        touched |= more
    return touched - view.hidden_roles


class _Flattened:
    """A role that states itself what it inherits, the family's part aside."""

    def __init__(self, view: View, role: Role, names: _Names) -> None:
        self._view, self._role, self._names = view, role, names
        self._owners = [view.document, *lineage(view.document, role)]
        self._inheritance = Inheritance(view.document, view.statements, self._admit)
        self._family = self._inheritance.lines([view.document], view.lists)
        self._lines = self._inheritance.lines(self._owners, view.lists)
        self._wanted = {
            statement.replaces
            for specialty in view.specialties
            for name in view.lists
            for statement in view.statements(specialty, name)
        }
        self._family_keys = set(view.document.keys())
        self._keys: set[str] = set()

    def _admit(self, statement: Statement) -> Statement | None:
        """Decided for the role; what is for some specialties alone stays so."""
        scope = self._view.scope(statement.applies_to)
        if scope is None:
            return statement
        if not reaches(scope, self._role):
            return None
        return statement.model_copy(
            update={"applies_to": Scope(specialties=scope.specialties) if scope.specialties else None}
        )

    def facts(self) -> dict[str, Any]:
        """What the role has in place of its own lists, leads, `extends` and `omits`."""
        facts: dict[str, Any] = {name: tuple(self._statements(name)) for name in self._view.lists}
        refined = {s.replaces for statements in facts.values() for s in statements if not s.applies_to}
        shown = {id(source) for lines in self._lines.values() for line in lines for source in line.sources}
        gone = (
            self._names.of(line)
            for lines in self._family.values()
            for line in lines
            if not any(id(source) in shown for source in line.sources)
        )
        facts["omits"] = tuple(key for key in gone if key not in refined)
        facts["leads"] = {name: "\n\n".join(self._leads(name)) for name in self._view.lists}
        return {**facts, "extends": None}

    def _leads(self, name: ListName) -> Iterator[str]:
        for owner, lead in self._inheritance.leads(self._owners, name):
            if owner is not self._view.document:
                yield lead

    def _statements(self, name: ListName) -> Iterator[Statement]:
        family = self._view.document
        for line in self._lines[name]:
            source = next((source for source in line.sources if source.owner is not family), None)
            if source is None:
                continue
            statement = source.statement
            if statement.inherits is not None:
                yield statement
                continue
            key = self._key(line, statement.key if source.owner is self._role else None)
            yield statement.model_copy(update={"key": key, "replaces": self._replaces(line, statement)})

    def _replaces(self, line: Line, statement: Statement) -> str | None:
        """A key of the family's statement in whose place a line stands."""
        if statement.applies_to:
            return statement.replaces if statement.replaces in self._family_keys else None
        if line.place in line.sources:
            return None
        below = (other for other in self._family[line.place.list] if other.place is line.place)
        return next(map(self._names.of, below), None)

    def _key(self, line: Line, own: str | None) -> str | None:
        """Of the keys a line answers to, one that a specialty wants to refine, else the role's own."""
        for key in (*sorted(line.names & self._wanted), own):
            if key and key not in self._keys:
                self._keys.add(key)
                return key
        return None


def drop_dangling(data: dict[str, Any]) -> None:
    """Take out of plain data what refers to keys that went with hidden parts: it refines and omits nothing."""
    owners = [data, *data["roles"], *data["specialties"]]
    keys = [{s["key"] for name in LISTS for s in owner[name] if s["key"]} for owner in owners]
    held = Counter(key for found in keys for key in found)
    for owner, own in zip(owners, keys, strict=True):
        for statement in (s for name in LISTS for s in owner[name]):
            if held[statement["replaces"]] <= (statement["replaces"] in own):
                statement["replaces"] = None
        if "omits" in owner:
            owner["omits"] = [key for key in owner["omits"] if held[key] > (key in own)]
