"""Whatever is asked, the answer is a problem with a sentence and never a fault."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.endpoints import EXAMPLES, asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform_of_module")]


def problem(answer):
    """The status and the sentence of a problem that is one in every respect."""
    body = answer.json()
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/problem+json", "no-store")
    assert (body["type"], body["status"], set(body) - {"errors"}) == (
        "about:blank", answer.status_code, {"type", "title", "status", "detail"},
    )  # fmt: skip
    return answer.status_code, body["title"], body["detail"]


def test_nothing_can_be_written(client, staff):
    for logged_in in (False, True):
        if logged_in:
            client.force_login(staff)
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "PROPFIND"):
            for path in EXAMPLES.values():
                address = f"/api/v1/{asking(path, 'colour=red')}"
                answer = client.generic(method, address, data="{", content_type="application/json")
                assert problem(answer) == (405, "Method not allowed", f'Method "{method}" not allowed.')
                assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_options_are_the_methods_and_nothing_else(client):
    for path in [*EXAMPLES.values(), "roles/platform/canary-role/", "roles/platform/nobody/"]:
        answer = client.options(f"/api/v1/{asking(path, 'colour=red')}")
        assert (answer.status_code, answer["Allow"], answer.content) == (204, "GET, HEAD, OPTIONS", b"")


UNKNOWN = [
    "/api/",
    "/api/v1/nothing/",
    "/api/v2/roles/",
    "/api/v1/roles/platform/",
    "/api/v1/roles/platform/manager/more/",
    "/api/v1/job-families/Not A Slug/",
    "/api/v1/job-families/%ED%A0%80/",
    "/api/v1/job-families/" + "x" * 4_000 + "/",
    "/api/v1/grades/general/%2F/",
    "/api/v1/grades/general/.../",
    "/api/v1/job-families/platform.json",
    "/api/v1/roles.json",
]


def test_an_unknown_address(client):
    for path in UNKNOWN:
        assert problem(client.get(path)) == (404, "Not found", "There is nothing at this address.")
        assert problem(client.post(path))[0] in (404, 405)


def test_a_forgotten_slash_is_added(client):
    answer = client.get("/api/v1/roles?limit=1")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/roles/?limit=1")


JSON = [
    "application/json",
    "application/*",
    "*/*",
    "application/json; q=0.5, text/html",
    "application/json;indent=4",
]


SCHEMAS = ["application/vnd.oai.openapi+json", "application/json", "application/vnd.oai.openapi", "application/yaml"]
NOT_JSON = ["text/html", "application/xml", "text/*", "application/problem+json", "x", "/", ";;,"]


def test_json_is_answered_to_whoever_takes_it(client):
    for accept in JSON:
        answer = client.get("/api/v1/levels/senior/", headers={"Accept": accept})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_nothing_else_is_answered(client):
    for path in ("levels/", "roles/platform/manager/", "schema/", ""):
        for accept in NOT_JSON:
            answer = client.get(f"/api/v1/{path}", headers={"Accept": accept})
            kinds = ", ".join(SCHEMAS if path == "schema/" else ["application/json"])
            assert problem(answer) == (
                406,
                "Not acceptable",
                f"What Accept asks for is not here, but this is: {kinds}.",
            )


def test_the_page_for_people_is_html_alone(client):
    answer = client.get("/api/v1/docs/", headers={"Accept": "application/json"})
    assert problem(answer) == (406, "Not acceptable", "What Accept asks for is not here, but this is: text/html.")


HUGE = [
    f"q={'x' * 8_000}",
    f"family={'x' * 8_000}",
    "&".join(["family=platform"] * 400),
    "&".join(f"p{number}=1" for number in range(400)),
    f"{'n' * 8_000}=1",
    f"limit={10**30}",
    f"offset={10**30}",
    "limit=-1&limit=%2B1",
    "limit=0x10&offset=1e3",
    f"as_of={'2' * 8_000}",
    f"ordering={','.join(['title'] * 900)}",
    f"fields={'slug,' * 1_600}",
    f"If-None-Match={'x' * 8_000}",
    "=&&==&%=%%&?",
    "q[]=1&q[a]=2",
    "limit=1;offset=2",
    "q=%00&family=%ED%A0%80&level=%FF",
    "q=%F0%9F%92%A9%E2%80%AE%CC%81",
    "q=%25%5F%5C%27%22--%3B",
]


def test_queries_that_nobody_means(client):
    for path in ("roles/", "levels/", "job-families/platform/", "docs/"):
        for query in HUGE:
            answer = client.get(f"/api/v1/{path}?{query}")
            if path == "roles/" and query in {HUGE[2], HUGE[-2], HUGE[-1]}:
                assert answer.status_code == 200
            else:
                assert problem(answer)[:2] == (400, "Bad request")
                assert len(answer.content) < 8_000


def test_more_parameters_than_anybody_has(client):
    answer = client.get("/api/v1/roles/?" + "&".join(["a=1"] * 6_000))
    assert problem(answer) == (400, "Bad request", "The request could not be understood.")


def test_a_host_that_is_not_ours(client):
    answer = client.get("/api/v1/roles/", headers={"Host": "evil.example"})
    assert problem(answer) == (400, "Bad request", "The request could not be understood.")


TEXT = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=60)
NAMES = st.sampled_from(
    ["as_of", "fields", "limit", "offset", "ordering", "q", "family", "level", "grade", "specialty"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from([*EXAMPLES.values()]),
    pairs=st.lists(st.tuples(NAMES | st.text(max_size=5), st.text(max_size=20)), max_size=4),
    raw=st.binary(max_size=20),
    accept=st.just("*/*") | TEXT,
    tag=TEXT,
)
def test_no_input_is_a_fault(client, path, pairs, raw, accept, tag):
    from urllib.parse import quote, quote_plus

    query = "&".join(f"{quote_plus(a, errors='replace')}={quote_plus(b, errors='replace')}" for a, b in pairs)
    headers = {"Accept": accept, "If-None-Match": tag, "If-Match": tag, "X-Request-ID": tag}
    answer = client.get(f"/api/v1/{asking(path, query)}&{quote(raw)}", headers=headers)
    assert answer.status_code in {200, 304, 400, 403, 406, 412}
