"""What happened to the catalogue, for those who are told of it: the transactional outbox. An event is written in the
transaction of the change that it tells of, so that there is never one without the other."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NoReturn, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from config.kernel.models.catalogue import zone

DAY_IS_TOLD_AT = time(0, 1)
"""When it is told what begins with a day, by the company's clock. Until then nothing else is told on that day: what
was recorded in the last moment before it has been committed by then, and what comes after is told after."""
SKEW = timedelta(seconds=45)
"""How far the clocks of two machines may differ before events could be told in another order than they happened. Less
than the minute above."""


KEY = r"^evt_[0-9a-f]{32}$"
"""What the name of an event looks like."""


def new_key() -> str:
    """A name for an event. It is drawn: one that counted would tell by its gaps what is internal."""
    return f"evt_{secrets.token_hex(16)}"


class EventQuerySet(models.QuerySet["Event"]):
    def tell(self, events: Iterable["Event"]) -> None:
        """Writes down events, in the transaction of the change and under the catalogue's lock. Of a day to come they
        are told as it begins; all others at once, after all that were told before. Three queries, none where there is
        no event."""
        events = list(events)
        if not events:
            return
        when = self._when()
        for event in events:
            event.due_at = when(event.day)
        self.bulk_create(events)

    def _when(self) -> Callable[[date | None], datetime]:
        """When it is told what holds from a day, or from none. Two queries."""
        now, where = timezone.now(), zone()
        today = now.astimezone(where).date()
        last = self.filter(due_at__lte=now + SKEW).aggregate(last=Max("due_at"))["last"]
        at_once = max(now, told_from(today, where), *([last] if last else []))
        return lambda day: told_from(day, where) if day and day > today else at_once

    def forget_coming(self, calendar: str, today: date) -> None:
        """Takes back what was to be told of days after `today`, of one calendar and those below it: nobody has heard of
        it. Call it under the catalogue's lock, and then tell what is to come now. One query."""
        mine = Q(calendar=calendar) | Q(calendar__startswith=f"{calendar}/")
        rows = self.filter(mine, day__gt=today, spread=False, due_at__gt=timezone.now())
        models.QuerySet.delete(rows)

    def move_to_zone(self) -> None:
        """Days begin at another hour since the company's zone was changed: what is to come is told by its clock, and
        where its day has begun by now at once, after all that were told before. Three queries, and one for each event
        to come."""
        when = self._when()
        for event in self.filter(due_at__gt=timezone.now(), day__isnull=False):
            models.QuerySet.update(self.filter(pk=event.pk), due_at=when(event.day))

    def due(self, now: datetime) -> Self:
        """Those that may be told, oldest first."""
        return self.filter(due_at__lte=now).order_by("due_at", "pk")

    def known_to(self, *, internal: bool, switches: Mapping[str, bool]) -> Self:
        """Those that an audience may know of. The switches are the company's of today."""
        if internal:
            return self.filter(internal=True)
        hidden = [name for name, on in switches.items() if not on]
        return self.filter(public=True).exclude(switch__in=hidden)

    def after(self, event: "Event") -> Self:
        """Those that are told after this one. The first condition is for the index."""
        later = Q(due_at__gt=event.due_at) | Q(pk__gt=event.pk)
        return self.filter(later, due_at__gte=event.due_at)

    def update(self, **kwargs: Any) -> int:
        if set(kwargs) != {"spread"}:
            raise TypeError("an event never changes")
        return super().update(**kwargs)

    def delete(self) -> NoReturn:
        raise TypeError("an event that was told is never deleted")


class Event(models.Model):
    """Something that services are told of: what happened (`type`), to what (`resource` and `slug`, as the API names
    them), and the `day` from which it holds. It is thin: whoever hears of it reads the rest at its address.

    `public` and `internal` say which audience is told; `switch` is the company's switch without which the public is
    not told, if any. `due_at` is when it is told, `calendar` what its days belong to, and `spread` whether it was
    handed to the webhooks. Insert-only but for that; what is of a day to come is taken back when that day is planned
    anew."""

    class Type(models.TextChoices):
        FAMILY_PUBLISHED = "family.published", "A job family was published"
        FAMILY_WITHDRAWN = "family.withdrawn", "A job family was withdrawn"
        VACANCY_OPENED = "vacancy.opened", "A vacancy was opened"
        VACANCY_CHANGED = "vacancy.changed", "A vacancy was changed"
        VACANCY_CLOSED = "vacancy.closed", "A vacancy was closed"
        REFERENCE_CHANGED = "reference.changed", "Reference data was changed"
        PING = "ping", "A ping"

    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    type = models.CharField(max_length=30, choices=Type)
    resource = models.CharField(max_length=40, blank=True)
    slug = models.CharField(max_length=210, blank=True)
    day = models.DateField(null=True, blank=True)
    public = models.BooleanField(default=False)
    internal = models.BooleanField(default=False)
    switch = models.CharField(max_length=40, blank=True)
    calendar = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField()
    spread = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at", "id"], name="event_by_time"),
            models.Index(fields=["due_at"], condition=Q(spread=False), name="event_to_spread"),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_names_what_happened_to_what",
                condition=Q(type="ping") | (~Q(resource="") & ~Q(slug="") & Q(day__isnull=False)),
                violation_error_message="An event names what happened, to what, and since when.",
            ),
            models.CheckConstraint(
                name="ping_is_told_to_no_audience",
                condition=~Q(type="ping") | Q(public=False, internal=False),
                violation_error_message="A ping is for one webhook alone.",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.type, self.resource, self.slug)))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("an event never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("an event that was told is never deleted")

    @property
    def path(self) -> str | None:
        """Where the API answers of what it happened to; None where it has no address."""
        for args in (self.slug.split("/"), []):  # there is one company, at an address without a slug
            try:
                return reverse(f"api:{self.resource}", args=args) if self.resource else None
            except NoReverseMatch:
                continue
        return None

    def message(self, origin: str = "") -> dict[str, Any]:
        """The event as services read it, everywhere alike. `origin` is that of addresses: BASE_URL by default."""
        data = {
            "resource": self.resource,
            "slug": self.slug,
            "day": self.day.isoformat() if self.day else None,
            "url": f"{origin or settings.BASE_URL}{self.path}" if self.path else None,
        }
        at = self.due_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        return {"id": self.key, "type": self.type, "timestamp": at, "data": data if self.resource else {}}


def told_from(day: date, where: ZoneInfo) -> datetime:
    """The moment from which it is told what begins on a day."""
    return datetime.combine(day, DAY_IS_TOLD_AT, where)
