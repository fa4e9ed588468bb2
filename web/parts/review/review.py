"""The review as part of a page: a slot for the card, since which one comes is its student's affair."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from web.parts.material import Material
from web.parts.part import Part
from web.parts.slots import slot

CARD = "card"
"""The name of the card's slot."""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The slot of the card."""

    card: Markup


def _review(material: Material) -> ReviewView:  # noqa: ARG001  # a part's view gets it
    return ReviewView(slot(CARD))


REVIEW = Part("review", _review, "parts/review")
