"""The door of vacancies: what recruiters edited is posted, changed and closed. Each is one transaction with its audit
record. A posting shows the role's text of a day by reference, and never a copy of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.dateformat import format as date_format
from pydantic import ValidationError as Unsound

from careers import drafts, rights
from careers.handbook.compose import Audience, compose
from careers.handbook.document import FamilyDocument, load
from careers.handbook.vacancy import Lack, VacancyDocument, dangling, lacking, misplaced, offer, repeated
from careers.models import Company, FamilyListing, Posting, PostingRequirement, Vacancy
from careers.models.drafts import Hiring, Visibility
from careers.models.publications import in_force
from careers.models.values import sentences
from careers.telling import Telling
from config.kernel.models import AuditRecord, Catalogue
from config.kernel.models.reference import digest

Waivers = Mapping[tuple[str, str], str]
"""Why what a jurisdiction requires is let pass: the reason by (slug of the requirement, fact)."""


@dataclass(frozen=True)
class Outlook:
    """What posting a vacancy comes to: its document (None where it is unsound), the composed role that would be shown
    (as JSON; None where there is none), what stands against it in sentences, and what jurisdictions require and it
    lacks, which may be waived."""

    document: VacancyDocument | None
    role: Any
    refusals: Sequence[str]
    lacks: Sequence[Lack]


def outlook(vacancy: Vacancy, *, starts_on: date, text_on: date) -> Outlook:
    """What posting the vacancy from one day, with the role's text of another, comes to. At most five queries."""
    role, refusals = _role(vacancy, text_on) if vacancy.family else (None, [])
    try:
        document = vacancy.document()
    except Unsound as error:
        return Outlook(None, role, [*sentences(error), *refusals], ())
    benefits, how_to_apply = Company.objects.values_list("benefits", "how_to_apply").get()
    if document.deadline and document.deadline < starts_on:
        refusals.append("The last day to apply is before the first day on which it would be shown.")
    if not (vacancy.family or document.title):
        refusals.append("Give the open application a title.")
    if vacancy.family and not document.places:
        refusals.append("Name the place, or the places, of the work.")
    rows = PostingRequirement.objects.filter(enabled=True, starts_on__lte=starts_on)
    requirements = [row.requirement() for row in rows]
    refusals += misplaced(document, requirements)
    if not (document.apply or how_to_apply):
        refusals.append("Say where to apply: here, or in the company's text on it.")
    if role:
        for left in dangling(role, document):
            refusals.append(f"The role does not say what is left out: {left.text}")
        for added in repeated(role, document):
            refusals.append(f"What is added is said already: {added.text}")
    return Outlook(document, role, refusals, lacking(document, requirements, bool(benefits)))


def _role(vacancy: Vacancy, on: date) -> tuple[Any, list[str]]:
    """The composed role as the audience of the vacancy sees it on a day, and what keeps it from being hired for."""
    row = FamilyListing.objects.live(on).filter(family=vacancy.family_id).only("internal").first()
    if row is None:
        return None, [f"{vacancy.family} is not published on {_day(on)}."]
    document = load(row.internal)
    role = next((role for role in document.roles if role.slug == vacancy.role), None)
    if role is None:
        return None, [f"{vacancy.family} has no role {vacancy.role} on {_day(on)}."]
    if _composed(document, vacancy.role, vacancy.specialty, internal=True) is None:
        return None, [f"{role.title} has no specialty {vacancy.specialty} on {_day(on)}."]
    refusals = []
    if role.hiring != "open":
        refusals.append(f"Nobody is hired into {role.title} on {_day(on)}: {Hiring(role.hiring).label.lower()}.")
    internal = vacancy.visibility == Visibility.INTERNAL
    composed = _composed(document, vacancy.role, vacancy.specialty, internal=internal)
    if composed is None:
        what = "its specialty" if _composed(document, vacancy.role, "", internal=False) else role.title
        refusals.append(f"A public vacancy shows nothing internal, and {what} is internal on {_day(on)}.")
    return composed, refusals


def _composed(document: FamilyDocument, role: str, specialty: str, *, internal: bool) -> Any:
    """The composed role as JSON, or None where the audience may know of no such role or specialty."""
    audience = Audience.everything(internal=internal)
    try:
        return compose(document, role, audience=audience, specialty=specialty or None).model_dump(mode="json")
    except KeyError:
        return None


def open_vacancy(
    vacancy: Vacancy, *, by: Any, version: int, waive: Waivers | None = None, on: date | None = None
) -> Posting:
    """Posts the vacancy from a day on: `on`, else the day that it names, else today. `version` is that which was seen.
    Past days are for the console alone (`by` None), which brings in what was open elsewhere.

    Raises PermissionDenied; drafts.Conflict; ValidationError where it is open already, for a day in the past, for a
    role that is not there, not public or not hired for on that day, and for what is lacking and was not waived."""
    with transaction.atomic():
        vacancy, today = _held(vacancy, by, version)
        if standing := Posting.objects.standing(today).filter(vacancy=vacancy).first():
            when = "is open already" if standing.starts_on <= today else f"opens on {_day(standing.starts_on)} already"
            raise ValidationError(f"This vacancy {when}.")
        starts_on = on or vacancy.opens_on or today
        if starts_on < today and by is not None:
            raise ValidationError("The day of opening is in the past. Choose today or a day to come.")
        if Posting.objects.standing(starts_on).filter(vacancy=vacancy).exists():
            raise ValidationError(f"This vacancy was open on {_day(starts_on)} already, or later.")
        return _post(
            vacancy, by, "open", today, opened_on=starts_on, text_on=starts_on, starts_on=starts_on, waive=waive
        )


def post_changes(
    vacancy: Vacancy, *, by: Any, version: int, waive: Waivers | None = None, on: date | None = None
) -> Posting:
    """Shows from today on what was edited since the vacancy was posted, with the role's text of the same day as before;
    of one that is still to open, from its day on, which `on` may move. Raises as `open_vacancy` does, and
    ValidationError where it is not open or nothing changed."""
    with transaction.atomic():
        vacancy, today = _held(vacancy, by, version)
        standing = _standing(vacancy, today)
        if standing.starts_on > today:
            starts_on = opened_on = text_on = on or standing.starts_on
            if starts_on < today:
                raise ValidationError("The day of opening is in the past. Choose today or a day to come.")
        else:
            starts_on, opened_on, text_on = today, standing.opened_on, standing.text_on
        return _post(
            vacancy, by, "post changes", today, standing=standing,
            opened_on=opened_on, text_on=text_on, starts_on=starts_on, waive=waive,
        )  # fmt: skip


def reopen_on_current_text(vacancy: Vacancy, *, by: Any, version: int, waive: Waivers | None = None) -> Posting:
    """Shows the role's text of today from today on, and what was edited since. Raises as `post_changes` does."""
    with transaction.atomic():
        vacancy, today = _held(vacancy, by, version)
        standing = _standing(vacancy, today)
        if standing.starts_on > today:
            raise ValidationError("This vacancy is not open yet. It will show the text of the day on which it opens.")
        return _post(
            vacancy, by, "reopen", today, standing=standing,
            opened_on=standing.opened_on, text_on=today, starts_on=today, waive=waive,
        )  # fmt: skip


def close_vacancy(vacancy: Vacancy, *, by: Any, reason: str) -> Posting:
    """Ends what is posted today; what is still to open is called off. Raises PermissionDenied; ValidationError without
    a reason or where nothing is open or scheduled."""
    if not reason.strip():
        raise ValidationError("Say why the vacancy is closed.")
    with transaction.atomic():
        vacancy, today = _held(vacancy, by)
        posting = _standing(vacancy, today)
        telling = Telling(today, vacancy=vacancy)
        _end(posting, max(today, posting.starts_on))
        shown = telling.tell()
        _record(by, "close", vacancy, public=shown, before=digest(posting.content), reason=reason)
        return posting


def days(vacancy: Vacancy, today: date) -> tuple[date, date]:
    """The first day of what would be posted of the vacancy now, and the day whose text of the role it would show."""
    standing = Posting.objects.standing(today).filter(vacancy=vacancy.pk).first()
    if standing and standing.starts_on <= today:
        return today, standing.text_on
    opens_on = standing.starts_on if standing else max(today, vacancy.opens_on or today)
    return opens_on, opens_on


def touch(vacancy: Vacancy, *, by: Any) -> None:
    """Every save of a vacancy ends here: it counts its version up and leaves an audit record. Nothing public changes.
    Raises PermissionDenied where its family is beyond the remit of `by`."""
    require_reach(by, vacancy)
    Vacancy.objects.filter(pk=vacancy.pk).update(version=F("version") + 1)
    vacancy.refresh_from_db(fields=["version"])
    _audit(by, "edit", vacancy)


def require_reach(by: Any, vacancy: Vacancy) -> None:
    """Raises PermissionDenied where the vacancy is beyond the remit of `by`."""
    if vacancy.family:
        rights.require_reach(by, vacancy.family.department_id)
    elif by is not None and rights.departments_of(by) is not None:
        raise PermissionDenied("An open application is for all departments, and your account works on some.")


def reaches(user: Any, vacancy: Vacancy) -> bool:
    """Whether the vacancy is within the user's remit."""
    try:
        require_reach(user, vacancy)
    except PermissionDenied:
        return False
    return True


def became(postings: Iterable[Posting], today: date) -> dict[int, str]:
    """What became of the role since the day whose text a posting shows, in a phrase, by the key of the posting; those
    of which it says today what it said then are left out. At most two queries, however many."""
    keys = [posting.pk for posting in postings if posting.family_id]
    rows = Posting.objects.filter(pk__in=keys).defer("content")
    found: list[Any] = list(rows.annotate(then=_listing(OuterRef("text_on")), now=_listing(today)))
    moved = [posting for posting in found if posting.then is None or posting.then != posting.now]
    listings = FamilyListing.objects.filter(pk__in={key for each in moved for key in (each.then, each.now) if key})
    documents = {row.pk: load(row.internal) for row in listings.only("pk", "internal")} if moved else {}
    phrases = {
        posting.pk: _became(posting, today, documents.get(posting.then), documents.get(posting.now))
        for posting in moved
    }
    return {key: phrase for key, phrase in phrases.items() if phrase}


def changed_since(posting: Posting, today: date) -> str:
    """What became of the role since the day whose text the posting shows, in a phrase; empty if nothing."""
    return became([posting], today).get(posting.pk, "")


def _listing(on: Any) -> Subquery:
    rows = FamilyListing.objects.filter(in_force(on, "publication__"), family=OuterRef("family"))
    return Subquery(rows.order_by("-publication").values("pk")[:1])


def _became(posting: Posting, today: date, then: FamilyDocument | None, now: FamilyDocument | None) -> str:
    def shown(document: FamilyDocument, specialty: str, *, internal: bool) -> Any:
        return _composed(document, posting.role, specialty, internal=internal)

    internal = posting.visibility == Visibility.INTERNAL
    if then is None or not shown(then, posting.specialty, internal=internal):
        return f"there is no such role on {_day(posting.text_on)} any more"
    if posting.text_on > today:
        return ""
    if now is None:
        return "the family was withdrawn"
    if not shown(now, "", internal=True):
        return "the role was retired or renamed"
    if not shown(now, posting.specialty, internal=True):
        return "the role has this specialty no more"
    role = shown(now, posting.specialty, internal=internal)
    if not role:
        return "the role is internal now, and the public sees the vacancy no more"
    if role["hiring"] != Hiring.OPEN:
        return f"nobody is hired into the role now: {Hiring(role['hiring']).label.lower()}"
    if offer(role) != offer(shown(then, posting.specialty, internal=internal)):
        return "the role's text has changed"
    return ""


def _held(vacancy: Vacancy, by: Any, version: int | None = None) -> tuple[Vacancy, date]:
    """The vacancy as it stands and the company's today, held against other writers until the transaction ends."""
    today = Catalogue.objects.select_for_update().state().today
    held = Vacancy.objects.select_for_update().filter(pk=vacancy.pk).first()
    if held is None:
        raise ValidationError("Somebody else has deleted this vacancy.")
    if by is not None and not by.has_perm("careers.open_vacancy"):
        raise PermissionDenied("Your account may not open or close vacancies.")
    require_reach(by, held)
    if version is not None and held.version != version:
        raise drafts.Conflict("Somebody else saved this vacancy in the meantime.")
    return held, today


def _standing(vacancy: Vacancy, today: date) -> Posting:
    posting = Posting.objects.standing(today).filter(vacancy=vacancy).first()
    if posting is None:
        raise ValidationError("This vacancy is not open.")
    return posting


def _post(
    vacancy: Vacancy,
    by: Any,
    action: str,
    today: date,
    *,
    standing: Posting | None = None,
    opened_on: date,
    text_on: date,
    starts_on: date,
    waive: Waivers | None,
) -> Posting:
    """The vacancy as it stands, posted in the place of what was, if anything was."""
    before = standing or Posting.objects.filter(vacancy=vacancy).first()
    if before and (before.family_id, before.role) != (vacancy.family_id, vacancy.role):
        raise ValidationError("This vacancy was posted for another role. Make a new one for this role.")
    found = outlook(vacancy, starts_on=starts_on, text_on=text_on)
    waived = [
        {"requirement": lack.requirement.slug, "fact": lack.fact, "reason": reason}
        for lack in found.lacks
        if (reason := (waive or {}).get((lack.requirement.slug, lack.fact), "").strip())
    ]
    let_pass = {(each["requirement"], each["fact"]) for each in waived}
    missing = [f"{lack}." for lack in found.lacks if (lack.requirement.slug, lack.fact) not in let_pass]
    if found.refusals or missing or found.document is None:
        raise ValidationError([*found.refusals, *missing])
    posting = Posting(
        vacancy=vacancy,
        family=vacancy.family,
        role=vacancy.role,
        specialty=vacancy.specialty,
        visibility=vacancy.visibility,
        content=found.document.model_dump(mode="json"),
        opened_on=opened_on,
        text_on=text_on,
        starts_on=starts_on,
        ends_on=found.document.deadline + timedelta(days=1) if found.document.deadline else None,
        waived=waived,
        posted_by=by,
    )
    telling = Telling(today, vacancy=vacancy, on=starts_on)
    shown = False
    if standing:
        if _said(standing) == _said(posting):
            raise ValidationError("It says exactly this already.")
        shown = _shown(standing, today)
        _end(standing, max(today, standing.starts_on))
    posting.save()
    shown |= telling.tell()
    _record(
        by,
        action,
        vacancy,
        public=shown,
        before=digest(standing.content) if standing else "",
        after=digest(posting.content),
        reason="; ".join(f"{each['requirement']}, {each['fact']} waived: {each['reason']}" for each in waived),
    )
    return posting


def _said(posting: Posting) -> tuple[Any, ...]:
    """All that people see of a posting."""
    return (posting.content, posting.specialty, posting.visibility, posting.opened_on, posting.text_on, posting.waived)


def _end(posting: Posting, on: date) -> None:
    posting.ends_on = on
    posting.save(update_fields=["ends_on"])


def _shown(posting: Posting, today: date) -> bool:
    """Whether the public sees it today. One query."""
    rows = Posting.objects.live(today).filter(pk=posting.pk).with_listing()
    return rows.visible(internal=False, on=today).exists()


def _record(by: Any, action: str, vacancy: Vacancy, *, public: bool, **said: str) -> None:
    """`public` tells whether the public sees it, today or on a day before."""
    Catalogue.objects.bump(public=public)
    _audit(by, action, vacancy, **said)


def _audit(by: Any, action: str, vacancy: Vacancy, **said: str) -> None:
    subject = f"{vacancy.pk} {vacancy}"[:255]
    AuditRecord.objects.write(by=by, action=action, kind="vacancy", subject=subject, key=str(vacancy.pk), **said)


def _day(on: date) -> str:
    return date_format(on, "j F Y")
