"""What every kind of question can do: complete a question from the run, and grade a student's answer."""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar, TypeVar

from tracer.trace import Trace
from tutorial.lesson.questions import Question
from tutorial.quiz.answered import Answered, Grade
from tutorial.quiz.run_answer import Candidate

_Item = TypeVar("_Item")


class QuizKind(ABC):
    """A kind of question. An answer is a text: what a student typed, or places of options with commas between (`0,2`).

    `graded` is false if nobody calls answers of this kind right or wrong. `any_number` is true if the run may have any
    number of right values.
    """

    graded: ClassVar[bool] = True
    any_number: ClassVar[bool] = False

    def complete(self, answered: Answered, trace: Trace) -> Answered:
        """Add what a question needs beside the run's answer, such as its options.

        Raises:
            UnanswerableError: the run's answer, or the author's choices, do not fit a question of this kind.
        """
        return answered

    @abstractmethod
    def valid(self, answered: Answered, given: str) -> bool:
        """Whether a student can give this answer to the question."""

    @abstractmethod
    def grade(self, answered: Answered, given: str) -> Grade:
        """Grade a valid answer."""

    def tries(self, answered: Answered) -> int:
        """How many answers a student may give."""
        return answered.question.tries

    def right(self, answered: Answered) -> Iterable[Candidate]:
        """All right values, for the author."""
        return answered.run_answer.right


def places(given: str) -> tuple[int, ...] | None:
    """Read the places of options in an answer; None, if it is no list of places."""
    if not re.fullmatch("[0-9]{1,2}(,[0-9]{1,2})*", given):
        return None
    return tuple(map(int, given.split(",")))


def shuffled(question: Question, items: Sequence[_Item]) -> list[_Item]:
    """Shuffle items, in an order that depends only on the question's words."""

    def place(index: int) -> bytes:
        return hashlib.sha256(f"{question.question}\0{index}".encode()).digest()

    return [items[index] for index in sorted(range(len(items)), key=place)]
