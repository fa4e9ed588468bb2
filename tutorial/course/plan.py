"""The plan of a course: what its course file says, or why that cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutorial.lesson.course_file import CourseFile
from tutorial.lesson.problems import LessonError, Problem
from tutorial.reading.course_loading import load_course
from tutorial.reading.slugs import COURSE, ENDINGS


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """What a folder's course file says.

    Without a course file, or with one that has errors, `file` is None: the lessons stand in the folder's order.
    `problems` are the errors and warnings.
    """

    file: CourseFile | None = None
    problems: tuple[Problem, ...] = ()


NO_PLAN = CoursePlan()
"""The plan of a folder without a course file."""


def course_files(folder: Path) -> list[Path]:
    """The course files of a folder: the one that is read, then the one that is not; mostly none or one."""
    return [path for ending in ENDINGS if (path := folder / f"{COURSE}{ending}").is_file()]


def read_plan(paths: list[Path], slugs: list[str]) -> CoursePlan:
    """Read the plan of a course from its course files; `slugs` are the lessons, in the folder's order."""
    if not paths:
        return CoursePlan()
    first, *rest = paths
    twice = tuple(
        Problem(str(path), 1, 1, f"this file is not read: there is {first.name}, too", "delete one of them", "warning")
        for path in rest
    )
    try:
        loaded = load_course(first, slugs)
    except LessonError as error:
        return CoursePlan(problems=(*error.problems, *twice))
    return CoursePlan(loaded.file, (*loaded.warnings, *twice))
