"""Webhooks in the admin: made with a secret that is shown once, tried, changed, and what failed sent again."""

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.kernel.models import AuditRecord, Delivery, Webhook
from tests.admin.house import main, member, told

pytestmark = pytest.mark.django_db

ADDRESS = "https://hooks.example/rolebook"


@pytest.fixture
def boss(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("boss", password="pass"))
    return client


def page(name, *args):
    return reverse(f"admin:kernel_{name}", args=args)


def typed(**facts):
    return {"name": "Site", "url": ADDRESS, "active": "on", **facts}


def made(boss, **facts):
    answer = boss.post(page("webhook_add"), typed(**facts))
    assert answer.status_code == 200
    return Webhook.objects.get(name=facts.get("name", "Site")), answer


def seen_digest(boss, webhook):
    """What the form holds of the webhook as it was seen."""
    return main(boss.get(page("webhook_change", webhook.pk))).one("#id_seen_digest").attributes["value"]


def test_a_webhook_is_made_and_its_secret_shown_once(boss):
    webhook, answer = made(boss, types=["vacancy.opened", "vacancy.closed"], internal="on")
    shown = main(answer)
    assert shown.one("#webhook-secret").attributes["value"] == webhook.secret
    assert "no-store" in answer["Cache-Control"]
    facts = {name: getattr(webhook, name) for name in ("name", "url", "types", "internal", "active")}
    assert facts == {
        "name": "Site", "url": ADDRESS, "types": ["vacancy.opened", "vacancy.closed"], "internal": True, "active": True,
    }  # fmt: skip
    record = AuditRecord.objects.get(kind="webhook")
    assert (record.by.username, record.action, record.subject, record.key, record.reason) == (
        "boss", "create", "Site", webhook.key, "at hooks.example; vacancy.opened, vacancy.closed; internal; on",
    )  # fmt: skip
    for where in (page("webhook_change", webhook.pk), page("webhook_changelist"), page("webhook_history", webhook.pk)):
        body = boss.get(where).content.decode()
        assert webhook.secret not in body
        assert webhook.salt not in body


def test_what_is_wrong_is_said_in_the_form(boss):
    made(boss)
    answer = boss.post(page("webhook_add"), typed(url="http://10.0.0.1/", types=["nothing"]))
    assert told(answer) == [
        "Webhook with this Name already exists.",
        "The address has to begin with https://.",
        "Select a valid choice. nothing is not one of the available choices.",
    ]
    assert told(boss.post(page("webhook_add"), typed(name="a\x00b"))) == ["Null characters are not allowed."]
    assert Webhook.objects.count() == 1


def test_a_change_is_refused_over_one_that_was_not_seen(boss):
    webhook, _ = made(boss)
    change = page("webhook_change", webhook.pk)
    seen = seen_digest(boss, webhook)
    assert boss.post(change, typed(name="Other", seen_digest=seen)).status_code == 302
    answer = boss.post(change, typed(name="Third", seen_digest=seen))
    assert "Somebody else saved Other while you were editing." in " ".join(told(answer))
    assert [webhook.name for webhook in Webhook.objects.all()] == ["Other"]
    actions = AuditRecord.objects.filter(kind="webhook").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["create", "change"]


def test_another_secret_takes_the_place_of_the_first(boss):
    webhook, _ = made(boss)
    before = webhook.secret
    asking = boss.get(page("webhook_secret", webhook.pk))
    assert main(asking).texts("p.lead")[0].startswith("The next page shows it, once.")
    webhook.refresh_from_db()
    assert webhook.secret == before  # to look changes nothing
    answer = boss.post(page("webhook_secret", webhook.pk), {"act": "1"})
    webhook.refresh_from_db()
    assert webhook.secret != before
    assert main(answer).one("#webhook-secret").attributes["value"] == webhook.secret


def test_loading_the_page_of_the_secret_again_makes_no_other(boss):
    webhook, _ = made(boss)
    boss.post(page("webhook_secret", webhook.pk), {"act": "1"})
    webhook.refresh_from_db()
    secret, ends = webhook.secret, webhook.rotated_at + timedelta(days=1)
    sentence = (
        f"The secret was changed already: until {ends:%Y-%m-%d %H:%M} UTC messages are signed with the former one as "
        "well, and only then there can be another. Whoever cannot wait makes a new webhook."
    )
    for ask in (partial(boss.post, data={"act": "1"}), boss.get):
        answer = ask(page("webhook_secret", webhook.pk), follow=True)
        assert answer.redirect_chain == [(page("webhook_change", webhook.pk), 302)]
        assert told(answer) == [sentence]
    webhook.refresh_from_db()
    assert webhook.secret == secret


def test_a_ping_is_queued_and_its_outcome_shown(boss):
    webhook, _ = made(boss)
    answer = boss.post(page("webhook_ping", webhook.pk), {"act": "1"}, follow=True)
    delivery = Delivery.objects.get()
    assert answer.redirect_chain == [(page("delivery_change", delivery.pk), 302)]
    assert told(answer) == ["A ping for Site is on its way."]
    assert main(answer).texts("p.notice") == [
        "It waits for the next run of manage.py deliver_webhooks. Load this page again to see what became of it."
    ]
    Delivery.objects.filter(pk=delivery.pk).update(state="delivered", attempts=1, status=204, tried_at=timezone.now())
    again = main(boss.get(page("delivery_change", delivery.pk)))
    assert again.texts("p.notice") == []
    assert again.texts("div.field-state .readonly") + again.texts("div.field-status .readonly") == ["Delivered", "204"]


@pytest.fixture
def given_up(boss):
    """Three messages to a webhook: one delivered, two given up; and one that waits."""
    webhook, _ = made(boss)
    found = [webhook.ping(by=None) for _ in range(4)]
    for delivery, state in zip(found, ("delivered", "dead", "dead"), strict=False):
        Delivery.objects.filter(pk=delivery.pk).update(state=state, attempts=8, problem="It answered 500.", status=500)
    return found


def states():
    return [(row.state, row.attempts) for row in Delivery.objects.order_by("pk")]


def test_what_was_given_up_is_listed_and_sent_again(boss, given_up):
    webhook = given_up[0].webhook
    row = main(boss.get(page("webhook_changelist")))
    assert (row.one("td.field-waiting").text, row.one("td.field-given_up").text) == ("1", "2")
    link = row.one("td.field-given_up a").attributes["href"]
    assert link == f"{page('delivery_changelist')}?webhook__id__exact={webhook.pk}&state__exact=dead"
    listed = main(boss.get(link))
    assert listed.texts("#result_list tbody .field-state") == ["Given up", "Given up"]
    assert listed.texts("#result_list tbody .field-problem") == ["It answered 500.", "It answered 500."]

    chosen = [str(each.pk) for each in given_up[1:]]
    answer = boss.post(page("delivery_changelist"), {"action": "send_again", "_selected_action": chosen}, follow=True)
    assert told(answer) == ["2 messages will be sent again.", "1 message waits already."]
    assert states() == [("delivered", 8), ("waiting", 0), ("waiting", 0), ("waiting", 0)]

    one = given_up[0].pk
    assert "Send again…" in main(boss.get(page("delivery_change", one))).texts("ul.object-tools a")
    answer = boss.post(page("delivery_again", one), {"act": "1"}, follow=True)
    assert told(answer) == ["The message will be sent again."]
    assert states() == [("waiting", 0)] * 4
    assert told(boss.post(page("delivery_again", one), {"act": "1"}, follow=True)) == ["This message waits already."]
    said = AuditRecord.objects.filter(kind="webhook", action="send again").order_by("pk")
    keys = [each.event.key for each in given_up]
    assert [record.reason.partition(":")[0] for record in said] == ["2", "1"]
    assert [sorted(record.reason.partition(": ")[2].split(", ")) for record in said] == [sorted(keys[1:3]), keys[:1]]


def test_what_is_sent_again_from_a_list_that_it_leaves_is_counted(boss, given_up):
    chosen = {"action": "send_again", "_selected_action": [str(each.pk) for each in given_up]}
    answer = boss.post(f"{page('delivery_changelist')}?state__exact=dead", chosen, follow=True)
    assert told(answer) == ["2 messages will be sent again."]
    assert states() == [("delivered", 8), ("waiting", 0), ("waiting", 0), ("waiting", 0)]


def test_whoever_may_look_may_not_send(client, given_up):
    viewer = member("vera")
    viewer.user_permissions.set(Permission.objects.filter(codename__in=("view_delivery", "view_webhook")))
    client.force_login(viewer)
    webhook, dead = given_up[0].webhook, given_up[1].pk
    assert client.get(page("webhook_change", webhook.pk)).status_code == 200
    listed = client.get(page("delivery_changelist"))
    assert "send_again" not in listed.content.decode()
    for where in (page("delivery_again", dead), page("webhook_ping", webhook.pk), page("webhook_secret", webhook.pk)):
        assert [client.get(where).status_code, client.post(where, {"act": "1"}).status_code] == [403, 403]
    before = states()
    client.post(page("delivery_changelist"), {"action": "send_again", "_selected_action": [str(dead)]})
    assert states() == before


def test_a_webhook_is_switched_off_and_never_deleted(boss):
    webhook, _ = made(boss)
    assert boss.post(page("webhook_delete", webhook.pk), {"post": "yes"}).status_code == 403
    change = page("webhook_change", webhook.pk)
    seen = seen_digest(boss, webhook)
    boss.post(change, {"name": "Site", "url": ADDRESS, "seen_digest": seen})
    webhook.refresh_from_db()
    assert not webhook.active


def test_lists_cost_the_same_with_one_row_and_with_three(boss):
    spent = []
    for number in range(3):
        webhook, _ = made(boss, name=f"Site {number}")
        webhook.ping(by=None)
        for name in ("webhook_changelist", "delivery_changelist"):
            with CaptureQueriesContext(connection) as queries:
                assert boss.get(page(name)).status_code == 200
            spent.append((name, len(queries)))
    assert len(set(spent)) == 2, spent
