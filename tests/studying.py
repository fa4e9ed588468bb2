"""The courses that pages are tested with: the lessons that are served, and `tests/course` with one of each outcome."""

from __future__ import annotations

import fcntl
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from tutorial.course.course import Course, Studied, lesson_files, study_all
from tutorial.course.extra_runs import with_extra_runs
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = "websocket-events"


def without_stops(lesson: str) -> str:
    """A lesson file whose questions all wait in the quiz: most tests walk through the run and back."""
    return re.sub(r"^    after: .*\n", "", lesson, flags=re.MULTILINE)


def study_course(folder: Path, traces: Path) -> Course:
    """Run the reference lesson and those of `tests/course`; `folder` takes the lesson files.

    Processes that study at the same time take turns, and all but the first find the traces in `traces`.
    """
    lessons = folder / "lessons"
    shutil.copytree(ROOT / "tests" / "course", lessons)
    shipped = (ROOT / "lessons" / f"{REFERENCE}.yaml").read_text(encoding="utf-8")
    (lessons / f"{REFERENCE}.yaml").write_text(without_stops(shipped), encoding="utf-8")
    return _studied(lesson_files(lessons), traces, (REFERENCE,))


def study_lessons(traces: Path, only: Sequence[str] = ()) -> Course:
    """Run the lessons that the project serves, in turns as above; or `only` some of them, then as `serve` does it."""
    files = lesson_files(ROOT / "lessons")
    return _studied([path for path in files if path.stem in only] if only else files, traces, only)


def _studied(paths: list[Path], traces: Path, extra: Sequence[str]) -> Course:
    traces.mkdir(exist_ok=True)
    with Runner() as runner, (traces / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        store = TraceStore(traces)
        studied = [
            with_extra_runs(one, runner, store) if one.slug in extra and isinstance(one, Studied) else one
            for one in study_all(paths, runner, store)
        ]
    return Course({lesson.slug: lesson for lesson in studied})
