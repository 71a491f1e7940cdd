"""Past days: answered as they were, whatever is renamed today, and carried along in the links."""

from datetime import date, timedelta

import pytest

from careers import reading
from careers.models import Company, Department
from levels.models import Grade, Level
from tests.factories import document, posted, published
from tests.pages.html import parse

MARCH = date(2026, 3, 1)
DAY = "2026-04-15"
PAGES = [
    "/",
    "/job-families/",
    "/job-families/?level=staff&q=scope",
    "/job-families/platform/",
    "/job-families/platform.md",
    "/job-families/platform.json",
    "/job-families/platform/history/",
    "/job-families/platform/staff-engineer/",
    "/job-families/platform/staff-engineer/?specialty=storage",
    "/departments/engineering/",
    "/career-paths/",
    "/career-paths/?family=platform",
    "/career-paths/?department=engineering",
    "/levels/",
    "/jobs/",
    "/jobs/1-junior-engineer/",
]


def asked(path):
    return f"{path}{'&' if '?' in path else '?'}as_of={DAY}"


@pytest.fixture
def catalogue(db):
    published(starts_on=MARCH)
    posted(number=1, on=MARCH)


def test_a_past_day_stays_byte_for_byte_as_it_was(catalogue, client):
    before = {path: client.get(asked(path)) for path in PAGES}
    assert {path: response.status_code for path, response in before.items()} == dict.fromkeys(PAGES, 200)
    today = {path: client.get(path) for path in PAGES}
    company = Company.objects.get()
    company.name, company.tagline = "Renamed", "Otherwise"
    company.benefits = [{"name": "Changed benefit", "text": "Something else"}]
    company.record(by=None)
    grade = Grade.objects.get(scheme__slug="general", slug="8")
    grade.name = "Eight"
    grade.record(by=None)
    level = Level.objects.get(slug="staff")
    level.name = "Distinguished"
    level.record(by=None)
    department = Department.objects.get(slug="engineering")
    department.name = "Works"
    department.record(by=None)
    published(document(summary="Another summary.", title="Basement"))
    for path in PAGES:
        assert client.get(asked(path)).content == before[path].content, path
        # The control: these changes do show today.
        assert client.get(path).content != today[path].content, path


def test_today_tells_the_new_names(catalogue, get):
    grade = Grade.objects.get(scheme__slug="general", slug="8")
    grade.name = "Eight"
    grade.record(by=None)
    facts = get("/job-families/platform/staff-engineer/").one("aside.facts")
    assert dict(zip(facts.texts("dt"), facts.texts("dd"), strict=True))["Grade"] == "Eight"


def test_the_day_is_said_and_kept_in_every_link_to_the_catalogue(catalogue, get):
    for path in PAGES:
        if path.endswith((".md", ".json")):
            continue
        page = get(asked(path))
        assert page.one("aside.as-of").text == "This is the catalogue as of 15 April 2026. See it as it is today"
        assert [address for _, address in page.links("aside.as-of a")] == [path]
        links = [
            link for link in page.links("a") if link[1].startswith("/") and link not in page.links("aside.as-of a")
        ]
        catalogue_links = [address for _, address in links if not address.startswith("/handbook/")]
        assert len(catalogue_links) > 3, path
        assert [address for address in catalogue_links if f"as_of={DAY}" not in address] == [], path


def test_links_in_texts_are_carried_as_well(db, get):
    overview = "See [us](/job-families/platform/#roles), [levels](/levels/) and [them](https://example.org/levels/)."
    published(document(overview=overview), starts_on=MARCH)
    assert get(asked("/job-families/platform/")).links("div.overview a") == [
        ("us", f"/job-families/platform/?as_of={DAY}#roles"),
        ("levels", f"/levels/?as_of={DAY}"),
        ("them", "https://example.org/levels/"),
    ]


def test_pages_of_a_past_day_are_not_for_search_engines(catalogue, get):
    def robots(page):
        return [node.attributes["content"] for node in page.all("meta") if node.attributes.get("name") == "robots"]

    assert robots(get(asked("/job-families/platform/"))) == ["noindex"]
    assert robots(get("/job-families/platform/")) == []


def test_whoever_asks_for_one_day_after_the_other_fills_no_memory(catalogue, client):
    for days in range(12):
        assert client.get(f"/levels/?as_of={MARCH + timedelta(days=days)}").status_code == 200
    assert reading._snapshot.cache_info().currsize == 8


def test_before_anything_was_published_there_is_nothing(catalogue, get):
    assert get("/job-families/?as_of=2026-02-28").texts("h2.results") == ["0 job families"]
    page = get("/job-families/platform/?as_of=2026-02-28", status=404)
    assert page.texts("p.lead") == ["There is nothing at this address as of 28 February 2026."]


@pytest.mark.parametrize(
    ("day", "status", "sentence"),
    [
        ("yesterday", 400, "as_of: write a date as YYYY-MM-DD."),
        ("2026-02-30", 400, "as_of: write a date as YYYY-MM-DD."),
        ("20260415", 400, "as_of: write a date as YYYY-MM-DD."),
        ("", 400, "as_of: write a date as YYYY-MM-DD."),
        ("2026-04-15&as_of=2026-04-16", 400, "as_of: give one date."),
        ("2999-01-01", 400, "as_of is after today. Give today or a day before."),
    ],
)
def test_a_day_that_cannot_be_read_is_refused(db, client, day, status, sentence):
    for path in ("/", "/job-families/platform/", "/job-families/platform.json"):
        response = client.get(f"{path}?as_of={day}")
        assert response.status_code == status
        assert parse(response.content.decode()).texts("p.lead") == [sentence]


def test_a_day_to_come_is_for_those_with_the_right(staff_client):
    response = staff_client.get("/?as_of=2999-01-01")
    assert response.status_code == 403
    sentence = "as_of is after today. Seeing what is scheduled needs the right to."
    assert parse(response.content.decode()).texts("p.lead") == [sentence]


def test_who_may_see_what_is_scheduled_sees_it(db, client, archivist, get, today):
    from datetime import timedelta

    tomorrow = today + timedelta(days=1)
    published(document("newcomer"), starts_on=tomorrow)
    client.force_login(archivist)
    assert get(f"/job-families/newcomer/?as_of={tomorrow}").texts("h1") == ["Newcomer"]
    get("/job-families/newcomer/", status=404)
