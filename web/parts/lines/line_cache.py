"""Keeps the lines of a course's calls, put into words from the traces, as far as memory allows."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from dataclasses import asdict
from threading import Lock
from typing import Any

from tracer.lines import LineLog
from tracer.trace import Trace
from tutorial.course.studied import Studied
from tutorial.telling.line_story import Story, Window

_MOST_LINES = 120_000
"""Lines kept spelled out, some 300 bytes each; the stories asked for longest ago give way."""

_MOST_WINDOWS = 128
"""Windows kept as JSON, some 50 kB each."""

Numbers = tuple[int, int]
"""A step's number and a phase's in it."""

LinesOf = Numbers | int
"""Whose lines: those of a phase's call, or those of the task with this number."""


class LineCache:
    """Stories and windows by the version of their trace; a new trace gets new ones."""

    def __init__(self) -> None:
        self._versions: dict[str, tuple[Studied, str]] = {}
        self._stories: OrderedDict[tuple[str, LinesOf], Story] = OrderedDict()
        self._windows: OrderedDict[tuple[str, LinesOf, int, int], bytes] = OrderedDict()
        self._lock = Lock()

    def version(self, studied: Studied) -> str:
        """A name for the present trace of a lesson; each trace has its own."""
        known = self._versions.get(studied.slug)
        if known is None or known[0] is not studied:
            known = studied, hashlib.sha256(studied.trace.to_json().encode()).hexdigest()[:16]
            self._versions[studied.slug] = known
        return known[1]

    def story(self, studied: Studied, where: LinesOf) -> Story | None:
        """The lines of a phase's call or of a task; None when there are none."""
        log = _log(studied.trace, where)
        if log is None or not log.stream:
            return None
        key = self.version(studied), where
        with self._lock:
            if story := self._stories.get(key):
                self._stories.move_to_end(key)
                return story
        story = Story(log, studied.lesson.code)
        with self._lock:
            self._stories[key] = story
            while len(self._stories) > 1 and sum(each.total for each in self._stories.values()) > _MOST_LINES:
                self._stories.popitem(last=False)
        return story

    def window(self, studied: Studied, where: LinesOf, first: int, count: int) -> bytes:
        """Some lines as JSON; `null` without a story."""
        key = self.version(studied), where, first, count
        with self._lock:
            if key in self._windows:
                self._windows.move_to_end(key)
                return self._windows[key]
        story = self.story(studied, where)
        text = json.dumps(window_data(story.window(first, count)), separators=(",", ":")).encode() if story else b"null"
        with self._lock:
            self._windows[key] = text
            if len(self._windows) > _MOST_WINDOWS:
                self._windows.popitem(last=False)
        return text


def _log(trace: Trace, where: LinesOf) -> LineLog | None:
    if isinstance(where, int):
        return trace.tasks[where - 1].log
    step, phase = where
    call = trace.steps[step - 1].phases[phase - 1].call
    return call.log if call is not None else None


def window_data(window: Window) -> dict[str, Any]:
    """A window as data for the stepper, without the empty fields of its lines."""
    data = asdict(window)
    data["lines"] = [
        {name: value for name, value in line.items() if value not in ((), "", None)} for line in data["lines"]
    ]
    return data
