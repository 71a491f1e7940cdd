"""A family's page: its document, told in the order in which people ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from careers.handbook.document import LISTS
from careers.handbook.render import LIST_HEADINGS
from careers.presenting import words
from careers.presenting.anchors import Anchors
from careers.presenting.hiring import Process, present_process
from careers.presenting.links import Link, address, department_links
from careers.presenting.roles import (
    RoleLine,
    Step,
    career_steps,
    ladder,
    role_line,
    role_link,
)
from careers.reading import Reading

PARTS = {
    "ladder": "The ladder",
    "shared": "What every role shares",
    "roles": "Role by role",
    "specialties": "Specialties",
    "hiring": "How we hire",
    "career-steps": "Where it leads",
    "more": "More",
    "changes": "What changed lately",
}
RESERVED_ANCHORS = {*PARTS, *map(words.anchor, LISTS), "main", "contents"}


@dataclass(frozen=True)
class StatementLine:
    """A statement as its owner states it: `scope` is to whom it applies, `replaces` the text it stands in for,
    `inherits` the roles whose list it stands for."""

    text: str
    scope: str
    replaces: str
    inherits: Sequence[Link]


@dataclass(frozen=True)
class Group:
    """The statements of a list that stand together, under a title or under none. `scope` is said once where it is
    that of all of them; it is then not said of each."""

    title: str
    anchor: str
    scope: str
    statements: Sequence[StatementLine]


@dataclass(frozen=True)
class SectionPart:
    """A section in its place."""

    anchor: str
    heading: str
    body: str
    scope: str
    internal: bool


@dataclass(frozen=True)
class ListPart:
    """One of the five lists of an owner, with its lead, its groups in order, and the sections that follow it. Only
    `sections` may be there: then the owner has no such list."""

    title: str
    anchor: str
    lead: str
    groups: Sequence[Group]
    sections: Sequence[SectionPart]

    @property
    def stated(self) -> bool:
        return bool(self.lead or self.groups)


@dataclass(frozen=True)
class OwnerPart:
    """What the family, a role or a specialty states itself."""

    overview: str
    first: Sequence[SectionPart]
    lists: Sequence[ListPart]
    last: Sequence[SectionPart]

    def __bool__(self) -> bool:
        return bool(self.overview or self.first or self.lists or self.last)


@dataclass(frozen=True)
class RolePart:
    """A role on its family's page: its facts, and what it adds to what all share."""

    line: RoleLine
    reports_to: Link
    reports_to_text: str
    extends: Link | None
    omits: Sequence[str]
    own: OwnerPart


@dataclass(frozen=True)
class SpecialtyPart:
    """A specialty or segment, with what it adds for the roles that may have it; `grades` are (role, grade)."""

    name: str
    anchor: str
    kind: str
    primary_language: str
    roles: Sequence[Link]
    grades: Sequence[tuple[Link, str]]
    reports_to: Link
    reports_to_text: str
    own: OwnerPart
    internal: bool


@dataclass(frozen=True)
class Entry:
    """A line of the list of contents."""

    title: str
    anchor: str
    children: Sequence["Entry"] = ()


@dataclass(frozen=True)
class FamilyPage:
    """Everything the page shows, in its order."""

    title: str
    slug: str
    summary: str
    primary_language: str
    internal: bool
    departments: Sequence[Link]
    role_count: str
    rungs: Sequence[Sequence[RoleLine]]
    shared: OwnerPart
    role_groups: Sequence[tuple[str, Sequence[RolePart]]]
    specialties: Sequence[SpecialtyPart]
    processes: Sequence[Process]
    steps: Sequence[Step]
    views: Sequence[Link]
    contents: Sequence[Entry]

    @property
    def two_tracks(self) -> bool:
        return len({role.management for rung in self.rungs for role in rung}) == 2


def present_family(reading: Reading, document: Any) -> FamilyPage:
    """`document` is the family's, as JSON, masked for the viewer."""
    return _Presenting(reading, document).page()


class _Presenting:
    """One family being presented."""

    def __init__(self, reading: Reading, document: Any) -> None:
        self.reading, self.document, self.slug = reading, document, document["slug"]
        self.roles = {role["slug"]: role for role in document["roles"]}
        self.specialty_names = {each["slug"]: each["name"] for each in document["specialties"]}
        self.anchors = Anchors()

    def page(self) -> FamilyPage:
        document = self.document
        shared = self.owner(document)
        role_groups = [
            (group, [self.role(role) for role in roles])
            for group, roles in groupby(document["roles"], key=lambda role: role["group"])
        ]
        lines = [part.line for _, parts in role_groups for part in parts]
        specialties = [self.specialty(each) for each in document["specialties"]]
        processes = [
            present_process(self.reading, each, self.scope(each["applies_to"])) for each in document["hiring_processes"]
        ]
        steps = career_steps(self.reading, self.slug, document["career_steps"])
        return FamilyPage(
            title=document["title"],
            slug=self.slug,
            summary=document["summary"],
            primary_language=document["primary_language"],
            internal=document["visibility"] == "internal",
            departments=department_links(self.reading, document["department"]),
            role_count=words.counted(len(lines), "role", "roles"),
            rungs=ladder(lines),
            shared=shared,
            role_groups=role_groups,
            specialties=specialties,
            processes=processes,
            steps=steps,
            views=[
                Link("What each role adds, side by side", address(self.reading, "matrix", self.slug)),
                Link(
                    "The ways between them, as a map",
                    address(self.reading, "career-paths", query={"family": self.slug}),
                ),
            ],
            contents=list(_contents(shared, lines, specialties, processes, steps)),
        )

    def owner(self, owner: Any, prefix: str = "") -> OwnerPart:
        """`prefix` goes before the ids of its parts, which are plain for the family alone."""
        sections: dict[str, list[SectionPart]] = {}
        for section in owner["sections"]:
            part = SectionPart(
                anchor=self.anchors.section(section["heading"], prefix),
                heading=section["heading"],
                body=section["body"],
                scope=self.scope(section["applies_to"]),
                internal=section["visibility"] == "internal",
            )
            sections.setdefault(section["after"], []).append(part)
        lists = [
            ListPart(
                title=LIST_HEADINGS[name],
                anchor=(anchor := "_".join(filter(None, [prefix, words.anchor(name)]))),
                lead=owner["leads"].get(name, ""),
                groups=[self.group(owner, anchor, *group) for group in words.grouped(owner[name])],
                sections=sections.get(name, ()),
            )
            for name in LISTS
        ]
        return OwnerPart(
            overview=owner["overview"],
            first=sections.get("overview", ()),
            lists=[each for each in lists if each.stated or each.sections],
            last=sections.get("end", ()),
        )

    def group(self, owner: Any, anchor: str, title: str, statements: Sequence[Any]) -> Group:
        lines = [self.statement(owner, each) for each in statements]
        anchor = self.anchors.of(title, anchor)
        scopes = {line.scope for line in lines}
        if len(lines) == 1 or len(scopes) > 1:
            return Group(title, anchor, "", lines)
        return Group(title, anchor, scopes.pop(), [replace(line, scope="") for line in lines])

    def statement(self, owner: Any, statement: Any) -> StatementLine:
        return StatementLine(
            text=statement["text"],
            scope=self.scope(statement["applies_to"]),
            replaces=self.keyed(owner, statement["replaces"]),
            inherits=[self.role_anchor(slug) for slug in statement["inherits"] or ()],
        )

    def keyed(self, owner: Any, key: str | None) -> str:
        """The text that a key means to an owner: in the roles that it extends, nearest first, or in the family."""
        if not key:
            return ""
        above = owner.get("extends")
        while above:
            role = self.roles[above]
            if text := _text_of(role, key):
                return text
            above = role["extends"]
        return _text_of(self.document, key)

    def role(self, role: Any) -> RolePart:
        anchor = self.anchor(role["slug"])
        return RolePart(
            line=role_line(self.reading, self.slug, role, anchor),
            reports_to=role_link(self.reading, role["reports_to"]["role"] or "", home=self.slug),
            reports_to_text=role["reports_to"]["text"],
            extends=self.role_anchor(role["extends"]) if role["extends"] else None,
            omits=[text for key in role["omits"] if (text := self.keyed(role, key))],
            own=self.owner(role, anchor),
        )

    def specialty(self, specialty: Any) -> SpecialtyPart:
        anchor = f"specialty_{specialty['slug']}"
        grades = [
            (self.role_anchor(slug), words.grade(self.reading, self.roles[slug]["grade_scheme"], grade))
            for slug, grade in specialty["grades"].items()
        ]
        return SpecialtyPart(
            name=specialty["name"],
            anchor=anchor,
            kind=specialty["kind"],
            primary_language=specialty["primary_language"],
            roles=[self.role_anchor(slug) for slug in self.roles if slug in specialty["roles"]],
            grades=grades,
            reports_to=role_link(self.reading, specialty["reports_to"]["role"] or "", home=self.slug),
            reports_to_text=specialty["reports_to"]["text"],
            own=self.owner(specialty, anchor),
            internal=specialty["visibility"] == "internal",
        )

    def scope(self, applies_to: Any) -> str:
        """To whom something applies: "managers only", "Backend Engineer with Storage only"; "" where to all."""
        return words.scope(applies_to, self.roles, self.specialty_names)

    @staticmethod
    def anchor(slug: str) -> str:
        """The id of a role on the page: its slug, unless a part of the page has that id."""
        return f"role_{slug}" if slug in RESERVED_ANCHORS else slug

    def role_anchor(self, slug: str) -> Link:
        return Link(self.roles[slug]["title"], f"#{self.anchor(slug)}")


def _text_of(owner: Any, key: str) -> str:
    found = (each["text"] for name in LISTS for each in owner[name] if each["key"] == key)
    return next(found, "")


def _contents(
    shared: OwnerPart,
    lines: Sequence[RoleLine],
    specialties: Sequence[SpecialtyPart],
    processes: Sequence[Process],
    steps: Sequence[Step],
) -> Iterator[Entry]:
    def entry(anchor: str, children: Sequence[Entry] = ()) -> Entry:
        return Entry(PARTS[anchor], anchor, children)

    if lines:
        yield entry("ladder")
    if shared.lists:
        yield entry("shared", [Entry(each.title, each.anchor) for each in shared.lists if each.stated])
    if lines:
        yield entry("roles", [Entry(line.title, line.anchor) for line in lines])
    if specialties:
        yield entry("specialties", [Entry(each.name, each.anchor) for each in specialties])
    if processes:
        yield entry("hiring")
    if steps:
        yield entry("career-steps")
    if shared.last:
        yield entry("more")
    yield entry("changes")
