"""Attaching: what it is given, an app that is under way already, and what goes through the wrappers as it came."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import pytest
import websocket
from flask import Flask
from flask_socketio import SocketIO, emit, join_room

from tests.tracer.serving import connected, new_app, served, wait_for_steps
from tracer import Lines, attach
from tracer.events import UnknownVersionError


@pytest.mark.parametrize(
    ("socketio", "options", "said"),
    [
        (None, {}, "attach: expected a flask_socketio.SocketIO, got NoneType"),
        (Flask("app"), {}, "attach: expected a flask_socketio.SocketIO, got Flask"),
        (SocketIO, {}, "attach: expected a flask_socketio.SocketIO, got the class SocketIO"),
        (SocketIO(), {"lines": {"app.py"}}, "lines: expected tracer.Lines, got set; make one of the files"),
        (SocketIO(), {"watch": ["users"]}, "watch: expected a dict of functions by name, got list"),
        (SocketIO(), {"watch": {"users": []}}, "watch: expected names and functions"),
        (SocketIO(), {"watch": {5: list}}, "watch: expected names and functions"),
        (SocketIO(), {"on_step": 5}, "on_step: expected a function, got int"),
    ],
)
def test_what_cannot_be_attached_is_named(socketio: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(TypeError, match=said):
        attach(socketio, **options)


def test_a_variable_that_every_trace_has_cannot_be_watched_under_its_name() -> None:
    with pytest.raises(ValueError, match="every trace has its own 'last_message'"):
        attach(SocketIO(), watch={"last_message": list})


def test_one_name_of_a_file_is_not_taken_for_several() -> None:
    with pytest.raises(TypeError, match=r"Lines\(\{'app.py'\}\)"):
        Lines("app.py")


def test_lines_serve_one_tracer_at_a_time() -> None:
    lines = Lines({__file__})
    attached = attach(SocketIO(), lines=lines)
    other = SocketIO()
    with pytest.raises(ValueError, match="another tracer's"):
        attach(other, lines=lines)
    assert "init_app" not in vars(other)
    attached.detach()
    attach(other, lines=lines).detach()


def test_lines_are_refused_where_handlers_run_in_greenlets(monkeypatch: pytest.MonkeyPatch) -> None:
    _, socketio = new_app()
    monkeypatch.setattr(socketio.server, "async_mode", "gevent")  # stands in for an installed gevent
    before = dict(vars(socketio))
    with pytest.raises(ValueError, match="lines: they are traced thread by thread, which async_mode='gevent' has not"):
        attach(socketio, lines=Lines({__file__}))
    assert dict(vars(socketio)) == before
    attach(socketio).detach()


def test_libraries_that_lack_what_is_watched_are_named_with_their_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    _, socketio = new_app()
    monkeypatch.delattr(type(socketio.server), "_handle_event_internal")
    with pytest.raises(UnknownVersionError, match=r"does not know these libraries: flask .*python-socketio 5"):
        attach(socketio)


def test_it_is_a_context_manager_that_detaches() -> None:
    _, socketio = new_app()
    with attach(socketio) as attached:
        assert "_handle_event" in vars(socketio)
    assert "_handle_event" not in vars(socketio)
    assert repr(attached) == "Attached(recording=<Recording of 0 steps>)"


class TestInitApp:
    """`init_app` makes the server, and may do so again."""

    def test_an_app_made_again_is_watched_in_the_place_of_the_first(self) -> None:
        socketio = SocketIO(async_mode="threading")
        socketio.on_event("echo", lambda text: text)
        attached = attach(socketio)
        for text in ("one", "two"):
            app = Flask(__name__)
            socketio.init_app(app)
            with served(app) as url, connected(url) as client:
                assert client.call("echo", text, timeout=10) == text
            wait_for_steps(attached, 3)
        attached.detach()
        assert [step.arguments for step in attached.recording.steps if step.kind == "event"] == [("one",), ("two",)]
        assert "init_app" not in vars(socketio)

    def test_one_that_fails_leaves_the_next_watched(self) -> None:
        socketio = SocketIO()
        attached = attach(socketio)
        with pytest.raises(ValueError, match="async_mode"):
            socketio.init_app(Flask(__name__), async_mode="nonsense")
        app = Flask(__name__)
        socketio.init_app(app, async_mode="threading")
        with served(app) as url, connected(url):
            wait_for_steps(attached, 1)

    def test_it_is_not_watched_any_more_once_detached(self) -> None:
        socketio = SocketIO(async_mode="threading")
        attach(socketio).detach()
        socketio.init_app(Flask(__name__))
        assert "_handle_event" not in vars(socketio)


def test_clients_that_are_connected_already_have_names_and_statuses() -> None:
    app, socketio = new_app()

    @socketio.on("hi")
    def greet() -> None:
        emit("hello", broadcast=True)

    with served(app) as url, connected(url) as ada, connected(url) as grace:
        sids = {ada.get_sid(), grace.get_sid()}
        attached = attach(socketio)
        ada.call("hi", timeout=10)
        wait_for_steps(attached, 1)
        ada.disconnect()
        wait_for_steps(attached, 2)
    (event, leaving, *_) = attached.trace().steps
    assert set(event.before.values()) == {"Open"}
    assert set(event.emits[0].to) == set(event.before) == {"Client 1", "Client 2"}
    assert sorted(leaving.after.values()) == ["Closed", "Open"]
    assert not any(sid in attached.trace().to_json() for sid in sids)


def test_arguments_by_place_go_through_as_they_came() -> None:
    app, socketio = new_app()
    got, gone = threading.Event(), threading.Event()

    @socketio.on("go")
    def go(sid: str) -> str:
        socketio.server.manager.emit("news", 1, "/", sid)
        socketio.server.disconnect(sid, "/", True)
        return "done"

    attached = attach(socketio)
    with served(app) as url, connected(url) as ada, connected(url) as grace:
        grace.on("news", lambda _: got.set())
        grace.on("disconnect", gone.set)
        assert ada.call("go", grace.get_sid(), timeout=10) == "done"
        assert got.wait(10)
        assert gone.wait(10)
    wait_for_steps(attached, 3)
    (emitted,) = (emitted for emitted in attached.trace().steps[2].emits if emitted.kind == "event")
    assert (emitted.event, emitted.to) == ("news", ("Client 2",))


@pytest.mark.parametrize(("sent", "arguments"), [('431{"a":1}', ("a",)), ("431[1]", (1,))])
def test_an_acknowledgement_that_is_no_list_reaches_the_callback_as_without_a_tracer(
    sent: str, arguments: tuple[object, ...]
) -> None:
    app, socketio = new_app()
    answers: list[tuple[object, ...]] = []
    attached = attach(socketio)
    with served(app) as url:
        ws = websocket.create_connection(url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket")
        ws.recv()
        ws.send("40")
        ws.recv()
        socketio.emit("ask", callback=lambda *got: answers.append(got))
        ws.recv()
        ws.send(sent)
        wait_for_steps(attached, 3)
        ws.close()
    assert answers == [arguments]


def test_a_handler_s_answer_stands_also_when_all_clients_have_left_meanwhile() -> None:
    app, socketio = new_app()
    entered, first, second, answers = threading.Event(), threading.Event(), threading.Event(), list[object]()
    joined = threading.Event()
    original = socketio._handle_event

    def noted(*args: Any) -> Any:
        answers.append(original(*args))
        return answers[-1]

    socketio._handle_event = noted

    @socketio.on("slow")
    def slow() -> str:
        entered.set()
        first.wait(10)
        with contextlib.suppress(KeyError):
            join_room("late")  # which leaves a room without anybody in it, when all are gone
        joined.set()
        second.wait(10)
        return "ok"

    recording = attach(socketio).recording
    with served(app) as url, connected(url) as ada, connected(url) as grace:
        ada.emit("slow")
        assert entered.wait(10)
        ada.disconnect()
        assert recording.wait_for(lambda: len(recording.steps) == 4 and recording.steps[3].done, 20)
        first.set()
        assert joined.wait(10)
        grace.disconnect()
        assert recording.wait_for(lambda: len(recording.steps) == 5 and recording.steps[4].done, 20)
        second.set()
        assert recording.wait_for(lambda: recording.steps[2].done, 20)
    assert answers == ["ok"]
