"""What a check of lessons found: each lesson's problems, and what an upgrade changed."""

from __future__ import annotations

from dataclasses import dataclass

from tutorial.lesson.problems import Problem
from tutorial.quiz.right_answers import RightAnswers


@dataclass(frozen=True, slots=True)
class Checked:
    """A lesson that was checked: what is wrong with it, and how its run differs from that of older libraries.

    `unchecked` are answers that no run can check. `moved` are the cells that changed since `since`, a word for the
    versions of the last check. `answers` are those of the quiz that are right, when they are asked for.
    """

    path: str
    problems: tuple[Problem, ...]
    unchecked: tuple[Problem, ...] = ()
    moved: tuple[str, ...] = ()
    since: str = ""
    answers: tuple[RightAnswers, ...] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All lessons that were checked, and the seconds that it took."""

    lessons: tuple[Checked, ...]
    seconds: float

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, file by file, each in its order."""
        lessons = sorted(self.lessons, key=lambda checked: checked.path)
        return tuple(problem for checked in lessons for problem in checked.problems)

    def count(self, severity: str) -> int:
        return sum(problem.severity == severity for problem in self.problems)

    def failed(self, *, strict: bool) -> bool:
        """Whether there is an error; when `strict`, or a warning."""
        return bool(self.count("error") or (strict and self.count("warning")))
