"""The trace store: what has not changed is not run again, and nothing stale is ever served."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.tutorial.lessons import REFERENCE, handler, lesson
from tutorial.lesson.changed_lesson import changed_lesson
from tutorial.lesson.changes import Change
from tutorial.reading.loading import load
from tutorial.run import store
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore, key


class ForbiddenRunner(Runner):
    """Stands in for a runner where none may be needed."""

    def run(self, *_: object, **__: object) -> None:  # type: ignore[override]
        raise AssertionError("the lesson was run again")


def test_a_kept_trace_is_the_one_that_was_run_and_no_second_run_is_needed(runner: Runner, tmp_path: Path) -> None:
    kept = TraceStore(tmp_path).trace(runner, load(REFERENCE))
    again = TraceStore(tmp_path).trace(ForbiddenRunner(), load(REFERENCE))
    assert again == kept
    assert again.trace == runner.run(load(REFERENCE)).trace


@pytest.mark.parametrize("spoilt", ["", "{}", '{"trace": "[]", "ran_on": "x", "seconds": 1}', "\x00"])
def test_a_spoilt_file_is_as_good_as_none(spoilt: str, runner: Runner, tmp_path: Path) -> None:
    kept = TraceStore(tmp_path).trace(runner, load(REFERENCE))
    (file,) = tmp_path.iterdir()
    file.write_text(spoilt)
    assert TraceStore(tmp_path).trace(runner, load(REFERENCE)).trace == kept.trace


def test_a_folder_that_cannot_be_written_costs_only_the_next_run(runner: Runner, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert len(TraceStore(blocked / "cache").trace(runner, load(REFERENCE)).trace.steps) == 5


def test_the_key_changes_with_all_that_the_trace_depends_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = handler("send(msg)")
    plain = lesson(tmp_path, code).lesson
    others = [
        lesson(tmp_path, code + "# changed\n").lesson,
        lesson(tmp_path, code, "- connect\n- send: Bye\n- disconnect").lesson,
        lesson(tmp_path, code, more="watch: [last_message]").lesson,
        lesson(tmp_path, code, "- Ada: connect", more="clients: [Ada]").lesson,
    ]
    keys = [key(plain, "websocket"), key(plain, "polling"), key(changed_lesson(plain, Change(without=2)), "websocket")]
    keys += [key(other, "websocket") for other in others]
    monkeypatch.setattr(store, "version", lambda _: "99")
    keys.append(key(plain, "websocket"))
    assert len(set(keys)) == len(keys)


def test_the_key_does_not_change_with_the_words(tmp_path: Path) -> None:
    code = handler("send(msg)")
    said = lesson(tmp_path, code).lesson
    said_otherwise = lesson(tmp_path, code, more="minutes: 3\ntranscript: Other words.").lesson
    assert key(said, "websocket") == key(said_otherwise, "websocket")


def test_a_fresh_store_runs_again_what_others_kept_and_keeps_what_it_ran(runner: Runner, tmp_path: Path) -> None:
    loaded = load(REFERENCE)
    TraceStore(tmp_path).trace(runner, loaded)
    (file,) = tmp_path.iterdir()
    os.utime(file, (1_000, 1_000))
    fresh = TraceStore(tmp_path, fresh=True)
    with pytest.raises(AssertionError, match="run again"):
        fresh.trace(ForbiddenRunner(), loaded)
    kept = fresh.trace(runner, loaded)
    assert fresh.trace(ForbiddenRunner(), loaded) == kept
