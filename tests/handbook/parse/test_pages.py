"""Pages of every other kind, each for the rules that it shows."""

from datetime import date

from careers.handbook.parsed import LastModified
from tests.handbook.parse.reading import document, findings, groups, page, roles, sections, steps, texts

IC = "individual_contributor"


def test_several_titles_in_groups_with_lists_that_reach_only_the_group() -> None:
    found = document("workshop/casting/index.html.md")
    assert roles(found) == [
        ("Mould Maker", "intermediate", IC, "5"),
        ("Pattern Maker", "intermediate", IC, "6"),
        ("Bell Founder", "intermediate", IC, "6"),
        ("Manager, Foundry", "manager", "management", ("8", "9")),
        ("Director, Casting", "director", "management", "9.5"),
    ]
    assert [role.group for role in found.roles] == ["Moulds", "Moulds", "Foundry", "Foundry", ""]
    assert [(each.text, each.applies_to and each.applies_to.roles) for each in found.requirements] == [
        ("You can lift a cope with three others", ("mould-maker", "pattern-maker")),
        ("You know loam from clay", ("mould-maker", "pattern-maker")),
    ]
    assert texts(found, "performance_indicators") == ["Pours without an injury"]


def test_qualified_headings_and_announcing_lines_are_groups_of_statements() -> None:
    found = document("workshop/casting/index.html.md")
    assert groups(found.role("bell-founder"), "responsibilities") == [
        ("Furnace Responsibilities", "Read the colour of the melt"),
        ("Yard Responsibilities", "Keep the tin dry"),
    ]
    assert groups(found.role("manager-foundry"), "responsibilities") == [
        ("Before the pour", "Call the names of the crew"),
        ("After the pour", "Count the crew again"),
    ]


def test_a_table_of_grades_that_the_roles_state_is_not_kept_twice() -> None:
    path = "workshop/casting/index.html.md"
    assert sections(document(path)) == []
    assert findings(path, "grade-table") == [
        ("grade-table", 10, "", "A table of grades was read into the roles; the table is not kept.")
    ]


def test_a_page_that_is_one_role_gives_it_its_lists_and_reporting_line() -> None:
    found = document("software/player.md")
    assert roles(found) == [("Carillon Player Engineer", "intermediate", IC, "6")]
    (role,) = found.roles
    assert texts(role, "responsibilities") == [
        "Write drivers for clappers",
        "Answer the telephone when a clapper sticks",
    ]
    assert texts(role, "requirements") == ["You know C", "You know one instrument"]
    assert (found.responsibilities, found.requirements) == ((), ())
    assert role.reports_to.text == "[Head of Software](/job-families/software/leadership/)"


def test_a_hugo_page_keeps_the_words_and_links_of_its_shortcodes() -> None:
    path = "software/player.md"
    found = document(path)
    assert (found.slug, found.department) == ("player", "software")
    assert found.overview == (
        "The Carillon Player Engineer keeps the software that plays bells when nobody climbs the tower.\n\n"
        "We play [one tune](/handbook/tunes) a day."
    )
    assert sections(found) == [
        ("", "*Please note: the telephone rings on Sundays.*", "responsibilities"),
        ("Relevant links", "- [The tower list](/handbook/towers/)", "requirements"),
    ]
    assert findings(path, "unread-shortcode", "front-matter-ignored") == [
        ("front-matter-ignored", 3, "", "The front matter's weight is the website's and is not kept."),
        (
            "unread-shortcode",
            9,
            "",
            "{{% notice tip %}} is filled in by the website; what it shows was not read.",
        ),
    ]


def test_hiring_steps_in_prose() -> None:
    (process,) = document("software/player.md").hiring_processes
    assert steps(process) == [
        ("screening", None, "", False, "Selected candidates will be invited to a screening call"),
        ("other", None, "", False, "Next, candidates will be invited to repair a clapper with the team"),
        ("offer", None, "", False, "Successful candidates will subsequently be made an offer"),
    ]
    assert process.outro == "Learn more about hiring in our handbook."


def test_segments_set_the_grade_of_a_role_in_their_own_scheme() -> None:
    found = document("sales/accounts.md")
    assert [(role.title, role.grade, role.grade_scheme) for role in found.roles] == [
        ("Account Keeper", "6", "sales"),
        ("Senior Account Keeper", "7", "sales"),
    ]
    assert [(each.name, each.kind, each.grades, each.overview) for each in found.specialties] == [
        ("Cathedrals", "segment", {"account-keeper": "7"}, ""),
        ("Schools", "segment", {}, "Schools buy handbells."),
    ]
    assert texts(found.specialties[0], "requirements") == ["You speak with chapters"]
    assert [each.inherits for each in found.role("senior-account-keeper").responsibilities] == [
        ("account-keeper",),
        None,
    ]


def test_a_level_of_a_role_that_the_page_only_implies() -> None:
    path = "people/one_title.md"
    found = document(path)
    assert roles(found) == [("Senior Bell Keepers", "senior", IC, None)]
    senior = found.roles[0]
    assert texts(senior, "requirements") == [
        "know every bell by its voice",
        "train new people",
        "are called when a bell falls",
    ]
    assert senior.leads == {"requirements": "Senior Bell Keepers are experienced keepers who:"}
    assert texts(found, "responsibilities") == ["Visit bells", "Oil headstocks"]
    assert texts(found, "requirements") == ["You do not fear heights", "You own a good torch"]
    assert found.leads == {"requirements": "(We list openings on our [jobs page](/jobs/).)"}
    assert findings(path, "implied-base-role") == [
        (
            "implied-base-role",
            7,
            "/roles",
            "The page describes a role without a level (Bell Keeper) that it does not list; no role was made of it.",
        )
    ]


def test_a_heading_that_only_mentions_a_list_is_a_section_with_its_nested_list() -> None:
    assert sections(document("people/one_title.md")) == [
        (
            "Responsibilities Split Between Keepers",
            "* Northern towers\n* Southern towers\n   * The coast\n   * The islands",
            "responsibilities",
        )
    ]


def test_front_matter_without_its_first_line_and_roles_that_only_sentences_name() -> None:
    path = "odd/sentences.md"
    found = document(path)
    assert found.title == "Bell Hangers"
    assert roles(found) == [
        ("Bell Hanger", "intermediate", IC, "6"),
        ("Senior Bell Hanger", "senior", IC, "7"),
    ]
    assert texts(found, "responsibilities") == ["Hang bells"]
    assert findings(path, "front-matter-unopened") == [
        ("front-matter-unopened", 1, "", "The page's front matter lacks its opening --- line.")
    ]


def test_grades_stated_jointly_are_options_of_every_role() -> None:
    assert roles(document("odd/joint.md")) == [
        ("Archivist", "intermediate", IC, ("6", "7", "8")),
        ("Senior Archivist", "senior", IC, ("6", "7", "8")),
        ("Staff", "staff", IC, ("6", "7", "8")),
    ]


def test_pointers_name_a_role_of_the_page_or_are_told() -> None:
    path = "odd/joint.md"
    found = document(path)
    assert [[each.inherits for each in role.requirements] for role in found.roles] == [
        [None],
        [("archivist",), None],
        [(), (), ("senior-archivist",)],
    ]
    assert findings(path, "unknown-pointer", "foreign-inheritance") == [
        (
            "unknown-pointer",
            28,
            "/roles/2/requirements",
            '"Extends that of the Curator requirements" names no role of this page: nothing is inherited.',
        ),
        (
            "foreign-inheritance",
            29,
            "/roles/2/requirements",
            '"Extends the Librarian requirements" points to another page: nothing is inherited.',
        ),
    ]


def test_document_order_decides_where_depth_does_not() -> None:
    found = document("odd/depths.md")
    assert roles(found) == [
        ("Ringing Master", "intermediate", IC, "6"),
        ("Senior Ringing Master", "senior", IC, "7"),
        ("Director, Ringing", "director", "management", "10"),
        ("Vice President of Ringing", "vice-president", "management", "12"),
        ("Visiting Ringing Master", "intermediate", IC, "5"),
    ]
    assert [(texts(role, "responsibilities"), texts(role, "requirements")) for role in found.roles] == [
        ([], []),
        (["Call changes"], ["You have called a quarter peal"]),
        (["Choose the methods of the year"], ["You have called a full peal"]),
        (["Speak for ringers everywhere"], []),
        ([], []),
    ]
    assert [(each.name, texts(each, "requirements")) for each in found.specialties] == [
        ("Change Ringing", ["You know Plain Bob"])
    ]


def test_rendered_plain_text() -> None:
    path = "people/rendered.txt"
    found = document(path)
    assert (found.title, found.slug, found.department) == ("Associate Tower Guide", "rendered", "people")
    assert roles(found) == [("Associate Tower Guide", "junior", IC, "4")]
    (role,) = found.roles
    assert texts(role, "responsibilities") == [
        "Count visitors at the door",
        "Tell the story of the great bell\n- in one minute\n- or in ten",
    ]
    assert texts(role, "requirements") == ["You speak two languages"]
    assert [steps(process) for process in found.hiring_processes] == [
        [
            ("other", (30, 30), "Head Guide", False, "A 30 minute call with the Head Guide"),
            ("other", None, "", False, "A climb"),
        ]
    ]
    assert sections(found) == [
        ("Working hours", "Guides work when the sun shines.", "requirements"),
        ("", "This paragraph lost its heading.", "requirements"),
        (
            "About Brackwell",
            "Brackwell has made bells since 1731.\n\nTop 10 reasons to work with us:\n\n  1. The view\n  2. The sound",
            "end",
        ),
    ]
    assert findings(path, "company-boilerplate") == [
        (
            "company-boilerplate",
            34,
            "/sections/2",
            "Text of the company, not of this family: kept in one section, to be written once for all pages.",
        )
    ]
    assert page(path).last_modified == LastModified(date(2025, 3, 3), "Count the steps again", "0a1b2c3d")


def test_headings_inside_a_hiring_process_are_processes_rounds_or_steps() -> None:
    processes = document("people/hiring.md").hiring_processes
    assert [(each.title, each.applies_to and each.applies_to.roles, each.intro) for each in processes] == [
        ("", None, "Candidates can expect the hiring process to follow the order below."),
        ("All Candidates", None, ""),
        ("Manager, Towers Candidates", ("manager-towers",), ""),
        (
            "Internal candidates",
            None,
            "Stewards who work here already skip the walk.\n\nAs always, interviews are held on the ground.",
        ),
    ]
    assert [steps(each) for each in processes] == [
        [],
        [("application", None, "", False, "Apply online")],
        [
            (
                "hiring-manager",
                (45, 45),
                "hiring manager",
                False,
                "Round 1: 45 min interview with the hiring manager",
            ),
            ("panel", None, "", False, "Round 2: A panel\n\n> ### How to prepare\n>\n> - Sleep well"),
            ("other", (120, 120), "", False, "A 2 hour walk with the bell keeper, who talks a lot"),
            ("screening", None, "", False, "Screening call\n\nWe ask about ladders.\n\n- And about knees"),
        ],
        [],
    ]
