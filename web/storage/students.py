"""What is kept of all students, for whoever serves: how much it is, all of it, and how to delete it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, delete, func, select, text

from web.storage.database import Database
from web.storage.tables import events, students
from web.student.attempts import ATTEMPTS

_SOME = 500
"""Events or students that are asked for at a time."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many students, events and answers (tries and attempts) are kept, in how many bytes, and since when."""

    students: int
    events: int
    answers: int
    size: int
    first: str
    last: str


def pseudonym(name: str) -> str:
    """What a student is called outside: the same each time, and of no use as the name in a cookie."""
    return hashlib.sha256(f"stepwire {name}".encode()).hexdigest()[:12]


class KeptStudents:
    """All students of a database. Every method raises `NotKeptError` when it is away."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def sizes(self) -> Sizes:
        """How much is kept."""
        return self.database.read(self._sizes)

    def export(self) -> Iterator[dict[str, Any]]:
        """All events, as JSON objects with the student's pseudonym, in the order in which they came."""
        last = 0
        while rows := self._after(last):
            yield from (_exported(row) for row in rows)
            last = rows[-1].number

    def named(self, wanted: str) -> list[str]:
        """The students with a pseudonym; one, or none."""
        return [name for name in self._names(select(students.c.name)) if pseudonym(name) == wanted]

    def idle(self, days: int) -> list[str]:
        """The students who have done nothing for so many days."""
        since = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
        return list(self._names(select(students.c.name).where(students.c.seen < since)))

    def forget(self, names: Sequence[str]) -> None:
        """Delete all that is kept of these students, and give its room back to the disk."""
        for start in range(0, len(names), _SOME):
            some = names[start : start + _SOME]
            self.database.write(lambda connection, some=some: _delete(connection, some))  # type: ignore[misc]
        if names and self.database.is_file:
            self.database.vacuum()

    def _after(self, number: int) -> Sequence[Any]:
        some = select(students.c.name, *events.c).join(students, events.c.student == students.c.number)
        some = some.where(events.c.number > number).order_by(events.c.number).limit(_SOME)
        return self.database.read(lambda connection: connection.execute(some).all())

    def _names(self, wanted: Any) -> Iterable[str]:
        return self.database.read(lambda connection: list(connection.execute(wanted).scalars()))

    def _sizes(self, connection: Connection) -> Sizes:
        tries = func.count(case((events.c.kind.in_(("try", *ATTEMPTS)), 1)))
        told = connection.execute(
            select(func.count(), tries, func.min(events.c.at), func.max(events.c.at)).select_from(events)
        ).one()
        counted = connection.execute(select(func.count()).select_from(students)).scalar_one()
        if self.database.is_file:
            size = connection.execute(text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"))
        else:
            tables = ("students", "events", "codes")
            size = connection.execute(
                text("SELECT " + " + ".join(f"pg_total_relation_size('{one}')" for one in tables))
            )
        return Sizes(counted, told[0], told[1], int(size.scalar_one()), told[2] or "", told[3] or "")


def _delete(connection: Connection, names: Sequence[str]) -> None:
    connection.execute(delete(students).where(students.c.name.in_(names)))


def _exported(row: Any) -> dict[str, Any]:
    return {
        "student": pseudonym(row.name),
        "id": row.id,
        "at": row.at,
        "lesson": row.lesson,
        "trace": row.trace,
        "kind": row.kind,
        **({"question": row.question} if row.question else {}),
        **json.loads(row.data),
    }
