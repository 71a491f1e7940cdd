"""Vacancies in words: in a line of a list, and on a page of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

from babel import Locale

from careers.filters import VacancyFilter
from careers.handbook.document import LISTS
from careers.handbook.render import LIST_HEADINGS
from careers.handbook.vacancy import Place
from careers.models.vacancies import EmploymentType, VacancyPlace
from careers.openings import Closed, Detail, Opening
from careers.presenting import money, words
from careers.presenting.facets import Facet, Option, Search
from careers.presenting.hiring import Process, present_process
from careers.presenting.links import Link, address
from careers.presenting.roles import level_link, role_link
from careers.reading import Reading

WORKPLACES = {kind.value: kind.label for kind in VacancyPlace.Kind}
EMPLOYMENT = {kind.value: kind.label for kind in EmploymentType}


@dataclass(frozen=True)
class PlaceLine:
    """Denver, CO, United States, hybrid."""

    name: str
    kind: str


@dataclass(frozen=True)
class PayLine:
    """What is paid; `places` are named where it is not the same everywhere."""

    amount: str
    variable: str
    places: str


@dataclass(frozen=True)
class Offer:
    """What is told of a vacancy wherever it is named."""

    title: str
    url: str
    internal: bool
    family: Link
    places: Sequence[PlaceLine]
    pay: Sequence[PayLine]
    employment: str
    deadline: date | None

    @property
    def on_top(self) -> str:
        """What comes on top of the pay, if it is the same everywhere."""
        variable = {each.variable for each in self.pay}
        return variable.pop() if len(variable) == 1 else ""

    @property
    def in_short(self) -> str:
        """Setúbal, Portugal; Remote, Finland. €46,000 to €61,000 a year. Full time."""
        where = "; ".join(place.name for place in self.places)
        pay = self.pay[0].amount if len(self.pay) == 1 else ""
        return " ".join(f"{each}." for each in (where, pay, self.employment) if each)


@dataclass(frozen=True)
class VacancyLine(Offer):
    """A vacancy in a list. `language` is that of its introduction, where it is not the page's."""

    introduction: str
    language: str


def vacancy_url(reading: Reading, opening: Opening | Detail, name: str = "vacancy") -> str:
    """Its address; `name` is one of the routes that tell of a single vacancy."""
    return address(reading, name, opening.number, opening.slug)


def vacancy_line(reading: Reading, opening: Opening) -> VacancyLine:
    places = [Place.model_validate(each) for each in opening.places]
    deadline = opening.content["deadline"]
    known = reading.family_title(opening.family)
    return VacancyLine(
        title=opening.title,
        url=vacancy_url(reading, opening),
        internal=opening.internal,
        family=Link(known or opening.family_title, address(reading, "family", opening.family) if known else ""),
        places=_places(places),
        pay=_pay(places),
        employment=_employment(opening.content["employment_types"]),
        deadline=date.fromisoformat(deadline) if deadline else None,
        introduction=opening.content["introduction"],
        language=_foreign(opening.content["language"]),
    )


def vacancy_lines(reading: Reading, found: Iterable[Opening]) -> list[VacancyLine]:
    return [vacancy_line(reading, each) for each in found]


def _places(places: Sequence[Place]) -> list[PlaceLine]:
    return [PlaceLine(_name(place), WORKPLACES["hybrid"].lower() if place.kind == "hybrid" else "") for place in places]


def _name(place: Place) -> str:
    name = str(place)
    return name[:1].upper() + name[1:]


def _pay(places: Sequence[Place]) -> list[PayLine]:
    """Every pay once, with the places where it is paid."""
    paid: dict[Any, list[Place]] = {}
    for place in places:
        if place.pay:
            paid.setdefault(place.pay, []).append(place)
    everywhere = len(paid) == 1 and all(place.pay for place in places)
    return [
        PayLine(money.pay(pay), pay.variable, "" if everywhere else "; ".join(map(_name, there)))
        for pay, there in paid.items()
    ]


def _employment(types: Sequence[str]) -> str:
    """Full time or part time"""
    text = words.joined([EMPLOYMENT[each].lower() for each in types], "or")
    return text[:1].upper() + text[1:]


def _foreign(language: str) -> str:
    """The language of a posting's own texts, where it is not that of the page."""
    return "" if language == "en" else language


# The list


FACETS = ("department", "family", "level", "track", "country", "workplace", "employment_type")


class VacancySearch(Search):
    """The search of vacancies. Between what nobody could choose there is no choice to make, so it is not offered."""

    page = "vacancies"

    def __init__(self, reading: Reading, found: VacancyFilter) -> None:
        super().__init__(reading, found.form)
        self.found = found
        facets = [self._facet(name) for name in FACETS]
        self.facets = [each for each in facets if len(each.options) > 1 or each.chosen or each.errors]

    @property
    def feed(self) -> str:
        """The address of the same search as a feed."""
        return self.url("vacancies-feed")

    def _facet(self, name: str) -> Facet:
        field, data = self.form.fields[name], set(self.form.data.getlist(name))
        errors = [str(each) for each in self.form.errors.get(name, ())]
        labels = self._families() if name == "family" else {value: str(label) for value, label in field.choices}
        counts = self.found.tally(name)
        # What no vacancy has any more stays in the address and can be taken back.
        kept = () if errors else sorted(data - set(labels))
        options = [
            Option(value, label, value in data, None if self.form.errors else counts[value])
            for value, label in [*labels.items(), *((value, value) for value in kept)]
            if counts[value] or (value in data and not errors)
        ]
        return Facet(name, str(field.label), options, errors)

    def _families(self) -> dict[str, str]:
        titles = {row.family: row.family_title for row in self.found.facts}
        return dict(sorted(titles.items(), key=lambda each: each[1].casefold()))


# A page


@dataclass(frozen=True)
class Passage:
    """A section of the role's text."""

    heading: str
    body: str
    internal: bool


@dataclass(frozen=True)
class TextList:
    """One of the lists, whole: leads, statements by group, and the sections that follow it. A statement is its text
    and the language of it, where the vacancy adds it in another."""

    name: str
    title: str
    leads: Sequence[str]
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    sections: Sequence[Passage]

    @property
    def stated(self) -> bool:
        return bool(self.leads or self.groups)


@dataclass(frozen=True)
class Text:
    """What a posting says, apart from its facts: the same on its page, in what is copied and for search engines."""

    introduction: str
    team: str
    language: str
    overviews: Sequence[str]
    first: Sequence[Passage]
    lists: Sequence[TextList]
    last: Sequence[Passage]
    processes: Sequence[Process]
    benefits: str


@dataclass(frozen=True)
class VacancyPage(Offer):
    """Everything the page shows. `apply` is where to apply, with the words of the link; `changed` the role as it is
    now, where it says something else by now."""

    evergreen: bool
    opened_on: date
    role: Link
    level: Link
    requisition: str
    recruiter: str
    language: str
    apply: Link
    text_on: date
    changed: Link
    text: Text
    copies: Sequence[Link]


def present_vacancy(reading: Reading, found: Detail) -> VacancyPage:
    posting, document, now = found.posting, found.document, found.now
    role = role_link(reading, f"{now.family_slug}/{now.slug}") if now else Link("")
    title = reading.family_title(now.family_slug) if now else None
    return VacancyPage(
        title=found.title,
        url=vacancy_url(reading, found),
        internal=posting.visibility == "internal",
        places=_places(document.places),
        pay=_pay(document.places),
        employment=_employment(document.employment_types),
        deadline=document.deadline,
        evergreen=document.evergreen,
        opened_on=posting.opened_on,
        family=Link(title, address(reading, "family", now.family_slug)) if title else Link(""),
        role=role,
        level=level_link(reading, found.role["level"]) if found.role else Link(""),
        requisition=document.requisition,
        recruiter=document.recruiter,
        language=_language(document.language),
        apply=_apply(document.apply),
        text_on=posting.text_on,
        changed=role if found.changed else Link(""),
        text=_text(found),
        copies=[
            Link("as text", vacancy_url(reading, found, "vacancy-text")),
            Link("as HTML", vacancy_url(reading, found, "vacancy-html")),
        ],
    )


def _language(tag: str) -> str:
    """Portuguese; "" for that of the page."""
    return Locale("en").languages.get(tag.split("-")[0], tag) if _foreign(tag) else ""


def _apply(url: str) -> Link:
    if not url:
        return Link("")
    parts = urlsplit(url)
    return Link(f"Apply by e-mail to {unquote(parts.path)}" if parts.scheme == "mailto" else "Apply", url)


def _text(found: Detail) -> Text:
    document, role = found.document, found.role or {}
    sections: dict[str, list[Passage]] = {}
    for each in role.get("sections", ()):
        passage = Passage(each["heading"], each["body"], each["visibility"] == "internal")
        sections.setdefault(each["after"], []).append(passage)
    foreign = _foreign(document.language)
    added = {(each.list, each.text) for each in document.added}
    lists = []
    for name in LISTS if role else ():
        groups = [
            (title, [(each["text"], foreign if (name, each["text"]) in added else "") for each in statements])
            for title, statements in words.grouped(role[name])
        ]
        leads = [lead["text"] for lead in role["leads"].get(name, ())]
        lists.append(TextList(name, LIST_HEADINGS[name], leads, groups, sections.get(name, ())))
    specialty = role.get("specialty") or {"overview": ""}
    return Text(
        introduction=document.introduction,
        team=document.team,
        language=foreign,
        overviews=[each for each in (role.get("overview", ""), specialty["overview"]) if each],
        first=sections.get("overview", ()),
        lists=[each for each in lists if each.stated or each.sections],
        last=sections.get("end", ()),
        processes=[present_process(found.eyes, each) for each in role.get("hiring_processes", ())],
        benefits=document.benefits,
    )


@dataclass(frozen=True)
class ClosedPage:
    """What is told of a vacancy that was open: why it is not, and where else to look."""

    title: str
    reason: str
    role: Link
    similar: Sequence[VacancyLine]


def why_closed(gone: Closed) -> str:
    """It was closed on 1 March 2026."""
    if gone.deadline:
        return f"The last day to apply was {words.day(gone.deadline)}."
    return f"It was closed on {words.day(gone.ended_on)}."


def present_closed(reading: Reading, gone: Closed, others: Sequence[Opening]) -> ClosedPage:
    now = gone.now
    return ClosedPage(
        title=gone.opening.title,
        reason=why_closed(gone),
        role=role_link(reading, f"{now.family_slug}/{now.slug}") if now else Link(""),
        similar=vacancy_lines(reading, others),
    )
