"""The trace store: what has not changed is not run again, and nothing stale is ever served."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.tutorial.lessons import REFERENCE, ROOT, handler, lesson
from tutorial.lesson.changed_lesson import changed_lesson
from tutorial.lesson.changes import Change
from tutorial.reading.loading import load
from tutorial.run import store
from tutorial.run.orders import SCENARIO, Order, task
from tutorial.run.runner import Limits, Runner, run_request
from tutorial.run.store import TraceStore, key
from tutorial.run.worker_process import worker_environment


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


REQUEST = run_request(load(REFERENCE).lesson, Limits())


def test_the_key_changes_with_all_of_a_lesson_that_its_run_is_made_of(tmp_path: Path) -> None:
    code = handler("send(msg)")
    plain = lesson(tmp_path, code, more="watch: [app, socketio]").lesson
    others = [
        lesson(tmp_path, code + "# changed\n").lesson,
        lesson(tmp_path, code, "- connect\n- send: Bye\n- disconnect").lesson,
        lesson(tmp_path, code, more="watch: [app]").lesson,
        lesson(tmp_path, code, more="watch: [socketio, app]").lesson,
        lesson(tmp_path, code, more="watch: [app, socketio]\nanswers: {question: 42}").lesson,
        lesson(tmp_path, code, "- Ada: connect", more="clients: [Ada]").lesson,
        changed_lesson(plain, Change(without=2)),
    ]
    requests = [run_request(one, Limits()) for one in (plain, *others)]
    requests += [run_request(plain, Limits(), "polling"), run_request(plain, Limits(), reached=True)]
    requests += [run_request(plain, Limits(), order=Order((SCENARIO, task(0))))]
    assert len({key(request) for request in requests}) == len(requests)


@pytest.mark.parametrize("name", REQUEST)
def test_the_key_changes_with_everything_that_the_worker_is_told(name: str) -> None:
    assert key(REQUEST | {name: "other"}) != key(REQUEST)


def test_the_key_does_not_change_with_the_words(tmp_path: Path) -> None:
    code = handler("send(msg)")
    said = lesson(tmp_path, code).lesson
    said_otherwise = lesson(tmp_path, code, more="minutes: 3\ntranscript: Other words.").lesson
    assert key(run_request(said, Limits())) == key(run_request(said_otherwise, Limits()))


@pytest.fixture
def our_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of our packages, which the key is made of instead of the real ones."""
    for package in ("tracer", "tutorial"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(store, "OUR_FOLDER", tmp_path)
    return tmp_path


def key_now() -> str:
    """The key as another process would make it."""
    store._our_code.cache_clear()
    store._libraries.cache_clear()
    return key(REQUEST)


PLAYED = """
import json, os, sys
from tutorial.run import served, worker
answers = []
served.play(json.loads(sys.stdin.read()), answers.append)
files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
os.write(1, json.dumps([answers[-1]["kind"], files]).encode())
os.kill(os.getpid(), 9)
"""
"""Plays a lesson in the process itself, and tells which modules that took; it is killed, as a player is."""


def files_of_a_run(**how: Any) -> set[Path]:
    """Our files that are imported where a lesson runs, relative to the folder of our packages."""
    played = subprocess.run(
        [sys.executable, "-c", PLAYED],
        input=json.dumps(run_request(load(REFERENCE).lesson, Limits(), **how)),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        env=worker_environment() | {"PYTHONPATH": str(ROOT)},
    )
    kind, files = json.loads(played.stdout)
    assert kind == "trace"
    packages = (ROOT / "tracer", ROOT / "tutorial", ROOT / "web")
    paths = [Path(file) for file in files if file]
    return {path.relative_to(ROOT) for path in paths if any(map(path.is_relative_to, packages))}


def test_the_key_changes_with_each_file_of_ours_that_a_run_imports(our_copy: Path) -> None:
    files = files_of_a_run() | files_of_a_run(order=Order((SCENARIO,))) | files_of_a_run(reached=True)
    assert {Path("tracer/events.py"), Path("tutorial/run/worker.py"), Path("tutorial/run/schedule.py")} <= files
    assert changing_the_key(our_copy, files) == files


def test_the_key_changes_with_each_file_of_the_tracer_and_of_the_rooms_that_a_run_is_in(our_copy: Path) -> None:
    rooms = [our_copy / room for room in ("tracer", "tutorial/lesson", "tutorial/run")]
    files = {file.relative_to(our_copy) for room in rooms for file in room.rglob("*.py")}
    assert len(files) > 60
    assert changing_the_key(our_copy, files) == files


def test_the_key_changes_with_a_file_that_is_new_gone_or_named_otherwise(our_copy: Path) -> None:
    keys, file = [key_now()], our_copy / "tracer" / "new.py"
    file.touch()
    keys.append(key_now())
    file.rename(file.with_stem("newer"))
    keys.append(key_now())
    assert len(set(keys)) == 3
    file.with_stem("newer").unlink()
    assert key_now() == keys[0]


def test_the_key_does_not_change_with_what_a_run_is_not_made_of(our_copy: Path) -> None:
    files = {Path("tutorial") / name for name in ("quiz/queries.py", "check/checking.py", "telling/narration.py")}
    assert changing_the_key(our_copy, files) == set()


def changing_the_key(folder: Path, files: Iterable[Path]) -> set[Path]:
    """Those of the files that make another key when they say something else."""
    before, found = key_now(), set()
    for file in files:
        code = (folder / file).read_bytes()
        (folder / file).write_bytes(code + b"#\n")
        if key_now() != before:
            found.add(file)
        (folder / file).write_bytes(code)
    assert key_now() == before
    return found


@pytest.mark.parametrize("name", worker_environment())
def test_the_key_changes_with_the_worker_s_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key(REQUEST)
    monkeypatch.setattr(store, "worker_environment", lambda: worker_environment() | {name: "other"})
    assert key(REQUEST) != before


def test_the_key_changes_with_our_environment_only_as_far_as_the_worker_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = key(REQUEST)
    monkeypatch.setenv("SECRET_KEY", "ours")
    assert key(REQUEST) == before
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    assert key(REQUEST) != before


def test_the_key_changes_with_python(monkeypatch: pytest.MonkeyPatch) -> None:
    before = key(REQUEST)
    monkeypatch.setattr(sys, "version", "3.99")
    assert key(REQUEST) != before


def test_the_key_changes_with_the_version_of_any_library_and_with_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any that is installed: a program may import one that ours does not need."""
    monkeypatch.syspath_prepend(tmp_path)
    keys = [key_now()]
    metadata = tmp_path / "colours-1.0.dist-info" / "METADATA"
    metadata.parent.mkdir()
    for number in ("1.0", "1.1"):
        metadata.write_text(f"Metadata-Version: 2.1\nName: colours\nVersion: {number}\n", encoding="utf-8")
        importlib.invalidate_caches()
        keys.append(key_now())
    assert len(set(keys)) == 3


def test_a_key_costs_little_once_the_first_is_made() -> None:
    """It is made for every run of every lesson of a course."""
    key(REQUEST)
    began = time.perf_counter()
    for _ in range(100):
        key(REQUEST)
    assert time.perf_counter() - began < 0.5


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
