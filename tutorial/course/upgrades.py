"""Find what an upgrade of Python or a library changed: keep each lesson's last trace, and compare the new one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from tracer.trace import Provenance, Trace
from tutorial.check.comparing import differences
from tutorial.lesson.lesson import Lesson
from tutorial.run.kept_files import UNREADABLE, keep_text, read_kept
from tutorial.run.runner import Limits, run_request


@dataclass(frozen=True, slots=True)
class Moved:
    """The cells that changed, and since which versions."""

    cells: tuple[str, ...] = ()
    since: str = ""


class Upgrades:
    """A folder with the last trace of each lesson, under a name that does not depend on code and versions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def since_last(self, path: Path, lesson: Lesson, trace: Trace) -> Moved:
        """Find what changed since the last check, if the lesson is still the same; then keep this trace."""
        kept = self.folder / f"{_digest(str(path.resolve()))}.json"
        said = _digest(json.dumps(run_request(lesson, Limits())))
        last = _read(kept, said)
        if last == trace:
            return Moved()
        keep_text(kept, json.dumps({"lesson": said, "trace": trace.to_json()}))
        if last is None or last.provenance == trace.provenance:
            return Moved()
        cells = tuple(map(str, differences(last, trace)))
        return Moved(cells, _versions(last.provenance, trace.provenance)) if cells else Moved()


def _versions(last: Provenance, now: Provenance) -> str:
    """The old versions of the upgraded libraries: `flask-socketio 5.5.0, which is 5.7.0 now`."""
    old, new = ({"Python": origin.python} | origin.libraries for origin in (last, now))
    return ", ".join(
        f"{name} {version} (now {new.get(name)})" for name, version in old.items() if new.get(name) != version
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _read(path: Path, said: str) -> Trace | None:
    """The kept trace of this lesson, if there is one that can be read."""
    try:
        data = read_kept(path, whole=False)
        return Trace.from_json(data["trace"]) if data["lesson"] == said else None
    except UNREADABLE:
        return None
