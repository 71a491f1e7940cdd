"""Search of catalogues other than that of tests.careers.test_search: of other days, what is hidden, of any length."""

from datetime import timedelta

import pytest
from django.db import transaction

from careers.reading import Reading
from careers.search import Query, nearest_families, search
from tests.careers.test_search import FOUND, HIDDEN, TYPOS, pumps, visitor
from tests.factories import published

pytestmark = pytest.mark.django_db


def test_only_what_is_in_force_on_the_day_is_found(today):
    published(pumps(), starts_on=today - timedelta(days=9))
    published(pumps(responsibilities=[{"text": "Grease the bushings"}]), starts_on=today - timedelta(days=3))
    published(pumps(responsibilities=[{"text": "Polish the valves"}]), starts_on=today + timedelta(days=3))
    days = (today - timedelta(days=10), today - timedelta(days=5), today)
    assert {
        text: [search(visitor(day), text).total for day in days] for text in ("bearings", "bushings", "valves")
    } == {"bearings": [0, 1, 0], "bushings": [0, 0, 1], "valves": [0, 0, 0]}
    assert dict(search(visitor(today), "beerings").corrected) == {}
    assert dict(search(visitor(today - timedelta(days=5)), "beerings").corrected) == {"beerings": "bearings"}


BATTERY = [
    *FOUND, *TYPOS, *HIDDEN, "engineer", "engineers manager", "manager staff platform", "kettle bearings", "rotor pump",
    "english bearings", "senior", "sekret", "canari", "bering", "the", "water river pumps station", "plumbing", "uphil",
]  # fmt: skip


def answers(hidden):
    """What the public gets in a catalogue that differs by what is hidden alone."""
    secret = {"visibility": "internal", "responsibilities": [{"text": f"{hidden} bearings pumps english rotor"}] * 5}
    published(pumps("cellar", title=f"{hidden} Pumps", overview=f"{hidden} " * 50, **secret))
    roles = [{"title": f"{hidden} Fitter", "slug": "hidden", **secret}, {"title": "Pump Fitter", "slug": "fitter"}]
    focus = [{"name": f"{hidden} Engineers", "slug": "hidden", "visibility": "internal"}]
    sections = [{"heading": hidden, "body": f"{hidden} senior engineers manager", "visibility": "internal"}]
    published()
    published(pumps(roles=roles, specialties=focus, sections=sections))
    tomorrow = Reading.of_visitor().on + timedelta(days=1)
    published(pumps(overview=f"{hidden} from tomorrow", title=f"{hidden} then"), starts_on=tomorrow)
    found = {text: search(visitor(), text) for text in BATTERY}
    near = {text: nearest_families(visitor(), text) for text in BATTERY}
    return found, near


def test_what_is_hidden_changes_nothing_that_the_public_gets():
    seen = []
    for hidden in ("Kettle", "Secretly bearing uphill", "Manager engineers plumbing"):
        with transaction.atomic():
            seen.append(answers(hidden))
            transaction.set_rollback(True)
    assert seen[0] == seen[1] == seen[2]
    assert sum(found.total > 0 for found in seen[0][0].values()) > 15


def test_a_family_without_limits_is_searched_as_far_as_there_is_room():
    long = " ".join(f"unusual{number}" for number in range(7_000))
    published(pumps(overview=long, responsibilities=[{"text": long}] * 3))
    assert search(visitor(), "unusual6999").total == 1


def test_words_are_read_alike_when_written_and_when_looked_for():
    assert Query.read("Designers’ tools").needed[0].stems == Query.read("design").needed[0].stems
