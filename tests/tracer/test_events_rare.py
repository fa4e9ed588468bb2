"""What a trace tells of what is rare: whose call it was, who took an exception, what a name or a line really is."""

from __future__ import annotations

import contextvars
import functools
import threading
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Any

import flask
import pytest
import socketio as python_socketio
import websocket
from flask import Flask, copy_current_request_context, request, session
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import Namespace, SocketIO, disconnect, emit, join_room, leave_room

from tests.tracer.serving import Client, connected, new_app, served, wait_for_steps
from tracer import attach
from tracer.trace import Raised, Returned, Step, Trace


def keyed_app(**options: Any) -> tuple[Flask, SocketIO]:
    """An app that has sessions."""
    app, socketio = new_app(**options)
    app.secret_key = "x"
    return app, socketio


def after(app: Flask, socketio: SocketIO, *events: str, steps: int | None = None) -> Trace:
    """The trace of one client that connects and emits these events, each acknowledged before the next."""
    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        for event in events:
            client.emit(event)
            wait_for_steps(attached, 1)
        wait_for_steps(attached, steps or 1 + len(events))
        attached.detach()
    return attached.trace()


def outcome(step: Step) -> Raised:
    found = step.calls[0].outcome
    assert isinstance(found, Raised)
    return found


def quiet(socketio: SocketIO) -> None:
    """Have an error handler, lest an exception should end the thread of its event."""
    socketio.on_error_default(lambda error: None)


# -- whose it was


def test_another_client_s_handler_inside_a_step_is_that_client_s_and_so_is_its_session() -> None:
    app, socketio = keyed_app()

    @socketio.on("name")
    def name(text: str) -> str:
        session["name"] = text
        return str(request.sid)  # type: ignore[attr-defined]

    @socketio.on("kick")
    def kick(sid: str) -> None:
        disconnect(sid)

    socketio.on_event("disconnect", lambda reason: None)
    attached = attach(socketio)
    with served(app) as url, connected(url) as ada, connected(url) as grace:
        grace.call("name", "Grace", timeout=10)
        ada.call("kick", grace.call("name", "Grace", timeout=10), timeout=10)
        wait_for_steps(attached, 5)
        attached.detach()
    step = attached.trace().steps[4]
    assert step.trigger.client == "Client 1"
    assert [phase.client for phase in step.phases if phase.kind == "handles"] == ["Client 1", "Client 2"]
    assert step.session is None


def test_a_callback_is_the_answering_client_s_and_shows_nobody_else_s_session() -> None:
    app, socketio = keyed_app()
    answered = threading.Event()

    @socketio.on("ask")
    def ask(sid: str) -> None:
        session["secret"] = "Ada's"
        emit("question", to=sid, callback=lambda *_: answered.set())

    attached = attach(socketio)
    with served(app) as url, connected(url) as ada, connected(url) as grace:
        grace.on("question", lambda *_: 42)
        ada.call("ask", grace.get_sid(), timeout=10)
        assert answered.wait(10)
        wait_for_steps(attached, 4)
        attached.detach()
    step = attached.trace().steps[3]
    assert (step.trigger.kind, step.trigger.client, step.session) == ("ack", "Client 2", None)
    assert [phase.client for phase in step.phases if phase.kind == "handles"] == ["Client 2"]


# -- who took an exception


def test_a_refusal_goes_to_no_error_handler() -> None:
    app, socketio = new_app()
    taken: list[object] = []
    socketio.on_error_default(taken.append)

    @socketio.on("connect")
    def door() -> None:
        raise Refused("no")

    attached = attach(socketio)
    with served(app) as url, pytest.raises(python_socketio.exceptions.ConnectionError), connected(url):
        pass
    assert (outcome(attached.trace().steps[0]).handled_by, taken) == (None, [])


def test_the_language_s_own_refusal_does_go_to_one() -> None:
    app, socketio = new_app()

    @socketio.on_error_default
    def oops(error: Exception) -> None:
        pass

    @socketio.on("connect")
    def door() -> None:
        raise ConnectionRefusedError("no")

    assert outcome(after(app, socketio).steps[0]).handled_by == "oops"


def test_what_a_callback_outside_any_handler_raises_goes_to_none(recwarn: pytest.WarningsRecorder) -> None:
    app, socketio = new_app()
    taken: list[object] = []
    socketio.on_error_default(taken.append)

    def bad(*_: object) -> None:
        raise ValueError("bad")

    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        client.on("ask", lambda *_: 1)
        wait_for_steps(attached, 1)
        socketio.emit("ask", callback=bad)
        wait_for_steps(attached, 3)
        attached.detach()
    assert (outcome(attached.trace().steps[2]).handled_by, taken) == (None, [])


def test_an_event_that_is_called_error_is_an_event_like_any() -> None:
    app, socketio = new_app()

    @socketio.on_error()
    def oops(error: Exception) -> None:
        pass

    @socketio.on("error")
    def fail() -> None:
        raise ValueError("bad")

    step = after(app, socketio, "error").steps[1]
    assert [call.function for call in step.calls] == ["fail", "oops"]
    assert outcome(step).handled_by == "oops"


def test_the_method_error_of_a_class_takes_what_its_handlers_raise() -> None:
    app, socketio = new_app()

    class Room(Namespace):  # type: ignore[misc]  # Flask-SocketIO carries no types
        def on_fail(self) -> None:
            raise ValueError("bad")

        def error(self, error: Exception) -> str:
            return "recovered"

    room = Room("/")
    socketio.on_namespace(room)
    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        assert client.call("fail", timeout=10) == "recovered"
        wait_for_steps(attached, 2)
        attached.detach()
    step = attached.trace().steps[1]
    assert [(call.function, call.event) for call in step.calls] == [("on_fail", "fail"), ("error", "error")]
    assert outcome(step).handled_by == "error"
    assert step.emits[0].arguments == ("recovered",)
    assert "error" not in vars(room)


# -- handlers that Flask-SocketIO does not call


def test_a_handler_that_the_server_calls_by_itself_is_called_in_its_step() -> None:
    app, socketio = new_app()

    @socketio.server.on("bare")
    def bare(sid: str, text: str) -> bytes:
        socketio.server.disconnect(sid)
        return text.upper().encode()

    @socketio.server.on("disconnect")
    def gone(sid: str, reason: str) -> None:
        pass

    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        client.emit("bare", "hi", callback=int)
        wait_for_steps(attached, 2)
        attached.detach()
    (call,) = attached.trace().steps[1].calls
    assert (call.function, call.event, call.arguments) == ("bare", "bare", ("‹Client 1's sid›", "hi"))
    assert call.outcome == Returned({"~": "bytes", "hex": "4849", "length": 2})


def test_a_class_that_finds_its_handlers_by_itself_is_seen_doing_so() -> None:
    app, socketio = new_app()

    class Room(Namespace):  # type: ignore[misc]  # Flask-SocketIO carries no types
        def trigger_event(self, event: str, sid: str, *args: Any) -> Any:
            if event in ("connect", "disconnect"):
                return None
            return self.socketio._handle_event(self.say, event, "/", sid, *args) if event == "say" else b"no"

        def say(self, text: str) -> str:
            return text.upper()

    socketio.on_namespace(Room("/"))
    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        assert client.call("say", "hi", timeout=10) == "HI"
        assert client.call("sing", timeout=10) == b"no"
        wait_for_steps(attached, 3)
        attached.detach()
    first, second = attached.trace().steps[1:3]
    assert [(call.function, call.outcome) for call in first.calls] == [
        ("trigger_event", Returned("HI")),
        ("say", Returned("HI")),
    ]
    assert [(call.function, call.event) for call in second.calls] == [("trigger_event", "sing")]
    assert second.emits[0].arguments == ({"~": "bytes", "hex": "6e6f", "length": 2},)


# -- names, values, texts


def test_a_name_that_is_a_member_of_an_enumeration_is_told_as_it_goes_over_the_wire() -> None:
    class Name(StrEnum):
        NEWS = "news"

        def __str__(self) -> str:
            raise RuntimeError("the tracer calls nothing of the program's")

    app, socketio = new_app()
    socketio.on_event("go", lambda: emit(Name.NEWS, 1))
    assert after(app, socketio, "go").steps[1].emits[0].event == "news"


def test_lone_surrogates_in_names_and_messages_can_be_written() -> None:
    app, socketio = new_app()

    def fail() -> None:
        raise ValueError("file \udc80")

    quiet(socketio)
    socketio.on_event("\ud800", fail)
    trace = after(app, socketio, "\ud800")
    assert trace.to_json().encode()
    assert trace.steps[1].trigger.event == "\ufffd"


@pytest.mark.parametrize("data", [b"Dz\xff", b"Data"])
def test_bytes_that_look_like_a_refusal_are_none(data: bytes) -> None:
    app, socketio = new_app()

    @socketio.on("put")
    def put(got: bytes) -> int:
        emit("got", got)
        return len(got)

    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        assert client.call("put", data, timeout=10) == len(data)
        wait_for_steps(attached, 2)
    assert [delivery.kind for delivery in attached.trace().steps[1].deliveries] == ["event", "ack"]


def test_a_refusal_may_be_long_and_a_client_may_send_one() -> None:
    app, socketio = new_app()

    @socketio.on("connect")
    def door() -> None:
        raise Refused("x" * 1_500, ["y"] * 2_000)

    attached = attach(socketio)
    with served(app) as url:
        ws = websocket.create_connection(url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket")
        ws.recv()
        ws.send("44")  # a CONNECT_ERROR, which only a server may send
        ws.send("40")
        assert str(ws.recv()).startswith('44{"message":"xxx')
        wait_for_steps(attached, 1)
        ws.close()
    (refused,) = attached.trace().steps[0].deliveries
    assert (refused.kind, refused.arguments[0]) == ("refused", "x" * 1_500)


def test_what_a_catch_all_handler_returns_is_the_acknowledgement_bytes_too() -> None:
    app, socketio = new_app()
    socketio.on_event("*", lambda event: b"\x01\x02")
    attached = attach(socketio)
    with served(app) as url, connected(url) as client:
        assert client.call("any", timeout=10) == b"\x01\x02"
        wait_for_steps(attached, 2)
    assert attached.trace().steps[1].emits[0].arguments == ({"~": "bytes", "hex": "0102", "length": 2},)


# -- what did not happen


def test_rooms_that_nobody_joins_or_leaves_are_not_told() -> None:
    app, socketio = new_app()

    @socketio.on("go")
    def go() -> None:
        leave_room("red")
        join_room("red")
        join_room("red")
        leave_room("red")
        leave_room("red")

    step = after(app, socketio, "go").steps[1]
    assert [change.kind for change in step.rooms] == ["joined", "left"]


def test_an_emit_that_raises_has_sent_nothing() -> None:
    app, socketio = new_app()

    @socketio.on("go")
    def go() -> str:
        try:
            emit("odd", object())
        except TypeError:
            return "cannot be sent"
        return "sent"

    step = after(app, socketio, "go").steps[1]
    assert step.emits == ()
    assert step.variables["response_sent"] is None


# -- functions and lines


def logged_in(handler: Any) -> Any:
    @functools.wraps(handler)
    def wrapped(*args: Any) -> Any:
        return handler(*args)

    return wrapped


def fail_at(number: int, *_: object) -> None:
    raise ValueError(number)


class Caller:
    def __call__(self) -> None:
        raise ValueError("called")


def test_a_decorated_handler_has_the_line_of_its_own_def() -> None:
    app, socketio = new_app()

    quiet(socketio)

    @socketio.on("go")
    @logged_in
    def secret() -> None:
        raise ValueError("no")

    call = after(app, socketio, "go").steps[1].calls[0]
    own = secret.__wrapped__.__code__
    assert (call.function, call.line) == ("secret", own.co_firstlineno + 2)
    assert isinstance(call.outcome, Raised)
    assert call.outcome.line == own.co_firstlineno + 3


@pytest.mark.parametrize(
    ("handler", "name", "code"),
    [
        (functools.partial(fail_at, 5), "fail_at", fail_at.__code__),
        (Caller(), "Caller", Caller.__call__.__code__),
    ],
)
def test_a_partial_and_an_object_that_can_be_called_have_names_and_lines(handler: Any, name: str, code: Any) -> None:
    app, socketio = new_app()
    quiet(socketio)
    socketio.on_event("go", handler)
    call = after(app, socketio, "go").steps[1].calls[0]
    assert (call.function, call.line) == (name, code.co_firstlineno)
    assert isinstance(call.outcome, Raised)
    assert call.outcome.line == code.co_firstlineno + 1


def test_a_line_of_the_language_s_own_library_is_none_of_the_program_s() -> None:
    app, socketio = new_app()
    attached = attach(socketio)
    with served(app) as url, connected(url), ThreadPoolExecutor() as pool:
        wait_for_steps(attached, 1)
        pool.submit(socketio.emit, "news", 1).result(10)
        attached.detach()
    step = attached.trace().steps[1]
    assert (step.trigger.task, step.emits[0].line) == (None, None)


# -- threads


@pytest.mark.parametrize("taken", [copy_current_request_context, contextvars.copy_context])
def test_a_thread_that_takes_the_context_over_makes_steps_of_its_own(taken: Any) -> None:
    app, socketio = new_app()

    def work() -> None:
        socketio.emit("news", 1)

    @socketio.on("go")
    def go() -> None:
        if taken is contextvars.copy_context:
            thread = threading.Thread(target=taken().run, args=(work,))
        else:
            thread = threading.Thread(target=taken(work), name="whatever")
        thread.start()
        thread.join()

    steps = after(app, socketio, "go", steps=3).steps
    assert (steps[1].trigger.event, steps[1].emits) == ("go", ())
    assert (steps[2].trigger.kind, steps[2].trigger.event) == ("server", "news")
    assert steps[2].trigger.task == (None if taken is contextvars.copy_context else "work")


def test_a_task_has_the_name_of_its_function_whatever_its_thread_is_called() -> None:
    app, socketio = new_app()

    def ticker() -> None:
        socketio.emit("tick")

    attached = attach(socketio)
    with served(app) as url, connected(url):
        wait_for_steps(attached, 1)
        thread = threading.Thread(target=ticker, name="the ticker")
        thread.start()
        thread.join()
        with app.test_request_context("/made-up"):
            socketio.emit("tick")
        attached.detach()
    assert [step.trigger.task for step in attached.trace().steps[1:]] == ["ticker", "GET /made-up"]


def test_connections_that_are_made_at_the_same_time_have_no_order() -> None:
    app, socketio = new_app()
    both = threading.Barrier(2, timeout=10)
    socketio.on_event("connect", lambda: both.wait() and None)
    attached = attach(socketio)
    clients = [Client() for _ in range(2)]
    with served(app) as url:
        threads = [
            threading.Thread(target=client.connect, args=(url,), kwargs={"transports": ["websocket"]})
            for client in clients
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wait_for_steps(attached, 2)
        attached.detach()
        for client in clients:
            client.disconnect()
    assert [step.unordered for step in attached.trace().steps] == [(2,), (1,)]


def test_an_upgrade_after_the_connecting_belongs_to_the_connecting() -> None:
    app, socketio = new_app()
    socketio.on_event("echo", lambda text: text)
    attached = attach(socketio)
    with served(app) as url:
        client = Client()
        client.connect(url, transports=["polling"], wait_timeout=10)
        wait_for_steps(attached, 1)
        sid = client.eio.sid
        ws = websocket.create_connection(
            url.replace("http", "ws") + f"/socket.io/?EIO=4&transport=websocket&sid={sid}", timeout=10
        )
        ws.send("2probe")
        assert ws.recv() == "3probe"
        ws.send("5")
        ws.send('42["echo","hi"]')
        wait_for_steps(attached, 2)
        attached.detach()
        ws.close()
        client.eio.state = "disconnected"  # its polling is over: the other connection has taken its place
    first, second = attached.trace().steps[:2]
    assert [packet.text for packet in first.phases[0].packets][-3:] == ["2probe", "3probe", "5"]
    assert [packet.text for phase in second.phases for packet in phase.packets] == ['42["echo","hi"]']


def test_flask_s_own_request_is_not_taken_for_a_handler_s() -> None:
    app, socketio = new_app()

    @app.get("/news")
    def news() -> str:
        socketio.emit("news", flask.request.path)
        return "sent"

    attached = attach(socketio)
    assert app.test_client().get("/news").text == "sent"
    assert [step.trigger.task for step in attached.trace().steps] == ["GET /news"]
