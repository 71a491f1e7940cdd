"""The ceiling: the same server answering a fixed number of bytes, named by the path, with no framework at all."""

from collections.abc import Callable, Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = b"x" * int(environ["PATH_INFO"].strip("/"))
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]
