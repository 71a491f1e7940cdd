"""Is the published catalogue whole and sound? What each family in force names must exist, what is derived must follow
from the revisions, and the content rules hold, less what was waived."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from careers import findings
from careers.drafts import References
from careers.handbook.document import FamilyDocument, Finding, digest, load
from careers.listings import LISTING_MODELS
from careers.models import Publication


@dataclass(frozen=True)
class FamilyFindings:
    """A family's slug and what was found in it."""

    family: str
    findings: tuple[Finding, ...]


def check(on: date) -> Iterator[FamilyFindings]:
    """One entry per family in force on that day, in slug order. Of the content rules those that the company has
    switched on; what is waived today is left out. Two queries a family, and fourteen."""
    publications = list(Publication.objects.live(on).select_related("revision", "family").order_by("family__slug"))
    documents = {publication.pk: load(publication.revision.content) for publication in publications}
    references, surroundings = References(), findings.Surroundings(documents.values())
    rows = {
        model: dict(_count_by_publication(model, [publication.pk for publication in publications]))
        for model in LISTING_MODELS
    }
    for publication in publications:
        document = documents[publication.pk]
        found = [
            *_check_content(publication, document),
            *_check_references(document, references),
            *_check_rows(publication, document, rows),
            *_check_rules(publication, document, surroundings),
        ]
        yield FamilyFindings(document.slug, tuple(found))


def _check_content(publication: Publication, document: FamilyDocument) -> Iterator[Finding]:
    if digest(document) != publication.revision.digest:
        yield Finding(
            code="content-changed",
            severity="error",
            message=f"The stored document of revision {publication.revision.number} does not match its digest.",
        )


def _check_references(document: FamilyDocument, references: References) -> Iterator[Finding]:
    for missing in references.missing(document):
        kind = missing.kind.replace("_", " ")
        yield Finding(code="missing-reference", severity="error", message=f"There is no {kind} {missing.slug!r}.")


def _check_rows(
    publication: Publication, document: FamilyDocument, rows: dict[Any, dict[int, int]]
) -> Iterator[Finding]:
    wanted = (
        1,
        len(document.roles),
        len(document.specialties),
        len(document.career_steps),
        len(document.hiring_processes),
    )
    for model, count in zip(LISTING_MODELS, wanted, strict=True):
        if rows[model].get(publication.pk, 0) != count:
            yield Finding(
                code="stale-listing",
                severity="error",
                message=f"{model._meta.verbose_name_plural} do not match the revision; run rebuild_listings.",
            )


def _check_rules(
    publication: Publication, document: FamilyDocument, surroundings: findings.Surroundings
) -> Iterator[Finding]:
    for judged in findings.judge(publication.family, document, surroundings):
        if judged.waiver is None:
            yield judged.finding


def _count_by_publication(model: Any, publications: list[int]) -> Any:
    return (
        model.objects.filter(publication__in=publications)
        .order_by()
        .values_list("publication")
        .annotate(rows=Count("pk"))
    )
