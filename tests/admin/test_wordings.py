"""One wording in many families, changed in one go, and submitted family by family."""

import pytest

from careers import drafts, wordings
from careers.models import Family, Revision
from tests.admin.house import client_of, main, member, stage, told, url
from tests.factories import department, document, published

pytestmark = pytest.mark.django_db
OLD, NEAR, NEW = (
    "Writes clear English every single day of the year",
    "Writes clear English each single day of the year",
    "Writes clearly, every day",
)


def family(slug, text=OLD, **facts):
    roles = [{"title": "Engineer", "slug": "engineer", "level": "junior", "grade": "5"}]
    lists = {
        "responsibilities": [{"text": "Answer pages within ten minutes"}],
        "requirements": [{"text": text, "group": "Language"}],
    }
    return document(slug, roles=roles, specialties=[], career_steps=[], **lists, **facts)


@pytest.fixture(scope="module")
def catalogue(module_database):
    with module_database():
        department("people")
        for doc in (family("one"), family("two"), family("three", NEAR, department="people")):
            published(doc)


@pytest.fixture
def three(catalogue, db):
    """Two families say it in the same words and one nearly so, in another department."""
    return list(Family.objects.order_by("slug"))


@pytest.fixture
def editor(db):
    return client_of(member("edda", "Editor"))


def address(*texts):
    return url("wording", query="?" + "&".join(f"text={wordings.name_of(text)}" for text in texts))


def texts():
    return {each.slug: drafts.read(each).requirements[0].text for each in Family.objects.all()}


def choices(families, *old, **changes):
    return {
        "texts": [wordings.name_of(text) for text in old],
        "new": NEW,
        "families": [each.pk for each in families],
        "submit": "no",
        "message": "",
        **changes,
    }


def looked(client, page, data):
    """What the page says of it, and what it has the form name again."""
    answer = client.post(page, {**data, "look": "1"})
    shown = main(answer)
    seen = shown.one("#id_seen").attributes.get("value", "") if shown.all("#id_seen") else ""
    return shown, seen


def apply(client, page, data):
    _, seen = looked(client, page, data)
    return client.post(page, {**data, "seen": seen, "act": "1"}, follow=True)


def test_what_several_families_say_is_listed(three, editor):
    page = main(editor.get(url("wordings")))
    said = {
        row.texts("td")[0]: (row.texts("td")[1], row.links("a")[-1][1]) for row in page.all("table.listing tbody tr")
    }
    assert said[f"{OLD} In 2 wordings"] == ("3 families: One, Three and Two", address(OLD, NEAR))
    assert len(said) > 1
    found = main(editor.get(url("wordings", query="?q=CLEAR%20english")))
    assert len(found.all("table.listing tbody tr")) == 1
    assert "No shared statement has these words." in main(editor.get(url("wordings", query="?q=zebra"))).text


def test_it_is_looked_at_in_each_family_first(three, editor):
    shown, seen = looked(editor, address(OLD, NEAR), choices(three, OLD, NEAR))
    assert shown.texts("section.look h3") == ["One", "Three", "Two"]
    assert shown.texts("section.look strong") == ["One, requirements", "Three, requirements", "Two, requirements"]
    assert set(seen.split()) == {f"{each.pk}:{each.version}" for each in three}
    assert set(texts().values()) == {OLD, NEAR}


def test_it_is_changed_in_the_chosen_families_alone(three, editor):
    one = [each for each in three if each.slug == "one"]
    answer = apply(editor, address(OLD, NEAR), choices(one, OLD, NEAR))
    assert told(answer) == ["The drafts of One say it in the new words."]
    assert texts() == {"one": NEW, "two": OLD, "three": NEAR}
    assert not Revision.objects.filter(state="submitted").exists()


def test_only_the_chosen_wording_is_changed(three, editor):
    apply(editor, address(OLD, NEAR), choices(three, NEAR))
    assert texts() == {"one": OLD, "two": OLD, "three": NEW}


def test_each_family_is_submitted_by_itself(three, editor):
    stage()
    other = drafts.read(three[0])
    drafts.write(other.model_copy(update={"summary": "Something else too"}), by=None, family=three[0])
    shown, _ = looked(editor, address(OLD, NEAR), choices(three, OLD, NEAR, submit="clean", message="Plainer"))
    assert shown.texts("section.look p.help") == [
        "The draft of this family holds other changes that are not published."
    ]
    answer = apply(editor, address(OLD, NEAR), choices(three, OLD, NEAR, submit="clean", message="Plainer"))
    assert told(answer) == [
        "The drafts of One, Three and Two say it in the new words.",
        "Three: waiting for review.",
        "Two: waiting for review.",
        "Not submitted, because their drafts hold other changes: One.",
    ]
    waiting = Revision.objects.filter(state="submitted").values_list("family__slug", "message", "author__username")
    assert sorted(waiting) == [("three", "Plainer", "edda"), ("two", "Plainer", "edda")]


def test_what_one_is_refused_for_keeps_no_other(three, editor):
    from careers import findings

    stage()
    findings.configure("missing-hiring-process", enabled=True, severity="error", value="", by=None)
    doc = drafts.read(three[0]).model_copy(update={"hiring_processes": ()})
    drafts.write(doc, by=None, family=three[0])
    answer = apply(editor, address(OLD, NEAR), choices(three, OLD, NEAR, submit="all", message="Plainer"))
    one, *rest = told(answer)[1:]
    assert one.startswith("One was not submitted: One: One does not say how its roles are hired.")
    assert rest == ["Three: waiting for review.", "Two: waiting for review."]


def test_all_or_none_is_changed(three, editor):
    data = choices(three, OLD, NEAR)
    _, seen = looked(editor, address(OLD, NEAR), data)
    drafts.touch(three[2], by=None)
    answer = editor.post(address(OLD, NEAR), {**data, "seen": seen, "act": "1"})
    assert answer.status_code == 409
    assert f"Somebody else saved {three[2].title} in the meantime." in told(answer)
    assert set(texts().values()) == {OLD, NEAR}
    assert main(answer).one("#id_new").text == NEW


def test_nothing_is_changed_that_was_not_looked_at(three, editor):
    data = choices(three, OLD, NEAR)
    _, seen = looked(editor, address(OLD, NEAR), choices(three[:1], OLD, NEAR))
    answer = editor.post(address(OLD, NEAR), {**data, "seen": seen, "act": "1"})
    assert "Other families were chosen than those that were looked at. Look again." in told(answer)
    assert set(texts().values()) == {OLD, NEAR}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"new": ""}, "This field is required."),
        ({"new": "x" * 10_001}, "Ensure this value has at most 10000 characters (it has 10001)."),
        ({"texts": []}, "This field is required."),
        ({"families": []}, "This field is required."),
        ({"families": ["x"]}, "is not one of the available choices"),
        ({"submit": "clean"}, "Say what changed and why, or submit nothing yet."),
        ({"new": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_done_is_said(three, editor, changes, sentence):
    answer = editor.post(address(OLD), {**choices(three, OLD), **changes, "act": "1", "seen": "a:b 1: :2 3"})
    assert answer.status_code == 200
    assert sentence in " ".join(told(answer))
    assert set(texts().values()) == {OLD, NEAR}


def test_so_many_families_are_changed_at_a_time(three, editor, monkeypatch):
    from careers.admin import suggestions

    monkeypatch.setattr(suggestions, "MAX_FAMILIES", 2)
    ticked = [
        box for box in main(editor.get(address(OLD, NEAR))).all("#id_families input") if "checked" in box.attributes
    ]
    assert len(ticked) == 2
    answer = editor.post(address(OLD, NEAR), {**choices(three, OLD, NEAR), "look": "1"})
    assert "Choose at most 2, and the others afterwards." in told(answer)


def test_the_same_words_change_nothing(three, editor):
    saying = [each for each in three if each.slug != "three"]
    answer = apply(editor, address(OLD), choices(saying, OLD, new=OLD))
    assert "None of these families says it any more. Nothing was changed." in told(answer)


@pytest.mark.parametrize("query", ["", "?text=x", "?text=%00"])
def test_what_nobody_says_leads_back(three, editor, query):
    answer = editor.get(url("wording", query=query), follow=True)
    assert answer.status_code in (200, 400)


def test_only_families_within_the_remit_are_offered(three):
    client = client_of(member("nora", "Editor", within="people"))
    page = main(client.get(address(OLD, NEAR)))
    assert page.texts("#id_families label") == ["Three"]
    answer = client.post(address(OLD, NEAR), {**choices(three, OLD, NEAR), "act": "1", "seen": ""})
    assert "is not one of the available choices" in " ".join(told(answer))
    assert set(texts().values()) == {OLD, NEAR}


@pytest.mark.parametrize("group", ["Viewer", "Reviewer", "Publisher"])
def test_wordings_are_for_editors(three, group):
    client = client_of(member("somebody", group))
    assert client.get(url("wordings")).status_code == 403
    assert client.post(address(OLD), choices(three, OLD)).status_code == 403


def test_lists_and_looks_cost_the_same_for_few_families_and_for_many(three, editor, django_assert_num_queries):
    editor.get(url("wordings"))
    with django_assert_num_queries(10):
        editor.get(url("wordings"))
    with django_assert_num_queries(9):
        editor.get(address(OLD, NEAR))
    for number in range(4):
        drafts.write(family(f"family-{number}"), by=None)
    with django_assert_num_queries(10):
        editor.get(url("wordings"))
    with django_assert_num_queries(9):
        editor.get(address(OLD, NEAR))
