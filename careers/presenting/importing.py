"""What an upload would change, page by page, as the admin shows it before anything is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from django.urls import reverse

from careers import findings
from careers.handbook.document import Finding
from careers.presenting import words
from careers.presenting.changes import Place, ShownDifference
from careers.presenting.closeness import close_to, known_families
from careers.presenting.difference import present_difference
from careers.presenting.links import Link
from careers.presenting.reviewing import FindingGroup, finding_groups
from careers.reading import Reading
from careers.uploads import Look

MAX_SHOWN = 10
"""Pages whose differences stand on one page together. Of more, each is looked at by itself."""


@dataclass(frozen=True)
class PageFindings:
    """What the parser has to say of one weight: (line, message)."""

    severity: str
    title: str
    lines: Sequence[tuple[int | None, str]]


@dataclass(frozen=True)
class PageDetail:
    """What would change in the draft, and what the content rules find in what it would say."""

    difference: ShownDifference
    rules: Sequence[FindingGroup]


@dataclass(frozen=True)
class PageLine:
    """A page of an upload. `number` is its place there; `chosen` and `overwrite` are the ticks of its boxes, where it
    has such boxes: `choosable` or `overwritable`. `close` are the families that a new one looks like."""

    number: int
    path: str
    title: str
    department: str
    family: Link | None
    outcome: str
    badge: str
    error: str
    created: Sequence[str]
    findings: Sequence[PageFindings]
    seen: int
    choosable: bool
    overwritable: bool
    chosen: bool
    overwrite: bool
    detail: PageDetail | None
    close: Sequence[Link] = ()


@dataclass(frozen=True)
class Ticks:
    """The boxes that a person ticked, by the numbers of the pages."""

    pages: frozenset[int]
    overwrite: frozenset[int]


_OUTCOMES = {
    "created": ("New family", "added"),
    "updated": ("Changes the draft", "changed"),
    "unchanged": ("Says what the draft says", "same"),
    "failed": ("Cannot be imported", "error"),
}
_CONTESTED = ("People changed the draft", "changed")


def page_lines(reading: Reading, looks: Sequence[Look], ticks: Ticks | None = None) -> list[PageLine]:
    """The pages in their order, with their differences where they are few. Without ticks, all that would change a draft
    are ticked, and none that would overwrite what people wrote."""
    shown = [look for look in looks if look.result.document]
    surroundings = findings.Surroundings() if 0 < len(shown) <= MAX_SHOWN else None
    lines = [_line(reading, number, look, surroundings, ticks) for number, look in enumerate(looks)]
    new = [look.result.outcome == "created" for look in looks]
    if surroundings is None or not any(new):
        return lines
    known = known_families()
    return [
        replace(line, close=[link for link, _ in close_to(look.result.document, known)])
        if made and look.result.document
        else line
        for line, look, made in zip(lines, looks, new, strict=True)
    ]


def _line(
    reading: Reading, number: int, look: Look, surroundings: findings.Surroundings | None, ticks: Ticks | None
) -> PageLine:
    result, family = look.result, look.family
    document = result.document or (result.page.parsed.document if result.page.parsed else None)
    choosable = result.outcome in ("created", "updated")
    outcome, badge = _CONTESTED if look.overwritable else _OUTCOMES[result.outcome]
    return PageLine(
        number=number,
        path=result.page.source.path,
        title=document.title if document else "",
        department=reading.reference.name("department", document.department) if document else "",
        family=Link(family.title, reverse("admin:careers_family_change", args=[family.pk])) if family else None,
        outcome=outcome,
        badge=badge,
        error=result.error if result.outcome == "failed" and not result.page.failure else "",
        created=result.created,
        findings=list(_parser_findings(result.page.findings)),
        seen=look.seen,
        choosable=choosable,
        overwritable=look.overwritable,
        chosen=choosable and (ticks is None or number in ticks.pages),
        overwrite=look.overwritable and ticks is not None and number in ticks.overwrite,
        detail=page_detail(reading, look, surroundings) if surroundings else None,
    )


def page_detail(reading: Reading, look: Look, surroundings: findings.Surroundings | None = None) -> PageDetail | None:
    """The difference of one page; None where it could not be read."""
    document = look.result.document
    if document is None:
        return None
    difference = _without_places(present_difference(reading, look.before, document))
    return PageDetail(difference, finding_groups(findings.judge(look.family, document, surroundings)))


def _without_places(shown: Any) -> Any:
    """The same without ids for its places: several differences stand on one page, and nobody speaks of them."""
    if isinstance(shown, Place):
        return None
    if isinstance(shown, list | tuple):
        return type(shown)(map(_without_places, shown))
    if is_dataclass(shown) and not isinstance(shown, type):
        return replace(shown, **{each.name: _without_places(getattr(shown, each.name)) for each in fields(shown)})
    return shown


_WEIGHTS = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("hint", "hints")}


def _parser_findings(found: Iterable[Finding]) -> Iterable[PageFindings]:
    for severity, names in _WEIGHTS.items():
        lines = [(finding.line, finding.message) for finding in found if finding.severity == severity]
        if lines:
            yield PageFindings(severity, words.counted(len(lines), *names), lines)
