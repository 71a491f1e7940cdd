"""What people come to the site for, from the first page to the last: by the keyboard alone, with the focus seen at
every stop, and by clicking without JavaScript; on a phone and at a desk."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.test_pages import FAMILY, SIZES

pytestmark = pytest.mark.e2e

SENIOR, STAFF = f"{FAMILY}senior-backend-engineer/", f"{FAMILY}staff-backend-engineer/"
MOST_STOPS = 250
AT = """() => {
    const node = document.activeElement, box = node.getBoundingClientRect(), style = getComputedStyle(node);
    const drawn = node.closest("svg") && node.querySelector("rect");
    return {
        tag: node.localName,
        words: (node.labels?.[0] ?? node).textContent.replace(/\\s+/g, " ").trim(),
        href: (node.href?.baseVal ?? node.getAttribute("href")) || "",
        name: node.getAttribute("aria-label") || "",
        within: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        ringed: drawn ? getComputedStyle(drawn).strokeWidth === "4px"
            : style.outlineStyle === "solid" && style.outlineWidth === "3px",
    };
}"""


@dataclass
class Keyboard:
    """A hand that only presses keys. Wherever Tab leads, one has to see where one is."""

    page: Any

    def reach(self, fits):
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(AT)
            if at["tag"] == "body":
                continue  # from the end of the page to its beginning
            assert (at["within"], at["ringed"]) == (True, True), (self.page.url, at)
            if fits(at):
                return at
        raise AssertionError(f"{self.page.url}: nothing that fits in {MOST_STOPS} stops")

    def follow(self, href, words=""):
        self.reach(lambda at: at["href"] == href and words in at["words"])
        self._leave("Enter")

    def open(self, words):
        self.reach(lambda at: at["tag"] == "summary" and at["words"].startswith(words))
        self.page.keyboard.press("Enter")

    def choose(self, words):
        self.reach(lambda at: at["tag"] == "input" and at["words"].startswith(words))
        self.page.keyboard.press("Space")

    def press(self, words):
        self.reach(lambda at: at["words"] == words)
        self._leave("Enter")

    def search(self, words):
        self.reach(lambda at: at["words"] == "Search roles, skills and duties")
        self.page.keyboard.type(words)
        self._leave("Enter")

    def scroll(self, name):
        self.reach(lambda at: at["name"] == name)
        self.page.keyboard.press("ArrowRight")

    def _leave(self, key):
        before = self.page.url
        self.page.keyboard.press(key)
        self.page.wait_for_url(lambda url: url != before)
        self.page.wait_for_load_state()


@dataclass
class Pointer:
    """A hand that only points, and a browser that runs no script."""

    page: Any

    def follow(self, href, words=""):
        self.page.locator(f'a[href="{href}"]:visible', has_text=words).first.click()
        self.page.wait_for_load_state()

    def open(self, words):
        self.page.locator("summary:visible", has_text=re.compile(rf"^\s*{words}")).first.click()

    def choose(self, words):
        self.page.locator("label:visible", has_text=re.compile(rf"^\s*{words}")).first.click()

    def press(self, words):
        self.page.get_by_role("button", name=words, exact=True).locator("visible=true").first.click()
        self.page.wait_for_load_state()

    def search(self, words):
        self.page.get_by_label("Search roles, skills and duties").fill(words)
        self.press("Search")

    def scroll(self, name):
        self.page.get_by_label(name, exact=True).hover()
        self.page.mouse.wheel(40, 0)


HANDS = {"keys": (Keyboard, True), "clicks": (Pointer, False)}


@pytest.fixture(params=[(hand, size) for hand in HANDS for size in SIZES], ids=lambda each: f"{each[0]}-{each[1][0]}")
def hand(request, open_page):
    """Everybody who comes: with keys or a pointer, at a desk or with a phone."""
    kind, (width, height) = request.param
    make, scripted = HANDS[kind]
    page = open_page(java_script_enabled=scripted, viewport={"width": width, "height": height})
    yield make(page)
    assert page.complaints == []


def at(hand):
    """(path, title) of where a hand is."""
    path = re.sub(r"^http://[^/]+", "", hand.page.url)
    return path, hand.page.locator("h1").inner_text()


def test_a_candidate_finds_how_long_it_takes_and_where_to_apply(site, hand):
    page = hand.page
    page.goto(f"{site}/")
    hand.search("field technician")
    role = "/job-families/field-service/field-technician/"
    assert at(hand) == ("/search/?q=field+technician", "Search")
    hand.follow(role)
    assert at(hand) == (role, "Field Technician")
    hand.follow("#hiring", "6 steps, 7 h 5 min to 9 h 15 min")
    assert page.locator("#hiring h2").bounding_box()["y"] < page.viewport_size["height"]
    assert "7 h 5 min to 9 h 15 min" in page.locator("#hiring").inner_text()
    hand.follow("/jobs/276150384-field-technician-rope-access/")
    assert at(hand) == ("/jobs/276150384-field-technician-rope-access/", "Field Technician, Rope Access")
    apply = page.locator("p.apply a").first
    assert apply.get_attribute("href") == "mailto:depots@ternwater.example"
    assert apply.inner_text() == "Apply by e-mail to depots@ternwater.example"


def test_a_member_of_a_team_sees_what_the_next_role_asks(site, hand):
    page = hand.page
    page.goto(site + FAMILY)
    hand.follow(SENIOR)
    assert at(hand) == (SENIOR, "Senior Backend Engineer")
    hand.follow(f"{SENIOR}checklist/?to=backend-engineering%2Fstaff-backend-engineer")
    assert at(hand)[1] == "From Senior Backend Engineer to Staff Backend Engineer"
    assert page.locator(".checklist .new, .checklist .added").count() > 3
    hand.follow(STAFF)
    hand.follow(
        "/compare/?a=backend-engineering%2Fstaff-backend-engineer&b=backend-engineering%2Fprincipal-backend-engineer"
    )
    titles = ["Staff Backend Engineer", "Principal Backend Engineer"]
    assert [title in page.locator("main").inner_text() for title in titles] == [True, True]
    page.emulate_media(media="print")
    hidden = [".skip", ".masthead nav", ".colophon nav"]
    assert {name: page.locator(name).first.is_visible() for name in hidden} == dict.fromkeys(hidden, False)
    assert page.locator("h1").is_visible()
    assert [page.locator("main", has_text=title).is_visible() for title in titles] == [True, True]


def test_a_manager_sees_a_family_from_every_side(site, hand):
    page = hand.page
    page.goto(site + FAMILY)
    assert page.locator("#ladder a", has_text="Staff Backend Engineer").is_visible()
    hand.follow(f"{FAMILY}matrix/")
    assert at(hand) == (f"{FAMILY}matrix/", "Matrix of Backend Engineering")
    matrix = page.locator(".scroll").first
    if matrix.evaluate("node => node.scrollWidth > node.clientWidth"):
        hand.scroll("Matrix of Backend Engineering")
        assert any(matrix.evaluate("node => node.scrollLeft") or page.wait_for_timeout(50) for _ in range(100))
    hand.follow(FAMILY)
    hand.follow("/career-paths/?family=backend-engineering")
    assert at(hand) == ("/career-paths/?family=backend-engineering", "Career paths in Backend Engineering")
    hand.follow(STAFF)
    assert at(hand) == (STAFF, "Staff Backend Engineer")
    hand.follow(f"{FAMILY}history/")
    hand.follow(f"{FAMILY}history/3/")
    hand.follow(f"{FAMILY}?as_of=2026-01-12")
    assert at(hand) == (f"{FAMILY}?as_of=2026-01-12", "Backend Engineering")
    assert page.locator("aside.as-of strong").inner_text() == "12 January 2026"
    hand.follow(FAMILY)
    assert page.locator("aside.as-of").count() == 0


def test_facets_are_chosen_and_taken_back(site, hand):
    page = hand.page
    page.goto(f"{site}/job-families/")
    everything = page.locator("h2.results").inner_text()
    hand.open("Level")
    hand.choose("Principal")
    hand.press("Show")
    assert at(hand)[0] == "/job-families/?q=&level=principal"
    found = page.locator("li.family-line").count()
    assert page.locator("h2.results").inner_text() == f"{found} job families"
    assert found < int(everything.split()[0])
    hand.follow("/job-families/", "Remove")
    assert page.locator("h2.results").inner_text() == everything


def test_a_focus_that_nobody_sees_is_found(open_page):
    """The control of the keyboard."""
    page = open_page(java_script_enabled=True)
    for style, told in (("outline: none", (True, False)), ("position: absolute; left: -999px", (False, False))):
        page.set_content(f"<main><a href='/there' style='{style}'>There</a></main>")
        with pytest.raises(AssertionError) as found:
            Keyboard(page).follow("/there")
        assert f"assert {told} ==" in str(found.value)
