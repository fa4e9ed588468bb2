"""The seam: what attaching changes (nothing), and that detaching leaves nothing behind."""

from __future__ import annotations

import queue
import sys
import threading
from typing import Any

import pytest
import socketio as python_socketio
from flask import Flask
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import SocketIO, emit, send

from tests.tracer.serving import connected, new_app, served, wait_for_steps
from tracer.building import build, provenance
from tracer.events import attach
from tracer.lines import Lines
from tracer.trace import Raised, Returned, Trace


def traced(attached: Any, **names: str) -> Trace:
    return build(attached.recording, provenance("0" * 64, "websocket"))


def state_of(socketio: SocketIO) -> list[dict[str, Any]]:
    """Every attribute of the objects that the tracer touches; callables by identity."""
    eio = socketio.server.eio
    owners = (socketio, socketio.server, socketio.server.manager, eio, *eio.sockets.values())
    volatile = {"_ping_task", "last_ping", "queue"}
    return [{k: v for k, v in vars(owner).items() if k not in volatile} for owner in owners] + [dict(eio.handlers)]


def test_after_detaching_no_attribute_differs() -> None:
    _, socketio = new_app()
    before = state_of(socketio)
    attached = attach(socketio)
    assert state_of(socketio) != before
    attached.detach()
    assert state_of(socketio) == before
    attached.detach()
    assert state_of(socketio) == before


def test_detaching_leaves_open_connections_as_they_were_and_working() -> None:
    app, socketio = new_app()
    socketio.on_event("echo", lambda text: text)
    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        assert client.call("echo", "one", timeout=10) == "one"
        attached.detach()
        assert all("send" not in vars(s) and "receive" not in vars(s) for s in socketio.server.eio.sockets.values())
        assert client.call("echo", "two", timeout=10) == "two"
    assert [step.arguments for step in attached.recording.steps if step.kind == "event"] == [("one",)]


def test_a_connection_that_is_over_leaves_no_wrapper_behind() -> None:
    app, socketio = new_app()
    attached = attach(socketio)
    seam = attached.detach.__self__  # type: ignore[attr-defined]
    with served(app) as url:
        for count in (1, 2, 3):
            with connected(url):
                wait_for_steps(attached, 2 * count - 1)
            wait_for_steps(attached, 2 * count)
    assert seam.wire.sockets == {}


def test_a_second_tracer_on_an_instance_is_refused() -> None:
    _, socketio = new_app()
    before = state_of(socketio)
    attached = attach(socketio)
    with pytest.raises(ValueError, match="a tracer is on this SocketIO already; detach that one first"):
        attach(socketio)
    attached.detach()
    attach(socketio).detach()
    assert state_of(socketio) == before


def test_an_instance_without_a_server_is_watched_from_its_init_app_on() -> None:
    socketio = SocketIO()
    socketio.on_event("echo", lambda text: text)
    before = dict(vars(socketio))
    attached = attach(socketio)
    app = Flask(__name__)
    socketio.init_app(app, async_mode="threading")
    with served(app) as url, connected(url) as client:
        assert client.call("echo", "hi", timeout=10) == "hi"
    wait_for_steps(attached, 3)
    attached.detach()
    assert set(vars(socketio)) - set(before) == {"async_mode", "sockio_mw"}


def test_detaching_before_init_app_leaves_the_instance_as_it_was() -> None:
    socketio = SocketIO()
    before = dict(vars(socketio))
    attach(socketio).detach()
    assert dict(vars(socketio)) == before
    socketio.init_app(Flask(__name__))
    assert "_handle_event" not in vars(socketio)


def test_a_handler_s_call_is_seen_with_its_arguments_line_and_result() -> None:
    app, socketio = new_app()

    @socketio.on("add")
    def add(left: int, right: int) -> int:
        emit("sum", {"total": left + right})
        return left + right

    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        assert client.call("add", (2, 3), timeout=10) == 5
    wait_for_steps(attached, 3)
    step = traced(attached).steps[1]
    (call,) = step.calls
    assert (call.function, call.arguments, call.outcome) == ("add", (2, 3), Returned(5))
    assert call.line is not None
    assert call.line == add.__code__.co_firstlineno + 1
    event, ack = step.emits
    assert (event.event, event.arguments, event.line) == ("sum", ({"total": 5},), call.line + 1)
    assert (ack.kind, ack.arguments) == ("ack", (5,))
    packets = [packet.text for phase in step.phases for packet in phase.packets]
    assert packets == ['421["add",2,3]', '42["sum",{"total":5}]', "431[5]"]


def test_a_value_is_copied_when_it_is_seen_not_when_it_is_read() -> None:
    app, socketio = new_app()
    history: list[str] = []

    @socketio.on("message")
    def remember(text: str) -> None:
        history.append(text)
        send(history)

    attached = attach(socketio, watch={"history": lambda: history})
    with served(app) as url, connected(url) as client:
        client.send("one")
        wait_for_steps(attached, 2)
        client.send("two")
        wait_for_steps(attached, 3)
    wait_for_steps(attached, 4)
    trace = build(attached.recording, provenance("0" * 64, "websocket"), variables=("history",))
    assert [step.variables["history"] for step in trace.steps] == [[], ["one"], ["one", "two"], ["one", "two"]]
    assert [emit.arguments for step in trace.steps for emit in step.emits] == [(["one"],), (["one", "two"],)]


def test_an_exception_reaches_the_library_as_before_and_is_seen_though_on_error_hides_it() -> None:
    app, socketio = new_app()
    seen: list[BaseException] = []
    socketio.on_error_default(seen.append)

    @socketio.on("fail")
    def fail() -> None:
        raise LookupError("nothing there")

    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        client.emit("fail")
        wait_for_steps(attached, 2)
    assert [repr(error) for error in seen] == ["LookupError('nothing there')"]
    outcome = traced(attached).steps[1].calls[0].outcome
    assert outcome == Raised("LookupError", "nothing there", fail.__code__.co_firstlineno + 2, handled_by="append")


def test_a_connect_handler_without_auth_is_seen_as_one_call() -> None:
    app, socketio = new_app()
    calls: list[str] = []

    @socketio.on("connect")
    def welcome() -> None:
        calls.append("welcome")

    attached = attach(socketio)
    with served(app) as url, connected(url):
        wait_for_steps(attached, 1)
    assert calls == ["welcome"]
    assert [(call.function, call.arguments) for call in traced(attached).steps[0].calls] == [("welcome", ())]


def test_a_type_error_inside_a_connect_handler_shows_every_call_that_the_libraries_make_of_it() -> None:
    app, socketio = new_app()
    calls: list[object] = []

    @socketio.on("connect")
    def clumsy(auth: object = None) -> None:
        calls.append(auth)
        calls.append("a" + 1)  # type: ignore[operator]

    attached = attach(socketio)
    with pytest.raises(TypeError, match="can only concatenate"):
        socketio.test_client(app)
    seen = traced(attached).steps[0].calls
    assert len(seen) == len(calls) > 1
    assert {type(call.outcome) for call in seen} == {Raised}


def test_an_event_without_a_handler_is_a_step_with_no_call() -> None:
    app, socketio = new_app()
    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        client.emit("nobody", {"home": True})
        wait_for_steps(attached, 2)
    step = traced(attached).steps[1]
    assert (step.trigger.event, step.trigger.arguments, step.calls, step.emits) == ("nobody", ({"home": True},), (), ())


def test_an_emit_from_outside_any_handler_is_a_step_of_its_own() -> None:
    app, socketio = new_app()
    attached = attach(socketio)
    with served(app) as url, connected(url):
        wait_for_steps(attached, 1)
        socketio.emit("news", "hello")
        wait_for_steps(attached, 2)
    step = traced(attached).steps[1]
    assert (step.trigger.kind, step.trigger.client, step.trigger.event) == ("server", None, "news")
    assert step.emits[0].to == ("Client 1",)


def test_the_reason_of_a_disconnect_is_kept() -> None:
    app, socketio = new_app()
    attached = attach(socketio)
    with served(app) as url, connected(url):
        wait_for_steps(attached, 1)
    wait_for_steps(attached, 2)
    assert traced(attached).steps[1].trigger.reason in ("client disconnect", "transport close")


def test_session_ids_are_written_as_the_client_s_name() -> None:
    app, socketio = new_app()

    @socketio.on("who")
    def who() -> str:
        from flask import request

        return f"you are {request.sid}"  # type: ignore[attr-defined]

    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        answer = client.call("who", timeout=10)
        sid = client.get_sid()
    wait_for_steps(attached, 3)
    assert answer == f"you are {sid}"
    trace = traced(attached)
    assert sid not in trace.to_json()
    assert trace.steps[1].calls[0].outcome == Returned("you are ‹Client 1's sid›")


def test_a_hostile_value_changes_neither_the_answer_nor_the_trace() -> None:
    class Hostile:
        def __repr__(self) -> str:
            raise RuntimeError("no")

        __str__ = __repr__

    app, socketio = new_app()
    socketio.on_event("odd", lambda: [Hostile()] and "fine")
    attached = attach(socketio, watch={"odd": Hostile, "bad": lambda: 1 / 0})
    with served(app) as url, connected(url) as client:
        assert client.call("odd", timeout=10) == "fine"
    wait_for_steps(attached, 3)
    assert attached.recording.steps[1].watched == {
        "odd": {"~": "object", "type": "Hostile"},
        "bad": {"~": "error", "type": "ZeroDivisionError"},
    }


def test_the_app_object_itself_is_never_touched() -> None:
    app, socketio = new_app()
    before = dict(vars(app))
    attach(socketio)
    assert isinstance(app, Flask)
    assert dict(vars(app)) == before


def test_rooms_callbacks_and_disconnections_outside_any_handler_make_steps() -> None:
    app, socketio = new_app()
    answers: list[object] = []
    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        client.on("ask", lambda: 42)
        wait_for_steps(attached, 1)
        sid = client.get_sid()
        socketio.server.enter_room(sid, "red")
        socketio.server.close_room("red")
        socketio.emit("ask", to=sid, callback=answers.append)
        wait_for_steps(attached, 5)
        socketio.server.disconnect(sid)
        wait_for_steps(attached, 6)
    steps = traced(attached).steps
    assert [step.trigger.kind for step in steps] == ["connect", "server", "server", "server", "ack", "disconnect"]
    assert [change.kind for step in steps[1:3] for change in step.rooms] == ["joined", "closed"]
    assert answers == [42]
    assert (steps[4].calls[0].event, steps[4].calls[0].arguments) == ("callback", (42,))
    assert (steps[5].trigger.reason, steps[5].after) == ("server disconnect", {"Client 1": "Closed"})
    assert [phase.kind for phase in steps[5].phases] == ["disconnects", "closes"]


def test_a_callback_that_is_answered_after_detaching_is_called_all_the_same() -> None:
    app, socketio = new_app()
    answers: queue.Queue[object] = queue.Queue()
    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        detached = threading.Event()
        client.on("ask", lambda: detached.wait(10) and 42)
        socketio.emit("ask", callback=answers.put)
        attached.detach()
        detached.set()
        assert answers.get(timeout=10) == 42


def test_a_refusal_is_told_also_where_no_client_says_what_it_received() -> None:
    app, socketio = new_app()

    @socketio.on("connect")
    def door() -> None:
        raise Refused("full", {"seats": 0})

    attached = attach(socketio)
    with served(app) as url, pytest.raises(python_socketio.exceptions.ConnectionError), connected(url):
        pass
    (step, *_) = attached.trace().steps
    assert [(d.kind, d.arguments) for d in step.deliveries] == [("refused", ("full", {"seats": 0}))]


def test_attaching_leaves_nothing_behind_when_the_library_lacks_what_is_wrapped() -> None:
    _, socketio = new_app()
    before = state_of(socketio)
    broken = socketio.server.eio.handlers.pop("disconnect")
    with pytest.raises(KeyError):
        attach(socketio)
    socketio.server.eio.handlers["disconnect"] = broken
    assert state_of(socketio) == before


def test_lines_are_recorded_for_the_files_that_are_named_and_no_others() -> None:
    app, socketio = new_app()

    @socketio.on("add")
    def add(left: int, right: int) -> int:
        total = left + right
        return total  # noqa: RET504  # a line of its own, to be seen

    for files, seen in (({__file__}, True), ({"elsewhere.py"}, False)):
        attached = attach(socketio, lines=Lines(files))
        with served(app) as url, connected(url) as client:
            assert client.call("add", (2, 3), timeout=10) == 5
        wait_for_steps(attached, 3)
        attached.detach()
        log = attached.trace().steps[1].calls[0].log
        assert log is not None
        assert [change.now for line in log.lines() for change in line.changes] == ([2, 3, 5] if seen else [])


def test_detaching_while_a_handler_runs_leaves_nothing_and_the_handler_ends_as_it_would() -> None:
    app, socketio = new_app()
    inside, go_on = threading.Event(), threading.Event()

    @socketio.on("slow")
    def slow() -> str:
        inside.set()
        assert go_on.wait(20)
        traced_on = sys.gettrace()
        emit("later", "still sent" if traced_on is None else "still traced")
        return "done"

    before = state_of(socketio)
    attached = attach(socketio, lines=Lines({__file__}))
    heard: queue.Queue[object] = queue.Queue()
    with served(app) as url, connected(url) as client:
        client.on("later", heard.put)
        client.emit("slow", callback=heard.put)
        assert inside.wait(20)
        attached.detach()
        assert [set(vars(owner)) for owner in (socketio, socketio.server.manager)] == [set(before[0]), set(before[2])]
        assert "_trigger_event" not in vars(socketio.server)
        go_on.set()
        assert sorted(str(heard.get(timeout=20)) for _ in range(2)) == ["done", "still sent"]
    call = attached.trace().steps[1].calls[0]
    assert call.outcome == Returned("done")
    assert call.log is not None
    assert call.log.stopped == "the tracer was taken off"
    assert all(change.name != "traced_on" for line in call.log.lines() for change in line.changes)


def test_detaching_after_a_handler_has_raised_leaves_nothing() -> None:
    app, socketio = new_app()
    socketio.on_error_default(lambda error: None)
    socketio.on_event("fail", lambda: 1 / 0)
    before = state_of(socketio)
    attached = attach(socketio, lines=Lines({__file__}))
    with served(app) as url, connected(url) as client:
        client.emit("fail")
        wait_for_steps(attached, 2)
    wait_for_steps(attached, 3)
    attached.detach()
    after = state_of(socketio)
    assert after[0] == before[0]
    assert [set(owner) for owner in after[1:3]] == [set(owner) for owner in before[1:3]]
