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
    """A process with what its steps add up to; `total` is empty where no step states its length. `people` are those
    whom one meets, each once."""

    title: str
    scope: str
    intro: str
    outro: str
    steps: Sequence[HiringStep]
    total: str

    @property
    def count(self) -> str:
        """5 steps, 1 of them optional"""
        optional = sum(step.optional for step in self.steps)
        count = words.counted(len(self.steps), "step", "steps")
        return f"{count}, {optional} of them optional" if optional else count

    @property
    def people(self) -> Sequence[str]:
        return list(dict.fromkeys(step.interviewer for step in self.steps if step.interviewer))

    @property
    def in_short(self) -> str:
        """5 steps, 3 hours"""
        return ", ".join(filter(None, [words.counted(len(self.steps), "step", "steps"), self.total]))


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
