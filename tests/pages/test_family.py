"""A family's page: everything its document says, in order."""

from datetime import date

import pytest

from tests.factories import document, published

FIRST_DAY = date(2026, 3, 1)


@pytest.fixture
def page(db, get):
    published(starts_on=FIRST_DAY, message="Everything in one place")
    return get("/job-families/platform/")


def test_head_says_what_it_is_and_since_when(page):
    assert page.texts("h1") == ["Platform"]
    assert page.texts("title") == ["Platform, job family · Your company"]
    assert page.links("nav.trail a") == [
        ("Job families", "/job-families/"),
        ("Engineering", "/departments/engineering/"),
    ]
    assert page.texts("header.page-head p") == [
        "Keeps the lights on.",
        "3 roles · Primary language: Go",
        "Last changed 1 March 2026. What changed lately",
    ]
    assert page.links("p.published a") == [("What changed lately", "#changes")]


def test_contents_lead_to_every_part(page):
    assert page.links("nav.contents a") == [
        ("The ladder", "#ladder"),
        ("What every role shares", "#shared"),
        ("Responsibilities", "#responsibilities"),
        ("Requirements", "#requirements"),
        ("Performance indicators", "#performance-indicators"),
        ("Role by role", "#roles"),
        ("Junior Engineer", "#junior-engineer"),
        ("Staff Engineer", "#staff-engineer"),
        ("Manager, Engineering", "#manager"),
        ("Specialties", "#specialties"),
        ("Storage", "#specialty_storage"),
        ("Enterprise", "#specialty_enterprise"),
        ("How we hire", "#hiring"),
        ("Where it leads", "#career-steps"),
        ("What changed lately", "#changes"),
    ]
    ids = {node.attributes["id"] for node in page.descendants() if "id" in node.attributes}
    assert {address.removeprefix("#") for _, address in page.links("nav.contents a")} <= ids


def test_ladder_stands_by_rank_with_peers_side_by_side(page):
    rungs = [[role.texts("a.title") + role.texts("p.meta") for role in rung.all("div")] for rung in page.all("li.rung")]
    assert rungs == [
        [["Junior Engineer", "Junior · Individual contributor · Grade 5"]],
        [
            ["Staff Engineer", "Staff · Individual contributor · Grade 8"],
            ["Manager, Engineering", "Manager · Management · Grade 8 or 9"],
        ],
    ]
    assert page.links("li.rung a")[:2] == [
        ("Junior Engineer", "/job-families/platform/junior-engineer/"),
        ("Junior", "/levels/#junior"),
    ]
    assert page.links("ul.views a") == [
        ("What each role adds, side by side", "/job-families/platform/matrix/"),
        ("The ways between them, as a map", "/career-paths/?family=platform"),
    ]


def test_shared_lists_mark_to_whom_a_statement_applies(page):
    shared = page.one("section#shared")
    assert shared.texts("h3") == ["Responsibilities", "On call", "Requirements", "Performance indicators"]
    assert shared.texts("section#responsibilities li") == [
        "Answer pages within ten minutes",
        "Hire and coach people managers only",
        "Solve problems of moderate scope",
    ]
    assert shared.texts("section#requirements h4") == ["Language"]
    assert shared.texts("section#requirements li") == ["Writes clear English"]
    assert shared.links("section#performance-indicators li a") == [("Uptime", "/handbook/uptime/")]
    assert shared.texts("section.section p") == ["One week in six."]


def test_a_scope_that_a_whole_group_has_is_said_once(db, get):
    scope = {"roles": ["junior-engineer", "staff-engineer"], "specialties": ["storage"]}
    statements = [{"text": text, "group": "Disks", "applies_to": scope} for text in ("Count them", "Label them")]
    published(document(nice_to_haves=statements))
    section = get("/job-families/platform/").one("section#nice-to-haves")
    assert section.texts("p.scope") == ["Junior Engineer and Staff Engineer with Storage only"]
    assert section.texts("li") == ["Count them", "Label them"]


def test_each_role_shows_what_it_adds(page):
    parts = page.all("section#roles article")
    assert [part.texts("p.meta") for part in parts] == [
        ["Junior · Individual contributor · Grade 5"],
        ["Staff · Individual contributor · Grade 8 · Reports to Manager, Engineering"],
        ["Manager · Management · Grade 8 or 9"],
    ]
    junior, staff, _ = parts
    assert junior.texts("div.overview") == []
    assert junior.texts("div.prose") == ["Learns."]
    assert junior.texts("section.list h4") == ["Requirements"]
    assert staff.texts("p.note") == ["Builds on Junior Engineer, whose lists apply here too."]
    assert staff.texts("section.list h4") == ["Responsibilities", "Promotion criteria"]
    assert staff.texts("section.list li") == [
        "Solve problems of the highest scope In place of: Solve problems of moderate scope",
        "Leads a project across teams",
    ]


def test_specialties_say_language_roles_and_grades(page):
    parts = page.all("section#specialties article")
    assert [part.texts("h3") + part.texts("p.meta") for part in parts] == [
        ["Storage", "Specialty · Primary language: Rust"],
        ["Enterprise", "Customer segment · For Manager, Engineering"],
    ]
    assert parts[0].texts("section.list li") == ["Knows disks"]
    assert parts[1].texts("ul.segment-grades li") == ["Manager, Engineering: grade 11"]


def test_hiring_adds_up_the_time(page):
    process = page.one("section#hiring section.process")
    assert process.texts("h3") == ["For engineers"]
    assert process.texts("p.scope") == ["individual contributors only"]
    assert process.texts("ol.steps li") == ["Screening 30 minutes A call with: Recruiter", "Offer An offer"]
    assert process.texts("p.in-short") == ["2 steps · your time in all: 30 minutes · you meet: Recruiter"]


def test_career_steps_link_and_leave_out_what_is_not_for_the_reader(page):
    assert page.texts("section#career-steps li") == ["Promotion Junior Engineer → to Staff Engineer"]
    assert page.links("section#career-steps li a") == [
        ("Junior Engineer", "/job-families/platform/junior-engineer/"),
        ("Staff Engineer", "/job-families/platform/staff-engineer/"),
    ]


def test_career_steps_to_other_families_name_only_what_is_published_for_the_reader(db, get):
    published(document("open-house"))
    published(document("back-room", visibility="internal"))
    steps = [
        {"from_role": "manager", "kind": "lateral", "to_family": "open-house", "to_role": "manager"},
        {"from_role": "manager", "kind": "lateral", "to_family": "back-room", "to_role": "manager", "text": "Or else."},
        {"from_role": "manager", "kind": "lateral", "to_family": "back-room", "to_role": "manager"},
        {"kind": "track_change", "to_family": "open-house"},
        {"kind": "unstated", "text": "Ask [around](/job-families/open-house/)."},
    ]
    reports_to = [{"text": "", "role": "open-house/manager"}, {"text": "The committee", "role": "back-room/manager"}]
    roles = [
        {"title": "Manager", "slug": "manager", "reports_to": reports_to[0]},
        {"title": "Clerk", "slug": "clerk", "reports_to": reports_to[1]},
    ]
    published(document(career_steps=steps, roles=roles, specialties=[]))
    page = get("/job-families/platform/")
    assert page.texts("section#career-steps li") == [
        "Lateral move Manager → to Manager, Engineering (Open House)",
        "Lateral move Manager Or else.",
        "Change of track Any role → to Open House",
        "Next step Any role Ask around.",
    ]
    assert page.links("section#career-steps li a") == [
        ("Manager", "/job-families/platform/manager/"),
        ("Manager, Engineering (Open House)", "/job-families/open-house/manager/"),
        ("Manager", "/job-families/platform/manager/"),
        ("Open House", "/job-families/open-house/"),
        ("around", "/job-families/open-house/"),
    ]
    assert [part.texts("p.meta") + part.texts("div.meta") for part in page.all("section#roles article")] == [
        ["Individual contributor · Reports to Manager, Engineering (Open House)"],
        ["Individual contributor", "Reporting line: The committee"],
    ]


def test_staff_see_internal_parts_marked(db, staff_client, get):
    published()
    page = get("/job-families/platform/")
    assert page.texts("section#more") == ["More Pay notes Internal CANARY section"]
    assert [part.texts("h3") for part in page.all("section#roles article")][-1] == ["CANARY Secret Role"]
    assert page.texts("p.tag") == ["Internal", "Internal", "Internal"]


def test_switched_off_facts_are_absent(db, get):
    from careers.models import Company

    published()
    company = Company.objects.get()
    company.public_grades = company.public_performance_indicators = company.public_interviewers = False
    company.record(by=None)
    page = get("/job-families/platform/")
    assert "Grade" not in page.text
    assert "grade" not in page.text
    assert "Uptime" not in page.text
    assert "Recruiter" not in page.text
    assert page.texts("li.rung p.meta")[0] == "Junior · Individual contributor"


def test_a_ladder_of_one_track_does_not_repeat_it(db, get):
    roles = [{"title": "Clerk", "slug": "clerk", "level": "junior"}, {"title": "Heir", "slug": "heir", "grade": "7"}]
    published(document(roles=roles, specialties=[], career_steps=[]))
    assert get("/job-families/platform/").texts("li.rung p.meta") == ["Junior", "Grade 7"]


def test_every_heading_can_be_linked_to(db, get):
    lists = {"requirements": [{"text": text, "group": group} for text, group in (("a", "On call"), ("b", "On-call"))]}
    sections = [{"heading": heading, "body": "x"} for heading in ("On call", "On call", "!!!")]
    roles = [{"title": "Clerk", "slug": "clerk", "sections": sections[:1], **lists}]
    published(
        document(roles=roles, sections=sections, specialties=[], career_steps=[], hiring_processes=[], **lists),
    )
    page = get("/job-families/platform/")
    links = page.links("section a.self")
    assert [address for _, address in links if "_" in address or address == "#clerk"] == [
        "#requirements_on-call",
        "#requirements_on-call_2",
        "#clerk",
        "#clerk_requirements",
        "#clerk_requirements_on-call",
        "#clerk_requirements_on-call_2",
        "#clerk_section_on-call",
        "#section_on-call",
        "#section_on-call_2",
        "#section_part",
    ]
    ids = [node.attributes["id"] for node in page.descendants() if "id" in node.attributes]
    assert {address.removeprefix("#") for _, address in links} <= set(ids)


def test_the_latest_changes_are_told_in_a_line_each(db, get):
    days = [date(2025, month, 1) for month in (1, 2, 3, 4)]
    for number, day in enumerate(days):
        published(document(summary=f"Summary {number}"), starts_on=day, message=f"Message {number}")
    page = get("/job-families/platform/")
    assert page.texts("section#changes li") == [
        "1 April 2025 Message 3 1 change · Clarifies",
        "1 March 2025 Message 2 1 change · Clarifies",
        "1 February 2025 Message 1 1 change · Clarifies",
    ]
    assert page.links("section#changes a")[1:] == [
        ("1 April 2025", "/job-families/platform/history/4/"),
        ("1 March 2025", "/job-families/platform/history/3/"),
        ("1 February 2025", "/job-families/platform/history/2/"),
        ("The whole history", "/job-families/platform/history/"),
    ]
    past = get("/job-families/platform/?as_of=2025-01-15")
    assert past.texts("section#changes li") == ["1 January 2025 Message 0 The first that was published"]
    assert past.links("section#changes p a") == [
        ("The whole history", "/job-families/platform/history/?as_of=2025-01-15")
    ]


def test_an_anchor_that_a_part_of_the_page_has_is_not_taken_twice(db, get):
    roles = [{"title": "Hiring", "slug": "hiring"}, {"title": "Requirements", "slug": "requirements"}]
    published(document(roles=roles, specialties=[], career_steps=[]))
    page = get("/job-families/platform/")
    assert [part.attributes["id"] for part in page.all("section#roles article")] == ["role_hiring", "role_requirements"]
    assert page.one("section#hiring").texts("h2") == ["How we hire"]


def test_a_family_of_nothing_but_its_title_has_a_page(db, get):
    from careers.handbook.document import FamilyDocument

    published(FamilyDocument(title="Bare", slug="bare", department="engineering"), starts_on=FIRST_DAY)
    assert get("/job-families/bare/").one("main").text == (
        "Job families Engineering Bare 0 roles Last changed 1 March 2026. What changed lately On this page "
        "What changed lately What changed lately 1 March 2026 First The first that was published The whole history "
        "This page as Markdown or JSON"
    )
