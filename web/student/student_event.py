"""What a student did once, as it is kept: plain data that goes to JSON and back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

EventKind = Literal["try", "because", "compare", "past", "hint", "again", "place", "finish", "over"]
"""Deeds at a question (`try` to `again`), in a lesson (`place`, `finish`), and `over`: the quiz is started over."""

_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")


@dataclass(frozen=True, slots=True)
class StudentEvent:
    """One thing that a student did in a lesson.

    `id` is made by the browser, so that what arrives twice counts once. `trace` is the key of the trace on which it was
    done (`web.student.trace_key`). `at` is when, as ISO time in UTC. `data` says more, by the kind: `given`, `sure`,
    `seed` and `options` of a try; `reason`; `how_close`; `number` of a hint; `mode`, `step`, `phase` and `line` of a
    place; `what` and `done` of something finished.
    """

    id: str
    lesson: str
    trace: str
    at: str
    kind: EventKind
    question: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """All of it as one JSON object."""
        question = {"question": self.question} if self.question else {}
        head = {"id": self.id, "at": self.at, "lesson": self.lesson, "trace": self.trace, "kind": self.kind}
        return {**head, **question, **self.data}


def event_id(given: str = "") -> str:
    """The id that the browser gave, if it is one; else a new one."""
    return given if _ID.fullmatch(given) else secrets.token_urlsafe(12)


def now() -> str:
    """This moment as events have it; texts of it compare as times do."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
