"""Whom an emit reaches: to whom it was addressed, who got it, who did not, and why nobody did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tutorial.lessons import lesson
from tracer.trace import Emit, Step, Trace
from tutorial.run.runner import Runner
from tutorial.telling.audience import reach
from tutorial.telling.narration import row

HEAD = """\
from flask import Flask, request
from flask_socketio import SocketIO, close_room, disconnect, emit, join_room, leave_room

app = Flask(__name__)
socketio = SocketIO(app)

"""
BOTH = "clients: [Ada, Grace]\n"
PLAY = """\
@socketio.on('join')
def join(room):
    join_room(tuple(room) if isinstance(room, list) else room)

@socketio.on('join', namespace='/chat')
def join_chat(room):
    join_room(room)

@socketio.on('leave')
def leave(room):
    leave_room(room)

@socketio.on('say')
def say(to):
    emit('said', to=to)

@socketio.on('say but me')
def say_but_me(to):
    emit('said', to=to, include_self=False)

@socketio.on('my id', namespace='/chat')
def my_id():
    emit('said', to=request.sid, namespace='/')
"""

Play = Callable[..., Trace]


@pytest.fixture(params=["websocket", "polling"])
def play(request: pytest.FixtureRequest, runner: Runner, tmp_path: Path) -> Play:
    """Play a program over this transport, and give its trace."""

    def play(code: str, scenario: str, more: str = "") -> Trace:
        transport = f"transport: {request.param}\n"
        return runner.run(lesson(tmp_path, HEAD + code, scenario, transport + more)).trace

    return play


def emitted(step: Step) -> Emit:
    (emit,) = step.emits
    return emit


@pytest.mark.parametrize(
    ("joined", "to", "said"),
    [
        ("1", "'1'", "nobody: nobody is in room '1' (there is a room 1, a number)"),
        ("'1'", "1", "nobody: nobody is in room 1 (there is a room '1', a text)"),
        ("Red", "red", "nobody: nobody is in room 'red' (there is a room 'Red')"),
        ("red", "'red '", "nobody: nobody is in room 'red ' (there is a room 'red')"),
        ("red", "blue", "nobody: nobody is in room 'blue'"),
        ("[game, 1]", "game", "nobody: nobody is in room 'game' (there is a room ('game', 1))"),
        ("red", "[blue, green]", "nobody: nobody is in room 'blue'; nobody is in room 'green'"),
        ("red", "red", "room 'red': Client"),
        ("red", "[red, blue]", "room 'red' and room 'blue': Client"),
    ],
)
def test_an_emit_to_a_room_says_who_is_in_it(play: Play, joined: str, to: str, said: str) -> None:
    trace = play(PLAY, f"- connect\n- {{emit: join, data: {joined}}}\n- {{emit: say, data: {to}}}")
    assert reach(emitted(trace.steps[2])) == said
    assert ("Emit 'said' to nobody" in row(trace.steps[2]).cells["action"]) == said.startswith("nobody")


def test_a_room_that_somebody_was_in_is_empty_now(play: Play) -> None:
    trace = play(PLAY, "- connect\n- emit: join\n  data: red\n- emit: leave\n  data: red\n- emit: say\n  data: red")
    assert reach(emitted(trace.steps[3])) == "nobody: nobody is in room 'red' any more"


def test_a_room_of_another_namespace_is_another_room(play: Play) -> None:
    scenario = (
        "- connect: {namespaces: [/, /chat]}\n- {emit: join, data: red, namespace: /chat}\n- {emit: say, data: red}"
    )
    said = "nobody: nobody is in room 'red' on / (there is one on /chat)"
    assert reach(emitted(play(PLAY, scenario).steps[3])) == said


def test_nobody_is_in_the_namespace(play: Play) -> None:
    code = "@socketio.on('message', namespace='/chat')\ndef hear(text):\n    socketio.send('got it')\n"
    step = play(code, "- connect: {namespace: /chat}\n- {send: hi, namespace: /chat}").steps[1]
    assert reach(emitted(step)) == "nobody: nobody is in namespace /"
    assert row(step).cells["action"] == "hear called with 'hi'; Emit 'message' to nobody: nobody is in namespace /"
    assert emitted(step).addressed[0].namespaces == ("/chat",)


def test_nobody_is_in_the_namespace_any_more(play: Play) -> None:
    code = """
@socketio.on('start')
def start():
    socketio.start_background_task(later)

@socketio.on('disconnect')
def gone():
    go.set()

def later():
    go.wait()
    while socketio.server.manager.rooms.get('/'):
        socketio.sleep(0.001)
    socketio.emit('tick')

import threading
go = threading.Event()
"""
    step = play(code, "- connect\n- emit: start\n- disconnect\n- wait: {task: later}").steps[3]
    assert row(step).cells["action"] == "Send to nobody: nobody is in namespace / any more"


def test_the_connection_is_gone(play: Play) -> None:
    code = PLAY + "sids = []\n\n@socketio.on('connect')\ndef hello():\n    sids.append(request.sid)\n"
    code += "\n@socketio.on('whisper')\ndef whisper():\n    emit('said', to=sids[1])\n"
    scenario = "- Ada: connect\n- Grace: connect\n- Ada: {emit: whisper}\n- Grace: disconnect\n- Ada: {emit: whisper}"
    trace = play(code, scenario, BOTH)
    assert reach(emitted(trace.steps[2])) == "Grace"
    assert reach(emitted(trace.steps[4])) == "nobody: the connection ‹Grace's sid› is gone"
    assert emitted(trace.steps[4]).addressed[0].client == "Grace"


def test_a_session_id_that_is_nobody_s(play: Play) -> None:
    trace = play(PLAY, "- connect\n- {emit: say, data: 3q2-fQx_zT1kYb0eAABc}")
    assert reach(emitted(trace.steps[1])) == "nobody: the session id '3q2-fQx_zT1kYb0eAABc' is nobody's"


def test_a_session_id_of_another_namespace(play: Play) -> None:
    trace = play(PLAY, "- connect: {namespaces: [/, /chat]}\n- {emit: my id, namespace: /chat}")
    said = "nobody: ‹Client's sid on /chat› is a session id on /chat, and this was emitted on /"
    assert reach(emitted(trace.steps[2])) == said


def test_who_is_left_out_is_said(play: Play) -> None:
    scenario = """
- Ada: connect
- Ada: {emit: join, data: red}
- Ada: {emit: say but me, data: red}
- Grace: connect
- Grace: {emit: join, data: red}
- Ada: {emit: say but me, data: red}
"""
    trace = play(PLAY, scenario, BOTH)
    assert reach(emitted(trace.steps[2])) == "nobody: Ada is left out"
    assert reach(emitted(trace.steps[5])) == "room 'red' but Ada: Grace"
    assert emitted(trace.steps[5]).addressed[0].there == ("Ada", "Grace")


GOODBYE = "@socketio.on('disconnect')\ndef gone(reason):\n    emit('left', broadcast=True)\n"


def heard(step: Step) -> list[tuple[str, Any]]:
    return [(delivery.client, delivery.event) for delivery in step.deliveries if not delivery.local]


@pytest.mark.parametrize("first", ["Ada", "Grace"])
def test_one_who_says_goodbye_does_not_hear_of_it(play: Play, first: str) -> None:
    other = {"Ada": "Grace", "Grace": "Ada"}[first]
    step = play(GOODBYE, f"- Ada: connect\n- Grace: connect\n- {first}: disconnect", BOTH).steps[2]
    assert heard(step) == [(other, "left")]
    assert reach(emitted(step)) == f"everybody: {other}; {first} is leaving, and no longer listens"


def test_one_who_leaves_alone_tells_nobody(play: Play) -> None:
    step = play(GOODBYE, "- connect\n- disconnect").steps[1]
    assert heard(step) == []
    assert reach(emitted(step)) == "nobody: Client is leaving, and no longer listens"


def test_one_who_leaves_a_namespace_hears_no_more_of_it(play: Play) -> None:
    code = GOODBYE.replace("'disconnect'", "'disconnect', namespace='/chat'")
    code += "\n@socketio.on('message')\ndef hear(text):\n    return text\n"
    scenario = "- connect: {namespaces: [/, /chat]}\n- disconnect: {namespace: /chat}\n- {send: hi, ack: true}"
    trace = play(code, scenario)
    assert heard(trace.steps[2]) == []
    assert heard(trace.steps[3]) == [("Client", "message")]


def test_one_who_is_thrown_out_hears_no_more(play: Play) -> None:
    code = GOODBYE + "\n@socketio.on('quit')\ndef quit():\n    disconnect()\n"
    step = play(code, "- Ada: connect\n- Grace: connect\n- Ada: {emit: quit}", BOTH).steps[2]
    assert heard(step) == [("Ada", None), ("Grace", "left")]
    assert reach(emitted(step)) == "everybody: Grace; Ada is leaving, and no longer listens"


def test_an_acknowledgement_for_one_who_was_thrown_out_reaches_nobody(play: Play) -> None:
    code = "@socketio.on('quit')\ndef quit():\n    disconnect()\n    return 1\n"
    step = play(code, "- connect\n- {emit: quit, ack: true}").steps[1]
    assert heard(step) == [("Client", None)]
    said = "quit called; Disconnect Client; Acknowledge to nobody: Client is leaving, and no longer listens"
    assert row(step).cells["action"] == said


def test_a_lost_connection_is_not_sent_to(runner: Runner, tmp_path: Path) -> None:
    scenario = "- Ada: connect\n- Grace: connect\n- Ada: drop"
    step = runner.run(lesson(tmp_path, HEAD + GOODBYE, scenario, BOTH)).trace.steps[2]
    assert emitted(step).to == ("Grace",)
    assert [packet.client for phase in step.phases for packet in phase.packets] == ["Grace"]
    assert reach(emitted(step)) == "everybody: Grace; Ada is gone"
