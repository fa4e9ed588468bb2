"""The walls around a lesson's program inside its process. They report what the program ran into.

They are for honest mistakes (a loop, a fork, a flood of output). `tutorial.run.worker` ends from outside what gets past
them. The worker and the kernel limit time and memory.
"""

from __future__ import annotations

import io
import os
import sys
import threading
import types
from collections.abc import Callable
from itertools import count
from typing import Any, NoReturn

import flask
import flask_socketio

from tracer.program import STACK_ENDS

_PROCESS_EVENTS = frozenset(
    {"os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system", "os.spawn", "subprocess.Popen", "pty.spawn"}
)
"""The audit events of starting a process (docs.python.org/3/library/audit_events.html)."""

_SIGNAL_EVENTS = frozenset({"os.kill", "os.killpg"})


class Sandbox:
    """Refuses what the program may not do, and tells `answer` with the line of the program."""

    def __init__(self, answer: Callable[[dict[str, Any]], None], program: str, *, output: int) -> None:
        self._send = answer
        self._program = program
        self._output = output
        self._lock = threading.Lock()
        self._exit = os._exit
        self._step = 0

    def close(self) -> None:
        """Put the walls up. Nobody takes them down: the process ends with the run."""
        sys.stdout = sys.stderr = Printed(self._output, self.too_much_output)
        sys.stdin = io.StringIO()
        sys.addaudithook(self._audit)
        os._exit = self.exited  # otherwise a program that leaves this way says nothing
        flask.Flask.run = flask_socketio.SocketIO.run = serve_later  # type: ignore[method-assign]  # we serve it

    def count_emits(self, manager: Any, most: int) -> None:
        """Let the program emit so often, and no more; call this before a tracer watches the manager."""
        original, emitted = manager.emit, count(1)

        def emit(*args: Any, **options: Any) -> Any:
            if next(emitted) > most:
                self.refuse("emits", f"more than {most:,} times")
            return original(*args, **options)

        manager.emit = emit

    def answer(self, message: dict[str, Any]) -> None:
        """Send one message. All threads share the pipe."""
        with self._lock:
            self._send(message)

    def reached(self, step: int, function: str | None, line: int | None) -> None:
        """Tell the worker how far the run has come."""
        self._step = max(self._step, step)
        self.answer({"kind": "step", "step": step, "function": function, "line": line})

    def fail(
        self,
        reason: str,
        message: str,
        *,
        line: int | None = None,
        function: str | None = None,
        step: int | None = None,
    ) -> NoReturn:
        """Say why the run cannot go on, and end the process."""
        step = self._step if step is None else step
        self.answer(
            {"kind": "failed", "reason": reason, "message": message, "line": line, "function": function, "step": step}
        )
        self.leave()

    def leave(self) -> NoReturn:
        """End the process."""
        self._exit(70)
        raise SystemExit  # never reached, but readers and type checkers do not know

    def fail_with(self, error: BaseException, reason: str) -> NoReturn:
        """End the process because of an exception; tell the deepest line of the program in its traceback."""
        line, traceback = None, error.__traceback__
        while traceback is not None:
            if traceback.tb_frame.f_code.co_filename == self._program:
                line = traceback.tb_lineno
            traceback = traceback.tb_next
        if isinstance(error, SyntaxError) and error.filename == self._program:
            line = error.lineno
        if isinstance(error, MemoryError):
            reason = "memory"
        if isinstance(error, SystemExit):
            reason = "exit"
        self.fail(reason, f"{type(error).__name__}: {error}"[:500], line=line)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _PROCESS_EVENTS:
            self.refuse("process", event)
        if event in _SIGNAL_EVENTS and arguments[0] != os.getpid():
            self.refuse("signal", f"{event}{arguments}")

    def too_much_output(self) -> NoReturn:
        self.refuse("output", f"more than {self._output:,} characters")

    def exited(self, status: int = 0) -> NoReturn:
        self.refuse("exit", f"os._exit({status})")

    def refuse(self, reason: str, message: str, *, beyond: bool = False) -> NoReturn:
        """End the run at the line of the program that asks for something; `beyond` looks in other threads, too."""
        frame = self._program_frame(sys._getframe(1), beyond=beyond)
        line, function = (frame.f_lineno, frame.f_code.co_name) if frame else (None, None)
        self.fail(reason, message, line=line, function=None if function == "<module>" else function)

    def _program_frame(self, frame: types.FrameType | None, *, beyond: bool) -> types.FrameType | None:
        while frame is not None and frame.f_code.co_filename != self._program:
            frame = frame.f_back if beyond or frame.f_code.co_name != STACK_ENDS else None
        return frame


class Printed(io.TextIOBase):
    """The program's standard output and error: counts the characters, and throws them away."""

    encoding = "utf-8"

    def __init__(self, limit: int, overflow: Callable[[], NoReturn]) -> None:
        self._left = limit
        self._overflow = overflow

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._left -= len(text)
        if self._left < 0:
            self._overflow()
        return len(text)


def serve_later(*_: object, **__: object) -> None:
    """Stands in for `app.run` and `socketio.run`: the player serves the app itself."""
