"""Full-text search over REST."""

from datetime import timedelta

import pytest

from careers.models import Company
from tests import factories
from tests.api.shapes import API, SITE, department, family, page_of, role

pytestmark = pytest.mark.django_db

PLATFORM = family("platform", "Platform")
ENGINEERING = department("engineering", "Engineering")
AS_ASKED = {"corrected": [], "missed": [], "partly": False}


def parts(*texts):
    """Of texts and, as tuples of one, marked texts."""
    return [{"text": each[0] if isinstance(each, tuple) else each, "marked": isinstance(each, tuple)} for each in texts]


def extract(place, *texts):
    found = parts(*texts)
    return {"place": place, "text": "".join(each["text"] for each in found), "parts": found}


def hit(kind, title, marked_title, url, page, **facts):
    return {
        "kind": kind,
        "title": title,
        "marked_title": marked_title,
        "family": PLATFORM,
        "role": None,
        "specialty": None,
        "department": ENGINEERING,
        "visibility": "public",
        "extracts": [],
        "url": f"{API}/{url}/",
        "page": f"{SITE}/job-families/{page}",
        **facts,
    }


STAFF = hit(
    "role", "Staff Engineer", parts("Staff Engineer"), "roles/platform/staff-engineer", "platform/staff-engineer/",
    role=role("platform", "staff-engineer", "Staff Engineer"),
    extracts=[extract("promotion_criteria", ("Leads",), " a ", ("project",), " across teams")],
)  # fmt: skip
STORAGE = hit(
    "specialty", "Storage", parts(("Storage",)), "specialties/platform/storage", "platform/#specialty_storage",
    specialty={"slug": "storage", "name": "Storage"}, extracts=[extract("requirements", "Knows disks")],
)  # fmt: skip
FAMILY = hit(
    "family", "Platform", parts(("Platform",)), "job-families/platform", "platform/",
    extracts=[extract("overview", "Keeps the lights on.")],
)  # fmt: skip


def test_what_is_found(get, platform):
    assert get("search/?q=leads+project") == (200, {**page_of(STAFF), **AS_ASKED})
    assert get("search/?q=storage") == (200, {**page_of(STORAGE), **AS_ASKED})
    assert get("search/?q=platform&kind=family") == (200, {**page_of(FAMILY), **AS_ASKED})


def test_a_slip_is_put_right(get, platform):
    body = get("search/?q=projetc+storage+zzzzzz&fields=title")[1]
    assert (body["corrected"], body["missed"], body["partly"]) == (
        [{"typed": "projetc", "found": "project"}], ["zzzzzz"], True,
    )  # fmt: skip


def test_without_words_nothing_is_found(get, platform):
    for query in ("", "?q=", "?q=%20", "?q=-", "?kind=role"):
        assert get(f"search/{query}") == (200, {**page_of(), **AS_ASKED})


def test_kinds_and_departments_narrow(get, platform):
    factories.published(factories.small_document("hydrants").model_copy(update={"department": "sales"}))

    def found(query):
        body = get(f"search/?q=english&{query}")[1]
        return body["count"], [(row["kind"], row["family"]["slug"]) for row in body["results"]]

    assert found("") == (2, [("family", "hydrants"), ("family", "platform")])
    assert found("department=engineering") == (1, [("family", "platform")])
    assert found("kind=role&kind=specialty") == (0, [])
    assert found("kind=family&department__in=sales,hardware") == (1, [("family", "hydrants")])
    assert found("department=sales&department__in=engineering") == (0, [])
    assert found("department=hardware&department__in=engineering") == (0, [])
    assert found("limit=1") == (2, [("family", "hydrants")])
    assert found("limit=1&offset=1") == (2, [("family", "platform")])
    assert found("offset=499") == (2, [])
    assert get("search/?q=english&limit=1&fields=kind")[1] == {
        "count": 2,
        "next": f"{API}/search/?fields=kind&limit=1&offset=1&q=english",
        "previous": None,
        **AS_ASKED,
        "results": [{"kind": "family"}],
    }


def test_pages_end_with_the_last_that_is_ranked(get, refused, platform, monkeypatch):
    monkeypatch.setattr("careers.api.search.MAX_SHOWN", 2)
    pages = [get(f"search/?q=engineer&limit=1&offset={offset}")[1] for offset in (0, 1)]
    assert [(page["count"] > 2, page["next"]) for page in pages] == [
        (True, f"{API}/search/?limit=1&offset=1&q=engineer"), (True, None),
    ]  # fmt: skip
    assert refused("search/?q=x&offset=500") == {"offset": ["Write a whole number from 0 to 499."]}
    assert refused("search/?q=x&limit=101") == {"limit": ["Write a whole number from 1 to 100."]}


def test_what_cannot_be_used_is_refused(refused, platform):
    known = "as_of, department, department__in, fields, kind, kind__in, limit, offset, q."
    assert refused("search/?q=x&ordering=title") == {"ordering": [f"There is no such parameter. Allowed: {known}"]}
    assert refused("search/?q=x&kind=page") == {"kind": ["'page' is not known here. Allowed: family, role, specialty."]}
    assert refused("search/?q=a&q=b") == {"q": ["Give it once."]}
    assert refused(f"search/?q={'x' * 201}") == {"q": ["Ensure this value has at most 200 characters (it has 201)."]}


def test_the_day_goes_along(get, departments, today):
    past = today - timedelta(days=9)
    factories.published(starts_on=today - timedelta(days=30))
    factories.published(factories.document(overview="Knows astronomy."))
    assert get(f"search/?q=astronomy&as_of={past}")[1]["count"] == 0
    (row,) = get(f"search/?q=storage&as_of={past}&fields=url,page")[1]["results"]
    assert row == {
        "url": f"{API}/specialties/platform/storage/?as_of={past}",
        "page": f"{SITE}/job-families/platform/?as_of={past}#specialty_storage",
    }


def test_nobody_finds_what_they_may_not_see(client, staff, platform):
    company = Company.objects.get()
    company.public_performance_indicators = False
    company.record(by=None)

    def found(q):
        return client.get(f"/api/v1/search/?q={q}&fields=title,visibility").json()["results"]

    assert (found("canary"), found("uptime")) == ([], [])
    client.force_login(staff)
    assert {"title": "CANARY Secret Role", "visibility": "internal"} in found("canary")
    assert found("uptime") == [{"title": "Platform", "visibility": "public"}]
