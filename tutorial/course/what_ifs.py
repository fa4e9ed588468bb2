"""Plays the changed scenarios of a lesson once, when it is studied: afterwards no page has to run anything."""

from __future__ import annotations

from dataclasses import replace

from tutorial.course.changed_outcome import WhatIf, what_if
from tutorial.course.course import Studied
from tutorial.lesson.problems import LessonError
from tutorial.lesson.scenario_changes import ScenarioChange, scenario_changes
from tutorial.reading.loading import Loaded, load
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from tutorial.run.trials import Trials
from tutorial.telling.alignment import align

MOST = 12
"""Changes of one lesson. Each is a run, which takes from 0.05 s to a few tenths, once."""


def with_what_ifs(studied: Studied, runner: Runner, store: TraceStore) -> Studied:
    """The lesson with its changed scenarios played; the store keeps what comes of each.

    It has none when its run is not the same each time: what differs would not come of the change. That is so when the
    author says that its order is open, or when it comes out otherwise in simulated time.
    """
    try:
        loaded = load(studied.path)
        steady = not studied.lesson.any_order and Replays(store, runner, loaded).simulated
    except LessonError:  # the file has been changed since
        return studied
    if loaded.lesson != studied.lesson or not steady:
        return studied
    trials = Trials(store, runner)
    changes = scenario_changes(studied.lesson, MOST)
    return replace(studied, what_ifs=tuple(_played(studied, loaded, trials, change) for change in changes))


def _played(studied: Studied, loaded: Loaded, trials: Trials, change: ScenarioChange) -> WhatIf:
    changed = studied.lesson.model_copy(update={"scenario": change.scenario})
    played = trials.play(replace(loaded, lesson=changed))
    if isinstance(played, str):
        return what_if(studied.trace, change, None, played)
    gone, new = _known(change)
    return what_if(studied.trace, change, align(studied.trace, played, gone=gone, new=new))


def _known(change: ScenarioChange) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The steps that are known to be gone, and those known to be new: the second ones of an action that comes twice."""
    if change.kind == "without":
        return change.steps, ()
    if change.kind == "twice":
        return (), tuple(number + change.more for number in change.steps)
    return (), ()
