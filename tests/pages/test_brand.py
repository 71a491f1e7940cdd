"""The company's colour, readable whatever it is, and its logo, which is only a picture."""

import base64
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers.models import Company, CompanyImage
from careers.presenting import brand
from config.kernel import pictures
from tests.factories import published

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path id="a" d="M0 0h2v2z"/></svg>'
FOR_GOOD = "public, max-age=31536000, immutable"
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
def test_every_colour_can_be_read_in_both_schemes(colour):
    for scheme in (brand.LIGHT, brand.DARK):
        shade = brand.shade(colour, scheme)
        grounds = [*scheme.grounds, shade.soft]
        assert all(brand.contrast(shade.accent, ground) >= 4.5 for ground in grounds), scheme
        # What else stands on the tint: the text of the page.
        ink = "#e8e5de" if scheme.dark else "#1c2427"
        assert brand.contrast(ink, shade.soft) >= 4.5


@given(colours)
def test_a_colour_that_can_be_read_stays_as_it_is(colour):
    for scheme in (brand.LIGHT, brand.DARK):
        once = brand.shade(colour, scheme)
        assert brand.shade(once.accent, scheme) == once


def test_contrast_is_that_of_wcag():
    assert round(brand.contrast("#000000", "#ffffff"), 2) == 21
    assert round(brand.contrast("#767676", "#ffffff"), 2) == 4.54
    assert brand.contrast("#1a5fb4", "#1a5fb4") == 1


def test_the_grounds_are_those_of_the_style_sheet():
    with open("templates/static/rolebook.css") as file:
        said = re.findall(r"--(?:paper|raised|sunken): (#\w+);", file.read())
    assert said[:6] == [*brand.LIGHT.grounds, *brand.DARK.grounds]


def test_what_was_corrected_is_told():
    assert brand.corrections("") == ""
    assert brand.corrections("#0B5F73") == (
        "#0B5F73 is shown as #78c0d2 on dark pages, so that it can be read there."
    )  # fmt: skip
    assert brand.corrections("#ffcc00").startswith("#ffcc00 is shown as #")
    assert brand.corrections("#ffcc00").endswith(" on light pages, so that it can be read there.")


def test_the_sheet_of_a_colour_asks_no_database(client):
    response = client.get("/brand/0b5f73.css")
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == FOR_GOOD
    assert response.content.decode() == brand.sheet("#0b5f73")
    assert "--accent: #0b5f73" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["fff.css", "0b5f7g.css", "0b5f73ff.css", "none.png", "a%00.png", "x" * 5000])
def test_what_is_no_colour_or_picture_is_not_found(client, name):
    assert client.get(f"/brand/{name}").status_code in {400, 404}


def linked(page):
    return [node.attributes["href"] for node in page.all("head link") if node.attributes["rel"] == "stylesheet"]


def test_pages_take_the_colour_that_the_company_has_set(db, get):
    company = Company.objects.get()
    for colour, sheets in (("", []), ("#0B5F73", ["/brand/0b5f73.css"])):
        company.accent_colour = colour
        company.record(by=None)
        for address, status in (("/", 200), ("/nowhere", 404)):
            assert linked(get(address, status=status)) == ["/static/rolebook.css", *sheets]


@pytest.fixture
def logo(db):
    def keep(content):
        company = Company.objects.get()
        company.name, company.logo = "Bellfounders", CompanyImage.objects.keep(pictures.read(content)).name
        company.record(by=None)
        return f"/brand/{company.logo}"

    return keep


def test_the_logo_stands_for_the_name(logo, get):
    for content, shared in ((PIXEL, True), (DRAWN, False)):
        address = logo(content)
        page = get("/")
        assert page.one("a.brand img").attributes == {"class": "logo", "src": address, "alt": "Bellfounders"}
        metas = [each.attributes for each in page.all("meta")]
        images = [each["content"] for each in metas if each.get("property") == "og:image"]
        assert images == ([f"http://testserver{address}"] if shared else [])


def test_a_logo_is_kept_for_good_and_can_do_nothing(logo, client, django_assert_num_queries):
    for content, kind in ((PIXEL, "image/png"), (DRAWN, "image/svg+xml")):
        address = logo(content)
        with django_assert_num_queries(1):
            response = client.get(address)
        assert response.content == content
        assert {name: response.headers[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options",
                                                          "Content-Security-Policy")} == {
            "Content-Type": kind,
            "Cache-Control": FOR_GOOD,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        }  # fmt: skip


def test_a_picture_is_kept_once(logo):
    assert logo(PIXEL) == logo(PIXEL)
    assert CompanyImage.objects.count() == 1


def test_the_past_has_the_look_of_its_day(db, get, today):
    yesterday = today - timedelta(days=1)
    company = Company.objects.get()
    company.accent_colour = "#112233"
    company.record(by=None, starts_on=yesterday)
    company.accent_colour = "#445566"
    company.record(by=None)
    published(starts_on=yesterday)
    assert linked(get(f"/?as_of={yesterday}"))[1] == "/brand/112233.css"
    assert linked(get("/"))[1] == "/brand/445566.css"
