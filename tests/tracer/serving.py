"""A real Flask-SocketIO app on a loopback port, and real clients to talk to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import socketio as python_socketio
from flask import Flask
from flask_socketio import SocketIO
from werkzeug.serving import make_server

from tracer.events import Attached


def new_app(**options: Any) -> tuple[Flask, SocketIO]:
    """An app with a SocketIO that has no handlers yet."""
    app = Flask(__name__)
    return app, SocketIO(app, async_mode="threading", **options)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app's address while it is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def connected(url: str, **options: Any) -> Iterator[python_socketio.Client]:
    """A client that is connected over a WebSocket, and leaves in the end."""
    client = python_socketio.Client(reconnection=False)
    client.connect(url, transports=["websocket"], wait_timeout=10, **options)
    client.eio.ws.close = partial(client.eio.ws.close, timeout=0)  # else it may wait 3 s for a frame already read
    try:
        yield client
    finally:
        client.disconnect()


def wait_for_steps(attached: Attached, count: int) -> None:
    """Return when this many steps have been seen and are over."""
    recording = attached.recording

    def over() -> bool:
        return len(recording.steps) >= count and all(step.done for step in recording.steps)

    assert recording.wait_for(over, timeout=20)
