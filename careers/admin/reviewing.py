"""Review in the admin: submit a draft, see what a submission changes, decide on it, speak of its places."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from pydantic import ValidationError as Unsound

from careers import drafts, findings, publishing, review, rights
from careers.admin.pages import REFUSED, Page, PagesAdmin, said
from careers.admin.publications import RevisionPages, to_revision
from careers.admin.review_forms import CommentForm, DecideForm, SubmitForm, tell
from careers.models import Family, ReviewStage, Revision
from careers.presenting.difference import present_difference
from careers.presenting.reviewing import by_place, finding_groups, passed, planned
from careers.reading import Reading

WAITING = publishing.WAITING


class SubmitPage(PagesAdmin):
    """Of families: puts the draft before the review, after a look at what it changes."""

    def pages(self) -> Sequence[Page]:
        return [*super().pages(), Page("<int:pk>/submit/", "submit", self.submit_view, "careers.submit_family")]

    def submit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        family = get_object_or_404(Family.objects.select_related("department", "base"), pk=pk)
        rights.require(request.user, "careers.submit_family", family.department_id)
        form = SubmitForm(request.POST if request.method == "POST" else None, initial={"seen_version": family.version})
        if request.method == "POST" and form.is_valid():
            try:
                revision = review.submit(
                    family,
                    by=request.user,
                    message=form.cleaned_data["message"],
                    expected_version=form.cleaned_data["seen_version"],
                )
            except REFUSED as error:
                tell(form, error, said(error), seen_version=family.version)
            else:
                return self._submitted(request, revision)
        return self.show(
            request,
            "family/submit.html",
            f"Submit {family}",
            family=family,
            form=form,
            **self._prospect(request, family),
        )

    @staticmethod
    def _submitted(request: HttpRequest, revision: Revision) -> HttpResponse:
        if revision.state == Revision.State.APPROVED:
            messages.success(request, f"{revision.family} is approved: no stage of review asks for it.")
        else:
            messages.success(request, f"{revision.family} is submitted.")
        return HttpResponseRedirect(reverse("admin:careers_revision_change", args=[revision.pk]))

    @staticmethod
    def _prospect(request: HttpRequest, family: Family) -> dict[str, Any]:
        """What submitting would put before whom."""
        open_one = Revision.objects.filter(family=family, state=Revision.State.SUBMITTED).first()
        try:
            document = drafts.read(family)
        except Unsound:
            return {"open": open_one, "findings": finding_groups(findings.of_draft(family))}
        outline = publishing.outline(family, document=document)
        before = outline.compared_with
        returned = review.returned_before(outline)
        comments = returned.comments.select_related("by", "revision") if returned else ()
        placed = by_place(document, comments, returned.document) if returned else {}
        return {
            "open": open_one,
            "outline": outline,
            "before": before,
            "returned": returned,
            "verdict": review.last_verdict(returned) if returned else None,
            "same": before is not None and before.digest == outline.digest,
            "difference": present_difference(
                Reading.of(request), before.document if before else None, document, placed, outline.successors
            ),
            "findings": finding_groups(findings.judge(family, document)),
            "stages": planned(ReviewStage.objects.asked_of(outline)),
        }


@admin.register(Revision)
class RevisionAdmin(RevisionPages):
    """A revision's page is where it is reviewed."""

    def pages(self) -> Sequence[Page]:
        post = ("POST",)
        return [
            *super().pages(),
            Page("<int:pk>/decide/", "decide", self.decide_view, "careers.review_family", post),
            Page("<int:pk>/comment/", "comment", self.comment_view, "careers.view_revision", post),
            Page("<int:pk>/take-back/", "take_back", self.take_back_view, "careers.submit_family", post),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        revision = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, revision) or request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        if revision is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        return self._review(request, revision)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = self.revision(pk)
        if not review.may_review(request.user, revision):
            raise PermissionDenied
        current = review.turn(revision)
        if current is None:
            messages.error(request, review.why_not(request.user, revision))
            return to_revision(revision)
        form = DecideForm(request.POST, checklist=current.step.checklist)
        if not form.is_valid():
            return self._review(request, revision, decide=form)
        data = form.cleaned_data
        try:
            review.decide(
                revision,
                by=request.user,
                decision=request.POST.get("decision", ""),
                message=data["message"],
                confirmed=data.get("confirmed", ()),
                impact=data["impact"],
                step=data["step"],
            )
        except REFUSED as error:
            tell(form, error, said(error), step=current.step.pk)
            return self._review(request, self.revision(pk), decide=form)
        messages.success(request, _DECIDED[request.POST["decision"]])
        return to_revision(revision)

    def comment_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = self.revision(pk)
        if not review.may_comment(request.user, revision):
            raise PermissionDenied
        form = CommentForm(request.POST)
        if form.is_valid():
            try:
                review.comment(revision, by=request.user, **form.cleaned_data)
            except REFUSED as error:
                form.add_error(None, list(said(error)))
        if not form.is_valid():
            return self._review(request, revision, comment=form)
        messages.success(request, "Your comment is saved.")
        return to_revision(revision)

    def take_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = self.revision(pk)
        rights.require(request.user, "careers.submit_family", revision.family.department_id)
        try:
            review.take_back(revision, by=request.user, seen=request.POST.get("seen", ""))
        except REFUSED as error:
            for each in said(error):
                messages.error(request, each)
        else:
            messages.success(request, "Taken back. Amend and submit again.")
        return to_revision(revision)

    def _review(
        self,
        request: HttpRequest,
        revision: Revision,
        decide: DecideForm | None = None,
        comment: CommentForm | None = None,
    ) -> HttpResponse:
        """The page of a revision. `decide` and `comment` hold what was typed and could not be saved."""
        user, family = request.user, revision.family
        document, before = revision.document, revision.compared_with
        waiting = revision.state in WAITING
        progress = review.progress(revision)
        current = next((each for each in progress if each.open), None)
        why_not = review.why_not(user, revision) if current else ""
        if current and not why_not and decide is None:
            initial = {"step": current.step.pk, "impact": revision.impact}
            decide = DecideForm(initial=initial, checklist=current.step.checklist)
        may = {name: rights.may(user, f"careers.{name}_family", family.department_id) for name in _DEEDS}
        difference = present_difference(
            Reading.of(request),
            before.document if before else None,
            document,
            review_comments(revision, document),
            revision.successors,
        )
        where = request.GET.get("comment") if comment is None else comment["where"].value()
        return self.show(
            request,
            "revision/review.html",
            str(revision),
            revision=revision,
            family=family,
            before=before,
            waiting=waiting,
            stages=passed(progress),
            difference=difference,
            findings=finding_groups(findings.judge(family, document)) if waiting else [],
            decide=decide,
            why_not=_why_not(user, revision, why_not),
            may=may,
            comment_url=reverse("admin:careers_revision_comment", args=[revision.pk])
            if waiting and review.may_comment(user, revision)
            else "",
            page_url=reverse("admin:careers_revision_change", args=[revision.pk]),
            comment_at=where if where is None or where in difference.places else "",
            comment=comment,
            publications=revision.publications.select_related("published_by").order_by("starts_on", "pk"),
        )


def _why_not(user: Any, revision: Revision, reason: str) -> str:
    """Why nobody is asked here to decide: to whoever submitted it and reviews nothing that is no refusal."""
    if not reason:
        return ""
    if user.pk == revision.author_id and not review.may_review(user, revision):
        return "You submitted this; others review it."
    return f"You cannot decide now. {reason}"


def review_comments(revision: Revision, document: Any) -> dict[str, list[Any]]:
    """What was said of a submission and of the one before it that was returned, at their places now."""
    placed = by_place(document, revision.comments.select_related("by"))
    if returned := review.returned_before(revision):
        for pointer, comments in by_place(document, returned.comments.select_related("by"), returned.document).items():
            placed[pointer] = [*comments, *placed.get(pointer, ())]
    return placed


_DEEDS = ("review", "submit", "publish", "change")
_DECIDED = {
    "approve": "You approved it.",
    "changes": "You asked for changes. Whoever submitted it is told.",
    "reject": "You rejected it. Whoever submitted it is told.",
}
