"""How far a student is with a lesson's project, read from the attempts that were kept.

An attempt of a project has as its id what it is of, and the project's version: when an author changes the task, nothing
that was done before counts. What is kept of a program is its hash alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from tutorial.lesson.lesson import Lesson
from tutorial.lesson.project import Project
from web.student.attempts import Attempt

HONEST = 2
"""So many failed tries open the solution, and the lines to put in order."""

_VERSION = 8


@dataclass(frozen=True, slots=True)
class ProjectProgress:
    """What a student has done: how many hints were opened, the hashes of the programs that failed, whether one passed.

    `shown` says that the student asked for the solution, `seed` in which disorder its lines are, if they were asked
    for, and `ordered` whether they were put in order.
    """

    hints: int = 0
    failed: frozenset[str] = frozenset()
    passed: bool = False
    shown: bool = False
    seed: int | None = None
    ordered: bool = False

    @property
    def may_order(self) -> bool:
        return len(self.failed) >= HONEST

    @property
    def may_see(self) -> bool:
        """Whether the solution may be asked for."""
        return self.passed or self.ordered or self.shown or self.may_order


def start_of(lesson: Lesson, project: Project) -> str:
    """The program that a student begins with."""
    return project.start if project.start is not None else lesson.code


def program_hash(code: str) -> str:
    """The SHA-256 of a program without blanks at the ends of lines, empty lines and lines of comments.

    Only what these leave makes another program.
    """
    lines = [line.rstrip() for line in code.split("\n")]
    told = [line for line in lines if line and not line.lstrip().startswith("#")]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def version_of(project: Project) -> str:
    """A few characters that change with the task and its tests; they tell nothing of what comes later."""
    told = project.model_dump(mode="json", include={"task", "start", "tests"})
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:_VERSION]


def attempt_id(what: str, project: Project) -> str:
    """The id of an attempt: `hint-1a2b3c4d`."""
    return f"{what}-{version_of(project)}"


def project_progress(lesson: Lesson, project: Project, attempts: Iterable[Attempt]) -> ProjectProgress:
    """What follows from the attempts of this student in the lesson."""
    version = f"-{version_of(project)}"
    kept = [one for one in attempts if one.of == "project" and one.id.endswith(version)]
    of = {what: [one for one in kept if one.id == f"{what}{version}"] for what in ("hint", "try", "lines", "order")}
    begun = program_hash(start_of(lesson, project))
    seeds = [int(one.seed) for one in of["lines"] if one.seed.isascii() and one.seed.isdigit()]
    return ProjectProgress(
        hints=max((int(one.given) for one in of["hint"] if one.given.isascii() and one.given.isdigit()), default=0),
        failed=frozenset(one.given for one in of["try"] if one.right is False) - {begun},
        passed=any(one.right for one in of["try"]),
        shown=any(one.id == f"solution{version}" for one in kept),
        seed=seeds[0] if seeds else None,
        ordered=any(one.right for one in of["order"]),
    )
