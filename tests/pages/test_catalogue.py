"""The start page, departments and levels."""

import pytest

from careers.models import Company, Department, Family
from levels.models import GradeScheme
from tests.factories import document, posted, published, small_document


@pytest.fixture
def catalogue(db):
    """Three families: in a department, in one below it, and one that is internal."""
    company = Company.objects.get()
    company.name, company.tagline = "Bellfounders", "We cast bells."
    company.record(by=None)
    engineering = Department(slug="engineering", name="Engineering", description="Makes *things*.").record(by=None)
    Department(slug="foundry", name="Foundry", parent=engineering).record(by=None)
    Department(slug="empty", name="Empty").record(by=None)
    published(document("platform"))
    published(document("casting", department="foundry", summary="Pours bronze."))
    published(document("canary-family", department="empty", visibility="internal"))


def test_start_page_shows_departments_with_their_families(catalogue, get):
    page = get("/")
    assert page.texts("h1") == ["Bellfounders"]
    assert page.texts("title") == ["Bellfounders: job families and roles"]
    assert page.texts("div.hero p") == ["We cast bells.", "2 job families with 6 roles in 1 department"]
    assert page.links("section.department h2 a") == [("Engineering", "/departments/engineering/")]
    assert page.texts("div.department-head p") == ["2 job families, 6 roles"]
    assert page.links("section.department h3 a") == [("Foundry", "/departments/foundry/")]
    assert page.links("ul.names a") == [
        ("Platform", "/job-families/platform/"),
        ("Casting", "/job-families/casting/"),
    ]
    form = page.one("form.search")
    assert (form.attributes["method"], form.attributes["action"]) == ("get", "/search/")


def test_start_page_names_the_first_families_of_a_department(db, get):
    for number in range(1, 15):
        published(small_document(f"family-{number:02}"))
    names = get("/").links("ul.names a")
    assert names[-2:] == [
        ("Family 12", "/job-families/family-12/"),
        ("2 more of Engineering", "/departments/engineering/"),
    ]
    assert len(names) == 13


def test_start_page_says_how_many_vacancies_are_open(catalogue, get):
    family = Family.objects.get(slug="casting")
    posted(family=family)
    posted("manager", family=family)
    posted(title="Whatever you do best")
    page = get("/")
    assert page.texts("p.hiring-now") == ["2 open vacancies", "2 open vacancies"]
    assert page.links("p.hiring-now a")[1] == ("2 open vacancies", "/jobs/?department=engineering")
    assert get("/departments/engineering/").links("p.hiring-now a") == [
        ("2 open vacancies", "/jobs/?department=engineering"),
        ("2 open vacancies", "/jobs/?family=casting"),
    ]
    assert get("/departments/").links("span.meta a")[1] == ("2 open vacancies", "/jobs/?department=foundry")


def test_where_vacancies_are_counted_as_many_are_listed(catalogue, get):
    family = Family.objects.get(slug="casting")
    posted(family=family)
    posted("manager", family=family)
    posted(title="Whatever you do best")
    for address in ("/", "/departments/", "/departments/engineering/", "/job-families/"):
        for text, url in get(address).links("a"):
            if url.startswith("/jobs/") and "open" in text:
                assert get(url).texts("h2.results") == [text.replace("open ", "")], (address, url)


def test_start_page_of_an_empty_catalogue(db, get):
    assert get("/").one("main").text == (
        "Your company Search roles, skills and duties Search 0 job families with 0 roles in 0 departments "
        "No job family is published yet."
    )


def test_where_nothing_is_published_nothing_is_missed(db, get):
    assert get("/job-families/").texts("div.page p")[-1] == "No job family is published yet."
    assert get("/job-families/?as_of=2020-01-01").texts("div.page p")[-1] == "No job family is published on that day."


def test_staff_count_what_is_internal(catalogue, staff_client, get):
    page = get("/")
    assert page.texts("section.department h2") == ["Empty", "Engineering"]
    assert page.texts("div.department-head p") == ["1 job family, 4 roles", "2 job families, 8 roles"]


def test_departments_are_a_tree(catalogue, get):
    page = get("/departments/")
    assert page.texts("h1") == ["Departments"]
    assert page.texts("p.meta") == ["2 job families, 6 roles · Career paths between them"]
    assert page.one("ul.tree").text == "Engineering 2 job families, 6 roles Makes things. Foundry 1 job family, 3 roles"
    assert page.links("ul.tree ul a") == [("Foundry", "/departments/foundry/")]


def test_departments_of_an_empty_catalogue(db, get):
    assert (
        get("/departments/").one("main").text == "Departments 0 job families, 0 roles No job family is published yet."
    )


def test_department_shows_what_is_below(catalogue, get):
    page = get("/departments/engineering/")
    assert page.texts("h1") == ["Engineering"]
    assert page.texts("p.meta")[0] == "2 job families, 6 roles"
    assert page.texts("div.lead-prose") == ["Makes things."]
    assert page.links("section.branch h2 a") == [("Foundry", "/departments/foundry/")]
    assert page.texts("a.title") == ["Platform", "Casting"]
    assert page.texts("li.family-line") == [
        "Platform Keeps the lights on. 3 roles · Junior to Staff · grades 5 to 11",
        "Casting Pours bronze. 3 roles · Junior to Staff · grades 5 to 11",
    ]
    assert page.links("p.onward a") == [("Career paths in Engineering", "/career-paths/?department=engineering")]


def test_department_knows_what_is_above(catalogue, get):
    page = get("/departments/foundry/")
    assert page.links("nav.trail a") == [
        ("Job families", "/job-families/"),
        ("Engineering", "/departments/engineering/"),
    ]
    assert page.texts("a.title") == ["Casting"]


def test_a_department_without_families_that_the_reader_may_see_is_empty(catalogue, get):
    assert get("/departments/empty/").one("main").text == (
        "Job families Empty 0 job families, 0 roles No job family of this department is published."
    )


def test_unknown_department_is_not_found(catalogue, get):
    assert get("/departments/nowhere/", status=404).texts("p.lead") == ["There is no such department."]


def test_levels_stand_by_rank_with_factor_and_the_roles_that_have_them(catalogue, get):
    page = get("/levels/")
    rungs = [rung.texts("div.level") for rung in page.all("li.rung")]
    assert rungs == [
        ["Intern Individual contributor · No role yet"],
        [
            "Junior Individual contributor · 2 roles in 2 job families · grade 5 Also called Associate. "
            "Pay: 0.8 of the individual contributor benchmark."
        ],
        ["Intermediate Individual contributor · No role yet Pay: 1.0 of the individual contributor benchmark."],
        ["Senior Individual contributor · No role yet Pay: 1.2 of the individual contributor benchmark."],
        [
            "Staff Individual contributor · 2 roles in 2 job families · grade 8 Pay: 1.0 of the manager benchmark.",
            "Manager Management · 2 roles in 2 job families · grades 8 to 11 Pay: 1.0 of the manager benchmark.",
        ],
        [
            "Principal Individual contributor · No role yet",
            "Senior Manager Management · No role yet Pay: 1.2 of the manager benchmark.",
        ],
        [
            "Distinguished Individual contributor · No role yet",
            "Director Management · No role yet Pay: 1.0 of the level's own benchmark.",
        ],
        [
            "Fellow Individual contributor · No role yet",
            "Senior Director Management · No role yet Pay: 1.0 of the level's own benchmark.",
        ],
        ["Vice President Management · No role yet"],
        ["Senior Vice President Management · No role yet"],
        ["Executive Management · No role yet"],
    ]
    assert page.links("li.rung a") == [
        ("2 roles in 2 job families", "/job-families/?level=junior"),
        ("2 roles in 2 job families", "/job-families/?level=staff"),
        ("2 roles in 2 job families", "/job-families/?level=manager"),
    ]


def test_grade_scales_lead_to_the_families_of_each_grade(catalogue, get):
    page = get("/levels/")
    scale = page.one("section.scale")
    assert scale.one("h3").text == "General, Customer Success, Product and Sales"
    assert scale.texts("li") == ["4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"]
    assert scale.links("li a") == [(grade, f"/job-families/?grade={grade}") for grade in ("5", "8", "9", "11")]


def test_grade_scales_that_differ_stand_apart_general_first(catalogue, get):
    scheme = GradeScheme.objects.get(slug="product")
    scheme.description = "For those who decide what is built."
    scheme.record(by=None)
    page = get("/levels/")
    assert page.texts("section.scale h3") == ["General, Customer Success and Sales", "Product"]


def test_grade_scales_are_absent_where_grades_are_not_public(catalogue, get):
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)
    page = get("/levels/")
    assert page.texts("h2") == ["The ladder"]
    assert [text for text in page.texts("div.level p.meta") if " in " in text] == [
        "Individual contributor · 2 roles in 2 job families",
        "Individual contributor · 2 roles in 2 job families",
        "Management · 2 roles in 2 job families",
    ]
