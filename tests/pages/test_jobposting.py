"""What search engines are told of a vacancy: by their rules for every combination of facts, and nothing but what the
page says."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careers.handbook.vacancy import VacancyDocument
from careers.models import Company
from careers.presenting.jobposting import Employer, job_posting
from tests.factories import PORTO, document, posted, published
from tests.pages.html import parse

# The rules of Google's "Job posting (JobPosting) structured data", as of 2026.
REQUIRED = {"@context", "@type", "title", "description", "datePosted", "hiringOrganization"}
RECOMMENDED = {
    "validThrough", "jobLocation", "jobLocationType", "applicantLocationRequirements", "baseSalary", "employmentType",
    "identifier", "directApply",
}  # fmt: skip
EMPLOYMENT_TYPES = {
    "FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER",
}  # fmt: skip
PERIODS = {"HOUR", "DAY", "WEEK", "MONTH", "YEAR"}
TAGS = {
    "a", "blockquote", "br", "code", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def shape(value, kind, *, needs=(), may=()):
    """Complaints about the type and the members of a nested value, none of which may be empty."""
    if not isinstance(value, dict) or value.get("@type") != kind:
        return [f"no {kind}: {value!r}"]
    members = set(value) - {"@type"}
    found = [f"{kind} lacks {name}" for name in set(needs) - members]
    found += [f"{kind} has {name}" for name in members - set(needs) - set(may)]
    return found + [f"{kind}.{name} is empty" for name, each in value.items() if each in ("", None, [], {})]


def listed(value):
    """One value, or several: a list of one says nothing that the value does not."""
    if isinstance(value, list):
        assert len(value) > 1
        return value
    return [] if value is None else [value]


def faults(posting):
    """What a search engine would find wrong with a posting, a sentence each. Pure."""
    names = set(posting)
    found = [f"{name} is required" for name in REQUIRED - names]
    found += [f"{name} is not known" for name in names - REQUIRED - RECOMMENDED]
    found += [f"{name} is empty" for name, value in posting.items() if value in ("", None, [], {})]
    if found:
        return found
    if (posting["@context"], posting["@type"]) != ("https://schema.org", "JobPosting"):
        found.append("it is no JobPosting")
    if re.search(r"[€$£!*<>]|\d{4,}", posting["title"]):
        found.append("the title holds more than a title")
    found += [f"<{tag}> in the description" for tag in set(re.findall(r"<([a-z0-9]+)", posting["description"])) - TAGS]
    if re.search(r"<[^>]* (?!href=|lang=|start=)[a-z-]+=", posting["description"]):
        found.append("attributes in the description")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", posting["datePosted"]):
        found.append("datePosted is no day")
    organization = posting["hiringOrganization"]
    found += shape(organization, "Organization", needs={"name"}, may={"sameAs", "logo"})
    for name in {"sameAs", "logo"} & set(organization):
        if not organization[name].startswith("https://"):
            found.append(f"{name} is no whole address")
    if "validThrough" in posting:
        until = datetime.fromisoformat(posting["validThrough"])
        if until.tzinfo is None:
            found.append("validThrough has no offset")
        if until.date() < date.fromisoformat(posting["datePosted"]):
            found.append("it ends before it begins")
    locations, areas = listed(posting.get("jobLocation")), listed(posting.get("applicantLocationRequirements"))
    for each in locations:
        found += shape(each, "Place", needs={"address"})
        found += shape(
            each["address"], "PostalAddress", needs={"addressCountry", "addressLocality"}, may={"addressRegion"}
        )
    for each in areas:
        found += shape(each, each["@type"], needs={"name"})
        if each["@type"] not in {"Country", "State"}:
            found.append("applicantLocationRequirements are countries or states")
    remote = posting.get("jobLocationType")
    if remote not in {None, "TELECOMMUTE"}:
        found.append("jobLocationType is TELECOMMUTE or nothing")
    if bool(remote) != bool(areas):
        found.append("what is done from elsewhere says from where, and nothing else does")
    if not locations and not areas:
        found.append("it is nowhere")
    found += [f"employmentType {each}" for each in set(listed(posting.get("employmentType"))) - EMPLOYMENT_TYPES]
    if "baseSalary" in posting:
        salary = posting["baseSalary"]
        found += shape(salary, "MonetaryAmount", needs={"currency", "value"})
        value = salary["value"]
        ends = {"value"} if "value" in value else {"minValue", "maxValue"}
        found += shape(value, "QuantitativeValue", needs={"unitText", *ends})
        if value["unitText"] not in PERIODS or not re.fullmatch("[A-Z]{3}", salary["currency"]):
            found.append("the salary has no known unit or currency")
        if any(type(value[end]) not in {int, float} for end in ends):
            found.append("amounts are numbers")
        elif len(ends) == 2 and value["minValue"] >= value["maxValue"]:
            found.append("the range does not rise")
    found += shape(posting.get("identifier", {}), "PropertyValue", needs={"name", "value"})
    if posting.get("directApply") is not False:
        found.append("one applies elsewhere")
    return found


LISBON = ZoneInfo("Europe/Lisbon")
EMPLOYER = Employer("Bellfounders", "https://bells.example/careers/", "https://roles.example/brand/a.svg")
OPENED = date(2026, 3, 1)


def told(employer=EMPLOYER, zone=LISBON, **facts):
    return job_posting(
        VacancyDocument.model_validate(facts),
        title="Junior Engineer",
        description="<p>Learns.</p>",
        number=7,
        opened_on=OPENED,
        zone=zone,
        employer=employer,
    )


money = st.decimals(0, 900_000, places=2, allow_nan=False)
pays = st.builds(
    lambda ends, currency, period: {
        "minimum": min(ends), "maximum": max(ends), "currency": currency, "period": period, "variable": "A bonus",
    },
    st.tuples(money, money), st.sampled_from(["EUR", "USD", "JPY"]),
    st.sampled_from(["hour", "day", "week", "month", "year"]),
)  # fmt: skip
places = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["on_site", "hybrid", "remote"]),
        "country": st.sampled_from(["PT", "US", "FI"]),
        "region": st.sampled_from(["", "CO"]),
        "town": st.sampled_from(["Porto", "Denver"]),
        "pay": st.none() | pays,
    }
)
vacancies = st.fixed_dictionaries(
    {
        "places": st.lists(places, min_size=1, max_size=4),
        "employment_types": st.lists(st.sampled_from([each.lower() for each in sorted(EMPLOYMENT_TYPES)]), max_size=3),
        "deadline": st.none() | st.integers(0, 400).map(lambda days: OPENED + timedelta(days=days)),
        "requisition": st.sampled_from(["", "BF-1"]),
    }
)


@settings(max_examples=200, deadline=None)
@given(
    vacancies,
    st.builds(
        Employer, st.just("Bellfounders"), st.sampled_from(["", EMPLOYER.url]), st.sampled_from(["", EMPLOYER.logo])
    ),
    st.sampled_from(["UTC", "Europe/Lisbon", "America/Denver", "Asia/Kathmandu"]).map(ZoneInfo),
)
def test_whatever_a_vacancy_says_search_engines_find_no_fault(facts, employer, zone):
    posting = told(employer, zone, **facts)
    assert faults(posting) == []
    kinds = [each["kind"] for each in facts["places"]]
    assert ("jobLocationType" in posting) == ("remote" in kinds)
    assert ("jobLocation" in posting) == any(kind != "remote" for kind in kinds)
    paid = {repr({**each["pay"], "variable": ""}) if each["pay"] else None for each in facts["places"]}
    assert ("baseSalary" in posting) == (len(paid) == 1 and None not in paid)
    assert ("validThrough" in posting) == (facts["deadline"] is not None)
    assert ("sameAs" in posting["hiringOrganization"]) == bool(employer.url)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": "Engineer, €40,000"}, "the title holds more than a title"),
        ({"title": ""}, "title is empty"),
        ({"description": "<script>1</script>"}, "<script> in the description"),
        ({"description": '<p class="a">1</p>'}, "attributes in the description"),
        ({"industry": "Bells"}, "industry is not known"),
        ({"validThrough": "2026-04-01T23:59:59"}, "validThrough has no offset"),
        ({"jobLocationType": "TELECOMMUTE"}, "what is done from elsewhere says from where, and nothing else does"),
        ({"employmentType": "full_time"}, "employmentType full_time"),
        ({"directApply": True}, "one applies elsewhere"),
        ({"hiringOrganization": {"@type": "Organization"}}, "Organization lacks name"),
    ],
)
def test_the_validator_finds_faults(changes, fault):
    """The control of the test above."""
    good = told(places=[{"country": "PT", "town": "Porto"}])
    assert faults(good) == []
    assert fault in faults({**good, **changes})


PAY = {"minimum": Decimal(40_000), "maximum": Decimal("55000.50"), "currency": "EUR"}


def test_everything_at_once():
    assert told(
        places=[
            {"kind": "hybrid", "country": "US", "region": "CO", "town": "Denver", "pay": PAY},
            {"kind": "remote", "country": "US", "region": "CO", "pay": {**PAY, "variable": "A bonus"}},
            {"kind": "remote", "country": "FI", "pay": PAY},
        ],
        employment_types=["full_time", "part_time"],
        deadline=date(2026, 7, 31),
        requisition="BF-1",
        apply="https://apply.example",
    ) == {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Junior Engineer",
        "description": "<p>Learns.</p>",
        "datePosted": "2026-03-01",
        "validThrough": "2026-07-31T23:59:59+01:00",
        "hiringOrganization": {
            "@type": "Organization",
            "name": "Bellfounders",
            "sameAs": "https://bells.example/careers/",
            "logo": "https://roles.example/brand/a.svg",
        },
        "identifier": {"@type": "PropertyValue", "name": "Bellfounders", "value": "BF-1"},
        "employmentType": ["FULL_TIME", "PART_TIME"],
        "directApply": False,
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress", "addressLocality": "Denver", "addressRegion": "CO", "addressCountry": "US",
            },
        },
        "jobLocationType": "TELECOMMUTE",
        "applicantLocationRequirements": [
            {"@type": "State", "name": "CO, United States"},
            {"@type": "Country", "name": "Finland"},
        ],
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "EUR",
            "value": {
                "@type": "QuantitativeValue", "minValue": 40_000, "maxValue": 55_000.5, "unitText": "YEAR",
            },
        },
    }  # fmt: skip


def test_of_hybrid_work_nothing_is_said_to_be_done_from_elsewhere():
    posting = told(places=[{"kind": "hybrid", "country": "PT", "town": "Porto"}])
    assert {"jobLocation", "jobLocationType", "applicantLocationRequirements"} & set(posting) == {"jobLocation"}


def test_the_last_day_is_over_at_midnight_of_the_company():
    days = {day: told(places=[{"country": "PT", "town": "Porto"}], deadline=day)["validThrough"] for day in (
        date(2026, 12, 1), date(2026, 7, 1),
    )}  # fmt: skip
    assert list(days.values()) == ["2026-12-01T23:59:59+00:00", "2026-07-01T23:59:59+01:00"]
    assert all(
        datetime.fromisoformat(text) + timedelta(seconds=1) == datetime.combine(day + timedelta(days=1), time(), LISBON)
        for day, text in days.items()
    )


# On the page


@pytest.fixture
def company(db):
    company = Company.objects.get()
    company.name, company.time_zone, company.careers_url = "Bellfounders", "Europe/Lisbon", "https://bells.example/"
    company.about = "We found **bells** & more. <b>\u2028"
    company.benefits = [{"name": "Holiday", "text": "28 days", "condition": "Everyone"}]
    company.confidence_text = "You need not match everything."
    return company.record(by=None)


def postings(page):
    return [each for each in page.data() if each["@type"] == "JobPosting"]


def test_a_page_tells_search_engines_what_it_tells_people(company, get, today, settings):
    settings.BASE_URL = "https://roles.example"
    published(starts_on=OPENED)
    posted(
        "staff-engineer", number=7, on=OPENED, deadline=today,
        introduction="# Hello\n\n[Read](/job-families/platform/)",
        team="Six people </script><script>alert(1)</script>", specialty="storage", language="pt",
        added=[{"list": "requirements", "text": "Fala português"}], requisition="BF-7",
    )  # fmt: skip
    page = get("/jobs/7-staff-engineer-storage/")
    (posting,) = postings(page)
    assert faults(posting) == []
    description = posting.pop("description")
    assert parse(description).text == page.one("div.posting").text
    assert '<a href="https://roles.example/job-families/platform/">Read</a>' in description
    assert "Fala português" in description
    assert (posting["title"], posting["datePosted"], posting["identifier"]["value"]) == (
        "Staff Engineer, Storage", "2026-03-01", "BF-7",
    )  # fmt: skip
    assert posting["hiringOrganization"] == {
        "@type": "Organization", "name": "Bellfounders", "sameAs": "https://bells.example/",
    }  # fmt: skip
    assert posting["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "minValue": 40_000, "maxValue": 55_000, "unitText": "YEAR",
    }  # fmt: skip


def test_only_what_anybody_may_apply_for_today_is_told(company, client, staff_client, get, today):
    published(starts_on=OPENED)
    posted(number=1, on=OPENED)
    posted(number=2, on=OPENED, visibility="internal")
    posted(number=3, on=OPENED, title="Anything", places=[])
    posted(number=4, on=OPENED, deadline=OPENED + timedelta(days=9))

    def said(address, status=200):
        return len(postings(get(address, status)))

    assert {
        "open": said("/jobs/1-junior-engineer/"),
        "of another day": said(f"/jobs/1-junior-engineer/?as_of={today}"),
        "internal": said("/jobs/2-junior-engineer/"),
        "open application": said("/jobs/3-anything/"),
        "closed": said("/jobs/4-junior-engineer/", 410),
        "closed, when it was open": said(f"/jobs/4-junior-engineer/?as_of={OPENED}"),
        "the list": said("/jobs/"),
    } == {
        "open": 1, "of another day": 0, "internal": 0, "open application": 0, "closed": 0,
        "closed, when it was open": 0, "the list": 0,
    }  # fmt: skip


def test_staff_see_what_candidates_see_and_copy_no_more(company, staff_client, get):
    published(document(overview="Ours."), starts_on=OPENED)
    posted(number=1, on=OPENED, places=[PORTO])
    page = get("/jobs/1-junior-engineer/")
    assert "CANARY" not in page.one("article.vacancy").text
    (posting,) = postings(page)
    assert faults(posting) == []
    for copy in ("/jobs/1-junior-engineer.txt", "/jobs/1-junior-engineer.html"):
        assert b"CANARY" not in staff_client.get(copy).content
