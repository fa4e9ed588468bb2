"""The worker as the one who asks it sees it: a process that is started, asked, waited for with patience, and ended."""

from __future__ import annotations

import json
import os
import secrets
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tutorial.run.removal import remove
from tutorial.run.seal import OUR_FOLDER, environment, sealed

_START = """\
import sys
sys.path.insert(0, sys.argv[1])  # our own packages first, wherever else there are such names
from tutorial.run.worker import main
main(walls=sys.argv[2] == "walls")
"""
_STARTING = 60.0
"""Seconds in which Python starts and imports the libraries, also on a busy machine."""

_PATIENCE = 6.0
"""Seconds beyond a run's own limit until a worker that says nothing is given up. It ends a run in one of them."""

_LAST_WORDS = 2.0
"""Seconds for what a worker that was stopped still has to say."""

_TOKEN = "STEPWIRE_WORKER"  # noqa: S105  # the name of a variable
_MOST_SWEEPS = 50


class WorkerGoneError(Exception):
    """The worker ended in the middle of a run, or before it."""


class WorkerSilentError(Exception):
    """The worker said nothing for longer than a run may take."""


def worker_environment() -> dict[str, str]:
    """The worker's environment. From ours it has only paths; it has no proxies, no user site, and fixed hashes."""
    return environment() | {
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "PYTHONSAFEPATH": "1",
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


class WorkerProcess:
    """A worker with pipes to it. Whoever asks must close or kill it."""

    def __init__(self, hash_seed: int, *, in_seal: bool, walls: bool) -> None:
        self.in_seal = in_seal
        self._token = f"{os.getpid()}-{secrets.token_hex(16)}"
        self._folder = None if in_seal else tempfile.mkdtemp(prefix="stepwire-")
        own = {"TMPDIR": self._folder} if self._folder else {}
        command = [sys.executable, "-c", _START, str(OUR_FOLDER), "walls" if walls else "none"]
        self._process = subprocess.Popen(
            sealed(command) if in_seal else command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=worker_environment() | {"PYTHONHASHSEED": str(hash_seed), _TOKEN: self._token} | own,
            start_new_session=True,  # a Ctrl-C at the terminal must not reach the worker, which ends with its input
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise WorkerGoneError("the worker has no pipes")
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        os.set_blocking(self._stdin.fileno(), False)
        self._unread: list[bytes] = []
        self._ready = False

    @property
    def pid(self) -> int:
        """The process that we started: the worker, or the seal around it."""
        return self._process.pid

    def poll(self) -> int | None:
        """The exit code, when it has ended."""
        return self._process.poll()

    def wait(self) -> int:
        """Wait for its end."""
        return self._process.wait()

    def ask(self, request: dict[str, Any], seconds: float) -> Iterator[dict[str, Any]]:
        """Send a request for a run of so many seconds, and yield the answers up to the last one.

        Raises:
            WorkerGoneError, WorkerSilentError: there is no last one.
        """
        if not self._ready:
            json.loads(self._line(time.monotonic() + _STARTING))
            self._ready = True
        until = time.monotonic() + seconds + _PATIENCE
        self._send(json.dumps(request).encode() + b"\n", until)
        while True:
            answer = json.loads(self._line(until))
            yield answer
            if answer["kind"] != "step":
                return

    def last_words(self) -> Iterator[dict[str, Any]]:
        """What a worker that was stopped still has to say of the steps of a run, once it goes on."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGCONT)
        until = time.monotonic() + _LAST_WORDS
        with suppress(WorkerGoneError, WorkerSilentError):
            while (answer := json.loads(self._line(until)))["kind"] == "step":
                yield answer

    def close(self) -> None:
        """Let the worker end by itself, with everything below it; end it where it does not."""
        with suppress(OSError):
            self._stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.kill()
        self._stdout.close()
        self._remove_folder()

    def signal(self) -> None:
        """End the worker at once, whoever is asking it."""
        inside = _children(self.pid) if self.in_seal else []
        for pid in (*inside, self.pid):  # with the first process inside, all others inside end
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill(self) -> None:
        """End the worker at once, and whatever it has left behind."""
        self.signal()
        self._process.wait()
        for pipe in (self._stdin, self._stdout):
            with suppress(OSError):
                pipe.close()
        if not self.in_seal:
            _sweep(f"{_TOKEN}={self._token}".encode())
        self._remove_folder()

    def _remove_folder(self) -> None:
        """Remove the folder of all its runs, which in a seal goes by itself."""
        if self._folder:
            remove(Path(self._folder))

    def _line(self, until: float) -> bytes:
        """The next whole line of what the worker says."""
        while not (self._unread and b"\n" in self._unread[-1]):
            self._wait_for(self._stdout.fileno(), select.POLLIN, until)
            data = os.read(self._stdout.fileno(), 2**20)
            if not data:
                raise WorkerGoneError("the worker ended without an answer")
            self._unread.append(data)
        line, _, rest = b"".join(self._unread).partition(b"\n")
        self._unread = [rest]
        return line

    def _send(self, data: bytes, until: float) -> None:
        left = memoryview(data)
        try:
            while left:
                self._wait_for(self._stdin.fileno(), select.POLLOUT, until)
                left = left[os.write(self._stdin.fileno(), left) :]
        except BrokenPipeError as error:
            raise WorkerGoneError("the worker takes no request any more") from error

    def _wait_for(self, descriptor: int, what: int, until: float) -> None:
        poll = select.poll()
        poll.register(descriptor, what)
        if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
            raise WorkerSilentError("the worker says nothing")


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def _sweep(mark: bytes) -> None:
    """End the processes that began with this mark in their environment, as all below a worker do. Linux tells."""
    for _ in range(_MOST_SWEEPS):
        left = [pid for pid in _processes() if mark in _first_environment(pid)]
        if not left:
            return
        for pid in left:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)


def _processes() -> list[int]:
    with suppress(OSError):
        return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]
    return []


def _first_environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""
