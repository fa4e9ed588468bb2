"""A run that rests on the order of a set is told at its line; one that sorts is not."""

from __future__ import annotations

from pathlib import Path

from tests.tutorial.lessons import handler, lesson
from tutorial.check.checking import check
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

WORDS = "['tea', 'milk', 'water', 'cocoa']"


def told(folder: Path, runner: Runner, body: str) -> list[str]:
    replays = Replays(TraceStore(folder / "traces"), runner, lesson(folder, handler(body)))
    return [f"{problem.line}: {problem.what}" for problem in check(replays)]


def test_what_rests_on_the_order_of_a_set_is_told_at_the_line_that_sends_it(tmp_path: Path, runner: Runner) -> None:
    (what,) = told(tmp_path, runner, f"send(' '.join(set({WORDS})))")
    assert what.startswith("11: the run rests on the order of a set: step 2, “Client Receives” is '")


def test_the_order_of_a_set_display_is_told_where_it_shows_in_a_variable(tmp_path: Path, runner: Runner) -> None:
    code = handler("global kept\nkept = [*{'tea', 'milk', 'water', 'cocoa'}]\nsend('kept')").replace(
        "@", "kept = []\n@", 1
    )
    replays = Replays(TraceStore(tmp_path / "traces"), runner, lesson(tmp_path, code, more="watch: [kept]"))
    assert any("the order of a set: kept after step 2 is" in problem.what for problem in check(replays))


def test_a_sorted_set_and_a_set_that_is_only_counted_are_not_told(tmp_path: Path, runner: Runner) -> None:
    assert told(tmp_path, runner, f"send(' '.join(sorted(set({WORDS}))))") == []
    assert told(tmp_path, runner, f"send(str(len(set({WORDS}))))") == []


def test_a_set_of_two_texts_that_the_seeds_1_to_3_leave_in_order_is_told(tmp_path: Path, runner: Runner) -> None:
    assert told(tmp_path, runner, "first, second = 'chess', 'south'\nsend(' '.join({first, second}))") != []
