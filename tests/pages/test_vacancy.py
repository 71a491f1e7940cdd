"""A vacancy's own page: what it says to whom and on which day, what is told once it is closed, and its copies."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from careers import publishing, vacancies
from careers.handbook.document import FamilyDocument
from careers.models import Company, Family
from tests.factories import PORTO, document, posted, published, small_document
from tests.pages.html import parse

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
FINLAND = {"kind": "remote", "country": "FI", "pay_minimum": 50_000, "pay_maximum": 60_000, "currency": "EUR"}
JUNIOR = "/jobs/1-junior-engineer/"


@pytest.fixture(scope="module")
def family(module_database):
    with module_database():
        published(starts_on=MARCH)


@pytest.fixture
def catalogue(family, db):
    """One family."""


@pytest.fixture
def company(db):
    company = Company.objects.get()
    company.name, company.time_zone = "Bellfounders", "Europe/Lisbon"
    return company.record(by=None)


def titles(page):
    """Those of the vacancies of a list."""
    return page.texts("ul.vacancy-lines h3")


def facts(page):
    return {each.one("dt").text: each.one("dd").text for each in page.all("aside.facts dl div")}


def test_a_page_says_first_where_how_much_until_when_and_how(catalogue, company, get, today):
    last = today + timedelta(days=3)
    posted(
        "staff-engineer", number=1, on=MARCH, specialty="storage", places=[PORTO, FINLAND], deadline=last,
        requisition="BF-7", recruiter="Rosa", apply="mailto:jobs@bells.example",
        employment_types=["full_time", "part_time"],
    )  # fmt: skip
    page = get("/jobs/1-staff-engineer-storage/")
    day = f"{last.day} {last:%B %Y}"
    assert page.one("h1").text == "Staff Engineer, Storage"
    assert facts(page) == {
        "Where": "Porto, Portugal hybrid Remote, Finland",
        "Pay": "Porto, Portugal: €40,000 to €55,000 a year Remote, Finland: €50,000 to €60,000 a year",
        "Employment": "Full time or part time",
        "Apply by": day,
        "Role": "Staff Engineer",
        "Job family": "Platform",
        "Level": "Staff",
        "Ask": "Rosa",
        "Reference": "BF-7",
        "Open since": "1 March 2026",
    }
    assert page.links("p.apply a") == [("Apply by e-mail to jobs@bells.example", "mailto:jobs@bells.example")] * 2
    assert page.one("section#how-to-apply").text == (
        "How to apply Apply by e-mail to jobs@bells.example "
        f"The last day to apply is {day}. If you want to ask something first, ask for Rosa."
    )
    assert page.links("nav.trail a") == [("Vacancies", "/jobs/")]
    assert page.links("p.copies a") == [
        ("as text", "/jobs/1-staff-engineer-storage.txt"),
        ("as HTML", "/jobs/1-staff-engineer-storage.html"),
    ]
    described = page.all("head meta")
    assert {each.attributes.get("name"): each.attributes.get("content") for each in described}["description"] == (
        "Staff Engineer, Storage at Bellfounders. Porto, Portugal; Remote, Finland. Full time or part time."
    )


def test_the_text_is_the_role_as_the_vacancy_tells_it(catalogue, company, get):
    company.how_to_apply, company.about = "Send a letter.", "We found bells."
    company.benefits = [{"name": "Holiday", "text": "28 days", "condition": "Everyone"}]
    company.record(by=None)
    posted(
        "staff-engineer", number=1, on=MARCH, specialty="storage", introduction="Hello.", team="Six people.",
        added=[{"list": "nice_to_haves", "text": "Sailing"}],
        left_out=[{"list": "requirements", "text": "Has built something", "reason": "Not here"}],
    )  # fmt: skip
    posting = get("/jobs/1-staff-engineer-storage/").one("div.posting")
    assert posting.text == (
        "Hello. The team Six people. "
        "Responsibilities Answer pages within ten minutes Solve problems of the highest scope "
        "On call One week in six. "
        "Requirements Knows disks Language Writes clear English "
        "Nice-to-haves Sailing "
        "Performance indicators Uptime "
        "How we hire For engineers 2 steps · your time in all: 30 minutes "
        "Screening, 30 minutes, with: Recruiter A call Offer An offer "
        "Benefits A pension. Holiday: 28 days (Everyone) "
        "About Bellfounders We found bells."
    )


def test_texts_of_the_posting_are_in_its_language(catalogue, get):
    posted(
        number=1, on=MARCH, language="pt-PT", introduction="Olá.", team="Seis.", benefits="Uma pensão.",
        added=[{"list": "requirements", "text": "Fala português"}],
    )  # fmt: skip
    page = get(JUNIOR)
    own = [node.text for node in page.one("main").descendants() if node.attributes.get("lang") == "pt-PT"]
    assert own == ["Olá.", "Seis.", "Fala português", "Uma pensão."]
    assert facts(page)["Written in"] == "Portuguese"


def test_an_open_application_names_no_role(catalogue, get):
    posted(number=1, on=MARCH, title="Anything at all", places=[], introduction="Write.", evergreen=True)
    page = get("/jobs/1-anything-at-all/")
    assert page.one("div.posting").text == "Write. Benefits A pension."
    assert facts(page) == {
        "Employment": "Full time",
        "Apply by": "Whenever you like: we always take applications",
        "Open since": "1 March 2026",
    }


def test_a_note_tells_that_the_role_has_changed(catalogue, get):
    posted(number=1, on=MARCH)
    posted("staff-engineer", number=2, on=MARCH)
    assert get(JUNIOR).all("p.changed") == []
    roles = [role.model_dump(mode="json") for role in document().roles]
    roles[0]["responsibilities"] = [{"text": "Sings"}]
    roles[1]["extends"] = None
    roles[1]["responsibilities"] = [{"text": "Solve problems of the highest scope", "replaces": "scope"}]
    roles[1]["requirements"] = [{"text": "Has built something"}]
    published(document(roles=roles), starts_on=APRIL)
    page = get(JUNIOR)
    assert page.one("p.changed").text == (
        "The role’s description has changed since 1 March 2026, and this vacancy shows it as it was then. "
        "The role as it is now"
    )
    assert page.links("p.changed a") == [("The role as it is now", "/job-families/platform/junior-engineer/")]
    assert "Sings" not in page.one("main").text
    assert get("/jobs/2-staff-engineer/").all("p.changed") == []
    assert get(f"{JUNIOR}?as_of={MARCH}").all("p.changed") == []
    vacancy = Family.objects.get(slug="platform").vacancies.get(number=1)
    vacancies.reopen_on_current_text(vacancy, by=None, version=vacancy.version)
    again = get(JUNIOR)
    assert again.all("p.changed") == []
    assert "Sings" in again.one("div.posting").text


def test_a_role_that_is_gone_is_not_linked_to(catalogue, get):
    posted(number=1, on=MARCH)
    publishing.withdraw(Family.objects.get(slug="platform"), by=None, reason="Over")
    page = get(JUNIOR)
    assert (page.one("h1").text, page.all("p.changed")) == ("Junior Engineer", [])
    assert not {"Role", "Job family"} & set(facts(page))
    assert titles(get("/jobs/")) == ["Junior Engineer"]


@pytest.mark.parametrize("what", ["family", "role", "specialty"])
def test_what_becomes_internal_takes_its_vacancies_along(catalogue, get, client, staff, what):
    """On days before they stay what they were, and for staff."""
    posted(number=1, on=MARCH, specialty="storage")
    data = document().model_dump(mode="json", by_alias=True)
    part = {"family": data, "role": data["roles"][0], "specialty": data["specialties"][0]}[what]
    part["visibility"] = "internal"
    published(FamilyDocument.model_validate(data), starts_on=APRIL)
    address = "/jobs/1-junior-engineer-storage/"
    assert titles(get("/jobs/")) == []
    assert client.get(address).status_code == 404
    assert b"Junior" not in client.get("/jobs/feed/").content + client.get("/sitemap.xml").content.split(b"jobs")[-1]
    assert titles(get(f"/jobs/?as_of={MARCH}")) == ["Junior Engineer, Storage"]
    assert get(f"{address}?as_of={MARCH}").one("h1").text == "Junior Engineer, Storage"
    client.force_login(staff)
    assert client.get(address).status_code == 200


def test_what_was_internal_when_it_was_withdrawn_stays_so(catalogue, get):
    posted(number=1, on=MARCH)
    published(document(visibility="internal"), starts_on=APRIL)
    publishing.withdraw(Family.objects.get(slug="platform"), by=None, reason="Over")
    assert titles(get("/jobs/")) == []
    assert titles(get(f"/jobs/?as_of={MARCH}")) == ["Junior Engineer"]


def test_what_a_publication_for_the_past_shows_on_days_since_has_another_validator(catalogue, client, monkeypatch):
    def on(month, day):
        monkeypatch.setattr(timezone, "now", lambda: datetime(2026, month, day, 12, tzinfo=UTC))
        return date(2026, month, day)

    data = document().model_dump(mode="json")
    roles = [{**each, "extends": None, "responsibilities": []} for each in data["roles"][1:]]
    without = document(roles=roles, career_steps=[])
    row = posted(number=1, on=on(6, 10), visibility="internal", deadline=date(2026, 8, 1)).vacancy
    published(document(visibility="internal"), starts_on=on(6, 15))
    on(6, 20)
    row.visibility = "public"
    row.save()
    vacancies.post_changes(row, by=None, version=row.version)
    published(without, starts_on=on(7, 1))
    on(10, 1)

    def answer():
        found = client.get("/api/v1/vacancies/", {"as_of": "2026-07-05"})
        return found["ETag"], found.json()["count"]

    before = answer()
    published(without.model_copy(update={"visibility": "internal"}), starts_on=date(2026, 6, 15))
    after = answer()
    assert (before[1], after[1], before[0] == after[0]) == (0, 1, False)


def test_what_was_internal_for_some_hours_leaves_no_answer_that_is_out_of_date(catalogue, client, today):
    posted(number=1, on=MARCH)

    def answers():
        """(validator, how many there are) of the list today and on the day before."""
        found = [client.get("/api/v1/vacancies/", day) for day in ({}, {"as_of": today - timedelta(days=1)})]
        return [(answer["ETag"], answer.json()["count"]) for answer in found]

    before = answers()
    published(document(visibility="internal"), starts_on=today)
    hidden = answers()
    publishing.withdraw(Family.objects.get(slug="platform"), by=None, reason="Over")
    after = answers()
    assert [[count for _, count in each] for each in (before, hidden, after)] == [[1, 1], [0, 1], [1, 1]]
    assert len({tag for each in (before, hidden, after) for tag, _ in each}) == 6


def test_switches_hide_for_everybody_what_candidates_may_not_see(catalogue, company, get, staff_client):
    company.public_interviewers = company.public_performance_indicators = False
    company.record(by=None)
    posted(number=1, on=MARCH, added=[{"list": "performance_indicators", "text": "Calls answered"}])
    text = get(JUNIOR).one("div.posting").text
    assert [word for word in ("Recruiter", "Uptime", "Calls answered", "CANARY") if word in text] == []
    copy = staff_client.get("/jobs/1-junior-engineer.txt").content.decode()
    assert [word for word in ("Recruiter", "Uptime", "Calls answered", "CANARY") if word in copy] == []


def test_an_internal_vacancy_is_for_staff_with_all_that_they_may_see(catalogue, client, staff):
    posted("canary-role", number=1, on=MARCH, visibility="internal")
    posted(number=2, on=MARCH, visibility="internal")
    addresses = ("/jobs/1-canary-secret-role/", "/jobs/1-x.txt", "/jobs/2-x.html", "/jobs/2-junior-engineer/")
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    assert titles(parse(client.get("/jobs/").content.decode())) == []
    client.force_login(staff)
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    page = parse(client.get(addresses[3]).content.decode())
    assert page.texts("header.page-head p.tag") == ["Internal"]
    assert "CANARY section" in page.one("div.posting").text


# Addresses and days


def test_a_wrong_slug_leads_to_the_right_one_with_its_query(catalogue, client):
    posted(number=1, on=MARCH)
    response = client.get("/jobs/01-whatever/?as_of=2026-04-01&x=1")
    assert (response.status_code, response.headers["Location"]) == (301, f"{JUNIOR}?as_of=2026-04-01&x=1")


def test_what_never_was_or_may_not_be_known_is_nowhere(catalogue, client, today):
    posted(number=1, on=today + timedelta(days=2))
    posted(number=2, on=MARCH, visibility="internal", deadline=APRIL)
    called_off = posted(number=3, on=today + timedelta(days=2))
    vacancies.close_vacancy(called_off.vacancy, by=None, reason="No")
    addresses = ["/jobs/1-junior-engineer/", "/jobs/2-a/", "/jobs/3-a/", "/jobs/99-a/", "/jobs/999999999-a.txt"]
    assert [client.get(address).status_code for address in addresses] == [404] * 5
    assert client.get("/jobs/1234567890-a/").status_code == 404


def test_staff_may_see_days_to_come(catalogue, client, archivist, today):
    day = today + timedelta(days=2)
    posted(number=1, on=day)
    assert client.get(f"{JUNIOR}?as_of={day}").status_code == 400
    client.force_login(archivist)
    assert client.get(JUNIOR).status_code == 404
    assert client.get(f"{JUNIOR}?as_of={day}").status_code == 200
    assert len(titles(parse(client.get(f"/jobs/?as_of={day}").content.decode()))) == 1


def test_a_past_day_shows_what_was_open_and_its_links_stay_there(catalogue, get):
    posted(number=1, on=MARCH, deadline=APRIL)
    day = "?as_of=2026-03-15"
    assert get(f"/jobs/{day}").links("main h3 a") == [("Junior Engineer", f"{JUNIOR}{day}")]
    links = [url for _, url in get(f"{JUNIOR}{day}").links("main a") if url.startswith("/")]
    assert [url for url in links if "as_of=2026-03-15" not in url and "#" not in url and "/handbook/" not in url] == []
    assert titles(get("/jobs/")) == []
    assert titles(get("/jobs/?as_of=2026-02-01")) == []


def test_what_is_closed_says_why_and_where_else_to_look(catalogue, get):
    posted(number=1, on=MARCH)
    posted("manager", number=2, on=APRIL)
    published(small_document("casting"), starts_on=MARCH)
    posted("junior", number=3, on=MAY, family=Family.objects.get(slug="casting"))
    posted("staff-engineer", number=10, on=MARCH, deadline=MAY)
    page = get("/jobs/10-anything/", 410)
    assert page.one("h1").text == "Staff Engineer"
    assert page.one("p.lead").text == (
        "The last day to apply was 1 May 2026. The role is still described: Staff Engineer."
    )
    assert page.links("p.lead a") == [("Staff Engineer", "/job-families/platform/staff-engineer/")]
    # Of its family first, newest first; then of its department.
    assert page.links("main h3 a") == [
        ("Manager, Engineering", "/jobs/2-manager-engineering/"),
        ("Junior Engineer", "/jobs/1-junior-engineer/"),
        ("Junior Engineer", "/jobs/3-junior-engineer/"),
    ]
    assert page.links("ul.plain a") == [("All vacancies", "/jobs/"), ("All job families", "/job-families/")]
    assert get("/jobs/10-anything.txt", 410).one("h1").text == "Staff Engineer"
    assert get(f"/jobs/10-staff-engineer/?as_of={MAY}").one("h1").text == "Staff Engineer"


def test_what_is_closed_by_hand_is_gone_at_once_whoever_asks_why(catalogue, get, today):
    posting = posted(number=1)
    vacancies.close_vacancy(posting.vacancy, by=None, reason="CANARY was hired")
    page = get(JUNIOR, 410)
    day = f"{today.day} {today:%B %Y}"
    assert page.one("p.lead").text == f"It was closed on {day}. The role is still described: Junior Engineer."
    assert "CANARY" not in page.one("body").text
    assert page.all("h2") == []


def test_what_will_have_closed_by_a_day_to_come_is_not_gone_yet(catalogue, client, archivist, today):
    client.force_login(archivist)
    posted(number=1, on=MARCH, deadline=today)
    days = [today, today + timedelta(days=1)]
    for address in (JUNIOR, "/api/v1/vacancies/1/"):
        assert [client.get(address, {"as_of": day}).status_code for day in days] == [200, 404]


# Copies and feeds


def test_a_copy_as_html_is_bare(catalogue, company, client, settings):
    settings.BASE_URL = "https://roles.example"
    posted(
        number=1, on=MARCH, places=[PORTO, FINLAND], requisition="BF-7",
        introduction="Hello [you](/job-families/platform/).",
        added=[{"list": "requirements", "text": "Likes *bells*"}], benefits="", language="pt",
    )  # fmt: skip
    response = client.get("/jobs/1-junior-engineer.html")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert (
        response.content.decode()
        == """\
<h1>Junior Engineer</h1>
<ul>
<li><strong>Where:</strong> Porto, Portugal (hybrid); Remote, Finland</li>
<li><strong>Pay, Porto, Portugal:</strong> €40,000 to €55,000 a year</li>
<li><strong>Pay, Remote, Finland:</strong> €50,000 to €60,000 a year</li>
<li><strong>Employment:</strong> Full time</li>
<li><strong>Reference:</strong> BF-7</li>
</ul>
<div lang="pt"><p>Hello <a href="https://roles.example/job-families/platform/">you</a>.</p>
</div>
<h2>The role</h2>
<p>Learns.</p>
<h2>Responsibilities</h2>
<ul>
<li>Answer pages within ten minutes</li>
<li>Solve problems of moderate scope</li>
</ul>
<h2>On call</h2>
<p>One week in six.</p>
<h2>Requirements</h2>
<ul>
<li>Has built something</li>
<li lang="pt">Likes <em>bells</em></li>
</ul>
<h3>Language</h3>
<ul>
<li>Writes clear English</li>
</ul>
<h2>Performance indicators</h2>
<ul>
<li><a href="https://roles.example/handbook/uptime/">Uptime</a></li>
</ul>
<h2>How we hire</h2>
<h3>For engineers</h3>
<p>2 steps · your time in all: <strong>30 minutes</strong></p>
<ol>
<li><strong>Screening</strong>, 30 minutes, with: Recruiter<br>A call</li>
<li><strong>Offer</strong><br>An offer</li>
</ol>
<h2>How to apply</h2>
<p><a href="https://apply.example/1">Apply</a></p>"""
    )


def test_a_copy_as_text_has_its_lines(catalogue, company, client):
    company.how_to_apply = "A letter:\n\n1. short\n2. *kind*\n   - and\n   - true"
    company.record(by=None)
    posted("manager", number=1, on=MARCH, places=[PORTO], introduction="Hello [you](mailto:a@b.example).", benefits="")
    response = client.get("/jobs/1-manager-engineering.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (
        response.content.decode()
        == """\
Manager, Engineering
====================

- Where: Porto, Portugal (hybrid)
- Pay: €40,000 to €55,000 a year
- Employment: Full time

Hello you (a@b.example).

Responsibilities
----------------

- Answer pages within ten minutes
- Hire and coach people
- Solve problems of moderate scope

On call
-------

One week in six.

Requirements
------------

Language

- Writes clear English

Performance indicators
----------------------

- Uptime (http://testserver/handbook/uptime/)

How to apply
------------

Apply (https://apply.example/1)

A letter:

1. short
2. kind
  - and
  - true
"""
    )
