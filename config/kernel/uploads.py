"""What was uploaded travels from the page that shows what would change to the request that applies it, inside the form:
packed and signed. No process has to remember it, nothing is left behind, and nobody can change it on the way."""

from io import BytesIO
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MAX_UPLOAD = 10_000_000
"""Bytes of the files of one request."""

MAX_SEALED = 4_000_000
"""Characters of what a form carries: below DATA_UPLOAD_MAX_MEMORY_SIZE, with room for the other fields."""

LASTS = 4 * 60 * 60
"""Seconds within which it is applied: a long morning's reading."""


class CappedUpload(FileUploadHandler):
    """Keeps the first MAX_UPLOAD bytes of a request's files in memory, and one more by which `read` knows that there
    were too many. Nothing of what strangers send comes to lie on the disk."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.left = MAX_UPLOAD + 1

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        part = raw_data[: self.left]
        self.left -= len(part)
        self.kept.write(part)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        size = self.kept.tell()
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name, self.content_type, size, self.charset, self.content_type_extra
        )


def read(file: "UploadedFile[Any]") -> bytes:
    """The bytes of an uploaded file. Raises ValidationError for more than MAX_UPLOAD, and for none."""
    data: bytes = file.read(MAX_UPLOAD + 1)
    if len(data) > MAX_UPLOAD:
        raise ValidationError(f"The file is larger than {MAX_UPLOAD:,} bytes. Send it in parts.")
    if not data:
        raise ValidationError("The file is empty.")
    return data


def seal(value: Any, *, purpose: str, by: Any) -> str:
    """A JSON value as text that only `unseal` with the same purpose and person opens. Raises ValidationError where it
    would be too large for a form."""
    sealed = signing.dumps(value, salt=_salt(purpose, by), compress=True)
    if len(sealed) > MAX_SEALED:
        raise ValidationError("This is too much for one import. Send it in parts.")
    return sealed


def unseal(sealed: str, *, purpose: str, by: Any) -> Any:
    """The value. Raises ValidationError for what was sealed too long ago, by somebody else or for something else, and
    for what was changed since."""
    try:
        return signing.loads(sealed, salt=_salt(purpose, by), max_age=LASTS)
    except signing.SignatureExpired:
        raise ValidationError("It was uploaded some hours ago. Upload the file again to see what it changes.") from None
    except signing.BadSignature:
        raise ValidationError("The upload did not arrive as it was shown. Upload the file again.") from None


def _salt(purpose: str, by: Any) -> str:
    return f"config.kernel.uploads:{purpose}:{by.pk}"
