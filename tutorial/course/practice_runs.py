"""The runs that exercises need beside the lesson's own: without an action, and of its variants."""

from __future__ import annotations

from tracer.trace import Trace
from tutorial.course.studied import PracticeRuns
from tutorial.lesson.changed_lesson import UnchangeableError
from tutorial.lesson.changes import Change
from tutorial.lesson.problems import LessonError
from tutorial.lesson.scenario import told_of
from tutorial.practice.variants import VARIANTS, Variant, varied
from tutorial.run.replays import Replays
from tutorial.run.store import KeptTrace

_MOST_ACTIONS = 60
_SLOW = 2.0
_MOST_LEFT_OUT = 3


def practice_runs(replays: Replays, kept: KeptTrace) -> PracticeRuns:
    """Play what a lesson's exercises need. A long or slow run is played no further: who serves it would wait."""
    lesson = replays.loaded.lesson
    if len(lesson.scenario) > _MOST_ACTIONS or kept.seconds > _SLOW or lesson.any_order:
        return PracticeRuns()
    return PracticeRuns(_left_out(replays, kept.trace), _variants(replays))


def _left_out(replays: Replays, trace: Trace) -> dict[int, Trace]:
    """Runs without an action, for some of the steps that one action alone makes."""
    told = told_of(replays.loaded.lesson.scenario)
    numbers = [step.number for step in trace.steps[1:told] if step.trigger.kind in ("event", "connect")]
    apart = max(1, len(numbers) // _MOST_LEFT_OUT)
    found = {}
    for number in numbers[::apart][:_MOST_LEFT_OUT]:
        try:
            found[number] = replays.changed(Change(without=number))
        except (UnchangeableError, LessonError):
            continue  # the scenario cannot be played without it
    return found


def _variants(replays: Replays) -> tuple[Variant, ...]:
    found = []
    for number in range(VARIANTS):
        lesson = varied(replays.loaded.lesson, number)
        if lesson is None:
            continue
        try:
            found.append(Variant(lesson, replays.of(lesson)))
        except LessonError:
            continue  # the program needs what was varied
    return tuple(found)
