"""Play one lesson to its end, inside the child process: the program, a real server, real clients, the tracer.

`tutorial.run.worker` forks the process, which ends with the run. The player answers on a pipe, with a JSON object a
line: `step` each time the run gets further, and at last `trace` or `failed`.
"""

from __future__ import annotations

import linecache
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import flask
import flask_socketio
import socketio
from werkzeug.serving import make_server

from tracer.building import build, provenance
from tracer.events import attach
from tracer.lines import Lines
from tracer.recording import Recording, StepRecord
from tracer.trace import Raised
from tutorial.lesson.action import Action
from tutorial.lesson.json_bytes import unpacked
from tutorial.run.clients import LessonClient
from tutorial.run.measuring import Measuring
from tutorial.run.played import NothingThereError, PlayedValues
from tutorial.run.ports import QuietRequestHandler
from tutorial.run.reached import Reaching
from tutorial.run.sandbox import Sandbox
from tutorial.run.schedule import Schedule
from tutorial.run.simulated_time import SimulatedTime

PROGRAM = "app.py"
"""The file name of the lesson's code, in tracebacks and line numbers."""

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
    Player(request, module, box, schedule, reaching, simulated).run(began)


def load(code: str, box: Sandbox) -> ModuleType:
    """Execute the program as the module `app`. An exception ends the run, and is told with its line."""
    linecache.cache[PROGRAM] = (len(code), None, code.splitlines(keepends=True), PROGRAM)
    module = ModuleType("app")
    module.__file__ = PROGRAM
    sys.modules["app"] = module
    try:
        exec(compile(code, PROGRAM, "exec", dont_inherit=True), vars(module))  # noqa: S102  # what this process is for
    except BaseException as error:  # noqa: BLE001  # also SystemExit: the program's author must mend it
        box.fail_with(error, "greenlets" if wants_greenlets(error) else "import")
    return module


def wants_greenlets(error: BaseException) -> bool:
    """Whether a program ends because it asks for eventlet, for gevent, or for another `async_mode` that is not here."""
    if isinstance(error, ModuleNotFoundError):
        return (error.name or "").partition(".")[0] in ("eventlet", "gevent", "gevent_websocket", "geventwebsocket")
    return isinstance(error, ValueError) and str(error) == "Invalid async_mode specified"


def measure(request: dict[str, Any], module: ModuleType, box: Sandbox) -> None:
    """Measure the program, without a tracer, and answer with the figures."""
    app, server = find_app(module, box)
    Measuring(request, module, server, serve(app), box).run()


def find_app(module: ModuleType, box: Sandbox) -> tuple[Any, Any]:
    """Find the program's Flask app and its SocketIO among its globals."""
    values = list(vars(module).values())
    apps = [value for value in values if isinstance(value, flask.Flask)]
    servers = [v for v in values if isinstance(v, flask_socketio.SocketIO) and v.server is not None]
    if not servers:
        box.fail("nothing to run", "the code makes no SocketIO(app) that is a global of it")
    if not apps:
        box.fail("nothing to run", "the code makes no Flask(__name__) that is a global of it")
    return apps[0], servers[0]


def serve(app: Any) -> str:
    """Serve the app on a free loopback port, in a thread, and return its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietRequestHandler)
    threading.Thread(target=server.serve_forever, args=(_NO_POLLING,), daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


class Player:
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
        self.request = request
        self.module = module
        self.box = box
        self.schedule = schedule
        self.reaching = reaching
        self.simulated = simulated
        self.connections: list[LessonClient] = []
        self.groups = 0
        self.app, self.server = find_app(module, box)
        box.count_emits(self.server.server.manager, request["emit_limit"])
        watch = {name: self.reader(expression) for name, expression in request["watch"].items() if expression}
        lines = None if schedule or reaching else Lines({PROGRAM})  # Python has only one trace function
        self.attached = attach(
            self.server, watch=watch, lines=lines, on_step=self.on_step, outside=str(Path(__file__).parent)
        )
        if schedule:
            schedule.follow(self.recording)

    @property
    def recording(self) -> Recording:
        return self.attached.recording

    def reader(self, expression: str) -> Callable[[], object]:
        code = compile(expression, "<watch>", "eval", dont_inherit=True)
        return lambda: eval(code, vars(self.module))  # noqa: S307  # an author's own expression over the author's own program

    def on_step(self, step: StepRecord, function: str | None, line: int | None) -> None:
        self.box.reached(step.number, function, line)
        if self.schedule:
            client = next((one.name for one in self.connections if one.eio_sid == step.eio_sid), "")
            self.schedule.reached(step, client, calls=function is not None)

    def run(self, began: float) -> None:
        url = serve(self.app)
        for written in self.request["scenario"]:
            if self.schedule:
                self.schedule.acting()
            self.act(Action.from_data(written), url)
            self.settle()
        if self.simulated:
            self.simulated.end()
        self.recording.end()
        self.attached.detach()
        origin = provenance(self.request["code_hash"], self.request["transport"])
        trace = build(
            self.recording,
            origin,
            clients=self.request["clients"],
            names={client.eio_sid: client.name for client in self.connections},
            variables=self.request["watch"],
        )
        answer = {"kind": "trace", "trace": trace.to_json(), "seconds": time.perf_counter() - began}
        if self.reaching:
            answer |= {"lines": sorted(self.reaching.lines), "blind": self.reaching.blind}
        self.box.answer(answer)

    def act(self, action: Action, url: str) -> None:
        """Do what the action says, for its client."""
        if action.kind in ("connect", "reconnect"):
            self.connect(action, url)
        elif action.kind == "wait":
            self.wait(action)
        elif action.kind == "together":
            self.at_once(action, url)
        elif action.kind == "disconnect":
            for namespace in action.namespaces or (None,):
                self.client(action).leave(namespace)
        elif action.kind == "drop":
            self.drop(action)
        else:
            self.say(action)

    def connect(self, action: Action, url: str) -> None:
        if any(client.name == action.client and not client.gone for client in self.connections if client.eio_sid):
            self.box.fail("scenario", f"{action.client} is connected still, and cannot {action.kind}")
        answers = {event: unpacked(arguments) for event, arguments in self.request["answers"].items()}
        client = LessonClient(action.client, self.recording, answers, self.answer)
        self.connections.append(client)
        action = action.model_copy(update={"auth": self.played(action, action.auth)})
        with suppress(socketio.exceptions.ConnectionError):  # a refused transport: no step, no event
            client.join(url, self.request["transport"], action)
        self.settle()
        client.hang_up()

    def drop(self, action: Action) -> None:
        if self.request["transport"] == "polling":
            self.box.fail(
                "scenario", "a polling client's cut cable is noticed only when its pings time out, after 45 s"
            )
        self.client(action).drop()

    def say(self, action: Action) -> None:
        arguments = self.played(action, tuple(action.arguments))
        try:
            self.client(action).say(action, arguments)
        except socketio.exceptions.BadNamespaceError:
            where = "" if action.namespace == "/" else f" to {action.namespace}"
            self.box.fail("scenario", f"{action.client} is not connected{where} any more, and cannot {action.kind}")

    def played(self, action: Action, written: Any) -> Any:
        """A payload of the action, with the session ids and received values that stand in it."""
        return self.values(action.client, action.namespace, written, f"cannot {action.kind} this")

    def answer(self, client: LessonClient, namespace: str, written: list[Any]) -> Any:
        """What a client answers to an event of the server."""
        return self.values(client.name, namespace, written, "cannot answer this")

    def values(self, client: str, namespace: str, written: Any, cannot: str) -> Any:
        clients = tuple(self.request["clients"])
        try:
            return PlayedValues(client, namespace, clients, self.connections).of(written)
        except NothingThereError as nothing:
            return self.box.fail("scenario", f"{client} {cannot}: {nothing}")

    def wait(self, action: Action) -> None:
        """Wait until a function's threads have ended, or until the server has emitted an event so many times."""
        if action.task is not None:
            with self.waiting(lambda: not self.schedule or not self.schedule.runs(str(action.task))):
                for thread in threading.enumerate():
                    if thread.name.endswith(f"({action.task})"):
                        thread.join()
            return
        enough = partial(self.has_emitted, action)
        with self.waiting(enough):
            self.recording.wait_for(enough)

    def waiting(self, until: Callable[[], bool]) -> AbstractContextManager[None]:
        return self.schedule.waiting(until) if self.schedule else nullcontext()

    def has_emitted(self, action: Action) -> bool:
        return self.emitted(action.event) >= action.times

    def emitted(self, event: str | None) -> int:
        """How many times the server has emitted an event outside any handler."""
        return sum(step.done and step.kind == "server" and step.event == event for step in self.recording.steps)

    def at_once(self, action: Action, url: str) -> None:
        """Do several things without waiting in between. Nothing fixes the order of their handlers."""
        self.groups += 1
        self.recording.group = self.groups
        if self.schedule:
            at_once = self.server.server.async_handlers
            self.schedule.together(
                self.groups, len(action.actions) if at_once else len({part.client for part in action.actions})
            )
        for part in action.actions:
            self.act(part, url)
        self.settle()
        self.recording.group = None

    def client(self, action: Action) -> LessonClient:
        """The last connection of a client. The loader has checked that there is one."""
        return next(client for client in reversed(self.connections) if client.name == action.client)

    def settle(self) -> None:
        """Wait until every handler has returned, and every client has received every packet sent to it.

        There is no time-out: the worker ends a run that takes too long, and says where it stood.
        """
        recording = self.recording
        recording.wait_for(self.is_quiet)
        with recording.changed:
            for client in self.connections:
                for news in client.local_news:
                    recording.delivered_locally(client.eio_sid, news)
                client.local_news.clear()
        for step in recording.steps:
            self.refuse_to_go_on(step)

    def is_quiet(self) -> bool:
        live = (client for client in self.connections if client.eio_sid)
        return all(step.done for step in self.recording.steps) and all(client.is_quiet() for client in live)

    def refuse_to_go_on(self, step: StepRecord) -> None:
        """End the run when a handler ran out of memory or left the program: the rest would not be the lesson."""
        for phase in step.phases:
            outcome = phase.call.outcome if phase.call else None
            if isinstance(outcome, Raised) and outcome.type in ("MemoryError", "SystemExit", "KeyboardInterrupt"):
                reason = "memory" if outcome.type == "MemoryError" else "exit"
                function = phase.call.function if phase.call else None
                said = f"{outcome.type}: {outcome.message}" if outcome.message else outcome.type
                self.box.fail(reason, said, line=outcome.line, function=function, step=step.number)
