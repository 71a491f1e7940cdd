"""Findings, waivers and rules in the admin: seen by whom, linked to where they are mended, changed by whom."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from careers import drafts, findings
from careers.handbook.rules import RULES
from careers.models import DraftCheck, DraftFinding, Family, Role, RuleSetting, Waiver
from config.kernel.models import AuditRecord
from tests.admin.editing import sent_by
from tests.admin.house import client_of, main, member, told, url
from tests.factories import department, document, small_document
from tests.pages.html import Node

pytestmark = pytest.mark.django_db
CODE, WHERE = "gendered-pronoun", "/roles/0/requirements/0"
QUERY = f"?code={CODE}&where={WHERE}"


def drafted(slug="platform", text="Keeps <his> desk in good order", **facts):
    department(facts.get("department", "engineering"))
    roles = [{"title": "Engineer", "slug": "engineer", "requirements": [{"text": text}]}]
    return drafts.write(document(slug, roles=roles, specialties=[], career_steps=[], **facts), by=None)


@pytest.fixture
def family(db):
    return drafted()


@pytest.fixture
def reviewer(db):
    return member("rita", "Reviewer")


def rows(answer):
    return [
        tuple(cell.text for cell in row.children if isinstance(cell, Node))
        for row in main(answer).all("#result_list tbody tr")
    ]


def test_the_list_names_place_rule_and_remedy(family, reviewer):
    answer = client_of(reviewer).get(url("draftfinding_changelist", query=f"?rule={CODE}"))
    rule = RULES[CODE]
    ((severity, place, found, waiver),) = rows(answer)
    assert (severity, waiver) == (rule.severity.capitalize(), "Waive…")
    assert place == "Platform: Engineer, requirements: Keeps <his> desk in good order"
    assert found.startswith(f"{rule.title}.")
    assert found.endswith(rule.remedy)
    role = Role.objects.get(slug="engineer")
    assert [href for _, href in main(answer).links("#result_list tbody a")] == [
        url("role_change", role.pk) + "#id_requirements",
        url("family_waive", family.pk, query=f"?{urlencode({'code': CODE, 'where': WHERE})}"),
    ]
    assert DraftCheck.stale().count() == 0


def test_the_list_is_narrowed(family, reviewer):
    drafted("insight", department="people")
    client = client_of(reviewer)

    def found(query):
        answer = client.get(url("draftfinding_changelist", query=f"?rule={CODE}{query}"))
        return sorted(place.split(":")[0] for _, place, _, _ in rows(answer))

    assert found("") == ["Insight", "Platform"]
    assert found("&department=people") == ["Insight"]
    assert found("&department=nowhere") == []
    severity = RULES[CODE].severity
    assert found(f"&severity={severity}") == ["Insight", "Platform"]
    assert found("&q=insight") == ["Insight"]
    assert client.post(url("family_waive", family.pk, query=QUERY), waiving(family)).status_code == 302
    assert found("") == ["Insight"]
    assert found("&waived=yes") == ["Platform"]
    assert found("&waived=all") == ["Insight", "Platform"]
    assert found("&waived=nonsense") == ["Insight"]


def test_the_list_costs_the_same_for_few_and_for_many(reviewer, django_assert_num_queries, family):
    client = client_of(reviewer)
    client.get(url("draftfinding_changelist"))
    with django_assert_num_queries(14):
        client.get(url("draftfinding_changelist"))
    for number in range(4):
        drafted(f"family-{number}")
    client.get(url("draftfinding_changelist"))
    with django_assert_num_queries(14):
        client.get(url("draftfinding_changelist"))


def test_errors_come_first(family, reviewer):
    findings.configure(CODE, enabled=True, severity="error", value="", by=None)
    drafted("another", text="Nothing that anybody minds")
    weights = ["Error", "Warning", "Info"]
    found = [weights.index(row[0]) for row in rows(client_of(reviewer).get(url("draftfinding_changelist")))]
    assert (found[0], found) == (0, sorted(found))


def test_all_drafts_are_checked_again_by_a_post(family, reviewer):
    client = client_of(reviewer)
    client.get(url("draftfinding_changelist"))
    DraftFinding.objects.all().delete()
    assert client.get(url("draftfinding_check")).status_code == 405
    answer = client.post(url("draftfinding_check"), follow=True)
    assert told(answer) == ["All drafts were checked."]
    assert DraftFinding.objects.filter(code=CODE).count() == 1


def waiving(family, **changes):
    (found,) = [each for each in findings.of_draft(family) if each.finding.code == CODE]
    seen = "|".join((found.anchor.owner, found.anchor.part, found.anchor.digest))
    return {"reason": "A <b>quotation</b>", "ends_on": "", "seen": seen, **changes}


def test_a_finding_is_waived_with_a_reason_and_a_last_day(family, reviewer, today):
    client = client_of(reviewer)
    page = main(client.get(url("family_waive", family.pk, query=QUERY)))
    assert page.one("h1").text == f"Waive: {RULES[CODE].title}"
    assert [node.text for node in page.all("dt")] == [
        "What was found", "Where", "What it means", "How to mend it instead",
    ]  # fmt: skip
    answer = client.post(
        url("family_waive", family.pk, query=QUERY), waiving(family, ends_on=today.isoformat()), follow=True
    )
    assert told(answer)[0] == "The finding is waived."
    waiver = Waiver.objects.get()
    assert (waiver.code, waiver.reason, waiver.ends_on, waiver.by) == (CODE, "A <b>quotation</b>", today, reviewer)
    again = client.get(url("family_waive", family.pk, query=QUERY), follow=True)
    assert told(again)[0] == "That finding is not there any more. Nothing has to be waived."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "This field is required."),
        ({"reason": "a\x00b"}, "Null characters are not allowed."),
        ({"ends_on": "soon"}, "Enter a valid date."),
        ({"ends_on": "2020-01-01"}, "Choose today or a later day."),
        ({"seen": "other"}, "The text was changed since this page was shown. Look at the finding again."),
    ],
)
def test_what_is_wrong_with_a_waiver_is_said(family, reviewer, changes, sentence):
    answer = client_of(reviewer).post(url("family_waive", family.pk, query=QUERY), waiving(family, **changes))
    assert (answer.status_code, sentence in told(answer)) == (200, True)
    assert not Waiver.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "?code=unsound&where=", "?code=%00&where=%00", "?code=gendered-pronoun&where=/x"]
)
def test_what_is_not_there_cannot_be_waived(family, reviewer, query):
    answer = client_of(reviewer).get(url("family_waive", family.pk, query=query))
    assert answer.status_code in (302, 400)


def test_waiving_is_for_those_who_may_and_within_their_remit(family):
    page = url("family_waive", family.pk, query=QUERY)
    for user, status in (
        (member("edda", "Editor"), 403),
        (member("petra", "Publisher"), 403),
        (member("rolf", "Reviewer", within="people"), 403),
        (member("ruth", "Reviewer", within="engineering"), 302),
        (member("vera", "Viewer"), 403),
    ):
        assert client_of(user).post(page, waiving(family)).status_code == status, user


def test_a_waiver_ends_or_is_taken_back_in_the_admin(family, today):
    client = client_of(member("ada", "Administrator"))
    client.post(url("family_waive", family.pk, query=QUERY), waiving(family))
    # Administrators look after waivers; to make one is the reviewers' right and theirs.
    waiver = Waiver.objects.get()
    path = url("waiver_change", waiver.pk)
    client.post(path, {**sent_by(client.get(path)), "ends_on": today.isoformat()})
    assert Waiver.objects.get().ends_on == today
    assert [row[:3] for row in rows(client.get(url("waiver_changelist", query="?counts=yes")))] == [
        (RULES[CODE].title, "Platform", waiver.title)
    ]
    yesterday = today - timedelta(days=1)
    answer = client.post(path, {**sent_by(client.get(path)), "ends_on": yesterday.isoformat()})
    assert "Choose today or a later day, or delete the waiver." in answer.content.decode()
    assert Waiver.objects.get().ends_on == today
    client.post(url("waiver_delete", waiver.pk), {"post": "yes"})
    assert not Waiver.objects.exists()
    assert [each.action for each in AuditRecord.objects.filter(kind="finding").order_by("pk")] == [
        "waive", "edit", "take back",
    ]  # fmt: skip


def test_waivers_are_changed_within_the_remit_alone(family, reviewer):
    client_of(reviewer).post(url("family_waive", family.pk, query=QUERY), waiving(family))
    client = client_of(member("arne", "Administrator", within="people"))
    waiver = Waiver.objects.get()
    assert client.post(url("waiver_change", waiver.pk), {"ends_on": ""}).status_code == 403
    assert client.post(url("waiver_delete", waiver.pk), {"post": "yes"}).status_code == 403
    assert client_of(reviewer).post(url("waiver_delete", waiver.pk), {"post": "yes"}).status_code == 403


def test_every_rule_is_listed_as_the_company_has_it(reviewer):
    findings.configure(CODE, enabled=False, severity="", value="", by=None)
    page = main(client_of(reviewer).get(url("rulesetting_changelist")))
    titles = [node.text.replace("changed", "").strip() for node in page.all("table.listing tbody th")]
    assert titles == [rule.title for rule in RULES.values()]
    off = [node.text for node in page.all("table.listing .badge") if "off" in node.attributes["class"]]
    assert off == ["Off"]


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_a_page(code):
    client = client_of(member("ada", "Administrator"))
    page = main(client.get(url("rulesetting_change", code)))
    text = " ".join(page.text.split())
    for said in (RULES[code].title, RULES[code].meaning, RULES[code].remedy):
        assert " ".join(said.split()) in text
    assert bool(page.all("#id_value")) == bool(RULES[code].value_help)


def test_a_rule_is_set_and_the_findings_follow(family):
    client = client_of(member("ada", "Administrator"))
    client.get(url("draftfinding_changelist"))
    for _ in range(2):  # made, then changed to the same
        path = url("rulesetting_change", CODE)
        assert client.post(path, {**sent_by(client.get(path)), "severity": "error"}).status_code == 302
    ((severity, *_),) = rows(client.get(url("draftfinding_changelist", query=f"?rule={CODE}")))
    assert severity == "Error"
    assert RuleSetting.objects.get().severity == "error"
    assert AuditRecord.objects.filter(kind="rule").count() == 1
    limit = "performance-indicators"
    path = url("rulesetting_change", limit)
    answer = client.post(path, {**sent_by(client.get(path)), "value": "a few"})
    assert f"Not saved: The rule cannot take that. {RULES[limit].value_help}" in told(answer)
    assert client.post(path, {**sent_by(client.get(path)), "value": "2-4"}).status_code == 302


def test_rules_are_set_by_administrators_alone(reviewer):
    client = client_of(reviewer)
    assert client.get(url("rulesetting_change", CODE)).status_code == 200
    assert client.post(url("rulesetting_change", CODE), {"severity": "info"}).status_code == 403
    assert client.get(url("rulesetting_change", "no-such-rule")).status_code == 302
    assert client.get(url("rulesetting_add")).status_code == 403
    assert client_of(member("nobody")).get(url("rulesetting_changelist")).status_code == 403


def test_a_draft_that_is_no_document_is_in_the_list(family, reviewer):
    Role.objects.filter(family=family).update(omits=["nothing"])
    drafts.touch(Family.objects.get(), by=None)
    answer = client_of(reviewer).get(url("draftfinding_changelist", query="?rule=unsound"))
    ((severity, place, found, waiver),) = rows(answer)
    assert (severity, place, waiver) == ("Error", "Platform", "–")
    assert found.startswith("Parts that do not fit together.")


def test_drafts_beyond_the_time_of_a_page_are_told(reviewer, monkeypatch):
    from careers.admin import checks

    department()
    for slug in ("one", "two", "three"):
        drafts.write(small_document(slug), by=None)
    monkeypatch.setattr(checks, "SECONDS", 0)
    page = main(client_of(reviewer).get(url("draftfinding_changelist")))
    assert "2 drafts changed and are not checked yet." in page.text


def test_what_weighs_least_is_a_hint_everywhere(reviewer, family):
    client = client_of(reviewer)
    findings.refresh()
    weakest = DraftFinding.objects.order_by("pk").values_list("code", flat=True)[0]
    findings.configure(weakest, enabled=True, severity="info", value="", by=None)
    page = main(client.get(url("draftfinding_changelist", query="?severity__exact=info")))
    assert set(page.texts("span.badge")) == {"Hint"}
    assert b">Hint<" in client.get(url("draftfinding_changelist")).content  # the filter
    badges = main(client.get(url("family_change", family.pk))).texts("ul.findings span.badge")
    assert set(badges) <= {"Error", "Warning", "Hint"}
    assert "Hint" in badges
