"""The page of components, for those who build pages."""

import re
from pathlib import Path

SHEET = Path("templates/static/rolebook.css")


def test_it_is_there_in_development_only(db, get, settings):
    get("/styleguide/", status=404)
    settings.DEBUG = True
    page = get("/styleguide/")
    assert page.texts("h1") == ["Style guide"]
    assert page.texts("h2") == ["Type", "Forms", "Lists", "A role", "Hiring", "History"]


def test_it_shows_what_the_style_sheet_has(db, get, settings):
    settings.DEBUG = True
    nodes = get("/styleguide/").one("main").descendants()
    shown = {name for node in nodes for name in node.attributes.get("class", "").split()}
    styled = set(re.findall(r"\.([a-z][a-z-]*)", re.sub(r"/\*.*?\*/|\{[^}]*\}", "", SHEET.read_text(), flags=re.S)))
    assert shown - styled == {"length", "step-head"} & shown - styled
