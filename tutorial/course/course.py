"""The lessons of a course: each with its trace and its answered quiz, or with its problems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracer.trace import Trace
from tutorial.lesson.lesson import Lesson, Question
from tutorial.lesson.problems import LessonError, Problem
from tutorial.quiz.answered import Answered
from tutorial.quiz.answering import answer_each
from tutorial.reading.loading import load
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the run cannot answer, or whose choices do not fit, and why."""

    number: int
    question: Question
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Studied:
    """A lesson that was run, with what a page needs. `ran_on` is the ISO date of the run, `seconds` its duration.

    Only an author's preview has `unanswered` questions.
    """

    slug: str
    path: Path
    lesson: Lesson
    trace: Trace
    quiz: tuple[Answered, ...]
    ran_on: str
    seconds: float
    unanswered: tuple[Unanswered, ...] = ()

    def numbers(self) -> tuple[int, ...]:
        """The numbers of the questions in `quiz`. Unanswered questions have numbers, too."""
        without = {one.number for one in self.unanswered}
        return tuple(number for number in range(1, len(self.lesson.quiz) + 1) if number not in without)

    def unanswerable(self) -> tuple[Problem, ...]:
        """The problems of unanswered questions, in the order of the file."""
        return tuple(sorted(problem for one in self.unanswered for problem in one.problems))


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


def default_lessons() -> Path:
    """The folder `lessons` in the working folder; without one, the lessons that came with the code."""
    package = Path(__file__).resolve().parents[1]
    places = (Path("lessons"), package.parent / "lessons", package / "lessons")  # the last one is in a wheel
    return next((place for place in places if place.is_dir()), places[0])


def lesson_files(folder: Path) -> list[Path]:
    """The lesson files of a folder, in the order of their names.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"no folder of lessons at {folder}")
    return sorted(path for ending in ("*.yaml", "*.yml") for path in folder.glob(ending) if path.is_file())


def study(path: Path, runner: Runner, store: TraceStore) -> Studied | Broken:
    """Load, run and answer one lesson. Return `Broken` if anything is wrong with it."""
    studied = study_draft(path, runner, store)
    if isinstance(studied, Studied) and studied.unanswered:
        return Broken(path.stem, path, studied.unanswerable())
    return studied


def study_draft(path: Path, runner: Runner, store: TraceStore) -> Studied | Broken:
    """Study a lesson for its author. Questions without an answer stay unanswered, and do not make it `Broken`."""
    try:
        loaded = load(path)
        replays = Replays(store, runner, loaded)
        kept = replays.whole()
        each = tuple(answer_each(loaded, kept.trace, replays))
    except LessonError as error:
        return Broken(path.stem, path, error.problems)
    quiz = tuple(one for one in each if isinstance(one, Answered))
    unanswered = tuple(
        Unanswered(number, loaded.lesson.quiz[number - 1], problems)
        for number, problems in enumerate(each, 1)
        if not isinstance(problems, Answered)
    )
    return Studied(path.stem, path, loaded.lesson, kept.trace, quiz, kept.ran_on, kept.seconds, unanswered)


def study_all(paths: list[Path], runner: Runner, store: TraceStore) -> Iterator[Studied | Broken]:
    """Study lessons one after another. A generator, so that the caller can show progress."""
    for path in paths:
        yield study(path, runner, store)
