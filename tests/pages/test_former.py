"""Addresses at which something used to be, or never was."""

from datetime import timedelta

import pytest

from careers import drafts, publishing
from careers.importing import keep_old_address
from careers.models import Family
from tests.factories import document, published


@pytest.fixture
def renamed(db, today):
    """A family that was `platform` until it became `foundations` ten days ago; its junior role is gone by now."""
    published(document("platform"), starts_on=today - timedelta(days=30))
    family = Family.objects.get(slug="platform")
    keep_old_address(family, "engineering/platform-team")
    roles = [role.model_dump(mode="json") for role in document("platform").roles if role.slug != "junior-engineer"]
    roles[0]["extends"] = None
    new = document("foundations", roles=roles, career_steps=[])
    family = drafts.write(new, by=None, family=family)
    revision = publishing.freeze(family, by=None, message="A better name")
    publishing.publish(revision, by=None, starts_on=today - timedelta(days=10), reason="A better name")
    return family


MOVED = {
    "platform/": "foundations/",
    "Platform/": "foundations/",
    "platform.md": "foundations.md",
    "platform.json": "foundations.json",
    "platform/history/": "foundations/history/",
    "platform/history/1/": "foundations/history/1/",
    "platform/staff-engineer/": "foundations/staff-engineer/",
    "engineering/platform-team/": "foundations/",
    "engineering/platform-team/index.html": "foundations/",
    "engineering/platform-team/index.html.md": "foundations/",
    "engineering/platform-team.md": "foundations/",
    "engineering/Platform-Team.html": "foundations/",
}


def test_what_moved_redirects_for_good_with_its_query(renamed, client):
    for query in ("", "?specialty=storage&x=%C3%A9&x=2"):
        for old, new in MOVED.items():
            response = client.get(f"/job-families/{old}{query}")
            assert (response.status_code, response.headers["Location"]) == (301, f"/job-families/{new}{query}"), old


def test_a_forgotten_slash_is_given(renamed, client):
    for path in ("/job-families/foundations", "/job-families/engineering/platform-team", "/levels"):
        response = client.get(path + "?a=1")
        assert (response.status_code, response.headers["Location"]) == (301, f"{path}/?a=1")


def test_each_day_has_its_own_address(renamed, client, today):
    before = today - timedelta(days=20)
    assert client.get(f"/job-families/platform/?as_of={before}").status_code == 200
    # On that day nobody knew the new address.
    assert client.get(f"/job-families/foundations/?as_of={before}").status_code == 404


def test_a_role_that_left_is_gone_with_a_way_to_its_family(renamed, get, today):
    page = get("/job-families/platform/junior-engineer/", status=410)
    assert page.texts("p.lead") == ["Foundations no longer has this role."]
    assert page.links("ul.plain a") == [
        ("Foundations as it is now", "/job-families/foundations/"),
        ("How it has changed", "/job-families/foundations/history/"),
    ]
    get("/job-families/foundations/junior-engineer/", status=404)


def test_what_never_was_is_not_found(renamed, get):
    for path in ("nowhere/", "nowhere.md", "nowhere/history/", "platform/nobody/", "foundations/nobody/", "a/b/c/d/",
                 "foundations/matrix/", "foundations/history/9/", "foundations/history/" + "9" * 40 + "/",
                 "engineering/nowhere/index.html"):  # fmt: skip
        get(f"/job-families/{path}", status=404)


def test_a_withdrawn_family_is_gone_and_can_be_read_as_it_was(renamed, get, today):
    publishing.withdraw(renamed, by=None, reason="Merged")
    yesterday = today - timedelta(days=1)
    paths = (
        "foundations/", "platform/", "foundations.md", "platform.json", "foundations/history/",
        "foundations/staff-engineer/", "platform/junior-engineer/", "engineering/platform-team/index.html",
    )  # fmt: skip
    for path in paths:
        page = get(f"/job-families/{path}", status=410)
        assert page.texts("h1") == ["Gone"]
        assert "was withdrawn on" in page.one("p.lead").text
        assert page.links("ul.plain a") == [
            (page.links("ul.plain a")[0][0], f"/job-families/foundations/?as_of={yesterday}"),
            ("All job families", "/job-families/"),
        ]
    assert get(f"/job-families/foundations/?as_of={yesterday}").texts("h1") == ["Foundations"]


def test_withdrawn_on_the_day_of_its_publication_is_gone_too(db, get):
    published()
    publishing.withdraw(Family.objects.get(), by=None, reason="A mistake")
    page = get("/job-families/platform/", status=410)
    assert page.links("ul.plain a") == [("All job families", "/job-families/")]
    assert get("/job-families/platform/manager/", status=410).texts("h1") == ["Gone"]


def test_published_again_it_is_back(db, client):
    publication = published()
    publishing.withdraw(publication.family, by=None, reason="A mistake")
    publishing.publish(publication.revision, by=None)
    assert client.get("/job-families/platform/").status_code == 200


def test_what_is_internal_is_unknown_to_the_public(db, client, staff_client, get):
    from django.test import Client

    published(document(visibility="internal"))
    keep_old_address(Family.objects.get(), "engineering/old")
    anonymous = Client()
    for path in ("platform/", "platform/manager/", "platform.md", "platform/history/", "platform/history/1/",
                 "engineering/old/index.html"):  # fmt: skip
        assert anonymous.get(f"/job-families/{path}").status_code == 404
    assert staff_client.get("/job-families/platform/").status_code == 200
    assert staff_client.get("/job-families/engineering/old/index.html").status_code == 301


def test_an_internal_role_is_unknown_to_the_public(db, get):
    published()
    get("/job-families/platform/canary-role/", status=404)


def test_what_became_internal_is_unknown_again(db, client, today):
    published(starts_on=today - timedelta(days=5))
    published(document(visibility="internal"), message="Behind the curtain")
    assert client.get("/job-families/platform/").status_code == 404
    assert client.get("/job-families/platform/manager/").status_code == 404
    assert client.get(f"/job-families/platform/?as_of={today - timedelta(days=1)}").status_code == 200


def test_what_is_only_scheduled_is_unknown(db, client, today):
    """Neither the new address of a family, nor a family that is to come, nor a role that is."""
    published(document("platform"))
    family = Family.objects.get()
    roles = [{"title": "Ghost", "slug": "ghost"}]
    family = drafts.write(document("tomorrow", roles=roles, specialties=[], career_steps=[]), by=None, family=family)
    revision = publishing.freeze(family, by=None, message="Soon")
    publishing.publish(revision, by=None, starts_on=today + timedelta(days=1))
    published(document("newcomer"), starts_on=today + timedelta(days=1))
    for path in ("tomorrow/", "tomorrow.json", "tomorrow/ghost/", "platform/ghost/", "newcomer/", "newcomer/manager/"):
        assert client.get(f"/job-families/{path}").status_code == 404, path
    assert client.get("/job-families/platform/").status_code == 200


def test_what_was_called_off_stays_unknown_when_its_day_has_come(db, client, today, monkeypatch):
    from django.utils import timezone

    published(document("newcomer"), starts_on=today + timedelta(days=1))
    publishing.withdraw(Family.objects.get(), by=None, reason="Not yet")
    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get("/job-families/newcomer/").status_code == 404
    assert client.get("/job-families/newcomer/manager/").status_code == 404
