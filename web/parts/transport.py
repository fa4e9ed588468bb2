"""The controls of the stepper: buttons, slider, speed, and the one live region that says each move."""

from __future__ import annotations

from dataclasses import dataclass

from web.parts.material import Material
from web.parts.part import Part


@dataclass(frozen=True, slots=True)
class TransportView:
    """How many steps there are to go through."""

    steps: int


def _transport(material: Material) -> TransportView:
    return TransportView(len(material.steps))


TRANSPORT = Part("transport", _transport)
