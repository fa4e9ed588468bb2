"""What is a library's is known by its folder: modules of the program may be called `tracer`, `flask` or `socketio`."""

from __future__ import annotations

import importlib.util
import threading
from pathlib import Path
from types import ModuleType

import flask
import flask_socketio
import pytest
import socketio

from tests.tracer.serving import connected, new_app, served, wait_for_steps
from tracer import Lines, attach
from tracer.program import is_program, program_line
from tracer.trace import Raised

CODE = """\
import threading
from flask_socketio import emit
from tracer.program import program_line, running_task

def line():
    return program_line()

def say(text):
    emit('said', text)

def leave(reason):
    raise TypeError('no')

def work(found):
    found.append(running_task())
"""


NAMES = ["tracer.calls", "tracer", "flask.app", "flask_socketio", "socketio.own", "engineio", "werkzeug"]


@pytest.fixture
def own(request: pytest.FixtureRequest, tmp_path: Path) -> ModuleType:
    """A module of the program under a name that a library or the tracer has."""
    name = getattr(request, "param", "tracer.calls")
    file = tmp_path / name.replace(".", "/") / "own.py"
    file.parent.mkdir(parents=True)
    file.write_text(CODE, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("own", NAMES, indirect=True)
def test_its_lines_and_its_functions_are_the_programs(own: ModuleType) -> None:
    assert own.line() == 6
    assert is_program(own.say)
    found: list[str | None] = []
    thread = threading.Thread(target=own.work, args=(found,))
    thread.start()
    thread.join()
    assert found == ["work"]


def test_an_emit_has_its_line_there(own: ModuleType) -> None:
    app, server = new_app()
    server.on_event("say", own.say)
    server.on_event("echo", lambda: flask_socketio.emit("echoed", callback=own.line))
    with attach(server) as attached, served(app) as url, connected(url) as client:
        client.on("echoed", lambda: None)
        client.emit("say", "Hello")
        client.emit("echo")
        wait_for_steps(attached, 4)
    say, echo, answer = attached.trace().steps[1:4]
    assert [emit.line for emit in say.emits] == [9]
    assert [emit.event for emit in echo.emits] == ["echoed"]
    assert [call.function for call in answer.calls] == ["line"]


def test_an_exception_that_it_raises_is_its_handlers_own(own: ModuleType) -> None:
    app, server = new_app()
    server.on_event("disconnect", own.leave)
    server.on_error_default(lambda error: None)
    with attach(server, lines=Lines({str(own.__file__)})) as attached:
        with served(app) as url, connected(url):
            pass
        wait_for_steps(attached, 2)
    first = attached.trace().steps[1].calls[0]  # with the reason; the library tries it once more without
    assert len(first.arguments) == 1
    assert first.outcome == Raised("TypeError", "no", 12, "<lambda>")
    assert first.log is not None
    assert [line.number for line in first.log.lines() if line.event == "line"] == [12]


@pytest.mark.parametrize("function", [flask.url_for, socketio.Server().emit, flask_socketio.emit, program_line, None])
def test_the_libraries_and_the_tracers_functions_are_not(function: object) -> None:
    assert not is_program(function)


@pytest.mark.parametrize("function", [len, print, [].append, threading.Event().set, lambda: None])
def test_other_functions_are_the_programs(function: object) -> None:
    assert is_program(function)
