"""The one seam on a SocketIO instance: `attach` puts wrappers on it, and returns the recording and a way to detach.

These are wrapped, on the instance and never on a class:

    SocketIO        _handle_event                                  the handler's own call, before `on_error` sees it
                    exception_handlers                             the error handlers' calls
                    init_app                                       another server
    socketio.Server _handle_connect/_disconnect/_event/_ack        triggers of steps
                    _handle_event_internal, start_background_task  the event's own thread
                    disconnect                                     a disconnection from outside any handler
                    _get_event_handler, _get_namespace_handler     handlers that the server calls by itself
    its manager     pre_connect, connect, disconnect, emit         connections; emits and their receivers
                    enter_room, leave_room, close_room             rooms
                    _generate_ack_id                               who waits for an acknowledgement
    engineio.Server handlers["connect"], handlers["disconnect"]    the transport
    its sockets     send, receive, _websocket_handler              packets, including those of an upgrade
                    handle_post_request                            packets that are too large
    its namespaces  error                                          wrapped once a handler of theirs has raised

Beside these, `threading.excepthook` is wrapped: it is told of background tasks that end with an exception.

Sources: flask_socketio/__init__.py, socketio/server.py and manager.py, engineio/server.py and socket.py, read at
Flask-SocketIO 5.7, python-socketio 5.18 and python-engineio 4.15.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from tracer.arguments import require
from tracer.building import CORE_VARIABLES, build, provenance
from tracer.calls import Calls
from tracer.dispatch import Dispatch
from tracer.failures import Failures
from tracer.lines import Lines
from tracer.manager import Manager
from tracer.payloads import event_name, payload
from tracer.program import leave_out
from tracer.recording import OnStep, Recording, VariableReaders
from tracer.server import Server
from tracer.trace import Trace, Transport
from tracer.values import detach
from tracer.wire import Wire
from tracer.wrapping import ErrorHandlers, wrap

_GREENLETS = ("eventlet", "gevent", "gevent_uwsgi")


class UnknownVersionError(AttributeError):
    """The libraries lack names that the tracer reads."""


@dataclass(frozen=True, slots=True)
class Attached:
    """The recording of an attached SocketIO; `detach`, or the end of a `with`, takes the tracer off."""

    recording: Recording
    detach: Callable[[], None] = field(repr=False)

    def trace(self, *, code: str = "", transport: Transport = "websocket") -> Trace:
        """A trace of all steps that are over. Its deliveries are the packets that left for the clients.

        Args:
            code: the SHA-256 of the program's text, if the trace is to have it.
            transport: how the clients connected. The server knows this only for each client.
        """
        variables = (*CORE_VARIABLES, *self.recording.start)
        return build(self.recording, provenance(code, transport), variables=variables, witnessed=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.detach()


def attach(
    socketio: Any,
    *,
    watch: VariableReaders | None = None,
    lines: Lines | None = None,
    on_step: OnStep | None = None,
    outside: str | None = None,
) -> Attached:
    """Watch a `flask_socketio.SocketIO`. An instance without an app is watched from its `init_app` on.

    Args:
        socketio: the instance. Nothing else is touched, but for `threading.excepthook`.
        watch: more variables to track. The function of each name is called after every step.
        lines: the code to trace line by line inside handlers. Without it no line is traced.
        on_step: see `OnStep`.
        outside: a folder whose code plays the program, and is no part of it, nor of another one from now on.

    Raises:
        TypeError: an argument is not what it should be.
        ValueError: another tracer is on the instance, or has these `lines`; or lines cannot be traced, since the
            instance runs its handlers in greenlets; or `watch` has the name of a core variable.
        UnknownVersionError: the libraries lack names that the tracer reads.
    """
    require(socketio, watch, lines, on_step)
    recording = Recording(watch or {}, on_step)
    if outside is not None:
        leave_out(outside)
    seam = _Seam(socketio, recording, lines)
    seam.put_on_whole()
    return Attached(recording, seam.take_off)


class _Seam:
    """The wrappers on one SocketIO instance, and a way to undo each."""

    def __init__(self, socketio: Any, recording: Recording, lines: Lines | None) -> None:
        self.socketio = socketio
        self.recording = recording
        self.lines = lines
        self.undo: list[Callable[[], None]] = []
        self.calls = Calls(socketio, recording, lines, self.wrap)
        self.lock = threading.RLock()

    def put_on_whole(self) -> None:
        """Put all wrappers on, or leave everything as it was."""
        try:
            self.wrap(self.socketio, "init_app", self.init_app)
            if self.lines is not None:
                self.watch_threads(self.lines)
            if self.socketio.server is not None:
                self.put_on()
        except AttributeError as error:
            self.take_off()
            versions = ", ".join(f"{name} {version}" for name, version in provenance("", "websocket").libraries.items())
            raise UnknownVersionError(f"the tracer does not know these libraries: {versions} ({error})") from error
        except BaseException:
            self.take_off()
            raise

    def init_app(self, original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Let the instance make its server, or another one, and move the wrappers to that server."""
        server = self.socketio.server
        result = original(*args, **kwargs)
        with self.lock:
            if self.socketio.server is not server and self.undo:
                self.take_off()
                self.recording.over = False
                self.put_on_whole()
        return result

    def put_on(self) -> None:
        self.server = self.socketio.server
        self.manager = self.server.manager
        if self.lines is not None and self.server.async_mode in _GREENLETS:
            mode = self.server.async_mode
            raise ValueError(f"lines: they are traced thread by thread, which async_mode={mode!r} has not")
        self.wrap(self.socketio, "_handle_event", self.handle_event)
        self.undo.append(Failures(self.recording).watch())
        self.watch_error_handlers()
        Server(self.server, self.recording).watch(self.wrap)
        Dispatch(self.recording, self.calls).watch(self.server, self.wrap)
        Manager(self.manager, self.recording, self.calls).watch(self.wrap)
        self.wire = Wire(self.server.eio, self.recording)
        self.undo.append(self.wire.leave)
        self.wire.watch()
        self.find_open()

    def find_open(self) -> None:
        """Note the connections that are open already."""
        for namespace in list(self.manager.get_namespaces()):
            for sid, eio_sid in list(self.manager.get_participants(namespace, None)):
                if self.manager.is_connected(sid, namespace):
                    self.recording.found_open(eio_sid, sid, namespace)

    def watch_threads(self, lines: Lines) -> None:
        """Watch the threads that handlers start."""
        if lines.on_thread is not None:
            raise ValueError("lines: they are another tracer's; make other ones for this SocketIO")
        lines.on_thread = self.calls.run_thread
        self.undo.append(lambda: setattr(lines, "on_thread", None))

    def take_off(self) -> None:
        """Undo every wrapper, the last one first. Calling it again does nothing."""
        with self.lock:
            self.recording.halt()
            while self.undo:
                self.undo.pop()()

    def wrap(self, owner: Any, name: str, wrapper: Callable[..., Any]) -> None:
        with self.lock:
            if not self.recording.over:
                self.undo.append(wrap(owner, name, wrapper))

    def watch_error_handlers(self) -> None:
        """Watch the calls of error handlers. The library looks these up in a table and in one attribute."""
        before = self.socketio.exception_handlers
        table = self.socketio.exception_handlers = ErrorHandlers(before, self.calls.see_error_handler)

        def put_back() -> None:
            if self.socketio.exception_handlers is table:
                self.socketio.exception_handlers = before

        self.undo.append(put_back)

    def handle_event(
        self, original: Callable[..., Any], handler: Any, message: str | None, namespace: str, sid: str, *args: Any
    ) -> Any:
        step = self.recording.current()
        if step is None:
            return original(handler, message, namespace, sid, *args)
        eio_sid = step.eio_sid
        if message is not None:  # a callback belongs to the step's client; a handler may be called for another
            eio_sid = self.recording.sids.get(sid, (eio_sid,))[0]
        event = step.event if step.event is not None and message == step.event else event_name(message or "callback")
        seen = functools.partial(self.calls.call, step, eio_sid, event, namespace, handler)
        try:
            result = original(seen, message, namespace, sid, *args)
            if step.wants_ack and message in (step.event, "*"):
                step.answer = payload(result)  # the acknowledgement will carry this
            return result
        finally:
            environ = self.server.environ.get(eio_sid) if eio_sid == step.eio_sid else None
            session = environ.get("saved_session") if environ else None
            if session and self.recording.sids.get(sid, (eio_sid,))[0] == eio_sid:
                step.session = detach(session)
