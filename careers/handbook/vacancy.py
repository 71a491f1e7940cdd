"""What a vacancy adds to the role that it offers: where, for how much, until when, and how to apply. The role's text is
not in it; it is composed from what was in force on the day that the posting names, and the vacancy says what of it is
left out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from careers.handbook.document import LISTS, Line, ListName, Prose, Text, each_once
from careers.handbook.words import folded

PlaceKind = Literal["on_site", "hybrid", "remote"]
PayPeriod = Literal["hour", "day", "week", "month", "year"]
EmploymentType = Literal[
    "full_time", "part_time", "contractor", "temporary", "intern", "volunteer", "per_diem", "other"
]
Fact = Literal["pay_range", "variable_pay", "benefits", "deadline"]

FREELY_LEFT_OUT: frozenset[ListName] = frozenset({"nice_to_haves"})
"""Lists of which a vacancy leaves out statements without a reason."""
NOT_OFFERED: frozenset[ListName] = frozenset({"promotion_criteria"})
"""Lists that say nothing to a candidate: what the role has to show for the next one."""


def _apply_address(value: str) -> str:
    parts = urlsplit(value)
    name, at, host = parts.path.partition("@")
    leads = parts.hostname if parts.scheme == "https" else parts.scheme == "mailto" and name and at and host
    if value and not leads:
        raise ValueError("write where to apply as https://... or mailto:...")
    if " " in value or not value.isprintable():
        raise ValueError("write where to apply without blanks")
    return value


ApplyAddress = Annotated[str, Field(max_length=500), AfterValidator(_apply_address)]
LANGUAGE = r"^[a-z]{2,3}(-[A-Z]{2})?$"
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
Region = Annotated[str, Field(pattern=r"^([A-Z0-9]{1,3})?$")]
"""The part of ISO 3166-2 behind the country: CO for Colorado; "" where none is named."""
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""
Amount = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
LastDay = Annotated[date, Field(lt=date(3000, 1, 1))]

_NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})
"""What Babel names with two letters and ISO 3166-1 does not: unions, test regions, what is only reserved or in use."""


REGIONS = {
    country: frozenset(codes.split())
    for country, codes in {
        "CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
        "US": "AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC ND NE NH "
        "NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UM UT VA VI VT WA WI WV WY",
    }.items()
}
"""The codes of ISO 3166-2 where what a posting has to state depends on the region."""


@cache
def countries() -> dict[str, str]:
    """The names of countries by their ISO 3166-1 code, by name."""
    names = Locale("en").territories
    found = {code: name for code, name in names.items() if len(code) == 2 and code not in _NO_COUNTRIES}
    return dict(sorted(found.items(), key=lambda each: each[1]))


def place_name(kind: str, country: str, region: str, town: str) -> str:
    """Denver, CO, United States; or remote, United States."""
    where = town or ("remote" if kind == "remote" else "")
    return ", ".join(filter(None, [where, region, countries().get(country, country)]))


@cache
def currencies() -> dict[str, str]:
    """The names of the currencies that are in use, by their ISO 4217 code, by code."""
    found = {code for country in countries() for code in get_territory_currencies(country)}
    return {code: get_currency_name(code, locale="en") for code in sorted(found)}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Pay(_Part):
    """What is paid at a place before anything variable: from `minimum` to `maximum`, both inclusive, in `currency` a
    `period`. `variable` says in words what comes on top."""

    minimum: Amount
    maximum: Amount
    currency: Currency
    period: PayPeriod = "year"
    variable: Line = ""

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.minimum > self.maximum:
            raise ValueError("the pay range begins above its end")
        return self


class Place(_Part):
    """Where the work is done: at or from a town, or remote from anywhere in a country or a region of it."""

    kind: PlaceKind = "on_site"
    country: Country
    region: Region = ""
    town: Line = ""
    pay: Pay | None = None

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if self.kind != "remote" and not self.town:
            raise ValueError("a place that is not remote is in a town")
        return self

    def __str__(self) -> str:
        return place_name(self.kind, self.country, self.region, self.town)


class Added(_Part):
    """A statement that this vacancy adds to one of the role's lists."""

    list: ListName
    text: Text

    @model_validator(mode="after")
    def _is_told(self) -> Self:
        if self.list in NOT_OFFERED:
            raise ValueError("candidates are not told this list, so nothing can be added to it")
        return self


class LeftOut(_Part):
    """A statement of the role that this vacancy does not ask for, by its text; with a reason, but for nice-to-haves."""

    list: ListName
    text: Text
    reason: Line = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.list not in FREELY_LEFT_OUT and not self.reason:
            raise ValueError("say why this statement is left out")
        return self


class VacancyDocument(_Part):
    """A vacancy as it is posted. `title` is its own where it names no role (an open application), and empty else.
    `deadline` is the last day to apply, that day included; null while applications are always taken. `language` is a
    BCP 47 tag."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    title: Line = ""
    introduction: Prose = ""
    team: Prose = ""
    added: tuple[Added, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    places: Annotated[tuple[Place, ...], Field(max_length=50)] = ()
    employment_types: Annotated[tuple[EmploymentType, ...], AfterValidator(each_once)] = ("full_time",)
    benefits: Prose = ""
    deadline: LastDay | None = None
    language: Annotated[str, Field(pattern=LANGUAGE)] = "en"
    recruiter: Line = ""
    apply: ApplyAddress = ""
    requisition: Line = ""
    evergreen: bool = False

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


def tailored(role: Mapping[str, Any], vacancy: VacancyDocument) -> dict[str, Any]:
    """The composed role (as JSON) with what the vacancy leaves out gone and what it adds at the end of its lists; the
    lists that say nothing to candidates are empty. What is left out and is not in the role changes nothing."""
    gone = {(each.list, each.text) for each in vacancy.left_out}
    lists: dict[str, Any] = {}
    for name in LISTS:
        kept = [] if name in NOT_OFFERED else [each for each in role[name] if (name, each["text"]) not in gone]
        lists[name] = kept + [_added(each) for each in vacancy.added if each.list == name]
    return {**role, **lists, "leads": {name: text for name, text in role["leads"].items() if name not in NOT_OFFERED}}


def _added(each: Added) -> dict[str, Any]:
    return {
        "text": each.text,
        "group": "",
        "key": None,
        "list": each.list,
        "own": True,
        "origins": [],
        "replaced": [],
        "pointer_without_target": False,
    }


def dangling(role: Mapping[str, Any], vacancy: VacancyDocument) -> list[LeftOut]:
    """What the vacancy leaves out though the composed role (as JSON) does not say it."""
    return [each for each in vacancy.left_out if all(each.text != said["text"] for said in role[each.list])]


def repeated(role: Mapping[str, Any], vacancy: VacancyDocument) -> list[Added]:
    """What the vacancy adds though the composed role (as JSON), or the vacancy before it, says it in that list."""
    said = {(name, folded(each["text"])) for name in LISTS for each in role[name]}
    found = []
    for each in vacancy.added:
        here = (each.list, folded(each.text))
        if here in said:
            found.append(each)
        said.add(here)
    return found


def offer(role: Mapping[str, Any]) -> dict[str, Any]:
    """What a composed role (as JSON) tells candidates, without where it comes from: by it two days are told apart."""
    lists = [name for name in LISTS if name not in NOT_OFFERED]
    return {
        **{name: role[name] for name in ("title", "level", "overview", "primary_language", "hiring_processes")},
        **{name: [(each["group"], each["text"]) for each in role[name]] for name in lists},
        "leads": {name: [lead["text"] for lead in role["leads"].get(name, ())] for name in lists},
        "sections": [(each["after"], each["heading"], each["body"]) for each in role["sections"]],
        "reports_to": role["reports_to"]["text"],
        "specialty": role["specialty"] and (role["specialty"]["name"], role["specialty"]["overview"]),
    }


@dataclass(frozen=True)
class Requirement:
    """What a jurisdiction requires of a posting for work done there: `countries` are ISO 3166-1, `region` narrows one
    of them ("" for all of it), `facts` what a posting states, `source` where that can be read."""

    slug: str
    name: str
    countries: frozenset[str]
    region: str
    facts: frozenset[Fact]
    source: str = ""

    def concerns(self, place: Place) -> bool:
        """Whether work at the place may be done in the jurisdiction. Remote work from anywhere in a country may be
        done in each of its regions."""
        if place.country not in self.countries:
            return False
        return not self.region or place.region == self.region or (place.kind == "remote" and not place.region)


@dataclass(frozen=True)
class Lack:
    """A fact that a jurisdiction requires, and the places of the vacancy in it for which the posting does not state
    it."""

    requirement: Requirement
    fact: Fact
    places: tuple[Place, ...]

    def __str__(self) -> str:
        """Colorado asks for the pay range (Denver, CO, United States)"""
        return f"{self.requirement.name} asks for {self.words} ({'; '.join(map(str, self.places))})"

    @property
    def words(self) -> str:
        """The fact: the pay range."""
        return FACTS[self.fact]


def misplaced(vacancy: VacancyDocument, requirements: Sequence[Requirement]) -> list[str]:
    """Why it cannot be known what a posting has to state at some of the places, in sentences: countries and regions
    that are none, and regions that are not named."""
    found = []
    for place in vacancy.places:
        country = countries().get(place.country)
        if country is None:
            found.append(f"No country has the code {place.country}.")
        elif place.region and place.region not in REGIONS.get(place.country, {place.region}):
            found.append(f"No region of {country} has the code {place.region}.")
        elif not (place.region or place.kind == "remote") and any(
            each.region and place.country in each.countries for each in requirements
        ):
            found.append(f"Name the region of {place}: it decides what has to be stated.")
    return found


FACTS: dict[Fact, str] = {
    "pay_range": "the pay range",
    "variable_pay": "what is paid on top of it",
    "benefits": "the benefits",
    "deadline": "the last day to apply",
}
"""What a posting may have to state, in words."""
_STATED: dict[Fact, Callable[[VacancyDocument, Place, bool], object]] = {
    "pay_range": lambda vacancy, place, company: place.pay and place.pay.maximum,
    "variable_pay": lambda vacancy, place, company: place.pay and place.pay.variable,
    "benefits": lambda vacancy, place, company: vacancy.benefits or company,
    "deadline": lambda vacancy, place, company: vacancy.deadline or vacancy.evergreen,
}


def lacking(vacancy: VacancyDocument, requirements: Iterable[Requirement], company_benefits: bool) -> list[Lack]:
    """What jurisdictions require and the vacancy lacks, in the order of the requirements. `company_benefits`: whether
    the company's own text on benefits is shown with it."""
    found = []
    for requirement in requirements:
        concerned = [place for place in vacancy.places if requirement.concerns(place)]
        for fact, stated in _STATED.items():
            places = [place for place in concerned if not stated(vacancy, place, company_benefits)]
            if places and fact in requirement.facts:
                found.append(Lack(requirement, fact, tuple(places)))
    return found
