"""A role's page: everything that applies to it, with where it comes from."""

from datetime import date

import pytest

from careers.models import Company
from tests.factories import document, published

FIRST_DAY = date(2026, 3, 1)
STAFF = "/job-families/platform/staff-engineer/"


def lists(page):
    """{list: [(group, own, origin, statements)]}"""
    found = {}
    for section in page.all("section.list"):
        rows, group = [], ""
        for child in section.children:
            if getattr(child, "tag", "") == "h3":
                group = child.text
            elif getattr(child, "tag", "") == "div" and "run" in child.attributes["class"].split():
                own = "own" in child.attributes["class"].split()
                rows.append((group, own, child.one("p.origin").text.removeprefix("From: "), child.texts("li")))
        found[section.one("h2").text] = rows
    return found


@pytest.fixture
def page(db, get):
    published(starts_on=FIRST_DAY)
    return get(STAFF)


def test_facts_at_a_glance(page):
    assert page.texts("h1") == ["Staff Engineer"]
    assert page.texts("title") == ["Staff Engineer · Your company"]
    assert page.links("nav.trail a") == [
        ("Job families", "/job-families/"),
        ("Engineering", "/departments/engineering/"),
        ("Platform", "/job-families/platform/"),
    ]
    assert list(zip(page.texts("aside.facts dt"), page.texts("aside.facts dd"), strict=True)) == [
        ("Job family", "Platform"),
        ("Level", "Staff"),
        ("Track", "Individual contributor"),
        ("Grade", "8"),
        ("Primary language", "Go"),
        ("Reports to", "Manager, Engineering"),
    ]
    assert page.links("aside.facts dd a") == [
        ("Platform", "/job-families/platform/"),
        ("Staff", "/levels/#staff"),
        ("Manager, Engineering", "/job-families/platform/manager/"),
    ]


def test_lists_are_whole_with_where_each_statement_comes_from(page):
    assert lists(page) == {
        "Responsibilities": [
            ("", False, "Platform", ["Answer pages within ten minutes"]),
            ("", True, "This role", ["Solve problems of the highest scope"]),
        ],
        "Requirements": [
            ("", False, "Junior Engineer", ["Has built something"]),
            ("Language", False, "Platform", ["Writes clear English"]),
        ],
        "Performance indicators": [("", False, "Platform", ["Uptime"])],
        "Promotion criteria": [("", True, "This role", ["Leads a project across teams"])],
    }
    assert page.links("p.origin a") == [
        ("Platform", "/job-families/platform/"),
        ("Junior Engineer", "/job-families/platform/junior-engineer/"),
        ("Platform", "/job-families/platform/"),
        ("Platform", "/job-families/platform/"),
    ]


def test_the_family_s_sections_stand_in_their_place(page):
    headings = [node.text for node in page.one("div.body").descendants() if node.tag == "h2"]
    assert headings == [
        "Responsibilities",
        "On call",
        "Requirements",
        "Performance indicators",
        "Promotion criteria",
        "Before and after this role",
        "How we hire",
    ]


def test_steps_to_and_from_the_role(page, get):
    assert page.texts("section#career-steps h3") == ["Where people come from"]
    assert page.texts("section#career-steps li") == ["Promotion Junior Engineer"]
    junior = get("/job-families/platform/junior-engineer/")
    assert junior.texts("section#career-steps h3") == ["Where it leads"]
    assert junior.texts("section#career-steps li") == ["Promotion Staff Engineer"]


def test_hiring_process_of_the_role_s_track(page, get):
    assert page.texts("section#hiring h3") == ["For engineers"]
    assert page.texts("section#hiring ol.steps li") == [
        "Screening A call 30 minutes · with: Recruiter",
        "Offer An offer",
    ]
    assert get("/job-families/platform/manager/").all("section#hiring") == []


def test_a_specialty_may_be_looked_at(page, get):
    assert page.links("nav.choices a") == [("Any", STAFF), ("Storage", f"{STAFF}?specialty=storage")]
    chosen = get(f"{STAFF}?specialty=storage")
    assert chosen.texts("h1") == ["Staff Engineer, Storage"]
    assert lists(chosen)["Requirements"] == [
        ("", False, "Junior Engineer", ["Has built something"]),
        ("", False, "Storage", ["Knows disks"]),
        ("Language", False, "Platform", ["Writes clear English"]),
    ]
    assert [node.text for node in chosen.all("nav.choices a") if "aria-current" in node.attributes] == ["Storage"]
    facts = dict(zip(chosen.texts("aside.facts dt"), chosen.texts("aside.facts dd"), strict=True))
    assert facts["Primary language"] == "Rust"


def test_a_segment_sets_the_grade(db, get):
    published()
    page = get("/job-families/platform/manager/?specialty=enterprise")
    facts = dict(zip(page.texts("aside.facts dt"), page.texts("aside.facts dd"), strict=True))
    assert facts["Grade"] == "11"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("specialty=enterprise", "specialty: this role has storage."),
        ("specialty=canary-focus", "specialty: this role has storage."),
        ("specialty=storage&specialty=storage", "specialty: choose one."),
    ],
)
def test_a_specialty_that_the_role_does_not_have_is_refused(page, get, query, sentence):
    assert get(f"{STAFF}?{query}", status=400).texts("p.lead") == [sentence]


def test_a_specialty_of_nothing_is_no_choice(page, get):
    assert get(f"{STAFF}?specialty=").texts("h1") == ["Staff Engineer"]


def test_grade_scheme_is_named_where_it_is_not_the_general_one(db, get):
    roles = [{"title": "Seller", "slug": "seller", "grade_scheme": "sales", "grade_options": ["6", "7"]}]
    published(document(roles=roles, specialties=[], career_steps=[]))
    facts = get("/job-families/platform/seller/").one("aside.facts")
    assert facts.texts("dd") == ["Platform", "Individual contributor", "6 or 7 (Sales)", "Go"]


@pytest.mark.parametrize(
    ("hiring", "sentence"),
    [
        ("promotion_only", "By promotion only: we do not hire into this role from outside."),
        ("closed", "Closed: nobody is hired or promoted into this role at present."),
    ],
)
def test_how_one_comes_into_the_role(db, get, hiring, sentence):
    published(
        document(roles=[{"title": "Fellow", "slug": "fellow", "hiring": hiring}], specialties=[], career_steps=[])
    )
    assert get("/job-families/platform/fellow/").texts("aside.facts dd")[-1] == sentence


def test_the_company_s_texts_close_the_page(db, get):
    company = Company.objects.get()
    company.confidence_text = "You need not match **every** line."
    company.how_to_apply = "Write to us."
    company.accommodation = "Tell us what helps."
    company.about = "We make bells."
    company.equal_opportunity = "Everyone is welcome."
    company.benefits = [{"name": "Holiday", "text": "30 days", "condition": "Everyone"}]
    company.compensation = [{"name": "Salary", "text": "By grade"}]
    company.record(by=None)
    published()
    page = get(STAFF)
    assert page.texts("div.confidence") == ["You need not match every line."]
    assert page.one("section#how-to-apply").text == (
        "How to apply Write to us. If you need something to be different Tell us what helps."
    )
    assert page.texts("section#benefits dl div") == ["Holiday 30 days Everyone"]
    assert page.texts("section#compensation dl div") == ["Salary By grade"]
    assert page.one("section#about").text == "About Your company We make bells."
    assert page.one("section#equal-opportunity").text == "Equal opportunity Everyone is welcome."


def test_what_is_inherited_from_a_hidden_role_does_not_name_it(db, get):
    roles = [
        {"title": "CANARY", "slug": "canary", "visibility": "internal", "requirements": [{"text": "Owns boots"}]},
        {"title": "Walker", "slug": "walker", "extends": "canary"},
    ]
    published(document(roles=roles, specialties=[], career_steps=[]))
    found = lists(get("/job-families/platform/walker/"))["Requirements"]
    assert found == [
        ("", False, "Other roles as well", ["Owns boots"]),
        ("Language", False, "Platform", ["Writes clear English"]),
    ]


def test_job_code_is_for_staff(page, get, staff_client):
    facts = get("/job-families/platform/junior-engineer/").one("aside.facts")
    assert ("Job code", "PL-1") in zip(facts.texts("dt"), facts.texts("dd"), strict=True)
