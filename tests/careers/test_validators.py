"""Validators of the public: whenever an answer changes, by an act or by the clock, its validator does; and where no
answer changes, none tells that something happened. Acts of all kinds in any order, drawn anew for each seed."""

import os
import random
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

from careers import drafts, publishing, vacancies
from careers.models import Company, Department, Family, Posting, Publication, Revision, Vacancy
from config.kernel.models.catalogue import CatalogueQuerySet, today
from levels.models import Grade, Level
from tests.factories import small_document, vacancy

LONG = int(os.environ.get("VALIDATOR_SEEDS", "0"))
"""VALIDATOR_SEEDS=50 is the long run."""
SEEDS = range(LONG or 1)
ACTS = 40 if LONG else 25
FAMILIES = ("alpha", "beta")
PATHS = (
    *(f"/job-families/{family}/history/feed/" for family in FAMILIES),
    "/api/v1/job-families/alpha/revisions/",
    "/api/v1/job-families/",
    "/api/v1/levels/",
    "/api/v1/grades/",
    "/api/v1/departments/",
    "/api/v1/vacancies/",
    "/jobs/feed/",
    "/sitemap.xml",
)
DAYS = (None, -1)
if LONG:
    PATHS += (
        *(f"/job-families/{family}/{page}" for family in FAMILIES for page in ("", "history/", "junior/")),
        "/", "/levels/", "/jobs/", "/departments/", "/changes/feed/", "/search/?q=engineer", "/api/v1/roles/",
    )  # fmt: skip
    DAYS += (0, -2)
ZONES = ("UTC", "Etc/GMT+12", "Etc/GMT-14")
AT_ONCE = {"wait", "move the company", "flip a switch"}
"""Acts after which every validator is another one, whatever they change."""


class World:
    """A catalogue, its clock and the dice."""

    def __init__(self, seed, monkeypatch):
        self.dice = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
        self.now = datetime(2027, 3, 1, 20, tzinfo=UTC)
        self.said = 0
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)
        for slug in FAMILIES:
            drafts.write(small_document(slug), by=None)

    def word(self):
        """What nobody said before."""
        self.said += 1
        return f"Saying {self.said}"

    def day(self, *offsets):
        return today() + timedelta(days=self.dice.choice(offsets))

    def family(self):
        return Family.objects.get(slug=self.dice.choice(FAMILIES))

    # What may happen

    def publish(self):
        family = self.family()
        facts = {"summary": self.word(), "visibility": self.dice.choice(["public", "public", "internal"])}
        doc = small_document(family.slug)
        doc = doc.model_validate({**doc.model_dump(), **facts})
        drafts.write(doc, by=None, family=family)
        starts_on = self.day(-2, -1, 0, 0, 0, 1, 1, 2)
        publishing.publish_draft(family, by=None, message=self.word(), starts_on=starts_on)

    def publish_again(self):
        revision = self.dice.choice([*Revision.objects.order_by("pk")] or [None])
        if revision:
            publishing.publish(revision, by=None, starts_on=self.day(0, 1), reason="Back")

    def withdraw(self):
        publishing.withdraw(self.family(), by=None, reason="Gone")

    def call_off(self):
        coming = [*Publication.objects.after(today())]
        if coming:
            publishing.call_off(self.dice.choice(coming), by=None, reason="Not yet")

    def open_vacancy(self):
        row = vacancy("junior", family=self.family(), visibility=self.dice.choice(["public", "public", "internal"]))
        vacancies.open_vacancy(row, by=None, version=row.version, on=self.day(-1, 0, 0, 1))

    def change_vacancy(self):
        row = self.posted()
        if row:
            visibility = self.dice.choice(["public", "internal"])
            Vacancy.objects.filter(pk=row.pk).update(requisition=self.word(), visibility=visibility)
            vacancies.post_changes(row, by=None, version=row.version)

    def close_vacancy(self):
        if row := self.posted():
            vacancies.close_vacancy(row, by=None, reason="Filled")

    def posted(self):
        rows = [*Posting.objects.standing(today()).select_related("vacancy").order_by("pk")]
        return self.dice.choice(rows).vacancy if rows else None

    def change_reference_data(self):
        rows = (
            Level.objects.get(slug="junior"),
            Grade.objects.get(scheme__slug="general", slug="5"),
            Department.objects.get(slug="engineering"),
        )
        row = self.dice.choice(rows)
        row.name = self.word()
        row.record(by=None, starts_on=self.day(-2, 0, 1))

    def flip_a_switch(self):
        company = Company.objects.get()
        company.public_grades = not company.public_grades
        company.record(by=None, starts_on=self.day(0, 1))

    def move_the_company(self):
        company = Company.objects.get()
        company.time_zone = self.dice.choice([zone for zone in ZONES if zone != company.time_zone])
        company.record(by=None, starts_on=self.day(0, 1))

    def wait(self):
        self.now += timedelta(hours=self.dice.choice([1, 5, 13, 24, 48]))


DEEDS = ["publish"] * 8 + ["publish again"] * 3 + ["withdraw", "call off"] * 2 + ["wait"] * 6
DEEDS += ["open vacancy"] * 4 + ["change vacancy"] * 3 + ["close vacancy"] * 2
DEEDS += ["change reference data"] * 4 + ["flip a switch", "move the company"]


def look(client):
    """What is answered at every address, by address: (validator, body) where it is there."""
    found = {}
    for path in PATHS:
        for day in DAYS:
            url = path if day is None else f"{path}?as_of={today() + timedelta(days=day)}"
            answer = client.get(url)
            found[url] = (answer.get("ETag"), answer.content if answer.status_code == 200 else answer.status_code)
    return found


@pytest.fixture
def _places(db):
    Department(slug="engineering", name="Engineering").record(by=None, starts_on=datetime(2026, 1, 1).date())


def live(seed, acts, monkeypatch):
    """Acts, one after the other: what each was, and what the public saw before and after it."""
    world, client = World(seed, monkeypatch), Client()
    before = look(client)
    for _ in range(acts):
        deed = world.dice.choice(DEEDS)
        try:
            getattr(world, deed.replace(" ", "_"))()
        except ValidationError:
            continue
        after = look(client)
        yield deed, before, after
        before = after


TWO, IDLE = "two", "idle"


def lies(seed, acts, monkeypatch):
    """Each address whose validator stands for TWO answers, with what was done until then; and each act that is IDLE:
    after which a validator was another one though no answer was."""
    known, deeds = {}, []
    for deed, before, after in live(seed, acts, monkeypatch):
        deeds.append(deed)
        for url, (etag, body) in [*before.items(), *after.items()]:
            if etag and known.setdefault((url, etag), body) != body:
                yield TWO, url, deeds[:]
        if deed not in AT_ONCE and before != after and all(before[url][1] == after[url][1] for url in before):
            yield IDLE, deed


@pytest.mark.usefixtures("_places")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_validator_stands_for_one_answer_and_tells_of_nothing_else(seed, monkeypatch):
    assert list(lies(seed, ACTS, monkeypatch)) == []


@pytest.mark.usefixtures("_places")
def test_validators_that_follow_nothing_or_everything_are_found_out(monkeypatch):
    """The controls, as soon as one is."""
    bump = CatalogueQuerySet.bump
    for always, found in ((False, TWO), (True, IDLE)):
        monkeypatch.setattr(CatalogueQuerySet, "bump", lambda rows, always=always, **_: bump(rows, public=always))
        with transaction.atomic():
            assert any(lie[0] == found for lie in lies(0, 12, monkeypatch))
            transaction.set_rollback(True)
