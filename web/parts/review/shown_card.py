"""A card as a page shows it: before the answer only what can be chosen, after it what is so, and when it comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.lesson.kind_rules import Kind
from tutorial.practice.exercise import Exercise
from tutorial.quiz.kinds import kind_of
from tutorial.quiz.predicting import Predicted
from tutorial.telling import narration
from tutorial.telling.words import visible
from web.parts.code import coloured_lines
from web.parts.points import refer_elsewhere
from web.parts.practice.shown_exercise import ShownWrong, is_one_press, template_of, wrong_parts
from web.parts.quiz.form import Standing
from web.parts.quiz.forms import form_of
from web.student.answers_given import AnswersGiven, State
from web.student.deck import DeckCard
from web.student.missed_attempts import MissedAttempt

_MISSED = {True: "You were sure of this, and it was not so.", False: "You missed this before."}
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card, as the templates of the quiz's forms read a question, with what stands around it.

    `name` is the card's id in an address, `came_in` what began its step and those before, for a prediction. `code` are
    the lines of the program. `exercise` has the sheet of one that is a table. Until the student has answered, `told`,
    `wrong`, `why` and `back` are empty.
    """

    id: str
    lesson: str
    name: str
    title: str
    text: Markup
    kind: Kind
    state: State
    template: str
    form: object
    one_press: bool
    missed: str
    came_in: tuple[str, ...]
    code: tuple[Markup, ...]
    told: str
    back: str
    exercise: Exercise | None
    wrong: tuple[ShownWrong, ...]
    why: Markup


def shown_card(studied: Studied, card: DeckCard, given: str = "", now: str = "") -> ShownCard:
    """A card before an answer, or after one that was given; then `card.due` is when it comes back."""
    question, form = card.question, form_of(card.question)
    beside = card.beside or MissedAttempt(question)
    link = refer_elsewhere(beside.run or studied.trace)
    grade = kind_of(question).grade(question, given) if given else None
    state: State = "open" if grade is None else "right" if grade.right else "shown"
    standing = Standing(studied, question, AnswersGiven((given,) if given else ()), state, grade)
    return ShownCard(
        id=f"card-{studied.slug}-{question.id}".replace(":", "-"),
        lesson=studied.slug,
        name=question.id,
        title=studied.lesson.title,
        text=markdown.inline(question.question.question, link),
        kind=question.question.kind,
        state=state,
        template=template_of(beside.exercise) if beside.exercise else f"parts/quiz/{form.template}.html",
        form=form.show(standing),
        one_press=(is_one_press(beside.exercise) if beside.exercise else form.one_press) and state == "open",
        missed=_MISSED[card.missed.sure] if card.missed and not given else "",
        came_in=beside.came_in or _came_in(studied, card),
        code=coloured_lines(studied.lesson.code),
        told="" if grade is None else "Right." if grade.right else "Not so.",
        back=f"It comes back {in_words(card.due, now)}." if given else "",
        exercise=beside.exercise,
        wrong=wrong_parts(beside.exercise, given) if beside.exercise else (),
        why=markdown.block(beside.why, link) if given else Markup(),
    )


def in_words(due: str, now: str) -> str:
    """How long it is until something is due: the largest unit that counts, rounded."""
    seconds = (datetime.fromisoformat(due) - datetime.fromisoformat(now)).total_seconds()
    for unit, length in _UNITS:
        if (count := round(seconds / length)) >= 1 and seconds >= 0.75 * length:
            return f"in {count} {unit}" + ("s" if count > 1 else "")
    return "now"


def _came_in(studied: Studied, card: DeckCard) -> tuple[str, ...]:
    """What began the steps up to that of a prediction: it asks what comes of the last one."""
    asked = card.question.question.answer
    if not isinstance(asked, Predicted):
        return ()
    return tuple(
        f"Step {step.number}: {visible(narration.trigger(step))}" for step in studied.trace.steps[: asked.step]
    )
