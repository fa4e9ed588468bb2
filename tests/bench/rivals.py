"""Tracers of lines, each made ready to trace one of the programs: this one, others, and two floors."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from tracer.lines import Lines

PROGRAMS = Path(__file__).with_name("programs.py")
NEEDED = ("snoop", "pysnooper", "hunter", "viztracer", "birdseye")
INSTALL = "pip install -e '.[bench]'"
MANY = 10**7


@dataclass(frozen=True, slots=True)
class Ready:
    """A tracer made ready: `run` calls the program, traced; `text` is what was recorded, as it is kept."""

    run: Callable[[int], object]
    text: Callable[[], str] = str


Prepare = Callable[[str], Ready]
"""Makes a tracer ready for the program of this name, in a fresh copy of its module."""


def missing() -> list[str]:
    """The rivals that are not installed."""
    return [name for name in NEEDED if importlib.util.find_spec(name) is None]


def contenders() -> dict[str, Prepare]:
    """All that can be measured here, by name."""
    rivals: dict[str, tuple[str, Prepare]] = {
        "snoop": ("snoop", snoop),
        "pysnooper": ("pysnooper", pysnooper),
        "hunter": ("hunter", hunter),
        "viztracer log_var": ("viztracer", viztracer),
        "birdseye": ("birdseye", birdseye),
    }
    absent = missing()
    own: dict[str, Prepare] = {
        "untraced": untraced,
        "floor: empty settrace": empty,
        "floor: line numbers only": numbers,
        "stepwire": stepwire,
    }
    return own | {name: prepare for name, (package, prepare) in rivals.items() if package not in absent}


def fresh() -> ModuleType:
    """The module of the programs, loaded anew, so that what one tracer does to it is not there for the next."""
    spec = importlib.util.spec_from_file_location("programs", PROGRAMS)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(PROGRAMS)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def untraced(program: str) -> Ready:
    return Ready(vars(fresh())[program])


def traced(program: str, trace: Callable[[FrameType, str, Any], Any]) -> Callable[[int], object]:
    """A call of the program under a trace function."""
    function = vars(fresh())[program]

    def run(size: int) -> object:
        sys.settrace(trace)
        try:
            return function(size)
        finally:
            sys.settrace(None)

    return run


def empty(program: str) -> Ready:
    def trace(_frame: FrameType, _event: str, _argument: object) -> Any:
        return trace

    return Ready(traced(program, trace))


def numbers(program: str) -> Ready:
    kept: list[int] = []

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        if event == "line":
            kept.append(frame.f_lineno)
        return trace

    return Ready(traced(program, trace), lambda: json.dumps(kept, separators=(",", ":")))


def stepwire(program: str) -> Ready:
    function = vars(fresh())[program]
    recorder = Lines({str(PROGRAMS)}, limit=MANY).record()

    def run(size: int) -> object:
        with recorder:
            return function(size)

    return Ready(run, lambda: recorder.log().to_json())


def decorated(program: str, decorate: Callable[[Any], Any]) -> Callable[[int], object]:
    """The program's function under a decorator, also where it calls itself."""
    module = fresh()
    function = decorate(vars(module)[program])
    setattr(module, program, function)
    run: Callable[[int], object] = function
    return run


def snoop(program: str) -> Ready:
    out = io.StringIO()
    return Ready(
        decorated(program, import_module("snoop").Config(out=out, color=False, columns="").snoop), out.getvalue
    )


def pysnooper(program: str) -> Ready:
    out = io.StringIO()
    return Ready(decorated(program, import_module("pysnooper").snoop(out, color=False)), out.getvalue)


def hunter(program: str) -> Ready:
    hunter = import_module("hunter")
    out = io.StringIO()
    function = vars(fresh())[program]

    def run(size: int) -> object:
        actions = [hunter.CodePrinter(stream=out), hunter.VarsSnooper(stream=out)]
        with hunter.trace(filename=str(PROGRAMS), actions=actions):
            return function(size)

    return Ready(run, out.getvalue)


def viztracer(program: str) -> Ready:
    monkey = import_module("viztracer.code_monkey").CodeMonkey(str(PROGRAMS))
    monkey.add_instrument("log_var", {"varnames": [".*"]})
    module = ModuleType("programs")
    tracer = import_module("viztracer").VizTracer(verbose=0, tracer_entries=2_000_000)
    exec(monkey.compile(PROGRAMS.read_text(), str(PROGRAMS), "exec"), vars(module))  # noqa: S102  # the file beside this one
    function = vars(module)[program]

    def run(size: int) -> object:
        tracer.start()
        try:
            return function(size)
        finally:
            tracer.stop()

    def text() -> str:
        tracer.parse()
        return json.dumps(tracer.data["traceEvents"], separators=(",", ":"))

    return Ready(run, text)


def birdseye(program: str) -> Ready:
    os.environ["OUTDATED_IGNORE"] = "1"  # it asks the package index for a newer version of itself
    eye = import_module("birdseye").BirdsEye("sqlite://")

    def text() -> str:
        with eye.db.session_scope() as session:
            return "".join(call.data for call in session.query(eye.db.Call))

    return Ready(decorated(program, eye), text)
