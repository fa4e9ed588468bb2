"""Checks the arguments of `attach`, and says what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracer.building import CORE_VARIABLES
from tracer.lines import Lines
from tracer.values import type_name
from tracer.wrapping import is_wrapped


def require(socketio: Any, watch: Any, lines: Any, on_step: Any) -> None:
    """Raise TypeError or ValueError if `attach` cannot work with these arguments."""
    if isinstance(socketio, type) or not hasattr(socketio, "exception_handlers"):
        raise TypeError(f"attach: expected a flask_socketio.SocketIO, got {_kind(socketio)}")
    if is_wrapped(socketio, "init_app"):
        raise ValueError("attach: a tracer is on this SocketIO already; detach that one first")
    if lines is not None and not isinstance(lines, Lines):
        raise TypeError(f"lines: expected tracer.Lines, got {_kind(lines)}; make one of the files: Lines({{file}})")
    if watch is not None and not isinstance(watch, Mapping):
        raise TypeError(f"watch: expected a dict of functions by name, got {_kind(watch)}")
    for name, read in (watch or {}).items():
        if not isinstance(name, str) or not callable(read):
            raise TypeError(f"watch: expected names and functions, such as {{'users': lambda: users}}, got {name!r}")
        if name in CORE_VARIABLES:
            raise ValueError(f"watch: every trace has its own {name!r}; take another name")
    if on_step is not None and not callable(on_step):
        raise TypeError(f"on_step: expected a function, got {_kind(on_step)}")


def _kind(value: object) -> str:
    return f"the class {type_name(value)}" if isinstance(value, type) else type_name(type(value))
