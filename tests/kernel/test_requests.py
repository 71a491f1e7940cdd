"""What every request passes first."""

import json
import re
import sqlite3

import pytest
from django.core.exceptions import ValidationError
from django.core.handlers.wsgi import WSGIRequest
from django.db import DataError, IntegrityError, OperationalError, connection
from django.db.models import ProtectedError
from django.http import HttpResponse

from config import wsgi
from config.kernel.models import AuditRecord
from config.kernel.requests import (
    AdminRefusalMiddleware,
    BoundedBodyMiddleware,
    HeadWithoutBodyMiddleware,
    OneCharset,
    ReadToTheEndMiddleware,
    RequestIdMiddleware,
    UnavailableMiddleware,
    request_id,
)
from levels.models import Level

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/levels/"


def test_a_well_formed_id_of_the_caller_is_kept(client):
    assert client.get(ADDRESS, headers={"X-Request-ID": "trace-1234.5_6"})["X-Request-ID"] == "trace-1234.5_6"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "white space 123", "semi;colon-123", "new\u00edd-12345"])
def test_another_gets_a_new_one(client, given):
    answered = client.get(ADDRESS, headers={"X-Request-ID": given})["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", answered)


def test_the_audit_knows_the_request(rf):
    def change(request):
        level = Level.objects.get(slug="senior")
        level.description = "Leads others."
        level.record(by=None)
        return {"id": request_id()}

    RequestIdMiddleware(change)(rf.get("/", headers={"X-Request-ID": "trace-12345"}))
    assert AuditRecord.objects.get(kind="level").request_id == "trace-12345"
    assert request_id() == ""


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/api/v1/levels/%00/", "address"),
        (f"{ADDRESS}?track=%00", "parameter 'track'"),
        (f"{ADDRESS}?track=a%FF", "parameter 'track'"),
        (f"{ADDRESS}?%00=a", "query"),
    ],
)
def test_characters_that_no_text_may_have_are_refused(client, address, place):
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"], answer.json()) == (
        400,
        "application/problem+json",
        "no-store",
        {
            "type": "about:blank",
            "title": "Bad request",
            "status": 400,
            "detail": f"The {place} holds a character that no text may have.",
        },
    )


@pytest.mark.parametrize("name", ["sessionid", "csrftoken"])
def test_a_cookie_of_ours_with_such_a_character_is_refused(client, name):
    answer = client.get(ADDRESS, headers={"Cookie": rf'{name}="aaaaaaaaaaaaaaaa\000"'})
    assert answer.status_code == 400
    assert answer.json()["detail"] == f"The cookie '{name}' holds a character that no text may have."


def test_a_cookie_of_another_application_is_none_of_ours(client):
    assert client.get(ADDRESS, headers={"Cookie": r'theirs="a\000"'}).status_code == 200


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain; charset=hex",
        "text/plain; charset=utf-16",
        "text/plain; charset*=utf-8''hex",
        'multipart/form-data; boundary="b"; Charset="zip"',
        "text/plain; " + "x" * 20_000,
    ],
)
def test_the_caller_chooses_no_codec_for_the_query(rf, kind):
    environ = {**rf.get("/a/?track=mänagement").environ, "CONTENT_TYPE": kind}
    hear = OneCharset(lambda environ, start: WSGIRequest(environ).GET.dict())
    assert hear(environ, None) == {"track": "mänagement"}


def test_the_server_hears_utf8_alone():
    assert isinstance(wsgi.application, OneCharset)


def test_forms_are_read_as_utf8_whatever_they_say():
    heard = []
    listen = OneCharset(lambda environ, start: heard.append(environ["CONTENT_TYPE"]))
    for kind in ("multipart/form-data; charset=latin-1; boundary=b", "application/json", "a/b; charset=utf-8"):
        listen({"CONTENT_TYPE": kind}, None)
    assert heard == ['multipart/form-data; boundary="b"', "application/json", "a/b"]


@pytest.mark.parametrize("address", ["/", "/levels/", ADDRESS])
def test_what_anybody_may_keep_sets_no_cookie(client, address):
    client.cookies["sessionid"] = "stale" * 6
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"], answer.cookies.output()) == (200, "public, no-cache", "")


def test_what_is_private_still_sets_one(client):
    assert list(client.get("/admin/login/").cookies) == ["csrftoken"]


def answered(request):
    return HttpResponse("answered")


@pytest.mark.parametrize("size", [0, 10, 70_000, 5_000_000, 5_000_001, 9_000_000])
@pytest.mark.parametrize("read", [lambda request: None, lambda request: request.read(5), lambda request: request.body])
def test_what_nobody_reads_of_a_body_is_read_so_that_its_sender_hears_the_answer(rf, size, read):
    def view(request):
        read(request)
        return answered(request)

    request = rf.put(ADDRESS, b"x" * size, content_type="application/json")
    answer = ReadToTheEndMiddleware(BoundedBodyMiddleware(view))(request)
    assert answer.status_code == (413 if size > 5_000_000 else 200)
    assert request.read() == b""


def test_nobody_makes_us_read_for_ever(rf, monkeypatch):
    monkeypatch.setattr(ReadToTheEndMiddleware, "MOST", 200_000)
    request = rf.put(ADDRESS, b"x" * 300_000, content_type="application/json")
    assert ReadToTheEndMiddleware(answered)(request).status_code == 200
    assert len(request.read()) == 100_000


def test_who_hangs_up_while_sending_is_no_fault(rf):
    class Gone:
        def read(self, *args):
            raise ConnectionResetError

    request = rf.put(ADDRESS, b"x", content_type="application/json")
    request._stream = Gone()
    assert ReadToTheEndMiddleware(answered)(request).status_code == 200


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", " ", "0" * 5_000])
def test_a_length_that_is_none_is_none(rf, length):
    assert BoundedBodyMiddleware(answered)(rf.get(ADDRESS, CONTENT_LENGTH=length)).status_code == 200
    assert BoundedBodyMiddleware(answered)(rf.get(ADDRESS, CONTENT_LENGTH="9" * 5_000)).status_code == 413


def test_pages_take_what_they_take(rf):
    request = rf.post("/admin/", b"x" * 6_000_000, content_type="text/plain")
    assert BoundedBodyMiddleware(answered)(request).status_code == 200


def sqlite_error(code):
    found = sqlite3.OperationalError("something")
    found.sqlite_errorcode = code
    return found


@pytest.mark.parametrize("cause", [None, sqlite_error(sqlite3.SQLITE_BUSY), sqlite_error(sqlite3.SQLITE_READONLY)])
@pytest.mark.parametrize("path", ["/admin/careers/role/", "/levels/", "/api/v1/levels/", "/boards/v1/boards/x"])
def test_a_database_that_is_not_to_be_had_is_told_so_with_when_to_ask_again(rf, caplog, path, cause):
    error = OperationalError("database is locked")
    error.__cause__ = cause
    answer = UnavailableMiddleware(answered).process_exception(rf.get(path), error)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    sentence = "The database did not answer in time. Please try again in a moment."
    assert sentence in answer.content.decode()
    assert caplog.messages == [f"The database did not answer in time: {path}"]
    if path.startswith(("/api/", "/boards/")):
        assert (answer["Content-Type"], json.loads(answer.content)) == (
            "application/problem+json",
            {"type": "about:blank", "title": "Busy at the moment", "status": 503, "detail": sentence},
        )


def test_what_the_database_does_not_understand_is_no_lack_of_time(rf):
    error = OperationalError("no such table")
    error.__cause__ = sqlite_error(sqlite3.SQLITE_ERROR)
    handle = UnavailableMiddleware(answered).process_exception
    assert [handle(rf.get("/levels/"), each) for each in (error, DataError("x"), RuntimeError("x"))] == [None] * 3


@pytest.mark.parametrize("path", ["/admin/kernel/webhook/", "/levels/", ADDRESS, f"{ADDRESS}senior/"])
def test_a_lock_that_does_not_come_is_no_fault(admin_client, path):
    def locked(execute, sql, *args):
        if "levels_level" in sql or "kernel_webhook" in sql or "kernel_referenceversion" in sql:
            raise OperationalError("canceling statement due to lock timeout")
        return execute(sql, *args)

    with connection.execute_wrapper(locked):
        answer = admin_client.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ValueError("invalid literal"), 400),
        (OverflowError("too large"), 400),
        (ValidationError("bad"), 400),
        (DataError("bad"), 400),
        (OperationalError("malformed pattern"), 400),
        (IntegrityError("twice"), 409),
        (ProtectedError("named", set()), 409),
        (RuntimeError("ours"), None),
        (KeyError("ours"), None),
    ],
)
def test_input_that_the_admin_stumbles_over_is_refused_there_alone(rf, error, code):
    handle = AdminRefusalMiddleware(lambda request: None).process_exception
    if isinstance(error, OperationalError):
        error.__cause__ = sqlite_error(sqlite3.SQLITE_ERROR)
    answer = handle(rf.get("/admin/careers/role/"), error)
    assert (answer and answer.status_code) == code
    assert handle(rf.get("/levels/"), error) is None
    assert handle(rf.get("/api/v1/levels/"), error) is None


def test_a_server_is_given_no_body_to_send_to_a_head(rf):
    middleware = HeadWithoutBodyMiddleware(lambda request: HttpResponse(b"whole", headers={"Content-Length": "5"}))
    found = [middleware(ask(ADDRESS)) for ask in (rf.get, rf.head)]
    assert [(each.content, each["Content-Length"]) for each in found] == [(b"whole", "5"), (b"", "5")]
