"""The lessons that are served: each with its trace and its answered quiz, or with what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tracer.trace import Trace
from tutorial.lesson import Lesson
from tutorial.problems import Problem
from tutorial.quiz import Answered


@dataclass(frozen=True, slots=True)
class Studied:
    """A lesson that was run: what a page needs. `ran_on` is the ISO date of the run, `seconds` how long it took."""

    slug: str
    path: Path
    lesson: Lesson
    trace: Trace
    quiz: tuple[Answered, ...]
    ran_on: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Broken:
    """A lesson that could not be loaded, run or graded, and why."""

    slug: str
    path: Path
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """All lessons of a folder, by slug (the file's name without its ending), in the order of the course."""

    lessons: dict[str, Studied | Broken]
