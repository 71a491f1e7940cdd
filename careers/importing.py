"""Pages into drafts, and on to publication: files are found, read and linked to one another, then written one by
one, each whole or not at all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from pydantic import ValidationError as Unsound

from careers import drafts, publishing
from careers.handbook.document import FamilyDocument, Finding, digest
from careers.handbook.links import Target, relink
from careers.handbook.parse import parse, read_source
from careers.handbook.parsed import Parsed, Unreadable
from careers.models import Address, Department, Family, Revision
from careers.models.values import sentences
from config.kernel.models import Catalogue
from hiring.models import Stage
from levels.models import Grade, GradeScheme, Level

SUFFIXES = (".html.md.erb", ".md.erb", ".html.md", ".markdown", ".md", ".txt")
MAX_FILE = 1_000_000
"""Bytes. The largest real page of the reference corpus has 60,000."""

Outcome = Literal["created", "updated", "unchanged", "failed"]


@dataclass(frozen=True)
class Source:
    """A file to read. `path` is relative to the folder that was named: it gives the family its slug and department;
    `shown` is how messages name it."""

    file: Path
    path: str
    shown: str


@dataclass
class Page:
    """A source, read: either `parsed`, or the `failure` that says why not."""

    source: Source
    parsed: Parsed | None = None
    failure: Finding | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        if self.failure:
            return (self.failure,)
        return self.parsed.findings if self.parsed else ()


@dataclass
class Result:
    """What importing one page did. `created` lists the reference data made for it."""

    page: Page
    outcome: Outcome
    published: bool = False
    created: list[str] = field(default_factory=list)
    error: str = ""


class NothingToRead(ValueError):
    """A path does not exist, or a folder holds no page."""


def sources(paths: Iterable[Path]) -> list[Source]:
    """The pages below the paths, folders read recursively in name order. Raises NothingToRead."""
    found: list[Source] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file() and each.name.endswith(SUFFIXES))
            if not inside:
                raise NothingToRead(f"{path}: no page in this folder (looked for {', '.join(SUFFIXES)})")
            found += [Source(each, each.relative_to(path).as_posix(), str(each)) for each in inside]
        elif path.exists():
            found.append(Source(path, path.name, str(path)))
        else:
            raise NothingToRead(f"{path}: there is no such file or folder")
    return found


def read_page(source: Source) -> Page:
    """Reads and parses one file; what is wrong with it becomes the page's failure."""
    try:
        with source.file.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
        return Page(source, parse(read_source(data), path=source.path))
    except Unreadable as error:
        return Page(source, failure=_failure("unreadable", error.message, error.line))
    except OSError as error:
        return Page(source, failure=_failure("unreadable", error.strerror or str(error), 1))
    except Unsound as error:
        return Page(source, failure=_failure("unsound", "; ".join(sentences(error)), 1))


def _failure(code: str, message: str, line: int) -> Finding:
    return Finding(code=code, severity="error", message=message, line=line)


def old_path(source_path: str) -> str:
    """The address below /job-families/ at which a page's source used to be served: its path without index and
    suffixes."""
    for suffix in SUFFIXES:
        if source_path.endswith(suffix):
            source_path = source_path.removesuffix(suffix)
            break
    parts = source_path.split("/")
    if parts[-1] in {"index", "_index"}:
        parts.pop()
    return "/".join(parts).lower()


@dataclass(frozen=True)
class Options:
    """How to import: as the commands' flags say. `by` None is the operator at the console."""

    by: Any = None
    publish: bool = False
    force: bool = False
    effective: date | None = None
    message: str = ""


def import_pages(pages: Sequence[Page], options: Options) -> Iterator[Result]:
    """Writes the pages one by one, each in a transaction of its own; yields what became of each. Links between
    them, and to families imported before, become links between families."""
    _settle_slugs(pages)
    targets = _targets(pages)
    references = drafts.References()
    for page in pages:
        if page.parsed is None:
            yield Result(page, "failed", error=page.failure.message if page.failure else "")
            continue
        result, references = _import_page(page, page.parsed, targets, references, options)
        yield result


def _settle_slugs(pages: Sequence[Page]) -> None:
    """Two pages of different folders may end in the same words. The slug belongs to who had it first; the other
    page's family is named with its department in front. A canonical page states its slug, and keeps it."""
    owners = dict(Family.objects.exclude(source_path="").values_list("source_path", "slug"))
    taken = {slug: path for path, slug in owners.items()}
    for page in pages:
        if page.parsed is None or page.parsed.canonical:
            continue
        document, path = page.parsed.document, page.source.path
        slug = owners.get(path) or document.slug
        if taken.setdefault(slug, path) != path:
            slug = f"{document.department}-{slug}"
            taken.setdefault(slug, path)
        if slug != document.slug:
            page.parsed = replace(page.parsed, document=document.model_copy(update={"slug": slug}))


def _targets(pages: Sequence[Page]) -> dict[str, Target]:
    """What each old address leads to, of families imported before and of these pages."""
    known = {
        old_path(path): Target(slug)
        for path, slug in Family.objects.exclude(source_path="").values_list("source_path", "slug")
    }
    for page in pages:
        if page.parsed:
            document = page.parsed.document
            roles = {role.slug: role.title for role in document.roles}
            known[old_path(page.source.path)] = Target(document.slug, roles)
    return known


def _import_page(
    page: Page, parsed: Parsed, targets: dict[str, Target], references: drafts.References, options: Options
) -> tuple[Result, drafts.References]:
    document = relink(parsed.document, targets)
    result = Result(page, "failed")
    try:
        with transaction.atomic():
            missing = references.missing(document)
            result.created = [_create(each, options.by) for each in missing]
            if missing:
                references = drafts.References()
            import_document(document, parsed, page.source, references, options, result)
    except (ValidationError, drafts.Conflict, PermissionDenied) as error:
        result.outcome, result.created, result.published = "failed", [], False
        result.error = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        references = drafts.References()
    return result, references


def import_document(
    document: FamilyDocument,
    parsed: Parsed,
    source: Source,
    references: drafts.References,
    options: Options,
    result: Result,
) -> None:
    """Writes one document into its draft, and publishes it if asked. A draft that already says the same is left
    alone. Raises drafts.Conflict where people changed the draft since its last import, unless forced."""
    family = _family_of(source, document)
    wanted = digest(document)
    if family is None:
        family = drafts.write(document, by=options.by, references=references)
        result.outcome = "created"
    elif family.imported_digest == wanted and not options.force:
        result.outcome = "unchanged"
    else:
        standing = digest(drafts.read(family))
        if standing not in {family.imported_digest, wanted} and not options.force:
            raise drafts.Conflict(
                "The draft was changed by people since the last import. Nothing was overwritten; --force would."
            )
        if standing == wanted:
            result.outcome = "unchanged"
        else:
            family = drafts.write(document, by=options.by, family=family, references=references)
            result.outcome = "updated"
    if family.imported_digest != wanted or family.source_path != source.path:
        Family.objects.filter(pk=family.pk).update(imported_digest=wanted, source_path=source.path)
    if options.publish:
        result.published = _publish(family, document, parsed, source, options)


def _family_of(source: Source, document: FamilyDocument) -> Family | None:
    """The family that the page was imported into before, or the one that has its slug."""
    families = Family.objects.select_related("department")
    return families.filter(source_path=source.path).first() or families.filter(slug=document.slug).first()


def _publish(family: Family, document: FamilyDocument, parsed: Parsed, source: Source, options: Options) -> bool:
    """Publishes the document unless it is what the public sees on that day already. The page's own date dates the
    family's first publication; a later import is news of today."""
    today = Catalogue.objects.state().today
    modified = parsed.last_modified
    first = not Revision.objects.filter(family=family, number__isnull=False).exists()
    starts_on = options.effective or (modified.on if modified and first else today)
    before = Revision.objects.filter(family=family).live(starts_on).first()
    if before and before.digest == digest(document):
        return False
    message = options.message or (modified.message if modified else "") or f"Imported from {source.path}"
    revision = publishing.freeze(family, by=options.by, message=message, document=document)
    publishing.publish(revision, by=options.by, starts_on=starts_on, reason=message)
    keep_old_address(family, old_path(source.path))
    return True


def keep_old_address(family: Family, path: str) -> None:
    """Lets the address of the imported page lead to the family, unless it leads somewhere already."""
    if path:
        Address.objects.get_or_create(path=path, defaults={"family": family})


def _create(missing: drafts.Missing, by: Any) -> str:
    """Makes the reference row that a document names, named after its slug; returns what to report."""
    name = missing.slug.replace("-", " ").capitalize()
    if missing.kind == "department":
        Department(slug=missing.slug, name=name).record(by=by, reason="named by an imported page")
    elif missing.kind == "level":
        Level(slug=missing.slug, name=name, rank=0).record(by=by, reason="named by an imported page")
    elif missing.kind == "grade_scheme":
        GradeScheme(slug=missing.slug, name=name).record(by=by, reason="named by an imported page")
    elif missing.kind == "stage":
        Stage(slug=missing.slug, name=name, order=150).record(by=by, reason="named by an imported page")
    else:
        scheme, grade = missing.slug.split("/")
        row = Grade(scheme=GradeScheme.objects.get(slug=scheme), slug=grade, name=grade, rank=_rank(grade))
        row.record(by=by, reason="named by an imported page")
    return f"{missing.kind.replace('_', ' ')} {missing.slug}"


def _rank(grade: str) -> Decimal:
    try:
        return Decimal(grade)
    except InvalidOperation:
        return Decimal(0)
