"""The lessons of a course: each with its trace and its answered quiz, or with its problems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tutorial.course.plan import NO_PLAN, CoursePlan
from tutorial.course.practice_runs import practice_runs
from tutorial.course.studied import Studied as Studied  # noqa: PLC0414  # what a course is made of
from tutorial.course.studied import Unanswered as Unanswered  # noqa: PLC0414  # as above
from tutorial.course.told_runs import failing_run, judged, refuted
from tutorial.lesson.course_file import Chapter
from tutorial.lesson.problems import LessonError, Problem
from tutorial.quiz.answered import Answered
from tutorial.quiz.answering import answer_each
from tutorial.reading.loading import load
from tutorial.reading.slugs import ENDINGS, is_course_file
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore


@dataclass(frozen=True, slots=True)
class Broken:
    """A lesson that could not be loaded, run or graded, and why."""

    slug: str
    path: Path
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """All lessons of a folder, by slug (the file's name without its ending), and the plan that orders them."""

    lessons: dict[str, Studied | Broken]
    plan: CoursePlan = NO_PLAN

    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters of the plan; last, and without a title, the lessons that no chapter names. None is empty."""
        planned = self.plan.file.chapters if self.plan.file else ()
        named = {slug for chapter in planned for slug in chapter.lessons}
        left = tuple(slug for slug in self.lessons if slug not in named)
        there = [one.model_copy(update={"lessons": self._there(one)}) for one in planned if self._there(one)]
        return (*there, Chapter.model_construct(title="", lessons=left)) if left else tuple(there)

    def order(self) -> tuple[str, ...]:
        """The slugs of all lessons, in the order of the course."""
        return tuple(slug for chapter in self.chapters() for slug in chapter.lessons)

    def neighbours(self, slug: str) -> tuple[Studied | None, Studied | None]:
        """The lessons before and after a lesson, in the order of the course; broken ones are passed over."""
        order = self.order()
        at = order.index(slug)
        return self._first_good(reversed(order[:at])), self._first_good(iter(order[at + 1 :]))

    def _there(self, chapter: Chapter) -> tuple[str, ...]:
        return tuple(slug for slug in chapter.lessons if slug in self.lessons)

    def _first_good(self, slugs: Iterator[str]) -> Studied | None:
        lessons = (self.lessons[slug] for slug in slugs)
        return next((lesson for lesson in lessons if isinstance(lesson, Studied)), None)


def default_lessons() -> Path:
    """The folder `lessons` in the working folder; without one, the lessons that came with the code."""
    package = Path(__file__).resolve().parents[1]
    places = (Path("lessons"), package.parent / "lessons", package / "lessons")  # the last one is in a wheel
    return next((place for place in places if place.is_dir()), places[0])


def lesson_files(folder: Path) -> list[Path]:
    """The lesson files of a folder, in the order of their names; its course file is none of them.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"no folder of lessons at {folder}")
    files = (path for ending in ENDINGS for path in folder.glob(f"*{ending}"))
    return sorted(path for path in files if path.is_file() and not is_course_file(path))


def study(path: Path, runner: Runner, store: TraceStore) -> Studied | Broken:
    """Load, run and answer one lesson. Return `Broken` if anything is wrong with it."""
    studied = study_draft(path, runner, store)
    if isinstance(studied, Studied) and studied.unanswered:
        return Broken(path.stem, path, studied.unanswerable())
    if isinstance(studied, Studied):
        replays = Replays(store, runner, load(path))
        return replace(studied, practice=practice_runs(replays, replays.whole()))
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
    return Studied(
        path.stem,
        path,
        loaded.lesson,
        kept.trace,
        quiz,
        kept.ran_on,
        kept.seconds,
        unanswered,
        kept.sealed,
        failing=failing_run(replays, kept.trace),
        refuted=tuple(refuted(replays)),
        judged=tuple(judged(replays, kept.trace)),
    )


def study_all(paths: list[Path], runner: Runner, store: TraceStore) -> Iterator[Studied | Broken]:
    """Study lessons one after another. A generator, so that the caller can show progress."""
    for path in paths:
        yield study(path, runner, store)
