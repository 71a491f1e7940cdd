"""A process killed while it publishes leaves nothing half published, and nothing lost that it had acknowledged."""

import os
import random
import signal
import time

import pytest
from django.db import connections

from careers import checking, drafts, publishing
from careers.models import Family, FamilyListing, Publication, Revision, RoleListing
from config.kernel.models import AuditRecord, Catalogue
from config.kernel.models.catalogue import today
from tests.factories import department, document

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

KILLS = 25


def _fork() -> int:
    """A child without any connection of its parent's."""
    for connection in connections.all():
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()
    return os.fork()


def _publish_until_killed(family: Family, acknowledge: int, turn: int) -> None:
    """Publishes one change after the other, and writes down each that was answered."""
    number = 0
    while True:
        number += 1
        summary = f"turn {turn}, number {number}"
        drafts.write(document(summary=summary), by=None, family=family)
        publishing.publish_draft(family, by=None, message=summary)
        os.write(acknowledge, f"{summary}\n".encode())


def _kill_in_the_midst(family: Family, turn: int, chance: random.Random) -> list[str]:
    """What a publishing child had acknowledged when it was killed."""
    reading, writing = os.pipe()
    child = _fork()
    if child == 0:
        try:
            os.close(reading)
            _publish_until_killed(family, writing, turn)
        finally:
            os._exit(1)  # never back into the tests
    os.close(writing)
    first = os.read(reading, 100)  # it is at work
    time.sleep(chance.uniform(0, 0.2))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child failed by itself"
    with os.fdopen(reading, "rb") as rest:
        return (first + rest.read()).decode().splitlines()


def test_nothing_is_half_published_however_often_the_process_is_killed():
    department()
    family = drafts.write(document(), by=None)
    chance = random.Random(1)  # noqa: S311 - when to kill is no secret
    acknowledged = [line for turn in range(KILLS) for line in _kill_in_the_midst(family, turn, chance)]

    published = list(Publication.objects.order_by("pk").values_list("revision__message", flat=True))
    assert set(acknowledged) <= set(published)
    assert len(acknowledged) >= KILLS
    # The last of a turn may have been done and not been told.
    assert len(published) <= len(acknowledged) + KILLS

    numbers = list(Revision.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == list(range(1, len(published) + 1))
    assert set(Revision.objects.values_list("state", flat=True)) == {Revision.State.PUBLISHED}
    assert FamilyListing.objects.count() == len(published)
    assert RoleListing.objects.count() == len(published) * len(document().roles)
    assert AuditRecord.objects.filter(action="publish").count() == len(published)
    assert Catalogue.objects.get().version > len(published)
    live = Publication.objects.live(today()).get()
    assert live.revision.number == len(published)
    codes = {finding.code for each in checking.check(today()) for finding in each.findings}
    assert codes & {"content-changed", "missing-reference", "stale-listing"} == set()
