"""The pages of errors: what went wrong, and where to go from there."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError

from careers import publishing, reading
from careers.models import Company, Family
from tests.factories import department, document, published
from tests.pages.html import parse

DETAIL = "div.page p.lead"


@pytest.fixture(scope="module")
def rows(module_database):
    with module_database():
        company = Company.objects.get()
        company.name = "Bellfounders"
        company.record(by=None, starts_on=date(2026, 1, 1))
        department("works", name="The Works")
        department("foundry", name="Foundry", parent=department("works"))
        published(document("casting", department="foundry"), starts_on=date(2026, 3, 1))
        published(document("secret-society", department="secrets", visibility="internal"), starts_on=date(2026, 3, 1))


@pytest.fixture
def catalogue(rows, db):
    """Two families, of which one is internal, in departments of a company that has a name."""


def test_who_is_lost_may_search_or_begin_with_a_department(catalogue, get):
    page = get("/nowhere", status=404)
    assert page.texts("title") == ["Not found · Bellfounders"]
    assert page.one("main").text == (
        "404 Not found There is nothing at this address. All job families The start page "
        "Search roles, skills and duties Search Or start with a department The Works"
    )
    form = page.one("main form")
    assert (form.attributes["action"], form.one("input").attributes["name"]) == ("/search/", "q")
    assert page.links("ul.abreast a") == [("The Works", "/departments/works/")]


def test_of_departments_that_only_staff_see_nobody_is_told(catalogue, staff_client):
    page = parse(staff_client.get("/nowhere").content.decode())
    assert page.texts("ul.abreast a") == ["The Works"]


def test_what_was_not_there_yet_leads_to_today(catalogue, get):
    page = get("/job-families/platform/?as_of=2020-01-01", 404)
    assert page.links("ul.plain a")[0] == ("This page as it is today", "/job-families/platform/")


def test_no_address_that_was_asked_leads_off_the_site(catalogue, client):
    for asked, today in (("//evil.example/x", "/%2Fevil.example/x"), ("/job-families/a?b/", "/job-families/a%3Fb/")):
        answer = client.get("/", {"as_of": "2020-01-01"}, PATH_INFO=asked)
        assert answer.status_code == 404
        assert parse(answer.content.decode()).links("ul.plain a")[0] == ("This page as it is today", today)


def test_what_was_withdrawn_offers_a_search_as_well(catalogue, get):
    published(document("gilding", department="works"), starts_on=date(2026, 3, 1))
    publishing.withdraw(Family.objects.get(slug="casting"), by=None, reason="Done")
    page = get("/job-families/casting/", status=410)
    assert page.texts("h1") == ["Gone"]
    assert len(page.all("main form")) == 1
    assert page.texts("ul.abreast a") == ["The Works"]


@pytest.mark.parametrize("address", ["/?as_of=nope", "/job-families/?page=0", "/%00"])
def test_what_cannot_be_answered_says_why_on_a_calm_page(catalogue, get, address):
    page = get(address, status=400)
    assert page.texts("title") == ["Bad request · Bellfounders"]
    assert page.links("main a") == [("All job families", "/job-families/"), ("The start page", "/")]
    assert page.all("main form") == []


def test_who_may_not_is_told_so_in_the_frame(catalogue, staff_client):
    tomorrow = date.today() + timedelta(days=3)
    response = staff_client.get(f"/?as_of={tomorrow}")
    page = parse(response.content.decode())
    assert (response.status_code, page.texts("title")) == (403, ["Not allowed · Bellfounders"])


def test_a_fault_asks_no_database(catalogue, client, monkeypatch):
    def fail(*args):
        raise DatabaseError("a secret")

    client.raise_request_exception = False
    monkeypatch.setattr(reading.Reading, "of", fail)
    monkeypatch.setattr(reading.Reading, "of_visitor", fail)
    response = client.get("/")
    page = parse(response.content.decode())
    assert (response.status_code, page.texts("a.brand"), page.texts("title")) == (
        500, ["Rolebook"], ["Something went wrong here"],
    )  # fmt: skip
    assert client.get("/nowhere").status_code == 404


def test_finding_the_way_again_costs_three_queries(catalogue, client, django_assert_num_queries):
    for families in range(2):
        reading._snapshot.cache_clear()
        with django_assert_num_queries(3):
            client.get("/nowhere")
        published(document(f"more-{families}", department="foundry"), starts_on=date(2026, 3, 1))
