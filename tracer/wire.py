"""The wire as the server sees it: its transports, and every packet that goes through their sockets."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from tracer.payloads import acknowledged
from tracer.program import program_line
from tracer.recording import CURRENT, Recording
from tracer.records import EmitRecord, PhaseRecord, StepRecord, note
from tracer.wrapping import wrap

_CLOSE, _MESSAGE = _NOTED = 1, 4
"""Engine.IO packet types."""
_CONNECT, _DISCONNECT, _ACK, _CONNECT_ERROR, _BINARY_ACK = "0", "1", "3", "4", "6"
"""Socket.IO packet types, as they begin a packet's text."""
_PROBE = "2probe"


class Wire:
    """The wrappers on one Engine.IO server's handlers and open sockets."""

    def __init__(self, eio: Any, recording: Recording) -> None:
        self.eio = eio
        self.recording = recording
        self.undo: list[Callable[[], None]] = []
        self.sockets: dict[str, list[Callable[[], None]]] = {}

    def watch(self) -> None:
        """Watch transports as they open and close, and the sockets that are open."""
        self.wrap_handler("connect", self.opened)
        self.wrap_handler("disconnect", self.closed)
        for eio_sid in list(self.eio.sockets):
            self.watch_socket(eio_sid)

    def leave(self) -> None:
        """Undo every wrapper, the last one first."""
        while self.undo:
            self.undo.pop()()
        for eio_sid in list(self.sockets):
            self.leave_socket(eio_sid)

    def wrap_handler(self, event: str, wrapper: Callable[..., Any]) -> None:
        """Wrap a handler that Engine.IO keeps in a dict."""
        handlers = self.eio.handlers
        original = handlers[event]
        handlers[event] = functools.partial(wrapper, original)
        self.undo.append(lambda: handlers.__setitem__(event, original))

    def opened(self, original: Callable[..., Any], eio_sid: str, environ: Any) -> Any:
        for packet in list(getattr(self.eio.sockets[eio_sid].queue, "queue", ())):
            if packet is not None:  # the OPEN packet waits in the queue: it was put there before this event
                self.recording.came(note(False, eio_sid, packet.packet_type, packet.data))
        self.watch_socket(eio_sid)
        return original(eio_sid, environ)

    def closed(self, original: Callable[..., Any], eio_sid: str, *args: Any) -> Any:
        try:
            return original(eio_sid, *args)
        finally:
            self.leave_socket(eio_sid)
            self.recording.transport_closed(eio_sid)

    def watch_socket(self, eio_sid: str) -> None:
        socket = self.eio.sockets[eio_sid]
        self.sockets[eio_sid] = [
            wrap(socket, "send", functools.partial(self.send, eio_sid)),
            wrap(socket, "receive", functools.partial(self.receive, eio_sid)),
            wrap(socket, "_websocket_handler", functools.partial(self.upgrade, eio_sid, socket)),
        ]

    def leave_socket(self, eio_sid: str) -> None:
        for undo in self.sockets.pop(eio_sid, ()):
            undo()

    def send(self, eio_sid: str, original: Callable[..., Any], packet: Any) -> Any:
        kind = packet.packet_type
        if kind in _NOTED:
            data, current, phase = packet.data, CURRENT.get(), None
            if current is not None and current[0] is self.recording:
                phase = current[2] or phase_for(current[1], eio_sid, data)
            self.recording.went(note(False, eio_sid, kind, data), phase, kind == _MESSAGE)
        return original(packet)

    def receive(self, eio_sid: str, original: Callable[..., Any], packet: Any) -> Any:
        kind = packet.packet_type
        if kind not in _NOTED:
            return original(packet)
        self.recording.came(note(True, eio_sid, kind, packet.data))
        try:
            return original(packet)
        finally:
            self.recording.handled(eio_sid, kind == _MESSAGE)

    def upgrade(self, eio_sid: str, socket: Any, original: Callable[..., Any], ws: Any) -> Any:
        """See the probe of a connection that goes over from polling to a WebSocket."""
        if not socket.connected:
            return original(ws)  # it began as a WebSocket
        wait, send = ws.wait, ws.send

        def leave() -> None:
            for name in ("wait", "send"):
                vars(ws).pop(name, None)

        def heard() -> Any:
            data = wait()
            if data:
                self.recording.came(note(True, eio_sid, None, data))
            if data != _PROBE:
                leave()  # the upgrade is made, or has failed
            return data

        def said(data: Any) -> Any:
            self.recording.came(note(False, eio_sid, None, data))
            return send(data)

        ws.wait, ws.send = heard, said
        self.sockets[eio_sid].append(leave)
        return original(ws)


def phase_for(step: StepRecord, eio_sid: str, data: Any) -> PhaseRecord | None:
    """The phase that a packet on its way out belongs to, which its type makes."""
    kind = data[:1] if isinstance(data, str) else None
    if kind in (_ACK, _BINARY_ACK):
        line = step.phases[-1].line if step.phases else None
        arguments = acknowledged(data) if step.answer is None else step.answer
        phase = EmitRecord("responds", eio_sid, line, (), (), step.event or "", arguments, step.namespace, "ack")
        step.phases.append(phase)
        return phase
    if kind == _CONNECT:
        return step.phase("accepts", eio_sid)
    if kind == _DISCONNECT:
        return step.phase("disconnects", eio_sid, program_line())
    if kind == _CONNECT_ERROR:
        return step.phase("closes", eio_sid)
    return step.phases[-1] if step.phases else None  # binary attachments follow their packet
