"""A change on its way, in a real browser: written by one, reviewed by three, published by another; and what everybody
else sees of it meanwhile. Every page of the admin on the way is held against axe and the content security policy."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from careers.demo.loading import PASSWORD
from tests.e2e.test_pages import SIZES, violations

pytestmark = pytest.mark.e2e

WEST, EAST = "Etc/GMT+12", "Etc/GMT-14"
"""The last and the first zone of the earth to have a day: to go from the one to the other is to wait for tomorrow."""
FAMILY = "/job-families/backend-engineering/"
SENIOR = f"{FAMILY}senior-backend-engineer/"
DUTY = "Leads the review of every change of the forecast service"
AMENDED = "Leads the review of every risky change of the forecast service"
SPECIALTY = """- Keeps the tide gauges of three ports reporting
- Answers harbour masters in plain words
### Night watch
- Takes one spring tide a year on call"""
CHECKS = [
    "The business needs it",
    "The level is common in the market",
    "The benchmark is set",
    "The title exists in the HR system",
]


@pytest.fixture
def people(own_site, open_page):
    """A browser for each person who logs in, by name; `visitor` never does."""

    def log_in(name):
        page = open_page(java_script_enabled=True, viewport={"width": 1280, "height": 900})
        if name != "visitor":
            page.goto(f"{own_site}/admin/")
            page.get_by_label("Username").fill(name)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Log in").click()
            assert page.url == f"{own_site}/admin/"
        return page

    return SimpleNamespace(
        **{name: log_in(name) for name in ("ines", "tomas", "rafael", "nadia", "mira", "hannah", "visitor")}
    )


def examine(page):
    """The page on a phone and on a desk, by axe; it fits, and the browser has nothing to complain of."""
    page.wait_for_load_state()
    assert page.complaints == [], page.url
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) == [], (page.url, width)
        assert violations(page, scheme="dark") == [], (page.url, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    page.complaints.clear()  # axe writes styles of its own, which the policy refuses


def set_zone(page, site, zone):
    page.goto(f"{site}/admin/careers/company/1/change/")
    page.get_by_label("Time zone").fill(zone)
    page.get_by_role("button", name="Save", exact=True).click()
    assert "was changed successfully" in page.locator(".messagelist").inner_text()


def open_family(page, site):
    page.goto(f"{site}/admin/")
    page.get_by_role("link", name="Families", exact=True).first.click()
    page.get_by_role("link", name="Backend Engineering", exact=True).click()


def box(page, title):
    """A box of the front page."""
    return page.locator("section.box", has=page.get_by_role("heading", name=title, exact=True))


def says(page, site, path, text):
    page.goto(site + path)
    return text in page.locator("main").inner_text()


def decide(page, site, decision, message="", impact=None, confirm=()):
    """The first that waits for this person's review, decided on."""
    page.goto(f"{site}/admin/")
    box(page, "Waiting for my review").get_by_role("link", name="Backend Engineering").first.click()
    for line in confirm:
        page.get_by_label(line).check()
    page.locator("#decide").get_by_label("Message").fill(message)
    if impact:
        page.get_by_label("How big it is for people").select_option(label=impact)
    page.get_by_role("button", name=decision, exact=True).click()


def test_a_change_from_the_first_word_to_the_public_page_and_back(people, own_site):
    site, ines, rafael = own_site, people.ines, people.rafael
    set_zone(people.hannah, site, WEST)
    tomorrow = (datetime.now(UTC) - timedelta(hours=12)).date() + timedelta(days=1)

    # An editor changes the Senior role and adds a specialty.
    open_family(ines, site)
    examine(ines)
    ines.get_by_role("link", name="Senior Backend Engineer", exact=True).click()
    examine(ines)
    duties = ines.get_by_role("textbox", name="Responsibilities:", exact=True)
    duties.fill(f"{duties.input_value()}\n- {DUTY}")
    ines.get_by_role("button", name="Save", exact=True).click()
    open_family(ines, site)
    ines.get_by_role("link", name="Add a specialty").click()
    ines.get_by_label("Name:", exact=True).fill("Tides")
    ines.get_by_label("Address").fill("tides")
    ines.get_by_role("textbox", name="Requirements:", exact=True).fill(SPECIALTY)
    examine(ines)
    ines.get_by_role("button", name="Save", exact=True).click()

    # An editor of another department cannot.
    open_family(people.tomas, site)
    assert people.tomas.get_by_role("button", name="Save", exact=True).count() == 0
    assert people.tomas.goto(people.tomas.url.replace("change/", "submit/")).status == 403
    people.tomas.complaints.clear()  # a browser says by itself that an answer was an error

    # It is submitted, and the public sees nothing of it.
    open_family(ines, site)
    ines.get_by_role("link", name="Submit for review").click()
    examine(ines)
    assert DUTY in ines.locator("main").inner_text()
    ines.get_by_label("What changed, and why").fill("Tides need people of their own")
    ines.get_by_role("button", name="Submit for review").click()
    examine(ines)
    assert not says(people.visitor, site, SENIOR, DUTY)

    # The first reviewer asks for a change at one statement.
    rafael.goto(f"{site}/admin/")
    examine(rafael)
    box(rafael, "Waiting for my review").get_by_role("link", name="Backend Engineering").first.click()
    examine(rafael)
    rafael.locator("li.added", has_text=DUTY).get_by_role("link", name="Comment on this").click()
    rafael.get_by_label("Comment on this").fill("Every change? Say which.")
    rafael.get_by_role("button", name="Save the comment").click()
    examine(rafael)
    decide(rafael, site, "Ask for changes", message="See the comment")

    # The editor sees it, amends and submits again.
    ines.goto(f"{site}/admin/")
    examine(ines)
    open_family(ines, site)
    ines.get_by_role("link", name="Submit for review").click()
    assert "Every change? Say which." in ines.locator("main").inner_text()
    open_family(ines, site)
    ines.get_by_role("link", name="Senior Backend Engineer", exact=True).click()
    duties = ines.get_by_role("textbox", name="Responsibilities:", exact=True)
    duties.fill(duties.input_value().replace(DUTY, AMENDED))
    ines.get_by_role("button", name="Save", exact=True).click()
    open_family(ines, site)
    ines.get_by_role("link", name="Submit for review").click()
    ines.get_by_label("What changed, and why").fill("Tides need people of their own")
    ines.get_by_role("button", name="Submit for review").click()

    # Three stages approve.
    decide(rafael, site, "Approve", impact="Raises expectations")
    decide(people.nadia, site, "Approve")
    decide(people.mira, site, "Approve", confirm=CHECKS)
    assert "Approved" in people.mira.locator("main").inner_text()

    # The publisher schedules it for tomorrow.
    rafael.goto(f"{site}/admin/")
    box(rafael, "Approved, to be published").get_by_role("link", name="Backend Engineering").first.click()
    rafael.get_by_role("link", name="Publish…").click()
    rafael.get_by_label("From").fill(tomorrow.isoformat())
    examine(rafael)
    rafael.get_by_role("button", name="Publish").click()
    examine(rafael)

    # Today is as it was; tomorrow is for those who may see it.
    assert not says(people.visitor, site, SENIOR, AMENDED)
    assert says(rafael, site, f"{SENIOR}?as_of={tomorrow}", AMENDED)
    assert people.visitor.goto(f"{site}{SENIOR}?as_of={tomorrow}").status == 400

    # Tomorrow comes, by the company's calendar.
    set_zone(people.hannah, site, EAST)
    assert says(people.visitor, site, SENIOR, AMENDED)
    assert says(people.visitor, site, f"{SENIOR}?specialty=tides", "harbour masters")
    history = people.visitor
    history.goto(f"{site}{FAMILY}history/")
    first = history.locator("ol.history > li").first.inner_text()
    assert "Tides need people of their own" in first
    assert "Raises expectations" in first

    # The old text comes back as a draft, which publishes nothing.
    ines.goto(f"{site}/admin/")
    open_family(ines, site)
    ines.get_by_role("link", name="Its revisions").click()
    examine(ines)
    ines.get_by_role("link", name="no. 4").first.click()
    ines.get_by_role("link", name="Start the draft from this…").click()
    examine(ines)
    ines.get_by_role("button", name="Start the draft").click()
    open_family(ines, site)
    ines.get_by_role("link", name="Senior Backend Engineer", exact=True).click()
    assert AMENDED not in ines.get_by_role("textbox", name="Responsibilities:", exact=True).input_value()
    assert says(people.visitor, site, SENIOR, AMENDED)
