"""The exercises as part of a page: a slot, since each visitor gets another exercise."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from web.parts.material import Material
from web.parts.part import Part
from web.parts.slots import slot

EXERCISE = "exercise"
"""The name of the slot."""


@dataclass(frozen=True, slots=True)
class PracticeView:
    """The slot of the exercise."""

    exercise: Markup


def _practice(_material: Material) -> PracticeView:
    return PracticeView(slot(EXERCISE))


PRACTICE = Part("practice", _practice, "parts/practice")
"""Every lesson has something to practise: each run has steps to predict."""
