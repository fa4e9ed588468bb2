"""The served product: `stepwire serve` in a process of its own, asked over a real socket, and stopped."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crowd import crowd
from tests.tutorial.lessons import ROOT, handler, write


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a server with one good and one bad lesson, and its process."""
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    write(lessons, handler("send(msg)"), name="good.yaml")
    write(lessons, handler("while True: pass"), name="loops.yaml", more="minutes: ten")
    command = [sys.executable, "-m", "tutorial.cli.main", "serve", "--port", "0", "--lessons", str(lessons)]
    environment = {**os.environ, "STEPWIRE_CACHE": str(tmp_path / "cache")}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                yield found[0], process
                break
        process.kill()


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
