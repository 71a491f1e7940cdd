"""What a document names: families and roles that it leads to, and the codes by which other systems know its roles."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from careers.handbook.document import RESERVED_ROLE_SLUGS, FamilyDocument, ReportsTo, Role, Specialty
from careers.handbook.parse.inline import links
from careers.handbook.rules.ladders import ladders
from careers.handbook.rules.passages import passages, quote
from careers.handbook.rules.rule import Context, Hits, Measured, Rule

_FAMILY = re.compile(r"/job-families/(?P<family>[^/#?\s.]+)(?:/(?P<role>[^#?\s]+?))?/?(?=[#?]|$)")


def _dead_links(document: FamilyDocument, context: Context, value: str) -> Hits:
    for pointer, text in _texts(document):
        for label, target in links(text) if "/job-families/" in text else ():
            found = _FAMILY.match(target)
            if found and _missing(context, found["family"].lower(), (found["role"] or "").lower()):
                yield pointer, f"The link {quote(label)} leads to {quote(found[0])}, which the catalogue does not have."


def _dead_references(document: FamilyDocument, context: Context, value: str) -> Hits:
    for pointer, line in _reporting(document):
        family, _, role = (line.role or "").partition("/")
        if family and (missing := _missing(context, family, role)):
            yield pointer, f"The reporting line leads to {missing}."
    for index, step in enumerate(document.career_steps):
        if step.to_family and (missing := _missing(context, step.to_family, step.to_role or "")):
            yield f"/career_steps/{index}", f"The career step leads to {missing}."


def _texts(document: FamilyDocument) -> Iterator[tuple[str, str]]:
    """Every text that may hold a link, with its place; not those whose target is a fact of its own."""
    for passage in passages(document):
        yield passage.pointer, passage.text
    for pointer, line in _reporting(document):
        if not line.role:
            yield pointer, line.text
    for index, step in enumerate(document.career_steps):
        if not step.to_family:
            yield f"/career_steps/{index}", step.text


def _reporting(document: FamilyDocument) -> Iterator[tuple[str, ReportsTo]]:
    for pointer, owner in document.owners():
        if isinstance(owner, Role | Specialty):
            yield f"{pointer}/reports_to", owner.reports_to


def _missing(context: Context, family: str, role: str) -> str:
    """What of a family and a role the catalogue does not have, in words; "" where both are there."""
    if family not in context.families:
        return f"the job family “{family}”, which the catalogue does not have"
    if role and role not in context.families[family] and role.partition("/")[0] not in RESERVED_ROLE_SLUGS:
        return f"the role “{role}”, which the job family “{family}” does not have"
    return ""


def _dead_ends(document: FamilyDocument, context: Context, value: str) -> Hits:
    """Only where the family says how others go on: one without career steps has not come to them yet."""
    leaving = {step.from_role for step in document.career_steps}
    if not leaving or None in leaving:
        return
    for ladder in ladders(document, context):
        for rank, index, role in ladder:
            above = next((step[2] for step in ladder if step[0] > rank), None)
            if above and role.slug not in leaving and not role.promotion_criteria:
                yield f"/roles/{index}", f"No career step leads on from {role.title}, though {above.title} is above it."


@dataclass(frozen=True)
class Coded:
    """Who has a job code: a role, or a role held with a specialty. `pointer` is where the code stands, `path`
    family/role or family/role/specialty, `title` the same in words."""

    pointer: str
    path: str
    title: str
    code: str


def coded(document: FamilyDocument) -> Iterator[Coded]:
    """All who have a job code in a family."""
    titles = {role.slug: role.title for role in document.roles}
    for index, role in enumerate(document.roles):
        if role.job_code:
            yield Coded(f"/roles/{index}/job_code", f"{document.slug}/{role.slug}", role.title, role.job_code)
    for index, specialty in enumerate(document.specialties):
        for slug, code in specialty.job_codes.items():
            place, path = f"/specialties/{index}/job_codes/{slug}", f"{document.slug}/{slug}/{specialty.slug}"
            yield Coded(place, path, f"{titles[slug]} ({specialty.name})", code)


def _missing_codes(document: FamilyDocument, context: Context, value: str) -> Hits:
    if context.job_codes or any(coded(document)):
        for index, role in enumerate(document.roles):
            if not role.job_code:
                yield f"/roles/{index}", f"{role.title} has no job code."


def _some_codes(document: FamilyDocument, context: Context, value: str) -> Hits:
    for index, specialty in enumerate(document.specialties):
        having = [role for role in document.roles if not specialty.roles or role.slug in specialty.roles]
        without = [role.title for role in having if role.slug not in specialty.job_codes]
        if 0 < len(without) < len(having):
            message = f"{specialty.name} has job codes for some of its roles and none for {', '.join(without)}."
            yield f"/specialties/{index}", message


def _shared_codes(document: FamilyDocument, context: Context, value: str) -> Hits:
    carriers: defaultdict[str, list[str]] = defaultdict(list)
    for each in coded(document):
        carriers[each.code].append(each.path)
    for each in coded(document):
        here = [path for path in carriers[each.code] if path != each.path]
        others = [*here, *sorted(context.job_codes.get(each.code, ()))]
        if others:
            more = f" and {len(others) - 1} more" if len(others) > 1 else ""
            message = f"{each.title} has the job code {each.code}, and so has {others[0]}{more}."
            yield each.pointer, message


RULES = (
    Rule(
        code="dead-link",
        severity="warning",
        title="A dead link within the catalogue",
        meaning="A link leads to a family or role that the catalogue does not have, at least not under this address.",
        remedy="Link to the family or role as it is called now, or take the link out.",
        find=_dead_links,
        measured=Measured(88, 88, 88),
    ),
    Rule(
        code="dead-reference",
        severity="error",
        title="A reporting line or career step that leads nowhere",
        meaning="Ladders and reporting lines are drawn from these facts. One that names a family or role which is not "
        "there breaks off.",
        remedy="Choose the family and role as they are called now, or take the fact out and keep its text.",
        find=_dead_references,
        measured=Measured(0, 0, 0),
    ),
    Rule(
        code="career-dead-end",
        severity="info",
        title="A role that nobody leaves",
        meaning="The family says how people go on from other roles. Those in this one see no way to a higher one.",
        remedy="Add a career step from the role, or promotion criteria.",
        find=_dead_ends,
        measured=Measured(4, 4, 4),
    ),
    Rule(
        code="missing-job-code",
        severity="warning",
        title="A role without a job code",
        meaning="The HR system knows a role by its job code. Without it nobody can be assigned to the role.",
        remedy="Have the role made in the HR system and enter its code.",
        find=_missing_codes,
        measured=Measured(0, 0, 0),
    ),
    Rule(
        code="missing-specialty-job-code",
        severity="info",
        title="A specialty with job codes for some of its roles",
        meaning="A role held with a specialty is known by the role's own job code where the pair has none. Where other "
        "roles have one with the specialty, that is more often forgotten than meant.",
        remedy="Enter the missing codes at the specialty, or none where the codes of the roles will do.",
        find=_some_codes,
        measured=Measured(0, 0, 0),
    ),
    Rule(
        code="shared-job-code",
        severity="error",
        title="A job code that is not unique",
        meaning="Two roles of one code are one role to the HR system: people appear in the wrong one.",
        remedy="Give each role its own code, and so each role with a specialty that has one; leave it out at the "
        "specialty where the role's is meant.",
        find=_shared_codes,
        measured=Measured(0, 0, 0),
    ),
)
