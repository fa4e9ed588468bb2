"""A tracer for Flask-SocketIO: it shows how handlers were called, and what they did and sent, down to each line."""

from tracer.building import build, provenance
from tracer.events import Attached, UnknownVersionError, attach
from tracer.lines import Lines
from tracer.trace import Trace

__all__ = ["Attached", "Lines", "Trace", "UnknownVersionError", "attach", "build", "provenance"]
