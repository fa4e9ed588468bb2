"""A tracer that is slow and obviously right: at every event it copies every variable in sight, whole."""

import inspect
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from types import CodeType, FrameType, MemberDescriptorType
from typing import Any

from tracer.lines import LINE_BOUNDS, Line, LineLog, Lines, VariableChange
from tracer.values import Value, detach

FILE = "app.py"
ENDS = (StopIteration, StopAsyncIteration)
"""What loops end with, which no test's program raises to anybody else."""


@dataclass
class Snapshot:
    """The variables of a call, and the module's, just before a line, or after an exception."""

    event: str
    number: int
    function: str
    local: dict[str, Value]
    module: dict[str, Value]


@dataclass
class Snapshots:
    """What the slow tracer saw: each call's snapshots, calls in the order in which they began.

    It keeps no frames: what a call's variables hold must not live longer than the call.
    """

    calls: list[list[Snapshot]] = field(default_factory=list)
    order: list[Snapshot] = field(default_factory=list)

    def trace(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        """The trace function of the thread: a call begins, or a generator goes on."""
        if frame.f_code.co_filename != FILE:
            return None
        return frame.f_trace if isinstance(frame.f_trace, CallSnapshots) else CallSnapshots(self, frame)


class CallSnapshots:
    """The trace function of one call."""

    def __init__(self, all_calls: Snapshots, frame: FrameType) -> None:
        self.order = all_calls.order
        self.seen: list[Snapshot] = []
        self.body = None if frame.f_code.co_flags & inspect.CO_OPTIMIZED else frame.f_locals
        all_calls.calls.append(self.seen)

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event in ("line", "return") or (event == "exception" and argument[0] not in ENDS):
            function = frame.f_code.co_qualname.rpartition("<locals>.")[2]
            local = copied(frame.f_locals if self.body is None else self.body)
            module = copied(frame.f_globals)  # after the variables: reading those lets go of what they held
            local = {name: value for name, value in module.items() if "." in name} | local
            taken = Snapshot(event, frame.f_lineno, function, local, module)
            self.seen.append(taken)
            self.order.append(taken)
        return self


def copied(names: Any) -> dict[str, Value]:
    """Copies of the variables, and of the attributes of the objects among them, as `name.attribute`."""
    found = {name: value for name, value in names.items() if not name.startswith((".", "__"))}
    for name, value in list(found.items()):
        own = dict(vars(value)) if hasattr(value, "__dict__") else {}
        for base in type(value).__mro__:
            slots = [slot for slot, each in vars(base).items() if isinstance(each, MemberDescriptorType)]
            own |= {slot: getattr(value, slot) for slot in slots if hasattr(value, slot)}
        found |= {f"{name}.{attribute}": each for attribute, each in own.items()}
    return {name: detach(value, LINE_BOUNDS) for name, value in found.items()}


def run_both(source: str) -> tuple[Snapshots, LineLog]:
    """Run `main()` of a program under the slow tracer, and once more under the recorder."""
    code = compile(source, FILE, "exec")
    slow = Snapshots()
    before = sys.gettrace()
    entry = entry_of(code)
    sys.settrace(slow.trace)
    try:
        call(entry)
    finally:
        sys.settrace(before)
    recorder = Lines({FILE}).record()
    entry = entry_of(code)
    with recorder:
        call(entry)
    return slow, recorder.log()


def entry_of(code: CodeType) -> Any:
    """The program's `main`, in a module of its own."""
    module: dict[str, Any] = {"__name__": "app"}
    exec(code, module)  # noqa: S102  # these programs are the tests' own
    return module["main"]


def call(entry: Any) -> None:
    """Run a program whatever comes of it."""
    with suppress(Exception):
        entry()


def replayed(lines: tuple[Line, ...], log: LineLog) -> tuple[dict[int, list[Snapshot]], list[Snapshot]]:
    """The same snapshots, put together from the recorded changes: by call, and all in order."""
    calls: dict[int, list[Snapshot]] = {}
    order: list[Snapshot] = []
    states: dict[int, dict[str, Value]] = {}
    module = {log.variables[number].name: value for number, value in log.start}
    changes = sorted((change for line in lines for change in line.changes if change.scope == "global"), key=_when)
    for place, line in enumerate(lines):
        while changes and changes[0].at < place:
            _apply(module, changes.pop(0))
        state = states.setdefault(line.call, {})
        taken = Snapshot(line.event, line.number, line.function, dict(state), dict(module))
        calls.setdefault(line.call, [])
        if line.event in ("line", "exception"):
            calls[line.call].append(taken)
            order.append(taken)
        for change in line.changes:
            if change.scope == "local":
                _apply(state, change)
    for number, state in states.items():
        calls[number].append(Snapshot("return", 0, "", dict(state), {}))
    return calls, order


def _when(change: VariableChange) -> int:
    return change.at


def _apply(state: dict[str, Value], change: VariableChange) -> None:
    if change.gone:
        del state[change.name]
    else:
        state[change.name] = change.now


def assert_same(source: str) -> LineLog:
    """The changes that the recorder saw lead to exactly the snapshots that the slow tracer took."""
    slow, log = run_both(source)
    lines = log.lines()
    calls, order = replayed(lines, log)
    assert log.stopped is None
    assert len(calls) == len(slow.calls)
    for ours, theirs in zip(calls.values(), slow.calls, strict=True):
        steps = [each for each in theirs if each.event != "return"] + [theirs[-1]]
        assert [(each.event, each.number) for each in ours[:-1]] == [(each.event, each.number) for each in steps[:-1]]
        for mine, right in zip(ours, steps, strict=True):
            wanted = {
                name: value for name, value in right.local.items() if name in mine.local or is_due(name, right, log)
            }
            assert _text(mine.local) == _text(wanted), f"before line {right.number} ({right.event})"
    steps = [each for each in slow.order if each.event != "return"]
    for mine, right in zip(order, steps, strict=True):
        wanted = {name: right.module.get(name) for name in mine.module}
        assert _text(mine.module) == _text(wanted), f"globals before line {right.number} ({right.event})"
    return log


def is_due(name: str, snapshot: Snapshot, log: LineLog) -> bool:
    """Whether a recorder has to show this: every variable, and every attribute that the code spells, if it is data."""
    if "." not in name:
        return True
    codes = [place for place, code in enumerate(log.codes) if code.function == snapshot.function]
    spelled = {variable.name for variable in log.variables if variable.code in codes}
    value = snapshot.local[name]
    return name in spelled and not (isinstance(value, dict) and value.get("~") == "object")


def _text(state: dict[str, Value]) -> dict[str, str]:
    """Copies compared strictly: 1 is not True."""
    return {name: repr(value) for name, value in state.items()}
