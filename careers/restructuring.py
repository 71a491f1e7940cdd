"""The door for edits that reach beyond one form: roles copied, moved, renamed and retired, families renamed and
retired. Each is one transaction that names the version that was seen and leaves an audit record of its own. Where old
addresses are to lead is kept with the draft, frozen with it, and told to nobody before it is published."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from pydantic import ValidationError as Unsound

from careers import drafts, publishing, rights
from careers.handbook import edits
from careers.handbook.anchors import Anchor, anchor_of, places_of
from careers.handbook.document import FamilyDocument, load
from careers.handbook.links import renamed
from careers.models import Address, CareerStep, Family, Role, Specialty, Waiver
from careers.models.values import sentences
from config.kernel.models import AuditRecord, Catalogue

Edit = Callable[[FamilyDocument], FamilyDocument]
CHANGE = "careers.change_family"


@dataclass(frozen=True)
class Done:
    """What came of it: the family's draft; other drafts whose references followed; and those whose references should
    have followed but are beyond the remit of whoever did it."""

    family: Family
    followed: Sequence[Family] = ()
    left: Sequence[Family] = ()


def edit(family: Family, change: Edit, *, by: Any, expected_version: int, action: str = "") -> Family:
    """The draft as a pure edit of its document leaves it. Raises PermissionDenied; drafts.Conflict; edits.Refused, and
    ValidationError for rows that are no document or that the door refuses."""
    with transaction.atomic():
        family, document = _held(family, by, expected_version)
        return _write(family, document, change(document), by=by, action=action)


def start_family(document: FamilyDocument, *, by: Any) -> Family:
    """A new family's draft. Raises PermissionDenied; ValidationError for a slug that is or was another family's."""
    with transaction.atomic():
        Catalogue.objects.lock()
        refuse_taken_family(document.slug)
        if by is not None and not by.has_perm("careers.add_family"):
            raise PermissionDenied("Your account may not make families.")
        family = drafts.write(document, by=by)
        AuditRecord.objects.write(by=by, action="start family", kind="draft", subject=family.slug)
        return family


def refuse_taken_family(slug: str, *, unless: Family | None = None) -> None:
    """Raises ValidationError where a family has the slug, or something was published at that address or below it,
    other than by the family `unless`."""
    theirs, others = Address.objects.all(), Family.objects.all()
    if unless:
        theirs, others = theirs.exclude(family=unless), others.exclude(pk=unless.pk)
    below = theirs.filter(path__startswith=f"{slug}/").exclude(role="")
    if theirs.filter(path=slug).exists() or below.exists():
        raise ValidationError(f"/job-families/{slug}/ was published for another family before. Choose another address.")
    if others.filter(slug=slug).exists():
        raise ValidationError(f"There is a family at /job-families/{slug}/ already. Choose another address.")


def copy_role(
    family: Family, *, role: str, title: str, slug: str = "", level: str | None = None, by: Any, expected_version: int
) -> Family:
    """A role like another one, below it. Raises as `edit` does, and ValidationError for a slug that was another's."""
    with transaction.atomic():
        family, document = _held(family, by, expected_version)
        slug = slug or address_of(title)
        after = edits.copy_role(document, role, title=title, slug=slug, level=level)
        _refuse_taken(family, slug)
        return _write(family, document, after, by=by, action="copy role", reason=f"{role} as {slug}")


def add_base_role(
    family: Family,
    *,
    title: str,
    slug: str = "",
    level: str | None = None,
    heirs: Sequence[str],
    by: Any,
    expected_version: int,
) -> Family:
    """The role that others imply, which they extend from now on. Raises as `copy_role` does."""
    with transaction.atomic():
        family, document = _held(family, by, expected_version)
        slug = slug or address_of(title)
        after = edits.add_base_role(document, title=title, slug=slug, level=level, heirs=heirs)
        _refuse_taken(family, slug)
        return _write(family, document, after, by=by, action="add base role", reason=f"{slug} below {', '.join(heirs)}")


def rename_role(family: Family, *, role: str, title: str, slug: str = "", by: Any, expected_version: int) -> Done:
    """The role under another title and, where it is named, another slug; what refers to it follows, in other drafts as
    well. Raises as `copy_role` does."""
    slug = slug or role
    with transaction.atomic():
        family, document = _held(family, by, expected_version)
        after = edits.rename_role(document, role, slug=slug, title=title)
        was, now = f"{family.slug}/{role}", f"{family.slug}/{slug}"
        if slug != role:
            _refuse_taken(family, slug, unless=was)
            Role.objects.filter(family=family, slug=role).update(slug=slug)  # the same row, so that its page stays
            Waiver.objects.filter(family=family, owner=f"role/{role}").update(owner=f"role/{slug}")
        family = _write(family, document, after, by=by, action="rename role", reason=f"{was} to {now}")
        if slug == role:
            return Done(family)
        _lead_on(family, role, to=now, same=True)
        return Done(family, *_follow({was: now}, by=by, apart_from=[family]))


def retire_role(family: Family, *, role: str, successor: str = "", by: Any, expected_version: int) -> Family:
    """The family without the role; what others inherit from it they say themselves. Once that is published its address
    answers 410, and names the `successor` (family or family/role) that took its place. Raises as `edit` does, and
    ValidationError for a successor that no draft has."""
    with transaction.atomic():
        family, document = _held(family, by, expected_version)
        _refuse_unknown(successor, unless=f"{family.slug}/{role}")
        after = edits.retire_role(document, role)
        family = _write(family, document, after, by=by, action="retire role", reason=f"{family.slug}/{role}")
        _lead_on(family, role, to=successor, same=False)
        return family


def move_role(
    family: Family,
    *,
    role: str,
    to: Family,
    slug: str = "",
    by: Any,
    expected_version: int,
    expected_target_version: int | None = None,
) -> Done:
    """The role in another family, whose draft is `family` of what is done. Its old address leads to the new one, and
    what refers to it follows, in other drafts as well. Raises as `copy_role` does, for either family."""
    slug = slug or role
    with transaction.atomic():
        source, document = _held(family, by, expected_version)
        target, arriving = _held(to, by, expected_target_version)
        was, now = f"{source.slug}/{role}", f"{target.slug}/{slug}"
        moved = edits.move_role(document, arriving, role, slug=slug)
        _refuse_taken(target, slug, unless=was)
        _write(source, document, moved.source, by=by, action="move role", reason=f"{was} to {now}")
        target = _write(target, arriving, moved.target, by=by, action="receive role", reason=f"{was} to {now}")
        _lead_on(source, role, to=now, same=True)
        _lead_on(target, slug, to=now, same=True)
        return Done(target, *_follow({was: now}, by=by, apart_from=[source, target]))


def rename_family(family: Family, *, title: str, slug: str = "", by: Any, expected_version: int) -> Done:
    """The family under another title and, where it is named, another slug; what refers to it follows, in other drafts
    as well. Its former addresses lead to the present one by themselves. Raises as `copy_role` does."""
    with transaction.atomic():
        family, document = _held(family, by, expected_version)
        was, now = family.slug, slug or family.slug
        if now != was:
            refuse_taken_family(now, unless=family)
        after = _sound(lambda: load(renamed(document, now).model_dump(mode="json") | {"title": title}))
        family = _write(family, document, after, by=by, action="rename family", reason=f"{was} to {now}")
        return Done(family, *_follow({was: now}, by=by, apart_from=[family])) if now != was else Done(family)


def retire_family(family: Family, *, successor: str = "", reason: str, by: Any) -> None:
    """Withdraws the family, today, and says on its address where it went: the `successor`, a family or a role as
    family/role. It is kept in history, and its draft stays. Raises as `publishing.withdraw` does, and ValidationError
    for a successor that no draft has."""
    with transaction.atomic():
        Catalogue.objects.lock()
        _refuse_unknown(successor, unless=family.slug)
        publishing.withdraw(family, by=by, reason=reason)
        Address.objects.filter(family=family, role="").exclude(path=successor).update(successor=successor)


def _lead_on(family: Family, role: str, *, to: str, same: bool) -> None:
    """Notes in the draft where a role's address leads once it is published without the role: to the `same` under
    another name, or to something else. What leads to the role leads on; what is at `to` again leads nowhere."""
    was = f"{family.slug}/{role}"
    after = {
        slug: {"to": to, "same": each["same"] and same} if each["to"] == was else each
        for slug, each in {**family.successors, role: {"to": to, "same": same}}.items()
    }
    after = {slug: each for slug, each in after.items() if f"{family.slug}/{slug}" != each["to"]}
    Family.objects.filter(pk=family.pk).update(successors=after)
    family.successors = after


def _held(family: Family, by: Any, expected_version: int | None) -> tuple[Family, FamilyDocument]:
    """A draft, locked, and its document."""
    Catalogue.objects.lock()
    try:
        held = Family.objects.locked().select_related("department").get(pk=family.pk)
    except Family.DoesNotExist:
        raise ValidationError(f"Somebody else has deleted {family}.") from None
    rights.require(by, CHANGE, held.department_id)
    if expected_version not in (None, held.version):
        raise drafts.Conflict(f"Somebody else saved {held.title} in the meantime. Look at it again.")
    return held, _sound(lambda: drafts.read(held), f"{held.title} has to be mended first: ")


def _sound(document: Callable[[], FamilyDocument], prefix: str = "") -> FamilyDocument:
    try:
        return document()
    except Unsound as error:
        raise ValidationError([f"{prefix}{sentence}" for sentence in sentences(error)]) from None


def _write(
    family: Family, before: FamilyDocument, after: FamilyDocument, *, by: Any, action: str, reason: str = ""
) -> Family:
    family = drafts.write(after, by=by, family=family, expected_version=family.version)
    _carry(list(Waiver.objects.filter(family=family).exclude(digest="")), before, after)
    if action:
        AuditRecord.objects.write(by=by, action=action, kind="draft", subject=family.slug, reason=reason)
    return family


def _carry(waivers: Sequence[Waiver], before: FamilyDocument, after: FamilyDocument) -> None:
    """Lets waivers follow the texts that they are about, as long as these say the same."""
    if not waivers:
        return
    anchors = [Anchor(each.owner, each.part, each.digest) for each in waivers]
    for waiver, anchor, place in zip(waivers, anchors, places_of(after, anchors, before), strict=True):
        now = anchor_of(after, place) if place is not None else anchor
        if now != anchor and now.digest == anchor.digest:
            Waiver.objects.filter(pk=waiver.pk).update(owner=now.owner, part=now.part)


def address_of(title: str) -> str:
    """The slug that a title suggests. Raises ValidationError where it has neither letters nor digits for one."""
    slug = slugify(title)[:100].replace("_", "-").strip("-")
    if not slug:
        raise ValidationError("No address can be made of this title. Write one.")
    return slug


def _refuse_taken(family: Family, slug: str, *, unless: str = "") -> None:
    """Refuses an address that was published before, so that it never means something else; what is at `unless` now may
    go back to an address that leads, or would lead, to it."""
    path = f"{family.slug}/{slug}"
    address = Address.objects.filter(path=path).first()
    if address is None or (unless and _same(family.successors.get(slug), unless)):
        return
    if not (address.renamed and unless and final(address.successor) == unless):
        raise ValidationError(
            f"/job-families/{path}/ was published for another role before, and addresses keep their meaning. "
            "Choose another."
        )


def _same(after: Any, to: str) -> bool:
    return bool(after and after["same"] and after["to"] == to)


MAX_HOPS = 10


def final(path: str) -> str:
    """Where renamings lead from an address. One query a renaming."""
    for _ in range(MAX_HOPS):
        address = Address.objects.filter(path=path, renamed=True).exclude(successor="").first()
        if address is None:
            break
        path = address.successor
    return path


def _refuse_unknown(successor: str, *, unless: str) -> None:
    family, _, role = successor.partition("/")
    known = Role.objects.filter(family__slug=family, slug=role) if role else Family.objects.filter(slug=family)
    if successor == unless or (successor and not known.exists()):
        raise ValidationError({"successor": "Choose a family or a role that there is."})


def _follow(
    names: Mapping[str, str], *, by: Any, apart_from: Sequence[Family]
) -> tuple[Sequence[Family], Sequence[Family]]:
    """Lets the reporting lines and career steps of other drafts follow new addresses (family, or family/role). Returns
    the families that followed, and those that `by` may not change."""
    changes: dict[int, list[Change]] = {}
    apart = [family.pk for family in apart_from]
    for was, now in names.items():
        family, _, role = was.partition("/")
        lines = {"reports_to_role": was} if role else {"reports_to_role__startswith": f"{was}/"}
        for model in (Role, Specialty):
            rows = model._default_manager.filter(**lines).exclude(family__in=apart)
            for pk, home, line in rows.values_list("pk", "family", "reports_to_role"):
                facts = {"reports_to_role": now + line.removeprefix(was)}
                changes.setdefault(home, []).append((model, pk, facts))
        steps = CareerStep.objects.filter(to_family=family, **({"to_role": role} if role else {}))
        to = dict(zip(("to_family", "to_role"), now.split("/"), strict=False))
        for pk, home in steps.exclude(family__in=apart).values_list("pk", "family"):
            changes.setdefault(home, []).append((CareerStep, pk, to))
    followed, left = [], []
    for each in Family.objects.locked().filter(pk__in=changes).order_by("title"):
        if by is not None and not rights.may(by, CHANGE, each.department_id):
            left.append(each)
            continue
        for kind, pk, facts in changes[each.pk]:
            kind._default_manager.filter(pk=pk).update(**facts)
        drafts.touch(each, by=by)
        followed.append(each)
    return followed, left


Change = tuple[type[Role] | type[Specialty] | type[CareerStep], int, dict[str, str]]
"""A row, by its model and key, and the facts that it is to have."""
