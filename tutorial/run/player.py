"""Plays a lesson's scenario with real clients against its program, under the tracer.

The scenario is a generator, which yields whatever it waits for. Who plays it makes that come true:
`tutorial.run.served` with a real server and real threads, `tutorial.run.memory_player` in one thread without a network.
"""

from __future__ import annotations

import linecache
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import flask
import flask_socketio
import socketio

from tracer.building import build, provenance
from tracer.events import attach
from tracer.lines import Lines
from tracer.recording import Recording, StepRecord
from tracer.trace import Raised, Trace
from tutorial.lesson.action import Action
from tutorial.lesson.json_bytes import unpacked
from tutorial.run.clients import LessonClient
from tutorial.run.played import NothingThereError, PlayedValues
from tutorial.run.sandbox import Sandbox

PROGRAM = "app.py"
"""The file name of the lesson's code, in tracebacks and line numbers."""

Awaited = Callable[[], bool]
"""What a scenario waits for."""


def load(code: str, box: Sandbox, compiled: Callable[[CodeType], None] | None = None) -> ModuleType:
    """Execute the program as the module `app`. An exception ends the run, and is told with its line.

    Before that, `compiled` is given its code.
    """
    linecache.cache[PROGRAM] = (len(code), None, code.splitlines(keepends=True), PROGRAM)
    module = ModuleType("app")
    module.__file__ = PROGRAM
    sys.modules["app"] = module
    try:
        program = compile(code, PROGRAM, "exec", dont_inherit=True)
        if compiled is not None:
            compiled(program)
        exec(program, vars(module))  # noqa: S102  # what this process is for
    except BaseException as error:  # noqa: BLE001  # also SystemExit: the program's author must mend it
        box.fail_with(error, "greenlets" if wants_greenlets(error) else "import")
    return module


def wants_greenlets(error: BaseException) -> bool:
    """Whether a program ends because it asks for eventlet, for gevent, or for another `async_mode` that is not here."""
    if isinstance(error, ModuleNotFoundError):
        return (error.name or "").partition(".")[0] in ("eventlet", "gevent", "gevent_websocket", "geventwebsocket")
    return isinstance(error, ValueError) and str(error) == "Invalid async_mode specified"


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


class Player:
    """One run under way, at the address `url`. Where `lines` is None, its handlers have no logs."""

    client: Callable[..., LessonClient] = LessonClient

    def __init__(self, request: dict[str, Any], module: ModuleType, box: Sandbox, lines: Lines | None) -> None:
        self.request = request
        self.module = module
        self.box = box
        self.url = ""
        self.connections: list[LessonClient] = []
        self.groups = 0
        self.app, self.server = find_app(module, box)
        box.count_emits(self.server.server.manager, request["emit_limit"])
        watch = {name: self.reader(expression) for name, expression in request["watch"].items() if expression}
        self.attached = attach(
            self.server, watch=watch, lines=lines, on_step=self.on_step, outside=str(Path(__file__).parent)
        )

    @property
    def recording(self) -> Recording:
        return self.attached.recording

    def reader(self, expression: str) -> Callable[[], object]:
        code = compile(expression, "<watch>", "eval", dont_inherit=True)
        return lambda: eval(code, vars(self.module))  # noqa: S307  # an author's own expression over the author's own program

    def on_step(self, step: StepRecord, function: str | None, line: int | None) -> None:
        self.box.reached(step.number, function, line)

    def scenario(self) -> Iterator[Awaited]:
        """Play the scenario; each time it has to wait, yield until what."""
        for written in self.request["scenario"]:
            self.acting()
            yield from self.act(Action.from_data(written))
            yield from self.settle()

    def acting(self) -> None:
        """An action begins."""

    def trace(self) -> Trace:
        """End the run, and build its trace."""
        self.recording.end()
        self.attached.detach()
        origin = provenance(self.request["code_hash"], self.request["transport"])
        return build(
            self.recording,
            origin,
            clients=self.request["clients"],
            names={client.eio_sid: client.name for client in self.connections},
            variables=self.request["watch"],
        )

    def act(self, action: Action) -> Iterator[Awaited]:
        """Do what the action says, for its client."""
        if action.kind in ("connect", "reconnect"):
            yield from self.connect(action)
        elif action.kind == "wait":
            yield from self.wait(action)
        elif action.kind == "together":
            yield from self.at_once(action)
        elif action.kind == "disconnect":
            for namespace in action.namespaces or (None,):
                self.last(action).leave(namespace)
        elif action.kind == "drop":
            self.drop(action)
        else:
            self.say(action)

    def connect(self, action: Action) -> Iterator[Awaited]:
        if any(client.name == action.client and not client.gone for client in self.connections if client.eio_sid):
            self.box.fail("scenario", f"{action.client} is connected still, and cannot {action.kind}")
        answers = {event: unpacked(arguments) for event, arguments in self.request["answers"].items()}
        client = self.client(action.client, self.recording, answers, self.answer)
        self.connections.append(client)
        action = action.model_copy(update={"auth": self.played(action, action.auth)})
        with suppress(socketio.exceptions.ConnectionError):  # a refused transport: no step, no event
            client.join(self.url, self.request["transport"], action)
        yield from self.settle()
        client.hang_up()

    def drop(self, action: Action) -> None:
        if self.request["transport"] == "polling":
            self.box.fail(
                "scenario", "a polling client's cut cable is noticed only when its pings time out, after 45 s"
            )
        self.last(action).drop()

    def say(self, action: Action) -> None:
        arguments = self.played(action, tuple(action.arguments))
        try:
            self.last(action).say(action, arguments)
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

    def wait(self, action: Action) -> Iterator[Awaited]:
        """Wait until a function's threads have ended, or until the server has emitted an event so many times."""
        if action.task is not None:
            yield from self.until_ended(action.task)
        else:
            yield from self.until(partial(self.has_emitted, action))

    def until(self, holds: Awaited) -> Iterator[Awaited]:
        """Wait, as the scenario asks for."""
        yield holds

    def until_ended(self, task: str) -> Iterator[Awaited]:
        """Wait until all threads of this function have ended."""
        yield lambda: not any(thread.is_alive() for thread in threads_of(task))

    def has_emitted(self, action: Action) -> bool:
        return self.emitted(action.event) >= action.times

    def emitted(self, event: str | None) -> int:
        """How many times the server has emitted an event outside any handler."""
        return sum(step.done and step.kind == "server" and step.event == event for step in self.recording.steps)

    def at_once(self, action: Action) -> Iterator[Awaited]:
        """Do several things without waiting in between. Nothing fixes the order of their handlers."""
        self.groups += 1
        self.recording.group = self.groups
        self.together(action)
        for part in action.actions:
            yield from self.act(part)
        yield from self.settle()
        self.recording.group = None

    def together(self, action: Action) -> None:
        """Several actions begin at once, as the group of this number."""

    def last(self, action: Action) -> LessonClient:
        """The last connection of a client. The loader has checked that there is one."""
        return next(client for client in reversed(self.connections) if client.name == action.client)

    def settle(self) -> Iterator[Awaited]:
        """Wait until every handler has returned, and every client has received every packet sent to it."""
        recording = self.recording
        yield self.is_quiet
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


def threads_of(task: str) -> list[threading.Thread]:
    """The threads under way whose function has this name."""
    return [thread for thread in threading.enumerate() if thread.name.endswith(f"({task})")]
