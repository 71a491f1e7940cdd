"""The company's day begins at its own midnight, and every change counts the catalogue up."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from careers.models import Company
from config.kernel.models import Catalogue
from config.kernel.models.catalogue import State, validate_time_zone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "now", "today"),
    [
        ("UTC", "2026-03-01T23:59:59", "2026-03-01"),
        ("UTC", "2026-03-02T00:00:00", "2026-03-02"),
        ("Europe/Lisbon", "2026-01-31T23:59:59", "2026-01-31"),
        ("Europe/Lisbon", "2026-02-01T00:00:00", "2026-02-01"),
        # Summer time from 29 March 2026, 01:00 UTC: the day begins an hour earlier from then on.
        ("Europe/Lisbon", "2026-03-28T23:30:00", "2026-03-28"),
        ("Europe/Lisbon", "2026-03-29T22:59:59", "2026-03-29"),
        ("Europe/Lisbon", "2026-03-29T23:00:00", "2026-03-30"),
        # And an hour later again after 25 October.
        ("Europe/Lisbon", "2026-10-24T23:00:00", "2026-10-25"),
        ("Europe/Lisbon", "2026-10-25T23:00:00", "2026-10-25"),
        ("Europe/Lisbon", "2026-10-26T00:00:00", "2026-10-26"),
        # The farthest zones, and one in which midnight did not exist on the day.
        ("Pacific/Kiritimati", "2026-03-01T09:59:59", "2026-03-01"),
        ("Pacific/Kiritimati", "2026-03-01T10:00:00", "2026-03-02"),
        ("Pacific/Pago_Pago", "2026-03-01T10:59:59", "2026-02-28"),
        ("America/Santiago", "2026-09-06T03:59:59", "2026-09-05"),
        ("America/Santiago", "2026-09-06T04:00:00", "2026-09-06"),
    ],
)
def test_the_day_is_the_companys(zone, now, today):
    Catalogue.objects.settle(time_zone=zone, switches={"grades": False})
    version = Catalogue.objects.get().version
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert Catalogue.objects.state(at) == State(version, version, date.fromisoformat(today), {"grades": False})


def test_the_state_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        Catalogue.objects.state()


def test_a_bump_counts_up():
    before = Catalogue.objects.get().version
    Catalogue.objects.bump()
    assert Catalogue.objects.state().version == before + 1


def test_the_company_sets_the_zone():
    company = Company.objects.get()
    company.time_zone = "Asia/Tokyo"
    company.record(by=None)
    assert Catalogue.objects.get().time_zone == "Asia/Tokyo"


def test_an_unknown_zone_is_refused():
    with pytest.raises(
        ValidationError, match=r"^\[\"'Atlantis' is no time zone\. Use a name such as Europe/Lisbon or UTC\.\"\]$"
    ):
        validate_time_zone("Atlantis")


def test_there_is_one_catalogue():
    with pytest.raises(IntegrityError, match="catalogue_is_one_row"), transaction.atomic():
        Catalogue.objects.create(pk=2)
