"""Where events are kept: what every log can do, and one in memory."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from web.student.student_event import StudentEvent, now

CODE_LASTS = timedelta(minutes=15)

MOST_LATELY = 400
"""Answers to exercises of a lesson that are told of all students."""

ExerciseOutcome = tuple[str, bool]
"""An exercise, and whether somebody answered it right."""

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that nobody takes for one another."""

_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """A short code with which a student goes on with another device: once, and `until` an ISO time in UTC."""

    text: str
    until: str


def new_code() -> DeviceCode:
    """A code that nobody can guess in its time."""
    text = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    return DeviceCode(text, (datetime.now(UTC) + CODE_LASTS).isoformat(timespec="milliseconds"))


class NotKeptError(Exception):
    """The log cannot be reached, or cannot keep anything now. The message says why, for whoever serves."""


class EventLog(Protocol):
    """Lists of events, one for each student, to which events are added at the end.

    Every method raises `NotKeptError` when the log cannot do it now; then it has done nothing. `trouble` says why
    nothing could be kept when it was last tried; it is empty when it could.
    """

    @property
    def trouble(self) -> str: ...

    def read(self, student: str, lesson: str | None = None) -> Sequence[StudentEvent]:
        """A student's events in the order in which they came, those of one lesson or all.

        A log may answer with the very same sequence again while nothing has changed.
        """

    def by_lesson(self, student: str) -> Mapping[str, Sequence[StudentEvent]]:
        """A student's events in each lesson that has some, as `read` has them."""

    def append(self, student: str, events: Sequence[StudentEvent]) -> None:
        """Add events, all or none; one whose id the student has already is passed over."""

    def join(self, student: str, other: str) -> None:
        """Move the events of another name of the same student to the end of this one's; the other is then unknown."""

    def delete(self, student: str) -> None:
        """Keep nothing of a student any more."""

    def lately(self, lesson: str, trace: str) -> Sequence[ExerciseOutcome]:
        """How exercises of a lesson were answered lately, by whomever; nothing in it tells by whom.

        A log may be some seconds behind.
        """

    def code_for(self, student: str) -> DeviceCode:
        """A new code of a student, in the place of an older one."""

    def student_of(self, code: str) -> str | None:
        """The student who has a code; None, if nobody has it any more. The code is used up."""


class MemoryLog:
    """A log that lasts as long as its process."""

    trouble = ""

    def __init__(self) -> None:
        self._students: dict[str, dict[str, StudentEvent]] = {}
        self._codes: dict[str, tuple[str, DeviceCode]] = {}
        self._one_at_a_time = threading.Lock()

    def read(self, student: str, lesson: str | None = None) -> list[StudentEvent]:
        """The events of one lesson, or all."""
        with self._one_at_a_time:
            events = list(self._students.get(student, {}).values())
        return [event for event in events if lesson is None or event.lesson == lesson]

    def by_lesson(self, student: str) -> Mapping[str, Sequence[StudentEvent]]:
        """The events of each lesson."""
        lessons: dict[str, list[StudentEvent]] = {}
        for event in self.read(student):
            lessons.setdefault(event.lesson, []).append(event)
        return lessons

    def append(self, student: str, events: Sequence[StudentEvent]) -> None:
        """Add those whose ids are new."""
        with self._one_at_a_time:
            kept = self._students.setdefault(student, {})
            for event in events:
                kept.setdefault(event.id, event)

    def join(self, student: str, other: str) -> None:
        """Move the other's events to the end."""
        if student != other and (events := self.read(other)):
            self.append(student, events)
            self.delete(other)

    def delete(self, student: str) -> None:
        """Drop a student's events."""
        with self._one_at_a_time:
            self._students.pop(student, None)

    def lately(self, lesson: str, trace: str) -> Sequence[ExerciseOutcome]:
        """What all students have answered."""
        with self._one_at_a_time:
            every = [event for events in self._students.values() for event in events.values()]
        told = (
            (event.question, bool(event.data.get("right")))
            for event in every
            if (event.kind, event.lesson, event.trace) == ("exercise", lesson, trace)
        )
        return tuple(told)[-MOST_LATELY:]

    def code_for(self, student: str) -> DeviceCode:
        """A new code, which alone counts."""
        code = new_code()
        with self._one_at_a_time:
            self._codes = {text: one for text, one in self._codes.items() if one[0] != student}
            self._codes[code.text] = (student, code)
        return code

    def student_of(self, code: str) -> str | None:
        """The student who has the code, unless its time is over."""
        with self._one_at_a_time:
            student, found = self._codes.pop(code, (None, None))
        return student if found and found.until > now() else None
