"""A tracer for Flask-SocketIO: what its handlers were called with, did and sent, event by event."""
