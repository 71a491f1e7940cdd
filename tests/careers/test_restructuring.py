"""Roles and families copied, moved, renamed and retired: the drafts, what refers to them, and their old addresses."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from careers import drafts, publishing, restructuring
from careers.handbook.edits import Refused
from careers.models import Address, Department, Family, Remit, Role, Waiver
from config.kernel.models import AuditRecord
from config.kernel.models.catalogue import today
from tests.factories import department, document, published

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def families(module_database):
    with module_database():
        department("engineering")
        department("people")
        published(document("platform"))


@pytest.fixture
def family(families, db):
    return Family.objects.get(slug="platform")


@pytest.fixture
def departments(families, db):
    return Department.objects.get(slug="engineering"), Department.objects.get(slug="people")


def fresh(family):
    return Family.objects.get(pk=family.pk)


def read(slug):
    return drafts.read(Family.objects.get(slug=slug))


def version(family):
    return {"expected_version": fresh(family).version, "by": None}


def read_live(family):
    return family.revisions.live(today()).get().document


def publish(*families):
    for family in families:
        publishing.publish_draft(fresh(family), by=None, message="Reshaped")


def drafted():
    """Where addresses are to lead once the drafts are published."""
    return {
        f"{family.slug}/{slug}": (after["to"], after["same"])
        for family in Family.objects.order_by("slug")
        for slug, after in sorted(family.successors.items())
    }


def addresses():
    """Where addresses lead."""
    return {
        each.path: (each.successor, each.renamed) for each in Address.objects.exclude(successor="").order_by("path")
    }


def deeds():
    records = AuditRecord.objects.filter(kind="draft").exclude(action="edit").order_by("pk")
    return [(each.action, each.subject, each.reason) for each in records]


OTHER = {
    "roles": [
        {
            "title": "Analyst",
            "slug": "analyst",
            "reports_to": {"text": "The Analyst reports to the Staff Engineer.", "role": "platform/staff-engineer"},
        }
    ],
    "specialties": [],
    "career_steps": [
        {"from_role": "analyst", "kind": "lateral", "to_family": "platform", "to_role": "staff-engineer"},
        {"from_role": None, "kind": "lateral", "to_family": "platform", "to_role": None},
    ],
}


def references(slug):
    found = read(slug)
    lines = [role.reports_to.role for role in found.roles]
    return lines, [(step.to_family, step.to_role) for step in found.career_steps]


def test_a_role_is_copied_below_the_other(family):
    restructuring.copy_role(
        family, role="staff-engineer", title="Principal Engineer", level="principal", **version(family)
    )
    after = read("platform")
    assert [role.slug for role in after.roles] == [
        "junior-engineer", "staff-engineer", "principal-engineer", "manager", "canary-role",
    ]  # fmt: skip
    copy = after.role("principal-engineer")
    assert (copy.level, copy.grade, copy.job_code, copy.extends) == ("principal", None, "", "junior-engineer")
    assert copy.promotion_criteria == after.role("staff-engineer").promotion_criteria
    assert deeds() == [("copy role", "platform", "staff-engineer as principal-engineer")]


def test_a_base_role_is_put_below_those_that_imply_it(family):
    restructuring.add_base_role(
        family, title="Lead", slug="lead", level=None, heirs=["manager", "canary-role"], **version(family)
    )
    after = read("platform")
    assert [(role.slug, role.extends) for role in after.roles] == [
        ("junior-engineer", None),
        ("staff-engineer", "junior-engineer"),
        ("lead", None),
        ("manager", "lead"),
        ("canary-role", "lead"),
    ]


def test_a_renamed_role_keeps_its_row_and_all_that_refers_to_it_follows(family):
    drafts.write(document("insight", **OTHER), by=None)
    waiver = Waiver.objects.create(
        family=family, code="x", owner="role/staff-engineer", title="x", reason="x", by=_somebody()
    )
    row = Role.objects.get(family=family, slug="staff-engineer")

    done = restructuring.rename_role(
        family, role="staff-engineer", title="Lead Engineer", slug="lead-engineer", **version(family)
    )

    assert [each.slug for each in done.followed] == ["insight"]
    row.refresh_from_db()
    waiver.refresh_from_db()
    assert (row.slug, row.title, waiver.owner) == ("lead-engineer", "Lead Engineer", "role/lead-engineer")
    assert references("insight") == (["platform/lead-engineer"], [("platform", "lead-engineer"), ("platform", None)])
    assert (drafted(), addresses()) == ({"platform/staff-engineer": ("platform/lead-engineer", True)}, {})
    publish(family)
    assert addresses() == {"platform/staff-engineer": ("platform/lead-engineer", True)}
    assert deeds() == [("rename role", "platform", "platform/staff-engineer to platform/lead-engineer")]


def test_a_waiver_follows_the_text_that_it_is_about(family):
    """From a role that retires to its heir; not to other words."""
    from careers.handbook.anchors import anchor_of

    found = anchor_of(read("platform"), "/roles/0/requirements/0")
    facts = {"family": family, "code": "x", "title": "x", "reason": "x", "by": _somebody()}
    kept = Waiver.objects.create(owner=found.owner, part=found.part, digest=found.digest, **facts)
    lost = Waiver.objects.create(owner="role/junior-engineer", part="requirements", digest="0" * 64, **facts)
    restructuring.retire_role(family, role="junior-engineer", **version(family))
    kept.refresh_from_db()
    lost.refresh_from_db()
    assert (kept.owner, kept.part, kept.digest) == ("role/staff-engineer", "requirements", found.digest)
    assert lost.owner == "role/junior-engineer"


def _somebody():
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_user("somebody")


def test_a_new_title_alone_moves_nothing(family):
    done = restructuring.rename_role(family, role="manager", title="Engineering Manager", **version(family))
    assert (done.followed, addresses()) == ((), {})
    assert read("platform").role("manager").title == "Engineering Manager"


def test_a_name_may_be_taken_back_and_no_other_role_gets_it(family):
    restructuring.rename_role(family, role="manager", title="Lead", slug="lead", **version(family))
    publish(family)
    with pytest.raises(ValidationError, match="published for another role before"):
        restructuring.copy_role(family, role="lead", title="Manager", **version(family))
    with pytest.raises(ValidationError, match="published for another role before"):
        restructuring.rename_role(family, role="junior-engineer", title="M", slug="manager", **version(family))
    restructuring.rename_role(family, role="lead", title="Manager", slug="manager", **version(family))
    publish(family)
    assert addresses() == {"platform/lead": ("platform/manager", True)}


def test_names_that_were_never_published_are_passed_over(family):
    restructuring.rename_role(family, role="manager", title="Lead", slug="lead", **version(family))
    restructuring.rename_role(family, role="lead", title="Head", slug="head", **version(family))
    assert drafted() == {
        "platform/lead": ("platform/head", True),
        "platform/manager": ("platform/head", True),
    }
    publish(family)
    assert addresses() == {"platform/manager": ("platform/head", True)}


def test_what_was_drafted_and_given_up_leaves_no_trace(family):
    """A rename and a retirement that are undone with the draft: the address is the role's as before."""
    restructuring.rename_role(family, role="manager", title="Lead", slug="lead", **version(family))
    restructuring.retire_role(family, role="junior-engineer", **version(family))
    live = family.revisions.live(today()).get()
    drafts.start_from(family, live, by=None, expected_version=fresh(family).version)
    restructuring.copy_role(family, role="manager", title="Lead", **version(family))
    publish(family)
    assert (drafted(), addresses()) == ({}, {})
    assert [role.slug for role in read_live(family).roles][2:4] == ["manager", "lead"]


def test_a_role_that_was_retired_draws_nobody_on_before_that_is_published(family):
    """Not even where it is gone from the public side already, and was drafted anew in between."""
    before = family.revisions.live(today()).get()
    restructuring.retire_role(family, role="junior-engineer", successor="platform/manager", **version(family))
    publish(family)
    drafts.start_from(family, before, by=None, expected_version=fresh(family).version)
    restructuring.retire_role(family, role="junior-engineer", successor="platform/staff-engineer", **version(family))
    assert addresses() == {"platform/junior-engineer": ("platform/manager", False)}


def test_what_is_renamed_and_then_retired_is_not_the_same(family):
    restructuring.rename_role(family, role="manager", title="Lead", slug="lead", **version(family))
    restructuring.retire_role(family, role="lead", successor="platform/staff-engineer", **version(family))
    publish(family)
    assert addresses() == {"platform/manager": ("platform/staff-engineer", False)}


def test_a_retired_role_leaves_its_heirs_what_they_say(family):
    restructuring.retire_role(family, role="junior-engineer", successor="platform/staff-engineer", **version(family))
    after = read("platform")
    assert [role.slug for role in after.roles] == ["staff-engineer", "manager", "canary-role"]
    assert [each.text for each in after.role("staff-engineer").requirements] == ["Has built something"]
    assert drafted() == {"platform/junior-engineer": ("platform/staff-engineer", False)}
    publish(family)
    assert addresses() == drafted()


@pytest.mark.parametrize("successor", ["platform/junior-engineer", "platform/nobody", "nowhere", "a/b/c", "/"])
def test_what_takes_its_place_has_to_be_there(family, successor):
    with pytest.raises(ValidationError, match="Choose a family or a role that there is"):
        restructuring.retire_role(family, role="junior-engineer", successor=successor, **version(family))
    assert len(read("platform").roles) == 4


def test_a_role_is_moved_to_another_family(family):
    target = drafts.write(document("insight", **OTHER), by=None)
    done = restructuring.move_role(
        family,
        role="staff-engineer",
        to=target,
        slug="engineer",
        expected_target_version=fresh(target).version,
        **version(family),
    )
    assert done.family == target
    assert [role.slug for role in read("platform").roles] == ["junior-engineer", "manager", "canary-role"]
    assert [role.slug for role in read("insight").roles] == ["analyst", "engineer"]
    assert references("insight")[0][0] == "insight/engineer"
    assert drafted() == {"platform/staff-engineer": ("insight/engineer", True)}
    assert [deed[0] for deed in deeds()] == ["move role", "receive role"]


def test_a_move_names_both_versions(family):
    target = drafts.write(document("insight", **OTHER), by=None)
    stale = fresh(target).version - 1
    with pytest.raises(drafts.Conflict, match="Insight"):
        restructuring.move_role(
            family, role="staff-engineer", to=target, expected_target_version=stale, **version(family)
        )
    assert len(read("platform").roles) == 4


def test_a_renamed_family_takes_its_references_along(family):
    drafts.write(document("insight", **OTHER), by=None)
    done = restructuring.rename_family(family, title="Foundations", slug="foundations", **version(family))
    assert [each.slug for each in done.followed] == ["insight"]
    after = read("foundations")
    assert (after.title, after.role("staff-engineer").reports_to.role) == ("Foundations", "foundations/manager")
    assert {step.to_family for step in after.career_steps} == {"foundations"}
    assert references("insight") == (
        ["foundations/staff-engineer"],
        [("foundations", "staff-engineer"), ("foundations", None)],
    )


def test_a_family_is_not_renamed_to_what_was_anothers(family):
    published(document("insight", **OTHER))
    with pytest.raises(ValidationError, match="published for another family before"):
        restructuring.rename_family(family, title="Insight", slug="insight", **version(family))
    drafts.write(document("drafted", **{**OTHER, "career_steps": []}), by=None)
    with pytest.raises(ValidationError, match="There is a family at /job-families/drafted/"):
        restructuring.rename_family(family, title="Drafted", slug="drafted", **version(family))


def test_a_family_gets_its_own_name_back(family):
    restructuring.rename_family(family, title="Foundations", slug="foundations", **version(family))
    publish(family)
    restructuring.rename_family(family, title="Platform", slug="platform", **version(family))
    publish(family)
    assert read("platform").title == "Platform"


def test_a_retired_family_is_withdrawn_and_says_where_it_went(family):
    published(document("insight", **OTHER))
    restructuring.retire_family(family, successor="insight/analyst", reason="Merged", by=None)
    assert not family.publications.filter(ends_on=None).exists()
    assert addresses() == {"platform": ("insight/analyst", False)}
    assert read("platform").title == "Platform"


def test_withdrawn_otherwise_it_went_nowhere(family):
    published(document("insight", **OTHER))
    restructuring.retire_family(family, successor="insight", reason="Merged", by=None)
    publishing.publish(family.revisions.get(), by=None)
    publishing.withdraw(fresh(family), by=None, reason="For good")
    assert addresses() == {}


def test_two_roles_never_share_what_is_one_address(family):
    """Also where the slug was given in the role's form, and not by a restructuring."""
    restructuring.rename_role(family, role="manager", title="Lead", slug="lead", **version(family))
    publish(family)
    data = read("platform").model_dump(mode="json")
    data["roles"].append({"title": "Another", "slug": "manager"})
    with pytest.raises(ValidationError, match="/job-families/platform/manager/ leads to platform/lead"):
        published(document("platform", **{key: data[key] for key in ("roles", "specialties")}), family=fresh(family))


def test_an_older_revision_comes_back_with_its_names(family):
    restructuring.rename_role(family, role="manager", title="Lead", slug="lead", **version(family))
    publish(family)
    publishing.publish(family.revisions.order_by("pk").first(), by=None)
    assert read_live(family).role("manager").title == "Manager, Engineering"


DEEDS = {
    "copy": lambda family, **who: restructuring.copy_role(family, role="manager", title="X", **who),
    "base": lambda family, **who: restructuring.add_base_role(family, title="X", heirs=["manager"], **who),
    "rename": lambda family, **who: restructuring.rename_role(family, role="manager", title="X", slug="x", **who),
    "retire": lambda family, **who: restructuring.retire_role(family, role="manager", **who),
    "move": lambda family, **who: restructuring.move_role(
        family, role="manager", to=Family.objects.get(slug="insight"), **who
    ),
    "rename family": lambda family, **who: restructuring.rename_family(family, title="X", slug="x", **who),
    "edit": lambda family, **who: restructuring.edit(
        family, lambda document: document.model_copy(update={"summary": "x"}), **who
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_every_deed_names_the_version_that_was_seen(family, deed):
    drafts.write(document("insight", **OTHER), by=None)
    before = read("platform")
    with pytest.raises(drafts.Conflict, match="Somebody else saved Platform in the meantime"):
        DEEDS[deed](family, by=None, expected_version=fresh(family).version - 1)
    assert (read("platform"), addresses(), deeds()) == (before, {}, [])


@pytest.mark.parametrize("deed", DEEDS)
def test_every_deed_stays_within_the_remit(family, staff, departments, deed):
    drafts.write(document("insight", **OTHER), by=None)
    give(staff, "change_family")
    Remit.objects.create(user=staff, department=departments[1])
    with pytest.raises(PermissionDenied, match="not among those that your account works on"):
        DEEDS[deed](family, by=staff, expected_version=fresh(family).version)
    assert deeds() == []


@pytest.mark.parametrize("deed", DEEDS)
def test_every_deed_needs_the_right_to_edit(family, staff, deed):
    drafts.write(document("insight", **OTHER), by=None)
    with pytest.raises(PermissionDenied, match="may not edit families"):
        DEEDS[deed](family, by=staff, expected_version=fresh(family).version)


def test_moving_needs_the_right_in_both(family, staff, departments):
    give(staff, "change_family")
    Remit.objects.create(user=staff, department=departments[0])
    drafts.write(document("insight", **{**OTHER, "department": "people"}), by=None)
    with pytest.raises(PermissionDenied, match="not among those that your account works on"):
        DEEDS["move"](family, by=staff, expected_version=fresh(family).version)


def test_what_is_beyond_the_remit_does_not_follow_and_is_told(family, staff, departments):
    give(staff, "change_family")
    Remit.objects.create(user=staff, department=departments[0])
    drafts.write(document("insight", **{**OTHER, "department": "people"}), by=None)
    done = restructuring.rename_role(
        family,
        role="staff-engineer",
        title="Lead",
        slug="lead",
        by=staff,
        expected_version=fresh(family).version,
    )
    assert ([each.slug for each in done.followed], [each.slug for each in done.left]) == ([], ["insight"])
    assert references("insight")[0] == ["platform/staff-engineer"]


def test_an_unsound_draft_is_to_be_mended_first(family):
    Role.objects.filter(slug="manager").update(slug="boss")
    with pytest.raises(ValidationError, match="Platform has to be mended first: /specialties/1 names the role"):
        restructuring.copy_role(family, role="boss", title="X", **version(family))


def test_a_role_that_is_gone_is_refused_with_a_sentence(family):
    with pytest.raises(Refused, match="Platform has no role 'nobody'"):
        restructuring.copy_role(family, role="nobody", title="X", **version(family))


def give(user, *codenames):
    from django.contrib.auth.models import Permission

    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    for name in ("_perm_cache", "_user_perm_cache"):
        user.__dict__.pop(name, None)


def test_who_wrote_a_change_is_known_under_the_old_name_too(family, staff, publisher):
    """Nobody approves what they wrote because somebody renamed the family since."""
    from careers import review

    give(staff, "change_family")
    give(publisher, "submit_family")
    held = fresh(family)
    drafts.write(document(summary="Written by staff"), by=staff, family=held, expected_version=held.version)
    restructuring.rename_family(
        family, title="Foundations", slug="foundations", by=None, expected_version=fresh(family).version
    )
    revision = review.submit(fresh(family), by=publisher, message="x", expected_version=fresh(family).version)
    assert review.writers(revision) == {staff.pk, publisher.pk}
