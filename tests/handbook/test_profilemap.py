"""Maps to an HR system's columns and words: read whole, or refused at the line."""

import pytest

from careers.handbook.parsed import Unreadable
from careers.handbook.profilemap import DEFAULT, ProfileMap, Word, read_map

MAP = """\
# What the report "Job Profiles" of the HR system has.
columns:
  family: Job Family
  job_code: Job Code
  title: Job Profile
  grade: Compensation Grade
grades:
  P3: "7"
  P3A: 7
levels:
  Professional 3: senior
  N/A: ""
"""


def test_a_map_is_read():
    profile_map = read_map(MAP.encode())
    assert profile_map == ProfileMap(
        columns={
            "job_code": "Job Code",
            "title": "Job Profile",
            "grade": "Compensation Grade",
            "family": "Job Family",
        },
        words={
            "grade": (Word("P3", "7", 8), Word("P3A", "7", 9)),
            "level": (Word("Professional 3", "senior", 11), Word("N/A", "", 12)),
        },
    )


def test_words_are_said_in_both_directions():
    profile_map = read_map(MAP.encode())
    said = [("grade", "P3"), ("grade", " p3a"), ("grade", "8"), ("level", "n/a"), ("level", "senior"), ("family", "P3")]
    assert [profile_map.meaning(*each) for each in said] == ["7", "7", "8", "", "senior", "P3"]
    ours = [("grade", ("sales/7", "7", "Grade 7")), ("grade", ("sales/8", "8", "Grade 8")), ("level", ("",))]
    assert [profile_map.wording(*each) for each in ours] == ["P3", "Grade 8", "N/A"]


def test_a_grade_of_one_scheme_may_have_a_word_of_its_own():
    profile_map = read_map(b"grades: {P7: '7', S7: sales/7}")
    assert profile_map.wording("grade", ("sales/7", "7", "7")) == "S7"
    assert profile_map.wording("grade", ("general/7", "7", "7")) == "P7"


def test_without_columns_they_are_those_of_our_own_export():
    profile_map = read_map(b"\xef\xbb\xbflevels:\r\n  Professional 3: senior\r\n")
    assert profile_map == ProfileMap(
        DEFAULT.columns, DEFAULT.optional, {"level": (Word("Professional 3", "senior", 2),)}
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the map is empty"),
        ("columns", 1, "Expected `key: value` facts."),
        ("- columns", 1, "Expected `key: value` facts."),
        (
            "levels: {}\nranks: {}",
            2,
            '"ranks" means nothing here; known are columns, grades, levels, families, departments.',
        ),
        (
            "columns:\n  title: Title\n  jobcode: Code",
            3,
            '"jobcode" means nothing here; known are job_code, title, grade, family, level, department.',
        ),
        ("columns:\n  title: Title\n  title: Name", 3, "the key 'title' stands twice"),
        ("columns:\n  title: Title\n  grade: title", 3, '"title" stands on line 2 already.'),
        ("columns:\n  title: Title\n  grade: ''", 3, "grade names no column."),
        ("columns:\n  title: Title\n  grade:", 3, "A fact without a value: leave it out."),
        ("columns:\n  grade: Grade", 2, "The columns lack the title."),
        ("columns: Title", 1, "Expected lines of `word: word`."),
        ("grades:\n- P3", 2, "Expected lines of `word: word`."),
        ("grades:\n  P3: ['7']", 2, 'Expected one word for "P3".'),
        ("grades:\n  P3: '7'\n  p3: '8'", 3, '"p3" stands on line 2 already.'),
        ("grades: {P3: '7', p3: '8'}", 1, '"p3" stands on line 1 already.'),
        ("grades:\n  '': '7'", 2, 'There is no word of theirs for "7".'),
        ("grades:\n  \"P\\x07\": '7'", 2, "A word contains the character U+0007, which no text may hold."),
        ("grades: &a {P3: '7'}\nlevels: *a", 1, "anchors and aliases are not allowed"),
        ("grades: {P3: '7'\nlevels: {}", 2, "expected ',' or '}', but got '<scalar>'"),
        ("a: 1\n---\nb: 2", 2, "but found another document"),
    ],
)
def test_what_is_no_map_is_refused_at_its_line(text, line, message):
    with pytest.raises(Unreadable) as caught:
        read_map(text.encode())
    assert (caught.value.line, caught.value.message) == (line, message)


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"levels:\n  caf\xe9: senior", 2, "the map is not UTF-8 text"),
        (b"levels:\n  a\0: senior", 2, "the map holds a NUL byte: this is no text"),
        (b"[" * 100_000, 1, "the line has 100,000 characters; at most 20,000 are read"),
        (b"a: " + b"[" * 15_000, 1, None),
        (b"#" * 1_000_001, 1, "the map has 1,000,001 bytes; a map may have 1,000,000"),
    ],
)
def test_what_is_no_text_is_refused(data, line, message):
    with pytest.raises(Unreadable) as caught:
        read_map(data)
    assert caught.value.line == line
    assert message in (None, caught.value.message)
