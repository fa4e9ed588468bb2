"""The courses that pages are tested with: the lessons that are served, and `tests/course` with one of each outcome."""

from __future__ import annotations

import shutil
from pathlib import Path

from tutorial.course.course import Course, lesson_files, study_all
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = "websocket-events"


def study_course(folder: Path) -> Course:
    """Run the reference lesson and those of `tests/course`; `folder` takes the lesson files and the traces."""
    lessons = folder / "lessons"
    shutil.copytree(ROOT / "tests" / "course", lessons)
    shutil.copy(ROOT / "lessons" / f"{REFERENCE}.yaml", lessons)
    with Runner() as runner:
        studied = list(study_all(lesson_files(lessons), runner, TraceStore(folder / "traces")))
    return Course({lesson.slug: lesson for lesson in studied})
