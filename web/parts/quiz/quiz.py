"""The quiz as part of a page: a slot for each question, since what a question shows is its student's affair."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Unanswered
from tutorial.lesson import markdown
from web.parts.material import Material
from web.parts.part import Part
from web.parts.slots import slot

SCORE = "score"
"""The name of the score's slot."""

SUMMARY = "summary"
"""The name of the summary's slot."""

_QUESTION = "question "


@dataclass(frozen=True, slots=True)
class QuizItem:
    """A question in its place: a slot, or the words alone of one that the run cannot answer yet."""

    number: int
    slot: Markup | None = None
    words: Markup | None = None


@dataclass(frozen=True, slots=True)
class QuizView:
    """The questions in order, and the slots of the score and of the summary."""

    items: tuple[QuizItem, ...]
    score: Markup
    summary: Markup


def question_of(name: str) -> str | None:
    """The id of the question that a slot is for; None of any other slot."""
    return name.removeprefix(_QUESTION) if name.startswith(_QUESTION) else None


def _quiz(material: Material) -> QuizView | None:
    studied = material.studied
    asked = zip(studied.numbers(), studied.quiz, strict=True)
    items = [QuizItem(number, slot(_QUESTION + question.id)) for number, question in asked]
    items += [_unanswered(material, one) for one in studied.unanswered]
    return QuizView(tuple(sorted(items, key=lambda item: item.number)), slot(SCORE), slot(SUMMARY)) if items else None


def _unanswered(material: Material, one: Unanswered) -> QuizItem:
    return QuizItem(one.number, words=markdown.inline(one.question.question, material.link))


QUIZ = Part("quiz", _quiz, "parts/quiz")
