"""The page of search: what it shows of what was found, and where it leads from there."""

from datetime import timedelta

import pytest

from careers.models import Company
from tests.factories import document, published, small_document
from tests.pages.html import parse


@pytest.fixture
def catalogue(db, today):
    published(starts_on=today - timedelta(days=30))
    published(document("hydrants", department="hydraulics", overview="Pipes & pumps.", roles=[], specialties=[],
                       career_steps=[], hiring_processes=[]))  # fmt: skip


def hits(page):
    return page.texts("li.hit")


def test_a_result_says_what_it_is_where_it_belongs_and_what_it_says(catalogue, get):
    page = get("/search/?q=leads+project")
    assert page.texts("title") == ["“leads project” · Search · Your company"]
    assert page.texts("h2.results") == ["1 result"]
    assert hits(page) == ["Role Staff Engineer Platform · Engineering Promotion criteria Leads a project across teams"]
    assert page.texts("mark") == ["Leads", "project"]
    assert page.links("li.hit a") == [
        ("Staff Engineer", "/job-families/platform/staff-engineer/"),
        ("Platform", "/job-families/platform/"),
        ("Engineering", "/departments/engineering/"),
        ("Promotion criteria", "/job-families/platform/staff-engineer/#promotion-criteria"),
    ]
    assert page.one("input#q").attributes["value"] == "leads project"


ADDRESSES = {
    "moderate": "/job-families/platform/#responsibilities",
    "coach": "/job-families/platform/#responsibilities",
    "built": "/job-families/platform/junior-engineer/#requirements",
    "disks": "/job-families/platform/#specialty_storage_requirements",
    "teams": "/job-families/platform/staff-engineer/#promotion-criteria",
    "uptime": "/job-families/platform/#performance-indicators",
}


def test_every_place_that_is_linked_to_is_there(catalogue, get):
    for word, address in ADDRESSES.items():
        places = [link for _, link in get(f"/search/?q={word}").links("p.passage a")]
        assert address in places, word
        path, _, anchor = address.partition("#")
        assert anchor in {node.attributes.get("id") for node in get(path).descendants()}, address


def test_kinds_and_departments_narrow_the_results(catalogue, get):
    page = get("/search/?q=problems")
    assert page.links("nav.narrow a") == [
        ("All 3", "/search/?q=problems"),
        ("Job families 2", "/search/?q=problems&kind=family"),
        ("Roles 1", "/search/?q=problems&kind=role"),
    ]
    assert page.links("details.narrow a") == [
        ("Engineering 2", "/search/?q=problems&department=engineering"),
        ("Hydraulics 1", "/search/?q=problems&department=hydraulics"),
    ]
    page = get("/search/?q=problems&department=engineering&kind=family")
    assert page.texts("h2.results") == ["1 result"]
    assert page.links("nav.narrow a") == [
        ("All 2", "/search/?q=problems&department=engineering"),
        ("Job families 1", "/search/?q=problems&kind=family&department=engineering"),
        ("Roles 1", "/search/?q=problems&kind=role&department=engineering"),
    ]
    assert page.links("details.narrow a") == [
        ("Remove Engineering 1", "/search/?q=problems&kind=family"),
        ("Hydraulics 1", "/search/?q=problems&kind=family&department=engineering&department=hydraulics"),
    ]
    assert [node.text for node in page.all("a") if node.attributes.get("aria-current") == "true"] == [
        "Job families 1",
        "Remove Engineering 1",
    ]


def test_choices_that_leave_nothing_can_be_taken_back(catalogue, get):
    page = get("/search/?q=disks&kind=role")
    assert page.texts("h2.results") == ["0 results"]
    assert ("Show all 1 result", "/search/?q=disks") in page.links("main a")


def test_what_was_put_right_or_left_out_is_said(catalogue, get):
    assert get("/search/?q=storrage").texts("p.notice") == ["Nothing says “storrage”, so this is what says storage."]
    assert get("/search/?q=storage+xyzzy").texts("p.notice") == [
        "Nothing says “xyzzy”: this is what has the other words."
    ]
    assert get("/search/?q=disks+pipes").texts("p.notice") == [
        "Nothing has all of these words. What has most of them comes first."
    ]


def test_where_nothing_is_found_there_are_ways_on(catalogue, get, today):
    page = get("/search/?q=platfrom+jockeys+xyzzy")
    assert page.texts("h2.results") != ["0 results"]
    page = get("/search/?q=plattformer")
    assert page.texts("h2.results") == ["0 results"]
    assert page.links("ul.ways a") == [
        ("Platform", "/job-families/platform/"),
        ("Engineering", "/departments/engineering/"),
        ("Hydraulics", "/departments/hydraulics/"),
        ("All job families", "/job-families/"),
    ]
    assert [node.attributes.get("name") for node in page.all("form.another-day input")] == ["q", "as_of"]
    page = get(f"/search/?q=xyzzy&as_of={today}")
    assert ("Search what is said today", "/search/?q=xyzzy") in page.links("main a")


def test_without_words_there_is_a_start(catalogue, get):
    page = get("/search/")
    assert page.texts("title") == ["Search · Your company"]
    assert page.texts("h2") == ["Look around"]
    assert page.texts("kbd") == ['"on call"', "engineer -sales"]
    assert page.links("ul.ways a")[-1] == ("All job families", "/job-families/")
    assert get("/search/?q=+&kind=role").texts("h2") == ["Look around"]


def test_nothing_is_published(db, get):
    assert get("/search/").texts("h2") == []
    assert get("/search/?q=engineer").texts("h2") == ["0 results"]


def test_pages(catalogue, get):
    for number in range(25):
        published(small_document(f"family-{number:02}"))
    page = get("/search/?q=junior")
    assert (len(hits(page)), page.texts("nav.pages")) == (20, ["Page 1 of 2 Next"])
    assert page.links("nav.pages a") == [("Next", "/search/?q=junior&page=2")]
    page = get("/search/?q=junior&page=2")
    assert (len(hits(page)), page.one("ol.hits").attributes["start"]) == (6, "21")
    assert page.links("nav.pages a") == [("Previous", "/search/?q=junior")]


REFUSED = {
    "page=0": "page: write a whole number from 1 to 1.",
    "page=2": "page: write a whole number from 1 to 1.",
    "page=x": "page: write a whole number from 1 to 1.",
    f"page={'9' * 40}": "page: write a whole number from 1 to 1.",
    "page=1&page=1": "page: give it once.",
    "q=a&q=b": "q: give it once.",
    "as_of=x": "as_of: write a date as YYYY-MM-DD.",
}


def test_what_cannot_be_asked_is_refused_by_name(catalogue, get):
    for query, sentence in REFUSED.items():
        assert get(f"/search/?q=scope&{query}" if "q=" not in query else f"/search/?{query}", status=400).texts(
            "p.lead"
        ) == [sentence], query
    for query, sentence in {
        f"q={'x' * 201}": "Ensure this value has at most 200 characters (it has 201).",
        "q=scope&kind=job": "kind: 'job' is not known here.",
        "q=scope&department=nowhere": "department: 'nowhere' is not known here.",
    }.items():
        page = get(f"/search/?{query}", status=400)
        assert page.texts("p.error") == [sentence, "Nothing was searched, because of what is said above."], query


def test_search_engines_stay_out(catalogue, get):
    for address in ("/search/", "/search/?q=scope"):
        robots = [each for each in get(address).all("meta") if each.attributes.get("name") == "robots"]
        assert [each.attributes["content"] for each in robots] == ["noindex"]


def test_the_day_goes_along(catalogue, get, today):
    day = today - timedelta(days=10)
    page = get(f"/search/?q=scope&as_of={day}")
    assert [address for _, address in page.links("main a") if f"as_of={day}" not in address] == []
    assert get(f"/search/?q=pipes&as_of={day}").texts("h2.results") == ["0 results"]
    assert get("/search/?q=pipes").texts("h2.results") == ["1 result"]


HIDDEN = ("canary", "secret", "duty", "pay+notes", "10", "recruiter", "canry", "%22pay+notes%22")


def shown(client, word):
    body = client.get(f"/search/?q={word}").content.decode()
    return parse(body).texts("h2.results"), parse(body).links("ul.ways a"), hits(parse(body))


def test_what_is_hidden_is_not_found(catalogue, client):
    nothing = shown(client, "xyzzy")
    assert nothing[0] == ["0 results"]
    assert {word: shown(client, word) for word in HIDDEN} == dict.fromkeys(HIDDEN, nothing)


def test_performance_indicators_that_are_not_public_are_not_found(catalogue, client):
    assert len(shown(client, "uptime")[2]) == 2
    company = Company.objects.get()
    company.public_performance_indicators = False
    company.record(by=None)
    assert shown(client, "uptime") == shown(client, "xyzzy")


def test_staff_see_what_is_internal_and_that_it_is(catalogue, staff_client, get):
    assert get("/search/?q=duty").texts("li.hit h3") == ["CANARY Secret Role Internal"]


def test_what_people_wrote_or_typed_cannot_break_out(db, get):
    nasty = '<script>alert(1)</script> & "q" <b onclick=a()>b</b>'
    published(
        document(
            title="Nasty", overview=nasty, responsibilities=[{"text": nasty}], roles=[], career_steps=[], specialties=[]
        )
    )
    page = get("/search/?q=" + "%3Cscript%3Ealert(1)%3C/script%3E%22%20onfocus=a()")
    nodes = list(page.one("main").descendants())
    assert [node.tag for node in nodes if node.tag in {"script", "b"}] == []
    assert [name for node in nodes for name in node.attributes if name.startswith("on")] == []
