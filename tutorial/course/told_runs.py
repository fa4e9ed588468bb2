"""The runs that a lesson's pages show beside its own: the one of a program that fails, and those that break beliefs.

They are made when the lesson is studied: no page runs anything. What the run does not bear out is left out; `check`
tells the author.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tracer.trace import Trace
from tutorial.check.held_beliefs import answer_holds, holds, is_broken
from tutorial.check.other_runs import lesson_of
from tutorial.check.subject import Subject
from tutorial.check.wrong_cell import different
from tutorial.lesson.beliefs import Misconception, Statement
from tutorial.lesson.changed_lesson import UnchangeableError
from tutorial.lesson.changes import Change, CodeChange
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.problems import LessonError
from tutorial.lesson.why import Why, WhyCell
from tutorial.quiz.made_statements import JudgedStatement, made_statements
from tutorial.quiz.run_answer import UnanswerableError
from tutorial.run.replays import Replays
from tutorial.telling.listeners import Listening, listeners
from tutorial.telling.narration import ColumnKey

_MOST_TRIED = 6
"""Changes that are tried to find one that shows."""

_TELLING: tuple[ColumnKey, ...] = ("action", "after", "receives", "before", "trigger")
"""The columns of a row, those first that say the most of a program that fails."""


@dataclass(frozen=True, slots=True)
class FailingRun:
    """A program that fails, or does without: the changed lesson, its run, and the cell where it goes wrong.

    `differing` are the cells, by step and column, that read otherwise than in the lesson's run. `why` is the author's.
    Without one the tool has left something out, and `change` says what.
    """

    lesson: Lesson
    trace: Trace
    wrong: WhyCell
    differing: tuple[tuple[int, ColumnKey], ...]
    why: Why | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Refuted:
    """A misconception, with the lesson and the run that break it."""

    misconception: Misconception
    lesson: Lesson
    trace: Trace


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement, and whether its run bears it out; `other_run` is None where that is the lesson's own."""

    statement: Statement
    true: bool
    other_run: Trace | None = None


def failing_run(replays: Replays, own: Trace) -> FailingRun | None:
    """The program that fails: the author's, or the lesson's with something left out; None, when nothing is lost."""
    lesson = replays.loaded.lesson
    if lesson.why is not None:
        with suppress(UnchangeableError, LessonError):
            trace, cell = replays.why(), lesson.why.wrong
            if (cell.step, cell.column) in (cells := different(own, trace)):
                return FailingRun(lesson_of(lesson, "why"), trace, cell, tuple(cells), why=lesson.why)
    for change in _left_out(lesson, own):
        with suppress(UnchangeableError, LessonError):
            trace = replays.changed(change)
            if cells := different(own, trace):
                return FailingRun(lesson_of(lesson, change), trace, _first(cells), tuple(cells), change=change)
    return None


def refuted(replays: Replays) -> Iterator[Refuted]:
    """The misconceptions that their runs break."""
    for one in replays.loaded.lesson.misconceptions:
        with suppress(UnchangeableError, LessonError):
            trace = replays.which(one.counter)
            if is_broken(one, trace):
                yield Refuted(one, lesson_of(replays.loaded.lesson, one.counter), trace)


def judged(replays: Replays, own: Trace) -> Iterator[Judged]:
    """The statements that a run can judge, with what it says."""
    subject = Subject(replays.loaded, own, replays)
    for number, one in enumerate(replays.loaded.lesson.statements):
        with suppress(UnchangeableError, UnanswerableError, LessonError):
            if one.answer is not None:
                yield Judged(one, answer_holds(one, subject, number))
            else:
                trace = replays.which(one.run)
                yield Judged(one, holds(one.claims or (), trace), None if one.run == "lesson" else trace)


def statements(judged: Sequence[Judged], own: Trace) -> tuple[JudgedStatement, ...]:
    """The author's statements with what their runs say of them; without any, those that are made from the run."""
    written = (
        JudgedStatement(f"written-{number}", one.statement.says, one.true, one.statement.why, other_run=one.other_run)
        for number, one in enumerate(judged, 1)
    )
    return tuple(written) or made_statements(own)


def _left_out(lesson: Lesson, own: Trace) -> Iterator[Change]:
    """What can be left out: a handler, the one first that is called most often; then an action."""
    lines = lesson.code.split("\n")
    calls = [(call.function, call.event) for step in own.steps for call in step.calls]

    def called(one: Listening) -> int:
        return calls.count((one.function, one.event))

    tied = [one for one in listeners(lesson.code) if lines[one.tied - 1].lstrip().startswith("@") and called(one)]
    for one in sorted(tied, key=lambda one: -called(one))[:_MOST_TRIED]:
        yield Change(code=CodeChange(line=one.tied, becomes=f"# {lines[one.tied - 1].strip()}"))
    for step in own.steps[1:_MOST_TRIED]:
        if step.trigger.kind != "end":
            yield Change.model_construct(without=step.number)


def _first(cells: list[tuple[int, ColumnKey]]) -> WhyCell:
    """The most telling cell of the first row that differs."""
    step = cells[0][0]
    there = {column for number, column in cells if number == step}
    return WhyCell(step=step, column=next(column for column in _TELLING if column in there))
