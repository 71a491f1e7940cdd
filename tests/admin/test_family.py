"""A family's page: its parts in tables, put in order and changed in place; where it stands; what is found in it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from careers import drafts
from careers.models import CareerStep, Family, HiringProcess, HiringStep, Role, Specialty
from tests.admin.editing import change, draft, page_of, sent_by, undrawn
from tests.admin.house import client_of, main, member, stage, submitted
from tests.factories import document, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(db):
    return draft()


def rows_of(answer, title):
    """The cells of a table of parts, as they are chosen or written."""
    (table,) = (each for each in answer.context["tables"] if each.title == title)

    def said(cell):
        if not hasattr(cell, "field"):
            return str(cell)
        names = {str(key): str(name) for key, name in getattr(cell.field, "choices", [])}
        return names.get(str(cell.value() or ""), cell.value())

    return [(said(row.number), row.title.text, *map(said, row.cells)) for row in table.rows]


def order(model):
    return [str(row) for row in model.objects.order_by("position")]


def test_the_parts_stand_in_tables(boss, family):
    answer = boss.get(page_of(family))
    assert rows_of(answer, "Roles") == [
        (1, "Junior Engineer", "Junior", "5", "", "Open", "Public"),
        (2, "Staff Engineer", "Staff", "8", "Manager, Engineering", "Open", "Public"),
        (3, "Manager, Engineering", "Manager", "8 or 9", "", "Open", "Public"),
        (4, "CANARY Secret Role", "Principal", "10", "", "Open", "Internal"),
    ]
    assert rows_of(answer, "Specialties") == [
        (1, "Storage", "Specialty", "All roles", "Rust", "Public"),
        (2, "Enterprise", "Segment", "Manager, Engineering", "", "Public"),
        (3, "CANARY Focus", "Specialty", "All roles", "", "Internal"),
    ]
    assert rows_of(answer, "Hiring processes") == [
        (1, "For engineers", "individual contributors only", "2 steps", "30 minutes")
    ]
    staff = Role.objects.get(slug="staff-engineer")
    assert ("Staff Engineer", page_of(staff)) in main(answer).links("#roles a")


def test_roles_are_put_in_order_by_their_numbers(boss, family):
    pk = {role.slug: role.pk for role in Role.objects.all()}
    change(boss, family, **{f"role-{pk['manager']}-number": "1"})
    assert order(Role) == ["Manager, Engineering", "Junior Engineer", "Staff Engineer", "CANARY Secret Role"]
    change(boss, family, **{f"role-{pk['manager']}-number": "3"})
    assert order(Role) == ["Junior Engineer", "Staff Engineer", "Manager, Engineering", "CANARY Secret Role"]
    change(boss, family, **{f"role-{pk['junior-engineer']}-number": "99", f"role-{pk['manager']}-number": ""})
    assert order(Role) == ["Staff Engineer", "Manager, Engineering", "CANARY Secret Role", "Junior Engineer"]
    assert [role.slug for role in drafts.read(Family.objects.get()).roles][-1] == "junior-engineer"


def test_specialties_and_processes_are_put_in_order_too(boss, family):
    HiringProcess.objects.create(family=family, title="For managers", position=1)
    last = HiringProcess.objects.get(title="For managers")
    storage = Specialty.objects.get(slug="storage")
    change(boss, family, **{f"process-{last.pk}-number": "0", f"specialty-{storage.pk}-number": "2"})
    assert order(HiringProcess) == ["For managers", "For engineers"]
    assert order(Specialty) == ["Enterprise", "Storage", "CANARY Focus"]


def test_facts_are_changed_in_place(boss, family):
    staff = Role.objects.select_related("grade_scheme").get(slug="staff-engineer")
    level = type(staff.level).objects.get(slug="senior")
    grade = staff.grade_scheme.grades.get(slug="7")
    cells = {"level": level.pk, "grade": grade.pk, "hiring": "promotion_only", "visibility": "internal"}
    change(boss, family, **{f"role-{staff.pk}-{name}": value for name, value in cells.items()})
    role = drafts.read(Family.objects.get()).role("staff-engineer")
    assert (role.level, role.grade, role.hiring, role.visibility) == ("senior", "7", "promotion_only", "internal")


@pytest.mark.parametrize(
    ("cell", "typed", "sentence"),
    [
        ("number", "x", "Enter a whole number."),
        ("number", "32768", "Ensure this value is less than or equal to 32767."),
        ("grade", "999999", "Select a valid choice. 999999 is not one of the available choices."),
        ("hiring", "never", "Select a valid choice. never is not one of the available choices."),
    ],
)
def test_a_broken_cell_is_refused_where_it_stands(boss, family, cell, typed, sentence):
    staff = Role.objects.get(slug="staff-engineer")
    name = f"role-{staff.pk}-{cell}"
    answer = boss.post(page_of(family), {**sent_by(undrawn(boss, page_of(family))), name: typed})
    assert answer.context["adminform"].form.errors == {name: [sentence]}
    assert sentence in main(answer).text


def test_a_grade_of_another_scheme_is_no_choice(boss, family):
    staff = Role.objects.get(slug="staff-engineer")
    other = type(staff.grade).objects.exclude(scheme=staff.grade_scheme).first()
    name = f"role-{staff.pk}-grade"
    answer = boss.post(page_of(family), {**sent_by(undrawn(boss, page_of(family))), name: other.pk})
    assert list(answer.context["adminform"].form.errors) == [name]


def test_career_steps_are_written_in_one_table(boss, family):
    manager, staff = Role.objects.get(slug="manager"), Role.objects.get(slug="staff-engineer")
    change(
        boss,
        family,
        **{
            "career_steps-0-position": "3",
            "career_steps-1-DELETE": "on",
            "career_steps-2-from_role": staff.pk,
            "career_steps-2-kind": "track_change",
            "career_steps-2-to": "platform/manager",
            "career_steps-2-position": "1",
            "career_steps-3-from_role": manager.pk,
            "career_steps-3-to": "sales",
        },
    )
    steps = [
        (step.from_role, step.kind, step.to_family, step.to_role)
        for step in drafts.read(Family.objects.get()).career_steps
    ]
    assert steps == [
        ("staff-engineer", "track_change", "platform", "manager"),
        ("junior-engineer", "promotion", "platform", "staff-engineer"),
        ("manager", "unstated", "sales", None),
    ]


def test_rows_that_say_nothing_are_none_and_unchanged_rows_stay(boss, family):
    before = list(CareerStep.objects.values_list("pk", flat=True))
    change(boss, family, **{"career_steps-2-position": "5"})
    assert list(CareerStep.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("typed", ["the boss", "a/b/c", "/", "Platforms"])
def test_a_step_to_nowhere_is_refused_at_its_field(boss, family, typed):
    answer = boss.post(page_of(family), {**sent_by(undrawn(boss, page_of(family))), "career_steps-0-to": typed})
    formset = answer.context["inline_admin_formsets"][0].formset
    assert formset.errors[0] == {
        "to": ["Choose a role or a family from the list, e.g. sales/senior-account-executive (family/role), or sales."]
    }


def test_roles_and_families_are_suggested_for_a_step(boss, family):
    drafts.write(document("other"), by=None)
    suggested = dict(undrawn(boss, page_of(family)).context["adminform"].form.suggestions())
    assert suggested == {
        "platform/junior-engineer": "Junior Engineer",
        "platform/staff-engineer": "Staff Engineer",
        "platform/manager": "Manager, Engineering",
        "platform/canary-role": "CANARY Secret Role",
        "other": "Other",
        "platform": "Platform",
    }


# Where it stands


def lines(answer):
    return [line.text for line in answer.context["state"].lines]


def test_it_says_what_is_live_scheduled_and_under_review(boss, today):
    family = published(starts_on=today).family
    assert lines(boss.get(page_of(family)))[1:] == ["The draft says what is published."]
    published(document(summary="Later"), starts_on=today + timedelta(days=30))
    live, scheduled, draft_line = lines(boss.get(page_of(family)))
    assert live.startswith("Live: revision 1, since ")
    assert scheduled.startswith("Scheduled: revision 2, from ")
    assert draft_line == "The draft says what is published."


def test_it_says_what_waits_for_review(boss, db):
    stage()
    revision = submitted(by=member("ines", "Editor"))
    answer = boss.get(page_of(revision.family))
    assert lines(answer)[1:] == ["Waiting for review: “Faster”", "The draft has changes that are not published."]
    link = reverse("admin:careers_revision_change", args=[revision.pk])
    assert link in [url for _, url in main(answer).links(".state a")]


def test_what_is_scheduled_is_shown_to_those_who_may_see_it(db, today):
    published(document(), starts_on=today + timedelta(days=30))
    page = page_of(Family.objects.get())
    assert lines(client_of(member("ines", "Editor")).get(page))[1].startswith("Scheduled: revision 1, from ")
    assert lines(client_of(member("viola", "Viewer")).get(page)) == [
        "Not public at present.",
        "The draft says what is published.",
    ]


def test_what_can_be_done_is_linked_for_those_who_may(family):
    def offered(*groups):
        client = client_of(member("-".join(groups).lower() or "none", *groups))
        page = main(client.get(page_of(family)))
        return {text for selector in (".buttons a", "ul.object-tools a") for text, _ in page.links(selector)}

    editor, viewer, publisher = offered("Editor"), offered("Viewer"), offered("Publisher")
    edits = {"Rename", "Add a base role", "What could be said once"}
    assert edits | {"Submit for review"} <= editor
    assert not (edits | {"Submit for review", "Withdraw from the public site"}) & viewer
    assert {"Submit for review", "Withdraw from the public site"} <= publisher
    assert {"Its revisions", "History"} <= editor & viewer & publisher


# What is found in it


def test_findings_say_where_and_how_to_mend_them(boss, family):
    found = {each.code: each for each in undrawn(boss, page_of(family)).context["findings"]}
    assert found
    for each in found.values():
        assert each.message
        assert each.remedy
        assert each.place.text


def test_a_finding_leads_to_its_field(boss, family):
    drafts.write(
        document(
            roles=[{**document().roles[0].model_dump(mode="json"), "requirements": [{"text": "TODO"}]}],
            specialties=[],
            career_steps=[],
            hiring_processes=[],
        ),
        by=None,
        family=family,
    )
    role = Role.objects.get()
    places = {each.place.url for each in undrawn(boss, page_of(family)).context["findings"]}
    assert f"{page_of(role)}#id_requirements" in places


def test_whoever_may_waive_a_finding_is_led_there(family):
    def ways(*groups, **facts):
        client = client_of(member("-".join(groups).lower() + str(len(facts)), *groups, **facts))
        return {each.waive.partition("?")[0] for each in undrawn(client, page_of(family)).context["findings"]}

    assert ways("Reviewer") == {reverse("admin:careers_family_waive", args=[family.pk])}
    assert ways("Editor") == ways("Reviewer", within="sales") == {""}


def test_rows_that_do_not_fit_together_are_findings_and_no_fault(boss, family):
    Role.objects.filter(slug="manager").update(slug="boss")
    answer = boss.get(page_of(family))
    assert [(each.severity, each.code) for each in answer.context["findings"]] == [("error", "unsound")]
    assert "The draft has changes that are not published." in lines(answer)


# Costs


def test_a_bigger_family_costs_no_more_queries(boss, django_assert_num_queries):
    family = draft()
    boss.get(page_of(family))  # what is looked up once and for all
    stage_row = HiringStep._meta.get_field("stage").related_model.objects.first()
    for count in (0, 30):
        data = document().model_dump(mode="json")
        extra = [{"title": f"Role {n}", "slug": f"role-{n}", "level": "senior", "grade": "7"} for n in range(count)]
        data["roles"] += extra
        data["specialties"] += [{"name": f"Focus {n}", "slug": f"focus-{n}"} for n in range(count)]
        data["hiring_processes"] += [
            {"title": f"Process {n}", "steps": [{"kind": stage_row.slug, "text": "Talk"}]} for n in range(count)
        ]
        drafts.write(type(document()).model_validate(data), by=None, family=family)
        with django_assert_num_queries(35):
            boss.get(page_of(family))


def test_the_list_leads_to_its_pages_and_counts_roles(boss, family):
    answer = boss.get(reverse("admin:careers_family_changelist"))
    assert [(row.title, row.role_number) for row in answer.context["cl"].result_list] == [("Platform", 4)]
