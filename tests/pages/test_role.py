"""A role's page: everything that applies to it, with where it comes from."""

from datetime import date

import pytest

from careers.models import Company
from tests.factories import document, published

FIRST_DAY = date(2026, 3, 1)
STAFF = "/job-families/platform/staff-engineer/"
TRACK = "individual_contributor"


def lists(page):
    """{list: [(group, mark, origin, statement)]}"""
    found = {}
    for section in page.all("section.list"):
        rows, group = [], ""
        for child in section.children:
            if getattr(child, "tag", "") == "h3":
                group = child.text
            elif getattr(child, "tag", "") == "ul":
                for item in child.all("li"):
                    origin = " ".join(item.texts("p.origin"))
                    rows.append((group, item.attributes.get("class", ""), origin, item.text.removesuffix(f" {origin}")))
        found[section.one("h2").text] = rows
    return found


@pytest.fixture
def page(db, get):
    published(starts_on=FIRST_DAY)
    return get(STAFF)


def test_facts_at_a_glance(page):
    assert page.texts("h1") == ["Staff Engineer"]
    assert page.texts("title") == ["Staff Engineer · Your company"]
    assert page.links("nav.trail a") == [
        ("Job families", "/job-families/"),
        ("Engineering", "/departments/engineering/"),
        ("Platform", "/job-families/platform/"),
    ]
    assert list(zip(page.texts("aside.facts dt"), page.texts("aside.facts dd"), strict=True)) == [
        ("Job family", "Platform"),
        ("Level", "Staff"),
        ("Track", "Individual contributor"),
        ("Grade", "8"),
        ("Primary language", "Go"),
        ("Reports to", "Manager, Engineering"),
        ("Hiring", "2 steps, 30 minutes"),
    ]
    assert page.links("aside.facts dd a") == [
        ("Platform", "/job-families/platform/"),
        ("Staff", "/levels/#staff"),
        ("Manager, Engineering", "/job-families/platform/manager/"),
        ("2 steps, 30 minutes", "#hiring"),
    ]


def test_lists_are_whole_with_where_each_statement_comes_from(page):
    assert lists(page) == {
        "Responsibilities": [
            ("", "", "From Platform", "Answer pages within ten minutes"),
            ("", "own", "This role, in place of what Platform says", "Solve problems of the highest scope"),
        ],
        "Requirements": [
            ("", "", "From Junior Engineer", "Has built something"),
            ("Language", "", "From Platform", "Writes clear English"),
        ],
        "Performance indicators": [("", "", "From Platform", "Uptime")],
        "Promotion criteria": [("", "own", "", "Leads a project across teams")],
    }
    assert page.texts("p.key") == ["What this role adds"]
    assert page.texts("details.origins") == [
        "Origins of the statements: Responsibilities",
        "Origins of the statements: Requirements",
        "Origins of the statements: Performance indicators",
    ]
    assert page.links("p.origin a") == [
        ("Platform", "/job-families/platform/"),
        ("Platform", "/job-families/platform/"),
        ("Junior Engineer", "/job-families/platform/junior-engineer/"),
        ("Platform", "/job-families/platform/"),
        ("Platform", "/job-families/platform/"),
    ]


def test_the_family_s_sections_stand_in_their_place(page):
    headings = [node.text for node in page.one("div.body").descendants() if node.tag == "h2"]
    assert headings == [
        "Responsibilities",
        "On call",
        "Requirements",
        "How we hire",
        "Performance indicators",
        "Promotion criteria",
        "Before and after",
        "Last change",
    ]


def test_contents_lead_to_every_part(page):
    assert page.links("nav.contents a") == [
        ("Responsibilities", "#responsibilities"),
        ("Requirements", "#requirements"),
        ("How we hire", "#hiring"),
        ("Performance indicators", "#performance-indicators"),
        ("Promotion criteria", "#promotion-criteria"),
        ("Before and after", "#career-steps"),
    ]
    ids = {node.attributes["id"] for node in page.descendants() if "id" in node.attributes}
    assert {address.removeprefix("#") for _, address in page.links("nav.contents a") + page.links("a.self")} <= ids


def steps(page):
    """(question, answers) of the career steps."""
    section = page.one("section#career-steps")
    return list(zip(section.texts("h3"), [each.texts("li") for each in section.all("ul")], strict=True))


ONWARD, INWARD = "Where can I go from here?", "Who gets here?"


def test_steps_to_and_from_the_role(page, get):
    assert steps(page) == [(INWARD, ["Promotion Junior Engineer"])]
    junior = get("/job-families/platform/junior-engineer/")
    assert steps(junior) == [
        (ONWARD, ["Promotion Staff Engineer What is new there: Staff Engineer · Compare with Staff Engineer"])
    ]
    assert junior.links("section#career-steps li a") == [
        ("Staff Engineer", STAFF),
        (
            "What is new there: Staff Engineer",
            "/job-families/platform/junior-engineer/checklist/?to=platform%2Fstaff-engineer",
        ),
        ("Compare with Staff Engineer", "/compare/?a=platform%2Fjunior-engineer&b=platform%2Fstaff-engineer"),
    ]


def test_the_ladder_makes_the_steps_that_nobody_wrote_down(db, get):
    ladder = [
        *(("Boss", "boss", "manager"), ("Clerk", "clerk", "junior"), ("Teller", "teller", "junior")),
        *(("Head Clerk", "head-clerk", "senior"), ("Odd Clerk", "odd", None)),
    ]
    roles = [
        {"title": title, "slug": slug, "level": level, "track": "management" if slug == "boss" else TRACK}
        for title, slug, level in ladder
    ]
    published(document(roles=roles, specialties=[], career_steps=[]))
    assert steps(get("/job-families/platform/clerk/")) == [
        (ONWARD, ["Next level Head Clerk What is new there: Head Clerk · Compare with Head Clerk"])
    ]
    assert steps(get("/job-families/platform/head-clerk/")) == [(INWARD, ["Level below Clerk", "Level below Teller"])]
    for slug in ("odd", "boss"):
        assert get(f"/job-families/platform/{slug}/").all("section#career-steps") == []


def test_the_ladder_stays_in_its_group_where_it_can(db, get):
    roles = [
        {"title": f"{level.title()} {group}", "slug": f"{level}-{group}".lower(), "level": level, "group": group}
        for group in ("Bells", "Ropes")
        for level in ("junior", "senior")
    ]
    published(document(roles=roles, specialties=[], career_steps=[]))
    assert steps(get("/job-families/platform/junior-ropes/")) == [
        (ONWARD, ["Next level Senior Ropes What is new there: Senior Ropes · Compare with Senior Ropes"])
    ]


def test_who_gets_here_from_other_families(db, get, client, staff):
    """The steps that their documents name, of those that the reader may know."""
    to = {"to_family": "platform", "to_role": "staff-engineer"}
    steps_of = {
        "foundry": [{"from_role": "manager", "kind": "lateral", "text": "Ask first.", **to}, {"kind": "lateral", **to}],
        "hidden-house": [{"from_role": "manager", "kind": "promotion", **to}],
        "elsewhere": [{"from_role": "manager", "kind": "lateral", "to_family": "platform", "to_role": "manager"}],
    }
    published()
    for slug, career_steps in steps_of.items():
        hidden = {"visibility": "internal"} if slug == "hidden-house" else {}
        published(document(slug, career_steps=career_steps, **hidden))
    known = ["Promotion Junior Engineer", "Lateral move Manager, Engineering (Foundry) Ask first."]
    known.append("Lateral move Any role of Foundry")
    assert steps(get(STAFF)) == [(INWARD, known)]
    assert get(f"{STAFF}?as_of=2020-01-01", status=404)
    client.force_login(staff)
    assert steps(get(STAFF))[-1] == (INWARD, [*known, "Promotion Manager, Engineering (Hidden House)"])


def test_hiring_process_of_the_role_s_track(page, get):
    assert page.texts("section#hiring h3") == ["For engineers"]
    assert page.texts("section#hiring ol.steps li") == [
        "Screening 30 minutes A call with: Recruiter",
        "Offer An offer",
    ]
    assert get("/job-families/platform/manager/").all("section#hiring") == []


def test_a_specialty_may_be_looked_at(page, get):
    assert page.links("nav.choices a") == [("Any", STAFF), ("Storage", f"{STAFF}?specialty=storage")]
    chosen = get(f"{STAFF}?specialty=storage")
    assert chosen.texts("h1") == ["Staff Engineer, Storage"]
    assert lists(chosen)["Requirements"] == [
        ("", "", "From Junior Engineer", "Has built something"),
        ("", "specialty", "From Storage", "Knows disks"),
        ("Language", "", "From Platform", "Writes clear English"),
    ]
    assert chosen.texts("p.key") == ["What this role adds What Storage adds"]
    assert [node.text for node in chosen.all("nav.choices a") if "aria-current" in node.attributes] == ["Storage"]
    facts = dict(zip(chosen.texts("aside.facts dt"), chosen.texts("aside.facts dd"), strict=True))
    assert facts["Primary language"] == "Rust"


def test_a_segment_sets_the_grade(db, get):
    published()
    page = get("/job-families/platform/manager/?specialty=enterprise")
    facts = dict(zip(page.texts("aside.facts dt"), page.texts("aside.facts dd"), strict=True))
    assert facts["Grade"] == "11"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("specialty=enterprise", "specialty: this role has storage."),
        ("specialty=canary-focus", "specialty: this role has storage."),
        ("specialty=storage&specialty=storage", "specialty: choose one."),
    ],
)
def test_a_specialty_that_the_role_does_not_have_is_refused(page, get, query, sentence):
    assert get(f"{STAFF}?{query}", status=400).texts("p.lead") == [sentence]


def test_a_specialty_of_nothing_is_no_choice(page, get):
    assert get(f"{STAFF}?specialty=").texts("h1") == ["Staff Engineer"]


def test_grade_scheme_is_named_where_it_is_not_the_general_one(db, get):
    roles = [{"title": "Seller", "slug": "seller", "grade_scheme": "sales", "grade_options": ["6", "7"]}]
    published(document(roles=roles, specialties=[], career_steps=[]))
    facts = get("/job-families/platform/seller/").one("aside.facts")
    assert facts.texts("dd") == ["Platform", "Individual contributor", "6 or 7 (Sales)", "Go", "2 steps, 30 minutes"]


@pytest.mark.parametrize(
    ("hiring", "sentence"),
    [
        ("promotion_only", "By promotion only: we do not hire into this role from outside."),
        ("closed", "Closed: nobody is hired or promoted into this role at present."),
    ],
)
def test_how_one_comes_into_the_role(db, get, hiring, sentence):
    published(
        document(roles=[{"title": "Fellow", "slug": "fellow", "hiring": hiring}], specialties=[], career_steps=[])
    )
    assert get("/job-families/platform/fellow/").texts("aside.facts dd")[-1] == sentence


def test_the_company_s_texts_close_the_page(db, get):
    company = Company.objects.get()
    company.confidence_text = "You need not match **every** line."
    company.how_to_apply = "Write to us."
    company.accommodation = "Tell us what helps."
    company.about = "We make bells."
    company.equal_opportunity = "Everyone is welcome."
    company.benefits = [{"name": "Holiday", "text": "30 days", "condition": "Everyone"}]
    company.compensation = [{"name": "Salary", "text": "By grade"}]
    company.record(by=None)
    published()
    page = get(STAFF)
    assert page.texts("div.confidence") == ["You need not match every line."]
    body = [
        node.attributes.get("id") or node.attributes.get("class")
        for node in page.one("div.body").children
        if not isinstance(node, str)
    ]
    assert body[body.index("requirements") + 1] == "prose confidence"
    assert page.one("section#how-to-apply").text == (
        "How to apply Write to us. If you need something to be different Tell us what helps."
    )
    assert page.texts("section#benefits dl div") == ["Holiday 30 days Everyone"]
    assert page.texts("section#compensation dl div") == ["Salary By grade"]
    assert page.one("section#about").text == "About Your company We make bells."
    assert page.one("section#equal-opportunity").text == "Equal opportunity Everyone is welcome."


def test_where_nobody_is_hired_one_may_still_write(db, get):
    company = Company.objects.get()
    company.how_to_apply, company.open_application = "Write to us.", "Write anyway."
    company.record(by=None)
    roles = [{"title": "Fellow", "slug": "fellow", "hiring": "closed"}, {"title": "Clerk", "slug": "clerk"}]
    published(document(roles=roles, specialties=[], career_steps=[]))
    assert get("/job-families/platform/fellow/").one("section#how-to-apply").text == "Open application Write anyway."
    assert get("/job-families/platform/clerk/").one("section#how-to-apply").text == (
        "How to apply Write to us. If no role fits Write anyway."
    )


def test_a_role_that_shares_nothing_marks_nothing(db, get):
    lists = {"responsibilities": [], "requirements": [], "performance_indicators": []}
    roles = [{"title": "Hermit", "slug": "hermit", "requirements": [{"text": "Likes silence"}]}]
    published(document(roles=roles, specialties=[], career_steps=[], **lists))
    page = get("/job-families/platform/hermit/")
    assert page.all("p.key") + page.all("details.origins") + page.all("p.origin") == []


def test_the_last_change_says_why(page, get):
    assert page.texts("p.published") == ["Last changed 1 March 2026"]
    assert page.one("section#last-change").text == "Last change 1 March 2026: First History of Platform"
    day = "?as_of=2026-03-02"
    assert get(f"{STAFF}{day}").links("section#last-change a") == [
        ("History of Platform", f"/job-families/platform/history/{day}")
    ]


def test_interviewers_who_are_hidden_are_met_by_nobody(db, get):
    company = Company.objects.get()
    company.public_interviewers = company.public_grades = False
    company.record(by=None)
    published()
    page = get(STAFF)
    assert page.texts("p.in-short") == ["2 steps · your time in all: 30 minutes"]
    assert "Recruiter" not in page.text
    assert "Grade" not in page.text


def test_what_is_inherited_from_a_hidden_role_does_not_name_it(db, get):
    roles = [
        {"title": "CANARY", "slug": "canary", "visibility": "internal", "requirements": [{"text": "Owns boots"}]},
        {"title": "Walker", "slug": "walker", "extends": "canary"},
    ]
    published(document(roles=roles, specialties=[], career_steps=[]))
    found = lists(get("/job-families/platform/walker/"))["Requirements"]
    assert found == [
        ("", "", "Other roles as well", "Owns boots"),
        ("Language", "", "From Platform", "Writes clear English"),
    ]


def test_job_code_is_for_staff(page, get, staff_client):
    facts = get("/job-families/platform/junior-engineer/").one("aside.facts")
    assert ("Job code", "PL-1") in zip(facts.texts("dt"), facts.texts("dd"), strict=True)


def test_a_specialty_has_a_job_code_of_its_own_or_the_role_s(db, get, client, staff):
    def codes(*specialties):
        found = []
        for slug in specialties:
            facts = get(f"/job-families/platform/junior-engineer/?specialty={slug}").one("aside.facts")
            found.append(dict(zip(facts.texts("dt"), facts.texts("dd"), strict=True)).get("Job code"))
        return found

    disks = {"name": "Disks", "slug": "disks", "job_codes": {"junior-engineer": "PL-1-D"}}
    published(document(specialties=[disks, {"name": "Tapes", "slug": "tapes"}]))
    assert codes("disks", "tapes") == [None, None]
    client.force_login(staff)
    assert codes("disks", "tapes") == ["PL-1-D", "PL-1"]
