"""What every request passes first: its id, and the refusal of input that no page or endpoint can use."""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from config.kernel.problems import problem_response

Answer = Callable[[HttpRequest], HttpResponse]

_current: ContextVar[str] = ContextVar("request_id", default="")
_GIVEN = re.compile(r"[A-Za-z0-9._\-]{8,64}")


def request_id() -> str:
    """The id of the request being answered; empty outside of one."""
    return _current.get()


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
    """Answers 400 to NUL bytes, broken UTF-8 and lone surrogates in the path or the query: PostgreSQL refuses to
    look for them, and no slug or search holds one."""

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
        return found


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
