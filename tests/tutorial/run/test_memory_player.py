"""A run in one thread has the trace of a run with a real server, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.tutorial.lessons import HEAD, ROOT, handler, lesson
from tests.tutorial.run.alone import answers, asking
from tutorial.reading.loading import Loaded, load
from tutorial.run.endings import told
from tutorial.run.request import Limits, run_request
from tutorial.run.runner import Runner

Play = Callable[[Loaded], dict[str, Any]]
TRANSPORTS = ("websocket", "polling", "upgrade")

LEFT_OUT = {"broken": "it cannot be read", "course": "it is no lesson"}
"""The files that no run is made of, and why."""

LESSONS = [
    path
    for folder in ("lessons", "tests/course")
    for path in sorted((ROOT / folder).glob("*.yaml"))
    if path.stem not in LEFT_OUT
]


@pytest.fixture(scope="module")
def in_memory() -> dict[tuple[str, str], dict[str, Any]]:
    """The answers for all lessons over all transports, from one Python that has nothing that a browser has not."""
    asked = [(path, transport) for path in LESSONS for transport in TRANSPORTS]
    requests = [run_request(load(path).lesson, Limits(), transport) for path, transport in asked]  # type: ignore[arg-type]
    found = answers("tutorial.run.memory_player", "play_in_memory", requests)
    return {(path.stem, transport): answer for (path, transport), answer in zip(asked, found, strict=True)}


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_lesson_has_the_trace_of_the_real_run_over_each_transport(
    path: Path, in_memory: dict[tuple[str, str], dict[str, Any]], runner: Runner
) -> None:
    loaded = load(path)
    for transport in TRANSPORTS:
        answer = in_memory[path.stem, transport]
        real = runner.run(loaded, transport).trace.to_json()  # type: ignore[arg-type]
        assert answer.get("trace") == real, f"over {transport}: {answer.get('reason')} {answer.get('message')}"


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    """Play a lesson in one thread."""
    with asking("tutorial.run.memory_player", "play_in_memory") as ask:
        yield lambda loaded: ask(run_request(loaded.lesson, Limits(output=100_000)))


def test_what_is_left_out_has_a_reason_and_is_there() -> None:
    found = {path.stem for folder in ("lessons", "tests/course") for path in (ROOT / folder).glob("*.yaml")}
    assert LEFT_OUT.keys() <= found


WAITING: dict[str, tuple[str, list[str]]] = {
    "a task that the scenario waits for": (
        """
        @socketio.on('message')
        def handle(msg):
            socketio.start_background_task(tick)

        def tick():
            for nth in range(3):
                socketio.sleep(0.02)
                socketio.emit('tick', nth)
        """,
        [
            "Client: connect",
            "Client: {send: Hello}",
            "wait: {task: tick}",
            "Client: {send: again}",
            "wait: {event: tick, times: 5}",
            "wait: {task: tick}",
            "Client: disconnect",
        ],
    ),
    "a ticker without an end": (
        """
        @socketio.on('message')
        def handle(msg):
            socketio.start_background_task(tick)

        def tick():
            while True:
                socketio.sleep(0.3)
                socketio.emit('tick')
        """,
        [
            "Client: connect",
            "Client: {send: Hello}",
            "Client: {emit: nothing}",
            "wait: {event: tick, times: 2}",
            "Client: {emit: nothing}",
            "Client: disconnect",
        ],
    ),
    "a thread that a later event wakes": (
        """
        import threading
        told = threading.Event()

        @socketio.on('message')
        def handle(msg):
            threading.Thread(target=wait, daemon=True).start()

        @socketio.on('go')
        def go():
            told.set()

        def wait():
            told.wait()
            socketio.emit('woken')
        """,
        [
            "Client: connect",
            "Client: {send: Hello}",
            "Client: {emit: go}",
            "wait: {event: woken}",
            "Client: disconnect",
        ],
    ),
    "a handler that joins, locks, queues and asks": (
        """
        import queue, threading
        lock, jobs, here = threading.RLock(), queue.Queue(), threading.local()

        @socketio.on('message')
        def handle(msg):
            here.name = msg
            thread = threading.Thread(target=work)
            thread.start()
            with lock:
                jobs.put(msg)
            thread.join()
            print(thread.is_alive(), here.name, threading.current_thread() is thread)
            return socketio.call('question', to=request.sid), jobs.get(timeout=1)

        def work():
            print(hasattr(here, 'name'))
            here.name = 'another'
            jobs.put(jobs.get() + '!')
        """,
        [
            "Client: connect",
            "Client: {emit: message, args: [Hello], ack: true}",
            "Client: disconnect",
        ],
    ),
    "a client whom the server throws out, and one cut off": (
        """
        from flask_socketio import disconnect

        @socketio.on('message')
        def handle(msg):
            emit('before')
            disconnect()

        @socketio.on('disconnect')
        def left(reason):
            socketio.emit('left', reason)
        """,
        [
            "Client: connect",
            "Grace: connect",
            "Client: {send: Hello}",
            "Grace: drop",
            "Client: reconnect",
        ],
    ),
    "bytes that are none for the server's WebSocket": (
        """
        @socketio.on('message')
        def handle(msg):
            emit('raw', {'whole': b'\\x00', 'spoilt': bytearray(b'hey')})
        """,
        ["Client: connect", "Client: {send: Hello}", "Client: disconnect"],
    ),
}


@pytest.mark.parametrize("name", WAITING)
def test_what_waits_goes_on_as_it_does_with_real_threads(name: str, runner: Runner, tmp_path: Path, play: Play) -> None:
    code, scenario = WAITING[name]
    actions = "".join(f"- {action}\n" for action in scenario)
    loaded = lesson(tmp_path, f"{HEAD}{dedent(code)}", actions, "clients: [Client, Grace]\nanswers: {question: 42}")
    answer = play(loaded)
    assert answer.get("trace") == runner.run(loaded).trace.to_json(), answer.get("message")
    assert answer["overtaken"] == 0


IN_VAIN = {
    "stuck": "import threading; threading.Event().wait()",
    "time": "while True: socketio.sleep(1)",
    "turns": "from concurrent.futures import ThreadPoolExecutor as P\nwith P() as pool: pool.submit(len, '').result()",
    "emits": "while True: emit('again')",
    "output": "while True: print('a' * 10_000)",
    "exit": "import os; os._exit(3)",
}


@pytest.mark.parametrize("reason", IN_VAIN)
def test_what_has_no_end_is_ended_with_its_line_and_a_reason(reason: str, tmp_path: Path, play: Play) -> None:
    body = IN_VAIN[reason].replace("\n", "\n    ")
    answer = play(lesson(tmp_path, f"{HEAD}@socketio.on('message')\ndef handle(msg):\n    {body}\n"))
    assert (answer["kind"], answer["reason"], answer["step"], answer["function"]) == ("failed", reason, 2, "handle")
    assert answer["line"] in (9, 10)
    assert "handle() (line " in told(answer)[0]


def test_tasks_that_sleep_in_turn_are_counted(tmp_path: Path, play: Play) -> None:
    code = """
    @socketio.on('message')
    def handle(msg):
        for task in [socketio.start_background_task(tick, nth) for nth in range(2)]:
            task.join()

    def tick(nth):
        for _ in range(2):
            socketio.sleep(0.1)
            socketio.emit('tick', nth)
    """
    answer = play(lesson(tmp_path, f"{HEAD}{dedent(code)}"))
    assert answer["kind"] == "trace"
    assert answer["overtaken"] == 2


def test_everything_is_put_back_and_what_was_printed_is_told(tmp_path: Path) -> None:
    code = handler("socketio.start_background_task(print, 'a task')\nprint(msg)").replace(
        "@", "print('imported')\n@", 1
    )
    request = run_request(lesson(tmp_path, code).lesson, Limits(output=100_000))
    (told,) = answers("tests.tutorial.run.put_back", "play_twice", [request])
    assert all(printed.startswith("imported\nHello\n") for printed in told["printed"])
    assert (told["replaced"], told["threads"]) == (False, False)
