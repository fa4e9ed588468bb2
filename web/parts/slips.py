"""Packets on the wire in explained pieces: `4` message, `2` event, then the event's name and its arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup

from tracer.trace import Packet, Trace
from tutorial.telling.word_list import TermKey
from tutorial.telling.words import visible

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

_SESSION = "the session's id"

_PAYLOADS = {
    "0": {"to server": "credentials", "to client": _SESSION},
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


_BREAKS = re.compile(r"(?<=[,:{\[_])(?=[\w\"{\[‹-])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a packet and what they mean; `term` is the word of the list that explains them, if any."""

    text: str
    meaning: str
    term: TermKey | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """A packet on the wire: which way, on which client's lane (from 0), its size in bytes, and its explained pieces."""

    direction: Literal["to server", "to client"]
    lane: int
    size: int
    pieces: tuple[Piece, ...]


def slip(packet: Packet, lanes: dict[str, int]) -> Slip:
    """A packet as the page shows it; a client without a lane is on the first one."""
    pieces = tuple(replace(piece, text=visible(piece.text)) for piece in explain(packet))
    return Slip(packet.direction, lanes.get(packet.client, 0), packet.size, pieces)


def first_slip(trace: Trace) -> Slip | None:
    """The first event that a client sent in this run, as it crossed the wire."""
    sent = (phase for step in trace.steps for phase in step.phases if phase.kind == "sends")
    packet = next((packet for phase in sent for packet in phase.packets), None)
    return slip(packet, {}) if packet else None


def handshake(slips: tuple[Slip, ...]) -> tuple[Slip, ...]:
    """Those of a connection's packets that only open the line; the client's first word counts if it says nothing."""
    transport = [slip for slip in slips if slip.pieces[0].text != "4"]
    bare = [slip for slip in slips if "".join(piece.text for piece in slip.pieces) in ("40", "40{}")]
    return tuple(slip for slip in slips if slip in transport or slip in bare) if transport else ()


def breakable(text: str) -> Markup:
    """A packet's text that may go on in the next line after a comma, a colon or a bracket, not within a word."""
    return Markup("<wbr>").join(_BREAKS.split(text))


def explained_once(slips: tuple[Slip, ...], known: set[str]) -> tuple[Slip, ...]:
    """The slips without the words of the list that are known already; the others are known from now on."""
    return tuple(replace(slip, pieces=tuple(_piece_once(piece, known) for piece in slip.pieces)) for slip in slips)


def _piece_once(piece: Piece, known: set[str]) -> Piece:
    if piece.term in known:
        return replace(piece, term="")
    known.add(piece.term)
    return piece


def explain(packet: Packet) -> tuple[Piece, ...]:
    """The pieces of a packet in order; joined, their texts are the packet's text.

    What is not a known packet is one piece, so that nothing is ever left out.
    """
    if packet.binary:
        return (Piece(packet.text, "a binary attachment"),)
    if match := _MESSAGE.fullmatch(packet.text):
        return tuple(_message(match, packet.direction))
    kind = ENGINE_TYPES.get(packet.text[:1])
    if kind is None:
        return (Piece(packet.text, "not a packet of Engine.IO 4"),)
    says = "the connection’s id and timing" if packet.text[:1] == "0" else "data"
    rest = (Piece(packet.text[1:], says),) if packet.text[1:] else ()
    return (Piece(packet.text[0], kind), *rest)


def _message(match: re.Match[str], direction: str) -> list[Piece]:
    kind = match["type"]
    pieces = [Piece("4", ENGINE_TYPES["4"], "message"), Piece(kind, SOCKET_TYPES[kind], "type")]
    if match["attachments"]:
        pieces.append(Piece(match["attachments"], "attachments"))
    if match["namespace"]:
        end = match.end("namespace")
        comma = "," if match.string[end : end + 1] == "," else ""
        pieces.append(Piece(match["namespace"] + comma, "namespace", "namespace"))
    if match["ack"]:
        pieces.append(Piece(match["ack"], "acknowledgement number", "acknowledgement"))
    if match["payload"]:
        meanings = _PAYLOADS[kind]
        meaning = meanings.get("") or meanings.get(direction, "data")
        pieces.append(Piece(match["payload"], meaning, "sid" if meaning == _SESSION else ""))
    return pieces
