"""Pages into drafts, and on to publication: files are found, read and linked to one another, then written one by
one, each whole or not at all."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Model
from pydantic import ValidationError as Unsound

from careers import drafts, publishing, rights
from careers.handbook.document import FamilyDocument, Finding, digest
from careers.handbook.links import PAGE_SUFFIXES, Target, address_of, relink, renamed
from careers.handbook.parse import parse, read_source
from careers.handbook.parsed import Parsed, Unreadable
from careers.models import Address, Department, Family, Revision, Role
from careers.models.values import sentences
from config.kernel.models import AuditRecord, Catalogue, Reference
from hiring.models import Stage
from levels.models import Grade, GradeScheme, Level

MAX_FILE = 1_000_000
"""Bytes. The largest real page of the reference corpus has 60,000."""

MAX_PATH = 500
"""Characters; what the database keeps of a source's path."""

Outcome = Literal["created", "updated", "unchanged", "failed"]


@dataclass(frozen=True)
class Source:
    """Where a page comes from. `path` is relative to the folder that was named: it gives the family its slug and
    department; `shown` is how messages name it."""

    path: str
    shown: str


@dataclass
class Page:
    """A source, read: either `parsed`, or the `failure` that says why not. A page that is not `chosen` counts for the
    names and the links of the others, and is not written. `overwrite` is `Options.force` for this page alone. `seen`
    is the version of the draft that somebody looked at before, 0 for none; None where nobody did."""

    source: Source
    parsed: Parsed | None = None
    failure: Finding | None = None
    chosen: bool = True
    overwrite: bool = False
    seen: int | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        if self.failure:
            return (self.failure,)
        return self.parsed.findings if self.parsed else ()


@dataclass
class Result:
    """What importing one page did. `document` is what the draft is to say, with its links resolved; `created` lists the
    reference data made for it; `contested` tells that people changed the draft since its last import."""

    page: Page
    outcome: Outcome
    document: FamilyDocument | None = None
    published: bool = False
    contested: bool = False
    created: list[str] = field(default_factory=list)
    error: str = ""


class ChangedByPeople(drafts.Conflict):
    """A draft holds what no import wrote, so an import leaves it alone."""


class NothingToRead(ValueError):
    """A path does not exist, or a folder holds no page."""


def sources(paths: Iterable[Path]) -> list[tuple[Path, Source]]:
    """The files of the pages below the paths, folders read recursively in name order; links out of a folder are not
    followed. Raises NothingToRead for a path that is not there, a folder that cannot be listed, or one without pages.
    """
    found: list[tuple[Path, Source]] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(_pages_below(path))
            if not inside:
                raise NothingToRead(f"{path}: no page in this folder (looked for {', '.join(PAGE_SUFFIXES)})")
            found += [(each, Source(each.relative_to(path).as_posix(), str(each))) for each in inside]
        elif path.is_file() and not path.name.lower().endswith(PAGE_SUFFIXES):
            raise NothingToRead(f"{path}: is no page (a page's name ends in {', '.join(PAGE_SUFFIXES)})")
        elif path.is_file():
            found.append((path, Source(path.name, str(path))))
        else:
            raise NothingToRead(f"{path}: there is no such file or folder")
    return found


def _pages_below(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise NothingToRead(f"{error.filename}: {error.strerror}")

    root = folder.resolve()
    for directory, _, names in os.walk(folder, onerror=refuse):
        for name in names:
            file = Path(directory, name)
            if name.lower().endswith(PAGE_SUFFIXES) and file.is_file() and file.resolve().is_relative_to(root):
                yield file


def read_page(file: Path, source: Source) -> Page:
    """Reads and parses one file; what is wrong with it becomes the page's failure."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
    except OSError as error:
        return Page(source, failure=_failure("unreadable", error.strerror or str(error), 1))
    return parse_page(data, source)


def parse_page(data: bytes, source: Source) -> Page:
    """Parses the content of a page; of one that is too large, more than MAX_FILE bytes of it are enough."""
    if not _is_utf8(source.path) or len(source.path) > MAX_PATH:
        return Page(source, failure=_failure("unreadable", f"the path is no text of at most {MAX_PATH} characters", 1))
    try:
        return Page(source, parse(read_source(data), path=source.path))
    except Unreadable as error:
        return Page(source, failure=_failure("unreadable", error.message, error.line))
    except Unsound as error:
        return Page(source, failure=_failure("unsound", "; ".join(sentences(error)), 1))


def parse_for(data: bytes, *, slug: str, department: str) -> Parsed:
    """A page on its way into the draft of the family with this slug: whatever it does not state, it has from there. A
    canonical page is exact; the links of any other to pages that were imported become links between families. Two
    queries. Raises Unreadable; pydantic.ValidationError for what is no sound document."""
    path = f"{department}/{slug}.md"
    parsed = parse(read_source(data), path=path)
    return parsed if parsed.canonical else replace(parsed, document=relink(parsed.document, _targets([]), path))


def _is_utf8(path: str) -> bool:
    """File names may hold bytes that are no text."""
    return path.isprintable() and all(not "\ud800" <= character <= "\udfff" for character in path)


def _failure(code: str, message: str, line: int) -> Finding:
    return Finding(code=code, severity="error", message=message, line=line)


@dataclass(frozen=True)
class Options:
    """How to import: as the commands' flags say. `by` None is the operator at the console."""

    by: Any = None
    publish: bool = False
    force: bool = False
    effective: date | None = None
    message: str = ""


def import_pages(pages: Sequence[Page], options: Options) -> Iterator[Result]:
    """Writes the chosen pages one by one, each in a transaction of its own; yields what became of each. Links between
    the pages, and to families imported before, become links between families."""
    _settle_slugs(pages)
    targets = _targets(pages)
    references = drafts.References()
    for page in pages:
        if not page.chosen:
            continue
        result = Result(page, "failed", error=page.failure.message if page.failure else "")
        if page.parsed and not page.failure:
            try:
                with transaction.atomic():
                    references = _import_page(page.parsed, targets, references, options, result)
            except REFUSALS as error:
                result.outcome, result.created, result.published = "failed", [], False
                result.contested = isinstance(error, ChangedByPeople)
                result.error = "; ".join(refusal(error))
                references = drafts.References()
        yield result


REFUSALS = (ValidationError, Unsound, drafts.Conflict, PermissionDenied, DataError, IntegrityError)


def refusal(error: Exception) -> list[str]:
    """What the door or the database refused, as sentences."""
    if isinstance(error, Unsound):
        return sentences(error)
    if isinstance(error, ValidationError):
        return list(error.messages)
    if isinstance(error, DataError | IntegrityError):
        return ["The database refused a value that is too long, out of range or taken."]
    return [str(error)]


def _settle_slugs(pages: Sequence[Page]) -> None:
    """One page, one family. Two pages of different folders may end in the same words: the slug belongs to who had it
    first, and the other page's family is named with its department in front. A canonical page states its slug and
    keeps it. A page that would still share a path or a slug with another of the batch fails, naming both."""
    known = dict(Family.objects.exclude(source_path="").values_list("source_path", "slug"))
    owners = {slug: path for path, slug in known.items()}
    paths: dict[str, Page] = {}
    slugs: dict[str, Page] = {}
    for page in pages:
        if page.parsed is None:
            continue
        document, path = page.parsed.document, page.source.path
        slug = document.slug
        if not page.parsed.canonical:
            slug = known.get(path) or slug
            if owners.get(slug, path) != path or slug in slugs:
                slug = f"{document.department}-{document.slug}"
        if other := paths.get(path) or slugs.get(slug):
            page.failure = _failure("same-family", f"It would be the same family as {other.source.shown}.", 1)
            continue
        paths[path] = slugs[slug] = page
        if slug != document.slug:
            page.parsed = replace(page.parsed, document=renamed(document, slug))


def _targets(pages: Sequence[Page]) -> dict[str, Target]:
    """What each old address leads to, of families imported before and of these pages."""
    titles: dict[str, dict[str, str]] = {}
    for family, slug, title in Role.objects.values_list("family__slug", "slug", "title"):
        titles.setdefault(family, {})[slug] = title
    known = {
        address_of(path): Target(slug, titles.get(slug, {}))
        for path, slug in Family.objects.exclude(source_path="").values_list("source_path", "slug")
    }
    for page in pages:
        if page.parsed and not page.failure:
            document = page.parsed.document
            roles = {role.slug: role.title for role in document.roles}
            known[address_of(page.source.path)] = Target(document.slug, roles)
    return known


def _import_page(
    parsed: Parsed, targets: dict[str, Target], references: drafts.References, options: Options, result: Result
) -> drafts.References:
    """In the caller's transaction. Returns the references, read again where some were made."""
    result.document = document = relink(parsed.document, targets, result.page.source.path)
    today = Catalogue.objects.state().today
    dated = parsed.last_modified.on if parsed.last_modified else today
    for missing in references.missing(document):
        begins = min(today, options.effective or dated)
        result.created.append(_create(missing, document, by=options.by, starts_on=begins))
    if result.created:
        references = drafts.References()
    source = result.page.source
    result.outcome, family = _write(family_of(source, document), document, result.page, references, options)
    if options.publish:
        if result.outcome != "unchanged" or options.force or _waits_for_publication(family, document):
            result.published = _publish(family, document, parsed, source, options, references)
        keep_old_address(family, address_of(source.path))
    return references


def _write(
    family: Family | None, document: FamilyDocument, page: Page, references: drafts.References, options: Options
) -> tuple[Outcome, Family]:
    """Writes one document into its draft. A draft that already says the same, or that already took this document and
    was changed by people since, is left alone. Raises ChangedByPeople where the page is new and people changed the
    draft since its last import, unless forced; drafts.Conflict where it is not as it was seen; PermissionDenied."""
    wanted, force, path = digest(document), options.force or page.overwrite, page.source.path
    if family:
        rights.require(options.by, "careers.change_family", family.department_id)
    outcome: Outcome = "unchanged"
    if family is None:
        _require_add(options.by, Family, document.title)
        _require_seen(page, 0)
        outcome, family = "created", drafts.write(document, by=options.by, references=references)
    elif force or family.imported_digest != wanted:
        standing = drafts.digest_of(family)
        if standing != wanted:
            _require_seen(page, family.version)
            if standing != family.imported_digest and not force:
                raise ChangedByPeople("The draft was changed by people since the last import. Nothing was overwritten.")
            version = family.version
            family = drafts.write(
                document, by=options.by, family=family, expected_version=version, references=references
            )
            outcome = "updated"
    if outcome != "unchanged":
        reason = f"Imported from {path}"
        AuditRecord.objects.write(
            by=options.by, action="import", kind="draft", subject=family.slug, after=wanted, reason=reason
        )
    if family.imported_digest != wanted or family.source_path != path:
        Family.objects.filter(pk=family.pk).update(imported_digest=wanted, source_path=path)
    return outcome, family


def _require_seen(page: Page, version: int) -> None:
    """Raises drafts.Conflict where somebody looked at another version of the draft."""
    if page.seen not in (None, version):
        raise drafts.Conflict("Somebody saved the draft since this was looked at. Look at it again.")


def _require_add(by: Any, model: type[Model], named: str) -> None:
    """Raises PermissionDenied, in a sentence, where `by` may not add rows of this kind."""
    if by is not None and not by.has_perm(f"{model._meta.app_label}.add_{model._meta.model_name}"):
        raise PermissionDenied(
            f"There is no {model._meta.verbose_name} {named!r} yet, and your account may not add it."
        )


def family_of(source: Source, document: FamilyDocument) -> Family | None:
    """The family that the page was imported into before, or the one that has its slug."""
    families = Family.objects.select_related("department")
    return families.filter(source_path=source.path).first() or families.filter(slug=document.slug).first()


def _waits_for_publication(family: Family, document: FamilyDocument) -> bool:
    """Whether an unchanged page was imported and never published, and the draft still says what it says. What people
    published, withdrew or rolled back since is theirs."""
    published = Revision.objects.filter(family=family, digest=digest(document), number__isnull=False)
    return not published.exists() and drafts.digest_of(family) == digest(document)


def _publish(
    family: Family,
    document: FamilyDocument,
    parsed: Parsed,
    source: Source,
    options: Options,
    references: drafts.References,
) -> bool:
    """Publishes the document unless it is what the public sees on that day already. The page's own date dates the
    family's first publication, if it is not still to come; a later import is news of today."""
    today = Catalogue.objects.state().today
    modified = parsed.last_modified
    first = not Revision.objects.filter(family=family, number__isnull=False).exists()
    starts_on = options.effective or (min(modified.on, today) if modified and first else today)
    if Revision.objects.filter(family=family, digest=digest(document)).live(starts_on).exists():
        return False
    message = options.message or (modified.message if modified else "") or f"Imported from {source.path}"
    publishing.publish_draft(
        family, by=options.by, message=message, starts_on=starts_on, document=document, references=references
    )
    return True


def keep_old_address(family: Family, path: str) -> None:
    """Lets the address of the imported page lead to the family, unless it leads somewhere already."""
    if path:
        Address.objects.get_or_create(path=path, defaults={"family": family})


def _create(missing: drafts.Missing, document: FamilyDocument, *, by: Any, starts_on: date) -> str:
    """Makes the reference row that a document names, named after its slug; returns what to report."""
    name = missing.slug.replace("-", " ").capitalize()
    row: Reference
    if missing.kind == "department":
        row = Department(slug=missing.slug, name=name)
    elif missing.kind == "level":
        track = next(role.track for role in document.roles if role.level == missing.slug)
        row = Level(slug=missing.slug, name=name, track=track, rank=0)
    elif missing.kind == "grade_scheme":
        row = GradeScheme(slug=missing.slug, name=name)
    elif missing.kind == "stage":
        row = Stage(slug=missing.slug, name=name, order=150)
    else:
        scheme, grade = missing.slug.split("/")
        row = Grade(scheme=GradeScheme.objects.get(slug=scheme), slug=grade, name=grade, rank=_rank(grade))
    _require_add(by, type(row), missing.slug)
    row.record(by=by, starts_on=starts_on, reason="named by an imported page")
    return f"{missing.kind.replace('_', ' ')} {missing.slug}"


def _rank(grade: str) -> Decimal:
    try:
        return Decimal(grade)
    except InvalidOperation:
        return Decimal(0)
