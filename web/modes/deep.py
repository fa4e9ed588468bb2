"""Deep: the run on the wire, phase by phase, each packet in explained pieces."""

from __future__ import annotations

from web.modes.mode import Mode
from web.parts.codes import CODES
from web.parts.flow import FLOW
from web.parts.packets import PACKETS
from web.parts.program import PROGRAM
from web.parts.provenance import PROVENANCE
from web.parts.run import RUN
from web.parts.stage import STAGE
from web.parts.tasks import TASKS
from web.parts.terms import TERMS_PART
from web.parts.transport import TRANSPORT

DEEP = Mode(
    key="deep",
    name="Deep",
    about="Follow each packet on the wire",
    minutes=15,
    parts=(RUN, CODES, STAGE, PACKETS, PROGRAM, FLOW, TASKS, TRANSPORT, PROVENANCE, TERMS_PART),
    zoom="phase",
)
