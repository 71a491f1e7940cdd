"""The template with levels as headings, on a page that has most of what real ones have."""

from tests.handbook.parse.reading import document, findings, groups, page, roles, sections, steps, texts

PATH = "workshop/tuning/index.html.md.erb"


def test_identity_comes_from_the_path_and_the_front_matter() -> None:
    found = document(PATH)
    assert (found.slug, found.department) == ("tuning", "workshop")
    assert found.title == "Tuning Engineer"
    assert found.summary == "Tuning engineers make each bell of Brackwell ring at its note."


def test_roles_have_their_level_track_and_grade() -> None:
    assert roles(document(PATH)) == [
        ("Junior Tuning Engineer", "junior", "individual_contributor", "5"),
        ("Tuning Engineer (Intermediate)", "intermediate", "individual_contributor", "6"),
        ("Senior Tuning Engineer", "senior", "individual_contributor", "7"),
        ("Tuning Manager", "manager", "management", "8"),
    ]


def test_a_grade_sentence_that_names_another_role_is_told() -> None:
    assert findings(PATH, "grade-names-other-role") == [
        (
            "grade-names-other-role",
            97,
            "/roles/3/grade",
            'The grade sentence of the Tuning Manager names "Staff Tuning Engineer".',
        )
    ]


def test_reference_links_are_inlined() -> None:
    assert document(PATH).overview == (
        "Tuning engineers shave bronze until a bell sounds its five partials in tune. They work with "
        "[founders](/job-families/workshop/casting/) and\nwith the people who climb the towers."
    )


def test_page_level_lists_are_the_family_s() -> None:
    found = document(PATH)
    assert texts(found, "responsibilities") == [
        "Measure the partials of every bell before and after\neach cut",
        "Keep the [tuning log](/handbook/tuning-log/) complete, as our [values](/handbook/values/) ask",
        "Teach apprentices to listen before they cut",
    ]
    assert texts(found, "nice_to_haves") == ["You ring bells yourself"]


def test_nested_lists_stay_in_their_statement_and_qualified_headings_are_groups() -> None:
    assert groups(document(PATH), "requirements") == [
        ("", "You hear a difference of five cents"),
        ("", "You have worked on a vertical lathe,\nor on a machine like it"),
        ("", "You write down\n- what you cut\n- why you cut it"),
        ("Additional Requirements for Tower Work", "You are at ease on ladders"),
    ]


def test_leads_that_name_a_track_scope_their_indicators() -> None:
    found = document(PATH)
    assert [(each.text, each.applies_to and each.applies_to.tracks) for each in found.performance_indicators] == [
        ("[Bells within tolerance](/handbook/metrics/#tolerance)", ("individual_contributor",)),
        ("Hours per bell", ("individual_contributor",)),
        ("Bells shipped on the day we promised", ("management",)),
    ]
    assert found.leads == {
        "performance_indicators": "Tuning Engineers have the following performance indicators.\n\n"
        "Tuning Managers have the following performance indicators. They answer for the hall as a whole."
    }


def test_a_role_extends_another_and_a_bullet_points_to_one_list() -> None:
    senior = document(PATH).role("senior-tuning-engineer")
    assert senior.extends == "tuning-engineer-intermediate"
    assert [(each.text, each.inherits) for each in senior.responsibilities] == [
        ("Extends the Tuning Engineer (Intermediate) responsibilities, plus:", ("tuning-engineer-intermediate",)),
        ("Decide when a bell must be cast again", None),
    ]
    assert senior.overview == "Seniors choose their own projects."
    assert sections(senior) == [
        ("", "A Senior Tuning Engineer may want to lead the hall one day.", "responsibilities"),
    ]


def test_reporting_lines_name_the_role_where_it_is_of_this_page() -> None:
    found = document(PATH)
    assert [(role.reports_to.text, role.reports_to.role) for role in found.roles] == [
        ("[Tuning Manager](#tuning-manager)", "tuning/tuning-manager"),
        ("", None),
        ("", None),
        ("Director, Workshop", None),
    ]
    assert found.roles[3].overview == (
        "The Tuning Manager hires and leads a team of tuning engineers and reports to the Director, Workshop."
    )


def test_specialties_have_their_own_text_lists_and_reporting_line() -> None:
    found = document(PATH)
    assert [(each.name, each.kind, each.overview, each.reports_to.text) for each in found.specialties] == [
        ("Handbells", "specialty", "Handbell tuners work on small bells.", ""),
        ("Carillons", "specialty", "", "Head of Carillons"),
    ]
    assert [texts(each, "requirements") for each in found.specialties] == [
        ["You read music"],
        ["Experience with bells of more than a tonne", "Knowledge of tower clocks"],
    ]


def test_diagrams_and_sentences_become_career_steps() -> None:
    found = document(PATH).career_steps
    assert [(step.from_role, step.kind, step.to_family, step.to_role, step.text) for step in found] == [
        (
            "junior-tuning-engineer",
            "promotion",
            "tuning",
            "tuning-engineer-intermediate",
            "Junior Tuning Engineer → Tuning Engineer",
        ),
        (
            "tuning-engineer-intermediate",
            "promotion",
            "tuning",
            "senior-tuning-engineer",
            "Tuning Engineer → Senior Tuning Engineer",
        ),
        (
            "senior-tuning-engineer",
            "track_change",
            "tuning",
            "tuning-manager",
            "Senior Tuning Engineer → Tuning Manager",
        ),
        (
            "tuning-manager",
            "unstated",
            None,
            None,
            "Tuning Manager → [Director, Workshop](/job-families/workshop/leadership/)",
        ),
        (
            "tuning-manager",
            "unstated",
            None,
            None,
            "The next step for the Tuning Manager is to move to the "
            "[Workshop Leadership](/job-families/workshop/leadership/) job\nfamily.",
        ),
    ]  # fmt: skip


def test_hiring_differs_by_track() -> None:
    opening, workers, managers = document(PATH).hiring_processes
    assert (opening.title, opening.applies_to, opening.intro, steps(opening)) == (
        "",
        None,
        "Candidates can expect the hiring process to follow the order below.",
        [],
    )
    assert workers.applies_to is not None
    assert (workers.title, workers.applies_to.tracks) == ("For Individual Contributors", ("individual_contributor",))
    assert steps(workers) == [
        ("questionnaire", None, "", False, "Candidates are asked to complete a short questionnaire"),
        (
            "screening",
            (30, 30),
            "Recruiters",
            False,
            "Next, a 30 minute [screening call](/handbook/hiring/#screening) with one of our Recruiters",
        ),
        (
            "technical-interview",
            (60, 90),
            "Senior Tuning Engineer",
            False,
            "Then a 60-90 minute technical interview with a Senior Tuning Engineer, who will bring a bell",
        ),
        ("offer", None, "", False, "Successful candidates will subsequently be made an offer"),
    ]
    assert workers.outro == "Additional details about our process can be found on our [hiring page](/handbook/hiring/)."
    assert managers.applies_to is not None
    assert (managers.title, managers.applies_to.tracks) == ("For Managers", ("management",))
    assert steps(managers) == [
        ("other", (60, 60), "Director, Workshop", False, "A 1 hour interview with the Director, Workshop"),
        ("other", None, "", True, "Candidates may be invited to dinner with the team"),
    ]


def test_everything_else_is_a_section() -> None:
    assert sections(document(PATH)) == [
        ("Levels", "Read more about [levels](/handbook/levels/) at Brackwell.", "performance_indicators"),
        ("Specialties", "Read more about what a specialty is in the handbook.", "end"),
        ("What it's like to work at Brackwell", "We ring on Fridays.", "end"),
    ]


def test_what_was_not_kept_is_told() -> None:
    codes = ("front-matter-ignored", "reworded", "removed-markup", "unread-shortcode", "diagram", "company-boilerplate")
    assert findings(PATH, *codes) == [
        ("front-matter-ignored", 2, "", "The front matter's layout is the website's and is not kept."),
        (
            "reworded",
            7,
            "/title",
            '"Tuning Engineering Roles at Brackwell" was read as a title; not kept: brackwell.',
        ),
        (
            "removed-markup",
            12,
            "",
            "Markup that shows no words was left out on 2 lines (scripts, frames, comments, tags).",
        ),
        (
            "reworded",
            14,
            "/responsibilities",
            '"Responsibilites" was read as the responsibilities; not kept: responsibilites.',
        ),
        (
            "unread-shortcode",
            51,
            "",
            "<%= job_families('workshop/tuning') %> is filled in by the website; what it shows was not read.",
        ),
        ("diagram", 125, "", "The diagram was read as 4 career steps; its drawing is not kept."),
        (
            "company-boilerplate",
            154,
            "/sections/2",
            "Text of the company, not of this family: kept in one section, to be written once for all pages.",
        ),
    ]


def test_positions_lead_to_the_source() -> None:
    positions = page(PATH).positions
    assert {key: positions[key] for key in ("/roles/0", "/responsibilities", "/requirements/2", "/specialties/1")} == {
        "/roles/0": 55,
        "/responsibilities": 14,
        "/requirements/2": 26,
        "/specialties/1": 116,
    }
