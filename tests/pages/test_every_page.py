"""What holds for every page: its bones, its headers, its methods, its queries."""

import pytest
from django.conf import settings
from django.test import Client

from careers import reading
from tests.factories import document, published
from tests.pages.html import parse
from tests.pages.routes import HTML_PAGES, PAGES

CSP = {
    "default-src 'none'", "base-uri 'none'", "connect-src 'self'", "font-src 'self'", "form-action 'self'",
    "frame-ancestors 'none'", "img-src 'self' data:", "script-src 'self'", "style-src 'self'",
}  # fmt: skip


@pytest.fixture
def catalogue(db):
    published()


@pytest.mark.parametrize("address", [*HTML_PAGES, "/nowhere"])
def test_bones(catalogue, client, address):
    page = parse(client.get(address).content.decode())
    nodes = list(page.descendants())
    assert page.one("html").attributes["lang"] == "en"
    assert len(page.all("h1")) == 1
    assert page.one("title").text != ""
    assert [node.tag for node in page.one("body").children if hasattr(node, "tag")] == [
        "a", "header", "main", "footer",
    ]  # fmt: skip
    assert page.links("a.skip") == [("Skip to the content", "#main")]
    assert page.one("main").attributes["id"] == "main"
    ids = [node.attributes["id"] for node in nodes if "id" in node.attributes]
    assert sorted(ids) == sorted(set(ids))
    assert [node.tag for node in nodes if node.tag in {"script", "style", "iframe"}] == []
    assert [name for node in nodes for name in node.attributes if name == "style" or name.startswith("on")] == []
    levels = [int(node.tag[1]) for node in nodes if node.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]
    assert [pair for pair in zip(levels, levels[1:], strict=False) if pair[1] > pair[0] + 1] == []


@pytest.mark.parametrize("address", PAGES)
def test_headers_of_a_public_answer(catalogue, client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert set(response.headers["Content-Security-Policy"].split("; ")) == CSP
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert {name.strip() for name in response.headers["Vary"].split(",")} == {"Cookie", "Accept", "Accept-Encoding"}
    assert response.cookies == {}
    assert response.headers["ETag"].startswith('"')


@pytest.mark.parametrize("address", PAGES)
def test_an_unchanged_page_is_not_sent_again(catalogue, client, address, django_assert_num_queries):
    first = client.get(address)
    with django_assert_num_queries(1):
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.cookies == {}
    published(document("another"))
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_head_is_get_without_the_body(catalogue, client, address):
    got, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert {**head.headers, "X-Request-ID": ""} == {**got.headers, "X-Request-ID": ""}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", ["/", "/job-families/", "/job-families/platform/", "/job-families/platform.json"])
def test_nothing_can_be_written_here(catalogue, method, address):
    response = Client(enforce_csrf_checks=True).generic(method, address)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("address", PAGES)
def test_answers_to_staff_are_kept_by_nobody(catalogue, staff_client, address):
    response = staff_client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("address", ["/nowhere", "/job-families/nowhere/", "/?as_of=x", "/job-families/?level=x"])
def test_problems_are_not_kept(catalogue, client, address):
    response = client.get(address)
    assert response.status_code in {400, 404}
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert response.cookies == {}


BUDGETS = [
    ("/", 3),
    ("/levels/", 3),
    ("/departments/engineering/", 3),
    ("/job-families/", 5),
    ("/job-families/?q=lights&level=staff&grade=8&specialty=storage&track=individual_contributor", 5),
    ("/job-families/platform/", 3),
    ("/job-families/platform.md", 3),
    ("/job-families/platform.json", 3),
    ("/job-families/platform/staff-engineer/", 3),
    ("/job-families/platform/staff-engineer/?specialty=storage", 3),
    ("/job-families/platform/history/", 4),
]


@pytest.mark.parametrize(("address", "queries"), BUDGETS)
def test_queries_do_not_grow_with_the_catalogue(catalogue, client, django_assert_num_queries, address, queries):
    """With what a process keeps between requests forgotten; of which one query is the reference data of the day."""
    reading._snapshot.cache_clear()
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
    published(document("second"))
    published(document("third"))
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
    with django_assert_num_queries(queries - 1):
        assert client.get(address).status_code == 200


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


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["q", "level", "grade", "department", "specialty", "track", "page", "as_of", "other"])
def test_no_value_of_a_parameter_breaks_a_page(catalogue, client, name, value):
    for address in ("/job-families/", "/job-families/platform/manager/"):
        response = client.get(f"{address}?{name}={value}")
        assert response.status_code in {200, 400}
        assert b"<svg" not in response.content


@pytest.mark.parametrize("value", HOSTILE)
def test_no_address_breaks_a_page(catalogue, client, value):
    for address in ("/job-families/{}/", "/job-families/platform/{}/", "/departments/{}/", "/job-families/{}.json",
                    "/job-families/platform/history/{}/", "/job-families/a/{}/b.html"):  # fmt: skip
        assert client.get(address.format(value)).status_code in {301, 400, 404}


def test_text_that_people_wrote_cannot_break_out(db, client):
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
        assert [node.tag for node in nodes if node.tag in {"script", "img", "b"}] == []
        assert [a for node in nodes for a in node.attributes if a.startswith("on")] == []
        assert [a for _, a in page.links("a") if a and a.startswith("javascript")] == []


def test_static_files_are_served(client):
    assert settings.STATIC_URL == "/static/"
    response = client.get("/static/rolebook.css")
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"/* Rolebook.")
