"""Words and queries, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers.search.passages import MAX_PASSAGE, Passage, marked, passages
from careers.search.query import MAX_TERMS, SYNTAXES, Query, Term
from careers.search.words import distance, fold, similarity, stem, stems

ALIKE = [
    "engineer engineers engineering engine",
    "manage manager managers managing managed management",
    "design designs designer designing",
    "develop developer development",
    "account accounts accounting accountant",
    "operate operator operation operations",
    "policy policies",
    "comply compliance compliant",
    "plan plans planning planned",
    "price prices pricing",
    "document documents documentation",
    "analysis",
    "process processes processing",
    "lead leader leadership",
    "code codes coding",
    "Straße STRASSE",
    "Café cafe CAFE\u0301",
    "company company's company’s",
]
APART = ["intern international internal", "community communication", "c c++ c#", "service serve", "user use"]


@pytest.mark.parametrize("words", ALIKE)
def test_forms_of_a_word_have_one_stem(words):
    assert len(set(stems(words))) == 1, stems(words)


@pytest.mark.parametrize("words", APART)
def test_other_words_have_another(words):
    assert len(set(stems(words))) == len(words.split()), stems(words)


@given(st.text(max_size=60))
def test_any_text_has_stems_of_letters_and_digits(text):
    assert all(each.isalnum() and each == fold(each) for each in stems(text))
    assert all(stem(each) for each in stems(text))


DISTANCES = [
    ("receivable", "receivable", 0),
    ("recievable", "receivable", 1),
    ("reserch", "research", 1),
    ("acounts", "accounts", 1),
    ("enginer", "engineers", 2),
    ("lead", "sales", 3),
]


@pytest.mark.parametrize(("one", "other", "far"), DISTANCES)
def test_distance(one, other, far):
    assert distance(one, other, 2) == distance(other, one, 2) == far


def test_similarity_is_that_of_pg_trgm():
    assert [
        round(similarity(*pair), 4) for pair in (("word", "two words"), ("kettle", "little"), ("a", "a"), ("", ""))
    ] == [
        0.3636,
        0.2727,
        1.0,
        0.0,
    ]


def terms(*texts):
    return tuple(Term.of(text.split()) for text in texts)


QUERIES = {
    "": Query(),
    "...": Query(),
    "Senior Engineers": Query(needed=terms("senior", "engineers")),
    "head of the team": Query(needed=terms("head", "team"), welcome=terms("of", "the")),
    "it": Query(needed=terms("it")),
    '"red team" tester': Query(needed=terms("red team", "tester")),
    '"red team': Query(needed=terms("red", "team")),
    '""': Query(),
    "on-call -sales": Query(needed=terms("call"), welcome=terms("on"), unwanted=terms("sales")),
    "-sales": Query(unwanted=terms("sales")),
    "a - b": Query(needed=terms("b"), welcome=terms("a")),
    "engineer engineer": Query(needed=terms("engineer")),
    "plan build test run": Query(needed=terms("plan", "build", "test", "run"), slack=1),
}


@pytest.mark.parametrize("text", QUERIES)
def test_what_is_typed_is_read(text):
    assert Query.read(text) == QUERIES[text]


def test_of_very_many_words_the_first_count():
    assert Query.read(" ".join(f"word{i}" for i in range(50))).needed == terms(*(f"word{i}" for i in range(MAX_TERMS)))


def test_how_databases_are_asked():
    query = Query.read('"red team" testers -sales')
    assert SYNTAXES["postgresql"].match(query) == (
        "((('red' <-> 'team' & 'test')) & (('red':ABC <-> 'team':ABC) | ('test':ABC))) & !(('sal'))"
    )
    assert SYNTAXES["sqlite"].match(query) == (
        '((("red team" AND "test")) AND {name_words about_words text_words} : (("red team") OR ("test"))) NOT (("sal"))'
    )


@given(st.text(max_size=80), st.text(max_size=30))
def test_marks_change_no_letter(text, query):
    parts = marked(text, Query.read(query).needed)
    assert "".join(words for words, _ in parts) == text


def test_marks_are_on_every_form_and_on_phrases_as_a_whole():
    assert marked("Designers of red teams, and of teams", Query.read('"red team" design').needed) == [
        ("Designers", True),
        (" of ", False),
        ("red teams", True),
        (", and of teams", False),
    ]


def test_passages_are_the_lines_that_say_most():
    text = "Sells pumps.\nRepairs old pumps\nRepairs bridges\nRepairs pumps in spring"
    places = [["overview", 1], ["responsibilities", 2], ["requirements", 1]]
    assert passages(text, places, Query.read("repair pumps").needed) == [
        Passage("responsibilities", [("Repairs", True), (" old ", False), ("pumps", True)]),
        Passage("requirements", [("Repairs", True), (" ", False), ("pumps", True), (" in spring", False)]),
    ]
    assert passages(text, places, Query.read("kettle").needed) == [Passage("overview", [("Sells pumps.", False)])]
    assert passages("", [], Query.read("kettle").needed) == []


def test_of_a_long_line_the_part_is_shown_that_has_the_words():
    line = "Much else. " * 60 + "Repairs pumps. " + "And more. " * 60
    (passage,) = passages(line, [["section", 1]], Query.read("pump").needed)
    words = "".join(text for text, _ in passage.parts)
    assert words.startswith("… ")
    assert words.endswith(" …")
    assert ("pumps", True) in passage.parts
    assert len(words) <= MAX_PASSAGE + 4
