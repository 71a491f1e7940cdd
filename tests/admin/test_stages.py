"""Who decides and who works where is data: looked after in the admin, checked, and kept in the audit."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from careers import drafts
from careers.models import Remit, ReviewStage, Waiver
from config.kernel.models import AuditRecord
from config.kernel.models.catalogue import today
from tests.admin.editing import sent_by
from tests.admin.house import client_of, main, member, stage, submitted, url
from tests.factories import department, document

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
    seen = sent_by(client.get(path))
    assert client.post(path, {**seen, "name": "Rewards", "checklist": "\r\n".join(made.checklist)}).status_code == 302
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
    path = url("reviewstage_change", made.pk)
    assert client.post(path, {**sent_by(client.get(path)), "name": "Other", "approvals": "5"}).status_code == 302
    assert [(step.name, step.approvals) for step in revision.review_steps.all()] == [("HR", 1)]
    assert client.post(url("reviewstage_delete", made.pk), {"post": "yes"}).status_code == 302
    assert revision.review_steps.count() == 1


def policies():
    """(page, what somebody sets, what somebody else sets, whether the second came through) of every rule of the house
    that can be changed."""
    family = drafts.write(document(department=department().slug), by=None)
    waiver = Waiver.objects.create(family=family, code="placeholder", reason="Theirs", by=member("rafael"))
    remit = Remit.objects.create(user=waiver.by, department=department("sales"))
    later, latest = (today() + timedelta(days=days) for days in (10, 20))
    return {
        "stage": ("reviewstage", stage().pk, {"checklist": "Legal agrees"}, {"smallest_size": "5"}),
        "remit": (
            "remit",
            remit.pk,
            {"department": department("marketing").pk},
            {"department": department("legal").pk},
        ),
        "waiver": ("waiver", waiver.pk, {"ends_on": later.isoformat()}, {"ends_on": latest.isoformat()}),
        "rule, never set": ("rulesetting", "placeholder", {"severity": "info"}, {"severity": "error"}),
    }


@pytest.mark.parametrize("name", ["stage", "remit", "waiver", "rule, never set"])
def test_who_saves_second_is_told_and_undoes_nothing(client, name):
    model, key, first, second = policies()[name]
    path = url(f"{model}_change", key)
    seen = sent_by(client.get(path))
    assert client.post(path, {**seen, **first}).status_code == 302
    saved = sent_by(client.get(path))
    assert {field: str(saved[field]) for field in first} == {field: str(value) for field, value in first.items()}

    for sent in ({**seen, **second}, {**seen, **second, "seen_digest": ""}):
        answer = client.post(path, sent)
        assert answer.status_code == 200
        form = answer.context["adminform"].form
        assert {field: str(form[field].value()) for field in second} == {f: str(value) for f, value in second.items()}
        assert sent_by(client.get(path)) == saved
    assert "while you were editing. Nothing of yours is lost" in client.post(path, {**seen, **second}).content.decode()

    assert client.post(path, {**saved, **second}).status_code == 302
    assert client.post(path, {**saved, **second}).status_code == 200


def test_who_may_only_look_is_shown_no_marks(db):
    kept = stage()
    shown = client_of(member("vera", "Viewer")).get(url("reviewstage_change", kept.pk))
    assert "igest" not in main(shown).text
    assert "HR" in main(shown).text


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
