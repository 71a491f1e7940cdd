"""What every request passes first: its id, the refusal of input that no page or endpoint can use, and what the
middleware of others leaves undone."""

import logging
import re
import sqlite3
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.http import parse_etags, parse_header_parameters

from config import environment
from config.kernel.bodies import CHARSET
from config.kernel.problems import API_PREFIX, problem_response, too_large

logger = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]
WSGIApplication = Callable[[dict[str, Any], Any], Any]

_current: ContextVar[str] = ContextVar("request_id", default="")
_GIVEN = re.compile(r"[A-Za-z0-9._\-]{8,64}")


def absolute(request: HttpRequest, path: str) -> str:
    """The path with the host that people use: BASE_URL, which is one where a site has several names, or the one that
    was asked for, where BASE_URL was left open on a machine that serves only itself."""
    here = settings.BASE_URL == environment.LOCAL_URL
    return f"{f'{request.scheme}://{request.get_host()}' if here else settings.BASE_URL}{path}"


def request_id() -> str:
    """The id of the request being answered; empty outside of one."""
    return _current.get()


class OneCharset:
    """A WSGI application that hears UTF-8 alone. Django decodes the query by the charset in Content-Type, while the
    request is being made and before any middleware could catch what comes of `charset=hex`. Which one it was is kept
    for who reads the body."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if given := environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"], environ[CHARSET] = self._without_charset(given)
        return self.application(environ, start_response)

    @staticmethod
    def _without_charset(given: str) -> tuple[str, str]:
        """(the type without its charset, the charset)"""
        try:
            kind, parameters = parse_header_parameters(given)
        except ValueError:
            return "", ""
        if "charset" not in parameters:
            return given, ""
        boundary = f'; boundary="{parameters["boundary"]}"' if "boundary" in parameters else ""
        return f"{kind}{boundary}", parameters["charset"]


class RequestIdMiddleware:
    """Takes a caller's well-formed X-Request-ID or makes one, and answers with it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        current = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        token = _current.set(current)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response["X-Request-ID"] = current
        return response


class RefuseBrokenInputMiddleware:
    """Answers 400 to NUL bytes, broken UTF-8 and lone surrogates in the path, the query and the cookies that are read
    here: PostgreSQL refuses to look for them, and no slug, search or session key holds one. A cookie of another
    application of the same host is none of our business."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for place, text in self._texts(request):
            if "\x00" in text or "\ufffd" in text or not _is_utf8(text):
                return problem_response(request, 400, f"The {place} holds a character that no text may have.")
        return self.get_response(request)

    @staticmethod
    def _texts(request: HttpRequest) -> list[tuple[str, str]]:
        found = [("address", request.path)]
        for name, values in request.GET.lists():
            found += [("query", name), *((f"parameter {name!r}", value) for value in values)]
        for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
            found.append((f"cookie {name!r}", request.COOKIES.get(name, "")))
        return found


class BoundedBodyMiddleware:
    """Refuses a body that is too large for the API, or whose length is not told, before anything reads it. (Django
    looks at the length of forms alone, and takes a body of untold length for none.)"""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(API_PREFIX):
            if "Transfer-Encoding" in request.headers:
                return problem_response(request, 411, "Send the body with its Content-Length, in one piece.")
            length = request.headers.get("Content-Length", "")
            if re.fullmatch(r"[0-9]+", length) and int(length[:12]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
                return too_large(request)
        return self.get_response(request)


class ReadToTheEndMiddleware:
    """Reads what an answer left unread of a body, within a bound. A server that closes a connection on which words are
    still coming takes its answer away with it: whoever sends 10 MB would hear of a broken pipe and not that it was too
    much."""

    MOST = 20_000_000
    """Bytes. Whoever sends more is cut off."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        left = self.MOST
        try:
            while left > 0 and (part := request.read(min(left, 65_536))):
                left -= len(part)
        except UnreadablePostError:
            pass
        return response


class CompressMiddleware(GZipMiddleware):
    """As Django's, but what says no-transform is left alone (RFC 9111, 5.2.2.6): compressed, its validator would be a
    weak one, and no If-Match could name it. And a 304 has the headers that the answer would have had (RFC 9110,
    15.4.5): whoever keeps the compressed one is told by its validator that it is this one."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if "no-transform" in response.get("Cache-Control", ""):
            return response
        response = super().process_response(request, response)
        patch_vary_headers(response, ["Accept-Encoding"])
        compressed = f"W/{response.get('ETag')}"
        named = parse_etags(request.headers.get("If-None-Match", ""))
        takes = "gzip" in request.headers.get("Accept-Encoding", "")
        if response.status_code == 304 and takes and compressed in named:
            response["ETag"] = compressed
        return response


class HeadWithoutBodyMiddleware:
    """Leaves the body out of what HEAD is answered, once its length is told: a server would do it too, and complain."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.content = b""
        return response


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class PublicWithoutCookiesMiddleware:
    """Takes the cookies off an answer that anybody's cache may keep. Stands outside of the sessions, which would tell
    a browser with a stale session to forget it, and with that tell it to everybody behind the same cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "public" in re.split(r"[,\s]+", response.get("Cache-Control", "")):
            response.cookies.clear()
        return response


class UnavailableMiddleware:
    """Answers 503 where the database was not to be had in time: a lock that did not come, a statement that took too
    long, no connection. What was asked may be right, and to ask again later helps."""

    AFTER = 5
    """Seconds after which to ask again."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError) or _is_not_understood(error):
            return None
        logger.warning("The database did not answer in time: %s", request.path, exc_info=error)
        sentence = "The database did not answer in time. Please try again in a moment."
        response = problem_response(request, 503, sentence)
        response["Retry-After"] = str(self.AFTER)
        return response


def _is_not_understood(error: OperationalError) -> bool:
    """SQLite says OperationalError also of what it can make nothing of, which no time will change."""
    return getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR


class AdminRefusalMiddleware:
    """Answers input that the admin stumbles over with a sentence: a key that is no number, a pattern that is no
    regular expression. Django's admin looks for rows with whatever an address or a form holds. Elsewhere, and for any
    other error, a fault stays a fault."""

    PREFIX = "/admin/"
    SENTENCES: tuple[tuple[type[Exception], int, str], ...] = (
        (ProtectedError, 409, "Something else still refers to it, so it cannot be removed."),
        (RestrictedError, 409, "Something else still refers to it, so it cannot be removed."),
        (IntegrityError, 409, "Somebody else has just saved the same thing."),
        (OperationalError, 400, "The address or the form holds a value that does not fit."),
        (MultiValueDictKeyError, 400, "Something is missing in the address or the form."),
        (ValidationError, 400, "The address or the form holds a value that does not fit."),
        (DataError, 400, "The address or the form holds a value that does not fit."),
        (ValueError, 400, "The address or the form holds a value that does not fit."),
        (OverflowError, 400, "The address or the form holds a value that does not fit."),
    )

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not request.path.startswith(self.PREFIX):
            return None
        for kind, code, sentence in self.SENTENCES:
            if isinstance(error, kind):
                # It may be a fault of ours after all: whoever runs this finds it in the log.
                logger.warning("Refused in the admin: %s", request.path, exc_info=error)
                return problem_response(request, code, sentence)
        return None
