"""Laws c and d on every page at hand: the tests' own, and the reference corpus where it lies."""

import os
from pathlib import Path

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from careers.handbook.parse import parse, read_source
from careers.handbook.parsed import Unreadable
from careers.handbook.render import render
from tests.handbook.parse.ledger import problems
from tests.handbook.parse.reading import PAGES, page, page_paths

CORPUS = os.environ.get("HANDBOOK_CORPUS", "")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="HANDBOOK_CORPUS does not say where the reference corpus lies")


@pytest.mark.parametrize("path", page_paths())
def test_every_line_is_accounted_for(path: str) -> None:
    assert problems((PAGES / path).read_text(encoding="utf-8"), page(path)) == []


@pytest.mark.parametrize("path", page_paths())
def test_a_page_survives_being_written_and_read_again(path: str) -> None:
    found = page(path).document
    assert parse(render(found)).document == found


INSERTED = """
### Responsibilities
## Levels
#### Job Grade
## Hiring Process
## Specialties
### Manager, Boats
The Manager, Boats is a [grade 8](/levels/#grades).
* Extends the Sailor responsibilities
* Tie knots
1. Splice ropes
  * of hemp
***
> Aside, and done with it
| Role | Grade |
For Managers:
**Requirements**
Sailors have the following performance indicators:
```
	code, indented
Nice-to-haves:
{: .note}
The Sailor reports to the [Bosun](/job-families/yard/bosun/#top).
[rope]: /handbook/rope
---
""".splitlines()


@st.composite
def damaged_pages(draw: st.DrawFn) -> tuple[str, str]:
    """(path, text) of a test page with lines taken out, doubled, moved and put in between."""
    path = draw(st.sampled_from(page_paths()))
    lines = (PAGES / path).read_text(encoding="utf-8").split("\n")
    for _ in range(draw(st.integers(1, 8))):
        # The front matter stays whole: broken, it makes a page unreadable, which is tested elsewhere.
        first = next((at + 1 for at in range(1, len(lines)) if lines[at] == "---"), 0) if lines[0] == "---" else 0
        at = draw(st.integers(first, max(first, len(lines) - 1)))
        match draw(st.sampled_from(["drop", "double", "swap", "insert"])):
            case "drop":
                del lines[at : at + draw(st.integers(1, 4))]
            case "double":
                lines[at:at] = lines[at : at + 2]
            case "swap" if at + 1 < len(lines):
                lines[at], lines[at + 1] = lines[at + 1], lines[at]
            case _:
                lines.insert(at, draw(st.sampled_from(INSERTED)))
    return path, "\n".join(lines)


@given(damaged_pages())
def test_both_laws_hold_of_whatever_people_make_of_a_page(damaged: tuple[str, str]) -> None:
    path, text = damaged
    try:
        parsed = parse(text, path=path)
    except Unreadable:
        reject()  # such pages have tests of their own
    assert problems(text, parsed) == []
    assert parse(render(parsed.document)).document == parsed.document


@needs_corpus
def test_both_laws_on_the_corpus_and_the_seeds() -> None:
    broken = []
    for path, name in _corpus():
        text = read_source(path.read_bytes())
        parsed = parse(text, path=name)
        broken += [f"{name}: {problem}" for problem in problems(text, parsed)]
        if parse(render(parsed.document)).document != parsed.document:
            broken.append(f"{name}: written and read again it is another document")
    assert broken == []


def _corpus() -> list[tuple[Path, str]]:
    root = Path(CORPUS)
    roots = [folder for folder in root.iterdir() if folder.is_dir()] + [root.parent / "seeds"]
    return [
        (path, path.relative_to(folder).as_posix())
        for folder in roots
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
