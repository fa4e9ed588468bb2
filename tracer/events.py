"""The one seam on a SocketIO instance: `attach` puts the watch on it and returns the recording and the way off.

What is wrapped, always on the instance and never on a class:

    SocketIO        _handle_event                                  the handler's own call, before `on_error` sees it
                    exception_handlers                             the error handlers' calls
                    init_app                                       only when there is no server yet
    socketio.Server _handle_connect/_disconnect/_event/_ack        what set a step off
                    _handle_event_internal, start_background_task  the event's own thread
                    disconnect                                     one from outside any handler
    its manager     pre_connect, connect, disconnect, emit         connections; what was emitted to whom
                    enter_room, leave_room, close_room             rooms
    engineio.Server handlers["connect"], handlers["disconnect"]    the transport
    its sockets     send, receive, _websocket_handler              packets, those of an upgrade too

Sources: flask_socketio/__init__.py, socketio/server.py and manager.py, engineio/server.py and socket.py, read at
Flask-SocketIO 5.7, python-socketio 5.18 and python-engineio 4.15.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from tracer.building import CORE_VARIABLES, build, provenance
from tracer.calls import Calls
from tracer.lines import Lines
from tracer.manager import Manager
from tracer.payloads import payload
from tracer.program import running_task
from tracer.recording import CURRENT, Recording, Watch
from tracer.records import StepRecord
from tracer.trace import Trace, Transport
from tracer.values import detach, detach_all
from tracer.wire import Wire
from tracer.wrapping import ErrorHandlers, wrap


class OnStep(Protocol):
    """Told of each step when it begins, and again before each handler call with its name and line."""

    def __call__(self, step: StepRecord, function: str | None, line: int | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Attached:
    """The recording of an attached SocketIO, and the way to take the tracer off again."""

    recording: Recording
    detach: Callable[[], None]

    def trace(self, *, code: str = "", transport: Transport = "websocket") -> Trace:
        """All steps so far that are over; what clients received is told as what left for them.

        Args:
            code: the SHA-256 of the program's text, if that is to be kept with the trace.
            transport: how the clients connected, which the server does not know for all of them at once.
        """
        variables = (*CORE_VARIABLES, *self.recording.start)
        return build(self.recording, provenance(code, transport), variables=variables, witnessed=False)


def attach(
    socketio: Any, *, watch: Watch | None = None, lines: Lines | None = None, on_step: OnStep | None = None
) -> Attached:
    """Watch a `flask_socketio.SocketIO`, also one that has no app yet: then from its `init_app` on.

    Args:
        socketio: the instance; nothing outside it is touched.
        watch: further variables to track: each name's function is called after every step.
        lines: which code is to be traced line by line inside handlers; without it, none is.
        on_step: told how far the run has come.
    """
    recording = Recording(watch or {}, on_step)
    seam = _Seam(socketio, recording, lines)
    if socketio.server is None:
        seam.wait_for_server()
    else:
        seam.put_on_whole()
    return Attached(recording, seam.take_off)


class _Seam:
    """The wrappers on one SocketIO instance, and how each is undone."""

    def __init__(self, socketio: Any, recording: Recording, lines: Lines | None) -> None:
        self.socketio = socketio
        self.recording = recording
        self.lines = lines
        self.calls = Calls(socketio, recording, lines)
        self.undo: list[Callable[[], None]] = []
        self.wire: Wire | None = None
        self.running: dict[int, StepRecord] = {}

    def wait_for_server(self) -> None:
        """Put the watch on as soon as `init_app` has made the server."""

        def init_app(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            self.take_off()
            result = original(*args, **kwargs)
            self.put_on_whole()
            return result

        self.wrap(self.socketio, "init_app", init_app)

    def put_on_whole(self) -> None:
        """Put the watch on, or leave everything as it was."""
        try:
            self.put_on()
        except BaseException:
            self.take_off()
            raise

    def put_on(self) -> None:
        self.server = self.socketio.server
        self.manager = self.server.manager
        self.wrap(self.socketio, "_handle_event", self.handle_event)
        self.wrap_error_handlers()
        for name in ("connect", "disconnect", "event", "ack"):
            self.wrap(self.server, f"_handle_{name}", getattr(self, f"on_{name}"))
        self.wrap(self.server, "_handle_event_internal", self.run_event)
        self.wrap(self.server, "start_background_task", self.start_task)
        self.wrap(self.server, "disconnect", self.disconnect)
        Manager(self.manager, self.recording, self.calls).watch(self.wrap)
        if self.lines is not None:
            self.watch_lines(self.lines)
        self.wire = Wire(self.server.eio, self.recording)
        self.wire.watch()

    def watch_lines(self, lines: Lines) -> None:
        """See threads that handlers start."""
        if lines.on_thread is None:
            lines.on_thread = self.calls.run_thread
            self.undo.append(lambda: setattr(lines, "on_thread", None))

    def take_off(self) -> None:
        """Undo every wrapper, the last one first. Calling it again does nothing."""
        while self.undo:
            self.undo.pop()()
        self.recording.halt()
        if self.wire is not None:
            self.wire.leave()

    def wrap(self, owner: Any, name: str, wrapper: Callable[..., Any]) -> None:
        self.undo.append(wrap(owner, name, wrapper))

    def wrap_error_handlers(self) -> None:
        """See the calls of error handlers, which the library looks up in a table and one attribute."""
        table = ErrorHandlers(self.socketio.exception_handlers, self.calls.see_error_handler)
        before = self.socketio.exception_handlers
        self.socketio.exception_handlers = table
        self.undo.append(lambda: setattr(self.socketio, "exception_handlers", before))

    # -- what sets a step off

    def on_connect(self, original: Callable[..., Any], eio_sid: str, namespace: str | None, data: Any) -> Any:
        arguments = (detach(data),) if data else ()
        step = self.recording.begin("connect", eio_sid, namespace or "/", "connects", arguments=arguments)
        return self.play(step, original, eio_sid, namespace, data)

    def on_disconnect(
        self, original: Callable[..., Any], eio_sid: str, namespace: str | None, reason: str | None = None
    ) -> Any:
        sid = self.manager.sid_from_eio_sid(eio_sid, namespace or "/")
        if not self.manager.is_connected(sid, namespace or "/"):
            return original(eio_sid, namespace, reason)
        step = self.recording.begin("disconnect", eio_sid, namespace or "/", "disconnects", reason=reason)
        return self.play(step, original, eio_sid, namespace, reason)

    def on_event(self, original: Callable[..., Any], eio_sid: str, namespace: str | None, id: Any, data: Any) -> Any:
        event, arguments = str(data[0]), detach_all(data[1:])
        step = self.recording.begin(
            "event", eio_sid, namespace or "/", "sends", event=event, arguments=arguments, wants_ack=id is not None
        )
        self.running[id_of(data)] = step
        try:
            return original(eio_sid, namespace, id, data)
        finally:
            if not step.scheduled and self.running.pop(id_of(data), None) is not None:
                self.recording.finish(step)  # the library dropped the event: its sender is not connected

    def on_ack(self, original: Callable[..., Any], eio_sid: str, namespace: str | None, id: Any, data: Any) -> Any:
        arguments = detach_all(data)
        step = self.recording.begin("ack", eio_sid, namespace or "/", "sends", arguments=arguments)
        return self.play(step, original, eio_sid, namespace, id, data)

    def disconnect(self, original: Callable[..., Any], sid: str, namespace: str | None = None, **options: Any) -> Any:
        """A disconnection that the program makes; from outside any handler it is a step of its own."""
        outside = self.recording.current() is None and self.manager.is_connected(sid, namespace or "/")
        if not outside:
            return original(sid, namespace, **options)
        eio_sid = self.recording.sids.get(sid, (None,))[0]
        reason = self.server.reason.SERVER_DISCONNECT
        step = self.recording.begin("disconnect", eio_sid, namespace or "/", reason=reason, task=running_task())
        return self.play(step, functools.partial(original, sid, namespace, **options))

    def play(self, step: StepRecord, original: Callable[..., Any], *args: Any) -> Any:
        """Let the library do its work inside this step, and close the step whatever comes of it."""
        token = CURRENT.set((self.recording, step, None))
        try:
            return original(*args)
        finally:
            CURRENT.reset(token)
            if step.kind == "disconnect":
                step.phase("closes")
            self.recording.finish(step)

    def start_task(self, original: Callable[..., Any], target: Any, *args: Any, **kwargs: Any) -> Any:
        """Start a task, the library's or the program's; `on_event` must know whether its event has got one."""
        if getattr(target, "func", None) == self.run_event:
            step = self.running.get(id_of(args[3]))
            if step is not None:
                step.scheduled = True
        return original(target, *args, **kwargs)

    def run_event(
        self, original: Callable[..., Any], server: Any, sid: str, eio_sid: str, data: Any, namespace: str, id: Any
    ) -> Any:
        step = self.running.pop(id_of(data), None)
        if step is None:
            return original(server, sid, eio_sid, data, namespace, id)
        token = CURRENT.set((self.recording, step, None))
        try:
            return original(server, sid, eio_sid, data, namespace, id)
        finally:
            CURRENT.reset(token)
            self.recording.finish(step)

    # -- handlers

    def handle_event(
        self, original: Callable[..., Any], handler: Any, message: str | None, namespace: str, sid: str, *args: Any
    ) -> Any:
        step = self.recording.current()
        if step is None:
            return original(handler, message, namespace, sid, *args)
        seen = functools.partial(self.calls.call, step, message or "callback", namespace, handler)
        try:
            result = original(seen, message, namespace, sid, *args)
            if step.wants_ack and message == step.event:
                step.answer = payload(result)  # its acknowledgement will say so
            return result
        finally:
            environ = self.server.environ.get(self.manager.eio_sid_from_sid(sid, namespace or "/"))
            session = environ.get("saved_session") if environ else None
            if session:
                step.session = detach(session)


id_of = id
"""Python's `id`, under a name that the libraries' own parameter `id` does not hide."""
