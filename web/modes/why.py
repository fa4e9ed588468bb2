"""Why: the problem first. A program that fails, one cell to find, then both runs side by side and the explanation."""

from __future__ import annotations

from web.modes.mode import Mode
from web.parts.failing import FAILING, FAILING_PROGRAM, FAILING_RUN, FAILING_TRANSPORT, PROBLEM
from web.parts.provenance import PROVENANCE
from web.parts.terms import TERMS_PART

WHY = Mode(
    key="why",
    name="Why",
    about="Find what goes wrong",
    minutes=5,
    parts=(FAILING_RUN, PROBLEM, FAILING, FAILING_PROGRAM, FAILING_TRANSPORT, PROVENANCE, TERMS_PART),
)
