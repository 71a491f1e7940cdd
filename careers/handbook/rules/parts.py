"""Is everything there that a role needs: lists, grade, hiring process?"""

from careers.handbook.document import FamilyDocument
from careers.handbook.rules.rule import Context, Hits, Rule


def _missing_grade(document: FamilyDocument, context: Context, value: str) -> Hits:
    for index, role in enumerate(document.roles):
        if role.grade is None and not role.grade_options:
            yield f"/roles/{index}", f"{role.title} has no grade."


def _missing_process(document: FamilyDocument, context: Context, value: str) -> Hits:
    if not any(process.steps or process.intro or process.outro for process in document.hiring_processes):
        yield "", f"{document.title} says nothing of how its roles are hired."


RULES = (
    Rule(
        code="missing-grade",
        severity="warning",
        title="A role without a grade",
        meaning="Pay, benefits and approvals hang on the grade. Without it a role cannot be compared with any other.",
        remedy="Set the grade of the role, or the grades it may have.",
        find=_missing_grade,
    ),
    Rule(
        code="missing-hiring-process",
        severity="warning",
        title="No hiring process",
        meaning="Candidates and interviewers cannot see which steps to expect, and every opening invents its own.",
        remedy="Add a hiring process with its steps, or start from one of the company's standard processes.",
        find=_missing_process,
    ),
)
