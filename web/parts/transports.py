"""The run over WebSocket beside the same run over polling: the packets and bytes of each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracer.trace import Packet, Step, Trace
from tutorial.telling import narration
from tutorial.telling.words import counted, visible
from web.parts.material import Material
from web.parts.part import Part

_WAYS = {"websocket": "WebSocket", "polling": "Polling", "upgrade": "Polling, then WebSocket"}


@dataclass(frozen=True, slots=True)
class Crossed:
    """What crossed the wire in a step over one transport: a count in words, and the texts with their arrows."""

    told: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TransportsRow:
    """A step over both transports."""

    number: int
    trigger: str
    one: Crossed
    other: Crossed


@dataclass(frozen=True, slots=True)
class TransportsView:
    """The steps over both transports, by their names; `polls` says that one of them is polling.

    `cut` is the step from which on there is nothing to compare, since a line is cut there; 0 is no step.
    """

    one: str
    other: str
    rows: tuple[TransportsRow, ...]
    polls: bool
    cut: int


def _transports(material: Material) -> TransportsView | None:
    beside = material.studied.other_transport
    if beside is None or not _alike(material.trace, beside):
        return None
    names = [_WAYS[trace.provenance.transport] for trace in (material.trace, beside)]
    rows = tuple(
        TransportsRow(step.number, visible(narration.trigger(step)), _crossed(step), _crossed(fellow))
        for step, fellow in zip(material.trace.steps, beside.steps, strict=False)
        if fellow.trigger.kind != "end"
    )
    shorter = len(beside.steps) < len(material.trace.steps)
    return TransportsView(names[0], names[1], rows, "Polling" in names, len(beside.steps) if shorter else 0)


def _alike(own: Trace, beside: Trace) -> bool:
    """Whether both runs have the same steps, as far as the one beside goes."""
    told, fellow = ([narration.trigger(step) for step in trace.steps[:-1]] for trace in (own, beside))
    return told[: len(fellow)] == fellow


def _crossed(step: Step) -> Crossed:
    packets: Sequence[Packet] = [packet for phase in step.phases for packet in phase.packets]
    told = f"{counted(len(packets), 'packet')}, {sum(packet.size for packet in packets):,} bytes"
    texts = tuple(("to the server" if one.direction == "to server" else "to the client", one) for one in packets)
    return Crossed(told, tuple((way, visible(one.text)) for way, one in texts))


TRANSPORTS = Part("transports", _transports)
