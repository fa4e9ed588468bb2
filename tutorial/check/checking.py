"""Checking a lesson: everything that it says, held against its run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tracer.trace import Trace
from tutorial.check.coverage import Reach, check_coverage
from tutorial.check.idle import check_idle
from tutorial.check.markup import check_markup
from tutorial.check.order import Ordered, Orders, check_again, check_order
from tutorial.check.places import check_places
from tutorial.check.raised import check_raised
from tutorial.check.statements import check_statements
from tutorial.check.subject import Subject
from tutorial.check.versions import check_versions
from tutorial.check.wording import check_wording
from tutorial.lesson.problems import LessonError, Problem
from tutorial.quiz.answered import Answered
from tutorial.quiz.answering import Play, Rerun, answer_all
from tutorial.reading.loading import Loaded

_CHECKS: tuple[Callable[[Subject], Iterator[Problem]], ...] = (
    check_places,
    check_statements,
    check_idle,
    check_markup,
    check_versions,
    check_wording,
)


def check(
    loaded: Loaded,
    trace: Trace,
    without: Rerun,
    again: Trace | None = None,
    play: Play | None = None,
    ordered: Ordered | None = None,
    reach: Reach | None = None,
) -> list[Problem]:
    """All that is wrong with a lesson; nothing when its run bears it out.

    Exceptions that nobody means come first, since much else may follow from them; then all in the order of the file.

    Args:
        loaded: the lesson, with the places of its parts in its file.
        trace: its run.
        without: its changed runs, which questions ask for.
        again: its run once more, to see whether it is the same.
        play: runs a lesson that is changed otherwise than by leaving out an action.
        ordered: its run with what happens at once in an order, to see whether anything rests on that.
        reach: the lines that run, to see whether any never does.
    """
    subject = Subject(loaded, trace)
    problems = {problem for one in _CHECKS for problem in one(subject)}
    if reach is not None:
        problems.update(check_coverage(subject, reach))
    ask = partial(_asked, loaded, without, play)
    resting = list(check_order(subject, Orders(ordered, ask))) if ordered is not None else []
    problems.update(resting)
    if again is not None and not resting and not loaded.lesson.any_order:
        problems.update(check_again(subject, again))
    try:
        ask(trace)
    except LessonError as error:
        problems.update(error.problems)
    return [*sorted(check_raised(subject)), *sorted(problems)]


def _asked(loaded: Loaded, without: Rerun, play: Play | None, trace: Trace) -> tuple[Answered, ...]:
    return answer_all(loaded, trace, without, play)
