"""Plays one lesson to its end, inside the child process: the program, a real server, real clients, the tracer.

`tutorial.run.worker` forks the process, which ends with the run. The player answers on a pipe, with a JSON object a
line: `step` each time the run gets further, and at last `trace` or `failed`.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import Any

from werkzeug.serving import make_server

from tracer.lines import Lines
from tracer.recording import StepRecord
from tutorial.lesson.action import Action
from tutorial.run.measuring import Measuring
from tutorial.run.player import PROGRAM, Awaited, Player, find_app, load, threads_of
from tutorial.run.ports import QuietRequestHandler
from tutorial.run.reached import Reaching
from tutorial.run.sandbox import Sandbox
from tutorial.run.schedule import Schedule
from tutorial.run.simulated_time import SimulatedTime

_NO_POLLING = 3600.0
"""Seconds between two looks whether the server is to shut down. It never is, and a run must be able to come to rest."""

SendAnswer = Callable[[dict[str, Any]], None]


def play(request: dict[str, Any], answer: SendAnswer) -> None:
    """Run the lesson that `request` describes (see `tutorial.run.runner`) and answer with its trace.

    It always answers before it returns; a failure of the lesson is an answer, too.
    """
    began = time.perf_counter()
    sys.modules["eventlet"] = sys.modules["gevent"] = None  # type: ignore[assignment]  # threads, even where these are installed
    box = Sandbox(answer, PROGRAM, output=request["output_limit"])
    box.close()
    if request.get("measure"):
        measure(request, load(request["code"], box), box)
        return
    simulated = SimulatedTime(PROGRAM, request["simulated"], box) if request["simulated"] else None
    schedule = Schedule(request["order"], PROGRAM) if request["order"] else None
    reaching = Reaching(PROGRAM) if request["reached"] else None
    for one in (simulated, schedule, reaching):
        if one is not None:
            one.take_hold()
    module = load(request["code"], box)
    ServedPlayer(request, module, box, schedule, reaching, simulated).run(began)


def measure(request: dict[str, Any], module: ModuleType, box: Sandbox) -> None:
    """Measure the program, without a tracer, and answer with the figures."""
    app, server = find_app(module, box)
    Measuring(request, module, server, serve(app), box).run()


def serve(app: Any) -> str:
    """Serve the app on a free loopback port, in a thread, and return its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietRequestHandler)
    threading.Thread(target=server.serve_forever, args=(_NO_POLLING,), daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


class ServedPlayer(Player):
    """One run under way. A `schedule` gives it an order, `reaching` notes its lines. With either it has no logs."""

    def __init__(
        self,
        request: dict[str, Any],
        module: ModuleType,
        box: Sandbox,
        schedule: Schedule | None = None,
        reaching: Reaching | None = None,
        simulated: SimulatedTime | None = None,
    ) -> None:
        self.schedule = schedule
        self.reaching = reaching
        self.simulated = simulated
        lines = None if schedule or reaching else Lines({PROGRAM})  # Python has only one trace function
        super().__init__(request, module, box, lines)
        if schedule:
            schedule.follow(self.recording)

    def run(self, began: float) -> None:
        """Play the scenario to its end, and answer with the trace.

        There is no time-out: the worker ends a run that takes too long, and says where it stood.
        """
        self.url = serve(self.app)
        for awaited in self.scenario():
            self.recording.wait_for(awaited)
        if self.simulated:
            self.simulated.end()
        answer = {"kind": "trace", "trace": self.trace().to_json(), "seconds": time.perf_counter() - began}
        if self.reaching:
            answer |= {"lines": sorted(self.reaching.lines), "blind": self.reaching.blind}
        self.box.answer(answer)

    def on_step(self, step: StepRecord, function: str | None, line: int | None) -> None:
        super().on_step(step, function, line)
        if self.schedule:
            client = next((one.name for one in self.connections if one.eio_sid == step.eio_sid), "")
            self.schedule.reached(step, client, calls=function is not None)

    def acting(self) -> None:
        if self.schedule:
            self.schedule.acting()

    def until(self, holds: Awaited) -> Iterator[Awaited]:
        with self.waiting(holds):
            yield holds

    def until_ended(self, task: str) -> Iterator[Awaited]:
        with self.waiting(lambda: not self.schedule or not self.schedule.runs(task)):
            for thread in threads_of(task):
                thread.join()
        yield from ()

    def waiting(self, until: Awaited) -> AbstractContextManager[None]:
        return self.schedule.waiting(until) if self.schedule else nullcontext()

    def together(self, action: Action) -> None:
        if self.schedule:
            at_once = self.server.server.async_handlers
            self.schedule.together(
                self.groups, len(action.actions) if at_once else len({part.client for part in action.actions})
            )
