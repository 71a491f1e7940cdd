"""The editing pages in a real browser: tables with and without a script, two editors at once, nothing for axe."""

import re

import pytest

from tests.e2e.test_pages import SIZES, violations

pytestmark = pytest.mark.e2e

FAMILY = "Backend Engineering"


def log_in(page, site, name):
    page.goto(f"{site}/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("rolebook-demo")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site}/admin/")


def to_family(page, site, name=FAMILY):
    page.goto(f"{site}/admin/careers/family/?q={name.split()[0]}")
    page.locator("#result_list").get_by_role("link", name=name, exact=True).click()
    page.wait_for_url("**/change/**")


@pytest.fixture
def site(own_site):
    """These tests change what they find."""
    return own_site


@pytest.fixture(scope="module")
def ines(own_site, open_lasting_page):
    """What a browser keeps of somebody who edits every family and has logged in."""
    page = open_lasting_page(java_script_enabled=False)
    log_in(page, own_site, "ines")
    return page.context.storage_state()


@pytest.fixture
def editor(ines, open_page):
    """A page of hers."""
    return open_page(java_script_enabled=True, storage_state=ines)


@pytest.fixture
def plain(ines, open_page):
    """The same without JavaScript."""
    return open_page(java_script_enabled=False, storage_state=ines)


def save(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue editing").last.click()


def titles(page, table):
    return [each.strip() for each in page.locator(f"{table} tbody th").all_inner_texts()]


def test_every_editing_page_is_accessible_and_fits(site, editor):
    to_family(editor, site)
    family = editor.url
    addresses = [f"{site}/admin/careers/family/", family]
    for name in ("Staff Backend Engineer", "Telemetry", "For individual contributors"):
        editor.goto(family)
        editor.get_by_role("link", name=name, exact=True).first.click()
        addresses.append(editor.url)
    addresses += [f"{family.removesuffix('change/')}applies-to/requirements/"]
    key = re.search(r"/(\d+)/", family)[1]
    addresses += [f"{site}/admin/careers/role/add/?family={key}"]
    for address in addresses:
        assert editor.goto(address).status == 200
        for width, height in SIZES:
            editor.set_viewport_size({"width": width, "height": height})
            assert violations(editor) == [], (address, width)
            assert violations(editor, scheme="dark") == [], (address, width)
            assert editor.evaluate("document.documentElement.scrollWidth") == width, address


def test_rows_are_moved_by_buttons_and_by_keys(site, editor):
    to_family(editor, site)
    first, second, third = titles(editor, "#specialties")
    editor.get_by_role("button", name=f"Move {third} up").click()
    assert titles(editor, "#specialties") == [first, third, second]
    editor.locator("#specialties tbody tr").first.locator("input.number").focus()
    editor.keyboard.press("Alt+ArrowDown")
    assert titles(editor, "#specialties") == [third, first, second]
    numbers = editor.locator("#specialties input.number").evaluate_all("nodes => nodes.map(node => node.value)")
    assert numbers == ["1", "2", "3"]
    save(editor)
    assert titles(editor, "#specialties") == [third, first, second]
    assert editor.complaints == []


def test_without_a_script_numbers_put_rows_in_order(site, plain):
    to_family(plain, site, "Hydrology")
    before = titles(plain, "#roles")
    plain.locator("#roles input.number").nth(1).fill("1")
    save(plain)
    assert titles(plain, "#roles") == [before[1], before[0], *before[2:]]


def test_the_time_of_a_process_is_summed_up_while_one_types(site, editor):
    to_family(editor, site)
    editor.get_by_role("link", name="For individual contributors", exact=True).click()
    total = editor.locator("[data-total]")
    served = total.inner_text()
    editor.reload()
    assert total.inner_text() == served  # the script sums up as the server does
    rows = editor.locator("#steps-group tbody tr:visible").count()
    editor.get_by_role("button", name="Add a row").click()
    assert editor.locator("#steps-group tbody tr:visible").count() == rows + 1
    row = editor.locator("#steps-group tbody tr:visible").last
    row.locator("select").select_option(label="Panel")
    row.locator("textarea").fill("A talk with three of us")
    row.locator(".cell-minutes_from input").fill("600")
    row.locator(".cell-minutes_to input").fill("6000")
    assert total.inner_text() != served
    row.locator(".cell-optional input").check()
    assert total.inner_text() == served
    save(editor)
    assert "A talk with three of us" in editor.locator("#steps-group").inner_html()
    assert total.inner_text() == served
    assert editor.complaints == []


def test_two_editors_see_both_versions_and_lose_nothing(site, editor, browser):
    to_family(editor, site, "Calibration and Metrology")
    other = browser.new_context(java_script_enabled=False).new_page()
    log_in(other, site, "hannah")
    other.goto(editor.url)
    other.locator("#id_summary").fill("Hannah says it shortly.")
    save(other)
    other.context.close()

    editor.locator("#id_summary").fill("Ines says it at length.")
    editor.locator("#id_nice_to_haves").fill("- Patience")
    save(editor)
    table = editor.get_by_role("region", name="Both versions")
    cells = table.locator("tbody tr").first.locator("td").all_text_contents()
    assert [re.sub(r"\[\w+: |\]", "", each).strip() for each in cells] == [
        "Hannah says it shortly.",
        "Ines says it at length.",
    ]
    assert editor.locator("#id_summary").input_value() == "Ines says it at length."
    for width, height in SIZES:
        editor.set_viewport_size({"width": width, "height": height})
        assert violations(editor) == []
        assert violations(editor, scheme="dark") == []
        assert editor.evaluate("document.documentElement.scrollWidth") == width
    save(editor)
    assert editor.locator("#id_summary").input_value() == "Ines says it at length."
    assert editor.locator("#id_nice_to_haves").input_value() == "- Patience"
    assert not editor.get_by_role("region", name="Both versions").is_visible()


def test_what_is_inherited_is_replaced_without_a_script(site, plain):
    to_family(plain, site)
    plain.get_by_role("link", name="Staff Backend Engineer", exact=True).click()
    panel = plain.get_by_role("complementary", name="Inherited: Requirements")
    first = panel.locator("li").first
    said = first.locator(".linked").inner_text()
    first.locator("summary").click()
    first.get_by_label("As this role says it").fill("Says it in its own words")
    with plain.expect_navigation():
        first.get_by_role("button", name="Save and replace").click()
    assert "Says it in its own words" in plain.locator("#id_requirements").input_value()
    assert said in plain.get_by_role("complementary", name="Inherited: Requirements").locator("del").all_inner_texts()
