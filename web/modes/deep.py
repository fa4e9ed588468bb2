"""Deep: the run on the wire, phase by phase, each packet in explained pieces."""

from __future__ import annotations

from web.modes.mode import Mode
from web.parts.codes import CODES
from web.parts.flow import FLOW
from web.parts.library_way import LIBRARY_WAY
from web.parts.packets import PACKETS
from web.parts.program import PROGRAM
from web.parts.provenance import PROVENANCE
from web.parts.run import RUN
from web.parts.stage import STAGE
from web.parts.tasks import TASKS
from web.parts.terms import TERMS_PART
from web.parts.to_judge import TO_JUDGE
from web.parts.transport import TRANSPORT
from web.parts.transports import TRANSPORTS
from web.parts.what_if import WHAT_IF

DEEP = Mode(
    key="deep",
    name="Deep",
    about="Follow each packet on the wire",
    minutes=15,
    parts=(
        RUN,
        CODES,
        STAGE,
        PACKETS,
        PROGRAM,
        FLOW,
        TASKS,
        TRANSPORT,
        LIBRARY_WAY,
        TRANSPORTS,
        TO_JUDGE,
        WHAT_IF,
        PROVENANCE,
        TERMS_PART,
    ),
    zoom="phase",
)
