"""The right answers of a quiz in plain text, and where the run has them: for the author, never for a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from tutorial.lesson import markdown
from tutorial.lesson.answers import Typed
from tutorial.lesson.problems import Problem
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of
from tutorial.telling.words import short


@dataclass(frozen=True, slots=True)
class Right:
    """One right answer, and a sentence that says where the run has it."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class RightAnswers:
    """A question's number, its words, and its right answers; it has none when the question has a problem."""

    number: int
    question: str
    right: tuple[Right, ...]


def right_answers(quiz: Iterable[Answered | tuple[Problem, ...]], questions: Iterable[str]) -> tuple[RightAnswers, ...]:
    """The right answers of every question."""
    return tuple(
        RightAnswers(number, short(_plain(words)), tuple(_right(one)) if isinstance(one, Answered) else ())
        for number, (one, words) in enumerate(zip(quiz, questions, strict=True), 1)
    )


def _right(answered: Answered) -> Iterator[Right]:
    for one in kind_of(answered).right(answered):
        yield Right(one.text, _why(answered, one.why))


def _why(answered: Answered, why: str) -> str:
    if isinstance(answered.question.answer, Typed):
        return _plain(answered.question.answer.why or "The author says so; no run can check it.")
    return _plain(why)


def _plain(text: str) -> str:
    """Take the signs of Markdown out of a text, and put code in quotation marks."""
    return "".join(map(_words, markdown.inline_tokens(text)))


def _words(token: Token) -> str:
    if token.type == "code_inline":
        return f"“{token.content}”"
    return " " if token.type in ("softbreak", "hardbreak") else "" if token.children else token.content
