"""A hiring process: its steps in one table with the time that they take, and to whom it applies by ticks."""

import pytest
from django.urls import reverse

from careers import drafts
from careers.models import Family, HiringProcess
from hiring.models import Stage
from tests.admin.editing import change, draft, page_of, sent_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def process(db):
    draft()
    return HiringProcess.objects.get()


def steps():
    (process,) = drafts.read(Family.objects.get()).hiring_processes
    return [(step.kind, step.text, step.minutes, step.optional) for step in process.steps]


def test_steps_are_written_in_one_table(boss, process):
    stage = Stage.objects.get(slug="panel")
    change(
        boss,
        process,
        **{
            "steps-2-stage": stage.pk,
            "steps-2-text": "A panel",
            "steps-2-minutes_from": "60",
            "steps-2-minutes_to": "90",
            "steps-2-position": "2",
            "steps-2-optional": "on",
            "steps-0-minutes_to": "45",
        },
    )
    assert steps() == [
        ("screening", "A call", (30, 45), False),
        ("panel", "A panel", (60, 90), True),
        ("offer", "An offer", None, False),
    ]


def test_the_time_of_steps_that_are_not_optional_is_summed_up(boss, process):
    assert boss.get(page_of(process)).context["total"] == "30 minutes"
    process.steps.filter(text="An offer").update(minutes_from=60, minutes_to=90)
    assert boss.get(page_of(process)).context["total"] == "1 h 30 min to 2 h"
    process.steps.filter(text="An offer").update(optional=True)
    assert boss.get(page_of(process)).context["total"] == "30 minutes"
    process.steps.all().update(minutes_from=None, minutes_to=None)
    answer = boss.get(page_of(process))
    assert answer.context["total"] == ""
    assert "<output data-total>not stated</output>" in answer.content.decode()


@pytest.mark.parametrize(
    ("low", "high", "sentence"),
    [
        ("60", "30", "Give the shortest and the longest length in minutes, or neither."),
        ("", "30", "Give the shortest and the longest length in minutes, or neither."),
        ("30", "", "Give the shortest and the longest length in minutes, or neither."),
    ],
)
def test_minutes_that_do_not_rise_are_refused_in_their_row(boss, process, low, high, sentence):
    data = {**sent_by(boss.get(page_of(process))), "steps-0-minutes_from": low, "steps-0-minutes_to": high}
    answer = boss.post(page_of(process), data)
    assert answer.context["inline_admin_formsets"][0].formset.errors[0] == {"__all__": [sentence]}
    assert sentence in answer.content.decode()
    assert steps()[0] == ("screening", "A call", (30, 30), False)


def test_a_row_without_a_stage_is_refused_where_it_stands(boss, process):
    answer = boss.post(page_of(process), {**sent_by(boss.get(page_of(process))), "steps-2-text": "Something"})
    formset = answer.context["inline_admin_formsets"][0].formset
    assert formset.errors[2] == {"stage": ["This field is required."]}
    assert formset.forms[2]["text"].value() == "Something"


def test_to_whom_it_applies_is_ticked(boss, process):
    form = boss.get(page_of(process)).context["adminform"].form
    assert [name for name, _ in form.fields["roles"].choices] == [
        "junior-engineer", "staff-engineer", "manager", "canary-role",
    ]  # fmt: skip
    change(boss, process, tracks=[], roles=["manager"], specialties=["enterprise"])
    (saved,) = drafts.read(Family.objects.get()).hiring_processes
    assert saved.applies_to.model_dump() == {"tracks": (), "roles": ("manager",), "specialties": ("enterprise",)}


def test_a_role_that_is_none_of_the_family_is_refused(boss, process):
    answer = boss.post(page_of(process), {**sent_by(boss.get(page_of(process))), "roles": ["nobody"]})
    assert list(answer.context["adminform"].form.errors) == ["roles"]


def test_a_new_process_is_made_from_the_family_with_its_steps(boss, process):
    family = Family.objects.get()
    add = reverse("admin:careers_hiringprocess_add") + f"?family={family.pk}"
    data = sent_by(boss.get(add)) | {
        "title": "For managers",
        "tracks": ["management"],
        "steps-0-stage": Stage.objects.get(slug="screening").pk,
        "steps-0-text": "A talk",
    }
    answer = boss.post(add, data)
    assert (answer.status_code, answer.url) == (302, page_of(family))
    made = drafts.read(Family.objects.get()).hiring_processes[1]
    assert (made.title, [step.text for step in made.steps]) == ("For managers", ["A talk"])
