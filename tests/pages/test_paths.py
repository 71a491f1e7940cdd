"""Career paths: the map, the same in words, and who may know what of it."""

from datetime import date

import pytest

from careers.models import Department
from careers.presenting.links import Link
from careers.presenting.paths import families
from careers.presenting.paths.ladders import Leg, Stop, neighbours
from careers.reading import Reading
from tests.factories import department, document, published, small_document

PATHS = "/career-paths/"
MARCH = date(2026, 3, 1)


def family(slug, *, steps=(), levels=("junior", "senior"), **changes):
    roles = [{"title": f"{level.title()} {slug.title()}", "slug": level, "level": level} for level in levels]
    return document(slug, roles=roles, specialties=[], career_steps=steps, hiring_processes=[], **changes)


def step(to_family, to_role=None, *, start=None, kind="lateral", text=""):
    return {"from_role": start, "kind": kind, "to_family": to_family, "to_role": to_role, "text": text}


def boxes(page):
    """(class, words, address) of every box and heading, in the order of the source."""
    svg = page.one("svg")
    shapes = [node for node in svg.children if not isinstance(node, str) and node.tag in {"a", "g"}]
    return [
        (node.attributes["class"], " ".join(node.texts("text")), node.attributes.get("href", ""))
        for node in shapes
        if not node.attributes["class"].startswith("way")
    ]


def ways(page):
    """(class, title) of every line."""
    return [(node.attributes["class"], node.one("title").text) for node in page.all("svg g.way")]


def in_words(page):
    return page.texts("ul.stops li")


@pytest.fixture
def catalogue(db):
    """Engineering: platform, with all it has, and tools below it, whose steps lead everywhere; writing has none."""
    published(starts_on=MARCH)
    department("engineering")
    Department(slug="works", name="Works", parent=Department.objects.get(slug="engineering")).record(by=None)
    published(family("secret", visibility="internal"), starts_on=MARCH)
    steps = [
        step("platform", "staff-engineer", start="senior"),
        step("platform", "junior-engineer", start="junior"),
        step("writing", kind="unstated"),
        step("secret", "junior", start="senior", text="CANARY words"),
        step("platform", "canary-role", start="senior"),
    ]
    published(family("tools", steps=steps, department="works"), starts_on=MARCH)
    published(family("writing", department="words"), starts_on=MARCH)


FAMILY_BOXES = [
    ("heading", "Individual contributor", ""),
    ("", "Junior Engineer Junior", "/job-families/platform/junior-engineer/"),
    ("heading", "Management", ""),
    ("heading", "Other job families", ""),
    ("elsewhere", "Junior Tools Tools", "/job-families/tools/junior/"),
    ("elsewhere", "Senior Tools Tools", "/job-families/tools/senior/"),
    ("", "Staff Engineer Staff", "/job-families/platform/staff-engineer/"),
    ("management", "Manager, Engineering Manager", "/job-families/platform/manager/"),
]


def test_a_family(catalogue, get):
    page = get(f"{PATHS}?family=platform")
    assert page.one("head title").text.startswith("Career paths: Platform")
    assert page.texts("h1") == ["Career paths in Platform"]
    assert page.links("nav.trail a") == [("Career paths", PATHS), ("Engineering", f"{PATHS}?department=engineering")]
    assert sorted(boxes(page)) == sorted(FAMILY_BOXES)
    assert ways(page) == [
        ("way promotion", "Promotion: Junior Engineer → Staff Engineer"),
        ("way lateral", "Lateral move: Senior Tools → Staff Engineer"),
        ("way lateral", "Lateral move: Junior Tools → Junior Engineer"),
    ]
    assert in_words(page) == [
        "Junior Engineer Junior · Individual contributor Leads to Staff Engineer promotion "
        "Reached from Junior Tools (Tools) lateral move",
        "Staff Engineer Staff · Individual contributor Reached from Junior Engineer promotion, "
        "Senior Tools (Tools) lateral move",
        "Manager, Engineering Manager · Management",
    ]
    svg = page.one("svg")
    assert (svg.attributes["aria-labelledby"], page.one("#map-title").text) == ("map-title", "Career paths in Platform")
    assert page.one("#map-words").text == (
        "Roles from the lowest rank to the highest, with the career steps between them. Strong lines are promotions."
    )
    frame = page.one("div.map")
    assert (frame.attributes["role"], frame.attributes["tabindex"]) == ("region", "0")
    assert frame.attributes["aria-label"] == "Career paths in Platform: map"


def test_a_family_without_steps_of_its_own_has_those_that_its_ladder_implies(catalogue, get):
    page = get(f"{PATHS}?family=writing")
    assert ways(page) == [
        ("way unstated", "Next step: Tools → Any role"),
        ("way implied", "Next on the ladder: Junior Writing → Senior Writing"),
    ]
    assert page.one("p.lead").text == (
        "Roles from the lowest rank to the highest, with the career steps between them. "
        "Dashed lines are implied by the ladder."
    )


def test_a_family_that_states_a_step_has_none_implied(catalogue, get):
    assert [css for css, _ in ways(get(f"{PATHS}?family=platform")) if "implied" in css] == []


def test_among_peers_the_ladder_implies_the_closest_title(db, get):
    titles = [
        ("Benefits Analyst", "intermediate"),
        ("Payroll Analyst", "intermediate"),
        ("Senior Benefits Analyst", "senior"),
        ("Senior Payroll Analyst", "senior"),
        ("Staff Analyst", "staff"),
    ]
    roles = [{"title": title, "slug": title.lower().replace(" ", "-"), "level": level} for title, level in titles]
    published(document(roles=roles, specialties=[], career_steps=[]))
    assert sorted(title for _, title in ways(get(f"{PATHS}?family=platform"))) == [
        "Next on the ladder: Benefits Analyst → Senior Benefits Analyst",
        "Next on the ladder: Payroll Analyst → Senior Payroll Analyst",
        "Next on the ladder: Senior Benefits Analyst → Staff Analyst",
        "Next on the ladder: Senior Payroll Analyst → Staff Analyst",
    ]


def test_a_role_whose_level_is_not_stated_is_on_no_ladder(db, get):
    roles = [{"title": "Guide", "slug": "guide"}, {"title": "Senior Guide", "slug": "senior-guide", "level": "senior"}]
    published(document(roles=roles, specialties=[], career_steps=[]))
    page = get(f"{PATHS}?family=platform")
    assert ways(page) == []
    assert in_words(page) == ["Senior Guide Senior · Individual contributor", "Guide Individual contributor"]


def test_few_families_of_a_department_show_their_roles(catalogue, get):
    page = get(f"{PATHS}?department=engineering")
    assert page.texts("h1") == ["Career paths in Engineering"]
    assert [box for box in boxes(page) if box[0] == "heading"] == [
        ("heading", "Platform", f"{PATHS}?family=platform"),
        ("heading", "Tools", f"{PATHS}?family=tools"),
        ("heading", "Other job families", ""),
    ]
    assert [box for box in boxes(page) if box[0] in ("any", "elsewhere")] == [
        ("any", "Any role", "/job-families/tools/"),
        ("elsewhere", "Writing Job family", f"{PATHS}?family=writing"),
    ]
    assert page.texts("thead th") == ["Job family", "Junior", "Senior", "Staff", "Manager"]
    assert [row.texts("th") + row.texts("td") for row in page.all("tbody tr")] == [
        ["Platform", "Junior Engineer", "", "Staff Engineer", "Manager, Engineering"],
        ["Tools", "Junior Tools", "Senior Tools", "", ""],
    ]
    assert page.texts("h3") == ["Platform", "Tools"]


def test_the_whole_company_collapses_to_families(catalogue, get):
    page = get(PATHS)
    assert page.texts("h1") == ["Career paths"]
    assert page.all("nav.trail") == []
    assert boxes(page) == [
        ("heading", "Engineering", f"{PATHS}?department=engineering"),
        ("", "Platform", f"{PATHS}?family=platform"),
        ("heading", "Works", f"{PATHS}?department=works"),
        ("", "Tools", f"{PATHS}?family=tools"),
        ("heading", "Words", f"{PATHS}?department=words"),
        ("", "Writing", f"{PATHS}?family=writing"),
    ]
    assert ways(page) == [
        ("way weight-1", "Tools → Platform: 2 steps"),
        ("way weight-1", "Tools → Writing: 1 step"),
    ]
    assert page.texts("thead th") == ["Department", "Junior", "Senior", "Staff", "Manager"]
    assert [(row.one("th").attributes["class"], row.texts("th") + row.texts("td")) for row in page.all("tbody tr")] == [
        ("depth-0", ["Engineering", "2", "1", "1", "1"]),
        ("depth-1", ["Works", "1", "1", "", ""]),
        ("depth-0", ["Words", "1", "1", "", ""]),
    ]
    assert page.links("tbody td a")[0] == ("2", "/job-families/?department=engineering&level=junior")
    assert page.texts("h3") == ["Engineering", "Engineering › Works", "Words"]
    assert in_words(page) == [
        "Platform Reached from Tools 2 steps",
        "Tools Leads to Platform 2 steps, Writing",
        "Writing Reached from Tools",
    ]


def test_steps_there_and_back_share_a_line(db, get):
    published(family("tools", steps=[step("writing", "senior", start="senior")]))
    published(family("writing", steps=[step("tools", "senior", start="senior"), step("tools", start="junior")]))
    assert ways(get(PATHS)) == [("way weight-2", "Tools → Writing: 1 step. Writing → Tools: 2 steps")]


def test_many_families_collapse_to_departments(catalogue, get, monkeypatch):
    monkeypatch.setattr(families, "DRAWN", 2)
    page = get(PATHS)
    assert boxes(page) == [
        ("", "Engineering", f"{PATHS}?department=engineering"),
        ("", "Words", f"{PATHS}?department=words"),
    ]
    assert ways(page) == [("way weight-1", "Engineering → Words: 1 step")]
    assert in_words(page) == ["Engineering Leads to Words", "Words Reached from Engineering"]


def test_a_department_of_many_families_collapses_to_those_below_it(catalogue, get, monkeypatch):
    for number in range(2):
        published(small_document(f"small-{number}"))
    page = get(f"{PATHS}?department=engineering")
    assert [words for css, words, _ in boxes(page) if css == ""] == ["Platform", "Small 0", "Small 1", "Tools"]
    assert [box for box in boxes(page) if box[0] == "elsewhere"] == [
        ("elsewhere", "Writing Words", f"{PATHS}?family=writing")
    ]
    assert [row.texts("th") + row.texts("td") for row in page.all("tbody tr")] == [
        ["Platform", "1", "", "1", "1"],
        ["Small 0", "1", "", "", ""],
        ["Small 1", "1", "", "", ""],
        ["Tools", "1", "1", "", ""],
    ]
    monkeypatch.setattr(families, "DRAWN", 2)
    page = get(f"{PATHS}?department=engineering")
    assert boxes(page) == [
        ("", "Engineering", "/job-families/?department=engineering"),
        ("", "Works", f"{PATHS}?department=works"),
        ("heading", "Other departments", ""),
        ("elsewhere", "Words", f"{PATHS}?department=words"),
    ]


def test_what_no_map_can_show_is_in_a_list(db, get, monkeypatch):
    for number in range(4):
        published(small_document(f"small-{number}"))
    monkeypatch.setattr(families, "DRAWN", 3)
    page = get(f"{PATHS}?department=engineering")
    assert page.all("svg") == []
    assert ("See them in a list", "/job-families/?department=engineering") in page.links("main a")


def test_an_internal_role_or_family_is_on_the_map_of_staff_alone(catalogue, get, staff_client):
    addresses = (PATHS, f"{PATHS}?family=platform", f"{PATHS}?family=tools", f"{PATHS}?department=engineering")
    for address in addresses:
        text = staff_client.get(address).content.decode().casefold()
        assert "secret" in text, address  # the control
    staff_client.logout()
    for address in addresses:
        text = staff_client.get(address).content.decode().casefold()
        assert "canary" not in text, address
        assert "secret" not in text, address
    page = get(f"{PATHS}?family=secret", status=400)
    assert "family: no job family 'secret' is published." in page.one("main").text


def test_nothing_tells_of_grades(catalogue, client):
    assert b"Grade" not in client.get(f"{PATHS}?family=platform").content


def test_a_past_day(catalogue, get):
    published(family("writing", levels=("junior", "senior", "staff"), department="words"))
    assert len(boxes(get(f"{PATHS}?family=writing"))) > len(boxes(get(f"{PATHS}?family=writing&as_of=2026-04-01")))
    page = get(f"{PATHS}?as_of=2026-04-01")
    assert [link for _, link in page.links("svg a") if "as_of=2026-04-01" not in link] == []
    page = get(f"{PATHS}?as_of=2026-02-01")
    assert page.texts("main p")[-1] == "No job family is published on that day."
    assert page.all("svg") == []


def test_an_empty_catalogue_and_an_empty_department(db, get):
    assert get(PATHS).texts("main p")[-1] == "No job family is published yet."
    department("quiet", name="Quiet")
    page = get(f"{PATHS}?department=quiet")
    assert page.texts("main p")[-1] == "Nothing here is published yet."


COMPLAINTS = {
    "family=nowhere": "family: no job family 'nowhere' is published.",
    "department=nowhere": "department: there is no department 'nowhere'.",
    "family=platform&family=tools": "family: give one.",
    "department=works&department=words": "department: give one.",
    "family=platform&department=works": "family, department: give one of them.",
    "family=" + "9" * 5000: f"family: no job family '{'9' * 60}...' is published.",
}


def test_a_parameter_that_cannot_be_used_is_named(catalogue, get):
    for query, sentence in COMPLAINTS.items():
        assert sentence in get(f"{PATHS}?{query}", status=400).one("main").text, query


def test_no_value_breaks_the_page(catalogue, client):
    for value in ("%00", "%ff", "'\"><svg onload=alert(1)>", "..%2f", "%25%5f", "{{7*7}}"):
        for name in ("family", "department", "as_of"):
            response = client.get(f"{PATHS}?{name}={value}")
            assert response.status_code == 400, (name, value)
            assert b"<svg" not in response.content
    assert client.get(f"{PATHS}?family=&department=").status_code == 200


def test_neighbours_of_a_role(catalogue, rf, django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    reading = Reading.of(request)
    reading.reference  # noqa: B018 - what a page has read already
    with django_assert_num_queries(2):
        found = neighbours(reading, "tools", "senior")
    assert found == Stop(
        Link("Senior Tools", "/job-families/tools/senior/"),
        "Senior · Individual contributor",
        [
            Leg("lateral move", Link("Staff Engineer (Platform)", "/job-families/platform/staff-engineer/")),
            Leg("next step", Link("Writing", f"{PATHS}?family=writing")),
        ],
        [Leg("next on the ladder", Link("Junior Tools", "/job-families/tools/junior/"))],
    )
    assert neighbours(reading, "platform", "canary-role") is None
    assert neighbours(reading, "secret", "junior") is None
