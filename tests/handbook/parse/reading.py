"""How the parser's tests see a document: its parts as plain tuples, so that whole results can be compared."""

from functools import cache
from pathlib import Path

from careers.handbook.document import FamilyDocument, HiringProcess, Owner
from careers.handbook.parse import parse, read_source
from careers.handbook.parsed import Parsed

PAGES = Path(__file__).parent / "pages"


def page_paths() -> list[str]:
    """The paths of the test pages below their root."""
    return sorted(path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*") if path.is_file())


@cache
def page(path: str) -> Parsed:
    """A test page, read with its path."""
    return parse(read_source((PAGES / path).read_bytes()), path=path)


def document(path: str) -> FamilyDocument:
    return page(path).document


def roles(found: FamilyDocument) -> list[tuple[str, str | None, str, str | tuple[str, ...] | None]]:
    """(title, level, track, grade or alternative grades) of each role."""
    return [(role.title, role.level, role.track, role.grade or role.grade_options or None) for role in found.roles]


def texts(owner: Owner, name: str) -> list[str]:
    return [statement.text for statement in owner.statements(name)]


def groups(owner: Owner, name: str) -> list[tuple[str, str]]:
    """(group, text) of each statement of a list."""
    return [(statement.group, statement.text) for statement in owner.statements(name)]


def sections(owner: Owner) -> list[tuple[str, str, str]]:
    """(heading, body, after) of each section."""
    return [(section.heading, section.body, section.after) for section in owner.sections]


def steps(process: HiringProcess) -> list[tuple[str, tuple[int, int] | None, str, bool, str]]:
    """(stage, minutes, interviewer, optional, text) of each step."""
    return [(step.kind, step.minutes, step.interviewer, step.optional, step.text) for step in process.steps]


def findings(path: str, *codes: str) -> list[tuple[str, int | None, str, str]]:
    """(code, line, where, message) of the findings with these codes, in order of lines."""
    return [(each.code, each.line, each.where, each.message) for each in page(path).findings if each.code in codes]
