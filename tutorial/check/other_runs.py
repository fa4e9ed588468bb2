"""The runs of a lesson beside its own of which its texts speak: the one of `why`, and changed ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tutorial.check.prose import prose
from tutorial.check.subject import Subject
from tutorial.lesson.changed_lesson import UnchangeableError, changed_lesson, why_lesson
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.problems import LessonError
from tutorial.lesson.which_run import WhichRun
from tutorial.run.replays import Replays


def other_runs(subject: Subject, replays: Replays) -> Iterator[Subject]:
    """The lesson with each of these runs, without what is said of its own run alone. Who cannot be played is left out.

    The checks of `why` and of beliefs tell of those.
    """
    for run in _spoken_of(subject.lesson):
        try:
            trace, lesson = replays.which(run), lesson_of(subject.lesson, run)
        except (LessonError, UnchangeableError):
            continue
        alone = lesson.model_copy(update={"quiz": (), "key_moments": (), "expect": ()})
        yield replace(subject, loaded=replace(subject.loaded, lesson=alone), trace=trace, run=run)


def _spoken_of(lesson: Lesson) -> list[WhichRun]:
    """Each run once. They are compared, since a change may hold payloads, which have no hash."""
    runs: list[WhichRun] = []
    for text in prose(lesson):
        run = text.run
        if run != "lesson" and run != "project" and run not in runs:  # so that mypy sees what is left
            runs.append(run)
    return runs


def lesson_of(lesson: Lesson, run: WhichRun) -> Lesson:
    """The lesson that is played in a run.

    Raises:
        UnchangeableError: the lesson cannot be changed so.
    """
    if run == "why" and lesson.why is not None:
        return why_lesson(lesson, lesson.why)
    return lesson if isinstance(run, str) else changed_lesson(lesson, run)
