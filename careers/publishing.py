"""The door: the only writes that reach the public. Each is one transaction with its audit record."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Max

from careers import drafts, listings, notices, rights
from careers.handbook.compare import compare
from careers.handbook.document import FamilyDocument, digest, dump
from careers.handbook.impact import propose
from careers.handbook.merge import merge
from careers.models import Address, Department, Family, FamilyListing, Publication, ReviewStage, Revision
from careers.models.drafts import Visibility
from careers.models.publications import effective
from careers.telling import Telling
from config.kernel.models import AuditRecord, Catalogue
from config.kernel.models.catalogue import today as company_today
from config.kernel.models.catalogue import zone

CLOSED = {Revision.State.RETURNED, Revision.State.REJECTED, Revision.State.TAKEN_BACK, Revision.State.OUTDATED}
"""A revision in one of these states is published no more."""
WAITING = {Revision.State.SUBMITTED, Revision.State.APPROVED}
"""In these it has been submitted and not been published yet."""


def freeze(family: Family, *, by: Any, message: str, document: FamilyDocument | None = None) -> Revision:
    """The draft as a new revision, compared with what it goes on from. `document` saves reading the draft where
    the caller holds it. Raises pydantic.ValidationError where the draft is unsound."""
    with transaction.atomic():
        Catalogue.objects.lock()
        family = Family.objects.locked().get(pk=family.pk)
        revision = outline(family, by=by, message=message, document=document or drafts.read(family))
        revision.save()
        return revision


def outline(family: Family, *, by: Any = None, message: str = "", document: FamilyDocument) -> Revision:
    """The revision that freezing a document would make, not saved. At most five queries."""
    before = standing(family)
    return Revision(
        family=family,
        author=by,
        message=message,
        writers=_writers(family, before, by),
        successors=_apart_from(document, family.successors),
        **_compared(before, document),
    )


def _apart_from(document: FamilyDocument, successors: dict[str, Any]) -> dict[str, Any]:
    """Where roles lead, less those that the document has."""
    stays = {role.slug for role in document.roles}
    return {slug: after for slug, after in successors.items() if slug not in stays}


def _compared(before: Revision | None, document: FamilyDocument) -> dict[str, Any]:
    """What a revision says, and what it is beside the one before."""
    old = before.document if before else None
    return {
        "content": dump(document).decode(),
        "digest": digest(document),
        "compared_with": before,
        "size": compare(old, document).size if old else 0,
        "impact": propose(old, document),
        "departments": sorted({document.department, *([old.department] if old else [])}),
    }


def _writers(family: Family, before: Revision | None, by: Any) -> list[int]:
    """The keys of those who wrote what a revision of the draft changes: whoever freezes it, whoever saved the draft
    since what it is compared with, under whichever name the family had, and whoever wrote the text that the draft was
    started from, if that was never published."""
    edits = AuditRecord.objects.filter(kind="draft", action="edit", key=str(family.uuid), by__isnull=False)
    if before:
        # What a fix was merged into is younger than a draft that goes on from something else, so that this counts.
        edits = edits.filter(at__gt=min(each.created_at for each in (before, family.base) if each))
    started = family.base.writers if family.base and family.base.number is None else []
    found = {*edits.order_by().values_list("by", flat=True).distinct(), *started, *([by.pk] if by else [])}
    return sorted(found)


def latest(family: Family) -> Revision | None:
    """The revision that was published last."""
    return Revision.objects.filter(family=family, number__isnull=False).order_by("-number").first()


def standing(family: Family) -> Revision | None:
    """What a new revision of the draft is compared with: the revision that the draft goes on from, if that is in force
    or scheduled; else the one in force; else the one published last. At most three queries."""
    today = company_today()
    publications = Publication.objects.filter(family=family).select_related("revision")
    live = publications.live(today).first()
    valid: list[Publication] = [*([live] if live else []), *publications.after(today)]
    for publication in valid:
        if publication.revision_id == family.base_id:
            return publication.revision
    return live.revision if live else latest(family)


def publish_draft(
    family: Family,
    *,
    by: Any,
    message: str,
    starts_on: date | None = None,
    document: FamilyDocument | None = None,
    references: drafts.References | None = None,
) -> Publication:
    """Freezes the draft and publishes it, both or neither; the message is the reason as well. Raises as `freeze` and
    `publish` do."""
    with transaction.atomic():
        revision = freeze(family, by=by, message=message, document=document)
        return publish(revision, by=by, starts_on=starts_on, reason=message, references=references)


def publish(
    revision: Revision,
    *,
    by: Any,
    starts_on: date | None = None,
    reason: str = "",
    references: drafts.References | None = None,
    instead_of: Publication | None = None,
) -> Publication:
    """Puts a revision in force from `starts_on`, today at the company by default, until the next publication that
    is already scheduled. Of two that start on one day the later call wins. An older revision may be published again.

    `by` is the user, or None for an operator at the console, for whom no review is needed; `references` saves five
    queries where the caller holds them. Other revisions of the family that wait for review or publication are outdated
    by this and have to be submitted again. `instead_of` is the scheduled publication whose place it takes, if any.
    Raises PermissionDenied where they may not publish this family, or not with a start in the past; MissingReferences;
    ValidationError for a revision that was not approved and has to be, or that would undo what comes into force before
    it and was not looked at by its review; for a past start without a reason, for what is in force on that day
    already, or for an address that was another family's.
    """
    with transaction.atomic():
        today = Catalogue.objects.select_for_update().state().today
        revision = Revision.objects.select_related("family").get(pk=revision.pk)
        _require(by, revision.family, today, revision)
        _refuse_unreviewed(revision, by)
        starts_on = starts_on or today
        if starts_on < today:
            if by is not None and not by.has_perm("careers.backdate_family"):
                raise PermissionDenied("Your account may not let a publication start in the past.")
            if not reason.strip():
                raise ValidationError("A publication that starts in the past needs a reason.")
        family = Family.objects.locked().get(pk=revision.family_id)
        document = revision.document
        if by is not None and instead_of is None:
            _refuse_undoing(revision, max(starts_on, today))
        if Revision.objects.filter(family=family, digest=revision.digest).live(starts_on).exists():
            raise ValidationError(f"{family} says exactly this on {starts_on} already.")
        if missing := (references or drafts.References()).missing(document):
            raise drafts.MissingReferences(missing)
        _claim_addresses(family, document)
        _lead_on(family, document, revision.successors)
        telling = Telling(today, family=family, on=starts_on)
        shown = starts_on <= today and (document.visibility == "public" or _known(family, today, starts_on))
        publication = Publication.objects.create(
            family=family,
            revision=revision,
            starts_on=starts_on,
            ends_on=_make_room(family, starts_on, today),
            published_by=by,
            reason=reason,
        )
        listings.unfold(publication, document)
        _number(family, today, publication)
        shown |= telling.tell()
        Revision.objects.filter(family=family, state__in=WAITING).update(state=Revision.State.OUTDATED)
        if revision.pk > (family.base_id or 0) and not drafts.started_since(family, revision):
            Family.objects.filter(pk=family.pk).update(base=revision)
        _record(by, "publish", family, public=shown, after=revision.digest, reason=reason)
        notices.published(publication)
    return publication


def _require(by: Any, family: Family, today: date, *revisions: Revision) -> None:
    """Raises PermissionDenied where `by` may not publish or withdraw the family: in the department where its draft is,
    in those where it is in force or scheduled to be, and in those of these revisions."""
    rights.require(by, "careers.publish_family", family.department_id)
    if by is None or rights.departments_of(by) is None:
        return
    rows = Publication.objects.filter(family=family).select_related("revision")
    standing = [each.revision for each in (*rows.live(today), *rows.after(today))]
    slugs = {each.document.department for each in (*revisions, *standing)}
    rights.require_reach(by, *Department.objects.filter(slug__in=slugs).values_list("pk", flat=True))


def _refuse_unreviewed(revision: Revision, by: Any) -> None:
    if revision.state in CLOSED:
        raise ValidationError(f"This revision cannot be published: {revision.get_state_display().lower()}.")
    if revision.state in (Revision.State.APPROVED, Revision.State.PUBLISHED) or by is None:
        return
    if revision.state == Revision.State.SUBMITTED or ReviewStage.objects.asked_of(revision):
        raise ValidationError("This change needs a review before it can be published. Submit the draft.")


def _refuse_undoing(revision: Revision, on: date) -> None:
    """What was approved was looked at beside what it was compared with, and goes on from all that this went on from.
    Anything else that is in force on that day, scheduled before or begun since, it would undo unseen. At most two
    queries."""
    if revision.state != Revision.State.APPROVED:
        return
    rows = Publication.objects.filter(family=revision.family_id).select_related("revision__family")
    standing = rows.live(on).first()
    if standing is None or standing.revision_id == revision.compared_with_id:
        return
    before = dict(Revision.objects.filter(family=revision.family_id).values_list("pk", "compared_with"))
    known = revision.compared_with_id
    while known is not None and known != standing.revision_id:
        known = before[known]
    if known is None:
        raise ValidationError(
            f"From {standing.starts_on} on {standing.revision} is in force. This change was not written on it and "
            "would undo it. Choose an earlier day, or start the draft from that revision, make the change there and "
            "submit it."
        )


def call_off(publication: Publication, *, by: Any, reason: str) -> None:
    """Takes a publication that is still to come off the calendar; what it would have followed stays in force instead.
    What never came into force stays approved, until something else is published. Raises PermissionDenied;
    ValidationError without a reason or where it has begun already."""
    if not reason.strip():
        raise ValidationError("Say why the publication is called off.")
    with transaction.atomic():
        today = Catalogue.objects.select_for_update().state().today
        family = Family.objects.locked().get(pk=publication.family_id)
        _require(by, family, today)
        coming = Publication.objects.filter(family=family).after(today).filter(pk=publication.pk).first()
        if coming is None:
            raise ValidationError("This publication is not on the calendar any more. Look at it again.")
        telling = Telling(today, family=family)
        ended, coming.ends_on = coming.ends_on, coming.starts_on
        coming.save(update_fields=["ends_on"])
        before = Publication.objects.filter(effective(), family=family, ends_on=coming.starts_on).first()
        if before:
            before.ends_on = ended
            before.save(update_fields=["ends_on"])
        telling.tell()
        _never_came(coming.revision, Revision.State.APPROVED)
        _number(family, today)
        _record(by, "call off", family, public=False, before=coming.revision.digest, reason=reason)


def carry(fix: Revision, into: Publication, *, by: Any, reason: str, base: Revision | None = None) -> Publication:
    """Merges a fix into what is scheduled, and schedules the result for the same day instead. Both were approved, and
    the merge takes over nothing else, so it needs no review of its own. `base` is from what the fix's change is
    reckoned, by default what it was compared with. Raises PermissionDenied; ValidationError where the two change the
    same thing in different ways, the fix changes nothing there, or it is not to come any more."""
    with transaction.atomic():
        today = Catalogue.objects.select_for_update().state().today
        family = Family.objects.locked().get(pk=fix.family_id)
        _require(by, family, today, fix)
        base = base or fix.compared_with
        if base is None or fix.state != Revision.State.PUBLISHED or into.family_id != fix.family_id:
            raise ValidationError("Only a published fix of the same family can be carried into what is scheduled.")
        if not Publication.objects.after(today).filter(pk=into.pk).exists():
            raise ValidationError("This publication is not on the calendar any more. Look at it again.")
        merged = merge(base.document, fix.document, into.revision.document)
        if merged.document is None or merged.conflicts:
            places = "; ".join(conflict.title for conflict in merged.conflicts)
            raise ValidationError(f"The fix and what is scheduled do not go together: {places}. Start a draft from it.")
        if digest(merged.document) == into.revision.digest:
            raise ValidationError("What is scheduled says it already.")
        revision = Revision.objects.create(
            family=family,
            state=Revision.State.APPROVED,
            author=by,
            message=f"{into.revision.message}\n\nWith what was published since: {fix.message}".strip(),
            writers=sorted({*fix.writers, *into.revision.writers}),
            successors=_apart_from(merged.document, {**into.revision.successors, **fix.successors}),
            **_compared(fix, merged.document),
        )
        publication = publish(revision, by=by, starts_on=into.starts_on, reason=reason, instead_of=into)
        if not drafts.started_since(family, fix):
            Family.objects.filter(pk=family.pk).update(base=fix)  # the draft does not hold what was scheduled
        return publication


def withdraw(family: Family, *, by: Any, reason: str) -> None:
    """Ends what is in force today and calls off what is scheduled; the family's pages answer 410 from now on.
    Raises PermissionDenied; ValidationError without a reason or where nothing is in force or scheduled."""
    if not reason.strip():
        raise ValidationError("Say why the family is withdrawn.")
    with transaction.atomic():
        today = Catalogue.objects.select_for_update().state().today
        family = Family.objects.locked().get(pk=family.pk)
        _require(by, family, today)
        live = Publication.objects.filter(family=family).live(today).select_related("revision").first()
        coming = list(Publication.objects.filter(family=family).after(today).select_related("revision"))
        if not live and not coming:
            raise ValidationError("Nothing of this family is published or scheduled.")
        telling = Telling(today, family=family)
        shown = live is not None and _known(family, today, today)
        for publication in [*([live] if live else []), *coming]:
            publication.ends_on = max(today, publication.starts_on)
            publication.save(update_fields=["ends_on"])
            if publication is not live:
                _never_came(publication.revision, Revision.State.OUTDATED)
        shown |= telling.tell()
        Revision.objects.filter(family=family, state__in=WAITING).update(state=Revision.State.OUTDATED)
        if live:
            Address.objects.filter(family=family, role="").update(successor="", renamed=False)
        before = live.revision.digest if live else ""
        _record(by, "withdraw", family, public=shown, before=before, reason=reason)


def _number(family: Family, today: date, new: Publication | None = None) -> None:
    """Gives a `new` publication's revision its number. Those in force or once in force keep theirs, and what is to come
    is numbered after them, in the order in which it comes into force: so that no number, and no gap between two, tells
    of what is scheduled or was called off. (What a family had while it was internal does count once it is public.)
    Call it once all periods are as they will be. Four queries, and two for each number that changes."""
    seen = FamilyListing.objects.seen(today, zone()).filter(family=family)
    begun = {*seen.exclude(publication=new).values_list("publication__revision", flat=True)}
    coming = [*Publication.objects.filter(family=family).after(today).values_list("revision", flat=True)]
    line = [pk for pk in coming if pk not in begun]
    begins = new is not None and new.starts_on <= today and new.revision_id not in begun
    if new and begins and (new.revision_id in coming or new.revision.state != Revision.State.PUBLISHED):
        line.insert(0, new.revision_id)
    mine = Revision.objects.filter(family=family)
    first = (mine.exclude(pk__in=line).aggregate(last=Max("number"))["last"] or 0) + 1
    wanted = {pk: number for number, pk in enumerate(dict.fromkeys(line), start=first)}
    numbers = dict(mine.filter(pk__in=line).values_list("pk", "number"))
    moved = {pk: number for pk, number in wanted.items() if number != numbers[pk]}
    # In two passes, since no two may have one number, if only between two rows of one statement.
    beyond = first + len(line) + max(filter(None, numbers.values()), default=0)
    mine.filter(pk__in=moved, number__isnull=False).update(number=F("number") + beyond)
    for pk, number in moved.items():
        mine.filter(pk=pk).update(number=number)
    if new:
        mine.filter(pk=new.revision_id).update(state=Revision.State.PUBLISHED)
        new.revision.refresh_from_db(fields=["number", "state"])


def _never_came(revision: Revision, state: str) -> None:
    """The state of a revision whose only publication went off the calendar before it began: it may not be published
    later as if it had been in force, and has no number."""
    to_come = Publication.objects.filter(effective(), revision=revision)
    begun = FamilyListing.objects.seen(company_today(), zone()).filter(publication__revision=revision)
    if not to_come.exists() and not begun.exists():
        revision.state, revision.number = state, None
        revision.save(update_fields=["state", "number"])


def _known(family: Family, today: date, start: date) -> bool:
    """Whether the public knew of the family, by what has begun by today, on one of the days that a publication from
    `start` on takes. Ask before it is there. One query."""
    rows = FamilyListing.objects.seen(today, zone()).filter(family=family)
    rows = rows.order_by("publication__starts_on", "publication")
    found: list[str] = []
    for begins, ends, visibility in rows.values_list("publication__starts_on", "publication__ends_on", "visibility"):
        if begins <= start:
            found = [visibility]
        elif ends is None or ends > begins:
            break
        else:
            found.append(visibility)
    return Visibility.PUBLIC in found


def _make_room(family: Family, starts_on: date, today: date) -> date | None:
    """Ends the publication in force on `starts_on` there, and returns the start of the next one, if any: until then
    the new one is in force."""
    mine = Publication.objects.filter(family=family)
    standing = mine.live(starts_on).first()
    following = mine.after(starts_on).first()
    if standing:
        standing.ends_on = starts_on
        standing.save(update_fields=["ends_on"])
        if today < standing.starts_on == starts_on:
            _never_came(standing.revision, Revision.State.OUTDATED)
    return following.starts_on if following else None


def _claim_addresses(family: Family, document: FamilyDocument) -> None:
    """Registers the addresses of the family and its roles for good. Raises ValidationError where one was published
    for another family before, or leads to another role that the document has as well."""
    wanted = {document.slug: "", **{f"{document.slug}/{role.slug}": role.slug for role in document.roles}}
    taken = {address.path: address for address in Address.objects.filter(path__in=wanted)}
    for path, address in taken.items():
        if address.family_id != family.pk:
            raise ValidationError(f"The address /job-families/{path}/ was published for another family before.")
        if address.renamed and address.successor in wanted:
            raise ValidationError(f"/job-families/{path}/ leads to {address.successor} and can be no other role's.")
    Address.objects.bulk_create(
        Address(path=path, family=family, role=role) for path, role in wanted.items() if path not in taken
    )


def _lead_on(family: Family, document: FamilyDocument, successors: dict[str, Any]) -> None:
    """Tells the addresses of roles that a publication leaves out what came after, and those of its own that they lead
    nowhere else. While something is in force at an address it answers for itself."""
    mine = Address.objects.filter(family=family)
    mine.filter(role__in=[role.slug for role in document.roles]).update(successor="", renamed=False)
    for slug, after in successors.items():
        addresses = mine.filter(role=slug).exclude(path=after["to"])
        addresses.update(successor=after["to"], renamed=after["same"])
        if not addresses:
            # What led to a name that was never published leads on at once.
            path = f"{document.slug}/{slug}"
            Address.objects.filter(successor=path).exclude(path=after["to"]).update(successor=after["to"])


def _record(
    by: Any, action: str, family: Family, *, public: bool, before: str = "", after: str = "", reason: str = ""
) -> None:
    """`public` tells whether the public sees it, today or on a day before."""
    Catalogue.objects.bump(public=public)
    AuditRecord.objects.write(
        by=by, action=action, kind="family", subject=family.slug, before=before, after=after, reason=reason
    )
