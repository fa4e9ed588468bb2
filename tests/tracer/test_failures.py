"""Background tasks that end with an exception: a step of its own, with the exception as a handler's has it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.tracer.serving import connected, new_app, served, wait_for_steps
from tracer.events import attach
from tracer.trace import Raised, Step

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


def dig(depth: int) -> None:
    if depth == 0:
        raise ValueError("stone\nand more")
    dig(depth - 1)


class Poller(threading.Thread):
    def run(self) -> None:
        dig(1)


STARTS = {
    "the library's task": lambda socketio: socketio.start_background_task(dig, 2),
    "a thread": lambda socketio: threading.Thread(target=dig, args=(2,)).start(),
    "a timer": lambda socketio: threading.Timer(0, dig, (2,)).start(),
    "a thread's own run": lambda socketio: Poller().start(),
}


def failed_step(start: Any) -> Step:
    """The step of the task that a handler starts, and that fails."""
    app, socketio = new_app()
    socketio.on_event("start", lambda: start(socketio) and None)
    with attach(socketio) as attached, served(app) as url, connected(url) as client:
        client.call("start", timeout=10)
        wait_for_steps(attached, 3)
    (step,) = [step for step in attached.trace().steps if step.trigger.kind == "server"]
    return step


@pytest.mark.parametrize("name", STARTS)
def test_a_task_that_dies_is_a_step(name: str) -> None:
    step = failed_step(STARTS[name])
    (call,) = step.calls
    function = "run" if name == "a thread's own run" else "dig"
    assert (step.trigger.task, call.function, call.event) == (function, function, "task")
    line = dig.__code__.co_firstlineno + 2
    assert call.outcome == Raised("ValueError", "stone\nand more", line, None)


def test_an_exception_of_a_handler_is_no_task_s() -> None:
    app, socketio = new_app()
    socketio.on_event("break", lambda: dig(0))
    with attach(socketio) as attached:
        with served(app) as url, connected(url) as client:
            client.emit("break")
            wait_for_steps(attached, 2)
        wait_for_steps(attached, 3)
    assert [step.kind for step in attached.recording.steps] == ["connect", "event", "disconnect"]


def test_what_was_told_before_is_told_still_and_after_detaching_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    before = threading.excepthook
    failed_step(STARTS["a thread"])
    assert [failure.exc_type for failure in told] == [ValueError]
    assert threading.excepthook == before
