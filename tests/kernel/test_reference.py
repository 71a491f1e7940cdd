"""Reference data is dated: what something was called on a day stays known for that day."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from careers.models import Department
from config.kernel.models import AuditRecord, Catalogue, ReferenceVersion
from config.kernel.models.reference import digest
from hiring.models import Stage
from levels.models import Level

pytestmark = pytest.mark.django_db
BEGUN, RENAMED, LATER = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)


@pytest.fixture
def stage(publisher):
    """A stage that was renamed in March and again in May."""
    stage = Stage(slug="trial", name="Trial", order=5).record(by=publisher, starts_on=BEGUN, reason="new")
    stage.name = "Trial day"
    stage.record(by=publisher, starts_on=RENAMED)
    stage.name = "Working day"
    return stage.record(by=publisher, starts_on=LATER)


def named(on):
    begun, later = ReferenceVersion.objects.in_force(on, until=date.max)
    return {**later.get("stage", {}), **begun["stage"]}["trial"]["name"]


def test_each_day_has_the_version_in_force(stage):
    days = [date(2025, 1, 1), BEGUN, date(2026, 2, 28), RENAMED, date(2026, 4, 30), LATER, date(9999, 1, 1)]
    assert [named(day) for day in days] == [
        "Trial", "Trial", "Trial", "Trial day", "Trial day", "Working day", "Working day",
    ]  # fmt: skip


def test_what_had_not_begun_is_told_apart(stage):
    def known(on):
        begun, later = ReferenceVersion.objects.in_force(on, until=BEGUN)
        assert ("trial" in begun["stage"]) != ("trial" in later.get("stage", {}))
        return "trial" in begun["stage"]

    assert [known(date(2025, 12, 31)), known(BEGUN)] == [False, True]
    day = date(2025, 12, 31)
    assert [kinds.get("stage", {}).get("trial") for kinds in ReferenceVersion.objects.in_force(day, until=day)] == [
        None,
        None,
    ]


def test_of_two_versions_of_one_day_the_later_counts(stage, publisher):
    stage.name = "Day with us"
    stage.record(by=publisher, starts_on=LATER)
    assert (named(LATER), named(RENAMED)) == ("Day with us", "Trial day")


def test_a_record_leaves_version_audit_and_catalogue_together(publisher):
    before = Catalogue.objects.get().version
    stage = Stage(slug="trial", name="Trial", order=5).record(by=publisher, starts_on=BEGUN, reason="new")
    first = {"name": "Trial", "order": 5, "description": ""}
    stage.order = 6
    stage.record(by=publisher, starts_on=BEGUN)
    second = {**first, "order": 6}
    audit = AuditRecord.objects.filter(kind="stage").order_by("pk")
    assert list(audit.values_list("by__username", "action", "subject", "before", "after", "reason")) == [
        ("publisher", "create", "trial", "", digest(first), "new"),
        ("publisher", "change", "trial", digest(first), digest(second), ""),
    ]
    versions = ReferenceVersion.objects.filter(kind="stage", slug="trial").order_by("pk")
    assert list(versions.values_list("starts_on", "facts")) == [(BEGUN, first), (BEGUN, second)]
    assert Catalogue.objects.get().version == before + 2


def test_the_same_facts_again_append_nothing(stage, publisher):
    def kept():
        return (ReferenceVersion.objects.count(), AuditRecord.objects.count())

    before = kept()
    stage.record(by=publisher, starts_on=LATER)
    assert kept() == before


def test_what_is_refused_leaves_nothing_behind():
    before = Catalogue.objects.get().version
    level = Level(slug="senior", name="Another Senior", track="individual_contributor", rank=40)
    with pytest.raises(ValidationError) as refused:
        level.record(by=None)
    assert refused.value.message_dict == {"slug": ["Level with this Slug already exists."]}
    assert (Catalogue.objects.get().version, Level.objects.filter(slug="senior").count()) == (before, 1)


def test_a_circle_of_departments_is_refused():
    top = Department(slug="top", name="Top").record(by=None)
    below = Department(slug="below", name="Below", parent=top).record(by=None)
    top.parent = below
    with pytest.raises(ValidationError) as refused:
        top.record(by=None)
    assert refused.value.message_dict == {
        "parent": ["That would make the department belong to itself, in a circle."],
    }


def test_versions_are_never_changed():
    with pytest.raises(TypeError, match="reference versions are never changed"):
        ReferenceVersion.objects.update(slug="other")
