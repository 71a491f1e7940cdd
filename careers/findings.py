"""What the content rules find in drafts: with the company's settings, in the light of the whole catalogue, and less
what was waived. The rules themselves are pure and live in careers/handbook/rules."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from pydantic import ValidationError as Unsound

from careers import drafts, rights
from careers.handbook.anchors import Anchor, anchor_of, title_of
from careers.handbook.document import FamilyDocument, Finding
from careers.handbook.rules import RULES, Context, LevelFacts, Setting, check
from careers.models import DraftCheck, DraftFinding, Family, Role, RuleSetting, Waiver
from careers.models.values import sentences
from config.kernel.models import AuditRecord, Catalogue
from config.kernel.models.catalogue import today as company_today
from hiring.models import Stage
from levels.models import Grade, Level

UNSOUND = "unsound"
"""The code of what keeps rows from being a document at all. No rule of the registry, and never waived."""


@dataclass(frozen=True)
class Judged:
    """A finding with the place it is about, in words and as an anchor, and the waiver that covers it, if any."""

    finding: Finding
    anchor: Anchor
    title: str
    waiver: Waiver | None = None

    @property
    def blocks(self) -> bool:
        """Whether it keeps the draft from being submitted."""
        return self.finding.severity == "error" and self.waiver is None


class Surroundings:
    """What documents are checked against: the ladder, the grades, the other families' drafts, the company's settings.
    Six queries."""

    def __init__(self) -> None:
        self.levels = {row.slug: LevelFacts(row.name, row.track, row.rank) for row in Level.objects.all()}
        self.grade_ranks = {(row.scheme.slug, row.slug): row.rank for row in Grade.objects.select_related("scheme")}
        self.stages = dict(Stage.objects.values_list("slug", "order"))
        self.families: dict[str, dict[str, str]] = {slug: {} for slug in Family.objects.values_list("slug", flat=True)}
        self.job_codes: dict[str, set[str]] = {}
        for family, slug, title, job_code in Role.objects.values_list("family__slug", "slug", "title", "job_code"):
            self.families[family][slug] = title
            if job_code:
                self.job_codes.setdefault(job_code, set()).add(f"{family}/{slug}")
        self.settings = {
            row.code: Setting(enabled=row.enabled, severity=row.severity, value=row.value or None)
            for row in RuleSetting.objects.all()
        }

    def context(self, document: FamilyDocument) -> Context:
        """As the rules want it, for one document: it speaks for its own family itself."""
        own = f"{document.slug}/"
        elsewhere = {
            code: {path for path in paths if not path.startswith(own)} for code, paths in self.job_codes.items()
        }
        return Context(
            levels=self.levels,
            grade_ranks=self.grade_ranks,
            families={**self.families, document.slug: {role.slug: role.title for role in document.roles}},
            job_codes={code: paths for code, paths in elsewhere.items() if paths},
            stages=self.stages,
            settings=self.settings,
        )


def judge(family: Family | None, document: FamilyDocument, surroundings: Surroundings | None = None) -> list[Judged]:
    """The findings in a document, in its order, with the waivers of the family that cover them today. `surroundings`
    saves six queries where the caller holds them. Two queries beside."""
    surroundings = surroundings or Surroundings()
    waivers = {_key(waiver): waiver for waiver in _waivers(family, company_today())} if family else {}
    found = []
    for finding in check(document, surroundings.context(document)):
        anchor = anchor_of(document, finding.where)
        waiver = waivers.get((finding.code, anchor.owner, anchor.part, anchor.digest))
        found.append(Judged(finding, anchor, title_of(document, finding.where), waiver))
    return found


def _waivers(family: Family, on: date) -> Iterable[Waiver]:
    return Waiver.objects.in_force(on).filter(family=family).select_related("by").order_by("pk")


def _key(row: Waiver | DraftFinding) -> tuple[str, str, str, str]:
    return row.code, row.owner, row.part, row.digest


def of_draft(family: Family, surroundings: Surroundings | None = None) -> list[Judged]:
    """What is found in a family's draft as it stands. Rows that are no document together are errors of their own."""
    try:
        document = drafts.read(family)
    except Unsound as error:
        return [
            Judged(Finding(code=UNSOUND, severity="error", message=sentence), Anchor(owner="", part="", digest=""), "")
            for sentence in sentences(error)
        ]
    return judge(family, document, surroundings)


def refresh(families: Iterable[Family] | None = None) -> int:
    """Checks the drafts that changed since they were checked, or these families whether or not, and keeps what was
    found for the lists. Returns how many were checked."""
    chosen = list(DraftCheck.stale() if families is None else families)
    if not chosen:
        return 0
    surroundings = Surroundings()
    for family in chosen:
        _keep(family, of_draft(family, surroundings))
    return len(chosen)


def _keep(family: Family, found: Sequence[Judged]) -> None:
    with transaction.atomic():
        Catalogue.objects.lock()
        if not Family.objects.filter(pk=family.pk).exists():
            return
        DraftFinding.objects.filter(family=family).delete()
        DraftFinding.objects.bulk_create(_rows(family, found))
        # The version that was read: whoever saved in between makes it stale again.
        DraftCheck.objects.update_or_create(family=family, defaults={"version": family.version})


def _rows(family: Family, found: Sequence[Judged]) -> Iterator[DraftFinding]:
    for position, judged in enumerate(found):
        yield DraftFinding(
            family=family,
            code=judged.finding.code,
            owner=judged.anchor.owner,
            part=judged.anchor.part,
            digest=judged.anchor.digest,
            severity=judged.finding.severity,
            message=judged.finding.message,
            where=judged.finding.where,
            title=judged.title,
            position=position,
        )


def waive(
    family: Family, *, code: str, anchor: Anchor, title: str, reason: str, ends_on: date | None, by: Any
) -> Waiver:
    """Accepts one finding until a day, that day included, or for good. Raises PermissionDenied; ValidationError without
    a reason, for an end that is past, or for what no rule finds."""
    if code not in RULES:
        raise ValidationError("This finding cannot be waived: it has to be mended.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why the finding is accepted."})
    with transaction.atomic():
        if ends_on is not None and ends_on < Catalogue.objects.select_for_update().state().today:
            raise ValidationError({"ends_on": "Choose today or a later day."})
        rights.require(by, "careers.add_waiver", family.department_id)
        waiver = Waiver.objects.create(
            family=family,
            code=code,
            owner=anchor.owner,
            part=anchor.part,
            digest=anchor.digest,
            title=title,
            reason=reason,
            ends_on=ends_on,
            by=by,
        )
        AuditRecord.objects.write(
            by=by, action="waive", kind="finding", subject=f"{family.slug} {code}", after=anchor.digest, reason=reason
        )
    return waiver
