"""A family's document, as Markdown and as JSON: what the reader may see of it, byte for byte."""

import json

import pytest

from careers.handbook.compose import Audience, visible_document
from careers.handbook.dialect import read_canonical
from careers.handbook.document import dump, load
from careers.handbook.render import render
from careers.models import Company
from tests.factories import document, published

PUBLIC = Audience(internal=False, grades=True, job_codes=False, performance_indicators=True, interviewers=True)


def test_json_is_the_canonical_document_that_the_public_may_see(db, client):
    published()
    response = client.get("/job-families/platform.json")
    assert response.content == dump(visible_document(document(), PUBLIC))
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Disposition"] == 'inline; filename="platform.json"'
    assert load(response.content).title == "Platform"


def test_markdown_is_the_canonical_page_of_the_same(db, client):
    published()
    response = client.get("/job-families/platform.md")
    assert response.content.decode() == render(visible_document(document(), PUBLIC))
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'inline; filename="platform.md"'
    assert read_canonical(response.content.decode()).document == visible_document(document(), PUBLIC)


def test_staff_get_the_whole_document(db, staff_client):
    published()
    assert staff_client.get("/job-families/platform.json").content == dump(document())
    assert staff_client.get("/job-families/platform.md").content.decode() == render(document())


def test_switches_apply(db, client):
    company = Company.objects.get()
    for switch in Company.SWITCHES:
        setattr(company, switch, False)
    company.record(by=None)
    published()
    hidden = Audience(internal=False, grades=False, job_codes=False, performance_indicators=False, interviewers=False)
    assert client.get("/job-families/platform.json").content == dump(visible_document(document(), hidden))


@pytest.mark.parametrize("words", ["", "Or else."])
def test_other_families_that_the_public_may_not_know_are_not_named(db, client, words):
    published(document("back-room", visibility="internal"))
    step = {"from_role": "clerk", "kind": "lateral", "to_family": "back-room", "to_role": "manager", "text": words}
    clerk = {"title": "Clerk", "slug": "clerk", "reports_to": {"text": "", "role": "back-room/manager"}}
    published(document(roles=[clerk], specialties=[], career_steps=[step]))
    found = json.loads(client.get("/job-families/platform.json").content)
    nameless = {**step, "to_family": None, "to_role": None}
    assert found["career_steps"] == ([nameless] if words else [])
    assert found["roles"][0]["reports_to"] == {"text": "", "role": None}


def test_unknown_family_has_no_document(db, get):
    get("/job-families/nowhere.json", status=404)
    get("/job-families/nowhere.md", status=404)
