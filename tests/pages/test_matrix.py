"""A family's matrix: what each role adds, side by side, and the same as a table."""

import csv
from datetime import date
from io import StringIO

import pytest

from careers.models import Company, Family
from tests.factories import document, published, small_document

MATRIX = "/job-families/platform/matrix/"


@pytest.fixture
def catalogue(db):
    published(starts_on=date(2026, 3, 1))


def cells(page):
    """{row heading: [what each cell says]}"""
    return {row.one("th").text: row.texts("td") for row in page.all("tbody tr")}


def test_what_each_role_adds(catalogue, get):
    page = get(MATRIX)
    assert page.texts("h1") == ["Matrix of Platform"]
    assert page.texts("thead th") == [
        "What",
        "All roles",
        "Junior Engineer Junior · Grade 5",
        "Staff Engineer Staff · Grade 8 Builds on Junior Engineer",
        "Manager, Engineering Manager · Grade 8 or 9",
    ]
    assert page.links("thead a") == [
        ("Junior Engineer", "/job-families/platform/junior-engineer/"),
        ("Staff Engineer", "/job-families/platform/staff-engineer/"),
        ("Manager, Engineering", "/job-families/platform/manager/"),
    ]
    assert cells(page) == {
        "Responsibilities": [
            "Answer pages within ten minutes Solve problems of moderate scope managers only Hire and coach people",
            "",
            "Solve problems of the highest scope Refines: Solve problems of moderate scope",
            "",
        ],
        "Requirements": ["", "Has built something", "", ""],
        "Requirements Language": ["Writes clear English", "", "", ""],
        "Performance indicators": ["Uptime", "", "", ""],
        "Promotion criteria": ["", "", "Leads a project across teams", ""],
    }
    assert {node.attributes["scope"] for node in page.all("thead th")} == {"col"}
    assert {node.attributes["scope"] for node in page.all("tbody th")} == {"row"}
    # What a phone shows above each cell, where the columns are not.
    assert [node.attributes["data-of"] for node in page.all("tbody tr")[0].all("td")] == [
        "All roles",
        "Junior Engineer",
        "Staff Engineer",
        "Manager, Engineering",
    ]


def test_one_track_alone(catalogue, get):
    page = get(f"{MATRIX}?track=management")
    assert page.texts("thead th")[1:] == ["All roles", "Manager, Engineering Manager · Grade 8 or 9"]
    assert cells(page)["Responsibilities"][0] == (
        "Answer pages within ten minutes Hire and coach people Solve problems of moderate scope"
    )
    ladder = cells(get(f"{MATRIX}?track=individual_contributor"))
    assert ladder["Responsibilities"][0] == "Answer pages within ten minutes Solve problems of moderate scope"
    assert page.links("nav.choices a") == [
        ("Both tracks", MATRIX),
        ("Individual contributor", f"{MATRIX}?track=individual_contributor"),
        ("Management", f"{MATRIX}?track=management"),
    ]
    assert [node.text for node in page.all("nav.choices a") if "aria-current" in node.attributes] == ["Management"]


def test_roles_stand_in_the_order_of_the_ladder_and_say_what_they_leave_out(db, get):
    roles = [
        {"title": "Staff", "slug": "staff", "level": "staff", "extends": "junior", "omits": ["boots"]},
        {
            "title": "Junior",
            "slug": "junior",
            "level": "junior",
            "requirements": [{"text": "Owns boots", "key": "boots"}],
        },
        {"title": "Twin", "slug": "twin", "requirements": [{"text": "As the junior", "inherits": ["junior"]}]},
    ]
    published(small_document("walking").model_copy(update={"requirements": ()}))
    published(document("walking", roles=roles, specialties=[], career_steps=[], responsibilities=[], requirements=[],
                       performance_indicators=[]))  # fmt: skip
    page = get("/job-families/walking/matrix/")
    assert page.texts("thead th a") == ["Junior", "Staff", "Twin"]
    assert cells(page) == {
        "Requirements": ["Owns boots", "", "As the junior The same list of Junior"],
        "Left out": ["", "Owns boots", ""],
    }
    assert page.all("nav.choices") == []


def test_a_family_that_states_nothing(db, get):
    roles = [{"title": "Junior", "slug": "junior"}]
    published(small_document("silent").model_copy(update={"requirements": (), "roles": ()}))
    page = get("/job-families/silent/matrix/")
    assert (page.all("table"), page.texts("main p")[-1]) == ([], "This family has no roles yet.")
    published(document("quiet", roles=roles, specialties=[], career_steps=[], responsibilities=[], requirements=[],
                       performance_indicators=[]))  # fmt: skip
    page = get("/job-families/quiet/matrix/")
    assert (page.all("table"), page.texts("main p")[-1]) == ([], "No role of this family states anything.")


def test_what_the_company_hides_is_in_neither(catalogue, get, client):
    company = Company.objects.get()
    company.public_grades = company.public_performance_indicators = False
    company.record(by=None)
    page = get(MATRIX)
    assert page.texts("thead th")[2] == "Junior Engineer Junior"
    assert "Performance indicators" not in cells(page)
    table = client.get("/job-families/platform/matrix.csv").content.decode()
    assert [word for word in ("Grade", "Uptime", "CANARY") if word in table] == []


def test_staff_see_what_is_internal(catalogue, get, staff_client):
    page = get(MATRIX)
    assert sorted(page.texts("thead th a")) == [
        "CANARY Secret Role", "Junior Engineer", "Manager, Engineering", "Staff Engineer",
    ]  # fmt: skip
    assert "CANARY duty" in cells(page)["Responsibilities"]


@pytest.mark.parametrize("address", [MATRIX, "/job-families/platform/matrix.csv"])
@pytest.mark.parametrize("query", ["track=sideways", "track=management&track=management"])
def test_an_unknown_track_is_refused(catalogue, get, address, query):
    page = get(f"{address}?{query}", status=400)
    assert page.texts("p.lead") == ["track: choose individual_contributor or management."]


def test_as_of_a_day(catalogue, get, client):
    published(document(roles=[{"title": "Only One", "slug": "only-one"}], specialties=[], career_steps=[]))
    assert get(MATRIX).texts("thead th a") == ["Only One"]
    page = get(f"{MATRIX}?as_of=2026-04-01")
    assert len(page.all("thead th")) == 5
    assert page.links("p.formats a") == [("CSV", "/job-families/platform/matrix.csv?as_of=2026-04-01")]
    get(f"{MATRIX}?as_of=2026-01-01", status=404)


def test_the_table_for_spreadsheets(db, client):
    roles = [
        {"title": "=1+1", "slug": "sum", "level": "junior", "grade": "5", "requirements": [{"text": "+ plus"}]},
        {
            "title": "Staff",
            "slug": "staff",
            "level": "staff",
            "grade": "8",
            "requirements": [{"text": "One"}, {"text": "Two", "replaces": "english"}],
        },
    ]
    published(
        document(
            roles=roles, specialties=[], career_steps=[], responsibilities=[], performance_indicators=[],
            requirements=[{"text": "English", "key": "english", "group": "Language"}], hiring_processes=[],
        )
    )  # fmt: skip
    response = client.get("/job-families/platform/matrix.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="platform-matrix.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(response.content.decode("utf-8-sig"), newline=""))) == [
        ["List", "Group", "All roles", "'=1+1", "Staff"],
        ["Level", "", "", "Junior", "Staff"],
        ["Track", "", "", "Individual contributor", "Individual contributor"],
        ["Grade", "", "", "5", "8"],
        ["Requirements", "Language", "English", "", ""],
        ["Requirements", "", "", "'+ plus", "One\nTwo [in place of: English]"],
    ]


def test_a_former_address_leads_on(catalogue, client):
    published(document("foundations"), family=Family.objects.get())
    for page in ("matrix/", "matrix.csv"):
        response = client.get(f"/job-families/platform/{page}?track=management")
        assert response.status_code == 301
        assert response.headers["Location"] == f"/job-families/foundations/{page}?track=management"
    assert client.get("/job-families/nowhere/matrix/").status_code == 404
    assert client.get("/job-families/nowhere/matrix.csv").status_code == 404
