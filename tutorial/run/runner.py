"""Run lessons, each in a process of its own, with limits on time, memory and output; the result is a trace."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from tracer.building import CORE_VARIABLES
from tracer.trace import Trace, Transport
from tutorial.lesson.json_bytes import packed
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.problems import LessonError, Problem
from tutorial.reading.loading import Loaded
from tutorial.run.orders import Order
from tutorial.run.reached import Reached


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use: wall-clock seconds, bytes of memory, characters of output, seconds of simulated time."""

    seconds: float = 10.0
    memory: int = 1024 * 2**20
    output: int = 1_000_000
    simulated: float = 10.0


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its trace, and its seconds, which are measured and so are not in the trace."""

    trace: Trace
    seconds: float


class RunnerError(RuntimeError):
    """The runner itself failed. No lesson is to blame."""


class Runner:
    """Runs lessons one after another, in forks of one worker process. The first run starts the worker.

    Use the runner as a context manager: at its end, the worker and everything below it end.
    """

    def __init__(self, limits: Limits | None = None, *, hash_seed: int = 0) -> None:
        self.limits = limits or Limits()
        self.hash_seed = hash_seed
        self._reseeded: dict[int, Runner] = {}
        self._worker: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the worker; the next run starts another."""
        for other in self._reseeded.values():
            other.close()
        worker, self._worker = self._worker, None
        if worker is not None and worker.stdin and worker.stdout:
            worker.stdin.close()
            worker.stdout.close()
            try:
                worker.wait(timeout=5)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()

    def reseeded(self, hash_seed: int) -> Runner:
        """A runner whose programs have this hash seed: a set of texts may have another order there."""
        return self._reseeded.setdefault(hash_seed, Runner(self.limits, hash_seed=hash_seed))

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
        return Run(Trace.from_json(answer["trace"]), answer["seconds"])

    def reached(self, loaded: Loaded, *, simulated: bool = False) -> Reached:
        """Run a lesson with twice the time, and return which of its lines ran.

        Raises:
            LessonError, RunnerError: as for `run`.
        """
        answer = self._answer(loaded, run_request(loaded.lesson, self.limits, reached=True, simulated=simulated))
        return Reached(frozenset(answer["lines"]), answer["blind"])

    def _answer(self, loaded: Loaded, request: dict[str, Any]) -> dict[str, Any]:
        """Ask for a run, and return the last answer, which has the trace."""
        with self._one_at_a_time:
            for answer in self._ask(request):
                if answer["kind"] == "step":
                    continue
                if answer["kind"] == "trace":
                    return dict(answer)
                if answer["kind"] == "failed":
                    raise LessonError([_failure(loaded, answer, self.limits)])
                raise RunnerError(answer["message"])
        raise RunnerError("the worker ended without an answer")

    def _ask(self, request: dict[str, Any]) -> Any:
        """Send a request, and yield its answers up to the last one."""
        if self._worker is not None and self._worker.poll() is not None:
            self.close()  # the worker died; its pipes are still open
        if self._worker is None:
            self._worker = _start_worker(self.hash_seed)
        stdin, stdout = self._worker.stdin, self._worker.stdout
        if stdin is None or stdout is None:
            raise RunnerError("the worker has no pipes")
        try:
            stdin.write(json.dumps(request).encode() + b"\n")
            stdin.flush()
        except BrokenPipeError as error:
            raise RunnerError("the worker that runs lessons has died; run the command again") from error
        for line in stdout:
            answer = json.loads(line)
            yield answer
            if answer["kind"] != "step":
                return


def code_hash(code: str) -> str:
    """The SHA-256 of a program's text, in hexadecimal."""
    return hashlib.sha256(code.encode()).hexdigest()


def run_request(
    lesson: Lesson,
    limits: Limits,
    transport: Transport | None = None,
    *,
    order: Order | None = None,
    reached: bool = False,
    simulated: bool = False,
) -> dict[str, Any]:
    """The request to the worker, as JSON data: what a lesson's run is made of, how to play it, and its limits.

    A run in an order, and a run that notes which lines are `reached`, get twice the time, simulated time as well.
    """
    times = 2 if order or reached else 1
    watch = {w.name: w.expression or (None if w.name in CORE_VARIABLES else w.name) for w in lesson.watch}
    return {
        "code": lesson.code,
        "code_hash": code_hash(lesson.code),
        "scenario": [action.to_data() for action in lesson.scenario],
        "answers": {event: packed(list(arguments)) for event, arguments in lesson.answers.items()},
        "watch": watch,
        "clients": list(lesson.clients),
        "transport": transport or lesson.transport,
        "seconds": times * limits.seconds,
        "memory": limits.memory,
        "output_limit": limits.output,
        "order": order.to_data() if order else None,
        "reached": reached,
        "simulated": times * limits.simulated if simulated else None,
    }


def worker_environment() -> dict[str, str]:
    """The worker's environment. From ours it has only paths; it has no proxies, no user site, and fixed hashes."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "VIRTUAL_ENV") if name in os.environ}
    return kept | {
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "PYTHONSAFEPATH": "1",
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def _start_worker(hash_seed: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tutorial.run.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=worker_environment() | {"PYTHONHASHSEED": str(hash_seed)},
        start_new_session=True,  # a Ctrl-C at the terminal must not reach the worker, which ends with its input
    )


_REASONS = {
    "import": ("the code cannot be imported: {message}", "mend the code"),
    "greenlets": (
        "lessons run with threads: leave async_mode out, and take eventlet and gevent out ({message})",
        "write SocketIO(app)",
    ),
    "time": ("{where} was still running after {message}", "does it loop, or wait for something that never comes?"),
    "rest": ("nothing of the code was running, and yet the run did not come to rest in {message}", "run it again"),
    "memory": ("{where} ran out of memory (the limit is {memory} MB)", "keep less, or in smaller pieces"),
    "output": ("{where} printed too much ({message})", "print less"),
    "exit": ("{where} ended the program ({message})", "a handler returns; it does not leave the program"),
    "process": ("{where} starts a process ({message})", "a lesson's program keeps to its own process"),
    "died": ("the program's process died ({message}) in {where}", "what it called there ends the interpreter"),
    "nothing to run": ("{message}", "write app = Flask(__name__) and socketio = SocketIO(app) at the top level"),
    "scenario": ("{message}", "change the scenario, or the code that ended the connection"),
}


def _failure(loaded: Loaded, answer: dict[str, Any], limits: Limits) -> Problem:
    """Tell an author of a run that failed: the lesson, the line, the step, and what to do."""
    what, next_ = _REASONS[answer["reason"]]
    where = f"{answer['function']}()" if answer["function"] else "the code"
    if answer["line"]:
        where += f" (line {answer['line']} of the code)"
    text = what.format(where=where, message=answer["message"], memory=limits.memory // 2**20)
    reached = f"the run had reached step {answer['step']}" if answer["step"] else "the run had reached no step"
    if answer["reason"] in ("import", "greenlets") and answer["line"]:
        text += f" (line {answer['line']} of the code)"
    line, column = loaded.where.code(answer["line"] or 1)
    return Problem(loaded.where.path, line, column, f"{text}; {reached}", next_)
