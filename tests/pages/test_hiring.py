"""How the company hires, from what its job families say."""

from datetime import timedelta

import pytest

from careers.models import Company
from hiring.models import Stage
from tests.factories import document, published

WHOLE = [
    {"kind": "application", "text": "Write to us"},
    {"kind": "screening", "text": "A call", "minutes": [30, 30]},
    {"kind": "technical-interview", "text": "Pair", "minutes": [60, 90]},
    {"kind": "peer", "text": "Lunch", "minutes": [60, 60], "optional": True},
    {"kind": "offer", "text": "CANARY asks the interviewer", "interviewer": "Recruiter"},
]
OPEN_ENDED = [*WHOLE, {"kind": "panel", "text": "As long as it takes"}]


def process(*steps, title="", **scope):
    return {"title": title, "steps": list(steps), "applies_to": scope or None}


@pytest.fixture
def catalogue(db, today):
    long_call = {"kind": "screening", "text": "A long call", "minutes": [50, 50]}
    published(
        document(
            "casting",
            hiring_processes=[
                process(*WHOLE, title="For casters", tracks=["individual_contributor"]),
                process(*OPEN_ENDED, title="For managers", roles=["manager"]),
            ],
        ),
        starts_on=today - timedelta(days=5),
    )
    published(document("drafting", hiring_processes=[process(long_call)]), starts_on=today - timedelta(days=5))
    published(document("canary-club", visibility="internal", hiring_processes=[process(*WHOLE)]))
    published(document("silence", hiring_processes=[{"title": "", "intro": "It depends.", "steps": []}]))


def test_stages_in_order_with_how_long_they_are_and_who_has_them(catalogue, get):
    stage = Stage.objects.get(slug="peer")
    stage.description = "Somebody you would *work with*."
    stage.record(by=None)
    page = get("/hiring/")
    assert page.texts("h1") == ["How we hire"]
    assert page.texts("ol.stages li") == [
        "Application 1 of 2 job families",
        "Screening Usually 30 minutes · 2 of 2 job families",
        "Technical interview Usually 60 to 90 minutes · 1 of 2 job families",
        "Peer Somebody you would work with. Usually 60 minutes · 1 of 2 job families",
        "Panel 1 of 2 job families",
        "Offer 1 of 2 job families",
    ]
    assert page.all("ol.stages li")[1].attributes["id"] == "stage_screening"


def test_time_is_told_of_processes_that_state_it_whole(catalogue, get):
    """The middle of 30 + 75 minutes and 50; nothing of the panel that takes as long as it takes."""
    page = get("/hiring/")
    assert page.texts("dl.times div") == [
        "Individual contributor about 80 minutes, from 50 min to 2 h (2 of 2 processes)",
        "Management about 50 minutes (1 of 2 processes)",
    ]


def test_each_family_with_its_processes_in_short(catalogue, get):
    page = get("/hiring/")
    assert page.texts("li.family-line") == [
        "Casting For casters: 5 steps, 1 h 30 min to 2 h For managers: 6 steps, 1 h 30 min to 2 h",
        "Drafting 1 step, 50 minutes",
    ]
    assert page.links("li.family-line a") == [
        ("Casting", "/job-families/casting/#hiring"),
        ("Drafting", "/job-families/drafting/#hiring"),
    ]


def test_interviewers_and_texts_of_steps_are_not_on_it(catalogue, client):
    body = client.get("/hiring/").content.decode()
    assert "Recruiter" not in body
    assert "CANARY" not in body


def test_staff_see_the_processes_of_internal_families(catalogue, staff_client, get):
    assert get("/hiring/").texts("li.family-line a.title") == ["Canary Club", "Casting", "Drafting"]


def test_what_the_company_says_of_applying(db, get):
    company = Company.objects.get()
    company.how_to_apply = "Send a *letter*."
    company.open_application = "Send one anyway."
    company.accommodation = "Tell us."
    company.equal_opportunity = "All are welcome."
    company.record(by=None)
    page = get("/hiring/")
    assert page.texts("h2") == [
        "How to apply",
        "If no role fits",
        "If you need something to be different",
        "Equal opportunity",
    ]
    assert page.texts("div.prose") == ["Send a letter.", "Send one anyway.", "Tell us.", "All are welcome."]
    assert page.texts("p.note") == ["No job family that is published says yet how it hires."]


def test_of_an_earlier_day(catalogue, get, today):
    day = today - timedelta(days=2)
    page = get(f"/hiring/?as_of={day}")
    assert page.links("li.family-line a")[0] == ("Casting", f"/job-families/casting/?as_of={day}#hiring")
    assert get(f"/hiring/?as_of={today - timedelta(days=6)}").texts("li.family-line") == []
