"""The content rules, and how they are applied to a document."""

from collections.abc import Mapping
from types import MappingProxyType

from careers.handbook.document import LISTS, FamilyDocument, Finding
from careers.handbook.rules import experience, grades, hiring, parts, references, repeats, scopes, wording
from careers.handbook.rules.rule import SEVERITIES, Context, Rule, Setting

_MODULES = (parts, scopes, grades, experience, wording, repeats, references, hiring)

RULES: Mapping[str, Rule] = MappingProxyType({rule.code: rule for module in _MODULES for rule in module.RULES})
"""By code, in the order in which lists of rules show them."""

_ORDER = {
    name: index
    for index, name in enumerate(
        ("summary", "overview", "leads", *LISTS, "sections", "roles", "specialties", "career_steps", "hiring_processes",
         "intro", "steps", "outro")
    )
}  # fmt: skip


def check(document: FamilyDocument, context: Context) -> list[Finding]:
    """What the rules that the company has switched on find in a document, in document order; of one place in the
    order of the rules. Each finding has the severity that the company gave its rule."""
    found = []
    for code, rule in RULES.items():
        setting = context.settings.get(code, Setting())
        severity = next((each for each in SEVERITIES if each == setting.severity), rule.severity)
        found += [
            Finding(code=code, severity=severity, message=message, where=where)
            for where, message in rule.hits(document, context)
        ]
    return sorted(found, key=lambda finding: document_order(finding.where))


def document_order(pointer: str) -> tuple[int, ...]:
    """Sorts pointers as a reader meets their places; what is said of a whole comes before its parts."""
    return tuple(int(step) if step.isdigit() else _ORDER.get(step, -1) for step in pointer.split("/")[1:])
