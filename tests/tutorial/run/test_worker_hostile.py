"""What programs that mean harm come to, sealed and with no walls of the kernel: a broken lesson, and nothing left."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tutorial.lessons import REFERENCE, handler, lesson
from tests.tutorial.run.hostile import HOSTILE
from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import load
from tutorial.run.runner import Limits, Runner

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and needs Linux's walls")

SHORT = Limits(seconds=0.8, memory=512 * 2**20, output=100_000)
PATIENT = replace(SHORT, seconds=10.0)
FIRST_LINE = 9
"""Of the handler's body in the code; the code begins at line 3 of the file."""


@pytest.fixture(scope="module", params=[None, False], ids=["sealed", "open"])
def strict(request: pytest.FixtureRequest, temporary: Path) -> Iterator[Runner]:
    with Runner(SHORT, sealed=request.param) as runner:
        yield runner


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which runs have their folders, unless they are sealed."""
    folder = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(folder))
        yield folder
        assert list(folder.iterdir()) == []


def ours() -> set[int]:
    """The processes that began as a worker of this process or below one, wherever they are now."""
    found, mark = set(), f"STEPWIRE_WORKER={os.getpid()}-".encode()
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                if mark in (process / "environ").read_bytes():
                    found.add(int(process.name))
            except OSError:
                continue
    return found


def told(runner: Runner, folder: Path, body: str) -> str:
    """What is wrong with how this program ended; nothing, when it is a broken lesson that names a line of it."""
    loaded = lesson(folder, handler(body))
    try:
        runner.run(loaded)
    except LessonError as error:
        (problem,) = error.problems
        last = FIRST_LINE + len(body.strip("\n").splitlines()) + 1
        if problem.path != str(folder / "lesson.yaml") or not FIRST_LINE - 1 <= problem.line - 2 <= last:
            return f"not at its line: {problem}"
        return ""
    return "it is not broken"


@contextmanager
def patient(runner: Runner) -> Iterator[Runner]:
    """The same runner with more time: a busy machine may need it."""
    runner.limits = PATIENT
    try:
        yield runner
    finally:
        runner.limits = SHORT


@pytest.mark.parametrize("group", HOSTILE)
def test_each_ends_as_a_broken_lesson_with_its_line_and_leaves_nothing(
    group: str, strict: Runner, tmp_path: Path, temporary: Path
) -> None:
    with patient(strict) as runner:
        runner.run(load(REFERENCE))
    others = ours() - own(strict)
    suspect = [body for body in HOSTILE[group].values() if told(strict, tmp_path, body)]
    with patient(strict) as runner:
        assert [(body, said) for body in suspect if (said := told(runner, tmp_path, body))] == []
        assert len(runner.run(load(REFERENCE)).trace.steps) == 5
    assert ours() - others <= own(strict)
    assert [left for folder in temporary.iterdir() for left in folder.iterdir()] == []


def own(runner: Runner) -> set[int]:
    """The worker, and the seal around it."""
    worker = runner._worker
    assert worker is not None
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    return {worker.pid, *(map(int, children) if worker.in_seal else ())}


def test_there_are_at_least_60_hostile_programs() -> None:
    assert sum(map(len, HOSTILE.values())) >= 60
