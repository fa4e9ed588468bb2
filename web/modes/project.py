"""Project: change the program and what its clients do, and run it in the browser; a task, where a lesson has one."""

from __future__ import annotations

from web.modes.mode import Mode
from web.parts.flow import FLOW
from web.parts.program import PROGRAM
from web.parts.provenance import PROVENANCE
from web.parts.run import RUN
from web.parts.scene import SCENE_ALONE
from web.parts.table import TABLE
from web.parts.tasks import TASKS
from web.parts.terms import TERMS_PART
from web.parts.tracker import TRACKER
from web.parts.transport import TRANSPORT
from web.parts.workbench.workbench import WORKBENCH

PROJECT = Mode(
    key="project",
    name="Project",
    about="Change the program and run it",
    minutes=20,
    parts=(RUN, WORKBENCH, SCENE_ALONE, PROGRAM, FLOW, TABLE, TRACKER, TASKS, TRANSPORT, PROVENANCE, TERMS_PART),
    lab=True,
)
