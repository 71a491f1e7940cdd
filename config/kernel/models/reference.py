"""Reference data is dated: what a level or a benefit was called on a day stays known for that day."""

import hashlib
import json
from datetime import date
from typing import Any, ClassVar, NoReturn, Self

from django.db import models, transaction

from config.kernel.models.audit import AuditRecord
from config.kernel.models.catalogue import Catalogue, today

BEGINNING = date(2000, 1, 1)
"""The first day of what a new installation is seeded with."""

Facts = dict[str, Any]


def digest(facts: Facts) -> str:
    """SHA-256 of the facts as canonical JSON."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class ReferenceVersionQuerySet(models.QuerySet["ReferenceVersion"]):
    def in_force(self, on: date, *others: "models.QuerySet[Any, Any]") -> dict[str, dict[str, Facts]]:
        """{kind: {slug: facts}} on that day, in one query. What began later than `on` counts from its beginning, as
        an older document may name it. `others` are read by the same query: rows of (kind, slug, starts_on, pk, facts)
        that are in force on the day."""
        found: dict[str, dict[str, Facts]] = {}
        rows = self.values_list("kind", "slug", "starts_on", "pk", "facts").union(*others, all=True)
        for kind, slug, starts_on, _, facts in rows.order_by("starts_on", "pk"):
            of_kind = found.setdefault(kind, {})
            if starts_on <= on or slug not in of_kind:
                of_kind[slug] = facts
        return found

    def begun(self, kind: str, on: date) -> set[str]:
        """The slugs of a kind that had a version on that day, in one query: what existed then."""
        return set(self.filter(kind=kind, starts_on__lte=on).values_list("slug", flat=True))

    def latest_facts(self, kind: str, slug: str, on: date) -> Facts | None:
        """The facts of one row on a day; None if it had none yet."""
        return (
            self.filter(kind=kind, slug=slug, starts_on__lte=on)
            .order_by("-starts_on", "-pk")
            .values_list("facts", flat=True)
            .first()
        )

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("reference versions are never changed")


class ReferenceVersion(models.Model):
    """What one reference row said from a day on, that day included, until its next version."""

    kind = models.CharField(max_length=40)
    slug = models.CharField(max_length=120)
    starts_on = models.DateField()
    facts = models.JSONField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ReferenceVersionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "slug", "starts_on"], name="reference_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug} from {self.starts_on}"


class Reference(models.Model):
    """A company-wide fact that documents name by slug. Saved only through `record`; its slug never changes and it
    is never deleted, because published documents name it."""

    KIND: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def reference_slug(self) -> str:
        """The slug by which documents and versions know this row."""
        return str(getattr(self, "slug"))  # noqa: B009 - declared by every subclass

    def facts(self) -> Facts:
        """What is kept for each day: JSON of everything that public pages say about this row."""
        raise NotImplementedError

    def recorded(self) -> None:
        """Called inside `record`'s transaction, for what must follow a change of this row."""

    def record(self, *, by: Any, starts_on: date | None = None, reason: str = "") -> Self:
        """Saves this row with a version from `starts_on` (today at the company by default), an audit record and a
        bump of the catalogue version, in one transaction. Nothing is appended where the facts are as they were.
        Raises ValidationError, naming the fields."""
        with transaction.atomic():
            Catalogue.objects.bump()
            self.full_clean()
            on = starts_on or today()
            before = ReferenceVersion.objects.latest_facts(self.KIND, self.reference_slug, on)
            self.save()
            self.recorded()
            after = self.facts()
            if before == after:
                return self
            ReferenceVersion.objects.create(kind=self.KIND, slug=self.reference_slug, starts_on=on, facts=after)
            AuditRecord.objects.write(
                by=by,
                action="create" if before is None else "change",
                kind=self.KIND,
                subject=self.reference_slug,
                before=digest(before) if before is not None else "",
                after=digest(after),
                reason=reason,
            )
        return self
