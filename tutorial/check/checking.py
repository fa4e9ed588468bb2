"""Check a lesson: hold everything that it says against its run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tutorial.check.code_in_prose import check_code_in_prose
from tutorial.check.comments import check_comments
from tutorial.check.coverage import check_coverage
from tutorial.check.giveaways import check_giveaways
from tutorial.check.held_beliefs import check_beliefs, check_other_beliefs
from tutorial.check.idle import check_idle
from tutorial.check.in_plain_words import SAID
from tutorial.check.keys import check_keys
from tutorial.check.markup import check_markup
from tutorial.check.meant import without_meant
from tutorial.check.order import check_again, check_order
from tutorial.check.other_runs import other_runs
from tutorial.check.places import check_places
from tutorial.check.program_sense import check_program_sense
from tutorial.check.projects import check_project
from tutorial.check.raised import check_raised
from tutorial.check.reasons import check_reasons
from tutorial.check.stated import check_stated
from tutorial.check.statements import check_statements
from tutorial.check.subject import Subject
from tutorial.check.unread_futures import check_unread_futures
from tutorial.check.versions import check_versions
from tutorial.check.wording import check_wording
from tutorial.check.wrong_cell import check_why
from tutorial.lesson.problems import Problem
from tutorial.quiz.answered import Answered
from tutorial.run.replays import Replays

_CHECKS: tuple[Callable[[Subject], Iterator[Problem]], ...] = (
    check_places,
    check_statements,
    check_beliefs,
    check_idle,
    check_markup,
    check_versions,
    check_wording,
    check_code_in_prose,
    *SAID,
    check_reasons,
    check_stated,
    check_keys,
    check_giveaways,
    check_program_sense,
    check_unread_futures,
    check_comments,
)

_OF_PROSE = (check_places, check_markup, check_versions, check_code_in_prose, *SAID)
"""The checks of texts, whichever run they speak of."""


def check(replays: Replays, *, once: bool = False) -> list[Problem]:
    """Find all that is wrong with a lesson.

    Exceptions that nobody means come first, because they may cause other problems. The others come in the order of the
    file.

    Args:
        replays: the lesson, and its runs.
        once: do not check whether the run is the same every time and in every order, nor play mutants of a solution.

    Raises:
        LessonError: the lesson cannot be run.
    """
    subject = Subject(replays.loaded, replays.whole().trace, replays)
    problems = {problem for one in _CHECKS for problem in one(subject)}
    problems.update(check_coverage(subject, replays))
    problems.update(check_why(subject, replays))
    problems.update(check_other_beliefs(subject, replays))
    problems.update(check_project(subject, replays, mutants=not once))
    problems.update(problem for other in other_runs(subject, replays) for one in _OF_PROSE for problem in one(other))
    if not once:
        problems.update(_other_runs(subject, replays))
    problems.update(problem for one in subject.quiz if not isinstance(one, Answered) for problem in one)
    raised = set(check_raised(subject))
    left = set(without_meant(subject, sorted(raised) + sorted(problems), all_known=not once))
    return [*sorted(raised & left), *sorted(left - raised)]


def _other_runs(subject: Subject, replays: Replays) -> list[Problem]:
    """Find what differs in another run."""
    if resting := list(check_order(subject, replays)):
        return resting
    return [] if subject.lesson.any_order else list(check_again(subject, replays))
