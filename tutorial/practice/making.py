"""Makes exercises: pure functions of a lesson, its runs and a seed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

from tutorial.lesson.questions import AUTO, Question
from tutorial.practice.exercise import EXERCISE_KINDS, Exercise, ExerciseKind, Practised, Sketch
from tutorial.practice.grounds import Grounds
from tutorial.practice.holes import fill_the_table
from tutorial.practice.left_out import what_would_change
from tutorial.practice.lies import find_the_lie
from tutorial.practice.packet_steps import match_packets
from tutorial.practice.recipients import who_receives
from tutorial.practice.sending_lines import which_line_sent
from tutorial.practice.sequences import put_in_order
from tutorial.practice.single_cells import predict_a_cell
from tutorial.quiz.answered import Answered

MAKERS: Mapping[ExerciseKind, Callable[[Grounds, Random], Sketch | None]] = {
    "cell": predict_a_cell,
    "holes": fill_the_table,
    "order": put_in_order,
    "receivers": who_receives,
    "packets": match_packets,
    "lie": find_the_lie,
    "line": which_line_sent,
    "left-out": what_would_change,
}
"""What makes an exercise of each kind, in rising order; None, when the run has nothing for the kind and the seed."""

SEEDS = 10_000
"""Seeds are numbers below this one."""

_CANDIDATES = 6
_ATTEMPTS = 12


def make(kind: ExerciseKind, seed: int, grounds: Grounds) -> Exercise | None:
    """The exercise of a kind and a seed: always the same for the same run."""
    name = f"{kind}-{seed}"
    sketch = MAKERS[kind](grounds, Random(name))  # noqa: S311  # a seed, no secret
    if sketch is None:
        return None
    question = Question.model_construct(
        question=sketch.words, kind=sketch.form, choices=AUTO, answer=Practised(exercise=name), tries=1
    )
    asked = Answered(name, question, sketch.options, sketch.run_answer, sketch.key, sketch.sides)
    about = (kind, *(f"{kind} {one}" for one in sketch.about), *(f"step {number}" for number in sketch.steps))
    return Exercise(kind, seed, asked, sketch.steps, about, sketch.whys, sketch.sheet, sketch.because)


def named(name: str, grounds: Grounds) -> Exercise | None:
    """The exercise with this name; None, if nothing has it."""
    kind, _, seed = name.rpartition("-")
    found = next((one for one in EXERCISE_KINDS if one == kind), None)
    if found is None or not re.fullmatch("0|[1-9][0-9]{0,3}", seed):
        return None
    return make(found, int(seed), grounds)


def kinds_for(grounds: Grounds) -> tuple[ExerciseKind, ...]:
    """The kinds that a run has exercises of, in rising order."""
    return tuple(kind for kind in EXERCISE_KINDS if any(make(kind, seed, grounds) for seed in range(_ATTEMPTS)))


def draw(
    kind: ExerciseKind, grounds: Grounds, chance: Random, weights: Mapping[str, float] | None = None
) -> Exercise | None:
    """Draw an exercise of a kind.

    Args:
        kind: the kind.
        grounds: the lesson with its runs.
        chance: decides; exercises themselves depend on their seed alone.
        weights: how much more of what an exercise is about (`Exercise.about`) is wanted, such as what was wrong before.
    """
    made = (make(kind, chance.randrange(SEEDS), grounds) for _ in range(_ATTEMPTS))
    candidates = [one for one in made if one is not None][:_CANDIDATES]
    if not candidates:
        return next((one for seed in range(_ATTEMPTS) if (one := make(kind, seed, grounds))), None)
    wanted = weights or {}
    return chance.choices(candidates, [1 + sum(wanted.get(one, 0) for one in each.about) for each in candidates])[0]
