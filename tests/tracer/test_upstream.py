"""Flask-SocketIO's and python-socketio's own tests pass with a tracer on every instance that they make."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CACHE = ROOT / ".stepwire" / "upstream"

# Not those of the admin page: they listen on a port of their own choice, which may be taken.
SUITES = {
    "flask-socketio": ["test_socketio.py"],
    "python-socketio": [
        f"tests/common/test_{name}.py" for name in ("server", "namespace", "manager", "middleware", "packet")
    ],
}


def source(name: str) -> Path:
    """The unpacked source distribution of the installed version; fetched once, kept in the set-up's folder."""
    folder = CACHE / f"{name.replace('-', '_')}-{version(name)}"
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*fetch, "--dest", str(CACHE), f"{name}=={version(name)}"], check=True, timeout=300)
        subprocess.run([sys.executable, "-m", "tarfile", "-e", f"{folder}.tar.gz", str(CACHE)], check=True)
    return folder


def run(name: str, *options: str) -> tuple[dict[str, int], str]:
    """How many of a library's own tests ended how, and all that was printed."""
    environment = {**os.environ, "STEPWIRE_UPSTREAM": name, "PYTHONPATH": f"{HERE}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", "-c", "/dev/null"]
    printed = subprocess.run(
        [*command, "--rootdir=.", *options, *SUITES[name]],
        cwd=source(name),
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    ).stdout
    summary = printed.rstrip().rpartition("\n")[2]
    return {what: int(count) for count, what in re.findall(r"(\d+) (passed|failed|skipped|errors?)", summary)}, printed


@pytest.mark.timeout(600)  # the first time it fetches and builds the source distributions
@pytest.mark.parametrize("name", SUITES)
def test_the_library_s_own_tests_pass_with_a_tracer_attached(name: str) -> None:
    plain, printed = run(name)
    assert set(plain) == {"passed"}, printed
    traced, printed = run(name, "-p", "upstream_plugin")
    assert traced == plain, printed
    instances, steps, lines = map(int, re.findall(r"TRACED (\d+) instances, (\d+) steps, (\d+) lines", printed)[0])
    assert instances > 0
    assert steps > 50
    assert lines > 100 or name == "python-socketio", "its tests call handlers that are mocks"
