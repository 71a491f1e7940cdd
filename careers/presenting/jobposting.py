"""A vacancy in the vocabulary of schema.org, as search engines ask for it. Of facts for which there is no honest value
there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from careers.handbook.vacancy import Place, VacancyDocument, countries

JobPosting = dict[str, Any]

END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Employer:
    """Who hires; `url` and `logo` are whole addresses, or empty."""

    name: str
    url: str
    logo: str


def job_posting(
    vacancy: VacancyDocument,
    *,
    title: str,
    description: str,
    number: int,
    opened_on: date,
    zone: ZoneInfo,
    employer: Employer,
) -> JobPosting:
    """`description` is HTML and says what the page says; `number` identifies what has no requisition; days end in
    `zone`."""
    found = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": title,
        "description": description,
        "datePosted": opened_on.isoformat(),
        "validThrough": vacancy.deadline and datetime.combine(vacancy.deadline, END_OF_DAY, zone).isoformat(),
        "hiringOrganization": _said(
            {"@type": "Organization", "name": employer.name, "sameAs": employer.url, "logo": employer.logo}
        ),
        "identifier": {
            "@type": "PropertyValue",
            "name": employer.name,
            "value": vacancy.requisition or str(number),
        },
        "employmentType": _one_or_all([each.upper() for each in vacancy.employment_types]),
        "directApply": False,
        **_where(vacancy.places),
        "baseSalary": _salary(vacancy.places),
    }
    return _said(found)


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def _one_or_all(values: Sequence[Any]) -> Any:
    found = [each for index, each in enumerate(values) if each not in values[:index]]
    return found[0] if len(found) == 1 else found


def _where(places: Sequence[Place]) -> dict[str, Any]:
    """Where one comes to work, if only on some days, is a location. TELECOMMUTE is what may be done entirely from
    elsewhere; of a vacancy with places of both kinds one is free to choose, so both are told."""
    remote = [place for place in places if place.kind == "remote"]
    return {
        "jobLocation": _one_or_all([_location(place) for place in places if place.kind != "remote"]),
        "jobLocationType": "TELECOMMUTE" if remote else None,
        "applicantLocationRequirements": _one_or_all([_area(place) for place in remote]),
    }


def _location(place: Place) -> dict[str, Any]:
    locality = {"addressLocality": place.town, "addressRegion": place.region, "addressCountry": place.country}
    return {"@type": "Place", "address": _said({"@type": "PostalAddress", **locality})}


def _area(place: Place) -> dict[str, str]:
    country = countries().get(place.country, place.country)
    if place.region:
        return {"@type": "State", "name": f"{place.region}, {country}"}
    return {"@type": "Country", "name": country}


def _salary(places: Sequence[Place]) -> dict[str, Any] | None:
    """The pay, if it is stated and the same at every place: a posting has one, and which of several one gets is not
    decided before one has chosen the place."""
    stated = {
        (place.pay.minimum, place.pay.maximum, place.pay.currency, place.pay.period) if place.pay else None
        for place in places
    }
    pay = stated.pop() if len(stated) == 1 else None
    if pay is None:
        return None
    low, high, currency, period = pay
    ends = {"value": _number(low)} if low == high else {"minValue": _number(low), "maxValue": _number(high)}
    value = {"@type": "QuantitativeValue", **ends, "unitText": period.upper()}
    return {"@type": "MonetaryAmount", "currency": currency, "value": value}


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == int(amount) else float(amount)
