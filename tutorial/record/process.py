"""The process of a recorded app, from outside: start it, read what it says, end it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from tutorial.run.ports import listen

_ROOT = str(Path(__file__).resolve().parents[2])
_START = (
    f"import sys; sys.path.insert(0, {_ROOT!r}); from tutorial.record.app_main import main; del sys.path[0]; main()"
)
"""Import our packages before an app's of the same name, even if PYTHONPATH has the app's folder."""

_END = 15.0
"""How many seconds the process has to hand over its recording, and to end."""


class AppProcess:
    """The process of a recorded app. `messages` yields what it says, until it ends."""

    def __init__(self, process: subprocess.Popen[bytes], said: IO[str], address: str) -> None:
        self._process = process
        self._said = said
        self.address = address

    def messages(self) -> Iterator[dict[str, Any]]:
        """Yield what the process says, as it comes."""
        for line in self._said:
            yield json.loads(line)

    def stop(self) -> None:
        """Tell the process that the recording is over; it answers with the recording."""
        if self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.close()

    def ended(self) -> int:
        """Wait for the end of the process, and return its exit code."""
        return self._process.wait(_END)

    def kill(self) -> None:
        """End the process, and those that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def started(target: str, name: str, host: str, port: int) -> Iterator[AppProcess]:
    """Start an app in a process of its own, out of reach of the terminal's Ctrl-C, and end it with the context.

    Raises:
        PortError: something else listens there, or the address is not this machine's.
    """
    with listen(host, port) as listener:
        address = f"http://{host}:{listener.getsockname()[1]}"
        read, write = os.pipe()
        request = {"target": target, "name": name, "host": host, "socket": listener.fileno(), "pipe": write}
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, json.dumps(request)],
            stdin=subprocess.PIPE,
            pass_fds=(listener.fileno(), write),
            start_new_session=True,
        )
        os.close(write)
    with os.fdopen(read, encoding="utf-8") as said:
        app = AppProcess(process, said, address)
        try:
            yield app
        finally:
            app.stop()
            app.kill()
