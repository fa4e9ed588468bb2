"""Watches the wire from the server's side: transports, and every packet that goes through their sockets."""

from __future__ import annotations

import functools
import threading
import weakref
from collections.abc import Callable
from typing import Any

from tracer.payloads import acknowledged, refusal
from tracer.program import program_line
from tracer.recording import Recording
from tracer.records import EmitRecord, PhaseRecord, RefusalRecord, StepRecord, note
from tracer.wrapping import wrap, wrap_entry

_CLOSE, _MESSAGE = _NOTED = 1, 4
"""Engine.IO packet types."""
_CONNECT, _DISCONNECT, _ACK, _CONNECT_ERROR, _BINARY_ACK = "0", "1", "3", "4", "6"
"""Socket.IO packet types: the first character of a packet's text."""
_PROBE = "2probe"
_LARGE_KEPT = 5_000
_LOST = ("transport close", "transport error", "ping timeout")
"""The reasons of engineio.Server for a disconnection of which the client does not know."""


class Wire:
    """The wrappers on one Engine.IO server's handlers and open sockets."""

    def __init__(self, eio: Any, recording: Recording) -> None:
        self.eio = eio
        self.recording = recording
        self.undo: list[Callable[[], None]] = []
        self.sockets: dict[str, list[Callable[[], None]]] = {}
        self._lock = threading.Lock()  # transports open and close in threads of their own
        self._left = False

    def watch(self) -> None:
        """Watch transports as they open and close, and the sockets that are open."""
        for event, wrapper in (("connect", self.opened), ("disconnect", self.closed)):
            self.undo.append(wrap_entry(self.eio.handlers, event, self.eio.handlers[event], wrapper))
        for eio_sid in list(self.eio.sockets):
            self.watch_socket(eio_sid)

    def leave(self) -> None:
        """Undo every wrapper, the last one first."""
        while self.undo:
            self.undo.pop()()
        with self._lock:
            self._left = True
        for eio_sid in list(self.sockets):
            self.leave_socket(eio_sid)

    def opened(self, original: Callable[..., Any], eio_sid: str, environ: Any) -> Any:
        for packet in list(getattr(self.eio.sockets[eio_sid].queue, "queue", ())):
            if packet is not None:  # the OPEN packet was queued before this event
                self.recording.came(note(False, eio_sid, packet.packet_type, packet.data))
        self.watch_socket(eio_sid)
        return original(eio_sid, environ)

    def closed(self, original: Callable[..., Any], eio_sid: str, *args: Any) -> Any:
        if args and args[0] in _LOST:
            self.recording.lost.add(eio_sid)  # its disconnect handlers run now, and may emit
        try:
            return original(eio_sid, *args)
        finally:
            self.leave_socket(eio_sid)
            self.recording.transport_closed(eio_sid)

    def watch_socket(self, eio_sid: str) -> None:
        """Watch the packets of an open socket, and its upgrade to a WebSocket."""
        with self._lock:
            socket = self.eio.sockets.get(eio_sid)
            if self._left or socket is None or eio_sid in self.sockets:
                return
            self.sockets[eio_sid] = [
                wrap(socket, "send", functools.partial(self.send, eio_sid)),
                wrap(socket, "receive", functools.partial(self.receive, eio_sid)),
            ]
            self.sockets[eio_sid].append(wrap(socket, "handle_post_request", functools.partial(self.post, eio_sid)))
            # this call lasts as long as the connection, and must not keep a detached tracer alive
            watching = functools.partial(serve_websocket, weakref.ref(self), eio_sid, socket)
            self.sockets[eio_sid].append(wrap(socket, "_websocket_handler", watching))

    def leave_socket(self, eio_sid: str) -> None:
        for undo in self.sockets.pop(eio_sid, ()):
            undo()

    def send(self, eio_sid: str, original: Callable[..., Any], packet: Any) -> Any:
        kind = packet.packet_type
        if kind in _NOTED:
            data, here = packet.data, self.recording.here
            phase = here.emit
            if phase is None and here.step is not None:
                phase = self.phase_for(here.step, eio_sid, data)
            if eio_sid in self.recording.lost:
                if isinstance(phase, EmitRecord):
                    phase.lost = (*phase.lost, eio_sid)
                return original(packet)
            if isinstance(phase, EmitRecord) and eio_sid in phase.leaving:
                phase = None  # whether it still goes out is a race, and nobody reads it
            self.recording.went(note(False, eio_sid, kind, data), phase, kind == _MESSAGE)
        return original(packet)

    def phase_for(self, step: StepRecord, eio_sid: str, data: Any) -> PhaseRecord | None:
        """The phase that an outgoing packet belongs to. Some types of packets begin a phase."""
        kind = data[:1] if isinstance(data, str) else None
        if kind in (_ACK, _BINARY_ACK):
            return self.recording.acknowledge(step, eio_sid, acknowledged(data) if step.answer is None else step.answer)
        if kind == _CONNECT:
            return step.phase("accepts", eio_sid)
        if kind == _DISCONNECT:
            return step.phase("disconnects", eio_sid, program_line())
        if kind == _CONNECT_ERROR:
            refused = RefusalRecord("closes", eio_sid, reasons=refusal(data), namespace=step.namespace)
            step.phases.append(refused)
            return refused
        return step.phases[-1] if step.phases else None  # binary attachments follow their packet

    def receive(self, eio_sid: str, original: Callable[..., Any], packet: Any) -> Any:
        kind = packet.packet_type
        if kind not in _NOTED:
            return original(packet)
        self.recording.came(note(True, eio_sid, kind, packet.data))
        try:
            return original(packet)
        finally:
            self.recording.handled(eio_sid, kind == _MESSAGE)

    def post(self, eio_sid: str, original: Callable[..., Any], environ: Any) -> Any:
        """Let the library read a request of a polling client, and note one that is too large for it."""
        length, limit = int(environ.get("CONTENT_LENGTH") or 0), self.eio.max_http_buffer_size
        if length > limit:  # the library does not read it, and closes the connection
            text = environ["wsgi.input"].read(min(length, _LARGE_KEPT)).decode("utf-8", "replace")
            packet = (True, eio_sid, None, text, length)
            self.recording.too_large[eio_sid] = packet, limit
        return original(environ)

    def watch_size(self, eio_sid: str, ws: Any) -> None:
        """Watch for a packet that is too large for the server, on a WebSocket."""
        wait, limit, recording = ws.wait, self.eio.max_http_buffer_size, weakref.ref(self.recording)

        def heard() -> Any:
            data = wait()
            seen = recording()
            if data and len(data) > limit and seen is not None and not seen.over:
                seen.too_large[eio_sid] = note(True, eio_sid, None, data), limit
            return data

        with self._lock:
            if eio_sid in self.sockets:
                ws.wait = heard
                self.sockets[eio_sid].append(lambda: vars(ws).pop("wait", None))

    def watch_upgrade(self, eio_sid: str, ws: Any) -> None:
        """Watch the probe of a connection that is upgraded from polling to a WebSocket."""
        wait, send = ws.wait, ws.send

        def leave() -> None:
            for name in ("wait", "send"):
                vars(ws).pop(name, None)

        def heard() -> Any:
            data = wait()
            if data:
                self.recording.probed(note(True, eio_sid, None, data))
            if data != _PROBE:
                leave()  # the upgrade is over, or has failed
            return data

        def said(data: Any) -> Any:
            self.recording.probed(note(False, eio_sid, None, data))
            return send(data)

        with self._lock:
            if eio_sid in self.sockets:
                ws.wait, ws.send = heard, said
                self.sockets[eio_sid].append(leave)


def serve_websocket(
    watching: weakref.ref[Wire], eio_sid: str, socket: Any, original: Callable[..., Any], ws: Any
) -> Any:
    """Serve a WebSocket, and watch the size of its packets, and the probe if it replaces polling."""
    wire = watching()
    if wire is not None:
        wire.watch_size(eio_sid, ws)
        if socket.connected:
            wire.watch_upgrade(eio_sid, ws)
    del wire
    return original(ws)
