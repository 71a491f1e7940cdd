"""The admin: every page opens, a conflict loses nothing, what the door refuses is said, rights are asked for."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from careers import drafts
from careers.models import (
    Company,
    Department,
    Family,
    HiringProcess,
    Role,
)
from config.kernel.models import AuditRecord, ReferenceVersion
from levels.models import Grade, Level
from tests.factories import department, document

pytestmark = pytest.mark.django_db


def form_of(response) -> dict:
    """What the page's form would send back unchanged, inlines included."""
    forms = [response.context["adminform"].form, *(each.formset for each in response.context["inline_admin_formsets"])]
    data = {}
    for form in forms:
        parts = [form] if hasattr(form, "fields") else [form.management_form, *form.forms]
        if hasattr(form, "seen"):
            data[f"{form.prefix}-SEEN"] = form.seen
        for part in parts:
            for bound in part:
                value = bound.value()
                data[bound.html_name] = "" if value is None else value
    return {name: value for name, value in data.items() if value is not False}


def test_a_role_is_saved_through_the_draft(boss):
    department()
    family = drafts.write(document(), by=None)
    role = Role.objects.get(slug="junior-engineer")
    page = reverse("admin:careers_role_change", args=[role.pk])
    data = {**form_of(boss.get(page)), "title": "Apprentice Engineer"}

    assert boss.post(page, data).status_code == 302

    assert drafts.read(Family.objects.get()).role("junior-engineer").title == "Apprentice Engineer"
    assert Family.objects.get().version == family.version + 1
    assert AuditRecord.objects.filter(kind="draft", by__username="boss").count() == 1


def test_the_second_to_save_is_told_and_loses_nothing(boss):
    department()
    family = drafts.write(document(), by=None)
    page = reverse("admin:careers_family_change", args=[family.pk])
    seen = form_of(boss.get(page))
    drafts.write(document(summary="By somebody else"), by=None, family=family)

    answer = boss.post(page, {**seen, "summary": "Typed with care"})

    assert answer.status_code == 200
    assert "Somebody else saved Platform while you were editing" in answer.content.decode()
    assert "Typed with care" in answer.content.decode()
    assert Family.objects.get().summary == "By somebody else"


def test_the_version_guard_covers_roles_and_processes(boss):
    department()
    family = drafts.write(document(), by=None)
    for row in (Role.objects.first(), HiringProcess.objects.first()):
        page = reverse(f"admin:careers_{row._meta.model_name}_change", args=[row.pk])
        seen = form_of(boss.get(page))
        drafts.touch(family, by=None)
        assert "while you were editing" in boss.post(page, seen).content.decode()


def test_a_form_without_the_version_is_refused(boss):
    department()
    family = drafts.write(document(), by=None)
    page = reverse("admin:careers_family_change", args=[family.pk])
    data = {**form_of(boss.get(page)), "summary": "Sneaked in", "seen_version": ""}
    assert boss.post(page, data).status_code == 200
    assert Family.objects.get().summary == "Keeps the lights on."


def test_what_no_longer_fits_together_is_said_at_once(boss):
    department()
    drafts.write(document(), by=None)
    role = Role.objects.get(slug="manager")
    page = reverse("admin:careers_role_change", args=[role.pk])
    answer = boss.post(page, {**form_of(boss.get(page)), "slug": "boss"}, follow=True)
    assert "Platform cannot be published yet: /specialties/1 names the role" in answer.content.decode()


def test_reference_data_is_recorded_and_its_slug_is_fixed(boss):
    level = Level.objects.get(slug="staff")
    page = reverse("admin:levels_level_change", args=[level.pk])
    data = {**form_of(boss.get(page)), "name": "Lead", "slug": "lead", "synonyms": "[]"}
    assert boss.post(page, data).status_code == 302
    level.refresh_from_db()
    assert (level.slug, level.name) == ("staff", "Lead")
    versions = ReferenceVersion.objects.filter(kind="level", slug="staff").order_by("pk")
    assert [version.facts["name"] for version in versions] == ["Staff", "Lead"]
    assert AuditRecord.objects.get(kind="level").subject == "staff"
    assert boss.get(reverse("admin:levels_level_delete", args=[level.pk])).status_code == 403


def test_the_company_is_edited_and_never_added(boss):
    page = reverse("admin:careers_company_change", args=[1])
    data = form_of(boss.get(page))
    data = {**data, "name": "Ours", "time_zone": "Europe/Lisbon"}
    for name in ("values", "benefits", "compensation", "reasons"):
        data[name] = "[]"
    assert boss.post(page, data).status_code == 302
    assert Company.objects.get().name == "Ours"
    assert boss.get(reverse("admin:careers_company_add")).status_code == 403
    answer = boss.post(page, {**data, "time_zone": "Mars/Olympus"})
    assert "&#x27;Mars/Olympus&#x27; is no time zone" in answer.content.decode()


def test_a_department_cannot_belong_to_itself_in_a_circle(boss):
    top = department("top")
    below = Department(slug="below", name="Below", parent=top).record(by=None)
    page = reverse("admin:careers_department_change", args=[top.pk])
    answer = boss.post(page, {**form_of(boss.get(page)), "parent": below.pk})
    assert "belong to itself, in a circle" in answer.content.decode()


def test_a_grade_that_is_there_already_is_refused_with_a_sentence(boss):
    grade = Grade.objects.get(scheme__slug="general", slug="7")
    data = {"scheme": grade.scheme_id, "slug": "7", "name": "Seven", "rank": "7"}
    answer = boss.post(reverse("admin:levels_grade_add"), data)
    assert "This scheme has that grade already." in answer.content.decode()


def test_staff_without_rights_see_no_model(staff_client):
    for model in apps.get_app_config("careers").get_models():
        if admin.site.is_registered(model):
            assert staff_client.get(reverse(f"admin:careers_{model._meta.model_name}_changelist")).status_code == 403
