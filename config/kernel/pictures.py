"""Pictures that people upload: what one is by its bytes, whatever its name says, and whether it is only a picture."""

import hashlib
import re
import struct
from dataclasses import dataclass

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.core.exceptions import ValidationError

MAX_BYTES = 200_000
MAX_SIDE = 4_000
"""Pixels. A few bytes can unfold to more of them than the browser of a visitor can hold."""

SVG = "image/svg+xml"
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", SVG: "svg"}

_MARKS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<"), SVG),
)
_ROOT = "{http://www.w3.org/2000/svg}svg"
_RUNS = {"script", "foreignobject", "iframe", "object", "embed", "handler", "listener"}
_INSTRUCTION = re.compile(r"<\?(?!xml\s)")
_ELSEWHERE = re.compile(r"url\s*+\(\s*+['\"]?+\s*+(?!#)|@import|\\", re.IGNORECASE)
"""In a style or an attribute: what is fetched and is no part of the same picture, or escapes that could hide it."""


@dataclass(frozen=True)
class Picture:
    """A picture, and under which name it is kept: by its content, so that a name always means the same."""

    content: bytes
    content_type: str

    @property
    def name(self) -> str:
        return f"{hashlib.sha256(self.content).hexdigest()[:32]}.{ENDINGS[self.content_type]}"


def read(content: bytes) -> Picture:
    """Raises ValidationError for what is no PNG, JPEG, WebP or SVG, is too large, in bytes or in pixels, or is an SVG
    that does more than show itself: runs a script or asks for something elsewhere."""
    if len(content) > MAX_BYTES:
        raise ValidationError(f"The picture has more than {MAX_BYTES // 1000} kB. Save it smaller.")
    content_type = next((kind for mark, kind in _MARKS if mark.match(content)), None)
    if content_type is None:
        raise ValidationError("This is no PNG, JPEG, WebP or SVG picture.")
    if content_type == SVG:
        _check_svg(content)
    else:
        _check_sides(content, content_type)
    return Picture(content, content_type)


def _check_sides(content: bytes, content_type: str) -> None:
    try:
        width, height = _SIDES[content_type](content)
    except (struct.error, IndexError, ValueError):
        raise ValidationError("This picture cannot be read. Save it again.") from None
    if max(width, height) > MAX_SIDE:
        raise ValidationError(f"The picture is {width} by {height} pixels. {MAX_SIDE} each way are enough.")


def _png(content: bytes) -> tuple[int, int]:
    kind, width, height = struct.unpack_from(">4sII", content, 12)
    if kind != b"IHDR":
        raise ValueError("begins with no header")
    return width, height


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while True:
        edge, kind, length = struct.unpack_from(">BBH", content, at)
        if edge != 0xFF or length < 2:
            raise ValueError("no segment")
        if kind in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 1 if kind == 0xFF else 2 + length


def _webp(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        low_width, high_width, low_height, high_height = struct.unpack_from("<HBHB", content, 24)
        return (high_width << 16) + low_width + 1, (high_height << 16) + low_height + 1
    if kind == b"VP8L":
        (packed,) = struct.unpack_from("<I", content, 21)
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("begins with no frame")


_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""The segments of a JPEG that tell its sides."""
_SIDES = {"image/png": _png, "image/jpeg": _jpeg, "image/webp": _webp}
"""How each kind tells its width and height."""


def _check_svg(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
        root = ElementTree.fromstring(text.encode(), forbid_dtd=True)
    except DefusedXmlException:
        raise ValidationError("This SVG has a document type or entities. Save it as plain SVG.") from None
    except (ElementTree.ParseError, ValueError, LookupError):
        raise ValidationError("This SVG cannot be read. Save it as plain SVG, in UTF-8.") from None
    if root.tag != _ROOT:
        raise ValidationError("This is no PNG, JPEG, WebP or SVG picture.")
    if _INSTRUCTION.search(text):
        raise ValidationError("This SVG has instructions for other programs. Save it as plain SVG.")
    for element in root.iter():
        name = _local(element.tag)
        if name in _RUNS:
            raise ValidationError(f"This SVG holds <{name}>. A logo may only be drawn: save it as plain SVG.")
        if name == "style" and _ELSEWHERE.search("".join(element.itertext())):
            raise ValidationError("A style of this SVG refers to something elsewhere. Save it as plain SVG.")
        for attribute, value in element.attrib.items():
            _check_attribute(_local(attribute), value)


def _check_attribute(name: str, value: str) -> None:
    if name.startswith("on"):
        raise ValidationError(f"This SVG holds a script, in {name}. A logo may only be drawn: save it as plain SVG.")
    elsewhere = name in ("href", "src", "base") and not value.strip().startswith("#")
    # What is animated may come to lead elsewhere.
    if elsewhere or _ELSEWHERE.search(value) or (name == "attributename" and _local(value.strip(), ":") == "href"):
        raise ValidationError(f"This SVG refers to something elsewhere, in {name}. Save it as plain SVG.")


def _local(name: object, end: str = "}") -> str:
    """A name without its namespace, which goes up to `end`, in small letters."""
    return str(name).rpartition(end)[2].lower()
