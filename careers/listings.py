"""Unfolds a publication into its listing rows: what is composed once here is read many times."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from careers import search
from careers.handbook.compose import Audience, compose, visible_document
from careers.handbook.document import FamilyDocument, Role, dump
from careers.models import (
    CareerStepListing,
    FamilyListing,
    ProcessListing,
    Publication,
    RoleListing,
    RoleTerm,
    SpecialtyListing,
)
from careers.models.drafts import Visibility
from config.kernel.models import Catalogue

MAX_TERM = 100
"""Characters of a RoleTerm; of a longer language the beginning is enough to find it by."""

LISTING_MODELS = (FamilyListing, RoleListing, SpecialtyListing, CareerStepListing, ProcessListing)


def unfold(publication: Publication, document: FamilyDocument) -> None:
    """Writes the rows of one publication, which has none. In the caller's transaction."""
    _Unfolding(publication, document).write()


def rebuild() -> int:
    """Makes every listing row again from the revisions; returns how many publications were unfolded."""
    with transaction.atomic():
        Catalogue.objects.lock()
        search.clear()
        count = 0
        for publication in Publication.objects.select_related("revision", "family").iterator(chunk_size=50):
            for model in LISTING_MODELS:
                model.objects.filter(publication=publication).delete()
            unfold(publication, publication.revision.document)
            count += 1
        Catalogue.objects.bump()
    return count


class _Unfolding:
    """One publication being unfolded, for both audiences."""

    def __init__(self, publication: Publication, document: FamilyDocument) -> None:
        self.publication = publication
        self.internal = document
        self.public = visible_document(document, Audience.everything(internal=False))
        self.base = {"publication": publication, "family_id": publication.family_id}

    def write(self) -> None:
        document = self.internal
        public, internal = _plain(self.public) if self.public else None, _plain(document)
        FamilyListing.objects.create(
            **self.base,
            **self._contents(public, internal),
            slug=document.slug,
            title=document.title,
            summary=document.summary,
            department=document.department,
            public_role_count=len(self.public.roles) if self.public else 0,
            internal_role_count=len(document.roles),
        )
        rows = [self._role_row(position, role) for position, role in enumerate(document.roles)]
        RoleListing.objects.bulk_create(rows)
        RoleTerm.objects.bulk_create(
            term for row, role in zip(rows, document.roles, strict=True) for term in self._terms(row, role)
        )
        SpecialtyListing.objects.bulk_create(self._specialty_rows())
        CareerStepListing.objects.bulk_create(self._step_rows())
        ProcessListing.objects.bulk_create(self._process_rows())
        search.write(self.publication, internal, public, {row.slug: (row.internal, row.public) for row in rows})

    @staticmethod
    def _contents(public: Any, internal: Any) -> dict[str, Any]:
        visibility = Visibility.INTERNAL if public is None else Visibility.PUBLIC
        return {"visibility": visibility, "public": public, "internal": internal}

    def _public_roles(self) -> set[str]:
        return {role.slug for role in self.public.roles} if self.public else set()

    def _role_row(self, position: int, role: Role) -> RoleListing:
        def content(internal: bool) -> Any:
            audience = Audience.everything(internal=internal)
            return compose(self.internal, role.slug, audience=audience).model_dump(mode="json")

        public, internal = content(False) if role.slug in self._public_roles() else None, content(True)
        return RoleListing(
            **self.base,
            **self._contents(public, internal),
            family_slug=self.internal.slug,
            slug=role.slug,
            title=role.title,
            position=position,
            department=self.internal.department,
            track=role.track,
            level=role.level or "",
            hiring=role.hiring,
            job_code=role.job_code,
        )

    def _terms(self, row: RoleListing, role: Role) -> Iterator[RoleTerm]:
        public = {specialty.slug for specialty in self.public.specialties} if self.public else set()
        words = [(RoleTerm.Kind.GRADE, grade, "") for grade in (*role.grade_options, *filter(None, [role.grade]))]
        words.append((RoleTerm.Kind.LANGUAGE, self.internal.primary_language[:MAX_TERM], ""))
        for specialty in self.internal.specialties:
            if not specialty.roles or role.slug in specialty.roles:
                words.append((RoleTerm.Kind.SPECIALTY, specialty.slug, specialty.slug))
                words.append((RoleTerm.Kind.LANGUAGE, specialty.primary_language[:MAX_TERM], specialty.slug))
            if role.slug in specialty.grades:
                words.append((RoleTerm.Kind.GRADE, specialty.grades[role.slug], specialty.slug))
        for kind, slug, source in dict.fromkeys(word for word in words if word[1]):
            hidden = row.visibility == Visibility.INTERNAL or (source and source not in public)
            yield RoleTerm(
                role=row, kind=kind, slug=slug, visibility=Visibility.INTERNAL if hidden else Visibility.PUBLIC
            )

    def _specialty_rows(self) -> Iterator[SpecialtyListing]:
        public = {s.slug: s.model_dump(mode="json") for s in self.public.specialties} if self.public else {}
        for position, specialty in enumerate(self.internal.specialties):
            yield SpecialtyListing(
                **self.base,
                **self._contents(public.get(specialty.slug), specialty.model_dump(mode="json")),
                family_slug=self.internal.slug,
                slug=specialty.slug,
                name=specialty.name,
                kind=specialty.kind,
                primary_language=specialty.primary_language,
                position=position,
            )

    def _step_rows(self) -> Iterator[CareerStepListing]:
        public = {step.model_dump_json(): step for step in self.public.career_steps} if self.public else {}
        for position, step in enumerate(self.internal.career_steps):
            content = step.model_dump(mode="json")
            yield CareerStepListing(
                **self.base,
                **self._contents(content if step.model_dump_json() in public else None, content),
                from_family=self.internal.slug,
                from_role=step.from_role or "",
                kind=step.kind,
                to_family=step.to_family or "",
                to_role=step.to_role or "",
                position=position,
            )

    def _process_rows(self) -> Iterator[ProcessListing]:
        # A process is visible with its family; only its scope may name what is internal.
        public = list(self.public.hiring_processes) if self.public else []
        for position, process in enumerate(self.internal.hiring_processes):
            seen = next((each for each in public if each.title == process.title and each.steps == process.steps), None)
            yield ProcessListing(
                **self.base,
                **self._contents(seen.model_dump(mode="json") if seen else None, process.model_dump(mode="json")),
                family_slug=self.internal.slug,
                title=process.title,
                position=position,
            )


def _plain(document: FamilyDocument) -> Any:
    return json.loads(dump(document))
