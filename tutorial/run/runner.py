"""Run lessons, each in a process of its own, with limits on time, memory and output; the result is a trace.

Whatever a program does to its process, to the worker or to their pipes, the run ends, and the lesson is told as broken.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from tracer.trace import Trace, Transport
from tutorial.lesson.problems import LessonError, Problem
from tutorial.reading.loading import Loaded
from tutorial.run.endings import ending, failure
from tutorial.run.orders import Order
from tutorial.run.reached import Reached
from tutorial.run.request import Limits as Limits  # noqa: PLC0414  # what a runner is made of
from tutorial.run.request import code_hash as code_hash  # noqa: PLC0414  # as above
from tutorial.run.request import run_request as run_request  # noqa: PLC0414  # what a runner asks its worker
from tutorial.run.seal import why_not
from tutorial.run.worker_process import WorkerGoneError, WorkerProcess, WorkerSilentError


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its trace, and what is not in the trace: its seconds, and whether it was sealed."""

    trace: Trace
    seconds: float
    sealed: bool = False


class RunnerError(RuntimeError):
    """The runner itself failed. No lesson is to blame."""


class Runner:
    """Runs lessons one after another, in forks of one worker process. The first run starts the worker.

    Use the runner as a context manager: at its end, the worker and everything below it end.
    """

    def __init__(self, limits: Limits | None = None, *, hash_seed: int = 0, sealed: bool | None = None) -> None:
        """A runner.

        Args:
            limits: what a run may use.
            hash_seed: the programs' `PYTHONHASHSEED`.
            sealed: whether runs are in a seal (see `tutorial.run.seal`); None: where the kernel allows it. With False
                they have no walls of the kernel at all.
        """
        self.limits = limits or Limits()
        self.hash_seed = hash_seed
        self._asked = sealed
        self._reseeded: dict[int, Runner] = {}
        self._worker: WorkerProcess | None = None
        self._stopped = False
        self._one_at_a_time = threading.Lock()
        self._starting = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if kind is not None:  # Ctrl-C, for one: nobody waits for the run under way
            self.stop()
        self.close()

    def close(self) -> None:
        """End the worker; the next run starts another."""
        for other in self._reseeded.values():
            other.close()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill() if self._stopped else worker.close()

    def stop(self) -> None:
        """End the worker at once, also in the middle of a run, which then fails."""
        self._stopped = True
        for other in list(self._reseeded.values()):
            other.stop()
        with self._starting:
            if (worker := self._worker) is not None:
                worker.signal()

    @property
    def sealed(self) -> bool:
        """Whether its runs are in a seal."""
        return self._asked is not False and not why_not()

    def reseeded(self, hash_seed: int) -> Runner:
        """A runner whose programs have this hash seed: a set of texts may have another order there."""
        other = self._reseeded.setdefault(hash_seed, Runner(self.limits, hash_seed=hash_seed, sealed=self._asked))
        other._stopped |= self._stopped  # one of ours
        return other

    def run(
        self,
        loaded: Loaded,
        transport: Transport | None = None,
        *,
        order: Order | None = None,
        simulated: bool = False,
    ) -> Run:
        """Run a lesson and return its trace.

        Args:
            loaded: the lesson, with the places of its parts in its file.
            transport: how the clients connect, if not as the lesson says.
            order: the order of what happens at once. The run gets twice the time, and the trace has no lines.
            simulated: no sleep of the program takes any time (see `tutorial.run.simulated_time`).

        Raises:
            LessonError: the program could not be run to the end of its scenario. The error says where and why.
            RunnerError: the worker could not be started, or failed.
        """
        answer = self._answer(
            loaded, run_request(loaded.lesson, self.limits, transport, order=order, simulated=simulated)
        )
        try:
            return Run(Trace.from_json(answer["trace"]), float(answer["seconds"]), self.sealed)
        except NO_TRACE as error:
            raise LessonError([self._failure(loaded, answer | {"reason": "answer"})]) from error

    def reached(self, loaded: Loaded, *, simulated: bool = False) -> Reached:
        """Run a lesson with twice the time, and return which of its lines ran.

        Raises:
            LessonError, RunnerError: as for `run`.
        """
        answer = self._answer(loaded, run_request(loaded.lesson, self.limits, reached=True, simulated=simulated))
        try:
            return Reached(frozenset(map(int, answer["lines"])), bool(answer["blind"]))
        except NO_TRACE as error:
            raise LessonError([self._failure(loaded, answer | {"reason": "answer"})]) from error

    def measured(self, loaded: Loaded) -> dict[str, Any]:
        """Measure a lesson's program: its `figures` as JSON (see `tutorial.run.measuring`), or `why` there are none.

        Raises:
            LessonError, RunnerError: as for `run`.
        """
        return self._answer(loaded, run_request(loaded.lesson, self.limits) | {"measure": True})

    def _answer(self, loaded: Loaded, request: dict[str, Any]) -> dict[str, Any]:
        """Ask for a run, and return the last answer, which has the trace.

        A worker that ends in a run is started again, once: something else may have ended it. Then the lesson did, and
        since the second run is careful, it is known where.
        """
        with self._one_at_a_time:
            for again in (False, True):
                reached = ending("killed")
                try:
                    for answer in self._ask(request | {"careful": again}):
                        if answer["kind"] != "step":
                            return self._last(loaded, reached | answer)
                        reached |= _place(answer)
                except WorkerSilentError as error:
                    reached["reason"] = "silent"
                    for answer in self._worker.last_words() if self._worker else ():
                        reached |= _place(answer)
                    self._forget_worker()
                    raise LessonError([self._failure(loaded, reached)]) from error
                except WorkerGoneError as error:
                    self._forget_worker()
                    if again:
                        raise LessonError([self._failure(loaded, reached)]) from error
        raise RunnerError("the worker ended without an answer")

    def _last(self, loaded: Loaded, answer: dict[str, Any]) -> dict[str, Any]:
        if answer["kind"] in ("trace", "measured"):
            return answer
        if answer["kind"] == "failed":
            raise LessonError([self._failure(loaded, answer)])
        raise RunnerError(answer["message"])

    def _failure(self, loaded: Loaded, answer: dict[str, Any]) -> Problem:
        return failure(loaded, answer, memory=self.limits.memory)

    def _ask(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Send a request, and yield its answers up to the last one."""
        if self._worker is not None and self._worker.poll() is not None:
            self._forget_worker()
        sealed = self.sealed
        if self._asked and not sealed:
            raise RunnerError(f"no run can be sealed here: {why_not()}")
        with self._starting:  # whoever stops the runner finds the worker, or prevents it
            if self._stopped:
                raise RunnerError("the runner was stopped")
            if self._worker is None:
                self._worker = WorkerProcess(self.hash_seed, in_seal=sealed, walls=self._asked is not False)
            worker = self._worker
        yield from worker.ask(request, request["seconds"])

    def _forget_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()


def _place(step: dict[str, Any]) -> dict[str, Any]:
    """Where a run is by what was told of a step; a step in which no line of the program runs leaves the line alone."""
    return step if step["line"] is not None else {"step": step["step"]}


NO_TRACE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What reading a trace raises when it is none: a program may have written it."""
