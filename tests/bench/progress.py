"""What keeping students' answers costs: graded answers a second, their times, a page's server time, bytes an answer.

Side by side: SQLite, PostgreSQL, and everything in the cookie as it was before there was a database. Every student has
a connection and a cookie of their own, and answers again as soon as the answer is graded; the server is the one of
`stepwire serve`. Then each student answers once a second, all in the same moment or each in a moment of their own.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flask import Flask, session

from tests.bench.timing import interleaved, ratio, show
from tests.databases import postgres_of_this_process
from tests.studying import REFERENCE, study_course
from web.site.app import create_app
from web.site.serving import serve_until_stopped
from web.storage.database import Database
from web.storage.database_log import DatabaseLog
from web.storage.students import KeptStudents
from web.student.event_log import EventLog, MemoryLog
from web.student.student_event import StudentEvent

PATH = f"/lessons/{REFERENCE}"
QUESTION = "what-is-connection-status-after-step-2"
STUDENTS, SECONDS = (50, 300), 5.0
WAYS = {
    "at once again": (0.0, 0.0),
    "one a second, in one moment": (1.0, 0.0),
    "one a second, each in its own": (1.0, 1.0),
}
"""How students answer: the seconds from an answer to the next, and those over which they begin."""

PAGES, SEEN = 400, 30
ANSWERS = 1_000


class CookieLog(MemoryLog):
    """Stands in for what was before: the cookie holds the events of the lesson, and is full after some."""

    _MOST = 20

    def read(self, student: str, lesson: str | None = None) -> list[StudentEvent]:
        return [StudentEvent(**kept) for kept in session.get("kept", [])]

    def append(self, student: str, events: Sequence[StudentEvent]) -> None:
        session["kept"] = [*session.get("kept", []), *map(asdict, events)][-self._MOST :]


def log_at(address: str) -> EventLog:
    """The log that an address names."""
    return CookieLog() if address == "cookie" else DatabaseLog(Database(address))


def serve(address: str, folder: str, pipe: Connection[Any, Any]) -> None:
    """Serve the lessons with a log; tells its port on the pipe. All servers share the traces beside the folder."""
    course = study_course(Path(folder), Path(folder).parent / "traces")
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        pipe.send(listener.getsockname()[1])
        serve_until_stopped(lambda: unlimited(create_app(course, secret_key="bench", log=log_at(address))), listener)


def unlimited(app: Flask) -> Flask:
    """The app, for students who answer faster than people do."""
    for limiter in app.extensions["limiter"]:
        limiter.enabled = False
    return app


@contextmanager
def served(address: str, folder: Path) -> Iterator[int]:
    """The port of such a server, in processes of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    folder.mkdir()
    process = context.Process(target=serve, args=(address, str(folder), there))
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


@dataclass
class Load:
    """What the students met: the time of each answer in seconds, and how many were no graded answer."""

    times: list[float] = field(default_factory=list)
    errors: int = 0
    took: float = 0.0


class Line:
    """A student's connection, kept alive. Where the server has closed it meanwhile, a new one, as browsers do."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, what: str, fields: str = "") -> tuple[int, bytes]:
        """One request: the status and the body of its reply; status 0, when there was none."""
        for fresh in (self._ends is None, True):
            try:
                if self._ends is None:
                    self._ends = await asyncio.open_connection("127.0.0.1", self.port)
                return await self._asked(*self._ends, what, fields)
            except (OSError, asyncio.IncompleteReadError):
                self.close()
                if fresh:
                    break
        return 0, b""

    async def _asked(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, what: str, fields: str
    ) -> tuple[int, bytes]:
        sent = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        if fields:
            sent += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(fields)}\r\n"
        writer.write(f"{what} HTTP/1.1\r\nHost: bench\r\nStepwire-Fragment: 1\r\n{sent}\r\n{fields}".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(length[1])) if length else b""
        if set_cookie := re.search(r"set-cookie: ([^;]+)", head, re.IGNORECASE):
            self.cookie = set_cookie[1]
        return int(head.split(" ", 2)[1]), body

    def close(self) -> None:
        """Hang up."""
        if self._ends:
            self._ends[1].close()
        self._ends = None


async def student(port: int, name: str, load: Load, until: float, pace: float) -> None:
    """Open the lesson, then answer its question again and again; once at least, however long the opening takes."""
    line = Line(port)
    await line.ask(f"GET {PATH}")
    count = 0
    while count == 0 or time.perf_counter() < until:
        count += 1
        fields = f"choice={count % 3}&event=bench-{name}-{count:06}"
        began = time.perf_counter()
        status, body = await line.ask(f"POST {PATH}/quiz/{QUESTION}", fields)
        load.times.append(time.perf_counter() - began)
        load.errors += status != 200 or b"verdict" not in body
        await asyncio.sleep(max(0.0, pace - (time.perf_counter() - began)))
    line.close()


async def answering(port: int, students: int, how: str) -> Load:
    """All students at once."""
    pace, apart = WAYS[how]
    load, began = Load(), time.perf_counter()

    async def one(number: int) -> None:
        await asyncio.sleep(apart * number / students)
        await student(port, f"{students}-{list(WAYS).index(how)}-{number:04}", load, began + SECONDS, pace)

    await asyncio.gather(*map(one, range(students)))
    load.took = time.perf_counter() - began
    return load


def show_load(addresses: dict[str, str], folder: Path) -> None:
    """Each log with few and with many students, as fast as they can and at their own pace."""
    rows = []
    for name, address in addresses.items():
        with served(address, folder / name) as port:
            for students in STUDENTS:
                for how in WAYS:
                    before = answers_kept(address)
                    load = asyncio.run(answering(port, students, how))
                    cuts = statistics.quantiles(load.times, n=100)
                    figures = (f"{len(load.times) / load.took:.0f}", f"{cuts[49] * 1e3:.0f}", f"{cuts[98] * 1e3:.0f}")
                    lost = len(load.times) - load.errors - (answers_kept(address) - before)
                    rows.append(
                        [
                            name,
                            f"{students}, {how}",
                            *figures,
                            str(load.errors),
                            "-" if address == "cookie" else str(lost),
                        ]
                    )
    title = f"Graded answers, {SECONDS:.0f} s each; times in milliseconds"
    show(title, ("kept in", "students", "answers a second", "p50", "p99", "errors", "graded, not kept"), rows)


def answers_kept(address: str) -> int:
    """How many answers a database holds; the cookie's are with the students."""
    if address == "cookie":
        return 0
    database = Database(address)
    database.prepare()
    count = KeptStudents(database).sizes().answers
    database.close()
    return count


def show_pages(addresses: dict[str, str], folder: Path) -> None:
    """A lesson's page for a student who did a lot, and for one who did nothing."""
    course = study_course(folder / "pages", folder / "traces")
    calls: dict[str, Callable[[], object]] = {}
    nothing = create_app(course).test_client()
    calls["floor: a student who did nothing"] = lambda: nothing.get(PATH)
    for name, address in addresses.items():
        client = create_app(course, log=log_at(address)).test_client()
        for number in range(SEEN):
            client.post(f"{PATH}/quiz/{QUESTION}", data={"choice": str(number % 3)})
        calls[f"{SEEN} events in {name}"] = lambda client=client: client.get(PATH)  # type: ignore[misc]
    nothing.get(PATH)
    timed = interleaved(calls, PAGES)
    least = next(iter(timed.values()))
    rows = [
        [name, f"{one.minimum * 1e3:.2f}", f"{one.median * 1e3:.2f}", ratio(one.minimum, least.minimum)]
        for name, one in timed.items()
    ]
    show("A lesson's page, by the test client, milliseconds", ("page", "minimum", "median", "ratio of minima"), rows)


def show_sizes(addresses: dict[str, str]) -> None:
    """The room that answers take, with all that is needed to find them."""
    rows = []
    for name, address in addresses.items():
        database = Database(address)
        log, kept = DatabaseLog(database), KeptStudents(database)
        before = _size(database, kept)
        data = {"given": "1", "sure": "think", "options": ["aaaaaa", "bbbbbb", "cccccc", "dddddd"]}
        for number in range(ANSWERS):
            at = f"2026-11-28T12:00:{number % 60:02}.000+00:00"
            event = StudentEvent(f"{number:020}", REFERENCE, "0" * 16, at, "try", QUESTION, data)
            log.append(f"student-{number // 20:014}", [event])
        rows.append([name, f"{(_size(database, kept) - before) / 1024:.0f}"])
        database.close()
    show(f"Room of {ANSWERS:,} answers of {ANSWERS // 20} students, KiB", ("kept in", "KiB"), rows)


def _size(database: Database, kept: KeptStudents) -> int:
    database.prepare()
    return kept.sizes().size


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        databases = {"SQLite": str(folder / "progress.db"), "PostgreSQL": postgres_of_this_process()}
        show_sizes(databases)
        (folder / "pages").mkdir()
        show_pages(databases, folder)
        show_load({"cookie": "cookie", **databases}, folder)
        sys.stdout.flush()
