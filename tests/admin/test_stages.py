"""Who decides and who works where is data: looked after in the admin, checked, and kept in the audit."""

import pytest
from django.contrib.auth.models import Group

from careers.models import Remit, ReviewStage
from config.kernel.models import AuditRecord
from tests.admin.house import client_of, main, member, stage, submitted, url
from tests.factories import department

pytestmark = pytest.mark.django_db

STAGE = {
    "position": "1",
    "name": "Total rewards",
    "reviewer": "",
    "approvals": "2",
    "checklist": "The business needs it\n\n  The benchmark is set  \nThe business needs it",
    "department": "",
    "smallest_size": "4",
}


@pytest.fixture
def hannah(db):
    return member("hannah", "Administrator")


@pytest.fixture
def client(hannah):
    return client_of(hannah)


def data(**changes):
    return {**STAGE, "group": Group.objects.get(name="Total rewards").pk, **changes}


def records(kind: str) -> list[tuple]:
    return list(AuditRecord.objects.filter(kind=kind).order_by("pk").values_list("by__username", "action", "subject"))


def test_a_stage_is_made_changed_and_deleted_with_a_record_each(client):
    assert client.post(url("reviewstage_add"), data()).status_code == 302
    made = ReviewStage.objects.get()
    assert made.checklist == ["The business needs it", "The benchmark is set"]
    assert (made.name, made.approvals, made.smallest_size, made.group.name) == ("Total rewards", 2, 4, "Total rewards")
    path = url("reviewstage_change", made.pk)
    text = main(client.get(path)).one("div.field-checklist textarea").text
    assert text == "The business needs it The benchmark is set"
    assert client.post(path, data(name="Rewards", checklist="\r\n".join(made.checklist))).status_code == 302
    assert client.post(url("reviewstage_delete", made.pk), {"post": "yes"}).status_code == 302
    assert not ReviewStage.objects.exists()
    assert records("review stage") == [
        ("hannah", "add", "Total rewards"),
        ("hannah", "edit", "Rewards"),
        ("hannah", "delete", "Rewards"),
    ]
    said = AuditRecord.objects.filter(kind="review stage").order_by("pk").values_list("reason", flat=True)
    assert list(said) == [
        "position: 1; name: Total rewards; group: Total rewards; approvals: 2; checklist: The business needs it, "
        "The benchmark is set; smallest size: 4",
        "name: Rewards",
        "",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"group": ""}, "Name a group or a reviewer, and not both."),
        ({"approvals": "0"}, "At least one person must approve, and of a single reviewer no more than one can."),
        ({"approvals": "40000"}, "Ensure this value is less than or equal to 32767."),
        ({"name": ""}, "This field is required."),
        ({"checklist": "x" * 20_000}, "This is longer than 10,000 characters."),
        ({"checklist": "a\x00b"}, "A text holds a character that no text may have."),
        ({"smallest_size": "9" * 30}, "Ensure this value is less than or equal to "),
    ],
)
def test_what_is_no_stage_is_refused_with_a_sentence(client, changes, sentence):
    answer = client.post(url("reviewstage_add"), data(**changes))
    assert answer.status_code == 200
    assert sentence in " ".join(main(answer).texts("ul.errorlist li"))
    assert not ReviewStage.objects.exists()


def test_a_stage_is_not_deleted_from_the_list(client):
    kept = stage()
    data = {"action": "delete_selected", "_selected_action": [kept.pk], "post": "yes"}
    client.post(url("reviewstage_changelist"), data)
    assert ReviewStage.objects.get() == kept


def test_changing_a_stage_leaves_open_submissions_alone(client):
    made = stage()
    revision = submitted()
    client.post(url("reviewstage_change", made.pk), data(name="Other", approvals="5"))
    assert [(step.name, step.approvals) for step in revision.review_steps.all()] == [("HR", 1)]
    assert client.post(url("reviewstage_delete", made.pk), {"post": "yes"}).status_code == 302
    assert revision.review_steps.count() == 1


def test_stages_are_asked_by_department_and_size(db):
    department("sales")
    stage("Everybody")
    stage("Sales only", department=department("sales"), position=1)
    stage("Large ones", smallest_size=50, position=2)
    stage("Engineering", department=department(), position=3)
    revision = submitted()
    assert [step.name for step in revision.review_steps.all()] == ["Everybody", "Engineering"]


def test_a_remit_is_given_and_taken_with_a_record_each(client):
    tomas = member("tomas", "Editor")
    sales = department("sales")
    assert client.post(url("remit_add"), {"user": tomas.pk, "department": sales.pk}).status_code == 302
    again = client.post(url("remit_add"), {"user": tomas.pk, "department": sales.pk})
    assert main(again).texts("ul.errorlist li") == ["That department is among theirs already."]
    client.post(url("remit_delete", Remit.objects.get().pk), {"post": "yes"})
    assert not Remit.objects.exists()
    assert records("remit") == [("hannah", "add", "tomas: Sales"), ("hannah", "delete", "tomas: Sales")]


def test_only_those_with_the_right_change_them(db):
    kept = stage()
    for name in ("Editor", "Reviewer", "Publisher", "Total rewards", "Viewer"):
        client = client_of(member(name.split()[0].lower(), name))
        assert client.get(url("reviewstage_changelist")).status_code == 200
        assert client.post(url("reviewstage_change", kept.pk), data()).status_code == 403
        assert client.post(url("reviewstage_add"), data()).status_code == 403
        assert client.post(url("reviewstage_delete", kept.pk), {"post": "yes"}).status_code == 403
        assert client.post(url("remit_add"), {}).status_code == 403
    assert ReviewStage.objects.get() == kept
