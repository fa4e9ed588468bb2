"""An exercise as a page shows it: before the answer only what can be chosen, after it what is so, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.practice.exercise import Exercise, ExerciseKind, Sheet, explain
from web.parts.predict.prediction import told_of
from web.parts.quiz.forms import form_of
from web.parts.quiz.question import ShownQuestion, shown
from web.student.answers_given import AnswersGiven
from web.student.attempts import Attempt

NAMES: Mapping[ExerciseKind, str] = {
    "cell": "Predict",
    "holes": "Fill the table",
    "order": "Put in order",
    "receivers": "Who receives this?",
    "packets": "Match the packets",
    "lie": "Find the lie",
    "line": "Find the line",
    "left-out": "What if it were left out?",
}
"""What a page calls each kind."""

_TEMPLATES: Mapping[ExerciseKind, str] = {"holes": "parts/practice/holes.html", "lie": "parts/practice/lie.html"}
"""The kinds with fields of their own; the others have those of their questions."""


@dataclass(frozen=True, slots=True)
class ShownWrong:
    """A wrong part of an answer, and why."""

    given: str
    why: Markup


@dataclass(frozen=True, slots=True)
class ShownCause:
    """A reason to choose; whether it is the right one, and what the run has of it, once the student has chosen."""

    place: int
    text: Markup
    picked: bool
    right: bool | None
    why: Markup


@dataclass(frozen=True, slots=True)
class ShownExercise:
    """An exercise after an answer, or before it: `number` of `count` kinds that the lesson has.

    `wrong` explains an answer that is wrong in parts. `because` are the reasons to choose from after a right answer.
    """

    id: str
    kind: ExerciseKind
    name: str
    number: int
    count: int
    question: ShownQuestion
    template: str
    sheet: Sheet | None
    steps: tuple[int, ...]
    given: str
    feedback: str
    wrong: tuple[ShownWrong, ...]
    because: tuple[ShownCause, ...]
    reasoned: bool
    next: ExerciseKind


def shown_exercise(
    studied: Studied, exercise: Exercise, kinds: tuple[ExerciseKind, ...], attempt: Attempt | None
) -> ShownExercise:
    """An exercise after this attempt; the kinds that the lesson has say where it stands among them."""
    given = attempt.given if attempt else ""
    answers = AnswersGiven((given,)) if given else AnswersGiven()
    place = kinds.index(exercise.kind)
    question = shown(studied, place + 1, exercise.asked, answers)
    right = question.state == "right"
    return ShownExercise(
        id=exercise.id,
        kind=exercise.kind,
        name=NAMES[exercise.kind],
        number=place + 1,
        count=len(kinds),
        question=replace(
            question,
            feedback="",
            one_press=is_one_press(exercise) and question.state == "open",
        ),
        template=template_of(exercise),
        sheet=exercise.sheet,
        steps=exercise.steps,
        given=given,
        feedback=told_of(right=right, sure=attempt.sure) if attempt else "",
        wrong=wrong_parts(exercise, given),
        because=_because(exercise, attempt) if right else (),
        reasoned=bool(attempt and attempt.because),
        next=kinds[(place + 1) % len(kinds)],
    )


def template_of(exercise: Exercise) -> str:
    """The template of an exercise's fields."""
    return _TEMPLATES.get(exercise.kind, f"parts/quiz/{form_of(exercise.asked).template}.html")


def is_one_press(exercise: Exercise) -> bool:
    """Whether one press answers it."""
    return form_of(exercise.asked).one_press and exercise.kind not in _TEMPLATES


def wrong_parts(exercise: Exercise, given: str) -> tuple[ShownWrong, ...]:
    """What is wrong in an answer that has parts, and why; other kinds say it in their options."""
    if not given or not exercise.whys:
        return ()
    return tuple(ShownWrong(one.given, markdown.inline(one.why)) for one in explain(exercise, given))


def _because(exercise: Exercise, attempt: Attempt | None) -> tuple[ShownCause, ...]:
    chosen = attempt.because if attempt else ""
    return tuple(
        ShownCause(
            place=place,
            text=markdown.inline(one.text),
            picked=chosen == str(place),
            right=one.right if chosen else None,
            why=markdown.inline(one.why) if chosen and (one.right or chosen == str(place)) else Markup(),
        )
        for place, one in enumerate(exercise.because)
    )
