"""Visual: step through the run of the program, and see the wire, the code and the state at once."""

from __future__ import annotations

from web.modes.mode import Mode
from web.parts.flow import FLOW
from web.parts.moments import MOMENTS
from web.parts.predict.predict import PREDICT
from web.parts.program import EDITABLE_PROGRAM
from web.parts.provenance import PROVENANCE
from web.parts.quiz.quiz import QUIZ
from web.parts.run import RUN
from web.parts.scene import SCENE
from web.parts.snapshot import SNAPSHOT
from web.parts.table import TABLE
from web.parts.tasks import TASKS
from web.parts.terms import TERMS_PART
from web.parts.tracker import TRACKER
from web.parts.transcript import TRANSCRIPT
from web.parts.transport import TRANSPORT
from web.parts.what_if import WHAT_IF_LINK

VISUAL = Mode(
    key="visual",
    name="Visual",
    about="Step through a run of the program",
    minutes=10,
    parts=(
        RUN,
        SCENE,
        PREDICT,
        EDITABLE_PROGRAM,
        FLOW,
        TABLE,
        TRACKER,
        TASKS,
        TRANSPORT,
        MOMENTS,
        QUIZ,
        SNAPSHOT,
        TRANSCRIPT,
        WHAT_IF_LINK,
        PROVENANCE,
        TERMS_PART,
    ),
)
