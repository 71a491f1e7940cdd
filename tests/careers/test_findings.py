"""What the rules find in drafts and in what is published: kept for lists, waived, configured."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError

from careers import checking, drafts, findings
from careers.handbook.rules import RULES
from careers.models import DraftCheck, DraftFinding, Family, Remit, Role, RuleSetting, Waiver
from config.kernel.models import AuditRecord
from tests.factories import department, document, published, small_document

pytestmark = pytest.mark.django_db
WHERE = "/roles/0/requirements/0"


@pytest.fixture
def family(db):
    """A family with one gendered pronoun and little else that any rule minds."""
    department()
    roles = [{"title": "Engineer", "slug": "engineer", "requirements": [{"text": "Keeps his desk in good order"}]}]
    return drafts.write(document(roles=roles, specialties=[], career_steps=[]), by=None)


@pytest.fixture
def reviewer(staff):
    return _only(staff, "add_waiver", "change_waiver", "delete_waiver", "change_rulesetting")


def pronouns(family):
    return [each for each in findings.of_draft(family) if each.finding.code == "gendered-pronoun"]


def waive(family, by=None, **changes):
    (found,) = pronouns(family)
    facts = {
        "code": found.finding.code,
        "anchor": found.anchor,
        "title": found.title,
        "reason": "A quotation",
        "ends_on": None,
    }
    return findings.waive(family, **{**facts, **changes}, by=by)


def kept(**where):
    return list(DraftFinding.objects.filter(**where).values_list("code", "where", "title"))


def test_a_job_code_is_one_role_s_or_one_role_s_with_one_specialty_in_all_families(family):
    def shared(held):
        return [each.finding.message for each in findings.of_draft(held) if each.finding.code == "shared-job-code"]

    role = {"title": "Pilot", "slug": "pilot", "job_code": "H1"}
    sea = {"name": "Sea", "slug": "sea", "job_codes": {"pilot": "H2"}}
    fog = {"name": "Fog", "slug": "fog", "job_codes": {"pilot": "H3"}}
    parts = {"career_steps": [], "hiring_processes": []}
    drafts.write(document("harbour", roles=[role], specialties=[sea, fog], **parts), by=None)
    assert shared(family) == []
    roles = [{"title": "Engineer", "slug": "engineer", "job_code": "H2"}]
    lamps = {"name": "Lamps", "slug": "lamps", "job_codes": {"engineer": "H1"}}
    stated = document(roles=roles, specialties=[lamps], **parts)
    drafts.write(stated, by=None, family=family)
    assert shared(Family.objects.get(pk=family.pk)) == [
        "Engineer has the job code H2, and so has harbour/pilot/sea.",
        "Engineer (Lamps) has the job code H1, and so has harbour/pilot.",
    ]
    assert shared(Family.objects.get(slug="harbour")) == [
        "Pilot has the job code H1, and so has platform/engineer/lamps.",
        "Pilot (Sea) has the job code H2, and so has platform/engineer.",
    ]
    context = findings.Surroundings([stated]).context(document("other"))
    assert context.job_codes == {"H2": {"platform/engineer"}, "H1": {"platform/engineer/lamps"}}


def test_a_finding_names_its_place(family):
    (found,) = pronouns(family)
    assert (found.finding.where, found.anchor.owner, found.anchor.part) == (WHERE, "role/engineer", "requirements")
    assert found.title == "Engineer, requirements: Keeps his desk in good order"


def test_what_was_found_is_kept_until_the_draft_changes(family, django_assert_num_queries):
    assert findings.refresh() == 0
    assert kept(code="gendered-pronoun") == [
        ("gendered-pronoun", WHERE, "Engineer, requirements: Keeps his desk in good order")
    ]
    with django_assert_num_queries(1):
        assert findings.refresh() == 0
    roles = [{"title": "Engineer", "slug": "engineer", "requirements": [{"text": "Keeps the desk in good order"}]}]
    drafts.write(document(roles=roles, specialties=[], career_steps=[]), by=None, family=family)
    findings.refresh()
    assert kept(code="gendered-pronoun") == []


def test_a_page_checks_as_many_drafts_as_it_has_time_for(family):
    for slug in ("one", "two"):
        drafts.write(small_document(slug), by=None)
    assert findings.refresh(seconds=0) == 2
    assert DraftCheck.objects.count() == 1
    assert findings.refresh(seconds=60) == 0
    assert DraftCheck.stale().count() == 0


def test_rows_that_are_no_document_are_an_error_that_is_never_waived(family):
    Role.objects.filter(family=family).update(omits=["nothing"])
    (found,) = findings.of_draft(Family.objects.get())
    assert (found.finding.code, found.finding.severity, found.blocks) == (findings.UNSOUND, "error", True)
    with pytest.raises(ValidationError, match="has to be mended"):
        findings.waive(family, code=findings.UNSOUND, anchor=found.anchor, title="x", reason="x", ends_on=None, by=None)


def test_a_waiver_covers_one_text_until_its_last_day(family, reviewer, today):
    waiver = waive(family, by=reviewer, ends_on=today)
    assert [each.waiver for each in pronouns(family)] == [waiver]
    Waiver.objects.update(ends_on=today - timedelta(days=1))
    assert [each.waiver for each in pronouns(family)] == [None]
    Waiver.objects.update(ends_on=None)
    roles = [{"title": "Engineer", "slug": "engineer", "requirements": [{"text": "Keeps his chair in good order"}]}]
    drafts.write(document(roles=roles, specialties=[], career_steps=[]), by=None, family=family)
    assert [each.waiver for each in pronouns(family)] == [None]
    record = AuditRecord.objects.get(action="waive")
    assert (record.subject, record.reason, record.by) == ("platform gendered-pronoun", "A quotation", reviewer)


def test_a_waiver_ends_another_day_or_is_taken_back(family, reviewer, today):
    waiver = waive(family, by=reviewer)
    with pytest.raises(ValidationError, match="Choose today or a later day"):
        findings.end_waiver(waiver, ends_on=today - timedelta(days=1), by=reviewer)
    findings.end_waiver(waiver, ends_on=today, by=reviewer)
    waiver.refresh_from_db()
    assert waiver.ends_on == today
    findings.take_back_waiver(waiver, by=reviewer)
    assert not Waiver.objects.exists()
    assert [(each.action, each.reason) for each in AuditRecord.objects.filter(kind="finding").order_by("pk")] == [
        ("waive", "A quotation"),
        ("edit", f"until {today}"),
        ("take back", "A quotation"),
    ]


def test_what_a_field_says_next_is_not_waived_with_it(reviewer):
    department()
    family = drafts.write(document(overview="TODO: say what it is about"), by=None)

    def blocking(family):
        return [each for each in findings.of_draft(family) if each.blocks]

    (found,) = blocking(family)
    facts = {"code": found.finding.code, "anchor": found.anchor, "title": found.title}
    findings.waive(family, **facts, reason="Until Friday", ends_on=None, by=reviewer)
    assert blocking(family) == []
    family = drafts.write(document(overview="TODO: say it", title="Platforms"), by=None, family=family)
    assert [each.finding.where for each in blocking(family)] == ["/overview"]
    family = drafts.write(document(overview="TODO: say what it is about"), by=None, family=family)
    assert blocking(family) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": "  "}, "Say why the finding is accepted"),
        ({"code": "no-such-rule"}, "has to be mended"),
        ({"ends_on": "yesterday"}, "Choose today or a later day"),
    ],
)
def test_waivers_that_are_refused(family, reviewer, today, changes, sentence):
    if "ends_on" in changes:
        changes = {"ends_on": today - timedelta(days=1)}
    with pytest.raises(ValidationError, match=sentence):
        waive(family, by=reviewer, **changes)


def test_waiving_needs_the_right_in_the_department(family, staff, reviewer):
    Remit.objects.create(user=reviewer, department=department("people"))
    with pytest.raises(PermissionDenied, match="not among those"):
        waive(family, by=reviewer)
    assert not Waiver.objects.exists()


def test_changing_and_taking_back_a_waiver_are_rights_of_their_own(family, reviewer):
    waiver = waive(family, by=reviewer)
    reviewer = _only(reviewer, "add_waiver")
    with pytest.raises(PermissionDenied, match="may not change waivers of"):
        findings.end_waiver(waiver, ends_on=None, by=reviewer)
    with pytest.raises(PermissionDenied, match="may not take back waivers of"):
        findings.take_back_waiver(waiver, by=reviewer)
    assert Waiver.objects.get() == waiver


def _only(user, *codenames):
    """The user, fetched anew, with these rights alone."""
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return type(user).objects.get(pk=user.pk)


def test_a_company_has_a_rule_its_own_way(family, reviewer):
    findings.refresh()
    findings.configure("gendered-pronoun", enabled=True, severity="error", value="", by=reviewer)
    assert [each.finding.severity for each in pronouns(family)] == ["error"]
    assert DraftCheck.stale().count() == 1
    findings.configure("gendered-pronoun", enabled=False, severity="", value="", by=reviewer)
    assert pronouns(family) == []
    records = AuditRecord.objects.filter(kind="rule").order_by("pk").values_list("subject", "reason")
    own = "its own severity, its own value"
    assert list(records) == [
        ("gendered-pronoun", f"on, {own}; now on, Error, its own value"),
        ("gendered-pronoun", f"on, Error, its own value; now off, {own}"),
    ]


def test_a_rule_set_as_it_was_leaves_no_trace(reviewer):
    findings.configure("gendered-pronoun", enabled=True, severity="", value="", by=reviewer)
    assert (RuleSetting.objects.count(), AuditRecord.objects.count()) == (0, 0)


def test_what_is_no_setting_of_a_rule_is_refused(staff, reviewer):
    limit = next(code for code, rule in RULES.items() if rule.value_pattern != ".*")
    with pytest.raises(ValidationError, match="The rule cannot take"):
        findings.configure(limit, enabled=True, severity="", value="many", by=reviewer)
    with pytest.raises(ValidationError, match="There is no content rule"):
        findings.configure("no-such-rule", enabled=False, severity="", value="", by=reviewer)
    with pytest.raises(ValidationError):
        findings.configure("dead-link", enabled=True, severity="fatal", value="", by=reviewer)
    staff.user_permissions.clear()
    with pytest.raises(PermissionDenied):
        findings.configure("dead-link", enabled=False, severity="", value="", by=type(staff).objects.get(pk=staff.pk))
    assert not RuleSetting.objects.exists()


def test_what_is_published_is_checked_among_what_is_published(today):
    """A draft that nobody published is no place to link to, and a waiver counts there too."""
    step = [{"from_role": None, "kind": "lateral", "to_family": "insight", "to_role": None}]
    published(document(career_steps=step))
    drafts.write(small_document("insight"), by=None)

    def dead():
        return [
            (each.family, finding.where)
            for each in checking.check(today)
            for finding in each.findings
            if finding.code == "dead-reference"
        ]

    assert dead() == [("platform", "/career_steps/0")]
    published(small_document("insight"))
    assert dead() == []


def test_a_waived_finding_is_not_reported_of_what_is_published(family, today):
    published(drafts.read(family), family=family)
    waive(family, by=_somebody())
    codes = [finding.code for each in checking.check(today) for finding in each.findings]
    assert "gendered-pronoun" not in codes
    Waiver.objects.all().delete()
    assert "gendered-pronoun" in [f.code for each in checking.check(today) for f in each.findings]


def _somebody():
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_superuser("somebody")
