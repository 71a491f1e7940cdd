"""The pages that change the shape of families: a look first, versions named, nothing typed lost."""

import pytest

from careers import drafts, publishing
from careers.models import Address, Family, Role
from tests.admin.house import client_of, main, member, told, url
from tests.factories import department, document, published

pytestmark = pytest.mark.django_db

OTHER = {
    "roles": [{"title": "Analyst", "slug": "analyst", "reports_to": {"text": "", "role": "platform/manager"}}],
    "specialties": [],
    "career_steps": [],
}


@pytest.fixture(scope="module")
def families(module_database):
    with module_database():
        department("people")
        published(document("platform"))
        published(document("insight", **OTHER))


@pytest.fixture
def family(families, db):
    return Family.objects.get(slug="platform")


@pytest.fixture
def editor(family):
    return client_of(member("edda", "Editor"))


def role(slug):
    return Role.objects.get(slug=slug)


def seen(family, **data):
    return {"seen_version": Family.objects.get(pk=family.pk).version, **data}


def read(slug):
    return drafts.read(Family.objects.get(slug=slug))


def test_a_role_is_copied(family, editor):
    page = url("role_copy", role("staff-engineer").pk)
    data = seen(family, title="Principal Engineer", slug="", level="principal", act="1")
    answer = editor.post(page, data, follow=True)
    assert answer.redirect_chain == [(url("role_change", role("principal-engineer").pk), 302)]
    assert "Principal Engineer is there, as Staff Engineer is. Now make it its own." in told(answer)


def test_a_role_is_renamed_and_its_followers_are_told(family, editor):
    page = url("role_rename", role("manager").pk)
    shown = main(editor.get(page))
    assert shown.one("#id_title").attributes["value"] == "Manager, Engineering"
    answer = editor.post(page, seen(family, title="Head of Engineering", slug="head", act="1"), follow=True)
    assert told(answer)[:2] == [
        "Manager, Engineering is Head of Engineering in the draft, in all that refers to it as well.",
        "The drafts of Insight refer to it, and follow. They have to be published as well.",
    ]
    assert read("insight").roles[0].reports_to.role == "platform/head"


def test_what_may_not_follow_is_told(family):
    Family.objects.filter(slug="insight").update(department=department("people"))
    client = client_of(member("nora", "Editor", within="engineering"))
    page = url("role_rename", role("manager").pk)
    answer = client.post(page, seen(family, title="Head", slug="head", act="1"), follow=True)
    assert "Insight refer to it too, and your account may not change them. Tell somebody who may." in told(answer)


def test_a_role_is_looked_at_before_it_is_retired(family, editor):
    page = url("role_retire", role("junior-engineer").pk)
    looked = main(editor.post(page, seen(family, successor="platform/staff-engineer", look="1")))
    assert "Role: Junior Engineer" in " ".join(looked.texts("section.look h3"))
    assert len(read("platform").roles) == 4
    answer = editor.post(page, seen(family, successor="platform/staff-engineer", act="1"), follow=True)
    assert "Junior Engineer is taken out of the draft. Nobody else sees that before it is published." in told(answer)
    assert len(read("platform").roles) == 3
    family.refresh_from_db()
    assert family.successors == {"junior-engineer": {"to": "platform/staff-engineer", "same": False}}
    assert Address.objects.get(path="platform/junior-engineer").successor == ""


def test_a_role_is_looked_at_before_it_moves(family, editor):
    page, target = url("role_move", role("staff-engineer").pk), Family.objects.get(slug="insight")
    answer = editor.post(page, seen(family, to=target.pk, slug="", look="1"))
    looked = main(answer)
    assert looked.texts("section.look p")[0] == "Staff Engineer says in Insight what it says now."
    version = looked.one("#id_seen_target").attributes["value"]
    assert version == str(target.version)
    drafts.touch(target, by=None)
    stale = editor.post(page, seen(family, to=target.pk, slug="engineer", seen_target=version, act="1"))
    assert stale.status_code == 409
    assert "Somebody else saved Insight in the meantime. Look at it again." in told(stale)
    assert main(stale).one("#id_slug").attributes["value"] == "engineer"
    again = main(editor.post(page, seen(family, to=target.pk, slug="engineer", look="1")))
    version = again.one("#id_seen_target").attributes["value"]
    done = editor.post(page, seen(family, to=target.pk, slug="engineer", seen_target=version, act="1"), follow=True)
    assert done.redirect_chain == [(url("role_change", role("engineer").pk), 302)]
    assert [each.slug for each in read("insight").roles] == ["analyst", "engineer"]


def test_a_base_role_is_looked_at_before_it_is_added(family, editor):
    page = url("family_base_role", family.pk)
    data = {"title": "Lead", "slug": "", "level": "", "heirs": ["manager", "canary-role"]}
    looked = main(editor.post(page, seen(family, **data, look="1")))
    assert "Role: Lead" in " ".join(looked.texts("section.look h3"))
    answer = editor.post(page, seen(family, **data, act="1"), follow=True)
    assert "Lead is there, and the others build on it." in told(answer)
    assert read("platform").role("manager").extends == "lead"


def test_a_family_is_renamed(family, editor):
    answer = editor.post(
        url("family_rename", family.pk), seen(family, title="Foundations", slug="foundations", act="1"), follow=True
    )
    assert told(answer)[:2] == [
        "Platform is Foundations in the draft.",
        "The drafts of Insight refer to it, and follow. They have to be published as well.",
    ]


def test_a_family_is_retired_by_those_who_publish(family, editor):
    page = url("family_retire", family.pk)
    data = {"successor": "insight", "reason": "Merged", "act": "1"}
    assert editor.post(page, data).status_code == 403
    publisher = client_of(member("petra", "Publisher"))
    data["seen"] = main(publisher.get(page)).one("#id_seen").attributes["value"]
    publishing.publish_draft(drafts.write(document(summary="b"), by=None, family=family), by=None, message="Meanwhile")
    stale = publisher.post(page, data)
    assert stale.status_code == 409
    assert told(stale)[0].startswith("Something of this family was published, scheduled or withdrawn since this page")
    data["seen"] = main(stale).one("#id_seen").attributes["value"]
    answer = publisher.post(page, data, follow=True)
    assert "Platform is retired: it is withdrawn as of now, and kept in history." in told(answer)
    data["seen"] = main(publisher.get(page)).one("#id_seen").attributes.get("value", "")
    again = publisher.post(page, data)
    assert "Nothing of this family is published or scheduled." in told(again)


POSTS = {
    "copy": ("role_copy", {"title": "X", "slug": "x", "level": ""}),
    "rename": ("role_rename", {"title": "X", "slug": "x"}),
    "retire": ("role_retire", {"successor": ""}),
    "move": ("role_move", {"slug": "x"}),
    "base": ("family_base_role", {"title": "X", "slug": "x", "level": "", "heirs": ["manager"]}),
    "rename family": ("family_rename", {"title": "X", "slug": "x"}),
}


def post_of(family, deed):
    name, data = POSTS[deed]
    of = role("staff-engineer") if name.startswith("role") else family
    if deed == "move":
        target = Family.objects.get(slug="insight")
        data = {**data, "to": target.pk, "seen_target": target.version}
    return url(name, of.pk), {**data, "act": "1"}


@pytest.mark.parametrize("deed", POSTS)
def test_who_saves_second_is_told_and_may_do_it_all_the_same(family, editor, deed):
    page, data = post_of(family, deed)
    stale = seen(family)
    drafts.touch(family, by=None)
    before = read("platform")

    refused = editor.post(page, {**stale, **data})

    assert refused.status_code == 409
    assert told(refused)[-2:] == [
        "Somebody else saved Platform in the meantime. Look at it again.",
        "Nothing was lost: what you chose is still here. Do it again if it still holds.",
    ]
    assert read("platform") == before
    renewed = main(refused).one("#id_seen_version").attributes["value"]
    assert editor.post(page, {**data, "seen_version": renewed}).status_code == 302


@pytest.mark.parametrize("deed", POSTS)
def test_each_page_is_for_editors_within_their_remit(family, deed):
    page, data = post_of(family, deed)
    before = read("platform")
    for who in (
        member("vera", "Viewer"),
        member("rita", "Reviewer"),
        member("petra", "Publisher"),
        member("nora", "Editor", within="people"),
    ):
        client = client_of(who)
        assert client.get(page).status_code == 403, who
        assert client.post(page, {**seen(family), **data}).status_code == 403, who
    assert read("platform") == before


@pytest.mark.parametrize("deed", POSTS)
@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_page_without_the_version_does_nothing(family, editor, deed, version):
    page, data = post_of(family, deed)
    before = read("platform")
    answer = editor.post(page, {**data, "seen_version": version})
    assert answer.status_code in (200, 409)
    assert read("platform") == before


@pytest.mark.parametrize("deed", POSTS)
def test_a_page_opens_at_the_cost_of_a_few_queries(family, editor, deed, django_assert_max_num_queries):
    page, _ = post_of(family, deed)
    with django_assert_max_num_queries(14):
        assert editor.get(page).status_code == 200


@pytest.mark.parametrize(
    ("deed", "changes", "sentence"),
    [
        ("copy", {"title": "  "}, "This field is required."),
        ("copy", {"title": "§", "slug": ""}, "No address can be made of this title. Write one."),
        ("copy", {"slug": "manager"}, "has a role 'manager' already"),
        ("copy", {"slug": "history"}, "is the address of a page of the family"),
        ("copy", {"slug": "x/y"}, "String should match pattern"),
        ("copy", {"title": "a\x00b"}, "Null characters are not allowed."),
        ("rename", {"slug": "junior-engineer"}, "has a role 'junior-engineer' already"),
        ("retire", {"successor": "nowhere"}, "is not one of the available choices"),
        ("base", {"heirs": []}, "This field is required."),
        ("base", {"heirs": ["staff-engineer", "manager"]}, "do not inherit from the same role"),
        ("move", {"slug": "analyst"}, "has a role 'analyst' already"),
        ("move", {"to": ""}, "This field is required."),
        ("rename family", {"slug": "insight"}, "published for another family before"),
    ],
)
def test_what_cannot_be_done_is_said_and_stays_typed(family, editor, deed, changes, sentence):
    page, data = post_of(family, deed)
    before = read("platform")
    answer = editor.post(page, {**seen(family), **data, **changes})
    assert answer.status_code == 200
    assert sentence in " ".join(told(answer))
    assert read("platform") == before


def test_a_draft_that_is_no_document_is_to_be_mended_first(family, editor):
    Role.objects.filter(slug="manager").update(slug="boss")
    page, data = post_of(family, "copy")
    answer = editor.post(page, {**seen(family), **data})
    assert answer.status_code == 200
    assert "Platform has to be mended first" in " ".join(told(answer))
    looked = editor.post(url("role_retire", role("boss").pk), seen(family, successor="", look="1"))
    assert looked.status_code == 200
    assert told(looked)


def test_of_a_role_that_is_gone_there_is_no_page(editor, family):
    pages = ("role_copy", "role_move", "role_rename", "role_retire", "family_rename", "family_base_role")
    assert {editor.get(url(name, 999_999)).status_code for name in pages} == {404}


def test_a_family_that_somebody_deleted_is_told(family, editor):
    """Between the page and the post."""
    fresh = drafts.write(document("passing", **{**OTHER, "roles": [{"title": "R", "slug": "r"}]}), by=None)
    page = url("role_copy", role("r").pk)
    data = seen(fresh, title="X", slug="x", level="", act="1")
    Family.objects.filter(pk=fresh.pk).delete()
    assert editor.post(page, data).status_code == 404
    assert publishing.latest(family) is not None


def test_in_a_published_family_addresses_are_not_typed_over(family, editor):
    """The old address would lead nowhere; after a renaming it leads on."""

    def fields(family, role):
        pages = url("family_change", family.pk), url("role_change", role.pk)
        found = [main(editor.get(page)).one("#id_slug") for page in pages]
        return [(each.attributes["value"], "disabled" in each.attributes) for each in found]

    assert fields(family, role("manager")) == [("platform", True), ("manager", True)]
    fresh = drafts.write(document("fresh", **{**OTHER, "roles": [{"title": "R", "slug": "r"}]}), by=None)
    assert fields(fresh, role("r")) == [("fresh", False), ("r", False)]
