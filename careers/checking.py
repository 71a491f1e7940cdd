"""Is the published catalogue whole? What each family in force names must exist, and what is derived must follow from
the revisions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from careers.drafts import References
from careers.handbook.document import FamilyDocument, Finding, digest, load
from careers.listings import LISTING_MODELS
from careers.models import Address, Publication

_FAMILY_LINK = re.compile(r"\]\(/job-families/([^)#?\s]+?)/?[)#?\s]")


@dataclass(frozen=True)
class FamilyFindings:
    """A family's slug and what was found in it."""

    family: str
    findings: tuple[Finding, ...]


def check(on: date) -> Iterator[FamilyFindings]:
    """One entry per family in force on that day, in slug order."""
    publications = list(Publication.objects.live(on).select_related("revision", "family").order_by("family__slug"))
    documents = {publication.pk: load(publication.revision.content) for publication in publications}
    known = {document.slug: {role.slug for role in document.roles} for document in documents.values()}
    addresses = set(Address.objects.values_list("path", flat=True))
    references = References()
    rows = {
        model: dict(_count_by_publication(model, [publication.pk for publication in publications]))
        for model in LISTING_MODELS
    }
    for publication in publications:
        document = documents[publication.pk]
        findings = [
            *_check_content(publication, document),
            *_check_references(document, references),
            *_check_targets(document, known),
            *_check_links(document, set(known) | addresses),
            *_check_rows(publication, document, rows),
        ]
        yield FamilyFindings(document.slug, tuple(findings))


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


def _check_targets(document: FamilyDocument, known: dict[str, set[str]]) -> Iterator[Finding]:
    for index, step in enumerate(document.career_steps):
        if step.to_family and step.to_family not in known:
            yield _dead(f"/career_steps/{index}", f"leads to the family {step.to_family!r}")
        elif step.to_family and step.to_role and step.to_role not in known[step.to_family]:
            yield _dead(f"/career_steps/{index}", f"leads to the role {step.to_family}/{step.to_role}")
    for kind, owners in (("roles", document.roles), ("specialties", document.specialties)):
        for index, owner in enumerate(owners):
            path = owner.reports_to.role  # type: ignore[attr-defined]
            if path:
                family, role = path.split("/")
                if role not in known.get(family, ()):
                    yield _dead(f"/{kind}/{index}/reports_to", f"reports to {path}")


def _dead(where: str, what: str) -> Finding:
    return Finding(code="dead-reference", severity="warning", where=where, message=f"It {what}, which is not in force.")


def _check_links(document: FamilyDocument, known: set[str]) -> Iterator[Finding]:
    for path in sorted(set(_FAMILY_LINK.findall(document.model_dump_json()))):
        if path.lower() not in known:
            message = f"It links to /job-families/{path}/, where there is no family or role."
            yield Finding(code="dead-link", severity="warning", message=message)


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


def _count_by_publication(model: Any, publications: list[int]) -> Any:
    return (
        model.objects.filter(publication__in=publications)
        .order_by()
        .values_list("publication")
        .annotate(rows=Count("pk"))
    )
