"""Reference data is dated: what a level or a benefit was called on a day stays known for that day."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar, NoReturn, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction

from config.kernel.models.audit import AuditRecord
from config.kernel.models.catalogue import Catalogue, today
from config.kernel.models.events import Event
from config.kernel.requests import request_id

validate_slug = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z", "Use small letters, digits and single hyphens, e.g. backend-engineer."
)


def slug_field() -> "models.CharField[Any, Any]":
    """The name by which documents and addresses know a reference row."""
    return models.CharField(
        max_length=100,
        unique=True,
        validators=[validate_slug],
        help_text="Never changes: documents and addresses use it.",
    )


BEGINNING = date(2000, 1, 1)
"""The first day of what a new installation is seeded with."""

Facts = dict[str, Any]
Kinds = dict[str, dict[str, Facts]]


def digest(facts: Facts) -> str:
    """SHA-256 of the facts as canonical JSON."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def validate_text(value: Any) -> None:
    """Refuses what no database and no page can hold in a text, however deep in a JSON value: NUL and lone
    surrogates."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise ValidationError("A text holds a character that no text may have.")
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            validate_text(each)


def validate_lines(value: Any) -> None:
    """["...", "..."]"""
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise ValidationError("Expected a list of texts.")
    validate_text(value)


class ReferenceVersionQuerySet(models.QuerySet["ReferenceVersion"]):
    def in_force(self, on: date, *others: "models.QuerySet[Any, Any]", until: date) -> tuple[Kinds, Kinds]:
        """{kind: {slug: facts}} of what existed on that day, and the same of what began later, `until` at the latest,
        as it was at its beginning: an older document may name it. One query. `others` are read along: rows of (kind,
        slug, starts_on, pk, facts) that are in force on the day."""
        begun: Kinds = {}
        later: Kinds = {}
        rows = self.values_list("kind", "slug", "starts_on", "pk", "facts").union(*others, all=True)
        for kind, slug, starts_on, _, facts in rows.order_by("starts_on", "pk"):
            if starts_on <= on:
                begun.setdefault(kind, {})[slug] = facts
            elif starts_on <= until and slug not in begun.get(kind, {}):
                later.setdefault(kind, {}).setdefault(slug, facts)
        return begun, later

    def latest_facts(self, kind: str, slugs: Sequence[str], on: date) -> dict[str, Facts]:
        """The facts of rows on a day, by slug; without those that had none yet. One query."""
        begun = self.filter(kind=kind, slug__in=slugs, starts_on__lte=on).order_by("starts_on", "pk")
        return dict(begun.values_list("slug", "facts"))

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("reference versions are never changed")

    def delete(self) -> NoReturn:
        raise TypeError("reference versions are never deleted")


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

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("reference versions are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("reference versions are never deleted")


class Reference(models.Model):
    """A company-wide fact that documents name by slug. Saved only through `record`; its slug never changes and it
    is never deleted, because published documents name it."""

    KIND: ClassVar[str]
    SWITCH: ClassVar[str] = ""
    """The company's switch without which the public may not know of these rows, if any."""

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
        with recording(type(self), by=by, starts_on=starts_on, reason=reason) as record:
            record(self)
        return self


@contextmanager
def recording(
    kind: type[Reference], *, by: Any, starts_on: date | None = None, reason: str = ""
) -> Iterator[Callable[..., None]]:
    """`Reference.record` for any number of rows of one kind, all or none: what it yields is called with each of them,
    cleans and saves it, and raises ValidationError, naming the fields; `checked` are fields that the caller answers
    for, that they are valid and that no other row has them. Besides that, the number of queries does not grow with the
    rows."""
    with transaction.atomic():
        Catalogue.objects.lock()
        on = starts_on or today()
        rows: list[Reference] = []

        def record(row: Reference, checked: Collection[str] = ()) -> None:
            row.full_clean(exclude=set(checked))
            row.save()
            row.recorded()
            rows.append(row)

        yield record
        changed = _append_versions(kind, {row.reference_slug: row.facts() for row in rows}, by, on, reason)
        Event.objects.tell(
            Event(
                type=Event.Type.REFERENCE_CHANGED, resource=kind.KIND.replace("_", "-"), slug=slug, day=on,
                public=True, internal=True, switch=kind.SWITCH,
            )
            for slug in changed
        )  # fmt: skip


def _append_versions(kind: type[Reference], facts: dict[str, Facts], by: Any, on: date, reason: str) -> Collection[str]:
    """A version and an audit record for each row whose facts are not what they were; returns their slugs."""
    standing = ReferenceVersion.objects.latest_facts(kind.KIND, list(facts), on)
    changed = {slug: after for slug, after in facts.items() if after != standing.get(slug)}
    if not changed:
        return ()
    state = Catalogue.objects.state()
    Catalogue.objects.bump(public=on <= state.today and state.switches.get(kind.SWITCH, True))
    ReferenceVersion.objects.bulk_create(
        ReferenceVersion(kind=kind.KIND, slug=slug, starts_on=on, facts=after) for slug, after in changed.items()
    )
    AuditRecord.objects.bulk_create(
        AuditRecord(
            by=by,
            action="change" if slug in standing else "create",
            kind=kind.KIND,
            subject=slug,
            before=digest(standing[slug]) if slug in standing else "",
            after=digest(after),
            reason=reason,
            request_id=request_id(),
        )
        for slug, after in changed.items()
    )
    return changed
