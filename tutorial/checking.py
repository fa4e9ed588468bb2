"""Checking a lesson: everything that it says, held against its run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tracer.trace import Trace
from tutorial.checks.coverage import check_coverage
from tutorial.checks.idle import check_idle
from tutorial.checks.markup import check_markup
from tutorial.checks.order import check_again, check_order
from tutorial.checks.places import check_places
from tutorial.checks.statements import check_statements
from tutorial.checks.subject import Subject
from tutorial.checks.versions import check_versions
from tutorial.loading import Loaded
from tutorial.problems import LessonError, Problem
from tutorial.quiz import Play, Rerun, answer_all

_CHECKS: tuple[Callable[[Subject], Iterator[Problem]], ...] = (
    check_places,
    check_statements,
    check_idle,
    check_coverage,
    check_order,
    check_markup,
    check_versions,
)


def check(
    loaded: Loaded, trace: Trace, without: Rerun, again: Trace | None = None, play: Play | None = None
) -> list[Problem]:
    """All that is wrong with a lesson, in the order of its file; nothing when its run bears it out.

    Args:
        loaded: the lesson, with the places of its parts in its file.
        trace: its run.
        without: its changed runs, which questions ask for.
        again: its run once more, to see whether it is the same.
        play: runs a lesson that is changed otherwise than by leaving out an action.
    """
    subject = Subject(loaded, trace)
    problems = {problem for one in _CHECKS for problem in one(subject)}
    if again is not None:
        problems.update(check_again(subject, again))
    try:
        answer_all(loaded, trace, without, play)
    except LessonError as error:
        problems.update(error.problems)
    return sorted(problems)
