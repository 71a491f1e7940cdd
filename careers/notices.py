"""E-mails to those whom a submission concerns: whose turn it is, whose it is, who publishes. Sent once the transaction
is through; a mail that cannot be sent is logged and keeps nobody from working."""

import logging
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from careers import rights
from careers.models import MailChoice, Publication, ReviewStep, Revision, Verdict
from config.kernel.models import User

logger = logging.getLogger(__name__)


def to_review(revision: Revision, step: ReviewStep, *, apart_from: Collection[int]) -> None:
    """To those who may decide at the step, apart from those with these keys."""
    deciders = Q(pk=step.reviewer_id) if step.reviewer_id else Q(groups=step.group_id)
    deciders &= ~Q(pk__in=apart_from)
    _mail(
        _wanting("to_review", deciders, revision, "careers.review_family"),
        f"For your review: {revision.family}",
        f"{_name(revision.author)} submitted a change of {revision.family} ({revision.get_impact_display().lower()}).\n"
        f"It waits at the stage {step.name}.\n\n{revision.message}\n",
        _address(revision),
    )


def decided(revision: Revision, verdict: Verdict) -> None:
    """To whoever submitted it."""
    _mail(
        _wanting("decisions", Q(pk=revision.author_id), revision),
        f"{_DECIDED[verdict.decision]}: {revision.family}",
        f"{_name(verdict.by)}, {verdict.step.name}: {_DECIDED[verdict.decision].lower()}.\n\n{verdict.message}\n",
        _address(revision),
    )


def to_publish(revision: Revision) -> None:
    """To those who may publish it."""
    right = Q(groups__permissions__codename="publish_family") | Q(user_permissions__codename="publish_family")
    _mail(
        _wanting("to_publish", right, revision, "careers.publish_family"),
        f"Approved, to be published: {revision.family}",
        f"The change of {revision.family} passed its review.\n\n{revision.message}\n",
        _address(revision),
    )


def published(publication: Publication) -> None:
    """To whoever submitted what is published, unless they published it themselves."""
    revision = publication.revision
    if revision.author_id == publication.published_by_id:
        return
    _mail(
        _wanting("decisions", Q(pk=revision.author_id), revision),
        f"Published: {revision.family}",
        f"Revision {revision.number} of {revision.family} is in force from {publication.starts_on}.\n",
        reverse("family", args=[revision.document.slug]),
    )


_DECIDED: dict[str, str] = {
    Verdict.Decision.APPROVE: "Approved",
    Verdict.Decision.CHANGES: "Changes asked for",
    Verdict.Decision.REJECT: "Rejected",
}


def _wanting(kind: str, who: Q, revision: Revision, permission: str = "") -> list[User]:
    """Those of `who` that have an address, want this kind of e-mail, may see what it is about, and may do what it asks
    for."""
    refusing = MailChoice.objects.filter(**{kind: False}).values("user")
    people = get_user_model().objects.filter(who, is_active=True, is_staff=True).exclude(email="")
    return [
        person
        for person in people.exclude(pk__in=refusing).distinct()
        if person.has_perm("careers.view_revision")
        and (not permission or rights.may_in_any(person, permission, revision.departments))
    ]


def _mail(people: Iterable[User], subject: str, text: str, path: str) -> None:
    body = (
        f"{text}\n{settings.BASE_URL}{path}\n\nWhich e-mails you get is yours to choose: {settings.BASE_URL}"
        + reverse("admin:careers_my_mail")
    )
    messages = [EmailMessage(" ".join(subject.split()), body, to=[person.email]) for person in people]
    if messages:
        transaction.on_commit(lambda: _send(messages))


def _send(messages: list[EmailMessage]) -> None:
    try:
        get_connection().send_messages(messages)
    except Exception:  # whatever a mail server or a network does
        logger.exception("Could not send %d e-mails.", len(messages))


def _address(revision: Revision) -> str:
    return reverse("admin:careers_revision_change", args=[revision.pk])


def _name(user: Any) -> str:
    return user.shown_name if user else "Somebody at the console"
