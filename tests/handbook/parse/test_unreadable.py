"""What is no page, or too much of one, is refused with its line and one sentence; nothing else ever escapes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers.handbook.parse import parse, read_source
from careers.handbook.parsed import Unreadable
from tests.handbook.parse.ledger import problems
from tests.handbook.parse.reading import PAGES, page_paths


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"a\nb\x00c\n", 2, "the page holds a NUL byte: this is no text"),
        (b"a\n\xff\xfe\n", 2, "the page is not UTF-8 text"),
        (b"a\nb\nc\x1b[0m", 3, "the page holds the control character U+001B: this is no text"),
        (b"x" * 5_000_000, 1, "the page has 5,000,000 bytes; a page may have 1,000,000"),
    ],
    ids=["nul", "binary", "control", "5 MB"],
)
def test_files_that_are_no_text(data: bytes, line: int, message: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_source(data)
    assert (refused.value.line, refused.value.message) == (line, message)


def test_a_byte_order_mark_and_foreign_line_ends_are_no_matter() -> None:
    assert read_source("\ufeffa\r\nb\rc\u2028d".encode()) == "a\nb\nc\nd"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("---\ntitle: x\n", 1, "front matter: opened by --- and never closed"),
        ("---\ntitle: &a [1]\nlist: *a\n---\n", 2, "front matter: anchors and aliases are not allowed"),
        ("---\ntitle: a\ntitle: b\n---\n", 3, "front matter: the key 'title' stands twice"),
        ("\n---\ntitle: a: b\n---\n", 3, "front matter: mapping values are not allowed here"),
        ("a\nb \ud800\n", 2, "the page holds the control character U+D800: this is no text"),
        ("---\ntitle: " + "x" * 201 + "\n---\n", 1, "title: there are 201 characters; at most 200 are read"),
        ("a\n" + "[" * 990_000, 2, "the line has 990,000 characters; at most 20,000 are read"),
        ("a\n" * 30_000, 20_000, "the page has 30,000 lines; at most 20,000 are read"),
        ("".join(" " * n + "- a\n" for n in range(999)), 2, "a text has 499,500 characters; at most 100,000 are read"),
        ("- a\n" * 3_000, 2_001, "the list has more than 2,000 items"),
        ("## Requirements\n\n" + "- a\n" * 501, 1, "roles requirements: there are 501 of them; at most 500 are read"),
        ("# a\n" * 2_001, 2_001, "the page has 2,001 headings; at most 2,000 are read"),
        (
            "## Levels\n" + "".join(f"### Ringer {n}\nThe role is a grade 5.\n" for n in range(201)),
            402,
            "the page has 201 roles; at most 200 are read",
        ),
    ],
    ids=[
        "unclosed", "aliases", "key twice", "broken YAML", "surrogate", "long title", "brackets", "many lines",
        "deep bullets", "many bullets", "many statements", "many headings", "many roles",
    ],
)  # fmt: skip
def test_pages_that_cannot_be_read(text: str, line: int, message: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(text)
    assert (refused.value.line, refused.value.message) == (line, message)


@pytest.mark.parametrize(
    "text",
    [
        "", "\n\n", "   ", "<!-- never closed", "{{< never", "<%", "```\nnever closed", "- ", "> ", "#", "[a]: b",
        "---\n---\n", "| a |\n|---|", "\ufeff", "* * *", "Text\n===", "## Job Grade", "## Levels\n\n## Levels",
    ],
)  # fmt: skip
def test_pages_of_hardly_anything_are_read(text: str) -> None:
    assert problems(text, parse(text)) == []


_LINES = [
    line for path in page_paths() for line in (PAGES / path).read_text(encoding="utf-8").split("\n") if line.strip()
]
_ODD = [
    "",
    "---",
    "***",
    "```",
    "<!--",
    "-->",
    "    - deep",
    "•  sign",
    "|---|",
    "{:.x}",
    "## ",
    "**Bold**",
    "a\\",
    "[x]( y",
]


@given(st.lists(st.sampled_from(_LINES + _ODD * 3) | st.text(max_size=30).map(lambda text: text.replace("\0", ""))))
def test_any_lines_in_any_order_are_read_or_refused_and_none_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        parsed = parse(text)
    except Unreadable:
        return
    assert [each.message for each in parsed.findings if each.code == "lost-line"] == []
    assert [entry.line for entry in parsed.ledger if not (entry.where or entry.finding)] == []


def test_a_sentence_that_is_said_twice_is_accounted_for_twice() -> None:
    parsed = parse("# Ringers\nThe Ringing Master is a grade 6.\nThe Ringing Master is a grade 6.\n")
    assert [entry.line for entry in parsed.ledger if "/roles/0/grade" in entry.where] == [2, 3]
    assert [each.code for each in parsed.findings] == ["title-twice"]
