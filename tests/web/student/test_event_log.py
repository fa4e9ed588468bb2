"""Every log keeps the same promises: in memory, in SQLite, in PostgreSQL."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web.storage.database import Database
from web.storage.database_log import DatabaseLog
from web.student import event_log
from web.student.event_log import MOST_LATELY, EventLog, MemoryLog
from web.student.student_event import EventKind, StudentEvent

CONTRACT = json.loads(Path(__file__).with_name("log_contract.json").read_text(encoding="utf-8"))


def made(
    id: str,
    lesson: str = "chat",
    data: dict[str, Any] | None = None,
    kind: EventKind = "try",
    question: str = "question",
) -> StudentEvent:
    return StudentEvent(id, lesson, "trace", "2026-01-01T00:00:00.000+00:00", kind, question, data or {})


@pytest.mark.parametrize("case", CONTRACT, ids=[case["promise"] for case in CONTRACT])
def test_the_promise_that(log: EventLog, case: dict[str, Any]) -> None:
    for name, student, *rest in case["does"]:
        match name:
            case "append":
                log.append(student, [made(**event) for event in rest[0]])
            case "join":
                log.join(student, rest[0])
            case _:
                log.delete(student)
    for student, lesson, ids in case["reads"]:
        assert [event.id for event in log.read(student, lesson)] == ids
        told = log.by_lesson(student)
        assert all(every == log.read(student, name) and every for name, every in told.items())
        assert sum(map(len, told.values())) == len(log.read(student))


def test_an_event_is_read_as_it_was_added(log: EventLog) -> None:
    event = made("event-1", data={"given": 'да, 何故か " \\ \n', "options": ["a", "b"], "done": True, "number": 3})
    log.append("ada", [event, replace(event, id="event-2", data={}, question="")])
    assert list(log.read("ada")) == [event, replace(event, id="event-2", data={}, question="")]


def test_a_code_leads_to_its_student_once(log: EventLog) -> None:
    first, second = log.code_for("ada"), log.code_for("ada")
    assert log.student_of(first.text) is None, "the newer one counts"
    assert log.student_of(second.text) == "ada"
    assert log.student_of(second.text) is None
    assert log.student_of("") is None


def test_a_code_runs_out(log: EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_log, "CODE_LASTS", -event_log.CODE_LASTS)
    assert log.student_of(log.code_for("ada").text) is None


def test_what_many_add_at_once_is_all_kept_and_counts_once(log: EventLog) -> None:
    barrier = Barrier(6)

    def add(number: int) -> None:
        barrier.wait()
        for one in range(8):
            log.append("ada", [made(f"event-{number % 3}-{one}")])

    threads = [Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(event.id for event in log.read("ada")) == [f"event-{a}-{b}" for a in range(3) for b in range(8)]


IDS = st.sampled_from([f"event-{number}" for number in range(8)])
DELIVERIES = st.lists(st.lists(IDS, max_size=4), max_size=8)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries=DELIVERIES, cut=st.integers(0, 8))
def test_events_in_any_order_repeated_and_cut_off_are_each_there_once(
    log: EventLog, deliveries: list[list[str]], cut: int
) -> None:
    log.delete("ada")
    arrived: list[str] = []
    for delivery in deliveries[:cut]:
        log.append("ada", [made(one) for one in delivery])
        arrived += delivery
    assert [event.id for event in log.read("ada")] == list(dict.fromkeys(arrived))
    for delivery in deliveries:  # the browser sends everything again
        log.append("ada", [made(one) for one in delivery])
    assert {event.id for event in log.read("ada")} == {one for delivery in deliveries for one in delivery}


def test_a_log_in_a_database_outlives_its_process(database: Database) -> None:
    log = DatabaseLog(database)
    log.append("ada", [made("event-1")])
    code = log.code_for("ada")
    database.close()
    other = DatabaseLog(Database(database.url.render_as_string(hide_password=False)))
    assert list(other.read("ada")) == [made("event-1")]
    assert other.student_of(code.text) == "ada"
    other.database.close()
    assert MemoryLog().read("ada") == []


def test_how_exercises_were_answered_lately_is_told_of_all_and_of_nobody(
    log: EventLog,
) -> None:
    def answered(id: str, right: bool, lesson: str = "chat") -> StudentEvent:
        return made(id, lesson, {"given": "0", "right": right}, "exercise", f"cell-{id}")

    assert list(log.lately("chat", "trace")) == []
    log.append("ada", [answered("1", False), made("2"), answered("3", True, "rooms")])
    log.append("grace", [answered("1", True)])
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1)):
        assert sorted(log.lately("chat", "trace")) == [("cell-1", False), ("cell-1", True)]
        assert list(log.lately("chat", "another trace")) == []
    log.append("grace", [answered(str(number), False) for number in range(10, 10 + MOST_LATELY)])
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        told = log.lately("chat", "trace")
        assert len(told) == MOST_LATELY
        assert told[-1] == (f"cell-{9 + MOST_LATELY}", False)
