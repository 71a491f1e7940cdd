"""Draft rows to document and back. `read(write(d)) == d`, onto an empty and onto any existing draft."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Prefetch
from pydantic import ValidationError as Unsound

from careers import rights
from careers.handbook import document as doc
from careers.models import CareerStep, Department, Family, HiringProcess, HiringStep, Revision, Role, Specialty
from config.kernel.models import AuditRecord, Catalogue
from hiring.models import Stage
from levels.models import Grade, GradeScheme, Level


class Conflict(Exception):
    """The draft was saved by somebody else since it was read; nothing was written."""


@dataclass(frozen=True, order=True)
class Missing:
    """Reference data that a document names and that has no row: kind is that of Reference.KIND."""

    kind: str
    slug: str


class MissingReferences(ValidationError):
    """A document names reference data that has no row; `missing` lists it."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__([f"There is no {each.kind.replace('_', ' ')} {each.slug!r}." for each in missing])
        self.missing = missing


class References:
    """The reference rows that documents name, by slug. Five queries."""

    def __init__(self) -> None:
        self.departments = {row.slug: row for row in Department.objects.all()}
        self.levels = {row.slug: row for row in Level.objects.all()}
        self.schemes = {row.slug: row for row in GradeScheme.objects.all()}
        self.grades = {(row.scheme.slug, row.slug): row for row in Grade.objects.select_related("scheme")}
        self.stages = {row.slug: row for row in Stage.objects.all()}

    def missing(self, document: doc.FamilyDocument) -> list[Missing]:
        """What the document names and nobody has made yet, by kind and slug; grades come last."""
        found: set[Missing] = set()

        def need(kind: str, slug: str, rows: Iterable[Any]) -> None:
            if slug not in rows:
                found.add(Missing(kind, slug))

        need("department", document.department, self.departments)
        for role in document.roles:
            if role.level:
                need("level", role.level, self.levels)
            need("grade_scheme", role.grade_scheme, self.schemes)
            for grade in (*role.grade_options, *([role.grade] if role.grade else ())):
                if (role.grade_scheme, grade) not in self.grades:
                    found.add(Missing("grade", f"{role.grade_scheme}/{grade}"))
        for specialty in document.specialties:
            for slug, grade in specialty.grades.items():
                scheme = document.role(slug).grade_scheme
                if (scheme, grade) not in self.grades:
                    found.add(Missing("grade", f"{scheme}/{grade}"))
        for process in document.hiring_processes:
            for step in process.steps:
                need("stage", step.kind, self.stages)
        # A grade needs its scheme first.
        return sorted(found, key=lambda missing: (missing.kind == "grade", missing))


def read(family: Family) -> doc.FamilyDocument:
    """The draft as a document. Five queries, six where the department is not loaded. Raises pydantic.ValidationError
    where the rows are unsound together, e.g. a statement scoped to a role that is gone."""
    return _document(family, *(list(rows.filter(family=family)) for rows in _parts()))


def read_many(families: Iterable[int]) -> Iterator[tuple[Family, doc.FamilyDocument]]:
    """The drafts of the families with these keys, by title, each with its document; those that are unsound are left
    out. Six queries, however many."""
    prefetched = [Prefetch(name, rows) for name, rows in zip(_PARTS, _parts(), strict=True)]
    for family in Family.objects.filter(pk__in=families).select_related("department").prefetch_related(*prefetched):
        try:
            document = _document(family, *(getattr(family, name).all() for name in _PARTS))
        except Unsound:
            continue
        yield family, document


_PARTS = ("roles", "specialties", "career_steps", "hiring_processes")


def _parts() -> tuple[Any, ...]:
    """The rows that belong to families, with what they refer to."""
    return (
        Role.objects.select_related("level", "grade", "grade_scheme", "extends"),
        Specialty.objects.all(),
        CareerStep.objects.select_related("from_role"),
        HiringProcess.objects.prefetch_related(Prefetch("steps", HiringStep.objects.select_related("stage"))),
    )


def _document(family: Family, roles: Any, specialties: Any, steps: Any, processes: Any) -> doc.FamilyDocument:
    return doc.FamilyDocument.model_validate(
        {
            "title": family.title,
            "slug": family.slug,
            "department": family.department.slug,
            "summary": family.summary,
            "primary_language": family.primary_language,
            **_owner_facts(family),
            "roles": [_role_facts(role) for role in roles],
            "specialties": [_specialty_facts(specialty) for specialty in specialties],
            "career_steps": [
                {
                    "from_role": step.from_role.slug if step.from_role else None,
                    "kind": step.kind,
                    "to_family": step.to_family or None,
                    "to_role": step.to_role or None,
                    "text": step.text,
                }
                for step in steps
            ],
            "hiring_processes": [
                {
                    "title": process.title,
                    "applies_to": process.applies_to,
                    "intro": process.intro,
                    "outro": process.outro,
                    "steps": [
                        {
                            "kind": step.stage.slug,
                            "text": step.text,
                            "minutes": (step.minutes_from, step.minutes_to) if step.minutes_from else None,
                            "interviewer": step.interviewer,
                            "optional": step.optional,
                        }
                        for step in process.steps.all()
                    ],
                }
                for process in processes
            ],
        }
    )


def _owner_facts(owner: Family | Role | Specialty) -> dict[str, Any]:
    return {
        **{name: getattr(owner, name) for name in doc.LISTS},
        "leads": owner.leads,
        "sections": owner.sections,
        "overview": owner.overview,
        "visibility": owner.visibility,
    }


def _role_facts(role: Role) -> dict[str, Any]:
    return {
        "title": role.title,
        "slug": role.slug,
        "group": role.group,
        "level": role.level.slug if role.level else None,
        "track": role.track,
        "grade_scheme": role.grade_scheme.slug,
        "grade": role.grade.slug if role.grade else None,
        "grade_options": role.grade_options,
        "job_code": role.job_code,
        "hiring": role.hiring,
        "extends": role.extends.slug if role.extends else None,
        "omits": role.omits,
        "reports_to": {"text": role.reports_to_text, "role": role.reports_to_role or None},
        **_owner_facts(role),
    }


def _specialty_facts(specialty: Specialty) -> dict[str, Any]:
    return {
        "name": specialty.name,
        "slug": specialty.slug,
        "kind": specialty.kind,
        "roles": specialty.roles,
        "grades": specialty.grades,
        "job_codes": specialty.job_codes,
        "primary_language": specialty.primary_language,
        "reports_to": {"text": specialty.reports_to_text, "role": specialty.reports_to_role or None},
        **_owner_facts(specialty),
    }


def write(
    document: doc.FamilyDocument,
    *,
    by: Any,
    family: Family | None = None,
    expected_version: int | None = None,
    references: References | None = None,
) -> Family:
    """Makes the draft say what the document says: `family`'s draft in place (roles and specialties by slug), or a
    new one. `references` saves five queries where the caller holds them.

    Raises MissingReferences, Conflict where the draft is not at `expected_version`, and ValidationError where the
    slug belongs to another family or reporting lines would run in a circle; PermissionDenied where the department it
    was in, or the one it comes to, is beyond the remit of `by`. Nothing is written then.
    """
    references = references or References()
    if missing := references.missing(document):
        raise MissingReferences(missing)
    with transaction.atomic():
        Catalogue.objects.lock()
        family = _lock(family, expected_version) if family else Family()
        if family.pk:
            rights.require_reach(by, family.department_id)
        family.slug, family.title = document.slug, document.title
        family.department = references.departments[document.department]
        family.summary, family.primary_language = document.summary, document.primary_language
        _set_owner(family, document)
        try:
            with transaction.atomic():
                family.save()
        except IntegrityError:
            raise ValidationError(f"Another family has the slug {document.slug!r}.") from None
        family.career_steps.all().delete()
        roles = _write_roles(family, document, references)
        _write_specialties(family, document)
        _write_steps(family, document, roles)
        _write_processes(family, document, references)
        touch(family, by=by)
    return family


def put(
    document: doc.FamilyDocument,
    *,
    by: Any,
    family: Family | None,
    expected_version: int | None = None,
    reason: str = "",
) -> tuple[Family, bool]:
    """As `write`, for services, which send the same again when they cannot tell whether it arrived: a draft that says
    what the document says is left as it is, and the second value tells so (False). The audit is told the `reason` and
    the digests. Raises as `write` does, and PermissionDenied where `by` may not edit, or add, families."""
    references = References()
    if missing := references.missing(document):
        raise MissingReferences(missing)
    with transaction.atomic():
        Catalogue.objects.lock()
        before, after = "", doc.digest(document)
        if family:
            family = _lock(family, expected_version)
            rights.require(by, "careers.change_family", family.department_id)
            before = digest_of(family)
        else:
            rights.require(by, "careers.add_family", references.departments[document.department].pk)
        if family and before == after:
            return family, False
        family = write(document, by=by, family=family, references=references)
        AuditRecord.objects.write(
            by=by,
            action="put",
            kind="draft",
            subject=family.slug,
            key=str(family.uuid),
            before=before,
            after=after,
            reason=reason,
        )
    return family, True


def digest_of(family: Family) -> str:
    """The digest of a draft; empty where people left it unsound. Six queries."""
    try:
        return doc.digest(read(family))
    except Unsound:
        return ""


def last_save(family: Family) -> AuditRecord | None:
    """Who saved a draft last, and when. One query."""
    saves = AuditRecord.objects.filter(kind="draft", action="edit", key=str(family.uuid))
    return saves.select_related("by").order_by("pk").last()


def _lock(family: Family, expected_version: int | None) -> Family:
    locked = Family.objects.locked().get(pk=family.pk)
    if expected_version is not None and locked.version != expected_version:
        raise Conflict(f"Somebody else saved {locked.title} in the meantime.")
    return locked


def start_from(family: Family, revision: Revision, *, by: Any, expected_version: int) -> Family:
    """The draft anew, from what a revision of the family says: the one in force, a scheduled or an older one. What was
    drafted is gone, so the version that was seen is named. Raises as `write` does; ValidationError for a revision of
    another family."""
    if revision.family_id != family.pk:
        raise ValidationError("That revision is another family's.")
    with transaction.atomic():
        family = write(revision.document, by=by, family=family, expected_version=expected_version)
        Family.objects.filter(pk=family.pk).update(base=revision, successors=revision.successors)
        AuditRecord.objects.write(
            by=by,
            action="start draft",
            kind="draft",
            subject=family.slug,
            key=str(family.uuid),
            after=revision.digest,
        )
    return family


def started_since(family: Family, revision: Revision) -> bool:
    """Whether the draft was started anew after a revision was frozen, from which it does not go on then."""
    started = AuditRecord.objects.filter(kind="draft", action="start draft", key=str(family.uuid))
    return started.filter(at__gt=revision.created_at).exists()


def touch(family: Family, *, by: Any) -> None:
    """Every save of a draft ends here: it counts the family's version up, refuses a circle of reporting lines and
    leaves an audit record. Raises PermissionDenied where the department is beyond the remit of `by`."""
    rights.require_reach(by, family.department_id)
    refuse_reporting_circle(family)
    Family.objects.filter(pk=family.pk).update(version=F("version") + 1)
    family.refresh_from_db(fields=["version"])
    AuditRecord.objects.write(by=by, action="edit", kind="draft", subject=family.slug, key=str(family.uuid))


def refuse_reporting_circle(family: Family, lines: dict[str, str] | None = None) -> None:
    """Raises ValidationError where a role of the family would report, over others, to itself. `lines` are reporting
    lines about to be saved, by family/role. The catalogue is locked, so that two drafts saved at once cannot close a
    circle together."""
    Catalogue.objects.lock()
    standing = Role.objects.exclude(reports_to_role="").values_list("family__slug", "slug", "reports_to_role")
    all_lines = {f"{family_slug}/{slug}": target for family_slug, slug, target in standing} | (lines or {})
    for start in (path for path in all_lines if path.startswith(f"{family.slug}/")):
        seen, path = [start], all_lines[start]
        while path in all_lines and path not in seen:
            seen.append(path)
            path = all_lines[path]
        if path == start:
            raise ValidationError(f"Reporting lines run in a circle: {' -> '.join([*seen, start])}.")


def _set_owner(row: Family | Role | Specialty, owner: Any) -> None:
    for name in doc.LISTS:
        setattr(row, name, [statement.model_dump(mode="json") for statement in owner.statements(name)])
    row.leads = dict(owner.leads)
    row.sections = [section.model_dump(mode="json") for section in owner.sections]
    row.overview = owner.overview
    row.visibility = owner.visibility


def _save_all(rows: Sequence[Role] | Sequence[Specialty] | Sequence[HiringProcess]) -> None:
    """Inserts the new rows and updates the old, in two queries, or more where a database takes only so many values in
    one: an insert that meets the old by their keys is put together in far less time than an update that names each
    value of each row."""
    if not rows:
        return
    fields = [field.name for field in rows[0]._meta.concrete_fields if not field.primary_key]
    manager: Any = type(rows[0])._default_manager
    manager.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=fields)


def _write_roles(family: Family, document: doc.FamilyDocument, references: References) -> dict[str, Role]:
    old = {role.slug: role for role in family.roles.all()}
    rows = {}
    for position, role in enumerate(document.roles):
        row = old.get(role.slug) or Role(family=family, slug=role.slug)
        _set_owner(row, role)
        row.position, row.title, row.group = position, role.title, role.group
        row.level = references.levels[role.level] if role.level else None
        row.track = role.track
        row.grade_scheme = references.schemes[role.grade_scheme]
        row.grade = references.grades[role.grade_scheme, role.grade] if role.grade else None
        row.grade_options = list(role.grade_options)
        row.job_code, row.hiring, row.omits = role.job_code, role.hiring, list(role.omits)
        row.reports_to_text, row.reports_to_role = role.reports_to.text, role.reports_to.role or ""
        row.extends = None
        rows[role.slug] = row
    if old:
        family.roles.update(extends=None)  # an heir protects the role that it extends
    if gone := old.keys() - rows.keys():
        family.roles.filter(slug__in=gone).delete()
    _save_all(list(rows.values()))
    heirs = []
    for role in document.roles:
        if role.extends:
            rows[role.slug].extends = rows[role.extends]
            heirs.append(rows[role.slug])
    Role.objects.bulk_update(heirs, ["extends"])
    return rows


def _write_specialties(family: Family, document: doc.FamilyDocument) -> None:
    old = {specialty.slug: specialty for specialty in family.specialties.all()}
    rows = []
    for position, specialty in enumerate(document.specialties):
        row = old.get(specialty.slug) or Specialty(family=family, slug=specialty.slug)
        _set_owner(row, specialty)
        row.position, row.name, row.kind = position, specialty.name, specialty.kind
        row.roles, row.grades = list(specialty.roles), dict(specialty.grades)
        row.job_codes = dict(specialty.job_codes)
        row.primary_language = specialty.primary_language
        row.reports_to_text, row.reports_to_role = specialty.reports_to.text, specialty.reports_to.role or ""
        rows.append(row)
    if gone := old.keys() - {row.slug for row in rows}:
        family.specialties.filter(slug__in=gone).delete()
    _save_all(rows)


def _write_steps(family: Family, document: doc.FamilyDocument, roles: dict[str, Role]) -> None:
    CareerStep.objects.bulk_create(
        CareerStep(
            family=family,
            position=position,
            from_role=roles[step.from_role] if step.from_role else None,
            kind=step.kind,
            to_family=step.to_family or "",
            to_role=step.to_role or "",
            text=step.text,
        )
        for position, step in enumerate(document.career_steps)
    )


def _write_processes(family: Family, document: doc.FamilyDocument, references: References) -> None:
    """In place where one of that title stands, so that a page on which somebody edits it stays that page."""
    old = list(family.hiring_processes.all())
    if old:
        HiringStep.objects.filter(process__in=old).delete()
    processes = []
    for position, process in enumerate(document.hiring_processes):
        row = next((each for each in old if each.title == process.title), None)
        if row:
            old.remove(row)
        row = row or HiringProcess(family=family, title=process.title)
        row.position, row.intro, row.outro = position, process.intro, process.outro
        row.applies_to = process.applies_to.model_dump(mode="json") if process.applies_to else None
        processes.append(row)
    if old:
        family.hiring_processes.filter(pk__in=[row.pk for row in old]).delete()
    _save_all(processes)
    HiringStep.objects.bulk_create(
        HiringStep(
            process=row,
            position=position,
            stage=references.stages[step.kind],
            text=step.text,
            minutes_from=step.minutes[0] if step.minutes else None,
            minutes_to=step.minutes[1] if step.minutes else None,
            interviewer=step.interviewer,
            optional=step.optional,
        )
        for row, process in zip(processes, document.hiring_processes, strict=True)
        for position, step in enumerate(process.steps)
    )
