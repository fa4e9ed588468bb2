"""A question with its answer from the trace, and the grade of an answer that a student gave to it."""

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
    """The cell that is to be filled in: the headings beside it, and what stands under them; None is the blank."""

    headings: tuple[str, ...]
    cells: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer from the trace. `id` is unique within the lesson, and stays when others move.

    `options` are what can be chosen: the choices, the things to put in order (shuffled) or what is to be matched
    (shuffled). `key` is the places in `options` in the right order, or for each of `sides` the place of what is its.
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
    """Whether an answer is right, why (Markdown, of a typed one or a line), and which of its parts are."""

    right: bool
    why: str = ""
    parts: tuple[bool, ...] = ()
