"""Each connection has a name of its own in a trace, and what holds session ids stands in one order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tutorial.lessons import HEAD, lesson
from tracer.trace import Trace
from tutorial.run.runner import Runner

Play = Callable[..., Trace]
SIX = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo")
ONLINE = """
online = set()
by_size = {}
pairs = set()

@socketio.on('connect')
def hello():
    online.add(request.sid)
    by_size[len(online)] = frozenset(online)
    pairs.add((request.sid, 'here'))
"""


@pytest.fixture(params=["websocket", "polling"])
def play(request: pytest.FixtureRequest, runner: Runner, tmp_path: Path) -> Play:
    """Play a program over this transport, and give its trace."""

    def play(code: str, scenario: str, more: str = "") -> Trace:
        return runner.run(lesson(tmp_path, HEAD + code, scenario, f"transport: {request.param}\n{more}")).trace

    return play


def test_the_second_connection_of_a_client_is_not_the_first(play: Play) -> None:
    code = """
users = {}

@socketio.on('register')
def register(name):
    users[name] = request.sid

@socketio.on('compare')
def compare(name):
    return users[name] == request.sid, users[name], request.sid
"""
    scenario = """
- connect
- {emit: register, data: ada}
- disconnect
- reconnect
- {emit: compare, data: ada, ack: true}
- disconnect
- reconnect
- {emit: compare, data: ada, ack: true}
"""
    steps = play(code, scenario, "watch: [users]\n").steps
    assert steps[4].deliveries[0].arguments == (False, "‹Client's sid›", "‹Client's second sid›")
    assert steps[7].deliveries[0].arguments == (False, "‹Client's sid›", "‹Client's third sid›")
    assert steps[4].variables["users"] == {"ada": "‹Client's sid›"}
    assert steps[3].phases[1].packets[0].text == '40{"sid":"‹Client\'s second sid›"}'


def test_each_namespace_counts_its_own_connections(play: Play) -> None:
    code = "@socketio.on('me', namespace='/chat')\ndef me():\n    return request.sid\n"
    code += "\n@socketio.on('me')\ndef also_me():\n    return request.sid\n"
    scenario = """
- connect
- disconnect
- connect: {namespaces: [/, /chat]}
- {emit: me, ack: true}
- {emit: me, ack: true, namespace: /chat}
"""
    steps = play(code, scenario).steps
    assert [step.deliveries[0].arguments for step in steps[4:6]] == [
        ("‹Client's second sid›",),
        ("‹Client's sid on /chat›",),
    ]


def test_a_set_of_session_ids_stands_in_the_order_of_their_names(play: Play) -> None:
    scenario = "".join(f"- {name}: connect\n" for name in SIX)
    more = f"clients: [{', '.join(SIX)}]\nwatch: [online, by_size, pairs]\n"
    last = play(ONLINE, scenario, more).steps[-1].variables
    names = [f"‹{name}'s sid›" for name in SIX]
    assert last["online"] == {"~": "set", "items": names, "length": 6}
    assert last["by_size"]["items"][-1] == [6, {"~": "frozenset", "items": names, "length": 6}]
    assert [pair["items"][0] for pair in last["pairs"]["items"]] == names


def test_the_lines_of_such_a_set_tell_who_was_added(play: Play) -> None:
    scenario = "".join(f"- {name}: connect\n" for name in SIX)
    trace = play(ONLINE, scenario, f"clients: [{', '.join(SIX)}]\n")
    for name, step in zip(SIX, trace.steps, strict=False):
        log = step.calls[0].log
        assert log is not None
        changes = [change for line in log.lines() for change in line.changes if change.name == "online"]
        added = [(inside.kind, inside.new) for change in changes for inside in change.inside]
        assert added == [("added", f"‹{name}'s sid›")]


def test_a_run_with_such_a_set_is_the_same_each_time(play: Play) -> None:
    scenario = "".join(f"- {name}: connect\n" for name in SIX) + "- Ada: disconnect\n"
    code = ONLINE + "\n@socketio.on('disconnect')\ndef bye():\n    online.discard(request.sid)\n"
    more = f"clients: [{', '.join(SIX)}]\nwatch: [online, by_size, pairs]\n"
    assert len({play(code, scenario, more).to_json() for _ in range(4)}) == 1
