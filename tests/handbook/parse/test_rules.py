"""Single rules, each on the shortest page that shows it."""

import pytest

from careers.handbook.parse import parse
from tests.handbook.parse.ledger import problems
from tests.handbook.parse.reading import groups, roles, sections, steps, texts


def role(title: str, grade: int, *parts: str) -> str:
    """The part of a page that is one role, with its grade and whatever else."""
    return "\n\n".join([f"## {title}", "### Job Grade", f"The {title} is a grade {grade}.", *parts, ""])


def test_a_title_used_twice_gives_two_slugs_and_a_finding() -> None:
    read = parse(role("Ringer", 5) + role("Climber", 5) + role("Ringer", 6))
    assert [(each.slug, each.grade) for each in read.document.roles] == [
        ("ringer", "5"),
        ("climber", "5"),
        ("ringer-2", "6"),
    ]
    assert [(each.where, each.message) for each in read.findings if each.code == "title-twice"] == [
        ("/roles/2", "Two headings are called Ringer: the later one is told apart as ringer-2.")
    ]


def test_a_circle_of_inheritance_is_cut_and_told() -> None:
    extends = "The Junior Ringer role extends the Senior Ringer role."
    points = "### Requirements\n\n* Extends the Junior Ringer requirements"
    read = parse(role("Junior Ringer", 5, extends) + role("Senior Ringer", 6, points))
    junior, senior = read.document.roles
    assert junior.extends == "senior-ringer"
    assert [statement.inherits for statement in senior.requirements] == [()]
    assert [each.message for each in read.findings if each.code == "circular-inheritance"] == [
        '"Extends the Junior Ringer requirements" would make the list inherit from itself.'
    ]


def test_the_lead_of_a_list_extends_only_where_it_speaks_of_the_whole_role() -> None:
    one_list = "### Responsibilities\n\nEverything in the Ringer role, plus:\n\n* Teach"
    whole_role = (
        "### Responsibilities\n\n"
        "The Staff Ringer shares the same responsibilities and requirements as the Senior Ringer, but travels."
    )
    read = parse(role("Ringer", 5) + role("Senior Ringer", 6, one_list) + role("Staff Ringer", 7, whole_role))
    assert [each.extends for each in read.document.roles] == [None, None, "senior-ringer"]
    assert [(each.where, each.message) for each in read.findings if each.code == "lead-inherits"] == [
        (
            "/roles/1/leads/responsibilities",
            '"Everything in the Ringer role, plus:" names the Ringer: only a bullet of the list can inherit from it.',
        )
    ]


def test_a_pointer_to_the_family_s_own_list_names_no_role() -> None:
    points = "### Ringer Requirements\n\n* Includes [base-level requirements](#requirements)."
    read = parse("## Requirements\n\n* Ears\n\n## Levels\n\n" + role("Ringer", 5, points) + role("Senior Ringer", 6))
    assert [statement.inherits for statement in read.document.role("ringer").requirements] == [()]
    assert [each.severity for each in read.findings if each.code == "pointer-to-family"] == ["info"]


@pytest.mark.parametrize(
    ("title", "text", "level", "track"),
    [
        ("Tune Manager", "The Tune Manager chooses tunes.", "intermediate", "individual_contributor"),
        ("Tune Manager", "The Tune Manager is a manager of people.", "manager", "management"),
        ("Senior Tune Manager", "The Senior Tune Manager hires a team.", "senior-manager", "management"),
        ("Manager, Tunes", "The Manager, Tunes hums.", "manager", "management"),
    ],
)
def test_a_manager_of_a_thing_is_no_manager_of_people(title: str, text: str, level: str, track: str) -> None:
    read = parse("---\ntitle: Tunes\n---\n\n" + role(title, 7, text))
    assert roles(read.document) == [(title, level, track, "7")]
    told = [each.where for each in read.findings if each.code == "manager-of-a-thing"]
    assert told == (["/roles/0/track"] if track == "individual_contributor" else [])


def test_a_manager_of_a_role_of_the_family_manages_people() -> None:
    read = parse(role("Tuning Engineer", 6) + role("Tuning Engineering Manager", 8))
    assert [(each.level, each.track) for each in read.document.roles] == [
        ("intermediate", "individual_contributor"),
        ("manager", "management"),
    ]


def test_a_table_of_grades_that_differs_stays_and_one_that_adds_fills_in() -> None:
    table = "## Pay Matrix\n\n| Role | Grade |\n|---|---|\n| [Ringer](#ringer) | 6 |\n\n"
    page = table + "## Levels\n\n### Ringer\n\n{sentence}#### Requirements\n\n* Ears\n"
    differs = parse(page.format(sentence="#### Job Grade\n\nThe Ringer is a grade 5.\n\n"))
    assert [each.grade for each in differs.document.roles] == ["5"]
    assert [heading for heading, _, _ in sections(differs.document)] == ["Pay Matrix"]
    assert [each.message for each in differs.findings if each.code == "grade-table-differs"] == [
        "A table of grades differs from the roles' own sentences."
    ]
    adds = parse(page.format(sentence=""))
    assert [each.grade for each in adds.document.roles] == ["6"]
    assert sections(adds.document) == []


def test_a_list_whose_items_are_labels_becomes_groups() -> None:
    read = parse(
        "---\ntitle: Ringer\n---\n\n## Requirements\n\n"
        "1. Hands\n   * Strong ones\n   * Two of them\n2. Ears\n   * Good ones\n"
    )
    assert groups(read.document.roles[0], "requirements") == [
        ("Hands", "Strong ones"),
        ("Hands", "Two of them"),
        ("Ears", "Good ones"),
    ]


def test_a_list_with_prose_after_it_is_prose_and_the_last_one_is_statements() -> None:
    read = parse(
        "## Specialties\n\n### Towers\n\nGoals:\n\n1. Ring\n2. Rest\n\nTowers are high.\n\n### Clocks\n\nYou will:\n\n"
        "* Wind clocks\n* Set clocks\n"
    )
    towers, clocks = read.document.specialties
    assert towers.overview == "Goals:\n\n1. Ring\n2. Rest\n\nTowers are high."
    assert (clocks.leads, texts(clocks, "responsibilities")) == (
        {"responsibilities": "You will:"},
        ["Wind clocks", "Set clocks"],
    )


def test_promotion_criteria_are_known_by_their_lead() -> None:
    lead = "A Ringer will be promoted to Senior Ringer when they have shown that they:"
    read = parse(role("Ringer", 5) + f"## Senior Ringer\n\n{lead}\n\n* Teach\n* Travel\n")
    senior = read.document.role("senior-ringer")
    assert (senior.leads, texts(senior, "promotion_criteria")) == ({"promotion_criteria": lead}, ["Teach", "Travel"])


def test_headings_inside_a_section_stay_in_its_body_clamped() -> None:
    read = parse("---\ntitle: Ringer\n---\n\n## Rest\n\nSleep.\n\n### Where\n\nAt home.\n\n#### Which room\n\nAny.\n")
    assert sections(read.document) == [
        ("Rest", "Sleep.\n\n##### Where\n\nAt home.\n\n###### Which room\n\nAny.", "overview")
    ]


def test_a_line_without_its_bullet_sign_is_told_and_a_broken_line_is_not() -> None:
    read = parse(
        "---\ntitle: Ringer\n---\n\n## Requirements\n\n* Ears.\nHands\n"
        "* A head for heights, which not everybody who likes\nbells has\n"
    )
    assert texts(read.document.roles[0], "requirements") == [
        "Ears.\nHands",
        "A head for heights, which not everybody who likes\nbells has",
    ]
    assert [(each.line, each.where) for each in read.findings if each.code == "lost-bullet"] == [
        (8, "/roles/0/requirements/0")
    ]


def test_processes_of_roles_and_steps_glued_to_closing_words() -> None:
    ringing, climbing = parse(
        role("Ringer", 5, "### Hiring Process", "* 30min call\nAs always, by telephone")
        + role("Climber", 6, "### Hiring Process", "- 45-60 minute climb")
    ).document.hiring_processes
    assert [each.applies_to and each.applies_to.roles for each in (ringing, climbing)] == [("ringer",), ("climber",)]
    assert steps(ringing) == [("other", (30, 30), "", False, "30min call")]
    assert ringing.outro == "As always, by telephone"
    assert steps(climbing) == [("other", (45, 60), "", False, "45-60 minute climb")]


def test_the_only_hiring_process_below_the_last_role_is_the_page_s() -> None:
    read = parse(role("Ringer", 5) + role("Climber", 6, "### Hiring Process", "- A climb"))
    assert [each.applies_to for each in read.document.hiring_processes] == [None]


def test_markup_is_told_and_words_inside_it_are_kept() -> None:
    read = parse(
        '---\ntitle: Ringer\n---\n\n<div class="note">Mind the <b>step</b></div>\n\n<script>\nalert(1)\n</script>\n\n'
        '## Requirements\n\n* See <a href="/tower/">the tower</a>&nbsp;first\n* `<b>` stays\n'
    )
    assert read.document.overview == "Mind the step"
    assert texts(read.document.roles[0], "requirements") == ["See [the tower](/tower/)&nbsp;first", "`<b>` stays"]
    assert [(each.line, each.message) for each in read.findings if each.code == "removed-markup"] == [
        (5, "Markup that shows no words was left out on 4 lines (scripts, frames, comments, tags).")
    ]


@pytest.mark.parametrize(
    ("path", "slug", "department"),
    [
        ("workshop/tuning/index.html.md.erb", "tuning", "workshop"),
        ("workshop/tuning/staff/index.html.md", "tuning-staff", "workshop"),
        ("product/design/_index.md", "design", "product"),
        ("product/Design-Lead.md", "design-lead", "product"),
        ("people/index.html.md", "people", "people"),
        ("ringer.md", "bell-ringers", "unassigned"),
        ("", "bell-ringers", "unassigned"),
    ],
)
def test_identity_comes_from_the_path(path: str, slug: str, department: str) -> None:
    found = parse("---\ntitle: Bell Ringers\n---\n", path=path).document
    assert (found.slug, found.department) == (slug, department)


@pytest.mark.parametrize(
    ("text", "path", "title"),
    [
        ("# Ringers\n\nText.\n", "", "Ringers"),
        ("Junior Ringers\n\nThey learn.\n\nSenior Ringers\n\nThey teach.\n", "", "Junior Ringers"),
        ("They ring.\n\nJunior Ringers\n\nThey learn.\n\nSenior Ringers\n\nThey teach.\n", "", "Ringers"),
        ("They ring.\n", "towers/bell-ringing.txt", "Bell ringing"),
        ("They ring.\n", "", "Untitled family"),
    ],
)
def test_a_page_without_front_matter_finds_its_title(text: str, path: str, title: str) -> None:
    assert parse(text, path=path).document.title == title


def test_a_heading_of_the_reporting_line_is_its_roles_and_a_section_above_several() -> None:
    one = parse(
        "# Ringer\n\n## Reporting structure\n\nThe Ringer reports to the Head Ringer.\n\n## Requirements\n\n* Ears\n"
    )
    assert [each.reports_to.text for each in one.document.roles] == ["Head Ringer"]
    assert [entry.where for entry in one.ledger][1] == ("/roles/0/reports_to", "/roles/0/title")

    levels = role("Ringer", 5) + role(
        "Senior Ringer", 6, "### Reporting line\n\nThe Senior Ringer reports to the Head Ringer."
    )
    page = (
        "## Reporting line\n\nThose who ring answer to us.\n\n## Levels\n\n"
        + levels.replace("## ", "### ")
        + "\n\n## Reporting structure\n\nAll answer to the tower."
    )
    read = parse(page)
    assert problems(page, read) == []
    assert [each.reports_to.text for each in read.document.roles] == ["", "Head Ringer"]
    assert [(each.heading, each.body, each.after) for each in read.document.sections] == [
        ("Reporting line", "Those who ring answer to us.", "overview"),
        ("Reporting structure", "All answer to the tower.", "end"),
    ]
