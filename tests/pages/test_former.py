"""Addresses at which something used to be, or never was."""

from datetime import timedelta

import pytest
from django.utils import timezone

from careers import drafts, publishing, restructuring
from careers.importing import keep_old_address
from careers.models import Address, Family
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
                 "foundations/nobody/checklist/", "foundations/history/9/", "foundations/history/" + "9" * 40 + "/",
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
    published(document("newcomer"), starts_on=today + timedelta(days=1))
    publishing.withdraw(Family.objects.get(), by=None, reason="Not yet")
    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get("/job-families/newcomer/").status_code == 404
    assert client.get("/job-families/newcomer/manager/").status_code == 404


# What came after


@pytest.fixture
def platform(db, today):
    """A family that has been in force for a month."""
    return published(document("platform"), starts_on=today - timedelta(days=30)).family


def reshape(deed, family, **facts):
    """A restructuring of the draft, unpublished."""
    version = Family.objects.get(pk=family.pk).version
    return deed(Family.objects.get(pk=family.pk), by=None, expected_version=version, **facts)


def publish(family, **facts):
    return publishing.publish_draft(Family.objects.get(pk=family.pk), by=None, message="Reshaped", **facts)


def where(client, path):
    answer = client.get(f"/job-families/{path}")
    return answer.status_code, answer.headers.get("Location", "")


def rename(family, role, slug):
    reshape(restructuring.rename_role, family, role=role, title=slug.title(), slug=slug)


def test_a_renamed_role_leads_on_once_the_new_name_is_in_force(platform, client, today):
    rename(platform, "manager", "head")
    assert where(client, "platform/manager/") == (200, "")
    assert where(client, "platform/head/") == (404, "")
    publication = publish(platform, starts_on=today + timedelta(days=1))
    assert where(client, "platform/manager/") == (200, "")
    publishing.call_off(publication, by=None, reason="Not yet")
    publishing.publish(publication.revision, by=None)
    assert where(client, "platform/manager/?x=1&x=%C3%A9") == (301, "/job-families/platform/head/?x=1&x=%C3%A9")
    before = today - timedelta(days=3)
    assert where(client, f"platform/manager/?as_of={before}") == (200, "")
    assert where(client, f"platform/head/?as_of={before}") == (404, "")


def test_names_lead_on_over_several_renamings(platform, client):
    rename(platform, "manager", "head")
    publish(platform)
    reshape(restructuring.rename_family, platform, title="Foundations", slug="foundations")
    rename(platform, "head", "chief")
    # Of what is only drafted nothing shows.
    assert where(client, "platform/manager/") == (301, "/job-families/platform/head/")
    publish(platform)
    for path in ("platform/manager/", "platform/head/"):
        assert where(client, path) == (301, "/job-families/foundations/chief/")
    assert where(client, "foundations/head/") == (404, "")


def test_a_role_that_moved_leads_to_the_other_family(platform, client):
    other = published(document("insight", roles=[{"title": "A", "slug": "a"}], specialties=[], career_steps=[])).family
    reshape(restructuring.move_role, platform, role="staff-engineer", to=other)
    publish(platform)
    assert where(client, "platform/staff-engineer/")[0] == 410
    publish(other)
    assert where(client, "platform/staff-engineer/") == (301, "/job-families/insight/staff-engineer/")
    publishing.withdraw(platform, by=None, reason="Empty")
    assert where(client, "platform/staff-engineer/") == (301, "/job-families/insight/staff-engineer/")


def test_a_retired_role_names_what_took_its_place(platform, get):
    reshape(restructuring.retire_role, platform, role="junior-engineer", successor="platform/staff-engineer")
    get("/job-families/platform/junior-engineer/")
    publish(platform)
    page = get("/job-families/platform/junior-engineer/", status=410)
    assert page.texts("p.lead") == ["Platform no longer has this role. Staff Engineer has taken its place."]
    assert page.links("ul.plain a") == [
        ("Staff Engineer", "/job-families/platform/staff-engineer/"),
        ("Platform as it is now", "/job-families/platform/"),
        ("How it has changed", "/job-families/platform/history/"),
    ]


def test_what_took_its_place_may_have_got_another_name(platform, get):
    reshape(restructuring.retire_role, platform, role="junior-engineer", successor="platform/staff-engineer")
    rename(platform, "staff-engineer", "lead")
    publish(platform)
    page = get("/job-families/platform/junior-engineer/", status=410)
    assert page.links("ul.plain a")[0] == ("Lead", "/job-families/platform/lead/")


def test_a_retired_family_names_what_took_its_place(platform, get, today):
    published(document("insight", roles=[], specialties=[], career_steps=[]))
    restructuring.retire_family(platform, successor="insight", reason="Merged", by=None)
    page = get("/job-families/platform/", status=410)
    assert page.texts("p.lead")[0].endswith(" Insight has taken its place.")
    yesterday = today - timedelta(days=1)
    assert [url for _, url in page.links("ul.plain a")] == [
        "/job-families/insight/",
        f"/job-families/platform/?as_of={yesterday}",
        "/job-families/",
    ]
    assert get("/job-families/platform/manager/", status=410).texts("p.lead") == page.texts("p.lead")


def test_what_is_not_for_the_viewer_is_not_named(platform, get, client, staff_client):
    """A successor that is internal, or is not in force yet, or no more."""
    from django.test import Client

    reshape(restructuring.retire_role, platform, role="junior-engineer", successor="platform/canary-role")
    rename(platform, "canary-role", "canary-secret")
    publish(platform)
    anonymous = Client().get("/job-families/platform/junior-engineer/")
    assert anonymous.status_code == 410
    assert b"CANARY" not in anonymous.content
    assert b"canary" not in anonymous.content
    assert b"has taken its place" not in anonymous.content
    assert b"Canary-Secret has taken its place" in staff_client.get("/job-families/platform/junior-engineer/").content


def test_an_internal_role_that_was_renamed_stays_unknown(platform, client):
    rename(platform, "canary-role", "open-role")
    publish(platform)
    assert where(client, "platform/canary-role/") == (404, "")


def test_what_became_internal_under_another_name_is_unknown(platform, client):
    rename(platform, "manager", "head")
    Family.objects.get(pk=platform.pk).roles.filter(slug="head").update(visibility="internal")
    publish(platform)
    assert where(client, "platform/manager/") == (410, "")


def test_names_in_a_circle_lead_nowhere(platform, client):
    """No restructuring makes one; somebody at the database might."""
    publish_without = [role.model_dump(mode="json") for role in document().roles if role.slug != "manager"]
    publish_without[1]["reports_to"] = {"text": "", "role": None}
    published(document(roles=publish_without, specialties=[]), family=platform)
    Address.objects.filter(path="platform/manager").update(successor="platform/manager", renamed=True)
    assert where(client, "platform/manager/") == (410, "")


def test_a_specialty_of_the_same_name_goes_its_own_way(platform, client):
    """Only roles have an address of their own to be renamed."""
    Address.objects.create(path="platform/storage", family=platform, successor="platform/manager", renamed=True)
    published(document(specialties=[]), family=platform)
    assert client.get("/api/v1/specialties/platform/storage/").status_code == 410


def test_addresses_lead_where_they_did_until_what_is_scheduled_begins(platform, client, today, monkeypatch):
    """Neither a return nor another successor that is only scheduled, or was called off, shows."""
    before = platform.revisions.get()
    reshape(restructuring.retire_role, platform, role="junior-engineer", successor="platform/manager")
    rename(platform, "staff-engineer", "lead")
    publish(platform)
    paths = ("platform/junior-engineer/", "platform/staff-engineer/")
    led = {path: client.get(f"/job-families/{path}").content for path in paths}
    assert b"Manager, Engineering has taken its place." in led[paths[0]]
    assert where(client, paths[1]) == (301, "/job-families/platform/lead/")
    coming = publishing.publish(before, by=None, starts_on=today + timedelta(days=2), reason="Back")
    assert {path: client.get(f"/job-families/{path}").content for path in paths} == led
    clock = timezone.now() + timedelta(days=2)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: clock)
        assert [where(client, path)[0] for path in paths] == [200, 200]
    publishing.call_off(coming, by=None, reason="Not yet")
    assert {path: client.get(f"/job-families/{path}").content for path in paths} == led
    reshape(restructuring.rename_family, platform, title="Foundations", slug="foundations")
    reshape(restructuring.retire_role, platform, role="lead", successor="foundations/manager")
    publish(platform, starts_on=today + timedelta(days=2))
    assert {path: client.get(f"/job-families/{path}").content for path in paths} == led


def test_finding_out_costs_a_few_queries(platform, client, django_assert_num_queries):
    rename(platform, "manager", "head")
    publish(platform)
    where(client, "platform/manager/")
    with django_assert_num_queries(6):
        where(client, "platform/manager/")
