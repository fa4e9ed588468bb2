"""What a scenario sends back: session ids and what clients received, at the moment of the action."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tutorial.lessons import failure, lesson
from tracer.trace import Trace
from tutorial.run.runner import Runner

HEAD = """\
import secrets
from flask import Flask, request
from flask_socketio import SocketIO, call, emit, join_room

app = Flask(__name__)
socketio = SocketIO(app)

"""
GAME = """\
rooms = {}

@socketio.on('create')
def create():
    code = secrets.token_hex(2)
    rooms[code] = [request.sid]
    join_room(code)
    return {'code': code, 'seats': [1, 2]}

@socketio.on('join')
def join(code):
    rooms[code].append(request.sid)
    join_room(code)
    emit('joined', {'code': code}, to=code)

@socketio.on('guess')
def guess(code):
    return code in rooms

@socketio.on('whisper')
def whisper(note):
    emit('whispered', note['text'], to=note['to'])

@socketio.on('connect', namespace='/chat')
def hello(auth):
    emit('hello', (auth or {}).get('friend'))

@socketio.on('echo')
def echo(*args):
    return args

@socketio.on('check')
def check(to):
    return call('whose', to=to)
"""
BOTH = "clients: [Ada, Grace]\n"
Play = Callable[..., Trace]


@pytest.fixture(params=["websocket", "polling"])
def play(request: pytest.FixtureRequest, runner: Runner, tmp_path: Path) -> Play:
    """Play a program over this transport, and give its trace."""

    def play(scenario: str, more: str = BOTH) -> Trace:
        return runner.run(lesson(tmp_path, HEAD + GAME, scenario, f"transport: {request.param}\n{more}")).trace

    return play


def test_a_session_id_reaches_whom_it_names(play: Play) -> None:
    scenario = """
- Ada: connect
- Grace: connect
- Ada: {emit: whisper, data: {to: {sid: Grace}, text: hush}}
- Grace: disconnect
- Grace: reconnect
- Ada: {emit: whisper, data: {to: {sid: Grace}, text: again}}
"""
    steps = play(scenario).steps
    assert steps[2].trigger.arguments == ({"to": "‹Grace's sid›", "text": "hush"},)
    assert [(one.client, one.arguments) for one in steps[2].deliveries] == [("Grace", ("hush",))]
    assert steps[5].trigger.arguments == ({"to": "‹Grace's second sid›", "text": "again"},)
    assert [(one.client, one.arguments) for one in steps[5].deliveries] == [("Grace", ("again",))]


def test_a_code_that_the_server_made_comes_back(play: Play) -> None:
    scenario = """
- Ada: connect
- Grace: connect
- Ada: {emit: create, ack: true}
- Grace: {emit: join, data: {received: create, path: code, client: Ada}}
- Grace: {emit: guess, data: {received: joined, path: [code]}, ack: true}
- Ada: {emit: echo, args: [{received: create, path: [seats, 1]}, {received: joined, path: code}], ack: true}
"""
    steps = play(scenario).steps
    assert [one.client for one in steps[3].deliveries] == ["Ada", "Grace"]
    assert steps[4].deliveries[0].arguments == (True,)
    assert steps[5].deliveries[0].arguments[0] == 2


def test_it_may_stand_in_auth_in_another_namespace_and_in_answers(play: Play) -> None:
    scenario = """
- Ada: {connect: {namespaces: [/, /chat]}}
- Grace: {connect: {namespaces: [/, /chat], auth: {friend: {sid: Ada, namespace: /chat}}}}
- Ada: {emit: check, data: {sid: Grace}, ack: true}
"""
    trace = play(scenario, BOTH + "answers: {whose: {sid: Ada}}\n")
    assert trace.steps[3].deliveries[0].arguments == ("‹Ada's sid on /chat›",)
    acks = [one.arguments for step in trace.steps for one in step.deliveries if one.kind == "ack"]
    assert acks == [("‹Ada's sid›",)]


def test_what_is_literal_and_what_only_looks_alike_is_sent_as_it_stands(play: Play) -> None:
    scenario = """
- Ada: connect
- Ada:
    emit: echo
    args: [{literally: {sid: Ada}}, {sid: nobody-we-know}, {sid: Ada, more: 1}, {received: 3}]
    ack: true
"""
    (ack,) = play(scenario).steps[1].deliveries
    assert ack.arguments == ({"sid": "Ada"}, {"sid": "nobody-we-know"}, {"sid": "Ada", "more": 1}, {"received": 3})


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("{emit: echo, data: {sid: Grace}}", "Ada cannot emit this: Grace has no session id yet"),
        ("{send: {sid: Ada, namespace: /chat}}", "Ada cannot send this: Ada has no session id on /chat yet"),
        (
            "{emit: echo, data: {received: joined}}",
            "Ada has not received 'joined' by then: it has received nothing so far",
        ),
    ],
)
def test_what_nobody_has_yet_is_said(runner: Runner, tmp_path: Path, action: str, said: str) -> None:
    assert said in failure(runner, lesson(tmp_path, HEAD + GAME, f"- Ada: connect\n- Ada: {action}", BOTH))


def test_a_path_that_leads_nowhere_is_said_with_what_is_there(runner: Runner, tmp_path: Path) -> None:
    scenario = (
        "- Ada: connect\n- Ada: {emit: create, ack: true}\n- Ada: {emit: join, data: {received: create, path: cod}}"
    )
    said = failure(runner, lesson(tmp_path, HEAD + GAME, scenario, BOTH))
    assert "what Ada received with 'create' has no 'cod' there; it has 'code', 'seats'" in said
