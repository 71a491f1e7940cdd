"""What every kind of page costs a visitor, and what it leaves with them: little, and nothing. And what of it is there
where the style sheet never arrives."""

import gzip
import re
import urllib.error
import urllib.request
from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

from tests.e2e.test_pages import PAGES

pytestmark = pytest.mark.e2e

MOST = 60_000
PLACES = "nodes => nodes.map(node => [Number(node.localName[1]), node.getBoundingClientRect().y])"
VISITED = {name: address for name, (address, status) in PAGES.items() if status == 200}


@pytest.mark.parametrize("name", VISITED)
def test_a_visit_is_light_leaves_nothing_and_is_not_paid_twice(site, open_page, name):
    page = open_page(java_script_enabled=True, viewport={"width": 390, "height": 844})
    asked, requests = site + VISITED[name], []
    page.on("request", lambda request: requests.append(request.url))
    first = page.goto(asked, wait_until="load")
    assert first.status == 200
    assert [url for url in requests if not url.startswith((f"{site}/", "data:"))] == []
    assert page.context.cookies() == []
    assert page.complaints == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0

    # Asked for again by a browser that has the page, it is not sent again.
    headers = {"Accept": first.request.all_headers()["accept"], "If-None-Match": first.headers["etag"]}
    known = urllib.request.Request(asked, headers=headers)  # noqa: S310 - our own server
    with pytest.raises(urllib.error.HTTPError) as again:
        urllib.request.urlopen(known)  # noqa: S310 - our own server
    assert (again.value.code, again.value.read(), again.value.headers["Set-Cookie"]) == (304, b"", None)

    fetched = {*requests, f"{site}/static/rolebook.svg"}  # a headless browser fetches no icon
    weights = {url: _weight(url) for url in fetched if not url.startswith("data:")}
    assert sum(weights.values()) < MOST, weights


@cache
def _weight(url):
    """Bytes on the way, if the server or what is before it compresses."""
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own server
        return len(gzip.compress(answer.read()))


@pytest.mark.parametrize("name", VISITED)
def test_a_page_can_be_read_without_its_style(site, open_page, name):
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(site + VISITED[name])
    dressed = _words(page)
    page.route(re.compile(r"\.css"), lambda route: route.fulfill(status=404))
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).margin") == "8px"  # as a browser has it
    headings = page.locator("h1, h2, h3, h4, h5, h6").filter(visible=True).evaluate_all(PLACES)
    levels, tops = [level for level, _ in headings], [top for _, top in headings]
    assert levels[0] == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    assert tops == sorted(tops)
    assert (sum(dressed.values()) > 10, dressed - _words(page)) == (True, Counter())


def _words(page):
    """The words that are shown, with how often."""
    return Counter(re.findall(r"\w+", page.locator("main").inner_text().casefold()))
