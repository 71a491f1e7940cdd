"""A draft as services are told of it: the rows that the serializers of drafts read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from careers import drafts, publishing, review
from careers.findings import Judged
from careers.handbook.compare import compare
from careers.handbook.document import FamilyDocument, Finding, digest
from careers.handbook.parsed import Parsed
from careers.handbook.rules import RULES
from careers.models import Family, Revision
from careers.presenting.reviewing import whom
from careers.serializers.compare import told_difference
from careers.serializers.drafts import AskedStage, Decided, Found, Waived

Row = dict[str, Any]


def tag_of(family: Family) -> str:
    """The validator of a draft at its version. Of an answer that tells of it, the validator begins like this one and
    goes on with the answer's own digest."""
    return f'"{family.uuid.hex}-{family.version}"'


def names(tags: Iterable[str], family: Family) -> bool:
    """Whether one of these validators is of the draft at its version, whatever the answer said beside."""
    own = tag_of(family)
    return any(tag == own or tag.startswith(f"{own[:-1]}-") for tag in tags)


def standing_row(family: Family | None) -> Row:
    """Which version there is, and who saved it when. One query."""
    if family is None:
        return dict.fromkeys(("version", "etag", "saved_at", "saved_by"))
    last = drafts.last_save(family)
    return {
        "version": family.version,
        "etag": tag_of(family),
        "saved_at": last.at if last else None,
        "saved_by": last.by.shown_name if last and last.by else None,
    }


def finding_rows(found: Sequence[Judged]) -> list[Row]:
    """What the rules found."""
    return [
        _found(
            each.finding,
            place=each.title,
            remedy=RULES[each.finding.code].remedy if each.finding.code in RULES else "",
            blocks=each.blocks,
            waiver=Waived(each.waiver.by.shown_name, each.waiver.ends_on, each.waiver.reason) if each.waiver else None,
        )
        for each in found
    ]


def lined(rows: Sequence[Row], parsed: Parsed) -> list[Row]:
    """What was found in reading a page, and then what the rules found, with the lines of the page."""
    read = [_found(each) for each in parsed.findings]
    return [*read, *({**row, "line": _line(row["where"], parsed.positions)} for row in rows)]


def _found(
    finding: Finding, *, place: str = "", remedy: str = "", blocks: bool = False, waiver: Waived | None = None
) -> Row:
    said = {name: getattr(finding, name) for name in ("code", "severity", "message", "where", "line")}
    return asdict(Found(place=place, remedy=remedy, blocks=blocks, waiver=waiver, **said))


def _line(pointer: str, positions: Mapping[str, int]) -> int | None:
    """The source line of the nearest place, at or around the pointer, that has one."""
    while pointer and pointer not in positions:
        pointer = pointer.rpartition("/")[0]
    return positions.get(pointer)


def difference_row(family: Family | None, document: FamilyDocument) -> Row:
    """What the document changes against what a review would compare it with. Three queries at most."""
    before = publishing.standing(family) if family else None
    nothing = FamilyDocument(title=document.title, slug=document.slug, department=document.department)
    difference = compare(before.document if before else nothing, document)
    return {"compared_with": before.number if before else None, **told_difference(difference)}


def last_submission(family: Family) -> Revision | None:
    """One query."""
    submitted = Revision.objects.filter(family=family).exclude(state=Revision.State.FROZEN)
    return submitted.select_related("author").order_by("pk").last()


def review_row(revision: Revision, document: FamilyDocument | None) -> Row:
    """A submission and how far it has come, beside the draft as it is now. Three queries."""
    stages = [
        AskedStage(
            name=each.step.name,
            whom=whom(each.step),
            approvals=each.step.approvals,
            approved=each.approved,
            open=each.open,
            verdicts=[Decided(it.by.shown_name, it.decision, it.message, it.at) for it in each.verdicts],  # type: ignore[arg-type]
        )
        for each in review.progress(revision)
    ]
    return {
        "state": revision.state,
        "message": revision.message,
        "author": revision.author.shown_name if revision.author else "",
        "submitted_at": revision.created_at,
        "of_this_draft": document is not None and digest(document) == revision.digest,
        "turn": next((stage.name for stage in stages if stage.open), None),
        "stages": [asdict(stage) for stage in stages],
    }
