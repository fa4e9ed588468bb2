"""The only way for pages to read and keep a student's state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from flask import current_app

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from web.student.answers_given import Deed
from web.student.lesson_progress import LessonDeed, LessonProgress


class StudentState(Protocol):
    """The state of this request's student. Each implementation knows the student and keeps the state itself."""

    def read(self, studied: Studied, more: Iterable[Answered] = ()) -> LessonProgress:
        """What was done in a lesson, with the answers to its quiz and to the questions in `more`.

        What was kept and does not fit the present lesson is left out.
        """

    def overview(self, lessons: Iterable[Studied]) -> dict[str, LessonProgress]:
        """What was done in each of these lessons, by their slugs; lessons in which nothing was done are not in it."""

    def record(self, studied: Studied, question: Answered, deed: Deed, event: str = "") -> None:
        """Keep what the student does with a question; `web.student.answers_given.after` says what follows from it.

        `event` is an id that the browser made for it: what comes again under the same id counts once.
        """

    def note(self, studied: Studied, deed: LessonDeed, event: str = "") -> None:
        """Keep what the student does in a lesson, beside answering its questions."""

    def forget(self, studied: Studied, event: str = "") -> None:
        """Start the lesson's quiz over."""


def student_state() -> StudentState:
    """The state of the student whose request is being answered."""
    state: StudentState = current_app.extensions["stepwire.student"]
    return state
