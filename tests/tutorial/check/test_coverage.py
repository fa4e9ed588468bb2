"""Code that is never reached: which of it is told, and when it cannot be known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial import traces
from tests.tutorial.lessons import HEAD, lesson
from tutorial.check.coverage import check_coverage
from tutorial.check.subject import Subject
from tutorial.run.replays import Replays
from tutorial.run.runner import Limits, Runner
from tutorial.run.store import TraceStore

HANDLER = "@socketio.on('message')\ndef handle(msg):\n"


def told(runner: Runner, folder: Path, code: str, more: str = "") -> list[str]:
    loaded = lesson(folder, HEAD + code, more=more)
    subject = Subject(loaded, runner.run(loaded).trace)
    return [problem.what for problem in check_coverage(subject, Replays(TraceStore(folder / "traces"), runner, loaded))]


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


def test_a_function_that_runs_in_part_before_any_handler_is_told_of_the_rest(runner: Runner, tmp_path: Path) -> None:
    """What runs at the import is known line by line, and not guessed from names."""
    code = "def setup(deep):\n    if deep:\n        return 1\n    return 2\nsetup(False)\n"
    assert told(runner, tmp_path, code + HANDLER + "    send(msg)\n") == [
        "line 9 of the code never runs, though setup is called"
    ]


def test_a_name_that_others_have_too_does_not_count_as_a_call(runner: Runner, tmp_path: Path) -> None:
    code = "limits = {'a': 1}\nlimit = limits.get('a')\nclass Names:\n    def get(self, name):\n        return name\n"
    assert told(runner, tmp_path, code + HANDLER + "    send(msg)\n") == [
        "get is never called: line 11 of the code never runs"
    ]


def test_a_helper_that_handlers_call_is_told_line_by_line(runner: Runner, tmp_path: Path) -> None:
    code = (
        "def helper(msg):\n    if msg == 'a':\n        return 1\n    return 2\n"
        + HANDLER
        + "    send(str(helper(msg)))\n"
    )
    assert told(runner, tmp_path, code) == ["line 9 of the code never runs, though helper is called"]


def test_a_branch_is_told_behind_a_loop_that_is_too_long_for_a_log(runner: Runner, tmp_path: Path) -> None:
    body = "    for n in range(30_000):\n        pass\n    if msg == 'a':\n        send('b')\n"
    assert told(runner, tmp_path, HANDLER + body) == ["line 12 of the code never runs, though handle is called"]


def test_a_program_with_a_trace_function_of_its_own_is_told_that_nothing_is_known(
    runner: Runner, tmp_path: Path
) -> None:
    body = "    sys.settrace(None)\n    if msg == 'a':\n        send('b')\n"
    assert told(runner, tmp_path, "import sys\n" + HANDLER + body) == [
        "which lines of the code run is not known: the program sets a trace function of its own"
    ]


def test_a_run_that_takes_too_long_with_every_line_noted_is_told(tmp_path: Path) -> None:
    loaded = lesson(tmp_path, HEAD + HANDLER + "    send(msg)\n    while len(msg) < 9: pass\n")
    subject = Subject(loaded, traces.reference())
    with Runner(Limits(seconds=0.5)) as impatient:
        (problem,) = check_coverage(subject, Replays(TraceStore(tmp_path / "traces"), impatient, loaded))
    assert problem.what.startswith("which lines of the code run is not known: handle() (line ")
    assert problem.what.endswith("was still running after 1 s; the run had reached step 2")


def test_the_lines_are_kept_and_read_back(runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, store = lesson(tmp_path, HEAD + HANDLER + "    send(msg)\n"), TraceStore(tmp_path / "kept")
    reached = store.reached(runner, loaded)
    assert 9 in reached.lines
    monkeypatch.setattr(Runner, "reached", None)
    assert store.reached(runner, loaded) == reached
    (kept,) = (tmp_path / "kept").iterdir()
    kept.write_text("{}", encoding="utf-8")
    with pytest.raises(TypeError):  # it is run again, were it not for the runner that is none
        store.reached(runner, loaded)


GUARDS = [
    "    if not msg:\n        return\n",
    "    if msg is None:\n        send('nothing')\n        return\n",
    "    if msg not in ('Hello', 'Bye'):\n        raise ValueError(msg)\n",
    "    try:\n        msg = msg.strip()\n    except AttributeError:\n        pass\n",
    "    if len(msg) > 100:\n        return\n",
]
NO_GUARDS = [
    "    if msg == 'Bye':\n        send('See you')\n        return\n",
    "    if not msg:\n        send('nothing')\n",
    "    if not msg:\n        return\n    else:\n        send('a')\n    if msg == 'b':\n        send('c')\n",
    "    try:\n        msg = msg.strip()\n    except AttributeError:\n        send('no text')\n",
]


@pytest.mark.parametrize("body", GUARDS)
def test_a_branch_that_only_guards_is_not_told(runner: Runner, tmp_path: Path, body: str) -> None:
    assert told(runner, tmp_path, HANDLER + body + "    send(msg)\n") == []


@pytest.mark.parametrize("body", NO_GUARDS)
def test_a_branch_that_does_more_is_told(runner: Runner, tmp_path: Path, body: str) -> None:
    assert len(told(runner, tmp_path, HANDLER + body + "    send(msg)\n")) >= 1
