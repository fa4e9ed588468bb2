"""The concept flow: the nine kinds of phases as boxes on one wire, the client's above and the server's below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from tracer.trace import PHASE_KINDS, PhaseKind
from web.parts.material import Material
from web.parts.part import Part
from web.parts.steps import CLIENT_KINDS

Side = Literal["client", "server"]
Turn = Literal["on", "down", "up", "end"]


@dataclass(frozen=True, slots=True)
class Box:
    """One of the nine boxes. `turn` says where the wire goes from it."""

    kind: PhaseKind
    label: str
    side: Side
    turn: Turn


@dataclass(frozen=True, slots=True)
class FlowView:
    """The boxes in order, and the author's note on them."""

    boxes: tuple[Box, ...]
    note: Markup


def _flow(material: Material) -> FlowView:
    sides: list[Side] = ["client" if kind in CLIENT_KINDS else "server" for kind in PHASE_KINDS]
    boxes = tuple(
        Box(kind, material.labels[kind], side, _turn(side, following))
        for kind, side, following in zip(PHASE_KINDS, sides, [*sides[1:], None], strict=True)
    )
    return FlowView(boxes, material.prose(material.lesson.flow_note))


def _turn(side: Side, following: Side | None) -> Turn:
    if following is None:
        return "end"
    if following == side:
        return "on"
    return "down" if following == "server" else "up"


FLOW = Part("flow", _flow)
