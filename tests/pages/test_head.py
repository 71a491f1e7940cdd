"""What the head of a page says of it to those who find or share it, and the trail that search engines read."""

import json
from datetime import date

import pytest
from django.utils.text import slugify
from hypothesis import given
from hypothesis import strategies as st

from careers.models import Company, Department
from careers.presenting import frame
from tests.factories import document, posted, published
from tests.pages.routes import HTML_PAGES, VACANCY

STAFF_ENGINEER = "/job-families/platform/staff-engineer/"


@pytest.fixture
def catalogue(db):
    published(starts_on=date(2026, 3, 1))
    posted(number=1, on=date(2026, 3, 1))


@pytest.fixture
def company(db):
    company = Company.objects.get()
    company.name, company.tagline = "Bellfounders", "Bells that outlive us."
    return company.record(by=None)


def head(page):
    """The metas and links of a page by their names."""
    metas = [node.attributes for node in page.all("head meta")]
    found = {each.get("name") or each.get("property"): each["content"] for each in metas if "content" in each}
    found |= {node.attributes["rel"]: node.attributes["href"] for node in page.all("head link")}
    return {name: found.get(name) for name in ("description", "robots", "canonical")} | {
        name: text for name, text in found.items() if name.startswith("og:")
    }


def test_the_head_of_a_family(catalogue, company, get):
    address = "http://testserver/job-families/platform/"
    assert head(get("/job-families/platform/")) == {
        "description": "Keeps the lights on.",
        "robots": None,
        "canonical": address,
        "og:title": "Platform, job family · Bellfounders",
        "og:description": "Keeps the lights on.",
        "og:url": address,
        "og:type": "website",
        "og:site_name": "Bellfounders",
    }


def test_where_no_page_says_more_the_company_does(catalogue, company, get):
    assert head(get("/"))["description"] == "Bells that outlive us."


def test_a_department_is_described_by_its_own_words(catalogue, company, get):
    there = Department.objects.get(slug="engineering")
    assert head(get("/departments/engineering/"))["description"] == (
        f"The job families of {there.name} at Bellfounders, with their roles."
    )
    there.description = "Casts *and* tunes & mends."
    there.record(by=None)
    assert head(get("/departments/engineering/"))["og:description"] == "Casts and tunes & mends."


def test_one_address_stands_for_all_ways_to_ask_for_a_page(catalogue, get, settings):
    settings.BASE_URL = "https://roles.example"
    for asked in (
        "/job-families/",
        "/job-families/?q=lights",
        "/job-families/?page=1",
        "/job-families/?as_of=2026-03-02",
    ):
        assert head(get(asked))["canonical"] == "https://roles.example/job-families/"


def test_what_search_engines_leave_out(catalogue, get, staff_client):
    out = [STAFF_ENGINEER, "/job-families/?q=lights", "/job-families/?level=staff", "/nowhere"]
    assert [head(get(address, status=404 if address == "/nowhere" else 200))["robots"] for address in out] == [
        "noindex"
    ] * 4  # staff see more than they may find


def test_what_search_engines_may_find(catalogue, get):
    robots = {
        address: head(get(address))["robots"]
        for address in ("/", "/job-families/", "/job-families/?page=1", STAFF_ENGINEER, "/job-families/?q=lights",
                        "/?as_of=2026-03-02")
    }  # fmt: skip
    assert [address for address, said in robots.items() if said] == ["/job-families/?q=lights", "/?as_of=2026-03-02"]


def test_every_title_can_be_shown_whole(db, get):
    long = "Reliability of the Distributed Telemetry of Rivers and Reservoirs in the Northern Uplands"
    company = Company.objects.get()
    company.name = "The Ancient Company of Founders of Bells, Limited"
    company.record(by=None)
    roles = [role.model_dump(mode="json") for role in document().roles]
    for role in roles:
        role["title"] = f"{role['title']}, {long}"[:190]
    published(document(title=long, roles=roles), starts_on=date(2026, 3, 1))
    posted(number=1, on=date(2026, 3, 1))
    vacancy = f"/jobs/1-{slugify(roles[0]['title'])}/"
    for address in (vacancy if address == VACANCY else address for address in HTML_PAGES):
        page = get(address)
        title = page.one("head title").text
        assert 0 < len(title) < 60, address
        assert head(page)["og:title"] == title, address


def test_titles_keep_what_tells_pages_apart():
    assert frame.title("Staff Engineer · Bellfounders") == "Staff Engineer · Bellfounders"
    assert (
        frame.title(f"{'Engineer ' * 5} · The Ancient Company of Founders")
        == "Engineer Engineer Engineer Engineer Engineer"
    )
    assert frame.title(f"{'Engineer ' * 9} · Bells") == f"{'Engineer ' * 6}".strip() + "…"
    assert frame.title("x" * 80) == "x" * 58 + "…"


@given(st.text(), st.integers(1, 80))
def test_what_is_cut_is_no_longer_than_asked(text, length):
    assert len(frame.cut(text, length)) <= length
    if len(folded := " ".join(text.split())) <= length:
        assert frame.cut(text, length) == folded


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_data_in_a_page_says_the_same_and_cannot_end_its_element(data):
    written = frame.json_ld(data)
    assert json.loads(written) == data
    assert not set("<>&\u2028\u2029") & set(written)


def test_the_trail_is_data_as_well(catalogue, get):
    page = get(STAFF_ENGINEER)
    trail = page.links("nav.trail a")
    assert trail == [
        ("Job families", "/job-families/"),
        ("Engineering", "/departments/engineering/"),
        ("Platform", "/job-families/platform/"),
    ]
    items = [{"name": text, "item": f"http://testserver{url}"} for text, url in trail] + [{"name": "Staff Engineer"}]
    assert page.data() == [
        {
            "@context": "https://schema.org",
            "@type": "BreadcrumbList",
            "itemListElement": [{"@type": "ListItem", "position": n, **each} for n, each in enumerate(items, start=1)],
        }
    ]


def test_the_masthead_tells_where_one_is(catalogue, get):
    def current(address):
        nodes = get(address).all("header.masthead nav a")
        return [(node.text, node.attributes["aria-current"]) for node in nodes if "aria-current" in node.attributes]

    assert current("/") == []
    assert current("/search/?q=bells") == [("Search", "page")]
    assert current("/levels/?as_of=2026-03-02") == [("Levels", "page")]
    assert current(STAFF_ENGINEER) == [("Job families", "true")]
