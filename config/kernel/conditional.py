"""Public answers are a pure function of (catalogue version, resolved date, representation, audience): that tuple is
their validator, so a repeated request costs one query and no rendering."""

import hashlib
from datetime import date
from functools import cache

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag

from config.kernel.problems import problem_response

ROOMS = ("config", "careers", "hiring", "levels", "templates")
KINDS = {".py", ".html", ".css", ".js", ".svg", ".toml", ".md", ".json"}


@cache
def release() -> str:
    """A digest of the code and the templates that answer, the same in every process of a deployment: no client keeps
    what an older release said. Read once per process, a few milliseconds."""
    found = hashlib.sha256()
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*")):
            if path.suffix in KINDS and path.is_file():
                content = path.read_bytes()
                found.update(f"{path.relative_to(settings.BASE_DIR).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


def entity_tag(request: HttpRequest, *, version: int, on: date, audience: str) -> str:
    """The strong validator of the answer to this request. The path, the query and what the client accepts name the
    representation."""
    parts = [
        release(),
        str(version),
        on.isoformat(),
        audience,
        request.scheme or "",
        request.get_host(),
        settings.BASE_URL,
        request.get_full_path(),
        request.headers.get("Accept", ""),
    ]
    return quote_etag(hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32])


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """A 304 where If-None-Match names this validator, else None. Whoever holds the validator was answered once with
    what it stands for, so nothing needs to be looked at; `*` and If-Match do not say as much: see `settled`."""
    named = _named(request, "If-None-Match")
    if "If-Match" in request.headers or "*" in named or etag not in named:
        return None
    return HttpResponseNotModified()


def settled(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    """A successful answer after all conditions of the request: itself, a 304, or a problem 412 (RFC 9110, 13.2). What
    has no date of its last change ignores conditions on it (13.1.4)."""
    wanted = parse_etags(request.headers.get("If-Match", ""))
    if wanted and "*" not in wanted and etag not in wanted:
        return problem_response(request, 412, "It is no longer what If-Match names.")
    named = _named(request, "If-None-Match")
    return HttpResponseNotModified() if "*" in named or etag in named else response


def _named(request: HttpRequest, header: str) -> list[str]:
    """The validators of a header, for the weak comparison."""
    return [tag.removeprefix("W/") for tag in parse_etags(request.headers.get(header, ""))]


def strong_tags(request: HttpRequest, header: str) -> list[str] | None:
    """The validators that a condition names, for the strong comparison, in which a weak one is equal to none (RFC 9110,
    8.8.3.2); ["*"] for any, None where there is no such condition. Raises BadRequest for what is no validator."""
    given = request.headers.get(header)
    if given is None:
        return None
    if not (named := parse_etags(given)):
        raise BadRequest(f'{header}: write an ETag as it was given to you, in quotes: "...".')
    return named


def mark(response: HttpResponse, etag: str, *, public: bool) -> None:
    """Sets the validator and how long the answer may be kept: by anyone, who must ask again each time (a scheduled
    publication begins by the clock, without a write); what is privileged by nobody."""
    if public:
        response["ETag"] = etag
        response["Cache-Control"] = "public, no-cache"
    else:
        response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Cookie", "Authorization", "Accept"])
