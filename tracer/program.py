"""The program being traced, seen from outside: what its functions are called, and at which of its lines things are."""

from __future__ import annotations

import linecache
import re
import sys
import threading
from collections.abc import Callable
from functools import lru_cache
from types import FrameType
from typing import Any, TypeGuard

import flask

from tracer.outcomes import Raised
from tracer.values import type_name

_LIBRARIES = frozenset({"flask_socketio", "socketio", "engineio", "tracer", "flask", "werkzeug", "threading"})
_THREAD_TARGET = re.compile(r"\((\w+)\)$")
"""Python names a thread `Thread-3 (target)`."""


def function_name(handler: Any) -> str:
    return str(getattr(handler, "__name__", None) or type_name(type(handler)))


def def_line(handler: Any) -> int | None:
    """The line of a function's `def`: its code object counts from its first decorator."""
    code = getattr(getattr(handler, "__func__", handler), "__code__", None)
    return None if code is None else _def_line(code.co_filename, code.co_firstlineno)


@lru_cache(maxsize=1_000)
def _def_line(file: str, first: int) -> int:
    for number in range(first, first + 100):
        if linecache.getline(file, number).lstrip().startswith(("def ", "async def ")):
            return number
    return first


def raised(error: BaseException, handler: Any, handled_by: str | None) -> Raised:
    """How a handler failed: the line is the deepest one in its own file."""
    code = getattr(getattr(handler, "__func__", handler), "__code__", None)
    line, traceback = None, error.__traceback__
    while traceback is not None:
        if code is not None and traceback.tb_frame.f_code.co_filename == code.co_filename:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    message = error.args[0] if error.args and type(error.args[0]) is str else ""
    return Raised(type_name(type(error)), message[:500], line, handled_by)


def program_line() -> int | None:
    """The line of the nearest caller that is neither a library's nor the tracer's."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__")
        if (type(module) is not str or not _IS_LIBRARY[module]) and frame.f_code.co_filename != "<string>":
            return frame.f_lineno
        frame = frame.f_back
    return None


class _IsLibrary(dict[str, bool]):
    """Whether a module is a library's, by its name; worked out once."""

    def __missing__(self, module: str) -> bool:
        found = self[module] = module.partition(".")[0] in _LIBRARIES
        return found


_IS_LIBRARY = _IsLibrary()


def running_task() -> str | None:
    """What is running outside any event: a web request, or the function that this thread was started for."""
    if flask.has_request_context():
        return f"{flask.request.method} {flask.request.path}"
    found = _THREAD_TARGET.search(threading.current_thread().name)
    return found[1] if found else None


def is_program(function: Any) -> TypeGuard[Callable[..., Any]]:
    """Whether a function is the program's own, and not one of the libraries'."""
    return function is not None and not _IS_LIBRARY[str(getattr(function, "__module__", ""))]
