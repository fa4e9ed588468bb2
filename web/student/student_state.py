"""The only way for pages to read and keep a student's state."""

from __future__ import annotations

from typing import Protocol

from flask import current_app

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from web.student.answers_given import AnswersGiven, Deed


class StudentState(Protocol):
    """The state of this request's student. Each implementation knows the student and keeps the state itself."""

    def read(self, studied: Studied) -> dict[str, AnswersGiven]:
        """What was done with the questions of a lesson, by their ids; untouched questions are not in it.

        Kept entries that do not fit the present lesson are left out.
        """

    def record(self, studied: Studied, question: Answered, deed: Deed) -> None:
        """Keep what the student does with a question; `web.student.answers_given.after` says what follows from it."""

    def forget(self, studied: Studied) -> None:
        """Start the lesson's quiz over."""


def student_state() -> StudentState:
    """The state of the student whose request is being answered."""
    state: StudentState = current_app.extensions["stepwire.student"]
    return state
