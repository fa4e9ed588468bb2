"""Play a lesson again: as it is, once more, changed, in an order, or for the lines that it reaches.

The first run takes the time that the program takes. All others are made in simulated time, on another day, unless the
lesson comes out otherwise then.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from tracer.trace import Phase, Trace
from tutorial.lesson.changed_lesson import UnchangeableError, changed_lesson, why_lesson
from tutorial.lesson.changes import Change
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.problems import LessonError
from tutorial.lesson.which_run import WhichRun
from tutorial.reading.loading import Loaded
from tutorial.run.orders import Order
from tutorial.run.reached import Reached
from tutorial.run.runner import Runner
from tutorial.run.store import KeptTrace, TraceStore
from tutorial.run.trials import Trials


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
        if self.simulated:
            return self.elsewhen()
        return self._store.second.trace(self._runner, self.loaded).trace

    def reseeded(self, hash_seed: int) -> Trace:
        """The run of the lesson as it is with this hash seed; the other runs have 0."""
        return self._store.trace(self._runner.reseeded(hash_seed), self.loaded, simulated=self.simulated).trace

    def elsewhen(self) -> Trace:
        """The run of the lesson as it is in simulated time."""
        return self._store.trace(self._runner, self.loaded, simulated=True).trace

    @cached_property
    def simulated(self) -> bool:
        """Whether the lesson comes out in simulated time as in real time, so that all runs can be made there."""
        if self.loaded.lesson.any_order:
            return True
        try:
            return _outline(self.elsewhen()) == _outline(self.whole().trace)
        except LessonError:
            return False

    def changed(self, change: Change) -> Trace:
        """The run of the lesson with one thing changed.

        Raises:
            UnchangeableError: the lesson cannot be changed in this way.
        """
        return self.of(changed_lesson(self.loaded.lesson, change))

    def why(self) -> Trace:
        """The run of the lesson's `why`. Its problems have their places in the program of `why`.

        Raises:
            UnchangeableError: the lesson cannot be changed as `why` says.
        """
        lesson, where = self.loaded.lesson, self.loaded.where
        if lesson.why is None:
            raise UnchangeableError("this lesson has no `why`", "write one")
        loaded = replace(self.loaded, lesson=why_lesson(lesson, lesson.why), where=where.with_code(("why", "program")))
        return self._store.trace(self._runner, loaded, simulated=self.simulated).trace

    def which(self, run: WhichRun) -> Trace:
        """The run that something is said of.

        Raises:
            UnchangeableError: the lesson cannot be changed so.
        """
        if isinstance(run, Change):
            return self.changed(run)
        return self.why() if run == "why" else self.whole().trace

    def of(self, lesson: Lesson) -> Trace:
        """The run of another lesson in place of this one, such as a variant of it."""
        return self._store.trace(self._runner, replace(self.loaded, lesson=lesson), simulated=self.simulated).trace

    def tried(self, lesson: Lesson) -> Trace | str:
        """The run of another lesson in place of this one, or why it has none."""
        trials = Trials(self._store, self._runner, self.simulated)
        return trials.play(replace(self.loaded, lesson=lesson))

    def ordered(self, order: Order, *, again: bool = False) -> Trace:
        """The run in an order of what happens at once; with `again`, a second run in this order."""
        store = self._store.second if again else self._store
        return store.trace(self._runner, self.loaded, order=order, simulated=self.simulated).trace

    def reached(self) -> Reached:
        """The lines of the program that run."""
        return self._store.reached(self._runner, self.loaded, simulated=self.simulated)


def _outline(trace: Trace) -> Trace:
    """The trace without the lines of its calls and tasks: they may have read a clock."""
    steps = (replace(step, phases=tuple(map(_without_log, step.phases))) for step in trace.steps)
    return replace(trace, steps=tuple(steps), tasks=())


def _without_log(phase: Phase) -> Phase:
    return replace(phase, call=replace(phase.call, log=None)) if phase.call else phase
