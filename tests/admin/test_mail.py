"""Everybody chooses their own e-mails, and nobody those of others."""

import pytest

from careers.models import MailChoice
from tests.admin.house import client_of, main, member, told, url

pytestmark = pytest.mark.django_db


def test_whoever_never_chose_gets_all_kinds(staff_client, staff):
    page = main(staff_client.get(url("my_mail")))
    assert [box.attributes["name"] for box in page.all("input") if "checked" in box.attributes] == [
        "to_review",
        "decisions",
        "to_publish",
    ]
    assert page.texts("div.form-row") == [
        "A change waits for my review:",
        "Something was decided on what I submitted:",
        "A change is approved and waits to be published:",
    ]
    assert not MailChoice.objects.exists()


def test_a_choice_is_kept_and_may_be_changed(db):
    rafael, mira = member("rafael", "Reviewer"), member("mira", "Reviewer")
    client = client_of(rafael)
    answer = client.post(url("my_mail"), {"decisions": "on", "user": mira.pk}, follow=True)
    assert told(answer) == ["Your choice is saved."]
    assert "E-mails go to rafael@example.org." in main(answer).texts("p")
    client.post(url("my_mail"), {"to_review": "on"})
    rows = MailChoice.objects.values_list("user", "to_review", "decisions", "to_publish")
    assert list(rows) == [(rafael.pk, True, False, False)]


def test_it_asks_for_a_log_in(client, db):
    answer = client.get(url("my_mail"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/")
    assert client.post(url("my_mail"), {"to_review": "on"}).status_code == 302
    assert not MailChoice.objects.exists()
