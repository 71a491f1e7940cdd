"""Departments, levels and grades."""

import pytest

from careers.models import Company
from tests.api.shapes import API, SITE, department, page_of, scheme, track

pytestmark = pytest.mark.django_db

ENGINEERING = {
    "slug": "engineering",
    "name": "Engineering",
    "description": "We **build**.",
    "parent": None,
    "url": f"{API}/departments/engineering/",
    "page": f"{SITE}/departments/engineering/",
}
HARDWARE = {
    "slug": "hardware",
    "name": "Hardware",
    "description": "",
    "parent": department("engineering", "Engineering"),
    "url": f"{API}/departments/hardware/",
    "page": f"{SITE}/departments/hardware/",
}
SENIOR = {
    "slug": "senior",
    "name": "Senior",
    "track": track("individual_contributor"),
    "rank": 40,
    "factor": "1.2",
    "benchmark": "individual_contributor",
    "synonyms": [],
    "description": "",
    "url": f"{API}/levels/senior/",
    "page": f"{SITE}/levels/",
}
SALES_7 = {
    "slug": "7",
    "name": "7",
    "scheme": scheme("sales", "Sales"),
    "rank": 7.0,
    "description": "",
    "url": f"{API}/grades/sales/7/",
    "page": f"{SITE}/levels/",
}
NOTHING = {"type": "about:blank", "title": "Not found", "status": 404, "detail": "There is nothing at this address."}


def test_departments(get, departments):
    status, body = get("departments/")
    assert (status, [row["slug"] for row in body["results"]]) == (
        200, ["engineering", "hardware", "sales", "unassigned"],
    )  # fmt: skip
    assert body == {**page_of(ENGINEERING, HARDWARE, *body["results"][2:]), "count": 4}


def test_a_department(get, departments):
    assert get("departments/hardware/") == (200, HARDWARE)
    assert get("departments/nothing/") == (404, NOTHING)


def test_departments_right_below_one(get, departments):
    assert get("departments/?parent=engineering") == (200, page_of(HARDWARE))


def test_levels(get):
    status, body = get("levels/")
    assert status == 200
    assert [(row["slug"], row["rank"]) for row in body["results"]] == [
        ("intern", 10),
        ("junior", 20),
        ("intermediate", 30),
        ("senior", 40),
        ("staff", 50),
        ("manager", 50),
        ("principal", 60),
        ("senior-manager", 60),
        ("distinguished", 70),
        ("director", 70),
        ("fellow", 80),
        ("senior-director", 80),
        ("vice-president", 90),
        ("senior-vice-president", 95),
        ("executive", 100),
    ]
    assert body["results"][3] == SENIOR


def test_levels_of_a_track_from_the_top(slugs):
    assert slugs("levels/?track=management&ordering=-rank")[:2] == ["executive", "senior-vice-president"]


def test_a_level(get):
    assert get("levels/senior/") == (200, SENIOR)
    assert get("levels/lofty/") == (404, NOTHING)


def test_grades(get):
    scales = ["4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"]
    status, body = get("grades/")
    assert (status, body["count"]) == (200, 48)
    assert [(row["scheme"]["slug"], row["slug"]) for row in body["results"]] == [
        (scheme, slug) for scheme in ("customer-success", "general", "product", "sales") for slug in scales
    ]
    assert get("grades/?scheme=sales&limit=1&offset=3&fields=slug,scheme")[1]["results"] == [
        {"slug": "7", "scheme": scheme("sales", "Sales")}
    ]


def test_a_grade(get):
    assert get("grades/sales/7/") == (200, SALES_7)
    assert get("grades/sales/7.5/") == (404, NOTHING)
    assert get("grades/nothing/7/") == (404, NOTHING)


def test_grades_that_are_not_public_are_there_for_staff_alone(client, staff):
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)

    def answers():
        listed = client.get("/api/v1/grades/?limit=200").json()
        return listed["count"], SALES_7 in listed["results"], client.get("/api/v1/grades/sales/7/").json()

    assert answers() == (0, False, NOTHING)
    refused = client.get("/api/v1/grades/?scheme=sales")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["scheme"])
    client.force_login(staff)
    assert answers() == (48, True, SALES_7)
    assert client.get("/api/v1/grades/?scheme=sales").json()["count"] == 12
