"""Who may ask, and how: tokens, the sites of others, and what every answer and every refusal carries."""

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from config.kernel.models import AuditRecord, Scope, ServiceToken
from tests import factories
from tests.api.endpoints import EXAMPLES, asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform_of_module")]
EVERY = [f"/api/v1/{path}" for path in EXAMPLES.values()]
LEVELS = "/api/v1/levels/"
CHALLENGE = 'Bearer realm="Rolebook"'
UNKNOWN = "This token is not known, has expired or was revoked."
ELSEWHERE = "A token is sent in one header: Authorization: Bearer rolebook_..."
CORS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": (
        "ETag, Link, Retry-After, RateLimit, RateLimit-Policy, Deprecation, Sunset, X-Request-ID"
    ),
}
PREFLIGHT = {
    **CORS,
    "access-control-allow-headers": "accept, authorization, if-match, if-none-match, x-request-id",
    "access-control-allow-methods": "GET, HEAD, OPTIONS",
    "access-control-max-age": "86400",
}


@pytest.fixture
def service(django_user_model):
    """The account of a service: nobody logs in with it, and it has no right but what a test gives it."""
    return django_user_model.objects.create_user("warehouse")


def issue(account, *scopes):
    ends = timezone.now() + timedelta(days=1)
    return ServiceToken.objects.issue(by=None, name="warehouse", account=account, scopes=list(scopes), expires_at=ends)


def bearer(account, *scopes):
    return {"Authorization": f"Bearer {issue(account, *scopes)[1]}"}


def whole(answer):
    """All of an answer that one may compare with another's."""
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}
    return answer.status_code, headers, answer.content


def shared(answer):
    """What an answer lets pages of other sites do."""
    return {name.lower(): value for name, value in answer.headers.items() if name.lower().startswith("access-control")}


def refusal(answer):
    """The status and the sentence of a problem that is one in every respect."""
    body = answer.json()
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/problem+json", "no-store")
    assert (body["type"], body["status"]) == ("about:blank", answer.status_code)
    return answer.status_code, body["detail"]


# Tokens


def test_a_token_that_may_not_be_used_is_refused_everywhere(client, service):
    for path in EVERY:
        answer = client.get(path, headers={"Authorization": "Bearer rolebook_000000000000_secret"})
        assert (*refusal(answer), answer["WWW-Authenticate"]) == (401, UNKNOWN, CHALLENGE)


def test_every_way_of_ending_is_one_refusal(client, service):
    def ended(way):
        token, text = issue(service)
        way(token)
        return client.get(LEVELS, headers={"Authorization": f"Bearer {text}"})

    def inactive(token):
        token.account.is_active = False
        token.account.save()

    ways = [
        lambda token: token.revoke(by=None),
        lambda token: ServiceToken.objects.filter(pk=token.pk).update(expires_at=timezone.now()),
        lambda token: ServiceToken.objects.filter(pk=token.pk).delete(),
        inactive,
    ]
    answers = [whole(ended(way)) for way in ways]
    assert answers == [answers[0]] * len(ways)
    assert answers[0][0] == 401


HEADERS = [
    ("", None),
    ("Basic d2FyZWhvdXNlOnBhc3M=", None),
    ("Negotiate x", None),
    ("Bearer", UNKNOWN),
    ("Bearer ", UNKNOWN),
    ("bearer x", UNKNOWN),
    ("Bearer x y z", UNKNOWN),
    ("Bearer\tx", None),
    ("Bearer \x00", UNKNOWN),
    ("Bearer rolebook_\x00_\x00", UNKNOWN),
    ("Bearer rolebook_0000000000é0_sécret", UNKNOWN),
    ("Bearer " + "x" * 10_000, UNKNOWN),
    ("Bearer rolebook_" + "a" * 10_000, UNKNOWN),
    ("Bearer rolebook_000000000000_" + "a" * 10_000, UNKNOWN),
    ("Bearer {text},Bearer {text}", UNKNOWN),
    ("Bearer {text}, Basic x", UNKNOWN),
    ("Bearer {text}", ""),
    ("BEARER   {text}  ", ""),
    ("{text}", ELSEWHERE),
    ("Token {text}", ELSEWHERE),
    ("Basic x, Bearer {text}", ELSEWHERE),
    ("Bearer\t{text}", ELSEWHERE),
]


def test_whatever_stands_in_the_header_is_a_token_none_or_refused(client, service):
    text = issue(service, Scope.INTERNAL)[1]
    anonymous = whole(client.get(LEVELS))
    for header, expected in HEADERS:
        answer = client.get(LEVELS, headers={"Authorization": header.format(text=text)})
        if expected is None:
            assert whole(answer) == anonymous, header
        elif expected:
            assert (*refusal(answer), answer["WWW-Authenticate"]) == (401, expected, CHALLENGE), header
        else:
            assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store"), header


def test_the_scope_shows_what_staff_see_and_nobody_keeps_it(client, staff, service):
    headers = bearer(service, Scope.INTERNAL)
    logged_in = Client()
    logged_in.force_login(staff)
    for path in EVERY:
        answer = client.get(path, headers=headers)
        seen = logged_in.get(path)
        assert (answer.status_code, answer["Cache-Control"], answer.get("ETag")) == (200, "private, no-store", None)
        assert answer.content == seen.content
    roles = client.get("/api/v1/roles/?fields=slug", headers=headers).json()["results"]
    assert {"slug": "canary-role"} in roles


@pytest.mark.parametrize("scopes", [[], [Scope.READ_DRAFTS, Scope.WRITE_DRAFTS]])
def test_without_it_a_token_reads_what_anybody_reads_to_the_byte(client, staff, scopes):
    """Whatever its account may see elsewhere."""
    headers = bearer(staff, *scopes)
    asked = [*EVERY, "/api/v1/roles/platform/canary-role/", "/api/v1/roles/?q=canary+duty", "/api/v1/roles/?colour=red"]
    for path in asked:
        anonymous = client.get(path)
        assert whole(client.get(path, headers=headers)) == whole(anonymous)
        assert whole(client.head(path, headers=headers)) == whole(client.head(path))
        if "ETag" in anonymous:
            known = {"If-None-Match": anonymous["ETag"]}
            assert whole(client.get(path, headers={**headers, **known})) == whole(client.get(path, headers=known))


def test_who_shows_a_token_and_a_session_asks_with_the_token(client, staff, service):
    path = "/api/v1/roles/?fields=slug"
    anonymous = client.get(path)
    client.force_login(staff)
    assert whole(client.get(path, headers=bearer(service))) == whole(anonymous)
    assert client.get(path).content != anonymous.content
    answer = client.get(path, headers={"Authorization": "Bearer x"})
    assert refusal(answer) == (401, UNKNOWN)


def test_in_an_address_a_token_is_no_parameter(client, service):
    text = issue(service, Scope.INTERNAL)[1]
    for path in EVERY:
        for name in ("token", "access_token", "api_key"):
            answer = client.get(asking(path, f"{name}={text}"))
            assert refusal(answer)[0] == 400
            assert text not in answer.content.decode()
    text = "x" * 10
    assert client.get(f"/api/v1/nothing/?access_token={text}").status_code == 404


def test_what_is_scheduled_needs_the_scope_and_the_right(client, staff, archivist, today):
    factories.department()
    tomorrow = today + timedelta(days=1)
    factories.published(factories.document(summary="Now"))
    factories.published(factories.document(summary="To come"), starts_on=tomorrow)
    path = f"/api/v1/job-families/platform/?fields=summary&as_of={tomorrow}"
    shut = "as_of is after today. Seeing what is scheduled needs the right to."
    answer = client.get(path)
    assert (*refusal(answer), answer["WWW-Authenticate"]) == (401, shut, CHALLENGE)
    tries = {
        "neither": bearer(staff),
        "scope": bearer(staff, Scope.INTERNAL),
        "right": bearer(archivist, Scope.READ_DRAFTS),
    }
    answers = {name: client.get(path, headers=headers) for name, headers in tries.items()}
    assert {name: refusal(answer) for name, answer in answers.items()} == dict.fromkeys(tries, (403, shut))
    assert [answer.get("WWW-Authenticate") for answer in answers.values()] == [None] * 3
    answer = client.get(path, headers=bearer(archivist, Scope.INTERNAL))
    assert (answer.json(), answer["Cache-Control"]) == ({"summary": "To come"}, "private, no-store")


def test_who_asks_for_what_needs_a_token_is_told_how_to_show_one(client, staff):
    path = "/api/v1/job-families/platform/draft/"
    needed = "This needs a service token, sent as Authorization: Bearer rolebook_..."
    for logged_in in (False, True):
        if logged_in:
            client.force_login(staff)
        for answer in (client.get(path), client.head(path), client.put(path), client.post(f"{path}submit/")):
            assert (answer.status_code, answer["WWW-Authenticate"]) == (401, CHALLENGE)
        assert refusal(client.get(path)) == (401, needed)
    answer = client.get(path, headers=bearer(staff, Scope.INTERNAL))
    assert refusal(answer) == (403, "This needs a token with the scope drafts:read or drafts:write.")
    assert "WWW-Authenticate" not in answer
    assert "no-store" in client.get(path, headers=bearer(staff, Scope.READ_DRAFTS))["Cache-Control"]


def test_a_right_of_today_counts(client, service, today):
    """A token has no rights of its own: what its account is given or loses, it may or may not."""
    headers = bearer(service, Scope.INTERNAL)
    path = f"{LEVELS}?as_of={today + timedelta(days=1)}"
    found = []
    for rights in ([], Permission.objects.filter(codename="view_scheduled"), []):
        service.user_permissions.set(rights)
        found.append(client.get(path, headers=headers).status_code)
    assert found == [403, 200, 403]


def test_a_token_costs_one_query_and_a_write_a_minute(client, service, django_assert_num_queries):
    headers = bearer(service)
    client.get(LEVELS)
    with django_assert_num_queries(1 + 2):
        client.get(LEVELS, headers=headers)
    with django_assert_num_queries(1 + 1):
        client.get(LEVELS, headers=headers)
    account = bearer(service, Scope.INTERNAL)
    client.get(LEVELS, headers=account)
    with django_assert_num_queries(1 + 1):
        client.get(LEVELS, headers=account)


def test_a_token_is_written_nowhere(client, service, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    token, text = issue(service)
    secret = text.split("_", 2)[2]
    headers = {"Authorization": f"Bearer {text}", "X-Request-ID": "trace-1234"}
    client.raise_request_exception = False
    for path in (LEVELS, "/api/v1/nothing/", f"{LEVELS}?colour=red", f"{LEVELS}?track=%00", "/admin/", "/levels/"):
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT"):
            answer = client.generic(method, path, headers=headers)
            assert secret not in answer.content.decode() + str(answer.headers)
    client.get(LEVELS, headers={"Authorization": f"Token {text}"})
    token.revoke(by=None)
    client.get(LEVELS, headers=headers)
    said = caplog.text + "".join(capsys.readouterr())
    assert "Unauthorized: /api/v1/levels/" in said
    assert secret not in said
    assert secret not in str(list(AuditRecord.objects.values()))


# Pages of other sites


def test_pages_of_other_sites_may_read_whatever_is_answered(client, staff):
    origin = {"Origin": "https://careers.example"}
    for path in (*EVERY, "/boards/v1/nothing"):
        plain, answer = client.get(path), client.get(path, headers=origin)
        assert (shared(answer), shared(plain)) == (CORS, {})
        assert (answer.status_code, answer.content, answer.get("ETag")) == (
            plain.status_code, plain.content, plain.get("ETag"),
        )  # fmt: skip
        assert "origin" in answer["Vary"]
        assert "origin" in plain["Vary"]
    errors = [
        client.get("/api/v1/nothing/", headers=origin),
        client.get(f"{LEVELS}?track=%00", headers=origin),
        client.get(LEVELS, headers={**origin, "Host": "evil.example"}),
        client.get(LEVELS, headers={**origin, "Authorization": "Bearer x"}),
        client.get(LEVELS, headers={**origin, "If-None-Match": "*"}),
        client.post(LEVELS, headers=origin),
        client.options(LEVELS, headers=origin),
    ]
    assert [answer.status_code for answer in errors] == [404, 400, 400, 401, 304, 405, 204]
    methods = {name: value for name, value in PREFLIGHT.items() if name not in CORS}
    expected = [CORS] * 6 + [{**CORS, **methods}]
    assert [shared(answer) for answer in errors] == expected


def test_a_browser_asks_before_it_sends_a_token(client):
    for path in (LEVELS, "/boards/v1/nothing", "/api/v1/nothing/"):
        answer = client.options(
            path,
            headers={
                "Origin": "https://careers.example",
                "Access-Control-Request-Method": "GET",
                "Access-Control-Request-Headers": "accept, authorization, if-none-match",
            },
        )
        assert (answer.status_code, answer.content, shared(answer)) == (
            200,
            b"",
            PREFLIGHT,
        )


def test_no_other_site_reads_the_pages_or_the_admin(client, boss_client):
    for path in ("/", "/levels/", "/admin/", "/admin/login/", "/healthz", "/apis/", "/nothing/"):
        for headers in ({}, {"Access-Control-Request-Method": "GET"}):
            for ask in (client.get, client.options, boss_client.get):
                answer = ask(path, headers={"Origin": "https://careers.example", **headers})
                assert shared(answer) == {}, path
                assert "origin" not in answer.get("Vary", "")


@pytest.fixture
def boss_client(django_user_model):
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("boss"))
    return client


# What every answer carries, and every refusal


def refusals(client):
    """Requests that are refused, each at another place, with the status that it gets."""
    big = b"x" * 5_000_001
    return {
        "unknown address": (client.get("/api/v1/nothing/"), 404),
        "unknown board": (client.get("/boards/v1/nothing"), 404),
        "a post to nothing": (client.post("/api/v1/nothing/", big[:10], content_type="text/plain"), 404),
        "another host": (client.get(LEVELS, headers={"Host": "evil.example"}), 400),
        "a broken query": (client.get(f"{LEVELS}?a=%FF"), 400),
        "a thousand parameters too many": (client.get(f"{LEVELS}?" + "&".join(["a=1"] * 6_000)), 400),
        "unknown method": (client.generic("BREW", LEVELS), 405),
        "a method not for here": (client.put(LEVELS, b"{}", content_type="application/json"), 405),
        "no JSON wanted": (client.get(LEVELS, headers={"Accept": "image/png"}), 406),
        "unknown token": (client.get(LEVELS, headers={"Authorization": "Bearer x"}), 401),
        "too large": (client.put(LEVELS, big, content_type="application/json"), 413),
        "too large a form": (client.post(LEVELS, big, content_type="application/x-www-form-urlencoded"), 413),
        "too large to look at": (client.post("/boards/v1/nothing", big, content_type="text/plain"), 413),
        "of untold length": (client.put(LEVELS, b"", headers={"Transfer-Encoding": "chunked"}), 411),
        "another validator": (client.get(LEVELS, headers={"If-Match": '"x"'}), 412),
    }


def test_every_refusal_is_a_problem_with_a_sentence_and_an_id(client):
    for name, (answer, status) in refusals(client).items():
        code, sentence = refusal(answer)
        assert (code, sentence[-1:]) == (status, "."), name
        assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"]), name
        assert answer.cookies.output() == "", name


def test_a_session_that_posts_without_its_form_is_refused_as_a_problem(staff):
    """A page of another site that makes a browser post."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    assert refusal(client.post(LEVELS))[0] == 405
    assert refusal(client.post("/api/v1/nothing/"))[0] == 404


def test_what_is_too_large_is_told_so(client):
    answer = client.put(LEVELS, b"x" * 5_000_001, content_type="application/json")
    assert refusal(answer) == (413, "It is larger than 5,000,000 bytes.")
    assert client.put(LEVELS, b"x" * 5_000_000, content_type="application/json").status_code == 405


def test_a_page_of_people_is_told_so_on_a_page(boss_client):
    answer = boss_client.post("/admin/levels/level/add/", {"name": "x" * 5_000_001})
    assert (answer.status_code, answer["Content-Type"]) == (413, "text/html; charset=utf-8")
    assert "It is larger than 5,000,000 bytes." in answer.content.decode()


def test_an_id_of_the_caller_comes_back_with_every_answer(client):
    for path in (*EVERY, "/api/v1/nothing/", f"{LEVELS}?colour=red", "/boards/v1/nothing"):
        for method in ("GET", "HEAD", "OPTIONS", "POST"):
            answer = client.generic(method, path, headers={"X-Request-ID": "trace-1234"})
            assert answer["X-Request-ID"] == "trace-1234"
            assert b"trace-1234" not in answer.content
    tag = client.get(LEVELS)["ETag"]
    answer = client.get(LEVELS, headers={"X-Request-ID": "trace-1234", "If-None-Match": tag})
    assert (answer.status_code, answer["X-Request-ID"]) == (304, "trace-1234")


def test_an_answer_that_is_long_travels_packed(client):
    path = "/api/v1/roles/platform/staff-engineer/"
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Vary"] == "Cookie, Authorization, Accept, Accept-Encoding, origin"
    again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
