"""Two people edit one family: the second to save is told, sees both versions side by side, loses nothing typed, and
goes through the second time."""

import pytest

from careers import drafts
from careers.handbook.compose import Audience, compose
from careers.models import CareerStep, Family, HiringProcess, HiringStep, Role, Specialty
from tests.admin.editing import draft, page_of, sent_by, undrawn
from tests.admin.house import client_of, main, member
from tests.factories import document, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(db):
    return draft()


def both(answer):
    """(field, theirs, yours, who changed it) of every row of the table that shows both versions."""
    conflict = answer.context["conflict"]
    return [
        (clash.label, "".join(t for _, t in clash.theirs), "".join(t for _, t in clash.yours), clash.both)
        for clash in conflict.clashes
    ]


def values(answer):
    form = answer.context["adminform"].form
    return {name: form[name].value() for name in form.fields}


def meanwhile(family, **changes):
    drafts.write(document(**changes), by=member("anna", "Editor"), family=Family.objects.get(pk=family.pk))


def test_both_versions_are_shown_with_the_words_that_differ(boss, family):
    seen = sent_by(undrawn(boss, page_of(family)))
    meanwhile(family, summary="Keeps every light on.")

    answer = boss.post(page_of(family), {**seen, "summary": "Keeps the lamps on."})

    assert answer.context["conflict"].who == "Anna"
    (clash,) = answer.context["conflict"].clashes
    assert (clash.label, clash.both) == ("Summary", True)
    assert clash.theirs == [("same", "Keeps "), ("removed", "every light"), ("same", " on.")]
    assert clash.yours == [("same", "Keeps "), ("added", "the lamps"), ("same", " on.")]
    table = main(answer).one("section.conflict table")
    assert table.texts("tbody del") == ["[deleted: every light]"]
    assert table.texts("tbody ins") == ["[inserted: the lamps]"]
    assert Family.objects.get().summary == "Keeps every light on."
    assert values(answer)["summary"] == "Keeps the lamps on."


def test_the_second_save_goes_through_and_undoes_nothing_that_was_not_touched(boss, family):
    seen = sent_by(undrawn(boss, page_of(family)))
    meanwhile(family, summary="By Anna", overview="Anna's overview", primary_language="Rust")
    first = boss.post(page_of(family), {**seen, "summary": "Mine", "nice_to_haves": "- Mine too"})

    assert first.context["conflict"].taken == ["Overview", "Primary language"]
    assert both(first) == [("Summary", "By Anna", "Mine", True), ("Nice-to-haves", "", "- Mine too", False)]
    again = boss.post(page_of(family), sent_by(first))

    assert again.status_code == 302
    saved = drafts.read(Family.objects.get())
    assert (saved.summary, saved.overview, saved.primary_language) == ("Mine", "Anna's overview", "Rust")
    assert [each.text for each in saved.nice_to_haves] == ["Mine too"]


def test_a_third_save_in_between_is_told_again(boss, family):
    seen = sent_by(undrawn(boss, page_of(family)))
    meanwhile(family, summary="By Anna")
    first = boss.post(page_of(family), {**seen, "summary": "Mine"})
    drafts.touch(family, by=None)
    assert boss.post(page_of(family), sent_by(first)).context["conflict"] is not None
    assert Family.objects.get().summary == "By Anna"


def test_tables_of_parts_are_fields_like_others(boss, family):
    staff = Role.objects.get(slug="staff-engineer")
    seen = sent_by(undrawn(boss, page_of(family)))
    Role.objects.filter(pk=staff.pk).update(hiring="closed", visibility="internal")
    drafts.touch(family, by=None)

    answer = boss.post(page_of(family), {**seen, f"role-{staff.pk}-hiring": "promotion_only"})

    assert both(answer) == [("Staff Engineer: hiring", "Closed", "Promotion only", True)]
    assert answer.context["conflict"].taken == ["Staff Engineer: visibility"]
    assert boss.post(page_of(family), sent_by(answer)).status_code == 302
    staff.refresh_from_db()
    assert (staff.hiring, staff.visibility) == ("promotion_only", "internal")


def test_a_part_that_is_gone_does_not_stand_in_the_way(boss, family):
    seen = sent_by(undrawn(boss, page_of(family)))
    gone = family.specialties.get(slug="storage")
    gone.delete()
    drafts.touch(family, by=None)
    first = boss.post(page_of(family), {**seen, "summary": "Mine"})
    assert boss.post(page_of(family), sent_by(first)).status_code == 302
    assert Family.objects.get().summary == "Mine"


def steps():
    return [(step.from_role.slug, step.to_role, step.text) for step in CareerStep.objects.select_related("from_role")]


def test_rows_are_one_thing_and_are_kept_as_they_were_typed(boss, family):
    seen = sent_by(undrawn(boss, page_of(family)))
    changed = document().model_dump(mode="json")["career_steps"]
    changed[1]["text"] = "By Anna"
    meanwhile(family, career_steps=changed)

    first = boss.post(page_of(family), {**seen, "career_steps-0-text": "Mine"})

    ((label, theirs, yours, both_changed),) = both(first)
    assert (label, both_changed) == ("Career steps", True)
    assert theirs.splitlines() == [
        "Junior Engineer · Promotion · platform/staff-engineer",
        "Staff Engineer · Lateral · platform/canary-role · By Anna",
    ]
    assert yours.splitlines() == [
        "Junior Engineer · Promotion · platform/staff-engineer · Mine",
        "Staff Engineer · Lateral · platform/canary-role · CANARY",
    ]
    assert boss.post(page_of(family), sent_by(first)).status_code == 302
    assert steps() == [
        ("junior-engineer", "staff-engineer", "Mine"),
        ("staff-engineer", "canary-role", "CANARY"),
    ]


def test_rows_that_were_not_touched_are_shown_as_they_are_saved(boss, family):
    seen = sent_by(undrawn(boss, page_of(family)))
    meanwhile(family, career_steps=document().model_dump(mode="json")["career_steps"][1:])

    first = boss.post(page_of(family), {**seen, "summary": "Mine"})

    assert first.context["conflict"].taken == ["Career steps"]
    assert boss.post(page_of(family), sent_by(first)).status_code == 302
    assert steps() == [("staff-engineer", "canary-role", "CANARY")]


def test_a_row_marked_for_removal_stays_marked(boss, family):
    seen = sent_by(undrawn(boss, page_of(family)))
    meanwhile(family, summary="By Anna")
    first = boss.post(page_of(family), {**seen, "career_steps-1-DELETE": "on"})
    assert boss.post(page_of(family), sent_by(first)).status_code == 302
    assert steps() == [("junior-engineer", "staff-engineer", "")]


@pytest.mark.parametrize("kind", [Role, Specialty, HiringProcess], ids=lambda kind: kind.__name__)
def test_every_part_is_guarded_the_same_way(boss, family, kind):
    row = kind.objects.first()
    name = "overview" if kind is not HiringProcess else "intro"
    seen = sent_by(undrawn(boss, page_of(row)))
    kind.objects.filter(pk=row.pk).update(**{name: "By Anna"})
    drafts.touch(family, by=None)
    first = boss.post(page_of(row), {**seen, name: "Mine"})
    assert [(theirs, yours) for _, theirs, yours, _ in both(first)] == [("By Anna", "Mine")]
    assert boss.post(page_of(row), sent_by(first)).status_code == 302
    assert getattr(kind.objects.get(pk=row.pk), name) == "Mine"


def test_the_steps_of_a_process_survive_a_save_that_made_them_anew(boss, family):
    process = HiringProcess.objects.get()
    seen = sent_by(undrawn(boss, page_of(process)))
    process.steps.all().delete()
    stage = HiringStep._meta.get_field("stage").related_model.objects.get(slug="offer")
    HiringStep.objects.create(process=process, stage=stage, text="By Anna")
    drafts.touch(family, by=None)
    first = boss.post(page_of(process), {**seen, "steps-0-text": "A longer call"})
    assert [row[0] for row in both(first)] == ["Hiring steps"]
    assert boss.post(page_of(process), sent_by(first)).status_code == 302
    assert [step.text for step in process.steps.all()] == ["A longer call", "An offer"]


def test_the_buttons_beside_a_list_are_guarded_and_lose_nothing(boss, family):
    staff = Role.objects.get(slug="staff-engineer")
    seen = sent_by(undrawn(boss, page_of(staff)))
    drafts.touch(family, by=None)
    answer = boss.post(
        page_of(staff),
        {
            **seen,
            "requirements": "- Mine",
            "_omit": "family/requirements/0",
            "_wording-family/responsibilities|x": "Typed",
        },
    )
    assert answer.context["conflict"] is not None
    assert values(answer)["requirements"] == "- Mine"
    assert "Typed" in answer.content.decode()
    staff.refresh_from_db()
    assert (staff.requirements, staff.omits) == ([], [])


def own_words(answer):
    """The boxes for a role's own words, as they would be sent."""
    panels = [panel for _, _, panel in answer.context["beside"] if panel]
    return {
        f"_wording-{statement.box}": statement.wording
        for panel in panels
        for run in panel.runs
        for statement in run.statements
    }


def box_with(answer, text):
    return next(name for name, wording in own_words(answer).items() if wording == text)


def requirements_of(role):
    saved = drafts.read(Family.objects.get())
    composed = compose(saved, role, audience=Audience.everything(internal=True))
    return [line.text for line in composed.statements("requirements")]


def test_own_words_go_with_what_they_replace_when_others_write_above_it(boss, family):
    staff = Role.objects.get(slug="staff-engineer")
    shown = boss.get(page_of(staff))
    seen = {**sent_by(shown), **own_words(shown), box_with(shown, "Writes clear English"): "Writes clearest English"}
    standing = document().model_dump(mode="json")["requirements"]
    meanwhile(family, requirements=[{"text": "Swims"}, {"text": "Reads charts"}, *standing])

    told = boss.post(page_of(staff), seen)

    assert told.context["conflict"].clashes == []
    assert box_with(told, "Writes clearest English") == box_with(shown, "Writes clear English")
    assert boss.post(page_of(staff), {**sent_by(told), **own_words(told)}).status_code == 302
    assert requirements_of("staff-engineer") == [
        "Swims", "Reads charts", "Writes clearest English", "Has built something",
    ]  # fmt: skip


def test_own_words_for_what_is_gone_are_shown(boss, family):
    staff = Role.objects.get(slug="staff-engineer")
    shown = boss.get(page_of(staff))
    seen = {**sent_by(shown), **own_words(shown), box_with(shown, "Writes clear English"): "Writes clearest English"}
    meanwhile(family, requirements=[{"text": "Writes English"}])

    told = boss.post(page_of(staff), seen)

    ((label, theirs, yours, both_changed),) = both(told)
    assert (label, yours, both_changed) == ("Requirements, inherited", "Writes clearest English", True)
    assert theirs.startswith("What you said otherwise is not inherited here any more as it stood")
    assert boss.post(page_of(staff), {**sent_by(told), **own_words(told)}).status_code == 302
    assert requirements_of("staff-engineer") == ["Writes English", "Has built something"]


def test_scopes_are_guarded_and_keep_what_was_ticked(boss, family):
    page = page_of(family, "scopes", "responsibilities")
    form = undrawn(boss, page).context["forms"][0]
    drafts.touch(family, by=None)
    ticked = {
        "seen_version": family.version - 1,
        f"{form.prefix}-seen": form.seen,
        f"{form.prefix}-tracks": ["management"],
    }
    told = boss.post(page, ticked)
    assert told.status_code == 200
    assert "Somebody else saved Platform in the meantime." in told.content.decode()
    assert told.context["forms"][0]["tracks"].value() == ["management"]
    assert Family.objects.get().responsibilities[0]["applies_to"] is None
    assert boss.post(page, {**ticked, "seen_version": told.context["seen_version"]}).status_code == 302
    assert Family.objects.get().responsibilities[0]["applies_to"]["tracks"] == ["management"]


@pytest.mark.parametrize("version", ["", "x", "9" * 30, "-1"])
def test_a_form_that_names_no_version_saves_nothing(boss, family, version):
    answer = boss.post(
        page_of(family), {**sent_by(undrawn(boss, page_of(family))), "summary": "Sneaked in", "seen_version": version}
    )
    assert answer.status_code == 200
    assert Family.objects.get().summary == "Keeps the lights on."


def test_a_form_without_marks_keeps_all_that_was_sent(boss, family):
    seen = sent_by(undrawn(boss, page_of(family)))
    meanwhile(family, summary="By Anna")
    answer = boss.post(page_of(family), {**seen, "seen_fields": "nonsense : ::", "summary": "Keeps the lights on."})
    assert answer.context["conflict"].taken == []
    assert both(answer) == [("Summary", "By Anna", "Keeps the lights on.", True)]


def test_what_was_typed_into_a_role_that_is_gone_is_given_back(boss, family):
    role = Role.objects.get(slug="canary-role")
    seen = sent_by(undrawn(boss, page_of(role)))
    CareerStep.objects.all().delete()
    page = page_of(role)
    role.delete()
    answer = boss.post(page, {**seen, "requirements": "- Typed with care"})
    assert answer.status_code == 404
    assert ("requirements", "- Typed with care") in answer.context["typed"]
    assert "Typed with care" in answer.content.decode()


def test_who_saves_a_family_of_another_department_is_refused(family):
    other = client_of(member("tomas", "Editor", within="sales"))
    shown = other.get(page_of(family))
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.content.decode()
    assert other.post(page_of(family), sent_by(shown)).status_code == 403


def test_an_address_that_cannot_be_written_is_no_difference(boss, db):
    family = published().family  # of which the address changes by renaming alone
    seen = sent_by(undrawn(boss, page_of(family)))
    del seen["slug"]
    meanwhile(family, overview="By Anna")
    answer = boss.post(page_of(family), {**seen, "summary": "Mine"})
    assert [row[0] for row in both(answer)] == ["Summary"]
    assert boss.post(page_of(family), sent_by(answer)).status_code == 302
    assert (Family.objects.get().slug, Family.objects.get().summary) == ("platform", "Mine")
