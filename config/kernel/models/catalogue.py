"""The state of the catalogue as a whole: one row, bumped by every change that the public can see."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils import timezone

ONLY_ROW = 1


def validate_time_zone(name: str) -> None:
    """Refuses a name that the time zone database does not hold."""
    if name not in available_timezones():
        raise ValidationError(f"{name!r} is no time zone. Use a name such as Europe/Lisbon or UTC.")


@dataclass(frozen=True)
class State:
    """What every public answer depends on besides its parameters: the version, and the day it is at the company."""

    version: int
    today: date


class CatalogueQuerySet(models.QuerySet["Catalogue"]):
    def state(self, now: datetime | None = None) -> State:
        """The version and the company's today, in one query."""
        version, zone = self.values_list("version", "time_zone").get(pk=ONLY_ROW)
        return State(version, (now or timezone.now()).astimezone(ZoneInfo(zone)).date())

    def bump(self) -> None:
        """Called in the transaction of every published or reference change; also orders such changes on one row."""
        self.filter(pk=ONLY_ROW).update(version=F("version") + 1)

    def move_to(self, time_zone: str) -> None:
        """Sets the zone in which the company's days begin."""
        self.filter(pk=ONLY_ROW).update(time_zone=time_zone)


class Catalogue(models.Model):
    """The published catalogue: its version number and the time zone in which its days begin."""

    version = models.PositiveBigIntegerField(default=1)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="catalogue_is_one_row",
                condition=models.Q(pk=ONLY_ROW),
                violation_error_message="There is one catalogue.",
            )
        ]

    def __str__(self) -> str:
        return f"catalogue version {self.version}"


def today() -> date:
    """The date at the company. One query."""
    return Catalogue.objects.state().today
