"""Laws c and d on every page at hand: the tests' own, and the reference corpus where it lies."""

import os
from pathlib import Path

import pytest

from careers.handbook.parse import parse, read_source
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
