"""Recording pauses while library code runs that calls none of the program's."""

from __future__ import annotations

import sys

from tracer.hooks import set_trace
from tracer.lines.recorder import Recorder


def pause() -> Recorder | None:
    """Trace nothing in this thread until `resume` gets the result."""
    current: object = sys.gettrace()
    if type(current) is not Recorder:
        return None
    set_trace(None)
    return current


def resume(recorder: Recorder | None) -> None:
    """Go on where `pause` stopped, if it stopped anything and nobody has set a trace function since."""
    if recorder is not None and sys.gettrace() is None:
        set_trace(recorder)
