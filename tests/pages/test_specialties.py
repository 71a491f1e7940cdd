"""All specialties and segments, with who has them."""

from datetime import timedelta

import pytest

from tests.factories import document, published


@pytest.fixture
def catalogue(db, today):
    published(starts_on=today - timedelta(days=5))
    published(
        document(
            "boards",
            specialties=[
                {"name": "Storing Things", "slug": "storage", "roles": ["manager"], "primary_language": "C"},
                {"name": "CANARY Hall", "slug": "hall", "visibility": "internal"},
            ],
        )
    )
    published(document("canary-club", visibility="internal"))


def test_by_name_with_families_and_roles(catalogue, get):
    page = get("/specialties/")
    assert page.texts("h1") == ["Specialties"]
    assert page.texts("li.department") == [
        "Enterprise Segment · 1 job family Platform Manager, Engineering",
        "Storing Things Specialty · 2 job families "
        "Boards Primary language: C Manager, Engineering "
        "Platform There it is called Storage · Primary language: Rust "
        "Junior Engineer · Staff Engineer · Manager, Engineering",
    ]
    assert [each.attributes["id"] for each in page.all("li.department")] == [
        "specialty_enterprise",
        "specialty_storage",
    ]
    assert page.links("li.department a")[:4] == [
        ("Enterprise", "#specialty_enterprise"),
        ("1 job family", "/job-families/?specialty=enterprise"),
        ("Platform", "/job-families/platform/#specialty_enterprise"),
        ("Manager, Engineering", "/job-families/platform/manager/?specialty=enterprise"),
    ]


def test_every_link_leads_somewhere(catalogue, get, client):
    for _, url in get("/specialties/").links("li.department a"):
        if not url.startswith("#"):
            address, _, fragment = url.partition("#")
            body = client.get(address).content.decode()
            assert not fragment or f'id="{fragment}"' in body, url


def test_of_one_kind(catalogue, get):
    page = get("/specialties/?kind=segment")
    assert page.texts("li.department h2") == ["Enterprise"]
    assert page.links("nav.kinds a") == [
        ("All", "/specialties/"),
        ("Specialties", "/specialties/?kind=specialty"),
        ("Segments", "/specialties/?kind=segment"),
    ]
    assert [link.text for link in page.all("nav.kinds a") if "aria-current" in link.attributes] == ["Segments"]
    assert get("/specialties/?kind=specialty&kind=segment").texts("li.department h2") == [
        "Enterprise",
        "Storing Things",
    ]


def test_a_kind_that_is_none_is_refused(catalogue, get):
    for value in ("", "both", "x" * 5_000):
        page = get(f"/specialties/?kind={value}", status=400)
        assert page.texts("p.lead") == ["kind: give specialty or segment."]


def test_staff_see_those_that_are_internal(catalogue, staff_client, get):
    assert get("/specialties/").texts("li.department h2") == [
        "CANARY Focus",
        "CANARY Hall",
        "Enterprise",
        "Storing Things",
    ]


def test_of_an_earlier_day(catalogue, get, today):
    day = today - timedelta(days=2)
    page = get(f"/specialties/?as_of={day}")
    assert page.texts("li.department h2") == ["Enterprise", "Storage"]
    assert page.links("li.department a")[1] == ("1 job family", f"/job-families/?specialty=enterprise&as_of={day}")


def test_of_an_empty_catalogue(db, get):
    assert get("/specialties/").texts("div.page p")[-1] == "No job family that is published has any."
