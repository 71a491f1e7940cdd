"""The page of a submission: what changed, what is said of it, and who decides."""

from datetime import date, timedelta

import pytest

from careers import drafts, findings, publishing, review
from careers.models import Family, Revision, Verdict
from careers.presenting import words
from config.kernel.models import AuditRecord
from tests.admin.house import changed, client_of, drafted, main, member, stage, submitted, told, url
from tests.factories import department, document

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines(db):
    return member("ines", "Editor")


@pytest.fixture
def rafael(db):
    return member("rafael", "Reviewer")


@pytest.fixture
def client(rafael):
    return client_of(rafael)


def shown(client, revision, query=""):
    return main(client.get(url("revision_change", revision.pk, query=query)))


def decide(client, revision, decision="approve", **data):
    step = review.turn(revision)
    data = {"decision": decision, "message": "", "impact": "clarifies", "step": step.step.pk if step else 0, **data}
    return client.post(url("revision_decide", revision.pk), data, follow=True)


def state(revision) -> str:
    return Revision.objects.get(pk=revision.pk).state


# What is shown


def elaborate():
    """A draft in which everything that can happen has happened."""
    data = document().model_dump(mode="json")
    junior, staff, manager, _ = data["roles"]
    junior["grade"], junior["level"] = "6", "intermediate"
    junior["overview"] = "Learns and teaches."
    junior["requirements"] = [{"text": "Has built something that lasts"}]
    staff["promotion_criteria"] = []
    data["requirements"].append({"text": "Leads a project across teams", "applies_to": {"tracks": ["management"]}})
    data["responsibilities"][0]["group"] = "On call"
    data["roles"] = [
        junior,
        staff,
        manager,
        {
            "title": "Lead <b>",
            "slug": "lead",
            "level": "staff",
            "grade": "9",
            "requirements": [{"text": "Leads *well*"}],
        },
    ]
    data["specialties"] = data["specialties"][:2]
    data["career_steps"] = [{**data["career_steps"][0], "text": "After two years"}]
    steps = data["hiring_processes"][0]["steps"]
    steps[0]["minutes"] = [30, 45]
    data["hiring_processes"][0]["steps"] = [
        steps[0],
        {"kind": "technical-interview", "text": "Code", "minutes": [60, 60], "interviewer": "A peer", "optional": True},
        steps[1],
    ]
    data["sections"][0]["body"] = "One week in eight."
    return document(**data)


def test_each_kind_of_change_is_told_in_words(client):
    stage()
    page = shown(client, submitted(doc=elaborate()))
    assert page.texts("h1") == [f"Platform, revision of {words.day(date.today())} (waiting for review)"]
    assert page.texts("section.owner h3") == [
        "Job family: Platform",
        "Role: Junior Engineer",
        "Added Role: Lead <b>",
        "Removed Role: CANARY Secret Role",
        "Removed Specialty: CANARY Focus",
        "Hiring: For engineers",
        "Career steps",
    ]
    family, junior, lead, secret, focus, hiring, steps = page.all("section.owner")
    assert family.texts("ul.lines li") == [
        "Changed Answer pages within ten minutes On call group before: none Comment on this",
        "Moved Leads a project across teams managers only (before: everybody) moved from Staff Engineer, "
        "promotion criteria Comment on this",
    ]
    assert [node.text for node in family.all("div.text")] == [
        "Section “On call” One week in [deleted: six] [inserted: eight] . Comment on this"
    ]
    assert [row.texts("th") + row.texts("td") for row in junior.all("tbody tr")] == [
        ["Level", "Junior", "Intermediate"],
        ["Grade", "5", "6"],
    ]
    assert junior.texts("p.about") == ["Intermediate, grade 6, individual contributor"]
    assert junior.texts("ul.lines li") == ["Changed Has built something[inserted: that lasts] Comment on this"]
    assert junior.texts("div.text") == ["Overview Learns[inserted: and teaches] . Comment on this"]
    assert lead.texts("ul.lines li") == ["Added Leads well Comment on this"]
    assert [row.texts("th") + row.texts("td") for row in lead.all("tbody tr")] == [
        ["Level", "–", "Staff"],
        ["Track", "–", "Individual contributor"],
        ["Grade", "–", "9"],
    ]
    assert secret.texts("p.about") == ["Principal, grade 10, individual contributor"]
    assert secret.texts("ul.lines li") == ["Removed CANARY duty"]
    assert focus.texts("tbody tr") == ["Roles all roles –", "Visibility Internal –"]
    assert [row.texts("td") for row in hiring.all("tbody tr")] == [
        [
            "1. Screening · 30 minutes · Recruiter A call",
            "Changed 1. Screening · 30 to 45 minutes · Recruiter A call Comment on this",
        ],
        ["", "Added 2. Technical interview · 60 minutes · A peer · optional [inserted: Code] Comment on this"],
        ["2. Offer An offer", "3. Offer An offer"],
        ["In all: 30 minutes", "In all: 30 to 45 minutes"],
    ]
    assert [row.texts("td") for row in steps.all("tbody tr")] == [
        [
            "Promotion: Junior Engineer → Staff Engineer",
            "Changed Promotion: Junior Engineer → Staff Engineer [inserted: After two years] Comment on this",
        ],
        ["Lateral move: Staff Engineer → CANARY Secret Role [deleted: CANARY]", "Removed"],
    ]


def test_what_did_not_change_is_folded_away(client):
    page = shown(client, submitted())  # approved: without findings
    assert page.texts("details.same summary")[:2] == [
        "2 unchanged statements",
        "Unchanged here: requirements, performance indicators",
    ]
    [unchanged] = [each for each in page.all("details.same") if each.texts("summary") == ["Unchanged: 7"]]
    assert unchanged.texts("li") == [
        "Role: Junior Engineer (Junior, grade 5, individual contributor)",
        "Role: Staff Engineer (Staff, grade 8, individual contributor)",
        "Role: Manager, Engineering (Manager, grade 8 or 9, management)",
        "Role: CANARY Secret Role (Principal, grade 10, individual contributor)",
        "Specialty: Storage",
        "Segment: Enterprise",
        "Specialty: CANARY Focus",
    ]


def test_a_first_version_is_new_in_all_its_parts(client):
    department()
    family = drafts.write(document(), by=None)
    page = shown(client, review.submit(family, by=None, message="New", expected_version=family.version))
    assert page.texts("section.owner h3")[:2] == ["Added Job family: Platform", "Added Role: Junior Engineer"]
    assert "Changed" not in page.texts("span.badge")
    assert page.all("section.owner")[0].texts("tbody tr") == [
        "Department – Engineering",
        "Summary – Keeps the lights on.",
        "Primary language – Go",
    ]


def test_the_facts_of_the_submission_are_shown(client, ines):
    stage()
    stage("Rewards", "Total rewards", checklist=["The business needs it"])
    revision = submitted(ines, "Because <b>ten</b> was slow")
    page = shown(client, revision)
    assert page.texts("dl.facts-line dt") == ["State", "For people", "Size", "By"]
    assert page.texts("dl.facts-line dd")[:3] == ["Waiting for review", "Clarifies", "1 change"]
    assert page.texts("dl.facts-line dd")[3].startswith("Ines, ")
    assert page.texts("p.message") == ["Because <b>ten</b> was slow"]
    assert page.texts("ol.stages li") == [
        "HR: one of the group Reviewer. Waiting.",
        "Rewards: one of the group Total rewards. Not asked yet.",
    ]


# Deciding


def test_stages_decide_one_after_the_other(client, ines, rafael):
    stage()
    stage("Rewards", "Total rewards", checklist=["The business needs it", "The benchmark is set"], position=1)
    revision = submitted(ines)
    assert told(decide(client, revision, impact="editorial")) == ["You approved it."]
    assert (state(revision), Revision.objects.get(pk=revision.pk).impact) == ("submitted", "editorial")
    assert shown(client, revision).texts("p.note")[-1] == (
        "You cannot decide now. Rewards is decided by the group Total rewards."
    )

    mira = client_of(member("mira", "Total rewards"))
    page = shown(mira, revision)
    assert [box.attributes["value"] for box in page.all("div.field-confirmed input")] == [
        "The business needs it",
        "The benchmark is set",
    ]
    answer = decide(mira, revision, confirmed=["The business needs it"])
    assert told(answer) == ["Not confirmed yet: The benchmark is set."]
    assert state(revision) == "submitted"
    decide(mira, revision, confirmed=["The business needs it", "The benchmark is set"], impact="raises")
    revision.refresh_from_db()
    assert (revision.state, revision.impact) == ("approved", "raises")
    assert shown(mira, revision).texts("ol.stages span.state") == ["Approved.", "Approved."]
    records = AuditRecord.objects.filter(kind="submission").order_by("pk").values_list("action", "by__username")
    assert list(records) == [("submit", "ines"), ("approve", "rafael"), ("approve", "mira")]


def test_one_denial_sends_it_back_and_the_draft_can_be_submitted_again(client, ines):
    stage()
    revision = submitted(ines)
    answer = decide(client, revision, "changes")
    assert told(answer) == ["Say what should change, or why not."]
    assert main(answer).one("div.field-message").text.startswith("Say what should change, or why not.")
    decide(client, revision, "changes", message="Name the river")
    assert state(revision) == "returned"
    page = shown(client, revision)
    assert page.texts("ol.stages span.state") == ["Changes asked for."]
    assert page.texts("ol.stages p.said") == ["Name the river"]
    assert page.all("form") == []
    again = submitted(ines, "Again", changed(summary="By the river"))
    assert state(again) == "submitted"


def test_a_rejected_submission_is_closed(client, ines):
    stage()
    revision = submitted(ines)
    decide(client, revision, "reject", message="No")
    assert state(revision) == "rejected"
    assert told(decide(client, revision)) == ["This is not waiting for a review."]
    assert Verdict.objects.count() == 1


def test_who_wrote_a_part_of_it_does_not_decide(rafael, ines):
    stage()
    both = member("both", "Editor", "Reviewer")
    drafted(by=both)
    family = drafts.write(changed(summary="More"), by=ines, family=Family.objects.get())
    revision = review.submit(family, by=ines, message="m", expected_version=family.version)
    client = client_of(both)
    sentence = "You wrote a part of this change, so somebody else has to decide on it."
    assert shown(client, revision).texts("p.note")[-1] == f"You cannot decide now. {sentence}"
    assert told(decide(client, revision))[0] == sentence
    assert state(revision) == "submitted"


def test_the_setting_lets_authors_decide(ines):
    stage(author_may_approve=True)
    both = member("both", "Editor", "Reviewer")
    revision = submitted(both)
    decide(client_of(both), revision)
    assert state(revision) == "approved"


def test_a_decision_on_a_step_that_was_decided_meanwhile_is_refused(client, ines):
    stage()
    stage("HR again", position=1)
    revision = submitted(ines)
    seen = review.turn(revision).step.pk
    decide(client_of(member("first", "Reviewer")), revision)
    answer = decide(client, revision, step=seen, message="Typed with care")
    assert told(answer) == ["Somebody else has decided in the meantime. Look at it again."]
    assert main(answer).one("div.field-message textarea").text == "Typed with care"
    assert main(answer).one("#id_step").attributes["value"] == str(review.turn(revision).step.pk)
    assert Verdict.objects.count() == 1


def test_nonsense_is_refused_in_sentences(client, ines):
    stage()
    revision = submitted(ines)
    for data in (
        {"decision": "maybe"},
        {"impact": "huge"},
        {"step": "x"},
        {"step": "9" * 40},
        {"message": "a\x00b", "decision": "reject"},
        {"message": "x" * 20_000, "decision": "reject"},
        {"confirmed": "what"},
    ):
        answer = decide(client, revision, **data)
        assert answer.status_code == 200
    assert decide(client, revision, confirmed="what").status_code == 200
    assert Verdict.objects.filter(decision="reject").count() == 0


def test_rights_are_asked_for(ines, today):
    stage()
    revision = submitted(ines)
    for user in (member("viola", "Viewer"), ines, member("pub", "Publisher")):
        assert decide(client_of(user), revision).status_code == 403
    assert shown(client_of(ines), revision).texts("p.note")[-1] == "You submitted this; others review it."
    department("sales")
    elsewhere = client_of(member("far", "Reviewer", within="sales"))
    assert decide(elsewhere, revision).status_code == 403
    assert shown(elsewhere, revision).texts("p.note")[-1] == (
        "You cannot decide now. Your account may not review this family."
    )
    assert state(revision) == "submitted"
    for name in ("decide", "comment", "take_back"):
        answer = client_of(ines).get(url(f"revision_{name}", revision.pk))
        assert answer.status_code == (405 if name != "decide" else 403)


def test_staff_without_rights_see_no_submission(staff_client, ines):
    revision = submitted(ines)
    assert staff_client.get(url("revision_change", revision.pk)).status_code == 403


# Comments, and taking back


def test_a_comment_stands_at_its_place(client, ines, rafael):
    stage()
    revision = submitted(ines)
    page = shown(client, revision)
    [link] = [href for words, href in page.links("ul.lines a.comment-link")]
    path = url("revision_change", revision.pk)
    assert link == f"{path}?comment=%2Fresponsibilities%2F0#comment"
    form = main(client.get(link)).one("ul.lines form.comment-form")
    assert form.attributes["action"] == url("revision_comment", revision.pk)
    assert form.all("input")[1].attributes["value"] == "/responsibilities/0"
    data = {"where": "/responsibilities/0", "text": "Why <i>five</i>?"}
    answer = client.post(url("revision_comment", revision.pk), data, follow=True)
    assert told(answer) == ["Your comment is saved."]
    assert main(answer).texts("ul.lines div.comment p.said") == ["Why <i>five</i>?"]
    comment = revision.comments.get()
    assert (comment.by, comment.owner, comment.part, comment.text) == (rafael, "", "responsibilities", data["text"])
    assert comment.title == "Platform, responsibilities: Answer pages within five minutes"


def test_a_comment_that_cannot_be_saved_stays_as_it_was_typed(client, ines):
    stage()
    revision = submitted(ines)
    path = url("revision_comment", revision.pk)
    answer = client.post(path, {"where": "/responsibilities/0", "text": " \n "}, follow=True)
    assert main(answer).texts("form.comment-form p.errornote") == ["The comment is empty."]
    answer = client.post(path, {"where": "/roles/77/overview", "text": "Typed with care"})
    assert main(answer).texts("form.comment-form p.errornote") == ["There is no such place in what was submitted."]
    assert main(answer).texts("form.comment-form textarea") == ["Typed with care"]
    for text in ("a\x00b", "x" * 1_000_000):
        assert client.post(path, {"where": "/responsibilities/0", "text": text}).status_code == 200
    assert revision.comments.count() == 0


def test_comments_on_what_did_not_change_are_told_apart(client, ines, rafael):
    stage()
    revision = submitted(ines)
    review.comment(revision, by=rafael, where="/roles/1/promotion_criteria/0", text="And this?")
    review.comment(revision, by=rafael, where="/hiring_processes/0/steps/1", text="And that?")
    page = shown(client, revision)
    [role] = [each for each in page.all("section.owner") if each.texts("h3") == ["Role: Staff Engineer"]]
    assert role.texts("ul.lines div.comment p.said") == ["And this?"]
    assert page.texts("div.comment p.said") == ["And this?", "And that?"]
    assert page.texts("div.comment p.meta")[1].startswith("hiring process For engineers, step 2: An offer: Rafael, ")


def test_a_submission_is_taken_back(ines, client):
    stage()
    revision = submitted(ines)
    answer = client_of(ines).post(url("revision_take_back", revision.pk), {"seen": "submitted"}, follow=True)
    assert told(answer) == ["Taken back. Amend and submit again."]
    assert state(revision) == "taken_back"
    answer = client_of(ines).post(url("revision_take_back", revision.pk), {"seen": "submitted"}, follow=True)
    assert told(answer) == ["This is not under review any more."]


def test_a_publication_in_between_outdates_it(client, ines):
    stage()
    revision = submitted(ines)
    publishing.publish_draft(revision.family, by=None, message="m", document=document(summary="Now"))
    assert state(revision) == "outdated"
    assert told(decide(client, revision)) == ["This is not waiting for a review."]
    assert shown(client, revision).texts("dl.facts-line dd")[0] == "Outdated by another change"


def test_waivers_show_with_their_reason(client, ines):
    stage()
    revision = submitted(ines)
    found = findings.judge(revision.family, revision.document)
    [one] = [each for each in found if each.finding.code == "vacancy-voice"][:1] or found[:1]
    boss = member("boss", "Administrator")
    from config.kernel.models.catalogue import today

    findings.waive(
        revision.family, code=one.finding.code, anchor=one.anchor, title=one.title, reason="It is so",
        ends_on=today() + timedelta(days=3), by=boss,
    )  # fmt: skip
    page = shown(client, revision)
    [note] = [text for text in page.texts("p.note") if text.startswith("Accepted until")]
    assert note.endswith("by Boss: It is so")


# Cost


def test_a_large_submission_costs_as_many_queries_as_a_small_one(client, ines, rafael, django_assert_num_queries):
    stage()
    stage("Rewards", "Total rewards", position=1)
    revision = submitted(ines)
    review.comment(revision, by=rafael, where="", text="One")
    path = url("revision_change", revision.pk)
    client.get(path)
    with django_assert_num_queries(29):
        client.get(path)
    for number in range(20):
        review.comment(revision, by=rafael, where="/responsibilities/0", text=f"No. {number}")
    with django_assert_num_queries(29):
        client.get(path)
