"""A pytest plugin for the libraries' own tests: puts a tracer on every SocketIO (and bare Server) that they make."""

from __future__ import annotations

import functools
import os
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import flask_socketio
import socketio

from tracer.events import attach

ATTACHED: list[Any] = []


def pytest_configure() -> None:
    kind: Any = flask_socketio.SocketIO if os.environ["STEPWIRE_UPSTREAM"] == "flask-socketio" else socketio.Server
    original = kind.__init__

    @functools.wraps(original)
    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        server = getattr(self, "server", self)
        if server is None or not isinstance(server.manager, Mock):  # a mock's own calls are what those tests ask about
            ATTACHED.append(attach(self if kind is flask_socketio.SocketIO else _as_flask(self)))

    kind.__init__ = made


def _as_flask(server: Any) -> Any:
    """What `attach` needs of a SocketIO, around a server that has none."""
    return SimpleNamespace(
        server=server, _handle_event=None, exception_handlers={}, default_exception_handler=None, init_app=None
    )


def pytest_report_header() -> str:
    return "a tracer is put on every instance"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    steps = sum(len(attached.recording.steps) for attached in ATTACHED)
    terminalreporter.write_line(f"TRACED {len(ATTACHED)} instances, {steps} steps")
