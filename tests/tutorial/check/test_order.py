"""What happens at once is played in several orders, and a lesson whose outcome rests on one of them is told so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tutorial.lessons import HEAD, lesson
from tutorial.check.checking import check
from tutorial.check.contests import MOST_OVERTAKEN, _Contender, _places, contests, shared_lines
from tutorial.reading.loading import Loaded
from tutorial.run.orders import Order
from tutorial.run.reached import Reached
from tutorial.run.replays import Replays
from tutorial.run.runner import Limits, Runner, run_request
from tutorial.run.store import TraceStore, key

TOGETHER = """\
- Ada: connect
- Grace: connect
- together: [{Ada: {send: a}}, {Grace: {send: b}}]
"""
THEN_ASK = TOGETHER + "- Ada: {emit: ask}\n"
BOTH = "clients: [Ada, Grace]\n"
ONE = "- connect\n- send: a\n- wait: {task: work}\n- disconnect\n"
ASK = """\
@socketio.on('ask')
def ask():
    emit('total', count)
"""
LOST = (
    """\
count = 0

@socketio.on('message')
def handle(msg):
    global count
    seen = count
    send('thanks')
    count = seen + 1

"""
    + ASK
)
GUARDED = (
    """\
import threading
count = 0
lock = threading.{lock}()

@socketio.on('message')
def handle(msg):
    global count
    with lock:
        seen = count
        send('thanks')
        count = seen + 1

"""
    + ASK
)


class AllReached(Replays):
    """Replays in which every line is reached: these tests ask of orders alone."""

    def reached(self) -> Reached:
        return Reached(frozenset(range(1, 1_000)))


def told(runner: Runner, loaded: Loaded) -> list[str]:
    """What check says of a lesson, each as `severity: what`."""
    store = TraceStore(Path(loaded.where.path).parent / "traces")
    return [f"{problem.severity}: {problem.what}" for problem in check(AllReached(store, runner, loaded))]


def rests(runner: Runner, folder: Path, code: str, scenario: str, more: str = BOTH) -> str | None:
    """What the outcome of a lesson rests on, and how, if it does; nothing else is wrong with it."""
    found = told(runner, lesson(folder, HEAD + dedent(code), scenario, more))
    assert len(found) <= 1, found
    return found[0].removeprefix("error: the outcome rests on ") if found else None


def test_a_value_that_each_order_makes_another_is_told_with_both(runner: Runner, tmp_path: Path) -> None:
    assert rests(runner, tmp_path, LOST.partition("@socketio.on('ask')")[0], TOGETHER, BOTH + "watch: [count]") == (
        "the order of steps 3 and 4, which nothing fixes: count after step 3 is 1 when step 3 comes first, "
        "2 when step 4 comes first (and 1 more)"
    )


def test_a_lost_update_is_found_between_two_lines(runner: Runner, tmp_path: Path) -> None:
    """Whichever handler comes first, the total is 2; only when both have read before one has written it is 1."""
    assert rests(runner, tmp_path, LOST, THEN_ASK) == (
        "the order of steps 3 and 4, which nothing fixes: step 5, “Client Receives” is \"Ada: 'total' 2\" when step 3 "
        "comes first, \"Ada: 'total' 1\" when the other comes in while step 3 is at line 13 (and 1 more)"
    )


@pytest.mark.parametrize("lock", ["Lock", "RLock", "Semaphore", "Condition"])
def test_a_lock_puts_it_right(lock: str, runner: Runner, tmp_path: Path) -> None:
    assert rests(runner, tmp_path, GUARDED.format(lock=lock), THEN_ASK) is None


NEED_EACH_OTHER = {
    "barrier": """
        import threading
        both = threading.Barrier(2)
        @socketio.on('message')
        def handle(msg):
            both.wait()
            send(msg)
        """,
    "event": """
        import threading
        ready = threading.Event()
        @socketio.on('message')
        def handle(msg):
            if msg == 'a': ready.wait()
            else: ready.set()
            send(msg)
        """,
    "condition": """
        import threading
        changed, items = threading.Condition(), []
        @socketio.on('message')
        def handle(msg):
            with changed:
                if msg == 'a':
                    changed.wait_for(lambda: items)
                else:
                    items.append(msg)
                    changed.notify_all()
            send(items[0])
        """,
    "queue": """
        import queue
        jobs = queue.SimpleQueue()
        @socketio.on('message')
        def handle(msg):
            if msg == 'a': send(jobs.get())
            else: jobs.put('from b')
        """,
    "loop": """
        ready = False
        @socketio.on('message')
        def handle(msg):
            global ready
            if msg == 'a':
                while not ready:
                    socketio.sleep(0.001)
            ready = True
            send(msg)
        """,
    "busy loop": """
        ready = False
        @socketio.on('message')
        def handle(msg):
            global ready
            if msg == 'a':
                while not ready: pass
            ready = True
            send(msg)
        """,
}


@pytest.mark.parametrize("code", NEED_EACH_OTHER.values(), ids=NEED_EACH_OTHER)
def test_who_cannot_go_on_without_the_other_lets_it_go(code: str, runner: Runner, tmp_path: Path) -> None:
    assert rests(runner, tmp_path, code, TOGETHER) is None


def test_who_waits_for_its_client_keeps_its_turn(runner: Runner, tmp_path: Path) -> None:
    """The answer comes on another thread; meanwhile the other handler must not begin."""
    code = """\
    said = []
    @socketio.on('message')
    def handle(msg):
        said.append(socketio.call('question', to=request.sid))
        said.append(msg)
    """
    found = lesson(tmp_path, HEAD + dedent(code), TOGETHER, BOTH + "watch: [said]\nanswers: {question: yes}")
    (contest,) = contests(found.lesson, runner.run(found).trace)
    said = [runner.run(found, order=tried.order).trace.steps[-1].variables["said"] for tried in contest.orders[:2]]
    assert said == [["yes", "a", "yes", "b"], ["yes", "b", "yes", "a"]]


def test_two_locks_in_two_orders_are_told_as_a_run_without_an_end(tmp_path: Path) -> None:
    code = """
    import threading
    locks = [threading.Lock(), threading.Lock()]
    @socketio.on('message')
    def handle(msg):
        first, second = locks if msg == 'a' else reversed(locks)
        with first:
            with second:
                send(msg)
    """
    with Runner(Limits(seconds=1.5)) as impatient:
        how = rests(impatient, tmp_path, code, TOGETHER)
    assert how is not None
    assert how.startswith(
        "the order of steps 3 and 4, which nothing fixes: the run does not end when the other comes in while step 3 is "
        "at line 14: handle() (line "
    )


def test_the_order_of_members_in_a_room_is_told_where_it_shows(runner: Runner, tmp_path: Path) -> None:
    code = """
    from flask_socketio import join_room
    @socketio.on('message')
    def handle(msg):
        join_room('room')
    @socketio.on('ask')
    def ask():
        send('hi', to='room')
    """
    assert rests(runner, tmp_path, code, THEN_ASK) == (
        "the order of steps 3 and 4, which nothing fixes: step 5, “Client Receives” is 'Ada: hi; Grace: hi' when "
        "step 3 comes first, 'Grace: hi; Ada: hi' when step 4 comes first"
    )


TASK = """\
count = 0

@socketio.on('message')
def handle(msg):
    global count
    seen = count
    socketio.start_background_task(work)
    send('started')
    count = seen + 1

def work():
    global count
    count += 10
    socketio.emit('done', 1)
"""


def test_a_task_that_races_with_its_handler_is_told(runner: Runner, tmp_path: Path) -> None:
    assert rests(runner, tmp_path, TASK, ONE, "watch: [count]") == (
        "when the task work runs, which nothing fixes: count after step 3 is 11 when the clients go on first, "
        "10 when the task work runs at once (and 2 more)"
    )


def test_a_task_that_nobody_waits_for_is_told(runner: Runner, tmp_path: Path) -> None:
    how = rests(runner, tmp_path, TASK.replace("count += 10", "pass"), "- connect\n- send: a\n- disconnect\n", "")
    assert how is not None
    assert how.startswith("when the task work runs, which nothing fixes: step 3, “Event Trigger” is ")


STEADY_TASKS = {
    "waited for": (TASK.replace("count += 10", "pass"), ONE),
    "a clock that ticks for good": (
        """
        @socketio.on('message')
        def handle(msg):
            socketio.start_background_task(tick)
        def tick():
            number = 0
            while True:
                number += 1
                socketio.emit('tick', number)
                socketio.sleep(0.01 if number < 3 else 60)  # a fourth tick would race with the goodbye
        """,
        "- connect\n- send: a\n- wait: {event: tick, times: 3}\n- disconnect\n",
    ),
    "one that its handler waits for": (
        """
        import queue, threading
        jobs, done = queue.Queue(), threading.Event()
        @socketio.on('message')
        def handle(msg):
            thread = socketio.start_background_task(work)
            jobs.put(msg)
            done.wait()
            thread.join()
            send('done')
        def work():
            jobs.get()
            done.set()
        """,
        ONE,
    ),
    "a pool": (
        """
        from concurrent.futures import ThreadPoolExecutor
        @socketio.on('message')
        def handle(msg):
            with ThreadPoolExecutor(2) as pool:
                send(''.join(pool.map(str.upper, [msg, msg])))
        """,
        "- connect\n- send: a\n- disconnect\n",
    ),
    "a timer": (
        """
        import threading
        @socketio.on('message')
        def handle(msg):
            timer = threading.Timer(0.01, late)
            timer.start()
            send('soon')
            timer.join()
        def late():
            socketio.emit('late')
        """,
        "- connect\n- send: a\n- disconnect\n",
    ),
}


@pytest.mark.parametrize(("code", "scenario"), STEADY_TASKS.values(), ids=STEADY_TASKS)
def test_a_task_whose_time_does_not_matter_is_not_told(
    code: str, scenario: str, runner: Runner, tmp_path: Path
) -> None:
    assert rests(runner, tmp_path, code, scenario, "") is None


def test_two_tasks_that_lose_an_update_are_told(runner: Runner, tmp_path: Path) -> None:
    # The tasks sleep long enough to overlap on a busy machine, too, and to end after the handler's step.
    code = """
    count = 0
    @socketio.on('message')
    def handle(msg):
        for number in range(2):
            socketio.start_background_task(work)
    def work():
        global count
        seen = count
        socketio.sleep(0.2)
        count = seen + 1
    """
    how = rests(runner, tmp_path, code, ONE, "watch: [count]")
    assert how is not None
    told = r"the order of tasks 1 \(work\) and 2 \(work\), which nothing fixes: count after step [23] is "
    assert re.match(told, how), how


@pytest.mark.parametrize("more", ["", "any_order: true\n"])
def test_what_rests_on_something_else_is_not_laid_to_the_order(more: str, runner: Runner, tmp_path: Path) -> None:
    code = """\
    import uuid
    @socketio.on('message')
    def handle(msg):
        send(uuid.uuid4().hex)
    """
    (found,) = told(runner, lesson(tmp_path, HEAD + dedent(code), TOGETHER, BOTH + more))
    assert found.startswith("error: the run is not the same twice: step 3, “Client Receives” is ")


@pytest.mark.parametrize("transport", ["polling", "upgrade"])
def test_an_order_is_kept_on_every_transport(transport: str, runner: Runner, tmp_path: Path) -> None:
    how = rests(runner, tmp_path, LOST, THEN_ASK, BOTH + f"transport: {transport}\n")
    assert how is not None
    assert "when the other comes in while step 3 is at line 13" in how


# Two handlers of a few lines each, over one number; `n` is what a handler has read.
LINES = {
    "n = x": ("read", 0),
    "x = n + 1": ("write", 1),
    "x = n + 2": ("write", 2),
    "x = 5": ("set", 5),
    "y = n": ("", 0),
}
handlers = st.lists(st.sampled_from(list(LINES)), min_size=1, max_size=3)


def outcome(order: Iterable[tuple[int, str]]) -> int:
    """The number in the end, when the lines of two handlers run in this order."""
    x, seen = 0, [0, 0]
    for who, line in order:
        does, by = LINES[line]
        if does == "read":
            seen[who] = x
        elif does:
            x = by if does == "set" else seen[who] + by
    return x


def tried(one: list[tuple[int, str]], other: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """One after the other, both ways, and each overtaken at each of its lines."""
    for first, second in ((one, other), (other, one)):
        for place in range(1, len(first) + 1):
            yield first[:place] + second + first[place:]


def all_orders(one: list[tuple[int, str]], other: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    for places in combinations(range(len(one) + len(other)), len(one)):
        mine, its = iter(one), iter(other)
        yield [next(mine) if place in places else next(its) for place in range(len(one) + len(other))]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(handlers, handlers)
def test_whatever_two_handlers_do_what_rests_on_their_order_is_told_and_nothing_else(
    runner: Runner, tmp_path: Path, ada: list[str], grace: list[str]
) -> None:
    code = HEAD + "x = 0\n"
    for name, body in (("a", ada), ("b", grace)):
        lines = ["global x", "n = 0", *body]
        code += f"@socketio.on('{name}')\ndef {name}(msg):\n" + "".join(f"    {line}\n" for line in lines)
    code += "@socketio.on('ask')\ndef ask():\n    emit('total', x)\n"
    scenario = THEN_ASK.replace("{send: a}", "{emit: a, data: 1}").replace("{send: b}", "{emit: b, data: 1}")
    found = told(runner, lesson(tmp_path, code, scenario, BOTH + "watch: [last_message]"))
    one, other = [(0, line) for line in ada], [(1, line) for line in grace]
    if len(set(map(outcome, tried(one, other)))) > 1:
        assert len(found) == 1, (ada, grace)
        assert found[0].startswith("error: the outcome rests on the order of steps 3 and 4")
    elif len(set(map(outcome, all_orders(one, other)))) == 1:
        assert found == [], (ada, grace)


MEANT = BOTH + "watch: [count]\nany_order: true\n"


def test_a_lesson_that_means_it_may_show_what_differs(runner: Runner, tmp_path: Path) -> None:
    """And say what holds in every order."""
    more = "expect: [{step: 2, variables: {count: 0}}]"
    assert told(runner, lesson(tmp_path, HEAD + LOST, THEN_ASK, MEANT + more)) == []


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("expect: [{step: 5, variables: {count: 2}}]", "count after step 5 is '1', not '2'"),
        ("code_note: It is {value count after 5 = 2}.", "count after step 5 is '1', not '2'"),
        (
            "key_moments: [{question: A, answer: B, claims: [{variable: count, equals: 2, at: [5]}]}]",
            "after step 5 is '1'",
        ),
        (
            (
                "quiz: [{question: '`count` after step 5?', choices: ['1', '2'], "
                "answer: {variable: count, after: 5}, hint: Look.}]"
            ),
            "the answer is ",
        ),
    ],
)
def test_it_may_not_say_what_holds_in_one_order_alone(said: str, what: str, runner: Runner, tmp_path: Path) -> None:
    """Told as untrue of this run, when it was the other order in it, or else of another one."""
    (found,) = told(runner, lesson(tmp_path, HEAD + LOST, THEN_ASK, MEANT + said))
    assert what in found
    assert found.startswith(("error: this does not hold when ", "error: count after step 5 is "))


def test_what_is_meant_in_vain_is_told(runner: Runner, tmp_path: Path) -> None:
    found = told(runner, lesson(tmp_path, HEAD + GUARDED.format(lock="Lock"), THEN_ASK, BOTH + "any_order: true"))
    assert found == [
        "warning: nothing that the lesson shows rests on the order of threads, in the orders that were tried"
    ]


def test_a_lesson_in_which_nothing_happens_at_once_is_played_in_no_order(runner: Runner, tmp_path: Path) -> None:
    loaded = lesson(tmp_path, HEAD + LOST, "- connect\n- send: a\n- emit: ask\n")
    assert list(contests(loaded.lesson, runner.run(loaded).trace)) == []


def overtaken(runner: Runner, folder: Path, body: str, before: str = "") -> dict[str, list[int]]:
    """The lines at which the two handlers of a lesson are overtaken, by the unit."""
    code = f"{HEAD}{before}@socketio.on('message')\ndef handle(msg):\n{body}"
    loaded = lesson(folder, code, TOGETHER, BOTH)
    (contest,) = contests(loaded.lesson, runner.run(loaded).trace)
    found: dict[str, list[int]] = {}
    for tried in contest.orders:
        if tried.order.overtaken:
            found.setdefault(tried.order.overtaken[0], []).append(tried.order.overtaken[1])
    return found


def test_a_long_handler_is_overtaken_all_over_it_and_where_it_names_what_is_shared(
    runner: Runner, tmp_path: Path
) -> None:
    private = "".join(f"    x{number} = msg\n" for number in range(100))
    body = private + "    seen = count['n']\n    count['n'] = seen + 1\n" + private
    found = overtaken(runner, tmp_path, body, "count = {'n': 0}\n")
    assert [len(lines) for lines in found.values()] == [MOST_OVERTAKEN // 2, MOST_OVERTAKEN // 2]
    for lines in found.values():
        assert lines == sorted(lines)
        assert {110, 111} <= set(lines)
        gaps = [later - earlier for earlier, later in pairwise(lines)]
        assert max(gaps) < 12


def test_a_short_handler_leaves_its_share_to_the_long_one() -> None:
    short, long = (_Contender(f"task/{nth}", f"task {nth}", tuple(range(lines))) for nth, lines in ((0, 4), (1, 400)))
    places = _places([short, long], frozenset(), MOST_OVERTAKEN)
    assert [line for unit, line in places if unit is short] == [1, 2, 3]
    assert len(places) == MOST_OVERTAKEN


def test_a_handler_is_overtaken_at_every_line_that_there_is_time_for(runner: Runner, tmp_path: Path) -> None:
    found = overtaken(runner, tmp_path, "".join(f"    x{number} = msg\n" for number in range(20)))
    assert list(found.values()) == [list(range(10, 29))] * 2


def test_a_race_late_in_long_handlers_is_found(runner: Runner, tmp_path: Path) -> None:
    body = "".join(f"    x{number} = msg.strip()\n" for number in range(25))
    code = (
        f"count = 0\n\n@socketio.on('message')\ndef handle(msg):\n    global count\n{body}    seen = count\n"
        f"    send('thanks')\n    count = seen + 1\n\n{ASK}"
    )
    how = rests(runner, tmp_path, code, THEN_ASK)
    assert how is not None
    assert "\"Ada: 'total' 1\" when the other comes in while step 3 is at line " in how


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("a = 1\ndef f(x):\n    y = x\n    return a\n", {4}),
        ("app = Flask('a')\ns = SocketIO(app)\ndef f():\n    s.emit('x')\n    return app\n", set()),
        ("class A:\n    def f(self):\n        x = 1\n        self.x += x\n", {4}),
        ("a, (b, c) = x\nd: int = 0\ndef f():\n    return b\ndef g():\n    global d\n    d = 1\n", {4, 7}),
        ("def f():\n    def g():\n        return f()\n    return g\n", set()),
    ],
)
def test_what_handlers_share_is_what_the_module_holds(code: str, lines: set[int]) -> None:
    assert shared_lines(code) == lines


def test_handlers_that_the_server_calls_in_the_clients_own_threads_have_an_order_too(
    runner: Runner, tmp_path: Path
) -> None:
    """Two messages of one client come one after the other then, whatever the order that is asked for."""
    code = HEAD.replace("SocketIO(app)", "SocketIO(app, async_handlers=False)") + dedent(LOST)
    scenario = THEN_ASK.replace("{Ada: {send: a}}", "{Ada: {send: a}}, {Ada: {send: c}}")
    found = told(runner, lesson(tmp_path, code, scenario, BOTH))
    assert len(found) == 1
    assert "step 6, “Client Receives” is \"Ada: 'total' 3\" when step 3 comes first" in found[0]


def test_a_trace_is_kept_for_its_order(runner: Runner, tmp_path: Path) -> None:
    loaded: Loaded = lesson(tmp_path, HEAD + LOST, THEN_ASK, BOTH)
    (contest,) = contests(loaded.lesson, runner.run(loaded).trace)
    orders: list[Order | None] = [None, *(tried.order for tried in contest.orders)]
    requests = [run_request(loaded.lesson, Limits(), order=order) for order in orders]
    assert len({key(request) for request in requests}) == len(orders)
