"""Code that is never reached: which of it is told, and which is run where no log can see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import HEAD, lesson
from tutorial.checks.coverage import check_coverage
from tutorial.checks.subject import Subject
from tutorial.running import Runner

HANDLER = "@socketio.on('message')\ndef handle(msg):\n"


def told(runner: Runner, folder: Path, code: str, more: str = "") -> list[str]:
    loaded = lesson(folder, HEAD + code, more=more)
    return [problem.what for problem in check_coverage(Subject(loaded, runner.run(loaded).trace))]


def test_code_that_runs_in_handlers_tasks_helpers_and_classes_is_not_told(runner: Runner, tmp_path: Path) -> None:
    code = """\
class Count:
    '''Counts.'''
    start = 0

    def __init__(self):
        self.n = self.start

    def up(self):
        self.n += 1

count = Count()

def work():
    socketio.emit('done')

@socketio.on('message')
def handle(msg):
    '''Docstrings are no code.'''
    count.up()
    names = [
        name
        for name in msg
    ]
    if names: pass
    socketio.start_background_task(work)
"""
    assert told(runner, tmp_path, code) == []


@pytest.mark.parametrize(
    "code",
    [
        "def setup():\n    return 1\nsetup()\n",
        "def inner():\n    return 1\ndef setup():\n    return inner()\nx = setup()\n",
        "@app.route('/')\ndef page():\n    return 'a'\n",
        "import threading\ndef tick():\n    x = 1\nthreading.Thread(target=tick).start()\n",
    ],
)
def test_code_that_runs_outside_handlers_is_not_told(code: str, runner: Runner, tmp_path: Path) -> None:
    assert told(runner, tmp_path, code + HANDLER + "    send(msg)\n") == []


def test_what_a_watched_expression_calls_is_not_told(runner: Runner, tmp_path: Path) -> None:
    code = "def size():\n    return 1\n" + HANDLER + "    send(msg)\n"
    assert told(runner, tmp_path, code, "watch: [{size: size()}]") == []


def test_a_handler_that_is_only_registered_is_told(runner: Runner, tmp_path: Path) -> None:
    code = "def join(room):\n    send(room)\nsocketio.on_event('join', join)\n" + HANDLER + "    send(msg)\n"
    assert told(runner, tmp_path, code) == ["join is never called: line 8 of the code never runs"]


def test_each_branch_that_never_runs_is_told(runner: Runner, tmp_path: Path) -> None:
    branches = ("if msg == 'a':", "    send('b')", "elif msg == 'Hello':", "    send('c')", "else:", "    send('d')")
    body = "".join(f"    {line}\n" for line in branches)
    assert told(runner, tmp_path, HANDLER + body) == [
        "line 10 of the code never runs, though handle is called",
        "line 14 of the code never runs, though handle is called",
    ]


def test_nothing_is_told_when_lines_were_left_out(runner: Runner, tmp_path: Path) -> None:
    body = "    for n in range(30_000):\n        pass\n    if msg == 'a':\n        send('b')\n"
    assert told(runner, tmp_path, HANDLER + body) == []
