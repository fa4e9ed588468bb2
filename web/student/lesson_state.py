"""How far a student is with a lesson: new, begun or done."""

from __future__ import annotations

from typing import Literal

from tutorial.course.course import Studied
from web.student.answers_given import NOTHING, state
from web.student.lesson_progress import LessonProgress

LessonState = Literal["new", "begun", "done"]


def lesson_state(studied: Studied, progress: LessonProgress) -> LessonState:
    """How far a student is with a lesson.

    It is done when each question of its quiz is answered; without a quiz, when the run was seen to its last step.
    """
    if studied.quiz:
        waiting = [one for one in studied.quiz if state(one, progress.answers.get(one.id, NOTHING)) == "open"]
        return "done" if not waiting else "begun" if progress.last else "new"
    seen = max((one.step for one in progress.bookmarks.values()), default=0)
    return "done" if progress.done or seen >= len(studied.trace.steps) else "begun" if progress.last else "new"


def answered(studied: Studied, progress: LessonProgress) -> int:
    """How many questions of a lesson's quiz are answered: found right, or shown after the last try."""
    return sum(state(one, progress.answers.get(one.id, NOTHING)) != "open" for one in studied.quiz)
