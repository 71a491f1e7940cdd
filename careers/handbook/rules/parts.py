"""Is everything there that a family and its roles need: lists, indicators, text?"""

import re

from careers.handbook.document import LISTS, FamilyDocument, ListName, Specialty
from careers.handbook.rules.passages import quote, visible
from careers.handbook.rules.reach import Reach
from careers.handbook.rules.rule import Context, Hits, Measured, Rule

_LINK = re.compile(r"\]\(\s*<?[^)\s]|https?://")


def _no_roles(document: FamilyDocument, context: Context, value: str) -> Hits:
    if not document.roles:
        yield "", f"{document.title} has no roles."


def _missing(document: FamilyDocument, name: ListName) -> Hits:
    """Roles to which nothing of a list comes, from wherever. Prose in place of bullets will do, and so will a pointer
    that names nothing certain, or a section of the role, which may say it under a heading of its own."""
    reach = Reach(document)
    for index, role in enumerate(document.roles):
        prose = role.leads.get(name) or document.leads.get(name) or role.sections
        pointer = any(statement.inherits is not None for statement in role.statements(name))
        if not prose and not pointer and not any(reach.statements(role, (name,))):
            yield f"/roles/{index}", f"{role.title} has no {name}, neither its own nor from the family or another role."


def _missing_responsibilities(document: FamilyDocument, context: Context, value: str) -> Hits:
    yield from _missing(document, "responsibilities")


def _missing_requirements(document: FamilyDocument, context: Context, value: str) -> Hits:
    yield from _missing(document, "requirements")


def _indicators(document: FamilyDocument, context: Context, value: str) -> Hits:
    least, most = (int(bound) for bound in value.split("-"))
    name: ListName = "performance_indicators"
    reach = Reach(document)
    for index, role in enumerate(document.roles):
        number = len({visible(each.statement.text) for each in reach.statements(role, (name,))})
        uncertain = any(statement.inherits == () for statement in role.statements(name)) or any(
            specialty.performance_indicators and (not specialty.roles or role.slug in specialty.roles)
            for specialty in document.specialties
        )
        prose = role.leads.get(name) or document.leads.get(name)
        if not least <= number <= most and not uncertain and not (prose and not number):
            has = {0: "no performance indicators", 1: "1 performance indicator"}.get(
                number, f"{number} performance indicators"
            )
            yield f"/roles/{index}", f"{role.title} has {has}; {least} to {most} are expected."


def _indicator_without_link(document: FamilyDocument, context: Context, value: str) -> Hits:
    for pointer, owner in document.owners():
        for index, statement in enumerate(owner.performance_indicators):
            if statement.inherits is None and not _LINK.search(statement.text):
                where = f"{pointer}/performance_indicators/{index}"
                yield where, f"The performance indicator {quote(visible(statement.text))} has no link to its data."


def _empty(document: FamilyDocument, context: Context, value: str) -> Hits:
    for pointer, owner in document.owners():
        for index, section in enumerate(owner.sections):
            if not re.sub(r"(?m)^\s{0,3}#+.*$|[\W_]", "", section.body):
                yield f"{pointer}/sections/{index}", f"The section {quote(section.heading)} has no text."
        if isinstance(owner, Specialty) and _states_nothing(owner):
            yield pointer, f"The {owner.kind} {owner.name} states nothing of its own."
    for index, process in enumerate(document.hiring_processes):
        if not process.steps and not process.intro and not process.outro:
            name = f"The hiring process {quote(process.title)}" if process.title else "A hiring process"
            yield f"/hiring_processes/{index}", f"{name} has neither steps nor text."


def _states_nothing(specialty: Specialty) -> bool:
    return not (
        any(specialty.statements(name) for name in LISTS)
        or specialty.leads
        or specialty.sections
        or specialty.overview
        or specialty.grades
        or specialty.job_codes
        or specialty.primary_language
    )


def _specialty_without_roles(document: FamilyDocument, context: Context, value: str) -> Hits:
    tracks = {role.track for role in document.roles}
    if len(tracks) < 2:
        return
    for index, specialty in enumerate(document.specialties):
        if not specialty.roles and not specialty.grades and not specialty.job_codes:
            yield (
                f"/specialties/{index}",
                f"The {specialty.kind} {specialty.name} does not say for which roles it is: it goes to all "
                f"{len(document.roles)} roles of the family, individual contributors and managers alike.",
            )


RULES = (
    Rule(
        code="no-roles",
        severity="warning",
        title="A family without roles",
        meaning="Candidates, salaries and careers are about roles: a family without any can be read and no more. Often "
        "a page that is put in its place has lost them.",
        remedy="Add the roles, or take the family back to how it was published.",
        find=_no_roles,
        measured=Measured(3, 3, 3),
    ),
    Rule(
        code="missing-responsibilities",
        severity="warning",
        title="A role without responsibilities",
        meaning="Without responsibilities a role is a title: nobody can tell what its holder does, nor why it has "
        "its grade.",
        remedy="Say what the role does, let it extend another role of the family, or state what all roles share at the "
        "family.",
        find=_missing_responsibilities,
        measured=Measured(16, 16, 15),
    ),
    Rule(
        code="missing-requirements",
        severity="warning",
        title="A role without requirements",
        meaning="Without requirements a vacancy has nothing to assess against, and nobody can work towards the role.",
        remedy="Say what the role asks for, let it extend another role of the family, or state what all roles share at "
        "the family.",
        find=_missing_requirements,
        measured=Measured(20, 20, 19),
    ),
    Rule(
        code="performance-indicators",
        severity="warning",
        title="Too few or too many performance indicators",
        meaning="A role is measured by a few results. None, and success is a matter of taste; many, and none of them "
        "matters.",
        remedy="Name the results that the role is measured by; indicators of the family count for each of its roles.",
        find=_indicators,
        value="3-5",
        value_help="How many performance indicators a role may have, as smallest-largest, such as 3-5.",
        value_pattern=r"[0-9]{1,3}-[0-9]{1,3}",
        measured=Measured(255, 34, 32),
    ),
    Rule(
        code="indicator-without-link",
        severity="info",
        title="A performance indicator without a link to its data",
        meaning="An indicator whose numbers nobody can look up is disputed when it matters.",
        remedy="Link the indicator to the page or dashboard that shows it.",
        find=_indicator_without_link,
        measured=Measured(159, 34, 34),
    ),
    Rule(
        code="empty-part",
        severity="warning",
        title="An empty section, specialty or hiring process",
        meaning="A heading with nothing below it looks like a page that lost its text.",
        remedy="Write what belongs there, or take it out.",
        find=_empty,
        measured=Measured(7, 7, 7),
    ),
    Rule(
        code="specialty-without-roles",
        severity="info",
        title="A specialty that does not say for which roles it is",
        meaning="A specialty without roles goes to every role of the family, managers included. Often it is meant for "
        "some levels only, and candidates see it where it cannot be chosen.",
        remedy="Choose the roles that have the specialty.",
        find=_specialty_without_roles,
        measured=Measured(99, 36, 36),
    ),
)
