"""The form that every kind of question has on a page: shown to the student, and read when sent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.lesson.answers import Typed
from tutorial.quiz.answered import Answered, Grade
from web.parts.points import refer
from web.student.answers_given import AnswersGiven, State

Sent = MultiDict[str, str]
"""The fields of a form as the browser sends them."""

Verdict = Literal["right", "wrong"]

_TIMES = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


class NotAnAnswerError(Exception):
    """A form that holds no answer to its question: what is wrong, and what to do, in words for the student."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A question as it stands for a student, with the grade of the last answer."""

    studied: Studied
    question: Answered
    answers: AnswersGiven
    state: State
    last: Grade | None

    @property
    def given(self) -> tuple[str, ...]:
        return self.answers.given

    @property
    def parts(self) -> tuple[bool, ...]:
        """Which parts of the last answer are right; empty, when there is none."""
        return self.last.parts if self.last else ()

    @property
    def why(self) -> Markup:
        """Why the last answer is right or wrong; empty, when there is none."""
        return self.prose(self.last.why) if self.last else Markup()

    def prose(self, text: str) -> Markup:
        """Text as HTML, with links for the references in an author's words; a run's words may have braces, too."""
        typed = isinstance(self.question.question.answer, Typed)
        return markdown.inline(text, refer(self.studied.trace) if typed else None)


class Form(ABC):
    """How a question of one kind is shown, and how its form is read.

    `template` is the stem of the template of its fields, `below` that of what stands under the form once the question
    is closed. `how_close` is what a student may say there of the answer: the values of the field `mark`, and their
    words. Where `one_press` is true, an answer is one choice, which a press can make and send.
    """

    template: ClassVar[str]
    below: ClassVar[str] = ""
    how_close: ClassVar[Mapping[str, str]] = {}
    one_press: ClassVar[bool] = False

    @abstractmethod
    def read(self, sent: Sent, studied: Studied, question: Answered) -> str:
        """The answer in a form that was sent, as the question's kind grades it.

        Raises:
            NotAnAnswerError: the form holds none.
        """

    @abstractmethod
    def show(self, standing: Standing) -> object:
        """What the template writes, with as much of the truth as the student's tries have opened."""

    def feedback(self, standing: Standing) -> str:
        """What is said of the question as it stands, in a sentence or two."""
        if standing.state == "right":
            tries = len(standing.given)
            return "Right." if tries == 1 else f"Right, at the {_TIMES[tries - 2]} try."
        if standing.state == "shown":
            how = "marked" if standing.question.options else "shown"
            return f"No tries left: the right answer is {how}, with the reason."
        return self.try_again(standing) if standing.given else ""

    def try_again(self, standing: Standing) -> str:
        """What is said of a wrong answer while there are tries."""
        return "Not this one. Read why, then try again."


def number(sent: Sent, field: str, end: int, least: int = 0) -> int:
    """A number in a field that is at least `least` and less than `end`.

    Raises:
        NotAnAnswerError: there is none.
    """
    given = sent.get(field, "")
    if not given:
        raise NotAnAnswerError("Something was left open. Go back, choose for every part, and press Answer.")
    if not (given.isascii() and given.isdigit() and len(given) < 6 and least <= int(given) < end):
        raise NotAnAnswerError(f"“{given[:40]}” cannot be chosen here: choose from {least} to {end - 1}.")
    return int(given)


def verdict(right: bool) -> Verdict:
    """Whether something is right, as templates say it."""
    return "right" if right else "wrong"
