"""A specialty's page: which roles may have it, at which grade and under which job code, is one table."""

import pytest
from django.urls import reverse

from careers import drafts
from careers.models import Family, Role, Specialty
from tests.admin.editing import change, draft, page_of, sent_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise(db):
    draft()
    return Specialty.objects.get(slug="enterprise")


def rows_of(client, specialty):
    rows = client.get(page_of(specialty)).context["adminform"].form.role_rows()
    return [(title, *(cell.value() for cell in cells)) for title, cells in rows]


def test_roles_are_ticked_and_given_a_grade_and_a_job_code(boss, enterprise):
    assert rows_of(boss, enterprise) == [
        ("Junior Engineer", False, "", ""),
        ("Staff Engineer", False, "", ""),
        ("Manager, Engineering", True, "11", ""),
        ("CANARY Secret Role", False, "", ""),
    ]
    said = {
        "has-staff-engineer": "on",
        "grade-staff-engineer": "9",
        "grade-manager": "",
        "code-staff-engineer": " PL-8E",
    }
    change(boss, enterprise, **said)
    saved = drafts.read(Family.objects.get()).specialty("enterprise")
    assert (saved.roles, saved.grades, saved.job_codes) == (
        ("manager", "staff-engineer"),
        {"staff-engineer": "9"},
        {"staff-engineer": "PL-8E"},
    )
    enterprise.refresh_from_db()
    assert rows_of(boss, enterprise)[1] == ("Staff Engineer", True, "9", "PL-8E")
    change(boss, enterprise, **{"code-staff-engineer": ""})
    assert drafts.read(Family.objects.get()).specialty("enterprise").job_codes == {}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("K\x1b7", "contains the character U+001B, which no text may hold"),
        ("K" * 1001, "Ensure this value has at most 1000 characters (it has 1001)."),
    ],
)
def test_a_job_code_is_a_line(boss, enterprise, typed, sentence):
    answer = boss.post(page_of(enterprise), {**sent_by(boss.get(page_of(enterprise))), "code-manager": typed})
    assert answer.context["adminform"].form.errors == {"code-manager": [sentence]}


def test_no_tick_means_every_role(boss, enterprise):
    data = sent_by(boss.get(page_of(enterprise)))
    del data["has-manager"]
    assert boss.post(page_of(enterprise), data).status_code == 302
    assert drafts.read(Family.objects.get()).specialty("enterprise").roles == ()


def test_a_grade_of_another_scheme_is_no_choice(boss, enterprise):
    answer = boss.post(page_of(enterprise), {**sent_by(boss.get(page_of(enterprise))), "grade-manager": "77"})
    assert list(answer.context["adminform"].form.errors) == ["grade-manager"]


def test_a_grade_that_is_not_in_the_scheme_any_more_stays_what_it_is(boss, enterprise):
    Specialty.objects.filter(pk=enterprise.pk).update(grades={"manager": "77"})
    change(boss, enterprise)
    enterprise.refresh_from_db()
    assert enterprise.grades == {"manager": "77"}


def test_what_everybody_is_told_stands_beside(boss, enterprise):
    answer = boss.get(page_of(enterprise))
    panels = {name: panel for _, name, panel in answer.context["beside"] if name}
    assert [(run.group, [each.text for each in run.statements]) for run in panels["requirements"].runs] == [
        ("Language", ["Writes clear English"])
    ]
    assert 'name="_omit"' not in answer.content.decode()


def test_a_new_specialty_is_made_from_the_family(boss, enterprise):
    family = Family.objects.get()
    add = reverse("admin:careers_specialty_add") + f"?family={family.pk}"
    data = sent_by(boss.get(add)) | {"name": "Networks", "slug": "networks", "has-staff-engineer": "on"}
    assert boss.post(add, data).status_code == 302
    saved = drafts.read(Family.objects.get()).specialties[-1]
    assert (saved.slug, saved.roles) == ("networks", ("staff-engineer",))


def test_without_a_family_there_are_no_roles_to_choose_yet(boss, enterprise):
    add = reverse("admin:careers_specialty_add")
    assert boss.get(add).context["adminform"].form.role_rows() == []
    data = sent_by(boss.get(add)) | {"family": Family.objects.get().pk, "name": "Networks", "slug": "networks"}
    assert boss.post(add, data).status_code == 302
    assert Specialty.objects.get(slug="networks").roles == []


def test_a_role_more_is_no_query_more(boss, enterprise, django_assert_num_queries):
    boss.get(page_of(enterprise))  # what is looked up once and for all
    with django_assert_num_queries(12):
        boss.get(page_of(enterprise))
    scheme = Role.objects.first().grade_scheme
    Role.objects.bulk_create(
        Role(family=enterprise.family, position=9 + n, title=f"Role {n}", slug=f"role-{n}", grade_scheme=scheme)
        for n in range(30)
    )
    with django_assert_num_queries(12):
        boss.get(page_of(enterprise))
