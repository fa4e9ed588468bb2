"""Watch an app while somebody uses it, and keep what a scenario needs and a trace does not have.

A trace bounds its values and has no query strings. The watch keeps whole payloads, in the app's process.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from tracer.building import CORE_VARIABLES, build, provenance
from tracer.events import attach
from tracer.lines import Lines
from tracer.naming import written_ids
from tracer.recording import StepRecord
from tracer.trace import Trace, Transport
from tracer.values import detach
from tracer.wrapping import wrap
from tutorial.lesson.model import DEFAULT_CLIENT
from tutorial.record.app_recording import AppRecording, Seen
from tutorial.record.items import LOST
from tutorial.record.privacy import Privacy
from tutorial.record.secret_names import is_secret_name

NAMES = ("Ada", "Grace", "Alan", "Radia", "Edsger", "Barbara", "Donald", "Frances", "Tim", "Margaret", "Dennis", "Ken")
"""The names of clients, when there are several."""

_TRANSPORT_QUERY = frozenset({"EIO", "transport", "t", "sid", "b64", "j"})
_FINISHED = "~finished"
_PATIENCE = 2.0
"""How many seconds running handlers have to return when the recording ends."""

OnBegin = Callable[[int, str, str | None, int], None]
"""Called for each step that begins: with its client (from 1; 0 for none), what it is, its event, how many values."""


class AppWatch:
    """The watch on one `SocketIO` while somebody uses its app.

    Args:
        socketio: the instance; it has a server already.
        namespace: the globals of the app's module; those with plain data are tracked.
        file: the app's source file.
        code: the text of that file.
        settings: the Flask app's configuration; its secrets must not be written.
        on_begin: called for each step, in the thread of the event.
    """

    def __init__(
        self,
        socketio: Any,
        namespace: Mapping[str, Any],
        file: str,
        code: str,
        *,
        settings: Mapping[str, Any],
        on_begin: OnBegin | None = None,
    ) -> None:
        self.server = socketio.server
        self.file, self.code = file, code
        self.settings = settings
        self.on_begin = on_begin
        self.seen: dict[int, Seen] = {}
        self.began: dict[int, float] = {}
        self.connections: list[str] = []
        self.clients: list[int] = []
        self.places: list[str] = []
        self.transports: list[set[str]] = []
        self.private = Privacy()
        self._at_hand = threading.local()
        watch = {name: _reader(namespace, name) for name in _plain_globals(namespace)}
        watch[_FINISHED] = time.monotonic  # read at the end of each step
        self.attached = attach(socketio, watch=watch, lines=Lines({file}), on_step=self._on_step)
        self._undo = [
            wrap(self.server, "_handle_connect", self._connecting),
            wrap(self.server, "_handle_event", self._saying),
            wrap(self.server, "_handle_ack", self._answering),
        ]

    # -- what comes in, whole

    def _connecting(self, original: Callable[..., Any], eio_sid: str, namespace: str | None, data: Any) -> Any:
        return self._holding(() if data is None else (data,), original, eio_sid, namespace, data)

    def _saying(self, original: Callable[..., Any], eio_sid: str, namespace: str | None, id: Any, data: Any) -> Any:
        return self._holding(tuple(data[1:]), original, eio_sid, namespace, id, data)

    def _answering(self, original: Callable[..., Any], eio_sid: str, namespace: str | None, id: Any, data: Any) -> Any:
        return self._holding(tuple(data), original, eio_sid, namespace, id, data)

    def _holding(self, payload: tuple[Any, ...], original: Callable[..., Any], *args: Any) -> Any:
        """Call the library, and hold the payload as it came for the step that begins in this thread.

        A handler may change what it is called with, so this is a copy.
        """
        self._at_hand.payload = deepcopy(payload)
        try:
            return original(*args)
        finally:
            self._at_hand.payload = ()

    def _on_step(self, step: StepRecord, function: str | None, line: int | None) -> None:
        if function is not None or line is not None or step.kind == "end":
            return
        payload = getattr(self._at_hand, "payload", ())
        self._at_hand.payload = ()
        number = self._connection(step)
        query = self._query(step.eio_sid) if step.kind == "connect" and step.eio_sid else {}
        delay = _running_for() if step.kind == "server" else 0.0
        self.began[step.number] = time.monotonic()
        cookies = self._cookies(step.eio_sid) if step.kind == "connect" and step.eio_sid else ()
        self.seen[step.number] = Seen(number, payload, query, delay, drifted=self._drifted(step), cookies=cookies)
        if self.on_begin is not None:
            client = 0 if number is None else self.clients[number] + 1
            self.on_begin(client, _what(step), step.event, len(step.arguments))

    def _drifted(self, step: StepRecord) -> tuple[str, ...]:
        """The variables that changed since the last step was over. What a task changes belongs to its own step."""
        recording = self.attached.recording
        with self.attached_lock:
            if len(recording.under_way) > 1 or step.kind == "server" or step.task is not None:
                return ()
            over = [one.watched for one in recording.steps if one.watched is not None]
        known = max(over, key=lambda watched: float(watched[_FINISHED]), default=recording.start)
        now = recording.read_watched()
        return tuple(name for name, value in now.items() if name != _FINISHED and value != known[name])

    # -- connections

    def _connection(self, step: StepRecord) -> int | None:
        """The number of a step's connection. A new connection gets a number, and its client."""
        if step.eio_sid is None:
            return None
        with self.attached_lock:
            if step.eio_sid not in self.connections:
                environ = self.server.environ.get(step.eio_sid, {})
                place = f"{environ.get('REMOTE_ADDR')} {environ.get('HTTP_USER_AGENT')}"
                self.clients.append(self._client(place))
                self.connections.append(step.eio_sid)
                self.places.append(place)
                self.transports.append(set())
                self.private.of_request(environ)
            number = self.connections.index(step.eio_sid)
        with suppress(KeyError):  # the transport may be gone
            self.transports[number].add(self.server.eio.transport(step.eio_sid))
        return number

    def _client(self, place: str) -> int:
        """The client of a new connection: one from the same place whose last connection is over, else a new client."""
        latest = {client: number for number, client in enumerate(self.clients)}
        for client, number in reversed(latest.items()):
            if self.places[number] == place and self._is_over(self.connections[number]):
                return client
        return len(latest)

    def _is_over(self, eio_sid: str) -> bool:
        recording = self.attached.recording
        steps = [step for step in recording.steps if step.eio_sid == eio_sid]
        return recording.statuses.get(eio_sid) != "Open" and all(step.done for step in steps)

    def _query(self, eio_sid: str) -> dict[str, str]:
        environ = self.server.environ.get(eio_sid, {})
        pairs = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        return {name: value for name, value in pairs if name not in _TRANSPORT_QUERY}

    def _cookies(self, eio_sid: str) -> tuple[str, ...]:
        written = str(self.server.environ.get(eio_sid, {}).get("HTTP_COOKIE", ""))
        return tuple(name for name in (one.partition("=")[0].strip() for one in written.split(";")) if name)

    @property
    def attached_lock(self) -> Any:
        return self.attached.recording.changed

    # -- the end

    def begun(self) -> bool:
        """Whether any step has begun."""
        return bool(self.seen)

    def recorded(self) -> AppRecording:
        """End the recording, take the watch off, and return the recording."""
        recording = self.attached.recording
        recording.wait_for(lambda: all(step.done for step in recording.steps), _PATIENCE)
        recording.end()
        running = tuple(sorted(_thread_functions()))
        while self._undo:
            self._undo.pop()()
        self.attached.detach()
        self.private.of_settings(self.settings)
        names = self._names()
        for sid, label in written_ids(recording, names).items():
            self.private.keep(sid, "a session id", label)
        transport = self._transport()
        origin = provenance(hashlib.sha256(self.code.encode()).hexdigest(), transport)
        variables = (*CORE_VARIABLES, *(name for name in recording.start if name != _FINISHED))
        lanes = list(dict.fromkeys(names.values())) or [DEFAULT_CLIENT]
        trace = build(recording, origin, clients=lanes, names=names, variables=variables, witnessed=False)
        return AppRecording(
            file=self.file,
            code=self.code,
            trace=_without_lines(trace),
            seen=tuple(self._seen(step) for step in recording.steps if step.done),
            private=tuple(self.private.values.values()),
            transport=transport,
            running=running,
            unfinished=tuple(
                f"{names.get(step.eio_sid or '', 'the server')}: {step.event or step.kind}"
                for step in recording.steps
                if not step.done
            ),
        )

    def _seen(self, step: StepRecord) -> Seen:
        """What is known of a step beside its trace, once the step is over."""
        if step.number not in self.seen:
            return Seen()
        return replace(
            self.seen[step.number], took=float((step.watched or {}).get(_FINISHED, 0.0)) - self.began[step.number]
        )

    def _names(self) -> dict[str, str]:
        """Name each connection's client: with a name that is neither in a payload nor in the code."""
        if max(self.clients, default=0) == 0:
            return dict.fromkeys(self.connections, DEFAULT_CLIENT)
        said = json.dumps([[detach(one.payload), one.query] for one in self.seen.values()], ensure_ascii=False)
        words = set(re.findall(r"\w+", f"{said} {self.code}".lower()))
        free = [name for name in NAMES if name.lower() not in words]
        free += [f"Client {number}" for number in range(len(free) + 1, max(self.clients) + 2)]
        return {eio_sid: free[client] for eio_sid, client in zip(self.connections, self.clients, strict=True)}

    def _transport(self) -> Transport:
        """The transport of all clients; `websocket`, when they did not all have the same."""
        ways = {frozenset(found) for found in self.transports}
        if ways == {frozenset({"polling"})}:
            return "polling"
        return "upgrade" if ways and all("polling" in found for found in ways) else "websocket"


def _what(step: StepRecord) -> str:
    """What a step is, for `on_begin`: its kind, `lost` for a lost line, or the name of the task that made it."""
    if step.kind == "disconnect" and step.reason in LOST:
        return "lost"
    return step.task if step.kind == "server" and step.task else step.kind


def _plain_globals(namespace: Mapping[str, Any]) -> list[str]:
    """The names of a module's globals that hold plain data."""
    return [
        name
        for name, value in namespace.items()
        if not name.startswith("_")
        and name not in CORE_VARIABLES
        and not is_secret_name(name)
        and not (isinstance(found := detach(value), dict) and found.get("~") == "object")
    ]


def _reader(namespace: Mapping[str, Any], name: str) -> Callable[[], object]:
    return lambda: namespace.get(name)


def _running_for() -> float:
    """For how many seconds this thread has been running. Linux tells (proc_pid_stat(5)); elsewhere it is 0."""
    try:
        stat = Path(f"/proc/self/task/{threading.get_native_id()}/stat").read_text(encoding="ascii", errors="replace")
        ticks = int(stat.rpartition(")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return 0.0
    return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK"))


def _thread_functions() -> set[str]:
    """The functions of the running threads; Python names a thread `Thread-3 (target)`."""
    return {thread.name.partition("(")[2].rstrip(")") for thread in threading.enumerate() if "(" in thread.name}


def _without_lines(trace: Trace) -> Trace:
    """The trace without its line logs, which the lesson's own run makes again."""
    steps = (
        replace(
            step,
            phases=tuple(
                replace(phase, call=replace(phase.call, log=None)) if phase.call else phase for phase in step.phases
            ),
        )
        for step in trace.steps
    )
    return replace(trace, steps=tuple(steps), tasks=())
