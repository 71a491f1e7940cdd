"""What holds for every page: its bones, its headers, its methods, its queries."""

from datetime import date
from itertools import pairwise

import pytest
from django.conf import settings
from django.test import Client

from careers import reading, since
from careers.models import FamilyListing
from careers.presenting import census, history
from config.kernel.models.catalogue import today
from tests.factories import copied, document, posted, published, small_document
from tests.pages.html import parse
from tests.pages.routes import HTML_PAGES, PAGES

CSP = {
    "default-src 'none'", "base-uri 'none'", "connect-src 'self'", "font-src 'self'", "form-action 'self'",
    "frame-ancestors 'none'", "img-src 'self' data:", "script-src 'self'", "style-src 'self'",
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(module_database):
    with module_database():
        published(starts_on=date(2026, 3, 1))
        posted(number=1, on=date(2026, 3, 1))


@pytest.fixture
def catalogue(rows, db):
    """One family and a vacancy of it."""


def test_bones(catalogue, client):
    for address in [*HTML_PAGES, "/nowhere"]:
        page = parse(client.get(address).content.decode())
        nodes = list(page.descendants())
        assert page.one("html").attributes["lang"] == "en", address
        assert len(page.all("h1")) == 1, address
        assert page.one("head title").text != "", address
        outline = [node.tag for node in page.one("body").children if hasattr(node, "tag")]
        assert outline == ["a", "header", "main", "footer"], address
        assert page.links("a.skip") == [("Skip to the content", "#main")], address
        assert page.one("main").attributes["id"] == "main", address
        ids = [node.attributes["id"] for node in nodes if "id" in node.attributes]
        assert sorted(ids) == sorted(set(ids)), address
        assert {node.tag for node in nodes} & {"style", "iframe"} == set(), address
        assert page.programs() == [], address
        inline = [name for node in nodes for name in node.attributes if name == "style" or name.startswith("on")]
        assert inline == [], address
        levels = [int(node.tag[1]) for node in nodes if node.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]
        assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == [], address


def test_headers_of_a_public_answer(catalogue, client):
    for address in PAGES:
        response = client.get(address)
        assert response.status_code == 200, address
        assert set(response.headers["Content-Security-Policy"].split("; ")) == CSP, address
        assert response.headers["Cache-Control"] == "public, no-cache", address
        assert response.headers["X-Content-Type-Options"] == "nosniff", address
        assert response.headers["X-Frame-Options"] == "DENY", address
        assert response.headers["Referrer-Policy"] == "same-origin", address
        assert set(response.headers["Vary"].split(", ")) == {"Cookie", "Authorization", "Accept", "Accept-Encoding"}, (
            address
        )
        assert response.headers["ETag"].startswith('"'), address
        assert response.cookies == {}, address


def test_an_unchanged_page_is_not_sent_again(catalogue, client, django_assert_num_queries):
    tags = {address: client.get(address).headers["ETag"] for address in PAGES}
    assert len(set(tags.values())) == len(PAGES)
    for address, tag in tags.items():
        with django_assert_num_queries(1):
            again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag), address
        assert again.cookies == {}, address
    published(document("another"))
    for address, tag in tags.items():
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200, address


def test_head_is_get_without_the_body(catalogue, client):
    for address in PAGES:
        got, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (200, b""), address
        assert {**head.headers, "X-Request-ID": ""} == {**got.headers, "X-Request-ID": ""}, address


def test_nothing_can_be_written_here(catalogue):
    client = Client(enforce_csrf_checks=True)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for address in PAGES:
            response = client.generic(method, address)
            assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD"), (method, address)


def test_answers_to_staff_are_kept_by_nobody(catalogue, staff_client):
    for address in PAGES:
        response = staff_client.get(address)
        assert response.status_code == 200, address
        assert response.headers["Cache-Control"] == "private, no-store", address
        assert "ETag" not in response.headers, address


def test_problems_are_not_kept(catalogue, client):
    for address in ("/nowhere", "/job-families/nowhere/", "/?as_of=x", "/job-families/?level=x"):
        response = client.get(address)
        assert response.status_code in {400, 404}, address
        assert response.headers["Cache-Control"] == "no-store", address
        assert "ETag" not in response.headers, address
        assert response.cookies == {}, address


BUDGETS = [
    ("/sitemap.xml", 6, 2),
    ("/changes/feed/", 4),
    ("/job-families/platform/history/feed/", 5),
    ("/", 6, 4),
    ("/levels/", 5, 4),
    ("/departments/", 6, 4),
    ("/hiring/", 6, 4),
    ("/specialties/", 6, 4),
    ("/specialties/?kind=segment", 6, 4),
    ("/departments/engineering/", 6, 4),
    ("/career-paths/", 5),
    ("/career-paths/?family=platform", 5),
    ("/career-paths/?department=engineering", 5),
    ("/jobs/", 3),
    ("/jobs/?q=engineer&department=engineering&country=PT", 3),
    ("/jobs/feed/", 3),
    ("/jobs/1-junior-engineer/", 4),
    ("/jobs/1-junior-engineer.txt", 4),
    ("/job-families/", 8, 4),
    ("/job-families/?level=staff&grade=8&specialty=storage&language=Go&track=individual_contributor", 8, 4),
    ("/job-families/?q=lights&language=Go", 9, 4),
    ("/job-families/platform/", 6, 2),
    ("/job-families/platform/?as_of=2026-04-15", 6, 2),
    ("/job-families/platform.md", 3),
    ("/job-families/platform.json", 3),
    ("/job-families/platform/staff-engineer/", 7),
    ("/job-families/platform/staff-engineer/?specialty=storage", 7),
    ("/job-families/platform/junior-engineer/checklist/", 5),
    ("/job-families/platform/junior-engineer/checklist.md", 5),
    ("/job-families/platform/matrix/", 3),
    ("/search/", 3),
    ("/search/?q=junior&kind=role&department=engineering", 5),
    ("/search/?q=junoir", 8),
    ("/search/?q=xyzzy", 6),
    ("/compare/", 3),
    ("/compare/?q=engineer", 3),
    ("/compare/?a=platform/junior-engineer&b=platform/staff-engineer", 4),
    ("/compare/?a=platform/junior-engineer&b=platform/staff-engineer&c=platform/manager", 3),
    ("/compare/?a=platform/junior-engineer&from=2026-04-01&to=2026-05-01", 8, 3),
    ("/job-families/platform/matrix.csv", 3),
    ("/job-families/platform/history/", 5, 2),
    ("/job-families/platform/history/1/", 5, 2),
    ("/api/v1/job-families/?limit=200", 4),
    ("/api/v1/roles/?limit=200&level=junior", 5),
    ("/api/v1/roles/platform/staff-engineer/", 3),
]
FAMILIES = (1, 300, 3_000)


def test_queries_do_not_grow_with_the_catalogue(catalogue, client, django_assert_num_queries):
    """Equal at one family, at 300 and at 3,000. Of the queries one, or as many as the third number says, are for what
    a process keeps while the catalogue stays as it is: it is forgotten here first."""

    def ask(address, queries):
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200

    small = published(small_document("family-0"))
    for families in FAMILIES:
        live = FamilyListing.objects.live(today()).count()
        copied(small, (f"family-{number}" for number in range(live, families)))
        for address, queries, *kept in BUDGETS:
            reading._snapshot.cache_clear()
            history._compared.cache_clear()
            census.counted.cache_clear()
            since._days_before.cache_clear()
            ask(address, queries)
            if "/api/" not in address:
                ask(address, queries - sum(kept or [1]))


HOSTILE = [
    "%00",
    "%ff",
    "%ed%a0%80",
    "'\"><svg onload=alert(1)>",
    "%25%25%5f",
    "9" * 5_000,
    "..%2f..%2f",
    "{{7*7}}",
    "\u202e",
]


PARAMETERS = (
    "q",
    "level",
    "grade",
    "department",
    "specialty",
    "language",
    "vacancies",
    "kind",
    "track",
    "page",
    "as_of",
    "other",
    "a",
    "from",
    "since",
)


ASKED = (
    "/job-families/",
    "/specialties/",
    "/job-families/platform/manager/",
    "/job-families/platform/matrix/",
    "/job-families/platform/history/1/",
    "/compare/",
    "/search/",
)


def test_no_value_of_a_parameter_breaks_a_page(catalogue, client):
    for value in HOSTILE:
        for name in PARAMETERS:
            for address in ASKED:
                response = client.get(f"{address}?{name}={value}")
                assert response.status_code in {200, 400}, (address, name, value)
                assert b"<svg" not in response.content, (address, name, value)


def test_no_address_breaks_a_page(catalogue, client):
    addresses = (
        "/job-families/{}/",
        "/job-families/platform/{}/",
        "/departments/{}/",
        "/job-families/{}.json",
        "/job-families/platform/history/{}/",
        "/job-families/a/{}/b.html",
    )
    for value in HOSTILE:
        for address in addresses:
            assert client.get(address.format(value)).status_code in {301, 400, 404}, (address, value)


def test_text_that_people_wrote_cannot_break_out(catalogue, client):
    nasty = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](http://evil.example/p.png) <b onclick=a()>b</b>"
    roles = [{"title": nasty[:190], "slug": "nasty", "overview": nasty, "reports_to": {"text": nasty}, "group": nasty}]
    sections = [{"heading": nasty, "body": nasty}]
    lists = {"responsibilities": [{"text": nasty, "group": nasty}], "leads": {"requirements": nasty}}
    published(
        document(
            title=nasty[:190], summary=nasty, overview=nasty, roles=roles, specialties=[], sections=sections,
            career_steps=[{"text": nasty}], **lists,
        ),
        message=nasty,
    )  # fmt: skip
    for address in ("/", "/job-families/", "/job-families/platform/", "/job-families/platform/nasty/",
                    "/job-families/platform/history/"):  # fmt: skip
        page = parse(client.get(address).content.decode())
        nodes = list(page.descendants())
        assert [node.tag for node in nodes if node.tag in {"img", "b"}] + page.programs() == []
        assert [a for node in nodes for a in node.attributes if a.startswith("on")] == []
        assert [a for _, a in page.links("a") if a and a.startswith("javascript")] == []


def test_static_files_are_served(client):
    assert settings.STATIC_URL == "/static/"
    response = client.get("/static/rolebook.css")
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"/* Rolebook.")
