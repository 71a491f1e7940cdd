"""Since when a role reads as it does: on its page, and in the sitemap."""

from datetime import UTC, date, datetime

import pytest
from defusedxml import ElementTree
from django.test import Client
from django.utils import timezone

from careers import publishing
from careers.handbook.document import FamilyDocument
from careers.models import Company, Family
from tests.factories import document, published
from tests.pages.html import parse

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
FIRST, SECOND, THIRD = ("2026-03-01", "First"), ("2026-04-01", "Second"), ("2026-05-01", "Third")
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def last_change(client, address):
    """(day, message) of the role's page, which says the day twice."""
    response = client.get(address)
    assert response.status_code == 200, address
    page = parse(response.content.decode())
    section = page.one("section#last-change")
    day = section.one("time").attributes["datetime"]
    assert page.texts("p.published") == [f"Last changed {section.one('time').text}"]
    return day, section.texts("p")[0].removeprefix(section.one("time").text).removeprefix(": ")


def told(client, day=""):
    """{role: (day, message)} of all roles in the sitemap, which says the same days as the pages do."""
    asked = f"?as_of={day}" if day else ""
    root = ElementTree.fromstring(client.get(f"/sitemap.xml{asked}").content)
    found = {}
    for each in root:
        url = each.findtext(f"{SPACE}loc").removeprefix("http://testserver")
        parts = url.partition("?")[0].strip("/").split("/")
        if parts[0] == "job-families" and len(parts) == 3:
            found[parts[2]] = last_change(client, url)
            assert found[parts[2]][0] == each.findtext(f"{SPACE}lastmod"), url
    return found


def edition(of_roles=(), **changes):
    """The document of tests.factories with changes to the family, and to its roles by their slugs."""
    data = document(**changes).model_dump()
    data["roles"] = [{**role, **dict(of_roles).get(role["slug"], {})} for role in data["roles"]]
    return FamilyDocument.model_validate(data)


def without(*slugs):
    """The document without some roles, and without what names them."""
    roles = [role for role in document().roles if role.slug not in slugs]
    return edition({"staff-engineer": {"reports_to": {}}}, roles=roles, specialties=[], career_steps=[])


def test_an_edition_moves_the_roles_that_it_touches(client):
    published(starts_on=MARCH)
    published(edition(of_roles={"junior-engineer": {"overview": "Learns fast."}}), starts_on=APRIL, message="Second")
    assert told(client) == {"junior-engineer": SECOND, "staff-engineer": FIRST, "manager": FIRST}
    published(edition(summary="Another."), starts_on=MAY, message="Third")
    # The third says of the junior what the first did.
    assert told(client) == {"junior-engineer": THIRD, "staff-engineer": FIRST, "manager": FIRST}


def test_each_is_told_on_its_day(client):
    published(starts_on=MARCH)
    published(edition(of_roles={"manager": {"overview": "Leads."}}), starts_on=APRIL, message="Second")
    published(edition(of_roles={"manager": {"overview": "Leads people."}}), starts_on=MAY, message="Third")
    first = dict.fromkeys(("junior-engineer", "staff-engineer", "manager"), FIRST)
    assert told(client, "2026-03-31") == first
    assert told(client, "2026-04-01") == told(client, "2026-04-30") == {**first, "manager": SECOND}
    assert told(client) == told(client, "2026-05-01") == {**first, "manager": THIRD}


def test_what_is_the_familys_own_moves_no_role(client):
    before = document()
    published(before, starts_on=MARCH)
    storage, *others = before.specialties
    intern = {"title": "Intern", "slug": "intern"}
    more = {"text": "Draw up the budget", "applies_to": {"roles": ["intern"]}}
    published(
        edition(
            title="Foundations", slug="foundations", department="works", summary="Another.", overview="Otherwise.",
            roles=[intern, *before.roles], responsibilities=[more, *before.responsibilities],
            specialties=[storage.model_copy(update={"overview": "Disks."}), *others],
            career_steps=[each.model_copy(update={"to_family": "foundations"}) for each in before.career_steps],
            of_roles={
                "junior-engineer": {"group": "Engineers"},
                "staff-engineer": {"reports_to": {"text": "The boss.", "role": "foundations/manager"}},
            },
        ),
        starts_on=APRIL, message="Second", family=Family.objects.get(),
    )  # fmt: skip
    moved = {"intern": SECOND, "junior-engineer": FIRST, "staff-engineer": FIRST, "manager": FIRST}
    assert told(client) == moved


ALL = ("junior-engineer", "staff-engineer", "manager")
ENGINEERS = ALL[:2]


def hiring(**call):
    """The family's hiring process, with another call at its beginning."""
    (process,) = document().model_dump()["hiring_processes"]
    first, *others = process["steps"]
    return [{**process, "steps": [{**first, **call}, *others]}]


@pytest.mark.parametrize(
    ("moved", "changes"),
    [
        (ALL, {"requirements": [{"text": "Writes clearly"}]}),
        (ALL, {"primary_language": "Rust"}),
        (ALL, {"sections": [{"heading": "On call", "body": "One week in five."}]}),
        (ALL, {"leads": {"requirements": "You need:"}}),
        (ALL, {"specialties": []}),
        (ENGINEERS, {"hiring_processes": hiring(minutes=[60, 60])}),
        (ENGINEERS, {"career_steps": []}),
        (ENGINEERS, {"of_roles": {"junior-engineer": {"requirements": [{"text": "Has built two things"}]}}}),
        (("staff-engineer",), {"of_roles": {"staff-engineer": {"reports_to": {"text": "The board."}}}}),
        (("manager",), {"of_roles": {"manager": {"grade_options": ["9", "10"]}}}),
    ],
)
def test_what_the_page_says_of_the_role_counts_wherever_it_is_written(client, moved, changes):
    published(starts_on=MARCH)
    published(edition(**changes), starts_on=APRIL, message="Second")
    assert told(client) == {role: SECOND if role in moved else FIRST for role in ALL}


def test_a_back_dated_edition(client):
    published(starts_on=MARCH)
    published(edition(summary="Another."), starts_on=MAY, message="Third")
    assert told(client) == dict.fromkeys(ALL, FIRST)
    between = edition(of_roles={"manager": {"overview": "Led."}})
    published(between, starts_on=APRIL, message="Second")
    assert told(client) == {**dict.fromkeys(ALL, FIRST), "manager": THIRD}
    published(edition(summary="The first."), starts_on=date(2026, 2, 1), message="Before")
    assert told(client) == {**dict.fromkeys(ALL, ("2026-02-01", "Before")), "manager": THIRD}


def test_an_edition_of_some_hours_breaks_nothing(client, today):
    published(starts_on=MARCH)
    published(edition(requirements=[]), message="Wrong")
    assert told(client) == dict.fromkeys(ALL, (today.isoformat(), "Wrong"))
    published(edition(summary="Another."), message="Right")
    assert told(client) == dict.fromkeys(ALL, FIRST)


@pytest.mark.parametrize(("day", "expected"), [(1, FIRST), (2, ("2026-04-02", "Second"))])
def test_a_family_that_was_withdrawn_for_a_day_begins_anew(client, monkeypatch, day, expected):
    def on(day):
        monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 4, day, 12, tzinfo=UTC))

    published(starts_on=MARCH)
    on(1)
    publishing.withdraw(Family.objects.get(), by=None, reason="By mistake")
    on(day)
    published(message="Second")
    assert told(client) == dict.fromkeys(ALL, expected)


def test_a_role_that_was_left_out_begins_anew(client):
    published(without(), starts_on=MARCH)
    published(without("manager"), starts_on=APRIL, message="Second")
    published(without(), starts_on=MAY, message="Third")
    assert told(client) == {**dict.fromkeys(ENGINEERS, FIRST), "manager": THIRD}


def test_a_role_that_was_internal_begins_anew_for_those_who_did_not_see_it(client, staff):
    hidden = edition(of_roles={"manager": {"visibility": "internal"}})
    published(starts_on=MARCH)
    published(hidden, starts_on=APRIL, message="Second")
    published(starts_on=MAY, message="Third")
    # The engineer's page names the manager; to the public it did not.
    assert told(client) == {"junior-engineer": FIRST, "staff-engineer": THIRD, "manager": THIRD}
    client.force_login(staff)
    to_staff = {"junior-engineer": FIRST, "staff-engineer": FIRST, "manager": THIRD, "canary-role": FIRST}
    assert told(client) == to_staff


@pytest.mark.parametrize(
    ("switch", "moved", "changes"),
    [
        ("job_codes", ["junior-engineer"], {"of_roles": {"junior-engineer": {"job_code": "PL-2"}}}),
        ("grades", ["junior-engineer"], {"of_roles": {"junior-engineer": {"grade": "6"}}}),
        ("performance_indicators", ALL, {"performance_indicators": [{"text": "Sleep"}]}),
        ("performance_indicators", ALL, {"leads": {"performance_indicators": "We look at:"}}),
        ("interviewers", ENGINEERS, {"hiring_processes": hiring(interviewer="You")}),
    ],
)
def test_what_the_company_hides_moves_nothing(client, staff, switch, moved, changes):
    published(starts_on=MARCH)
    published(edition(**changes), starts_on=APRIL, message="Second")
    expected = {role: SECOND if role in moved else FIRST for role in ALL}
    company = Company.objects.get()
    for public, answer in ((True, expected), (False, dict.fromkeys(ALL, FIRST))):
        setattr(company, f"public_{switch}", public)
        company.record(by=None)
        assert told(client) == answer
    of_staff = Client()
    of_staff.force_login(staff)
    assert {role: said for role, said in told(of_staff).items() if role in ALL} == expected


def test_what_is_internal_moves_it_for_staff_alone(client, staff):
    """A section, and where a step and a reporting line lead that the public may know nothing of."""
    for slug in ("secret-society", "secret-circle"):
        published(document(slug, visibility="internal"), starts_on=MARCH)

    def leading(slug, section):
        step = {"from_role": "junior-engineer", "to_family": slug, "to_role": "manager", "text": "Ask us."}
        line = {"text": "To somebody.", "role": f"{slug}/manager"}
        return edition(
            career_steps=[step], of_roles={"manager": {"reports_to": line}},
            sections=[{"heading": "Pay", "body": section, "visibility": "internal"}],
        )  # fmt: skip

    published(leading("secret-society", "Much"), starts_on=MARCH)
    published(leading("secret-circle", "Much"), starts_on=APRIL, message="Second")
    assert told(client) == dict.fromkeys(ALL, FIRST)
    published(leading("secret-circle", "Little"), starts_on=MAY, message="Third")
    assert told(client) == dict.fromkeys(ALL, FIRST)
    client.force_login(staff)
    address = "/job-families/platform/{}/?as_of=2026-04-30"
    assert [last_change(client, address.format(role)) for role in ALL] == [SECOND, FIRST, SECOND]
    assert [last_change(client, f"/job-families/platform/{role}/") for role in ALL] == [THIRD] * 3


def test_with_a_specialty_chosen_what_that_says_counts(client):
    storage, enterprise, _ = document().model_dump()["specialties"]
    published(edition(specialties=[enterprise]), starts_on=date(2026, 2, 1), message="Before")
    published(starts_on=MARCH)
    told_more = {**storage, "requirements": [{"text": "Knows disks and tapes"}]}
    published(edition(specialties=[told_more, enterprise]), starts_on=APRIL, message="Second")
    published(edition(specialties=[told_more, enterprise], summary="Another."), starts_on=MAY, message="Third")
    address = "/job-families/platform/manager/"
    assert last_change(client, address) == FIRST
    assert last_change(client, f"{address}?specialty=enterprise") == FIRST
    assert last_change(client, f"{address}?specialty=storage") == SECOND
    assert last_change(client, f"{address}?specialty=storage&as_of=2026-03-15") == FIRST


def test_queries_do_not_grow_with_the_editions(client, django_assert_num_queries):
    """And what the sitemap found out is kept until something is published."""
    for day in range(1, 21):
        published(edition(summary=f"Summary {day}."), starts_on=date(2026, 3, day))
        if day in (1, 2, 20):
            client.get("/levels/")  # so that the names are known
            for query in ("", "?specialty=storage"):
                with django_assert_num_queries(6):
                    assert last_change(client, f"/job-families/platform/staff-engineer/{query}") == FIRST
            for queries in (5, 4):
                with django_assert_num_queries(queries):
                    client.get("/sitemap.xml")
