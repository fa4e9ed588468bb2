"""Plays lessons of which nobody knows whether they can be played, and keeps how each comes out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracer.trace import Trace
from tutorial.lesson.changed_lesson import changed_lesson
from tutorial.lesson.changes import Change
from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import Loaded
from tutorial.run.kept_files import UNREADABLE, read_kept
from tutorial.run.runner import Runner, run_request
from tutorial.run.store import TraceStore, key


@dataclass(frozen=True, slots=True)
class Trials:
    """A store of trials, and the runner that makes them; it has limits of its own."""

    store: TraceStore
    runner: Runner
    simulated: bool = True

    def play(self, loaded: Loaded) -> Trace | str:
        """The trace of a lesson, or why it has none. Neither is made twice.

        Raises:
            RunnerError: the runner itself failed.
        """
        request = run_request(loaded.lesson, self.runner.limits, simulated=self.simulated)
        path = self.store.folder / "trials" / f"{key(request)}.json"
        try:
            kept = read_kept(path, self.store.began)
            return Trace.from_json(kept["trace"]) if "trace" in kept else str(kept["failed"])
        except UNREADABLE:
            pass
        try:
            trace = self.runner.run(loaded, simulated=self.simulated).trace
        except LessonError as error:
            self.store.keep(path, {"failed": error.problems[0].what})
            return error.problems[0].what
        self.store.keep(path, {"trace": trace.to_json()})
        return trace


@dataclass(frozen=True, slots=True)
class ChangedTrials:
    """Plays one of these lessons with one thing more changed."""

    trials: Trials
    loaded: Loaded

    def changed(self, change: Change) -> Trace:
        """The trace of the lesson with this change, too.

        Raises:
            UnchangeableError: the lesson cannot be changed in this way.
            LessonError: the changed lesson cannot be run.
        """
        lesson = changed_lesson(self.loaded.lesson, change)
        played = self.trials.play(replace(self.loaded, lesson=lesson))
        if isinstance(played, str):
            raise LessonError([self.loaded.where.problem((), played)])
        return played
