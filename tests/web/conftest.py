"""The app that these tests ask, without a network in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.databases import emptied, postgres_of_this_process
from tests.studying import study_course
from tutorial.course.course import Course
from web.site.app import create_app
from web.storage.database import Database
from web.storage.database_log import DatabaseLog
from web.student.event_log import DeviceCode, EventLog, ExerciseOutcome, MemoryLog, NotKeptError
from web.student.student_event import StudentEvent

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> Course:
    """The reference lesson and one lesson of each outcome, run for real."""
    return study_course(tmp_path_factory.mktemp("course"), traces)


@pytest.fixture(scope="module")
def app(course: Course) -> Flask:
    """One app for a file of tests: it keeps the pages that it has written, and each client is a student of its own."""
    return create_app(course, secret_key="signs the cookies of these tests")


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        client.environ_base["REMOTE_ADDR"] = f"2001:db8::{next(_NUMBERS):x}"  # how often one may come goes by address
        yield client


@pytest.fixture(scope="session")
def postgres() -> str:
    """The address of a PostgreSQL database for this process, on a server that all processes of the tests share."""
    return postgres_of_this_process()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of each sort."""
    is_file = request.param == "sqlite"
    made = Database(str(tmp_path / "progress.db") if is_file else emptied(request.getfixturevalue("postgres")))
    yield made
    made.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    """An empty log of each sort."""
    if request.param == "memory":
        yield MemoryLog()
        return
    is_file = request.param == "sqlite"
    made = Database(str(tmp_path / "progress.db") if is_file else emptied(request.getfixturevalue("postgres")))
    yield DatabaseLog(made)
    made.close()


class AwayLog:
    """Stands in for a log whose database is away."""

    trouble = "the database is away"

    def read(self, student: str, lesson: str | None = None) -> list[StudentEvent]:
        raise NotKeptError(self.trouble)

    def by_lesson(self, student: str) -> Mapping[str, Sequence[StudentEvent]]:
        raise NotKeptError(self.trouble)

    def append(self, student: str, events: Sequence[StudentEvent]) -> None:
        raise NotKeptError(self.trouble)

    def join(self, student: str, other: str) -> None:
        raise NotKeptError(self.trouble)

    def delete(self, student: str) -> None:
        raise NotKeptError(self.trouble)

    def lately(self, lesson: str, trace: str) -> Sequence[ExerciseOutcome]:
        raise NotKeptError(self.trouble)

    def code_for(self, student: str) -> DeviceCode:
        raise NotKeptError(self.trouble)

    def student_of(self, code: str) -> str | None:
        raise NotKeptError(self.trouble)


@pytest.fixture
def away() -> EventLog:
    return AwayLog()
