"""A tracer for Flask-SocketIO: what its handlers were called with, did and sent, event by event."""

from tracer.building import build, provenance
from tracer.events import Attached, attach
from tracer.trace import Trace

__all__ = ["Attached", "Trace", "attach", "build", "provenance"]
