"""Which representation a client wants most."""

import re
from collections.abc import Iterator, Sequence

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

_QUALITY = re.compile(r"\s*[qQ]\s*=(.*)")
_VALUE = re.compile(r"\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*")


class ByQuality(DefaultContentNegotiation):
    """The renderer that the Accept header gives the highest quality, the view's first of several; what a media range
    says for itself counts before what a wider one does (RFC 9110, 12.5.1). Without a header, or with an empty one, all
    are wanted. Raises NotAcceptable where all are 0."""

    def select_renderer(  # type: ignore[override]
        self, request: Request, renderers: Sequence[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        ranges = list(_ranges(request.headers.get("Accept", "").strip() or "*/*"))
        best = max(renderers, key=lambda renderer: _quality(str(renderer.media_type), ranges))
        if not _quality(str(best.media_type), ranges):
            raise NotAcceptable(available_renderers=renderers)
        return best, str(best.media_type)


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """The media ranges of a header, each with its quality: 0 where that is no quality. Other parameters say nothing
    here."""
    for each in accept.split(","):
        name, *parameters = each.split(";")
        stated = [match[1] for match in map(_QUALITY.fullmatch, parameters) if match]
        value = _VALUE.fullmatch(stated[-1] if stated else "1")
        yield name.strip().lower(), float(value[1]) if value else 0.0


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """0 where no range has it."""
    kind = media_type.partition("/")[0]
    for wanted in (media_type, f"{kind}/*", "*/*"):
        if found := [quality for name, quality in ranges if name == wanted]:
            return max(found)
    return 0.0
