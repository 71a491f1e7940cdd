"""The page on which the REST API is read and tried: all from this site, nothing that the strict policy stops."""

import pytest

pytestmark = pytest.mark.e2e
WATCH = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", each => window.stopped.push(each.violatedDirective));
"""


def test_the_api_can_be_read_and_tried(site, examined):
    page, asked = examined, []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(WATCH)
    page.goto(f"{site}/api/v1/docs/")
    page.click("#operations-levels-getLevel .opblock-summary-control")
    page.click("#operations-levels-getLevel .try-out__btn")
    page.fill("#operations-levels-getLevel input[placeholder=level]", "senior")
    page.click("#operations-levels-getLevel .execute")
    answer = page.locator("#operations-levels-getLevel .live-responses-table")
    answer.wait_for()
    assert '"name": "Senior"' in answer.inner_text()
    assert (page.complaints, page.evaluate("window.stopped"), page.context.cookies()) == ([], [], [])
    assert [url for url in asked if not url.startswith((f"{site}/", "data:"))] == []
