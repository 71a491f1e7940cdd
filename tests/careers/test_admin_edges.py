"""The admin against bad luck and bad will: nothing typed is lost, nothing stale is written, no input is a fault."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, OperationalError
from django.urls import reverse

from careers import drafts
from careers.admin.rows import MAX_ROWS
from careers.handbook.document import digest
from careers.models import (
    CareerStep,
    Company,
    Family,
    HiringProcess,
    HiringStep,
    Role,
    Specialty,
)
from config.kernel.models import AuditRecord
from levels.models import Level
from tests.admin.editing import undrawn
from tests.careers.test_admin import form_of
from tests.factories import department, document

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(db):
    department()
    return drafts.write(document(), by=None)


def page_of(row, view="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{view}", args=[row.pk])


def errors_of(answer) -> dict:
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors


# JSON values


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("[" * 100_000, "This is no JSON: look for a missing comma, quote or bracket."),
        ("[" * 500 + "]" * 500, "This is nested too deep."),
        ("9" * 5_000, "This is no JSON: look for a missing comma, quote or bracket."),
        ("NaN", "This is no JSON: look for a missing comma, quote or bracket."),
        ("[1", "This is no JSON: look for a missing comma, quote or bracket."),
        (r'[{"text": "\ud800"}]', "A text holds a character that no text may have."),
        (r'[{"text": "a\u0000"}]', "A text holds a character that no text may have."),
        (r'[{"\udfff": "a"}]', "A text holds a character that no text may have."),
        ("{}", "Expected a list: [...]."),
        ('"a"', "Expected a list: [...]."),
        ("null", "Expected a list: [...]."),
        ("7", "Expected a list: [...]."),
    ],
    ids=lambda text: text[:12],
)
def test_a_broken_list_is_refused_and_stays_as_it_was_typed(boss, family, typed, sentence):
    for row, name in ((Level.objects.first(), "synonyms"), (Company.objects.get(), "benefits")):
        page = page_of(row)
        answer = boss.post(page, {**form_of(undrawn(boss, page)), name: typed})
        assert errors_of(answer) == {name: [sentence]}
        assert answer.context["adminform"].form[name].value() == typed


def test_an_emptied_list_is_an_empty_list(boss, family):
    role = Role.objects.get(slug="junior-engineer")
    names = ("requirements", "sections", "grade_options")
    page = page_of(role)
    assert boss.post(page, {**form_of(undrawn(boss, page)), **dict.fromkeys(names, "")}).status_code == 302
    role.refresh_from_db()
    assert [getattr(role, name) for name in names] == [[], [], []]


def test_an_emptied_list_of_reference_data_is_one_too(boss):
    level, company = Level.objects.exclude(synonyms=[]).first(), Company.objects.get()
    for row, name in ((level, "synonyms"), (company, "benefits")):
        page = page_of(row)
        assert boss.post(page, {**form_of(undrawn(boss, page)), name: ""}).status_code == 302
        row.refresh_from_db()
        assert getattr(row, name) == []


def test_a_scope_may_be_empty(boss, family):
    process = HiringProcess.objects.get()
    page = page_of(process)
    assert boss.post(page, {**form_of(undrawn(boss, page)), "tracks": []}).status_code == 302
    process.refresh_from_db()
    assert process.applies_to is None


# What the door refuses


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ValidationError("Not today."), "Not saved: Not today."),
        (
            IntegrityError("x"),
            "Not saved: Somebody else has just saved the same thing. Look at it again before you save.",
        ),
        (DataError("x"), "Not saved: A value is too long or out of range."),
        (OperationalError("locked"), "Not saved: Somebody else is saving at this moment. Try again."),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_the_door_refuses_stays_in_the_form(boss, family, monkeypatch, error, sentence):
    def refuse(*args, **kwargs):
        raise error

    monkeypatch.setattr(drafts, "touch", refuse)
    monkeypatch.setattr(Level, "record", refuse)
    for row, name in ((Role.objects.first(), "title"), (family, "title"), (Level.objects.first(), "name")):
        page = page_of(row)
        answer = boss.post(page, {**form_of(undrawn(boss, page)), name: "Typed with care"})
        assert errors_of(answer) == {"__all__": [sentence]}
        assert answer.context["adminform"].form[name].value() == "Typed with care"
        row.refresh_from_db()
        assert getattr(row, name) != "Typed with care"


def test_a_circle_of_reporting_lines_is_said_at_the_field(boss, family):
    page = page_of(Role.objects.get(slug="manager"))
    answer = boss.post(page, {**form_of(undrawn(boss, page)), "reports_to_role": "platform/staff-engineer"})
    circle = "Reporting lines run in a circle: platform/staff-engineer -> platform/manager -> platform/staff-engineer."
    assert errors_of(answer) == {"reports_to_role": [circle]}


# Inline forms


def steps(family, count, **more):
    role = Role.objects.get(slug="junior-engineer")
    CareerStep.objects.all().delete()
    CareerStep.objects.bulk_create(
        CareerStep(family=family, position=n, from_role=role, text=str(n), **more) for n in range(count)
    )


def test_the_choices_of_a_step_are_the_roles_of_its_family(boss, family):
    drafts.write(document("other"), by=None)
    form = undrawn(boss, page_of(family)).context["inline_admin_formsets"][0].formset.forms[0]
    mine = [("", "---------"), *((str(role.pk), role.title) for role in family.roles.all())]
    assert form.fields["from_role"].choices == mine


def test_a_role_of_another_family_is_no_choice(boss, family):
    drafts.write(document("other"), by=None)
    page = page_of(family)
    foreign = Role.objects.filter(family__slug="other").first()
    answer = boss.post(page, {**form_of(undrawn(boss, page)), "career_steps-0-from_role": foreign.pk})
    errors = answer.context["inline_admin_formsets"][0].formset.errors[0]
    assert errors == {"from_role": [f"Select a valid choice. {foreign.pk} is not one of the available choices."]}


def test_a_row_more_is_no_query_more(boss, family, django_assert_num_queries):
    process = HiringProcess.objects.get()
    HiringStep.objects.all().delete()
    stage = HiringStep._meta.get_field("stage").related_model.objects.first()
    for count in (1, 3, 30):
        steps(family, count)
        HiringStep.objects.filter(process=process).delete()
        HiringStep.objects.bulk_create(HiringStep(process=process, stage=stage, text=str(n)) for n in range(count))
        with django_assert_num_queries(35):
            boss.get(page_of(family))
        with django_assert_num_queries(9):
            boss.get(page_of(process))


def test_a_form_of_many_rows_is_refused(boss, family):
    for row, prefix in ((family, "career_steps"), (HiringProcess.objects.get(), "steps")):
        page = page_of(row)
        data = {**form_of(undrawn(boss, page)), f"{prefix}-TOTAL_FORMS": "100000"}
        formset = boss.post(page, data).context["inline_admin_formsets"][0].formset
        assert len(formset.forms) == MAX_ROWS
        assert formset.non_form_errors() == [f"Please submit at most {MAX_ROWS} forms."]


def test_what_an_import_wrote_beyond_that_is_saved_whole(boss, family):
    steps(family, MAX_ROWS + 5)
    page = page_of(family)
    data = {**form_of(undrawn(boss, page)), f"career_steps-{MAX_ROWS + 4}-text": "The last"}
    assert boss.post(page, data).status_code == 302
    assert [step.text for step in CareerStep.objects.all()] == [*map(str, range(MAX_ROWS + 4)), "The last"]


# Versions


def test_a_deletion_names_the_version_that_was_seen(boss, family):
    Role.objects.get(slug="junior-engineer").heirs.update(extends=None)
    CareerStep.objects.all().delete()
    for row in (
        Role.objects.get(slug="junior-engineer"),
        Specialty.objects.first(),
        HiringProcess.objects.get(),
        family,
    ):
        page = page_of(row, "delete")
        seen = undrawn(boss, page).context["seen_version"]
        assert f'name="seen_version" value="{seen}"' in boss.get(page).content.decode()
        drafts.touch(family, by=None)
        for stale in ({}, {"seen_version": seen}, {"seen_version": "x"}):
            answer = boss.post(page, {"post": "yes", **stale}, follow=True)
            assert "Not deleted: Somebody saved Platform since this page was shown." in answer.content.decode()
            assert type(row).objects.filter(pk=row.pk).exists()
        boss.post(page, {"post": "yes", "seen_version": seen + 1})
        assert not type(row).objects.filter(pk=row.pk).exists()


def test_nothing_is_deleted_from_the_list(boss, family):
    for row in (family, Role.objects.first(), Specialty.objects.first(), HiringProcess.objects.get()):
        page = reverse(f"admin:careers_{row._meta.model_name}_changelist")
        boss.post(page, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
        assert type(row).objects.filter(pk=row.pk).exists()


def test_the_deletion_of_a_family_leaves_a_record(boss, family):
    page = page_of(family, "delete")
    before = digest(drafts.read(family))
    boss.post(page, {"post": "yes", "seen_version": family.version})
    assert not Family.objects.exists()
    record = AuditRecord.objects.get(action="delete")
    assert (record.by.username, record.kind, record.subject, record.before) == ("boss", "draft", "platform", before)


def test_a_new_role_counts_the_version_of_its_family_up(boss, family):
    add = reverse("admin:careers_role_add")
    data = {**form_of(undrawn(boss, add)), "family": family.pk, "title": "New", "slug": "new", "track": "management"}
    data["grade_scheme"] = Role.objects.first().grade_scheme_id
    assert boss.post(add, data).status_code == 302
    assert Family.objects.get().version == family.version + 1


def test_a_part_stays_in_its_family(boss, family):
    other = drafts.write(document("other"), by=None)
    for row in (
        Role.objects.filter(family=family).first(),
        family.specialties.first(),
        family.hiring_processes.first(),
    ):
        page = page_of(row)
        assert boss.post(page, {**form_of(undrawn(boss, page)), "family": other.pk}).status_code == 302
        row.refresh_from_db()
        assert row.family_id == family.pk


def test_reference_data_names_the_facts_that_were_seen(boss):
    for row in (Level.objects.get(slug="staff"), Company.objects.get(), department()):
        page = page_of(row)
        seen = form_of(undrawn(boss, page))
        row.name = "By somebody else"
        row.record(by=None)
        for data in (seen, {**seen, "seen_digest": ""}):
            answer = boss.post(page, {**data, "name": "Mine"})
            assert answer.context["adminform"].form["name"].value() == "Mine"
            row.refresh_from_db()
            assert row.name == "By somebody else"
        assert "Somebody else saved By somebody else while" in boss.post(page, seen).content.decode()


# Texts and numbers that the document refuses


@pytest.mark.parametrize(
    ("kind", "name", "typed", "sentence"),
    [
        (Role, "title", "a\ufeff", "contains the character U+FEFF, which no text may hold"),
        (Role, "overview", "a\x07", "contains the character U+0007, which no text may hold"),
        (Role, "overview", "x" * 4_500_000, "Value should have at most 100000 characters, not 4500000"),
        (Role, "job_code", "\x1b[2J", "contains the character U+001B, which no text may hold"),
        (Specialty, "name", "\ufeff", "contains the character U+FEFF, which no text may hold"),
        (Specialty, "reports_to_text", "x" * 100_001, "Value should have at most 100000 characters, not 100001"),
        (Family, "summary", "a\x7f", "contains the character U+007F, which no text may hold"),
        (HiringProcess, "intro", "a\x07", "contains the character U+0007, which no text may hold"),
        (Level, "rank", "32768", "Ensure this value is less than or equal to 32767."),
    ],
    ids=lambda each: str(getattr(each, "__name__", each))[:10],
)
def test_what_the_document_refuses_is_refused_at_the_field(boss, family, kind, name, typed, sentence):
    page = page_of(kind.objects.first())
    assert errors_of(boss.post(page, {**form_of(undrawn(boss, page)), name: typed})) == {name: [sentence]}


def test_a_reporting_line_is_written_as_family_and_role(boss, family):
    page = page_of(Role.objects.first())
    errors = errors_of(boss.post(page, {**form_of(undrawn(boss, page)), "reports_to_role": "the boss"}))
    assert list(errors) == ["reports_to_role"]


def test_a_long_line_is_a_title_of_a_process(boss, family):
    page = page_of(HiringProcess.objects.get())
    assert boss.post(page, {**form_of(undrawn(boss, page)), "title": "x" * 900}).status_code == 302


def test_steps_are_held_to_it_as_well(boss, family):
    page = page_of(HiringProcess.objects.get())
    data = {**form_of(undrawn(boss, page)), "steps-0-minutes_to": "10001", "steps-1-text": "a\ufeff"}
    assert boss.post(page, data).context["inline_admin_formsets"][0].formset.errors == [
        {"minutes_to": ["Input should be less than or equal to 10000"]},
        {"text": ["contains the character U+FEFF, which no text may hold"]},
        {},
        {},
    ]


# Whatever else an address or a form may hold


@pytest.mark.parametrize("key", ["abc", "\x00", "1" + "0" * 23, "-1", "1e3", "²"])
def test_keys_that_are_none(boss, family, key):
    codes = {
        boss.post(reverse("admin:careers_role_add"), {"family": key, "title": "x", "level": key}).status_code,
        boss.get(reverse("admin:careers_role_add"), {"family": key, "level": key, "position": key}).status_code,
        boss.get(reverse("admin:careers_role_changelist"), {"level__id__exact": key}, follow=True).status_code,
        boss.get(f"/admin/careers/role/{key}/change/", follow=True).status_code,
        boss.post(f"/admin/careers/role/{key}/delete/", {"post": "yes"}, follow=True).status_code,
    }
    assert codes <= {200, 400, 404}


@pytest.mark.parametrize(
    ("address", "data", "codes"),
    [
        ("/admin/careers/role/", {"title__regex": "("}, {400}),
        ("/admin/careers/role/", {"q": "word " * 2_000}, {200}),
        ("/admin/careers/revision/", {"q": "word " * 2_000}, {200}),
        ("/admin/kernel/user/", {"q": "word " * 2_000}, {200, 400}),
        ("/admin/autocomplete/", {}, {400, 403}),
        (
            "/admin/autocomplete/",
            {"app_label": "careers", "model_name": "role", "field_name": "family", "page": "x"},
            {404},
        ),
        ("/admin/careers/revision/", {"p": "9" * 30}, {200, 302, 400}),
    ],
)
def test_questions_that_have_no_answer(boss, family, address, data, codes):
    assert boss.get(address, data, follow=True).status_code in codes


def test_a_search_takes_the_words_that_a_person_types(boss, family):
    shown = boss.get("/admin/careers/role/", {"q": "engineer " * 20 + "nowhere"})
    assert {row.slug for row in shown.context["cl"].queryset} == {"junior-engineer", "staff-engineer", "manager"}


def test_a_fault_elsewhere_is_still_a_fault(client, monkeypatch):
    from careers import reading

    def fail(*args):
        raise ValueError("ours")

    client.raise_request_exception = False
    monkeypatch.setattr(reading.Reading, "of", fail)
    assert [client.get(address).status_code for address in ("/levels/", "/api/v1/levels/")] == [500, 500]


def test_who_may_only_look_sees_the_form(client, staff):
    from django.contrib.auth.models import Permission

    department()
    drafts.write(document(), by=None)
    staff.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(staff)
    for model in (Family, Role, Specialty, HiringProcess, Level, Company):
        row = model._default_manager.first()
        assert client.get(page_of(row)).status_code == 200
        assert client.post(page_of(row), {"title": "Sneaked in", "name": "Sneaked in"}).status_code == 403
