"""A Python as the lab's is: without compiled helpers, servers, network and databases."""

from __future__ import annotations

import json
import subprocess
import sys
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
requests = json.loads(sys.stdin.read())
socket.socket.__init__ = subprocess.Popen.__init__ = os.fork = refuse
print(json.dumps([{function}(request) for request in requests]))
"""


def answers(module: str, function: str, requests: list[Any]) -> list[Any]:
    """What a function answers to each request, in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _ANSWERING.format(blocked=BLOCKED, module=module, function=function)],
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        check=False,
        env=worker_environment() | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found
