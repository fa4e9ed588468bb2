"""A real Flask-SocketIO app on a loopback port, and real clients to talk to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import engineio
import socketio as python_socketio
from flask import Flask
from flask_socketio import SocketIO
from werkzeug.serving import make_server

from tracer.events import Attached

POLL = 0.01
"""Seconds after which a server that is told to stop has noticed; its own half second is more than most tests take."""


class _Transport(engineio.Client):  # type: ignore[misc]  # the library is not typed
    """A connection that is closed at once: the library may wait 3 s for a frame that its other thread has read."""

    def _connect_websocket(self, *args: Any) -> Any:
        connected = super()._connect_websocket(*args)
        if connected:
            self.ws.close = partial(self.ws.close, timeout=0)
        return connected


class Client(python_socketio.Client):  # type: ignore[misc]  # the library is not typed
    """A client that leaves without waiting, and does not come back."""

    def __init__(self) -> None:
        super().__init__(reconnection=False)

    def _engineio_client_class(self) -> type[_Transport]:
        return _Transport


def new_app(**options: Any) -> tuple[Flask, SocketIO]:
    """An app with a SocketIO that has no handlers yet."""
    app = Flask(__name__)
    return app, SocketIO(app, async_mode="threading", **options)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app's address while it is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(POLL,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def connected(url: str, **options: Any) -> Iterator[Client]:
    """A client that is connected over a WebSocket, and leaves in the end."""
    client = Client()
    client.connect(url, transports=["websocket"], wait_timeout=10, **options)
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
