"""The runner: real runs in a process apart, and whatever a program does, a clear end and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tutorial.lessons import HEAD, REFERENCE, ROOT, failure, handler, lesson, write
from tutorial.reading.loading import load
from tutorial.run.runner import Limits, Runner, RunnerError

SHORT = Limits(seconds=1.5, memory=512 * 2**20, output=100_000, emits=100)

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and needs Linux's sub-reaper")


@pytest.fixture(scope="module")
def strict() -> Iterator[Runner]:
    """A runner with little time, memory and output to give."""
    with Runner(SHORT) as runner:
        yield runner


def below(pid: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [descendant for child in children for descendant in (int(child), *below(int(child)))]


def wait_until_gone(pid: int) -> None:
    """Return when no such process runs any more (a zombie, whom nobody reaps, does not run)."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return
        if state == "Z":
            return
        time.sleep(0.01)  # there is no event to wait on for a process that is not our child
    pytest.fail(f"process {pid} is still running")


OVERRUN = "was still running after 1.5 s; the run had reached step 2; does it loop, or wait for something"
BAD_HANDLERS = {
    "loops": ("while True: pass", OVERRUN),
    "blocks": ("import threading; threading.Event().wait()", OVERRUN),
    "sleeps": ("import time; time.sleep(1000)", OVERRUN),
    "holds the interpreter": ("sum(range(10**12))", OVERRUN),
    "forks": ("import os; os.fork()", "starts a process (os.fork); the run had reached step 2"),
    "starts a program": ("import subprocess; subprocess.run(['sleep', '99'])", "starts a process (subprocess.Popen)"),
    "exits": ("raise SystemExit(3)", "ended the program (SystemExit: 3); the run had reached step 2"),
    "exits at once": ("import os; os._exit(3)", "ended the program (os._exit(3)); the run had reached step 2"),
    "prints 100 MB": ("for _ in range(10**6): print('x' * 100)", "printed too much (more than 100,000 characters)"),
    "emits for ever": ("while True: send('x')", "emits too often (more than 100 times); the run had reached step 2"),
    "asks for all memory": ("x = 'a' * 10**12", "ran out of memory (the limit is 512 MB); the run had reached step 2"),
    "crashes": ("import ctypes; ctypes.string_at(0)", "the program's process died (SIGSEGV) in handle()"),
}


@pytest.mark.parametrize("what", BAD_HANDLERS)
def test_a_handler_that(what: str, strict: Runner, tmp_path: Path) -> None:
    body, expected = BAD_HANDLERS[what]
    said = failure(strict, lesson(tmp_path, handler(body)))
    assert expected in said
    assert "handle() (line " in said
    file, line, column, _ = said.split(":", 3)
    code_line = int(said.split("(line ")[1].split(" ")[0])
    assert (file, int(line), int(column)) == (str(tmp_path / "lesson.yaml"), code_line + 2, 3)
    assert code_line >= 9


def test_a_handler_that_eats_memory_bit_by_bit(tmp_path: Path) -> None:
    loaded = lesson(tmp_path, handler("x = []\nwhile True: x.append('a' * 10**7)"))
    with Runner(Limits(seconds=60, memory=512 * 2**20)) as patient:  # filling it takes its time on a busy machine
        assert "ran out of memory (the limit is 512 MB); the run had reached step 2" in failure(patient, loaded)


BAD_PROGRAMS = {
    "cannot import": ("import no_such_module", "cannot be imported: ModuleNotFoundError"),
    "raises": ("import os\n1 / 0", "cannot be imported: ZeroDivisionError: division by zero (line 2 of the code)"),
    "loops": ("import os\nwhile True: pass", "the code (line 2 of the code) was still running after 1.5 s"),
    "exits": ("import sys\nsys.exit(1)", "the code (line 2 of the code) ended the program (SystemExit: 1)"),
    "has no SocketIO": ("from flask import Flask\napp = Flask(__name__)", "the code makes no SocketIO(app)"),
    "has no app": (
        "from flask_socketio import SocketIO\nimport flask\nsocketio = SocketIO(flask.Flask('x'))",
        "the code makes no Flask(__name__)",
    ),
    "eats memory": ("import os\nx = [0] * 10**11", "the code (line 2 of the code) ran out of memory"),
}


@pytest.mark.parametrize("what", BAD_PROGRAMS)
def test_a_program_that(what: str, strict: Runner, tmp_path: Path) -> None:
    code, expected = BAD_PROGRAMS[what]
    said = failure(strict, lesson(tmp_path, code))
    assert expected in said
    assert "the run had reached no step" in said


def test_after_a_bad_lesson_the_same_runner_runs_a_good_one(strict: Runner, tmp_path: Path) -> None:
    failure(strict, lesson(tmp_path, handler("while True: pass")))
    assert len(strict.run(load(REFERENCE)).trace.steps) == 5


@linux
@pytest.mark.parametrize(
    "left", ["import ctypes; ctypes.CDLL(None).fork()", "import ctypes; ctypes.CDLL(None).daemon(1, 1)"]
)
def test_nothing_survives_a_program_that_gets_over_the_walls(left: str, tmp_path: Path) -> None:
    body = f"{left}\nctypes.CDLL(None).setsid()\nwhile True: ctypes.CDLL(None).sleep(1000)"
    with Runner(SHORT) as runner:
        runner.run(load(REFERENCE))
        worker = runner._worker
        assert worker is not None
        ours = below(worker.pid)  # in a seal, the worker is below it
        failure(runner, lesson(tmp_path, handler(body)))
        assert below(worker.pid) == ours


@linux
def test_closing_the_runner_ends_its_worker() -> None:
    with Runner() as runner:
        runner.run(load(REFERENCE))
        worker = runner._worker
        assert worker is not None
    assert worker.poll() is not None
    wait_until_gone(worker.pid)


@linux
def test_a_run_does_not_outlive_the_process_that_asked_for_it(tmp_path: Path) -> None:
    path = write(tmp_path, handler("while True: pass"))
    script = (
        "import sys; from pathlib import Path\n"
        "from tutorial.reading.loading import load; from tutorial.run.runner import Runner\n"
        "r = Runner(); ask = r._ask\n"
        "def told(request):\n"
        "    for answer in ask(request):\n"
        "        print(r._worker.pid, flush=True)\n"
        "        yield answer\n"
        "r._ask = told\n"
        f"r.run(load(Path({str(path)!r})))"
    )
    asking = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT, text=True)
    assert asking.stdout is not None
    with asking:
        worker = int(asking.stdout.readline())
        asking.stdout.readline()
        player = below(worker)
        assert player
        asking.kill()
    for pid in (worker, *player):
        wait_until_gone(pid)


@linux
def test_a_run_leaves_no_folder_behind(strict: Runner, tmp_path: Path) -> None:
    body = "open('left.txt', 'w').write('x'); import os; send(os.getcwd())"
    trace = strict.run(lesson(tmp_path, handler(body))).trace
    folder = trace.steps[1].emits[0].arguments[0]
    assert "stepwire-" in folder
    assert not Path(folder).exists()


def test_a_worker_that_was_killed_is_replaced_at_the_next_run() -> None:
    with Runner() as runner:
        runner.run(load(REFERENCE))
        worker = runner._worker
        assert worker is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        assert len(runner.run(load(REFERENCE)).trace.steps) == 5


def test_a_worker_that_is_killed_in_a_run_is_started_again_and_the_run_is_made(tmp_path: Path) -> None:
    with Runner() as runner:
        runner.run(load(REFERENCE))
        worker, ask = runner._worker, runner._ask
        assert worker is not None

        def kill_once(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
            for answer in ask(request):
                worker.signal()
                yield answer

        runner._ask = kill_once  # type: ignore[method-assign]  # stands in for a system that is out of memory
        assert len(runner.run(load(REFERENCE)).trace.steps) == 5


def test_a_lesson_whose_runs_kill_their_worker_is_broken_and_the_next_one_runs(tmp_path: Path) -> None:
    with Runner(sealed=False) as runner:
        body = "import ctypes, os; ctypes.CDLL(None).kill(os.getppid(), 9)\nwhile True: pass"
        said = failure(runner, lesson(tmp_path, handler(body)))
        assert "lesson.yaml:10:3: error: the process that runs lessons died in handle() (line 8 of the code)" in said
        assert len(runner.run(load(REFERENCE)).trace.steps) == 5


def test_one_who_asks_is_not_kept_waiting_by_a_worker_that_was_stopped(tmp_path: Path) -> None:
    with Runner(Limits(seconds=0.5), sealed=False) as runner:
        body = "import ctypes, os, threading; ctypes.CDLL(None).kill(os.getppid(), 19)\nthreading.Event().wait()"
        assert "the process that runs lessons was stopped" in failure(runner, lesson(tmp_path, handler(body)))


def test_where_nothing_can_be_sealed_a_runner_that_must_seal_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutorial.run.runner.why_not", lambda: "no namespaces")
    with pytest.raises(RunnerError, match="no run can be sealed here: no namespaces"), Runner(sealed=True) as runner:
        runner.run(load(REFERENCE))
    with Runner() as runner:
        assert not runner.run(load(REFERENCE)).sealed


@linux
def test_a_sealed_run_reads_no_file_of_ours_sees_no_process_and_has_the_same_trace(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a key")
    elsewhere = tmp_path / "elsewhere"
    tries = [
        f"open({str(tmp_path / 'secret')!r}).read()",
        f"open('/proc/{os.getpid()}/environ').read()",
        f"os.getpgid({os.getpid()})",
        *("open('/etc/passwd')", "os.listdir('/root')", "socket.create_connection(('192.0.2.1', 80), 1)"),
        f"open({str(elsewhere)!r}, 'w')",
    ]
    reached = f"import os, socket\nreached = []\nfor one in {tries}:\n"
    reached += "  try: reached.append((one, eval(one)))\n  except OSError: pass"
    loaded = lesson(tmp_path, handler(f"{reached}\nsend(str(reached))"))
    with Runner() as runner, Runner(sealed=False) as open_runner:
        if not runner.sealed:
            pytest.skip("this kernel seals nothing")
        assert runner.run(loaded).trace.steps[1].emits[0].arguments == ("[]",)
        assert open_runner.run(loaded).trace.steps[1].emits[0].arguments != ("[]",)
        assert runner.run(load(REFERENCE)).trace == open_runner.run(load(REFERENCE)).trace


def test_socketio_run_at_the_end_of_the_program_does_nothing(runner: Runner, tmp_path: Path) -> None:
    for ending in ("socketio.run(app)", "app.run()", "if __name__ == '__main__':\n    socketio.run(app, debug=True)"):
        assert len(runner.run(lesson(tmp_path, HEAD + ending)).trace.steps) == 4


def test_what_a_handler_raises_is_part_of_the_trace_and_the_run_goes_on(runner: Runner, tmp_path: Path) -> None:
    trace = runner.run(lesson(tmp_path, handler("raise ValueError(msg)"))).trace
    outcome = trace.steps[1].calls[0].outcome
    assert (outcome.kind, getattr(outcome, "type", None), getattr(outcome, "line", None)) == ("raised", "ValueError", 9)
    assert [step.trigger.kind for step in trace.steps] == ["connect", "event", "disconnect", "end"]


def test_watched_globals_and_expressions_are_read_after_every_step(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + "seen = []\n\n@socketio.on('message')\ndef handle(msg):\n    seen.append(msg)\n"
    watch = "watch: [seen, {count: len(seen)}, {lost: nowhere}]"
    trace = runner.run(lesson(tmp_path, code, more=watch)).trace
    lost = {"~": "error", "type": "NameError"}
    assert trace.start == {"seen": [], "count": 0, "lost": lost}
    assert [s.variables for s in trace.steps][1] == {"seen": ["Hello"], "count": 1, "lost": lost}


def test_acknowledgements_come_back_to_the_client_that_asked(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + "@socketio.on('add')\ndef add(a, b):\n    return a + b, 'sum'\n"
    scenario = "- connect\n- emit: add\n  args: [2, 3]\n  ack: true\n- disconnect"
    step = runner.run(lesson(tmp_path, code, scenario)).trace.steps[1]
    (delivery,) = step.deliveries
    assert (delivery.kind, delivery.event, delivery.arguments) == ("ack", "add", (5, "sum"))
    assert [p.text for phase in step.phases for p in phase.packets] == ['421["add",2,3]', '431[5,"sum"]']


def test_a_megabyte_crosses_the_wire_and_is_bounded_in_the_trace(runner: Runner, tmp_path: Path) -> None:
    trace = runner.run(lesson(tmp_path, handler("send('x' * 900_000)"))).trace
    cut = {"~": "str", "head": "x" * 2_000, "length": 900_000}
    assert trace.steps[1].deliveries[0].arguments == (cut,)
    assert len(trace.to_json()) < 60_000


def test_the_program_sees_none_of_our_environment(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "ours")
    with Runner() as fresh:
        trace = fresh.run(lesson(tmp_path, handler("import os; send(os.environ.get('SECRET_KEY', 'none'))"))).trace
    assert trace.steps[1].deliveries[0].arguments == ("none",)


@pytest.mark.parametrize(
    ("first", "options", "line"),
    [
        ("import eventlet", "", 1),
        ("from gevent import monkey", "", 1),
        ("import eventlet.green.os", "", 1),
        ("", ", async_mode='eventlet'", 6),
        ("", ", async_mode='gevent_uwsgi'", 6),
        ("", ", async_mode='thread'", 6),
    ],
)
def test_a_program_that_asks_for_greenlets_is_told_that_lessons_run_with_threads(
    runner: Runner, tmp_path: Path, first: str, options: str, line: int
) -> None:
    code = f"{first}\n" + HEAD.replace("SocketIO(app)", f"SocketIO(app{options})")
    said = failure(runner, lesson(tmp_path, code))
    assert "lessons run with threads: leave async_mode out, and take eventlet and gevent out" in said
    assert f"(line {line} of the code)" in said
