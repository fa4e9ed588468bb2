"""A Python as the lab's is: without compiled helpers, servers, network and databases."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tutorial.run.worker_process import worker_environment

ROOT = Path(__file__).resolve().parents[3]

BLOCKED = [
    *("alembic", "flask_limiter", "flask_talisman", "fsrs", "gevent", "gunicorn", "markdown_it", "nh3", "requests"),
    *("resource", "ruamel", "sqlalchemy", "time_machine", "websocket"),
]
"""What there is no build of for a browser, or no use."""

_ANSWERING = """
import json, os, socket, subprocess, sys
for name in {blocked}:
    sys.modules[name] = None
def refuse(*_, **__):
    raise AssertionError("the lab has no network, and starts no process")
from {module} import {function}
socket.socket.__init__ = subprocess.Popen.__init__ = os.fork = refuse
def answer_all():
    for line in sys.stdin:
        print(json.dumps({function}(json.loads(line))), flush=True)
answer_all()
"""


@contextmanager
def asking(module: str, function: str) -> Iterator[Callable[[Any], Any]]:
    """A way to ask a function, in a Python of its own: a player in one thread takes the place of threads and clocks,
    and among these tests others use them."""
    with subprocess.Popen(
        [sys.executable, "-c", _ANSWERING.format(blocked=BLOCKED, module=module, function=function)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=worker_environment() | {"PYTHONPATH": str(ROOT)},
    ) as process:
        asked, told = process.stdin, process.stdout
        assert asked is not None
        assert told is not None

        def ask(request: Any) -> Any:
            asked.write(json.dumps(request) + "\n")
            asked.flush()
            return json.loads(told.readline())

        yield ask
        asked.close()


def answers(module: str, function: str, requests: list[Any]) -> list[Any]:
    """What a function answers to each request, in a Python of its own."""
    with asking(module, function) as ask:
        return [ask(request) for request in requests]
