"""E-mails of review and publication: to whom, about what, and never at the cost of the work itself."""

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from careers import drafts, publishing, review
from careers.models import Family, MailChoice, Remit, ReviewStage, Revision
from tests.careers.test_review import draft, person, stage, submit
from tests.factories import department, document

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Acts, and tells what was sent once the transaction was through: (to, subject)."""

    def act(do) -> list[tuple[str, str]]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            do()
        return sorted((each.to[0].partition("@")[0], each.subject) for each in mail.outbox)

    return act


@pytest.fixture
def people(db):
    return {
        "author": person("author", "submit", "change"),
        "first": person("first", "review", group="deciders"),
        "second": person("second", "review", group="deciders"),
        "rewards": person("rewards", "review", group="rewards"),
        "pia": person("pia", "publish"),
    }


def test_each_act_is_told_to_those_whom_it_concerns(people, sent):
    stage()
    stage("Rewards", "rewards", position=1)
    family = draft()
    for_review, approved = "For your review: Platform", "Approved: Platform"
    revision = None

    def submit_it():
        nonlocal revision
        revision = submit(family, people["author"])

    assert sent(submit_it) == [("first", for_review), ("second", for_review)]
    assert sent(lambda: review.decide(revision, by=people["first"], decision="approve")) == [
        ("author", approved),
        ("rewards", for_review),
    ]
    assert sent(lambda: review.decide(revision, by=people["rewards"], decision="approve")) == [
        ("author", approved),
        ("pia", "Approved, to be published: Platform"),
    ]
    assert sent(lambda: publishing.publish(revision, by=people["pia"])) == [("author", "Published: Platform")]


def test_nobody_is_asked_to_review_what_they_wrote(people, sent):
    stage()
    family = draft(by=people["first"])
    assert sent(lambda: submit(family, people["author"])) == [("second", "For your review: Platform")]
    review.take_back(Revision.objects.get(), by=people["author"], seen="submitted")
    ReviewStage.objects.update(author_may_approve=True)
    assert [to for to, _ in sent(lambda: submit(family, people["author"]))] == ["first", "second"]


def test_a_denial_goes_to_the_author_with_its_reason_and_the_page(people, sent, settings):
    settings.BASE_URL = "https://roles.example"
    stage()
    revision = submit(draft(), people["author"], "Why it changed")
    act = sent(lambda: review.decide(revision, by=people["first"], decision="changes", message="Name <the> river"))
    assert act == [("author", "Changes asked for: Platform")]
    [message] = mail.outbox
    assert message.body.splitlines() == [
        "a member of staff, HR: changes asked for.",
        "",
        "Name <the> river",
        "",
        f"https://roles.example/admin/careers/revision/{revision.pk}/change/",
        "",
        "Which e-mails you get is yours to choose: https://roles.example/admin/careers/mailchoice/mine/",
    ]


def test_nobody_is_told_what_they_did_themselves(people, sent):
    both = person("both", "submit", "publish")
    revision = submit(draft(), both)
    assert sent(lambda: publishing.publish(revision, by=both)) == []


def test_everybody_chooses_for_themselves(people, sent):
    stage()
    MailChoice.objects.create(user=people["first"], to_review=False)
    MailChoice.objects.create(user=people["author"], decisions=False)
    family = draft()
    assert sent(lambda: submit(family, people["author"])) == [("second", "For your review: Platform")]
    revision = family.revisions.get()
    assert sent(lambda: review.decide(revision, by=people["first"], decision="reject", message="No")) == []


def test_who_cannot_act_or_has_no_address_gets_none(people, sent):
    stage()
    department("sales")
    Remit.objects.create(user=people["first"], department=department("sales"))
    people["second"].email = ""
    people["second"].save()
    person("gone", "review", group="deciders").delete()
    away = person("away", "review", group="deciders")
    away.is_active = False
    away.save()
    person("no-right", group="deciders")
    family = draft()
    assert sent(lambda: submit(family, people["author"])) == []


def test_a_mail_that_cannot_be_sent_keeps_nobody_from_working(people, sent, monkeypatch, caplog):
    def fail(self, messages):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    stage()
    family = draft()
    assert sent(lambda: submit(family, people["author"])) == []
    assert family.revisions.get().state == "submitted"
    assert "Could not send 2 e-mails." in caplog.text


def test_nothing_is_sent_of_what_was_rolled_back(people, sent):
    stage()
    family = draft()

    def fail() -> None:
        with transaction.atomic():
            submit(family, people["author"])
            transaction.set_rollback(True)

    assert sent(fail) == []
    assert not family.revisions.exists()


def test_a_title_of_several_lines_is_one_line_of_subject(people, sent):
    stage()
    Family.objects.filter(pk=draft().pk).update(title="Platform\nBcc: all@example.org")
    family = Family.objects.get()
    assert sent(lambda: submit(family, people["author"]))[0][1] == "For your review: Platform Bcc: all@example.org"


def test_publishing_many_mails_nobody_who_published_it(people, sent):
    department()

    def act():
        for number in range(3):
            family = drafts.write(document(f"family-{number}", roles=[], specialties=[], career_steps=[],
                                           hiring_processes=[]), by=None)  # fmt: skip
            publishing.publish_draft(family, by=None, message="m")

    assert sent(act) == []


def test_whoever_left_is_told_nothing(people, sent):
    stage()
    revision = submit(draft(), people["author"])
    people["author"].is_staff = False
    people["author"].save()
    assert sent(lambda: review.decide(revision, by=people["first"], decision="reject", message="CANARY")) == []
