"""Roles beside job profiles: which is which, what differs, and that what is written for the HR system agrees."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers.handbook.parse.titles import spelt_out
from careers.handbook.profilemap import DEFAULT, FACTS, ProfileMap, Word
from careers.handbook.reconcile import Difference, HeldRole, Profile, Unwritable, reconcile, written

MAP = ProfileMap(
    DEFAULT.columns,
    words={
        "grade": (Word("P3", "7"), Word("P3A", "7"), Word("S3", "sales/7")),
        "level": (Word("Professional 3", "senior"), Word("N/A", "")),
        "family": (Word("Software", "backend"),),
    },
)


def role(path, title, code="", grades=("7",), level="senior", scheme="general"):
    family = path.partition("/")[0]
    return HeldRole(
        path,
        {
            "job_code": ((code,),),
            "title": ((title,),),
            "grade": tuple((f"{scheme}/{grade}", grade, f"Grade {grade}") for grade in grades) or (("",),),
            "family": ((family, family.capitalize()),),
            "level": ((level, level.capitalize()),) if level else (("",),),
            "department": (("engineering", "Engineering"),),
        },
    )


def profile(line, code, title, grade="7", family="Backend", level="Senior", department="Engineering"):
    return Profile(line, dict(zip(FACTS, (code, title, grade, family, level, department), strict=True)))


def found(roles, profiles, profile_map=DEFAULT):
    """The differences, each as (code, line, path, theirs, ours)."""
    report = reconcile(roles, profiles, profile_map)
    return [(each.code, each.line, each.path, each.theirs, each.ours) for each in report.differences]


SENIOR = role("backend/senior", "Senior Engineer", "B4")


def test_a_difference_says_where_and_both_values():
    other = role("backend/staff", "Staff Engineer", level="staff", grades=("8", "9"))
    strange = profile(3, "", "Plumber")
    report = reconcile([SENIOR, other], [profile(2, "B4", "Engineer II", "P4"), strange], MAP)
    assert report.differences == (
        Difference(
            "differing-title",
            'the title is "Engineer II" there and "Senior Engineer" here',
            2,
            "backend/senior",
            "Engineer II",
            "Senior Engineer",
        ),
        Difference(
            "differing-grade", 'the grade is "P4" there and "Grade 7" here', 2, "backend/senior", "P4", "Grade 7"
        ),
        Difference("extra-profile", 'no role is "Plumber"', 3, theirs="Plumber"),
        Difference(
            "missing-profile", 'there is no profile of "Staff Engineer"', path="backend/staff", ours="Staff Engineer"
        ),
    )
    assert (report.roles, report.by_code, report.by_title) == (2, 1, 0)


@pytest.mark.parametrize(
    "theirs",
    [
        profile(2, "B4", "Senior Engineer"),
        profile(2, "B4", "SR.  Engineer"),
        profile(2, "B4", "Sr Engineer", "grade 7", "backend", "SENIOR", "engineering"),
        profile(2, "B4", "Senior Engineer", "P3", "Software", "professional 3"),
        profile(2, "B4", "Senior Engineer", "p3a", "software"),
        profile(2, "B4", "Senior Engineer", "general/7"),
        profile(2, "", "Senior Engineer"),
    ],
)
def test_what_says_the_same_agrees(theirs):
    assert found([SENIOR], [theirs], MAP) == []


@pytest.mark.parametrize(
    ("theirs", "difference"),
    [
        (profile(2, "B4", "Engineer, Senior"), ("title", "Engineer, Senior", "Senior Engineer")),
        (profile(2, "B4", ""), ("title", "", "Senior Engineer")),
        (profile(2, "B4", "Senior Engineer", "S3"), ("grade", "S3", "Grade 7")),
        (profile(2, "B4", "Senior Engineer", ""), ("grade", "", "Grade 7")),
        (profile(2, "B4", "Senior Engineer", family="Backends"), ("family", "Backends", "Backend")),
        (profile(2, "B4", "Senior Engineer", level="N/A"), ("level", "N/A", "Senior")),
        (profile(2, "b4", "Senior Engineer"), ("job-code", "b4", "B4")),
        (profile(2, "B4", "Senior Engineer", department="Sales"), ("department", "Sales", "Engineering")),
    ],
)
def test_what_says_something_else_differs(theirs, difference):
    fact, there, here = difference
    assert found([SENIOR], [theirs], MAP) == [(f"differing-{fact}", 2, "backend/senior", there, here)]


def test_what_a_role_has_not_agrees_with_nothing_and_with_a_word_for_it():
    bare = role("backend/intern", "Intern", "B0", grades=(), level="")
    assert found([bare], [profile(2, "B0", "Intern", "", level="")], MAP) == []
    assert found([bare], [profile(2, "B0", "Intern", "", level="N/A")], MAP) == []
    assert found([bare], [profile(2, "B0", "Intern", "4", level="Senior")], MAP) == [
        ("differing-grade", 2, "backend/intern", "4", ""),
        ("differing-level", 2, "backend/intern", "Senior", ""),
    ]


@pytest.mark.parametrize("grade", ["7", "8", "7 or 8", "P3 or 8", "Grade 8 or Grade 7"])
def test_a_role_of_several_grades_agrees_with_each(grade):
    several = role("backend/senior", "Senior Engineer", "B4", grades=("7", "8"))
    assert found([several], [profile(2, "B4", "Senior Engineer", grade)], MAP) == []
    assert found([several], [profile(2, "B4", "Senior Engineer", f"{grade} or 9")], MAP) == [
        ("differing-grade", 2, "backend/senior", f"{grade} or 9", "Grade 7 or Grade 8")
    ]


def test_the_job_code_tells_more_than_the_title():
    other = role("backend/staff", "Staff Engineer", "B5")
    swapped = [profile(2, "B5", "Senior Engineer"), profile(3, "B4", "Staff Engineer")]
    assert found([SENIOR, other], swapped) == [
        ("differing-title", 2, "backend/staff", "Senior Engineer", "Staff Engineer"),
        ("differing-title", 3, "backend/senior", "Staff Engineer", "Senior Engineer"),
    ]


def test_of_one_title_the_family_tells():
    roles = [role("sales/manager", "Manager"), role("backend/manager", "Manager", grades=("9",))]
    profiles = [profile(2, "", "Manager", "9"), profile(3, "", "Manager", "8", "Sales")]
    assert found(roles, profiles) == [("differing-grade", 3, "sales/manager", "8", "Grade 7")]


def test_the_whole_row_tells_where_titles_do_not():
    roles = [role("backend/a", "Engineer", grades=("6",)), role("backend/b", "Engineer", grades=("7",))]
    assert found(roles, [profile(2, "", "Engineer", "Grade 7"), profile(3, "", "Engineer", "Grade 6")]) == []


def test_a_managers_title_is_not_turned_around():
    assert found([role("backend/manager", "Manager, Product")], [profile(2, "", "Product Manager")]) == [
        ("extra-profile", 2, None, "Product Manager", None),
        ("missing-profile", None, "backend/manager", None, "Manager, Product"),
    ]


def test_a_code_that_stands_twice_names_both_lines():
    twice = [profile(2, "B4", "Senior Engineer"), profile(5, "B4", "Principal Engineer"), profile(6, "X", "Plumber")]
    report = reconcile([SENIOR], [*twice, profile(7, "X", "Glazier")], DEFAULT)
    assert [(each.code, each.line, each.message) for each in report.differences] == [
        ("repeated-job-code", 5, 'the job code "B4" stands on line 2 as well'),
        ("extra-profile", 6, 'no role is "Plumber", job code "X"'),
        ("repeated-job-code", 7, 'the job code "X" stands on line 6 as well'),
    ]


def test_a_mistyped_code_is_one_difference():
    """The line is found by its title; that its code is another's is said once."""
    other = role("backend/staff", "Staff Engineer", "B5")
    assert found([SENIOR, other], [profile(2, "B4", "Staff Engineer"), profile(3, "B4", "Senior Engineer")]) == [
        ("repeated-job-code", 2, None, "B4", None)
    ]


def test_roles_may_share_a_code_and_its_profile():
    other = role("backend/frontend", "Frontend Engineer", "B4")
    both = [profile(2, "B4", "Frontend Engineer"), profile(3, "B4", "Senior Engineer")]
    assert found([SENIOR, other], both) == []
    assert found([SENIOR, other], both[:1]) == [
        ("differing-title", 2, "backend/senior", "Frontend Engineer", "Senior Engineer")
    ]
    assert found([SENIOR, other], [*both, profile(4, "B4", "Designer")]) == [("repeated-job-code", 4, None, "B4", None)]


def test_what_has_no_column_is_not_compared():
    by_title = ProfileMap({"title": "Name", "grade": "Grade"})
    profiles = [Profile(2, {"title": "senior engineer", "grade": "9"})]
    assert found([SENIOR], profiles, by_title) == [("differing-grade", 2, "backend/senior", "9", "Grade 7")]


def test_nothing_beside_nothing():
    assert found([], []) == []
    assert found([SENIOR], []) == [("missing-profile", None, "backend/senior", None, "Senior Engineer")]
    assert found([], [profile(2, "B4", "")]) == [("extra-profile", 2, None, "", None)]


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("Sr. Engineer", "senior engineer"),
        (" Senior\u00a0 ENGINEER", "senior engineer"),
        ("Engineer, Jr.", "engineer, junior"),
        ("VP of Sales", "vice president of sales"),
        ("Srl Engineer", "srl engineer"),
        ("C++ Engineer", "c++ engineer"),
        ("C Engineer", "c engineer"),
        ("Director, Engineering", "director, engineering"),
        ("Engineers", "engineers"),
    ],
)
def test_only_case_blanks_and_short_forms_make_no_difference_to_a_title(title, meant):
    assert spelt_out(title) == meant


def test_roles_are_written_in_their_words():
    roles = [
        SENIOR,
        role("sales/seller", "Seller", "S1", scheme="sales", level=""),
        role("sales/buyer", "Buyer", "S2", grades=("7", "8"), level="staff"),
    ]
    assert written(roles, MAP) == [
        list(DEFAULT.columns.values()),
        ["B4", "Senior Engineer", "P3", "Software", "Professional 3", "Engineering"],
        ["S1", "Seller", "S3", "Sales", "N/A", "Engineering"],
        ["S2", "Buyer", "P3 or Grade 8", "Sales", "Staff", "Engineering"],
    ]


def test_what_would_come_back_as_something_else_is_not_written():
    shifted = ProfileMap(DEFAULT.columns, words={"grade": (Word("Grade 7", "6"),), "family": (Word("A", "b"),)})
    with pytest.raises(Unwritable) as caught:
        written([SENIOR, role("backend/staff", "Staff Engineer", grades=("8",))], shifted)
    assert str(caught.value) == (
        'backend/senior: the grade "Grade 7" would be written "Grade 7", which the map reads as "6". '
        "Give it a word of its own."
    )


WORDS = st.sampled_from(["", "7", "8", "a", "A", "b", "sales/7", "=7", "+a", "-b", "@8", "7 or 8", "a or b", "Sr. a"])
NAMES = WORDS.filter(bool)
SPELLINGS = st.tuples(NAMES, NAMES)
ROLES = st.lists(
    st.builds(
        lambda code, title, grades, family, level, department: HeldRole(
            f"{family[0]}/{title}",
            {
                "job_code": ((code,),),
                "title": ((title,),),
                "grade": tuple(grades) or (("",),),
                "family": (family,),
                "level": (level,) if level else (("",),),
                "department": (department,),
            },
        ),
        WORDS,
        NAMES,
        st.lists(SPELLINGS, max_size=3),
        SPELLINGS,
        st.none() | SPELLINGS,
        SPELLINGS,
    ),
    max_size=6,
)
TABLE = st.lists(st.builds(Word, NAMES, WORDS), max_size=4, unique_by=lambda word: word.theirs.casefold()).map(tuple)
MAPS = st.builds(
    lambda facts, words: ProfileMap({fact: DEFAULT.columns[fact] for fact in FACTS if fact in facts}, words=words),
    st.sets(st.sampled_from(FACTS)).map(lambda facts: facts | {"title"}),
    st.dictionaries(st.sampled_from(["grade", "level", "family", "department"]), TABLE),
)


def as_profiles(rows, profile_map):
    return [Profile(line, dict(zip(profile_map.columns, row, strict=True))) for line, row in enumerate(rows, 2)]


@given(ROLES, MAPS, st.randoms())
def test_what_is_written_agrees_in_any_order(roles, profile_map, random):
    try:
        rows = written(roles, profile_map)[1:]
    except Unwritable:
        return
    random.shuffle(rows)
    assert reconcile(roles, as_profiles(rows, profile_map), profile_map).differences == ()


@given(ROLES, ROLES, MAPS)
def test_every_role_and_every_profile_is_accounted_for(roles, others, profile_map):
    """Each role is found or missing; each profile is a role's, extra, or has the code of another."""
    rows = [[other.written(fact, profile_map) for fact in profile_map.columns] for other in others]
    report = reconcile(roles, as_profiles(rows, profile_map), profile_map)
    count = Counter(each.code for each in report.differences)
    matched = report.by_code + report.by_title
    assert matched + count["missing-profile"] == len(roles)
    assert matched + count["extra-profile"] + count["repeated-job-code"] >= len(others)
