"""Events on their way to webhooks: to whom, how often, and what becomes of them, whatever the receiver does."""

import json
import re
import signal
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, connection
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from careers.models import Company
from config.kernel import calling, delivering
from config.kernel.delivering import (
    BACKOFF,
    BATCH,
    JITTER,
    KEPT,
    LEASE,
    WORKERS,
    Deliverer,
    attempt,
    signed,
    spread,
    take,
    thin_out,
)
from config.kernel.models import AuditRecord, Delivery, Event, Webhook
from tests.children import Child
from tests.kernel.receiver import LOOPBACK, receiving

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

QUICK = partial(calling.post, seconds=1)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


class Clock:
    """The time, which stands still until it is moved."""

    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now

    def move(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr(timezone, "now", found)
    return found


@pytest.fixture(autouse=True)
def _networks(settings):
    settings.WEBHOOK_NETWORKS = LOOPBACK


@pytest.fixture
def receiver():
    with receiving() as server:
        yield server


def webhook(url, name="Site", **facts):
    return Webhook(name=name, url=url, **facts).keep(by=None)


def happened(slug="senior", **facts):
    """An event that everybody is told of."""
    event = Event(
        **{
            "type": Event.Type.REFERENCE_CHANGED, "resource": "level", "slug": slug, "day": date(2026, 11, 1),
            "public": True, "internal": True, **facts,
        }
    )  # fmt: skip
    Event.objects.tell([event])
    return event


def run(clock=timezone.now, call=QUICK, **kwargs):
    """What one run of a deliverer counts, without zeros."""
    deliverer = Deliverer(clock=clock, call=call, **kwargs)
    deliverer.run()
    return {name: count for name, count in deliverer.tally.items() if count}


def states():
    rows = Delivery.objects.order_by("pk")
    return [(row.webhook.name, row.event.slug, row.state, row.attempts, row.status, row.problem) for row in rows]


def test_a_webhook_is_told_of_what_it_wants_and_may_know(clock, receiver):
    """One by one, so that the order is that in which things happened."""
    late = happened("before-anybody-listened")
    clock.move(seconds=1)
    webhook(receiver.url("200"), "All")
    webhook(receiver.url("200"), "Staff", internal=True)
    webhook(receiver.url("200"), "Vacancies", types=["vacancy.opened", "vacancy.closed"])
    webhook(receiver.url("200"), "Off", active=False)
    happened("a")
    happened("of-staff", public=False)
    happened("of-the-public", internal=False)
    happened("1", type="vacancy.opened", resource="vacancy")
    happened("2", type="vacancy.changed", resource="vacancy")
    happened("to-come", day=date(2027, 3, 2))
    assert run(clock) == {"told": 6, "delivered": 9}
    assert sorted((name, slug) for name, slug, *_ in states()) == [
        ("All", "1"), ("All", "2"), ("All", "a"), ("All", "of-the-public"),
        ("Staff", "1"), ("Staff", "2"), ("Staff", "a"), ("Staff", "of-staff"), ("Vacancies", "1"),
    ]  # fmt: skip
    assert late.key not in receiver.ids()
    assert run(clock) == {}
    clock.move(days=1)
    assert run(clock) == {"told": 1, "delivered": 2}


def test_what_the_company_hides_is_told_to_staff_alone(clock, receiver):
    webhook(receiver.url("200"), "All", types=["reference.changed"])
    webhook(receiver.url("200"), "Staff", internal=True, types=["reference.changed"])
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)
    happened("general/7", resource="grade", switch="grades")
    run(clock)
    assert [(name, slug) for name, slug, *_ in states()] == [
        ("All", "company"), ("Staff", "company"), ("Staff", "general/7"),
    ]  # fmt: skip


def test_what_it_may_not_know_any_more_is_never_sent(clock, receiver):
    """Neither what waited, nor what is sent again."""
    staff = webhook(receiver.url("500"), "Staff", internal=True)
    webhook(receiver.url("500"), "All")
    happened("of-staff", public=False)
    happened("general/7", resource="grade", switch="grades")
    assert run(clock) == {"told": 2, "failed": 3}
    receiver.messages.clear()
    staff.internal = False
    staff.keep(by=None)
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)
    Webhook.objects.update(types=["ping"])  # of nothing else from now on
    clock.move(seconds=10)
    refused = {("dead", "This webhook may not know of it any more.")}
    for attempts in (2, 1):
        assert run(clock) in ({"told": 1, "dead": 3}, {"dead": 3})
        assert set(Delivery.objects.values_list("state", "problem")) == refused
        assert set(Delivery.objects.values_list("attempts", flat=True)) == {attempts}
        Delivery.objects.all().send_again(by=None)
    assert receiver.messages == []


def test_a_message_is_signed_so_that_others_can_tell(clock, receiver, monkeypatch):
    """Held against the specification's own package, at the time that it is."""
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC))
    hook = webhook(receiver.url("200"))
    event = happened()
    run()
    ((_, headers, body),) = receiver.messages
    verifier = Verifier(hook.secret)
    assert verifier.verify(body, headers) == {
        "id": event.key,
        "type": "reference.changed",
        "timestamp": event.due_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "data": {
            "resource": "level",
            "slug": "senior",
            "day": "2026-11-01",
            "url": "http://localhost:8000/api/v1/levels/senior/",
        },
    }
    assert (headers["Content-Type"], headers["User-Agent"], headers["webhook-id"]) == (
        "application/json", "Rolebook", event.key,
    )  # fmt: skip
    forged = [
        (body.replace(b"senior", b"junior"), headers),
        (body, {**headers, "webhook-id": "evt_other"}),
        (body, {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}),
    ]
    for content, given in forged:
        with pytest.raises(WebhookVerificationError):
            verifier.verify(content, given)
    with pytest.raises(WebhookVerificationError):
        Verifier(webhook(receiver.url("200"), "Other").secret).verify(body, headers)


def test_a_secret_is_nowhere_and_another_takes_its_place_within_a_day(clock, receiver, settings):
    hook = webhook(receiver.url("200"))
    before = hook.secret
    assert before.startswith("whsec_")
    after = hook.rotate(by=None)
    hook.refresh_from_db()
    assert (hook.secret, after != before) == (after, True)
    rows = json.dumps([*Webhook.objects.values(), *AuditRecord.objects.values()], default=str)
    assert before not in rows
    assert before.removeprefix("whsec_") not in rows
    happened()
    spread(clock())
    delivery = take(hook.pk, clock())

    def known_to(secret, moment):
        headers, body = signed(delivery, moment)
        stamp = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        expected = Verifier(secret).sign(headers["webhook-id"], stamp, body.decode())
        return expected in headers["webhook-signature"].split(" ")

    delivery.webhook.refresh_from_db()
    day, second = timedelta(days=1), timedelta(seconds=1)
    assert [known_to(after, clock() + each) for each in (second, day - second, day)] == [True, True, True]
    assert [known_to(before, clock() + each) for each in (second, day - second, day)] == [True, True, False]
    # Another SECRET_KEY makes other secrets, but for what the former ones sign beside.
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key"
    assert [known_to(secret, clock() + day) for secret in (after, hook.secret)] == [True, True]
    settings.SECRET_KEY_FALLBACKS = []
    assert [known_to(secret, clock() + day) for secret in (after, hook.secret)] == [False, True]


def test_what_fails_is_tried_for_a_day_and_then_given_up_until_somebody_sends_it_again(clock, receiver, staff):
    hook = webhook(receiver.url("500"))
    event = happened()
    waits = []
    assert run(clock) == {"told": 1, "failed": 1}
    while (delivery := Delivery.objects.get()).state == Delivery.State.WAITING:
        waits.append(delivery.due_at - clock())
        assert run(clock) == {}
        clock.now = delivery.due_at - timedelta(seconds=1)
        assert run(clock) == {}
        clock.now = delivery.due_at
        assert run(clock) in ({"failed": 1}, {"dead": 1})
    assert len(waits) == len(BACKOFF) == 7
    for wait, least in zip(waits, BACKOFF, strict=True):
        assert least <= wait <= least * (1 + JITTER)
    assert timedelta(hours=23) < sum(waits, timedelta()) < timedelta(hours=27)
    assert states() == [("Site", "senior", "dead", 8, 500, "It answered 500. You said 500. <b>Bye</b>")]
    assert receiver.ids() == [event.key] * 8
    assert len({body for _, _, body in receiver.messages}) == 1

    clock.move(days=30)
    assert run(clock) == {}
    Webhook.objects.update(url=receiver.url("204"))
    assert Delivery.objects.all().send_again(by=staff) == 1
    assert run(clock) == {"delivered": 1}
    assert states() == [("Site", "senior", "delivered", 1, 204, "")]
    assert receiver.ids() == [event.key] * 9
    said = AuditRecord.objects.filter(kind="webhook", action="send again").values_list("by", "key", "reason")
    assert list(said) == [(staff.pk, hook.key, f"1: {event.key}")]


def test_each_way_to_fail_is_told(clock, receiver, settings):
    redirect = "It answered 302. Redirects are not followed."
    private = "localhost leads to an address that may not be called: it is not on the public internet."
    paths = {
        "404": (404, "It answered 404. You said 404. <b>Bye</b>"),
        "302": (302, redirect),
        "hang": (None, "Nothing was answered within 1 seconds."),
        "dribble": (None, "Nothing was answered within 1 seconds."),
        "drop": (None, "The connection was closed without an answer."),
        "noise": (None, "What was answered is no HTTP."),
    }
    for path in paths:
        webhook(receiver.url(path), path)
    receiver.headers["Location"] = receiver.url("200")
    happened()
    assert run(clock) == {"told": 1, "failed": 6}
    assert sorted(states()) == sorted((path, "senior", "waiting", 1, *found) for path, found in paths.items())
    assert len(receiver.messages) == 6

    Webhook.objects.exclude(name="404").update(active=False)
    Webhook.objects.update(url=f"https://localhost:{receiver.server_address[1]}/")
    settings.WEBHOOK_NETWORKS = []
    clock.move(seconds=10)
    assert run(clock) == {"failed": 1}
    assert [row for row in states() if row[0] == "404"] == [("404", "senior", "waiting", 2, None, private)]
    assert len(receiver.messages) == 6


def test_a_fault_of_ours_holds_up_nobody(clock, receiver):
    """Whether it shows as a message is sent or as its answer is read."""
    webhook(receiver.url("200"), "Broken")
    webhook(receiver.url("302"), "Misread")
    webhook(receiver.url("204"), "Sound")
    happened()

    def call(url, *args, **kwargs):
        if url.endswith("200"):
            raise RuntimeError("a fault")
        return None if url.endswith("302") else QUICK(url, *args, **kwargs)

    assert run(clock, call=call) == {"told": 1, "delivered": 1, "failed": 2}
    assert sorted(states()) == [
        ("Broken", "senior", "waiting", 1, None, "It could not be sent. The log says why."),
        ("Misread", "senior", "waiting", 1, None, "It could not be sent. The log says why."),
        ("Sound", "senior", "delivered", 1, 204, ""),
    ]


def test_gone_switches_the_webhook_off(clock, receiver):
    hook = webhook(receiver.url("410"))
    happened("a")
    happened("b")
    assert run(clock) == {"told": 2, "dead": 1}
    assert states() == [
        ("Site", "a", "dead", 1, 410, "It answered 410: the webhook was switched off."),
        ("Site", "b", "waiting", 0, None, ""),
    ]
    hook.refresh_from_db()
    assert not hook.active
    record = AuditRecord.objects.get(action="switch off")
    assert (record.by, record.kind, record.subject, record.reason) == (
        None, "webhook", "Site", "It answered 410: it wants no more.",
    )  # fmt: skip
    happened("c")
    clock.move(days=2)
    assert run(clock) == {"told": 1}
    # Once it is on again, what waited is sent, and what happened meanwhile is not.
    hook.active, hook.url = True, receiver.url("200")
    hook.keep(by=None)
    assert run(clock) == {"delivered": 1}


def test_a_receiver_may_ask_for_some_time(clock, receiver):
    hook = webhook(receiver.url("503"))
    wishes = {
        "120": timedelta(seconds=120),
        "999999999999": timedelta(hours=1),
        "Mon, 01 Mar 2027 12:10:00 GMT": timedelta(minutes=10),
        "Sun, 01 Mar 2099 12:10:00 GMT": timedelta(hours=1),
        "Mon, 01 Mar 2027 11:10:00 GMT": BACKOFF[0],
        "Fri, 31 Dec 99999999999 23:59:59 GMT": BACKOFF[0],
        "Mon, 01 Mar 2027 12:10:00 +999999999999999": BACKOFF[0],
        "soon": BACKOFF[0],
        "": BACKOFF[0],
    }
    found = {}
    for wish in wishes:
        event = happened(f"w{len(found)}")
        receiver.headers["Retry-After"] = wish
        spread(clock())
        Deliverer(clock=clock, call=QUICK, stopping=iter([False] * 3 + [True] * 9).__next__).run()
        row = Delivery.objects.get(event=event)
        found[wish] = row.due_at - clock()
        Delivery.objects.all().exclude(pk=0).update(state=Delivery.State.DEAD)
    for wish, least in wishes.items():
        assert least <= found[wish] <= least * (1 + JITTER), wish
    # All that waits for it waits as long.
    happened("a")
    happened("b")
    receiver.headers["Retry-After"] = "300"
    assert run(clock) == {"told": 2, "failed": 1}
    assert set(hook.deliveries.filter(state="waiting").values_list("attempts", "due_at")) == {
        (1, clock() + timedelta(seconds=300)), (0, clock() + timedelta(seconds=300)),
    }  # fmt: skip


def test_one_that_hangs_holds_up_nobody(clock, receiver):
    webhook(receiver.url("hang"), "Slow")
    webhook(receiver.url("200"), "Quick")
    for number in range(3):
        happened(f"e{number}")
    came = []

    def call(url, *args, **kwargs):
        try:
            return calling.post(url, *args, **kwargs, seconds=0.5)
        finally:
            came.append(url.rpartition("/")[2])

    assert run(clock, call=call) == {"told": 3, "delivered": 3, "failed": 3}
    assert came == ["200"] * 3 + ["hang"] * 3


def test_receivers_that_are_dead_leave_the_others_their_turn(clock, receiver):
    """However much waits for them: one call of each, and then it is somebody else's turn."""
    for number in range(WORKERS):
        webhook("https://dead.example/", f"Dead {number}")
    webhook(receiver.url("200"), "Sound")
    for number in range(5):
        happened(f"e{number}")
    came = []

    def call(url, *args, **kwargs):
        came.append(url)
        if "dead" not in url:
            return QUICK(url, *args, **kwargs)
        time.sleep(0.1)
        raise calling.Failed("Nothing was answered.")

    assert run(clock, call=call) == {"told": 5, "delivered": 5, "failed": 5 * WORKERS}
    assert came.index(receiver.url("200")) <= 2 * WORKERS


def test_a_ping_is_for_one_webhook_and_nobody_else_hears_of_it(clock, receiver, client, staff):
    webhook(receiver.url("200"), "Other", internal=True)
    delivery = webhook(receiver.url("200")).ping(by=staff)
    assert run(clock) == {"delivered": 1}
    assert receiver.events() == [
        {"id": delivery.event.key, "type": "ping", "timestamp": "2027-03-01T12:00:00.000000Z", "data": {}}
    ]
    client.force_login(staff)
    assert client.get("/api/v1/changes/").json()["results"] == []


def until(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.01)


def deliver(**kwargs):
    """What the command says."""
    output = StringIO()
    call_command("deliver_webhooks", stdout=output, **kwargs)
    return output.getvalue()


def test_several_deliverers_at_once_send_each_event_once():
    children = [Child(deliver) for _ in range(3)]
    with receiving() as receiver:
        hooks = [webhook(receiver.url("200"), f"Site {number}") for number in range(3)]
        events = [happened(f"e{number}") for number in range(BATCH + 20)]
        for child in children:
            child.begin()
        said = [child.ended() for child in children]
        assert sorted(receiver.ids()) == sorted(event.key for event in events for _ in hooks)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("delivered", 1)}
    counted = [[int(number) for number in re.findall(r"\d+", each)] for each in said]
    assert [sum(column) for column in zip(*counted, strict=True)] == [len(events), len(events) * 3, 0, 0]


def test_nothing_is_lost_when_a_deliverer_is_killed():
    """What it had in hand is sent again once its lease has ended, under the same id; the rest at once."""
    children = [Child(partial(deliver, watch=0.1)) for _ in range(3)]
    with receiving() as receiver:
        webhook(receiver.url("perhaps"))
        keys = [happened(f"e{number}").key for number in range(30)]
        receiver.hanging = True
        for number, child in enumerate(children, start=1):
            child.begin()
            until(lambda number=number: len(receiver.messages) == number)
            child.kill()
        in_hand = receiver.ids()
        assert len(set(in_hand)) == 3
        assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting"}
        receiver.hanging = False
        assert run() == {"delivered": 27}
        later = timezone.now() + LEASE
        assert run(lambda: later) == {"delivered": 3}
        assert sorted(receiver.ids()) == sorted([*keys, *in_hand])
    assert set(Delivery.objects.values_list("state", "event__key")) == {("delivered", key) for key in keys}


def test_a_deliverer_that_is_stopped_finishes_what_it_has_in_hand():
    child = Child(partial(deliver, watch=60))
    with receiving() as receiver:
        webhook(receiver.url("perhaps"))
        for number in range(5):
            happened(f"e{number}")
        receiver.hanging = True
        child.begin()
        until(lambda: receiver.messages)
        child.send(signal.SIGTERM)
        time.sleep(0.2)
        receiver.closing.set()  # which ends what hangs, without an answer
        assert child.ended() == "Events told: 5. Messages delivered: 0, to be tried again: 1, given up: 0.\n"
    assert sorted(Delivery.objects.values_list("state", "attempts")) == [("waiting", 0)] * 4 + [("waiting", 1)]


def test_the_command_tells_what_it_did(receiver):
    webhook(receiver.url("200"))
    webhook(receiver.url("302"), "Elsewhere")
    happened()
    assert [deliver(), deliver()] == [
        "Events told: 1. Messages delivered: 1, to be tried again: 1, given up: 0.\n",
        "Events told: 0. Messages delivered: 0, to be tried again: 0, given up: 0.\n",
    ]


def test_the_command_does_not_look_without_a_pause():
    for watch in ("0", "-1", "nan", "inf", "soon", "3601"):
        with pytest.raises(CommandError, match=r"write a number of seconds from 0\.05 to 3600"):
            call_command("deliver_webhooks", "--watch", watch)


def test_the_command_goes_on_after_the_database_was_away(receiver):
    webhook(receiver.url("200"))
    happened()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    asked = []

    def away_at_first(execute, sql, *args):
        asked.append(sql)
        if len(asked) == 1:
            raise InterfaceError("connection already closed")
        if len(asked) == 2:
            signal.raise_signal(signal.SIGTERM)  # let it finish what it has begun
        return execute(sql, *args)

    try:
        with connection.execute_wrapper(away_at_first):
            assert deliver(watch=0.05) == (
                "Events told: 1. Messages delivered: 0, to be tried again: 0, given up: 0.\n"
            )
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def test_what_was_delivered_long_ago_is_forgotten(clock, receiver, monkeypatch):
    """Nothing else is, and no event."""
    few = 10
    monkeypatch.setattr(delivering, "BATCH", few)
    webhook(receiver.url("200"), "Site")
    webhook(receiver.url("500"), "Broken")
    keys = [happened(f"e{number}").key for number in range(few + 5)]
    assert run(clock) == {"told": few + 5, "delivered": few + 5, "failed": few + 5}
    Delivery.objects.filter(webhook__name="Broken", event__slug__endswith="0").update(state=Delivery.State.DEAD)
    clock.move(days=1)
    webhook(receiver.url("200"), "Later")
    keys.append(happened("late").key)
    assert run(clock)["told"] == 1
    broken = sorted(row for row in states() if row[0] == "Broken")
    clock.now = NOON + KEPT
    assert thin_out(clock()) == 0
    clock.move(seconds=1)
    assert thin_out(clock(), stopping=lambda: True) == 0
    assert thin_out(clock()) == few + 5
    assert sorted(states()) == sorted(
        [*broken, ("Later", "late", "delivered", 1, 200, ""), ("Site", "late", "delivered", 1, 200, "")]
    )
    assert list(Event.objects.values_list("key", flat=True)) == keys
    # Whoever was told is not told again.
    Webhook.objects.filter(name="Broken").update(active=False)
    assert run(clock) == {}


def test_the_command_forgets_what_was_delivered_long_ago(receiver):
    webhook(receiver.url("200"))
    happened()
    deliver()
    deliver()
    assert states() == [("Site", "senior", "delivered", 1, 200, "")]
    Delivery.objects.update(tried_at=timezone.now() - KEPT)
    assert deliver() == "Events told: 0. Messages delivered: 0, to be tried again: 0, given up: 0.\n"
    assert Delivery.objects.count() == 0


def test_whose_lease_has_ended_has_nothing_more_to_say(clock, receiver):
    """Somebody was away for longer than the lease: what they have to tell does not undo what came after."""
    hook = webhook(receiver.url("200"))
    happened()
    spread(clock())
    slow = take(hook.pk, clock())
    assert take(hook.pk, clock()) is None
    clock.move(seconds=LEASE.total_seconds())

    def refuse(*args, **kwargs):
        assert run(clock) == {"delivered": 1}
        raise calling.Failed("Too late.")

    assert attempt(slow, clock, refuse) == "failed"
    assert states() == [("Site", "senior", "delivered", 2, 200, "")]
