"""The door of review: what it asks for, what it leaves behind, and who wins when two come at once."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from careers import drafts, publishing, review
from careers.models import Comment, Family, Publication, Remit, ReviewStage, ReviewStep, Revision, Verdict
from config.kernel.models import AuditRecord, Catalogue
from config.kernel.models.catalogue import today
from tests.careers.test_concurrency import together
from tests.factories import department, document, published

pytestmark = pytest.mark.django_db


def person(name: str, *rights: str, group: str = ""):
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "pass", is_staff=True)
    codenames = ["view_revision", *(f"{right}_family" for right in rights)]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


def stage(name: str = "HR", group: str = "deciders", **facts) -> ReviewStage:
    return ReviewStage.objects.create(name=name, group=Group.objects.get_or_create(name=group)[0], **facts)


@pytest.fixture
def author(db):
    return person("author", "submit", "change")


@pytest.fixture
def decider(db):
    return person("decider", "review", group="deciders")


def draft(by=None, **changes) -> Family:
    department()
    return drafts.write(document(**changes), by=by, family=Family.objects.filter(slug="platform").first())


def submit(family: Family, by=None, message: str = "Why") -> Revision:
    return review.submit(family, by=by, message=message, expected_version=family.version)


# Submitting


def test_a_submission_is_frozen_with_its_stages_as_they_are(author):
    made = stage(approvals=2, checklist=["The business needs it"], author_may_approve=True)
    revision = submit(draft(by=author), author)
    made.delete()
    [step] = revision.review_steps.all()
    assert (step.name, step.approvals, step.checklist, step.author_may_approve) == (
        "HR", 2, ["The business needs it"], True,
    )  # fmt: skip
    assert (revision.state, revision.author, revision.message, revision.number) == ("submitted", author, "Why", None)
    assert revision.document == document()
    for write in (step.save, step.delete):
        with pytest.raises(TypeError):
            write()


def test_it_needs_the_right_a_message_and_the_version_that_was_seen(author):
    family = draft()
    with pytest.raises(PermissionDenied, match="Your account may not submit families"):
        submit(family, person("other"))
    with pytest.raises(ValidationError, match="Say what changed and why"):
        submit(family, author, " \n")
    with pytest.raises(drafts.Conflict):
        review.submit(family, by=author, message="m", expected_version=family.version - 1)
    assert not Revision.objects.exists()
    assert not AuditRecord.objects.filter(kind="submission").exists()


def test_of_two_submissions_one_is_open(author):
    stage()
    family = draft()
    submit(family, author)
    with pytest.raises(ValidationError, match=r"Platform is under review already\. Take that submission back first"):
        submit(family, author)
    assert Revision.objects.count() == 1


def test_a_new_submission_outdates_what_was_approved_and_not_published(author):
    first = submit(draft(), author)
    assert first.state == "approved"
    second = submit(draft(summary="Again"), author)
    first.refresh_from_db()
    assert (first.state, second.state) == ("outdated", "approved")
    with pytest.raises(ValidationError, match="cannot be published: outdated by another change"):
        publishing.publish(first, by=person("pia", "publish"))


def test_what_was_published_already_is_not_submitted(author):
    family = published().family
    with pytest.raises(ValidationError, match="The draft of Platform says what was published"):
        submit(family, author)
    assert not Revision.objects.filter(state="submitted").exists()


def test_errors_block_and_are_named(author):
    family = draft(overview="TODO: write this")
    with pytest.raises(review.Blocked) as error:
        submit(family, author)
    assert [each.finding.code for each in error.value.findings] == ["placeholder"]
    assert error.value.messages[0].startswith("Platform, overview: ")
    assert not Revision.objects.exists()


def test_rows_that_do_not_fit_together_are_refused_in_sentences(author):
    family = draft()
    family.roles.filter(slug="manager").update(slug="boss")
    with pytest.raises(ValidationError, match="names the role 'manager'"):
        submit(family, author)


# Deciding


def test_verdicts_and_steps_never_change(author, decider):
    stage()
    revision = submit(draft(), author)
    review.decide(revision, by=decider, decision="approve")
    verdict = Verdict.objects.get()
    for write in (verdict.save, verdict.delete):
        with pytest.raises(TypeError):
            write()


def test_a_stage_of_two_waits_for_the_second(author, decider):
    stage(approvals=2)
    revision = submit(draft(), author)
    review.decide(revision, by=decider, decision="approve")
    assert Revision.objects.get().state == "submitted"
    with pytest.raises(PermissionDenied, match=r"You have approved this already\. It waits for somebody else"):
        review.decide(revision, by=decider, decision="approve")
    review.decide(revision, by=person("second", "review", group="deciders"), decision="approve")
    assert Revision.objects.get().state == "approved"


def test_a_named_reviewer_decides_alone(author, decider):
    named = person("named", "review")
    ReviewStage.objects.create(name="The head", reviewer=named)
    revision = submit(draft(), author)
    with pytest.raises(PermissionDenied, match="The head is decided by named"):
        review.decide(revision, by=decider, decision="approve")
    review.decide(revision, by=named, decision="approve")
    assert Revision.objects.get().state == "approved"


def test_being_of_the_group_is_not_enough_without_the_right(author):
    stage()
    revision = submit(draft(), author)
    with pytest.raises(PermissionDenied, match="Your account may not review this family"):
        review.decide(revision, by=person("member", group="deciders"), decision="approve")


@pytest.mark.parametrize("decision", ["changes", "reject"])
def test_one_denial_closes_it_and_gives_a_reason(author, decider, decision):
    stage(approvals=2)
    revision = submit(draft(), author)
    with pytest.raises(ValidationError, match="Say what should change, or why not"):
        review.decide(revision, by=decider, decision=decision)
    review.decide(revision, by=decider, decision=decision, message="So")
    revision.refresh_from_db()
    assert revision.state == {"changes": "returned", "reject": "rejected"}[decision]
    with pytest.raises(PermissionDenied, match="This is not waiting for a review"):
        review.decide(revision, by=person("late", "review", group="deciders"), decision="approve")
    with pytest.raises(ValidationError, match="This revision cannot be published"):
        publishing.publish(revision, by=person("pia", "publish"))
    assert not Publication.objects.exists()


def test_a_denial_leaves_the_impact_as_it_was_proposed(author, decider):
    stage()
    revision = submit(draft(), author)
    review.decide(revision, by=decider, decision="changes", message="So", impact="editorial")
    assert Revision.objects.get().impact == "raises"


def test_writers_are_those_who_saved_since_what_it_is_compared_with(author):
    long_ago = person("long-ago", "change")
    family = draft(by=long_ago)
    publishing.publish_draft(family, by=None, message="m")
    second = person("second", "change")
    family = draft(by=second, summary="New")
    stage()
    assert review.writers(submit(family, author)) == {author.pk, second.pk}


def test_who_wrote_between_a_fix_and_its_merging_into_what_was_scheduled_is_a_writer(author):
    """Once that is in force it is compared with, and is younger than what they wrote."""
    Catalogue.objects.settle(time_zone="Etc/GMT+12", switches={})  # the last zone of the earth to have a day
    soon = today() + timedelta(days=1)
    first = published(starts_on=soon - timedelta(days=9))
    scheduled = published(document(summary="Later"), starts_on=soon)
    family = first.family
    family.refresh_from_db()
    drafts.start_from(family, first.revision, by=None, expected_version=family.version)
    fix = publishing.publish_draft(draft(overview="Fixed"), by=None, message="Fix").revision
    between = person("between", "change", "review", group="deciders")
    draft(by=between, overview="Fixed", title="Platforms")
    carried = publishing.carry(fix, scheduled, by=None, reason="Both").revision
    Catalogue.objects.settle(time_zone="Etc/GMT-14", switches={})  # the first: it is tomorrow
    stage()
    revision = submit(Family.objects.get(), author)
    assert revision.compared_with == carried
    assert review.writers(revision) == {author.pk, between.pk}
    assert review.waiting_for(between) == []


def test_whoever_wrote_what_the_draft_was_started_from_is_a_writer(author, decider):
    """A text that was sent back comes in again by another's hand: who wrote it still does not decide on it."""
    stage()
    family = draft(by=decider, summary="By the reviewer")
    sent_back = submit(family, person("third", "submit"))
    review.decide(sent_back, by=person("else", "review", group="deciders"), decision="reject", message="No")
    family = draft(summary="Something else")
    publishing.publish_draft(family, by=None, message="m")
    family.refresh_from_db()
    family = drafts.start_from(family, sent_back, by=author, expected_version=family.version)
    revision = submit(family, author)
    assert {author.pk, decider.pk} <= review.writers(revision)
    with pytest.raises(PermissionDenied, match="You wrote a part of this change"):
        review.decide(revision, by=decider, decision="approve")


def test_what_is_published_meanwhile_does_not_hide_who_wrote_what_the_draft_was_started_from(author, decider):
    """The draft goes on from what was sent back, whatever was frozen before that is published after."""
    stage()
    sent_back = submit(draft(by=decider, summary="By the reviewer"), author)
    other = person("other", "review", group="deciders")
    review.decide(sent_back, by=other, decision="reject", message="No")
    family = draft(summary="Something else")
    waiting = submit(family, author)
    review.decide(waiting, by=other, decision="approve")
    drafts.start_from(family, sent_back, by=author, expected_version=family.version)
    publishing.publish(waiting, by=None)
    revision = submit(Family.objects.get(), author)
    assert revision.compared_with == waiting
    assert decider.pk in review.writers(revision)
    with pytest.raises(PermissionDenied, match="You wrote a part of this change"):
        review.decide(revision, by=decider, decision="approve")


def test_a_family_that_moves_is_reviewed_where_it_leaves_and_where_it_arrives(author):
    home, sales = department(), department("sales")
    family = draft()
    publishing.publish_draft(family, by=None, message="m")
    stage("Engineering", "deciders", department=home)
    stage("Sales", "sellers", position=1, department=sales)
    lead = person("lead", "review", group="deciders")
    Remit.objects.create(user=lead, department=home)
    revision = submit(draft(department="sales"), author)
    assert revision.departments == ["engineering", "sales"]
    assert [each.step.name for each in review.progress(revision)] == ["Engineering", "Sales"]
    draft(department="unassigned")  # whatever becomes of the draft meanwhile
    assert review.waiting_for(lead) == [revision]
    assert review.decide(revision, by=lead, decision="approve").state == "submitted"


def test_what_was_decided_meanwhile_is_not_taken_back_unseen(author, decider):
    stage()
    revision = submit(draft(), author)
    review.decide(revision, by=decider, decision="approve")
    with pytest.raises(drafts.Conflict, match="decided on it in the meantime"):
        review.take_back(revision, by=author, seen="submitted")
    assert Revision.objects.get().state == "approved"


def test_nothing_half_decided_is_left_where_the_audit_fails(author, decider, monkeypatch):
    stage()
    revision = submit(draft(), author)

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(review, "_record", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        review.decide(revision, by=decider, decision="approve")
    assert (Revision.objects.get().state, Verdict.objects.count()) == ("submitted", 0)


# Comments


def test_a_comment_keeps_its_place_by_name(author, decider):
    stage()
    revision = submit(draft(), author)
    review.comment(revision, by=decider, where="/roles/0/requirements/0", text="Why?")
    said = Comment.objects.get()
    assert (said.owner, said.part, said.title) == (
        "role/junior-engineer",
        "requirements",
        "Junior Engineer, requirements: Has built something",
    )
    for where in ("/roles/9/title", "nonsense", "/" * 50):
        with pytest.raises(ValidationError, match="There is no such place in what was submitted"):
            review.comment(revision, by=decider, where=where, text="Why?")
    with pytest.raises(PermissionDenied):
        review.comment(revision, by=person("nobody"), where="", text="Why?")
    review.take_back(revision, by=author, seen=revision.state)
    with pytest.raises(ValidationError, match="This is not under review any more"):
        review.comment(revision, by=decider, where="", text="Why?")


def test_the_earlier_submission_is_known_until_something_is_published(author, decider):
    stage()
    family = draft()
    first = submit(family, author)
    review.decide(first, by=decider, decision="changes", message="No")
    second = submit(draft(summary="Better"), author)
    assert review.returned_before(second) == first
    assert review.last_verdict(first).message == "No"
    publishing.publish_draft(family, by=None, message="m", document=document(summary="Now"))
    assert review.returned_before(submit(draft(summary="Best"), author)) is None


# Carrying a fix


def test_a_fix_is_carried_into_what_is_scheduled(today):
    published()
    later = published(document(summary="Later"), starts_on=today + timedelta(days=9), message="Later")
    fix = publishing.publish_draft(later.family, by=None, message="Fix", document=document(overview="Fixed"))
    # The draft went on from what is scheduled, so the change is reckoned from what was in force.
    first = Revision.objects.get(number=1)
    carried = publishing.carry(fix.revision, later, by=None, reason="Both", base=first)
    assert carried.revision.document == document(summary="Later", overview="Fixed")
    assert Revision.objects.live(today + timedelta(days=9)).get() == carried.revision
    with pytest.raises(ValidationError, match="What is scheduled says it already"):
        publishing.carry(fix.revision, carried, by=None, reason="Again", base=first)


# Two at once, on either database


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_decide_at_once_on_the_last_step_one_decides():
    author = person("author", "submit")
    stage()
    people = [person(f"decider-{number}", "review", group="deciders") for number in range(4)]
    revision = submit(draft(), author)

    def work(number: int) -> str:
        decision = "approve" if number % 2 else "changes"
        try:
            review.decide(revision, by=people[number], decision=decision, message="So")
        except PermissionDenied as error:
            return str(error)
        return decision

    results = together(work)
    [won] = [result for result in results if result in ("approve", "changes")]
    assert results.count("This is not waiting for a review.") == 3
    assert Verdict.objects.get().decision == won
    assert Revision.objects.get().state == {"approve": "approved", "changes": "returned"}[won]
    assert AuditRecord.objects.filter(kind="submission").exclude(action="submit").count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_several_who_submit_at_once_one_does():
    people = [person(f"author-{number}", "submit") for number in range(4)]
    stage()
    family = draft()

    def work(number: int) -> str:
        try:
            submit(family, people[number], f"By {number}")
        except ValidationError as error:
            return error.messages[0]
        return "submitted"

    results = together(work)
    assert sorted(results) == [
        *["Platform is under review already. Take that submission back first."] * 3,
        "submitted",
    ]
    assert Revision.objects.get().review_steps.count() == 1
    assert ReviewStep.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_several_who_publish_one_approved_revision_at_once_one_does(today):
    publishers = [person(f"pia-{number}", "publish") for number in range(4)]
    revision = submit(draft())

    def work(number: int) -> str:
        try:
            publishing.publish(revision, by=publishers[number])
        except ValidationError as error:
            return error.messages[0]
        return "published"

    results = together(work)
    assert sorted(results) == [*[f"Platform says exactly this on {today} already."] * 3, "published"]
    assert Publication.objects.live(today).count() == Publication.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_taking_back_and_deciding_at_once_leave_one_state():
    author, decider = person("author", "submit"), person("decider", "review", group="deciders")
    stage()
    revision = submit(draft(), author)

    def work(number: int) -> str:
        try:
            if number:
                review.decide(revision, by=decider, decision="changes", message="So")
            else:
                review.take_back(revision, by=author, seen=revision.state)
        except (PermissionDenied, ValidationError):
            return "refused"
        return "done"

    assert sorted(together(work, 2)) == ["done", "refused"]
    assert Revision.objects.get().state in ("taken_back", "returned")
