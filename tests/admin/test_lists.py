"""Statement lists and sections are edited as text; what cannot be read is refused with its line, and nothing typed is
lost."""

import pytest

from careers.models import Family, Role, Specialty
from tests.admin.editing import change, draft, page_of, sent_by
from tests.admin.house import told

pytestmark = pytest.mark.django_db


def texts(owner, name):
    return [(each["group"], each["text"]) for each in getattr(owner, name)]


@pytest.fixture
def family(db):
    return draft()


def test_a_list_is_shown_a_bullet_a_line_with_its_groups_and_facts(boss, family):
    form = boss.get(page_of(family)).context["adminform"].form
    assert form["requirements"].value() == "### Language\n- Writes clear English"
    assert form["responsibilities"].value() == (
        "- Answer pages within ten minutes\n"
        "- {tracks: [management]} Hire and coach people\n"
        "- {key: scope} Solve problems of moderate scope"
    )
    assert form["sections"].value() == (
        "### On call\n{after: responsibilities}\nOne week in six.\n\n"
        "### Pay notes\n{visibility: internal}\nCANARY section"
    )


@pytest.mark.parametrize("kind", [Family, Role, Specialty], ids=lambda kind: kind.__name__)
def test_what_is_pasted_from_a_word_processor_is_understood(boss, family, kind):
    row = kind.objects.first()
    pasted = (
        "Leadership:\r\n•\tHires people\r\n•\xa0Coaches them\r\n\r\n### Craft\r\n1) Reviews designs\r\nWrites plainly"
    )
    change(boss, row, nice_to_haves=pasted)
    row.refresh_from_db()
    assert texts(row, "nice_to_haves") == [
        ("Leadership", "Hires people"),
        ("Leadership", "Coaches them"),
        ("Craft", "Reviews designs"),
        ("Craft", "Writes plainly"),
    ]


@pytest.mark.parametrize("kind", [Family, Role, Specialty], ids=lambda kind: kind.__name__)
def test_a_form_sent_back_as_it_came_changes_nothing(boss, family, kind):
    row = kind.objects.first()
    before = {name: value for name, value in vars(row).items() if name not in ("_state", "version", "updated_at")}
    change(boss, row)
    row = kind.objects.get(pk=row.pk)
    assert {name: getattr(row, name) for name in before} == before


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("requirements", "- Fine\n- {colour: red} Bad", "Line 2: "),
        ("requirements", "### Nothing below", "Line 1: The heading"),
        ("requirements", "- a\x07b", "Line 1: "),
        ("requirements", "- a\x00b", "Line 1: "),
        ("requirements", "- ok\n" * 501, "Line 501: A list has at most 500 bullets."),
        ("sections", "### On call\n{after: nowhere}\nText", "Line 1: "),
        ("requirements", "- " + "x" * 100_001, "Line 1: "),
        ("requirements", "word " * 200_000, "Line 1: "),
        ("requirements", "- {" * 300_000, "Line 1: "),
    ],
    ids=lambda each: str(each)[:20],
)
def test_what_cannot_be_read_is_refused_with_its_line_and_stays_as_it_was_typed(boss, family, name, typed, sentence):
    row = Role.objects.first()
    answer = boss.post(page_of(row), {**sent_by(boss.get(page_of(row))), name: typed})
    assert answer.status_code == 200
    (error,) = answer.context["adminform"].form.errors[name]
    assert error.startswith(sentence)
    assert answer.context["adminform"].form[name].value() == typed
    row.refresh_from_db()
    assert texts(row, "requirements") == [("", "Has built something")]


def test_a_pasted_megabyte_and_a_statement_of_ten_thousand_characters_are_taken(boss, family):
    row = Role.objects.first()
    long = "word " * 1_999 + "words"
    many = "\n".join(f"- {'x' * 2_000} {number}" for number in range(500))
    change(boss, row, requirements=many, nice_to_haves=f"- {long}")
    row.refresh_from_db()
    assert (len(row.requirements), row.nice_to_haves[0]["text"]) == (500, long)


def test_a_lead_is_a_field_beside_its_list(boss, family):
    row = Role.objects.first()
    change(boss, row, lead_requirements="You need not have all of them.")
    row.refresh_from_db()
    assert row.leads == {"requirements": "You need not have all of them."}
    assert boss.get(page_of(row)).context["adminform"].form["lead_requirements"].value() == row.leads["requirements"]


def test_a_broken_lead_is_refused_at_its_field(boss, family):
    row = Role.objects.first()
    answer = boss.post(page_of(row), {**sent_by(boss.get(page_of(row))), "lead_requirements": "a\x07"})
    assert answer.context["adminform"].form.errors == {
        "lead_requirements": ["contains the character U+0007, which no text may hold"]
    }


@pytest.mark.parametrize("kind", ["family", "role", "specialty", "hiringprocess"])
def test_no_json_is_shown_to_anybody(boss, family, kind):
    row = {
        "family": family,
        "role": Role.objects.get(slug="manager"),
        "specialty": family.specialties.get(slug="enterprise"),
        "hiringprocess": family.hiring_processes.get(),
    }[kind]
    values = sent_by(boss.get(page_of(row))).values()
    assert [value for value in values if isinstance(value, str) and value.startswith(("[", "{"))] == []


def test_a_line_that_may_have_been_a_heading_is_told(boss, family):
    row = Role.objects.first()
    change(boss, row, requirements="Closing the books\n•\tCloses them\n•\tKeeps them")
    sentence = "“Closing the books” stands as a bullet. If it is a heading, write ### in front of it."
    assert sentence in told(boss.get(page_of(row)))
    change(boss, row)
    assert sentence not in told(boss.get(page_of(row)))
