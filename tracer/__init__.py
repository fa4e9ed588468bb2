"""A tracer for Flask-SocketIO: it shows how handlers were called, and what they did and sent, down to each line.

Code that only reads traces imports `tracer.trace`, and no Flask with it. What watches an app is imported when somebody
asks for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracer.building import build, provenance
    from tracer.events import Attached, UnknownVersionError, attach
    from tracer.lines import Lines
    from tracer.trace import Trace

__all__ = ["Attached", "Lines", "Trace", "UnknownVersionError", "attach", "build", "provenance"]

_HOME = {
    "Attached": "tracer.events",
    "Lines": "tracer.lines",
    "Trace": "tracer.trace",
    "UnknownVersionError": "tracer.events",
    "attach": "tracer.events",
    "build": "tracer.building",
    "provenance": "tracer.building",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
