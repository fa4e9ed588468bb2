"""The items of a round of Challenge: questions of the author, and exercises on variants that nobody has seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from tracer.trace import Trace
from tutorial.lesson.lesson import Lesson
from tutorial.practice.exercise import Exercise, ExerciseKind
from tutorial.practice.grounds import Grounds
from tutorial.practice.making import SEEDS, make
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of

ROUNDS = 1_000_000
"""Seeds of rounds are numbers below this one."""

_KINDS: tuple[ExerciseKind, ...] = ("cell", "holes", "order", "receivers", "packets", "lie", "line", "cell")
_IN_ORDER: frozenset[ExerciseKind] = frozenset({"order"})
_MOST_OF_AUTHOR = 3
_ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class RoundItem:
    """An item of a round; `id` is unique in its lesson. `lesson` and `trace` are those that it is about.

    `variant` is the variant's number from 1; 0 is the lesson itself. A question of the author stands as an exercise.
    """

    id: str
    exercise: Exercise
    lesson: Lesson
    trace: Trace
    variant: int = 0
    of_author: bool = False


def round_items(
    own: Grounds, variants: Sequence[Grounds], quiz: Sequence[Answered], seed: int
) -> tuple[RoundItem, ...]:
    """The items of the round with this seed: the author's first, then exercises in rising order.

    Without variants, the exercises are about the lesson's own run.
    """
    chance = Random(f"round {seed}")  # noqa: S311  # a seed, no secret
    return (*_of_author(own, quiz, chance), *_made(own, variants, chance))


def _of_author(own: Grounds, quiz: Sequence[Answered], chance: Random) -> Iterator[RoundItem]:
    """Some of the author's questions, in their order; each is asked once."""
    graded = [question for question in quiz if kind_of(question).graded]
    drawn = chance.sample(graded, min(_MOST_OF_AUTHOR, len(graded)))
    for question in sorted(drawn, key=graded.index):
        once = replace(question, question=question.question.model_copy(update={"tries": 1, "after": None}))
        exercise = Exercise("cell", 0, once, (), ("author",))
        yield RoundItem(f"q-{question.id}", exercise, own.lesson, own.trace, of_author=True)


def _made(own: Grounds, variants: Sequence[Grounds], chance: Random) -> Iterator[RoundItem]:
    seen: set[str] = set()
    for kind in _KINDS:
        for _ in range(_ATTEMPTS):
            number = chance.randrange(len(variants)) + 1 if variants else 0
            grounds = variants[number - 1] if variants else own
            exercise = make(kind, chance.randrange(SEEDS), grounds)
            if exercise and exercise.asked.question.question not in seen and _fair(exercise):
                seen.add(exercise.asked.question.question)
                yield RoundItem(f"v{number}-{exercise.id}", exercise, grounds.lesson, grounds.trace, number)
                break


def _fair(exercise: Exercise) -> bool:
    """Whether it can be answered from the program and the list of what happens, which would tell the order of steps."""
    return exercise.kind not in _IN_ORDER or len(exercise.steps) == 1
