"""Plays a lesson in one thread, without network, processes and waiting: in a browser, where there is nothing else.

It is the same play as `tutorial.run.served` makes, with the same clients, program and tracer, so the trace is the same.
What differs is the wire (`memory_wire`), and who waits how (`drive`, `stand_ins`). Programs that need real threads end
with a reason of their own (`turns`, `stuck`).
"""

from __future__ import annotations

import io
import linecache
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any, NoReturn

import flask
import flask_socketio

from tracer.lines import Lines
from tracer.program import forget_lines
from tutorial.run.drive import Drive, Over
from tutorial.run.line_budget import LineBudget
from tutorial.run.memory_wire import ADDRESS, MemoryWire
from tutorial.run.player import PROGRAM, Awaited, Player, load
from tutorial.run.sandbox import Printed, Sandbox, serve_later
from tutorial.run.stand_ins import StandIns

_GREENLETS = (
    "eventlet",
    "gevent",
    *(f"engineio.async_drivers.{name}" for name in ("eventlet", "gevent", "gevent_uwsgi")),
)
"""What the server would run its handlers by, if it were there, instead of threads."""

MOST_LINES = 400_000
"""So many lines of a program may run: a third of a second's worth in a browser."""

_MOST_KEPT = 20_000
"""So many characters of what a program prints are kept."""


def play_in_memory(
    request: dict[str, Any],
    *,
    lines: int = MOST_LINES,
    unheard: Callable[[dict[str, Any]], object] = lambda _: None,
) -> dict[str, Any]:
    """Play what a request describes (see `tutorial.run.request.run_request`), and return its answer.

    The answer is that of a player, of the kind `trace` or `failed`, with what was `printed`, and how often a task was
    `overtaken` by one that was due later. After a failure, nothing of the libraries is sure to be as it was.

    Args:
        request: what to play. Its `seconds` are simulated.
        lines: how many lines of the program may run.
        unheard: called with the answer when the program catches what ends it, and goes on: then this may never return.
    """
    forget_lines()
    stand_ins = StandIns()
    box = MemorySandbox(output=request["output_limit"])
    drive = box.drive = Drive(request["seconds"], box.wait_in_vain, stand_ins.aside)
    box.budget = LineBudget(
        lines, lambda: box.refuse("lines", f"more than {lines:,}"), lambda: unheard(box.whole_answer())
    )
    with box.closed(), stand_ins.in_place(drive), box.budget.counting():
        try:
            module = load(request["code"], box, box.budget.watch)
            MemoryPlayer(request, module, box, stand_ins).run()
        except Over:
            pass
        except Exception as error:  # noqa: BLE001  # a fault of ours, or a program that changes the libraries
            box.told = {"kind": "failed", "reason": "broken", "message": f"{type(error).__name__}: {error}"[:500]}
    return box.whole_answer()


class MemorySandbox(Sandbox):
    """The walls around a program in a process that goes on when the run has ended."""

    drive: Drive
    budget: LineBudget

    def __init__(self, *, output: int) -> None:
        super().__init__(lambda _: None, PROGRAM, output=output)
        self.told: dict[str, Any] = {"kind": "failed", "reason": "broken", "message": "the run ended without an answer"}
        self.place: dict[str, Any] = {"step": 0, "function": None, "line": None}
        self.printed = KeptPrints(output, self.too_much_output)

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Put the walls up while the context lasts."""
        replaced: list[tuple[Any, str, Any]] = [
            (sys, "stdout", self.printed),
            (sys, "stderr", self.printed),
            (sys, "stdin", io.StringIO()),
            (os, "_exit", self.exited),
            (flask.Flask, "run", serve_later),
            (flask_socketio.SocketIO, "run", serve_later),
        ]
        with ExitStack() as back:
            for owner, name, value in replaced:
                back.callback(setattr, owner, name, getattr(owner, name))
                setattr(owner, name, value)
            back.enter_context(_modules_put_back("app", *_GREENLETS))
            sys.modules.update(dict.fromkeys(_GREENLETS))  # type: ignore[arg-type]  # None: it cannot be imported
            back.callback(linecache.cache.pop, PROGRAM, None)
            back.callback(sys.setrecursionlimit, sys.getrecursionlimit())
            yield

    def answer(self, message: dict[str, Any]) -> None:
        if message["kind"] == "step":
            self.place = {name: message[name] for name in self.place}
        elif not self.drive.over:
            self.told = message

    def wait_in_vain(self, reason: str, message: str) -> NoReturn:
        """End the run because somebody waits, if need be somebody below whoever waits now."""
        self.refuse(reason, message, beyond=True)

    def whole_answer(self) -> dict[str, Any]:
        """What came of the run, with what goes along with it."""
        return self.place | self.told | {"printed": self.printed.text, "overtaken": self.drive.overtaken}

    def leave(self) -> NoReturn:
        self.budget.end()
        self.printed.end()
        self.drive.end()


@contextmanager
def _modules_put_back(*names: str) -> Iterator[None]:
    before = {name: sys.modules[name] for name in names if name in sys.modules}
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(before)


class KeptPrints(Printed):
    """What a program prints, kept up to a limit."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.text = ""
        self._room = _MOST_KEPT

    def write(self, text: str) -> int:
        self.text += text[: self._room]
        self._room -= min(len(text), self._room)
        return super().write(text)

    def end(self) -> None:
        """Keep no more: the run is over, and what comes now tells of that alone."""
        self._room = 0


class MemoryPlayer(Player):
    """One run under way, in one thread."""

    def __init__(self, request: dict[str, Any], module: ModuleType, box: MemorySandbox, stand_ins: StandIns) -> None:
        super().__init__(request, module, box, Lines({PROGRAM}))
        self.drive = box.drive
        self.url = ADDRESS
        self.wire = MemoryWire(self.app, self.server.server.eio, self.drive)
        self.client = self.wire.client
        self.parts = self.scenario()
        self.awaited: Awaited = lambda: True
        self.goes_on = False
        stand_ins.locals.append((self.recording.here, lambda: None))
        self.drive.moves = [*self.wire.moves[:2], stand_ins.run_next, *self.wire.moves[2:], self.go_on]

    def run(self) -> NoReturn:
        """Play the scenario to its end, and answer with the trace. It ends with `Over`, whatever else is under way."""
        with self.attached, self.wire.in_place():
            self.drive.until(lambda: False)
        raise Over

    def go_on(self) -> bool:
        """Play on, if what the scenario waits for has come."""
        if self.goes_on or not self.awaited():
            return False
        self.goes_on = True
        awaited = next(self.parts, None)
        if awaited is None:
            self.box.answer({"kind": "trace", "trace": self.trace().to_json()})
            self.box.leave()
        self.awaited, self.goes_on = awaited, False
        return True
