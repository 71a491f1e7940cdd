"""What the content rules find in drafts: with the company's settings, in the light of the whole catalogue, and less
what was waived. The rules themselves are pure and live in careers/handbook/rules."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from pydantic import ValidationError as Unsound

from careers import drafts, rights
from careers.handbook.anchors import Anchor, pinned, title_of
from careers.handbook.document import FamilyDocument, Finding
from careers.handbook.rules import RULES, Context, LevelFacts, Setting, check
from careers.handbook.rules.references import coded
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
    """What documents are checked against: the ladder, the grades, the families of the catalogue, the company's
    settings. The catalogue is that of the drafts, or of `documents` where they are given, by slug. Six queries, or
    four."""

    def __init__(self, documents: Iterable[FamilyDocument] | None = None) -> None:
        self.levels = {row.slug: LevelFacts(row.name, row.track, row.rank) for row in Level.objects.all()}
        self.grade_ranks = {(row.scheme.slug, row.slug): row.rank for row in Grade.objects.select_related("scheme")}
        self.stages = dict(Stage.objects.values_list("slug", "order"))
        self.families: dict[str, dict[str, str]] = {}
        self.job_codes: dict[str, set[str]] = {}
        for family, titles, codes in _drafted() if documents is None else _stated(documents):
            self.families[family] = titles
            for path, code in codes:
                self.job_codes.setdefault(code, set()).add(path)
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


Known = Iterable[tuple[str, dict[str, str], Iterable[tuple[str, str]]]]
"""Of each family its slug, the titles of its roles by slug, and (path, job code) of all who have one."""


def _drafted() -> Known:
    """Two queries."""
    titles: defaultdict[str, dict[str, str]] = defaultdict(dict)
    codes: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = Family.objects.values_list("slug", "specialties__slug", "specialties__job_codes")
    for family, specialty, by_role in rows:
        titles[family] = {}
        codes[family] += [(f"{family}/{role}/{specialty}", code) for role, code in (by_role or {}).items()]
    for family, slug, title, code in Role.objects.values_list("family__slug", "slug", "title", "job_code"):
        titles[family][slug] = title
        codes[family] += [(f"{family}/{slug}", code)] if code else []
    return [(family, titles[family], codes[family]) for family in titles]


def _stated(documents: Iterable[FamilyDocument]) -> Known:
    for each in documents:
        yield each.slug, {role.slug: role.title for role in each.roles}, [(it.path, it.code) for it in coded(each)]


def judge(family: Family | None, document: FamilyDocument, surroundings: Surroundings | None = None) -> list[Judged]:
    """The findings in a document, in its order, with the waivers of the family that cover them today. `surroundings`
    saves six queries where the caller holds them. Two queries beside."""
    surroundings = surroundings or Surroundings()
    waivers = {_key(waiver): waiver for waiver in _waivers(family, company_today())} if family else {}
    found = []
    for finding in check(document, surroundings.context(document)):
        anchor = pinned(document, finding.where)
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


def refresh(families: Iterable[Family] | None = None, *, seconds: float | None = None) -> int:
    """Checks the drafts that changed since they were checked, or these families whether or not, and keeps what was
    found for the lists. Stops once `seconds` are over, so that a page can do a part of it. Returns how many of them
    are still to be checked."""
    chosen = list(DraftCheck.stale() if families is None else families)
    if not chosen:
        return 0
    started, surroundings = time.monotonic(), Surroundings()
    for done, family in enumerate(chosen, start=1):
        _keep(family, of_draft(family, surroundings))
        if seconds is not None and time.monotonic() - started > seconds:
            return len(chosen) - done
    return 0


def configure(code: str, *, enabled: bool, severity: str, value: str, by: Any) -> RuleSetting:
    """How the company has a rule from now on. What was found so far is stale then, in every draft. Raises
    PermissionDenied, and ValidationError for what is no rule or no setting of one."""
    if by is not None and not by.has_perm("careers.change_rulesetting"):
        raise PermissionDenied("Your account may not change the content rules.")
    with transaction.atomic():
        Catalogue.objects.lock()
        row = RuleSetting.objects.filter(code=code).first() or RuleSetting(code=code)
        before = _setting_words(row)
        row.enabled, row.severity, row.value = enabled, severity, value
        row.full_clean()
        if value and not RULES[code].accepts(value):
            raise ValidationError({"value": f"The rule cannot take that. {RULES[code].value_help}".strip()})
        if _setting_words(row) == before:
            return row
        row.save()
        DraftCheck.objects.all().delete()
        AuditRecord.objects.write(
            by=by, action="edit", kind="rule", subject=code, reason=f"{before}; now {_setting_words(row)}"
        )
    return row


def _setting_words(row: RuleSetting) -> str:
    said = [row.get_severity_display() or "its own severity", f"value {row.value!r}" if row.value else "its own value"]
    return ", ".join(["on" if row.enabled else "off", *said])


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
        today = Catalogue.objects.select_for_update().state().today
        if ends_on is not None and ends_on < today:
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
        _record_waiver("waive", waiver, by, reason)
    return waiver


def end_waiver(waiver: Waiver, *, ends_on: date | None, by: Any) -> None:
    """Lets a waiver count until another day, that day included, or for good. Raises PermissionDenied; ValidationError
    for an end that is past."""
    with transaction.atomic():
        today = Catalogue.objects.select_for_update().state().today
        if ends_on is not None and ends_on < today:
            raise ValidationError({"ends_on": "Choose today or a later day, or delete the waiver."})
        rights.require(by, "careers.change_waiver", waiver.family.department_id)
        Waiver.objects.filter(pk=waiver.pk).update(ends_on=ends_on)
        _record_waiver("edit", waiver, by, f"until {ends_on}" if ends_on else "for good")


def take_back_waiver(waiver: Waiver, *, by: Any) -> None:
    """The finding counts again. Raises PermissionDenied."""
    with transaction.atomic():
        Catalogue.objects.lock()
        rights.require(by, "careers.delete_waiver", waiver.family.department_id)
        _record_waiver("take back", waiver, by, waiver.reason)
        waiver.delete()


def _record_waiver(action: str, waiver: Waiver, by: Any, reason: str) -> None:
    subject = f"{waiver.family.slug} {waiver.code}"
    AuditRecord.objects.write(by=by, action=action, kind="finding", subject=subject, after=waiver.digest, reason=reason)
