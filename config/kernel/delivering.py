"""Telling webhooks of events: due events are handed out to those who want them, and what waits is sent until it is
taken or given up. At least once: a process that dies in between leaves what it had in hand to be sent again, under the
same id. Any number of processes may do it at the same time."""

import base64
import hashlib
import hmac
import json
import logging
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from config.kernel import calling
from config.kernel.models import Catalogue, Delivery, Event, Webhook

logger = logging.getLogger(__name__)

BACKOFF = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=8), timedelta(hours=8),
)  # fmt: skip
"""How long after each failed attempt the next one follows: about a day in all, and then it is given up."""
JITTER = 0.1
"""By which part of it a wait is longer at most, so that what failed together is not tried together again."""
LEASE = timedelta(minutes=1)
"""After which what somebody had in hand is taken for left behind. Longer than any attempt takes."""
LONGEST_WISH = timedelta(hours=1)
"""How far a receiver may put off the next attempt with Retry-After."""
WORKERS = 6
"""Webhooks that one process calls at the same time, each by one call, so that none holds up the others. Each takes a
connection to the database, of which a process has eight."""
IN_A_ROW = 20
"""Messages that one webhook takes before the others have their turn; after one that it does not take they have it at
once."""
BATCH = 100
"""Events that are handed out, or old deliveries that are forgotten, in one transaction."""
PAUSE = 0.5
"""Seconds after which it is looked again what is due, while calls are under way."""
KEPT = timedelta(days=90)
"""How long it is known what was delivered, counted from then on."""
MAX_SAID = 300
"""Characters of an answer that are kept where it was no success."""

Clock = Callable[[], datetime]
Call = Callable[..., calling.Answer]


def spread(now: datetime) -> int:
    """Hands out the events that are due to the webhooks that want them; returns how many events there were. One query
    where there is none."""
    count = 0
    while Event.objects.due(now).filter(spread=False).exists():
        with transaction.atomic():
            rows = Event.objects.due(now).filter(spread=False).select_for_update(skip_locked=True)
            events = list(rows[:BATCH])
            if not events:
                break  # others have them in hand
            switches = Catalogue.objects.state().switches
            webhooks = Webhook.objects.filter(active=True)
            Delivery.objects.bulk_create(
                (
                    Delivery(event=event, webhook=webhook, due_at=event.due_at)
                    for webhook in webhooks
                    for event in events
                    if webhook.wants(event, switches)
                ),
                ignore_conflicts=True,
            )
            Event.objects.filter(pk__in=[event.pk for event in events]).update(spread=True)
        count += len(events)
    return count


def take(webhook: int, now: datetime) -> Delivery | None:
    """The next delivery that is due for a webhook, by its key; from now on it is nobody else's, until the lease
    ends."""
    with transaction.atomic():
        rows = Delivery.objects.due(now).filter(webhook=webhook).select_related("event", "webhook")
        delivery = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if delivery:
            mine = Delivery.objects.filter(pk=delivery.pk)
            mine.update(attempts=F("attempts") + 1, tried_at=now, due_at=now + LEASE)
            delivery.attempts += 1
    return delivery


def signed(delivery: Delivery, now: datetime) -> tuple[dict[str, str], bytes]:
    """The headers and the body of a message, as the Standard Webhooks specification has them."""
    body = json.dumps(delivery.event.message(), ensure_ascii=False, separators=(",", ":")).encode()
    key, moment = delivery.event.key, str(int(now.timestamp()))
    content = f"{key}.{moment}.".encode() + body
    signatures = (hmac.new(secret, content, hashlib.sha256).digest() for secret in delivery.webhook.secrets(now))
    return {
        "Content-Type": "application/json",
        "User-Agent": "Rolebook",
        "webhook-id": key,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(each).decode()}" for each in signatures),
    }, body


def attempt(delivery: Delivery, clock: Clock, call: Call) -> str:
    """Sends what was taken and writes down what came of it: "delivered", "failed" or "dead". What the webhook may not
    know of any more is never sent."""
    try:
        return _sent(delivery, clock, call)
    except calling.Failed as error:
        return _failed(delivery, clock(), str(error))
    except Exception:  # one message never holds up the others
        logger.exception("%s could not be sent.", delivery)
        return _failed(delivery, clock(), "It could not be sent. The log says why.")


def _sent(delivery: Delivery, clock: Clock, call: Call) -> str:
    """As `attempt`. Raises calling.Failed where nothing was answered."""
    if not delivery.webhook.may_know(delivery.event, Catalogue.objects.state().switches):
        return _failed(delivery, clock(), "This webhook may not know of it any more.", give_up=True)
    headers, body = signed(delivery, clock())
    answer = call(delivery.webhook.url, body, headers, networks=settings.WEBHOOK_NETWORKS)
    if 200 <= answer.status < 300:
        done = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING)
        done.update(state=Delivery.State.DELIVERED, status=answer.status, problem="")
        return "delivered"
    if answer.status == 410:
        delivery.webhook.switch_off(reason="It answered 410: it wants no more.")
        return _failed(delivery, clock(), "It answered 410: the webhook was switched off.", 410, give_up=True)
    said = "Redirects are not followed." if 300 <= answer.status < 400 else answer.text[:MAX_SAID]
    wish = _wish(answer.retry_after, clock()) if answer.status in (429, 503) else None
    return _failed(delivery, clock(), f"It answered {answer.status}. {said}".strip(), answer.status, wish=wish)


def _failed(
    delivery: Delivery,
    now: datetime,
    problem: str,
    status: int | None = None,
    *,
    wish: datetime | None = None,
    give_up: bool = False,
) -> str:
    """Writes down the next attempt, or that there is none. `wish` is before when the receiver wants to hear nothing."""
    last = give_up or delivery.attempts > len(BACKOFF)
    facts: dict[str, Any] = {"status": status, "problem": problem[:500]}
    if last:
        facts["state"] = Delivery.State.DEAD
    else:
        wait = BACKOFF[delivery.attempts - 1] * (1 + random.random() * JITTER)  # noqa: S311 - no secret
        facts["due_at"] = max(now + wait, wish or now)
    # Whoever was overtaken, because their lease had ended, has nothing more to say.
    Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING, attempts=delivery.attempts).update(**facts)
    if wish:
        waiting = Delivery.objects.filter(webhook=delivery.webhook_id, state=Delivery.State.WAITING, due_at__lt=wish)
        waiting.update(due_at=wish)
    return "dead" if last else "failed"


def _wish(retry_after: str, now: datetime) -> datetime | None:
    """The moment that a Retry-After names, in seconds or as a date, within LONGEST_WISH; None where it is neither."""
    if retry_after.isascii() and retry_after.isdigit():
        return now + min(timedelta(seconds=int(retry_after[:9])), LONGEST_WISH)
    try:
        moment = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    return min(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now + LONGEST_WISH)


def thin_out(now: datetime, stopping: Callable[[], bool] = lambda: False) -> int:
    """Forgets what was delivered long ago, in parts, until `stopping` says so; returns how much it was. What waits or
    was given up stays, and so do all events. One query where there is nothing."""
    old, count = Delivery.objects.filter(state=Delivery.State.DELIVERED, tried_at__lt=now - KEPT), 0
    while not stopping() and (keys := list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])):
        gone, _ = old.filter(pk__in=keys).delete()
        count += gone
    return count


@dataclass
class Deliverer:
    """Delivers until nothing is due, or until `stopping` says so. `tally` counts the events that were handed out
    ("told"), and what became of messages: "delivered", "failed" (to be tried again) and "dead"."""

    clock: Clock = timezone.now
    call: Call = calling.post
    stopping: Callable[[], bool] = lambda: False
    tally: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        """Returns when nothing is due any more, or it is to stop, and what was begun is done."""
        running: dict[int, Future[Counter[str]]] = {}
        with ThreadPoolExecutor(WORKERS) as pool:
            while True:
                due = [] if self.stopping() else self._due()
                running |= {key: pool.submit(self._call_in_a_row, key) for key in due if key not in running}
                if not running:
                    return
                done, _ = wait(running.values(), timeout=PAUSE, return_when=FIRST_COMPLETED)
                for webhook in [key for key, future in running.items() if future in done]:
                    self.tally += running.pop(webhook).result()

    def _due(self) -> list[int]:
        """Hands out what is due, and finds the webhooks for which something waits."""
        self.tally["told"] += spread(self.clock())
        rows = Delivery.objects.due(self.clock()).order_by("webhook")
        return list(rows.values_list("webhook", flat=True).distinct())

    def _call_in_a_row(self, webhook: int) -> Counter[str]:
        found: Counter[str] = Counter()
        try:
            while not self.stopping() and found.total() < IN_A_ROW and (delivery := take(webhook, self.clock())):
                found[outcome := attempt(delivery, self.clock, self.call)] += 1
                if outcome != "delivered":
                    break
        finally:
            connection.close()  # of this thread
        return found
