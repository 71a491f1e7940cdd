"""A role's page: the composed role, its own words told apart from those that it shares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from careers.handbook.document import LISTS
from careers.handbook.render import LIST_HEADINGS
from careers.presenting import words
from careers.presenting.anchors import Anchors
from careers.presenting.hiring import Process, present_process
from careers.presenting.links import Link, address, department_links
from careers.presenting.roles import RoleLine, Step, arrival, career_steps, role_line, role_link, rung_steps
from careers.reading import Reading

GROWING = ("performance_indicators", "promotion_criteria")
"""The lists for those who are in the role; the others are for those who look at it from outside, too."""

PARTS = {
    "hiring": "How we hire",
    "how-to-apply": "How to apply",
    "career-steps": "Before and after",
    "compensation": "Pay",
    "benefits": "Benefits",
    "about": "About us",
    "values": "What we hold to",
    "reasons": "Why work here",
    "equal-opportunity": "Equal opportunity",
}
COMPANY_TEXTS = ("compensation", "benefits", "about", "values", "reasons", "equal-opportunity")


@dataclass(frozen=True)
class Statement:
    """One statement. `origin` is where it comes from, with no address for the role itself and no words for a role that
    the viewer may not see; `instead_of` whose statement it stands for. `mark`: "own" for what the role states itself,
    "specialty" for what comes with the chosen one."""

    text: str
    mark: str
    origin: Link
    instead_of: Link


@dataclass(frozen=True)
class SectionPart:
    """A section in its place."""

    anchor: str
    heading: str
    body: str
    visibility: str


@dataclass(frozen=True)
class Group:
    """The statements of a list that stand together, under a title or under none."""

    title: str
    anchor: str
    statements: Sequence[Statement]


@dataclass(frozen=True)
class ComposedList:
    """One of the five lists, whole: leads, groups, and the sections that follow it. Where only `sections` are there,
    the role has no such list."""

    name: str
    title: str
    anchor: str
    leads: Sequence[str]
    groups: Sequence[Group]
    sections: Sequence[SectionPart]

    @property
    def stated(self) -> bool:
        return bool(self.leads or self.groups)

    @property
    def traced(self) -> bool:
        """Whether anything in it comes from elsewhere."""
        return any(each.mark != "own" or each.instead_of.text for group in self.groups for each in group.statements)


@dataclass(frozen=True)
class Choice:
    """A specialty that the role may have, or none of them."""

    name: str
    url: str
    chosen: bool


@dataclass(frozen=True)
class RolePage:
    """Everything the page shows. `asked` are the lists that stand before hiring, `growing` those that follow it;
    `marks` are the kinds of statements that are marked, where others stand between them. `onward` and `inward` are the
    steps from here and to here, those of other families included."""

    line: RoleLine
    family: Link
    departments: Sequence[Link]
    job_code: str
    hiring: str
    primary_language: str
    reports_to: Link
    reports_to_text: str
    overview: str
    specialty: Any
    choices: Sequence[Choice]
    first: Sequence[SectionPart]
    asked: Sequence[ComposedList]
    growing: Sequence[ComposedList]
    last: Sequence[SectionPart]
    marks: frozenset[str]
    processes: Sequence[Process]
    onward: Sequence[Step]
    inward: Sequence[Step]
    contents: Sequence[Link]

    @property
    def hiring_in_short(self) -> str:
        if len(self.processes) == 1:
            return self.processes[0].in_short
        return words.counted(len(self.processes), "way", "ways") if self.processes else ""


def present_role(reading: Reading, role: Any, roles: Sequence[Any], arrivals: Sequence[Any]) -> RolePage:
    """`role` is the composed one, as JSON, masked for the viewer; `roles` are those of its family, as `next_rung` takes
    them, and `arrivals` the steps of other families that lead here."""
    return _Presenting(reading, role).page(roles, arrivals)


class _Presenting:
    """One role being presented."""

    def __init__(self, reading: Reading, role: Any) -> None:
        self.reading, self.role, self.family = reading, role, role["family"]
        self.anchors = Anchors()
        self.sections: dict[str, list[SectionPart]] = {}
        for each in role["sections"]:
            anchor = self.anchors.section(each["heading"])
            part = SectionPart(anchor, each["heading"], each["body"], each["visibility"])
            self.sections.setdefault(each["after"], []).append(part)

    def page(self, roles: Sequence[Any], arrivals: Sequence[Any]) -> RolePage:
        reading, role, family = self.reading, self.role, self.family
        lists = [found for name in LISTS if (found := self.list(name)).stated or found.sections]
        marks = {each.mark for found in lists for group in found.groups for each in group.statements}
        page = RolePage(
            line=role_line(reading, family, role),
            family=Link(role["family_title"], address(reading, "family", family)),
            departments=department_links(reading, role["department"]),
            job_code=role["job_code"],
            hiring=words.HIRING[role["hiring"]],
            primary_language=role["primary_language"],
            reports_to=role_link(reading, role["reports_to"]["role"] or "", home=family),
            reports_to_text=role["reports_to"]["text"],
            overview=role["overview"],
            specialty=role["specialty"],
            choices=self.choices(),
            first=self.sections.get("overview", ()),
            asked=[each for each in lists if each.name not in GROWING],
            growing=[each for each in lists if each.name in GROWING],
            last=self.sections.get("end", ()),
            marks=frozenset(marks - {""}) if len(marks) > 1 else frozenset(),
            processes=[present_process(reading, each) for each in role["hiring_processes"]],
            onward=self.onward(roles),
            inward=self.inward(roles, arrivals),
            contents=(),
        )
        return replace(page, contents=list(_contents(page, reading.reference.company)))

    def list(self, name: str) -> ComposedList:
        anchor = words.anchor(name)
        return ComposedList(
            name=name,
            title=LIST_HEADINGS[name],
            anchor=anchor,
            leads=[lead["text"] for lead in self.role["leads"].get(name, ())],
            groups=[
                Group(title, self.anchors.of(title, anchor), [self.statement(each) for each in found])
                for title, found in words.grouped(self.role[name])
            ],
            sections=self.sections.get(name, ()),
        )

    def statement(self, statement: Any) -> Statement:
        own, replaced = statement["own"], statement["replaced"]
        # The first of a statement's origins is the widest: the whole family before one of its roles.
        first = statement["origins"][0]
        return Statement(
            text=statement["text"],
            mark="own" if own else "specialty" if first["kind"] == "specialty" else "",
            origin=Link("This role") if own else self.origin(first),
            instead_of=self.origin(replaced[0]) if replaced else Link(""),
        )

    def origin(self, origin: Any) -> Link:
        family = self.family
        if origin["kind"] == "family":
            return Link(origin["title"], address(self.reading, "family", family))
        if origin["kind"] == "specialty":
            place = f"specialty_{origin['slug']}"
            return Link(origin["title"], address(self.reading, "family", family, fragment=place))
        url = address(self.reading, "role", family, origin["slug"]) if origin["slug"] else ""
        return Link(origin["title"], url)

    def choices(self) -> Sequence[Choice]:
        if not self.role["specialties"]:
            return ()
        here = (self.family, self.role["slug"])
        chosen = self.role["specialty"]["slug"] if self.role["specialty"] else None
        none = Choice("Any", address(self.reading, "role", *here), chosen is None)
        return [
            none,
            *(
                Choice(
                    each["name"],
                    address(self.reading, "role", *here, query={"specialty": each["slug"]}),
                    each["slug"] == chosen,
                )
                for each in self.role["specialties"]
            ),
        ]

    def onward(self, roles: Sequence[Any]) -> Sequence[Step]:
        steps = career_steps(self.reading, self.family, self.role["career_steps"])
        ladder = rung_steps(self.reading, roles, self.role, up=True)
        known = {step.to for step in steps}
        ladder = [step for step in ladder if step.to not in known]
        return [self.grown(step) if step.to else step for step in [*ladder, *steps]]

    def grown(self, step: Step) -> Step:
        """A step to a role, with the ways to see what it asks beyond this one."""
        here = (self.family, self.role["slug"])
        return replace(
            step,
            checklist=address(self.reading, "checklist", *here, query={"to": step.to}),
            compare=address(self.reading, "compare", query={"a": "/".join(here), "b": step.to}),
        )

    def inward(self, roles: Sequence[Any], arrivals: Sequence[Any]) -> Sequence[Step]:
        steps = career_steps(self.reading, self.family, self.role["steps_here"])
        known = {step.origin.url for step in steps}
        ladder = [step for step in rung_steps(self.reading, roles, self.role, up=False) if step.origin.url not in known]
        return [*ladder, *steps, *(arrival(self.reading, each) for each in arrivals)]


def _contents(page: RolePage, company: Any) -> Iterator[Link]:
    def lists(found: Sequence[ComposedList]) -> Iterator[Link]:
        return (Link(each.title, f"#{each.anchor}") for each in found if each.stated)

    def part(anchor: str) -> Link:
        return Link(PARTS[anchor], f"#{anchor}")

    yield from lists(page.asked)
    if page.processes:
        yield part("hiring")
    if company.get("how_to_apply") and not page.hiring:
        yield part("how-to-apply")
    elif company.get("open_application"):
        yield Link("Open application", "#how-to-apply")
    yield from lists(page.growing)
    if page.onward or page.inward:
        yield part("career-steps")
    for anchor in COMPANY_TEXTS:
        if company.get(anchor.replace("-", "_")):
            yield part(anchor)
