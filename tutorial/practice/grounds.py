"""What exercises are made of: a lesson with its run, and the same run with one action left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tracer.trace import Step, Trace
from tutorial.lesson.lesson import Lesson
from tutorial.telling import narration
from tutorial.telling.listeners import Listening, listeners
from tutorial.telling.words import as_read, code, short, visible


@dataclass(frozen=True)
class Grounds:
    """A lesson and its run. `left_out` has runs without the action of a step, by the number of the step."""

    lesson: Lesson
    trace: Trace
    left_out: Mapping[int, Trace] = field(default_factory=dict)

    @cached_property
    def settled(self) -> tuple[Step, ...]:
        """The steps that are events, and whose place in the run is fixed."""
        return tuple(step for step in self.trace.steps if step.trigger.kind != "end" and not step.unordered)

    @cached_property
    def rows(self) -> tuple[narration.Row, ...]:
        """The execution table of the run."""
        return narration.rows(self.trace)

    @cached_property
    def listening(self) -> tuple[Listening, ...]:
        """The functions of the program that listen for events."""
        return listeners(self.lesson.code)

    def begins(self, step: Step) -> str:
        """A step by its number and what it begins with, in Markdown."""
        return f"Step {step.number}: {code(short(visible(narration.trigger(step))))}."

    def distinct(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Those of the steps whose beginning no other step of the run has."""
        begun = [as_read(short(narration.trigger(step))) for step in self.trace.steps]
        return tuple(step for step in steps if begun.count(begun[step.number - 1]) == 1)
