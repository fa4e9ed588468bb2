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
from tutorial.telling.step_story import heading

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


KICKING = """\
@socketio.on('kick')
def kick(victim):
    sid = [*socketio.server.manager.get_participants('/', None)][victim][0]
    socketio.start_background_task(throw, sid)

def throw(sid):
    socketio.server.disconnect(sid)
"""


def test_a_task_that_throws_somebody_out_is_named(play: Play) -> None:
    scenario = "\n- Ada: connect\n- Grace: connect\n- Ada: {emit: kick, data: 1}\n- wait: {task: throw}\n"
    trace = play(KICKING, scenario, "clients: [Ada, Grace]\n")
    (step,) = [step for step in trace.steps if step.trigger.kind == "disconnect"]
    assert (step.trigger.client, step.trigger.task) == ("Grace", "throw")
    assert str(heading(step)) == "Grace is disconnected by throw, a background task"


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


def after(trace: Trace, step: int) -> tuple[str, bool]:
    """The cell “Server State After”, and whether it has the mark of an error."""
    found = row(trace.steps[step - 1])
    return found.cells["after"], found.marks.get("after") == "error"


NOT_JSON = {
    "return {1, 2}": "set",
    "return b'a', object()": "object",
    "return datetime.date(2000, 1, 1)": "date",
    "return {'when': datetime.datetime(2000, 1, 1)}": "datetime",
    "return (part for part in 'ab')": "generator",
}


@pytest.mark.parametrize("body", NOT_JSON)
def test_what_an_acknowledgement_cannot_carry_is_the_library_s_error(play: Play, body: str) -> None:
    code = f"import datetime\n\n@socketio.on('back')\ndef back():\n    {body}\n"
    trace = play(HEAD + code, "- connect\n- {emit: back, ack: true}\n- emit: back")
    said = f"TypeError: Object of type {NOT_JSON[body]} is not JSON serializable"
    assert after(trace, 2) == (said, True)
    assert trace.steps[1].deliveries == ()
    assert trace.steps[1].variables["response_sent"] is None
    assert after(trace, 3)[1] is False
    told = [str(phase_sentence(trace.steps[1], phase)) for phase in trace.steps[1].phases]
    assert told[-1].startswith("No acknowledgement goes back: the library raises TypeError")


def test_an_async_handler_has_not_run(play: Play) -> None:
    code = "@socketio.on('later')\nasync def later():\n    return 1\n\n@socketio.on('each')\ndef each():\n    yield 1\n"
    trace = play(code, "- connect\n- {emit: later, ack: true}\n- emit: later\n- emit: each")
    assert after(trace, 2) == ("TypeError: Object of type coroutine is not JSON serializable", True)
    assert after(trace, 3) == ("later has not run: it gave a coroutine, which nobody awaits", False)
    assert after(trace, 4) == ("each has not run: it gave a generator, which nobody goes through", False)


def test_an_error_handler_that_raises_has_not_handled_anything(play: Play) -> None:
    code = """
@socketio.on('divide')
def divide():
    1 / 0

@socketio.on_error_default
def sorry(error):
    raise KeyError('again')
"""
    trace = play(code, "- connect\n- emit: divide")
    said = "ZeroDivisionError: division by zero; its error handler sorry raises KeyError: 'again'"
    assert after(trace, 2) == (said, True)
    assert trace.steps[1].calls[0].outcome.handled_by is None  # type: ignore[union-attr]  # it raised
    trace = play(code.replace("raise KeyError('again')", "pass"), "- connect\n- emit: divide")
    assert after(trace, 2) == ("ZeroDivisionError: division by zero, handled by sorry", True)


def sentences(trace: Trace, step: int) -> list[str]:
    return [str(phase_sentence(trace.steps[step - 1], phase)) for phase in trace.steps[step - 1].phases]


def test_an_acknowledgement_is_read_as_one_with_who_waits_for_it(play: Play) -> None:
    code = """
from flask_socketio import call

@socketio.on('ask')
def ask():
    emit('question', callback=print)

@socketio.on('call')
def ask_and_wait():
    return call('question', to=request.sid)
"""
    trace = play(code, "- connect\n- emit: ask\n- {emit: call, ack: true}", "answers: {question: 42}\n")
    first, second = (step for step in trace.steps if step.trigger.kind == "ack")
    assert (first.trigger.asked_in, first.trigger.waits) == (2, False)
    assert (second.trigger.asked_in, second.trigger.waits) == (4, True)
    assert "The server reads the acknowledgement from Client, for which it asked in step 2." in sentences(trace, 3)
    assert "The server reads the acknowledgement from Client, for which call() waits in step 4." in sentences(trace, 5)


def test_a_packet_that_is_too_large_is_shown_and_why_the_server_closed(play: Play) -> None:
    code = HEAD.replace("SocketIO(app)", "SocketIO(app, max_http_buffer_size=100)")
    code += "@socketio.on('message')\ndef echo(text):\n    emit('said', text)\n"
    trace = play(code, f"- connect\n- send: hi\n- send: {'x' * 150}")
    sends, disconnects = trace.steps[2].phases[:2]
    assert (sends.kind, disconnects.kind) == ("sends", "disconnects")
    assert [(packet.direction, packet.text, packet.size) for packet in sends.packets] == [
        ("to server", f'42["message","{"x" * 150}"]', 166)
    ]
    cells = row(trace.steps[2]).cells
    assert cells["trigger"] == "Client sends too large a packet"
    assert cells["action"] == "Close connection: the packet is larger than max_http_buffer_size=100"
    assert "The server closes the connection of Client because of the size of the packet." in sentences(trace, 3)


TWO_PLACES = """
@socketio.on('message')
def hear(text):
    pass

@socketio.on('out', namespace='/chat')
def out():
    disconnect()

@socketio.on('connect', namespace='/admin')
def door():
    return False
"""


def test_leaving_one_namespace_is_not_closing_the_connection(play: Play) -> None:
    scenario = "- connect: {namespaces: [/, /chat]}\n- disconnect: {namespace: /chat}\n- disconnect"
    trace = play(TWO_PLACES, scenario)
    assert (acts(trace, 3), acts(trace, 4)) == ("Leave namespace /chat", "Close connection")
    assert sentences(trace, 3)[-1] == "Client is no longer in the namespace /chat; the connection stays open."


def test_being_thrown_out_of_one_namespace_is_told_so(play: Play) -> None:
    trace = play(TWO_PLACES, "- connect: {namespaces: [/, /chat]}\n- {emit: out, namespace: /chat}")
    assert acts(trace, 3) == "out called; Disconnect Client from /chat"
    assert play(TWO_PLACES, "- connect: {namespace: /chat}\n- {emit: out, namespace: /chat}").steps[1].after == {
        "Client": "Closed"
    }


def test_a_refused_namespace_is_refused_and_the_others_stay(play: Play) -> None:
    trace = play(TWO_PLACES, "- connect: {namespaces: [/, /admin]}\n- send: hi")
    assert acts(trace, 2) == "door called; Refuse connection"
    assert trace.steps[1].after == {"Client": "Open"}
