"""What is internal, scheduled or only drafted is in no answer to the public: not in a body, and not by its effect on
filters, search, counts and order."""

from datetime import timedelta

import pytest
from django.test import Client

from careers import drafts
from careers.importing import keep_old_address
from careers.models import Company, Family
from careers.urls import urlpatterns
from config import urls
from tests.factories import department, document, posted, published, vacancy
from tests.pages.html import parse
from tests.pages.routes import ADDRESSES, ELSEWHERE, EVERYTHING

CANARIES = ("canary", "secret")


@pytest.fixture
def catalogue(db, today):
    """A public family with internal parts, an internal one, one that is scheduled, and drafts that say more."""
    published(starts_on=today - timedelta(days=10), message="First")
    published(document("secret-society", department="unassigned", visibility="internal"), message="CANARY message")
    published(document("secret-plan"), starts_on=today + timedelta(days=5), message="CANARY plan")
    published(document(summary="CANARY of tomorrow"), starts_on=today + timedelta(days=5), message="CANARY change")
    family = Family.objects.get(slug="platform")
    keep_old_address(family, "engineering/old-platform")
    keep_old_address(Family.objects.get(slug="secret-society"), "engineering/old-club")
    drafts.write(document(overview="CANARY draft"), by=None, family=family)
    day = today - timedelta(days=10)
    posted(pk=1, on=day)
    canary = {
        "introduction": "CANARY vacancy",
        "requisition": "CANARY-1",
        "recruiter": "CANARY",
        "specialty": "storage",
    }
    posted(pk=2, on=day, visibility="internal", **canary)
    posted("canary-role", pk=3, on=day, visibility="internal")
    posted(pk=4, on=today + timedelta(days=5), **canary)
    posted(pk=5, on=day, title="CANARY application", visibility="internal")
    vacancy(pk=6, **canary)
    return family


def test_every_route_is_known():
    assert {pattern.name for pattern in urlpatterns} == set(ADDRESSES) | set(ELSEWHERE)
    # The API and the admin have tests of their own.
    assert {str(pattern.pattern) for pattern in urls.urlpatterns} == {"healthz", "readyz", "admin/", "api/v1/", ""}


def canaries(response):
    words = (response.content.decode() + str(response.headers)).casefold()
    return [canary for canary in CANARIES if canary in words]


def test_no_answer_to_the_public_holds_a_canary(catalogue, client, today):
    days = [None, today, today - timedelta(days=1), today - timedelta(days=100)]
    found = {}
    for address in [*EVERYTHING, "/nowhere", "/job-families/?level=nope", "/?as_of=nope"]:
        for day in days:
            asked = f"{address}{'&' if '?' in address else '?'}as_of={day}" if day else address
            found[asked] = canaries(client.get(asked))
    assert {asked: seen for asked, seen in found.items() if seen} == {}
    assert len(found) == 4 * (len(EVERYTHING) + 3)


def test_staff_do_see_them(catalogue, staff_client):
    """The control: the canaries are there to be found."""
    found = {
        address: canaries(staff_client.get(address))
        for address in ("/", "/jobs/", "/job-families/", "/job-families/platform/", "/job-families/platform.json",
                        "/job-families/platform.md", "/departments/unassigned/")
    }  # fmt: skip
    assert found == {
        "/": ["secret"],
        "/jobs/": ["canary", "secret"],
        "/job-families/": ["canary", "secret"],
        "/job-families/platform/": ["canary", "secret"],
        "/job-families/platform.json": ["canary", "secret"],
        "/job-families/platform.md": ["canary", "secret"],
        "/departments/unassigned/": ["secret"],
    }


def found(query):
    page = parse(Client().get(f"/job-families/?{query}").content.decode())
    return page.texts("h2.results"), page.texts("li.family-line")


HIDDEN = (
    "q=canary", "q=duty", "q=secret", "q=focus", "q=pay notes", "level=principal", "grade=10", "specialty=canary-focus",
    "department=unassigned",
)  # fmt: skip


def test_what_is_hidden_is_not_found(catalogue):
    nothing = found("q=xyzzy")
    assert nothing == (["0 job families"], [])
    assert {query: found(query) for query in HIDDEN} == dict.fromkeys(HIDDEN, nothing)


def test_hidden_roles_are_not_counted(catalogue, client):
    home = parse(client.get("/").content.decode())
    assert home.texts("div.hero p.meta") == ["1 job family with 3 roles in 1 department"]
    levels = parse(client.get("/levels/").content.decode())
    counted = [text for text in levels.texts("div.level") if " No role yet" not in text]
    assert [text.split(" · ")[0] for text in counted] == [
        "Junior Individual contributor",
        "Staff Individual contributor",
        "Manager Management",
    ]


def test_specialties_to_choose_are_those_that_the_public_may_know(catalogue, client):
    page = parse(client.get("/job-families/").content.decode())
    facet = page.all("details.facet")[4]
    assert (facet.one("legend").text, facet.texts("label")) == (
        "Specialty",
        ["Enterprise 1 job family", "Storage 1 job family"],
    )


def test_grades_that_are_switched_off_tell_nothing_by_any_filter(catalogue):
    company = Company.objects.get()
    company.public_grades = False
    company.record(by=None)
    everything = found("")
    assert {grade: found(f"grade={grade}") for grade in ("5", "8", "11", "nope")} == dict.fromkeys(
        ("5", "8", "11", "nope"), everything
    )
    assert found("q=8") == (["0 job families"], [])


def test_an_old_address_of_what_is_internal_leads_nowhere(catalogue, client):
    assert client.get("/job-families/engineering/old-club/").status_code == 404
    assert client.get("/job-families/engineering/old-platform/").status_code == 301


def test_a_department_is_not_left_out_for_being_empty_of_public_families(catalogue, client):
    department("unassigned")
    page = parse(client.get("/departments/unassigned/").content.decode())
    assert page.texts("p.meta") == ["0 job families, 0 roles"]
