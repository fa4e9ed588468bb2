"""The cell “Action Taken”: who ran, and everything else in the order in which it happened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tutorial.lessons import lesson
from tracer.trace import Trace
from tutorial.check.judging import judge
from tutorial.lesson.claims import Claim
from tutorial.run.runner import Runner
from tutorial.telling.narration import row
from tutorial.telling.phases import phase_sentence

HEAD = """\
import functools
from flask import Flask, request
from flask_socketio import SocketIO, disconnect, emit, join_room

app = Flask(__name__)
socketio = SocketIO(app)

"""
GUARD = """\
def members_only(f):
    @functools.wraps(f)
    def guarded(*args, **kwargs):
        if not request.args.get('member'):
            disconnect()
        else:
            return f(*args, **kwargs)
    return guarded

@socketio.on('secret')
@members_only
def guarded_secret():
    emit('secret', 'the key')
"""

Play = Callable[..., Trace]


@pytest.fixture(params=["websocket", "polling"])
def play(request: pytest.FixtureRequest, runner: Runner, tmp_path: Path) -> Play:
    """Play a program over this transport, and give its trace."""

    def play(code: str, scenario: str, more: str = "") -> Trace:
        head = "" if "Flask(" in code else HEAD
        return runner.run(lesson(tmp_path, head + code, scenario, f"transport: {request.param}\n{more}")).trace

    return play


def acts(trace: Trace, step: int) -> str:
    return row(trace.steps[step - 1]).cells["action"]


def calls(function: str) -> Claim:
    return Claim.model_validate({"calls": function, "at": [2]})


def test_a_guard_that_turns_away_is_named_and_the_handler_is_not_called(play: Play) -> None:
    trace = play(GUARD, "- connect\n- emit: secret")
    assert acts(trace, 2) == "guarded called around guarded_secret; Disconnect Client"
    assert trace.steps[1].calls[0].line == 10
    assert [what for _, what, _ in judge(calls("guarded_secret"), trace, {})] == [
        "step 2 calls 'guarded', not 'guarded_secret'"
    ]
    assert not [*judge(calls("guarded"), trace, {})]


def test_behind_a_guard_that_lets_in_the_handler_is_named(play: Play) -> None:
    trace = play(GUARD, "- connect: {query: {member: yes}}\n- emit: secret")
    assert acts(trace, 2) == "guarded_secret called"
    assert not [*judge(calls("guarded_secret"), trace, {}), *judge(calls("guarded"), trace, {})]


def test_a_lambda_has_the_line_at_which_it_stands(play: Play) -> None:
    code = "socketio.on_event('double', lambda x: x * 2)\n\n@socketio.on('twice')\ndef first():\n    return 1\n"
    trace = play(code, "- connect\n- {emit: double, data: 2, ack: true}")
    assert acts(trace, 2) == "<lambda> called with 2"
    assert trace.steps[1].calls[0].line == 8


def test_a_partial_is_called_with_its_own_arguments_too(play: Play) -> None:
    code = "def hear(room, text, loud=False):\n    return text\n\n"
    code += "socketio.on_event('hear', functools.partial(hear, 'lobby', loud=True))\n"
    trace = play(code, "- connect\n- {emit: hear, data: hi}")
    assert acts(trace, 2) == "hear called with 'lobby', 'hi', loud=True"


ONE_TAB = """\
current = {}

@socketio.on('connect')
def door(auth):
    old = current.get(auth['user'])
    current[auth['user']] = request.sid
    if old:
        disconnect(old)

@socketio.on('disconnect')
def gone(reason):
    if request.sid == current.get('root'):
        disconnect(current['ada'])
"""


def test_who_throws_out_whom_is_told_in_steps_of_connections_too(play: Play) -> None:
    scenario = """
- Tab1: {connect: {auth: {user: ada}}}
- Tab2: {connect: {auth: {user: ada}}}
- Admin: {connect: {auth: {user: root}}}
- Admin: disconnect
"""
    trace = play(ONE_TAB, scenario, "clients: [Tab1, Tab2, Admin]\n")
    gone = "gone called with 'server disconnect'"
    assert acts(trace, 2) == f"door called with {{'user': 'ada'}}; {gone}; Disconnect Tab1; Accept connection"
    assert acts(trace, 4) == f"gone called with 'client disconnect'; {gone}; Disconnect Tab2; Close connection"


def test_a_connection_that_is_always_accepted_is_accepted_first(play: Play) -> None:
    code = HEAD.replace("SocketIO(app)", "SocketIO(app, always_connect=True)")
    code += "@socketio.on('connect')\ndef hello():\n    join_room('lobby')\n    emit('hi')\n"
    trace = play(code, "- connect")
    assert acts(trace, 1) == "Accept connection; hello called; Client joins room 'lobby'"
    assert play(code.replace(", always_connect=True", ""), "- connect").steps[0].phases[-1].kind == "accepts"


TASK = """\
@socketio.on('start')
def start():
    socketio.start_background_task(work)

def work():
    emit('done', 'work')
"""


def test_a_task_that_dies_is_a_row_with_its_mark(play: Play) -> None:
    trace = play(TASK, "- connect\n- emit: start\n- wait: {task: work}\n- disconnect")
    died = row(trace.steps[2])
    assert died.cells["trigger"] == "work, a background task, fails"
    assert died.cells["action"] == "work raises RuntimeError in line 13"
    assert died.cells["after"] == "RuntimeError: Working outside of request context."
    assert died.marks == {"after": "error"}
    assert str(phase_sentence(trace.steps[2], trace.steps[2].phases[0])).startswith(
        "The background task work ends, since"
    )
