"""A student's answers to the questions of a quiz, the state of each question, and the score.

Only plain data and functions of it: a `StudentState` keeps the answers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from tutorial.course.course import Studied
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of

State = Literal["open", "right", "shown"]

HOW_CLOSE = {"yes": "I had it", "no": "Not yet"}
"""What a student can say of a free text, beside the model answer."""

HOW_SURE = {"guess": "I guess", "think": "I think so", "sure": "I am sure"}
"""How sure a student can be of an answer; nobody grades it."""


@dataclass(frozen=True, slots=True)
class AnswersGiven:
    """What a student did with one question.

    `given` are the answers in order, each once. `sure` says of each how sure the student was, one of `HOW_SURE` or an
    empty text; it is empty when nobody ever said. `because` is the reason that the student chose for the last answer;
    `reasoned` says whether it is the right one, where the run can say. `how_close` is what the writer of a free text
    says of it, one of `HOW_CLOSE`. `past` says that the student chose to see what the question covers. `hints` are the
    numbers of the hints that were opened. `again` says that the question was wrong at first, and is asked anew.
    """

    given: tuple[str, ...] = ()
    how_close: str = ""
    past: bool = False
    sure: tuple[str, ...] = ()
    because: str = ""
    reasoned: bool | None = None
    hints: frozenset[int] = frozenset()
    again: bool = False


NOTHING = AnswersGiven()
"""What was done with a question that nobody has touched."""


@dataclass(frozen=True, slots=True)
class Try:
    """The student gives a valid answer. A closed question, or an answer that was given before, stays as it is.

    `sure` is one of `HOW_SURE`, or empty. `seed` is what a question was made of that is drawn anew for each student.
    """

    given: str
    sure: str = ""
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Because:
    """The student chooses the reason for the last answer, by its id; `right` is None where the run cannot say."""

    reason: str
    right: bool | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """The writer of a free text says how close it is to the model answer."""

    how_close: str


@dataclass(frozen=True, slots=True)
class SeePast:
    """The student wants to see what a question covers, and answer it later or never."""


@dataclass(frozen=True, slots=True)
class OpenHint:
    """The student opens a hint, by its number from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class TryAgain:
    """The student wants a question anew that was not right at the first try. It covers nothing this time."""


Deed = Try | Because | Compare | SeePast | OpenHint | TryAgain
"""What a student can do with a question."""


HowItWent = Literal["open", "first", "later", "again", "shown", "written"]
"""What came of a question: right at the first try, at a later one, when it was asked again; shown; a text written."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a lesson's quiz stands. A question has from `fewest` to `most` tries.

    `questions` counts all questions, free texts among them; `right` and `all` count those that are graded.
    `outcomes` has what came of each question, in order.
    """

    right: int
    tried: int
    all: int
    fewest: int
    most: int
    questions: int
    outcomes: tuple[HowItWent, ...] = ()

    @property
    def first(self) -> int:
        """How many were right at the first try."""
        return self.outcomes.count("first")

    @property
    def done(self) -> bool:
        """Whether something came of every question."""
        return bool(self.outcomes) and "open" not in self.outcomes

    @property
    def wrong(self) -> int:
        """How many were not right at the first try, and can be tried again."""
        return self.outcomes.count("later") + self.outcomes.count("shown")


def after(question: Answered, answers: AnswersGiven, deed: Deed) -> AnswersGiven:
    """What a student did with a question, and now this."""
    match deed:
        case SeePast():
            return replace(answers, past=True)
        case OpenHint(number):
            return replace(answers, hints=answers.hints | {number})
        case Compare(how_close):
            return replace(answers, how_close=how_close) if answers.given else answers
        case Because(reason, right):
            return replace(answers, because=reason, reasoned=right) if answers.given else answers
        case TryAgain() if outcome(question, answers) in ("later", "shown"):
            return AnswersGiven(past=question.question.after is not None, again=True)
        case Try(given, sure) if state(question, answers) == "open" and given not in answers.given:
            said = _said((*how_sure(answers), sure))
            return replace(answers, given=(*answers.given, given), sure=said, because="", reasoned=None)
    return answers


def how_sure(answers: AnswersGiven) -> tuple[str, ...]:
    """How sure the student was of each answer given, an empty text where nobody said."""
    return answers.sure or ("",) * len(answers.given)


def _said(sure: tuple[str, ...]) -> tuple[str, ...]:
    return sure if any(sure) else ()


def fitting(question: Answered, answers: AnswersGiven) -> AnswersGiven:
    """The kept answers that fit the present question."""
    given, kind = answers.given, kind_of(question)
    if len(set(given)) < len(given) or not all(kind.valid(question, one) for one in given):
        given = ()
    return AnswersGiven(
        given=given,
        how_close=answers.how_close if given and answers.how_close in HOW_CLOSE else "",
        past=answers.past and question.question.after is not None,
        sure=_said(tuple(one if one in HOW_SURE else "" for one in answers.sure))
        if len(answers.sure) == len(given)
        else (),
        because=answers.because if given else "",
        reasoned=answers.reasoned if given else None,
        hints=frozenset(one for one in answers.hints if 1 <= one <= len(question.question.hints)),
        again=answers.again,
    )


def state(question: Answered, answers: AnswersGiven) -> State:
    """A question's state after these answers: open while tries are left, right when found, else shown."""
    kind, given = kind_of(question), answers.given
    if given and kind.grade(question, given[-1]).right:
        return "right"
    return "shown" if len(given) >= kind.tries(question) else "open"


def outcome(question: Answered, answers: AnswersGiven) -> HowItWent:
    """What came of a question."""
    if not kind_of(question).graded:
        return "written" if answers.given else "open"
    stands = state(question, answers)
    if stands == "right":
        return "later" if len(answers.given) > 1 else "again" if answers.again else "first"
    return stands


def gate(studied: Studied, answers: Mapping[str, AnswersGiven]) -> float:
    """The last step that the student may see: where the first question waits that is asked on the way."""
    waits = [
        question.question.after
        for question in studied.quiz
        if question.question.after is not None
        and state(question, one := answers.get(question.id, NOTHING)) == "open"
        and not one.past
    ]
    return min(waits, default=math.inf)


def score(studied: Studied, answers: Mapping[str, AnswersGiven]) -> Score:
    """How many of the lesson's questions were found right, and tried at all."""
    graded = [question for question in studied.quiz if kind_of(question).graded]
    right = sum(state(question, answers.get(question.id, NOTHING)) == "right" for question in graded)
    tries = [kind_of(question).tries(question) for question in graded]
    tried = sum(bool(one.given) for one in answers.values())
    outcomes = tuple(outcome(question, answers.get(question.id, NOTHING)) for question in studied.quiz)
    fewest, most = min(tries, default=0), max(tries, default=0)
    return Score(right, tried, len(graded), fewest, most, len(studied.quiz), outcomes)
