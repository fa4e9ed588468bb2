"""A tracer for Flask-SocketIO: what its handlers were called with, did and sent, event by event and line by line."""

from tracer.building import build, provenance
from tracer.events import Attached, UnknownVersionError, attach
from tracer.lines import Lines
from tracer.trace import Trace

__all__ = ["Attached", "Lines", "Trace", "UnknownVersionError", "attach", "build", "provenance"]
