"""Validators, caching and headers of every endpoint."""

import pytest

from config.kernel.models import Catalogue
from tests.api.endpoints import EXAMPLES, OF_NO_DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform_of_module")]
EVERY = [f"/api/v1/{path}" for path in EXAMPLES.values()]


def test_an_unchanged_answer_is_a_304_after_one_query(client, django_assert_num_queries):
    for path in EVERY:
        first = client.get(path)
        assert first.status_code == 200
        assert first["ETag"].startswith('"')
        with django_assert_num_queries(1 + path.endswith(OF_NO_DAY)):  # what was told last is asked for as well
            again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"], again["Cache-Control"], again["Vary"]) == (
            304, b"", first["ETag"], "public, no-cache", "Cookie, Authorization, Accept, Accept-Encoding, origin",
        )  # fmt: skip


def test_a_304_has_the_headers_of_what_it_stands_for(client):
    kept = ("ETag", "Vary", "Cache-Control")
    for path in EVERY:
        whole = client.get(path, headers={"Accept-Encoding": "gzip"})
        again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": whole["ETag"]})
        assert (again.status_code, [again[name] for name in kept]) == (304, [whole[name] for name in kept])
        assert whole["ETag"].startswith("W/") == ("Content-Encoding" in whole)


def test_a_change_of_the_catalogue_ends_the_validator(client):
    first = {path: client.get(path) for path in EVERY}
    Catalogue.objects.bump()
    for path in EVERY:
        again = client.get(path, headers={"If-None-Match": first[path]["ETag"]})
        assert (again.status_code, again.content) == (200, first[path].content)
        assert again["ETag"] != first[path]["ETag"]


def test_head_is_get_without_the_body(client):
    kept = ("ETag", "Cache-Control", "Content-Type", "Content-Length", "Vary", "Allow")
    for path in EVERY:
        whole, head = client.get(path), client.head(path)
        assert (head.status_code, head.content, [head.get(name) for name in kept]) == (
            200, b"", [whole.get(name) for name in kept],
        )  # fmt: skip
        again = client.head(path, headers={"If-None-Match": whole["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_an_answer_for_everybody_may_be_kept_and_sets_no_cookie(client):
    for path in EVERY:
        answer = client.get(path)
        assert (answer["Cache-Control"], dict(answer.cookies)) == ("public, no-cache", {})
        assert answer["Vary"].startswith("Cookie, Authorization, Accept")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]


def test_an_answer_for_staff_is_kept_by_nobody(client, staff):
    for_all = {path: client.get(path)["ETag"] for path in EVERY}
    client.force_login(staff)
    for path in EVERY:
        answer = client.get(path, headers={"If-None-Match": for_all[path]})
        assert (answer.status_code, answer["Cache-Control"], answer.get("ETag")) == (200, "private, no-store", None)


def test_preconditions(client):
    for path in EVERY:
        etag = client.get(path)["ETag"]
        asked = [
            {"If-None-Match": "*"},
            {"If-None-Match": f'W/{etag}, "other"'},
            {"If-None-Match": '"other"'},
            {"If-Match": etag},
            {"If-Match": "*"},
            {"If-Match": '"other"'},
            {"If-Match": etag, "If-None-Match": etag},
        ]
        assert [client.get(path, headers=headers).status_code for headers in asked] == [
            304, 304, 200, 200, 200, 412, 304,
        ]  # fmt: skip


def test_a_failed_precondition_is_a_problem(client):
    answer = client.get("/api/v1/levels/", headers={"If-Match": '"other"'})
    assert (answer["Content-Type"], answer["Cache-Control"], answer.json()) == (
        "application/problem+json",
        "no-store",
        {
            "type": "about:blank",
            "title": "Precondition failed",
            "status": 412,
            "detail": "It is no longer what If-Match names.",
        },
    )


def test_what_is_not_there_has_no_validator(client):
    """Not even for a client that takes anything it has for current."""
    for path in ("roles/platform/nobody/", "roles/platform/canary-role/", "roles/?colour=red"):
        answer = client.get(f"/api/v1/{path}", headers={"If-None-Match": "*"})
        assert (answer.status_code, answer.get("ETag"), answer["Cache-Control"]) == (
            404 if "nobody" in path or "canary" in path else 400, None, "no-store",
        )  # fmt: skip


def test_the_same_question_in_another_form_has_a_validator_of_its_own(client):
    paths = ["roles/", "roles/?limit=50", "roles/?fields=slug", "roles/?as_of=2000-01-01"]
    assert len({client.get(f"/api/v1/{path}")["ETag"] for path in paths}) == len(paths)
