"""Detached means gone: nothing of the tracer is left anywhere, whatever was going on, and nothing is recorded."""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from tests.tracer.serving import Client, connected, new_app, served, wait_for_steps
from tests.tracer.test_events import state_of
from tracer import Lines, attach

HERE = {__file__}


def test_whoever_has_wrapped_a_wrapper_since_has_the_original_in_it() -> None:
    _, socketio = new_app()
    original = socketio.server.manager.emit
    attached = attach(socketio, lines=Lines(HERE))
    held = socketio.server.manager.emit

    def counted(*args: Any, **options: Any) -> Any:
        emitted.append(args[0])
        return held(*args, **options)

    emitted: list[str] = []
    socketio.server.manager.emit = counted
    attached.detach()
    socketio.emit("news", 1)
    assert emitted == ["news"]
    assert attached.recording.steps == []
    assert held.args == ()
    assert held.func.func == original  # two wrappers were on it


def test_what_others_have_put_in_its_place_meanwhile_stays() -> None:
    _, socketio = new_app()
    attached = attach(socketio)
    own: Callable[..., Any] = lambda *args: None  # noqa: E731
    socketio.server.eio.handlers["connect"] = own
    socketio.exception_handlers = {"/": own}
    attached.detach()
    assert socketio.server.eio.handlers["connect"] is own
    assert socketio.exception_handlers == {"/": own}


def test_what_is_done_to_the_table_of_error_handlers_meanwhile_is_done() -> None:
    _, socketio = new_app()
    socketio.on_error("/old")(print)
    table = socketio.exception_handlers
    attached = attach(socketio)
    socketio.on_error("/new")(print)
    del socketio.exception_handlers["/old"]
    attached.detach()
    assert socketio.exception_handlers is table
    assert table == {"/new": print}


def test_detaching_in_several_threads_at_once_is_detaching_once() -> None:
    for _ in range(50):
        _, socketio = new_app()
        before = state_of(socketio)
        attached, errors = attach(socketio), list[BaseException]()
        barrier = threading.Barrier(3)

        def work(detach: Callable[[], None] = attached.detach, at: threading.Barrier = barrier) -> None:
            at.wait()
            try:
                detach()
            except BaseException as error:  # noqa: BLE001  # whatever it is, it fails the test
                errors.append(error)  # noqa: B023  # joined before the next round

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert state_of(socketio) == before


def test_a_transport_that_opens_meanwhile_is_not_watched() -> None:
    app, socketio = new_app()
    attached = attach(socketio)
    opened = attached.detach.__self__.wire.opened  # type: ignore[attr-defined]
    real = socketio.server._handle_eio_connect

    def opening(eio_sid: str, environ: Any) -> Any:
        attached.detach()
        return opened(real, eio_sid, environ)

    socketio.server.eio.handlers["connect"] = opening
    with served(app) as url, connected(url):
        (socket,) = socketio.server.eio.sockets.values()
        assert not {"send", "receive", "_websocket_handler"} & vars(socket).keys()
    assert attached.recording.sent == {}


def test_an_upgrade_that_is_under_way_meanwhile_succeeds() -> None:
    app, socketio = new_app()
    socketio.on_event("echo", lambda text: text)
    attached = attach(socketio)
    eio = socketio.server.eio
    serve = eio._async["websocket"]

    def serving(*args: Any) -> Any:
        attached.detach()
        return serve(*args)

    eio._async = {**eio._async, "websocket": serving}
    with served(app) as url:
        client = Client()
        client.connect(url, transports=["polling", "websocket"], wait_timeout=10)
        assert client.transport() == "websocket"
        assert client.call("echo", "hi", timeout=10) == "hi"
        client.disconnect()


def test_an_event_that_is_on_its_way_to_its_handler_is_not_traced_any_more() -> None:
    app, socketio = new_app()
    traced: list[object] = []

    @socketio.on("late")
    def late() -> None:
        traced.append(sys.gettrace())

    attached = attach(socketio, lines=Lines(HERE))
    with served(app) as url, connected(url) as client:
        wait_for_steps(attached, 1)
        calls = attached.detach.__self__.calls  # type: ignore[attr-defined]
        call = calls.call

        def called(*args: Any) -> Any:
            attached.detach()
            return call(*args)

        calls.call = called
        client.call("late", timeout=10)
    assert traced == [None]
    assert attached.trace().steps[1].calls == ()


def test_a_thread_that_begins_its_work_afterwards_is_not_traced() -> None:
    app, socketio = new_app()
    traced: list[object] = []
    started, over = threading.Event(), threading.Event()

    class Slow(threading.Thread):
        def run(self) -> None:
            over.wait(10)
            super().run()

    @socketio.on("go")
    def go() -> None:
        thread = Slow(target=lambda: traced.append(sys.gettrace()))
        thread.start()
        threads.append(thread)
        started.set()

    threads: list[threading.Thread] = []
    attached = attach(socketio, lines=Lines(HERE))
    calls = attached.detach.__self__.calls  # type: ignore[attr-defined]
    work_on = calls.run_thread
    lines = calls.lines
    lines.on_thread = lambda work: over.wait(10) and work_on(work)
    with served(app) as url, connected(url) as client:
        client.call("go", timeout=10)
        attached.detach()
        over.set()
        threads[0].join(10)
    assert traced == [None]
    assert attached.recording.tasks == []
    assert "run" not in vars(threads[0])


def test_a_thread_that_is_started_twice_has_its_own_work_still() -> None:
    app, socketio = new_app()
    threads: list[threading.Thread] = []

    @socketio.on("go")
    def go() -> None:
        thread = threading.Thread(target=int)
        threads.append(thread)
        thread.start()
        thread.join()
        with contextlib.suppress(RuntimeError):  # threads can only be started once
            thread.start()

    with served(app) as url, attach(socketio, lines=Lines(HERE)), connected(url) as client:
        client.call("go", timeout=10)
    assert "run" not in vars(threads[0])


def test_nobody_listens_to_what_is_printed_any_more_though_handlers_go_on() -> None:
    app, socketio = new_app()
    entered, leave = threading.Event(), threading.Event()

    @socketio.on("slow")
    def slow() -> str:
        print("before")  # noqa: T201  # what is printed is what this is about
        entered.set()
        leave.wait(10)
        return "done"

    before = dict(vars(sys.stdout))
    attached = attach(socketio, lines=Lines(HERE))
    with served(app) as url, connected(url) as client:
        client.emit("slow")
        assert entered.wait(10)
        assert vars(sys.stdout) != before
        attached.detach()
        assert vars(sys.stdout) == before
        leave.set()
        wait_for_steps(attached, 2)
    assert vars(sys.stdout) == before


def test_two_instances_whose_handlers_overlap_leave_the_output_as_it_was() -> None:
    before = dict(vars(sys.stdout))
    first, second = Lines(HERE).record(), Lines(HERE).record()
    barrier = threading.Barrier(2, timeout=10)

    def inner() -> None:
        with second:
            barrier.wait()  # both listen
            barrier.wait()  # the first one does not any more

    thread = threading.Thread(target=inner)
    with first:
        thread.start()
        barrier.wait()
    barrier.wait()
    thread.join()
    assert vars(sys.stdout) == before


def test_the_variables_are_not_read_any_more() -> None:
    app, socketio = new_app()
    entered, leave, reads = threading.Event(), threading.Event(), list[int]()

    @socketio.on("slow")
    def slow() -> None:
        entered.set()
        leave.wait(10)

    def read() -> int:
        reads.append(1)
        return len(reads)

    attached = attach(socketio, watch={"reads": read})
    with served(app) as url, connected(url) as client:
        client.emit("slow")
        assert entered.wait(10)
        attached.detach()
        count = len(reads)
        leave.set()
        wait_for_steps(attached, 2)
    assert len(reads) == count
    assert attached.trace().steps[1].variables["reads"] == count


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_a_recording_that_nobody_holds_is_let_go_of_though_clients_stay(transport: str) -> None:
    app, socketio = new_app()
    attached: Any = attach(socketio)
    recording = weakref.ref(attached.recording)
    with served(app) as url:
        client = Client()
        client.connect(url, transports=[transport], wait_timeout=10)
        wait_for_steps(attached, 1)
        attached.detach()
        del attached
        gc.collect()
        assert recording() is None
        client.disconnect()
