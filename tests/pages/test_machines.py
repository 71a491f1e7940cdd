"""What search engines are told of the site."""

from datetime import date

import pytest
from defusedxml import ElementTree

from careers.presenting import machines
from tests.factories import document, published, small_document

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def catalogue(db):
    published(starts_on=date(2026, 3, 1))
    published(small_document("casting"), starts_on=date(2026, 4, 2))
    published(document("secret-society", department="secrets", visibility="internal"), starts_on=date(2026, 4, 2))


def read(response):
    """The name of the root, and (address, day) of its entries."""
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    entries = [(each.findtext(f"{SPACE}loc"), each.findtext(f"{SPACE}lastmod")) for each in root]
    return root.tag.removeprefix(SPACE), entries


def test_the_sitemap_names_every_page_and_since_when_it_says_what_it_says(catalogue, client, settings):
    settings.BASE_URL = "https://roles.example"
    name, entries = read(client.get("/sitemap.xml"))
    assert name == "urlset"
    assert [(address.removeprefix("https://roles.example"), day) for address, day in entries] == [
        ("/", None),
        ("/departments/", None),
        ("/job-families/", None),
        ("/career-paths/", None),
        ("/levels/", None),
        ("/hiring/", None),
        ("/specialties/", None),
        ("/jobs/", None),
        ("/departments/engineering/", None),
        ("/departments/secrets/", None),
        ("/departments/unassigned/", None),
        ("/job-families/casting/", "2026-04-02"),
        ("/job-families/platform/", "2026-03-01"),
        ("/job-families/casting/junior/", "2026-04-02"),
        ("/job-families/platform/junior-engineer/", "2026-03-01"),
        ("/job-families/platform/staff-engineer/", "2026-03-01"),
        ("/job-families/platform/manager/", "2026-03-01"),
    ]


def test_every_page_of_the_sitemap_is_there_and_may_be_found(catalogue, client):
    for address, _ in read(client.get("/sitemap.xml"))[1]:
        response = client.get(address)
        assert response.status_code == 200, address
        assert b"noindex" not in response.content, address
        assert f'<link rel="canonical" href="{address}">' in response.content.decode()


def test_many_pages_are_told_in_parts(catalogue, client, monkeypatch):
    everything = read(client.get("/sitemap.xml"))[1]
    monkeypatch.setattr(machines, "MOST", 5)
    name, parts = read(client.get("/sitemap.xml"))
    assert (name, parts) == ("sitemapindex", [(f"http://testserver/sitemap-{n}.xml", None) for n in (1, 2, 3, 4)])
    assert [entry for address, _ in parts for entry in read(client.get(address))[1]] == everything
    for number in (0, 5, 10**30):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_robots_are_told_where_the_sitemap_is(db, client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "User-agent: *\nDisallow: /admin/\nDisallow: /api/\n\nSitemap: http://testserver/sitemap.xml\n"
    )
