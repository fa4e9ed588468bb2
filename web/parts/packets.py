"""Every packet of the run, in the order in which the packets crossed the wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from web.parts.material import Material
from web.parts.part import Part
from web.parts.slips import Slip, explained_once
from web.parts.steps import ShownPhase


@dataclass(frozen=True, slots=True)
class PacketRow:
    """A packet with the phase that it crossed in; `sender` and `receiver` are names."""

    step: int
    phase: int
    label: str
    sender: str
    receiver: str
    slip: Slip


@dataclass(frozen=True, slots=True)
class PacketsView:
    """The packets, how many went each way, and how many bytes they are in all."""

    rows: tuple[PacketRow, ...]
    to_server: int
    to_client: int
    size: int


def _packets(material: Material) -> PacketsView | None:
    known: set[str] = set()
    rows = tuple(
        row
        for step in material.steps
        for phase in step.phases
        for row in _rows(
            material.trace.clients, step.number, replace(phase, packets=explained_once(phase.packets, known))
        )
    )
    slips = [row.slip for row in rows]
    to_server = sum(slip.direction == "to server" for slip in slips)
    size = sum(slip.size for slip in slips)
    return PacketsView(rows, to_server, len(rows) - to_server, size) if rows else None


def _rows(clients: tuple[str, ...], step: int, phase: ShownPhase) -> Iterator[PacketRow]:
    for slip in phase.packets:
        client = clients[slip.lane] if clients else "Client"
        ends = (client, "Server") if slip.direction == "to server" else ("Server", client)
        yield PacketRow(step, phase.number, phase.label, *ends, slip)


PACKETS = Part("packets", _packets)
