"""Drafts over REST: who may, which conditions hold, what is answered, and that nothing is half written."""

import json
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from careers import drafts, publishing, review
from careers.findings import configure, judge, waive
from careers.handbook.document import MAX_DOCUMENT, FamilyDocument, digest, dump
from careers.handbook.parse import parse
from careers.handbook.render import render
from careers.handbook.rules import RULES
from careers.models import Family, ReviewStage, Revision, Role
from config.kernel.models import AuditRecord, Scope
from tests import factories
from tests.admin.house import changed, member
from tests.api.drafting import RIGHTS, Service, account, bearer
from tests.careers.test_drafts import make_references, sound_documents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform_of_module")]
DRAFT, SUBMIT = "/api/v1/job-families/platform/draft/", "/api/v1/job-families/platform/draft/submit/"
MARKDOWN = "text/markdown"


@pytest.fixture
def service():
    return Service()


def small(**facts):
    """A document in few words."""
    role = {"title": "Gardener", "slug": "gardener", "level": "intermediate", "grade": "6"}
    return {"title": "Gardening", "slug": "gardening", "department": "sales", "roles": [role], **facts}


def problem(answer):
    """The status and all that a problem says beside."""
    body = answer.json()
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/problem+json", "no-store")
    assert (body.pop("type"), body.pop("status")) == ("about:blank", answer.status_code)
    body.pop("title")
    return answer.status_code, body


def refusal(answer):
    """The status and the sentence."""
    status, body = problem(answer)
    return status, body["detail"]


def errors(answer):
    """What a 400 says, by place."""
    status, body = problem(answer)
    assert status == 400, body
    return body["errors"]


def state():
    """All that a write could change, in short."""
    saved = [(each.slug, each.version, digest(drafts.read(each))) for each in Family.objects.order_by("slug")]
    return saved, AuditRecord.objects.exclude(kind="token").count(), Revision.objects.count()


# Who may


def test_drafts_are_for_tokens_alone(client, staff):
    needed = "This needs a service token, sent as Authorization: Bearer rolebook_..."
    for logged_in in (False, True):
        if logged_in:
            client.force_login(staff)
        for method, path in (("get", DRAFT), ("head", DRAFT), ("put", DRAFT), ("post", SUBMIT)):
            for address in (path, path.replace("platform", "nobody")):
                answer = getattr(client, method)(address)
                assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="Rolebook"')
                assert method == "head" or answer.json()["detail"] == needed


def test_each_method_asks_for_its_scope(client):
    user = account("handbook", *RIGHTS)
    may = {
        (): [],
        (Scope.INTERNAL,): [],
        (Scope.READ_DRAFTS,): ["get", "head"],
        (Scope.WRITE_DRAFTS,): ["get", "head", "put", "post"],
        (Scope.READ_DRAFTS, Scope.INTERNAL): ["get", "head"],
    }
    for scopes, methods in may.items():
        headers = bearer(user, *scopes)
        for method, path in (("get", DRAFT), ("head", DRAFT), ("put", DRAFT), ("post", SUBMIT)):
            status = getattr(client, method)(path, headers=headers).status_code
            assert (scopes, method, status == 403) == (scopes, method, method not in methods)
    scope = {"get": "drafts:read or drafts:write", "put": "drafts:write"}
    for method, needed in scope.items():
        answer = getattr(client, method)(DRAFT, headers=bearer(user))
        assert refusal(answer) == (403, f"This needs a token with the scope {needed}.")


def test_the_description_names_the_scopes(client, db):
    paths = client.get("/api/v1/schema/").json()["paths"]
    draft, submit = (paths[f"/api/v1/job-families/{{family}}/draft/{end}"] for end in ("", "submit/"))
    write = {"token": ["drafts:write"]}
    assert draft["get"]["security"] == [{"token": ["drafts:read"]}, write]
    assert (draft["put"]["security"], submit["post"]["security"]) == ([write], [write])


@pytest.mark.parametrize(
    ("right", "ask"),
    [
        ("view", lambda service, family: service.get(family)),
        ("change", lambda service, family: service.put(small(slug=family), "x", family=family)),
        ("submit", lambda service, family: service.submit("x", family=family)),
    ],
)
def test_a_token_may_do_no_more_than_its_account(right, ask):
    deeds = {"view": "see", "change": "edit", "submit": "submit"}
    others = [each for each in RIGHTS if not each.startswith(right)]
    without = Service(account("without", *others))
    for family in ("platform", "nobody"):
        assert refusal(ask(without, family)) == (403, f"Your account may not {deeds[right]} families.")
    elsewhere = Service(account("elsewhere", *RIGHTS, within="sales"))
    beyond = "This family's department is not among those that your account works on."
    assert refusal(ask(elsewhere, "platform")) == (403, beyond)
    assert ask(elsewhere, "nobody").status_code in (400, 404)


def test_a_family_is_added_by_those_who_may_and_where_they_may():
    new = {"family": "gardening", "If-None-Match": "*"}
    before = state()
    without = Service(account("without", "view_family", "change_family"))
    assert refusal(without.put(small(), **new)) == (403, "Your account may not add families.")
    limited = Service(account("limited", *RIGHTS, within="engineering"))
    beyond = (403, "This family's department is not among those that your account works on.")
    assert refusal(limited.put(small(), **new)) == beyond
    tag = limited.get()["ETag"]
    away = factories.document(department="sales").model_dump(mode="json")
    assert refusal(limited.put(away, tag)) == beyond
    assert state() == before
    assert limited.put(small(department="hardware"), **new).status_code == 201


def test_no_other_method_is_possible(client, service):
    for path, allowed in ((DRAFT, "GET, HEAD, PUT, OPTIONS"), (SUBMIT, "POST, OPTIONS")):
        for method in {"GET", "PUT", "POST", "PATCH", "DELETE", "TRACE", "QUERY"} - set(allowed.split(", ")):
            for headers in ({}, service.headers):
                answer = client.generic(method, path, "{", "application/json", headers=headers)
                assert refusal(answer) == (405, f'Method "{method}" not allowed.')
                assert answer["Allow"] == allowed
        for headers in ({}, service.headers):
            answer = client.options(path, headers=headers)
            assert (answer.status_code, answer["Allow"], answer.content) == (204, allowed, b"")


def test_parameters_that_mean_nothing_here_are_refused(client, service):
    headers = service.headers
    for query in ("as_of=2026-01-01", "fields=document", "limit=1", "x=1"):
        name = query.partition("=")[0]
        none = {name: ["There is no such parameter. None is allowed."]}
        assert errors(client.get(f"{DRAFT}?{query}", headers=headers)) == none
        assert errors(client.post(f"{SUBMIT}?{query}", headers=headers)) == none
        assert errors(service.put({}, "x", query=f"?{query}")) == {
            name: ["There is no such parameter. Allowed: validate_only."]
        }
    for text in ("", "1", "True"):
        assert errors(service.put({}, "x", query=f"?validate_only={text}")) == {
            "validate_only": [f"{text!r} is not known here. Allowed: true, false."]
        }


# Reading


def saved_by_an_editor(doc):
    """The draft, after an editor made it say this."""
    return drafts.write(doc, by=member("editor", "Editor"), family=Family.objects.get(slug=doc.slug))


def test_a_draft_is_told_whole(service):
    family = saved_by_an_editor(changed())
    answer = service.get()
    body = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "private, no-store, no-transform"
    assert {each.strip() for each in answer["Vary"].split(",")} >= {"Accept", "Authorization"}
    assert body.pop("document") == changed().model_dump(mode="json")
    findings, saved_at = body.pop("findings"), body.pop("saved_at")
    assert saved_at.startswith(f"{drafts.last_save(family).at:%Y-%m-%dT%H:%M:%S.}")
    tag = f'"{family.uuid.hex}-3"'
    place = {"kind": "family", "slug": "platform", "title": "Platform", "pointer": "/responsibilities/0"}
    plain = {"group": "", "key": None, "replaces": None, "applies_to": None, "inherits": None}
    reworded = {
        "kind": "changed",
        "list": "responsibilities",
        "owner_before": place,
        "owner_after": place,
        "before": {**plain, "text": "Answer pages within ten minutes"},
        "after": {**plain, "text": "Answer pages within five minutes"},
        "words": [["same", "Answer pages within "], ["removed", "ten"], ["added", "five"], ["same", " minutes"]],
    }
    assert body == {
        "id": str(family.uuid),
        "slug": "platform",
        "version": 3,
        "etag": tag,
        "saved_by": "Editor",
        "difference": {
            "compared_with": 1, "size": 1, "facts": [], "parts": [], "prose": [], "statements": [reworded],
        },
        "review": {
            "state": "published",
            "message": "First",
            "author": "",
            "submitted_at": body["review"]["submitted_at"],
            "of_this_draft": False,
            "turn": None,
            "stages": [],
        },
        "url": f"http://testserver{DRAFT}",
    }  # fmt: skip
    assert answer["ETag"].startswith(tag[:-1])
    assert findings[0] == {
        "code": "performance-indicators",
        "severity": "warning",
        "message": "Junior Engineer has 1 performance indicator; 3 to 5 are expected.",
        "where": "/roles/0",
        "place": "Junior Engineer",
        "line": None,
        "remedy": RULES["performance-indicators"].remedy,
        "blocks": False,
        "waiver": None,
    }


def test_an_accepted_finding_says_who_accepted_it_and_blocks_no_more(service):
    family, code = Family.objects.get(), "missing-hiring-process"
    configure(code, enabled=True, severity="error", value="", by=None)

    def found():
        told = (each for each in service.get().json()["findings"] if each["code"] == code)
        return [(each["severity"], each["blocks"], each["waiver"]) for each in told]

    assert found() == [("error", True, None)]
    judged = next(each for each in judge(family, drafts.read(family)) if each.finding.code == code)
    boss = get_user_model().objects.create_superuser("boss", first_name="Boss")
    waive(family, code=code, anchor=judged.anchor, title=judged.title, reason="Later", ends_on=None, by=boss)
    assert found() == [("error", False, {"by": "Boss", "until": None, "reason": "Later"})]


def test_the_page_of_a_draft(service):
    answer = service.get(Accept=MARKDOWN)
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store, no-transform"
    assert answer.content.decode() == render(factories.document())
    assert answer["ETag"] != service.get()["ETag"]


def test_nothing_else_is_answered(service):
    for accept in ("text/html", "application/xml"):
        for answer in (service.get(Accept=accept), service.put({}, "x", Accept=accept)):
            assert refusal(answer) == (
                406, "What Accept asks for is not here, but this is: application/json, text/markdown.",
            )  # fmt: skip
    assert refusal(service.submit("x", Accept=MARKDOWN)) == (
        406, "What Accept asks for is not here, but this is: application/json.",
    )  # fmt: skip


def test_an_answer_that_is_still_true_is_not_sent_again(service):
    for accept in ("application/json", MARKDOWN):
        tag = service.get(Accept=accept)["ETag"]
        for named in (tag, f'"x", {tag}', f"W/{tag}", "*"):
            answer = service.get(**{"Accept": accept, "If-None-Match": named})
            assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
            assert answer["Cache-Control"] == "private, no-store, no-transform"
    assert service.get(**{"If-None-Match": tag}).status_code == 200
    assert refusal(service.get(**{"If-Match": '"x"'})) == (412, "It is no longer what If-Match names.")


def test_the_validator_is_of_all_that_is_told_and_names_the_version_that_is_written_over(service):
    """What is found, what it is compared with and how its review goes change without a save."""
    first = service.get()["ETag"]
    revision = publishing.freeze(Family.objects.get(), by=None, message="m", document=changed())
    publishing.publish(revision, by=None)
    second = service.get()["ETag"]
    configure("missing-job-code", enabled=False, severity="", value="", by=None)
    third = service.get()["ETag"]
    assert len({first, second, third}) == 3
    assert len({tag.rpartition("-")[0] for tag in (first, second, third)}) == 1
    assert service.put(factories.document().model_dump(mode="json"), first)["ETag"] == third


def test_a_draft_that_nobody_has(service):
    for answer in (service.get("nobody"), service.get("No_body"), service.submit("x", family="nobody")):
        assert refusal(answer) == (404, "There is no such job family.")


def test_rows_that_are_no_document_together_can_be_mended(service):
    Role.objects.filter(slug="manager").update(slug="somebody-else")
    answer = service.get()
    body = answer.json()
    assert (body["document"], body["difference"], body["version"]) == (None, None, 2)
    assert [(each["code"], each["severity"], each["blocks"]) for each in body["findings"]] == [
        ("unsound", "error", True)
    ]
    assert refusal(service.get(Accept=MARKDOWN)) == (
        409,
        "The draft is no sound document at present, so it has no page. Ask for JSON.",
    )
    assert problem(service.submit(answer["ETag"]))[0] == 409
    assert service.put(factories.document().model_dump(mode="json"), answer["ETag"]).status_code == 200
    assert service.get().json()["document"] == factories.document().model_dump(mode="json")


# Writing


def test_a_document_takes_the_place_of_the_draft(service):
    seen = service.get()
    answer = service.put(changed().model_dump(mode="json"), seen["ETag"])
    family = Family.objects.get()
    assert (answer.status_code, "Location" in answer) == (200, False)
    assert answer.json() == service.get().json()
    assert answer["ETag"] == service.get()["ETag"] != seen["ETag"]
    assert (family.version, drafts.read(family)) == (3, changed())
    edit, put = AuditRecord.objects.filter(kind="draft").order_by("pk")[1:]
    assert (edit.action, edit.by, edit.subject, edit.key) == ("edit", service.user, "platform", str(family.uuid))
    assert (put.action, put.by, put.before, put.after, put.request_id) == (
        "put", service.user, digest(factories.document()), digest(changed()), answer["X-Request-ID"],
    )  # fmt: skip
    assert put.reason.startswith("With the token sync (rolebook_")


def test_what_the_draft_says_already_leaves_it_as_it_is(service):
    seen, before = service.get(), state()
    for body, kind in ((seen.json()["document"], "application/json"), (render(factories.document()), MARKDOWN)):
        answer = service.put(body, seen["ETag"], kind=kind)
        found = [{**each, "line": None} for each in answer.json()["findings"]]
        assert (answer.status_code, answer["ETag"]) == (200, seen["ETag"])
        assert {**answer.json(), "findings": found} == seen.json()
    assert state() == before


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=sound_documents)
def test_either_form_can_be_put_back_and_changes_nothing(service, document):
    with transaction.atomic():
        make_references(document)
        new = service.put(dump(document), family="family", **{"If-None-Match": "*"})
        assert (new.status_code, new.json()["document"]) == (201, document.model_dump(mode="json"))
        for kind in (MARKDOWN, "application/json"):
            seen = service.get("family", Accept=kind)
            body = seen.content if kind == MARKDOWN else seen.json()["document"]
            again = service.put(body, seen["ETag"], family="family", kind=kind, Accept=kind)
            assert (again["ETag"], again.content) == (seen["ETag"], seen.content)
        assert Family.objects.get(slug="family").version == 2
        transaction.set_rollback(True)


def test_a_family_that_was_not_there_is_created(service):
    answer = service.put(small(), family="gardening", **{"If-None-Match": "*"})
    family = Family.objects.get(slug="gardening")
    assert (answer.status_code, answer["Location"]) == (201, "http://testserver/api/v1/job-families/gardening/draft/")
    body = answer.json()
    assert (body["version"], body["etag"], body["review"]) == (2, f'"{family.uuid.hex}-2"', None)
    assert (body["difference"]["compared_with"], body["difference"]["size"]) == (None, 1)
    assert answer["ETag"] == service.get("gardening")["ETag"]
    assert drafts.read(family) == FamilyDocument.model_validate(small())
    again = service.put(small(), family="gardening", **{"If-None-Match": "*"})
    status, body = problem(again)
    assert (status, body["detail"], body["current"]["etag"]) == (
        412, "There is a draft of Gardening already.", f'"{family.uuid.hex}-2"',
    )  # fmt: skip


def test_the_address_without_its_slash_is_as_good(service):
    seen = service.get()
    tag = service.put(changed().model_dump(mode="json"), seen["ETag"], slash="")["ETag"]
    assert tag == service.get()["ETag"]
    answer = service.client.get(DRAFT[:-1], headers=service.headers)
    assert (answer.status_code, answer["ETag"]) == (200, tag)
    assert service.submit(tag, slash="").status_code == 201


# Conditions


def test_whoever_writes_says_which_draft_was_read(service):
    before, read = state(), "Send If-Match with the ETag of the draft that you have read."
    create = "There is no such job family. To create it, put a document with If-None-Match: *."
    document = changed().model_dump(mode="json")
    assert refusal(service.put(document)) == (428, read)
    assert refusal(service.submit()) == (428, read)
    for headers in (
        {},
        {"If-Match": '"x"'},
        {"If-Match": "*"},
        {"If-Match": "x"},
        {"If-Match": '"x"', "If-None-Match": "*"},
    ):
        assert refusal(service.put(small(), family="gardening", **headers)) == (404, create)
    assert state() == before


def test_a_draft_that_was_saved_since_is_not_written_over(service):
    stale = service.get()["ETag"]
    family = saved_by_an_editor(changed())
    before, tag = state(), f'"{family.uuid.hex}-3"'
    current = {
        "version": 3,
        "etag": tag,
        "saved_at": service.get().json()["saved_at"],
        "saved_by": "Editor",
    }
    document = factories.document(summary="Mine").model_dump(mode="json")
    sentence = "The draft of Platform is not what If-Match names: it was saved since."
    near = (tag.replace("-3", "-33"), tag.replace("-3", "-"), '""')
    for named in (stale, f"W/{tag}", f'"x", {stale}', f"*, {stale}", *near):
        for answer in (service.put(document, named), service.submit(named)):
            assert problem(answer) == (412, {"detail": sentence, "current": current}), named
    assert state() == before
    for named in (tag, service.get()["ETag"], f'{stale}, W/"x", {tag}'):
        assert service.put(changed().model_dump(mode="json"), named).status_code == 200
    assert state() == before


REFUSED_CONDITIONS = [
    ({"If-Match": "*"},
     {"If-Match": ["* would overwrite whatever there is. Name the ETag of the draft that you have read."]}),
    ({"If-None-Match": '"x"'}, {"If-None-Match": ["Only * has a meaning here: that there is no draft yet."]}),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "told"), REFUSED_CONDITIONS)
def test_conditions_that_nobody_can_mean(service, headers, told):
    assert errors(service.put(changed().model_dump(mode="json"), **headers)) == told
    assert errors(service.submit(**headers)) == told


@pytest.mark.parametrize("text", ["", "x", "platform-2", '"', "W/x", "'a'", "\u00e9", '"a'])
def test_what_is_no_validator(service, text):
    for header in ("If-Match", "If-None-Match"):
        answer = service.put(changed().model_dump(mode="json"), **{header: text})
        assert refusal(answer) == (400, f'{header}: write an ETag as it was given to you, in quotes: "...".')


def test_of_two_who_read_the_same_draft_one_writes(service):
    other = Service(service.user)
    tag = service.get()["ETag"]
    assert service.put(changed().model_dump(mode="json"), tag).status_code == 200
    assert other.put(factories.document(summary="Mine").model_dump(mode="json"), tag).status_code == 412
    assert drafts.read(Family.objects.get()) == changed()


# What is sent


def deep(depth):
    return "[" * depth + "]" * depth


HUGE = json.dumps(small(slug="platform", overview="x" * 2_000_000)).encode()
WHOLE = small(slug="platform")
UNREADABLE = [
    (b"", {"": ["The body is empty."]}),
    (b"  \n", {"": ["The body is empty."]}),
    (b"null", {"": ["Input should be an object"]}),
    (b"[]", {"": ["Input should be an object"]}),
    (b'"text"', {"": ["Input should be an object"]}),
    (b"{}", {"/title": ["Field required"], "/slug": ["Field required"]}),
    (b"{", {"": ["This is not JSON: Expecting property name enclosed in double quotes at line 1, column 2."]}),
    (b"title: Platform", {"": ["This is not JSON: Expecting value at line 1, column 1."]}),
    (json.dumps(WHOLE).encode("utf-16"), {"": ["This is not UTF-8: the byte 1 is none of it."]}),
    (b'{"title": "\xe9"}', {"": ["This is not UTF-8: the byte 12 is none of it."]}),
    (b'{"title": "A", "slug": "a", "title": "B"}', {"": ["The key 'title' comes twice."]}),
    (b'{"roles": [{"slug": "a", "slug": "b"}]}', {"/roles/0": ["The key 'slug' comes twice."]}),
    (b'{"title": "a\\u0000b"}', {"/title": ["This holds the character U+0000, which no text may hold."]}),
    (b'{"title": "\\ud83d"}', {"/title": ["This holds the character U+D83D, which no text may hold."]}),
    (b'{"schema": NaN}', {"/schema": ["This is no number."]}),
    (b'{"schema": -Infinity}', {"/schema": ["This is no number."]}),
    (b'{"schema": 1e999}', {"/schema": ["This is no number."]}),
    (b'{"schema": ' + b"9" * 5_000 + b"}", {"": ["This holds a number of too many digits."]}),
    (deep(100_000).encode(), {"": ["This is nested deeper than 40 times."]}),
    (b'{"a":' * 100_000, {"": ["This is nested deeper than 40 times."]}),
    ({"slug": "gardening", "document": WHOLE}, {"/document": [
        "Send the document alone: what an answer has in `document`, without what stands around it."
    ]}),
    ({**WHOLE, "colour": "red"}, {"/colour": ["Extra inputs are not permitted"]}),
    ({**WHOLE, "schema": 2}, {"/schema": ["Input should be 1"]}),
    ({**WHOLE, "schema": True}, {"/schema": ["Input should be 1"]}),
    ({**WHOLE, "schema_version": 1}, {"/schema_version": ["Extra inputs are not permitted"]}),
    ({**WHOLE, "title": None}, {"/title": ["Input should be a valid string"]}),
    ({**WHOLE, "title": 10**30}, {"/title": ["Input should be a valid string"]}),
    ({**WHOLE, "title": " \t"}, {"/title": ["Expected a text."]}),
    ({**WHOLE, "title": "x" * 201}, {"/title": ["Expected at most 200 characters, found 201."]}),
    ({**WHOLE, "title": "a\x07b"}, {"/title": ["contains the character U+0007, which no text may hold"]}),
    ({**WHOLE, "roles": {"slug": "a"}}, {"/roles": ["Input should be a valid array"]}),
    ({**WHOLE, "roles": WHOLE["roles"] * 2}, {"": ["the role slug 'gardener' is used twice"]}),
    ({**WHOLE, "roles": [{**WHOLE["roles"][0], "extends": "boss"}]},
     {"/roles/0/extends": ["/roles/0/extends names the role 'boss', which this family does not have"]}),
    ({**WHOLE, "hiring_processes": [{"steps": [{"text": "a", "minutes": ["5", 5.5], "optional": "no"}]}]},
     {"/hiring_processes/0/steps/0/minutes/0": ["Input should be a valid integer"],
      "/hiring_processes/0/steps/0/minutes/1": ["Input should be a valid integer"],
      "/hiring_processes/0/steps/0/optional": ["Input should be a valid boolean"]}),
    ({**WHOLE, "department": "moon", "roles": [{**WHOLE["roles"][0], "level": "guru", "grade": "99"}]},
     {"department": ["There is no department 'moon'."], "level": ["There is no level 'guru'."],
      "grade": ["There is no grade 'general/99'."]}),
    ({**WHOLE, "roles": [{**WHOLE["roles"][0], "grade_scheme": "moon"}]},
     {"grade_scheme": ["There is no grade scheme 'moon'."], "grade": ["There is no grade 'moon/6'."]}),
    ({**WHOLE, "hiring_processes": [{"steps": [{"kind": "seance", "text": "We listen."}]}]},
     {"stage": ["There is no stage 'seance'."]}),
    ({**WHOLE, "roles": [{**WHOLE["roles"][0], "reports_to": {"role": "platform/gardener"}}]},
     {"": ["Reporting lines run in a circle: platform/gardener -> platform/gardener."]}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "told"), UNREADABLE, ids=[str(told)[:60] for _, told in UNREADABLE])
def test_a_body_that_is_no_document_is_told_where_and_changes_nothing(service, body, told):
    tag, before = service.get()["ETag"], state()
    for query in ("", "?validate_only=true"):
        answer = service.put(body, tag, query=query, CONTENT_TYPE="application/json")
        assert errors(answer) == told
        assert len(answer.content) < 2_000
    assert state() == before


def test_a_body_that_breaks_off_changes_nothing(service):
    """A page that ends early is a page as well: whoever sent it meant another."""
    tag, before = service.get()["ETag"], state()
    page = service.get(Accept=MARKDOWN).content
    came = page[: page.index(b"## ", 1_000)]
    environ = {"wsgi.input": BytesIO(came)}
    answer = service.client.put(
        "/api/v1/job-families/platform/draft/",
        page,
        content_type=MARKDOWN,
        headers=service.headers | {"If-Match": tag},
        **environ,
    )
    assert refusal(answer) == (400, f"The body broke off: {len(came):,} of {len(page):,} bytes came. Send it again.")
    assert state() == before


def test_no_more_is_taken_than_a_document_may_have(service):
    tag, before = service.get()["ETag"], state()
    large = {"application/json": b" " * (MAX_DOCUMENT + 1), MARKDOWN: b"x" * 1_000_001}
    for kind, body in large.items():
        assert refusal(service.put(body, tag, kind=kind)) == (
            413, f"It is larger than the {len(body) - 1:,} bytes that are taken of {kind}.",
        )  # fmt: skip
    assert refusal(service.put(b"x" * 10_000_000, tag)) == (413, "It is larger than 5,000,000 bytes.")
    assert refusal(service.submit(tag, b"x" * 200_001)) == (
        413, "It is larger than the 200,000 bytes that are taken of application/json.",
    )  # fmt: skip
    assert state() == before


def test_only_json_and_markdown_are_taken_and_in_utf8(service):
    tag, before, body = service.get()["ETag"], state(), json.dumps(changed().model_dump(mode="json"))
    for kind in ("text/plain", "application/xml", "application/merge-patch+json", "text/html", "x", "/"):
        answer = service.put(body, tag, kind=kind)
        assert refusal(answer) == (415, "Send application/json or text/markdown, not compressed.")
        assert refusal(service.submit(tag, body, kind=kind)) == (415, "Send application/json, not compressed.")
    for kind in ("application/json", MARKDOWN):
        answer = service.put(body, tag, kind=f"{kind}; charset=iso-8859-1")
        assert refusal(answer) == (415, f"Send {kind} in UTF-8.")
    answer = service.put(body, tag, **{"Content-Encoding": "gzip"})
    assert refusal(answer) == (415, "Send application/json or text/markdown, not compressed.")
    assert state() == before


PAGES = [
    (b"\xff\xfe", "line 1", "the page is not UTF-8 text"),
    (b"# A\n\nb\0", "line 3", "the page holds a NUL byte: this is no text"),
    (b"---\nrolebook: 1\ntitle: A\nslug: platform\ntitle: B\n---\n# A\n", "line 5", None),
    (b"---\nrolebook: 2\ntitle: A\nslug: platform\n---\n# A\n", "line 2",
     "Expected `rolebook: 1`, the only known dialect."),
    (b"---\nrolebook: 1\ntitle: A\nslug: platform\ncolour: red\n---\n# A\n", "line 5", None),
    (b"---\nrolebook: 1\ntitle: A\nslug: platform\nvisibility: secret\n---\n# A\n", "line 5", None),
    (b"---\nrolebook: 1\ntitle: A\nslug: platform\n---\n# B\n", "line 6", None),
    (b"---\nrolebook: 1\ntitle: A\nslug: platform\ndepartment: moon\n---\n# A\n", "department",
     "There is no department 'moon'."),
    (b"---\nopened and never closed\n", "line 1", None),
    (b"x" * 20_001, "line 1", None),
]  # fmt: skip


@pytest.mark.parametrize(("page", "place", "sentence"), PAGES, ids=[place + str(page[:40]) for page, place, _ in PAGES])
def test_a_page_that_cannot_be_read_is_told_the_line(service, page, place, sentence):
    tag, before = service.get()["ETag"], state()
    told = errors(service.put(page, tag, kind=MARKDOWN))
    assert list(told) == [place]
    assert sentence is None or told[place] == [sentence]
    assert state() == before


def test_a_document_is_of_the_family_of_its_address(service):
    tag, before = service.get()["ETag"], state()
    sentence = "The document is of {!r}, the address of 'platform'. They have to be the same."
    for slug in ("gardening", "PLATFORM", "x" * 200):
        told = sentence.format(slug if len(slug) <= 60 else slug[:60] + "...")
        assert problem(service.put(small(slug=slug, colour="red"), tag)) == (
            409, {"detail": told, "errors": {"/slug": [told]}},
        )  # fmt: skip
    page = render(FamilyDocument.model_validate(small()))
    assert refusal(service.put(page, tag, kind=MARKDOWN)) == (409, sentence.format("gardening"))
    assert state() == before


READABLE = """---
title: Platform
---

## Levels

### Junior Engineer

#### Job Grade

The Junior Engineer is a grade 5.

#### Responsibilities

- Reads [what others do](/job-families/sales/gardening/)
- Mends

### Senior

- Nothing is known of it.
"""


def test_a_page_as_people_write_it_is_read_with_findings_by_line(service):
    Family.objects.update(source_path="sales/gardening.md")
    answer = service.put(READABLE, service.get()["ETag"], kind=MARKDOWN)
    body = answer.json()
    assert answer.status_code == 200, body
    document = body["document"]
    assert (document["slug"], document["department"], document["title"]) == ("platform", "engineering", "Platform")
    assert document["roles"][0]["grade"] == "5"
    assert document["roles"][0]["responsibilities"][0]["text"] == "Reads [what others do](/job-families/platform/)"
    assert {(each["line"], each["code"]) for each in body["findings"] if not each["place"]} == {
        (each.line, each.code) for each in parse(READABLE, path="engineering/platform.md").findings
    }
    ruled = [each for each in body["findings"] if each["place"]]
    assert {each["line"] for each in ruled if each["where"].startswith("/roles/0")} == {7}
    new = service.put(READABLE, family="gardening", kind=MARKDOWN, **{"If-None-Match": "*"})
    assert (new.status_code, new.json()["document"]["department"]) == (201, "unassigned")


# Asking without writing


def test_a_document_can_be_tried(service):
    seen, before = service.get(), state()
    document = changed(department="sales").model_dump(mode="json")
    for headers in ({}, {"If-Match": seen["ETag"]}):
        answer = service.put(document, query="?validate_only=true", **headers)
        body = answer.json()
        assert (answer.status_code, body["document"], body["difference"]["size"]) == (200, document, 2)
        assert {name: body[name] for name in ("version", "etag", "saved_at", "review")} == {
            **{name: seen.json()[name] for name in ("version", "etag", "saved_at")},
            "review": {**seen.json()["review"], "of_this_draft": False},
        }
    assert refusal(service.put(document, '"x"', query="?validate_only=true"))[0] == 412
    new = service.put(small(), family="gardening", query="?validate_only=true")
    body = new.json()
    assert (new.status_code, "ETag" in new, "Location" in new) == (200, False, False)
    assert [body[name] for name in ("id", "version", "etag", "saved_at", "saved_by", "review")] == [None] * 6
    assert {each["code"] for each in body["findings"]} >= {"missing-job-code"}
    assert service.put(document, query="?validate_only=true", Accept=MARKDOWN).content.decode() == render(
        changed(department="sales")
    )
    assert state() == before


# Into review


def asks(*names):
    for position, name in enumerate(names):
        ReviewStage.objects.create(position=position, name=name, group=Group.objects.get(name="Reviewer"))


def test_a_draft_is_submitted_into_the_review_of_everybody(service):
    asks("HR", "Legal")
    tag = service.put(changed().model_dump(mode="json"), service.get()["ETag"])["ETag"]
    answer = service.submit(tag, {"message": "Faster"})
    revision = Revision.objects.get(state="submitted")
    stage = {"whom": "one of the group Reviewer", "approvals": 1, "approved": 0, "verdicts": []}
    told = {
        "state": "submitted",
        "message": "Faster",
        "author": "Handbook Sync",
        "submitted_at": answer.json()["submitted_at"],
        "of_this_draft": True,
        "turn": "HR",
        "stages": [{"name": "HR", "open": True, **stage}, {"name": "Legal", "open": False, **stage}],
    }
    assert (answer.status_code, answer.json()) == (201, told)
    assert (revision.author, revision.document, revision.writers) == (service.user, changed(), [service.user.pk])
    assert service.get().json()["review"] == told
    assert refusal(service.submit(tag)) == (
        409, "Platform is under review already. Take that submission back first.",
    )  # fmt: skip
    reviewer = member("reviewer", "Reviewer")
    review.decide(revision, by=reviewer, decision="approve")
    review.decide(revision, by=member("lawyer", "Reviewer"), decision="changes", message="Too fast")
    told = service.get().json()["review"]
    assert (told["state"], told["turn"]) == ("returned", None)
    assert [
        [{name: each[name] for name in ("by", "decision", "message")} for each in stage["verdicts"]]
        for stage in told["stages"]
    ] == [
        [{"by": "Reviewer", "decision": "approve", "message": ""}],
        [{"by": "Lawyer", "decision": "changes", "message": "Too fast"}],
    ]


def test_where_no_stage_is_asked_it_is_approved_and_still_not_public(service, client):
    tag = service.put(changed().model_dump(mode="json"), service.get()["ETag"])["ETag"]
    answer = service.submit(tag)
    assert (answer.status_code, answer.json()["state"], answer.json()["turn"]) == (201, "approved", None)
    public = client.get("/api/v1/job-families/platform/").json()
    assert public["responsibilities"][0]["text"] == "Answer pages within ten minutes"


def test_what_cannot_be_submitted_is_told_why(service):
    tag = service.get()["ETag"]
    nothing = "The draft of Platform says what was published. There is nothing to review."
    assert refusal(service.submit(tag)) == (409, nothing)
    configure("missing-hiring-process", enabled=True, severity="error", value="", by=None)
    tag = service.put(changed().model_dump(mode="json"), service.get()["ETag"])["ETag"]
    before = state()
    status, body = problem(service.submit(tag))
    blocking = [each for each in service.get().json()["findings"] if each["blocks"]]
    assert (status, body["findings"]) == (409, blocking)
    assert body["detail"] == (
        "The draft has errors: Manager, Engineering: No hiring process applies to Manager, Engineering."
    )
    assert state() == before


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", {"": ["The body is empty."]}),
        (b"{}", {"/message": ["Field required"]}),
        (b"[]", {"": ["Input should be a valid dictionary or instance of Submission"]}),
        (b'{"message": ""}', {"/message": ["String should have at least 1 character"]}),
        (b'{"message": " \\n"}', {"/message": ["String should match pattern '\\S'"]}),
        (b'{"message": 5}', {"/message": ["Input should be a valid string"]}),
        (b'{"message": null}', {"/message": ["Input should be a valid string"]}),
        (b'{"message": "a", "message": "b"}', {"": ["The key 'message' comes twice."]}),
        (b'{"message": "a", "publish": true}', {"/publish": ["Extra inputs are not permitted"]}),
        (b'{"message": "\\u0000"}', {"/message": ["This holds the character U+0000, which no text may hold."]}),
        (b'{"message": "\\udead"}', {"/message": ["This holds the character U+DEAD, which no text may hold."]}),
    ],
)
def test_a_submission_says_what_changes_and_nothing_else(service, body, told):
    tag = service.put(changed().model_dump(mode="json"), service.get()["ETag"])["ETag"]
    before = state()
    assert errors(service.submit(tag, body, CONTENT_TYPE="application/json")) == told
    assert state() == before


# What it costs


def test_budget(service):
    """The same whatever the draft holds and however many there are, but for the rows that a write makes."""
    configure("shared-job-code", enabled=False, severity="", value="", by=None)
    spent = []
    for slug in ("platform", "first", "second"):
        if slug != "platform":
            factories.published(factories.document(slug))
        asked, document = Service(service.user), changed(slug=slug).model_dump(mode="json")
        with CaptureQueriesContext(connection) as reading:
            tag = asked.get(slug)["ETag"]
        with CaptureQueriesContext(connection) as writing:
            tag = asked.put(document, tag, family=slug)["ETag"]
        with CaptureQueriesContext(connection) as again:
            tag = asked.put(document, tag, family=slug)["ETag"]
        with CaptureQueriesContext(connection) as stale:
            assert asked.put(document, '"x"', family=slug).status_code == 412
        with CaptureQueriesContext(connection) as submitting:
            assert asked.submit(tag, family=slug).status_code == 201
        spent.append([len(each) for each in (reading, writing, again, stale, submitting)])
    assert spent == [[26, 61, 36, 6, 46]] * 3
