"""What the editing pages show beside their forms: the parts of a family in tables, where its draft stands, what is
found in it, and what a role inherits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

from careers import findings, publishing
from careers.handbook.compose import Audience, ComposedStatement, Origin, compose
from careers.handbook.document import LISTS, FamilyDocument, ListName, Owner, digest
from careers.handbook.parse.inline import plain
from careers.handbook.rules.rule import SEVERITIES
from careers.models import Family, HiringProcess, Publication, Revision, Role, Specialty
from careers.presenting import words
from careers.presenting.checking import Places, remedy, waive_url
from careers.presenting.links import Link
from config.kernel.models.catalogue import today

ALL = Audience.everything(internal=True)


# The parts of a family, in tables


@dataclass(frozen=True)
class Row:
    """One part: its place among its kind, its page, and its columns. A cell is a field of the form or words."""

    number: Any
    title: Link
    cells: Sequence[Any]


@dataclass(frozen=True)
class Table:
    """One kind of parts of a family, with the address under which one more is made."""

    title: str
    anchor: str
    columns: Sequence[str]
    rows: Sequence[Row]
    add: Link


def part_tables(form: Any, family: Family, *, may_change: bool) -> list[Table]:
    """Roles in ladder order, specialties, hiring processes. No query beyond the form's own."""
    titles = {role.slug: role.title for role in form.parts["roles"]}

    def number(kind: str, place: int, row: Any) -> Any:
        return form.cells(kind, row)["number"] if may_change else place

    def table(title: str, related: str, kind: str, model: str, columns: Sequence[str], cells: Any) -> Table:
        rows = [
            Row(
                number(kind, place, row),
                Link(str(row), reverse(f"admin:careers_{model}_change", args=[row.pk])),
                cells(row, form.cells(kind, row) if may_change else {}),
            )
            for place, row in enumerate(form.parts[related], start=1)
        ]
        add = Link(f"Add a {kind}", reverse(f"admin:careers_{model}_add") + f"?family={family.pk}")
        return Table(title, related.replace("_", "-"), columns, rows, add if may_change else Link(""))

    def role_cells(role: Role, fields: Mapping[str, Any]) -> list[Any]:
        grade = role.grade.name if role.grade else words.joined(role.grade_options, "or")
        return [
            fields.get("level", role.level or ""),
            fields.get("grade", grade),
            reporting_line(role, family, titles),
            fields.get("hiring", role.get_hiring_display()),
            fields.get("visibility", role.get_visibility_display()),
        ]

    def specialty_cells(specialty: Specialty, fields: Mapping[str, Any]) -> list[Any]:
        return [
            specialty.get_kind_display(),
            words.joined([titles.get(slug, slug) for slug in specialty.roles]) or "All roles",
            specialty.primary_language,
            fields.get("visibility", specialty.get_visibility_display()),
        ]

    def process_cells(process: HiringProcess, fields: Mapping[str, Any]) -> list[Any]:
        steps = list(process.steps.all())
        return [applying(process, form.parts), words.counted(len(steps), "step", "steps"), process_time(steps)]

    return [
        table(
            "Roles",
            "roles",
            "role",
            "role",
            ("Level", "Grade", "Reports to", "Hiring", "Visibility"),
            role_cells,
        ),
        table(
            "Specialties",
            "specialties",
            "specialty",
            "specialty",
            ("Kind", "Roles", "Language", "Visibility"),
            specialty_cells,
        ),
        table(
            "Hiring processes",
            "hiring_processes",
            "process",
            "hiringprocess",
            ("Applies to", "Steps", "Time"),
            process_cells,
        ),
    ]


def reporting_line(role: Role, family: Family, titles: Mapping[str, str]) -> str:
    """Whom a role reports to: the title of a role of its family, else as it is written."""
    slug, _, other = role.reports_to_role.partition("/")
    if slug == family.slug and other in titles:
        return titles[other]
    return plain(role.reports_to_text) or role.reports_to_role


def applying(process: HiringProcess, parts: Mapping[str, Sequence[Any]]) -> str:
    """To whom a process applies, in words."""
    roles = {role.slug: {"title": role.title, "track": role.track} for role in parts["roles"]}
    specialties = {each.slug: each.name for each in parts["specialties"]}
    return words.scope(process.applies_to, roles, specialties) or "All roles"


def process_time(steps: Iterable[Any]) -> str:
    """The time that the steps which are not optional take together; "" where none states it."""
    return words.total_time(
        [
            {
                "minutes": (step.minutes_from, step.minutes_to) if step.minutes_from and step.minutes_to else None,
                "optional": step.optional,
            }
            for step in steps
        ]
    )


# Where the draft stands


@dataclass(frozen=True)
class State:
    """What of a family is published, scheduled, under review; whether its draft says anything new."""

    lines: Sequence[Link]
    public: Link
    changed: bool


def family_state(user: Any, family: Family, document: FamilyDocument | None) -> State:
    """At most four queries."""
    now = today()
    publications = list(Publication.objects.filter(family=family).select_related("revision").live(now))
    scheduled = list(Publication.objects.filter(family=family).select_related("revision").after(now))
    waiting = Revision.objects.filter(family=family, state__in=publishing.WAITING).order_by("pk").last()
    lines = []
    for publication in publications:
        number, since = publication.revision.number, words.day(publication.starts_on)
        lines.append(_revision_line(f"Live: revision {number}, since {since}", publication.revision))
    if not publications:
        lines.append(Link("Not public at present."))
    for publication in scheduled if user.has_perm("careers.view_scheduled") else ():
        starts = words.day(publication.starts_on)
        lines.append(
            _revision_line(f"Scheduled: revision {publication.revision.number}, from {starts}", publication.revision)
        )
    if waiting:
        lines.append(_revision_line(f"{waiting.get_state_display()}: “{waiting.message[:80]}”", waiting))
    said = [publication.revision.digest for publication in (*publications, *scheduled)]
    changed = document is None or digest(document) not in said
    lines.append(
        Link("The draft has changes that are not published." if changed else "The draft says what is published.")
    )
    public = Link("Its public page", reverse("family", args=[family.slug])) if publications else Link("")
    return State(lines, public, changed)


def _revision_line(text: str, revision: Revision) -> Link:
    return Link(text, reverse("admin:careers_revision_change", args=[revision.pk]))


# What is found in it


@dataclass(frozen=True)
class Found:
    """A finding with the field that it is about, how to mend it, and where it may be waived."""

    severity: str
    code: str
    message: str
    place: Link
    remedy: str
    waived: str
    waive: str


def found_in(family: Family, document: FamilyDocument | None, *, may_waive: bool) -> list[Found]:
    """The findings of the draft as it stands, errors first. Eleven queries, whatever it holds."""
    judged = findings.judge(family, document) if document else findings.of_draft(family)
    places = Places([family.pk])
    found = [
        Found(
            severity=each.finding.severity,
            code=each.finding.code,
            message=each.finding.message,
            place=Link(each.title or family.title, places.url(family.pk, each.anchor.owner, each.anchor.part)),
            remedy=remedy(each.finding.code),
            waived=_waived(each.waiver),
            waive=waive_url(family.pk, each.finding.code, each.finding.where) if may_waive else "",
        )
        for each in judged
    ]
    return sorted(found, key=lambda each: (bool(each.waived), SEVERITIES.index(each.severity)))


def counts(found: Sequence[Found]) -> str:
    """How many there are of each weight: 1 error, 3 warnings and 2 accepted."""
    kinds = (("error", "error", "errors"), ("warning", "warning", "warnings"), ("info", "hint", "hints"))
    numbers = [
        (sum(each.severity == severity and not each.waived for each in found), one, many)
        for severity, one, many in kinds
    ]
    numbers.append((sum(bool(each.waived) for each in found), "accepted", "accepted"))
    return words.joined([words.counted(number, one, many) for number, one, many in numbers if number])


def _waived(waiver: Any) -> str:
    if waiver is None:
        return ""
    until = f", until {words.day(waiver.ends_on)}" if waiver.ends_on else ""
    return f"Accepted by {waiver.by}{until}: {waiver.reason}"


# What a role inherits


@dataclass(frozen=True)
class Inherited:
    """A statement that a role has from elsewhere. `place` names it by its owner's slug; `box` names the box for the
    role's own words, in which `wording` stands, by what the statement says: it holds when others come before it."""

    text: str
    place: str
    box: str = ""
    wording: str = ""


@dataclass(frozen=True)
class Run:
    """Inherited statements of one origin and group, in order."""

    origin: str
    group: str
    statements: Sequence[Inherited]


@dataclass(frozen=True)
class Changed:
    """What an inherited statement said that the role says otherwise, or not at all. `key` brings it back."""

    text: str
    instead: str = ""
    key: str = ""


@dataclass(frozen=True)
class Panel:
    """Beside one list of a role: what it inherits there, what it says otherwise, what it leaves out. Of what is only
    shown, nothing can be replaced."""

    title: str
    runs: Sequence[Run]
    replaced: Sequence[Changed] = ()
    omitted: Sequence[Changed] = ()
    leads: Sequence[tuple[str, str]] = ()
    editable: bool = True


def owner_in(document: FamilyDocument, row: Family | Role | Specialty) -> tuple[str, Owner]:
    """(JSON pointer, owner) of the part of a document that a row is."""
    if isinstance(row, Family):
        return "", document
    slugs = [each.slug for each in (document.roles if isinstance(row, Role) else document.specialties)]
    index = slugs.index(row.slug)
    if isinstance(row, Role):
        return f"/roles/{index}", document.roles[index]
    return f"/specialties/{index}", document.specialties[index]


def place_of(origin: Origin) -> str:
    """A statement by the slug of its owner, which holds when roles are put in another order: role/x/requirements/2."""
    *_, name, index = origin.pointer.split("/")
    return "/".join([origin.kind, *([origin.slug] if origin.kind != "family" else []), name, index])


def box_of(place: str, mark: str) -> str:
    """The list of a place, and the mark of what the statement there says: family/requirements|0a1b2c."""
    return f"{place.rpartition('/')[0]}|{mark}"


def pointer_of(document: FamilyDocument, place: str) -> str:
    """The JSON pointer of what `place_of` named; "" + the place itself where that is nothing of this document."""
    kind, *steps = place.split("/")
    if kind == "family":
        return "/" + "/".join(steps)
    slugs = [role.slug for role in document.roles]
    if kind == "role" and steps and steps[0] in slugs:
        return f"/roles/{slugs.index(steps[0])}/" + "/".join(steps[1:])
    return f"/{place}"


def inherited_by(
    document: FamilyDocument, role: Role, typed: Mapping[str, str], mark: Callable[[str], str]
) -> dict[ListName, Panel]:
    """A panel for each list of a role. `typed` are wordings that people have typed, by box; `mark` marks a text."""
    composed = compose(document, role.slug, audience=ALL)
    texts = {
        f"{pointer}/{name}/{index}": each
        for pointer, owner in document.owners()
        for name in LISTS
        for index, each in enumerate(owner.statements(name))
    }
    keys = {each.key: (pointer, each) for pointer, each in texts.items() if each.key}
    panels: dict[ListName, Panel] = {}

    def inherited(line: ComposedStatement) -> Inherited:
        place = place_of(line.origins[0])
        box = box_of(place, mark(line.text))
        return Inherited(line.text, place, box, typed.get(box, line.text))

    for name in LISTS:
        lines = composed.statements(name)
        omitted = [
            Changed(keys[key][1].text, key=key)
            for key in document.role(role.slug).omits
            if key in keys and keys[key][0].split("/")[-2] == name
        ]
        own = {each.replaces for each in document.role(role.slug).statements(name)}
        replaced = [
            Changed(
                texts[line.replaced[0].pointer].text,
                instead=line.text,
                key=key if (key := texts[line.replaced[0].pointer].key) and key in own else "",
            )
            for line in lines
            if line.own and line.replaced and line.replaced[0].pointer in texts
        ]
        panels[name] = Panel(
            title="Inherited",
            runs=_runs([line for line in lines if not line.own], inherited),
            replaced=replaced,
            omitted=omitted,
            leads=[
                (lead.origin.title, lead.text)
                for lead in composed.leads.get(name, ())
                if (lead.origin.kind, lead.origin.slug) != ("role", role.slug)
            ],
        )
    return panels


def shared_with(document: FamilyDocument, specialty: Specialty) -> dict[ListName, Panel]:
    """A panel for each list of a specialty: what the family says to everybody already."""
    return {
        name: Panel(
            title="Said to everybody",
            runs=[
                Run(document.title, group, [Inherited(each.text, "") for each in statements])
                for group, statements in groupby(
                    [each for each in document.statements(name) if each.applies_to is None], key=lambda each: each.group
                )
            ],
            editable=False,
        )
        for name in LISTS
    }


def _runs(lines: Sequence[ComposedStatement], say: Callable[[ComposedStatement], Inherited]) -> list[Run]:
    return [
        Run(origin, group, [say(line) for line in found])
        for (origin, group), found in groupby(lines, key=lambda line: (line.origins[0].title, line.group))
    ]
