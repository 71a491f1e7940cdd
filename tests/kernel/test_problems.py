"""Errors: problem+json for services, pages for people, and never a stack trace."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import DataError, IntegrityError
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse
from django.test import Client
from rest_framework import exceptions

from config.kernel import problems


def answered(error):
    answer = problems.exception_handler(error, {})
    return None if answer is None else (answer.status_code, answer.content_type, answer["Cache-Control"], answer.data)


def problem(code, title, detail, **extra):
    body = {"type": "about:blank", "title": title, "status": code, "detail": detail, **extra}
    return (code, "application/problem+json", "no-store", body)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Http404("No such role."), problem(404, "Not found", "No such role.")),
        (Http404(), problem(404, "Not found", "Not found.")),
        (PermissionDenied("Not yours."), problem(403, "Not allowed", "Not yours.")),
        (BadRequest("as_of: give one date."), problem(400, "Bad request", "as_of: give one date.")),
        (ValidationError("Bad."), problem(400, "Bad request", "Bad.", errors={"": ["Bad."]})),
        (
            ValidationError({"slug": ["Taken.", "Too long."], "name": ["Missing."]}),
            problem(
                400,
                "Bad request",
                "slug: Taken. slug: Too long. name: Missing.",
                errors={"slug": ["Taken.", "Too long."], "name": ["Missing."]},
            ),
        ),
        (
            exceptions.ValidationError({"steps": [{"text": ["Missing."]}]}),
            problem(400, "Bad request", "steps: Missing.", errors={"steps": [{"text": ["Missing."]}]}),
        ),
        (exceptions.MethodNotAllowed("PUT"), problem(405, "Method not allowed", 'Method "PUT" not allowed.')),
        (
            ProtectedError("x", set()),
            problem(409, "Conflict", "Something else still refers to it, so it cannot be removed."),
        ),
        (IntegrityError("x"), problem(409, "Conflict", "Somebody else has just saved the same thing.")),
        (DataError("x"), problem(400, "Bad request", "A value is too long or out of range.")),
    ],
)
def test_every_error_is_a_problem_with_a_sentence(error, expected):
    assert answered(error) == expected


def test_a_fault_of_ours_is_none():
    assert answered(RuntimeError("a secret")) is None


def test_who_has_to_wait_is_told_how_long():
    answer = problems.exception_handler(exceptions.Throttled(wait=7), {})
    assert (answer.status_code, answer["Retry-After"]) == (429, "7")


HANDLERS = [
    (lambda request: problems.bad_request(request, BadRequest("Not like this.")), 400, "Not like this."),
    (
        lambda request: problems.bad_request(request, ValueError("internals")),
        400,
        "The request could not be understood.",
    ),
    (
        lambda request: problems.permission_denied(request, PermissionDenied()),
        403,
        "Your account may not see or do this.",
    ),
    (lambda request: problems.not_found(request, Http404("No such level.")), 404, "No such level."),
    (lambda request: problems.not_found(request, Http404({"tried": []})), 404, "There is nothing at this address."),
    (
        lambda request: problems.csrf_failure(request, "CSRF token missing"),
        403,
        "This form is out of date, or the browser keeps no cookies. Go back, load the page again, retry.",
    ),
    (
        lambda request: problems.method_not_allowed(request, ("GET", "HEAD")),
        405,
        "GET is not possible here, only GET and HEAD.",
    ),
    (
        problems.server_error,
        500,
        "The fault is ours and has been logged. Please try again in a minute.",
    ),
]


@pytest.mark.parametrize(("handle", "code", "detail"), HANDLERS)
def test_below_the_api_the_handlers_answer_problems(rf, handle, code, detail):
    answer = handle(rf.get("/api/anything"))
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"], json.loads(answer.content)) == problem(
        code, problems.TITLES[code], detail
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("handle", "code", "detail"), HANDLERS)
def test_elsewhere_they_answer_pages(rf, handle, code, detail):
    answer = handle(rf.get("/anything"))
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        code, "text/html; charset=utf-8", "no-store",
    )  # fmt: skip
    assert detail in answer.content.decode()


@pytest.mark.django_db
def test_a_fault_is_answered_as_a_problem(client, monkeypatch):
    from careers import reading

    def fail(*args):
        raise RuntimeError("a secret")

    client.raise_request_exception = False
    monkeypatch.setattr(reading.conditional, "not_modified", fail)
    answer = client.get("/api/v1/levels/")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"], answer.json()) == problem(
        500, "Something went wrong here", "The fault is ours and has been logged. Please try again in a minute."
    )


@pytest.mark.django_db
def test_a_form_that_is_out_of_date_is_told_so_on_a_page_of_ours():
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "This form is out of date" in answer.content.decode()


@pytest.mark.django_db
def test_a_method_that_only_reads_is_asked_for(rf):
    view = problems.require_safe(lambda request: HttpResponse("read"))
    assert [view(rf.generic(method, "/a/")).content for method in ("GET", "HEAD")] == [b"read", b"read"]
    answer = view(rf.post("/a/"))
    assert (answer.status_code, answer["Allow"], answer["Cache-Control"]) == (405, "GET, HEAD", "no-store")
    assert "POST is not possible here, only GET and HEAD." in answer.content.decode()


@pytest.mark.django_db
def test_who_logs_in_without_a_destination_comes_to_the_admin(client):
    get_user_model().objects.create_superuser("boss", password="pass")
    answer = client.post("/admin/login/", {"username": "boss", "password": "pass"})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
