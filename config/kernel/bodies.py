"""Bodies of requests, read strictly: of a media type that is taken, in UTF-8, and JSON that no two readers can read in
two ways."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from math import isfinite
from typing import Any

from django.http import HttpRequest
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType, ValidationError

from config.kernel.parameters import MAX_COMPLAINTS, MAX_ECHO, echo

JSON, MARKDOWN = "application/json", "text/markdown"
MAX_DEPTH = 40
"""Of objects and lists in one another. What is sent here needs ten."""

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class TooLarge(APIException):
    """A body of more bytes than are taken."""

    status_code = 413


def read_body(request: HttpRequest, kinds: Mapping[str, int]) -> tuple[str, bytes]:
    """(media type, bytes) of a body. `kinds` are the media types that are taken, and of how many bytes. Raises
    UnsupportedMediaType with what is taken, TooLarge, ParseError where less came than was promised, and ValidationError
    where there is nothing."""
    kind = request.content_type or ""
    if kind not in kinds or request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType(kind, f"Send {' or '.join(kinds)}, not compressed.")
    charset = request.META.get(CHARSET) or (request.content_params or {}).get("charset", "utf-8")
    if charset.strip('"').lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(kind, f"Send {kind} in UTF-8.")
    body = request.read(kinds[kind] + 1)
    if len(body) > kinds[kind]:
        raise TooLarge(f"It is larger than the {kinds[kind]:,} bytes that are taken of {kind}.")
    if len(body) < (promised := _promised(request)):
        raise ParseError(f"The body broke off: {len(body):,} of {promised:,} bytes came. Send it again.")
    if not body.strip():
        raise ValidationError({"": ["The body is empty."]})
    return kind, body


def _promised(request: HttpRequest) -> int:
    """How many bytes the caller said that there are. What is no number is none, as Django reads it."""
    try:
        return int(request.headers.get("Content-Length", ""))
    except ValueError:
        return 0


CHARSET = "rolebook.charset"
"""Where a WSGI environment keeps the charset that a Content-Type named; see config.kernel.requests."""


class _Object(dict[str, Any]):
    """A JSON object that knows which of its keys it was given again."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.again: list[str] = []
        if len(self) < len(pairs):
            self.again = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]


def strict_json(body: bytes) -> Any:
    """The value that a body says in JSON (RFC 8259). Raises ValidationError, by JSON pointer, for what is none, keys
    that come twice, numbers that are none, characters that no text may hold, and what is nested too deep."""
    try:
        value = json.loads(body.decode(), object_pairs_hook=_Object)
    except UnicodeDecodeError as error:
        raise ValidationError({"": [f"This is not UTF-8: the byte {error.start + 1:,} is none of it."]}) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ValidationError({"": [f"This is not JSON: {error.msg.removesuffix(' at')} at {place}."]}) from None
    except RecursionError:
        raise ValidationError({"": [_TOO_DEEP]}) from None
    except ValueError:
        raise ValidationError({"": ["This holds a number of too many digits."]}) from None
    errors: dict[str, list[str]] = {}
    for pointer, complaint in islice(_complaints("", value, 0), MAX_COMPLAINTS):
        errors.setdefault(pointer, []).append(complaint)
    if errors:
        raise ValidationError(errors)
    return value


_TOO_DEEP = f"This is nested deeper than {MAX_DEPTH} times."


def _complaints(pointer: str, value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """(JSON pointer, what is wrong there)"""
    if isinstance(value, str):
        if found := _NO_TEXT.search(value):
            yield pointer, f"This holds the character U+{ord(found[0]):04X}, which no text may hold."
    elif isinstance(value, float):
        if not isfinite(value):
            yield pointer, "This is no number."
    elif isinstance(value, dict | list):
        if depth == MAX_DEPTH:
            yield pointer, _TOO_DEEP
            return
        for name in getattr(value, "again", ()):
            yield pointer, f"The key {echo(name)} comes twice."
        for name, each in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(name, str) and _NO_TEXT.search(name):
                yield pointer, f"The key {echo(name)} holds a character that no text may hold."
            else:
                yield from _complaints(f"{pointer}/{step(name)}", each, depth + 1)


def step(name: str | int) -> str:
    """A key or an index as a step of a JSON pointer (RFC 6901); cut, as it may be a caller's word."""
    return str(name)[:MAX_ECHO].replace("~", "~0").replace("/", "~1")
