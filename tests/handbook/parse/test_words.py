"""The readers of headings, titles, sentences and steps, each on tables of what people write."""

import pytest

from careers.handbook.parse.career import edges
from careers.handbook.parse.facts import extends_fact, grade_fact, pointer_fact, reports_fact, sentences, track_of
from careers.handbook.parse.headings import read_heading
from careers.handbook.parse.hiring import interviewer_of, is_optional, minutes_of, stage_of
from careers.handbook.parse.inline import plain
from careers.handbook.parse.titles import Names, initials, key, level_and_track, reads_as_title, role_title
from careers.handbook.parse.words import alike


@pytest.mark.parametrize(
    ("heading", "kind", "before", "after"),
    [
        ("Responsibilities", "responsibilities", "", ""),
        ("Responsibilites", "responsibilities", "", ""),
        ("Resposibilities:", "responsibilities", "", ""),
        ("Senior Ringer Requirements", "requirements", "Senior Ringer", ""),
        ("Manager, Ringing - Requirements", "requirements", "Manager, Ringing", ""),
        ("Requirements for Applicants", "requirements", "", "for Applicants"),
        ("Base Requirements Across All Levels", "requirements", "Base", "Across All Levels"),
        ("Responsibilities & Requirements", "responsibilities", "", "& Requirements"),
        ("Responsibilities Split Between Ringers", "", "", ""),
        ("Nice-to-haves", "nice_to_haves", "", ""),
        ("Nice-to-have Requirements", "nice_to_haves", "", ""),
        ("Key Performance Indicators (KPIs)", "performance_indicators", "Key", ""),
        ("Primary Performance Indicator for the Role", "performance_indicators", "Primary", "for the Role"),
        ("Promotion criteria", "promotion_criteria", "", ""),
        ("Ringer (Intermediate) Job Grade", "grade", "Ringer (Intermediate)", ""),
        ("**Job Grades**", "grade", "", ""),
        ("Levels", "levels", "", ""),
        ("Level", "levels", "", ""),
        ("Ringing Team Levels", "levels", "Ringing Team", ""),
        ("Senior Level", "", "", ""),
        ("Levels of Ringer roles", "levels", "", "of Ringer roles"),
        ("Ringing Roles at Brackwell", "roles", "Ringing", "at Brackwell"),
        ("Specialities", "specialties", "", ""),
        ("Bell Specialists", "", "", ""),
        ("Segments", "segments", "", ""),
        ("Interview Process", "hiring", "", ""),
        ("Hiring Process for the Handbell Specialty", "hiring", "", "for the Handbell Specialty"),
        ("Career Ladder", "career", "", ""),
        ("Early Career Programs", "", "", ""),
        ("On this page", "toc", "", ""),
        ("About Brackwell", "boilerplate", "", ""),
        ("About the role", "", "", ""),
        ("About you", "", "", ""),
        ("Top 10 reasons to ring", "boilerplate", "", ""),
        ("What it's like to work here", "boilerplate", "", ""),
        ("Relevant links", "", "", ""),
    ],
)  # fmt: skip
def test_headings(heading: str, kind: str, before: str, after: str) -> None:
    reading = read_heading(heading)
    assert (reading.kind, reading.before, reading.after) == (kind, before, after)


@pytest.mark.parametrize(
    ("written", "meant", "same"),
    [
        ("responsibilites", "responsibilities", True),
        ("requirments", "requirements", True),
        ("reqiurements", "requirements", True),
        ("specialist", "speciality", False),
        ("level", "levels", False),
        ("tower", "power", False),
    ],
)
def test_slips_of_the_pen(written: str, meant: str, same: bool) -> None:
    assert alike(written, meant) is same


@pytest.mark.parametrize(
    ("title", "level", "track"),
    [
        ("Ringer", "intermediate", "individual_contributor"),
        ("Associate Ringer", "junior", "individual_contributor"),
        ("Ringing Associate", "junior", "individual_contributor"),
        ("Ringer (Intermediate)", "intermediate", "individual_contributor"),
        ("Sr. Ringer", "senior", "individual_contributor"),
        ("Tower Senior Ringer", "senior", "individual_contributor"),
        ("Staff, Ringing", "staff", "individual_contributor"),
        ("Senior Principal Ringer", "principal", "individual_contributor"),
        ("Lead Ringer", "staff", "individual_contributor"),
        ("Intern, Ringing", "intern", "individual_contributor"),
        ("Senior", "senior", "individual_contributor"),
        ("Manager, Ringing", "manager", "management"),
        ("Sr. Manager, Ringing", "senior-manager", "management"),
        ("Associate Manager, Ringing", "manager", "management"),
        ("Ringing Senior Manager", "senior-manager", "management"),
        ("Director of Ringing", "director", "management"),
        ("Director Ringing", "director", "management"),
        ("Senior Director, Ringing", "senior-director", "management"),
        ("VP of Ringing", "vice-president", "management"),
        ("Executive VP of Ringing", "senior-vice-president", "management"),
        ("Chief Ringing Officer", "executive", "management"),
        ("Chief of Staff to the Dean", None, "individual_contributor"),
    ],
)
def test_levels_and_tracks(title: str, level: str | None, track: str) -> None:
    assert level_and_track(title, manages_people=False)[:2] == (level, track)


@pytest.mark.parametrize(
    ("heading", "reads"),
    [
        ("Bell Ringer", True),
        ("Ringer, Towers", True),
        ("Legal Counsel", True),
        ("Senior", True),
        ("Director, Ringing", True),
        ("Customer", False),
        ("Checklist", False),
        ("About the role", False),
        ("What will you do?", False),
        ("Change Ringing", False),
    ],
)
def test_what_reads_as_the_title_of_a_role(heading: str, reads: bool) -> None:
    assert reads_as_title(heading) is reads


def test_titles_stay_as_written_but_for_their_markup() -> None:
    assert [
        role_title(text) for text in ("**Ringer:**", "[Ringer](#ringer)  of bells", "Ringer Roles at Brackwell")
    ] == [
        "Ringer",
        "Ringer of bells",
        "Ringer",
    ]


@pytest.mark.parametrize(
    ("phrase", "near", "found"),
    [
        ("Bell Ringer", None, 1),
        ("bell ringers", None, 1),
        ("Ringer of Bells", None, 1),
        ("Junior level", None, 0),
        ("Intermediate", 2, 1),
        ("Senior BR", None, 2),
        ("Manger, Ringing", None, 3),
        ("Ringing Manager", None, 3),
        ("the Manager", 4, 3),
        ("Tower Ringer", None, 4),
        ("Bell Founder", None, None),
    ],
)
def test_which_role_a_phrase_names(phrase: str, near: int | None, found: int | None) -> None:
    titles = ["Junior Bell Ringer", "Bell Ringer (Intermediate)", "Senior Bell Ringer", "Manager, Ringing"]
    names = Names([*titles, "Tower Ringer, Cathedrals"], key("Bell Ringer"), initials("The Bell Ringer (BR) rings."))
    assert names.find(phrase, near) == found


def test_abbreviations_end_no_sentence() -> None:
    assert sentences("The Ringer reports to the Sr. Ringer. Bells, e.g. Old Tom, ring.\nThe end is near") == [
        "The Ringer reports to the Sr. Ringer.",
        "Bells, e.g. Old Tom, ring.",
        "The end is near",
    ]


@pytest.mark.parametrize(
    ("sentence", "subject", "grades", "exact"),
    [
        ("The Ringer is a [grade 7](/pay/#job-grades).", "Ringer", ("7",), True),
        ("The Ringer is a [7](/pay/#job-grades).", "Ringer", ("7",), True),
        ("The {Ringer} is a [Grade 7](/pay/).", "Ringer", ("7",), True),
        ("Manager, Ringing is a grade [8].", "Manager, Ringing", ("8",), True),
        ("The VP, Ringing, is a [job grade 12](/pay/).", "VP, Ringing", ("12",), True),
        ("The Ringer is a job grade [level 10](/pay/).", "Ringer", ("10",), True),
        ("The Ringer is a [grade #10](/pay/).", "Ringer", ("10",), True),
        ("The Ringer role is a grade 9.5 role.", "Ringer", ("9.5",), True),
        ("The role is a grade 11 or a grade 12.", "", ("11", "12"), True),
        ("The roles described below are grades: [6, 7, 8](/pay/)", "roles described below", ("6", "7", "8"), True),
        ("Ringers are grades 6 to 8.", "Ringers", ("6", "7", "8"), True),
        ("[Grade 7](/pay/)", "", ("7",), True),
        ("The Ringer is a grade 7 and rings well.", "Ringer", ("7",), False),
    ],
)
def test_grade_sentences(sentence: str, subject: str, grades: tuple[str, ...], exact: bool) -> None:
    fact = grade_fact(sentence, under_heading=False)
    assert fact is not None
    assert (fact.subject, fact.grades, fact.exact) == (subject, grades, exact)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Ringer is not aligned to a job [grade](/pay/#job-grades).",
        "Ringers are expected to perform at a Grade 10 level.",
        "Bells of grade 5 bronze crack.",
        "There are at least 20 ringers.",
        "The Ringer is a grade 70.",
    ],
)
def test_sentences_that_state_no_grade(sentence: str) -> None:
    assert grade_fact(sentence, under_heading=False) is None


@pytest.mark.parametrize(
    ("target", "scheme"),
    [("#job-grades", "general"), ("#sales-job-grades", "sales"), ("#customer-success-job-grades", "customer-success")],
)
def test_the_link_of_a_grade_names_its_scheme(target: str, scheme: str) -> None:
    fact = grade_fact(f"The Ringer is a [grade 7](/pay/{target}).", under_heading=False)
    assert fact is not None
    assert fact.scheme == scheme


@pytest.mark.parametrize(
    ("sentence", "subject", "object_"),
    [
        ("The Ringer reports to the [Manager, Ringing](#x).", "The Ringer", "[Manager, Ringing](#x)"),
        ("This position will report directly to our Dean", "This position", "Dean"),
        ("Ringers typically report into the Sr. Ringer.", "Ringers", "Sr. Ringer"),
        ("The Ringer reports to the Dean, and is loved.", "The Ringer", "Dean"),
        ("The Ringer reports to the Manager, Bells and Ropes.", "The Ringer", "Manager, Bells and Ropes"),
        ("It will report to and work with the Dean.", "It", "Dean"),
    ],
)
def test_reporting_lines(sentence: str, subject: str, object_: str) -> None:
    line = reports_fact(sentence)
    assert line is not None
    assert (line.subject, line.object) == (subject, object_)


@pytest.mark.parametrize(
    "sentence", ["Those who report to you ring.", "You will write reports to the Dean.", "We ring."]
)
def test_sentences_without_a_reporting_line(sentence: str) -> None:
    assert reports_fact(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "object_", "exact"),
    [
        ("The Senior Ringer role extends the [Ringer](#ringer) role.", "[Ringer](#ringer)", True),
        ("The Senior Ringer role extends the Ringer role as a leader.", "Ringer", False),
        ("The Ringer has the same responsibilities and requirements as a Climber, but rings.", "Climber", False),
    ],
)
def test_sentences_about_what_a_role_extends(sentence: str, object_: str, exact: bool) -> None:
    found = extends_fact(sentence)
    assert found is not None
    assert (found[0].object, found[1]) == (object_, exact)


@pytest.mark.parametrize(
    ("bullet", "target"),
    [
        ("Extends the Senior requirements", "Senior"),
        ("Exends that of the Senior Ringer responsibilities", "Senior Ringer"),
        ("Extends the responsibilities of the Senior Ringer", "Senior Ringer"),
        ("The responsibilities of a Senior Ringer, Towers, plus;", "Senior Ringer, Towers"),
        ("The same responsibilities of a Ringer, plus the below:", "Ringer"),
        ("All requirements for a Ringer; plus:", "Ringer"),
        ("Includes all [Intermediate level responsibilities listed](#x).", "Intermediate"),
        ("Same requirements as the Manager listed above and also:", "Manager"),
        ("Everything in the Ringer role, plus:", "Ringer"),
        ("In addition to the requirements for a Ringer:", "Ringer"),
        ("The manager role includes all of the requirements above, plus:", ""),
    ],
)
def test_pointer_bullets(bullet: str, target: str) -> None:
    pointer = pointer_fact(bullet)
    assert pointer is not None
    assert pointer.target == target


@pytest.mark.parametrize("bullet", ["Extend the tower by a floor", "Meet the bells where they are", "Ring. " * 50])
def test_bullets_that_are_no_pointers(bullet: str) -> None:
    assert pointer_fact(bullet) is None


@pytest.mark.parametrize(
    ("phrase", "track"),
    [
        ("Tower Managers", "management"),
        ("For individual contributors", "individual_contributor"),
        ("Bell Engineers", "individual_contributor"),
        ("Ringers", None),
    ],
)
def test_words_for_tracks(phrase: str, track: str | None) -> None:
    assert track_of(phrase) == track


@pytest.mark.parametrize(
    ("text", "stage", "minutes", "interviewer", "optional"),
    [
        ("A 30 minute [screening call](/x) with one of our Recruiters", "screening", (30, 30), "Recruiters", False),
        ("50-minute interview with the hiring manager", "hiring-manager", (50, 50), "hiring manager", False),
        ("A 45-60 minute panel with the Bell Team, which sings", "panel", (45, 60), "Bell Team", False),
        ("30min talk", "other", (30, 30), "", False),
        ("A 1 hour climb with the Head of Towers", "other", (60, 60), "Head of Towers", False),
        ("Candidates may be asked to meet the CEO", "executive", None, "", True),
        ("A take-home exercise", "assessment", None, "", False),
        ("Successful candidates will be made an offer", "offer", None, "", False),
        ("Peer Interview\n\nTalk with us about the hiring manager for 30 minutes.", "peer", (30, 30), "", False),
    ],
)
def test_hiring_steps(text: str, stage: str, minutes: tuple[int, int] | None, interviewer: str, optional: bool) -> None:
    assert (stage_of(text), minutes_of(text), interviewer_of(text), is_optional(text)) == (
        stage,
        minutes,
        interviewer,
        optional,
    )


def test_diagrams() -> None:
    found, links = edges(
        [
            (1, "graph LR;"),
            (2, "  a:one(Ringer)-->b(Senior Ringer) --> c[Manager, Ringing];"),
            (3, "  %% c --> d"),
            (4, "  b -.-> e((Tower (North)))"),
            (5, '  click c "/job-families/ringing/";'),
        ]
    )
    assert [(edge.source, edge.target, edge.line) for edge in found] == [
        ("Ringer", "Senior Ringer", 2),
        ("Senior Ringer", "Manager, Ringing", 2),
        ("Senior Ringer", "Tower (North)", 4),
    ]
    assert found[1].text(links) == "Senior Ringer → [Manager, Ringing](/job-families/ringing/)"


def test_visible_text() -> None:
    assert plain("**A** [b](/c) `d` \\* &amp; ~~e~~ snake_case ![f](g)") == "A b d * & e snake_case f"
