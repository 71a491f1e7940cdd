"""A new family from a template: looked at first, next to those that are close."""

import pytest

from careers import drafts
from careers.models import Family
from config.kernel.models import AuditRecord
from tests.admin.house import client_of, main, member, told, url
from tests.factories import department, document, published, small_document

pytestmark = pytest.mark.django_db
PAGE = "family_new"


@pytest.fixture
def editor(db):
    department()
    return client_of(member("edda", "Editor"))


def choices(**changes):
    return {
        "title": "Backend Engineer",
        "slug": "",
        "department": department().pk,
        "kind": "levels",
        "levels": ["junior", "intermediate", "senior", "manager"],
        "titles": "",
        **changes,
    }


def looked(answer):
    """The headings and lines of what would come of it."""
    page = main(answer)
    return page.texts("section.look h3") + page.texts("section.look li") if page.all("section.look") else []


def test_a_look_writes_nothing(editor):
    answer = editor.post(url(PAGE), choices(look="1"))
    assert looked(answer) == [
        "4 roles at /job-families/backend-engineer/",
        "Junior Backend Engineer, Junior",
        "Backend Engineer, Intermediate",
        "Senior Backend Engineer, Senior",
        "Manager, Backend Engineer, Manager",
    ]
    assert "No other family looks close to it." in main(answer).text
    assert not Family.objects.exists()


def test_one_title_with_levels_is_made(editor):
    answer = editor.post(url(PAGE), choices(act="1"))
    family = Family.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, url("family_change", family.pk))
    made = drafts.read(family)
    assert [(role.slug, role.level, role.track, role.extends) for role in made.roles] == [
        ("junior-backend-engineer", "junior", "individual_contributor", None),
        ("backend-engineer", "intermediate", "individual_contributor", "junior-backend-engineer"),
        ("senior-backend-engineer", "senior", "individual_contributor", "backend-engineer"),
        ("manager-backend-engineer", "manager", "management", None),
    ]
    assert len(made.career_steps) == 3
    assert AuditRecord.objects.get(action="start family").by.username == "edda"


def test_several_titles_are_made(editor):
    titles = "Analyst\r\n\r\nSenior Analyst\r\n  Manager, Analysis "
    editor.post(url(PAGE), choices(title="Analysis", kind="titles", titles=titles, slug="insight", act="1"))
    made = drafts.read(Family.objects.get(slug="insight"))
    assert [role.title for role in made.roles] == ["Analyst", "Senior Analyst", "Manager, Analysis"]


def test_close_families_are_shown_first(editor):
    published(document("platform", title="Backend Engineering"))
    page = main(editor.post(url(PAGE), choices(look="1")))
    (link,) = page.links("section.look li a")
    assert link == ("Backend Engineering", url("family_change", Family.objects.get().pk))
    assert "This one looks close" in page.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ({"title": "§"}, "No address can be made of this title. Write one."),
        ({"slug": "Not A Slug"}, "String should match pattern"),
        ({"levels": []}, "Choose at least one level."),
        ({"levels": ["no-such-level"]}, "is not one of the available choices"),
        ({"kind": "titles"}, "Write at least one title."),
        ({"kind": "titles", "titles": "\n".join(f"Role {n}" for n in range(61))}, "At most 60 titles"),
        ({"kind": "titles", "titles": "Analyst\nanalyst"}, "would have the same address"),
        ({"kind": "titles", "titles": "a\x00b"}, "Null characters are not allowed."),
        ({"kind": "other"}, "is not one of the available choices"),
        ({"department": "999999"}, "That choice is not one of the available choices"),
        ({"slug": "platform"}, "was published for another family before"),
        ({"slug": "drafted"}, "There is a family at /job-families/drafted/ already"),
    ],
)
@pytest.mark.parametrize("button", ["look", "act"])
def test_what_cannot_be_made_is_said(editor, changes, sentence, button):
    published()
    drafts.write(small_document("drafted"), by=None)
    answer = editor.post(url(PAGE), choices(**{"title": "Something New", **changes, button: "1"}))
    assert answer.status_code == 200
    assert sentence in " ".join(told(answer))
    assert Family.objects.count() == 2


def test_families_are_made_within_the_remit(db):
    department("engineering")
    department("people")
    client = client_of(member("nora", "Editor", within="people"))
    options = main(client.get(url(PAGE))).texts("#id_department option")
    assert options == ["---------", "People"]
    answer = client.post(url(PAGE), choices(act="1"))
    assert "That choice is not one of the available choices" in " ".join(told(answer))
    assert not Family.objects.exists()


@pytest.mark.parametrize(("group", "status"), [("Editor", 200), ("Reviewer", 403), ("Publisher", 403), ("Viewer", 403)])
def test_families_are_made_by_editors(group, status):
    assert client_of(member("somebody", group)).get(url(PAGE)).status_code == status


def test_the_look_costs_the_same_for_few_families_and_for_many(editor, django_assert_num_queries):
    drafts.write(small_document("first"), by=None)
    editor.post(url(PAGE), choices(look="1"))
    with django_assert_num_queries(16):
        editor.post(url(PAGE), choices(look="1"))
    for number in range(5):
        drafts.write(small_document(f"family-{number}"), by=None)
    with django_assert_num_queries(16):
        editor.post(url(PAGE), choices(look="1"))


def test_a_family_and_those_who_work_in_it_have_names_of_their_own(editor):
    editor.post(url(PAGE), choices(title="Legal", job_title="Counsel", levels=["junior", "senior"], act="1"))
    family = Family.objects.get()
    assert (family.title, family.slug) == ("Legal", "legal")
    assert [role.title for role in drafts.read(family).roles] == ["Junior Counsel", "Senior Counsel"]
