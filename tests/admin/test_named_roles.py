"""Where a line names a role: by its path, or by a title that only one has."""

import pytest

from careers.models import CareerStep, Role
from tests.admin.editing import change, draft, page_of, sent_by
from tests.factories import small_document

pytestmark = pytest.mark.django_db

SENTENCE = "Choose a role from the list, e.g. sales/senior-account-executive (family/role)."


@pytest.fixture
def family(db):
    draft(small_document("pumps"))  # which has a Junior Engineer as well
    return draft()


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("manager, engineering", "platform/manager"),
        ("Junior Engineer", "platform/junior-engineer"),  # one's own, of two
        ("pumps/junior", "pumps/junior"),
        ("", ""),
    ],
)
def test_a_reporting_line_names_a_role_by_path_or_title(boss, family, named, path):
    staff = Role.objects.get(slug="staff-engineer")
    change(boss, staff, reports_to_role=named)
    staff.refresh_from_db()
    assert staff.reports_to_role == path


@pytest.mark.parametrize("named", ["The Boss", "a/b/c", "sales/", "Junior Engineer"])
def test_what_names_no_role_or_several_is_asked_for_again(boss, family, named):
    other = draft(small_document("valves"))
    Role.objects.filter(family=other).update(title="Valve Engineer")
    row = Role.objects.get(family=other)
    answer = boss.post(page_of(row), {**sent_by(boss.get(page_of(row))), "reports_to_role": named})
    form = answer.context["adminform"].form
    assert (form.errors, form["reports_to_role"].value()) == ({"reports_to_role": [SENTENCE]}, named)


@pytest.mark.parametrize(
    ("named", "end"),
    [
        ("Manager, Engineering", ("platform", "manager")),
        ("Pumps", ("pumps", "")),
        ("pumps/junior", ("pumps", "junior")),
    ],
)
def test_a_career_step_leads_to_a_role_or_family_by_path_or_title(boss, family, named, end):
    change(boss, family, **{"career_steps-1-to": named})
    step = CareerStep.objects.filter(family=family).order_by("position").last()
    assert (step.to_family, step.to_role) == end


def test_an_end_that_is_none_is_asked_for_again(boss, family):
    answer = boss.post(page_of(family), {**sent_by(boss.get(page_of(family))), "career_steps-1-to": "The moon"})
    assert "Choose a role or a family from the list" in answer.content.decode()
