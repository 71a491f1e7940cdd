"""A document as a page of the canonical dialect, which `dialect.read_canonical` reads back to the same document.

The front matter holds every fact; the body holds the texts under fixed headings. A statement, section, process or
hiring step carries its few facts in a block of braces in front of its text. A line of prose that would read as a
heading, a bullet or a fact block gets one more leading backslash, and reading takes one away, so any text survives.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from careers.handbook.document import (
    LISTS,
    CareerStep,
    FamilyDocument,
    HiringProcess,
    Owner,
    Role,
    Scope,
    Specialty,
    Statement,
)

DIALECT = "1"
LIST_HEADINGS = {
    "responsibilities": "Responsibilities",
    "requirements": "Requirements",
    "nice_to_haves": "Nice-to-haves",
    "performance_indicators": "Performance indicators",
    "promotion_criteria": "Promotion criteria",
}
ROLE, SPECIALTY, SECTION, PROCESS = "Role:", "Specialty:", "Section:", "Hiring process:"
STEPS, OUTRO = "Steps", "Afterwards"

FAMILY_FACTS = ("title", "slug", "department", "summary", "primary_language", "visibility")
ROLE_FACTS = tuple(name for name in Role.model_fields if name not in {*Owner.model_fields, "overview"})
SPECIALTY_FACTS = tuple(name for name in Specialty.model_fields if name not in {*Owner.model_fields, "overview"})
CAREER_STEP_FACTS = tuple(CareerStep.model_fields)
STATEMENT_FACTS = ("key", "replaces", "inherits", "applies_to")
SECTION_FACTS = ("after", "visibility", "applies_to")
PROCESS_FACTS = ("applies_to",)
HIRING_STEP_FACTS = ("kind", "minutes", "interviewer", "optional")

HEADING_LIKE = re.compile(r"\\*#{1,4}(?:\s|$)")
BULLET_LIKE = re.compile(r"\\*- ")
FACTS_LIKE = re.compile(r"\\*\{")

_PLAIN = re.compile(r"[^\W\d_][\w./-]*(?: [\w./-]+)*")
_YAML_WORDS = {"true", "false", "yes", "no", "on", "off", "y", "n", "null"}


def render(document: FamilyDocument) -> str:
    """The page of a document: Markdown with front matter, ending in one line feed. Reading it by the strict grammar
    gives the document back; equal documents give equal pages."""
    blocks = [_front_matter(document), f"# {document.title}", *_owner(document, document.overview, 2)]
    for role in document.roles:
        blocks += [f"## {ROLE} {role.title}", *_owner(role, role.overview, 3)]
    for specialty in document.specialties:
        blocks += [f"## {SPECIALTY} {specialty.name}", *_owner(specialty, specialty.overview, 3)]
    for process in document.hiring_processes:
        blocks += _process(process)
    return "\n\n".join(blocks) + "\n"


def _front_matter(document: FamilyDocument) -> str:
    lines = ["---", f"rolebook: {DIALECT}"]
    lines += [f"{name}: {flow(value)}" for name, value in facts_of(document, FAMILY_FACTS).items()]
    if document.roles:
        lines.append("roles:")
    for role in document.roles:
        facts = [f"{name}: {flow(value)}" for name, value in facts_of(role, ROLE_FACTS).items()]
        lines.append("- " + "\n  ".join(facts))
    if document.specialties:
        lines.append("specialties:")
    lines += [f"- {flow(facts_of(specialty, SPECIALTY_FACTS))}" for specialty in document.specialties]
    if document.career_steps:
        lines.append("career_steps:")
    lines += [f"- {flow(facts_of(step, CAREER_STEP_FACTS))}" for step in document.career_steps]
    return "\n".join([*lines, "---"])


def _owner(owner: Owner, overview: str, level: int) -> Iterator[str]:
    if overview:
        yield _escape(overview)
    for name in LISTS:
        lead, statements = owner.leads.get(name, ""), owner.statements(name)
        if lead or statements:
            yield f"{'#' * level} {LIST_HEADINGS[name]}"
        if lead:
            yield _escape(lead, bullets=True)
        yield from _grouped(statements, level + 1)
    for section in owner.sections:
        yield _heading(level, SECTION, section.heading, facts_of(section, SECTION_FACTS))
        if section.body:
            yield _escape(section.body, facts=True)


def _grouped(statements: Iterable[Statement], level: int) -> Iterator[str]:
    """Runs of statements of one group, each below its heading; a list starts in no group."""
    for index, (group, run) in enumerate(groupby(statements, key=lambda statement: statement.group)):
        if group or index:
            yield f"{'#' * level} {group}".rstrip()
        yield "\n".join(_bullet(statement.text, facts_of(statement, STATEMENT_FACTS)) for statement in run)


def _process(process: HiringProcess) -> Iterator[str]:
    yield _heading(2, PROCESS, process.title, facts_of(process, PROCESS_FACTS))
    if process.intro:
        yield _escape(process.intro, facts=True)
    if process.steps:
        yield f"### {STEPS}"
        yield "\n".join(_bullet(step.text, facts_of(step, HIRING_STEP_FACTS)) for step in process.steps)
    if process.outro:
        yield f"### {OUTRO}"
        yield _escape(process.outro)


def _heading(level: int, word: str, title: str, facts: dict[str, Any]) -> str:
    heading = f"{'#' * level} {word} {title}".rstrip()
    return f"{heading}\n{flow(facts)}" if facts else heading


def _bullet(text: str, facts: dict[str, Any]) -> str:
    first, *rest = text.split("\n")
    if FACTS_LIKE.match(first):
        first = "\\" + first
    front = f"- {flow(facts)} " if facts else "- "
    return "\n".join([front + first, *(f"  {line}" if line else "" for line in rest)])


def _escape(prose: str, *, bullets: bool = False, facts: bool = False) -> str:
    """`bullets`: a bullet may start here; `facts`: a fact block may stand before this prose."""
    lines = prose.split("\n")
    for index, line in enumerate(lines):
        if (
            HEADING_LIKE.match(line)
            or (bullets and BULLET_LIKE.match(line))
            or (facts and not index and FACTS_LIKE.match(line))
        ):
            lines[index] = "\\" + line
    return "\n".join(lines)


def facts_of(part: BaseModel, names: Iterable[str]) -> dict[str, Any]:
    """The named facts that differ from their defaults, as plain values. A scope's sets stand among them."""
    fields = type(part).model_fields
    facts: dict[str, Any] = {}
    for name in names:
        value = getattr(part, name)
        if isinstance(value, Scope):
            facts |= facts_of(value, Scope.model_fields)
        elif value != fields[name].get_default(call_default_factory=True):
            facts[name] = facts_of(value, type(value).model_fields) if isinstance(value, BaseModel) else value
    return facts


def flow(value: Any) -> str:
    """YAML on one line that every YAML reader takes for the same strings, numbers and truths."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _YAML_WORDS:
        return value
    # A JSON string is a double-quoted YAML string, but for the two characters that YAML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
