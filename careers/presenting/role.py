"""A role's page: the composed role, its own words told apart from those that it shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from careers.handbook.document import LISTS
from careers.handbook.render import LIST_HEADINGS
from careers.presenting import words
from careers.presenting.hiring import Process, present_process
from careers.presenting.links import Link, address, department_links
from careers.presenting.roles import RoleLine, Step, career_steps, role_line, role_link
from careers.reading import Reading


@dataclass(frozen=True)
class Run:
    """Statements that follow one another and come from one place. `origin` is that place; empty for the role's own
    and for what is shared with a role that the viewer may not see."""

    own: bool
    origin: Link
    statements: Sequence[str]


@dataclass(frozen=True)
class ComposedList:
    """One of the five lists, whole: leads, groups of runs, and the sections that follow it. Where only `sections`
    are there, the role has no such list."""

    title: str
    anchor: str
    leads: Sequence[str]
    groups: Sequence[tuple[str, Sequence[Run]]]
    sections: Sequence[Any]

    @property
    def stated(self) -> bool:
        return bool(self.leads or self.groups)


@dataclass(frozen=True)
class Choice:
    """A specialty that the role may have, or none of them."""

    name: str
    url: str
    chosen: bool


@dataclass(frozen=True)
class RolePage:
    """Everything the page shows."""

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
    first: Sequence[Any]
    lists: Sequence[ComposedList]
    last: Sequence[Any]
    processes: Sequence[Process]
    next_steps: Sequence[Step]
    steps_here: Sequence[Step]


def present_role(reading: Reading, role: Any) -> RolePage:
    """`role` is the composed one, as JSON, masked for the viewer."""
    family = role["family"]
    sections: dict[str, list[Any]] = {}
    for section in role["sections"]:
        sections.setdefault(section["after"], []).append(section)
    lists = [_list(reading, role, name, sections.get(name, ())) for name in LISTS]
    return RolePage(
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
        choices=_choices(reading, role),
        first=sections.get("overview", ()),
        lists=[each for each in lists if each.stated or each.sections],
        last=sections.get("end", ()),
        processes=[present_process(reading, each) for each in role["hiring_processes"]],
        next_steps=career_steps(reading, family, role["career_steps"]),
        steps_here=career_steps(reading, family, role["steps_here"]),
    )


def _list(reading: Reading, role: Any, name: str, sections: Sequence[Any]) -> ComposedList:
    return ComposedList(
        title=LIST_HEADINGS[name],
        anchor=words.anchor(name),
        leads=[lead["text"] for lead in role["leads"].get(name, ())],
        groups=[(group, _runs(reading, role, statements)) for group, statements in words.grouped(role[name])],
        sections=sections,
    )


def _runs(reading: Reading, role: Any, statements: Sequence[Any]) -> list[Run]:
    def place(statement: Any) -> tuple[bool, Link]:
        own = bool(statement["own"])
        return own, Link("") if own else _origin(reading, role, statement["origins"][0])

    return [
        Run(own, origin, [statement["text"] for statement in found])
        for (own, origin), found in groupby(statements, key=place)
    ]


def _origin(reading: Reading, role: Any, origin: Any) -> Link:
    """The first of a statement's origins is the widest: the whole family before one of its roles."""
    family = role["family"]
    if origin["kind"] == "family":
        return Link(origin["title"], address(reading, "family", family))
    if origin["kind"] == "specialty":
        return Link(origin["title"], address(reading, "family", family, fragment=f"specialty_{origin['slug']}"))
    return Link(origin["title"], address(reading, "role", family, origin["slug"])) if origin["slug"] else Link("")


def _choices(reading: Reading, role: Any) -> list[Choice]:
    if not role["specialties"]:
        return []
    here = (role["family"], role["slug"])
    chosen = role["specialty"]["slug"] if role["specialty"] else None
    none = Choice("Any", address(reading, "role", *here), chosen is None)
    return [
        none,
        *(
            Choice(
                each["name"], address(reading, "role", *here, query={"specialty": each["slug"]}), each["slug"] == chosen
            )
            for each in role["specialties"]
        ),
    ]
