"""Stand-ins for what plays a lesson again, for tests whose traces are there already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.tutorial import traces
from tracer.trace import Trace
from tutorial.lesson.changed_lesson import UnchangeableError
from tutorial.lesson.changes import Change
from tutorial.quiz.changed_run import ChangedRuns
from tutorial.reading.loading import Loaded
from tutorial.run.orders import Order
from tutorial.run.reached import Reached
from tutorial.run.replays import Replays
from tutorial.run.store import KeptTrace


@dataclass(frozen=True, slots=True)
class Without:
    """Plays a lesson less the action that makes a step: `play` gives the trace."""

    play: Callable[[int], Trace]

    def changed(self, change: Change) -> Trace:
        if change.without is None:
            raise UnchangeableError("only runs without an action are there", "ask for one")
        return self.play(change.without)


REFERENCE_WITHOUT = Without(traces.reference_without)


class Played(Replays):
    """The runs of a lesson in which nothing happens at once and every line is reached. A project is left out."""

    def __init__(self, loaded: Loaded, trace: Trace, without: ChangedRuns | None = None) -> None:
        self.loaded = replace(loaded, lesson=loaded.lesson.model_copy(update={"project": None}))
        self.trace = trace
        self.without = without

    def whole(self) -> KeptTrace:
        return KeptTrace(self.trace, "2026-11-28", 0.1)

    def again(self) -> Trace:
        return self.trace

    def reseeded(self, hash_seed: int) -> Trace:
        return self.trace

    def elsewhen(self) -> Trace:
        return self.trace

    def why(self) -> Trace:
        raise UnchangeableError("only the lesson's own program was played", "ask of that")

    def changed(self, change: Change) -> Trace:
        assert self.without is not None
        return self.without.changed(change)

    def ordered(self, order: Order, *, again: bool = False) -> Trace:
        raise AssertionError("something happens at once")

    def reached(self) -> Reached:
        return Reached(frozenset(range(1, 1_000)))
