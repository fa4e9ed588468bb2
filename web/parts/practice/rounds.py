"""The rounds of Challenge as part of a page: a slot, since each student has another round."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from web.parts.material import Material
from web.parts.part import Part
from web.parts.slots import slot

ROUND = "round"
"""The name of the slot."""


@dataclass(frozen=True, slots=True)
class RoundView:
    """The slot of the round."""

    round: Markup


def _round(_material: Material) -> RoundView:
    return RoundView(slot(ROUND))


ROUNDS_PART = Part("challenge", _round, "parts/practice")
"""Where a round begins, its items, and its result."""
