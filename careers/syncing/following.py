"""Vacancies that follow the posts of another job board. Each post is linked to a role, whose text its vacancy shows;
what the post itself states (where, for how much, until when, where to apply) is taken from it. A vacancy of another
board, or made by hand, is never touched."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from careers import vacancies
from careers.importing import REFUSALS, refusal
from careers.models import Posting, RoleListing, Vacancy, VacancyPlace
from careers.reading import Reading
from careers.syncing.board import Board, Broken, Post
from careers.syncing.linking import Target, Targets, Unmatched
from careers.syncing.stating import FOLLOWED, Facts, facts_of
from config.kernel.models import AuditRecord, Catalogue
from config.kernel.models.reference import digest

Outcome = Literal["created", "updated", "unchanged", "closed", "unmatched", "conflict", "failed"]

GONE = "It is no longer on the board that it was read from."
"""Why what vanished is closed: by this it is known again, should it come back."""


FACTS = {
    "places": "the places", "employment_types": "the employment", "deadline": "the last day to apply",
    "language": "the language", "apply": "where to apply", "requisition": "the requisition", "role": "the role",
}  # fmt: skip


@dataclass
class Result:
    """What became of a post: `posted` is what the public saw of it ("opened", "changed" or ""), `findings` what was
    not certain, `errors` what was refused."""

    key: str
    title: str
    outcome: Outcome
    role: str = ""
    number: int | None = None
    posted: str = ""
    findings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return bool(self.errors)


@dataclass(frozen=True)
class Options:
    """How to follow a board. `by` None is the operator at the console; `country` is where places are that name none;
    `publish` opens, changes and closes what is followed; `close_all` closes all of it where the board lists nothing;
    `dry` takes back what becomes of a post as soon as that is known."""

    by: Any = None
    publish: bool = False
    country: str = ""
    close_all: bool = False
    dry: bool = False


class Emptied(Exception):
    """A board lists nothing, and what follows it is open."""


def follow(board: Board, options: Options) -> Iterator[Result]:
    """Makes the vacancies of a board's posts, or brings them up to date; yields what became of each, at last of those
    whose posts are gone. Each is a transaction of its own; what is posted is one more. Raises Emptied."""
    _refuse_emptied(board, options)
    targets = Targets(Reading.of_visitor())
    known = {each.source_key: each for each in Vacancy.objects.filter(source=board.source).select_related("family")}
    for broken in board.broken:
        yield _broken(broken, known.get(broken.key))
    for post in board.posts:
        with _taken_back(options.dry):
            result = _follow(board.source, post, known.get(post.key), targets, options)
        yield result
    if not board.complete:
        return
    for key, vacancy in known.items():
        if key not in board.keys:
            with _taken_back(options.dry):
                gone = _gone(vacancy, options)
            if gone:
                yield gone


def _refuse_emptied(board: Board, options: Options) -> None:
    """A board that lists nothing is more often broken than empty. Raises Emptied."""
    if not options.publish or options.close_all or board.keys or not board.complete:
        return
    open_now = Posting.objects.standing(Catalogue.objects.state().today).filter(vacancy__source=board.source).count()
    if open_now:
        raise Emptied(
            f"{board.source} lists nothing, and {open_now:,} {'vacancy' if open_now == 1 else 'vacancies'} of it would "
            "be closed. Nothing was changed. If they are all to be closed, say --close-all."
        )


@contextmanager
def _taken_back(dry: bool) -> Iterator[None]:
    """A transaction that leaves nothing behind, if `dry`."""
    if not dry:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _broken(broken: Broken, vacancy: Vacancy | None) -> Result:
    return Result(
        broken.key, broken.title, "failed", number=vacancy.number if vacancy else None,
        errors=[f"It cannot be read: {broken.reason}"],
    )  # fmt: skip


def _follow(source: str, post: Post, vacancy: Vacancy | None, targets: Targets, options: Options) -> Result:
    result = Result(post.key, post.title, "unchanged", number=vacancy.number if vacancy else None)
    facts, result.findings = facts_of(post, options.country)
    try:
        target = _target(post, vacancy, targets, result)
        with transaction.atomic():
            vacancy = _write(source, post.key, facts, target, options.by, result)
    except Unmatched as error:
        result.outcome, result.findings = "unmatched", [str(error)]
        return result
    except REFUSALS as error:
        result.outcome, result.errors = "failed", refusal(error)
        return result
    result.number = vacancy.number
    family = vacancy.family.slug if vacancy.family else ""
    result.role = "/".join(filter(None, [family, vacancy.role, vacancy.specialty]))
    if options.publish and result.outcome != "conflict":
        try:
            with transaction.atomic():
                result.posted = _post(vacancy, post, options.by, result)
        except REFUSALS as error:
            result.errors += refusal(error)
    return result


def _target(post: Post, vacancy: Vacancy | None, targets: Targets, result: Result) -> Target | None:
    """The role of a post; None where its vacancy stays with the role that it has. Raises Unmatched."""
    try:
        target = targets.of(post, but=vacancy.pk if vacancy else None)
    except Unmatched as error:
        if vacancy is None:
            raise
        result.findings.append(f"{error} Its vacancy stays with its role.")
        return None
    known = (vacancy.source_facts.get("role"), _role(vacancy)) if vacancy else ()
    if vacancy and target.link not in known and vacancy.postings.exists():
        result.findings.append(f"It reads as {target.path} now; its vacancy was posted for another role, and stays.")
        return None
    return target


def _write(source: str, key: str, facts: Facts, target: Target | None, by: Any, result: Result) -> Vacancy:
    """The vacancy of a post, as the post has it now. What was edited here stays; where both changed one fact nothing is
    written and the result is a conflict."""
    Catalogue.objects.lock()
    rows = Vacancy.objects.select_for_update(of=("self",)).select_related("family")
    vacancy = rows.filter(source=source, source_key=key).first()
    if vacancy is None and target is None:
        raise ValidationError("Somebody has deleted its vacancy in the meantime.")
    new = vacancy is None
    vacancy = vacancy or Vacancy(source=source, source_key=key)
    before: Facts = vacancy.source_facts
    standing = {} if new else _standing(vacancy)
    wanted = {**facts, "role": target.link if target else before.get("role")}
    changed = [name for name in wanted if wanted[name] != before.get(name)]
    news = {name: wanted[name] for name in changed if wanted[name] != standing.get(name)}
    edited = [name for name in news if not new and standing[name] != before.get(name)]
    if edited:
        result.outcome = "conflict"
        names = " and ".join(FACTS[name] for name in edited)
        result.errors.append(f"The post and its vacancy both say something new: {names}. Nothing was changed.")
    elif news:
        result.outcome = "created" if new else "updated"
        _require(by, "careers.add_vacancy" if new else "careers.change_vacancy")
        _take(vacancy, news, wanted)
        vacancies.touch(vacancy, by=by)
        AuditRecord.objects.write(
            by=by, action="sync", kind="vacancy", subject=f"{vacancy.pk} {vacancy}"[:255], key=str(vacancy.pk),
            before=digest(before) if before else "", after=digest(wanted), reason=f"Job {key} of {source}",
        )  # fmt: skip
    elif changed:  # people were first to write what it says now
        Vacancy.objects.filter(pk=vacancy.pk).update(source_facts=wanted)
    return vacancy


def _require(by: Any, permission: str) -> None:
    if by is not None and not by.has_perm(permission):
        raise PermissionDenied("Your account may not make or change vacancies.")


def _standing(vacancy: Vacancy) -> Facts:
    """What a vacancy says of what is followed, in the form of the facts."""
    places = [_as_json(place) for place in vacancy.places.all()]
    return {
        "places": places,
        "employment_types": vacancy.employment_types,
        "deadline": vacancy.deadline.isoformat() if vacancy.deadline else None,
        "language": vacancy.language,
        "apply": vacancy.apply,
        "requisition": vacancy.requisition,
        "role": _role(vacancy),
    }


def _role(vacancy: Vacancy) -> list[Any]:
    """As Target.link."""
    return [vacancy.family_id, vacancy.role, vacancy.specialty]


def _as_json(place: VacancyPlace) -> Any:
    part = place.part()
    pay = part["pay"]
    if pay:
        part["pay"] = {**pay, "minimum": f"{pay['minimum']:.2f}", "maximum": f"{pay['maximum']:.2f}"}
    return part


def _take(vacancy: Vacancy, news: Mapping[str, Any], wanted: Facts) -> None:
    for name in ("employment_types", "language", "apply", "requisition"):
        if name in news:
            setattr(vacancy, name, news[name])
    if "deadline" in news:
        vacancy.deadline = date.fromisoformat(news["deadline"]) if news["deadline"] else None
    if "role" in news:
        vacancy.family_id, vacancy.role, vacancy.specialty = news["role"]
    vacancy.source_facts = wanted
    vacancy.save()
    if "places" in news:
        vacancy.places.all().delete()
        for position, part in enumerate(news["places"]):
            where = {name: part[name] for name in ("kind", "country", "region", "town")}
            paid = part["pay"] or {}
            if paid:
                where |= {name: paid[name] for name in ("currency", "period", "variable")}
            VacancyPlace.objects.create(
                vacancy=vacancy,
                position=position,
                pay_minimum=paid.get("minimum"),
                pay_maximum=paid.get("maximum"),
                **where,
            )


# Posting


def _post(vacancy: Vacancy, post: Post, by: Any, result: Result) -> str:
    """Shows the public what was followed: "opened", "changed" or "". What people closed stays closed, and what they
    have not posted is not posted for them."""
    Catalogue.objects.lock()
    today = Catalogue.objects.state().today
    standing = Posting.objects.standing(today).filter(vacancy=vacancy).first()
    if standing is None:
        if _closed_by_people(vacancy):
            result.findings.append("It was closed here, and stays closed.")
            return ""
        on = _since(vacancy, post, today) if by is None else None
        vacancies.open_vacancy(vacancy, by=by, version=vacancy.version, on=on)
        return "opened"
    now, then = vacancy.document().model_dump(mode="json"), standing.content
    if all(now[name] == then[name] for name in FOLLOWED):
        return ""
    if any(now[name] != then[name] for name in set(now) - set(FOLLOWED)):
        raise ValidationError("Somebody edits it, and has not posted what they edited. Post it in the admin.")
    vacancies.post_changes(vacancy, by=by, version=vacancy.version)
    return "changed"


def _closed_by_people(vacancy: Vacancy) -> bool:
    acts = AuditRecord.objects.filter(kind="vacancy", key=str(vacancy.pk), action__in=("open", "close"))
    last = acts.order_by("-pk").first()
    return bool(last and last.action == "close" and last.reason != GONE)


def _since(vacancy: Vacancy, post: Post, today: date) -> date | None:
    """The day on which its post was first published, where the vacancy was never posted and its role was there on that
    day; else None."""
    day = post.first_published
    if day is None or day >= today or vacancy.postings.exists():
        return None
    there = RoleListing.objects.live(day).filter(family=vacancy.family_id, slug=vacancy.role)
    return day if there.visible(internal=False).exists() else None


def _gone(vacancy: Vacancy, options: Options) -> Result | None:
    """What becomes of a vacancy whose post is gone. None where it was not shown anyway."""
    today = Catalogue.objects.state().today
    if not Posting.objects.standing(today).filter(vacancy=vacancy).exists():
        return None
    result = Result(vacancy.source_key, str(vacancy), "unchanged", number=vacancy.number)
    if not options.publish:
        result.findings.append("It is no longer on the board, and still open here.")
        return result
    try:
        vacancies.close_vacancy(vacancy, by=options.by, reason=GONE)
        result.outcome = "closed"
    except REFUSALS as error:
        result.outcome, result.errors = "failed", refusal(error)
    return result
