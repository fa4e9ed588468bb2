"""Learn: the lesson in prose beside the program, with moments of the run to open in the text."""

from __future__ import annotations

from web.modes.mode import Mode
from web.parts.passages import PASSAGES
from web.parts.program import EDITABLE_PROGRAM
from web.parts.provenance import PROVENANCE
from web.parts.run import RUN
from web.parts.snapshot import SNAPSHOT
from web.parts.terms import TERMS_PART
from web.parts.transport import TRANSPORT

LEARN = Mode(
    key="learn",
    name="Learn",
    about="Read it beside the program",
    minutes=5,
    parts=(RUN, PASSAGES, EDITABLE_PROGRAM, TRANSPORT, SNAPSHOT, PROVENANCE, TERMS_PART),
    zoom="phase",
)
