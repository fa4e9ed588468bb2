"""The lines of a course's calls, ready to be told: derived from the traces, and kept as far as memory allows."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from dataclasses import asdict
from threading import Lock

from tutorial.course import Studied
from tutorial.linestory import Story, Window

_MOST_LINES = 120_000
"""Lines kept spelled out, some 300 bytes each; the stories asked for longest ago give way."""

_MOST_WINDOWS = 128
"""Windows kept as JSON, some 50 kB each."""

Numbers = tuple[int, int]
"""A step's number and a phase's in it."""


class Stories:
    """Stories and windows, by the version of their trace, so that another trace has others."""

    def __init__(self) -> None:
        self._versions: dict[str, tuple[Studied, str]] = {}
        self._stories: OrderedDict[tuple[str, Numbers], Story] = OrderedDict()
        self._windows: OrderedDict[tuple[str, Numbers, int, int], bytes] = OrderedDict()
        self._lock = Lock()

    def version(self, studied: Studied) -> str:
        """A name for a lesson's trace: another trace has another one."""
        known = self._versions.get(studied.slug)
        if known is None or known[0] is not studied:
            known = studied, hashlib.sha256(studied.trace.to_json().encode()).hexdigest()[:16]
            self._versions[studied.slug] = known
        return known[1]

    def story(self, studied: Studied, numbers: Numbers) -> Story | None:
        """The lines of a phase's call; None when it executes none."""
        step, phase = numbers
        call = studied.trace.steps[step - 1].phases[phase - 1].call
        if call is None or call.log is None or not call.log.stream:
            return None
        key = self.version(studied), numbers
        with self._lock:
            if story := self._stories.get(key):
                self._stories.move_to_end(key)
                return story
        story = Story(call.log, studied.lesson.code)
        with self._lock:
            self._stories[key] = story
            while len(self._stories) > 1 and sum(each.total for each in self._stories.values()) > _MOST_LINES:
                self._stories.popitem(last=False)
        return story

    def window(self, studied: Studied, numbers: Numbers, first: int, count: int) -> bytes:
        """Some lines of a phase as JSON; of one that has no story, `null`."""
        key = self.version(studied), numbers, first, count
        with self._lock:
            if key in self._windows:
                self._windows.move_to_end(key)
                return self._windows[key]
        story = self.story(studied, numbers)
        text = as_json(story.window(first, count)).encode() if story else b"null"
        with self._lock:
            self._windows[key] = text
            if len(self._windows) > _MOST_WINDOWS:
                self._windows.popitem(last=False)
        return text


def as_json(window: Window) -> str:
    """A window as the stepper reads it; what is empty in a line is left out."""
    data = asdict(window)
    data["lines"] = [
        {name: value for name, value in line.items() if value not in ((), "", None)} for line in data["lines"]
    ]
    return json.dumps(data, ensure_ascii=True, separators=(",", ":"))
