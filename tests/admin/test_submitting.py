"""A draft is submitted: after a look at what it changes, by whoever may, and never what nobody saw."""

import pytest

from careers import drafts, findings, restructuring, review
from careers.models import Family, Revision
from config.kernel.models import AuditRecord
from tests.admin.house import changed, client_of, drafted, main, member, stage, submitted, told, url
from tests.factories import department, document, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines(db):
    return member("ines", "Editor")


@pytest.fixture
def client(ines):
    return client_of(ines)


def post(client, family, message="Faster answers", version=None, **data):
    version = Family.objects.get(pk=family.pk).version if version is None else version
    return client.post(
        url("family_submit", family.pk), {"message": message, "seen_version": version, **data}, follow=True
    )


def test_the_page_shows_what_changes_and_who_will_be_asked(client):
    stage(approvals=2)
    stage("Rewards", "Total rewards", smallest_size=50)
    family = drafted()
    page = main(client.get(url("family_submit", family.pk)))
    assert page.texts("h1") == ["Submit Platform"]
    assert page.texts("p.summary") == ["1 statement changed."]
    assert page.texts("section.owner h3") == ["Job family: Platform"]
    assert page.texts("ul.lines li") == ["Changed Answer pages within [deleted: ten] [inserted: five] minutes"]
    assert page.texts("ol.stages li") == ["HR: 2 of the group Reviewer"]
    assert page.texts("details.same summary")[-1] == "Unchanged: 7"


def test_what_was_never_published_is_new(client, ines):
    stage()
    department("engineering")
    family = drafts.write(document("new"), by=ines)
    page = main(client.get(url("family_submit", family.pk)))
    said = "Nothing of this family was published before. New. Proposed for the history: Raises expectations"
    assert any(text.startswith(said) for text in page.texts("p"))
    revision = review.submit(family, by=ines, message="A family", expected_version=family.version)
    page = main(client.get(url("revision_change", revision.pk)))
    assert page.texts("dl.facts-line dd")[2] == "New"


@pytest.mark.parametrize(
    ("successor", "told"), [("platform/manager", ["Manager, Engineering"]), ("insight/analyst", ["Analyst"]), ("", [])]
)
def test_a_role_retired_says_where_its_address_will_lead(client, ines, successor, told):
    stage()
    publisher = member("pub", "Publisher")
    published(document("insight", roles=[{"title": "Analyst", "slug": "analyst"}], specialties=[], career_steps=[]))
    family = drafted(document())
    family = restructuring.retire_role(
        family, role="junior-engineer", successor=successor, by=None, expected_version=family.version
    )
    leads = [f"Its address will lead to {title}." for title in told]
    page = main(client.get(url("family_submit", family.pk)))
    assert page.texts("section.removed p.leads") == leads
    revision = review.submit(family, by=ines, message="Nobody is one", expected_version=family.version)
    assert revision.impact == "clarifies"
    for name in ("revision_change", "revision_publish"):
        assert main(client_of(publisher).get(url(name, revision.pk))).texts("section.removed p.leads") == leads


def test_submitting_freezes_the_draft_with_its_message(client, ines):
    stage()
    family = drafted()
    answer = post(client, family)
    revision = Revision.objects.get(state="submitted")
    assert answer.redirect_chain == [(url("revision_change", revision.pk), 302)]
    assert told(answer) == ["Platform is submitted."]
    assert (revision.document, revision.author, revision.message) == (changed(), ines, "Faster answers")
    assert (revision.size, revision.impact) == (1, "clarifies")
    record = AuditRecord.objects.get(action="submit")
    assert (record.by, record.kind, record.subject, record.reason) == (ines, "submission", "platform", "Faster answers")
    assert record.after == revision.digest
    assert record.request_id


def test_what_is_typed_later_does_not_touch_it(client):
    stage()
    post(client, drafted())
    drafts.write(changed(summary="Later"), by=None, family=Family.objects.get())
    assert Revision.objects.get(state="submitted").document == changed()


def test_a_draft_that_was_saved_since_the_page_was_shown_is_not_submitted(client):
    stage()
    family = drafted()
    drafts.touch(family, by=None)
    answer = post(client, family, "Typed with care", version=family.version - 1)
    assert told(answer) == ["Somebody else saved Platform in the meantime. Look at it again."]
    assert main(answer).one("textarea").text == "Typed with care"
    assert main(answer).one("#id_seen_version").attributes["value"] == str(family.version)
    assert not Revision.objects.filter(state="submitted").exists()


def test_the_message_is_asked_for(client):
    stage()
    assert told(post(client, drafted(), "  ")) == ["This field is required."]


def test_where_no_stage_asks_it_is_approved_at_once(client):
    family = drafted()
    assert "Submitting approves it at once: it can be published then." in main(
        client.get(url("family_submit", family.pk))
    ).texts("p")
    answer = post(client, family)
    assert told(answer) == ["Platform is approved: no stage of review asks for it."]
    assert Revision.objects.get(state="approved").document == changed()


def test_an_open_submission_is_named_and_leaves_no_form(client):
    stage()
    revision = submitted()
    page = main(client.get(url("family_submit", revision.family_id)))
    assert page.links("p.warning a") == [("See that submission", url("revision_change", revision.pk))]
    assert page.all("textarea") == []
    assert told(post(client, revision.family)) == []
    assert Revision.objects.filter(state="submitted").count() == 1


def test_there_is_nothing_to_submit_where_nothing_changed(client):
    stage()
    published()
    page = main(client.get(url("family_submit", Family.objects.get().pk)))
    assert page.texts("p.warning") == ["The draft says what was published. There is nothing to review."]
    assert page.all("textarea") == []


def test_rows_that_do_not_fit_together_are_said(client):
    family = drafted()
    family.roles.filter(slug="manager").update(slug="boss")
    page = main(client.get(url("family_submit", family.pk)))
    assert page.texts("p.warning") == [
        "The parts of this draft do not fit together, so it cannot be submitted. Mend what is named below."
    ]
    assert page.all("ul.findings li")[0].text.startswith("Error ")
    assert page.all("textarea") == []


def test_an_error_blocks_until_somebody_waives_it(client):
    stage()
    family = drafted(changed(overview="TODO: say more"))
    page = main(client.get(url("family_submit", family.pk)))
    assert page.texts("p strong")[0] == "1 error that has to be mended or accepted first"
    refused = told(post(client, family))
    assert len(refused) == 1
    assert refused[0].startswith("Platform, overview: ")
    [found] = [each for each in findings.of_draft(family) if each.blocks]
    boss = member("rafael", "Reviewer")
    findings.waive(
        family, code=found.finding.code, anchor=found.anchor, title=found.title, reason="Soon", ends_on=None, by=boss
    )
    page = main(client.get(url("family_submit", family.pk)))
    assert "1 finding that was accepted" in page.texts("summary")
    assert "Accepted by Rafael: Soon" in page.texts("p.note")
    assert told(post(client, family)) == ["Platform is submitted."]


def test_whoever_may_not_is_told_why(client):
    department("sales")
    family = drafted()
    for user, sentence in (
        (member("viola", "Viewer"), "Your account may not see or do this."),
        (
            member("tomas", "Editor", within="sales"),
            "This family&#x27;s department is not among those that your account works on.",
        ),
    ):
        for answer in (client_of(user).get(url("family_submit", family.pk)), post(client_of(user), family)):
            assert answer.status_code == 403
            assert sentence in answer.content.decode()
    assert not Revision.objects.filter(state__in=["submitted", "approved"]).exists()


def test_what_people_wrote_is_shown_and_never_markup(client):
    nasty = "<script>alert(1)</script> & <b>bold</b>"
    data = document().model_dump(mode="json")
    roles = data["roles"]
    roles[0]["title"] = nasty
    roles.append({"title": f"New {nasty}", "slug": "new", "requirements": [{"text": nasty}], "overview": nasty})
    family = drafted(document(summary=nasty, title=nasty, roles=roles, overview=nasty))
    for path in (url("family_submit", family.pk), url("revision_change", submitted(doc=drafts.read(family)).pk)):
        text = client.get(path).content.decode()
        assert "<script>alert" not in text
        assert "<b>bold" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;" in text


def test_what_a_reviewer_asked_for_stands_at_its_place(client):
    stage()
    rafael = member("rafael", "Reviewer")
    revision = submitted()
    review.comment(revision, by=rafael, where="/responsibilities/0", text="Why five?")
    review.decide(revision, by=rafael, decision="changes", message="Please explain")
    data = changed().model_dump(mode="json")
    statements = [{"text": "Comes first"}, *data["responsibilities"]]
    family = drafted(document(responsibilities=statements))
    page = main(client.get(url("family_submit", family.pk)))
    assert page.one("div.notice").text.startswith("Rafael asked for changes (HR): Please explain")
    [line] = [node for node in page.all("ul.lines li") if "five" in node.text]
    assert line.one("div.comment p.said").text == "Why five?"


def test_many_changes_cost_as_many_queries_as_one(client, django_assert_num_queries):
    stage()
    family = drafted()
    path = url("family_submit", family.pk)
    client.get(path)
    with django_assert_num_queries(29):
        client.get(path)
    roles = document().model_dump(mode="json")["roles"]
    more = [{"title": f"Role {n}", "slug": f"role-{n}", "requirements": [{"text": f"Does {n}"}]} for n in range(30)]
    drafted(changed(roles=[*roles, *more]))
    with django_assert_num_queries(29):
        client.get(path)
