"""Hiring processes: is there one, does it begin and end as it should, and how long does it take?"""

from collections.abc import Iterator

from careers.handbook.document import FamilyDocument, HiringProcess, HiringStep
from careers.handbook.inheritance import reaches
from careers.handbook.rules.passages import quote, tells_of_hiring, visible
from careers.handbook.rules.rule import Context, Hits, Measured, Rule
from careers.handbook.rules.words import found


def _missing_process(document: FamilyDocument, context: Context, value: str) -> Hits:
    said = [process for process in document.hiring_processes if process.steps or process.intro or process.outro]
    sections = any(tells_of_hiring(section) for _, owner in document.owners() for section in owner.sections)
    if document.roles and not said and not sections:
        yield "", f"{document.title} does not say how its roles are hired."
    for index, role in enumerate(document.roles if said else ()):
        if role.hiring == "open" and not any(reaches(process.applies_to, role) for process in said):
            yield f"/roles/{index}", f"No hiring process applies to {role.title}."


def _no_screening(document: FamilyDocument, context: Context, value: str) -> Hits:
    for pointer, name, process in _in_steps(document):
        if not any(_is(step, "screening") for each in _with(process, document) for step in each.steps):
            yield pointer, f"{name} has no first screening."


def _no_offer(document: FamilyDocument, context: Context, value: str) -> Hits:
    for pointer, name, process in _in_steps(document):
        together = _with(process, document)
        said = any(_names("offer", text) for each in together for text in (each.intro, each.outro))
        if not said and not any(_is(step, "offer") for each in together for step in each.steps):
            yield pointer, f"{name} does not end in an offer."


def _too_long(document: FamilyDocument, context: Context, value: str) -> Hits:
    for pointer, name, process in _in_steps(document):
        minutes = sum(step.minutes[1] for step in process.steps if step.minutes and not step.optional)
        if minutes > int(value):
            yield pointer, f"{name} takes up to {minutes} minutes; at most {int(value)} are wanted."


def _in_steps(document: FamilyDocument) -> Iterator[tuple[str, str, HiringProcess]]:
    """(place, name for a message, process) of the processes that are told in steps."""
    for index, process in enumerate(document.hiring_processes):
        if process.steps:
            name = f"The hiring process {quote(process.title)}" if process.title else "The hiring process"
            yield f"/hiring_processes/{index}", name, process


def _with(process: HiringProcess, document: FamilyDocument) -> list[HiringProcess]:
    """A process and those that some role goes through besides it: pages tell some steps for all, some for each."""
    roles = [role for role in document.roles if reaches(process.applies_to, role)]
    return [
        each
        for each in document.hiring_processes
        if each is process or any(reaches(each.applies_to, role) for role in roles)
    ]


def _is(step: HiringStep, stage: str) -> bool:
    """Whether a step is of a stage, by its kind or by the words for it."""
    return step.kind == stage or _names(stage, step.text)


def _names(stage: str, text: str) -> bool:
    return next(found(stage, visible(text)), None) is not None


RULES = (
    Rule(
        code="missing-hiring-process",
        severity="warning",
        title="No hiring process",
        meaning="Candidates and interviewers cannot see which steps to expect, and every opening invents its own.",
        remedy="Add a hiring process with its steps, or start from one of the company's standard processes.",
        find=_missing_process,
        measured=Measured(31, 31, 31),
    ),
    Rule(
        code="no-first-screening",
        severity="warning",
        title="A hiring process without a first screening",
        meaning="Without a short first talk candidates and interviewers spend hours before either knows whether pay, "
        "place and role fit.",
        remedy="Begin with a screening, such as a call with a recruiter, or set the kind of the step that is one.",
        find=_no_screening,
        measured=Measured(1, 1, 1),
    ),
    Rule(
        code="no-offer",
        severity="info",
        title="A hiring process without an offer",
        meaning="Candidates do not see how the process ends, nor who makes the offer.",
        remedy="End the process with the offer, and say by whom it is made.",
        find=_no_offer,
        measured=Measured(106, 36, 36),
    ),
    Rule(
        code="hiring-too-long",
        severity="info",
        title="A hiring process that takes too long",
        meaning="Every hour of interviews costs candidates, most of all those who have work or a family to care for.",
        remedy="Shorten or join steps, or make some of them optional.",
        find=_too_long,
        value="300",
        value_help="The longest time that all steps together may take, in minutes.",
        value_pattern=r"[0-9]{1,5}",
        measured=Measured(1, 1, 1),
    ),
)
