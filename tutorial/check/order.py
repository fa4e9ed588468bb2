"""Check whether the run is the same every time, and in every order of threads.

The check plays what happens at once in several orders (`tutorial.check.contests`). The lesson must show and say the
same in all of them. A lesson with `any_order` may show what differs, but may say only what holds in every order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from tracer.trace import Trace
from tutorial.check.comparing import Difference, differences, shown, without_racing_lines
from tutorial.check.contests import Contest, Tried, contests
from tutorial.check.hashes import check_hashes
from tutorial.check.places import check_places
from tutorial.check.statements import check_statements
from tutorial.check.subject import Subject
from tutorial.lesson.problems import LessonError, Problem
from tutorial.quiz.answered import Answered
from tutorial.quiz.answering import answer_all
from tutorial.run.orders import Order
from tutorial.run.replays import Replays

_FREE = Tried(Order(()), "nothing fixes the order")

_READS_THE_DAY = re.compile(r"\b(datetime|date|time\.time|time\(\)|time_ns|localtime|gmtime|strftime|ctime|uuid1)\b")
"""What a program reads the day from."""


def check_again(subject: Subject, replays: Replays) -> Iterator[Problem]:
    """Find the first cell or value in which a second run differs, or a run on another day that takes no time."""
    found = list(_not_twice(subject, _differing(subject, replays.again())))
    yield from found or _elsewhen(subject, replays)
    if not found:
        yield from check_hashes(subject, replays)


def _differing(subject: Subject, other: Trace) -> Iterator[Difference]:
    return differences(*map(without_racing_lines, (subject.trace, other)))


def _elsewhen(subject: Subject, replays: Replays) -> Iterator[Problem]:
    """Find what differs in simulated time alone. Then all other runs were made in real time, too."""
    if replays.simulated:
        return
    try:
        differing = list(islice(_differing(subject, replays.elsewhen()), 1))
    except LessonError as error:
        what = f"the run comes to no end in simulated time ({error.problems[0].what}): every run took its real time"
        yield subject.warning(("code",), what, "wait with `socketio.sleep`, a timer, an event or a queue")
        return
    for first in differing:
        if _READS_THE_DAY.search(subject.lesson.code):
            what = f"the run is another one on another day: {first.place} is {first.before}, then {first.after}"
            yield subject.error(("code",), what, "take clocks and dates out of the code")
        else:
            what = f"{first.place} is {first.before}, in simulated time {first.after}: time decides it"
            yield subject.warning(("code",), what, "let one thing wait for the other")


def _not_twice(subject: Subject, differing: Iterable[Difference]) -> Iterator[Problem]:
    for first in islice(differing, 1):
        what = f"the run is not the same twice: {first.place} is {first.before}, then {first.after}"
        yield subject.error(("code",), what, "take clocks, random numbers and racing threads out of the code")


def check_order(subject: Subject, replays: Replays) -> Iterator[Problem]:
    """Find what in the lesson depends on an order that nothing fixes."""
    found = list(contests(subject.lesson, subject.trace))
    if subject.lesson.any_order and found and (unsteady := _unsteady(found[0], replays)):
        yield from _not_twice(subject, unsteady)
    elif not subject.lesson.any_order:
        for contest in found:
            yield from islice(_resting(subject, contest, replays), 1)
    elif any(True for contest in found for _ in _resting(subject, contest, replays)):
        yield from _said_of_one_order(subject, found, replays)
    else:
        what = "nothing that the lesson shows rests on the order of threads, in the orders that were tried"
        yield subject.warning(("any_order",), what, "take `any_order` away")


def _unsteady(contest: Contest, replays: Replays) -> list[Difference]:
    """Find what differs between two runs in the same order; the order is not the reason."""
    first = contest.orders[0].order
    try:
        return shown(replays.ordered(first), replays.ordered(first, again=True))
    except LessonError:
        return []  # a run without an end is told elsewhere


def _resting(subject: Subject, contest: Contest, replays: Replays) -> Iterator[Problem]:
    """Find what differs from the first order: at most one problem for each other order."""
    first, *others = contest.orders
    try:
        expected = replays.ordered(first.order)
    except LessonError as error:
        yield _rests(subject, contest, _endless(first, error))
        return
    said = _said(subject, expected, replays)
    for tried in (*others, _FREE):
        try:
            trace = subject.trace if tried is _FREE else replays.ordered(tried.order)
        except LessonError as error:
            yield _rests(subject, contest, _endless(tried, error))
            continue
        if differing := shown(expected, trace):
            if _unsteady(contest, replays):
                return  # `check_again` tells this
            yield _rests(subject, contest, _differs(differing, first, tried))
        elif new := _said(subject, trace, replays) - said:
            yield _rests(subject, contest, f"when {tried.words}, {min(new).what}")


def _rests(subject: Subject, contest: Contest, how: str) -> Problem:
    what = f"the outcome rests on {contest.name}, which nothing fixes: {how}"
    remedy = "let one wait for the other, put a lock around what they share, or say that it is meant: `any_order: true`"
    return subject.error(contest.loc, what, remedy)


def _endless(tried: Tried, error: LessonError) -> str:
    return f"the run does not end when {tried.words}: {error.problems[0].what}"


def _differs(differing: list[Difference], first: Tried, tried: Tried) -> str:
    one, more = differing[0], len(differing) - 1
    others = f" (and {more} more)" if more else ""
    return f"{one.place} is {one.before} when {first.words}, {one.after} when {tried.words}{others}"


def _said_of_one_order(subject: Subject, found: Iterable[Contest], replays: Replays) -> Iterator[Problem]:
    """Find what the lesson says that does not hold in every order."""
    said = _said(subject, subject.trace, replays)
    told = {(problem.line, problem.column) for problem in said}
    for contest in found:
        for tried in contest.orders:
            try:
                trace = replays.ordered(tried.order)
            except LessonError as error:
                yield _rests(subject, contest, _endless(tried, error))
                break
            new = _said(subject, trace, replays) - said
            for problem in sorted(new):
                if (problem.line, problem.column) not in told:
                    told.add((problem.line, problem.column))
                    what = f"this does not hold when {tried.words}: {problem.what}"
                    yield replace(problem, what=what, next="say only what holds in every order")


def _said(subject: Subject, trace: Trace, replays: Replays) -> set[Problem]:
    """Find what the lesson says that is untrue in a run."""
    other = replace(subject, trace=trace)
    problems = {*check_places(other), *check_statements(other)}
    try:
        problems |= set(_answers(subject, answer_all(subject.loaded, trace, replays), replays))
    except LessonError as error:
        problems |= set(error.problems)
    return problems


def _answers(subject: Subject, answered: tuple[Answered, ...], replays: Replays) -> Iterator[Problem]:
    """Find answers that differ from those of the lesson's own run."""
    try:
        own = answer_all(subject.loaded, subject.trace, replays)
    except LessonError:
        return  # the check of the quiz tells its problems
    for number, (one, other) in enumerate(zip(own, answered, strict=True)):
        if [right.text for right in one.run_answer.right] != [right.text for right in other.run_answer.right]:
            what = f"the answer is {other.run_answer.real}, not {one.run_answer.real}"
            yield subject.error(("quiz", number, "answer"), what, "")
