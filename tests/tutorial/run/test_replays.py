"""A lesson is played again in five ways, and no run is made twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import REFERENCE, lesson
from tutorial.lesson.changed_lesson import UnchangeableError
from tutorial.lesson.changes import Change, CodeChange
from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import load
from tutorial.run.orders import Order, member
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

RANDOM = """\
import uuid
from flask import Flask
from flask_socketio import SocketIO, send

app = Flask(__name__)
socketio = SocketIO(app)
seen = []

@socketio.on('message')
def handle(msg):
    seen.append(msg)
    send(uuid.uuid4().hex)
"""
CLIENTS = "clients: [Ada, Grace]\nwatch: [seen]\n"
TOGETHER = "- Ada: connect\n- Grace: connect\n- together: [{Ada: {send: a}}, {Grace: {send: b}}]\n"
GRACE_FIRST = Order((member(1, "Grace", 0), member(1, "Ada", 0)))
ADA_FIRST = Order(GRACE_FIRST.units[::-1])


@pytest.fixture
def reference(runner: Runner, tmp_path: Path) -> Replays:
    return Replays(TraceStore(tmp_path / "traces"), runner, load(REFERENCE))


@pytest.fixture
def random(runner: Runner, tmp_path: Path) -> Replays:
    """A lesson that comes out otherwise in every run."""
    return Replays(TraceStore(tmp_path / "traces"), runner, lesson(tmp_path, RANDOM, TOGETHER, CLIENTS))


def test_the_whole_run_is_that_of_the_lesson(reference: Replays, runner: Runner) -> None:
    assert reference.whole().trace == runner.run(load(REFERENCE)).trace


def test_a_run_is_kept_and_the_second_run_is_another_one_that_is_kept_too(random: Replays) -> None:
    whole, again = random.whole().trace, random.again()
    assert whole != again
    assert (random.whole().trace, random.again()) == (whole, again)


def test_a_run_in_an_order_is_kept_and_a_second_one_is_apart(random: Replays) -> None:
    ordered, again = random.ordered(GRACE_FIRST), random.ordered(GRACE_FIRST, again=True)
    assert len({trace.to_json() for trace in (ordered, again, random.ordered(ADA_FIRST), random.whole().trace)}) == 4
    assert (random.ordered(GRACE_FIRST), random.ordered(GRACE_FIRST, again=True)) == (ordered, again)


def test_what_happens_at_once_happens_in_the_order(random: Replays) -> None:
    last = [random.ordered(order).steps[-1].variables["seen"] for order in (GRACE_FIRST, ADA_FIRST)]
    assert last == [["b", "a"], ["a", "b"]]


def test_a_fresh_store_runs_the_second_runs_anew_too(random: Replays, runner: Runner, tmp_path: Path) -> None:
    again = random.again()
    fresh = Replays(TraceStore(tmp_path / "traces", fresh=True), runner, random.loaded)
    assert fresh.again() != again
    assert fresh.again() == fresh.again()


def test_the_lesson_runs_without_one_of_its_actions(reference: Replays) -> None:
    trace = reference.changed(Change(without=4))
    assert [step.trigger.kind for step in trace.steps] == ["connect", "event", "event", "end"]
    assert trace.steps[-1].after == {"Client": "Open"}


def test_each_change_has_a_run_of_its_own_that_is_kept(random: Replays) -> None:
    changes = [Change(without=3), Change(without=4), Change(code=CodeChange(line=11, becomes="send(uuid.uuid1().hex)"))]
    runs = [random.changed(change) for change in changes]
    assert len({trace.to_json() for trace in (*runs, random.whole().trace)}) == 4
    assert [random.changed(change) for change in changes] == runs


def test_a_change_that_cannot_be_made_or_run_is_refused(reference: Replays) -> None:
    with pytest.raises(UnchangeableError, match="cannot send here: it is not connected yet"):
        reference.changed(Change(without=1))
    with pytest.raises(LessonError, match="the code cannot be imported: ZeroDivisionError"):
        reference.changed(Change(code=CodeChange(line=4, becomes="1 / 0")))


def test_the_lines_that_run_are_told_and_kept(reference: Replays, monkeypatch: pytest.MonkeyPatch) -> None:
    reached = reference.reached()
    lines = reference.loaded.lesson.code.split("\n")
    assert lines[min(reached.lines) - 1].startswith("from flask")
    monkeypatch.delattr(Runner, "reached")
    assert reference.reached() == reached
