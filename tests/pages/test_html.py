"""The HTML of every page, by the checker of those who keep the standard: VNU_JAR names its vnu.jar."""

import json
import os
import subprocess
from datetime import date

import pytest

from tests.factories import posted, published
from tests.pages.routes import HTML_PAGES

VNU_JAR = os.environ.get("VNU_JAR", "")

pytestmark = pytest.mark.skipif(not VNU_JAR, reason="VNU_JAR names no vnu.jar: HTML is not checked")

PROBLEMS = ["/nowhere", "/?as_of=nope", "/job-families/?level=nope", "/job-families/?q=xyzzy"]


def complaints(folder):
    """What the checker says of the files in a folder, a line each."""
    run = subprocess.run(
        ["java", "-jar", VNU_JAR, "--stdout", "--exit-zero-always", "--format", "json", *sorted(folder.iterdir())],
        capture_output=True,
        check=True,
    )
    return [
        f"{each['url'].rpartition('/')[2]}:{each.get('lastLine')}: {each['message']} {each.get('extract', '')}"
        for each in json.loads(run.stdout)["messages"]
    ]


def test_every_page_is_valid(db, client, settings, tmp_path):
    published(starts_on=date(2026, 3, 1))
    posted(number=1, on=date(2026, 3, 1))
    for number, address in enumerate([*HTML_PAGES, *PROBLEMS, "/styleguide/"]):
        settings.DEBUG = address == "/styleguide/"
        name = "".join(character if character.isalnum() else "-" for character in address)
        (tmp_path / f"{number}{name}.html").write_bytes(client.get(address).content)
    assert complaints(tmp_path) == []


def test_the_checker_finds_what_is_wrong(tmp_path):
    """The control of the test above."""
    (tmp_path / "a.html").write_text("<!doctype html><html lang=en><title>A</title><p><div role=nothing></p>")
    assert len(complaints(tmp_path)) >= 2
