"""The event log in a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from web.storage.database import Database
from web.storage.lately import Lately, NumberedOutcome
from web.storage.read_before import NumberedEvent, ReadBefore, ReadsBefore
from web.storage.tables import codes, events, students
from web.student.event_log import DeviceCode, ExerciseOutcome, new_code
from web.student.student_event import StudentEvent, now

_FIELDS = (events.c.id, events.c.lesson, events.c.trace, events.c.at, events.c.kind, events.c.question, events.c.data)
_SINCE = (
    select(events.c.number, *_FIELDS)
    .join(students)
    .where((students.c.name == bindparam("student")) & (events.c.number >= bindparam("number")))
    .order_by(events.c.number)
)
"""A student's events from a number on. The statement is kept, since writing one takes a while."""

_MOST_LOOKED_AT = 50_000
_EXERCISES = (
    select(events.c.number, events.c.lesson, events.c.trace, events.c.question, events.c.data)
    .where(events.c.number > bindparam("number"))
    .where(events.c.number > select(func.coalesce(func.max(events.c.number), 0) - _MOST_LOOKED_AT).scalar_subquery())
    .where(events.c.kind == "exercise")
    .order_by(events.c.number)
)
"""Answers to exercises from a number on; of a long list only its end is looked at."""

_MOST_KEPT = 50_000
"""Events that are kept in memory, some 30 MB."""


class DatabaseLog:
    """Keeps events in the tables of a database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        dialect: Any = sqlite if database.is_file else postgresql
        self._insert = dialect.insert
        self._before = ReadsBefore(_MOST_KEPT)
        self._lately = Lately()

    def anew(self) -> DatabaseLog:
        """The same log with connections of its own, for another process."""
        return DatabaseLog(Database(self.database.address))

    @property
    def trouble(self) -> str:
        """Why nothing could be kept when it was last tried; empty when it could."""
        return self.database.trouble

    def read(self, student: str, lesson: str | None = None) -> Sequence[StudentEvent]:
        """The events of one lesson, or all, by their numbers."""
        now_read = self._read(student)
        return now_read.events if lesson is None else now_read.lessons.get(lesson, ())

    def by_lesson(self, student: str) -> Mapping[str, Sequence[StudentEvent]]:
        """The events of each lesson. A lesson in which nothing was added since keeps its very sequence."""
        return self._read(student).lessons

    def append(self, student: str, events: Sequence[StudentEvent]) -> None:
        """Add those whose ids are new. Whoever adds to one student waits for whoever does so already."""
        self.database.write(lambda connection: self._append(connection, student, events))

    def join(self, student: str, other: str) -> None:
        """Copy the other's events to the end, and delete the other."""
        if student != other:
            self.database.write(lambda connection: self._join(connection, student, other))

    def delete(self, student: str) -> None:
        """Delete the student, and with them events and codes."""
        self.database.write(lambda connection: connection.execute(delete(students).where(students.c.name == student)))

    def lately(self, lesson: str, trace: str) -> Sequence[ExerciseOutcome]:
        """How exercises were answered lately."""
        return self._lately.of(lesson, trace, self._exercises_since)

    def code_for(self, student: str) -> DeviceCode:
        """A new code; the student's older ones, and all that have run out, are gone."""
        return self.database.write(lambda connection: self._code_for(connection, student))

    def student_of(self, code: str) -> str | None:
        """The student who has this code, which is used up now."""
        return self.database.write(lambda connection: _student_of(connection, code))

    def _read(self, student: str) -> ReadBefore:
        """All events. Those that were read before are not read again."""
        before = self._before.of(student)
        rows = self._since(student, before.last)
        if before.goes_on_in(rows):
            now_read = before.then(rows[1:]) if len(rows) > 1 else before
        else:
            now_read = ReadBefore().then(self._since(student, 0) if before.events else rows)
        if now_read is not before:
            self._before.keep(student, now_read)
        return now_read

    def _since(self, student: str, number: int) -> list[NumberedEvent]:
        wanted = {"student": student, "number": number}
        return self.database.read(
            lambda connection: [(row.number, _event(row)) for row in connection.execute(_SINCE, wanted)]
        )

    def _exercises_since(self, number: int) -> list[NumberedOutcome]:
        return self.database.read(
            lambda connection: [
                (row.number, row.lesson, row.trace, (row.question, bool(json.loads(row.data).get("right"))))
                for row in connection.execute(_EXERCISES, {"number": number})
            ]
        )

    def _append(self, connection: Connection, student: str, added: Sequence[StudentEvent]) -> None:
        number = self._number(connection, student)
        if rows := [_row(event, number) for event in added]:
            connection.execute(self._insert(events).on_conflict_do_nothing(), rows)

    def _number(self, connection: Connection, student: str) -> int:
        """The student's number, made at the first event. The row is locked until the end of the transaction."""
        row = self._insert(students).values(name=student, seen=now())
        known = row.on_conflict_do_update(index_elements=["name"], set_={"seen": row.excluded.seen})
        number: int = connection.execute(known.returning(students.c.number)).scalar_one()
        return number

    def _join(self, connection: Connection, student: str, other: str) -> None:
        gone = connection.execute(select(students.c.number).where(students.c.name == other)).scalar()
        if gone is None:
            return
        number = self._number(connection, student)
        moved = select(literal(number), *_FIELDS).where(events.c.student == gone).order_by(events.c.number)
        columns = ["student", *(field.name for field in _FIELDS)]
        connection.execute(self._insert(events).from_select(columns, moved).on_conflict_do_nothing())
        connection.execute(delete(students).where(students.c.number == gone))

    def _code_for(self, connection: Connection, student: str) -> DeviceCode:
        number, code = self._number(connection, student), new_code()
        connection.execute(delete(codes).where((codes.c.student == number) | (codes.c.until < now())))
        connection.execute(insert(codes).values(code=code.text, student=number, until=code.until))
        return code


def _student_of(connection: Connection, code: str) -> str | None:
    used = delete(codes).where((codes.c.code == code) & (codes.c.until > now())).returning(codes.c.student)
    number = connection.execute(used).scalar()
    name: str | None = connection.execute(select(students.c.name).where(students.c.number == number)).scalar()
    return name


def _event(row: Any) -> StudentEvent:
    lesson, trace, kind, question = map(sys.intern, (row.lesson, row.trace, row.kind, row.question))
    return StudentEvent(row.id, lesson, trace, row.at, kind, question, json.loads(row.data))  # type: ignore[arg-type]


def _row(event: StudentEvent, student: int) -> dict[str, Any]:
    return {
        "student": student,
        "id": event.id,
        "lesson": event.lesson,
        "trace": event.trace,
        "at": event.at,
        "kind": event.kind,
        "question": event.question,
        "data": json.dumps(event.data, ensure_ascii=False, separators=(",", ":")),
    }
