"""A pytest plugin for the libraries' own tests: a tracer, lines on, on every SocketIO (or Server) they make."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import flask_socketio
import socketio

from tracer.events import attach
from tracer.lines import Lines

ATTACHED: list[Any] = []
FILES = frozenset(str(path) for path in Path.cwd().rglob("test_*.py"))


def pytest_configure() -> None:
    kind: Any = flask_socketio.SocketIO if os.environ["STEPWIRE_UPSTREAM"] == "flask-socketio" else socketio.Server
    original = kind.__init__

    @functools.wraps(original)
    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        server = getattr(self, "server", self)
        if server is None or not isinstance(server.manager, Mock):  # a mock's own calls are what those tests ask about
            watched = self if kind is flask_socketio.SocketIO else _as_flask(self)
            ATTACHED.append(attach(watched, lines=Lines(FILES)))

    kind.__init__ = made


def _as_flask(server: Any) -> Any:
    """What `attach` needs of a SocketIO, around a server that has none."""
    return SimpleNamespace(
        server=server, _handle_event=None, exception_handlers={}, default_exception_handler=None, init_app=None
    )


def pytest_report_header() -> str:
    return "a tracer is put on every instance"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    steps = [step for attached in ATTACHED for step in attached.recording.steps]
    calls = [phase.call for step in steps for phase in step.phases]
    logs = [call.lines.log() for call in calls if call and call.lines]
    lines = sum(len(log.lines()) for log in logs)
    terminalreporter.write_line(f"TRACED {len(ATTACHED)} instances, {len(steps)} steps, {lines} lines")
