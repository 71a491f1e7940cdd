"""The list of job families: filters, search and pages, with the state in the address."""

import pytest

from careers.models import Company, Department
from tests.factories import document, published


def role(slug, **facts):
    return {"title": slug.replace("-", " ").title(), "slug": slug, **facts}


def small(slug, *roles, **changes):
    """A family of these roles and nothing that they do not bring."""
    nothing = {"responsibilities": [], "requirements": [], "specialties": [], "career_steps": [], "sections": []}
    return document(slug, **{**nothing, "roles": list(roles), **changes})


@pytest.fixture
def catalogue(db):
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
        "Casting Keeps the lights on. Foundry · 2 roles",
        "Drafting Keeps the lights on. Engineering · 1 role",
        "Selling Keeps the lights on. Sales · 1 role",
    ]
    assert page.links("li.family-line a")[:2] == [
        ("Casting", "/job-families/casting/"),
        ("Foundry", "/departments/foundry/"),
    ]


def test_the_fields_offer_what_there_is(catalogue, get):
    facets = {facet.one("legend").text: facet.texts("label") for facet in get("/job-families/").all("details.facet")}
    assert list(facets) == ["Department", "Track", "Level", "Grade", "Specialty"]
    assert facets["Department"] == ["Engineering", "Foundry", "Sales", "Unassigned"]
    assert facets["Track"] == ["Individual contributor", "Management"]
    assert facets["Level"][:4] == ["Intern", "Junior", "Intermediate", "Senior"]
    assert facets["Grade"] == ["4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"]
    assert facets["Specialty"] == ["Abbeys", "Bronze", "Iron"]


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
    ("q=" + "x" * 201, "q", "Ensure this value has at most 200 characters (it has 201)."),
]


def test_a_value_that_cannot_be_used_says_so_beside_its_field(catalogue, get):
    for query, field, sentence in REFUSED:
        page = get(f"/job-families/?{query}", status=400)
        assert page.texts(f"p#{field}-error") == [sentence]
        assert found(page) == []
        assert page.texts("p.error")[-1] == "Nothing was searched, because of what is said above."


def test_pages_of_fifty(db, get):
    for number in range(1, 52):
        published(small(f"family-{number:02}"))
    first, second = get("/job-families/?q=lights"), get("/job-families/?q=lights&page=2")
    assert first.texts("h2.results") == second.texts("h2.results") == ["51 job families"]
    assert found(first) == [f"Family {number:02}" for number in range(1, 51)]
    assert found(second) == ["Family 51"]
    assert first.one("nav.pages").text == "Page 1 of 2 Next"
    assert first.links("nav.pages a") == [("Next", "/job-families/?q=lights&page=2")]
    assert second.links("nav.pages a") == [("Previous", "/job-families/?q=lights")]


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
    assert page.texts("legend") == ["Department", "Track", "Level", "Specialty"]


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
