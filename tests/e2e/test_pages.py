"""Every kind of page in a real browser, wide and narrow, light and dark, without JavaScript."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT

pytestmark = pytest.mark.e2e

EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = [(1280, 900), (390, 844)]
LONG = """() => {
    for (const node of document.querySelectorAll("h1, h2, h3, main a, dd")) {
        if (!node.children.length) node.textContent = "Kraftfahrzeughaftpflichtversicherung";
    }
}"""
"""Puts a word of 36 letters wherever names stand."""
WIDTH = "document.documentElement.scrollWidth"
SMALL = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), small = [];
    while (texts.nextNode()) {
        const {data, parentElement} = texts.currentNode;
        if (data.trim() && parseFloat(getComputedStyle(parentElement).fontSize) < 16) small.push(data.trim());
    }
    return small;
}"""
"""The texts that are smaller than 16 pixels."""
FAMILY = "/job-families/backend-engineering/"
TWO = "a=backend-engineering/senior-backend-engineer&b=backend-engineering/staff-backend-engineer"
PAGES = {
    "start": ("/", 200),
    "families": ("/job-families/", 200),
    "search": ("/job-families/?q=river&level=senior&level=staff&track=individual_contributor", 200),
    "nothing found": ("/job-families/?q=xyzzy", 200),
    "bad value": ("/job-families/?level=nope&grade=x", 400),
    "departments": ("/departments/", 200),
    "hiring": ("/hiring/", 200),
    "specialties": ("/specialties/", 200),
    "full text": ("/search/?q=river+enginer&department=software", 200),
    "full text, nothing found": ("/search/?q=xyzzy", 200),
    "full text, start": ("/search/", 200),
    "full text, bad value": ("/search/?q=river&kind=job", 400),
    "family": (FAMILY, 200),
    "family with segments": ("/job-families/account-executives/", 200),
    "family of plain Markdown": ("/job-families/executive-team/", 200),
    "role": (f"{FAMILY}staff-backend-engineer/", 200),
    "role with a specialty": (f"{FAMILY}senior-backend-engineer/?specialty=telemetry", 200),
    "manager": (f"{FAMILY}manager-backend-engineering/", 200),
    "checklist": (f"{FAMILY}senior-backend-engineer/checklist/", 200),
    "checklist of the last role": (f"{FAMILY}principal-backend-engineer/checklist/", 200),
    "history": (f"{FAMILY}history/", 200),
    "revision": (f"{FAMILY}history/3/", 200),
    "two revisions": (f"{FAMILY}history/4/?since=1", 200),
    "matrix": (f"{FAMILY}matrix/", 200),
    "roles to compare": ("/compare/?a=backend-engineering/staff-backend-engineer", 200),
    "two roles": (f"/compare/?{TWO}", 200),
    "three roles": (f"/compare/?{TWO}&c=frontend-engineering/staff-frontend-engineer", 200),
    "two days": ("/compare/?a=backend-engineering/senior-backend-engineer&from=2025-04-01&to=2026-10-01", 200),
    "no such role to compare": (f"/compare/?{TWO}&c=nowhere/nobody", 400),
    "vacancies": ("/jobs/", 200),
    "vacancies searched": ("/jobs/?q=engineer&country=PT&workplace=hybrid", 200),
    "bad value of vacancies": ("/jobs/?country=nope", 400),
    "vacancy": ("/jobs/318402957-senior-firmware-engineer-gateways/", 200),
    "open application": ("/jobs/824609371-something-that-we-did-not-think-of/", 200),
    "closed vacancy": ("/jobs/185736402-support-engineer-instruments-and-sites/", 410),
    "levels": ("/levels/", 200),
    "department": ("/departments/engineering/", 200),
    "career paths": ("/career-paths/", 200),
    "career paths of a department": ("/career-paths/?department=software", 200),
    "career paths of a family": ("/career-paths/?family=hydrology", 200),
    "past day": (f"{FAMILY}?as_of=2025-04-01", 200),
    "not found": ("/nowhere/", 404),
}


def violations(page, scheme="light"):
    """What axe finds wrong, a line each: by every rule in light, in dark by the one that colours can break."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_load_state()
    page.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")  # colours on their way
    rules = (
        {"type": "tag", "values": EVERY_RULE} if scheme == "light" else {"type": "rule", "values": ["color-contrast"]}
    )
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "options => axe.run(options).then(found => found.violations)",
        {"runOnly": rules, "resultTypes": ["violations"]},
    )
    return [f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(site, examined, name):
    address, status = PAGES[name]
    answer = examined.goto(site + address)
    assert answer.status == status
    for width, height in SIZES:
        examined.set_viewport_size({"width": width, "height": height})
        assert violations(examined) == [], width
        assert violations(examined, scheme="dark") == [], width
        assert examined.evaluate(WIDTH) == width
        assert examined.evaluate(SMALL) == [], width
    # A browser says by itself that an answer was an error.
    assert [each for each in examined.complaints if f"status of {status}" not in each] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1200])
def test_no_page_is_wider_than_the_window(site, page, width):
    """Not with a list of choices open, and not where names are long."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = []
    for name, (address, _) in PAGES.items():
        page.goto(site + address)
        for facet in page.locator(".facet").all():
            facet.evaluate("node => node.open = true")
            beyond = page.evaluate(WIDTH) > width or facet.locator("fieldset").bounding_box()["x"] < 0
            wide += [f"{name}, {facet.locator('summary').inner_text()}"] * beyond
            facet.evaluate("node => node.open = false")
        page.evaluate(LONG)
        wide += [name] * (page.evaluate(WIDTH) > width)
    assert wide == []


def test_axe_finds_what_is_wrong(examined):
    """The control of the tests above."""
    examined.set_content(
        "<html><body><main><h1>A</h1><h3>B</h3><p style='color:#aaa'>pale</p><img src='x'></main></body></html>"
    )
    found = {line.partition(":")[0] for line in violations(examined)}
    assert {"color-contrast", "image-alt", "heading-order", "html-has-lang", "document-title"} <= found


def test_families_are_narrowed_without_javascript(site, page):
    page.goto(f"{site}/job-families/")
    page.get_by_label("Search roles, skills and duties").fill("flood")
    page.get_by_role("button", name="Search").click()
    assert page.url == f"{site}/job-families/?q=flood"
    page.locator("summary", has_text="Level").click()
    option = page.locator("details[open] label", has_text="Principal")
    promised = option.locator(".number").evaluate("node => node.firstChild.textContent")
    option.click()
    page.locator("details[open]").get_by_role("button", name="Show").click()
    assert page.url == f"{site}/job-families/?q=flood&level=principal"
    assert page.get_by_label("Search roles, skills and duties").input_value() == "flood"
    number = int(re.match(r"\d+", page.locator("h2.results").inner_text())[0])
    assert number == page.locator("li.family-line").count()
    assert 0 < number < 24
    assert promised == str(number)
    page.get_by_role("link", name="Remove Level: Principal").click()
    assert page.url == f"{site}/job-families/?q=flood"


def test_the_start_page_searches_everything(site, page):
    page.goto(f"{site}/")
    page.get_by_label("Search roles, skills and duties").fill("flood")
    page.get_by_role("button", name="Search").click()
    assert page.url == f"{site}/search/?q=flood"


def test_a_bad_value_is_shown_beside_its_field(site, page):
    page.goto(f"{site}/job-families/?level=nope")
    assert page.locator("details[open] fieldset p.error").inner_text() == "'nope' is not known here."
    assert page.locator("details[open] fieldset p.error").is_visible()


def test_the_keyboard_comes_to_the_content_first_and_sees_where_it_is(site, page):
    page.goto(site + FAMILY)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to the content"
    assert focused.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.keyboard.press("Tab")
    outline = page.locator(":focus").evaluate(
        "node => getComputedStyle(node).outlineStyle + getComputedStyle(node).outlineWidth"
    )
    assert outline == "solid3px"


def test_contents_lead_to_their_parts(site, page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(site + FAMILY)
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Staff Backend Engineer").click()
    assert page.url == f"{site}{FAMILY}#staff-backend-engineer"
    assert 0 <= page.locator("#staff-backend-engineer").bounding_box()["y"] < 100


def test_contents_open_on_a_phone_without_javascript(site, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + FAMILY)
    link = page.get_by_role("navigation", name="On this page").get_by_role("link", name="How we hire")
    assert not link.is_visible()
    page.locator(".contents summary").click()
    link.click()
    assert page.url == f"{site}{FAMILY}#hiring"


def test_the_keyboard_walks_a_map_in_reading_order_and_comes_out_behind_it(site, page):
    page.goto(f"{site}/career-paths/?family=hydrology")
    page.locator(".map").focus()
    walked = []
    for _ in range(page.locator(".map a").count()):
        page.keyboard.press("Tab")
        box = page.locator(":focus rect")
        assert box.evaluate("node => getComputedStyle(node).strokeWidth") == "4px"
        walked.append((float(box.get_attribute("y")), float(box.get_attribute("x"))))
    assert walked == sorted(walked)
    assert len(set(walked)) == len(walked)
    page.keyboard.press("Tab")
    assert page.locator("ul.stops :focus").count() == 1
    assert page.locator(".map :focus").count() == 0


def test_the_words_of_a_map_stay_within_their_boxes(site, page):
    for address in ("/career-paths/", "/career-paths/?department=software"):
        page.goto(site + address)
        boxes = page.locator(".map a:has(rect)")
        assert boxes.count() > 20
        for box in boxes.all():
            around, words = box.locator("rect").bounding_box(), box.locator("text").first.bounding_box()
            assert words["x"] + words["width"] <= around["x"] + around["width"], box.text_content()


def test_where_statements_come_from_is_one_tap_away(site, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}{FAMILY}staff-backend-engineer/")
    origins = page.locator("#responsibilities .origin")
    assert origins.count() > 10
    assert [each.is_visible() for each in origins.all()] == [False] * origins.count()
    page.locator("#responsibilities .origins summary").click()
    assert [each.is_visible() for each in origins.all()] == [True] * origins.count()
    assert not page.locator("#requirements .origin").first.is_visible()


def test_a_heading_links_to_itself(site, page):
    page.goto(site + FAMILY)
    page.get_by_role("heading", name="Role by role").get_by_role("link").click()
    assert page.url == f"{site}{FAMILY}#roles"


def test_a_printed_checklist_has_room_for_evidence(site, page):
    page.goto(f"{site}{FAMILY}senior-backend-engineer/checklist/")
    evidence = page.locator(".evidence").first
    assert not evidence.is_visible()
    page.emulate_media(media="print")
    assert evidence.bounding_box()["height"] > 40
    assert not page.locator(".choices").is_visible()


def test_a_phone_has_the_search_beside_the_name_and_everywhere_else_in_one_line_below(site, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/")
    name = page.locator(".masthead .brand").bounding_box()
    search, *places = [link.bounding_box() for link in page.locator(".masthead nav a").all()]
    assert len(places) == 4
    assert name["y"] <= search["y"] < name["y"] + name["height"]
    assert {place["y"] for place in places} == {places[0]["y"]}
    assert places[0]["y"] >= search["y"] + search["height"]


@pytest.mark.parametrize(
    "address",
    [f"{FAMILY}staff-backend-engineer/", "/jobs/318402957-senior-firmware-engineer-gateways/"],
    ids=["role", "vacancy"],
)
def test_what_the_company_says_of_itself_is_one_tap_away_and_open_on_paper(site, page, address):
    page.goto(site + address)
    said = [part.locator("summary + *") for part in page.locator("details.fold").all()]
    assert [each.is_visible() for each in said] == [False, False, False]
    page.locator("summary", has_text="Why work here").click()
    assert [each.is_visible() for each in said] == [False, False, True]
    page.emulate_media(media="print")
    assert [each.is_visible() for each in said] == [True, True, True]


def test_print_leaves_out_what_paper_cannot_use(site, page):
    page.goto(f"{site}{FAMILY}staff-backend-engineer/")
    page.emulate_media(media="print")
    hidden = [".skip", ".masthead nav", ".choices"]
    assert {name: page.locator(name).first.is_visible() for name in hidden} == dict.fromkeys(hidden, False)
    assert page.locator("h1").is_visible()
    assert page.locator(".facts dl").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
