"""How a packet begins: the first characters that occur in this run, with their meanings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from web.parts.material import Material
from web.parts.part import Part
from web.parts.slips import ENGINE_TYPES, SOCKET_TYPES, Slip


@dataclass(frozen=True, slots=True)
class PacketCode:
    """A character that packets of this run begin with: whose it is, and what it says."""

    character: str
    protocol: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CodesView:
    """The characters, Engine.IO's before Socket.IO's."""

    codes: tuple[PacketCode, ...]


def _view(material: Material) -> CodesView | None:
    slips = [slip for step in material.steps for phase in step.phases for slip in phase.slips]
    return CodesView(tuple(_codes(slips))) if slips else None


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
