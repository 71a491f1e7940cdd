"""Roles side by side, one role on two days, and roles to choose from."""

from datetime import date, timedelta

import pytest
from django.test import Client

from careers import publishing, restructuring
from careers.models import Company, Family
from tests.factories import document, published, small_document
from tests.pages.html import parse

JUNIOR, STAFF, MANAGER = "platform/junior-engineer", "platform/staff-engineer", "platform/manager"
ONE_ROLE = "a: two days are compared of one role. Give it as a, and neither b nor c."
TO_COME = "to is after today. Seeing what is scheduled needs the right to."
TWO = f"/compare/?a={JUNIOR}&b={STAFF}"


@pytest.fixture(scope="module")
def rows(module_database):
    with module_database():
        published(starts_on=date(2026, 3, 1))


@pytest.fixture
def catalogue(rows, db):
    """One family."""


def facts(page):
    """{fact: what each side says}"""
    return {row.one("th").text: row.texts("td") for row in page.all("tbody tr")}


def shares(page):
    """{list: {who has it: statements}}"""
    return {
        section.one("h2").text: {share.one("h3").text: share.texts("ul li") for share in section.all("div.share")}
        for section in page.all("main section")
        if section.all("div.shares")
    }


def marks(page):
    return [(node.tag, node.text) for node in page.descendants() if node.tag in ("ins", "del")]


def test_two_roles(catalogue, get):
    page = get(TWO)
    assert page.texts("h1") == ["Junior Engineer and Staff Engineer"]
    assert page.links("thead a") == [
        ("Junior Engineer", f"/job-families/{JUNIOR}/"),
        ("Staff Engineer", f"/job-families/{STAFF}/"),
    ]
    assert facts(page) == {
        "Job family": ["Platform", "Platform"],
        "Level": ["Junior", "Staff"],
        "Track": ["Individual contributor", "Individual contributor"],
        "Grade": ["5", "8"],
        "Reports to": ["", "Manager, Engineering"],
        "Primary language": ["Go", "Go"],
        "Specialties": ["Storage", "Storage"],
        "Hired for": ["Open", "Open"],
        "Hiring steps": ["Screening, 30 minutes Offer", "Screening, 30 minutes Offer"],
        "Your time in all": ["For engineers: 30 minutes", "For engineers: 30 minutes"],
    }
    assert page.texts("tbody tr.differs th") == ["Level", "Grade", "Reports to"]
    assert shares(page) == {
        "Responsibilities": {
            "In both": [
                "Answer pages within ten minutes",
                "Solve problems of [deleted: moderate] [inserted: the highest] scope",
            ],
        },
        "Requirements": {"In both": ["Writes clear English", "Has built something"]},
        "Performance indicators": {"In both": ["Uptime"]},
        "Promotion criteria": {"Only Staff Engineer": ["Leads a project across teams"]},
    }


def test_three_roles_of_two_families(catalogue, get):
    published(small_document("tides"))
    page = get(f"{TWO}&c=tides/junior")
    assert page.texts("thead th") == ["What", "Junior Engineer (Platform)", "Staff Engineer", "Junior Engineer (Tides)"]
    assert shares(page)["Requirements"] == {
        "In Junior Engineer (Platform) and Staff Engineer": ["Has built something"],
        "In all three": ["Writes clear English"],
    }
    assert list(shares(page)["Responsibilities"]) == ["In Junior Engineer (Platform) and Staff Engineer"]
    assert page.all("form.search") == []
    assert page.links("ul.chosen a")[1] == (
        "Remove Staff Engineer (Platform) ×",
        "/compare/?a=platform%2Fjunior-engineer&c=tides%2Fjunior",
    )


def test_a_role_and_itself(catalogue, get):
    page = get(f"/compare/?a={STAFF}&b={STAFF}")
    assert page.texts("p.lead") == ["They are the same in everything that is compared here."]
    assert {title for each in shares(page).values() for title in each} == {"In both"}
    assert page.links("ul.chosen a")[0][1] == "/compare/?b=platform%2Fstaff-engineer"


def test_what_hardly_shares_a_word_is_told_whole(catalogue, get):
    roles = [
        {"title": "One", "slug": "one"},
        {
            "title": "Two",
            "slug": "two",
            "requirements": [{"text": "Answers for the [coast](/coast/)", "replaces": "lamp"}],
        },
    ]
    published(
        document(
            roles=roles, specialties=[], career_steps=[], responsibilities=[], performance_indicators=[], sections=[],
            requirements=[{"text": "Lights one lamp", "key": "lamp"}],
        )
    )  # fmt: skip
    page = get("/compare/?a=platform/one&b=platform/two")
    assert shares(page) == {
        "Requirements": {"In both": ["[deleted: Lights one lamp] [inserted: Answers for the coast]"]}
    }


def test_one_role_on_two_days(catalogue, get):
    roles = [role.model_dump(mode="json") for role in document().roles]
    roles[1] |= {"grade": "9", "promotion_criteria": [{"text": "Leads a programme across teams"}]}
    published(document(roles=roles, sections=[]), starts_on=date(2026, 5, 1), message="More")
    page = get(f"/compare/?a={STAFF}&from=2026-04-01&to=2026-06-01")
    assert page.texts("h1") == ["Staff Engineer on two days"]
    assert page.links("thead a") == [
        ("1 April 2026", f"/job-families/{STAFF}/?as_of=2026-04-01"),
        ("1 June 2026", f"/job-families/{STAFF}/?as_of=2026-06-01"),
    ]
    assert [(fact, said) for fact, said in facts(page).items() if said[0] != said[1]] == [("Grade", ["8", "9"])]
    assert page.texts("section h3")[0] == "Section “On call”"
    assert ("del", "[deleted: One week in six.]") in marks(page)
    assert shares(page)["Promotion criteria"] == {
        "On both days": ["Leads a [deleted: project] [inserted: programme] across teams"]
    }
    same = get(f"/compare/?a={STAFF}&from=2026-04-01&to=2026-04-02")
    assert same.texts("p.lead") == ["Nothing changed between these days."]
    today = get(f"/compare/?a={STAFF}&from=2026-04-01")
    assert facts(today)["Grade"] == ["8", "9"]


def test_roles_to_choose_from(catalogue, get):
    published(small_document("tides"))
    page = get("/compare/")
    assert page.texts("h1") == ["Compare roles"]
    assert page.texts("section.choosing h3") == ["Platform", "Tides"]
    assert page.links("ul.roles a") == [
        ("Junior Engineer", "/compare/?a=platform%2Fjunior-engineer"),
        ("Staff Engineer", "/compare/?a=platform%2Fstaff-engineer"),
        ("Manager, Engineering", "/compare/?a=platform%2Fmanager"),
        ("Junior Engineer", "/compare/?a=tides%2Fjunior"),
    ]
    found = get("/compare/?q=junior TIDES")
    assert found.links("ul.roles a") == [("Junior Engineer", "/compare/?a=tides%2Fjunior")]
    assert get("/compare/?q=xyzzy").texts("section.choosing p")[-1] == (
        "No role has these words in its title or in that of its family."
    )


def test_a_second_role_beside_the_first(catalogue, get):
    published(small_document("brine"))
    page = get(f"/compare/?a={STAFF}")
    assert page.links("ul.chosen a") == [("Remove Staff Engineer (Platform) ×", "/compare/")]
    assert page.texts("section.choosing h3") == ["Platform", "Brine"]  # its own family first
    assert page.links("ul.roles a")[0] == (
        "Junior Engineer",
        "/compare/?a=platform%2Fstaff-engineer&b=platform%2Fjunior-engineer",
    )
    hidden = [(node.attributes["name"], node.attributes["value"]) for node in page.one("form.search").all("input")]
    assert hidden == [("a", STAFF), ("q", "")]


def test_more_roles_than_a_page_shows(catalogue, get):
    roles = [{"title": f"Role {number:02}", "slug": f"role-{number}"} for number in range(40)]
    published(document("many", roles=roles, specialties=[], career_steps=[]))
    page = get("/compare/")
    assert len(page.all("ul.roles li")) == 30
    assert page.texts("section.choosing p.meta") == ["And 13 more: more words find them."]


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        (f"a={JUNIOR}&b=platform/nobody", "b: there is no such role. Choose one below."),
        ("a=platform/canary-role", "a: there is no such role. Choose one below."),
        (f"a={STAFF}&as_of=2026-02-01", "a: there is no such role on 1 February 2026. Choose one below."),
        ("a=platform", "a: write it as family/role, not 'platform'."),
        (f"a={JUNIOR}&a={STAFF}", "a: give it once."),
        ("q=a&q=b", "q: give it once."),
        ("q=" + "e+" * 101, "q: write at most 200 characters."),
        (f"a={JUNIOR}&b={STAFF}&from=2026-04-01", ONE_ROLE),
        ("from=2026-04-01", ONE_ROLE),
        (f"a={JUNIOR}&from=yesterday", "from: write a date as YYYY-MM-DD."),
        (f"a={JUNIOR}&from=2026-W15-1", "from: write a date as YYYY-MM-DD."),
        (f"a={JUNIOR}&from=&to=2026-04-01", "from: write a date as YYYY-MM-DD."),
        (f"a={JUNIOR}&from=2026-04-01&to=2026-04-01&to=x", "to: give one date."),
        (f"a={JUNIOR}&from=2026-01-01&to=2026-04-01", "from: this role was not in force on 1 January 2026."),
        (f"a={JUNIOR}&from=2026-04-01&to=2100-01-01", TO_COME),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_told_beside_what_can(catalogue, get, query, complaint):
    page = get(f"/compare/?{query}", status=400)
    assert page.texts("p.error") == [complaint]
    assert page.texts("section.choosing h2") == ["Choose two or three roles"]


def test_what_is_scheduled_is_compared_by_those_who_may_see_it(catalogue, client, archivist, today):
    client.force_login(archivist)
    to = today + timedelta(days=3)
    assert client.get(f"/compare/?a={JUNIOR}&from=2026-04-01&to={to}").status_code == 200


def test_what_the_company_and_a_visitor_s_eyes_hide(catalogue, staff_client):
    company = Company.objects.get()
    company.public_grades = company.public_performance_indicators = False
    company.record(by=None)
    public = parse(Client().get(f"{TWO}&c={MANAGER}").content.decode())
    assert [name for name in ("Grade", "Job code") if name in facts(public)] == []
    assert "Performance indicators" not in shares(public)
    assert "CANARY" not in Client().get("/compare/").content.decode()
    inside = parse(staff_client.get(f"/compare/?a={JUNIOR}&b=platform/canary-role").content.decode())
    assert facts(inside)["Job code"] == ["PL-1", ""]
    assert shares(inside)["Responsibilities"]["Only CANARY Secret Role"] == ["CANARY duty"]


def test_links_carry_the_day(catalogue, get):
    published(document(roles=[{"title": "Only One", "slug": "only-one"}], specialties=[], career_steps=[]))
    page = get(f"{TWO}&as_of=2026-04-01")
    assert page.links("thead a")[0] == ("Junior Engineer", f"/job-families/{JUNIOR}/?as_of=2026-04-01")
    assert page.links("ul.roles a") == [
        (
            "Manager, Engineering",
            "/compare/?a=platform%2Fjunior-engineer&b=platform%2Fstaff-engineer&c=platform%2Fmanager&as_of=2026-04-01",
        )
    ]


def test_a_former_address_of_a_role_leads_to_its_present_one(catalogue, client):
    published(document("foundations"), family=Family.objects.get())
    response = client.get(f"/compare/?a={JUNIOR}&b=foundations/manager&q=x")
    assert response.status_code == 301
    assert response.headers["Location"] == "/compare/?a=foundations%2Fjunior-engineer&b=foundations%2Fmanager&q=x"


def test_a_role_that_was_called_otherwise_on_one_of_the_days(catalogue, client, today):
    """Its family was renamed, and then the role itself."""
    family = Family.objects.get()
    published(document("foundations", title="Foundations"), family=family, starts_on=date(2026, 5, 1))

    def sides(path, **days):
        page = parse(client.get("/compare/", {"a": path, **days}).content.decode())
        assert page.texts("p.error") == []
        return page.links("thead a")

    before, after = "/job-families/platform/manager/", "/job-families/foundations/manager/"
    april, june = {"from": "2026-04-01"}, {"to": "2026-06-01"}
    told = [("1 April 2026", f"{before}?as_of=2026-04-01"), ("1 June 2026", f"{after}?as_of=2026-06-01")]
    assert sides("foundations/manager", **april, **june) == told
    assert sides("platform/manager", **april, **june, as_of="2026-04-01") == told
    restructuring.rename_role(
        family, role="manager", title="Head", slug="head", by=None, expected_version=Family.objects.get().version
    )
    publishing.publish_draft(Family.objects.get(), by=None, message="Reshaped")
    now = (f"{today:%-d %B %Y}", f"/job-families/foundations/head/?as_of={today}")
    assert sides("foundations/head", **april) == [told[0], now]
    assert sides("platform/manager", **april, as_of="2026-04-01", to=str(today)) == [told[0], now]
