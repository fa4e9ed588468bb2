"""The list of words: what a newcomer may not know, each told once. Sentences and pages name a word by its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TermKey = Literal[
    "websocket",
    "event",
    "handler",
    "packet",
    "handshake",
    "message",
    "type",
    "sid",
    "acknowledgement",
    "room",
    "broadcast",
    "namespace",
]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the list: how it is written, and what it means in one or two sentences."""

    name: str
    meaning: str


TERMS: dict[TermKey, Term] = {
    "websocket": Term(
        "WebSocket",
        "A WebSocket is a connection that stays open, so server and client may each send whenever they have something"
        " to say. A request is over with its one answer, and between requests the server cannot speak at all.",
    ),
    "event": Term(
        "event",
        "Something that happened, with a name. One side emits it, often with data; the other side has a function"
        " for that name, or lets it pass.",
    ),
    "handler": Term(
        "handler",
        "The function that the program registered for an event: @socketio.on('message') makes the function below it"
        " the handler of message. Nobody else calls it.",
    ),
    "packet": Term("packet", "A piece of text that crosses the wire, in one direction, in one go."),
    "handshake": Term(
        "handshake",
        "The first packets of a connection. With 0 the server opens the line and says how often it will test it; with"
        " 40 the client asks to take part. The library does this by itself.",
    ),
    "message": Term(
        "4",
        "The first sign of a packet says what it is for: 4 carries a message for the program. Others open, close or"
        " test the line (0, 1, 2 and 3) and are the library’s own business.",
    ),
    "type": Term(
        "The sign after the 4",
        "It says which kind of message this is: 0 connect, 1 disconnect, 2 event, 3 acknowledgement, 4 refused; 5 and 6"
        " are an event and an acknowledgement with bytes beside them.",
    ),
    "sid": Term(
        "sid",
        "The session id, a random name that the server gives to each connection. A client that connects again gets a"
        " new one. Here stands whose it is instead, since it differs in every run.",
    ),
    "acknowledgement": Term(
        "acknowledgement",
        "An answer to one event and to nothing else. The sender has to ask for it; what the handler returns is then"
        " sent back under the number of that event.",
    ),
    "room": Term(
        "room",
        "A name on the server for some of the connections. Emitting to a room reaches those who are in it at that"
        " moment. Clients do not know which rooms they are in.",
    ),
    "broadcast": Term(
        "broadcast",
        "An emit that is addressed to everybody who is connected to the namespace, and not to one client or one room.",
    ),
    "namespace": Term(
        "namespace",
        "A separate channel within one connection, named like a path. Handlers, rooms and events of one namespace know"
        " nothing of another; / is the one without a name.",
    ),
}
"""All words, in the order in which a newcomer meets them."""
