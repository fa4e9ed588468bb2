"""What a packet's text means, part by part: `4` message, `2` event, then the event's name and its arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracer.trace import Packet

ENGINE_TYPES = {
    "0": "open",
    "1": "close",
    "2": "ping",
    "3": "pong",
    "4": "message",
    "5": "upgrade",
    "6": "nothing to do",
}
"""The first character of an Engine.IO packet, as https://socket.io/docs/v4/engine-io-protocol/ names it."""

SOCKET_TYPES = {
    "0": "connect",
    "1": "disconnect",
    "2": "event",
    "3": "acknowledgement",
    "4": "connect error",
    "5": "event with binary",
    "6": "acknowledgement with binary",
}
"""The first character inside an Engine.IO message, as https://socket.io/docs/v4/socket-io-protocol/ names it."""

_PAYLOADS = {
    "0": {"to server": "credentials", "to client": "the session's id"},
    "1": {},
    "2": {"": "name and arguments"},
    "3": {"": "the answer"},
    "4": {"": "the reason"},
    "5": {"": "name and arguments"},
    "6": {"": "the answer"},
}

_MESSAGE = re.compile(
    r"4(?P<type>[0-6])(?P<attachments>\d+-)?(?:(?P<namespace>/[^,]*),?)?(?P<ack>\d+)?(?P<payload>.*)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Part:
    """Some characters of a packet and what they mean."""

    text: str
    meaning: str


def explain(packet: Packet) -> tuple[Part, ...]:
    """The parts of a packet in order; joined, their texts are the packet's text.

    What is not a known packet is one part, so that nothing is ever left out.
    """
    if packet.binary:
        return (Part(packet.text, "a binary attachment"),)
    if match := _MESSAGE.fullmatch(packet.text):
        return tuple(_message(match, packet.direction))
    kind = ENGINE_TYPES.get(packet.text[:1])
    if kind is None:
        return (Part(packet.text, "not a packet of Engine.IO 4"),)
    rest = (Part(packet.text[1:], "data"),) if packet.text[1:] else ()
    return (Part(packet.text[0], kind), *rest)


def _message(match: re.Match[str], direction: str) -> list[Part]:
    kind = match["type"]
    parts = [Part("4", ENGINE_TYPES["4"]), Part(kind, SOCKET_TYPES[kind])]
    if match["attachments"]:
        parts.append(Part(match["attachments"], "attachments"))
    if match["namespace"]:
        end = match.end("namespace")
        comma = "," if match.string[end : end + 1] == "," else ""
        parts.append(Part(match["namespace"] + comma, "namespace"))
    if match["ack"]:
        parts.append(Part(match["ack"], "acknowledgement number"))
    if match["payload"]:
        meanings = _PAYLOADS[kind]
        parts.append(Part(match["payload"], meanings.get("") or meanings.get(direction, "data")))
    return parts
