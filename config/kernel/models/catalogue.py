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
    """What every public answer depends on besides its parameters: the version, of which `public_version` counts the
    changes that the public can see, the day it is at the company, and what the company lets the public see, by name."""

    version: int
    public_version: int
    today: date
    switches: dict[str, bool] = field(hash=False)


class CatalogueQuerySet(models.QuerySet["Catalogue"]):
    def state(self, now: datetime | None = None) -> State:
        """The version, the company's today and its switches, in one query."""
        columns = ("version", "public_version", "time_zone", "switches")
        version, public_version, zone, switches = self.values_list(*columns).get(pk=ONLY_ROW)
        return State(version, public_version, (now or timezone.now()).astimezone(ZoneInfo(zone)).date(), switches)

    def lock(self) -> None:
        """The first lock of every write, reference data, drafts and publications alike, until the transaction ends.
        Always taking it first, two writers wait for one another and never in a circle."""
        self.select_for_update().get(pk=ONLY_ROW)

    def bump(self, *, public: bool = True) -> None:
        """Called in the transaction of every published or reference change. `public` tells whether it changes what the
        public sees today or of a day before: of what is internal or scheduled no validator of theirs may tell."""
        versions = ("version", "public_version") if public else ("version",)
        self.filter(pk=ONLY_ROW).update(**{name: F(name) + 1 for name in versions})

    def settle(self, *, time_zone: str, switches: dict[str, bool]) -> None:
        """Sets the zone in which the company's days begin, and what the public may see: at once, whatever day the
        change is dated. Where a day may come twice so, or a switch be as it was again, validators do not."""
        settled = self.values_list("time_zone", "switches").get(pk=ONLY_ROW)
        if settled != (time_zone, switches):
            self.filter(pk=ONLY_ROW).update(time_zone=time_zone, switches=switches)
            self.bump()


class Catalogue(models.Model):
    """The published catalogue: its version number, the time zone in which its days begin, and what of it is public.
    One row, so that the first query of a request answers all three."""

    version = models.PositiveBigIntegerField(default=1)
    public_version = models.PositiveBigIntegerField(default=1)
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
