"""Every address of the admin, for every kind of user: who is let in to look, and who to change something.

A page that is not in the table fails; so does a table that names a page that is gone. What lets in is anything but the
log-in page and a 403: a form that was posted empty and comes back with its errors has let its user in.
"""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib import admin, auth
from django.contrib.admin import AdminSite
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from careers import drafts, review
from careers.models import (
    Address,
    Company,
    Department,
    DraftFinding,
    HiringProcess,
    MailChoice,
    Posting,
    PostingRequirement,
    Remit,
    ReviewStage,
    Role,
    RuleSetting,
    Specialty,
    Waiver,
)
from config.kernel.models import AuditRecord, ReferenceVersion, ServiceToken, Webhook
from hiring.models import Stage
from levels.models import Grade, GradeScheme, Level
from tests.admin.permissions import ACTIONS, EVERYBODY, PERMISSIONS
from tests.factories import department, document, posted, published

pytestmark = pytest.mark.django_db

KINDS = {
    "a": "anonymous",
    "s": "staff without a right",
    "v": "Viewer",
    "e": "Editor",
    "x": "Editor",  # of another department
    "r": "Reviewer",
    "p": "Publisher",
    "t": "Total rewards",
    "c": "Recruiter",
    "A": "Administrator",
    "S": "superuser",
}


class Remembered(ModelBackend):
    """Looks for each user, and for what it may do, once and not for each of thousands of requests."""

    def __init__(self):
        self.users = {}

    def get_user(self, user_id):
        if user_id not in self.users:
            self.users[user_id] = super().get_user(user_id)
        return self.users[user_id]


@pytest.fixture
def clients(db, settings, monkeypatch) -> dict[str, Client]:
    """A client for each kind of user, by its letter."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"  # thousands of requests look for theirs
    remembered = Remembered()
    monkeypatch.setattr(auth, "load_backend", lambda path: remembered)
    found = {letter: Client() for letter in KINDS}
    for letter, kind in KINDS.items():
        if letter == "a":
            continue
        user = get_user_model().objects.create_user(letter, password="pass", is_staff=True, is_superuser=letter == "S")
        user.groups.set(Group.objects.filter(name=kind))
        if letter == "x":
            Remit.objects.create(user=user, department=department("sales"))
        found[letter].force_login(user)
    return found


@pytest.fixture
def values(clients, today) -> dict[str, object]:
    """What stands for the parameters of addresses, by the model they are of: a family with a bit of everything, with a
    submission that waits for a group that nobody is in but the reviewers, and a publication that is scheduled."""
    live = published()
    coming = published(document(summary="Later"), starts_on=today + timedelta(days=9))
    family = live.family
    drafts.write(document(summary="Sooner"), by=None, family=family)
    stage = ReviewStage.objects.create(name="People team", group=Group.objects.get(name="Reviewer"))
    family.refresh_from_db()
    revision = review.submit(family, by=None, message="Sooner", expected_version=family.version)
    assert review.turn(revision)
    somebody = get_user_model().objects.get(username="S")
    rows = {
        "careers_family": family,
        "careers_role": Role.objects.get(slug="junior-engineer"),
        "careers_specialty": Specialty.objects.get(slug="storage"),
        "careers_hiringprocess": HiringProcess.objects.get(),
        "careers_revision": revision,
        "careers_publication": coming,
        "careers_address": Address.objects.first(),
        "careers_department": Department.objects.get(slug="engineering"),
        "careers_company": Company.objects.get(),
        "careers_reviewstage": stage,
        "careers_remit": Remit.objects.get(),
        "careers_mailchoice": MailChoice.objects.create(user=somebody),
        "careers_rulesetting": RuleSetting.objects.create(code="gendered-pronoun"),
        "careers_vacancy": posted().vacancy,
        "careers_posting": Posting.objects.first(),
        "careers_postingrequirement": PostingRequirement.objects.get(slug="us-co"),
        "careers_waiver": Waiver.objects.create(family=family, code="x", title="x", reason="x", by=somebody),
        "careers_draftfinding": DraftFinding.objects.create(family=family, code="x", severity="info", message="x"),
        "kernel_user": somebody,
        "kernel_servicetoken": ServiceToken.objects.issue(
            by=None, name="site", account=somebody, scopes=[], expires_at=timezone.now() + timedelta(days=1)
        )[0],
        "kernel_webhook": (webhook := Webhook(name="site", url="https://hooks.example/").keep(by=None)),
        "kernel_delivery": webhook.ping(by=None),
        "kernel_auditrecord": AuditRecord.objects.first(),
        "kernel_referenceversion": ReferenceVersion.objects.first(),
        "auth_group": Group.objects.get(name="Viewer"),
        "levels_level": Level.objects.get(slug="staff"),
        "levels_gradescheme": GradeScheme.objects.get(slug="general"),
        "levels_grade": Grade.objects.first(),
        "hiring_stage": Stage.objects.first(),
    }
    return {model: row.pk for model, row in rows.items()}


def routes(patterns=None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name, route) of every address of the admin, those that only lead to another left out."""
    for pattern in admin.site.get_urls() if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, f"{prefix}{pattern.pattern}")
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name, f"{prefix}{pattern.pattern}"


def address(route: str, values) -> str:
    model = "_".join(route.split("/")[:2])
    filled = re.sub(r"<(?:path:object_id|int:pk|str:id)>", lambda _: str(values.get(model, "1")), route)
    filled = filled.replace("<str:list_name>", "requirements").replace("<str:kind>", "csv")
    filled = filled.replace("<id>", str(values.get(model, "1"))).replace("<path:content_type_id>", "1")
    filled = re.sub(r"^\^\(\?P<app_label>.*", "careers/", filled)
    return f"/admin/{filled}"


def lets_in(response) -> bool:
    return response.status_code != 403 and not response.headers.get("Location", "").startswith("/admin/login/")


def who(clients, method: str, where: str) -> str:
    letters = ""
    for letter, client in clients.items():
        response = getattr(client, method)(where)
        assert response.status_code < 500, (letter, method, where)
        letters += letter if lets_in(response) else ""
    return letters


@pytest.fixture
def _unseen(monkeypatch):
    """Who is let in is settled before a page is drawn, and to draw thousands would take most of the time; so would the
    list of all that a user may do, which stands beside each page."""
    listed = AdminSite.get_app_list
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    monkeypatch.setattr(Template, "render", lambda *_, **__: "")
    monkeypatch.setattr(
        AdminSite, "get_app_list", lambda self, request, app=None: listed(self, request, app) if app else []
    )


@pytest.mark.usefixtures("_unseen")
def test_every_page_and_action_for_every_kind_of_user(clients, values):
    found = {}
    # To check everything makes the rows of findings anew, so it comes last.
    for name, route in sorted(routes(), key=lambda each: each[0] == "careers_draftfinding_check"):
        if name not in EVERYBODY:
            where = address(route, values)
            found[name] = f"{who(clients, 'get', where)} | {who(clients, 'post', where)}"
    assert found == PERMISSIONS


def test_what_everybody_may_open_is_there():
    assert set(EVERYBODY) <= {name for name, _ in routes()}


def test_what_each_may_do_with_what_is_chosen_in_a_list(clients, values, rf):
    """The actions of every list; one that is in nobody's hands is left out."""
    users = {user.username: user for user in get_user_model().objects.all()}
    found: dict[str, str] = {}
    for model, model_admin in admin.site._registry.items():
        for letter in KINDS:
            if letter in users:
                request = rf.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/")
                request.user = users[letter]
                for action in model_admin.get_actions(request):
                    name = f"{model._meta.app_label}_{model._meta.model_name}: {action}"
                    found[name] = found.get(name, "") + letter
    assert found == ACTIONS
