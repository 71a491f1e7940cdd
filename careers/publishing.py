"""The door: the only writes that reach the public. Each is one transaction with its audit record."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from careers import drafts, listings
from careers.handbook.compare import compare
from careers.handbook.document import FamilyDocument, digest, dump
from careers.models import Address, Family, Publication, Revision
from config.kernel.models import AuditRecord, Catalogue


def freeze(family: Family, *, by: Any, message: str, document: FamilyDocument | None = None) -> Revision:
    """The draft as a new revision, compared with the one last published. `document` saves reading the draft where
    the caller holds it. Raises pydantic.ValidationError where the draft is unsound."""
    with transaction.atomic():
        Catalogue.objects.lock()
        family = Family.objects.locked().get(pk=family.pk)
        document = document or drafts.read(family)
        before = latest(family)
        return Revision.objects.create(
            family=family,
            content=dump(document).decode(),
            digest=digest(document),
            author=by,
            message=message,
            compared_with=before,
            size=compare(before.document, document).size if before else 0,
        )


def latest(family: Family) -> Revision | None:
    """The revision that was published last."""
    return Revision.objects.filter(family=family, number__isnull=False).order_by("-number").first()


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
) -> Publication:
    """Puts a revision in force from `starts_on`, today at the company by default, until the next publication that
    is already scheduled. Of two that start on one day the later call wins. An older revision may be published again.

    `by` is the user, or None for an operator at the console; `references` saves five queries where the caller holds
    them. Raises PermissionDenied where they may not publish, or not with a start in the past; MissingReferences;
    ValidationError for a past start without a reason, for what is in force on that day already, or for an address
    that was another family's.
    """
    if by is not None and not by.has_perm("careers.publish_family"):
        raise PermissionDenied("Your account may not publish families.")
    with transaction.atomic():
        today = Catalogue.objects.select_for_update().state().today
        starts_on = starts_on or today
        if starts_on < today:
            if by is not None and not by.has_perm("careers.backdate_family"):
                raise PermissionDenied("Your account may not let a publication start in the past.")
            if not reason.strip():
                raise ValidationError("A publication that starts in the past needs a reason.")
        family = Family.objects.locked().get(pk=revision.family_id)
        document = revision.document
        if Revision.objects.filter(family=family, digest=revision.digest).live(starts_on).exists():
            raise ValidationError(f"{family} says exactly this on {starts_on} already.")
        if missing := (references or drafts.References()).missing(document):
            raise drafts.MissingReferences(missing)
        _claim_addresses(family, document)
        _number(revision, family)
        publication = Publication.objects.create(
            family=family,
            revision=revision,
            starts_on=starts_on,
            ends_on=_make_room(family, starts_on),
            published_by=by,
            reason=reason,
        )
        listings.unfold(publication, document)
        _record(by, "publish", family, after=revision.digest, reason=reason)
    return publication


def withdraw(family: Family, *, by: Any, reason: str) -> None:
    """Ends what is in force today and calls off what is scheduled; the family's pages answer 410 from now on.
    Raises PermissionDenied; ValidationError without a reason or where nothing is in force or scheduled."""
    if by is not None and not by.has_perm("careers.publish_family"):
        raise PermissionDenied("Your account may not withdraw families.")
    if not reason.strip():
        raise ValidationError("Say why the family is withdrawn.")
    with transaction.atomic():
        today = Catalogue.objects.select_for_update().state().today
        family = Family.objects.locked().get(pk=family.pk)
        live = Publication.objects.filter(family=family).live(today).select_related("revision").first()
        coming = list(Publication.objects.filter(family=family).after(today))
        if not live and not coming:
            raise ValidationError("Nothing of this family is published or scheduled.")
        for publication in [*([live] if live else []), *coming]:
            publication.ends_on = max(today, publication.starts_on)
            publication.save(update_fields=["ends_on"])
        _record(by, "withdraw", family, before=live.revision.digest if live else "", reason=reason)


def _number(revision: Revision, family: Family) -> None:
    """Gives the public number at the first publication."""
    if revision.number is None:
        before = latest(family)
        revision.number = (before.number or 0) + 1 if before else 1
    revision.state = Revision.State.PUBLISHED
    revision.save(update_fields=["number", "state"])


def _make_room(family: Family, starts_on: date) -> date | None:
    """Ends the publication in force on `starts_on` there, and returns the start of the next one, if any: until then
    the new one is in force."""
    mine = Publication.objects.filter(family=family)
    standing = mine.live(starts_on).first()
    following = mine.after(starts_on).first()
    if standing:
        standing.ends_on = starts_on
        standing.save(update_fields=["ends_on"])
    return following.starts_on if following else None


def _claim_addresses(family: Family, document: FamilyDocument) -> None:
    """Registers the addresses of the family and its roles for good. Raises ValidationError where one was published
    for another family before."""
    wanted = {document.slug: "", **{f"{document.slug}/{role.slug}": role.slug for role in document.roles}}
    taken = {address.path: address for address in Address.objects.filter(path__in=wanted)}
    for path, address in taken.items():
        if address.family_id != family.pk:
            raise ValidationError(f"The address /job-families/{path}/ was published for another family before.")
    Address.objects.bulk_create(
        Address(path=path, family=family, role=role) for path, role in wanted.items() if path not in taken
    )


def _record(by: Any, action: str, family: Family, *, before: str = "", after: str = "", reason: str = "") -> None:
    Catalogue.objects.bump()
    AuditRecord.objects.write(
        by=by, action=action, kind="family", subject=family.slug, before=before, after=after, reason=reason
    )
