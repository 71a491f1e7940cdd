"""What services are told of families and vacancies. Events follow from what each audience sees of them, before and
after a change, today and on the days to come: so nobody is told of what they may not see, nor of a change that they
cannot see, and what is scheduled is told as its day begins."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import AnonymousUser

from careers.audience import Viewer
from careers.models import Family, FamilyListing, Posting, Publication, RoleListing, Vacancy
from careers.models.publications import effective
from config.kernel.models import Catalogue, Event

FAMILY, VACANCY = "job-family", "vacancy"
"""As the API names them."""

BEGAN = {FAMILY: Event.Type.FAMILY_PUBLISHED, VACANCY: Event.Type.VACANCY_OPENED}
CHANGED = {FAMILY: Event.Type.FAMILY_PUBLISHED, VACANCY: Event.Type.VACANCY_CHANGED}
ENDED = {FAMILY: Event.Type.FAMILY_WITHDRAWN, VACANCY: Event.Type.VACANCY_CLOSED}


@dataclass(frozen=True)
class Subject:
    """A family or a vacancy, as the API names it, and the calendar that its days belong to."""

    resource: str
    slug: str
    calendar: str


@dataclass(frozen=True)
class Sight:
    """What each audience sees of a subject on a day, to be compared with another day's; None where it sees nothing."""

    public: Any = None
    internal: Any = None


Sights = Mapping[Subject, Sight]
NOTHING = Sight()


class Telling:
    """What is to be told of one family and its vacancies, or of one vacancy alone. Made under the catalogue's lock and
    before a change that counts from the day `on`, it remembers what was seen; after the change `tell` is called."""

    def __init__(
        self, today: date, *, family: Family | None = None, vacancy: Vacancy | None = None, on: date | None = None
    ) -> None:
        self.today = today
        self.past = on if on and on < today else None
        self.vacancy = vacancy
        self.family = vacancy.family_id if vacancy else family.pk if family else None
        self.calendar = _calendar_of(self.family, vacancy.pk if vacancy else None)
        self.viewer = Viewer.of(AnonymousUser(), Catalogue.objects.state().switches)
        self.begun = self._days_begun()
        self.before = {day: self._seen(day) for day in self.begun}

    def tell(self) -> bool:
        """Writes the events of what is seen now and was not seen before, and anew those of the days to come. Returns
        whether the public sees anything else than before, today or on a day of the past."""
        seen = {day: self._seen(day) for day in [*self.begun, *self._days_to_come()]}
        found: dict[tuple[Subject, str], Event] = {}
        shown = False
        for day in self.begun[::-1]:
            for subject, event in _between(self.before[day], seen[day], day):
                shown |= event.public
                # Of the past that day alone is told from which the change counts; and vacancies that are over by now
                # are nobody's news.
                of_the_past = day == self.past and (subject.resource == FAMILY or (subject, event.type) in found)
                if day == self.today or of_the_past:
                    found[subject, event.type] = event
        events = list(found.values())
        days = [day for day in seen if day >= self.today]
        for before, day in pairwise(days):
            events += [event for _, event in _between(seen[before], seen[day], day)]
        Event.objects.forget_coming(self.calendar, self.today)
        Event.objects.tell(events)
        return shown

    def _days_begun(self) -> list[date]:
        """Today; before it, where the change counts from a day of the past, that day and those since on which something
        else may have been seen than on the one before."""
        past = self.past
        return [past, *(day for day in self._turns() if past < day < self.today), self.today] if past else [self.today]

    def _days_to_come(self) -> list[date]:
        """After today, the days on which something else may be seen than on the one before."""
        return [day for day in self._turns() if day > self.today]

    def _turns(self) -> list[date]:
        """Every day on which a publication or a posting begins or ends. Two queries."""
        publications = Publication.objects.filter(effective(), family=self.family)
        postings = self._postings().filter(effective())
        periods = [period for rows in (postings, publications) for period in rows.values_list("starts_on", "ends_on")]
        return sorted({day for period in periods for day in period if day})

    def _seen(self, day: date) -> Sights:
        """What each audience sees on a day."""
        return {**self._families(day), **self._vacancies(day)}

    def _families(self, day: date) -> Sights:
        """One query; none where it is about a vacancy."""
        if self.vacancy:
            return {}
        rows = FamilyListing.objects.live(day).filter(family=self.family)
        return {
            Subject(FAMILY, slug, self.calendar): Sight(
                public=self.viewer.mask_document(public) if public else None, internal=publication
            )
            for slug, public, publication in rows.values_list("slug", "public", "publication")
        }

    def _vacancies(self, day: date) -> Sights:
        """Four queries; one where none is posted. A vacancy shows the text of a day, which a later publication for
        that day may change."""
        live = self._postings().live(day)
        if not live.exists():
            return {}
        rows = live.with_listing()
        postings = list(rows.visible(internal=True, on=day).select_related("vacancy"))
        public = set(rows.visible(internal=False, on=day).values_list("pk", flat=True))
        texts = self._texts(posting.listing for posting in postings)
        found = {}
        for posting in postings:
            subject = Subject(VACANCY, str(posting.vacancy.number), _calendar_of(posting.family_id, posting.vacancy_id))
            said = (posting.content, posting.specialty, posting.opened_on, posting.text_on)
            text = texts.get(posting.listing, NOTHING)
            found[subject] = Sight(
                public=(said, text.public) if posting.pk in public else None,
                internal=(said, text.internal, posting.waived),
            )
        return found

    def _texts(self, listings: Iterable[int | None]) -> dict[int | None, Sight]:
        """What is seen of roles and of their families' specialties, by the key of the role's row. One query."""
        family = "publication__familylistings"
        rows = RoleListing.objects.filter(pk__in={each for each in listings if each}).values_list(
            "pk", "internal", f"{family}__internal__specialties", "public", f"{family}__public__specialties"
        )
        return {
            pk: Sight(
                internal=(whole, every),
                public=seen and (self.viewer.mask_composed(seen), [self.viewer.mask_specialty(each) for each in some]),
            )
            for pk, whole, every, seen, some in rows
        }

    def _postings(self) -> Any:
        return (
            Posting.objects.filter(vacancy=self.vacancy) if self.vacancy else Posting.objects.filter(family=self.family)
        )


def _calendar_of(family: int | None, vacancy: int | None = None) -> str:
    """ "family/12", "family/12/vacancy/7", "vacancy/7"."""
    parts = {"family": family, "vacancy": vacancy}
    return "/".join(f"{name}/{key}" for name, key in parts.items() if key is not None)


def _between(before: Sights, after: Sights, day: date) -> Iterator[tuple[Subject, Event]]:
    """What is told as what was seen becomes what is seen on a day: what ends first."""
    told = []
    for subject in {**before, **after}:
        was, now = before.get(subject, NOTHING), after.get(subject, NOTHING)
        public, internal = _type(subject, was.public, now.public), _type(subject, was.internal, now.internal)
        for type_ in {each: None for each in (public, internal) if each}:
            about = {"resource": subject.resource, "slug": subject.slug, "calendar": subject.calendar}
            audiences = {"public": type_ == public, "internal": type_ == internal}
            told.append((subject, Event(type=type_, day=day, **about, **audiences)))
    yield from sorted(told, key=lambda each: each[1].type not in ENDED.values())


def _type(subject: Subject, was: Any, now: Any) -> str | None:
    if was == now:
        return None
    return str((ENDED if now is None else BEGAN if was is None else CHANGED)[subject.resource])
