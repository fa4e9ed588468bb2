"""Lessons for tests, written as an author would write them, and loaded from a real file."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import Loaded, load
from tutorial.run.runner import Runner

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "lessons" / "websocket-events.yaml"

HEAD = """\
from flask import Flask, request
from flask_socketio import SocketIO, emit, send

app = Flask(__name__)
socketio = SocketIO(app)

"""

SCENARIO = """\
- connect
- send: Hello
- disconnect
"""


def write(folder: Path, code: str, scenario: str = SCENARIO, more: str = "", name: str = "lesson.yaml") -> Path:
    """Write a lesson file with this program (after the usual head, unless it has its own) and scenario."""
    program = dedent(code) if "Flask" in code or "import" in code else HEAD + dedent(code)
    text = (
        f"title: A test\ncode: |\n{indent(program, '  ')}\nscenario:\n{indent(dedent(scenario), '  ')}\n{dedent(more)}"
    )
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def lesson(folder: Path, code: str, scenario: str = SCENARIO, more: str = "") -> Loaded:
    """The same, loaded."""
    return load(write(folder, code, scenario, more))


def handler(body: str) -> str:
    """A program whose only handler, for `message`, has this body; it begins at line 9 of the code."""
    return HEAD + "@socketio.on('message')\ndef handle(msg):\n" + indent(dedent(body).strip("\n"), "    ") + "\n"


def failure(runner: Runner, loaded: Loaded) -> str:
    """The one problem that a run of this lesson ends with."""
    with pytest.raises(LessonError) as caught:
        runner.run(loaded)
    (problem,) = caught.value.problems
    return str(problem)
