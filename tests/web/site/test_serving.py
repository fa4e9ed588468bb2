"""The served product: `stepwire serve` in a process of its own, asked over a real socket, and stopped."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.crowd import crowd
from tests.tutorial.lessons import ROOT, handler, write

QUIZ = """
quiz:
- id: sent
  question: What is `last_message` after step 2?
  choices: [Hello, Goodbye, "None"]
  answer: {variable: last_message, after: 2}
"""


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a server of the lessons in a folder, and its process, which leads a group of its own."""
    command = [sys.executable, "-m", "tutorial.cli.main", "serve", "--port", "0", "--lessons", str(folder / "lessons")]
    told = {"stderr": subprocess.PIPE, "text": True, "cwd": ROOT, "start_new_session": True}
    environment = {**os.environ, "STEPWIRE_CACHE": str(folder / "cache")}
    with subprocess.Popen(command, env=environment, **told) as process:  # type: ignore[call-overload]
        for line in process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                yield found[0], process
                break
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good and one bad lesson."""
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    write(lessons, handler("send(msg)"), name="good.yaml", more=QUIZ)
    write(lessons, handler("while True: pass"), name="loops.yaml", more="minutes: ten")
    return tmp_path


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with serving(folder) as server:
        yield server


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  # an address of our own
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_crowd_of_silent_connections_keeps_nobody_waiting(served: tuple[str, subprocess.Popen[str]]) -> None:
    url, _ = served
    fetch(url)  # now the worker is up
    with crowd(int(url.rpartition(":")[2])):
        times = []
        for _ in range(3):  # the machine may be busy with something else
            began = time.perf_counter()
            assert fetch(f"{url}/lessons/good")[0] == 200
            times.append(time.perf_counter() - began)
    assert min(times) < 1.0


def test_it_serves_good_lessons_and_tells_of_bad_ones_and_stops_cleanly(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    url, process = served
    assert fetch(f"{url}/")[0] == 200
    assert fetch(f"{url}/lessons/good")[0] == 200
    status, page = fetch(f"{url}/lessons/loops")
    assert status == 503
    assert "minutes" in page
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in said


class Student:
    """Stands in for a browser: one cookie, and answers that are sent again under their ids."""

    def __init__(self, url: str) -> None:
        with urllib.request.urlopen(f"{url}/lessons/good", timeout=20) as answer:  # noqa: S310  # of our own
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]

    def request(self, choice: int, event: str) -> bytes:
        """An answer to the question, as it goes over the wire."""
        fields = f"choice={choice}&event={event}"
        head = ["POST /lessons/good/quiz/sent HTTP/1.1", "Host: here", f"Cookie: {self.cookie}", "Accept: text/html"]
        head += ["Stepwire-Fragment: 1", "Content-Type: application/x-www-form-urlencoded", "Connection: close"]
        return "\r\n".join([*head, f"Content-Length: {len(fields)}", "", fields]).encode()

    def send(self, url: str, choice: int, event: str) -> socket.socket:
        """The connection on which the answer was sent."""
        line = socket.create_connection(("127.0.0.1", port_of(url)), timeout=20)
        line.sendall(self.request(choice, event))
        return line

    def answer(self, url: str, choice: int, event: str) -> str:
        """Send an answer; the reply is the question in its new state."""
        with self.send(url, choice, event) as line, line.makefile("rb") as reply:
            return reply.read().partition(b"\r\n\r\n")[2].decode()

    def events(self, url: str) -> list[tuple[str, str]]:
        """The ids and answers that are kept."""
        request = urllib.request.Request(f"{url}/progress.json", headers={"Cookie": self.cookie})  # noqa: S310  # ours
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  # of our own
            return [(event["id"], event["given"]) for event in json.load(answer)["events"]]


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def wait_until_read(line: socket.socket) -> None:
    """Wait until the other end has taken all that was sent: nothing is left in its queue."""
    ends = [f":{port:04X}" for port in (line.getpeername()[1], line.getsockname()[1])]
    while True:
        rows = [row.split() for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
        queues = [row[4] for row in rows if row[1].endswith(ends[0]) and row[2].endswith(ends[1])]
        if any(queue.endswith(":00000000") for queue in queues):
            return
        time.sleep(0.01)


def test_a_restart_in_mid_answer_loses_none_and_counts_none_twice(folder: Path) -> None:
    """Killed (-9) with an answer in hand, which waits for the database; the reply to the one before was lost."""
    with serving(folder) as (url, process):
        student = Student(url)
        told = student.answer(url, 1, "answer-the-first")
        with closing(sqlite3.connect(next(folder.rglob("progress.sqlite3")), isolation_level=None)) as blocker:
            blocker.execute("BEGIN IMMEDIATE")
            with student.send(url, 0, "answer-the-second") as line:
                wait_until_read(line)
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                with suppress(ConnectionError):
                    assert line.recv(1) == b"", "no verdict before the answer is kept"
    with serving(folder) as (url, _):
        assert student.events(url) == [("answer-the-first", "1")]
        assert student.answer(url, 1, "answer-the-first") == told, "the browser sends it again under its id"
        assert "Right, at the second try." in student.answer(url, 0, "answer-the-second")
        assert "Right, at the second try." in student.answer(url, 0, "answer-the-second")
        assert student.events(url) == [("answer-the-first", "1"), ("answer-the-second", "0")]
