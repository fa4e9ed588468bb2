"""What the trace store finds where a kept trace should be, and how much it keeps."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.tutorial.lessons import REFERENCE
from tutorial.reading.loading import load
from tutorial.run.kept_files import keep_text, most_bytes, read_kept, trim
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

KEPT = {"ran_on": "2026-01-01", "seconds": 1.0}
OTHER_SHAPES = [
    "", "[]", "null", "1", '"x"', "{", "[" * 100_000, '{"a":' * 100_000, json.dumps(KEPT), "\ud800x",
    json.dumps(KEPT | {"trace": "[]"}), json.dumps(KEPT | {"trace": "[" * 100_000}), json.dumps(KEPT | {"trace": 1}),
    json.dumps(KEPT | {"trace": json.dumps({"format": 1, "steps": 1})}),
]  # fmt: skip


def test_a_file_that_holds_no_trace_is_run_again_and_written_anew(runner: Runner, tmp_path: Path) -> None:
    store, loaded = TraceStore(tmp_path), load(REFERENCE)
    kept = store.trace(runner, loaded)
    (path,) = tmp_path.glob("*.json")
    whole = json.loads(path.read_text())
    trace = json.loads(whole["trace"])
    others: list[Any] = [1, [1], {}]
    shapes = [json.dumps(whole | {"trace": json.dumps(trace | {key: other})}) for key in trace for other in others]
    run, runs = runner.run, []

    def count(*args: object, **options: object) -> object:
        runs.append(1)
        return made

    made = run(loaded)
    runner.run = count  # type: ignore[method-assign, assignment]  # a run takes its time
    try:
        for text in (*OTHER_SHAPES, *shapes):
            path.write_bytes(text.encode(errors="surrogatepass"))
            assert store.trace(runner, loaded).trace.steps == kept.trace.steps
    finally:
        runner.run = run  # type: ignore[method-assign]
    assert len(runs) == len(OTHER_SHAPES) + len(shapes)


def test_a_fifo_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.json")
    with pytest.raises(OSError, match="no regular file"):
        read_kept(tmp_path / "x.json")


def test_the_files_that_were_used_longest_ago_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPWIRE_CACHE_MB", "0.5")
    for number in range(10):
        path = tmp_path / ("again" if number % 2 else ".") / f"{number:040x}.json"
        keep_text(path, json.dumps("x" * 100_000))
        os.utime(path, (number, number))
    (tmp_path / "progress.sqlite3").write_bytes(b"x" * 10**6)
    (tmp_path / ".stepwire-half").touch()
    os.utime(tmp_path / ".stepwire-half", (0, 0))
    read_kept(tmp_path / f"{0:040x}.json", whole=False)  # so it was used last
    trim(tmp_path)
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"progress.sqlite3", *(f"{number:040x}.json" for number in (0, 7, 8, 9))}


def test_what_may_be_kept_is_asked_for_in_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPWIRE_CACHE_MB", "2")
    assert most_bytes() == 2 * 2**20
    for odd in ("", "x", "-1", "nan", "1e99"):
        monkeypatch.setenv("STEPWIRE_CACHE_MB", odd)
        assert most_bytes() == 500 * 2**20


def test_a_folder_that_is_full_keeps_no_half_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    keep_text(tmp_path / "x.json", "{}")
    assert list(tmp_path.iterdir()) == []
