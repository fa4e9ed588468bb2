"""Play a lesson again: as it is, once more, changed, in an order, or for the lines that it reaches."""

from __future__ import annotations

from dataclasses import replace

from tracer.trace import Trace
from tutorial.lesson.changed_lesson import changed_lesson
from tutorial.lesson.changes import Change
from tutorial.reading.loading import Loaded
from tutorial.run.orders import Order
from tutorial.run.reached import Reached
from tutorial.run.runner import Runner
from tutorial.run.store import KeptTrace, TraceStore


class Replays:
    """All the runs of one lesson that its questions and its checks ask for. The store keeps them.

    Every method raises `LessonError` when the lesson cannot be run (see `Runner.run`).
    """

    def __init__(self, store: TraceStore, runner: Runner, loaded: Loaded) -> None:
        self.loaded = loaded
        self._store = store
        self._runner = runner

    def whole(self) -> KeptTrace:
        """The run of the lesson as it is."""
        return self._store.trace(self._runner, self.loaded)

    def again(self) -> Trace:
        """A second run of the lesson as it is, to compare with the first."""
        return self._store.second.trace(self._runner, self.loaded).trace

    def changed(self, change: Change) -> Trace:
        """The run of the lesson with one thing changed.

        Raises:
            UnchangeableError: the lesson cannot be changed in this way.
        """
        lesson = changed_lesson(self.loaded.lesson, change)
        return self._store.trace(self._runner, replace(self.loaded, lesson=lesson)).trace

    def ordered(self, order: Order, *, again: bool = False) -> Trace:
        """The run in an order of what happens at once; with `again`, a second run in this order."""
        store = self._store.second if again else self._store
        return store.trace(self._runner, self.loaded, order=order).trace

    def reached(self) -> Reached:
        """The lines of the program that run."""
        return self._store.reached(self._runner, self.loaded)
