"""Grades: is there one, does it fit level and scheme, and is it told in one place only?"""

from decimal import Decimal

from careers.handbook.document import FamilyDocument, Role
from careers.handbook.parse.facts import grade_fact, sentences
from careers.handbook.parse.titles import key
from careers.handbook.rules.ladders import ladders
from careers.handbook.rules.passages import passages, quote, visible
from careers.handbook.rules.rule import Context, Hits, Measured, Rule
from careers.handbook.rules.words import found


def _missing_grade(document: FamilyDocument, context: Context, value: str) -> Hits:
    for index, role in enumerate(document.roles):
        if not _grades(role):
            yield f"/roles/{index}", f"{role.title} has no grade."


def _unknown_grade(document: FamilyDocument, context: Context, value: str) -> Hits:
    schemes = {role.slug: role.grade_scheme for role in document.roles}
    for index, role in enumerate(document.roles):
        for grade in _grades(role):
            if (role.grade_scheme, grade) not in context.grade_ranks:
                place = "grade" if role.grade else "grade_options"
                message = f"{role.title} has the grade {grade}, {_not_in(role.grade_scheme)}."
                yield f"/roles/{index}/{place}", message
    for index, specialty in enumerate(document.specialties):
        for slug, grade in specialty.grades.items():
            if (schemes[slug], grade) not in context.grade_ranks:
                message = f"{specialty.name} sets the grade {grade} for {document.role(slug).title}"
                yield f"/specialties/{index}/grades/{slug}", f"{message}, {_not_in(schemes[slug])}."


def _not_in(scheme: str) -> str:
    return f"which the grade scheme “{scheme}” does not have"


def _other_track(document: FamilyDocument, context: Context, value: str) -> Hits:
    for index, role in enumerate(document.roles):
        level = context.levels.get(role.level or "")
        if level and level.track != role.track:
            own, other = (track.replace("_", " ") for track in (role.track, level.track))
            message = f"{role.title} is on the {own} track, its level {level.name} on the {other} track."
            yield f"/roles/{index}/level", message


def _not_rising(document: FamilyDocument, context: Context, value: str) -> Hits:
    """Each role against the next lower one of its ladder. Grades that are still to be chosen from say nothing."""
    for ladder in ladders(document, context):
        steps = [
            (level, rank, index, role)
            for level, index, role in ladder
            if (rank := context.grade_ranks.get((role.grade_scheme, role.grade or ""))) is not None
        ]
        for level, rank, index, role in steps:
            lower = max((step for step in steps if step[0] < level), default=None, key=lambda step: step[:2])
            if lower and rank <= lower[1]:
                message = f"{role.title} has grade {role.grade}, not above grade {lower[3].grade} of {lower[3].title}"
                yield f"/roles/{index}", f"{message}, whose level is lower."


def _grades(role: Role) -> tuple[str, ...]:
    return (role.grade,) if role.grade else role.grade_options


def _grade_of_other_role(document: FamilyDocument, context: Context, value: str) -> Hits:
    for passage in passages(document):
        if "grade" not in passage.text.casefold():
            continue
        for sentence in sentences(passage.text):
            fact = grade_fact(sentence, under_heading=False)
            named = _named(fact.subject, document, context) if fact and fact.subject else None
            if fact and named and key(named) not in _described(passage.pointer, document):
                grades = " or ".join(fact.grades)
                message = f"The text names the grade {grades} of {named}: {quote(visible(sentence))}."
                yield passage.pointer, message


def _named(subject: str, document: FamilyDocument, context: Context) -> str | None:
    """The title of the role that a sentence is about, here or in another family."""
    words = key(subject)
    here = (role.title for role in document.roles)
    elsewhere = (title for roles in context.families.values() for title in roles.values())
    return next((title for titles in (here, elsewhere) for title in titles if words and key(title) == words), None)


def _described(pointer: str, document: FamilyDocument) -> list[tuple[str, ...]]:
    """The titles of the role that a text belongs to; a family's text belongs to its only role."""
    step = pointer.split("/")
    if step[1] == "roles":
        return [key(document.roles[int(step[2])].title)]
    return [key(role.title) for role in document.roles] if len(document.roles) == 1 else []


def _market_example(document: FamilyDocument, context: Context, value: str) -> Hits:
    told = [
        passage.pointer
        for passage in passages(document)
        if passage.kind in ("overview", "section", "lead")
        and next(found("market_example", f"{passage.heading} {passage.visible}"), None)
    ]
    if any(not pointer.startswith(("/roles/", "/specialties/")) for pointer in told):
        return
    for index, role in enumerate(document.roles):
        limit, rank = context.grade_ranks.get((role.grade_scheme, value)), _rank(role, context)
        high = limit is not None and rank is not None and rank > limit and role.track == "individual_contributor"
        if high and not any(pointer.startswith(f"/roles/{index}/") for pointer in told):
            message = f"{role.title} has grade {' or '.join(_grades(role))}, above {value}"
            yield f"/roles/{index}", f"{message}, and its text names no example from the market."


def _rank(role: Role, context: Context) -> Decimal | None:
    """The lowest rank that a role's grades have; None without a known one."""
    ranks = [context.grade_ranks.get((role.grade_scheme, grade)) for grade in _grades(role)]
    return min((rank for rank in ranks if rank is not None), default=None)


RULES = (
    Rule(
        code="missing-grade",
        severity="warning",
        title="A role without a grade",
        meaning="Pay, benefits and approvals hang on the grade. Without it a role cannot be compared with any other.",
        remedy="Set the grade of the role, or the grades it may have.",
        find=_missing_grade,
        measured=Measured(22, 22, 21),
    ),
    Rule(
        code="unknown-grade",
        severity="error",
        title="A grade that its scheme does not have",
        meaning="The role cannot be placed on the company's scale: filters, pay and comparisons leave it out.",
        remedy="Choose a grade of the scheme, choose the other scheme, or have the grade added to the scheme.",
        find=_unknown_grade,
        measured=Measured(0, 0, 0),
    ),
    Rule(
        code="level-of-other-track",
        severity="error",
        title="A level of the other track",
        meaning="A management level on an individual contributor, or the other way round, puts the role into the wrong "
        "column of every ladder and matrix.",
        remedy="Change the level or the track of the role.",
        find=_other_track,
        measured=Measured(0, 0, 0),
    ),
    Rule(
        code="grade-not-rising",
        severity="warning",
        title="A grade that does not rise with the level",
        meaning="A promotion that brings a higher level but no higher grade is none; or one of the two roles has the "
        "wrong grade or level.",
        remedy="Correct the grade or the level of one of the two roles.",
        find=_not_rising,
        measured=Measured(9, 9, 9),
    ),
    Rule(
        code="grade-of-other-role",
        severity="warning",
        title="A sentence that names another role's grade",
        meaning="The grade of a role is told by that role. Copied into the text of another it stays behind at the next "
        "change, and readers no longer know which of the two is true.",
        remedy="Take the sentence out, or name the role without its grade.",
        find=_grade_of_other_role,
        measured=Measured(1, 1, 1),
    ),
    Rule(
        code="missing-market-example",
        severity="info",
        title="A high individual contributor without an example from the market",
        meaning="Individual contributors of high grades are rare. Total rewards can benchmark the role only where the "
        "text names a comparable title or market data.",
        remedy="Name a comparable title, a company that has it, or the benchmark, in the overview or in a section.",
        find=_market_example,
        value="7",
        value_help="The highest grade for which no example is needed.",
        value_pattern=r"[\w.\-]{1,16}",
        measured=Measured(73, 34, 33),
    ),
)
