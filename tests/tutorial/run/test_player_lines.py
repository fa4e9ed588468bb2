"""Lines in a real run: each handler call carries what its lines did, and a hostile lesson changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import HEAD, handler, lesson
from tracer.lines import Line
from tracer.outcomes import Raised, Returned
from tracer.trace import Trace
from tutorial.run.runner import Runner


def played(runner: Runner, folder: Path, code: str, scenario: str = "- connect\n- send: ' ada '\n") -> Trace:
    """The trace of two runs that are the same."""
    loaded = lesson(folder, code, scenario)
    trace = runner.run(loaded).trace
    assert runner.run(loaded).trace.to_json() == trace.to_json()
    return trace


def lines_of(trace: Trace, step: int = 2, call: int = 0) -> tuple[Line, ...]:
    log = trace.steps[step - 1].calls[call].log
    assert log is not None
    return log.lines()


def told(lines: tuple[Line, ...]) -> list[tuple[int, str, dict[str, object]]]:
    return [(line.number, line.event, {change.name: change.now for change in line.changes}) for line in lines]


CODE = (
    HEAD
    + """history = []

def clean(text):
    text = text.strip()
    return text.title()

@socketio.on('message')
def handle(msg):
    name = clean(msg)
    history.append(name)
    print('heard', name)
    emit('all', history)
    return len(history)
"""
)


def test_a_handler_s_lines_and_those_of_the_functions_it_calls_with_what_each_changed(
    runner: Runner, tmp_path: Path
) -> None:
    lines = lines_of(played(runner, tmp_path, CODE))
    assert told(lines) == [
        (13, "call", {"msg": " ada "}),
        (15, "line", {"name": "Ada"}),
        (9, "call", {"text": " ada "}),
        (10, "line", {"text": "ada"}),
        (11, "line", {}),
        (11, "return", {}),
        (16, "line", {"history": ["Ada"]}),
        (17, "line", {}),
        (18, "line", {}),
        (19, "line", {}),
        (19, "return", {}),
    ]
    assert [line.depth for line in lines] == [0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    (added,) = lines[6].changes[0].inside
    assert (added.kind, added.path, added.new) == ("added", (0,), "Ada")
    assert [line.printed for line in lines if line.printed] == ["heard Ada\n"]
    assert [line.outcome for line in lines if line.event == "return"] == [Returned("Ada"), Returned(1)]


def test_an_exception_is_seen_at_its_line_and_the_run_goes_on(runner: Runner, tmp_path: Path) -> None:
    trace = played(runner, tmp_path, handler("x = int(msg)\nsend(x)"))
    raised = [line for line in lines_of(trace) if line.event == "exception"]
    assert [(line.number, line.outcome) for line in raised] == [
        (9, Raised("ValueError", "invalid literal for int() with base 10: ' ada '", 9))
    ]


def test_error_handlers_and_connect_handlers_have_lines_too(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + (
        "@socketio.on('connect')\ndef door():\n    ok = True\n    return ok\n\n"
        "@socketio.on('message')\ndef handle(msg):\n    1 / 0\n\n"
        "@socketio.on_error()\ndef sorry(error):\n    said = 'sorry'\n    send(said)\n"
    )
    trace = played(runner, tmp_path, code)
    assert (9, "line", {"ok": True}) in told(lines_of(trace, 1))
    assert (18, "line", {"said": "sorry"}) in told(lines_of(trace, 2, 1))


def test_a_thread_that_a_handler_starts_is_a_task_with_its_own_lines(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + (
        "def work(n):\n    total = n * 2\n    socketio.emit('done', total)\n\n"
        "@socketio.on('message')\ndef handle(msg):\n    socketio.start_background_task(work, 21)\n"
    )
    trace = played(runner, tmp_path, code, "- connect\n- send: go\n- wait: {task: work}\n")
    (task,) = trace.tasks
    assert task.function == "work"
    assert (8, "line", {"total": 42}) in told(task.log.lines())
    assert trace.steps[2].trigger.task == "work"


def test_past_the_limit_the_lines_are_counted_and_the_handler_ends_as_it_would(runner: Runner, tmp_path: Path) -> None:
    body = "total = 0\nfor i in range(30_000):\n    total += i\nsend(str(total))"
    trace = played(runner, tmp_path, handler(body))
    assert trace.steps[1].deliveries[0].arguments == (str(sum(range(30_000))),)
    log = trace.steps[1].calls[0].log
    assert log is not None
    executed = 1 + (1 + 30_000) + 30_000 + 1  # total = 0; the head of the loop; its body; send
    recorded = sum(line.event == "line" for line in log.lines())
    assert (recorded, log.left_out, log.more) == (20_000, executed - 20_000, False)
    assert len(trace.to_json()) < 900_000


HOSTILE = """
class Hostile:
    def _no(self, *args, **kwargs):
        count[0] += 1
        raise RuntimeError('touched')
    __repr__ = __str__ = __eq__ = __hash__ = __len__ = __iter__ = __bool__ = __getattr__ = _no
    __class__ = property(_no)

count = [0]
keep = []
"""


def test_a_hostile_lesson_changes_neither_its_output_nor_the_trace(runner: Runner, tmp_path: Path) -> None:
    code = (
        HEAD
        + HOSTILE
        + (
            "@socketio.on('message')\ndef handle(msg):\n    thing = Hostile()\n    box = [thing]\n"
            "    keep.append(box)\n"
            "    named = {'a': thing}\n    send(str(count[0]))\n    return None\n"
        )
    )
    trace = played(runner, tmp_path, code)
    assert trace.steps[1].deliveries[0].arguments == ("0",)
    changes = {change.name: change.now for line in lines_of(trace) for change in line.changes}
    assert changes["thing"] == {"~": "object", "type": "Hostile"}
    log = trace.steps[1].calls[0].log
    assert log is not None
    assert log.stopped is None


def test_a_handler_s_own_trace_function_stays_and_the_log_says_so(runner: Runner, tmp_path: Path) -> None:
    body = (
        "import sys\nseen = []\n"
        "def own(frame, event, arg):\n    seen.append(event)\n"
        "sys.settrace(own)\n"
        "(lambda: 1)()\n"
        "sys.settrace(None)\n"
        "send(','.join(seen))"
    )
    trace = played(runner, tmp_path, handler(body))
    assert "call" in trace.steps[1].deliveries[0].arguments[0]
    log = trace.steps[1].calls[0].log
    assert log is not None
    assert log.stopped == "the program set a trace function of its own"


ODD_CODE = {
    "a generator": ("gen = (n * n for n in range(3))\nsend(str([next(gen), sum(gen)]))", "[0, 5]"),
    "a comprehension": ("send(str({k: v for k, v in zip('ab', range(2))}))", "{'a': 0, 'b': 1}"),
    "recursion": ("def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nsend(str(fib(6)))", "8"),
    "a closure": (
        (
            "def outer():\n    n = 0\n    def inner():\n        nonlocal n\n        n += 1\n        return n\n"
            "    return inner\nf = outer()\nf()\nsend(str(f()))"
        ),
        "2",
    ),
    "a class body": (
        (
            "class Box:\n    size = 2\n    def grow(self):\n        self.size += 1\n        return self.size\n"
            "send(str(Box().grow()))"
        ),
        "3",
    ),
    "match": ("match msg.split():\n    case [name]:\n        send(name)\n    case _:\n        send('?')", "ada"),
    "try and finally": (
        "try:\n    int('x')\nexcept ValueError as error:\n    send(type(error).__name__)\nfinally:\n    done = True",
        "ValueError",
    ),
}


@pytest.mark.parametrize("what", ODD_CODE)
def test_a_handler_does_with_lines_what_it_does_without(runner: Runner, tmp_path: Path, what: str) -> None:
    body, sent = ODD_CODE[what]
    trace = played(runner, tmp_path, handler(body))
    assert trace.steps[1].deliveries[0].arguments == (sent,)
    assert len(lines_of(trace)) > 2
