"""A submission as reviewers see it: the stages it passes, what the content rules find, what was said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from careers import review
from careers.findings import Judged
from careers.handbook.anchors import Anchor, places_of
from careers.handbook.document import FamilyDocument
from careers.handbook.rules import RULES
from careers.models import Comment
from careers.models.reviews import Stage, Verdict
from careers.presenting import words


@dataclass(frozen=True)
class StageLine:
    """A stage and how far it has come: `state` in words, `verdicts` what was decided there."""

    name: str
    whom: str
    state: str
    open: bool = False
    verdicts: Sequence[Verdict] = ()


@dataclass(frozen=True)
class FindingLine:
    """A finding with its place in words and the way to mend it; `accepted` says by whom and why it is waived."""

    severity: str
    place: str
    message: str
    remedy: str
    accepted: str


@dataclass(frozen=True)
class FindingGroup:
    """Findings of one weight. `open`: they block, so they are not folded away."""

    title: str
    open: bool
    lines: Sequence[FindingLine]


def whom(stage: Stage) -> str:
    """Who decides at a stage."""
    if stage.reviewer:
        return stage.reviewer.shown_name
    group = f"the group {stage.group}"
    return f"one of {group}" if stage.approvals == 1 else f"{stage.approvals} of {group}"


def planned(stages: Iterable[Stage]) -> list[StageLine]:
    """The stages that a submission would have to pass."""
    return [StageLine(stage.name, whom(stage), "") for stage in stages]


def passed(progress: Iterable[review.Progress]) -> list[StageLine]:
    """The stages of a submission as far as it has come."""
    return [StageLine(each.step.name, whom(each.step), _state(each), each.open, each.verdicts) for each in progress]


def _state(progress: review.Progress) -> str:
    other = [each for each in progress.verdicts if each.decision != Verdict.Decision.APPROVE]
    if other:
        return _TOLD[other[-1].decision]
    if progress.done:
        return "Approved"
    if progress.open and progress.approved:
        return f"Waiting: {progress.approved} of {progress.step.approvals} approved"
    return "Waiting" if progress.open else "Not asked yet"


_TOLD: dict[str, str] = {Verdict.Decision.CHANGES: "Changes asked for", Verdict.Decision.REJECT: "Rejected"}


def finding_groups(found: Iterable[Judged]) -> list[FindingGroup]:
    """What blocks, then warnings and infos, at last what somebody accepted; each in the order of the document."""
    lines = [
        FindingLine(
            severity=each.finding.severity,
            place=each.title,
            message=each.finding.message,
            remedy=RULES[each.finding.code].remedy if each.finding.code in RULES else "",
            accepted=_accepted(each.waiver) if each.waiver else "",
        )
        for each in found
    ]
    shown = []
    for severity, (one, many) in _WEIGHTS.items():
        if those := [line for line in lines if line.severity == severity and not line.accepted]:
            shown.append(FindingGroup(words.counted(len(those), one, many), severity == "error", those))
    accepted = [line for line in lines if line.accepted]
    if accepted:
        title = words.counted(len(accepted), "finding that was accepted", "findings that were accepted")
        shown.append(FindingGroup(title, False, accepted))
    return shown


_WEIGHTS = {
    "error": ("error that has to be mended or accepted first", "errors that have to be mended or accepted first"),
    "warning": ("warning", "warnings"),
    "info": ("hint", "hints"),
}


def _accepted(waiver: Any) -> str:
    until = f" until {words.day(waiver.ends_on)}" if waiver.ends_on else ""
    return f"Accepted{until} by {waiver.by.shown_name}: {waiver.reason}"


def by_place(
    document: FamilyDocument, comments: Iterable[Comment], before: FamilyDocument | None = None
) -> dict[str, list[Comment]]:
    """Comments by the JSON pointer of their place in a document: the one that they were made on, or a later version of
    it, `before` being that one then. What is gone is said of the whole."""
    said = list(comments)
    pointers = places_of(document, [Anchor(each.owner, each.part, each.digest) for each in said], before)
    found: dict[str, list[Comment]] = {}
    for comment, pointer in zip(said, pointers, strict=True):
        found.setdefault(pointer or "", []).append(comment)
    return found
