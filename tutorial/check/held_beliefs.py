"""Check misconceptions and statements: a belief is broken by its run, what is so holds, a statement is as it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tracer.trace import Trace
from tutorial.check.judging import judge
from tutorial.check.subject import Subject
from tutorial.lesson.beliefs import Misconception, Statement
from tutorial.lesson.changed_lesson import UnchangeableError
from tutorial.lesson.positions import Loc
from tutorial.lesson.problems import LessonError, Problem
from tutorial.lesson.which_run import RunClaim, WhichRun
from tutorial.quiz.answered import Answered
from tutorial.quiz.answering import runs_of
from tutorial.quiz.kinds import kind_of
from tutorial.quiz.queries import ask
from tutorial.quiz.run_answer import UnanswerableError
from tutorial.run.replays import Replays
from tutorial.telling.words import short_quoted, suggest

_Judge = Callable[[Subject, Trace, int], Iterator[Problem]]


def check_beliefs(subject: Subject) -> Iterator[Problem]:
    """Check what is said of the lesson's own run, and the options that misconceptions stand behind."""
    for number, one in enumerate(subject.lesson.misconceptions):
        if one.counter == "lesson":
            yield from _misconception(subject, subject.trace, number)
    for number, statement in enumerate(subject.lesson.statements):
        if statement.run == "lesson":
            yield from _statement(subject, subject.trace, number)
    yield from _options(subject)


def check_other_beliefs(subject: Subject, replays: Replays) -> Iterator[Problem]:
    """Check what is said of other runs: of the one of `why`, and of changed ones."""
    for number, one in enumerate(subject.lesson.misconceptions):
        yield from _elsewhere(subject, replays, ("misconceptions", number, "counter"), one.counter, _misconception)
    for number, statement in enumerate(subject.lesson.statements):
        yield from _elsewhere(subject, replays, ("statements", number, "run"), statement.run, _statement)


def is_broken(misconception: Misconception, trace: Trace) -> bool:
    """Whether a run breaks each claim of the belief, and bears out all that is so."""
    believed = all(_breaks(claim, trace) for claim in misconception.belief.claims)
    return believed and holds(misconception.so.claims, trace)


def holds(claims: tuple[RunClaim, ...], trace: Trace) -> bool:
    """Whether a run bears out all of these claims."""
    return not any(found for claim in claims for found in judge(claim, trace, {}))


def answer_holds(statement: Statement, subject: Subject, number: int) -> bool:
    """Whether the answer of a statement reads as it states.

    Raises:
        UnanswerableError: the run has no answer to it.
        LessonError: a changed lesson cannot be run.
    """
    if statement.answer is None:
        raise ValueError("the statement has no answer")
    runs = runs_of(subject.loaded, subject.trace, subject.replays, ("statements", number))
    return ask(statement.answer, runs, several=True).judge(statement.answer.reads or "")[0]


def _elsewhere(subject: Subject, replays: Replays, loc: Loc, run: WhichRun, held: _Judge) -> Iterator[Problem]:
    """Check what is said of a run that is not the lesson's own, if it can be played."""
    if run == "lesson":
        return
    try:
        yield from held(subject, replays.which(run), int(loc[1]))
    except UnchangeableError as error:
        yield subject.error(loc, error.what, error.next_step)
    except LessonError as error:
        if run != "why":  # `why` itself tells of its run
            yield subject.error(loc, f"this run cannot be made: {error.problems[0].what}", "name another run")


def _misconception(subject: Subject, trace: Trace, number: int) -> Iterator[Problem]:
    loc, one = ("misconceptions", number), subject.lesson.misconceptions[number]
    for index, claim in enumerate(one.belief.claims):
        here = (*loc, "belief", "claims", index)
        if unknown := _beyond(claim, trace):
            yield subject.error(here, unknown, f"it has steps 1 to {len(trace.steps)}")
        elif not _breaks(claim, trace):
            what = "the run bears this claim out, so it does not break the belief"
            yield subject.error(here, what, "claim what would be so if the belief were true, or name another `counter`")
    for index, claim in enumerate(one.so.claims):
        yield from _untrue(subject, claim, trace, (*loc, "so", "claims", index))


def _statement(subject: Subject, trace: Trace, number: int) -> Iterator[Problem]:
    loc, statement = ("statements", number), subject.lesson.statements[number]
    if statement.answer is not None:
        yield from _answered(subject, statement, number)
        return
    claims = statement.claims or ()
    untrue = [
        problem
        for index, claim in enumerate(claims)
        for problem in _untrue(subject, claim, trace, (*loc, "claims", index))
    ]
    beyond = [problem for problem, claim in zip(untrue, claims, strict=False) if _beyond(claim, trace)]
    if statement.holds:
        yield from untrue
    elif beyond:
        yield from beyond
    elif not untrue:
        yield subject.error((*loc, "holds"), "the run bears all its claims out: the statement is true", "write `true`")


def _answered(subject: Subject, statement: Statement, number: int) -> Iterator[Problem]:
    loc = ("statements", number)
    try:
        true = answer_holds(statement, subject, number)
    except UnanswerableError as error:
        yield subject.error((*loc, "answer"), error.what, error.next_step)
    except LessonError as error:
        yield from error.problems
    else:
        if true != statement.holds:
            said = "true" if true else "false"
            yield subject.error((*loc, "holds"), f"in the run the statement is {said}", f"write `{said}`")


def _options(subject: Subject) -> Iterator[Problem]:
    """Find options with a misconception that the question does not have, or that are right."""
    for number, question in enumerate(subject.lesson.quiz):
        answered = subject.quiz[number]
        if not isinstance(answered, Answered):
            continue
        right = {one.text for one in kind_of(answered).right(answered)}
        options = [option.text for option in answered.options]
        for option in question.misconceptions:
            loc = ("quiz", number, "misconceptions", option)
            if option in right:
                yield subject.error(loc, f"{short_quoted(option)} is right", "name a wrong option")
            elif options and option not in options:
                instead = suggest(option, options, "the options are")
                yield subject.error(loc, f"the question has no option {short_quoted(option)}", instead)


def _untrue(subject: Subject, claim: RunClaim, trace: Trace, loc: Loc) -> Iterator[Problem]:
    for where, what, next_step in judge(claim, trace, {}):
        yield subject.error((*loc, *where), what, next_step)


def _breaks(claim: RunClaim, trace: Trace) -> bool:
    return not _beyond(claim, trace) and any(True for _ in judge(claim, trace, {}))


def _beyond(claim: RunClaim, trace: Trace) -> str | None:
    """What a claim names that its run does not have."""
    beyond = [number for number in (*(claim.at or ()), *(claim.only or ())) if number > len(trace.steps)]
    return f"the run has no step {beyond[0]}" if beyond else None
