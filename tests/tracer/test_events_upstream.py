"""Flask-SocketIO's and python-socketio's own tests pass with a tracer on every instance that they make."""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CACHE = ROOT / ".stepwire" / "upstream"


@dataclass(frozen=True)
class Suite:
    """Tests of a library's own: which, and what the tracer is put on in them, with the least that it must see.

    Those of python-socketio that make no server and no manager would show nothing.
    """

    library: str
    files: tuple[str, ...]
    made: int
    watched: int
    steps: int
    lines: int = 0
    """0 where handlers are mocks, which have no lines."""
    without: tuple[str, ...] = ()


SUITES = {
    "SocketIO": Suite("flask-socketio", ("test_socketio.py",), made=6, watched=6, steps=100, lines=1_000),
    # 16 servers have a mock for a manager, whose attributes the tests ask about
    "Server": Suite(
        "python-socketio",
        ("tests/common/test_server.py", "tests/common/test_admin.py"),
        made=90,
        watched=75,
        steps=150,
    ),
    "Manager": Suite(
        "python-socketio",
        ("tests/common/test_manager.py", "tests/common/test_pubsub_manager.py"),
        made=50,
        watched=50,
        steps=50,
        # asks whether the callback that is kept is the very one; the tracer's calls it
        without=("TestBaseManager::test_emit_with_callback",),
    ),
}


def source(name: str) -> Path:
    """The unpacked source distribution of the installed version; fetched once, kept in the set-up's folder.

    Two tests want the same one, maybe in two processes at once.
    """
    folder = CACHE / f"{name.replace('-', '_')}-{version(name)}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            fetch(f"{name}=={version(name)}", folder)
    return folder


def fetch(pin: str, folder: Path) -> None:
    """Download a source distribution with pip, and unpack it."""
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*download, "--dest", str(CACHE), pin], check=True, timeout=300)
    subprocess.run([sys.executable, "-m", "tarfile", "-e", f"{folder}.tar.gz", str(CACHE)], check=True)


def copied(name: str, folder: Path) -> Path:
    """A library's sources with a port of our own in the place of the one that its tests of the admin page listen on."""
    copy = folder / name
    shutil.copytree(source(name), copy)
    port = str(free_port())
    for path in copy.glob("tests/**/*.py"):
        path.write_text(path.read_text(encoding="utf-8").replace("8900", port), encoding="utf-8")
    return copy


def free_port() -> int:
    """A free port below those that systems give to whoever asks for any."""
    for port in random.sample(range(20_000, 30_000), 100):
        with contextlib.suppress(OSError), socket.create_server(("localhost", port)):
            return port
    raise OSError("no free port among a hundred")


def run(folder: Path, what: str, *options: str) -> tuple[dict[str, int], str]:
    """How many of a library's own tests ended how, and all that was printed."""
    suite = SUITES[what]
    environment = {**os.environ, "STEPWIRE_UPSTREAM": what, "PYTHONPATH": f"{HERE}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", "-c", "/dev/null"]
    left_out = [f"--deselect={suite.files[0]}::{name}" for name in suite.without]
    printed = subprocess.run(
        [*command, "--rootdir=.", *left_out, *options, *suite.files],
        cwd=copied(suite.library, folder),
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    ).stdout
    summary = printed.rstrip().rpartition("\n")[2]
    return {what: int(count) for count, what in re.findall(r"(\d+) (passed|failed|skipped|errors?)", summary)}, printed


@pytest.mark.timeout(600)  # the first time it fetches and builds the source distributions
@pytest.mark.parametrize("what", SUITES)
def test_the_library_s_own_tests_pass_with_a_tracer_attached(what: str, tmp_path: Path) -> None:
    traced, told = run(tmp_path / "traced", what, "-p", "upstream_plugin")
    if set(traced) != {"passed"}:
        plain, printed = run(tmp_path / "plain", what)
        pytest.fail(f"with a tracer: {traced}, without: {plain}\n{told}\n{printed}")
    (seen,) = re.findall(r"TRACED (\d+) made, (\d+) watched, (\d+) steps, (\d+) lines", told)
    suite = SUITES[what]
    least = (suite.made, suite.watched, suite.steps, suite.lines)
    assert all(int(count) >= bound for count, bound in zip(seen, least, strict=True)), (seen, least)
