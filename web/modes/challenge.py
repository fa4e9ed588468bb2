"""Challenge: a round against the clock, on variants that the student has not seen."""

from __future__ import annotations

from web.modes.mode import Mode
from web.parts.practice.rounds import ROUNDS_PART
from web.parts.program import PROGRAM

CHALLENGE = Mode(
    key="challenge",
    name="Challenge",
    about="A round against the clock",
    minutes=10,
    parts=(ROUNDS_PART, PROGRAM),
)
