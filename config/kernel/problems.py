"""Errors as RFC 9457 problem+json for services, and as a page for people."""

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, ValidationError
from django.db import DataError, IntegrityError
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

logger = logging.getLogger(__name__)

TITLES = {
    400: "Bad request",
    401: "Not known here",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    410: "Gone",
    411: "Length required",
    412: "Precondition failed",
    413: "Too large",
    415: "Unsupported media type",
    428: "Precondition required",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "Busy at the moment",
}
LOST = {404, 410}
"""On these pages people may search for what they came for."""
API_PREFIX = ("/api/", "/boards/")
"""Below these, services ask."""


def problem(code: int, detail: str, **extra: Any) -> dict[str, Any]:
    """The members of a problem: type, title, status, detail, and extensions such as `errors`."""
    return {"type": "about:blank", "title": TITLES.get(code, "Error"), "status": code, "detail": detail, **extra}


def problem_response(request: HttpRequest, code: int, detail: str, **context: Any) -> HttpResponse:
    """A problem+json answer below API_PREFIX, a page elsewhere. Never cached."""
    if request.path.startswith(API_PREFIX):
        body = json.dumps(problem(code, detail, **context.pop("extra", {})))
        response = HttpResponse(body, status=code, content_type="application/problem+json")
    else:
        admin = reverse("admin:index")
        inside = request.path.startswith(admin)
        values = {"title": TITLES.get(code, "Error"), "status": code, "detail": detail, **context}
        values["search"] = code in LOST and not inside
        lost_in_time = values["search"] and "as_of" in request.GET
        values["today"] = escape_leading_slashes(escape_uri_path(request.path)) if lost_in_time else ""
        if inside:
            values.setdefault("links", [{"text": "Back to the admin", "url": admin}])
        response = HttpResponse(render_to_string("problem.html", values), status=code)
    response["Cache-Control"] = "no-store"
    return response


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """What REST views answer to an exception: every error becomes a problem with a sentence; None lets a real
    fault through to the 500 handler. Who may not and did not say who they are is told how to (401)."""
    if isinstance(error, Http404):
        error = exceptions.NotFound(str(error) or None)
    elif isinstance(error, PermissionDenied):
        if how := _challenge(context):
            return _respond(401, str(error) or NEEDED, {"WWW-Authenticate": how})
        error = exceptions.PermissionDenied(str(error) or None)
    elif isinstance(error, exceptions.NotAuthenticated):
        error.detail = exceptions.ErrorDetail(NEEDED)
    elif isinstance(error, BadRequest):
        error = exceptions.ParseError(str(error) or None)
    elif isinstance(error, ValidationError):
        error = exceptions.ValidationError(error.message_dict if hasattr(error, "error_dict") else error.messages)
    elif isinstance(error, ProtectedError):
        return _respond(status.HTTP_409_CONFLICT, "Something else still refers to it, so it cannot be removed.")
    elif isinstance(error, IntegrityError):
        return _respond(status.HTTP_409_CONFLICT, "Somebody else has just saved the same thing.")
    elif isinstance(error, DataError):
        return _respond(status.HTTP_400_BAD_REQUEST, "A value is too long or out of range.")
    if not isinstance(error, exceptions.APIException):
        return None
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, exceptions.ValidationError):
        errors = error.detail if isinstance(error.detail, dict) else {"": error.detail}
        sentences = [
            f"{name}: {text}" if name else str(text) for name, texts in errors.items() for text in _flat(texts)
        ]
        return _respond(error.status_code, " ".join(sentences), headers, errors=errors)
    return _respond(error.status_code, str(error.detail), headers, **getattr(error, "members", {}))


class Refused(exceptions.APIException):
    """A problem with members of its own beside those that all have (RFC 9457, 3.2)."""

    def __init__(self, code: int, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.status_code, self.members = code, members


NEEDED = "This needs a service token, sent as Authorization: Bearer rolebook_..."


def _challenge(context: dict[str, Any]) -> str:
    """How the caller of a view could say who they are; "" where that was done, or nobody is asked."""
    view, request = context.get("view"), context.get("request")
    if view is None or request is None or request.successful_authenticator:
        return ""
    return view.get_authenticate_header(request) or ""


def _flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _flat(inner)]
    return [text for inner in value for text in _flat(inner)] if isinstance(value, list) else [value]


def _respond(code: int, detail: str, headers: dict[str, str] | None = None, **extra: Any) -> Response:
    set_rollback()
    headers = {**(headers or {}), "Cache-Control": "no-store", "Vary": "Cookie, Authorization, Accept"}
    return Response(
        problem(code, detail, **extra), status=code, headers=headers, content_type="application/problem+json"
    )


# The handlers of config.urls.


def too_large(request: HttpRequest) -> HttpResponse:
    """What a request is answered whose body is longer than it may be."""
    return problem_response(request, 413, f"It is larger than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    detail = str(exception) if isinstance(exception, BadRequest) else ""
    return problem_response(request, 400, detail or "The request could not be understood.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_response(request, 403, str(exception) or "Your account may not see or do this.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    detail = str(exception) if isinstance(exception, Http404) and not _is_resolver(exception) else ""
    return problem_response(request, 404, detail or "There is nothing at this address.")


def _is_resolver(error: Http404) -> bool:
    return bool(error.args) and isinstance(error.args[0], dict)


def server_error(request: HttpRequest) -> HttpResponse:
    return problem_response(request, 500, "The fault is ours and has been logged. Please try again in a minute.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What CSRF_FAILURE_VIEW names. The reason is for the log, which has it."""
    return problem_response(
        request, 403, "This form is out of date, or the browser keeps no cookies. Go back, load the page again, retry."
    )


def method_not_allowed(request: HttpRequest, allowed: tuple[str, ...]) -> HttpResponse:
    """A 405 with a sentence, and the methods in Allow."""
    response = problem_response(request, 405, f"{request.method} is not possible here, only {' and '.join(allowed)}.")
    response["Allow"] = ", ".join(allowed)
    return response


def require_safe(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As Django's decorator of that name, but a refused method is told so on a page of ours."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return method_not_allowed(request, ("GET", "HEAD"))
        return view(request, *args, **kwargs)

    return answer
