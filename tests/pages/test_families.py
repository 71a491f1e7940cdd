"""The list of job families: filters, search and pages, with the state in the address."""

import pytest

from careers.models import Company, Department, Family
from tests.factories import document, posted, published


def role(slug, **facts):
    return {"title": slug.replace("-", " ").title(), "slug": slug, **facts}


def small(slug, *roles, **changes):
    """A family of these roles and nothing that they do not bring."""
    nothing = {"responsibilities": [], "requirements": [], "specialties": [], "career_steps": [], "sections": []}
    return document(slug, **{**nothing, "roles": list(roles), **changes})


@pytest.fixture
def catalogue(rows, db):
    """Families of three departments, one of them internal."""


@pytest.fixture(scope="module")
def rows(module_database):
    with module_database():
        _write_rows()


def _write_rows():
    engineering = Department(slug="engineering", name="Engineering").record(by=None)
    Department(slug="foundry", name="Foundry", parent=engineering).record(by=None)
    Department(slug="sales", name="Sales").record(by=None)
    published(
        small(
            "casting",
            role("caster", level="junior", grade="5", requirements=[{"text": "Bears Straße heat"}]),
            role("lead-caster", level="manager", track="management", grade="8"),
            department="foundry",
            specialties=[{"name": "Bronze", "slug": "bronze"}, {"name": "Iron", "slug": "iron", "roles": ["caster"]}],
        )
    )
    published(small("drafting", role("drafter", level="senior", grade="7"), department="engineering"))
    published(
        small(
            "selling",
            role("seller", level="senior", grade_scheme="sales", grade_options=["6", "7"]),
            department="sales",
            specialties=[{"name": "Abbeys", "slug": "abbeys", "kind": "segment", "grades": {"seller": "9"}}],
        )
    )
    published(small("canary-room", role("canary", level="fellow", grade="15"), visibility="internal"))


def found(page):
    return page.texts("a.title")


def test_the_whole_list(catalogue, get):
    page = get("/job-families/")
    assert page.texts("h1") == ["Job families"]
    assert page.texts("h2.results") == ["3 job families"]
    assert page.texts("li.family-line") == [
        "Casting Keeps the lights on. Foundry · 2 roles · Junior to Manager · grades 5 to 8",
        "Drafting Keeps the lights on. Engineering · 1 role · Senior · grade 7",
        "Selling Keeps the lights on. Sales · 1 role · Senior · grades 6 to 9",
    ]
    assert page.links("li.family-line a")[:2] == [
        ("Casting", "/job-families/casting/"),
        ("Foundry", "/departments/foundry/"),
    ]


def facets(page):
    """Labels and numbers by facet: {"Level": ["Junior 1", "Senior 2"]}"""
    found = {}
    for facet in page.all("details.facet"):
        numbers = [node.text.split()[0] for node in facet.all("label span.number")]
        labels = [label.text.removesuffix(" job family").removesuffix(" job families") for label in facet.all("label")]
        assert [label.split()[-1] for label in labels] == numbers
        found[facet.one("legend").text] = labels
    return found


def test_the_fields_offer_what_there_is_with_how_many_families_have_it(catalogue, get):
    assert facets(get("/job-families/")) == {
        "Department": ["Engineering 2", "Foundry 1", "Sales 1"],
        "Track": ["Individual contributor 3", "Management 1"],
        "Level": ["Junior 1", "Senior 2", "Manager 1"],
        "Grade": ["5 1", "6 1", "7 2", "8 1", "9 1"],
        "Specialty": ["Abbeys 1", "Bronze 1", "Iron 1"],
        "Primary language": ["Go 3"],
    }


def test_a_department_below_another_stands_below_it(catalogue, get):
    labels = get("/job-families/").all("details.facet")[0].all("label")
    assert [(label.text.split()[0], label.attributes.get("class")) for label in labels] == [
        ("Engineering", None),
        ("Foundry", "depth-1"),
        ("Sales", None),
    ]


def test_numbers_follow_what_is_chosen_in_the_other_fields(catalogue, get):
    """Values of one field are alternatives, so its own choice does not narrow it; and what is asked of roles holds for
    one role: nobody is a manager of grade 5."""
    assert facets(get("/job-families/?level=junior&level=manager&grade=5")) == {
        "Department": ["Engineering 1", "Foundry 1"],
        "Track": ["Individual contributor 1"],
        "Level": ["Junior 1", "Manager 0"],
        "Grade": ["5 1", "8 1"],
        "Specialty": ["Bronze 1", "Iron 1"],
        "Primary language": ["Go 1"],
    }


def test_numbers_follow_the_words_of_the_search(catalogue, get):
    assert facets(get("/job-families/?q=heat"))["Department"] == ["Engineering 1", "Foundry 1"]
    assert facets(get("/job-families/?q=xyzzy&grade=7")) == {"Grade": ["7 0"]}


def test_open_vacancies_are_a_field_and_stand_on_the_cards(catalogue, get):
    posted("caster", family=Family.objects.get(slug="casting"))
    posted("lead-caster", family=Family.objects.get(slug="casting"))
    posted("canary", family=Family.objects.get(slug="canary-room"), visibility="internal")
    posted(title="Whatever you do best")
    page = get("/job-families/")
    assert facets(page)["Vacancies"] == ["Open now 1"]
    assert page.texts("p.hiring-now") == ["2 open vacancies"]
    page = get("/job-families/?vacancies=open")
    assert found(page) == ["Casting"]
    assert facets(page)["Department"] == ["Engineering 1", "Foundry 1"]
    assert page.links("ul.chosen a") == [("Remove Vacancies: Open now ×", "/job-families/")]


def test_primary_languages_of_families_and_specialties(catalogue, get):
    published(
        small(
            "boards",
            role("designer"),
            primary_language="C",
            specialties=[
                {"name": "Screens", "slug": "screens", "primary_language": "C#, .NET"},
                {"name": "Canary", "slug": "canary", "primary_language": "Whitespace", "visibility": "internal"},
            ],
        )
    )
    assert facets(get("/job-families/"))["Primary language"] == ["C 1", "C#, .NET 1", "Go 3"]
    page = get("/job-families/?language=C%23%2C+.NET")
    assert found(page) == ["Boards"]
    assert page.links("ul.chosen a") == [("Remove Primary language: C#, .NET ×", "/job-families/")]
    assert found(get("/job-families/?language=Whitespace")) == found(get("/job-families/?language=Nonsense")) == []


FILTERED = {
    "department=foundry": ["Casting"],
    "department=engineering": ["Casting", "Drafting"],
    "department=sales&department=foundry": ["Casting", "Selling"],
    "track=management": ["Casting"],
    "level=senior": ["Drafting", "Selling"],
    "level=senior&level=junior": ["Casting", "Drafting", "Selling"],
    "grade=7": ["Drafting", "Selling"],
    "grade=9": ["Selling"],
    "specialty=bronze": ["Casting"],
    "language=Go": ["Casting", "Drafting", "Selling"],
    "vacancies=open": [],
    "track=management&specialty=iron": [],
    "track=management&grade=5": [],
    "level=senior&grade=6": ["Selling"],
    "q=STRASSE": ["Casting"],
    "q=heat bears": ["Casting"],
    "q=heat hail": [],
    "q=100%25": [],
    "q=_": [],
    "q=": ["Casting", "Drafting", "Selling"],
    "q=canary": [],
    "level=fellow": [],
    "colour=blue&utm_source=x": ["Casting", "Drafting", "Selling"],
}


def test_filters_narrow_and_repeat(catalogue, get):
    for query, families in FILTERED.items():
        page = get(f"/job-families/?{query}")
        assert found(page) == families, query
        count = len(families)
        assert page.texts("h2.results") == [f"{count} job {'family' if count == 1 else 'families'}"], query


def test_the_form_keeps_what_was_asked_and_each_choice_can_be_taken_back(catalogue, get):
    page = get("/job-families/?q=heat&level=junior&level=senior&grade=5")
    assert page.one("input#q").attributes["value"] == "heat"
    checked = [node.attributes["value"] for node in page.all("input") if "checked" in node.attributes]
    assert checked == ["junior", "senior", "5"]
    assert page.texts("span.count") == ["2 chosen", "1 chosen"]
    assert page.links("ul.chosen a") == [
        ("Remove “heat” ×", "/job-families/?level=junior&level=senior&grade=5"),
        ("Remove Level: Junior ×", "/job-families/?q=heat&level=senior&grade=5"),
        ("Remove Level: Senior ×", "/job-families/?q=heat&level=junior&grade=5"),
        ("Remove Grade: 5 ×", "/job-families/?q=heat&level=junior&level=senior"),
        ("Clear all", "/job-families/"),
    ]


def test_nothing_found_leads_on(catalogue, get):
    page = get("/job-families/?q=xyzzy&level=senior")
    said = page.all("div.page p")[-1]
    assert said.text == (
        "No job family matches. Take one of the choices away, or see them all. "
        "Or search for “xyzzy” in everything, misspelt words too."
    )
    assert said.links() == [
        ("see them all", "/job-families/"),
        ("search for “xyzzy” in everything", "/search/?q=xyzzy"),
    ]


def test_a_specialty_that_nobody_has_stays_in_the_form(catalogue, get):
    page = get("/job-families/?specialty=gold")
    assert found(page) == []
    assert page.links("ul.chosen a") == [("Remove Specialty: gold ×", "/job-families/")]


REFUSED = [
    ("level=lord", "level", "'lord' is not known here."),
    ("grade=-1", "grade", "'-1' is not known here."),
    ("department=nowhere", "department", "'nowhere' is not known here."),
    ("track=both", "track", "'both' is not known here."),
    ("specialty=No Slug", "specialty", "'No Slug' is no slug: small letters, digits and hyphens."),
    ("language=" + "x" * 101, "language", f"'{'x' * 100}': write 1 to 100 characters."),
    ("vacancies=closed", "vacancies", "'closed' is not known here."),
    ("q=" + "x" * 201, "q", "Ensure this value has at most 200 characters (it has 201)."),
]


def test_a_value_that_cannot_be_used_says_so_beside_its_field(catalogue, get):
    for query, field, sentence in REFUSED:
        page = get(f"/job-families/?{query}", status=400)
        assert page.texts(f"p#{field}-error") == [sentence]
        assert found(page) == []
        assert page.texts("p.error")[-1] == "Nothing was searched, because of what is said above."


def test_pages_of_fifty(catalogue, get):
    for number in range(1, 52):
        published(small(f"family-{number:02}", overview="One of fifty."))
    first, second = get("/job-families/?q=fifty"), get("/job-families/?q=fifty&page=2")
    addresses = ("/job-families/?page=1", "/job-families/?page=2", "/job-families/?q=fifty&page=2")
    links = [get(each).all("head link") for each in addresses]
    canonical = [link.attributes["href"] for each in links for link in each if link.attributes["rel"] == "canonical"]
    assert canonical == [f"http://testserver/job-families/{query}" for query in ("", "?page=2", "")]
    assert first.texts("h2.results") == second.texts("h2.results") == ["51 job families"]
    assert found(first) == [f"Family {number:02}" for number in range(1, 51)]
    assert found(second) == ["Family 51"]
    assert first.one("nav.pages").text == "Page 1 of 2 Next"
    assert first.links("nav.pages a") == [("Next", "/job-families/?q=fifty&page=2")]
    assert second.links("nav.pages a") == [("Previous", "/job-families/?q=fifty")]


def test_a_page_that_is_not_there_is_refused(catalogue, get):
    for number in ("0", "2", "-1", "x", "", "1&page=1", "9" * 40, "²", "1.0"):
        page = get(f"/job-families/?page={number}", status=400)
        assert page.texts("p.lead") == ["page: write a whole number from 1 to 1."], number


def test_grades_that_are_not_public_are_no_filter(catalogue, get):
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)
    page = get("/job-families/?grade=7")
    assert found(page) == ["Casting", "Drafting", "Selling"]
    assert page.texts("legend") == ["Department", "Track", "Level", "Specialty", "Primary language"]
    assert page.texts("li.family-line")[1] == "Drafting Keeps the lights on. Engineering · 1 role · Senior"


def test_staff_find_what_is_internal(catalogue, staff_client, get):
    assert found(get("/job-families/?q=canary&level=fellow")) == ["Canary Room"]


def test_the_day_stays_while_one_searches(catalogue, get, today):
    page = get(f"/job-families/?as_of={today}&level=junior")
    assert [
        (node.attributes["name"], node.attributes["value"])
        for node in page.all("input")
        if node.attributes.get("type") == "hidden"
    ] == [("as_of", str(today))]
    assert page.links("ul.chosen a") == [("Remove Level: Junior ×", f"/job-families/?as_of={today}")]
