"""What a family says more than once: pointed out, and said once by a click, with nothing else changed."""

import pytest

from careers import drafts
from careers.handbook.edits import same_composed
from careers.models import Family, Role
from config.kernel.models import AuditRecord
from tests.admin.house import client_of, main, member, told, url
from tests.factories import department, document

pytestmark = pytest.mark.django_db

SAME = [{"text": text} for text in ("Keeps the logbook whole", "Answers whoever asks", "Signs for each <result>")]
ROLES = [
    {"title": "Keeper", "slug": "keeper", "responsibilities": SAME},
    {"title": "Senior Keeper", "slug": "senior-keeper", "responsibilities": [*SAME, {"text": "Trains other keepers"}]},
    {"title": "Manager, Keepers", "slug": "manager", "requirements": [{"text": "Speaks clearly in front of a crowd"}]},
    {"title": "Clerk", "slug": "clerk", "requirements": [{"text": "Speaks clearly in front of a crowd"}]},
]


@pytest.fixture
def family(db):
    department()
    return drafts.write(document("keepers", roles=ROLES, specialties=[], career_steps=[]), by=None)


@pytest.fixture
def editor(db):
    return client_of(member("edda", "Editor"))


def page_of(family):
    return url("family_suggestions", family.pk)


def offers(answer):
    """Title, button and token of each."""
    page = main(answer)
    found = []
    for section in page.all("div.suggestion"):
        fields = {each.attributes.get("name"): each.attributes["value"] for each in section.all("input")}
        button = next(each for each in section.all("input") if each.attributes["type"] == "submit")
        found.append((section.one("h2").text, button.attributes["value"], fields["token"]))
    return found


def read():
    return drafts.read(Family.objects.get())


def click(editor, family, token, version=None):
    data = {"token": token, "seen_version": version or Family.objects.get().version}
    return editor.post(page_of(family), data, follow=True)


def test_each_click_says_once_what_was_said_twice(family, editor):
    before = read()
    first = offers(editor.get(page_of(family)))
    assert [each[:2] for each in first] == [
        ("Senior Keeper repeats 3 statements of Keeper", "Let it extend Keeper"),
        ("Manager, Keepers and Clerk say the same", "Move it to the family"),
    ]
    answer = click(editor, family, first[0][2])
    assert told(answer) == ["Done, in the draft."]
    assert read().role("senior-keeper").extends == "keeper"
    (left,) = offers(answer)
    click(editor, family, left[2])
    after = read()
    assert [each.text for each in after.requirements][-1] == "Speaks clearly in front of a crowd"
    assert same_composed(before, after, ordered=False)
    assert offers(editor.get(page_of(family))) == []
    assert AuditRecord.objects.filter(action="follow suggestion", by__username="edda").count() == 2


def test_what_people_wrote_is_shown_as_text(family, editor):
    assert "Signs for each &lt;result&gt;" in editor.get(page_of(family)).content.decode()


def test_who_saves_second_is_told(family, editor):
    (_, _, token), *_ = offers(editor.get(page_of(family)))
    before = read()
    drafts.touch(family, by=None)
    stale = click(editor, family, token, version=Family.objects.get().version - 1)
    assert told(stale) == ["Not done: Somebody else saved Keepers in the meantime. Look at it again."]
    assert read() == before


@pytest.mark.parametrize("token", ["", "x", "\x00"])
def test_what_is_no_suggestion_any_more_is_told(family, editor, token):
    answer = click(editor, family, token)
    assert told(answer) == ["Not done: The text has changed since this page was shown. Look at it again."]


@pytest.mark.parametrize("version", ["x", "٣", "9" * 30])
def test_a_click_names_the_version_that_was_seen(family, editor, version):
    (_, _, token), *_ = offers(editor.get(page_of(family)))
    answer = click(editor, family, token, version=version)
    assert told(answer) == ["Not done: The page did not say which version it showed. Look at it again."]


def test_a_draft_that_is_no_document_is_said_to_be_none(family, editor):
    Role.objects.filter(slug="clerk").update(omits=["nothing"])
    answer = editor.get(page_of(family))
    assert answer.status_code == 200
    assert "replaces or omits" in main(answer).one("p.errornote").text


def test_the_page_is_for_editors_within_their_remit(family):
    department("people")
    for who, status in (
        (member("edda", "Editor"), 200),
        (member("nora", "Editor", within="people"), 403),
        (member("rita", "Reviewer"), 403),
    ):
        assert client_of(who).get(page_of(family)).status_code == status
