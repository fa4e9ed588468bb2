"""The trace function of a thread during one handler call: it picks calls to watch, keeps limits and ends recording.

The changes of a line are found when the line is over (`tracer.lines.change_finder`). Its bytecode tells what it can
have changed (`tracer.lines.reach`), and the recorder looks at nothing else. A value that can be kept is not copied, and
no object that may be alive is kept (`tracer.lines.remembered`).

The program may have a trace function of its own. One that was set before is put back afterwards, and sees nothing of
the calls in between. If the program sets one meanwhile, recording is over, and the log says so.
"""

from __future__ import annotations

import struct
import sys
import time
from array import array
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, FrameType, TracebackType
from typing import Any, Self

from tracer.hooks import set_trace
from tracer.lines import log
from tracer.lines.call_watch import CallWatch, SharingCallWatch, watch_of
from tracer.lines.known import Known
from tracer.lines.log import LineLog
from tracer.lines.names import GONE, is_data, needs_comparing_all, shown
from tracer.lines.raw_log import RawLog
from tracer.lines.threads import START, Adoption, OnThread, adopt
from tracer.lines.watched import Module, WatchedCode
from tracer.lines.weight import Weight
from tracer.values import Value

_TRACER = f"{Path(__file__).parents[1]}/"
_REPLACED = "the program set a trace function of its own"
_TAKEN_OFF = "the tracer was taken off"
_TOO_DEEP = "the recursion limit is near"
_COUNTED = 10
"""Lines past the limit are counted, up to this many times the limit."""

_HEADROOM = 150
"""How many frames to keep free below the recursion limit, so that the recorder does not hit it."""

_PRINTED = 20_000
"""How many characters of printed text are kept for each handler call."""


class Recorder:
    """The trace function of one thread during one handler call, and all that it has recorded.

    `clean` says that the current line has called nothing so far, so that it changes only what its own code can.
    `waiting` are generators, and the like, that may go on. `stopped` says why recording ended before the call; else it
    is None.
    """

    __slots__ = (
        "_halted",
        "_heard_before",
        "_outer",
        "_quiet",
        "bounds",
        "check_at",
        "clean",
        "compares_all",
        "current",
        "deltas",
        "exited",
        "files",
        "keep",
        "known",
        "left",
        "left_out",
        "met",
        "modules",
        "more",
        "number",
        "outcomes",
        "printed",
        "put",
        "recursion_limit",
        "room",
        "start",
        "stopped",
        "stream",
        "values",
        "waiting",
        "weight",
    )

    def __init__(self, known: Known) -> None:
        self.known, self.files, self.bounds = known, known.files, known.bounds
        self.stream: list[int] = []
        self.values: list[Value] = []
        self.deltas: list[Value] = []
        self.outcomes: list[Value] = []
        self.printed: list[str] = []
        self.start: dict[int, Value] = {}
        self.put, self.keep = self.stream.append, self.values.append
        self.modules: dict[int, Module] = {}
        self.met: dict[int, tuple[WatchedCode, Module]] = {}
        self.current: CallWatch | None = None
        self.waiting: set[CallWatch] = set()
        self.number = self.left_out = self.check_at = self.recursion_limit = 0
        self.left, self.room = known.limit, _PRINTED
        self.weight = Weight(known.limit, self.values, self.deltas, self.outcomes)
        self.compares_all = known.compares_all
        self.clean = self.more = self.exited = self._quiet = self._halted = False
        self.stopped: str | None = None

    def __enter__(self) -> Self:
        self._heard_before = self.known.heard.listen(self._hear)
        self._outer = sys.gettrace()
        set_trace(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        now = sys.gettrace()
        if now is self or (now is None and self._quiet):
            set_trace(self._outer)
        else:
            self.stopped = self.stopped or _REPLACED
        self.known.heard.leave(self._heard_before)
        self._outer = self._heard_before = self.current = None
        self.left = -1
        self.modules.clear()
        self.met.clear()
        self.exited = True
        if self.waiting:
            nobody = Recorder(self.known)
            nobody.exited = True
            while self.waiting:
                self.waiting.pop().let_go(nobody)

    def __call__(self, frame: FrameType, _event: str, _argument: object) -> Any:
        """The trace function: Python calls it for every call in this thread."""
        code = frame.f_code
        is_program = self.files.get(code.co_filename)
        if is_program is None:
            self.clean = False
            on_thread = self.known.on_thread
            return self._adopt(frame, on_thread) if code is START and on_thread is not None else None
        if not is_program:
            return None
        self.clean = False
        try:
            return self._begin(frame, code) if self.left >= 0 else self._counter()
        except Exception as error:
            if not self.failed(error):
                raise
            return None

    def _adopt(self, frame: FrameType, on_thread: OnThread) -> Adoption | None:
        """Take over the work of a thread that is about to start."""
        try:
            return adopt(frame.f_locals["self"], on_thread)
        except Exception as error:
            if not self.failed(error):
                raise
            return None

    def _begin(self, frame: FrameType, code: CodeType) -> Any:
        """The trace function for a call of the program that begins, or for a generator that goes on."""
        before = watch_of(frame)
        if before is not None and before.recorder is self:
            before.go_on()
            return before.trace
        watched, module = self.met.get(id(code), (None, None))
        if watched is None or module is None or module.namespace is not frame.f_globals:
            watched, module = self._meet(code, frame.f_globals)
        if not watched.simple and watched.instruction(frame.f_lasti) == "RETURN_GENERATOR":
            return None  # Python 3.11 makes a call event when it drops a generator that never began
        watch = (SharingCallWatch if watched.writes_back else CallWatch)(self, watched, module)
        deep = watch.depth >= self.check_at or sys.getrecursionlimit() != self.recursion_limit
        if deep and not self._has_room(frame, watch.depth):
            self.stop(_TOO_DEEP)
            return None
        watch.begin(frame)
        if watched.writes_back:
            frame.f_locals  # noqa: B018  # see `WatchedCode.writes_back`
        return watch.trace

    def _meet(self, code: CodeType, namespace: dict[str, Any]) -> tuple[WatchedCode, Module]:
        """Look up a function that is called for the first time, and the globals that it uses, before it runs."""
        watched = self.known.watched(code, namespace)
        module = self.modules.get(id(namespace))
        if module is None:
            module = self.modules[id(namespace)] = Module(namespace)
        self.met[id(code)] = watched, module
        if self.known.compares_all_with(watched, namespace):
            self.compare_all()
        for name in watched.reach.globals:
            if name not in module.variables:
                module.variables[name] = number = self.known.variable(name, None)
                value = module.values.get(name, GONE)
                if value is not GONE and is_data(value) and not name.startswith("__"):
                    self.start[number] = self._first_look(module.seen, name, value)
        return watched, module

    def compare_all(self) -> None:
        """Compare everything after each line from now on: any line may change anything, by calls that do not show."""
        self.compares_all, self.clean = True, False

    def _first_look(self, seen: dict[str, Any], name: str, value: object) -> Value:
        """Remember a value that no line has changed yet, and return its copy."""
        kept, copy = shown(value, self.bounds)
        seen[name] = kept
        if needs_comparing_all(kept):
            self.compare_all()
        return copy

    def _has_room(self, frame: FrameType | None, depth: int) -> bool:
        """Whether the stack is well below the recursion limit; sets `check_at`, the depth at which to look again."""
        self.recursion_limit = room = sys.getrecursionlimit()
        while frame is not None and room > 0:
            room -= 1
            frame = frame.f_back
        self.check_at = depth + max((room - _HEADROOM) // 4, 1)
        return room > _HEADROOM

    def _hear(self, text: str) -> None:
        """Record text that the handler has printed."""
        if self.current is not None and self.left >= 0 and self.room > 0:
            text = text[: self.room].encode("utf-8", "replace").decode()
            self.room -= len(text)
            if self.stream[-3:] == [0, log.PRINTS, 0]:
                self.printed[-1] += text
            else:
                self.printed.append(text)
                self.stream += (0, log.PRINTS, 0)

    def halt(self) -> None:
        """Make the recorder stop at its next line, from any thread: only its own can unset the trace function."""
        self._halted = True
        self.known.heard.forget(self._hear)
        while self.left > 0:
            self.left = 0
            time.sleep(0)  # its thread may be counting down from an older number

    def overflow(self) -> _Counter | None:
        """The trace function for lines past the limit, which only counts them; None if that is over, too."""
        return self._counter() if self.counts() else None

    def counts(self) -> bool:
        """Count one line past the limit; False if counting is over."""
        if self._is_over():
            return False
        self.left_out += 1
        if self.left_out >= _COUNTED * self.known.limit:
            self.more = True
            self.stop(None)
        return not self.more

    def _counter(self) -> _Counter | None:
        return None if self._is_over() or self.more else _Counter(self)

    def _is_over(self) -> bool:
        """Whether recording is over. A recorder that somebody has halted stops here, in its own thread."""
        if self._halted and self.stopped is None:
            self.stop(_TAKEN_OFF)
        return self.stopped is not None

    def replaced(self) -> None:
        """Stop, since the program has set a trace function of its own."""
        self.stop(_REPLACED)

    def failed(self, error: Exception) -> bool:
        """Whether the recorder itself raised an exception. Then recording is over, and the program sees nothing of it.

        An exception of a signal handler that ran meanwhile belongs to the program.
        """
        traceback = error.__traceback__
        while traceback is not None and traceback.tb_next is not None:
            traceback = traceback.tb_next
        file = traceback.tb_frame.f_globals.get("__file__") if traceback is not None else None
        if type(file) is not str or not file.startswith(_TRACER):
            return False
        self.stop(_TOO_DEEP if type(error) is RecursionError else f"the recorder failed: {type(error).__name__}")
        return True

    def carry(self, items: int) -> None:
        """Add items that are shown to the weight, and stop if that is too much."""
        weight = self.weight
        weight.items += items
        if weight.items > weight.weigh_at and weight.is_too_much():
            self.stop("what the lines show has grown too large")

    def stop(self, why: str | None) -> None:
        """Trace nothing more: the program goes on at full speed."""
        self.stopped = self.stopped or why
        self.left = -1
        current: object = sys.gettrace()
        if current is self:
            self._quiet = True
            set_trace(None)
        frame: FrameType | None = sys._getframe()
        while frame is not None:
            watch: Any = watch_of(frame) or frame.f_trace
            if type(watch) in (CallWatch, SharingCallWatch, _Counter) and watch.recorder is self:
                frame.f_trace = None
            frame = frame.f_back

    def raw_log(self) -> RawLog:
        """The log so far, without the means to go on."""
        stream = tuple(self.stream)
        packed = struct.pack(f"{len(stream)}i", *stream)
        return self._raw_log(array("i", packed))  # takes a third of the time of array("i", stream)

    def log(self) -> LineLog:
        """The log so far, to be read."""
        return self._raw_log(tuple(self.stream)).log()

    def _raw_log(self, stream: Sequence[int]) -> RawLog:
        return RawLog(
            self.known,
            stream,
            tuple(self.values),
            tuple(self.deltas),
            tuple(self.outcomes),
            tuple(self.printed),
            self.start or None,
            self.left_out,
            self.more,
            self.stopped,
        )


class _Counter:
    """The trace function of calls past the limit."""

    __slots__ = ("recorder",)

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def __call__(self, _frame: FrameType, event: str, _argument: object) -> _Counter | None:
        return self if event != "line" or self.recorder.counts() else None
