"""Try: practice in rising order, made from the run, new each time. Its key, `try`, cannot name a Python module."""

from __future__ import annotations

from web.modes.mode import Mode
from web.parts.practice.practice import PRACTICE
from web.parts.program import EDITABLE_PROGRAM
from web.parts.what_if import WHAT_IF

TRY = Mode(
    key="try",
    name="Try",
    about="Practise on the run",
    minutes=10,
    parts=(PRACTICE, EDITABLE_PROGRAM, WHAT_IF),
)
