"""What a student did once, as it is kept: plain data that goes to JSON and back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from web.student.attempts import AttemptOf

QuestionEvent = Literal["try", "because", "compare", "past", "hint", "again"]
EventKind = QuestionEvent | Literal["place", "finish", "over"] | AttemptOf
"""Deeds at a question (`try` to `again`), in a lesson (`place`, `finish`), `over`: the quiz is started over; and
attempts at what is asked beside the quiz. `because` is the reason for an answer to a question, or for an attempt."""

_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")


@dataclass(frozen=True, slots=True)
class StudentEvent:
    """One thing that a student did in a lesson.

    `id` is made by the browser, so that what arrives twice counts once. `trace` is the key of the trace on which it was
    done (`web.student.trace_key`). `at` is when, as ISO time in UTC. `question` is the id of what was asked. `data`
    says more, by the kind: `given`, `sure`, `seed` and `options` of a try; `reason` and whether it is `right`, for an
    attempt also `of` what and its `seed`; `how_close`; `number` of a hint; `mode`, `step`, `phase` and `line` of a
    place; `what` and `done` of something finished; `given`, `right`, `form`, `seed` and `sure` of an attempt.
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
