"""The text that is the family's own, passage by passage, with its places."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from careers.handbook.document import LISTS, FamilyDocument, HiringProcess, Owner, Role, Section, Specialty
from careers.handbook.parse.inline import plain
from careers.handbook.rules.words import found

MAX_QUOTE = 60
"""Letters of a text that a message quotes."""


@dataclass(frozen=True)
class Passage:
    """A text and its JSON pointer. `kind` is the name of its list, or "summary", "overview", "lead", "section",
    "process" (what is said around the steps, or in a section on hiring) or "step"."""

    pointer: str
    kind: str
    text: str
    heading: str = ""

    @property
    def visible(self) -> str:
        """What a reader sees of it, without markup."""
        return visible(self.text)


@lru_cache(maxsize=1_000)
def visible(text: str) -> str:
    """What a reader sees of a piece of Markdown, white space folded."""
    return " ".join(plain(text).split())


def passages(document: FamilyDocument) -> Iterator[Passage]:
    """Every text of the family: summary, overviews, leads, statements, sections and hiring processes."""
    if document.summary:
        yield Passage("/summary", "summary", document.summary)
    for pointer, owner in document.owners():
        yield from _of_owner(pointer, owner)
    for index, process in enumerate(document.hiring_processes):
        yield from _of_process(f"/hiring_processes/{index}", process)


def _of_owner(pointer: str, owner: Owner) -> Iterator[Passage]:
    if isinstance(owner, FamilyDocument | Role | Specialty) and owner.overview:
        yield Passage(f"{pointer}/overview", "overview", owner.overview)
    for name in LISTS:
        if lead := owner.leads.get(name):
            yield Passage(f"{pointer}/leads/{name}", "lead", lead)
        for index, statement in enumerate(owner.statements(name)):
            yield Passage(f"{pointer}/{name}/{index}", name, statement.text)
    for index, section in enumerate(owner.sections):
        if section.body:
            kind = "process" if tells_of_hiring(section) else "section"
            yield Passage(f"{pointer}/sections/{index}", kind, section.body, section.heading)


def tells_of_hiring(section: Section) -> bool:
    """Whether a section is on hiring, by its heading."""
    return next(found("hiring_heading", section.heading), None) is not None


def _of_process(pointer: str, process: HiringProcess) -> Iterator[Passage]:
    if process.intro:
        yield Passage(f"{pointer}/intro", "process", process.intro)
    for index, step in enumerate(process.steps):
        yield Passage(f"{pointer}/steps/{index}", "step", step.text)
    if process.outro:
        yield Passage(f"{pointer}/outro", "process", process.outro)


def quote(text: str, around: tuple[int, int] = (0, 0)) -> str:
    """A short quotation of a text, in quotation marks; `around` is the part of it that has to be in it, as far as it
    is short itself."""
    start, end = around[0], min(around[1], around[0] + MAX_QUOTE)
    if len(text) <= MAX_QUOTE:
        return f"“{text}”"
    first = max(0, min(start - (MAX_QUOTE - (end - start)) // 2, len(text) - MAX_QUOTE))
    last = min(len(text), first + MAX_QUOTE)
    # Cut at blanks, where there are some outside of what has to stay.
    if first:
        first = text.find(" ", first, start) + 1 or first
    if last < len(text) and (blank := text.rfind(" ", end, last)) >= 0:
        last = blank
    return f"“{'…' * (first > 0)}{text[first:last].strip()}{'…' * (last < len(text))}”"
