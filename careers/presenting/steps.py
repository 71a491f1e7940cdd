"""Hiring steps and career steps before and after, side by side."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from careers.handbook.compare import career_step_pairs, hiring_step_pairs, process_pairs
from careers.handbook.document import CareerStep, HiringProcess, HiringStep
from careers.handbook.match import rising
from careers.handbook.words import Part, word_parts
from careers.presenting import words
from careers.presenting.values import Values, label

Kind = Literal["same", "changed", "moved", "added", "removed"]
PlaceOf = Callable[[str], Any]
"""The place of a JSON pointer into the newer document."""


@dataclass(frozen=True)
class Cell:
    """A step on one side: its number in the process, its facts in a line, and its words, marked where they differ."""

    number: int
    facts: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class StepRow:
    """A step before and after; of one that came or went one side is missing."""

    kind: Kind
    before: Cell | None
    after: Cell | None
    place: Any = None


@dataclass(frozen=True)
class StepTable:
    """Steps in the order of the newer document, what is gone where it stood."""

    rows: Sequence[StepRow]


@dataclass(frozen=True)
class ProcessChange:
    """A hiring process that came, went or changed: its facts (label, before, after), and its steps side by side. The
    totals are the time of all steps that are not optional."""

    kind: Literal["added", "removed", "kept"]
    title: str
    place: Any
    facts: Sequence[tuple[str, str, str]]
    prose: Sequence[tuple[str, Sequence[Part]]]
    table: StepTable
    total_before: str
    total_after: str


def process_changes(old: Values, new: Values, place: PlaceOf) -> Iterator[ProcessChange]:
    """The hiring processes that are not as they were, those that are gone last."""
    before, after = old.document.hiring_processes, new.document.hiring_processes
    partners = {j: i for i, j in process_pairs(before, after)}
    order = [i for _, i in sorted(partners.items())]
    for j, process in enumerate(after):
        i = partners.get(j)
        was = None if i is None else before[i]
        if was != process:
            yield _process(old, new, was, process, f"/hiring_processes/{j}", place)
    for i, process in enumerate(before):
        if i not in order:
            yield _process(old, new, process, None, "", place)


def _process(
    old: Values, new: Values, before: HiringProcess | None, after: HiringProcess | None, pointer: str, place: PlaceOf
) -> ProcessChange:
    facts = []
    for name in ("title", "applies_to"):
        was, now = (
            values.say(name, getattr(process, name), process) if process else ""
            for values, process in ((old, before), (new, after))
        )
        if was != now and ((before and after) or name == "applies_to"):
            facts.append((label(name), was, now))
    prose = []
    for name in ("intro", "outro"):
        was, now = (getattr(process, name) if process else "" for process in (before, after))
        if was != now:
            prose.append(("Before the steps" if name == "intro" else "Afterwards", word_parts(was, now)))
    steps_before, steps_after = (process.steps if process else () for process in (before, after))
    return ProcessChange(
        kind="removed" if after is None else "added" if before is None else "kept",
        title=next((each.title for each in (after, before) if each and each.title), "Hiring process"),
        place=place(pointer) if after else None,
        facts=facts,
        prose=prose,
        table=StepTable(list(_hiring_rows(old, new, steps_before, steps_after, pointer, place))),
        total_before=words.total_time([step.model_dump() for step in steps_before]),
        total_after=words.total_time([step.model_dump() for step in steps_after]),
    )


def _hiring_rows(
    old: Values,
    new: Values,
    before: Sequence[HiringStep],
    after: Sequence[HiringStep],
    pointer: str,
    place: PlaceOf,
) -> Iterator[StepRow]:
    for i, j, moved in _aligned(len(before), len(after), hiring_step_pairs(before, after)):
        was, now = None if i is None else before[i], None if j is None else after[j]
        parts = word_parts(was.text if was else "", now.text if now else "")
        yield StepRow(
            kind=_kind(was, now, moved=moved),
            before=None if i is None or was is None else Cell(i + 1, _facts(old, was), _side(parts, "added")),
            after=None if j is None or now is None else Cell(j + 1, _facts(new, now), _side(parts, "removed")),
            place=None if j is None or was == now else place(f"{pointer}/steps/{j}"),
        )


def _facts(values: Values, step: HiringStep) -> str:
    """Screening · 30 minutes · Recruiter · optional"""
    return " · ".join(
        filter(
            None,
            [
                values.say("kind", step.kind, step),
                words.duration(*step.minutes) if step.minutes else "",
                step.interviewer,
                "optional" if step.optional else "",
            ],
        )
    )


def step_changes(old: Values, new: Values, place: PlaceOf) -> StepTable | None:
    """The career steps that are not as they were; None where all are."""
    before, after = old.document.career_steps, new.document.career_steps
    rows = []
    for i, j, moved in _aligned(len(before), len(after), career_step_pairs(before, after)):
        was, now = None if i is None else before[i], None if j is None else after[j]
        kind = _kind(was, now, moved=moved)
        parts = word_parts(was.text if was else "", now.text if now else "")
        if kind != "same":
            rows.append(
                StepRow(
                    kind=kind,
                    before=None if was is None else Cell(0, _leads(old, was), _side(parts, "added")),
                    after=None if now is None else Cell(0, _leads(new, now), _side(parts, "removed")),
                    place=None if now is None else place(f"/career_steps/{j}"),
                )
            )
    return StepTable(rows) if rows else None


def _leads(values: Values, step: CareerStep) -> str:
    return f"{values.say('kind', step.kind, step)}: {values.career_step(step)}"


def _aligned(
    before: int, after: int, pairs: Sequence[tuple[int, int]]
) -> Iterator[tuple[int | None, int | None, bool]]:
    """(index before, index after, whether it moved): in the order of what is after, what is gone where it stood."""
    partners = {j: i for i, j in pairs}
    kept = {i for i, _ in pairs}
    old = [partners[j] for j in sorted(partners)]
    stayed = {old[each] for each in rising(old)}
    given = 0
    for j in range(after):
        i = partners.get(j)
        while i is not None and i in stayed and given < i:
            if given not in kept:
                yield given, None, False
            given += 1
        yield i, j, i is not None and i not in stayed
    for i in range(given, before):
        if i not in kept:
            yield i, None, False


def _kind(was: Any, now: Any, *, moved: bool) -> Kind:
    if was is None:
        return "added"
    if now is None:
        return "removed"
    return "moved" if moved else "same" if was == now else "changed"


def _side(parts: Sequence[Part], without: str) -> Sequence[Part]:
    return [part for part in parts if part[0] != without]
