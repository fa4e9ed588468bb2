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
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tracer.building import CORE_VARIABLES, build, provenance
from tracer.lines import Lines, pause, resume
from tracer.payloads import addressed, payload
from tracer.program import def_line, function_name, is_program, program_line, raised, running_task
from tracer.recording import CURRENT, Recording, Watch
from tracer.records import CallRecord, EmitRecord, StepRecord, TaskRecord
from tracer.trace import RoomChange, Trace, Transport
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
        self.wrap(self.manager, "pre_connect", self.pre_connect)
        self.wrap(self.manager, "connect", self.connected)
        self.wrap(self.manager, "disconnect", self.disconnected)
        self.wrap(self.manager, "emit", self.emit)
        self.wrap(self.manager, "enter_room", functools.partial(self.change_room, "joined"))
        self.wrap(self.manager, "leave_room", functools.partial(self.change_room, "left"))
        self.wrap(self.manager, "close_room", self.close_room)
        if self.lines is not None:
            self.watch_lines(self.lines)
        self.wire = Wire(self.server.eio, self.recording)
        self.wire.watch()

    def watch_lines(self, lines: Lines) -> None:
        """See threads that handlers start, and trace nothing while the library emits: that would cost most of all."""
        if lines.on_thread is None:
            lines.on_thread = self.run_thread
            self.undo.append(lambda: setattr(lines, "on_thread", None))
        self.wrap(self.manager, "emit", untraced)

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
        table = ErrorHandlers(self.socketio.exception_handlers, self.see_error_handler)
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

    # -- handlers and emits

    def handle_event(
        self, original: Callable[..., Any], handler: Any, message: str | None, namespace: str, sid: str, *args: Any
    ) -> Any:
        step = self.recording.current()
        if step is None:
            return original(handler, message, namespace, sid, *args)
        seen = functools.partial(self.call, step, message or "callback", namespace, handler)
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

    def call(self, step: StepRecord, event: str, namespace: str, handler: Callable[..., Any], *args: Any) -> Any:
        """Call a handler and note with what and how it ended; what it raises goes on as it came."""
        function, line = function_name(handler), def_line(handler)
        call = CallRecord("handles", step.eio_sid, line, (), (), function, event, detach_all(args))
        step.phases.append(call)
        if self.recording.on_step is not None:
            self.recording.on_step(step, function, line)
        try:
            if self.lines is None:
                result = handler(*args)
            else:
                call.recorder = recorder = self.lines.record()
                try:
                    with recorder:
                        result = handler(*args)
                finally:
                    call.recorder, call.lines = None, recorder.recorded()
        except BaseException as error:
            traceback = error.__traceback__.tb_next if error.__traceback__ else None
            if isinstance(error, TypeError) and traceback is None:
                step.phases.remove(call)  # it does not take these arguments: the library will call it with others
            else:
                call.ended = raised(error, handler, self.error_handler(error, event, namespace))
            raise
        call.ended = (detach(result),)
        return result

    def run_thread(self, work: Callable[[], object]) -> object:
        """Do the work of a thread that a handler started, with its lines traced."""
        if self.lines is None:
            return work()
        function, recorder = running_task() or "", self.lines.record()
        number = int(re.sub(r"\D", "", threading.current_thread().name) or 0)
        with self.recording.changed:
            self.recording.tasks.append(TaskRecord(number, function, recorder))
        with recorder:
            return work()

    def error_handler(self, error: BaseException, event: str, namespace: str) -> str | None:
        """The name of the error handler that Flask-SocketIO will give this exception to, if there is one."""
        if event == "error" or not isinstance(error, Exception) or isinstance(error, ConnectionRefusedError):
            return None
        table = self.socketio.exception_handlers
        found = dict.get(table, namespace, self.socketio.default_exception_handler)
        return None if found is None else function_name(found)

    def see_error_handler(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        step = self.recording.current()
        return handler if step is None else functools.partial(self.call, step, "error", "/", handler)

    def emit(self, original: Callable[..., Any], event: str, data: Any, namespace: str, **options: Any) -> Any:
        name, arguments, inside = str(event), payload(data), self.recording.current()
        # an emit that no event set off, a background task's or a web request's, is a step of its own
        step = inside or self.recording.begin(
            "server", None, namespace, event=name, arguments=arguments, task=running_task()
        )
        callback, to, skipped = (
            options.get("callback"),
            options.get("room") or options.get("to"),
            options.get("skip_sid"),
        )
        if callback is not None and is_program(callback):
            options["callback"] = functools.partial(self.call_back, callback)
        phase = EmitRecord("responds", step.eio_sid, program_line(), (), (), name, arguments, namespace)
        if to is not None:
            phase.rooms = addressed(to)
        if skipped is not None:
            phase.skipped = addressed(skipped)
        step.phases.append(phase)
        token = CURRENT.set((self.recording, step, phase))
        try:
            return original(event, data, namespace, **options)
        finally:
            CURRENT.reset(token)
            if inside is None:
                self.recording.finish(step)

    def call_back(self, callback: Callable[..., Any], *args: Any) -> Any:
        """Call the program's own callback for an acknowledgement, which the library would call by itself."""
        step = self.recording.current()
        return self.call(step, "callback", "/", callback, *args) if step else callback(*args)

    # -- rooms

    def change_room(
        self, kind: Literal["joined", "left"], original: Callable[..., Any], sid: str, namespace: str, room: Any,
        *args: Any, **options: Any,
    ) -> Any:  # fmt: skip
        result = original(sid, namespace, room, *args, **options)
        self.note_room(kind, self.recording.sids.get(sid, (None,))[0], room, namespace)
        return result

    def close_room(self, original: Callable[..., Any], room: Any, namespace: str) -> Any:
        result = original(room, namespace)
        self.note_room("closed", None, room, namespace)
        return result

    def note_room(
        self, kind: Literal["joined", "left", "closed"], eio_sid: str | None, room: Any, namespace: str
    ) -> None:
        inside = self.recording.current()
        step = inside or self.recording.begin("server", None, namespace, task=running_task())
        change = RoomChange(kind, detach(room), None, program_line(), namespace)
        step.rooms = (*step.rooms, (eio_sid, change))
        if inside is None:
            self.recording.finish(step)

    # -- connections

    def pre_connect(self, original: Callable[..., Any], eio_sid: str, namespace: str) -> Any:
        sid = original(eio_sid, namespace)
        if sid is not None:
            self.recording.sids[sid] = (eio_sid, namespace)
        return sid

    def connected(self, original: Callable[..., Any], sid: str, namespace: str) -> Any:
        result = original(sid, namespace)
        eio_sid = self.manager.eio_sid_from_sid(sid, namespace)
        if eio_sid is not None:
            self.recording.opened(eio_sid, namespace)
        return result

    def disconnected(self, original: Callable[..., Any], sid: str, namespace: str, **options: Any) -> Any:
        eio_sid, _ = self.recording.sids.get(sid, (None, namespace))
        result = original(sid, namespace, **options)
        if eio_sid is not None:
            self.recording.left(eio_sid, namespace)
        return result


def untraced(original: Callable[..., Any], *args: Any, **options: Any) -> Any:
    recorder = pause()
    try:
        return original(*args, **options)
    finally:
        resume(recorder)


id_of = id
"""Python's `id`, under a name that the libraries' own parameter `id` does not hide."""
