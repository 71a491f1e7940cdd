"""Lists of no vacancy, of one and of more than a page holds."""

import pytest

from careers import vacancies
from careers.models import Company
from tests.factories import posted, posted_ahead, published
from tests.pages.test_vacancies import APRIL, ATOM, MARCH, lines, read


@pytest.fixture(scope="module")
def family(module_database):
    with module_database():
        published(starts_on=MARCH)


@pytest.fixture
def catalogue(family, db):
    """One family."""


@pytest.fixture
def company(db):
    company = Company.objects.get()
    company.name, company.time_zone = "Bellfounders", "Europe/Lisbon"
    return company.record(by=None)


def test_empty_lists_lead_on(catalogue, company, get):
    assert get("/jobs/").texts("main p")[0] == (
        "We are not looking for anybody in particular at present. The job families tell what we do here and how we "
        "hire, and the feed tells you when something opens."
    )
    assert get(f"/jobs/?as_of={APRIL}").texts("main p")[0].startswith("We are not looking for anybody in particular on")
    company.open_application = "Write to *us*."
    company.record(by=None)
    page = get("/jobs/?q=x&country=PT")
    assert page.one("section#open-application").text == "If nothing fits Write to us."
    assert page.links("ul.chosen a") == [
        ("Remove “x” ×", "/jobs/?country=PT"),
        ("Remove Country: Portugal ×", "/jobs/?q=x"),
        ("Clear all", "/jobs/"),
    ]


def test_a_long_list_has_pages(catalogue, get):
    for _ in range(51):
        posted(on=MARCH)
    first, second = get("/jobs/?country=PT"), get("/jobs/?country=PT&page=2")
    assert (len(lines(first)), len(lines(second))) == (50, 1)
    assert first.links("nav.pages a") == [("Next", "/jobs/?country=PT&page=2")]
    assert second.links("nav.pages a") == [("Previous", "/jobs/?country=PT")]
    assert get("/jobs/?page=3", 400).one("p.lead").text == "page: write a whole number from 1 to 2."


def test_a_change_of_a_vacancy_is_news_of_the_same_entry(catalogue, company, today):
    posting = posted_ahead(number=1, on=MARCH)
    before = read("/jobs/feed/").find(f"{ATOM}entry")
    vacancy = posting.vacancy
    vacancy.introduction = "More."
    vacancy.save()
    vacancies.post_changes(vacancy, by=None, version=vacancy.version)
    after = read("/jobs/feed/").find(f"{ATOM}entry")
    assert after.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")
    assert before.findtext(f"{ATOM}updated")[:10] == "2026-03-01"
    assert after.findtext(f"{ATOM}updated")[:10] == today.isoformat()
