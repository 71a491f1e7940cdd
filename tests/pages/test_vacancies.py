"""Vacancies as candidates find them: the list, the page of one, its copies, the feeds; and what nobody else is told."""

from datetime import date
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from django.test import Client

from careers.models import Company, Family
from tests.factories import PORTO, document, posted, posted_ahead, published, small_document

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
FINLAND = {"kind": "remote", "country": "FI", "pay_minimum": 50_000, "pay_maximum": 60_000, "currency": "EUR"}
DENVER = {"country": "US", "region": "CO", "town": "Denver"}
JUNIOR = "/jobs/1-junior-engineer/"


@pytest.fixture
def company(db):
    company = Company.objects.get()
    company.name, company.time_zone = "Bellfounders", "Europe/Lisbon"
    return company.record(by=None)


@pytest.fixture
def several(rows, db):
    """A junior in Porto or Finland, a manager in Denver, a caster in Porto, and an open application."""


@pytest.fixture(scope="module")
def rows(module_database):
    with module_database():
        _write_rows()


def _write_rows():
    published(starts_on=MARCH)
    published(small_document("casting"), starts_on=MARCH)
    posted_ahead(number=1, on=MARCH, places=[PORTO, FINLAND])
    posted_ahead(
        "manager", number=2, on=APRIL, places=[{**DENVER}], employment_types=["part_time", "contractor"],
        waive={("us-co", fact): "A test" for fact in ("pay_range", "variable_pay", "benefits", "deadline")},
    )  # fmt: skip
    posted_ahead(
        "junior", number=3, on=MAY, family=Family.objects.get(slug="casting"), places=[{**PORTO, "kind": "on_site"}]
    )
    posted_ahead(
        number=4, on=MARCH, title="Something else", places=[], introduction="Write to *us*.", employment_types=[]
    )


def lines(page):
    """(title, where, the rest) of the vacancies of a list."""
    return [
        (node.one("h3").text, *[each.text for each in node.children if getattr(each, "tag", "") == "p"])
        for node in page.all("main ul.vacancy-lines li")
        if "h3" in {each.tag for each in node.descendants()}
    ]


MANAGER = ("Manager, Engineering", "Denver, CO, United States", "Platform · Part time or contractor")
CASTER = ("Junior Engineer", "Porto, Portugal", "Casting · €40,000 to €55,000 a year · Full time")
ENGINEER = (
    "Junior Engineer", "Porto, Portugal hybrid; Remote, Finland",
    "Platform · €40,000 to €55,000 a year or €50,000 to €60,000 a year · Full time",
)  # fmt: skip


def test_the_open_vacancies_newest_first_and_the_open_application_at_the_end(several, get):
    page = get("/jobs/")
    assert page.texts("h2") == ["3 vacancies", "If nothing fits"]
    assert lines(page) == [CASTER, MANAGER, ENGINEER, ("Something else",)]
    assert page.one("section#open-application div.prose").text == "Write to us."
    assert page.links("main h3 a") == [
        ("Junior Engineer", "/jobs/3-junior-engineer/"),
        ("Manager, Engineering", "/jobs/2-manager-engineering/"),
        ("Junior Engineer", "/jobs/1-junior-engineer/"),
        ("Something else", "/jobs/4-something-else/"),
    ]
    assert page.links("p.feeds a") == [("Vacancies as a feed", "/jobs/feed/")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("department=engineering", [CASTER, MANAGER, ENGINEER]),
        ("family=casting", [CASTER]),
        ("family=casting&family=platform&country=US", [MANAGER]),
        ("level=manager", [MANAGER]),
        ("track=management", [MANAGER]),
        ("country=PT", [CASTER, ENGINEER]),
        ("country=PT&country=US", [CASTER, MANAGER, ENGINEER]),
        ("workplace=remote", [ENGINEER]),
        ("workplace=on_site&country=PT", [CASTER]),
        ("workplace=remote&country=PT", []),
        ("employment_type=contractor", [MANAGER]),
        ("q=PORTO", [CASTER, ENGINEER]),
        ("q=engineer+plat&page=1", [MANAGER, ENGINEER]),
        ("family=nobody", []),
        ("q=xyzzy", []),
    ],
)
def test_the_address_narrows_the_list(several, get, query, found):
    page = get(f"/jobs/?{query}")
    assert lines(page) == [*found, ("Something else",)]
    number = len(found)
    assert page.one("h2.results").text == f"{number} {'vacancy' if number == 1 else 'vacancies'}"


def facets(page):
    return {
        each.one("legend").text: [
            (label.text, "checked" in label.one("input").attributes) for label in each.all("label")
        ]
        for each in page.all("details.facet")
    }


def test_each_choice_tells_how_many_it_leaves(several, get):
    page = get("/jobs/?country=PT")
    assert facets(page) == {
        "Job family": [("Casting 1 vacancy", False), ("Platform 1 vacancy", False)],
        "Country": [("Finland 1 vacancy", False), ("Portugal 2 vacancies", True), ("United States 1 vacancy", False)],
        "Workplace": [("On site 1 vacancy", False), ("Hybrid 1 vacancy", False)],
    }
    assert page.links("ul.chosen a") == [("Remove Country: Portugal ×", "/jobs/")]
    assert page.links("p.feeds a") == [("This search as a feed", "/jobs/feed/?country=PT")]


def test_a_count_is_what_the_choice_leaves(several, get):
    """By going to each place that a count speaks of."""
    for start in ("", "country=PT", "q=engineer&workplace=hybrid&workplace=on_site"):
        for facet in get(f"/jobs/?{start}").all("details.facet"):
            for label in facet.all("label"):
                box = label.one("input").attributes
                others = [each for each in start.split("&") if not each.startswith(f"{box['name']}=")]
                query = "&".join([*filter(None, others), f"{box['name']}={box['value']}"])
                number = get(f"/jobs/?{query}").one("h2.results").text.split()[0]
                assert label.one("span.number").text.split()[0] == number, (start, query)


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("country=XX", ["'XX' is not known here."]),
        ("level=nope&track=x", ["'nope' is not known here.", "'x' is not known here."]),
        ("family=A%20B", ["'A B' is no slug: small letters, digits and hyphens."]),
        (f"q={'x' * 201}", ["Ensure this value has at most 200 characters (it has 201)."]),
    ],
)
def test_a_value_that_cannot_be_used_is_told_beside_its_field(several, get, query, errors):
    page = get(f"/jobs/?{query}", 400)
    assert page.texts("form p.error") == errors
    assert page.texts("h2.results") == []
    assert get(f"/jobs/feed/?{query}", 400).one("p.lead").text.startswith(f"{query.partition('=')[0]}: ")


HOSTILE = ["%00", "%ff", "'\"><svg onload=alert(1)>", "9" * 3_000, "{{7*7}}", "-1", "\u202e"]


def test_no_value_breaks_a_page(several, client):
    names = ("q", "department", "family", "level", "track", "country", "workplace", "employment_type", "page", "as_of")
    for value in HOSTILE:
        for name in names:
            for address in ("/jobs/", "/jobs/feed/", JUNIOR):
                response = client.get(f"{address}?{name}={value}&{name}={value}")
                assert response.status_code in {200, 400}, (address, name, value)
                assert b"<svg" not in response.content
        for address in ("/jobs/{}/", "/jobs/1-{}/", "/jobs/{}-x/", "/jobs/1-{}.txt", "/jobs/9{}-a.html"):
            assert client.get(address.format(value)).status_code in {200, 301, 400, 404}, (address, value)


def test_queries_do_not_grow_with_vacancies(several, client, django_assert_num_queries):
    role = "/job-families/platform/junior-engineer/"
    addresses = {"/jobs/": 2, "/jobs/feed/": 2, JUNIOR: 3, role: 6, "/sitemap.xml": 4}

    def ask():
        for address, queries in addresses.items():
            client.get(address)
            with django_assert_num_queries(queries):
                assert client.get(address).status_code == 200

    ask()
    for _ in range(6):
        posted(on=MARCH, specialty="storage")
    ask()


# Feeds


ATOM = "{http://www.w3.org/2005/Atom}"


def read(address) -> Element:
    response = Client().get(address)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def test_the_newest_vacancies_as_atom(several, company, settings):
    settings.BASE_URL = "https://roles.example"
    feed = read("/jobs/feed/")
    assert feed.findtext(f"{ATOM}title") == "Vacancies at Bellfounders"
    assert feed.findtext(f"{ATOM}id") == "tag:roles.example,2026:jobs"
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": "https://roles.example/jobs/",
        "self": "https://roles.example/jobs/feed/",
    }
    assert [
        (
            entry.findtext(f"{ATOM}id"),
            entry.findtext(f"{ATOM}title"),
            entry.findtext(f"{ATOM}updated"),
            entry.findtext(f"{ATOM}summary"),
        )
        for entry in feed.iter(f"{ATOM}entry")
    ] == [
        (
            "tag:roles.example,2026:vacancy-3-2026-05-01", "Junior Engineer", "2026-05-01T00:00:00+01:00",
            "Porto, Portugal. €40,000 to €55,000 a year. Full time.",
        ),
        (
            "tag:roles.example,2026:vacancy-2-2026-04-01", "Manager, Engineering", "2026-04-01T00:00:00+01:00",
            "Denver, CO, United States. Part time or contractor.",
        ),
        (
            "tag:roles.example,2026:vacancy-4-2026-03-01", "Something else", "2026-03-01T00:00:00+00:00", "",
        ),
        (
            "tag:roles.example,2026:vacancy-1-2026-03-01", "Junior Engineer", "2026-03-01T00:00:00+00:00",
            "Porto, Portugal; Remote, Finland. Full time.",
        ),
    ]  # fmt: skip


def test_a_search_as_rss(several, company):
    channel = read("/jobs/feed/?format=rss&country=US").find("channel")
    assert [channel.findtext(name) for name in ("title", "link", "description")] == [
        "Vacancies at Bellfounders", "http://testserver/jobs/", "Vacancies at Bellfounders",
    ]  # fmt: skip
    (item,) = channel.findall("item")
    assert (item.findtext("title"), item.findtext("link"), item.findtext("pubDate")) == (
        "Manager, Engineering",
        "http://testserver/jobs/2-manager-engineering/",
        "Wed, 01 Apr 2026 00:00:00 +0100",
    )
    guid = item.find("guid")
    assert (guid.text, guid.get("isPermaLink")) == ("tag:testserver,2026:vacancy-2-2026-04-01", "false")


@pytest.mark.parametrize("query", ["format=html", "format=atom&format=rss"])
def test_there_are_two_forms_of_the_feed(several, get, query):
    assert get(f"/jobs/feed/?{query}", 400).one("p.lead").text == "format: choose atom or rss."


# Elsewhere on the site


def test_the_pages_of_roles_and_families_name_what_is_open(several, get):
    role = get("/job-families/platform/junior-engineer/")
    assert role.links("section#vacancies li a") == [("Junior Engineer", JUNIOR)]
    assert ("1 open", "#vacancies") in role.links("aside.facts a")
    family = get("/job-families/platform/")
    assert family.links("section#vacancies li h3 a") == [
        ("Manager, Engineering", "/jobs/2-manager-engineering/"),
        ("Junior Engineer", JUNIOR),
    ]
    assert get("/job-families/platform/staff-engineer/").all("section#vacancies") == []


def test_a_family_that_was_renamed_keeps_its_vacancies(several, get):
    family = Family.objects.get(slug="platform")
    published(document("foundations", title="Foundations", career_steps=[]), family=family)
    assert [line[0] for line in lines(get("/jobs/?family=foundations"))] == [
        "Manager, Engineering", "Junior Engineer", "Something else",
    ]  # fmt: skip
    assert get(JUNIOR).links("aside.facts dl.further a")[:2] == [
        ("Junior Engineer", "/job-families/foundations/junior-engineer/"),
        ("Foundations", "/job-families/foundations/"),
    ]
    assert get("/job-families/foundations/junior-engineer/").links("section#vacancies li a") == [
        ("Junior Engineer", JUNIOR)
    ]


def test_the_sitemap_names_what_is_open(several, client):
    said = client.get("/sitemap.xml").content.decode()
    for address, day in (("3-junior-engineer", MAY), ("4-something-else", MARCH)):
        assert f"<url><loc>http://testserver/jobs/{address}/</loc><lastmod>{day}</lastmod></url>" in said
