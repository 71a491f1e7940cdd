"""Law b: what render writes, the strict reader reads back; what breaks the grammar is refused at its line."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers.handbook.dialect import read_canonical
from careers.handbook.document import FamilyDocument
from careers.handbook.parsed import Entry, Parsed, Unreadable
from careers.handbook.render import render
from tests.handbook.strategies import LINES, documents

PAGE = (Path(__file__).parent / "pages" / "lighthouse.md").read_text(encoding="utf-8")


@given(documents())
def test_law_b_reading_what_was_rendered_gives_the_document(document: FamilyDocument) -> None:
    page = render(document)
    parsed = read_canonical(page)
    assert parsed.document == document
    assert render(parsed.document) == page
    assert parsed.canonical
    assert parsed.findings == ()
    assert [entry.line for entry in parsed.ledger] == [n for n, line in enumerate(page.split("\n"), 1) if line.strip()]


@given(documents())
def test_the_ledger_names_places_that_are_there(document: FamilyDocument) -> None:
    parsed = read_canonical(render(document))
    data = parsed.document.model_dump()
    for entry in parsed.ledger:
        for pointer in entry.where:
            place: object = data
            for step in filter(None, pointer.split("/")):
                assert isinstance(place, dict | list | tuple)
                place = place[step] if isinstance(place, dict) else place[int(step)]


def test_a_page_as_people_write_it_is_read_and_rendered_the_same() -> None:
    assert render(read_canonical(PAGE).document) == PAGE


def test_the_parts_of_a_page_stand_where_its_lines_are() -> None:
    parsed = read_canonical(PAGE)
    lines = PAGE.split("\n")
    assert {pointer: lines[line - 1] for pointer, line in parsed.positions.items()} == {
        "": "# Lighthouse Keeping",
        "/responsibilities": "## Responsibilities",
        "/responsibilities/0": "- {key: watch} Keeps watch over one lamp",
        "/responsibilities/1": "- {tracks: [management]} Plans the watches of the crew",
        "/responsibilities/2": "- Logs every ship, with",
        "/sections/0": "## Section: Pay benchmarks",
        "/roles/0": "## Role: Keeper",
        "/roles/0/requirements": "### Requirements",
        "/roles/0/requirements/0": "- Steady hands",
        "/roles/1": "## Role: Senior Keeper",
        "/roles/1/responsibilities": "### Responsibilities",
        "/roles/1/responsibilities/0": "- {key: watch, replaces: watch} Keeps watch over every lamp of a coast",
        "/roles/1/requirements": "### Requirements",
        "/roles/1/requirements/0": "- {inherits: [keeper]} All that a Keeper brings",
        "/specialties/0": "## Specialty: Fog signals",
        "/hiring_processes/0": "## Hiring process: Keepers",
        "/hiring_processes/0/steps/0": "- {kind: screening, minutes: [30, 45], interviewer: Recruiter} A call",
        "/hiring_processes/0/steps/1": "- {kind: peer, optional: true} A night on the tower",
    }


def test_the_ledger_of_the_front_matter() -> None:
    page = "---\nrolebook: 1\ntitle: T\n# aside\nslug: t\nroles:\n- title: A\n  slug: a\n---\n\n# T\n\n## Role: A\n"
    parsed = read_canonical(page)
    assert parsed.ledger == (
        Entry(1, ("",)),
        Entry(2, ("/schema",)),
        Entry(3, ("/title",)),
        Entry(4, finding="comment"),
        Entry(5, ("/slug",)),
        Entry(6, ("/roles",)),
        Entry(7, ("/roles/0/title",)),
        Entry(8, ("/roles/0/slug",)),
        Entry(9, ("",)),
        Entry(11, ("/title",)),
        Entry(13, ("/roles/0/title",)),
    )
    assert [(finding.code, finding.line) for finding in parsed.findings] == [("comment", 4)]


def _page(body: str, front: str = "") -> str:
    return f"---\nrolebook: 1\ntitle: T\nslug: t\n{front}---\n# T\n{body}"


ROLE = "roles:\n- title: A\n  slug: a\n"


@pytest.mark.parametrize(
    ("page", "line", "message"),
    [
        ("", 1, "Expected `rolebook: 1`, the only known dialect."),
        ("---\nrolebook: 2\n---\n", 2, "Expected `rolebook: 1`, the only known dialect."),
        (
            "---\nrolebook: 1\ncolour: red\n---\n",
            3,
            'front matter: "colour" is no fact here; known are rolebook, title',
        ),
        ("---\nrolebook: 1\nslug: a\n---\n# A\n", 1, "front matter: title is missing."),
        ("---\nrolebook: 1\ntitle: A\n---\n# A\n", 1, "/slug: Field required"),
        ("---\nrolebook: 1\ntitle: A\nslug: A B\n---\n# A\n", 4, "/slug: Expected a slug"),
        ("---\nrolebook: 1\ntitle: A\nslug:\n---\n# A\n", 4, "A fact without a value: leave it out."),
        ("---\nrolebook: 1\ntitle: A\nslug: &x a\n---\n# A\n", 4, "front matter: anchors and aliases are not allowed"),
        ("---\nrolebook: 1\nroles: x\n---\n", 3, "front matter: roles must be a list."),
        ("---\nrolebook: 1\nroles:\n- x\n---\n", 3, "front matter: each of roles must be `key: value` facts."),
        (_page("", "roles:\n- title: A\n  slug: a\n  overview: x\n"), 8, 'front matter: "overview" is no fact here'),
        (
            "---\nrolebook: 1\ntitle: A\nslug: a\n---\n# B\n",
            6,
            'Expected the heading "# A", as the front matter has it',
        ),
        (_page("## Role: B\n", ROLE), 10, 'Expected the heading "## Role: A", as the front matter has it, found'),
        (_page("", ROLE), 10, 'Expected the heading "## Role: A", as the front matter has it, the page ends.'),
        (_page("## Role: A\n"), 7, "Expected nothing more, or the next part in the order"),
        (_page("## Requirments\n"), 7, "Expected a heading of level 2 of these, in this order: Responsibilities, "),
        (_page("## Requirements\n\n- x\n\n## Responsibilities\n"), 11, "Expected a heading of level 2 of these"),
        (_page("## Requirements\n- x\n## Requirements\n"), 9, "Expected a heading of level 2 of these"),
        (_page("text\n### Requirements\n"), 8, "Expected a heading of level 2 of these"),
        (_page("## Requirements\n- x\ntext\n"), 9, 'Expected a bullet ("- ..."), a line that goes on with one'),
        (_page("## Requirements\n### Group\n## Section: x\n"), 9, 'Expected a bullet of the group "Group", found'),
        (_page("## Requirements\n- {key: x\n"), 8, "A fact block opens with { and never closes; write \\{ where"),
        (
            _page("## Requirements\n- {colour: red} x\n"),
            8,
            '"colour" is no fact here; known are key, replaces, inherits',
        ),
        (_page("## Requirements\n- {key: a, key: b} x\n"), 8, "Fact block: the key 'key' stands twice"),
        (_page("## Requirements\n- {key: } x\n"), 8, "A fact without a value: leave it out."),
        (_page("## Requirements\n- {key: A B} x\n"), 8, "/requirements/0/key: Expected a slug"),
        (_page("## Requirements\n- {key: a}\n"), 8, "A bullet without a text."),
        (_page("## Requirements\n- {key: a} x\n- y\n- {key: a} z\n"), 10, "the statement key 'a' is used twice"),
        (_page("## Requirements\n- {replaces: a} x\n"), 8, "/ replaces or omits 'a', a key that nothing else has"),
        (_page("## Requirements\n- {roles: [b]} x\n"), 8, "/requirements/0 names the role 'b', which this family does"),
        (_page("## Requirements\n- {inherits: [b]} x\n"), 8, "/requirements/0 names the role 'b', which this family"),
        (_page("## Section: x\n{after: never}\n"), 7, "/sections/0/after: Input should be 'overview' or 'end'"),
        (_page("## Section: x\n{after: end} more\n"), 8, "Expected a line of its own for the fact block, found"),
        (_page("## Section:\n"), 7, "/sections/0: a section has a heading or a body"),
        (_page("## Hiring process: x\n### Steps\n- {minutes: [60, 30]} x\n"), 9, "minutes are [shortest, longest]"),
        (_page("## Hiring process: x\n### Afterwards\n\n### Steps\n"), 10, "Expected nothing more"),
        (_page("a\n\noverview \x07\n"), 7, "/overview: contains the character U+0007, which no text may hold"),
        (_page("\ud800\n"), 7, "/overview: "),
        (_page("x" * 4_000_001), 1, "The page has more than 4,000,000 characters."),
        (
            _page("## Role: A\n## Role: B\n", f"{ROLE}  extends: b\n- title: B\n  slug: b\n  extends: a\n"),
            7,
            "responsibilities inherit in a circle: a -> b -> a",
        ),
    ],
)
def test_what_breaks_the_grammar_is_refused_at_its_line(page: str, line: int, message: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_canonical(page)
    assert (refused.value.line, message in refused.value.message) == (line, True), refused.value.message


def test_escapes_keep_texts_that_look_like_syntax() -> None:
    body = "\\# no heading\n\\\\## nor this\n\n## Requirements\n\n\\- no bullet\n\n- \\{no: facts}\n- - a dash\n"
    document = read_canonical(_page(body)).document
    assert document.overview == "# no heading\n\\## nor this".replace("# no", "##### no", 1)
    assert document.leads == {"requirements": "- no bullet"}
    assert [statement.text for statement in document.requirements] == ["{no: facts}", "- a dash"]


@pytest.mark.parametrize("block", ["{interviewer: 'a } b'}", '{interviewer: "a } b"}', "{ 'interviewer' : 'a } b' }"])
def test_a_fact_block_ends_at_the_brace_that_closes_it(block: str) -> None:
    page = _page(f"## Hiring process: x\n\n### Steps\n\n- {block} It's a {{brace}} 'n more\n")
    step = read_canonical(page).document.hiring_processes[0].steps[0]
    assert (step.interviewer, step.text) == ("a } b", "It's a {brace} 'n more")


@pytest.mark.parametrize(
    "body",
    [
        "## Requirements\n- " + "{" * 1_000_000,
        "## Requirements\n- " + "{a: '" * 200_000,
        "## Requirements\n- {a: " + "}" * 1_000_000,
        "## Requirements\n" + "- {key: x" * 100_000,
        "#" * 1_000_000,
        "# \n" * 300_000,
        "\\" * 1_000_000,
    ],
    ids=["braces", "quotes", "closing", "bullets", "hashes", "headings", "backslashes"],
)
def test_a_hostile_page_is_read_or_refused(body: str) -> None:
    assert isinstance(_outcome(_page(body)), Parsed | Unreadable)


def _outcome(page: str) -> Parsed | Unreadable:
    try:
        return read_canonical(page)
    except Unreadable as refused:
        outcome = refused
    assert 1 <= outcome.line <= len(re.findall(r"\r\n?|\n", page)) + 1
    assert outcome.message
    return outcome


@given(documents(), st.randoms(use_true_random=False), st.lists(st.text(max_size=8), min_size=1, max_size=3))
def test_a_mutated_page_is_read_or_refused(document: FamilyDocument, chance: random.Random, texts: list[str]) -> None:
    """Any text gives a document or Unreadable; and what was read, renders to a page that reads the same."""
    lines = render(document).split("\n")
    for text in texts:
        at = chance.randrange(len(lines))
        change = chance.choice(["drop", "repeat", "insert", "cut", "swap", "indent", "splice"])
        if change == "drop":
            lines[at : at + 1] = []
        elif change == "repeat":
            lines.insert(at, lines[at])
        elif change == "insert":
            lines.insert(at, chance.choice(LINES))
        elif change == "cut":
            lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
        elif change == "swap":
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif change == "indent":
            lines[at] = chance.choice([" ", "  ", "\t"]) + lines[at]
        else:
            middle = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:middle] + text + lines[at][middle:]
        lines = lines or [""]
    outcome = _outcome("\n".join(lines))
    if isinstance(outcome, Parsed):
        assert read_canonical(render(outcome.document)).document == outcome.document


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for page in (text, _page(text), f"---\nrolebook: 1\n{text}\n---\n{text}"):
        assert isinstance(_outcome(page), Parsed | Unreadable)
