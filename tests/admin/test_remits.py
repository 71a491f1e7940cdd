"""Editing reaches no farther than one's departments: in every form, for what is there and for what is made anew."""

import pytest
from django.urls import reverse

from careers import drafts
from careers.models import Family, HiringProcess, Role, Specialty
from tests.admin.editing import draft, page_of, sent_by
from tests.admin.house import client_of, member
from tests.factories import department, document

pytestmark = pytest.mark.django_db

PARTS = (Role, Specialty, HiringProcess)


@pytest.fixture
def mine(db):
    return draft(document("sales-work", department="sales"))


@pytest.fixture
def theirs(db):
    return draft()


@pytest.fixture
def tomas(mine, theirs):
    """Edits Sales and what lies under it."""
    return client_of(member("tomas", "Editor", within="sales"))


def one_of(kind, family):
    return family if kind is Family else kind.objects.filter(family=family).first()


@pytest.mark.parametrize("kind", [Family, *PARTS], ids=lambda kind: kind.__name__)
def test_what_is_beyond_is_shown_and_not_changed(tomas, mine, theirs, kind):
    near, far = one_of(kind, mine), one_of(kind, theirs)
    assert 'name="_save"' in tomas.get(page_of(near)).content.decode()
    shown = tomas.get(page_of(far))
    assert shown.status_code == 200
    for button in ("_save", "_continue", "_omit", "_scopes"):
        assert f'name="{button}"' not in shown.content.decode()
    assert tomas.post(page_of(far), {"seen_version": far.pk}).status_code == 403
    assert tomas.post(page_of(far, "delete"), {"post": "yes"}).status_code == 403
    assert tomas.post(page_of(near), sent_by(tomas.get(page_of(near)))).status_code == 302


@pytest.mark.parametrize("kind", [Family, Role, Specialty], ids=lambda kind: kind.__name__)
def test_scopes_beyond_are_not_even_shown(tomas, theirs, kind):
    row = one_of(kind, theirs)
    page = page_of(row, "scopes", "responsibilities")
    assert [tomas.get(page).status_code, tomas.post(page, {}).status_code] == [403, 403]


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.__name__)
def test_nothing_is_made_in_a_family_beyond(tomas, theirs, kind):
    before = kind.objects.count()
    add = reverse(f"admin:careers_{kind._meta.model_name}_add")
    data = sent_by(tomas.get(add)) | {"family": theirs.pk, "title": "New", "name": "New", "slug": "new"}
    data["grade_scheme"] = Role.objects.first().grade_scheme_id
    answer = tomas.post(add, data)
    assert "family" in answer.context["adminform"].form.errors
    assert kind.objects.count() == before


def test_only_departments_within_are_offered_for_a_family(tomas, mine):
    below = department("inside-sales", parent=department("sales"))
    offered = tomas.get(page_of(mine)).context["adminform"].form.fields["department"].queryset
    assert {each.slug for each in offered} == {"sales", below.slug}


def test_moving_a_family_needs_the_right_in_both_departments(tomas, mine, boss):
    out = sent_by(tomas.get(page_of(mine))) | {"department": department("engineering").pk}
    assert list(tomas.post(page_of(mine), out).context["adminform"].form.errors) == ["department"]
    assert Family.objects.get(pk=mine.pk).department.slug == "sales"
    moved = sent_by(boss.get(page_of(mine))) | {"department": department("engineering").pk}
    assert boss.post(page_of(mine), moved).status_code == 302
    assert Family.objects.get(pk=mine.pk).department.slug == "engineering"


def test_no_family_is_made_beyond(tomas):
    add = reverse("admin:careers_family_add")
    data = sent_by(tomas.get(add)) | {"title": "New", "slug": "new"}
    answer = tomas.post(add, data | {"department": department("engineering").pk})
    assert list(answer.context["adminform"].form.errors) == ["department"]
    assert tomas.post(add, data | {"department": department("sales").pk}).status_code == 302
    assert drafts.read(Family.objects.get(slug="new")).department == "sales"


def test_families_beyond_are_not_suggested_for_something_new(tomas):
    address = reverse("admin:autocomplete")
    query = {"app_label": "careers", "model_name": "role", "field_name": "family", "term": ""}
    assert [each["text"] for each in tomas.get(address, query).json()["results"]] == ["Sales Work"]


def test_whoever_has_no_remit_is_not_limited(theirs):
    ines = client_of(member("ines", "Editor"))
    assert ines.post(page_of(theirs), sent_by(ines.get(page_of(theirs)))).status_code == 302
