"""A pytest plugin for the libraries' own tests: a tracer, lines on, on every SocketIO, Server or Manager they make.

$STEPWIRE_UPSTREAM says which of the three. After each test (after the last one, of a SocketIO, since all tests share
those) the tracers come off again, and a wrapper that is left anywhere fails the test.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import flask_socketio
import pytest
import socketio

from tracer.calls import Calls
from tracer.events import attach
from tracer.lines import Lines
from tracer.manager import Manager
from tracer.recording import Recording
from tracer.wrapping import is_wrapped, wrap

sys.modules.update(dict.fromkeys(("eventlet", "gevent")))  # type: ignore[arg-type]  # threads, even where these are installed

WHAT = os.environ["STEPWIRE_UPSTREAM"]
KINDS: dict[str, type] = {"SocketIO": flask_socketio.SocketIO, "Server": socketio.Server, "Manager": socketio.Manager}
FILES = frozenset(str(path) for path in Path.cwd().rglob("test_*.py"))
RECORDINGS: list[Recording] = []
WAYS_OFF: list[tuple[tuple[Any, ...], Callable[[], None]]] = []
COUNTS = {"made": 0, "watched": 0}


def pytest_configure() -> None:
    kind: Any = KINDS[WHAT]
    original = kind.__init__

    @functools.wraps(original)
    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        COUNTS["made"] += 1
        server = getattr(self, "server", None) or self
        if WHAT == "Server" and isinstance(server.manager, Mock):
            return  # a mock's own calls are what those tests ask about
        COUNTS["watched"] += 1
        put_on(self)

    kind.__init__ = made


def put_on(made: Any) -> None:
    """Put the tracer on what a test has made."""
    if WHAT == "Manager":
        return put_on_manager(made)
    watched = made if WHAT == "SocketIO" else as_flask(made)
    attached = attach(watched, lines=Lines(FILES))
    RECORDINGS.append(attached.recording)
    WAYS_OFF.append(((watched, made), attached.detach))
    return None


def put_on_manager(manager: Any) -> None:
    """Put on a manager that is tested without a server what `attach` puts on a server's."""
    recording, undo = Recording({}, None), list[Callable[[], None]]()
    calls = Calls(None, recording, Lines(FILES), wrap=lambda *_: None)
    Manager(manager, recording, calls).watch(lambda *what: undo.append(wrap(*what)))

    def take_off() -> None:
        while undo:
            undo.pop()()

    RECORDINGS.append(recording)
    WAYS_OFF.append(((manager,), take_off))


def as_flask(server: Any) -> Any:
    """What `attach` needs of a SocketIO, around a server that has none."""
    return SimpleNamespace(
        server=server, _handle_event=print, exception_handlers={}, default_exception_handler=None, init_app=print
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: Any, nextitem: Any) -> Any:
    result = yield
    while WAYS_OFF and (WHAT != "SocketIO" or nextitem is None):
        owners, detach = WAYS_OFF.pop()
        detach()
        for owner in [each for one in owners for each in touched(one)]:
            left = [name for name in vars(owner) if is_wrapped(owner, name)]
            assert not left, f"{item.name} leaves {left} on {owner}"
    return result


def touched(owner: Any) -> list[Any]:
    """An object that a tracer was put on, and those that hang on it."""
    server = getattr(owner, "server", None) or owner
    eio = getattr(server, "eio", None)
    sockets = eio.sockets.values() if eio is not None and isinstance(eio.sockets, dict) else ()
    return [each for each in (owner, server, getattr(server, "manager", None), *sockets) if hasattr(each, "__dict__")]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    steps = [step for recording in RECORDINGS for step in recording.steps]
    calls = [phase.call for step in steps for phase in step.phases]
    logs = [call.lines.log() for call in calls if call and call.lines]
    lines = sum(len(log.lines()) for log in logs)
    counts = ", ".join(f"{count} {what}" for what, count in COUNTS.items())
    terminalreporter.write_line(f"TRACED {counts}, {len(steps)} steps, {lines} lines")
