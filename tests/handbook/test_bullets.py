"""Texts in boxes: what is written is read back the same; what people paste is read as they mean it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from careers.handbook.bullets import read_bullets, read_sections, unmarked, write_bullets, write_sections
from careers.handbook.document import LISTS, FamilyDocument, Section, Statement
from careers.handbook.parsed import Unreadable
from tests.handbook.strategies import LINES, documents, prose

MARKS = (
    "•",
    "o\t",
    "o  x",
    "▪",
    "\uf0b7",
    "- [ ] x",
    "[x] y",
    "☐",
    "a) ",
    "(1) z",
    "– dash",
    "§ ",
    "-x",
    "1. ",
    "2)",
    "*",
    "✔\ufe0f",
)
ODD = (
    *LINES,
    *MARKS,
    "Label:",
    "**Bold**",
    "__Bold__:",
    "### Group",
    "###",
    "\u200b• x",
    "\u200b",
    "\\• x",
    "  ◦ y",
    "---",
)
_odd_text = st.lists(st.one_of(st.sampled_from(ODD), prose), max_size=6).map("\n".join)


def statement(text: str, group: str = "", **facts: object) -> Statement:
    return Statement.model_validate({"text": text, "group": group, **facts})


_statements = st.lists(
    st.builds(statement, _odd_text.filter(str.strip), st.sampled_from(["", "Leadership", "# Craft", "Label:"])),
    max_size=5,
).map(tuple)


@given(_statements)
@example((statement("• x\n  ◦ y\n\\▪ z", key="a"),))
def test_reading_what_was_written_gives_the_statements(statements: tuple[Statement, ...]) -> None:
    assert read_bullets(write_bullets(statements)) == statements


@given(documents())
def test_reading_what_was_written_gives_every_list_and_the_sections_of_a_document(document: FamilyDocument) -> None:
    for _, owner in document.owners():
        for name in LISTS:
            assert read_bullets(write_bullets(owner.statements(name))) == owner.statements(name)
        assert read_sections(write_sections(owner.sections)) == owner.sections


@given(st.lists(st.tuples(st.sampled_from(["", "A", "# B"]), _odd_text), max_size=4))
def test_reading_what_was_written_gives_the_sections(parts: list[tuple[str, str]]) -> None:
    sections = tuple(Section(heading=heading, body=body) for heading, body in parts if heading or body.strip())
    assert read_sections(write_sections(sections)) == sections


@given(st.one_of(st.text(), _odd_text, st.text(st.sampled_from("-*•o▪1.) \t\n\r\x0b\u2028#{}\\:[]xA\u200b\u00a0\x00"))))
def test_any_text_is_read_or_refused_and_what_was_read_is_written_the_same(text: str) -> None:
    for read, write in ((read_bullets, write_bullets), (read_sections, write_sections)):
        try:
            found = read(text)
        except Unreadable as refused:
            found = ()
            assert (1 <= refused.line <= len(text) + 1, bool(refused.message)) == (True, True)  # noqa: PT017
        assert read(write(found)) == found


PASTED = {
    "Word": (
        "•\tLeads\r\no\tPlans work\r\no\tCoaches\r\n▪\tDaily\r\n•\tShips\r\n",
        ["Leads\n- Plans work\n- Coaches\n  - Daily", "Ships"],
    ),
    "Word's own symbols, blanks that do not break": (
        "\uf0b7       Knows Go\xa0well\r·       Climbs",
        ["Knows Go\xa0well", "Climbs"],
    ),
    "Google Docs": ("* a\n   * b\n      * c\n* d", ["a\n * b\n    * c", "d"]),
    "numbers and letters": ("1. one\na) x\nb) y\n2. two\n(3) three", ["one\n- x\n- y", "two", "three"]),
    "a web page, indented as a whole": ("  • a\n  • b\n    – c\n", ["a", "b\n- c"]),
    "a page whose bullets stand alone": ("•\nLeads\n\n•\n\nShips\n•", ["Leads", "Ships"]),
    "check boxes": ("☐ a\n- [x] b\n✔\ufe0f c\n[ ] d", ["a", "b", "c", "d"]),
    "lines without bullets": ("Leads\n\n\nShips\n---\n", ["Leads", "Ships"]),
    "a spreadsheet's column": ("\tLeads\n\tShips\n", ["Leads", "Ships"]),
    "soft line ends": ("a\x0bsoft\nb\u2028 soft\u2029c", ["a\nsoft", "b\nsoft", "c"]),
    "invisible characters": ("\ufeff\u200b• a\n•\u200b b\n\u200b\n", ["a", "b"]),
    "dashes without a blank": ("-Leads\n–Ships\n-5 degrees", ["Leads", "Ships", "-5 degrees"]),
    "every kind of bullet": (
        "".join(f"{mark} x\n" for mark in "•·▪‣◦–—*+-☑➢\uf0a7§"),
        ["x", "x\n- x", *["x"] * 11],
    ),
    "nested at any depth": ("- a\n    • b\n      more\n        ▪ c\n\n  - d\n", ["a\n- b\n    more\n  - c\n\n- d"]),
    "emphasis, numbers and words that only begin so": (
        "*Very* good\n1.5 years\nover 3\no one\n[x](/y)\n#1 of all",
        ["*Very* good", "1.5 years", "over 3", "o one", "[x](/y)", "#1 of all"],
    ),
}


@pytest.mark.parametrize("name", PASTED)
def test_what_people_paste(name: str) -> None:
    text, expected = PASTED[name]
    assert read_bullets(text) == tuple(map(statement, expected))


def test_groups_as_people_name_them() -> None:
    text = "a\n## Leadership\n- b\n\n**Craft**\nc\n__Tools:__\n• d\nSafety:\n  1. e\n###\nf\nNotes:\n**bold**"
    assert read_bullets(text) == (
        statement("a"),
        statement("b", "Leadership"),
        statement("c", "Craft"),
        statement("d", "Tools"),
        statement("e", "Safety"),
        statement("f"),
        statement("Notes:"),
        statement("**bold**"),
    )


def test_lines_that_may_have_been_headings() -> None:
    pasted = "Closing the books\n•\tCloses them\n•\tKeeps them\nReporting\n\n•\tReports\nEnds\n\nAll:\n• x"
    assert unmarked(pasted) == ("Closing the books", "Reporting")
    assert [each.text for each in read_bullets(pasted)][:2] == ["Closing the books", "Closes them"]
    assert unmarked("a\nb\n\nc") == ()


@given(_statements)
def test_what_was_written_has_no_line_without_a_bullet(statements: tuple[Statement, ...]) -> None:
    assert unmarked(write_bullets(statements)) == ()


def test_what_is_written() -> None:
    statements = (
        statement("Leads", key="scope", applies_to={"tracks": ["management"], "roles": ["senior"]}),
        statement("Plans\n- weeks\n\n• months", "Leadership"),
        statement("{not: facts}", "Leadership"),
        statement("[ ] open", "Craft", inherits=["junior"]),
        statement("Ships"),
    )
    assert write_bullets(statements) == (
        "- {key: scope, tracks: [management], roles: [senior]} Leads\n\n"
        "### Leadership\n- Plans\n  - weeks\n\n  \\• months\n- \\{not: facts}\n\n"
        "### Craft\n- {inherits: [junior]} \\[ ] open\n\n"
        "###\n- Ships"
    )
    assert (write_bullets(()), read_bullets("")) == ("", ())


def test_what_is_written_of_sections() -> None:
    sections = (
        Section(heading="Internships", body="In summer.\n\n- one\n• two", after="requirements", visibility="internal"),
        Section(body="{x}"),
        Section(heading="Travel"),
    )
    assert write_sections(sections) == (
        "### Internships\n{after: requirements, visibility: internal}\nIn summer.\n\n- one\n\\• two\n\n"
        "###\n\\{x}\n\n"
        "### Travel"
    )


def test_sections_as_people_write_them() -> None:
    text = "Before\r\n\r\n# Internships\n\n{tracks: [management]}\n\nIn summer\n• a\n##### small\n##\n\n## Travel ##\n"
    assert read_sections(text) == (
        Section(body="Before"),
        Section.model_validate(
            {"heading": "Internships", "body": "In summer\n- a\n##### small", "applies_to": {"tracks": ["management"]}}
        ),
        Section(heading="Travel ##"),
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "a\n- {colour: red} b",
            2,
            '"colour" is no fact here; known are key, replaces, inherits, tracks, roles, specialties.',
        ),
        ("- {key: a", 1, "A fact block opens with { and never closes; write \\{ where a text begins with a brace."),
        ("a\n\n{key: A B} b", 3, "key: Expected a slug (small letters and digits, joined by single hyphens)."),
        ("- {key: a}\n- b", 1, "A bullet without a text."),
        ("- {key: a, inherits: [b]} c", 1, "a pointer to another role's list has neither key nor replaces"),
        ("- {tracks: [high]} c", 1, "applies_to.tracks.0: Input should be 'individual_contributor' or 'management'"),
        ("- a\n# Craft\n\n## Tools\n- b", 2, 'The heading "Craft" has no bullet below it.'),
        ("- a\n### Craft", 2, 'The heading "Craft" has no bullet below it.'),
        ("- a\n- b\x00", 2, "text: contains the character U+0000, which no text may hold"),
        (f"### {'x' * 1001}\n- a", 2, "group: Expected at most 1,000 characters, found 1,001."),
        (f"a\n- {'x' * 100_001}", 2, "text: Expected at most 100,000 characters, found 100,001."),
        ("- a\n" * 501, 501, "A list has at most 500 bullets."),
        ("x" * 4_000_001, 1, "The text has more than 4,000,000 characters."),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_bullets(text)
    assert (refused.value.line, refused.value.message) == (line, message)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "### A\n\n{colour: red}",
            3,
            '"colour" is no fact here; known are after, visibility, tracks, roles, specialties.',
        ),
        ("### A\n{after: end} more", 2, 'Expected a line of its own for the fact block, found "more" behind it.'),
        ("a\n### A\n{after: never}\nb", 2, "after: Input should be 'overview' or 'end'"),
        ("a\n###\n{after: overview}\n", 2, "a section has a heading or a body"),
        ("### A\n" * 501, 501, "There are more than 500 sections."),
    ],
)
def test_sections_that_cannot_be_read_are_refused_at_their_line(text: str, line: int, message: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_sections(text)
    assert (refused.value.line, refused.value.message[: len(message)]) == (line, message)


def test_long_texts_are_read() -> None:
    assert read_bullets("- " + "x" * 10_000) == (statement("x" * 10_000),)
    many = ("word " * 400 + "\n") * 500
    assert read_bullets(many) == (statement(("word " * 400).strip()),) * 500
