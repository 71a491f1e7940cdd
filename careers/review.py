"""The door of review: a draft is submitted, the stages decide on it, and only then it may be published. Each act is
one transaction with its audit record; those concerned hear of it by e-mail afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from pydantic import ValidationError as Unsound

from careers import drafts, findings, notices, publishing, rights
from careers.handbook.anchors import anchor_of, title_of
from careers.models import Comment, Family, ReviewStage, ReviewStep, Revision, Verdict
from careers.models.values import sentences
from config.kernel.models import AuditRecord, Catalogue

SUBMITTED, APPROVED = Revision.State.SUBMITTED, Revision.State.APPROVED
Decision = Verdict.Decision


class Blocked(ValidationError):
    """The draft has errors that nobody waived; `findings` are these."""

    def __init__(self, found: Sequence[findings.Judged]) -> None:
        super().__init__(
            [f"{each.title}: {each.finding.message}" if each.title else each.finding.message for each in found]
        )
        self.findings = found


def submit(family: Family, *, by: Any, message: str, expected_version: int) -> Revision:
    """Freezes the draft and puts it before the review stages that apply to it; where none does it is approved at once.

    Raises PermissionDenied; drafts.Conflict where the draft is not at the version that was seen; Blocked where it has
    errors; MissingReferences; ValidationError where it says nothing new or another submission is open.
    """
    if not message.strip():
        raise ValidationError({"message": "Say what changed and why: reviewers and the history show it."})
    with transaction.atomic():
        Catalogue.objects.lock()
        family = Family.objects.locked().select_related("department").get(pk=family.pk)
        rights.require(by, "careers.submit_family", family.department_id)
        if family.version != expected_version:
            raise drafts.Conflict(f"Somebody else saved {family} in the meantime. Look at it again.")
        if Revision.objects.filter(family=family, state=SUBMITTED).exists():
            raise ValidationError(f"{family} is under review already. Take that submission back first.")
        try:
            document = drafts.read(family)
        except Unsound as error:
            raise ValidationError(sentences(error)) from None
        if missing := drafts.References().missing(document):
            raise drafts.MissingReferences(missing)
        if blocking := [each for each in findings.judge(family, document) if each.blocks]:
            raise Blocked(blocking)
        revision = publishing.freeze(family, by=by, message=message, document=document)
        if revision.compared_with and revision.compared_with.digest == revision.digest:
            raise ValidationError(f"The draft of {family} says what was published. There is nothing to review.")
        Revision.objects.filter(family=family, state=APPROVED).update(state=Revision.State.OUTDATED)
        asked = ReviewStage.objects.asked_of(revision)
        for stage in asked:
            ReviewStep.objects.create(
                revision=revision,
                position=stage.position,
                name=stage.name,
                group=stage.group,
                reviewer=stage.reviewer,
                approvals=stage.approvals,
                checklist=stage.checklist,
                author_may_approve=stage.author_may_approve,
            )
        _settle(revision, SUBMITTED if asked else APPROVED)
        _record(by, "submit", revision, message)
        _tell_whose_turn(revision)
    return revision


@dataclass(frozen=True)
class Progress:
    """How far a submission has come at one step. `open`: it is this step's turn."""

    step: ReviewStep
    verdicts: Sequence[Verdict]
    open: bool

    @property
    def approved(self) -> int:
        return sum(verdict.decision == Decision.APPROVE for verdict in self.verdicts)

    @property
    def done(self) -> bool:
        return self.approved >= self.step.approvals


def _steps() -> QuerySet[ReviewStep]:
    return ReviewStep.objects.select_related("group", "reviewer").prefetch_related("verdicts__by")


def progress(revision: Revision, steps: Iterable[ReviewStep] | None = None) -> list[Progress]:
    """Every step with its verdicts, in order. Three queries, none where the caller holds the steps."""
    steps = _steps().filter(revision=revision) if steps is None else steps
    found: list[Progress] = []
    waiting = revision.state == SUBMITTED
    for step in steps:
        each = Progress(step, list(step.verdicts.all()), open=waiting)
        if waiting and each.done:
            each = Progress(step, each.verdicts, open=False)
        waiting = waiting and each.done
        found.append(each)
    return found


def turn(revision: Revision) -> Progress | None:
    """The step whose turn it is; None where the submission waits for nobody's decision."""
    return next((each for each in progress(revision) if each.open), None)


def writers(revision: Revision) -> set[int]:
    """The keys of those who wrote what is submitted, and of whoever submitted it."""
    return {*revision.writers, *filter(None, [revision.author_id])}


def may_review(user: Any, revision: Revision) -> bool:
    """Whether the user's account reaches a submission, be it where the family is in it or where it was before."""
    return rights.may_in_any(user, "careers.review_family", revision.departments)


def why_not(user: Any, revision: Revision) -> str:
    """Why the user cannot decide on a submission now, in a sentence; empty where they can. Six queries at most."""
    current = turn(revision)
    if current is None:
        return "This is not waiting for a review."
    groups = set(user.groups.values_list("pk", flat=True))
    return _refusal(user, revision, current, groups)


def _refusal(user: Any, revision: Revision, current: Progress, groups: set[int]) -> str:
    step = current.step
    if not may_review(user, revision):
        return "Your account may not review this family."
    if step.reviewer_id not in (None, user.pk):
        return f"{step.name} is decided by {step.reviewer}."
    if step.group_id is not None and step.group_id not in groups:
        return f"{step.name} is decided by the group {step.group}."
    if any(verdict.by_id == user.pk for verdict in current.verdicts):
        return "You have approved this already. It waits for somebody else."
    if not step.author_may_approve and user.pk in writers(revision):
        return "You wrote a part of this change, so somebody else has to decide on it."
    return ""


def waiting_for(user: Any) -> list[Revision]:
    """The submissions on which the user can decide now, the oldest first, without their content. At most six
    queries, however many there are, and one for each where the user is limited to departments."""
    revisions = list(
        Revision.objects.filter(state=SUBMITTED)
        .select_related("family", "author")
        .defer("content")
        .prefetch_related(Prefetch("review_steps", _steps()))
        .order_by("created_at")
    )
    if not revisions or not user.has_perm("careers.review_family"):
        return []
    groups = set(user.groups.values_list("pk", flat=True))
    found = []
    for revision in revisions:
        current = next((each for each in progress(revision, revision.review_steps.all()) if each.open), None)
        if current and not _refusal(user, revision, current, groups):
            found.append(revision)
    return found


def returned_before(revision: Revision) -> Revision | None:
    """The latest submission of the family before this one that was sent back, unless something was published since."""
    earlier = Revision.objects.filter(family=revision.family, state=Revision.State.RETURNED)
    if revision.pk is not None:
        earlier = earlier.filter(pk__lt=revision.pk)
    if revision.compared_with_id is not None:
        earlier = earlier.filter(pk__gt=revision.compared_with_id)
    return earlier.order_by("-pk").first()


def last_verdict(revision: Revision) -> Verdict | None:
    """What was decided on a submission last."""
    return Verdict.objects.filter(step__revision=revision).select_related("by", "step").order_by("-pk").first()


def decide(
    revision: Revision,
    *,
    by: Any,
    decision: str,
    message: str = "",
    confirmed: Sequence[str] = (),
    impact: str = "",
    step: int | None = None,
) -> Revision:
    """One verdict at the step whose turn it is. `confirmed` holds the lines of its checklist that were ticked; all
    have to be to approve. `impact` is how big the change is for people, as the reviewer sees it; `step` the key of the
    step that the reviewer saw. A single verdict other than approval closes the submission: the draft can be amended
    and submitted again.

    Raises PermissionDenied, in a sentence; drafts.Conflict where it is another step's turn by now; ValidationError
    without a reason for what is no approval, or for lines that were not confirmed.
    """
    with transaction.atomic():
        Catalogue.objects.lock()
        revision = Revision.objects.select_related("family", "compared_with").get(pk=revision.pk)
        if refusal := why_not(by, revision):
            raise PermissionDenied(refusal)
        current = turn(revision)
        if current is None or step not in (None, current.step.pk):
            raise drafts.Conflict("Somebody else has decided in the meantime. Look at it again.")
        if decision not in Decision.values:
            raise ValidationError({"decision": "Approve, ask for changes, or reject."})
        if decision != Decision.APPROVE and not message.strip():
            raise ValidationError({"message": "Say what should change, or why not."})
        if decision == Decision.APPROVE and (open_ := [x for x in current.step.checklist if x not in confirmed]):
            raise ValidationError({"confirmed": f"Not confirmed yet: {'; '.join(open_)}."})
        if impact and impact not in Revision.Impact.values:
            raise ValidationError({"impact": "Choose how big the change is for people."})
        verdict = Verdict.objects.create(step=current.step, by=by, decision=decision, message=message)
        if impact and decision == Decision.APPROVE:
            revision.impact = impact
            revision.save(update_fields=["impact"])
        if decision == Decision.CHANGES:
            _settle(revision, Revision.State.RETURNED)
        elif decision == Decision.REJECT:
            _settle(revision, Revision.State.REJECTED)
        elif turn(revision) is None:
            _settle(revision, APPROVED)
        _record(by, decision, revision, message)
        notices.decided(revision, verdict)
        _tell_whose_turn(revision, before=current.step)
    return revision


def take_back(revision: Revision, *, by: Any, seen: str) -> Revision:
    """Closes a submission that has not been decided, or not been published yet, so that the draft can be submitted
    again; `seen` is the state that it was in to whoever takes it back. Raises PermissionDenied; drafts.Conflict where
    that is another one by now; ValidationError where it is closed already."""
    with transaction.atomic():
        Catalogue.objects.lock()
        revision = Revision.objects.select_related("family").get(pk=revision.pk)
        rights.require(by, "careers.submit_family", revision.family.department_id)
        if revision.state not in publishing.WAITING:
            raise ValidationError("This is not under review any more.")
        if revision.state != seen:
            raise drafts.Conflict("Somebody has decided on it in the meantime. Look at it again.")
        _settle(revision, Revision.State.TAKEN_BACK)
        _record(by, "take back", revision, "")
    return revision


def may_comment(user: Any, revision: Revision) -> bool:
    """Whether the user may say something about a submission: those who review the family, and those who submit it."""
    return any(
        rights.may_in_any(user, f"careers.{right}_family", revision.departments) for right in ("review", "submit")
    )


def comment(revision: Revision, *, by: Any, where: str, text: str) -> Comment:
    """Says something about a place of a submission, given as a JSON pointer into its document. Raises
    PermissionDenied; ValidationError for an empty text, an unknown place, or a submission that is closed."""
    if not text.strip():
        raise ValidationError({"text": "The comment is empty."})
    with transaction.atomic():
        Catalogue.objects.lock()
        revision = Revision.objects.select_related("family").get(pk=revision.pk)
        if not may_comment(by, revision):
            raise PermissionDenied("Your account may not comment on this family.")
        if revision.state not in publishing.WAITING:
            raise ValidationError("This is not under review any more.")
        document = revision.document
        try:
            anchor, title = anchor_of(document, where), title_of(document, where)
        except (KeyError, ValueError):
            raise ValidationError({"where": "There is no such place in what was submitted."}) from None
        made = Comment.objects.create(
            revision=revision,
            by=by,
            owner=anchor.owner,
            part=anchor.part,
            digest=anchor.digest,
            title=title,
            text=text,
        )
        _record(by, "comment", revision, "")
    return made


def _settle(revision: Revision, state: str) -> None:
    revision.state = state
    revision.save(update_fields=["state"])


def _tell_whose_turn(revision: Revision, before: ReviewStep | None = None) -> None:
    current = turn(revision)
    if revision.state == APPROVED:
        notices.to_publish(revision)
    elif current and current.step != before:
        wrote = set() if current.step.author_may_approve else writers(revision)
        notices.to_review(revision, current.step, apart_from=wrote)


def _record(by: Any, action: str, revision: Revision, reason: str) -> None:
    before = revision.compared_with
    AuditRecord.objects.write(
        by=by,
        action=action,
        kind="submission",
        subject=revision.family.slug,
        before=before.digest if before else "",
        after=revision.digest,
        reason=reason,
    )
