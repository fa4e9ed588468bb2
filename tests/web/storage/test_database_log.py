"""What was read before is not read again, and is given up as soon as it no longer holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event as listening

from web.storage.database import Database
from web.storage.database_log import DatabaseLog
from web.student.student_event import StudentEvent

FIRST = StudentEvent("event-1", "chat", "trace", "2026-01-01T00:00:00.000+00:00", "try", "question", {"given": "1"})


@pytest.fixture
def log(database: Database) -> DatabaseLog:
    return DatabaseLog(database)


@pytest.fixture
def other(database: Database) -> DatabaseLog:
    """The log of another process with the same database."""
    return DatabaseLog(Database(database.url.render_as_string(hide_password=False)))


def test_what_another_process_adds_is_read_and_lessons_without_news_are_the_very_same(
    log: DatabaseLog, other: DatabaseLog
) -> None:
    log.append("ada", [FIRST, replace(FIRST, id="event-2", lesson="rooms")])
    chat, rooms = log.read("ada", "chat"), log.read("ada", "rooms")
    assert log.read("ada", "chat") is chat
    other.append("ada", [replace(FIRST, id="event-3", lesson="rooms")])
    assert [one.id for one in log.read("ada", "rooms")] == ["event-2", "event-3"]
    assert log.read("ada", "chat") is chat
    assert len(rooms) == 1
    other.database.close()


def test_what_another_process_deletes_or_joins_is_gone(log: DatabaseLog, other: DatabaseLog) -> None:
    log.append("ada", [FIRST, replace(FIRST, id="event-2")])
    log.append("desk", [replace(FIRST, id="event-3")])
    assert (len(log.read("ada")), len(log.read("desk"))) == (2, 1)
    other.join("ada", "desk")
    assert ([one.id for one in log.read("ada")], log.read("desk")) == (["event-1", "event-2", "event-3"], ())
    other.delete("ada")
    other.append("ada", [replace(FIRST, id="anew-1"), replace(FIRST, id="anew-2"), replace(FIRST, id="anew-3")])
    assert [one.id for one in log.read("ada")] == ["anew-1", "anew-2", "anew-3"]
    other.database.close()


def test_what_is_added_after_a_deletion_is_not_taken_for_what_was_read_before(log: DatabaseLog) -> None:
    log.append("ada", [FIRST, replace(FIRST, id="event-2")])
    assert len(log.read("ada")) == 2
    log.delete("ada")
    log.append("ada", [replace(FIRST, id="event-3"), replace(FIRST, id="event-2")])  # a page sent event-2 again
    assert [one.id for one in log.read("ada")] == ["event-3", "event-2"]


def test_a_page_of_a_student_who_did_nothing_new_asks_once_for_one_row(log: DatabaseLog, database: Database) -> None:
    log.append("ada", [replace(FIRST, id=f"event-{number}") for number in range(30)])
    log.read("ada")
    asked: list[str] = []
    listening.listen(database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert len(log.read("ada", "chat")) == 30
    assert len(asked) == 1


def test_no_more_is_kept_in_memory_than_is_meant(log: DatabaseLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log._before, "_most", 5)
    for student in ("ada", "grace", "mary"):
        log.append(student, [replace(FIRST, id=f"event-{number}") for number in range(3)])
        assert len(log.read(student)) == 3
    assert [len(log._before.of(student).events) for student in ("ada", "grace", "mary")] == [0, 0, 3]
