"""How to read a packet: what carries it, and what the first characters mean that occur in this run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracer.trace import Transport
from web.parts.material import Material
from web.parts.part import Part
from web.parts.slips import ENGINE_TYPES, SOCKET_TYPES, Slip
from web.parts.table import LEGEND

_CARRIED: dict[Transport, str] = {
    "websocket": "Each connection began as one HTTP request, which asked for a WebSocket. "
    "From then on both sides write packets whenever they have something to say.",
    "polling": "Each packet travels in the body of an HTTP request or of its answer. "
    "The server holds a request back until it has a packet for the client.",
    "upgrade": "Each connection began with packets in the bodies of HTTP requests and their answers. "
    "It then changed to a WebSocket, on which both sides write whenever they have something to say.",
}
"""How packets travel, by transport; see https://socket.io/docs/v4/engine-io-protocol/."""


@dataclass(frozen=True, slots=True)
class PacketCode:
    """A character that packets of this run begin with: whose it is, and what it says."""

    character: str
    protocol: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CodesView:
    """What carries the packets, the characters that they begin with, and which of the page's signs need a word.

    `ids` says that a packet has an id of the server's, `local` that something was delivered without a packet.
    """

    carried: str
    codes: tuple[PacketCode, ...]
    ids: bool
    local: str


def _view(material: Material) -> CodesView | None:
    phases = [phase for step in material.steps for phase in step.phases]
    slips = [slip for phase in phases for slip in phase.packets]
    if not slips:
        return None
    return CodesView(
        carried=_CARRIED[material.trace.provenance.transport],
        codes=tuple(_codes(slips)),
        ids=any("‹" in piece.text for slip in slips for piece in slip.pieces),
        local=LEGEND["local"] if any(phase.local for phase in phases) else "",
    )


def _codes(slips: Iterable[Slip]) -> Iterator[PacketCode]:
    """The first characters that occur, Engine.IO's before those that Socket.IO puts behind its own."""
    heads = [[piece.text for piece in slip.pieces[:2]] for slip in slips]
    for character, meaning in ENGINE_TYPES.items():
        if any(head[0] == character for head in heads):
            yield PacketCode(character, "Engine.IO", meaning)
    for character, meaning in SOCKET_TYPES.items():
        if ["4", character] in heads:
            yield PacketCode(character, "Socket.IO", meaning)


CODES = Part("codes", _view)
