"""Job boards of others, in the shape of the Greenhouse Job Board API: fetched or from a file, and read whole before
anything is made of them."""

import json
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Annotated, Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic import ValidationError as Unsound

from careers.models.values import sentences
from config.kernel.models.reference import validate_text

MAX_BYTES = 10_000_000
"""Of one answer, or of a file. Three thousand posts have as many."""
TIMEOUT = 10.0
"""Seconds for which the other side may be silent."""
DEADLINE = 60.0
"""Seconds after which no more of an answer's body is read. The headers before it may take longer, as long as the other
side is never silent for TIMEOUT."""
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
MAX_SOURCE = 200
MAX_ID = 10**18


class Unreadable(Exception):
    """There is no board to be read. Says why in a sentence."""


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


def _line(value: Any) -> Any:
    """A text in one line, without what nobody sees."""
    if not isinstance(value, str):
        return value
    return " ".join("".join(each if each.isprintable() else " " for each in value).split())


Line = Annotated[str, BeforeValidator(_line)]


class Location(_Read):
    name: Line | None = None


class Department(_Read):
    name: Line | None = None


class Office(_Read):
    name: Line | None = None
    location: Line | None = None


class CustomField(_Read):
    """A custom field."""

    name: Line | None = None
    value: Any = None


class PayRange(_Read):
    min_cents: Annotated[int, Field(ge=0, lt=10**12)]
    max_cents: Annotated[int, Field(ge=0, lt=10**12)]
    currency_type: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    title: Line | None = None
    blurb: str | None = None


def _day(value: Any) -> Any:
    """The day of a moment, as it was where that was written down."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        raise ValueError("write a moment as 2026-03-01T09:30:00+01:00") from None


Day = Annotated[date, BeforeValidator(_day)]


class Post(_Read):
    """A job of a board, as far as anything is made of it. Its text is not: a vacancy shows that of its role."""

    id: Annotated[int, Field(gt=0, lt=MAX_ID)]
    title: Annotated[Line, Field(min_length=1)]
    absolute_url: str = ""
    internal_job_id: int | None = 0
    requisition_id: Annotated[Line, Field(max_length=100)] | None = None
    location: Location | None = None
    departments: list[Department] = []
    offices: list[Office] = []
    metadata: list[CustomField] | None = None
    language: str | None = None
    first_published: Day | None = None
    application_deadline: Day | None = None
    pay_input_ranges: list[PayRange] | None = None

    @property
    def key(self) -> str:
        return str(self.id)

    @property
    def prospects(self) -> bool:
        """Whether it is for no job: the API says null then."""
        return self.internal_job_id is None

    def stated(self, *names: str) -> list[str]:
        """The values of the custom fields of these names, folded."""
        values = [each.value for each in self.metadata or () if each.name and each.name.casefold() in names]
        lines = [one for value in values for one in (value if isinstance(value, list) else [value])]
        return [" ".join(one.split()).casefold() for one in lines if isinstance(one, str)]


@dataclass(frozen=True)
class Broken:
    """A job that could not be read: what is known of it, and why."""

    key: str
    title: str
    reason: str


@dataclass(frozen=True)
class Board:
    """What a board holds, under the address that its vacancies are known by. `complete` tells whether every job of it
    is known by its id, so that what is not listed is gone."""

    source: str
    posts: tuple[Post, ...]
    broken: tuple[Broken, ...]

    @property
    def complete(self) -> bool:
        return all(each.key for each in self.broken)

    @property
    def keys(self) -> set[str]:
        """The ids of all jobs that are listed, readable or not."""
        return {each.key for each in self.posts} | {each.key for each in self.broken}


def fetch_board(address: str) -> Board:
    """The board at an address: https://.../v1/boards/<token>. Asks for the pay of each job that the list does not tell
    it of. Raises Unreadable."""
    source = normal_source(address)
    listed = read_board(_fetched(f"{source}/jobs?content=true&pay_transparency=true"), source)
    posts = [each if "pay_input_ranges" in each.model_fields_set else _with_pay(source, each) for each in listed.posts]
    # What is gone since the list was made is as if it had not been listed.
    return Board(source, tuple(filter(None, posts)), listed.broken)


def load_board(file: Path, source: str = "") -> Board:
    """What a board answered to /jobs?content=true, saved in a file. `source` is its address; by default its vacancies
    are known by the file's name. Raises Unreadable."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise Unreadable(f"{file}: {getattr(error, 'strerror', None) or error}.") from None
    if len(data) > MAX_BYTES:
        raise Unreadable(f"{file} has more than {MAX_BYTES:,} bytes.")
    return read_board(data, normal_source(source) if source else f"file:{file.name}"[:MAX_SOURCE])


def normal_source(address: str) -> str:
    """The address of a board without what makes no difference. Raises Unreadable for what is none."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    except ValueError:
        raise Unreadable(f"{address!r} is no address.") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK and settings.DEBUG):
        raise Unreadable("The address of a board begins with https://.")
    if not host or parts.username or not parts.path.isascii() or not parts.path.isprintable() or " " in parts.path:
        raise Unreadable(f"{address!r} is no address of a board, such as https://host/v1/boards/token.")
    path = parts.path.rstrip("/").removesuffix("/jobs")
    found = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}{path}"
    if len(found) > MAX_SOURCE:
        raise Unreadable(f"The address is longer than {MAX_SOURCE} characters.")
    return found


def read_board(data: bytes, source: str) -> Board:
    """What a board answered to /jobs. Raises Unreadable for what is no such answer, or not a whole one."""
    found = _json(data, source)
    rows = found.get("jobs") if isinstance(found, dict) else None
    if not isinstance(rows, list):
        raise Unreadable(f'{source} does not answer as a job board: there is no list of "jobs".')
    meta = found.get("meta")
    total = meta.get("total") if isinstance(meta, dict) else None
    if isinstance(total, int) and total != len(rows):
        raise Unreadable(f"{source} says that it has {total:,} jobs and lists {len(rows):,}. Nothing was made of it.")
    posts, broken = [], []
    for row in rows:
        try:
            posts.append(_post(row))
        except ValidationError as error:
            key = row.get("id") if isinstance(row, dict) else None
            title = row.get("title") if isinstance(row, dict) else None
            known = str(key) if type(key) is int and 0 < key < MAX_ID else ""
            broken.append(Broken(known, _sound(title), "; ".join(error.messages)))
    listed = Counter([each.key for each in posts] + [each.key for each in broken if each.key])
    if twice := [key for key, times in listed.items() if times > 1]:
        raise Unreadable(f"{source} lists the job {twice[0]} twice. Nothing was made of it.")
    return Board(source, tuple(posts), tuple(broken))


def _post(row: Any) -> Post:
    """Raises ValidationError."""
    try:
        validate_text(row)
        return Post.model_validate(row)
    except RecursionError:
        raise ValidationError("it is nested too deep") from None
    except Unsound as error:
        raise ValidationError(sentences(error)) from None


def _sound(title: Any) -> str:
    """A title that can be told; "" for what is none."""
    if not isinstance(title, str) or not title.isprintable():
        return ""
    return title


def _with_pay(source: str, post: Post) -> Post | None:
    """The post with its pay, if that is told; None where it is gone."""
    address = f"{source}/jobs/{quote(post.key)}?pay_transparency=true"
    try:
        found = _json(_fetched(address), address)
        return post.model_copy(update={"pay_input_ranges": _post(found).pay_input_ranges})
    except _Gone:
        return None
    except ValidationError as error:
        raise Unreadable(f"{address}: {'; '.join(error.messages)}.") from None


class _Gone(Unreadable):
    """There is nothing at an address."""


class _Straight(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: a board that has moved is to be named anew, because its vacancies are known by its
    address."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:
        return None


def _fetched(address: str) -> bytes:
    """The body of the answer. Raises Unreadable; _Gone where nothing is there."""
    here = urlsplit(address).hostname in LOOPBACK
    handlers: list[Any] = [_Straight(), *([urllib.request.ProxyHandler({})] if here else [])]
    request = urllib.request.Request(address, headers={"Accept": "application/json", "User-Agent": "Rolebook"})  # noqa: S310
    end, body = time.monotonic() + DEADLINE, b""
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT) as response:
            while part := response.read1(65_536):
                body += part
                if len(body) > MAX_BYTES:
                    raise Unreadable(f"{address} answers more than {MAX_BYTES:,} bytes.")
                if time.monotonic() > end:
                    raise TimeoutError
            if response.length:
                raise Unreadable(f"{address} broke off in the middle of its answer.")
    except HTTPError as error:
        with error:
            if error.code == 404:
                raise _Gone(f"There is no board at {address} (404).") from None
            where = f" It leads to {error.headers['Location']}." if 300 <= error.code < 400 else ""
            raise Unreadable(f"{address} answers {error.code}.{where}") from None
    except TimeoutError:
        raise Unreadable(f"{address} does not answer in time.") from None
    except HTTPException:
        raise Unreadable(f"{address} does not answer in HTTP.") from None
    except OSError as error:  # URLError among them, which says why in `reason`
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise Unreadable(f"{address} does not answer in time.") from None
        raise Unreadable(f"No connection with {address}: {getattr(reason, 'strerror', None) or reason}.") from None
    return body


def _json(data: bytes, source: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise Unreadable(f"What {source} answers is no JSON.") from None
