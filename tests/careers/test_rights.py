"""How far somebody's rights reach, and which groups there are."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from careers import drafts, publishing, rights
from careers.models import Department, Remit
from tests.factories import department, document, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(db):
    """engineering > software > backend, and sales: their keys by slug."""
    made = {"engineering": department(), "sales": department("sales")}
    made["software"] = department("software", parent=made["engineering"])
    made["backend"] = department("backend", parent=made["software"])
    return {slug: row.pk for slug, row in made.items()}


def test_whoever_has_no_remit_is_not_limited(tree, staff):
    assert rights.departments_of(staff) is None
    assert rights.reaches(staff, *tree.values())


def test_remits_reach_what_lies_under_them_and_add_up(tree, staff, django_assert_num_queries):
    Remit.objects.create(user=staff, department=Department.objects.get(slug="software"))
    Remit.objects.create(user=staff, department=Department.objects.get(slug="sales"))
    with django_assert_num_queries(2):
        reached = {slug: rights.reaches(staff, key) for slug, key in tree.items()}
    assert reached == {"engineering": False, "sales": True, "software": True, "backend": True}
    assert not rights.reaches(staff, tree["sales"], tree["engineering"])


def test_a_permission_counts_within_the_remit_alone(tree, publisher):
    Remit.objects.create(user=publisher, department=Department.objects.get(slug="sales"))
    assert rights.may(publisher, "careers.publish_family", tree["sales"])
    assert not rights.may(publisher, "careers.publish_family", tree["software"])
    assert not rights.may(publisher, "careers.submit_family", tree["sales"])
    rights.require(publisher, "careers.publish_family", tree["sales"])
    rights.require(None, "careers.publish_family", tree["software"])
    with pytest.raises(PermissionDenied, match="not among those that your account works on"):
        rights.require(publisher, "careers.publish_family", tree["software"])
    with pytest.raises(PermissionDenied, match="may not submit families"):
        rights.require(publisher, "careers.submit_family", tree["sales"])


def test_every_door_keeps_to_the_remit(tree, publisher):
    """Writing, moving out, moving in, publishing and withdrawing."""
    first = published()
    sold = published(document("deals", department="sales"))
    Remit.objects.create(user=publisher, department=Department.objects.get(slug="sales"))
    refused = pytest.raises(PermissionDenied, match="not among those")
    with refused:
        drafts.write(document(summary="b"), by=publisher, family=first.family)
    with refused:
        drafts.write(document(department="sales"), by=publisher, family=first.family)
    with refused:
        drafts.write(document("deals", department="engineering"), by=publisher, family=sold.family)
    with refused:
        drafts.write(document("new"), by=publisher)
    with refused:
        publishing.publish_draft(first.family, by=publisher, message="x")
    with refused:
        publishing.withdraw(first.family, by=publisher, reason="x")
    drafts.write(document("deals", department="sales", summary="b"), by=publisher, family=sold.family)
    publishing.publish_draft(sold.family, by=publisher, message="x")


def test_what_is_public_is_its_own_departments_wherever_the_draft_is(tree, publisher, today):
    """A draft that moves takes no rights over what is in force along."""
    first = published()
    drafts.write(document(department="sales"), by=None, family=first.family)
    Remit.objects.create(user=publisher, department=Department.objects.get(slug="sales"))
    refused = pytest.raises(PermissionDenied, match="not among those")
    with refused:
        publishing.withdraw(first.family, by=publisher, reason="x")
    with refused:
        publishing.publish(first.revision, by=publisher, reason="x")
    with refused:
        publishing.publish_draft(first.family, by=publisher, message="x")
    Remit.objects.create(user=publisher, department=Department.objects.get(slug="engineering"))
    publishing.withdraw(first.family, by=get_user_model().objects.get(pk=publisher.pk), reason="x")


DOORS = {
    "submit_family", "review_family", "publish_family", "backdate_family", "view_scheduled", "add_waiver",
    "open_vacancy",
}  # fmt: skip


def test_the_groups_hold_what_their_names_say():
    found = {
        group.name: (
            set(group.permissions.values_list("codename", flat=True)) & DOORS,
            group.permissions.filter(codename="change_role").exists(),
            group.permissions.filter(codename="change_level").exists(),
            group.permissions.filter(codename="view_role").exists(),
        )
        for group in Group.objects.all()
    }
    assert found == {
        "Viewer": (set(), False, False, True),
        "Editor": ({"submit_family", "view_scheduled"}, True, False, True),
        "Reviewer": ({"review_family", "view_scheduled", "add_waiver"}, False, False, True),
        "Publisher": ({"publish_family", "submit_family", "view_scheduled"}, False, False, True),
        "Total rewards": ({"review_family", "view_scheduled", "add_waiver"}, False, True, True),
        "Recruiter": ({"open_vacancy", "view_scheduled"}, False, False, True),
        "Administrator": (DOORS, True, True, True),
    }
    users = Group.objects.filter(permissions__codename__in=("change_user", "view_user", "add_user"))
    assert not users.exists()


def test_who_covers_another_may_do_all_that_the_other_may(tree, staff, publisher, archivist):
    boss = get_user_model().objects.create_superuser("boss")
    people = {"boss": boss, "archivist": archivist, "publisher": publisher, "staff": staff}

    def covered():
        again = {name: get_user_model().objects.get(pk=user.pk) for name, user in people.items()}
        return {name: [other for other in again if rights.covers(user, again[other])] for name, user in again.items()}

    everybody = list(people)
    assert covered() == {
        "boss": everybody,
        "archivist": ["archivist", "publisher", "staff"],
        "publisher": ["publisher", "staff"],
        "staff": ["staff"],
    }
    Remit.objects.create(user=archivist, department=Department.objects.get(slug="engineering"))
    Remit.objects.create(user=publisher, department=Department.objects.get(slug="backend"))
    assert covered() == {
        "boss": everybody,
        "archivist": ["archivist", "publisher"],
        "publisher": ["publisher"],
        "staff": ["staff"],
    }
    Remit.objects.create(user=publisher, department=Department.objects.get(slug="sales"))
    assert covered()["archivist"] == ["archivist"]
