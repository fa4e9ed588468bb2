"""Two lessons as large as real ones: three clients in 32 steps, and payloads and names that fit no phone."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.site import serving
from tutorial.course.course import Course, lesson_files, study_all
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from web.site.app import create_app

FOLDER = Path(__file__).parent / "large"
ROOMS = "/lessons/chat-rooms"
TELEMETRY = "/lessons/telemetry"


@contextmanager
def served_large(traces: Path) -> Iterator[str]:
    """Run the large lessons and serve them; gives the site's address. Processes take turns and share the traces."""
    traces.mkdir(exist_ok=True)
    with Runner() as runner, (traces / "large-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        studied = list(study_all(lesson_files(FOLDER), runner, TraceStore(traces)))
    with serving(create_app(Course({lesson.slug: lesson for lesson in studied}))) as address:
        yield address
