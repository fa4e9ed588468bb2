"""What the libraries do between a packet and a handler: the functions that stood on the stacks in a run."""

from __future__ import annotations

from dataclasses import dataclass

from web.parts.material import Material
from web.parts.part import Part

_DOES = {
    "_SocketIOMiddleware.__call__": "takes the HTTP request, and hands it to Socket.IO if the address is its own",
    "Socket._websocket_handler": "reads the WebSocket, packet by packet, as long as the connection lasts",
    "Socket.receive": "tells what kind of Engine.IO packet it is: 2 is a ping, 4 a message",
    "Server._trigger_event": "finds who listens for it",
    "Server._trigger_event.<locals>.run_handler": "hands the message on",
    "Server._handle_eio_message": "reads the Socket.IO packet in the message: 2 is an event, with its name and values",
    "Server._handle_event_internal": "calls the handler, and sends the acknowledgement, if one is wanted",
    "Socket._upgrade_websocket": "makes a WebSocket of the request",
    "Socket.handle_get_request": "opens the connection for the client",
    "Server._handle_connect": "answers the Engine.IO handshake",
}


@dataclass(frozen=True, slots=True)
class LibraryCall:
    """A function of a library, and what it does, where that is worth a word."""

    module: str
    function: str
    line: int
    does: str


@dataclass(frozen=True, slots=True)
class LibraryWayView:
    """The functions of the thread that reads, and of the thread that calls the handler."""

    reads: tuple[LibraryCall, ...]
    calls: tuple[LibraryCall, ...]


def _library_way(material: Material) -> LibraryWayView | None:
    way = material.studied.measured.way if material.studied.measured else ()
    if len(way) != 2:
        return None
    reads, calls = (
        tuple(LibraryCall(one.module, one.function, one.line, _DOES.get(one.function, "")) for one in stack)
        for stack in way
    )
    return LibraryWayView(reads, calls)


LIBRARY_WAY = Part("library_way", _library_way)
