"""Lesson files for tests, and the reports on them."""

from __future__ import annotations

from pathlib import Path

from tutorial.lesson.problems import LessonError, Problem
from tutorial.reading.loading import Loaded, load

REFERENCE = Path(__file__).parents[2] / "lessons" / "websocket-events.yaml"

GOOD = """\
title: A lesson
code: |
  from flask import Flask

  app = Flask(__name__)
scenario:
  - connect
  - send: Hello
  - disconnect
"""


def loaded(folder: Path, text: str | bytes) -> Loaded:
    """The lesson of a file that says this."""
    path = folder / "lesson.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    return load(path)


def problems(folder: Path, text: str | bytes) -> tuple[Problem, ...]:
    """What is wrong with a file that says this; nothing, if it is a lesson."""
    try:
        loaded(folder, text)
    except LessonError as error:
        return error.problems
    return ()


def report(folder: Path, text: str | bytes) -> list[str]:
    """The errors of a file that says this, each as `line:col: what; what next`."""
    start = f"{folder / 'lesson.yaml'}:"
    lines = [str(problem) for problem in problems(folder, text)]
    assert all(line.startswith(start) for line in lines)
    return [line.removeprefix(start).replace(" error:", "", 1) for line in lines]
