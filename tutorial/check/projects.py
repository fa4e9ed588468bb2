"""Check `project`: the start fails its tests, the solution passes them, and wrong tries fail with a message that helps.

The author's tries are played, and mutants of the solution: in each, one thing is changed in a line that the start does
not have.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from tracer.trace import Trace
from tutorial.check.code_in_prose import check_code_in_prose
from tutorial.check.comparing import differences, without_lines
from tutorial.check.markup import check_markup
from tutorial.check.mutated_code import RENAMED, Edit, edits
from tutorial.check.subject import Subject
from tutorial.lesson import markdown
from tutorial.lesson.changed_lesson import UnchangeableError, changed_code
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.positions import Loc
from tutorial.lesson.problems import Problem
from tutorial.lesson.project import Project, ProjectTest, ProjectTry
from tutorial.project.happenings import happens
from tutorial.project.verdicts import judge
from tutorial.run.replays import Replays
from tutorial.telling.words import in_quotes, short_quoted

MOST_MUTANTS = 60


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of a test: its run, or why it has none; and the message of each claim, empty where it holds."""

    test: ProjectTest
    trace: Trace | None
    messages: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.trace is not None and not any(self.messages)

    def told(self) -> str:
        """What a student is told, in one text."""
        return f"{in_quotes(self.test.says)} fails: {' '.join(filter(None, self.messages))}"


def check_project(subject: Subject, replays: Replays, *, mutants: bool = True) -> Iterator[Problem]:
    """Find what does not hold of a project, if the lesson has one; `mutants` of its solution take longest."""
    project = subject.lesson.project
    if project is None:
        return
    tests = _Tests(subject.lesson, project, replays)
    yield from _start(subject, tests)
    if wrong := list(_solution(subject, tests)):
        yield from wrong
        return
    yield from _empty(subject, tests)
    for number, one in enumerate(project.tries):
        yield from _try(subject, tests, one, ("project", "tries", number))
    if mutants:
        yield from _mutants(subject, tests)
    yield from _texts(subject, tests)


class _Tests:
    """Plays the tests of a project with one program after the other."""

    def __init__(self, lesson: Lesson, project: Project, replays: Replays) -> None:
        self.project, self.replays = project, replays
        self.start = project.start if project.start is not None else lesson.code
        self.lesson = lesson.model_copy(update={"quiz": (), "key_moments": (), "expect": (), "project": None})

    def each(self, code: str) -> Iterator[Tested]:
        """Play the tests in their order; whoever has seen enough takes no more."""
        for test in self.project.tests:
            played = self.replays.tried(self.lesson.model_copy(update={"code": code, "scenario": test.scenario}))
            if isinstance(played, str):
                yield Tested(test, None, (f"it cannot be played: {played}",))
            else:
                yield Tested(test, played, tuple(one.message for one in judge(test, played)))

    def failure(self, code: str) -> Tested | None:
        """The first test that a program fails."""
        return next((run for run in self.each(code) if not run.passed), None)

    def trace(self, code: str) -> Trace | None:
        """The run of the first test."""
        return next(self.each(code)).trace


def _start(subject: Subject, tests: _Tests) -> Iterator[Problem]:
    if tests.failure(tests.start) is None:
        place = ("project", "tests" if tests.project.start is None else "start")
        yield subject.error(place, "the start passes every test: nothing is left to do", "add a test that it fails")


def _solution(subject: Subject, tests: _Tests) -> Iterator[Problem]:
    for number, run in enumerate(tests.each(tests.project.solution)):
        if run.trace is None:
            loc: Loc = ("project", "tests", number, "scenario")
            yield subject.error(loc, f"the solution fails here: {run.messages[0]}", "mend the solution or the scenario")
            continue
        for index, message in enumerate(run.messages):
            if message:
                loc = ("project", "tests", number, "claims", index)
                yield subject.error(loc, f"the solution fails here: {message}", "mend the solution or the claim")


def _empty(subject: Subject, tests: _Tests) -> Iterator[Problem]:
    """Claims that only some receive a text, which nobody receives: its author has it otherwise than the run."""
    for number, run in enumerate(tests.each(tests.project.solution)):
        steps = run.trace.steps if run.trace else ()
        for index, claim in enumerate(run.test.claims):
            if claim.nobody_but and not any(happens(claim, step) for step in steps):
                loc: Loc = ("project", "tests", number, "claims", index)
                what = (
                    f"nobody at all receives {short_quoted(claim.receives or '')}, so nearly every program passes this"
                )
                yield subject.warning(loc, what, "write the text as the run has it, or `nobody_but: []`")


def _try(subject: Subject, tests: _Tests, one: ProjectTry, loc: Loc) -> Iterator[Problem]:
    try:
        code = program_of(tests.project, one)
    except UnchangeableError as error:
        yield subject.error((*loc, "change"), error.what, error.next_step)
        return
    failure = tests.failure(code)
    if failure is None:
        yield subject.error(loc, "this try passes every test", "add a claim that it breaks, or take it away")
    elif one.message is not None and one.message not in failure.told():
        what = f"the message has no {in_quotes(one.message)}: {failure.told()}"
        yield subject.error((*loc, "message"), what, "correct it")


def program_of(project: Project, one: ProjectTry) -> str:
    """The program of a try.

    Raises:
        UnchangeableError: the solution has no such line, or is no program with the new one.
    """
    if one.change is not None:
        return changed_code(project.solution, one.change)
    return one.code or ""


def _mutants(subject: Subject, tests: _Tests) -> Iterator[Problem]:
    """Warn of changes of the solution that show in a test's run, and that no test notices."""
    solution = tests.project.solution
    own = [without_lines(run.trace) for run in tests.each(solution) if run.trace]
    changed = _new_lines(tests.start, solution)
    mutants = (one for one in edits(solution) if one.line in changed and one.may != RENAMED)
    for edit in islice(mutants, MOST_MUTANTS):
        runs = list(_until_failed(tests, edit))
        if runs[-1].passed and any(_differs(one, run.trace) for one, run in zip(own, runs, strict=True)):
            place = subject.loaded.where.inside(("project", "solution"), edit.line, edit.column)
            what = f"every test passes when line {edit.line} of the solution {edit.may}"
            next_step = "add a claim that breaks then, or a `meant`"
            yield Problem(subject.loaded.where.path, *place, what, next_step, "warning")


def _until_failed(tests: _Tests, edit: Edit) -> Iterator[Tested]:
    for run in tests.each(edit.code):
        yield run
        if not run.passed:
            return


def _differs(own: Trace, other: Trace | None) -> bool:
    return other is not None and next(differences(own, without_lines(other)), None) is not None


@cache
def _new_lines(start: str, solution: str) -> frozenset[int]:
    """The lines of the solution, from 1, that the start does not have there."""
    old, new = _stripped(start), _stripped(solution)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    blocks = (op for op in matcher.get_opcodes() if op[0] != "equal")
    return frozenset(number for *_, first, last in blocks for number in range(first + 1, last + 1))


def _stripped(code: str) -> Sequence[str]:
    return [line.rstrip() for line in code.split("\n")]


def _texts(subject: Subject, tests: _Tests) -> Iterator[Problem]:
    """Check the Markdown of the project; it speaks of the solution, and of no place of the lesson's run."""
    project = tests.project
    trace = tests.trace(project.solution)
    if trace is None:
        return
    lesson = subject.lesson.model_copy(update={"code": project.solution})
    solved = replace(subject, loaded=replace(subject.loaded, lesson=lesson), trace=trace, run="project")
    yield from check_markup(solved)
    yield from check_code_in_prose(solved)
    for prose in solved.prose():
        for reference in markdown.references(prose.text):
            what = (
                f"{short_quoted(reference.written)} is a place of the lesson's run: a changed program has another run"
            )
            yield solved.at_words(prose, reference.written, what, "say it in words")
    if not project.hints:
        yield subject.warning(("project",), "this task has no hint", "write `hints`")
