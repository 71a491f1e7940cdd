"""The README's tour for HR, as it is written there: from a clean demo to a published change in ten clicks."""

import re
from pathlib import Path

import pytest

from careers.demo.loading import PASSWORD

pytestmark = pytest.mark.e2e

README = Path(__file__).resolve().parents[2] / "README.md"
STEP = re.compile(r"^(\d+)\. Click \*(.+?)\*", re.M)
SAID = "Answers every renewal within a working day"


def log_in(page, site, name):
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")


def test_ten_clicks_from_a_clean_demo_to_a_published_change(own_site, page):
    """Without JavaScript. What stands between asterisks in the README is what is clicked, in its order."""
    steps = dict(STEP.findall(README.read_text(encoding="utf-8")))
    assert list(steps) == [str(number) for number in range(1, 11)]

    def click(number):
        wanted = re.compile(rf"^{re.escape(steps[str(number)])}$", re.I)
        main = page.locator("#content")
        main.get_by_role("link", name=wanted).or_(main.get_by_role("button", name=wanted)).first.click()

    log_in(page, own_site, "ines")
    click(1), click(2), click(3)
    duties = page.get_by_role("textbox", name="Responsibilities:", exact=True)
    duties.fill(f"{duties.input_value()}\n{SAID}")
    click(4), click(5)
    page.get_by_label("What changed, and why").fill("Renewals wait too long")
    click(6)
    page.context.clear_cookies()
    log_in(page, own_site, "rafael")
    click(7), click(8), click(9), click(10)

    role = page.goto(f"{own_site}/job-families/account-executives/senior-account-executive/")
    assert role.status == 200
    assert SAID in page.locator("main").inner_text()
