"""The employer, its scales of grades and its stages of hiring."""

import pytest

from careers.models import Company
from tests.api.shapes import API, SITE, page_of

pytestmark = pytest.mark.django_db

COMPANY = {
    "name": "Bellfounders",
    "tagline": "We found bells.",
    "about": "Since **1788**.",
    "values": [{"name": "Care", "text": "Of one another."}],
    "benefits": [
        {"name": "Holiday", "text": "28 days", "condition": ""},
        {"name": "Lunch", "text": "Daily", "condition": "on site"},
    ],
    "compensation": [],
    "confidence_text": "Nobody has it all.",
    "reasons": ["Bells"],
    "how_to_apply": "Send a letter.",
    "open_application": "Write anyway.",
    "equal_opportunity": "Everybody.",
    "accommodation": "Tell us.",
    "culture_url": "https://bells.example/culture",
    "team_url": "",
    "careers_url": "https://bells.example/jobs",
    "logo": f"{SITE}/brand/abc.svg",
    "language": "en",
    "time_zone": "Europe/Lisbon",
    "public": {"grades": True, "job_codes": False, "performance_indicators": True, "interviewers": False},
    "url": f"{API}/company/",
    "page": f"{SITE}/",
}
GENERAL = {
    "slug": "general",
    "name": "General",
    "description": "",
    "grades": f"{API}/grades/?scheme=general",
    "url": f"{API}/grade-schemes/general/",
    "page": f"{SITE}/levels/",
}
SCREENING = {
    "slug": "screening",
    "name": "Screening",
    "order": 30,
    "description": "",
    "url": f"{API}/stages/screening/",
    "page": f"{SITE}/hiring/",
}
NOTHING = {"type": "about:blank", "title": "Not found", "status": 404, "detail": "There is nothing at this address."}


@pytest.fixture
def company(db):
    row = Company.objects.get()
    for name, value in COMPANY.items():
        if name not in ("logo", "language", "public", "url", "page"):
            setattr(row, name, value)
    row.benefits = [{"name": "Holiday", "text": "28 days"}, row.benefits[1]]
    row.logo, row.accent_colour, row.public_interviewers = "abc.svg", "#1a5fb4", False
    return row.record(by=None)


def test_the_company(get, company):
    assert get("company/") == (200, COMPANY)
    assert get("company/?fields=name,public") == (200, {name: COMPANY[name] for name in ("name", "public")})


def test_a_company_without_a_logo(get):
    assert get("company/?fields=logo") == (200, {"logo": None})


def test_the_company_of_a_past_day_with_the_switches_of_today(get, company):
    status, body = get("company/?as_of=2000-01-01&fields=name,time_zone,public,url")
    assert (status, body) == (
        200,
        {
            "name": "Your company",
            "time_zone": "UTC",
            "public": COMPANY["public"],
            "url": f"{API}/company/?as_of=2000-01-01",
        },
    )
    assert get("company/?as_of=1999-12-31") == (404, NOTHING)


def test_grade_schemes(get, slugs):
    assert slugs("grade-schemes/") == ["customer-success", "general", "product", "sales"]
    assert slugs("grade-schemes/?ordering=-slug&limit=1") == ["sales"]
    assert get("grade-schemes/?limit=1&offset=1")[1] == {
        **page_of(GENERAL, count=4),
        "next": f"{API}/grade-schemes/?limit=1&offset=2",
        "previous": f"{API}/grade-schemes/?limit=1",
    }
    assert get("grade-schemes/general/") == (200, GENERAL)
    assert get("grade-schemes/piracy/") == (404, NOTHING)


def test_a_scheme_leads_to_its_grades_on_the_day(get):
    grades = get("grade-schemes/sales/?as_of=2026-01-01")[1]["grades"]
    assert grades == f"{API}/grades/?scheme=sales&as_of=2026-01-01"
    assert get(grades.removeprefix(f"{API}/"))[1]["count"] == 12


def test_schemes_are_as_public_as_grades(client, staff):
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)

    def answers():
        return client.get("/api/v1/grade-schemes/").json()["count"], client.get(
            "/api/v1/grade-schemes/sales/"
        ).status_code

    assert answers() == (0, 404)
    client.force_login(staff)
    assert answers() == (4, 200)


def test_stages(get, slugs):
    found = slugs("stages/")
    assert (len(found), found[0], found[-1]) == (15, "application", "other")
    assert slugs("stages/?ordering=-order&limit=1") == ["other"]
    assert get("stages/screening/") == (200, SCREENING)
    assert get("stages/tea/") == (404, NOTHING)
