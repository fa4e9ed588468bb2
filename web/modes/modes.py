"""The ways to study a lesson, in the order of the mode bar. A new one is a module, a template and an entry here."""

from __future__ import annotations

from web.modes.challenge import CHALLENGE
from web.modes.deep import DEEP
from web.modes.learn import LEARN
from web.modes.mode import Mode
from web.modes.perf import PERF
from web.modes.project import PROJECT
from web.modes.recall import RECALL
from web.modes.trying import TRY
from web.modes.visual import VISUAL
from web.modes.why import WHY

MODES: tuple[Mode, ...] = (LEARN, WHY, DEEP, VISUAL, TRY, CHALLENGE, PROJECT, RECALL, PERF)

FIRST = VISUAL
"""The mode at the lesson's own address."""

BEGIN = WHY
"""The mode to begin with: who has looked for the mistake keeps the explanation."""


def mode_named(key: str) -> Mode | None:
    """The mode with this key."""
    return next((mode for mode in MODES if mode.key == key), None)
