"""Zip files from strangers: read in memory, counted as they unfold, refused in sentences."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO

from django.core.exceptions import ValidationError

CHUNK = 64 * 1024
UTF8_NAME = 0x800
ENCRYPTED = 0x1
NO_ZIP = "This is no zip file, or a broken one."
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError
)  # fmt: skip
"""What zipfile raises. A ValueError is an offset that cannot be, or a name that is not what its flag says."""
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The packings that zipfile unpacks bit by bit. One block of another may unfold to gigabytes at once."""


@dataclass(frozen=True)
class Limits:
    """`entries` is a number of names, folders included; the others count unpacked bytes. An entry that is larger than
    `entry` is cut off one byte later, so that whoever reads it sees that it is too large."""

    entries: int
    entry: int
    total: int


def members(data: bytes, limits: Limits, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The wanted files of a zip by name, in the order of their names. What a header says of sizes is not believed.

    Raises ValidationError, naming the entry, for what is no zip, has more than the limits allow, is encrypted or a
    link, lies outside of the archive, occurs twice, or has a name that is no text.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > limits.entries:
                raise ValidationError(f"The zip holds {len(entries):,} entries; it may hold {limits.entries:,}.")
            return _unpacked(archive, _chosen(entries, wanted), limits)
    except _BROKEN:
        raise ValidationError(NO_ZIP) from None


def _chosen(entries: list[zipfile.ZipInfo], wanted: Callable[[str], bool]) -> dict[str, zipfile.ZipInfo]:
    chosen: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = _name(entry)
        if entry.is_dir():
            continue
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise ValidationError(f"The zip holds a link to somewhere else: {name}. Put the file itself into it.")
        if name in chosen:
            raise ValidationError(f"The zip holds two files of the name {name}.")
        if wanted(name):
            if entry.flag_bits & ENCRYPTED:
                raise ValidationError(f"{name} is encrypted. Make a zip without a password.")
            if entry.compress_type not in _BOUNDED:
                raise ValidationError(f"{name} is packed in an uncommon way. Make an ordinary zip.")
            chosen[name] = entry
    return dict(sorted(chosen.items()))


def _name(entry: zipfile.ZipInfo) -> str:
    """The name with / between folders. Some programs write UTF-8 without saying so."""
    name = entry.orig_filename
    if not entry.flag_bits & UTF8_NAME:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeDecodeError:
            raise ValidationError(f"The zip holds a name that is not UTF-8 text: {name!r}. Rename that file.") from None
    name = name.replace("\\", "/")
    if not name.isprintable():
        raise ValidationError(f"The zip holds a name with characters that no name may have: {name!r}.")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(name):
        raise ValidationError(f"The zip holds a name that leads outside of it: {name!r}.")
    return path.as_posix()


def _unpacked(archive: zipfile.ZipFile, chosen: dict[str, zipfile.ZipInfo], limits: Limits) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = limits.total
    for name, entry in chosen.items():
        with archive.open(entry) as stream:
            found[name] = _read(stream, min(limits.entry, left) + 1)
        left -= len(found[name])
        if left < 0:
            raise ValidationError(f"The zip unpacks to more than {limits.total:,} bytes. Import it in parts.")
    return found


def _read(stream: IO[bytes], most: int) -> bytes:
    """At most so many bytes, unpacked bit by bit: a gigabyte of zeros is never in memory."""
    parts = []
    while most > 0 and (part := stream.read(min(CHUNK, most))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)
