"""A role with everything it inherits, for one audience: each statement with the places that it comes from."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from careers.handbook.document import (
    LISTS,
    CareerStep,
    FamilyDocument,
    Hiring,
    HiringProcess,
    ListName,
    Owner,
    ReportsTo,
    Role,
    Scope,
    Specialty,
    Statement,
    Track,
    Visibility,
)
from careers.handbook.inheritance import Inheritance, Line, Source, lineage, reaches
from careers.handbook.visible import Audience, View, visible_document

__all__ = [
    "Audience",
    "ComposedLead",
    "ComposedRole",
    "ComposedSection",
    "ComposedSpecialty",
    "ComposedStatement",
    "Origin",
    "compose",
    "visible_document",
]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Origin(_Value):
    """Who states a text, and where: `pointer` is the place in the document as the audience sees it, before texts of
    hidden roles are written into their heirs. Of a role that the audience may not see, only the kind is told."""

    kind: Literal["family", "role", "specialty"]
    slug: str = ""
    title: str = ""
    pointer: str = ""


class ComposedStatement(_Value):
    """One bullet of a composed list. `own`: the role itself states it, whoever else does. `origins`: everyone who
    states this text, farthest first; `replaced`: what it refines, and what that refined. `pointer_without_target`: it
    refers to another list that nobody could name."""

    text: str
    group: str = ""
    key: str | None = None
    list: ListName
    own: bool
    origins: tuple[Origin, ...]
    replaced: tuple[Origin, ...] = ()
    pointer_without_target: bool = False


class ComposedLead(_Value):
    """Prose above a composed list, and who states it."""

    text: str
    origin: Origin


class ComposedSection(_Value):
    """A section that reaches the role: the family's, the role's own or the chosen specialty's."""

    heading: str
    body: str
    after: str
    visibility: Visibility
    origin: Origin


class ComposedSpecialty(_Value):
    """A specialty as it is for one role. `grade` is the one it sets for the role, `job_code` that of the role held
    with it, if any."""

    slug: str
    name: str
    kind: Literal["specialty", "segment"]
    primary_language: str
    grade: str | None
    job_code: str
    reports_to: ReportsTo
    overview: str
    visibility: Visibility


class ComposedRole(_Value):
    """A role as a page or a service shows it. With a `specialty` chosen, its statements, leads and sections are in
    it, and its grade, job code, reporting line and primary language stand in for the role's where it has them."""

    family: str
    family_title: str
    department: str
    title: str
    slug: str
    group: str
    level: str | None
    track: Track
    grade_scheme: str | None
    grade: str | None
    grade_options: tuple[str, ...]
    job_code: str
    hiring: Hiring
    primary_language: str
    reports_to: ReportsTo
    overview: str
    visibility: Visibility
    responsibilities: tuple[ComposedStatement, ...]
    requirements: tuple[ComposedStatement, ...]
    nice_to_haves: tuple[ComposedStatement, ...]
    performance_indicators: tuple[ComposedStatement, ...]
    promotion_criteria: tuple[ComposedStatement, ...]
    leads: dict[ListName, tuple[ComposedLead, ...]]
    sections: tuple[ComposedSection, ...]
    hiring_processes: tuple[HiringProcess, ...]
    career_steps: tuple[CareerStep, ...]
    steps_here: tuple[CareerStep, ...]
    specialties: tuple[ComposedSpecialty, ...]
    specialty: ComposedSpecialty | None = None

    def statements(self, name: ListName) -> tuple[ComposedStatement, ...]:
        """One of the five lists."""
        found: tuple[ComposedStatement, ...] = getattr(self, name)
        return found


def compose(
    document: FamilyDocument, role_slug: str, *, audience: Audience, specialty: str | None = None
) -> ComposedRole:
    """The role with what the family, the roles it inherits from and the chosen specialty state.

    `career_steps` lead from this role or from the whole family, `steps_here` from the family to this role; the hiring
    processes are those that apply. Scopes are decided, so none is shown.
    Raises KeyError for a role or specialty that the audience may not see exactly as for one that is not there, and
    for a specialty that the role does not have.
    """
    view = View(document, audience)
    role = next((role for role in view.roles if role.slug == role_slug and view.family), None)
    if role is None:
        raise KeyError(role_slug)
    return _Composition(view, role, specialty).composed()


class _Composition:
    """One role being composed."""

    def __init__(self, view: View, role: Role, chosen: str | None) -> None:
        self._view, self._role, self._chosen = view, role, chosen
        available = [each for each in view.specialties if not each.roles or role.slug in each.roles]
        self._available = {each.slug: each for each in available}
        self._owners: list[Owner] = [view.document, *lineage(view.document, role)]
        if chosen is not None:
            self._owners.append(self._available[chosen])
        self._origins = {id(view.document): Origin(kind="family", slug=view.document.slug, title=view.document.title)}
        for index, each in enumerate(view.roles):
            self._origins[id(each)] = Origin(kind="role", slug=each.slug, title=each.title, pointer=f"/roles/{index}")
        for index, specialty in enumerate(view.specialties):
            self._origins[id(specialty)] = Origin(
                kind="specialty", slug=specialty.slug, title=specialty.name, pointer=f"/specialties/{index}"
            )

    def composed(self) -> ComposedRole:
        view, role = self._view, self._role
        document = view.document
        facts = role.model_copy(update=view.role_facts(role))
        specialties = {slug: self._specialty(each) for slug, each in self._available.items()}
        chosen = specialties[self._chosen] if self._chosen is not None else None
        grade = chosen.grade if chosen else None
        reports_to = chosen.reports_to if chosen else ReportsTo()
        inheritance = Inheritance(document, view.statements, self._admit)
        lines = inheritance.lines(self._owners, view.lists)
        lists = {name: tuple(self._statement(line, name) for line in lines.get(name, ())) for name in LISTS}
        return ComposedRole(
            family=document.slug,
            family_title=document.title,
            department=document.department,
            title=role.title,
            slug=role.slug,
            group=role.group,
            level=role.level,
            track=role.track,
            grade_scheme=facts.grade_scheme if view.audience.grades else None,
            grade=grade or facts.grade,
            grade_options=() if grade else facts.grade_options,
            job_code=(chosen and chosen.job_code) or facts.job_code,
            hiring=role.hiring,
            primary_language=(chosen and chosen.primary_language) or document.primary_language,
            reports_to=reports_to if reports_to != ReportsTo() else facts.reports_to,
            overview=role.overview,
            visibility=role.visibility,
            **lists,
            leads={name: leads for name in view.lists if (leads := self._leads(inheritance, name))},
            sections=tuple(self._sections()),
            hiring_processes=tuple(
                process.model_copy(update={"applies_to": None})
                for process in view.processes()
                if self._applies(process.applies_to)
            ),
            career_steps=tuple(step for step in view.career_steps() if step.from_role in (None, role.slug)),
            steps_here=tuple(
                step for step in view.career_steps() if (step.to_family, step.to_role) == (document.slug, role.slug)
            ),
            specialties=tuple(specialties.values()),
            specialty=chosen,
        )

    def _applies(self, scope: Scope | None) -> bool:
        return reaches(scope, self._role) and not (
            scope and scope.specialties and self._chosen not in scope.specialties
        )

    def _admit(self, statement: Statement) -> Statement | None:
        if statement.applies_to is None:
            return statement
        return statement.model_copy(update={"applies_to": None}) if self._applies(statement.applies_to) else None

    def _origin(self, owner: Owner, *steps: object) -> Origin:
        """The owner, with the place below it; an owner that is hidden keeps nothing but its kind."""
        known = self._origins.get(id(owner))
        if known is None:
            return Origin(kind="role")
        return known.model_copy(update={"pointer": known.pointer + "".join(f"/{step}" for step in steps)})

    def _statement(self, line: Line, name: ListName) -> ComposedStatement:
        def origins(sources: Iterable[Source]) -> tuple[Origin, ...]:
            return tuple(dict.fromkeys(self._origin(each.owner, each.list, each.index) for each in sources))

        statement = line.statement
        return ComposedStatement(
            text=statement.text,
            group=statement.group,
            key=statement.key if id(line.sources[0].owner) in self._origins else None,
            list=name,
            own=line.stated_by(self._role),
            origins=origins(line.sources),
            replaced=origins(line.replaced),
            pointer_without_target=statement.inherits is not None,
        )

    def _leads(self, inheritance: Inheritance, name: ListName) -> tuple[ComposedLead, ...]:
        return tuple(
            ComposedLead(text=lead, origin=self._origin(owner, "leads", name))
            for owner, lead in inheritance.leads(self._owners, name)
        )

    def _sections(self) -> Iterable[ComposedSection]:
        """Those of the family, the role and the specialty: a role inherits lists from roles, and no sections."""
        for owner in self._owners:
            if isinstance(owner, Role) and owner is not self._role:
                continue
            for index, section in enumerate(self._view.sections(owner)):
                if self._applies(section.applies_to):
                    yield ComposedSection(
                        heading=section.heading,
                        body=section.body,
                        after=section.after,
                        visibility=section.visibility,
                        origin=self._origin(owner, "sections", index),
                    )

    def _specialty(self, specialty: Specialty) -> ComposedSpecialty:
        facts = specialty.model_copy(update=self._view.specialty_facts(specialty))
        return ComposedSpecialty(
            slug=specialty.slug,
            name=specialty.name,
            kind=specialty.kind,
            primary_language=specialty.primary_language,
            grade=facts.grades.get(self._role.slug),
            job_code=facts.job_codes.get(self._role.slug, ""),
            reports_to=facts.reports_to,
            overview=specialty.overview,
            visibility=specialty.visibility,
        )
