"""Documents and publications for tests. Everything is made through the door, as the product makes it."""

from collections.abc import Iterable
from copy import copy
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet

from careers import drafts, publishing, vacancies
from careers.handbook.document import FamilyDocument
from careers.models import (
    Department,
    Family,
    FamilyListing,
    Posting,
    Publication,
    RoleListing,
    RoleTerm,
    SearchText,
    Vacancy,
    VacancyPlace,
)
from config.kernel.models import Catalogue


def document(slug: str = "platform", **changes: Any) -> FamilyDocument:
    """A family that has a bit of everything: two tracks, inheritance, a refinement, scopes, a specialty, a segment,
    internal parts marked CANARY, a hiring process and career steps. `changes` replace whole fields."""
    data: dict[str, Any] = {
        "title": slug.replace("-", " ").title(),
        "slug": slug,
        "department": "engineering",
        "summary": "Keeps the lights on.",
        "overview": "We run **everything** that others build on.",
        "primary_language": "Go",
        "responsibilities": [
            {"text": "Answer pages within ten minutes"},
            {"text": "Hire and coach people", "applies_to": {"tracks": ["management"]}},
            {"text": "Solve problems of moderate scope", "key": "scope"},
        ],
        "requirements": [{"text": "Writes clear English", "group": "Language"}],
        "performance_indicators": [{"text": "[Uptime](/handbook/uptime/)"}],
        "sections": [
            {"heading": "On call", "body": "One week in six.", "after": "responsibilities"},
            {"heading": "Pay notes", "body": "CANARY section", "visibility": "internal"},
        ],
        "roles": [
            {
                "title": "Junior Engineer",
                "slug": "junior-engineer",
                "level": "junior",
                "grade": "5",
                "job_code": "PL-1",
                "overview": "Learns.",
                "requirements": [{"text": "Has built something"}],
            },
            {
                "title": "Staff Engineer",
                "slug": "staff-engineer",
                "level": "staff",
                "grade": "8",
                "extends": "junior-engineer",
                "responsibilities": [{"text": "Solve problems of the highest scope", "replaces": "scope"}],
                "promotion_criteria": [{"text": "Leads a project across teams"}],
                "reports_to": {"text": "The Staff Engineer reports to the manager.", "role": f"{slug}/manager"},
            },
            {
                "title": "Manager, Engineering",
                "slug": "manager",
                "level": "manager",
                "track": "management",
                "grade_options": ["8", "9"],
            },
            {
                "title": "CANARY Secret Role",
                "slug": "canary-role",
                "level": "principal",
                "grade": "10",
                "visibility": "internal",
                "responsibilities": [{"text": "CANARY duty"}],
            },
        ],
        "specialties": [
            {
                "name": "Storage",
                "slug": "storage",
                "primary_language": "Rust",
                "requirements": [{"text": "Knows disks"}],
            },
            {
                "name": "Enterprise",
                "slug": "enterprise",
                "kind": "segment",
                "roles": ["manager"],
                "grades": {"manager": "11"},
            },
            {"name": "CANARY Focus", "slug": "canary-focus", "visibility": "internal"},
        ],
        "career_steps": [
            {"from_role": "junior-engineer", "kind": "promotion", "to_family": slug, "to_role": "staff-engineer"},
            {
                "from_role": "staff-engineer",
                "kind": "lateral",
                "to_family": slug,
                "to_role": "canary-role",
                "text": "CANARY",
            },
        ],
        "hiring_processes": [
            {
                "title": "For engineers",
                "applies_to": {"tracks": ["individual_contributor"]},
                "steps": [
                    {"kind": "screening", "text": "A call", "minutes": [30, 30], "interviewer": "Recruiter"},
                    {"kind": "offer", "text": "An offer"},
                ],
            }
        ],
    }
    return FamilyDocument.model_validate({**data, **changes})


def small_document(slug: str) -> FamilyDocument:
    """A family with one role and little to say."""
    role = {"title": "Junior Engineer", "slug": "junior", "level": "junior", "grade": "5"}
    return FamilyDocument.model_validate(
        {
            "title": slug.replace("-", " ").title(),
            "slug": slug,
            "department": "engineering",
            "requirements": [{"text": "Writes clear English"}],
            "roles": [role],
        }
    )


def department(slug: str = "engineering", **facts: Any) -> Department:
    """The department, made if need be."""
    found = Department.objects.filter(slug=slug).first()
    return found or Department(slug=slug, **{"name": slug.capitalize(), **facts}).record(by=None)


def published(
    doc: FamilyDocument | None = None,
    *,
    starts_on: date | None = None,
    message: str = "First",
    by: Any = None,
    family: Family | None = None,
) -> Publication:
    """The document written into its draft, frozen and published; into the family of its slug if there is one, or into
    `family`, whose slug it changes then."""
    doc = doc or document()
    department(doc.department)
    references = drafts.References()
    family = family or Family.objects.filter(slug=doc.slug).first()
    family = drafts.write(doc, by=by, family=family, references=references)
    revision = publishing.freeze(family, by=by, message=message, document=doc)
    return publishing.publish(revision, by=by, starts_on=starts_on, reason=message, references=references)


def copied(source: Publication, slugs: Iterable[str]) -> None:
    """Families under these slugs that say what the source says. Rows are copied and not made through the door: for
    tests of how many there are, and of nothing else."""
    slugs = list(slugs)

    def copies(row: Any, **changes: list[Any]) -> list[Any]:
        found = []
        for values in zip(*changes.values(), strict=True):
            clone = copy(row)
            clone.pk = None
            for name, value in zip(changes, values, strict=True):
                setattr(clone, name, value)
            found.append(clone)
        return type(row)._base_manager.bulk_create(found)

    base = source.family
    base.base = None
    families = copies(base, slug=slugs, uuid=[uuid4() for _ in slugs])
    revisions = copies(source.revision, family=families)
    publications = copies(source, family=families, revision=revisions)
    for model in (FamilyListing, RoleListing, SearchText):
        address = "slug" if model is FamilyListing else "family_slug"
        for row in model.objects.filter(publication=source):
            of_family = {} if model is SearchText else {"family": families}
            clones = copies(row, publication=publications, **of_family, **{address: slugs})
            for term in RoleTerm.objects.filter(role=row.pk) if model is RoleListing else ():
                copies(term, role=clones)
    Catalogue.objects.bump()


PORTO = {
    "kind": "hybrid",
    "country": "PT",
    "town": "Porto",
    "pay_minimum": 40_000,
    "pay_maximum": 55_000,
    "currency": "EUR",
}


def vacancy(
    role: str = "junior-engineer",
    *,
    family: Family | None = None,
    places: Iterable[dict[str, Any]] = (PORTO,),
    **facts: Any,
) -> Vacancy:
    """A vacancy as recruiters have it, not posted: of a role of the family, `platform` by default; with a `title`, an
    open application."""
    if "title" not in facts:
        facts |= {"family": family or Family.objects.get(slug="platform"), "role": role}
    row = Vacancy.objects.create(
        **{"apply": "https://apply.example/1", "employment_types": ["full_time"], "benefits": "A pension.", **facts}
    )
    for position, place in enumerate(places):
        VacancyPlace.objects.create(vacancy=row, position=position, **place)
    return row


def posted(
    role: str = "junior-engineer", *, on: date | None = None, by: Any = None, waive: Any = None, **facts: Any
) -> Posting:
    """A vacancy with these facts (see `vacancy`), opened on a day, past days included; today by default."""
    row = vacancy(role, **facts)
    return vacancies.open_vacancy(row, by=by, version=row.version, waive=waive, on=on)


def posted_ahead(role: str = "junior-engineer", *, on: date, **facts: Any) -> Posting:
    """The same, posted the day before it opened and not only today."""
    posting = posted(role, on=on, **facts)
    posting.recorded_at = datetime.combine(on, time(), UTC) - timedelta(days=1)
    QuerySet(Posting).filter(pk=posting.pk).update(recorded_at=posting.recorded_at)  # its own refuses to
    return posting
