"""The work of threads that a handler starts is done, and numbered as the threads' names are, if they are."""

from __future__ import annotations

import threading

import pytest

from tests.tracer.serving import connected, new_app, served
from tracer import Lines, attach

HERE = {__file__}


class OddlyNamed(threading.Thread):
    """A thread that does not tell its name."""

    @property
    def name(self) -> str:  # type: ignore[override]  # it can be set in other threads
        raise RuntimeError("no name")


@pytest.mark.parametrize(
    ("thread", "number"),
    [
        (threading.Thread(name="Thread-1 (work2)"), 1),
        (threading.Thread(name="Ada"), 0),
        (threading.Thread(name="1" * 5_000), 111_111_111),
        (OddlyNamed(name="Thread-9"), 9),
    ],
    ids=["numbered", "named", "too long a number", "untold"],
)
def test_a_threads_work_is_done_whatever_its_name(thread: threading.Thread, number: int) -> None:
    app, socketio = new_app()
    done: list[bool] = []

    @socketio.on("go")
    def go() -> None:
        thread.run = lambda: done.append(True)  # type: ignore[method-assign]  # as a program may
        thread.start()
        thread.join()

    with served(app) as url, attach(socketio, lines=Lines(HERE)) as attached, connected(url) as client:
        client.call("go", timeout=10)
    assert done == [True]
    assert [task.number for task in attached.recording.tasks] == [number]
