"""Hiring processes: who is met, for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from careers.presenting import words
from careers.reading import Reading


@dataclass(frozen=True)
class HiringStep:
    """One step, in words."""

    stage: str
    text: str
    length: str
    interviewer: str
    optional: bool


@dataclass(frozen=True)
class Process:
    """A process with what its steps add up to; `total` is empty where no step states its length."""

    title: str
    scope: str
    intro: str
    outro: str
    steps: Sequence[HiringStep]
    total: str


def present_process(reading: Reading, process: Any, scope: str = "") -> Process:
    """`process` is of a document, masked for the viewer; `scope` says to whom it applies."""
    steps = [
        HiringStep(
            stage=reading.reference.name("stage", step["kind"]),
            text=step["text"],
            length=words.duration(*step["minutes"]) if step["minutes"] else "",
            interviewer=step["interviewer"],
            optional=step["optional"],
        )
        for step in process["steps"]
    ]
    return Process(
        title=process["title"],
        scope=scope,
        intro=process["intro"],
        outro=process["outro"],
        steps=steps,
        total=words.total_time(process["steps"]),
    )
