"""A question with its answer from the trace, and the grade of a student's answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from tutorial.lesson.questions import Question
from tutorial.quiz.run_answer import RunAnswer


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a question: whether it is right, and why, in one line of Markdown."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A row with the cell to fill in: its headings, and the text below each; None is the blank."""

    headings: tuple[str, ...]
    cells: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer from the trace. `id` is unique within the lesson, and stays when other questions move.

    `options` has what a student can choose: the choices, the shuffled things to put in order, or the shuffled things to
    match. `key` has the places in `options`: in the right order, or the matching one for each of `sides`.
    """

    id: str
    question: Question
    options: tuple[Option, ...]
    run_answer: RunAnswer = field(default=RunAnswer("", ()))
    key: tuple[int, ...] = ()
    sides: tuple[str, ...] = ()
    blank: Blank | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """Whether an answer is right, why (Markdown; for a typed answer or a line), and which of its parts are right."""

    right: bool
    why: str = ""
    parts: tuple[bool, ...] = ()
