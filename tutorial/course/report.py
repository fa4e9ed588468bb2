"""The report of a check: each lesson's problems, and what an upgrade changed."""

from __future__ import annotations

from dataclasses import dataclass

from tutorial.check.sentence_kinds import Held
from tutorial.course.mutant_check import MutantReport
from tutorial.lesson.problems import Problem
from tutorial.quiz.right_answers import RightAnswers


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked lesson: its problems, and how its run differs from the run with older libraries.

    `unchecked` has the answers that no run can check. `moved` has the cells that changed since `since`, the versions of
    the last check in words. `answers` has the right answers of the quiz, `sentences` what holds each sentence,
    `mutants` what became of the lesson's mutants, when the caller asks for them.
    """

    path: str
    problems: tuple[Problem, ...]
    unchecked: tuple[Problem, ...] = ()
    moved: tuple[str, ...] = ()
    since: str = ""
    answers: tuple[RightAnswers, ...] | None = None
    sentences: tuple[Held, ...] | None = None
    mutants: MutantReport | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All checked lessons and course files, and how many seconds the check took."""

    lessons: tuple[Checked, ...]
    seconds: float
    courses: tuple[Checked, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems, file by file, in the order of each file."""
        files = sorted((*self.lessons, *self.courses), key=lambda checked: checked.path)
        return tuple(problem for checked in files for problem in checked.problems)

    def count(self, severity: str) -> int:
        return sum(problem.severity == severity for problem in self.problems)

    def failed(self, *, strict: bool) -> bool:
        """Whether there is an error, or (when `strict`) a warning."""
        return bool(self.count("error") or (strict and self.count("warning")))
