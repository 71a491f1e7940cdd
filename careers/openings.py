"""The vacancies that are open on the day that is read, as far as the viewer may know of them: what lists, filters and
feeds read. Where one belongs is told as of that day; what it says is the role's text of `text_on`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from threading import get_ident
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import JSONObject, TruncDate
from django.utils.text import slugify

from careers.audience import Viewer
from careers.handbook.compose import compose
from careers.handbook.document import load
from careers.handbook.vacancy import LeftOut, VacancyDocument, dangling, offer, tailored
from careers.models import FamilyListing, Posting, RoleListing, SpecialtyListing
from careers.models.drafts import Visibility
from careers.models.publications import effective, in_force
from careers.reading import Reading


@dataclass(frozen=True)
class Opening:
    """A vacancy that is open. `family` and `department` are where it belongs, slugs; they and what is said of the role
    are empty for an open application, and `specialty` and its name where there is none that may be told. `terms` are
    what it is found by at each of its places, by the names of careers.filters.VacancyFilter: what is asked for of
    several holds for one place together."""

    number: int
    title: str
    family: str
    family_title: str
    department: str
    role: str
    level: str
    track: str
    specialty: str
    specialty_name: str
    content: Any
    internal: bool
    opened_on: date
    since: datetime
    terms: Sequence[Mapping[str, frozenset[str]]]

    @property
    def slug(self) -> str:
        return slug_of(self.title)

    @cached_property
    def words(self) -> str:
        """What a search looks at, folded."""
        return f"{self.title} {self.family_title} {' '.join(each['town'] for each in self.places)}".casefold()

    @property
    def places(self) -> list[Any]:
        return self.content["places"]  # type: ignore[no-any-return]


def openings(reading: Reading, **where: Any) -> list[Opening]:
    """The vacancies that are open (or those of them of which this holds), newest first. One query."""
    rows = _open(reading.on, reading.internal, get_ident()).filter(**where)
    return [_opening(reading, row) for row in rows]


def live(reading: Reading) -> QuerySet[Any]:
    """The postings that are open on the day and visible to the viewer."""
    return _live(reading.on, internal=reading.internal)


def _live(on: date, *, internal: bool) -> QuerySet[Any]:
    return Posting.objects.live(on).with_listing().visible(internal=internal, on=on)


@lru_cache(maxsize=32)
def _open(on: date, internal: bool, thread: int) -> QuerySet[Any]:
    """The rows of what is open: the query alone and nothing that it finds, for to put it together takes longer than to
    ask it. Each thread has its own, since Django writes into a part of it while it makes SQL of it."""
    return _told(_live(on, internal=internal), on, internal=internal)


def _told(rows: QuerySet[Any], on: date, *, internal: bool) -> QuerySet[Any]:
    """What is told of these postings, newest first."""
    found = rows.order_by("-opened_on", "-vacancy__number").annotate(
        number=F("vacancy__number"),
        then=_then(RoleListing, _ROLE, slug=OuterRef("role")),
        focus=_focus(),
        home=_home(on, internal=internal),
    )
    columns = ("number", "role", "specialty", "visibility", "content", "opened_on", "starts_on", "recorded_at")
    return found.values(*columns, "then", "focus", "home")  # type: ignore[no-any-return]


def of_role(reading: Reading, family: str, role: str = "") -> list[Opening]:
    """The open vacancies of a family, or of one of its roles, by their slugs of the day. One query."""
    here = FamilyListing.objects.live(reading.on).filter(slug=family).values("family")
    return openings(reading, family__in=here, **({"role": role} if role else {}))


_ROLE = JSONObject(
    title="title", family_slug="family_slug", family_title=KT("internal__family_title"), department="department",
    level="level", track="track",
)  # fmt: skip


def _then(model: Any, facts: Any, **where: Any) -> Subquery:
    """Of a part of the family as it was in force on the day whose text is shown."""
    rows = model.objects.filter(in_force(OuterRef("text_on"), "publication__"), family=OuterRef("family"), **where)
    return Subquery(rows.order_by("-publication").values(facts=facts)[:1])


def _focus() -> Subquery:
    """The name of the specialty, which a public vacancy does not tell where it is internal."""
    seen = {"slug": OuterRef("specialty"), "visibility__in": [Visibility.PUBLIC, OuterRef("visibility")]}
    return _then(SpecialtyListing, F("name"), **seen)


def _home(on: date, *, internal: bool) -> Subquery:
    """The family as it is on the day, if the viewer may know of it."""
    rows = FamilyListing.objects.live(on).visible(internal=internal)
    rows = rows.filter(family=OuterRef("family")).order_by("-publication")
    return Subquery(rows.values(facts=JSONObject(slug="slug", title="title", department="department"))[:1])


def _opening(reading: Reading, row: Any) -> Opening:
    role, content = row["then"] or {}, row["content"]
    home = row["home"] or {
        "slug": role.get("family_slug", ""),
        "title": role.get("family_title", ""),
        "department": role.get("department", ""),
    }
    terms = {
        "department": reading.reference.department_path(home["department"]),
        "family": [home["slug"]],
        "level": [role.get("level", "")],
        "track": [role.get("track", "")],
        "employment_type": content["employment_types"],
    }
    return Opening(
        number=row["number"],
        title=title_of(content, role.get("title", ""), row["focus"] or ""),
        family=home["slug"],
        family_title=home["title"],
        department=home["department"],
        role=row["role"],
        level=role.get("level", ""),
        track=role.get("track", ""),
        specialty=row["specialty"] if row["focus"] else "",
        specialty_name=row["focus"] or "",
        content=content,
        internal=row["visibility"] == Visibility.INTERNAL,
        opened_on=row["opened_on"],
        since=_since(reading, row["starts_on"], row["recorded_at"]),
        terms=[
            {name: frozenset(filter(None, values)) for name, values in {**terms, **place}.items()}
            for place in [{"country": [each["country"]], "workplace": [each["kind"]]} for each in content["places"]]
            or [{"country": [], "workplace": []}]
        ],
    )


def title_of(content: Any, role: str, specialty: str) -> str:
    """Senior Firmware Engineer, Gateways; or the title of an open application."""
    return content["title"] or ", ".join(filter(None, [role, specialty]))


def slug_of(title: str) -> str:
    """What stands behind the number in the address of a vacancy."""
    return slugify(title) or "vacancy"


def _since(reading: Reading, starts_on: date, recorded_at: datetime) -> datetime:
    """When it began to be shown as it is: as its day began, or when it was posted, whichever is later."""
    return max(recorded_at.astimezone(reading.zone), datetime.combine(starts_on, time(), reading.zone))


@dataclass(frozen=True)
class Detail:
    """One vacancy with the text of its role. `eyes` reads as those for whom it is posted: of a public vacancy staff see
    what candidates see, and what they copy holds nothing else. `role` is the composed one (as JSON), None for an open
    application; `now` its row of the day that is read, None where the viewer may know of none; `changed` tells whether
    the role says something else by now; `left_out` what it said to them and the vacancy does not."""

    number: int
    posting: Posting
    eyes: Reading
    document: VacancyDocument
    role: Any = None
    now: Any = None
    changed: bool = False
    left_out: Sequence[LeftOut] = ()

    @property
    def title(self) -> str:
        role = self.role or {"title": "", "specialty": None}
        return title_of(self.posting.content, role["title"], (role["specialty"] or {"name": ""})["name"])

    @property
    def slug(self) -> str:
        return slug_of(self.title)


def detail(reading: Reading, number: int) -> Detail | None:
    """The vacancy of that number, if it is open and the viewer may know of it. Two queries."""
    return next(iter(details(reading, live(reading).filter(vacancy__number=number))), None)


def details(reading: Reading, rows: QuerySet[Any] | None = None) -> list[Detail]:
    """The vacancies that are open (or those of `rows`, of Posting) with their texts, newest first. At most three
    queries, however many."""
    rows = live(reading) if rows is None else rows
    now = reading.live(RoleListing).filter(family=OuterRef("family"), slug=OuterRef("role")).order_by("-publication")
    annotated = rows.annotate(number=F("vacancy__number"), now=Subquery(now.values("pk")[:1]))
    postings = list(annotated.order_by("-opened_on", "-number"))
    texts = _texts(postings)
    return [found for posting in postings if (found := _detail(reading, posting, texts))]


def _detail(reading: Reading, posting: Any, texts: Mapping[tuple[bool, int], Any]) -> Detail | None:
    """None where those for whom it is posted may not know of the role."""
    eyes, document = _eyes(reading, posting), posting.document
    if not posting.family_id:
        return Detail(posting.number, posting, eyes, document)
    focused = bool(posting.specialty)
    role, now = _composed(eyes, posting, texts[focused, posting.listing]), texts.get((focused, posting.now))
    if role is None:
        return None
    later = _composed(eyes, posting, now) if now and posting.now != posting.listing else None
    changed = later is not None and offer(later) != offer(role)
    unsaid = dangling(role, document)
    left_out = [each for each in document.left_out if each not in unsaid]
    told = eyes.viewer.mask_composed(tailored(role, document))
    return Detail(posting.number, posting, eyes, document, told, now, changed, left_out)


def _eyes(reading: Reading, posting: Posting) -> Reading:
    if posting.visibility == Visibility.INTERNAL:
        return reading
    return replace(reading, viewer=Viewer.of(AnonymousUser(), reading.state.switches))


def _texts(postings: Sequence[Any]) -> dict[tuple[bool, int], Any]:
    """The rows of their roles, as their text is shown and as it is now, by whether a specialty is asked for, and by
    key. Where one is, each has its family's `document`. At most two queries."""
    found = {}
    for focused in (False, True):
        here = [posting for posting in postings if bool(posting.specialty) is focused]
        keys = {key for posting in here for key in (posting.listing, posting.now)} - {None}
        rows = RoleListing.objects.filter(pk__in=keys)
        if focused:
            document = FamilyListing.objects.filter(publication=OuterRef("publication")).values("internal")
            rows = rows.defer("public", "internal").annotate(document=Subquery(document[:1]))
        found.update({(focused, row.pk): row for row in rows} if keys else {})
    return found


def _composed(eyes: Reading, posting: Posting, row: Any) -> Any:
    """The composed role, as JSON; without the specialty where there is none of that name. None where it is internal
    and the vacancy is not."""
    if posting.specialty:
        document, audience = load(row.document), eyes.viewer.audience
        for specialty in (posting.specialty, None):
            try:
                return compose(document, row.slug, audience=audience, specialty=specialty).model_dump(mode="json")
            except KeyError:
                continue
        return None
    content = row.content(internal=eyes.internal)
    return eyes.viewer.mask_composed(content) if content else None


def whole(reading: Reading, number: int) -> tuple[Opening, Detail] | None:
    """The vacancy of that number as lists have it and with its text, if it is open and the viewer may know of it; it
    may close while it is read. At most three queries."""
    opening = next(iter(openings(reading, vacancy__number=number)), None)
    found = detail(reading, number) if opening else None
    return (opening, found) if opening and found else None


@dataclass(frozen=True)
class Closed:
    """A vacancy that was open and is no more. `deadline` is the last day to apply if it closed by itself, `now` the
    row of its role on the day that is read, if the viewer may know of it."""

    opening: Opening
    ended_on: date
    deadline: date | None
    now: Any


def closed(reading: Reading, number: int) -> Closed | None:
    """The vacancy of that number, which is not open, if it was and the viewer could know of it. None on a day to come:
    what will have closed by then is not gone yet. Three queries."""
    if reading.on > reading.state.today:
        return None
    recorded_on = TruncDate("recorded_at", tzinfo=reading.zone)
    begun = Posting.objects.with_listing().annotate(recorded_on=recorded_on).filter(
        effective() | Q(recorded_on__gte=F("starts_on")), vacancy__number=number, starts_on__lte=reading.on
    )  # fmt: skip
    last = begun.order_by("-starts_on", "-pk").first()
    rows = begun.visible(internal=reading.internal, on=reading.on).filter(pk=last.pk) if last else begun.none()
    found = [_opening(reading, row) for row in _told(rows, reading.on, internal=reading.internal)]
    if not (last and last.ends_on and found):
        return None
    now = reading.live(RoleListing).filter(family=last.family_id, slug=last.role).defer("public", "internal").first()
    deadline = last.document.deadline
    by_itself = deadline is not None and last.ends_on == deadline + timedelta(days=1)
    return Closed(found[0], last.ends_on, deadline if by_itself else None, now)


MOST_SIMILAR, FAR = 6, 3
"""How many are named; and how far off one is that has nothing in common."""


def similar(reading: Reading, gone: Opening) -> list[Opening]:
    """Open vacancies that somebody may like who came for another one: of its family first, then of its level or its
    department. One query."""

    def nearness(each: Opening) -> int:
        if gone.family and each.family == gone.family:
            return 0
        near = (gone.level and each.level == gone.level, gone.department and each.department == gone.department)
        return 3 - sum(map(bool, near))

    ranked = sorted(openings(reading), key=nearness)
    return [each for each in ranked if nearness(each) < FAR and each.number != gone.number][:MOST_SIMILAR]
