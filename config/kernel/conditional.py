"""Public answers are a pure function of (catalogue version, resolved date, representation, audience): that tuple is
their validator, so a repeated request costs one query and no rendering."""

import hashlib
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from config.kernel.problems import problem_response

RELEASE = "1"
"""Changes with every release whose answers differ, so that no client keeps those of the last."""


def entity_tag(request: HttpRequest, *, version: int, on: date, audience: str) -> str:
    """The strong validator of the answer to this request. The path, the query and what the client accepts name the
    representation."""
    parts = [
        RELEASE,
        str(version),
        on.isoformat(),
        audience,
        request.scheme or "",
        request.get_host(),
        request.get_full_path(),
        request.headers.get("Accept", ""),
    ]
    return quote_etag(hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32])


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """A 304 where If-None-Match names this validator, else None. Whoever holds the validator was answered once with
    what it stands for, so nothing needs to be looked at; `*` and If-Match do not say as much: see `settled`."""
    if "If-Match" in request.headers or request.headers.get("If-None-Match", "").strip() == "*":
        return None
    return get_conditional_response(request, etag=etag)


def settled(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    """A successful answer after all conditions of the request: itself, a 304, or a problem 412 (RFC 9110, 13.2)."""
    answer = get_conditional_response(request, etag=etag, response=response)
    if answer is None or answer is response:
        return response
    if answer.status_code == 412:
        return problem_response(request, 412, "It is no longer what If-Match names.")
    return answer


def mark(response: HttpResponse, etag: str, *, public: bool) -> None:
    """Sets the validator and how long the answer may be kept: by anyone, who must ask again each time (a scheduled
    publication begins by the clock, without a write); what is privileged by nobody."""
    if public:
        response["ETag"] = etag
        response["Cache-Control"] = "public, no-cache"
    else:
        response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Cookie", "Accept"])
