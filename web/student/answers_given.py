"""A student's answers to the questions of a quiz, the state of each question, and the score.

Only plain data and functions of it: a `StudentState` keeps the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of

State = Literal["open", "right", "shown"]

HOW_CLOSE = {"yes": "I had it", "no": "Not yet"}
"""What a student can say of a free text, beside the model answer."""


@dataclass(frozen=True, slots=True)
class AnswersGiven:
    """What a student did with one question.

    `given` are the answers in order, each once. `how_close` is what the writer of a free text says of it, one of
    `HOW_CLOSE`. `past` says that the student chose to see what the question covers.
    """

    given: tuple[str, ...] = ()
    how_close: str = ""
    past: bool = False


NOTHING = AnswersGiven()
"""What was done with a question that nobody has touched."""


@dataclass(frozen=True, slots=True)
class Try:
    """The student gives a valid answer. A closed question, or an answer that was given before, stays as it is."""

    given: str


@dataclass(frozen=True, slots=True)
class Compare:
    """The writer of a free text says how close it is to the model answer."""

    how_close: str


@dataclass(frozen=True, slots=True)
class SeePast:
    """The student wants to see what a question covers, and answer it later or never."""


Deed = Try | Compare | SeePast
"""What a student can do with a question."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a lesson's quiz stands; free texts are not counted. A question has from `fewest` to `most` tries."""

    right: int
    tried: int
    all: int
    fewest: int
    most: int


def after(question: Answered, answers: AnswersGiven, deed: Deed) -> AnswersGiven:
    """What a student did with a question, and now this."""
    if isinstance(deed, SeePast):
        return replace(answers, past=True)
    if isinstance(deed, Compare):
        return replace(answers, how_close=deed.how_close) if answers.given else answers
    if state(question, answers) != "open" or deed.given in answers.given:
        return answers
    return replace(answers, given=(*answers.given, deed.given))


def fitting(question: Answered, answers: AnswersGiven) -> AnswersGiven:
    """The kept answers that fit the present question."""
    given, kind = answers.given, kind_of(question)
    if len(set(given)) < len(given) or not all(kind.valid(question, one) for one in given):
        given = ()
    how_close = answers.how_close if given and answers.how_close in HOW_CLOSE else ""
    return AnswersGiven(given, how_close, past=answers.past and question.question.after is not None)


def state(question: Answered, answers: AnswersGiven) -> State:
    """A question's state after these answers: open while tries are left, right when found, else shown."""
    kind, given = kind_of(question), answers.given
    if given and kind.grade(question, given[-1]).right:
        return "right"
    return "shown" if len(given) >= kind.tries(question) else "open"


def score(studied: Studied, answers: Mapping[str, AnswersGiven]) -> Score:
    """How many of the lesson's questions were found right, and tried at all."""
    graded = [question for question in studied.quiz if kind_of(question).graded]
    right = sum(state(question, answers.get(question.id, NOTHING)) == "right" for question in graded)
    tries = [kind_of(question).tries(question) for question in graded]
    tried = sum(bool(one.given) for one in answers.values())
    return Score(right, tried, len(graded), min(tries, default=0), max(tries, default=0))
