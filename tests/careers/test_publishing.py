"""The door: publications take turns by date, are one transaction, and cannot be given another family's address."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from careers import drafts, listings, publishing
from careers.models import (
    Address,
    CareerStepListing,
    Family,
    FamilyListing,
    ProcessListing,
    Publication,
    Revision,
    RoleListing,
    RoleTerm,
    SearchText,
    SearchWord,
    SpecialtyListing,
)
from config.kernel.models import AuditRecord, Catalogue
from levels.models import Grade, GradeScheme
from tests.factories import department, document, published

pytestmark = pytest.mark.django_db


def periods(family: Family) -> list[tuple[int | None, date, date | None]]:
    """(number, start, end) of the family's publications, in order of recording."""
    return list(
        Publication.objects.filter(family=family).order_by("pk").values_list("revision__number", "starts_on", "ends_on")
    )


def days(today: date, *numbers: int) -> list[date]:
    return [today + timedelta(days=number) for number in numbers]


def test_a_later_publication_ends_the_one_before(today):
    start, change = days(today, -30, 0)
    first = published(starts_on=start)
    published(document(summary="Changed"), message="Second")
    assert periods(first.family) == [(1, start, change), (2, change, None)]


def test_of_two_on_one_day_the_later_wins(today):
    first = published()
    published(document(summary="Changed"))
    assert periods(first.family) == [(1, today, today), (2, today, None)]
    assert [r.number for r in Revision.objects.live(today)] == [2]


def test_a_fix_today_stands_until_what_is_scheduled(today):
    (soon,) = days(today, 30)
    first = published(starts_on=today - timedelta(days=10))
    published(document(summary="New year"), starts_on=soon)
    published(document(summary="A fix"))
    assert periods(first.family) == [(1, today - timedelta(days=10), today), (3, soon, None), (2, today, soon)]


def test_a_start_between_two_scheduled_ones_takes_the_days_between(today):
    one, two, three = days(today, 10, 20, 30)
    first = published(starts_on=one)
    published(document(summary="b"), starts_on=three)
    published(document(summary="c"), starts_on=two)
    assert periods(first.family) == [(1, one, two), (3, three, None), (2, two, three)]


def test_withdrawing_ends_today_and_calls_off_what_is_scheduled(today, publisher):
    first = published(starts_on=today - timedelta(days=5))
    published(document(summary="later"), starts_on=today + timedelta(days=5))
    publishing.withdraw(first.family, by=publisher, reason="Merged into another family")
    soon = today + timedelta(days=5)
    assert periods(first.family) == [(1, today - timedelta(days=5), today), (None, soon, soon)]
    assert not Revision.objects.live(today + timedelta(days=400)).exists()
    record = AuditRecord.objects.filter(action="withdraw").get()
    assert (record.by, record.subject, record.reason) == (publisher, "platform", "Merged into another family")


def test_withdrawing_needs_a_reason_and_something_to_withdraw(publisher):
    department()
    family = drafts.write(document(), by=None)
    with pytest.raises(ValidationError, match="Say why"):
        publishing.withdraw(family, by=publisher, reason=" ")
    with pytest.raises(ValidationError, match="Nothing of this family is published"):
        publishing.withdraw(family, by=publisher, reason="gone")


def test_publishing_needs_the_right(staff, publisher, archivist, today):
    department()
    family = drafts.write(document(), by=staff)
    revision = publishing.freeze(family, by=staff, message="m")
    yesterday = today - timedelta(days=1)
    with pytest.raises(PermissionDenied):
        publishing.publish(revision, by=staff)
    with pytest.raises(PermissionDenied, match="in the past"):
        publishing.publish(revision, by=publisher, starts_on=yesterday, reason="r")
    with pytest.raises(ValidationError, match="needs a reason"):
        publishing.publish(revision, by=archivist, starts_on=yesterday)
    with pytest.raises(PermissionDenied):
        publishing.withdraw(family, by=staff, reason="r")
    assert not Publication.objects.exists()
    assert publishing.publish(revision, by=archivist, starts_on=yesterday, reason="r").starts_on == yesterday


def test_a_revision_knows_what_it_was_compared_with_and_by_how_much(staff):
    first = published(message="First")
    family = drafts.write(document(summary="Changed"), by=staff, family=first.family)
    second = publishing.freeze(family, by=staff, message="Second")
    assert (second.compared_with, second.size, second.author, second.message, second.number, second.state) == (
        first.revision, 1, staff, "Second", None, "frozen",
    )  # fmt: skip
    assert second.document == drafts.read(family)


def test_a_revision_never_changes_and_never_goes(staff):
    revision = published().revision
    revision.message = "Rewritten"
    with pytest.raises(TypeError):
        revision.save()
    with pytest.raises(TypeError):
        revision.delete()
    with pytest.raises(TypeError):
        Revision.objects.update(content="{}")
    with pytest.raises(TypeError):
        Revision.objects.all().delete()
    assert Revision.objects.get().message == "First"


def test_one_open_submission_a_family():
    family = published().family
    Revision.objects.create(family=family, content="{}", digest="x", state="submitted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(family=family, content="{}", digest="y", state="submitted")


def test_an_address_is_never_given_to_another_family(today):
    published(document("platform"))
    family = Family.objects.get(slug="platform")
    drafts.write(document("renamed"), by=None, family=family)
    other = drafts.write(document("platform", summary="another"), by=None)
    revision = publishing.freeze(other, by=None, message="m")
    with pytest.raises(ValidationError, match="/job-families/platform/ was published for another family"):
        publishing.publish(revision, by=None)
    assert Address.objects.get(path="platform").family == family
    assert Publication.objects.count() == 1


def test_publishing_bumps_the_catalogue_once_and_is_audited(publisher):
    department()
    family = drafts.write(document(), by=publisher)
    revision = publishing.freeze(family, by=publisher, message="m")
    before = Catalogue.objects.state().version
    publishing.publish(revision, by=publisher, reason="because")
    assert Catalogue.objects.state().version == before + 1
    record = AuditRecord.objects.filter(action="publish").get()
    assert (record.by, record.kind, record.subject, record.after, record.reason) == (
        publisher, "family", "platform", revision.digest, "because",
    )  # fmt: skip


def test_the_same_is_not_published_twice(today):
    publication = published()
    with pytest.raises(ValidationError, match="Platform says exactly this on"):
        publishing.publish_draft(publication.family, by=None, message="Again")
    assert (Publication.objects.count(), Revision.objects.count()) == (1, 1)


def test_an_older_revision_can_be_published_again(today):
    first = published(starts_on=today - timedelta(days=9))
    published(document(summary="A mistake"), starts_on=today - timedelta(days=2))
    publishing.publish(first.revision, by=None, reason="Back to the first")
    assert [(number, start) for number, start, _ in periods(first.family)] == [
        (1, today - timedelta(days=9)),
        (2, today - timedelta(days=2)),
        (1, today),
    ]
    assert Revision.objects.live(today).get() == first.revision


def test_a_grade_of_another_scheme_is_not_published(staff):
    department()
    family = drafts.write(document(), by=staff)
    scheme = GradeScheme(slug="other", name="Other").record(by=staff)
    grade = Grade(scheme=scheme, slug="99", name="99", rank=99).record(by=staff)
    family.roles.filter(slug="junior-engineer").update(grade=grade)
    with pytest.raises(drafts.MissingReferences, match="There is no grade 'general/99'"):
        publishing.publish_draft(family, by=None, message="m")
    assert not Revision.objects.exists()


class Killed(Exception):
    pass


@pytest.mark.parametrize("step", ["unfold", "bump", "write", "claim"])
def test_killed_at_any_point_nothing_is_half_published(step, monkeypatch, today):
    """Each step of `publish` fails in turn; rows, addresses, numbers and the version are as before."""
    department()
    family = drafts.write(document(), by=None)
    revision = publishing.freeze(family, by=None, message="m")
    version = Catalogue.objects.state().version

    def fail(*args, **kwargs):
        raise Killed

    places = {
        "unfold": (listings.RoleTerm.objects, "bulk_create"),
        "bump": (Catalogue.objects, "bump"),
        "write": (AuditRecord.objects, "write"),
        "claim": (Address.objects, "bulk_create"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*places[step], fail)
        with pytest.raises(Killed), transaction.atomic():
            publishing.publish(revision, by=None)

    for model in (Publication, Address, FamilyListing, RoleListing, RoleTerm, SearchText, SearchWord):
        assert not model.objects.exists()
    assert Revision.objects.get().number is None
    assert Catalogue.objects.state().version == version
    assert publishing.publish(Revision.objects.get(), by=None).revision.number == 1


def rows() -> dict[str, list[dict]]:
    """Every listing row without its keys, in order."""
    found = {}
    for model in (FamilyListing, RoleListing, SpecialtyListing, CareerStepListing, ProcessListing, SearchText):
        values = list(model.objects.order_by("publication", "pk").values())
        found[model.__name__] = [{k: v for k, v in row.items() if k != "id"} for row in values]
    found["SearchWord"] = list(SearchWord.objects.order_by("word").values("word", "stem"))
    terms = RoleTerm.objects.order_by("role__publication", "role__slug", "kind", "slug")
    found["RoleTerm"] = list(terms.values("role__slug", "kind", "slug", "visibility"))
    return found


def test_listings_can_be_rebuilt_from_the_revisions(today):
    published(starts_on=today - timedelta(days=3))
    published(document(summary="Changed"))
    before = rows()
    assert len(before["FamilyListing"]) == 2
    FamilyListing.objects.all().delete()
    RoleListing.objects.filter(slug="manager").update(title="Wrong")
    assert listings.rebuild() == 2
    assert rows() == before


def test_what_was_published_before_specialties_had_job_codes_says_that_they_have_none():
    published(document(visibility="internal"))
    published(document(specialties=[{"name": "Storage", "slug": "storage", "job_codes": {"manager": "PL-M-S"}}]))
    before = rows()
    for row in RoleListing.objects.filter(publication__revision__number=1):
        for each in row.internal["specialties"]:
            del each["job_code"]
        row.save()
    for row in SpecialtyListing.objects.filter(publication__revision__number=1):
        del row.internal["job_codes"]
        row.save()
    assert rows() != before
    import_module("careers.migrations.0006_job_codes").say_none(apps, None)
    assert rows() == before


def test_codes_and_grades_are_not_searched_whatever_their_role_is_called():
    roles = [{"title": "Text", "slug": "text"}]
    codes = {"grades": {"text": "9"}, "job_codes": {"text": "QUOKKA-9"}}
    doc = document(roles=roles, specialties=[{"name": "Fog", "slug": "fog", **codes}], career_steps=[])
    (row,) = SearchText.objects.filter(publication=published(doc), kind="family", staff=True)
    words = {*row.text_words.split(), *row.around_words.split()}
    assert "fog" in words
    assert not {"quokka", "9"} & words


def test_what_is_internal_has_no_public_content():
    published()
    assert not SearchText.objects.exclude(public=False, plain=False).filter(Q(text__icontains="canary")).exists()
    internal = set()
    for model in (FamilyListing, RoleListing, SpecialtyListing, CareerStepListing, ProcessListing):
        for row in model.objects.all():
            assert "canary" not in str(row.public).casefold()
            if row.visibility == "internal":
                internal.add((model.__name__, getattr(row, "slug", row.pk and "step")))
    assert internal == {
        ("RoleListing", "canary-role"),
        ("SpecialtyListing", "canary-focus"),
        ("CareerStepListing", "step"),
    }


def test_terms_of_roles_name_grades_options_segments_specialties_and_languages():
    published()
    found = RoleTerm.objects.values_list("role__slug", "kind", "slug", "visibility")
    assert set(found) == {
        ("junior-engineer", "grade", "5", "public"),
        ("staff-engineer", "grade", "8", "public"),
        ("manager", "grade", "8", "public"),
        ("manager", "grade", "9", "public"),
        ("manager", "grade", "11", "public"),
        ("manager", "specialty", "enterprise", "public"),
        ("canary-role", "grade", "10", "internal"),
        *((role, "specialty", "storage", "public") for role in ("junior-engineer", "staff-engineer", "manager")),
        *((role, "specialty", "canary-focus", "internal") for role in ("junior-engineer", "staff-engineer", "manager")),
        ("canary-role", "specialty", "storage", "internal"),
        ("canary-role", "specialty", "canary-focus", "internal"),
        *((role, "language", "Go", "public") for role in ("junior-engineer", "staff-engineer", "manager")),
        *((role, "language", "Rust", "public") for role in ("junior-engineer", "staff-engineer", "manager")),
        ("canary-role", "language", "Go", "internal"),
        ("canary-role", "language", "Rust", "internal"),
    }  # fmt: skip
