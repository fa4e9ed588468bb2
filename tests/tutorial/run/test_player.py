"""All that a Flask-SocketIO program can do, said in YAML, run for real, and seen in the trace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.tutorial.lessons import HEAD, failure, lesson
from tracer.trace import Raised, Returned, Step, Trace, Transport
from tutorial.lesson.problems import LessonError
from tutorial.run.runner import Runner
from tutorial.run.trace_schema import trace_schema
from tutorial.telling.narration import row

ADA_AND_GRACE = "clients: [Ada, Grace]"
BOTH = "- Ada: connect\n- Grace: connect\n"


@pytest.fixture
def play(runner: Runner, tmp_path: Path) -> Any:
    def played(code: str, scenario: str, more: str = "", transport: Transport | None = None) -> Trace:
        """The lesson's trace, held to the schema, and run twice, since one that differs would be no trace."""
        loaded = lesson(tmp_path, HEAD + code, scenario, more)
        first = runner.run(loaded, transport).trace
        assert runner.run(loaded, transport).trace.to_json() == first.to_json()
        jsonschema.validate(json.loads(first.to_json()), trace_schema())
        assert Trace.from_json(first.to_json()) == first
        return first

    return played


def packets(step: Step) -> list[str]:
    return [packet.text for phase in step.phases for packet in phase.packets]


def got(step: Step) -> list[tuple[Any, ...]]:
    return [(delivery.client, delivery.event, *delivery.arguments) for delivery in step.deliveries]


def test_json_several_arguments_none_and_bytes_cross_both_ways(play: Any) -> None:
    code = "@socketio.on('echo')\ndef echo(*args):\n    emit('echoed', args)\n"
    scenario = """\
    - connect
    - emit: echo
      data: {a: [1, null, 2.5, true]}
    - emit: echo
      args: [1, two, {three: 3}]
    - emit: echo
    - emit: echo
      bytes: "hé"
    - disconnect
    """
    _, json_, several, none, binary, *_ = play(code, scenario).steps
    assert json_.deliveries[0].arguments == ({"a": [1, None, 2.5, True]},)
    assert several.deliveries[0].arguments == (1, "two", {"three": 3})
    assert none.trigger.arguments == none.deliveries[0].arguments == ()
    raw = {"~": "bytes", "hex": "68c3a9", "length": 3}
    assert binary.trigger.arguments == binary.deliveries[0].arguments == (raw,)
    assert packets(binary) == [
        '451-["echo",{"_placeholder":true,"num":0}]', "68c3a9",
        '451-["echoed",{"_placeholder":true,"num":0}]', "68c3a9",
    ]  # fmt: skip
    assert row(none).cells["trigger"] == "Client emits 'echo'"


def test_rooms_joined_left_and_closed_and_who_hears_what_is_sent_to_them(play: Any) -> None:
    code = """
from flask_socketio import close_room, join_room, leave_room

@socketio.on('join')
def join(room):
    join_room(room)

@socketio.on('leave')
def leave(room):
    leave_room(room)

@socketio.on('close')
def close(room):
    close_room(room)

@socketio.on('say')
def say(text):
    emit('said', text, to='red')
"""
    scenario = (
        BOTH
        + """\
    - Ada: {emit: join, data: red}
    - Grace: {emit: say, data: one}
    - Grace: {emit: join, data: red}
    - Grace: {emit: say, data: two}
    - Ada: {emit: leave, data: red}
    - Grace: {emit: say, data: three}
    - Ada: {emit: close, data: red}
    - Grace: {emit: say, data: four}
    """.replace("    ", "")
    )
    steps = play(code, scenario, ADA_AND_GRACE).steps
    assert [[(c.kind, c.room, c.client) for c in step.rooms] for step in steps if step.rooms] == [
        [("joined", "red", "Ada")], [("joined", "red", "Grace")], [("left", "red", "Ada")], [("closed", "red", None)],
    ]  # fmt: skip
    assert [got(step) for step in steps if step.trigger.event == "say"] == [
        [("Ada", "said", "one")],
        [("Ada", "said", "two"), ("Grace", "said", "two")],
        [("Grace", "said", "three")],
        [],
    ]
    assert steps[3].emits[0].rooms == ("red",)
    assert row(steps[2]).cells["action"] == "join called with 'red'; Ada joins room 'red'"
    assert row(steps[8]).cells["action"] == "close called with 'red'; Close room 'red'"


def test_broadcast_one_client_and_everybody_but_some(play: Any) -> None:
    code = """
@socketio.on('all')
def all():
    emit('a', broadcast=True)

@socketio.on('others')
def others():
    emit('o', broadcast=True, include_self=False)

@socketio.on('skip')
def skip():
    emit('s', broadcast=True, skip_sid=request.sid)

@socketio.on('me')
def me():
    emit('m', to=request.sid)
"""
    scenario = BOTH + "".join(f"- Ada: {{emit: {event}}}\n" for event in ("all", "others", "skip", "me"))
    everybody, others, skip, me = play(code, scenario, ADA_AND_GRACE).steps[2:6]
    assert (got(everybody), got(others)) == ([("Ada", "a"), ("Grace", "a")], [("Grace", "o")])
    assert (got(skip), got(me)) == ([("Grace", "s")], [("Ada", "m")])
    assert (others.emits[0].to, others.emits[0].skipped) == (("Grace",), ("Ada",))
    assert me.emits[0].rooms == ("‹Ada's sid›",)


def test_acknowledgements_both_ways(play: Any) -> None:
    code = """
answers = []

@socketio.on('one')
def one():
    return 'yes'

@socketio.on('two')
def two():
    return 'yes', {'n': 2}

@socketio.on('ask')
def ask():
    emit('question', 6, callback=note)

def note(*args):
    answers.append(args)

@socketio.on('call')
def call():
    from flask_socketio import call
    return call('question', 7, to=request.sid)
"""
    scenario = """\
    - connect
    - {emit: one, ack: true}
    - {emit: two, ack: true}
    - {emit: one}
    - emit: ask
    - {emit: call, ack: true}
    """
    trace = play(code, scenario, "watch: [answers]\nanswers: {question: 42}")
    kinds = [step.trigger.kind for step in trace.steps]
    assert kinds == ["connect", "event", "event", "event", "event", "ack", "event", "ack", "end"]
    _, one, two, silent, ask, answered, call, called, _ = trace.steps
    assert (got(one), got(two), got(silent)) == ([("Client", "one", "yes")], [("Client", "two", "yes", {"n": 2})], [])
    assert (ask.variables["answers"], answered.variables["answers"]) == (
        [],
        [{"~": "tuple", "items": [42], "length": 1}],
    )
    assert (answered.calls[0].function, answered.calls[0].event) == ("note", "callback")
    assert answered.trigger.arguments == (42,)
    assert call.calls[0].outcome == Returned(42)
    assert got(call) == [("Client", "question", 7), ("Client", "call", 42)]
    assert called.calls == ()


def test_a_call_that_nobody_answers_times_out(play: Any) -> None:
    code = "@socketio.on('ask')\ndef ask():\n    socketio.call('question', to=request.sid, timeout=0.05)\n"
    step = play(code, "- connect\n- emit: ask").steps[1]
    outcome = step.calls[0].outcome
    assert isinstance(outcome, Raised)
    assert (outcome.type, outcome.line) == ("TimeoutError", 9)
    assert row(step).marks["after"] == "error"


def test_several_namespaces_on_one_connection(play: Any) -> None:
    code = """
@socketio.on('message')
def plain(msg):
    send('plain ' + msg)

@socketio.on('message', namespace='/chat')
def chat(msg):
    send('chat ' + msg)
"""
    scenario = """\
    - connect: {namespaces: [/, /chat]}
    - send: a
    - {send: b, namespace: /chat}
    - disconnect: {namespace: /chat}
    - send: c
    - disconnect
    """
    trace = play(code, scenario)
    first, second, plain, chat, left, still, gone, _ = trace.steps
    assert [step.trigger.namespace for step in trace.steps[:5]] == ["/", "/chat", "/", "/chat", "/chat"]
    assert (plain.deliveries[0].arguments, chat.deliveries[0].arguments) == (("plain a",), ("chat b",))
    assert packets(chat)[0] == '42/chat,["message","b"]'
    assert [step.after["Client"] for step in (first, second, left, still, gone)] == ["Open"] * 4 + ["Closed"]
    assert row(second).cells["trigger"] == "Client connects on /chat"
    assert packets(left) == ["41/chat,"]


def test_a_namespace_that_the_server_does_not_know_is_refused(play: Any) -> None:
    first, _ = play("", "- connect: {namespace: /nowhere}").steps
    assert [(d.kind, d.arguments) for d in first.deliveries] == [("refused", ("Unable to connect",))]
    assert first.after == {"Client": "No connection"}


def test_class_based_namespaces(play: Any) -> None:
    code = """
from flask_socketio import Namespace

class Chat(Namespace):
    def on_connect(self, auth):
        self.emit('hello', 'you')

    def on_say(self, text):
        self.send(text.upper())
        return len(text)

    def on_disconnect(self, reason):
        pass

socketio.on_namespace(Chat('/chat'))
"""
    scenario = """\
    - connect: {namespace: /chat}
    - {emit: say, data: hi, ack: true, namespace: /chat}
    - {emit: x, namespace: /chat}
    - disconnect
    """
    connect, say, unknown, disconnect, _ = play(code, scenario).steps
    assert [step.calls[0].function for step in (connect, say, disconnect)] == ["on_connect", "on_say", "on_disconnect"]
    assert got(connect) == [("Client", "hello", "you"), ("Client", None)]
    assert got(say) == [("Client", "message", "HI"), ("Client", "say", 2)]
    assert row(unknown).marks == {"action": "no handler"}


REFUSALS = {
    "return False": ("Connection rejected by server",),
    "raise ConnectionRefusedError('full', {'seats': 0})": ("full", {"seats": 0}),
}


@pytest.mark.parametrize("transport", ["websocket", "polling"])
@pytest.mark.parametrize("body", REFUSALS)
def test_connecting_with_auth_and_being_refused(play: Any, body: str, transport: Transport) -> None:
    code = f"""
from flask_socketio import ConnectionRefusedError

@socketio.on('connect')
def door(auth):
    if auth['token'] != 'right':
        {body}
"""
    scenario = "- connect: {auth: {token: wrong}}\n- connect: {auth: {token: right}}\n- disconnect"
    refused, accepted, *_ = play(code, scenario, transport=transport).steps
    assert refused.trigger.arguments == refused.calls[0].arguments == ({"token": "wrong"},)
    assert [(d.kind, d.arguments) for d in refused.deliveries] == [("refused", REFUSALS[body])]
    assert refused.after == {"Client": "No connection"}
    assert packets(refused)[2].startswith("44{")
    cells = row(refused)
    assert (cells.cells["action"].rpartition("; ")[2], cells.marks["receives"]) == ("Refuse connection", "refused")
    assert (accepted.after, accepted.trigger.again) == ({"Client": "Open"}, True)
    assert row(accepted).cells["trigger"] == "Client connects again"


def test_query_parameters_reach_the_connect_handler(play: Any) -> None:
    code = "@socketio.on('connect')\ndef door():\n    send('hello ' + request.args['name'])\n"
    (step, _) = play(code, "- connect: {query: {name: Ada L}}").steps
    assert step.deliveries[0].arguments == ("hello Ada L",)


def test_error_handlers_are_seen_with_what_they_were_given_and_did(play: Any) -> None:
    code = """
@socketio.on('fail')
def fail():
    raise KeyError('door')

@socketio.on_error()
def sorry(error):
    emit('sorry', repr(error))
    return 'handled'

@socketio.on('fail', namespace='/other')
def fail_other():
    raise ValueError('x')

@socketio.on_error_default
def default(error):
    raise RuntimeError('worse')
"""
    scenario = "- connect: {namespaces: [/, /other]}\n- {emit: fail, ack: true}\n- {emit: fail, namespace: /other}"
    _, _, handled, worse, _ = play(code, scenario).steps
    fail, sorry = handled.calls
    assert fail.outcome == Raised("KeyError", "'door'", 10, handled_by="sorry")
    assert (sorry.function, sorry.event, sorry.outcome) == ("sorry", "error", Returned("handled"))
    assert got(handled) == [("Client", "sorry", "KeyError('door')"), ("Client", "fail", "handled")]
    assert row(handled).cells["after"] == "KeyError: 'door', handled by sorry"
    assert [call.outcome.kind for call in worse.calls] == ["raised", "raised"]


SHOUT = "@socketio.on('message')\ndef shout(text, more):\n    send(text)\n"
SHOUTED = "shout() missing 1 required positional argument: 'more'"


@pytest.mark.parametrize("ack", ["", ", ack: true"])
def test_a_handler_that_does_not_take_the_arguments_raises_a_type_error(play: Any, ack: str) -> None:
    _, step, _ = play(SHOUT, f"- connect\n- {{send: Hello{ack}}}").steps
    (call,) = step.calls
    assert (call.function, call.line, call.arguments, call.log) == ("shout", 8, ("Hello",), None)
    assert call.outcome == Raised("TypeError", SHOUTED, None)
    cells = row(step)
    assert (cells.cells["action"], cells.cells["after"]) == ("shout called with 'Hello'", f"TypeError: {SHOUTED}")
    assert (cells.marks, step.deliveries) == ({"after": "error"}, ())


def test_an_error_handler_takes_a_call_with_the_wrong_arguments(play: Any) -> None:
    code = SHOUT + "\n@socketio.on_error()\ndef sorry(error):\n    send(str(error))\n    return 'sorry'\n"
    _, step, _ = play(code, "- connect\n- {send: Hello, ack: true}").steps
    shout, sorry = step.calls
    assert shout.outcome == Raised("TypeError", SHOUTED, None, handled_by="sorry")
    assert (sorry.function, sorry.outcome) == ("sorry", Returned("sorry"))
    assert got(step) == [("Client", "message", SHOUTED), ("Client", "message", "sorry")]


def test_methods_catch_alls_and_callbacks_that_do_not_take_the_arguments_raise_it_too(play: Any) -> None:
    code = """
from flask_socketio import Namespace

class Chat(Namespace):
    def on_connect(self):
        pass

    def on_say(self):
        pass

    def on_disconnect(self):
        pass

socketio.on_namespace(Chat('/chat'))

@socketio.on('*')
def anything(event):
    pass

@socketio.on('ask')
def ask():
    emit('question', callback=note)

def note():
    pass
"""
    scenario = """\
    - connect: {namespaces: [/, /chat]}
    - {emit: say, data: hi, namespace: /chat}
    - {emit: dance, data: 3}
    - emit: ask
    - disconnect
    """
    _, connect, say, dance, _, answer, _, leave, _ = play(code, scenario, "answers: {question: 42}").steps
    assert [(call.function, call.arguments) for call in connect.calls] == [("on_connect", ())]
    assert [(call.function, call.arguments) for call in leave.calls] == [("on_disconnect", ())]
    for step, function, arguments in (
        (say, "on_say", ("hi",)),
        (dance, "anything", ("dance", 3)),
        (answer, "note", (42,)),
    ):
        (call,) = step.calls
        assert (call.function, call.arguments, call.outcome.type) == (function, arguments, "TypeError")
        assert f"{function}() takes" in call.outcome.message


@pytest.mark.parametrize(("auth", "calls"), [("connect: {auth: {a: 1}}", 1), ("connect", 2)])
def test_a_connect_handler_that_takes_two_arguments_is_called_without_any_and_fails(
    play: Any, auth: str, calls: int
) -> None:
    code = "@socketio.on('connect')\ndef door(one, two):\n    pass\n"
    (step, _) = play(code, f"- {auth}").steps
    failed = Raised("TypeError", "door() missing 2 required positional arguments: 'one' and 'two'", None)
    assert [(call.arguments, call.outcome) for call in step.calls] == [((), failed)] * calls
    assert step.after == {"Client": "No connection"}


def test_an_error_handler_takes_what_the_second_call_of_a_connect_handler_raises(play: Any) -> None:
    code = """
@socketio.on('connect')
def door(auth):
    1 + auth['x']

@socketio.on_error()
def sorry(error):
    send(str(error))
"""
    (step, _) = play(code, "- connect: {auth: {x: one}}").steps
    first, second, sorry = step.calls
    assert (first.outcome.line, first.outcome.handled_by) == (10, None)
    said = "door() missing 1 required positional argument: 'auth'"
    assert second.outcome == Raised("TypeError", said, None, handled_by="sorry")
    assert (sorry.function, step.deliveries[0].arguments) == ("sorry", (said,))


def test_a_disconnect_handler_that_takes_two_arguments_raises_a_type_error(play: Any) -> None:
    code = "@socketio.on('disconnect')\ndef gone(reason, code):\n    pass\n"
    _, step, _ = play(code, "- connect\n- disconnect").steps
    (call,) = step.calls
    assert (call.arguments, call.outcome.type) == ((), "TypeError")


def test_an_error_handler_takes_a_disconnect_handler_that_takes_no_reason(play: Any) -> None:
    code = """
@socketio.on('disconnect')
def gone():
    pass

@socketio.on_error()
def sorry(error):
    pass
"""
    _, step, _ = play(code, "- connect\n- disconnect").steps
    gone, sorry = step.calls
    assert (gone.arguments, gone.outcome.handled_by, sorry.function) == (("client disconnect",), "sorry", "sorry")


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_an_exception_in_a_connect_handler_leaves_the_client_without_a_connection(
    play: Any, transport: Transport
) -> None:
    code = "@socketio.on('connect')\ndef door():\n    raise LookupError('no list')\n"
    (step, _) = play(code, "- connect", transport=transport).steps
    assert step.after == {"Client": "No connection"}
    assert isinstance(step.calls[0].outcome, Raised)


def test_the_server_disconnects_a_client_from_inside_a_handler(play: Any) -> None:
    code = """
from flask_socketio import disconnect

@socketio.on('leave')
def leave():
    disconnect()
    emit('late', 'never arrives')

@socketio.on('disconnect')
def gone(reason):
    pass
"""
    leave, end = play(code, "- connect\n- emit: leave").steps[1:]
    assert [(call.function, call.arguments) for call in leave.calls] == [
        ("leave", ()),
        ("gone", ("server disconnect",)),
    ]
    assert leave.after == {"Client": "Closed"}
    assert [(d.kind, d.local) for d in leave.deliveries] == [("disconnected", False)]
    assert "41" in packets(leave)
    assert "Disconnect Client" in row(leave).cells["action"]
    assert row(end).cells["before"] == "Connection closed"


def test_a_cut_cable_is_a_disconnection_with_no_packet_and_its_own_reason(play: Any) -> None:
    code = "@socketio.on('disconnect')\ndef gone(reason):\n    pass\n"
    scenario = "- connect\n- drop\n- reconnect\n- disconnect"
    _, cut, again, left, _ = play(code, scenario).steps
    assert (cut.trigger.reason, cut.calls[0].arguments, packets(cut)) == ("transport close", ("transport close",), [])
    assert [(d.kind, d.local) for d in cut.deliveries] == [("disconnected", True)]
    assert row(cut).cells["trigger"] == "Connection of Client is lost"
    assert (again.trigger.again, left.trigger.reason) == (True, "client disconnect")


def test_a_message_of_a_client_whom_the_server_has_disconnected_ends_the_run_with_a_reason(
    runner: Runner, tmp_path: Path
) -> None:
    code = "from flask_socketio import disconnect\n\n@socketio.on('leave')\ndef leave():\n    disconnect()\n"
    said = failure(runner, lesson(tmp_path, HEAD + code, "- connect\n- emit: leave\n- send: hello"))
    assert "Client is not connected any more, and cannot send; the run had reached step 2" in said


def test_the_session_is_a_fork_for_each_client(play: Any) -> None:
    code = """
from flask import session
app.secret_key = 'x'

@socketio.on('name')
def name(text):
    session['name'] = text
"""
    scenario = BOTH + "- Ada: {emit: name, data: A}\n- Grace: {emit: name, data: G}\n- Ada: {emit: other}"
    steps = play(code, scenario, ADA_AND_GRACE).steps
    assert [step.session for step in steps[2:4]] == [{"name": "A"}, {"name": "G"}]


def test_a_background_task_s_emits_are_steps_of_their_own_under_its_name(play: Any) -> None:
    code = """
@socketio.on('start')
def start():
    socketio.start_background_task(countdown, 2)
    emit('started')

def countdown(n):
    socketio.sleep(0.02)
    for left in range(n, 0, -1):
        socketio.emit('tick', left)
"""
    scenario = "- connect\n- emit: start\n- wait: {task: countdown}\n- disconnect"
    _, start, first, second, _, _ = play(code, scenario).steps
    assert got(start) == [("Client", "started")]
    assert [(step.trigger.kind, step.trigger.task) for step in (first, second)] == [("server", "countdown")] * 2
    assert (got(first), got(second)) == ([("Client", "tick", 2)], [("Client", "tick", 1)])
    assert row(first).cells["trigger"] == "countdown emits 'tick' 2"
    assert row(first).cells["action"] == "Send to Client"


def test_waiting_for_an_event_waits_for_as_many_as_are_asked_for(play: Any) -> None:
    code = """
import threading
go = threading.Event()

@socketio.on('start')
def start():
    threading.Thread(target=ticker, daemon=True).start()

def ticker():
    for n in range(3):
        socketio.emit('tick', n)
    go.wait()
    socketio.emit('tick', 'late')

@socketio.on('go')
def release():
    go.set()
"""
    scenario = "- connect\n- emit: start\n- wait: {event: tick, times: 3}\n- emit: go\n- wait: {task: ticker}"
    trace = play(code, scenario)
    ticks = [step.trigger.arguments for step in trace.steps if step.trigger.kind == "server"]
    assert ticks == [(0,), (1,), (2,), ("late",)]


def test_two_handlers_at_once_never_mix_and_their_order_is_marked_as_nobody_s(play: Any) -> None:
    code = """
import threading
both = threading.Barrier(2)

@socketio.on('meet')
def meet(name):
    emit('first', name)
    both.wait()
    emit('second', name)
"""
    scenario = BOTH + "- together:\n    - Grace: {emit: meet, data: G}\n    - Ada: {emit: meet, data: A}\n"
    ada, grace = play(code, scenario, ADA_AND_GRACE).steps[2:4]
    assert (ada.trigger.client, grace.trigger.client) == ("Ada", "Grace")
    assert got(ada) == [("Ada", "first", "A"), ("Ada", "second", "A")]
    assert got(grace) == [("Grace", "first", "G"), ("Grace", "second", "G")]
    assert (ada.unordered, grace.unordered) == ((4,), (3,))
    assert row(ada).marks == row(grace).marks == {"trigger": "any order"}


def test_polling_goes_over_to_a_websocket_and_the_packets_of_it_are_seen(play: Any) -> None:
    trace = play(
        "@socketio.on('message')\ndef m(t):\n    send(t)\n", "- connect\n- send: hi\n- disconnect", transport="upgrade"
    )
    connect = trace.steps[0]
    texts = packets(connect)
    assert texts[0].startswith('0{"sid":"‹Client\'s transport sid›","upgrades":["websocket"]')
    assert texts[1:] == ["2probe", "3probe", "5", "40{}", '40{"sid":"‹Client\'s sid›"}']
    assert trace.provenance.transport == "upgrade"


def test_events_that_nobody_handles_are_dropped_without_a_word(play: Any) -> None:
    step = play("", "- connect\n- {emit: dance, ack: true}").steps[1]
    assert (step.calls, step.emits, step.deliveries) == ((), (), ())


def test_a_client_cannot_connect_twice_at_once(runner: Runner, tmp_path: Path) -> None:
    code = "@socketio.on('connect')\ndef maybe(auth):\n    return True\n"
    said = failure(runner, lesson(tmp_path, HEAD + code, "- connect\n- connect"))
    assert "Client is connected still, and cannot connect; the run had reached step 1" in said


def test_a_cable_cannot_be_cut_where_nobody_would_notice(runner: Runner, tmp_path: Path) -> None:
    loaded = lesson(tmp_path, HEAD, "- connect\n- drop")
    with pytest.raises(LessonError, match="noticed only when its pings time out"):
        runner.run(loaded, "polling")


def test_bytes_go_into_an_acknowledgement_too(play: Any) -> None:
    code = "@socketio.on('ask')\ndef ask():\n    emit('question', callback=note)\n\ndef note(raw):\n    return raw[0]\n"
    answered = play(code, "- connect\n- emit: ask", "answers: {question: {hex: ff00}}").steps[2]
    assert answered.calls[0].outcome == Returned(255)


def test_a_single_none_is_sent_as_one_value(play: Any) -> None:
    code = "@socketio.on('echo')\ndef echo(*given):\n    emit('count', len(given))\n"
    _, none, *_ = play(code, "- connect\n- {emit: echo, data: null}\n").steps
    assert none.trigger.arguments == (None,)
    assert none.deliveries[0].arguments == (1,)


def test_a_program_may_call_itself_and_a_module_as_the_tracer_is_called(play: Any) -> None:
    code = """
import sys
from types import ModuleType

__name__ = 'tracer.own'
for name in ('tracer', 'tracer.trace', 'tutorial', 'tutorial.run'):
    sys.modules[name] = ModuleType(name)

@socketio.on('ask')
def ask():
    emit('answer', callback=heard)

def heard(given):
    pass
"""
    trace = play(code, "- connect\n- emit: ask\n", "answers: {answer: 1}")
    assert [emit.line for emit in trace.steps[1].emits] == [17]
    assert [call.function for call in trace.steps[2].calls] == ["heard"]
    assert trace.steps[2].calls[0].log is not None
