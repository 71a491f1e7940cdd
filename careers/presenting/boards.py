"""The open vacancies as a job board in the shape of the Greenhouse Job Board API, so that what was written for one
reads them as well. The field names are theirs.

Greenhouse counts its rows; here a job has the number of its vacancy, and what has none a number that follows from its
name. What we have no fact for is null or empty, as it is there. Where they have a department or an office, these are:
the department of the job family, and the place of the work."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from hashlib import sha256
from html import escape
from typing import Any

from django.utils.text import slugify

from careers import openings
from careers.handbook.vacancy import Place, place_name
from careers.openings import Detail, Opening
from careers.presenting.bare import bare
from careers.presenting.jobposting import END_OF_DAY
from careers.presenting.money import PERIODS
from careers.presenting.posting import Absolute, posting_copy
from careers.presenting.vacancies import EMPLOYMENT, present_vacancy, vacancy_url
from careers.reading import Reading
from config.kernel.markdown import to_html

Row = dict[str, Any]

NOWHERE = 0
"""The id of "No Department" and "No Office", which hold the jobs that have none."""


def known_as(kind: str, name: str) -> int:
    """The id of what is known by a name: always the same, above 0, and exact in JavaScript (48 bits)."""
    return int.from_bytes(sha256(f"{kind} {name}".encode()).digest()[:6])


def token_of(reading: Reading) -> str:
    """The name of the board in addresses: that of the company, as a slug."""
    return slugify(reading.reference.company.get("name", "")) or "company"


def written(html: str) -> str:
    """HTML as it stands in the fields of the board: escaped once more."""
    return escape(html)


def place_line(place: Place) -> str:
    """Porto, Portugal (hybrid); or Remote, Finland."""
    name = str(place)
    kind = place.kind if place.kind == "hybrid" or (place.kind == "remote" and place.town) else ""
    return f"{name[:1].upper()}{name[1:]}{f' ({kind})' if kind else ''}"


def pay_ranges(places: Sequence[Place]) -> list[Row]:
    """Every pay once, with its period in words, and with its places where it is not the same everywhere."""
    paid: dict[Any, list[str]] = {}
    for place in places:
        if place.pay:
            paid.setdefault(place.pay, []).append(place_line(place))
    everywhere = len(paid) == 1 and all(place.pay for place in places)
    return [
        {
            "min_cents": int(pay.minimum * 100),
            "max_cents": int(pay.maximum * 100),
            "currency_type": pay.currency,
            "title": ", ".join([f"Pay {PERIODS[pay.period]}", *([] if everywhere else ["; ".join(there)])]),
            "blurb": written(f"<p>{escape(pay.variable)}</p>") if pay.variable else None,
        }
        for pay, there in paid.items()
    ]


# To write out a vacancy takes some 20 ms, and clients that know no validators ask for all of them again and again. Of
# 300 vacancies a process keeps 5 MB.
@lru_cache(maxsize=1)
def _kept(version: int, on: date, database: str, home: str) -> dict[int, str]:
    """What was written out already of a day at a version, for addresses that begin with `home`; filled by who asks."""
    return {}


@dataclass(frozen=True)
class _Office:
    """A place where somebody is hired. Those who come there and those who work for it from home share it."""

    country: str
    region: str
    town: str

    @property
    def name(self) -> str:
        name = place_name("remote", self.country, self.region, self.town)
        return f"{name[:1].upper()}{name[1:]}"

    @property
    def row(self) -> Row:
        location = place_name("", self.country, self.region, self.town)
        return {"id": known_as("office", self.name), "name": self.name, "location": location}


@dataclass(frozen=True)
class Board:
    """The board of a day. `absolute` makes the address of a path within the site whole."""

    reading: Reading
    absolute: Absolute

    @property
    def row(self) -> Row:
        company = self.reading.reference.company
        return {"name": company["name"], "content": written(bare(to_html(company.get("about", "")), self.absolute))}

    @cached_property
    def openings(self) -> list[Opening]:
        return openings.openings(self.reading)

    # Jobs

    def jobs(self, *, content: bool, pay: bool) -> Row:
        """All of them, newest first. One query; with their contents at most four, however many, or none more where a
        process has told them since the catalogue changed."""
        texts = self._texts() if content else {}
        rows = [
            {
                **self._job(opening),
                **(self._whole(opening, texts.get(opening.number, "")) if content else {}),
                **({"pay_input_ranges": pay_ranges(_places(opening))} if pay else {}),
            }
            for opening in self.openings
        ]
        return {"jobs": rows, "meta": {"total": len(rows)}}

    def job(self, number: int, *, pay: bool, questions: bool) -> Row | None:
        """One of them; None where there is none. Three queries. Nobody applies here, so that nothing is asked."""
        whole = openings.whole(self.reading, number)
        if whole is None:
            return None
        opening, found = whole
        asked: Row = {"questions": [], "location_questions": [], "compliance": None, "demographic_questions": None}
        return {
            **self._job(opening),
            **self._whole(opening, self._text(found)),
            **({"pay_input_ranges": pay_ranges(_places(opening))} if pay else {}),
            **(asked if questions else {}),
        }

    def _job(self, opening: Opening) -> Row:
        zone, content = self.reading.zone, opening.content
        first = datetime.combine(opening.opened_on, time(), zone)
        deadline = content["deadline"]
        return {
            "absolute_url": self.absolute(vacancy_url(self.reading, opening)),
            "data_compliance": [],
            "internal_job_id": opening.number if opening.family else None,
            "location": {"name": "; ".join(map(place_line, _places(opening)))},
            "metadata": self._metadata(opening),
            "id": opening.number,
            "updated_at": _moment(opening.since),
            "requisition_id": content["requisition"] or None,
            "title": opening.title,
            "company_name": self.reading.reference.company["name"],
            "first_published": _moment(opening.since if opening.since.date() == opening.opened_on else first),
            "application_deadline": deadline and _moment(
                datetime.combine(datetime.fromisoformat(deadline).date(), END_OF_DAY, zone)
            ),
            "language": content["language"],
        }  # fmt: skip

    def _metadata(self, opening: Opening) -> list[Row]:
        """What stands in custom fields there."""
        employment = [EMPLOYMENT[each] for each in opening.content["employment_types"]]
        fields: Sequence[tuple[str, str, Any]] = (
            ("Job Family", "short_text", opening.family_title or None),
            ("Level", "short_text", self.reading.reference.name("level", opening.level) or None),
            ("Employment Type", "multi_select", employment),
        )
        return [
            {"id": known_as("field", name), "name": name, "value": value, "value_type": kind}
            for name, kind, value in fields
        ]

    def _texts(self) -> dict[int, str]:
        """The contents of all jobs by their numbers."""
        state = self.reading.state
        texts = _kept(state.public_version, self.reading.on, self.reading.database, self.absolute("/"))
        if not texts.keys() >= {opening.number for opening in self.openings}:
            texts.update({each.number: self._text(each) for each in openings.details(self.reading)})
        return texts

    def _text(self, found: Detail) -> str:
        return written(posting_copy(self.reading, present_vacancy(self.reading, found), self.absolute))

    def _whole(self, opening: Opening, text: str) -> Row:
        departments = [self._department(opening.department)] if opening.department else []
        offices = [{**office.row, "parent_id": None, "child_ids": []} for office in _offices(opening)]
        return {"content": text, "departments": departments, "offices": offices}

    # Departments

    def departments(self, *, tree: bool) -> list[Row]:
        """All of them, with those that have no job. One query."""
        known = {opening.department for opening in self.openings if opening.department}
        known |= set(self.reading.reference.of_kind("department"))
        found = self._departments(self.openings, known, tree=tree)
        none = [opening for opening in self.openings if not opening.department]
        return [*found, self._nowhere("No Department", none, tree=tree)]

    def department(self, number: int, *, tree: bool) -> Row | None:
        """The one with that id; None where there is none. One query."""
        return _by_id(self.departments(tree=tree), number)

    def _departments(self, found: Sequence[Opening], known: set[str], *, tree: bool) -> list[Row]:
        """These departments, by name, with those of the vacancies that are theirs; as a tree those on top, each with
        its `children`."""
        jobs: dict[str, list[Row]] = {}
        for opening in found:
            jobs.setdefault(opening.department, []).append(self._job(opening))

        def node(slug: str) -> Row:
            if not tree:
                return {**self._department(slug), "jobs": jobs.get(slug, [])}
            row = self._department(slug)
            children = [node(each) for each in self._children.get(slug, ()) if each in known]
            return {"id": row["id"], "name": row["name"], "children": children, "jobs": jobs.get(slug, [])}

        return [node(slug) for slug in self._by_name(known) if not (tree and self._parent(slug) in known)]

    def _department(self, slug: str) -> Row:
        parent = self._parent(slug)
        return {
            "id": known_as("department", slug),
            "name": self.reading.reference.name("department", slug),
            "parent_id": known_as("department", parent) if parent else None,
            "child_ids": [known_as("department", each) for each in self._children.get(slug, ())],
        }

    def _parent(self, slug: str) -> str:
        return str(self.reading.reference.facts("department", slug).get("parent") or "")

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        """The departments right under each, by name."""
        found: dict[str, list[str]] = {}
        for slug in self._by_name(self.reading.reference.of_kind("department")):
            found.setdefault(self._parent(slug), []).append(slug)
        return found

    def _by_name(self, slugs: Iterable[str]) -> list[str]:
        return sorted(slugs, key=lambda slug: (self.reading.reference.name("department", slug).casefold(), slug))

    # Offices

    def offices(self, *, tree: bool) -> list[Row]:
        """All places where somebody is hired, by name, each with the departments that hire there. One query."""
        there: dict[_Office, list[Opening]] = {}
        for opening in self.openings:
            for office in _offices(opening):
                there.setdefault(office, []).append(opening)
        found = [
            self._place(office.row, there[office], tree=tree) for office in sorted(there, key=lambda each: each.name)
        ]
        none = [opening for opening in self.openings if not opening.places]
        return [*found, self._place({"id": NOWHERE, "name": "No Office", "location": None}, none, tree=tree)]

    def office(self, number: int, *, tree: bool) -> Row | None:
        """The one with that id; None where there is none. One query."""
        return _by_id(self.offices(tree=tree), number)

    def _place(self, row: Row, found: Sequence[Opening], *, tree: bool) -> Row:
        path = self.reading.reference.department_path
        departments = self._departments(
            found, {slug for opening in found for slug in path(opening.department)}, tree=tree
        )
        if none := [opening for opening in found if not opening.department]:
            departments.append(self._nowhere("No Department", none, tree=tree))
        place: Row = {"children": []} if tree else {"parent_id": None, "child_ids": []}
        return {**row, **place, "departments": departments}

    def _nowhere(self, name: str, found: Sequence[Opening], *, tree: bool) -> Row:
        place: Row = {"children": []} if tree else {"parent_id": None, "child_ids": []}
        return {"id": NOWHERE, "name": name, **place, "jobs": [self._job(opening) for opening in found]}


def _places(opening: Opening) -> list[Place]:
    return [Place.model_validate(each) for each in opening.places]


def _offices(opening: Opening) -> list[_Office]:
    return list(dict.fromkeys(_Office(each["country"], each["region"], each["town"]) for each in opening.places))


def _moment(at: datetime) -> str:
    """2026-03-01T09:30:00+01:00"""
    return at.isoformat(timespec="seconds")


def _by_id(rows: Iterable[Row], number: int) -> Row | None:
    """The row with that id, however deep it stands."""
    return next((row for row in _all(rows) if row["id"] == number), None)


def _all(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from _all(row.get("children", ()))
