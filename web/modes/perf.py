"""Perf: what messages, connections and slow handlers cost, measured with the lesson's own program."""

from __future__ import annotations

from web.modes.mode import Mode
from web.parts.figures import FIGURES
from web.parts.provenance import PROVENANCE

PERF = Mode(
    key="perf",
    name="Perf",
    about="Guess what it costs, then see what was measured",
    minutes=8,
    parts=(FIGURES, PROVENANCE),
)
