"""One lesson for many pairs: what it says is replaced, and the same two kept runs answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tutorial.check.checking import check
from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import load
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

PROGRAM = """\
from flask import Flask
from flask_socketio import SocketIO, emit, join_room

app = Flask(__name__)
socketio = SocketIO(app)
members = []
visits = 0

@socketio.on('join')
def join(name):
    global visits
    visits += 1
    members.append(name)
    join_room('tea')
    emit('joined', name, broadcast=True)

@socketio.on('say')
def say(text):
    emit('said', text, to='tea')
    return f'told {len(members)}'

@socketio.on('divide')
def divide(a, b):
    emit('divided', a / b)
"""

LESSON: dict[str, Any] = {
    "title": "Tea",
    "clients": ["Ada", "Grace", "Alan"],
    "code": PROGRAM,
    "scenario": [
        {"Ada": "connect"},
        {"Grace": "connect"},
        {"Alan": "connect"},
        {"Ada": {"emit": "join", "data": "Ada"}},
        {"Grace": {"emit": "join", "data": "Grace"}},
        {"Ada": {"emit": "say", "data": "hello", "ack": True}},
        {"Grace": {"emit": "divide", "args": [6, 2]}},
        {"Ada": {"emit": "say", "data": "bye", "ack": True}},
        {"Grace": "disconnect"},
        {"Ada": "disconnect"},
    ],
    "watch": ["members", "visits", "last_message", {"present": "len(members)"}],
}
"""Steps 1 to 3 connect, 4 and 5 join, 6 and 8 say, 7 divides, 9 and 10 leave, 11 is the end row."""

Tell = Callable[[dict[str, Any]], list[str]]
"""What check finds in the lesson with these keys: `42: the question speaks of ...`, without what to do."""


def teller(folder: Path, runner: Runner) -> Tell:
    """Make one. It keeps its traces."""
    store = TraceStore(folder / "traces")

    def tell(keys: dict[str, Any]) -> list[str]:
        path = folder / "lesson.yaml"
        path.write_text(json.dumps(LESSON | keys, indent=1, ensure_ascii=False), encoding="utf-8")
        try:
            return [problem.what for problem in check(Replays(store, runner, load(path)), once=True)]
        except LessonError as error:
            return [problem.what for problem in error.problems]

    return tell


def asked(question: str, answer: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A quiz of one question; its kind is a text, if there are no choices."""
    kind = {} if "choices" in more or "kind" in more else {"kind": "text"}
    return {"quiz": [{"question": question, "answer": answer, "hint": "Look.", **kind, **more}]}


def told(text: str) -> dict[str, Any]:
    """A transcript of one text."""
    return {"transcript": text}


def moment(question: str, answer: str, **more: Any) -> dict[str, Any]:
    """A lesson with one key moment."""
    return {"key_moments": [{"question": question, "answer": answer, **more}]}
