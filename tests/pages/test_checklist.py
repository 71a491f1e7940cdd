"""The checklist for a career talk: what another role asks, and what of it is new."""

from datetime import date

import pytest

from careers.models import Company
from tests.factories import document, published

JUNIOR = "/job-families/platform/junior-engineer/"
CHECKLIST = f"{JUNIOR}checklist/"
LADDER = [
    {
        "title": "Keeper",
        "slug": "keeper",
        "level": "junior",
        "grade": "5",
        "requirements": [{"text": "Keeps the log of one tower", "group": "Craft"}, {"text": "Rows"}],
        "promotion_criteria": [{"text": "Has rowed\n\nat night", "group": "To Pilot"}],
    },
    {
        "title": "Pilot",
        "slug": "pilot",
        "level": "senior",
        "grade": "7",
        "requirements": [{"text": "Swims"}, {"text": "Keeps the log of all towers", "group": "Craft"}],
    },
]


def ladder(**changes):
    """A family of two roles: the second asks something new and something more."""
    nothing = {"responsibilities": [], "performance_indicators": [], "sections": [], "hiring_processes": []}
    shared = {"requirements": [{"text": "Writes clear English"}], "specialties": [], "career_steps": []}
    return document(**{**nothing, **shared, "roles": LADDER, **changes})


def tasks(page):
    """{list: [(group, statement)]}"""
    found = {}
    for section in page.all("div.body section"):
        rows, group = [], ""
        for child in section.children:
            if getattr(child, "tag", "") == "h3":
                group = child.text
            elif getattr(child, "tag", "") == "ul":
                rows += [(group, item.text) for item in child.all("li")]
        if rows:
            found[section.one("h2").text] = rows
    return found


@pytest.fixture
def page(db, get):
    published(ladder(), starts_on=date(2026, 3, 1))
    return get("/job-families/platform/keeper/checklist/")


def test_every_statement_of_the_next_role_with_what_is_new_at_it(page):
    assert page.texts("h1") == ["From Keeper to Pilot"]
    assert page.texts("title") == ["Checklist for Pilot · Your company"]
    assert page.texts("header.page-head p") == [
        "A checklist for a career talk: everything that Pilot asks, with room for evidence.",
        "Of what is asked there: 1 new, 1 reworded and 1 as before.",
        "As Markdown; printed, it has lines to write on.",
    ]
    assert page.texts("tr") == [
        "Keeper Pilot",
        "Level Junior Senior",
        "Track Individual contributor Individual contributor",
        "Grade 5 7",
    ]
    assert tasks(page) == {
        "To be promoted from Keeper": [("To Pilot", "Has rowed at night Evidence:")],
        "Requirements": [
            ("", "Writes clear English Evidence:"),
            ("", "New Swims Evidence:"),
            (
                "Craft",
                "Reworded Keeps the log of [deleted: one tower] [inserted: all towers] Evidence:",
            ),
        ],
        "Asked of Keeper alone": [("", "Rows")],
    }
    assert page.links("nav.trail a") == [
        ("Job families", "/job-families/"),
        ("Platform", "/job-families/platform/"),
        ("Keeper", "/job-families/platform/keeper/"),
    ]
    assert page.links("p.formats a") == [
        ("Markdown", "/job-families/platform/keeper/checklist.md?to=platform%2Fpilot"),
    ]


def test_the_same_as_markdown(page, client):
    response = client.get("/job-families/platform/keeper/checklist.md?as_of=2026-03-02")
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'inline; filename="keeper-checklist.md"'
    assert (
        response.content.decode()
        == """\
# Checklist: Keeper to Pilot

As of 2 March 2026: http://testserver/job-families/platform/pilot/?as_of=2026-03-02

| | Keeper | Pilot |
|---|---|---|
| Level | Junior | Senior |
| Track | Individual contributor | Individual contributor |
| Grade | 5 | 7 |

Of what is asked there: 1 new, 1 reworded and 1 as before.

## To be promoted from Keeper

### To Pilot

- [ ] Has rowed

  at night

  Evidence:

## Requirements

- [ ] Writes clear English

  Evidence:

- [ ] **New.** Swims

  Evidence:

### Craft

- [ ] **Reworded.** Keeps the log of all towers

  Before: Keeps the log of one tower

  Evidence:
"""
    )


def test_a_checklist_names_the_site_by_the_name_that_people_use(page, client, settings):
    settings.BASE_URL = "https://roles.example"
    text = client.get("/job-families/platform/keeper/checklist.md", headers={"host": "localhost"}).content.decode()
    assert "https://roles.example/job-families/platform/" in text
    assert "localhost" not in text


def test_links_lead_to_the_site_from_a_file_too(db, client):
    told = "See [us](/job-families/platform/#top) or [them](https://a.example/b)."
    roles = [LADDER[0], {**LADDER[1], "requirements": [{"text": told}]}]
    published(document(roles=roles, specialties=[], career_steps=[]))
    text = client.get("/job-families/platform/keeper/checklist.md").content.decode()
    assert "[us](http://testserver/job-families/platform/#top) or [them](https://a.example/b)." in text


def test_a_promotion_that_is_written_down_comes_before_the_ladder(db, get):
    """And any other role may be chosen, of another family too."""
    published(document("foundry"))
    steps = [
        {"from_role": "junior-engineer", "kind": "lateral", "to_family": "foundry", "to_role": "manager"},
        {"from_role": "junior-engineer", "kind": "promotion", "to_family": "platform", "to_role": "manager"},
    ]
    published(document(career_steps=steps))
    page = get(CHECKLIST)
    assert page.texts("h1") == ["From Junior Engineer to Manager, Engineering"]
    assert page.links("nav.choices a") == [
        ("Manager, Engineering", f"{CHECKLIST}?to=platform%2Fmanager"),
        ("Staff Engineer", f"{CHECKLIST}?to=platform%2Fstaff-engineer"),
        ("Manager, Engineering (Foundry)", f"{CHECKLIST}?to=foundry%2Fmanager"),
    ]
    assert [node.text for node in page.all("nav.choices a") if "aria-current" in node.attributes] == [
        "Manager, Engineering"
    ]
    other = get(f"{CHECKLIST}?to=foundry/staff-engineer")
    assert other.texts("h1") == ["From Junior Engineer to Staff Engineer (Foundry)"]
    assert other.links("nav.choices a")[-1] == (
        "Staff Engineer (Foundry)",
        f"{CHECKLIST}?to=foundry%2Fstaff-engineer",
    )
    assert tasks(other)["Responsibilities"] == [
        ("", "Answer pages within ten minutes Evidence:"),
        ("", "Reworded Solve problems of [deleted: moderate] [inserted: the highest] scope Evidence:"),
    ]


def test_where_no_role_comes_next_others_may_be_chosen(page, get, client):
    last = get("/job-families/platform/pilot/checklist/")
    assert last.texts("h1") == ["After Pilot"]
    assert last.texts("header.page-head p") == [
        "No role of this family comes after this one on its track, and no career step is written down that leads to "
        "another.",
        "Choose a role to see what it asks beyond this one.",
    ]
    assert last.links("nav.choices a") == [("Keeper", "/job-families/platform/pilot/checklist/?to=platform%2Fkeeper")]
    refused = get("/job-families/platform/pilot/checklist.md", status=400)
    assert refused.texts("p.lead") == ["to: this role leads to no other. Name one as family/role."]
    back = get("/job-families/platform/pilot/checklist/?to=platform/keeper")
    assert back.texts("p.meta")[0] == "Of what is asked there: 2 new, 1 reworded and 1 as before."
    assert "To be promoted from Pilot" not in back.texts("h2")


NO_ROLE = "to: name a role as family/role, as in its address."


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("to=platform/nobody", NO_ROLE),
        ("to=platform", NO_ROLE),
        ("to=platform/canary-role", NO_ROLE),
        ("to=%00/x", "The parameter 'to' holds a character that no text may have."),
        ("to=" + "9/" * 2000, NO_ROLE),
        ("to=platform/junior-engineer", "to: choose another role than this one."),
        ("to=platform/manager&to=platform/manager", "to: give one role."),
    ],
)
def test_a_role_that_cannot_be_compared_is_refused(db, get, query, sentence):
    published()
    assert get(f"{CHECKLIST}?{query}", status=400).texts("p.lead") == [sentence]
    assert get(f"{JUNIOR}checklist.md?{query}", status=400).texts("p.lead") == [sentence]


def test_staff_may_choose_what_is_internal(db, get, staff_client):
    published()
    page = get(f"{CHECKLIST}?to=platform/canary-role")
    assert page.texts("h1") == ["From Junior Engineer to CANARY Secret Role"]


def test_what_is_switched_off_is_absent(db, get, client):
    company = Company.objects.get()
    company.public_grades = company.public_performance_indicators = False
    company.record(by=None)
    published()
    text = get(CHECKLIST).text + client.get(f"{JUNIOR}checklist.md").content.decode()
    assert ("Grade" in text, "Uptime" in text) == (False, False)


def test_a_former_address_leads_on(db, client):
    before = published()
    published(document("base"), family=before.family)
    for page in ("checklist/", "checklist.md"):
        response = client.get(f"{JUNIOR}{page}?to=base/manager")
        moved = f"/job-families/base/junior-engineer/{page}?to=base/manager"
        assert (response.status_code, response.headers["Location"]) == (301, moved)
        assert client.get(f"/job-families/base/nobody/{page}").status_code == 404


def test_titles_mean_nothing_to_markdown(db, client):
    roles = [{**LADDER[0], "title": "# Keep*r | [x](y)"}, LADDER[1]]
    published(ladder(roles=roles))
    first = client.get("/job-families/platform/keeper/checklist.md").content.decode().splitlines()
    assert first[0] == r"# Checklist: \# Keep\*r \| \[x\](y) to Pilot"
    assert first[4] == r"| | \# Keep\*r \| \[x\](y) | Pilot |"
