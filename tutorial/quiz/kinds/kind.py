"""What every kind of question can do: be answered by the run, and grade what a student answers."""

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
    """A kind of question. An answer to it is a text: what was typed, or places of options with commas between (`0,2`).

    `graded` is false of a kind whose answers nobody calls right or wrong. `any_number` is true of a kind for which
    the run may have any number of right values.
    """

    graded: ClassVar[bool] = True
    any_number: ClassVar[bool] = False

    def complete(self, answered: Answered, trace: Trace) -> Answered:
        """The question with all that it needs beside what the run found, such as its options.

        Raises:
            UnanswerableError: what the run found, or the author's choices, do not fit a question of this kind.
        """
        return answered

    @abstractmethod
    def valid(self, answered: Answered, given: str) -> bool:
        """Whether an answer is one that the question can be given."""

    @abstractmethod
    def grade(self, answered: Answered, given: str) -> Grade:
        """Grade a valid answer."""

    def tries(self, answered: Answered) -> int:
        """How many answers a student may give."""
        return answered.question.tries

    def right(self, answered: Answered) -> Iterable[Candidate]:
        """All that is right, for the author."""
        return answered.run_answer.right


def places(given: str) -> tuple[int, ...] | None:
    """The places of options in an answer; None, when it is no list of places."""
    if not re.fullmatch("[0-9]{1,2}(,[0-9]{1,2})*", given):
        return None
    return tuple(map(int, given.split(",")))


def shuffled(question: Question, items: Sequence[_Item]) -> list[_Item]:
    """Items in an order that follows from the question's words alone."""

    def place(index: int) -> bytes:
        return hashlib.sha256(f"{question.question}\0{index}".encode()).digest()

    return [items[index] for index in sorted(range(len(items)), key=place)]
