"""Findings of drafts and waivers as the admin shows them: the rule by its title, the place by its name, with a link to
the field where it is mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from careers.findings import UNSOUND
from careers.handbook.anchors import Anchor
from careers.handbook.document import LISTS
from careers.handbook.rules import RULES, Rule
from careers.models import HiringProcess, Role, RuleSetting, Specialty
from careers.presenting import words

UNSOUND_TITLE = "Parts that do not fit together"
UNSOUND_REMEDY = "Mend the place that it names. Until then the draft cannot be submitted."
FIELDS = {
    **{
        name: name
        for name in (*LISTS, "sections", "overview", "summary", "title", "level", "grade", "job_code", "intro")
    },
    "reports_to": "reports_to_text",
}
"""The field of a form that holds a part of the document."""


SEVERITY_TITLES = {"error": "Error", "warning": "Warning", "info": "Hint"}
"""What people call how much a finding weighs."""


def rule_title(code: str) -> str:
    """What a rule is called; its code, where there is no such rule any more."""
    return UNSOUND_TITLE if code == UNSOUND else RULES[code].title if code in RULES else code


def remedy(code: str) -> str:
    return UNSOUND_REMEDY if code == UNSOUND else RULES[code].remedy if code in RULES else ""


class Places:
    """Where in the admin the owners of some families are edited. Three queries."""

    def __init__(self, families: Iterable[int]) -> None:
        keys = list(set(families))
        self._urls: dict[tuple[int, str], str] = {}
        for kind, model in (("role", Role), ("specialty", Specialty)):
            rows = model._default_manager.filter(family__in=keys).values_list("pk", "family", "slug")
            for pk, family, slug in rows:
                self._urls[family, f"{kind}/{slug}"] = reverse(f"admin:careers_{kind}_change", args=[pk])
        titles: dict[tuple[int, str], int] = {}
        processes = HiringProcess.objects.filter(family__in=keys).order_by("family", "position", "pk")
        for pk, family, title in processes.values_list("pk", "family", "title"):
            name = f"hiring_process/{title[:100]}"
            titles[family, name] = titles.get((family, name), 0) + 1
            again = f"#{titles[family, name]}" if titles[family, name] > 1 else ""
            self._urls[family, name + again] = reverse("admin:careers_hiringprocess_change", args=[pk])

    def url(self, family: int, owner: str, part: str) -> str:
        """The form on which a place is edited, at its field; that of the family where the owner has none."""
        found = self._urls.get((family, owner)) or reverse("admin:careers_family_change", args=[family])
        field = FIELDS.get(part.split("/")[0])
        return f"{found}#id_{field}" if field else found


def waive_url(family: int, code: str, where: str) -> str:
    """Where one finding can be waived; empty for what cannot be."""
    if code not in RULES:
        return ""
    query = urlencode({"code": code, "where": where})
    return f"{reverse('admin:careers_family_waive', args=[family])}?{query}"


@dataclass(frozen=True)
class ShownRule:
    """A content rule as the company has it. `precision` is how it was measured on real pages; `value` what it looks
    for, where that can be set; `changed` whether the company has it otherwise than it comes."""

    title: str
    meaning: str
    remedy: str
    precision: str
    enabled: bool
    severity: str
    severity_title: str
    value: str
    value_help: str
    changed: bool
    url: str


def present_rules() -> list[ShownRule]:
    """All content rules, in their order. One query."""
    settings = {row.code: row for row in RuleSetting.objects.all()}
    return [_present_rule(rule, settings.get(code) or RuleSetting(code=code)) for code, rule in RULES.items()]


def _present_rule(rule: Rule, row: RuleSetting) -> ShownRule:
    severity = row.severity or rule.severity
    return ShownRule(
        title=rule.title,
        meaning=rule.meaning,
        remedy=rule.remedy,
        precision=precision(rule),
        enabled=row.enabled,
        severity=severity,
        severity_title=SEVERITY_TITLES[severity],
        value=row.value or rule.value,
        value_help=rule.value_help,
        changed=not row.enabled or bool(row.severity or row.value),
        url=reverse("admin:careers_rulesetting_change", args=[rule.code]),
    )


def precision(rule: Rule) -> str:
    """How far a rule can be trusted: "31 of 33 hits that were read on real pages were right (94 %)"."""
    measured = rule.measured
    if measured is None or not measured.read:
        return "Not measured: it never struck on the pages on which rules are measured."
    share = round(100 * measured.right / measured.read)
    return (
        f"{measured.right} of {measured.read} hits that were read were right ({share} %); "
        f"{words.counted(measured.hits, 'hit', 'hits')} in all on real pages."
    )


def anchor_digest(anchor: Anchor) -> str:
    """What a form names of a place, so that nothing else is waived than what was seen."""
    return "|".join((anchor.owner, anchor.part, anchor.digest))
