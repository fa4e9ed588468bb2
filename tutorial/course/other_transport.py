"""Plays a lesson once more over the other transport, so that a page can show both side by side."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from tracer.trace import Transport
from tutorial.course.course import Studied
from tutorial.lesson.action import Action
from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import load
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore


def with_other_transport(studied: Studied, runner: Runner, store: TraceStore) -> Studied:
    """The lesson with its run over polling; with that over WebSocket, if its own is over polling.

    Over polling it ends where a client's line is cut, which the server would notice only after 45 s. It has none when
    it cannot be played that way, or nothing comes before the cut.
    """
    other: Transport = "websocket" if studied.trace.provenance.transport == "polling" else "polling"
    try:
        loaded = load(studied.path)
        if other == "polling":
            uncut = tuple(takewhile(lambda action: not _cuts(action), loaded.lesson.scenario))
            if not uncut:
                return studied
            loaded = replace(loaded, lesson=loaded.lesson.model_copy(update={"scenario": uncut}))
        simulated = Replays(store, runner, loaded).simulated
        run = store.trace(runner, loaded, other, simulated=simulated).trace
    except LessonError:
        return studied
    return replace(studied, other_transport=run)


def _cuts(action: Action) -> bool:
    return action.kind == "drop" or any(map(_cuts, action.actions))
