"""A role's page: what it inherits beside what it says, replaced, left out and brought back by a click."""

import pytest
from django.urls import reverse

from careers import drafts
from careers.admin.roles import mark
from careers.handbook.compose import Audience, compose
from careers.models import Family, Role
from config.kernel.models import AuditRecord
from tests.admin.editing import change, draft, page_of, sent_by, undrawn
from tests.admin.house import main, told
from tests.factories import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(db):
    return draft()


@pytest.fixture
def staff(family):
    return Role.objects.get(slug="staff-engineer")


def panel(answer, name):
    (found,) = (panel for _, each, panel in answer.context["beside"] if each == name)
    return found


def inherited(answer, name):
    return [(run.origin, [each.text for each in run.statements]) for run in panel(answer, name).runs]


def says(role, name):
    document = drafts.read(Family.objects.get())
    return [line.text for line in compose(document, role, audience=Audience.everything(internal=True)).statements(name)]


def box(answer, text):
    """The name of the box for the role's own words instead of an inherited statement."""
    for _, _, each in answer.context["beside"]:
        for run in each.runs if each else ():
            for statement in run.statements:
                if statement.text == text:
                    return f"_wording-{statement.box}"
    raise AssertionError(text)


def test_what_is_inherited_stands_beside_with_its_origin(boss, staff):
    answer = boss.get(page_of(staff))
    assert inherited(answer, "requirements") == [
        ("Platform", ["Writes clear English"]),
        ("Junior Engineer", ["Has built something"]),
    ]
    assert inherited(answer, "responsibilities") == [("Platform", ["Answer pages within ten minutes"])]
    (replaced,) = panel(answer, "responsibilities").replaced
    assert (replaced.text, replaced.instead) == (
        "Solve problems of moderate scope",
        "Solve problems of the highest scope",
    )
    assert inherited(answer, "promotion_criteria") == []


def test_an_inherited_statement_is_left_out_and_brought_back(boss, staff):
    change(boss, staff, _omit="role/junior-engineer/requirements/0")
    assert says("staff-engineer", "requirements") == ["Writes clear English"]
    answer = boss.get(page_of(staff))
    (omitted,) = panel(answer, "requirements").omitted
    assert omitted.text == "Has built something"
    change(boss, staff, _restore=omitted.key)
    assert says("staff-engineer", "requirements") == ["Writes clear English", "Has built something"]
    assert AuditRecord.objects.filter(kind="draft", by__username="boss").count() == 4  # a save and an edit each


def test_an_inherited_statement_is_said_otherwise(boss, staff):
    name = box(boss.get(page_of(staff)), "Has built something")
    change(boss, staff, **{name: "Has built much", "_replace": "role/junior-engineer/requirements/0"})
    assert says("staff-engineer", "requirements") == ["Writes clear English", "Has built much"]
    assert says("junior-engineer", "requirements") == ["Writes clear English", "Has built something"]


def test_what_was_typed_into_a_box_is_not_lost_with_another_button(boss, staff):
    name = box(boss.get(page_of(staff)), "Has built something")
    change(boss, staff, **{name: "Has built much", "_save": "Save"})
    assert says("staff-engineer", "requirements") == ["Writes clear English", "Has built much"]


def test_boxes_that_nobody_touched_do_nothing(boss, staff):
    name = box(boss.get(page_of(staff)), "Has built something")
    before = drafts.read(Family.objects.get())
    change(boss, staff, **{name: "Has built something\r\n"})
    assert drafts.read(Family.objects.get()) == before


def test_a_button_saves_what_was_typed_as_well(boss, staff):
    change(boss, staff, nice_to_haves="- Has run a pump", _omit="family/requirements/0")
    assert says("staff-engineer", "requirements") == ["Has built something"]
    assert says("staff-engineer", "nice_to_haves") == ["Has run a pump"]


@pytest.mark.parametrize(
    ("pressed", "sentence"),
    [
        ({"_omit": "family/requirements/9"}, "Staff Engineer inherits no statement from /requirements/9."),
        ({"_omit": "nonsense"}, "&#x27;/nonsense&#x27; is not the place of a statement."),
        ({"_omit": "role/nobody/requirements/0"}, "is not the place of a statement."),
        ({"_omit": "family/responsibilities/2"}, "says “Solve problems of the highest scope” in its place already."),
        ({"_restore": "nothing"}, "Staff Engineer leaves out nothing with the key &#x27;nothing&#x27;."),
        ({f"_wording-family/requirements|{mark('Writes clear English')}": "a\x07"}, "The text contains the character"),
        ({"_wording-family/requirements|x": "Typed"}, "You had typed: “Typed”"),
    ],
    ids=lambda each: str(each)[:30],
)
def test_what_cannot_be_done_is_said_and_nothing_is_saved(boss, staff, pressed, sentence):
    before = drafts.read(Family.objects.get())
    answer = boss.post(
        page_of(staff), {**sent_by(undrawn(boss, page_of(staff))), "nice_to_haves": "- Typed", **pressed}
    )
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert answer.context["adminform"].form["nice_to_haves"].value() == "- Typed"
    assert drafts.read(Family.objects.get()) == before


def test_another_address_is_kept_in_a_form_that_is_not_saved(boss, staff):
    typed = {**sent_by(undrawn(boss, page_of(staff))), "slug": "chief", "reports_to_role": "Nobody in particular"}
    for _ in range(2):  # the second time, somebody else has saved as well
        answer = boss.post(page_of(staff), typed)
        assert answer.context["adminform"].form["slug"].value() == "chief"
        assert inherited(answer, "responsibilities") == [("Platform", ["Answer pages within ten minutes"])]
        drafts.touch(staff.family, by=None)


def test_the_first_button_of_the_form_is_to_save(boss, staff):
    """Enter in a field presses it."""
    text = boss.get(page_of(staff)).content.decode()
    form = text[text.index('id="role_form"') :]
    assert form.index('name="_continue"') < min(form.index('name="_omit"'), form.index('name="_scopes"'))


def test_a_role_extends_and_reports_within_what_there_is(boss, staff):
    drafts.write(document("other"), by=None)
    form = undrawn(boss, page_of(staff)).context["adminform"].form
    assert [name for _, name in form.fields["extends"].choices] == [
        "---------",
        "Junior Engineer",
        "Manager, Engineering",
        "CANARY Secret Role",
    ]
    assert dict(form.suggestions()) == {
        "platform/junior-engineer": "Junior Engineer",
        "platform/staff-engineer": "Staff Engineer",
        "platform/manager": "Manager, Engineering",
        "platform/canary-role": "CANARY Secret Role",
        "other/manager": "Manager, Engineering, Other",
    }


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("6, 7,8", ["6", "7", "8"]), ("7; 7", ["7"]), (" ", [])],
)
def test_several_grades_are_written_with_commas(boss, family, typed, expected):
    manager = Role.objects.get(slug="manager")
    change(boss, manager, grade_options=typed)
    manager.refresh_from_db()
    assert manager.grade_options == expected


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("6, 77", "General has no grade 77."), ("seven of nine", "General has no grade seven of nine.")],
)
def test_grades_that_are_none_are_refused(boss, family, typed, sentence):
    manager = Role.objects.get(slug="manager")
    answer = boss.post(page_of(manager), {**sent_by(undrawn(boss, page_of(manager))), "grade_options": typed})
    assert sentence in answer.context["adminform"].form.errors["grade_options"]


def test_a_circle_of_inheritance_is_said_at_once(boss, staff):
    junior = Role.objects.get(slug="junior-engineer")
    answer = boss.post(page_of(junior), {**sent_by(undrawn(boss, page_of(junior))), "extends": staff.pk}, follow=True)
    assert "inherit in a circle" in answer.content.decode()
    shown = boss.get(page_of(junior))
    assert shown.status_code == 200
    assert "do not fit together yet" in main(shown).text


def test_a_new_role_stands_behind_the_others(boss, family):
    add = reverse("admin:careers_role_add") + f"?family={family.pk}"
    shown = boss.get(add)
    assert [name for _, name in shown.context["adminform"].form.fields["extends"].choices][1:] == [
        "Junior Engineer",
        "Staff Engineer",
        "Manager, Engineering",
        "CANARY Secret Role",
    ]
    data = sent_by(shown) | {"title": "Lead", "slug": "lead", "grade_scheme": Role.objects.first().grade_scheme_id}
    answer = boss.post(add, data)
    assert answer.status_code == 302
    assert answer.url == page_of(family)
    assert [role.slug for role in drafts.read(Family.objects.get()).roles][-1] == "lead"


# To whom statements apply


def test_a_statement_is_given_to_whom_it_applies(boss, family):
    answer = boss.post(page_of(family), {**sent_by(undrawn(boss, page_of(family))), "_scopes": "responsibilities"})
    page = page_of(family, "scopes", "responsibilities")
    assert answer.url == page
    forms = undrawn(boss, page).context["forms"]
    assert [(form.statement.text, form.scoped) for form in forms] == [
        ("Answer pages within ten minutes", False),
        ("Hire and coach people", True),
        ("Solve problems of moderate scope", False),
    ]
    ticked = {
        "seen_version": Family.objects.get().version,
        **{f"{form.prefix}-seen": form.seen for form in forms},
        f"{forms[0].prefix}-roles": ["junior-engineer", "staff-engineer"],
        f"{forms[0].prefix}-specialties": ["storage"],
    }
    assert boss.post(page, ticked).status_code == 302
    scopes = [each.applies_to for each in drafts.read(Family.objects.get()).responsibilities]
    assert scopes[0].model_dump() == {
        "tracks": (),
        "roles": ("junior-engineer", "staff-engineer"),
        "specialties": ("storage",),
    }
    assert scopes[1:] == [None, None]  # the tick of the second was taken away


@pytest.mark.parametrize("name", ["nonsense", "sections"])
def test_other_lists_have_no_such_page(boss, family, name):
    assert boss.get(page_of(family, "scopes", name)).status_code == 404


def test_a_choice_that_is_none_saves_nothing(boss, family):
    page = page_of(family, "scopes", "responsibilities")
    form = undrawn(boss, page).context["forms"][0]
    ticked = {f"{form.prefix}-seen": form.seen, f"{form.prefix}-roles": ["nobody"]}
    answer = boss.post(page, {"seen_version": family.version, **ticked})
    assert "A choice is not one of those that are there any more." in answer.content.decode()


def test_a_role_costs_the_same_whatever_it_inherits(boss, staff, django_assert_num_queries):
    data = document().model_dump(mode="json")
    boss.get(page_of(staff))  # what is looked up once and for all
    with django_assert_num_queries(15):
        boss.get(page_of(staff))
    for role in data["roles"]:
        role["requirements"] += [{"text": f"{role['slug']} {n}"} for n in range(30)]
    drafts.write(type(document()).model_validate(data), by=None, family=staff.family)
    with django_assert_num_queries(15):
        boss.get(page_of(staff))


# What is said of what was done


def pressed(boss, row, **button):
    """What is said after a button, and the part of the page that one comes back to."""
    answer = change(boss, row, **button)
    page, _, part = answer.url.partition("#")
    return part, told(boss.get(page))


def test_each_button_says_what_it_did_and_leads_back_to_its_list(boss, staff):
    omit = {"_omit": "role/junior-engineer/requirements/0"}
    assert pressed(boss, staff, **omit) == ("requirements", ["Left out: “Has built something”."])
    (omitted,) = panel(boss.get(page_of(staff)), "requirements").omitted
    again = ("requirements", ["Stands again as it is inherited: “Has built something”."])
    assert pressed(boss, staff, _restore=omitted.key) == again
    words = {box(boss.get(page_of(staff)), "Has built something"): "Has built much"}
    replace = {**words, "_replace": "role/junior-engineer/requirements/0"}
    assert pressed(boss, staff, **replace) == ("requirements", ["Said otherwise here: “Has built much”."])
    (replaced,) = panel(boss.get(page_of(staff)), "requirements").replaced
    assert pressed(boss, staff, _restore=replaced.key) == again
    assert says("staff-engineer", "requirements") == ["Writes clear English", "Has built something"]
    assert drafts.read(Family.objects.get()) == document()


def test_links_of_what_is_inherited_are_links(boss, staff):
    aside = main(boss.get(page_of(staff))).one("div#performance_indicators").one("aside.panel")
    assert aside.links("div.linked a") == [("Uptime", "/handbook/uptime/")]
