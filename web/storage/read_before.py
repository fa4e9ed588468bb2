"""What was read of students lately, so that only what is new must be read; the database says whether it still holds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from web.student.student_event import StudentEvent

NumberedEvent = tuple[int, StudentEvent]
"""An event with its number in the list of all."""


@dataclass(frozen=True, slots=True)
class ReadBefore:
    """A student's events in their order, and those of each lesson; `last` is the number of the last one."""

    last: int = 0
    events: tuple[StudentEvent, ...] = ()
    lessons: Mapping[str, tuple[StudentEvent, ...]] = field(default_factory=dict)

    def then(self, news: Iterable[NumberedEvent]) -> ReadBefore:
        """These events, and then the news; lessons without news keep their very sequence."""
        last, added = self.last, list(self.events)
        lessons: dict[str, list[StudentEvent]] = {}
        for number, event in news:
            last = number
            added.append(event)
            lessons.setdefault(event.lesson, list(self.lessons.get(event.lesson, ()))).append(event)
        told = {lesson: tuple(every) for lesson, every in lessons.items()}
        return ReadBefore(last, tuple(added), {**self.lessons, **told})

    def goes_on_in(self, rows: list[NumberedEvent]) -> bool:
        """Whether rows from the last number on begin with the last event: then nothing before was taken away."""
        return bool(rows and self.events) and rows[0][0] == self.last and rows[0][1].id == self.events[-1].id


class ReadsBefore:
    """What was read of the students who came last, of not more than so many events together."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = 0
        self._students: OrderedDict[str, ReadBefore] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def of(self, student: str) -> ReadBefore:
        """What was read of a student; nothing, if that was long ago."""
        with self._one_at_a_time:
            found = self._students.get(student)
            if found is None:
                return ReadBefore()
            self._students.move_to_end(student)
            return found

    def keep(self, student: str, read: ReadBefore) -> None:
        """Keep what was read of a student in the place of what was read before."""
        with self._one_at_a_time:
            self._count -= len(self._students.pop(student, ReadBefore()).events)
            if read.events:
                self._students[student] = read
                self._count += len(read.events)
            while self._count > self._most and len(self._students) > 1:
                self._count -= len(self._students.popitem(last=False)[1].events)
