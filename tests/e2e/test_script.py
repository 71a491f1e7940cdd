"""What the site's own script adds, and that nothing is missing without it."""

import pytest

from tests.e2e.test_pages import FAMILY, violations

pytestmark = pytest.mark.e2e

DEPARTMENT = "/departments/engineering/"


def shown(page):
    return [title for title in page.locator("a.title").all() if title.is_visible()]


def test_a_list_is_narrowed_as_one_types(site, open_page):
    page = open_page(java_script_enabled=True)
    page.goto(site + DEPARTMENT)
    everything = len(shown(page))
    field = page.get_by_label("Narrow these job families")
    field.fill("ENGINEERING firm")
    assert [each.inner_text() for each in shown(page)] == ["Firmware Engineering"]
    assert page.get_by_role("status").inner_text() == f"1 of {everything}"
    assert [each.inner_text() for each in page.locator("h2").all() if each.is_visible()] == ["Instruments"]
    assert violations(page) == []
    field.fill("")
    assert len(shown(page)) == everything
    assert page.get_by_role("status").inner_text() == ""
    assert page.complaints == []


def test_without_a_script_there_is_no_field_that_does_nothing(site, page):
    page.goto(site + DEPARTMENT)
    assert page.get_by_label("Narrow these job families").count() == 0
    assert len(shown(page)) == 7


def test_a_heading_copies_where_it_leads(site, open_page):
    page = open_page(java_script_enabled=True, permissions=["clipboard-read", "clipboard-write"])
    page.goto(site + FAMILY)
    link = page.locator("h3 a.self").first
    link.click()
    assert page.get_by_role("status").inner_text().strip() == "Link copied"
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert "#" in page.url
    assert page.complaints == []
