"""Watches the client manager: connections, rooms, and emits with their receivers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Literal

from tracer.addresses import PLAIN, Addresses
from tracer.calls import Calls
from tracer.lines import pause, resume
from tracer.payloads import addressed, event_name, payload
from tracer.program import is_program, program_line, running_task
from tracer.recording import Recording
from tracer.records import AckRequest, EmitRecord
from tracer.trace import RoomChange
from tracer.values import detach
from tracer.wrapping import Wrap

_EMIT = ("namespace", "room", "skip_sid", "callback", "to")
"""The parameters of socketio.Manager.emit after the event and its data, in order."""


class Manager:
    """The wrappers on one `socketio.Manager`."""

    def __init__(self, manager: Any, recording: Recording, calls: Calls) -> None:
        self.manager = manager
        self.recording = recording
        self.addresses = Addresses(manager, recording)
        self.calls = calls

    def watch(self, wrap: Wrap) -> None:
        """Put the wrappers on with `wrap`, which also takes them off."""
        wrap(self.manager, "pre_connect", self.pre_connect)
        wrap(self.manager, "connect", self.connected)
        wrap(self.manager, "disconnect", self.disconnected)
        wrap(self.manager, "emit", self.emit)
        wrap(self.manager, "enter_room", functools.partial(self.change_room, "joined"))
        wrap(self.manager, "leave_room", functools.partial(self.change_room, "left"))
        wrap(self.manager, "close_room", self.close_room)
        wrap(self.manager, "_generate_ack_id", self.ask)
        if self.calls.lines is not None:
            wrap(self.manager, "emit", untraced)

    def emit(self, original: Callable[..., Any], event: Any, data: Any, *args: Any, **options: Any) -> Any:
        options = {**dict(zip(_EMIT, args, strict=False)), **options}  # each under its name
        namespace, callback, skipped = options.get("namespace"), options.get("callback"), options.get("skip_sid")
        to = options.get("to") or options.get("room")
        name, arguments, inside = event_name(event), payload(data), self.recording.current()
        # an emit outside any event, by a background task or a web request, is a step of its own
        step = inside or self.recording.begin(
            "server", None, namespace or "/", event=name, arguments=arguments, task=running_task()
        )
        if callback is not None and is_program(callback):
            options["callback"] = functools.partial(self.calls.call_back, callback)
        phase = EmitRecord("responds", step.eio_sid, program_line(), (), (), name, arguments, namespace or "/")
        if to is not None:
            phase.rooms = addressed(to)
        if skipped is not None:
            phase.skipped = addressed(skipped)
        phase.addressed = self.addresses.of(phase.namespace, to)
        phase.leaving = self.leaving(phase.namespace)
        step.phases.append(phase)
        here = self.recording.here
        outer = here.step, here.emit
        here.step, here.emit = step, phase
        try:
            return original(event, data, **options)
        except BaseException:
            if not phase.packets:
                step.phases.remove(phase)  # nothing was sent
            raise
        finally:
            here.step, here.emit = outer
            if inside is None:
                self.recording.finish(step)

    def ask(self, original: Callable[..., Any], sid: str, callback: Any) -> Any:
        """Note who waits for an acknowledgement: the library's own callback is that of `call`, which waits."""
        number = original(sid, callback)
        step = self.recording.current()
        if step is not None:
            self.recording.asked[sid, number] = AckRequest(step.number, waits=is_waiting(callback))
        return number

    def leaving(self, namespace: str) -> tuple[str, ...]:
        """The connections that are being closed: the library still sends to them while their handler runs."""
        sids = self.manager.pending_disconnect.get(namespace, ())
        return tuple(self.recording.sids[sid][0] for sid in list(sids) if sid in self.recording.sids)

    def change_room(
        self, kind: Literal["joined", "left"], original: Callable[..., Any], sid: str, namespace: str, room: Any,
        *args: Any, **options: Any,
    ) -> Any:  # fmt: skip
        idle = self.is_in(sid, namespace, room) is (kind == "joined")
        result = original(sid, namespace, room, *args, **options)
        if not idle:
            self.note_room(kind, self.recording.sids.get(sid, (None,))[0], room, namespace)
        return result

    def is_in(self, sid: str, namespace: str, room: Any) -> bool | None:
        """Whether a client of this server is in a room; None if only code of the room itself could tell."""
        rooms = self.manager.rooms.get(namespace, {})
        if type(room) not in (str, int) or sid not in rooms.get(None, ()):
            return None
        return sid in rooms.get(room, ())

    def close_room(self, original: Callable[..., Any], room: Any, *args: Any, **options: Any) -> Any:
        namespace = args[0] if args else options.get("namespace")
        result = original(room, *args, **options)
        self.note_room("closed", None, room, namespace or "/")
        return result

    def note_room(
        self, kind: Literal["joined", "left", "closed"], eio_sid: str | None, room: Any, namespace: str
    ) -> None:
        inside = self.recording.current()
        step = inside or self.recording.begin("server", None, namespace, task=running_task())
        change = RoomChange(kind, detach(room), None, program_line(), namespace, len(step.phases))
        step.rooms = (*step.rooms, (eio_sid, change))
        if kind == "joined" and type(room) in PLAIN:
            self.recording.rooms.add((namespace, room))
        if inside is None:
            self.recording.finish(step)

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

    def disconnected(self, original: Callable[..., Any], sid: str, *args: Any, **options: Any) -> Any:
        eio_sid, namespace = self.recording.sids.get(sid, (None, "/"))
        result = original(sid, *args, **options)
        if eio_sid is not None:
            self.recording.left(eio_sid, namespace)
        return result


def is_waiting(callback: Any) -> bool:
    """Whether a callback is that of `call` (socketio.Server.call), which waits for the acknowledgement."""
    return not is_program(callback) and str(getattr(callback, "__qualname__", "")).startswith("Server.call.")


def untraced(original: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Emit with the tracing of lines paused: an emit would cost several times as much."""
    recorder = pause()
    try:
        return original(*args, **options)
    finally:
        resume(recorder)
