"""In simulated time a run costs no waiting, and comes out as it does in real time.

The real runs here have several tenths of a second between two things, so that no busy machine changes their order.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tutorial.lessons import HEAD, handler, lesson
from tracer.trace import Trace
from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import Loaded
from tutorial.run.orders import SCENARIO, Order, task
from tutorial.run.runner import Limits, Runner

MESSAGE = "- connect\n- send: a\n- disconnect\n"
TASK = "- connect\n- send: a\n- wait: {task: work}\n- disconnect\n"
IMPORTS = "import datetime, queue, threading, time\nfrom concurrent.futures import ThreadPoolExecutor\n"

SLEEPERS = {
    "a handler": ("@socketio.on('message')\ndef handle(msg):\n    socketio.sleep(0.1)\n    send(msg)\n", MESSAGE),
    "a handler of connecting and one of leaving": (
        """
        @socketio.on('connect')
        def connect():
            time.sleep(0.1)
        @socketio.on('disconnect')
        def leave(reason):
            time.sleep(0.1)
            socketio.emit('bye')
        """,
        MESSAGE,
    ),
    "a task that counts down": (
        """
        @socketio.on('message')
        def handle(msg):
            socketio.start_background_task(work)
        def work():
            for left in range(3, 0, -1):
                socketio.emit('tick', left)
                socketio.sleep(0.1)
        """,
        TASK,
    ),
    "timers, the later one set first": (
        """
        @socketio.on('message')
        def handle(msg):
            threading.Timer(0.6, lambda: socketio.emit('late')).start()
            threading.Timer(0.1, lambda: socketio.emit('soon')).start()
        """,
        "- connect\n- send: a\n- wait: {event: late}\n- disconnect\n",
    ),
    "an event that is not set, and one that is set in time": (
        """
        go = threading.Event()
        @socketio.on('message')
        def handle(msg):
            send(str(go.wait(0.1)))
            threading.Timer(0.1, go.set).start()
            send(str(go.wait(5)))
        """,
        MESSAGE,
    ),
    "a queue that runs dry": (
        """
        jobs = queue.Queue()
        @socketio.on('message')
        def handle(msg):
            socketio.start_background_task(work)
            try:
                while True:
                    send(jobs.get(timeout=1))
            except queue.Empty:
                send('empty')
        def work():
            for job in 'abc':
                socketio.sleep(0.05)
                jobs.put(job)
        """,
        MESSAGE,
    ),
    "a condition": (
        """
        changed, items = threading.Condition(), []
        @socketio.on('message')
        def handle(msg):
            with changed:
                send(str(changed.wait_for(lambda: items, timeout=0.1)))
            socketio.start_background_task(work)
            with changed:
                send(str(changed.wait_for(lambda: items, timeout=5)))
        def work():
            socketio.sleep(0.1)
            with changed:
                items.append(1)
                changed.notify_all()
        """,
        MESSAGE,
    ),
    "asyncio": (
        """
        import asyncio
        async def later(word, seconds):
            await asyncio.sleep(seconds)
            send(word)
        async def all_of_it():
            await asyncio.gather(later('second', 0.4), later('first', 0.2))
            try:
                await asyncio.wait_for(asyncio.Event().wait(), 0.3)
            except TimeoutError:
                send('too late')
        @socketio.on('message')
        def handle(msg):
            asyncio.run(all_of_it())
        """,
        MESSAGE,
    ),
    "select": (
        """
        import os, select, selectors
        @socketio.on('message')
        def handle(msg):
            ear, mouth = os.pipe()
            send(str(select.select([ear], [], [], 0.2)))
            os.write(mouth, b'!')
            send(str(select.select([ear], [], [], 5)[0] == [ear]))
            with selectors.DefaultSelector() as selector:
                send(str(selector.select(0.2)))
                selector.register(ear, selectors.EVENT_READ)
                send(str(len(selector.select(5))))
        """,
        MESSAGE,
    ),
    "a lock that is held for too long, then for long enough": (
        """
        lock = threading.Lock()
        @socketio.on('message')
        def handle(msg):
            socketio.start_background_task(hold)
            socketio.sleep(0.1)
            send(str(lock.acquire(timeout=0.2)))
            send(str(lock.acquire(timeout=8)))
            send(str(lock.locked()))
        def hold():
            with lock:
                socketio.sleep(0.6)
        """,
        MESSAGE,
    ),
    "a call that no client answers": (
        """
        @socketio.on('message')
        def handle(msg):
            try:
                socketio.call('question', to=request.sid, timeout=0.2)
            except Exception as error:
                send(type(error).__name__)
        """,
        MESSAGE,
    ),
    "a thread that is joined for too short, then for long enough": (
        """
        @socketio.on('message')
        def handle(msg):
            thread = threading.Thread(target=lambda: time.sleep(0.8))
            thread.start()
            for seconds in (0.1, 8):
                thread.join(seconds)
                send(str(thread.is_alive()))
        """,
        MESSAGE,
    ),
    "a pool": (
        """
        def slow(seconds):
            socketio.sleep(seconds)
            return seconds
        @socketio.on('message')
        def handle(msg):
            with ThreadPoolExecutor(2) as pool:
                late, soon = pool.submit(slow, 1), pool.submit(slow, 0.1)
                send(str(soon.result(5)))
                try:
                    late.result(0.1)
                except TimeoutError:
                    send('late')
        """,
        MESSAGE,
    ),
    "a handler that measures how long it slept": (
        """
        @socketio.on('message')
        def handle(msg):
            clocks = time.time, time.monotonic, time.perf_counter
            began = [clock() for clock in clocks]
            day = datetime.datetime.now()
            time.sleep(0.3)
            passed = [clock() - start for clock, start in zip(clocks, began)]
            passed.append((datetime.datetime.now() - day).total_seconds())
            send(str([0.29 < seconds < 5 for seconds in passed]))
        """,
        MESSAGE,
    ),
    "a handler that watches the clock": (
        """
        @socketio.on('message')
        def handle(msg):
            end = time.monotonic() + 0.1
            while time.monotonic() < end:
                pass
            send(msg)
        """,
        MESSAGE,
    ),
    "names that were imported": (
        """
        from time import monotonic, sleep
        @socketio.on('message')
        def handle(msg):
            began = monotonic()
            sleep(0.3)
            send(str(0.29 < monotonic() - began < 5))
        """,
        MESSAGE,
    ),
    "tasks that sleep in turn": (
        """
        @socketio.on('message')
        def handle(msg):
            for nth, seconds in enumerate((0.4, 0.6)):
                socketio.start_background_task(work, nth, seconds)
        def work(nth, seconds):
            for tick in range(2):
                socketio.sleep(seconds)
                socketio.emit('tick', [nth, tick])
        """,
        TASK,
    ),
}


def program(code: str) -> str:
    return IMPORTS + HEAD + dedent(code)


def outline(trace: Trace) -> list[object]:
    """What each step was, did and sent; lines may have read a clock."""
    return [(step.trigger, step.emits, step.deliveries, step.variables, step.after) for step in trace.steps]


@pytest.mark.parametrize(("code", "scenario"), SLEEPERS.values(), ids=SLEEPERS)
def test_the_trace_is_that_of_the_real_run(code: str, scenario: str, runner: Runner, tmp_path: Path) -> None:
    found = lesson(tmp_path, program(code), scenario)
    assert outline(runner.run(found, simulated=True).trace) == outline(runner.run(found).trace)


@pytest.mark.parametrize("transport", ["polling", "upgrade"])
def test_on_every_transport(transport: str, runner: Runner, tmp_path: Path) -> None:
    found = lesson(tmp_path, program(SLEEPERS["a task that counts down"][0]), TASK, f"transport: {transport}\n")
    assert outline(runner.run(found, simulated=True).trace) == outline(runner.run(found).trace)


def asleep(folder: Path, seconds: float) -> Loaded:
    return lesson(folder, handler(f"socketio.sleep({seconds})\nsend(msg)"), MESSAGE)


def test_sleeping_takes_no_time(tmp_path: Path) -> None:
    with Runner(Limits(simulated=10_000)) as runner:
        run = runner.run(asleep(tmp_path, 9_999), simulated=True)
    assert run.trace.steps[1].deliveries
    assert run.seconds < 60


def test_what_sleeps_beyond_the_limit_has_no_end_and_nobody_waits_for_it(runner: Runner, tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"handle\(\) \(line 9 of the code\) was still running after 10 s"):
        runner.run(asleep(tmp_path, 11), simulated=True)


@pytest.mark.parametrize(
    ("body", "where"),
    [("import threading; threading.Event().wait()", "handle"), ("import queue; queue.Queue().get()", "handle")],
)
def test_what_waits_for_nothing_is_told_at_once(body: str, where: str, tmp_path: Path) -> None:
    with Runner(Limits(seconds=600)) as runner, pytest.raises(LessonError, match=rf"{where}\(\) \(line 9 of the code"):
        runner.run(lesson(tmp_path, handler(body), MESSAGE), simulated=True)


def test_an_event_that_never_comes_is_told_at_once(tmp_path: Path) -> None:
    scenario = "- connect\n- wait: {event: never}\n"
    with Runner(Limits(seconds=600)) as runner, pytest.raises(LessonError, match="did not come to rest"):
        runner.run(lesson(tmp_path, handler("send(msg)"), scenario), simulated=True)


def test_a_loop_that_never_sleeps_has_the_real_limit(tmp_path: Path) -> None:
    with Runner(Limits(seconds=1)) as runner, pytest.raises(LessonError, match="was still running after 1 s"):
        runner.run(lesson(tmp_path, handler("while True: pass"), MESSAGE), simulated=True)


def test_every_run_begins_on_the_same_day_which_is_not_today(runner: Runner, tmp_path: Path) -> None:
    body = "import datetime, time\nsend(datetime.date.today().isoformat() + time.strftime(' %H:%M', time.gmtime()))"
    found = lesson(tmp_path, handler(body), MESSAGE)
    (delivery,) = runner.run(found, simulated=True).trace.steps[1].deliveries
    assert delivery.arguments == ("2040-01-02 03:04",)


def test_what_is_no_time_is_refused_as_ever(runner: Runner, tmp_path: Path) -> None:
    body = "import time\ntry:\n    time.sleep({})\nexcept Exception as error:\n    send(repr(error))"
    for wrong in ("-1", "'1'", "None", "float('nan')"):
        found = lesson(tmp_path, handler(body.format(wrong)), MESSAGE)
        assert outline(runner.run(found, simulated=True).trace) == outline(runner.run(found).trace)


def test_a_task_that_sleeps_keeps_its_order(runner: Runner, tmp_path: Path) -> None:
    found = lesson(tmp_path, program(SLEEPERS["a task that counts down"][0]), TASK)
    for units in ((SCENARIO, task(0)), (task(0), SCENARIO)):
        trace = runner.run(found, order=Order(units), simulated=True).trace
        assert [step.emits[0].arguments for step in trace.steps if step.emits] == [(3,), (2,), (1,)]


naps = st.lists(st.sampled_from([0.02, 0.05, 0.1, 1, 3]), min_size=1, max_size=3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tasks=st.lists(naps, min_size=1, max_size=4))
def test_whoever_is_due_first_goes_first(runner: Runner, tmp_path: Path, tasks: list[list[float]]) -> None:
    """Tasks that sleep, each some naps long; of those due at the same time, the one that fell asleep first is first."""
    code = f"""
    @socketio.on('message')
    def handle(msg):
        threads = [socketio.start_background_task(work, nth, naps) for nth, naps in enumerate({tasks})]
        for thread in threads: thread.join()
    def work(nth, naps):
        for nap in naps:
            socketio.sleep(nap)
            socketio.emit('up', nth)
    """
    trace = runner.run(lesson(tmp_path, program(code), MESSAGE), simulated=True).trace
    woken = [step.emits[0].arguments[0] for step in trace.steps if step.emits]
    due = {(nth, nap): sum(naps[: nap + 1]) for nth, naps in enumerate(tasks) for nap in range(len(naps))}
    met = dict.fromkeys(range(len(tasks)), 0)
    times = []
    for nth in woken:
        times.append(due[nth, met[nth]])
        met[nth] += 1
    assert len(woken) == len(due)
    assert times == sorted(times)


def test_a_program_that_no_clock_can_be_kept_from_is_played_in_real_time(runner: Runner, tmp_path: Path) -> None:
    """A socket that waits in the kernel is told as without an end; check then uses real runs."""
    body = "import socket\none, other = socket.socketpair()\none.settimeout(1.5)\n"
    body += "try:\n    one.recv(1)\nexcept TimeoutError:\n    send(msg)"
    assert "was still running after" in failure_simulated(runner, lesson(tmp_path, handler(body), MESSAGE))


def failure_simulated(runner: Runner, loaded: Loaded) -> str:
    with pytest.raises(LessonError) as caught:
        runner.run(loaded, simulated=True)
    return str(caught.value.problems[0])
