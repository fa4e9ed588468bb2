"""A long day of the server: students who answer at their own pace, slow lines, a crowd of silent connections, restarts.

Each student sends an answer until it is graded, with one id, as a browser's outbox does. In the end the database must
have each answer once. `SOAK_SECONDS`, `SOAK_STUDENTS` and `SOAK_RESTARTS` make it shorter or smaller.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.progress import PATH, QUESTION
from tests.bench.timing import show
from tests.crowd import crowd
from tests.studying import ROOT
from web.storage.database import Database
from web.storage.students import KeptStudents

STUDENTS = int(os.environ.get("SOAK_STUDENTS", "300"))
SECONDS = float(os.environ.get("SOAK_SECONDS", "300"))
RESTARTS = int(os.environ.get("SOAK_RESTARTS", "4"))
PACE, SLOW_LINES = 4.0, 0.2
PATIENCE, REST = 30.0, 0.5


@dataclass
class Day:
    """What the students met."""

    answered: list[str] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    again: int = 0
    slowest: float = 0.0


@dataclass
class Server:
    """`stepwire serve` on one port and one database, which is killed and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers.

        Raises:
            RuntimeError: it ended instead; with what it said.
        """
        command = [sys.executable, "-m", "tutorial.cli.main", "serve", "--port", str(self.port)]
        environment = {**os.environ, "STEPWIRE_CACHE": str(self.folder)}
        with (self.folder / "said").open("wb") as said:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True
            )
        while self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=120).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the server ended: {(self.folder / 'said').read_text(errors='replace')}")

    def kill(self) -> None:
        """End it and its workers without warning."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def memory(self) -> float:
        """Megabytes that its processes have of their own."""
        told = subprocess.run(
            ["ps", "-o", "rss=", "-g", str(self.process.pid if self.process else 0)], capture_output=True, check=False
        )
        return max((int(line) for line in told.stdout.split()), default=0) / 1024


async def asked(port: int, what: str, cookie: str, fields: str, *, slow: bool) -> tuple[int, str]:
    """One request over a new connection; over a slow line it is sent in small pieces."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(fields)}\r\n" if fields else ""
        known = f"Cookie: {cookie}\r\n" if cookie else ""
        head = f"{what} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\nStepwire-Fragment: 1\r\n{known}{form}\r\n"
        whole = (head + fields).encode()
        size = 60 if slow else len(whole)
        for first in range(0, len(whole), size):
            writer.write(whole[first : first + size])
            await writer.drain()
            await asyncio.sleep(0.1 if slow else 0)
        told = (await asyncio.wait_for(reader.read(), PATIENCE)).decode(errors="replace")
    finally:
        writer.close()
    head = told.partition("\r\n\r\n")[0]
    cookies = [
        line.partition(": ")[2].partition(";")[0] for line in head.splitlines() if line.lower().startswith("set-cookie")
    ]
    return int(head.split(" ")[1]), cookies[0] if cookies else cookie


async def student(port: int, number: int, day: Day, until: float) -> None:
    """Open the lesson, then answer again and again; what does not come through is sent again."""
    slow, cookie, count = random.random() < SLOW_LINES, "", 0  # noqa: S311  # no secret
    await asyncio.sleep(random.random() * PACE)  # noqa: S311
    while time.monotonic() < until:
        count += bool(cookie)
        event = f"soak-{number:05}-{count:07}"
        what, fields = (
            (f"POST {PATH}/quiz/{QUESTION}", f"choice={count % 3}&event={event}") if cookie else (f"GET {PATH}", "")
        )
        while True:
            began = time.monotonic()
            try:
                status, cookie = await asked(port, what, cookie, fields, slow=slow)
                if status == 200:
                    break
                day.errors[str(status)] += 1
            except (OSError, asyncio.IncompleteReadError, IndexError, TimeoutError):
                day.again += 1  # the server is away
            await asyncio.sleep(REST)
        day.slowest = max(day.slowest, time.monotonic() - began)
        if fields:
            day.answered.append(event)
        await asyncio.sleep(PACE)


async def lived(server: Server, day: Day) -> list[float]:
    """The day of all students, with the server killed and started again; its memory before each end."""
    until, memory = time.monotonic() + SECONDS, []

    async def restarts() -> None:
        for _ in range(RESTARTS):
            await asyncio.sleep(SECONDS / (RESTARTS + 1))
            memory.append(server.memory())
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)

    await asyncio.gather(restarts(), *(student(server.port, number, day, until) for number in range(STUDENTS)))
    return [*memory, server.memory()]


def main() -> None:
    """Live through it, and count."""
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as free:
        server, day = Server(Path(name), free.getsockname()[1]), Day()
        free.close()
        server.start()
        try:
            with crowd(server.port):
                memory = asyncio.run(lived(server, day))
        finally:
            server.kill()
        events = list(KeptStudents(Database(str(Path(name) / "progress.sqlite3"))).export())
    kept = Counter(event["id"] for event in events if str(event["id"]).startswith("soak-"))
    lost = [event for event in day.answered if event not in kept]
    rows = [
        ["answers graded", f"{len(day.answered):,}"],
        ["lost", str(len(lost))],
        ["kept twice", str(sum(count > 1 for count in kept.values()))],
        ["answers that were no 200", str(dict(day.errors) or 0)],
        ["sent again while the server was away", str(day.again)],
        ["slowest answer, s", f"{day.slowest:.2f}"],
        ["memory of the worker before each restart, MB", ", ".join(f"{one:.0f}" for one in memory)],
    ]
    title = f"{STUDENTS} students, {SECONDS:.0f} s, {SLOW_LINES:.0%} of them over slow lines, {RESTARTS} times kill -9"
    show(title, ("what", "figure"), rows)
