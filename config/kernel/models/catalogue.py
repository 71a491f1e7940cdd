"""The state of the catalogue as a whole: one row, bumped by every change that the public can see."""

from dataclasses import dataclass, field
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
    """What every public answer depends on besides its parameters: the version, the day it is at the company, and
    what the company lets the public see, by name."""

    version: int
    today: date
    switches: dict[str, bool] = field(hash=False)


class CatalogueQuerySet(models.QuerySet["Catalogue"]):
    def state(self, now: datetime | None = None) -> State:
        """The version, the company's today and its switches, in one query."""
        version, zone, switches = self.values_list("version", "time_zone", "switches").get(pk=ONLY_ROW)
        return State(version, (now or timezone.now()).astimezone(ZoneInfo(zone)).date(), switches)

    def lock(self) -> None:
        """The first lock of every write, reference data, drafts and publications alike, until the transaction ends.
        Always taking it first, two writers wait for one another and never in a circle."""
        self.select_for_update().get(pk=ONLY_ROW)

    def bump(self) -> None:
        """Called in the transaction of every published or reference change."""
        self.filter(pk=ONLY_ROW).update(version=F("version") + 1)

    def settle(self, *, time_zone: str, switches: dict[str, bool]) -> None:
        """Sets the zone in which the company's days begin, and what the public may see."""
        self.filter(pk=ONLY_ROW).update(time_zone=time_zone, switches=switches)


class Catalogue(models.Model):
    """The published catalogue: its version number, the time zone in which its days begin, and what of it is public.
    One row, so that the first query of a request answers all three."""

    version = models.PositiveBigIntegerField(default=1)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    switches = models.JSONField(default=dict, blank=True)

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


def zone() -> ZoneInfo:
    """Where the company's days begin. One query."""
    return ZoneInfo(Catalogue.objects.values_list("time_zone", flat=True).get(pk=ONLY_ROW))
