"""An exercise: a question made from a trace, the explanation of every wrong answer, and reasons to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

from tutorial.lesson.answers import Query
from tutorial.lesson.kind_rules import Kind
from tutorial.quiz.answered import Answered, Grade, Option
from tutorial.quiz.kinds import kind_of
from tutorial.quiz.kinds.kind import places
from tutorial.quiz.run_answer import RunAnswer

ExerciseKind = Literal["cell", "holes", "order", "receivers", "packets", "lie", "line", "left-out"]
EXERCISE_KINDS: tuple[ExerciseKind, ...] = get_args(ExerciseKind)
"""The kinds in rising order."""


class Practised(Query):
    """Asks what an exercise asks. No lesson file has such an answer."""

    exercise: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an answer is right, to choose from; `why` tells what the run has of it (both in Markdown)."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of a table. A number in place of a text is a hole, counted from 0.

    `lie` is the row and the column of the cell that is not true, and `truth` what stands there in the run.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    lie: tuple[int, int] | None = None
    truth: str = ""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a kind makes of a run, before it is a question with an id. See `Answered` and `Exercise` for the fields."""

    words: str
    form: Kind
    steps: tuple[int, ...]
    options: tuple[Option, ...] = ()
    key: tuple[int, ...] = ()
    sides: tuple[str, ...] = ()
    run_answer: RunAnswer = field(default=RunAnswer("", ()))
    whys: tuple[tuple[str, ...], ...] = ()
    sheet: Sheet | None = None
    because: tuple[Cause, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise of a kind, made of a run and a seed.

    `asked` is its question with the right answer. `steps` are those that it is about, `about` what a student may find
    hard in it. `whys` say of each part of an answer (a hole, a packet, a place in an order) why each option is right or
    wrong there; other kinds say it in the options, or in the run's answer. `because` are reasons for the right answer.
    """

    kind: ExerciseKind
    seed: int
    asked: Answered
    steps: tuple[int, ...]
    about: tuple[str, ...]
    whys: tuple[tuple[str, ...], ...] = ()
    sheet: Sheet | None = None
    because: tuple[Cause, ...] = ()

    @property
    def id(self) -> str:
        """The name of the exercise: who knows it can make the exercise again."""
        return self.asked.id

    def grade(self, given: str) -> Grade:
        """Grade a valid answer."""
        return kind_of(self.asked).grade(self.asked, given)


@dataclass(frozen=True, slots=True)
class WrongPart:
    """A wrong part of an answer: what was answered, and why the run says otherwise (Markdown)."""

    given: str
    why: str


def explain(exercise: Exercise, given: str) -> tuple[WrongPart, ...]:
    """Explain each wrong part of a valid answer; nothing of a right one."""
    return tuple(_explained(exercise, given)) if not exercise.grade(given).right else ()


def _explained(exercise: Exercise, given: str) -> Iterator[WrongPart]:
    asked = exercise.asked
    if not asked.options:
        yield WrongPart(given, exercise.grade(given).why)
        return
    chosen = places(given) or ()
    if not exercise.whys:
        wrong = [asked.options[place] for place in chosen if not asked.options[place].right]
        left = [one for place, one in enumerate(asked.options) if one.right and place not in chosen]
        yield from (WrongPart(one.text, one.why) for one in (*wrong, *left))
        return
    for part, (place, right) in enumerate(zip(chosen, exercise.asked.key, strict=True)):
        if asked.options[place].text != asked.options[right].text:
            yield WrongPart(asked.options[place].text, exercise.whys[part][place])


def right_answer(exercise: Exercise) -> str:
    """The right answer as a student gives it."""
    asked = exercise.asked
    if not asked.options:
        return asked.run_answer.right[0].text
    right = asked.key or [place for place, option in enumerate(asked.options) if option.right]
    return ",".join(map(str, right))
