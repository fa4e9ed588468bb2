"""A lesson that was run, with what its pages need. It is data alone: what made it is not imported here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.trace import Trace
from tutorial.lesson.lesson import Lesson, Question
from tutorial.lesson.problems import Problem

if TYPE_CHECKING:
    from tutorial.course.changed_outcome import WhatIf
    from tutorial.course.measured import Measured
    from tutorial.course.told_runs import FailingRun, Judged, Refuted
    from tutorial.practice.variants import Variant
    from tutorial.quiz.answered import Answered


@dataclass(frozen=True, slots=True)
class PracticeRuns:
    """`left_out` has runs without the action of a step, by the step's number."""

    left_out: Mapping[int, Trace] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the run cannot answer, or whose choices do not fit, and why."""

    number: int
    question: Question
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Studied:
    """A lesson that was run, with what a page needs. `ran_on` is the ISO date of the run, `seconds` its duration;
    `sealed` says whether the program could reach nothing but its own folder (`tutorial.run.seal`).

    `failing` is the run of the mode Why. `refuted` are the misconceptions, `judged` the statements, as runs have them.
    Only an author's preview has `unanswered` questions; it has no runs for `practice`. A lesson that is served has the
    runs of `tutorial.course.extra_runs`: `what_ifs`, what was `measured`, and the run over the `other_transport`.
    """

    slug: str
    path: Path
    lesson: Lesson
    trace: Trace
    quiz: tuple[Answered, ...]
    ran_on: str
    seconds: float
    unanswered: tuple[Unanswered, ...] = ()
    sealed: bool = False
    practice: PracticeRuns = field(default_factory=PracticeRuns)
    what_ifs: tuple[WhatIf, ...] = ()
    measured: Measured | None = None
    other_transport: Trace | None = None
    failing: FailingRun | None = None
    refuted: tuple[Refuted, ...] = ()
    judged: tuple[Judged, ...] = ()

    def numbers(self) -> tuple[int, ...]:
        """The numbers of the questions in `quiz`. Unanswered questions have numbers, too."""
        without = {one.number for one in self.unanswered}
        return tuple(number for number in range(1, len(self.lesson.quiz) + 1) if number not in without)

    def unanswerable(self) -> tuple[Problem, ...]:
        """The problems of unanswered questions, in the order of the file."""
        return tuple(sorted(problem for one in self.unanswered for problem in one.problems))
