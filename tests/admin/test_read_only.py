"""The editing pages for those who may not change what they show: the same in words, and nothing to press that fails."""

import pytest

from careers import findings
from careers.models import Family, HiringProcess, Role, Specialty
from tests.admin.editing import draft, page_of
from tests.admin.house import client_of, drafted, main, member, told, url
from tests.factories import department

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(db):
    return draft()


@pytest.fixture(params=["reviewer", "elsewhere"])
def onlooker(request, db):
    """Somebody who may look alone: a reviewer, and an editor of another department."""
    department("sales")
    user = member("rita", "Reviewer") if request.param == "reviewer" else member("ed", "Editor", within="sales")
    return client_of(user)


def shown(client, row):
    """The text of a page, which has nothing to fill in and nothing that only a machine reads."""
    page = main(client.get(page_of(row)))
    inputs = [each.attributes for each in page.all("input") if each.attributes.get("type") != "hidden"]
    assert inputs + page.all("select") + page.all("textarea") == []
    assert [each for each in ('[{"', '["', "None") if each in page.text] == []
    return page


def said(page, name):
    """What a field says, whether its text is written by us or by the stock admin."""
    return page.one(f"div.field-{name}").one("div.readonly").text


def test_a_family_is_shown_in_words(onlooker, family):
    page = shown(onlooker, family)
    assert (said(page, "department"), said(page, "visibility")) == ("Engineering", "Public")
    assert said(page, "requirements") == "### Language - Writes clear English"
    assert page.all("div.field-lead_requirements") == []
    steps = page.one("div.rows-table")
    assert steps.texts("thead th") == ["From role", "Kind", "To", "Text"]
    assert steps.texts("tbody td") == [
        "Junior Engineer",
        "Promotion",
        "platform/staff-engineer",
        "",
        "Staff Engineer",
        "Lateral",
        "platform/canary-role",
        "CANARY",
    ]


def test_a_role_is_shown_in_words_beside_what_it_inherits(onlooker, family):
    page = shown(onlooker, Role.objects.get(slug="manager"))
    assert (said(page, "level"), said(page, "track")) == ("Manager", "Management")
    assert said(page, "grade_options") == "8, 9"
    assert said(page, "hiring") == "Open"
    assert "Writes clear English" in page.text
    assert page.all("button") == []


def test_a_specialty_is_shown_with_its_roles(onlooker, family):
    page = shown(onlooker, Specialty.objects.get(slug="enterprise"))
    assert said(page, "kind") == "Segment"
    rows = page.one("table").all("tr")[1:]
    assert [[cell.text for cell in row.all("td")] for row in rows] == [
        ["No", "–", "–"],
        ["No", "–", "–"],
        ["Yes", "11", "–"],
        ["No", "–", "–"],
    ]


def test_a_hiring_process_is_shown_with_its_steps_and_their_time(onlooker, family):
    page = shown(onlooker, HiringProcess.objects.get())
    assert said(page, "tracks") == "Individual contributor"
    assert page.texts("div.rows-table tbody tr")[0] == "Screening A call 30 30 Recruiter No"
    assert page.one("p.total").text == "Time of the steps that are not optional: 30 minutes"
    assert "data-total" not in page.one("p.total output").attributes  # which a script would set to nothing


def test_what_would_be_refused_is_not_offered(family):
    department("sales")
    findings.refresh()
    ed, anna = member("ed", "Editor", within="sales"), member("anna", "Editor")
    hannah, sam = member("hannah", "Administrator"), member("sam", "Administrator", within="sales")
    assert "Submit for review" not in main(client_of(ed).get(page_of(family))).text
    assert "Submit for review" in main(client_of(anna).get(page_of(family))).text
    waivers = {
        user.username: "Waive…" in main(client_of(user).get(url("draftfinding_changelist"))).text
        for user in (anna, hannah, sam)
    }
    assert waivers == {"anna": False, "hannah": True, "sam": False}
    form = main(client_of(ed).get(url("family_import")))
    assert form.texts("select#id_department option") == ["---------", "Sales"]


def test_what_was_published_is_retired_and_not_deleted(boss):
    family = drafted()
    staff = Role.objects.get(slug="staff-engineer")
    for row in (family, staff):
        assert main(boss.get(page_of(row))).all("a.deletelink") == []
        for answer in (boss.get(page_of(row, "delete"), follow=True), boss.post(page_of(row, "delete"), follow=True)):
            assert told(answer) == [f"Not deleted: {row} was published. Retire it; then its address says what came."]
    assert (Family.objects.count(), Role.objects.filter(pk=staff.pk).count()) == (1, 1)


def test_a_role_that_others_build_on_says_which(boss, family):
    page = main(boss.get(page_of(Role.objects.get(slug="junior-engineer"), "delete")))
    assert "Junior Engineer cannot be deleted, because others refer to it." in page.text
    assert page.texts("ul#deleted-objects li") == [
        "Career step: Promotion to staff-engineer",
        "Role: Staff Engineer",
    ]


def test_a_refusal_in_the_admin_leads_back_there(family):
    client = client_of(member("rita", "Viewer"))
    answer = client.get(url("family_new"))
    assert answer.status_code == 403
    assert main(answer).links("article a") == [("Back to the admin", "/admin/")]
