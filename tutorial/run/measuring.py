"""Measure a lesson's program, inside the child process, without a tracer: a real server, real clients, a clock.

Every figure is measured in this run. The program gets a few event handlers of our own (`PROBE` and others), which
do nothing, sleep or compute; all else is its own. Each part stops when its time is up, so the whole takes 1 to 2 s.
"""

from __future__ import annotations

import json
import statistics
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode, urlsplit

import socketio
import websocket

from tutorial.lesson.action import Action
from tutorial.lesson.played_values import played_value
from tutorial.run.relay import Relay
from tutorial.run.sandbox import Sandbox

PROBE, SLEEPS, COMPUTES = "stepwire probe", "stepwire sleeps", "stepwire computes"
"""Events of our own. The handlers of the last two take `SLOW` seconds."""

SLOW = 0.1
CLIENTS = (1, 2, 4, 8, 16)
_MESSAGES, _CONNECTIONS, _TELLINGS = 40, 5, 5
_ANSWER_IN = 1.0
_THREADS = 2
_LIBRARIES = ("engineio", "flask_socketio", "simple_websocket", "socketio")
_ROUND = 0.3
"""Seconds that a series of round trips may take."""


class Measuring:
    """One measurement under way."""

    def __init__(self, request: dict[str, Any], module: ModuleType, server: Any, url: str, box: Sandbox) -> None:
        self.module = module
        self.server = server.server
        self.url = url
        self.box = box
        self.clients = tuple(request["clients"])
        actions = [Action.from_data(written) for written in request["scenario"]]
        self.connecting = next((one for one in actions if one.kind == "connect"), Action(kind="connect"))
        self.namespace = self.connecting.namespaces[0]
        self.own = next((one for one in actions if self.is_handled(one)), None)
        self.spent: list[float] = []

    def run(self) -> None:
        """Measure, and answer with the figures; or with the reason why nothing can be measured."""
        self.add_handlers()
        try:
            figures = self.figures()
        except (socketio.exceptions.SocketIOError, TimeoutError, OSError, websocket.WebSocketException) as error:
            why = "the first client does not get a connection, or no answer"
            self.box.answer({"kind": "measured", "figures": None, "why": f"{why} ({type(error).__name__})"})
            return
        self.box.answer({"kind": "measured", "figures": figures, "why": ""})

    def figures(self) -> dict[str, Any]:
        more = self.more_clients()
        with self.client("websocket") as client:
            self.trip(client, PROBE)  # the first one is never like the others
            empty = self.trips(client, PROBE)
            own = self.own_trips(client)
            way = self.way(client)
            slow = self.beside_slow(client)
        told = {"empty": empty, "own": own[0], "handler": own[1], "function": own[2], "beside": slow, "way": way}
        told["transports"] = {one: self.over(one) for one in ("websocket", "polling")}
        return told | {"more": more}

    def is_handled(self, action: Action) -> bool:
        """Whether a handler of the program takes what an action says, and the action can be repeated as it is."""
        if action.kind not in ("send", "emit") or action.namespace != self.namespace:
            return False
        known = self.server.handlers.get(action.namespace, {})
        return (action.event or "message") in known and not self.stands_for(action.arguments)

    def stands_for(self, written: Any) -> bool:
        """Whether a part of a payload stands for what a run has."""
        if played_value(written, self.clients) is not None:
            return True
        parts = written.values() if isinstance(written, dict) else written if isinstance(written, (list, tuple)) else ()
        return any(map(self.stands_for, parts))

    def add_handlers(self) -> None:
        def computes(*_: object) -> None:
            until = time.perf_counter() + SLOW
            while time.perf_counter() < until:
                pass

        handlers = {PROBE: lambda *_: None, SLEEPS: lambda *_: time.sleep(SLOW), COMPUTES: computes}
        for event, handler in handlers.items():
            self.server.on(event, handler, namespace=self.namespace)

    @contextmanager
    def client(self, transport: str, url: str = "") -> Iterator[Any]:
        """A connected client. In the end the server lets it go: a client that hangs up itself waits for up to 3 s."""
        client = socketio.Client(reconnection=False)
        query = f"?{urlencode(self.connecting.query)}" if self.connecting.query else ""
        auth = None if self.stands_for(self.connecting.auth) else self.connecting.auth
        address = (url or self.url) + query
        client.connect(
            address, transports=[transport], namespaces=[self.namespace], auth=auth, wait=True, wait_timeout=2
        )
        try:
            yield client
        finally:
            with suppress(KeyError):  # it is gone already
                self.server.disconnect(client.get_sid(self.namespace), namespace=self.namespace)

    def trip(self, client: Any, event: str, arguments: tuple[Any, ...] = ()) -> float:
        """Milliseconds until the answer to an event is there.

        Raises:
            socketio.exceptions.TimeoutError: nobody answers.
        """
        began = time.perf_counter()
        client.call(event, arguments or None, namespace=self.namespace, timeout=_ANSWER_IN)
        return (time.perf_counter() - began) * 1000

    def trips(self, client: Any, event: str, arguments: tuple[Any, ...] = ()) -> list[float]:
        """Round trips until there are enough of them, or their time is up; one at least."""
        times: list[float] = []
        until = time.perf_counter() + _ROUND
        while not times or (len(times) < _MESSAGES and time.perf_counter() < until):
            times.append(self.trip(client, event, arguments))
        return times

    def own_trips(self, client: Any) -> tuple[list[float], list[float], str]:
        """Round trips of an event of the program's own, the times of its handler, and the event; empty without one."""
        if self.own is None:
            return [], [], ""
        event = self.own.event or "message"
        known = self.server.handlers[self.namespace]
        handler = known[event]

        def timed(*arguments: Any) -> Any:
            began = time.perf_counter()
            try:
                return handler(*arguments)
            finally:
                self.spent.append((time.perf_counter() - began) * 1000)

        known[event] = timed
        try:
            times = self.trips(client, event, tuple(self.own.arguments))
        except socketio.exceptions.TimeoutError:  # it raises, or takes longer than anybody waits here
            return [], [], ""
        finally:
            known[event] = handler
        return times, self.spent, event

    def way(self, client: Any) -> list[list[dict[str, Any]]]:
        """The libraries' functions between packet and handler: of the thread that reads, and of the one that calls.

        They are what stands on the stacks when Engine.IO passes a message on, and when the handler is called.
        """
        event = (self.own.event or "message") if self.own else PROBE
        known, reading = self.server.handlers[self.namespace], self.server.eio.handlers
        stacks: list[list[dict[str, Any]]] = []

        def noting(function: Callable[..., Any]) -> Callable[..., Any]:
            def noted(*arguments: Any) -> Any:
                if len(stacks) < _THREADS:
                    stacks.append(_library_frames(sys._getframe(1)))
                return function(*arguments)

            return noted

        handler, message = known[event], reading["message"]
        known[event], reading["message"] = noting(handler), noting(message)
        try:
            self.trip(client, event, tuple(self.own.arguments) if self.own else ())
        except socketio.exceptions.TimeoutError:
            return []
        finally:
            known[event], reading["message"] = handler, message
        return stacks

    def beside_slow(self, client: Any) -> dict[str, list[float]]:
        """Round trips of one client while a handler of another one sleeps or computes."""
        found = {"quiet": self.trips(client, PROBE)}
        with self.client("websocket") as other:
            for name, event in (("sleeps", SLEEPS), ("computes", COMPUTES)):
                done = threading.Event()
                other.emit(event, namespace=self.namespace, callback=lambda *_, over=done: over.set())
                times: list[float] = []
                until = time.perf_counter() + 2 * SLOW
                while not times or (not done.is_set() and time.perf_counter() < until):
                    times.append(self.trip(client, PROBE))
                found[name] = times
                done.wait(_ANSWER_IN)
        return found

    def over(self, transport: str) -> dict[str, Any]:
        """What a transport costs: milliseconds without a counter in between, then bytes and requests with one."""
        connects: list[float] = []
        trips: list[float] = []
        for _ in range(_CONNECTIONS):
            began = time.perf_counter()
            with self.client(transport) as client:
                connects.append((time.perf_counter() - began) * 1000)
                if len(connects) == _CONNECTIONS:
                    trips = self.trips(client, PROBE)
        with Relay(urlsplit(self.url).port or 0) as relay, self.client(transport, relay.url) as client:
            opened = relay.counted()
            for _ in range(_TELLINGS):
                self.trip(client, PROBE, ("Hello",))
            said = relay.counted()
        per_message = {name: (said[name] - opened[name]) / _TELLINGS for name in said}
        return {"connect": connects, "trips": trips, "handshake": opened, "message": per_message}

    def more_clients(self) -> list[dict[str, Any]]:
        """For growing numbers of clients: threads and memory of this process, and how long telling all of them takes.

        These clients are bare sockets without threads, so what grows belongs to the server.
        """
        base_threads, base_memory = threading.active_count(), _memory()
        sockets: list[Any] = []
        found = []
        try:
            for count in CLIENTS:
                while len(sockets) < count:
                    sockets.append(self.bare_client())
                times = [self.tell_all(sockets) for _ in range(_TELLINGS)]
                grown = {"threads": threading.active_count() - base_threads, "memory": _memory() - base_memory}
                found.append({"clients": count, "ms": statistics.median(times), **grown})
        finally:
            for one in sockets:
                one.shutdown()
        until = time.perf_counter() + _ANSWER_IN
        while any(self.server.manager.get_participants(self.namespace, None)) and time.perf_counter() < until:
            time.sleep(0.005)
        return found

    def bare_client(self) -> Any:
        port = urlsplit(self.url).port
        query = urlencode({**self.connecting.query, "EIO": "4", "transport": "websocket"})
        client = websocket.create_connection(f"ws://127.0.0.1:{port}/socket.io/?{query}", timeout=_ANSWER_IN)
        place = "" if self.namespace == "/" else f"{self.namespace},"
        auth = self.connecting.auth
        client.send(f"40{place}{json.dumps(auth) if auth and not self.stands_for(auth) else ''}")
        _read_until(client, lambda text: text.startswith("40"))
        return client

    def tell_all(self, sockets: list[Any]) -> float:
        """Milliseconds until the last of some clients has what the server tells everybody."""
        began = time.perf_counter()
        self.server.emit(PROBE, "Hello", namespace=self.namespace)
        for one in sockets:
            _read_until(one, lambda text: f'"{PROBE}"' in text)
        return (time.perf_counter() - began) * 1000


def _read_until(client: Any, found: Callable[[str], bool]) -> None:
    while True:
        text = client.recv()
        if text == "2":  # a ping
            client.send("3")
        if isinstance(text, str) and found(text):
            return


def _library_frames(frame: types.FrameType | None) -> list[dict[str, Any]]:
    """The frames of the libraries on a stack, from the oldest on: module, function and line."""
    found = []
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in _LIBRARIES:
            found.append({"module": module, "function": frame.f_code.co_qualname, "line": frame.f_lineno})
        frame = frame.f_back
    return found[::-1]


def _memory() -> int:
    """The bytes of memory that this process holds."""
    resident = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(resident) * 4096
