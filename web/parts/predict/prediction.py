"""A prediction as a page shows it: before the answer only what can be chosen, after it what is so, and why."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.quiz.answered import Answered
from tutorial.telling import narration
from web.student.answers_given import AnswersGiven, how_sure


@dataclass(frozen=True, slots=True)
class ShownOption:
    """What can be chosen. Whether it is right, and why, are empty until the student has chosen."""

    value: int
    text: str
    picked: bool
    right: bool | None
    why: Markup


@dataclass(frozen=True, slots=True)
class ShownPrediction:
    """The question of a step, which begins with `trigger`. `feedback` is empty until the student has chosen."""

    id: str
    step: int
    seed: int
    trigger: str
    text: Markup
    options: tuple[ShownOption, ...]
    feedback: str


def shown(studied: Studied, step: int, seed: int, question: Answered, answers: AnswersGiven) -> ShownPrediction:
    """A prediction after these answers; the first one counts."""
    picked = int(answers.given[0]) if answers.given else None
    return ShownPrediction(
        id=f"predict-{step}",
        step=step,
        seed=seed,
        trigger=narration.trigger(studied.trace.steps[step - 1]),
        text=markdown.inline(question.question.question),
        options=tuple(_option(question, place, picked) for place in range(len(question.options))),
        feedback="" if picked is None else told_of(right=question.options[picked].right, sure=how_sure(answers)[0]),
    )


def _option(question: Answered, place: int, picked: int | None) -> ShownOption:
    option, here = question.options[place], place == picked
    return ShownOption(
        value=place,
        text=option.text,
        picked=here,
        right=option.right if picked is not None else None,
        why=markdown.inline(option.why) if here else Markup(),
    )


def told_of(*, right: bool, sure: str) -> str:
    """What is said of an answer that counts once."""
    if right:
        return "Right."
    return "Not so. You were sure, so it comes back when you review." if sure == "sure" else "Not so."
