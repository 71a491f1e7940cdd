"""Pages that people upload: one, or a zip of a folder of them; read, looked at, and carried inside a form until they
are applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from pydantic import ValidationError as Unsound

from careers import drafts
from careers.handbook.document import FamilyDocument, Finding, digest
from careers.handbook.links import PAGE_SUFFIXES
from careers.handbook.parse.source import slugify
from careers.handbook.parsed import Parsed
from careers.importing import MAX_FILE, Options, Page, Result, Source, family_of, import_pages, parse_page
from careers.models import Department, Family
from config.kernel.archives import Limits, members
from config.kernel.models import Catalogue

MAX_PAGES = 200
"""Of one upload. A larger handbook is imported in parts, or with the command."""

MAX_NAMED = 10
"""Files of an upload that a note names."""

ZIP = Limits(entries=5_000, entry=MAX_FILE, total=8_000_000)
"""The 148 pages of the reference corpus have 1,800,000 bytes together."""


@dataclass(frozen=True)
class Upload:
    """The pages of an upload, and what there is to say about it as a whole."""

    pages: Sequence[Page]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Look:
    """What importing a page would do to the draft of `family`, None for a new one, which said `before`; None where it
    said nothing that can be read."""

    result: Result
    family: Family | None
    before: FamilyDocument | None

    @property
    def seen(self) -> int:
        """The version of the draft, as `Page.seen` wants it."""
        return self.family.version if self.family else 0

    @property
    def overwritable(self) -> bool:
        """Whether people changed the draft since, so that the page is taken only by overwriting what they wrote."""
        if self.result.outcome == "unchanged":
            after = self.result.document
            return after is not None and (self.before is None or digest(self.before) != digest(after))
        return self.result.contested


def read_upload(data: bytes, name: str, *, department: str = "") -> Upload:
    """The pages of an uploaded file, parsed. `department` is the slug of where a page belongs that lies in no folder.
    Raises ValidationError for what is neither a page nor a zip with pages in it, and for too many of them."""
    passed: list[str] = []

    def wanted(each: str) -> bool:
        if not _is_page(each) and not each.endswith("/") and not _is_hidden(each):
            passed.append(each)
        return _is_page(each)

    if name.lower().endswith(".zip"):
        files = members(data, ZIP, wanted)
        if not files:
            raise ValidationError(f"{name}: there is no page in this zip (looked for {', '.join(PAGE_SUFFIXES)}).")
    elif _is_page(name):
        files = {name: data}
    else:
        raise ValidationError(f"{name}: upload a page ({', '.join(PAGE_SUFFIXES)}) or a .zip of a folder of pages.")
    if len(files) > MAX_PAGES:
        raise ValidationError(f"{name} holds {len(files)} pages; at most {MAX_PAGES} are imported at once.")
    outermost = _outermost(files)
    pages = []
    for path, content in files.items():
        path = path.removeprefix(outermost)
        if department and "/" not in path:
            path = f"{department}/{path}"
        pages.append(parse_page(content, Source(path, path)))
    notes = []
    if outermost:
        notes.append(
            f"All pages lie in the folder “{outermost[:-1]}”. It is no department, so it was left out. If it is one, "
            "add it first and upload again."
        )
    if passed:
        more = f" and {len(passed) - MAX_NAMED} more" if len(passed) > MAX_NAMED else ""
        notes.append(f"Passed over, because they are no pages: {', '.join(sorted(passed)[:MAX_NAMED])}{more}.")
    return Upload(pages, tuple(notes))


def _is_page(name: str) -> bool:
    """Systems put files of their own, hidden or not, beside those of people."""
    return not _is_hidden(name) and name.lower().endswith(PAGE_SUFFIXES)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def _outermost(files: dict[str, bytes]) -> str:
    """The folder, with its slash, in which everything lies, where it is no department itself and has folders in it:
    whoever packs a handbook packs the folder around it. Empty if there is none."""
    first = {path.partition("/")[0] for path in files}
    folder = next(iter(first))
    deep = all(path.count("/") >= 2 for path in files)
    if len(first) > 1 or not deep or Department.objects.filter(slug=slugify(folder, "")).exists():
        return ""
    return f"{folder}/"


def look(pages: Sequence[Page], *, by: Any) -> list[Look]:
    """What importing the pages would do, page by page. It is done and taken back, so nothing is said that would not
    come true. Some ten queries a page, as the import itself."""
    with transaction.atomic():
        Catalogue.objects.lock()
        with transaction.atomic():
            results = list(import_pages(pages, Options(by=by)))
            transaction.set_rollback(True)
        return [_look(result) for result in results]


def _look(result: Result) -> Look:
    family = family_of(result.page.source, result.document) if result.document else None
    try:
        return Look(result, family, drafts.read(family) if family else None)
    except Unsound:
        return Look(result, family, None)


def dump(pages: Sequence[Page]) -> list[dict[str, Any]]:
    """The pages as JSON, before anything was imported. `load` reads it."""
    return [
        {
            "path": page.source.path,
            "document": page.parsed.document.model_dump(mode="json") if page.parsed else None,
            "canonical": bool(page.parsed and page.parsed.canonical),
            "findings": [finding.model_dump(mode="json") for finding in page.findings],
        }
        for page in pages
    ]


def load(data: Sequence[dict[str, Any]]) -> list[Page]:
    """The pages of a dump: as they were, but for their sources' lines and dates."""
    pages = []
    for each in data:
        findings = tuple(Finding.model_validate(finding) for finding in each["findings"])
        source = Source(each["path"], each["path"])
        if each["document"] is None:
            pages.append(Page(source, failure=findings[0]))
        else:
            document = FamilyDocument.model_validate(each["document"])
            pages.append(Page(source, Parsed(document, findings, canonical=each["canonical"])))
    return pages
