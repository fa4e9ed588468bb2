"""The program being traced, seen from outside: what its functions are called, and at which of its lines things are."""

from __future__ import annotations

import functools
import linecache
import sys
import sysconfig
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import CodeType, FrameType, FunctionType, MethodType
from typing import Any, TypeGuard

import engineio
import flask
import flask_socketio
import socketio
import werkzeug

from tracer.messages import message
from tracer.outcomes import Raised
from tracer.values import type_name

_LIBRARIES = tuple(
    f"{Path(file).parent}/"
    for file in (
        __file__,
        flask_socketio.__file__,
        socketio.__file__,
        engineio.__file__,
        flask.__file__,
        werkzeug.__file__,
    )
)
"""The folders of the tracer and of the libraries. Names would not do: a program may have a `tracer` of its own."""

_STANDARD = tuple(f"{Path(sysconfig.get_path(name))}/" for name in ("stdlib", "platstdlib"))
_INSTALLED = ("site-packages/", "dist-packages/")


def function_name(handler: Any) -> str:
    """What a handler is called."""
    return _name(_function(handler))


def name_and_line(handler: Any) -> tuple[str, int | None]:
    """What a handler is called, and the line of its `def`: its code object counts from its first decorator."""
    found = _function(handler)
    code = _code(found)
    return _name(found), None if code is None else _def_line(code.co_filename, code.co_firstlineno)


def _name(function: Any) -> str:
    return str(getattr(function, "__name__", None) or type_name(type(function)))


def _function(handler: Any) -> Any:
    """The function that a handler comes down to: what a decorator, a `partial` or a method was made of."""
    for _ in range(100):  # as deep as anybody decorates; a loop of `__wrapped__` ends here too
        kind = type(handler)
        if kind is functools.partial:
            handler = handler.func
        elif kind is MethodType:
            handler = handler.__func__
        elif kind is FunctionType and "__wrapped__" in handler.__dict__:
            handler = handler.__wrapped__
        else:
            break
    return handler


def _code(handler: Any) -> CodeType | None:
    """The code of the function that a handler comes down to; of an object's class, if that can be called."""
    found = _function(handler)
    if type(found) is not FunctionType:
        found = next((vars(base)["__call__"] for base in type(found).__mro__ if "__call__" in vars(base)), None)
    return found.__code__ if type(found) is FunctionType else None


@lru_cache(maxsize=1_000)
def _def_line(file: str, first: int) -> int:
    for number in range(first, first + 100):
        if linecache.getline(file, number).lstrip().startswith(("def ", "async def ")):
            return number
    return first


def raised(error: BaseException, handler: Any, handled_by: str | None) -> Raised:
    """How a handler failed: the line is the deepest one in its own file."""
    code = _code(handler)
    line, traceback = None, error.__traceback__
    while traceback is not None:
        if code is not None and traceback.tb_frame.f_code.co_filename == code.co_filename:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return Raised(type_name(type(error)), message(error), line, handled_by)


def program_line() -> int | None:
    """The line of the nearest caller that is no library's, nor the language's own, nor the tracer's."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if not _IS_OUTSIDE[frame.f_code.co_filename]:
            return frame.f_lineno
        frame = frame.f_back
    return None


class _IsLibrary(dict[str, bool]):
    """Whether a file is a library's or the tracer's; worked out once for each file."""

    def __missing__(self, file: str) -> bool:
        found = self[file] = file.startswith(_LIBRARIES)
        return found


class _IsOutside(dict[str, bool]):
    """Whether a file is no part of the program: a library's, the standard library's, or no file at all."""

    def __missing__(self, file: str) -> bool:
        standard = file.startswith(_STANDARD) and not any(place in file for place in _INSTALLED)
        found = self[file] = _IS_LIBRARY[file] or standard or file == "<string>" or file.startswith("<frozen ")
        return found


_IS_LIBRARY = _IsLibrary()
_IS_OUTSIDE = _IsOutside()


def running_task() -> str | None:
    """What is running outside any event: a web request, or the function that this thread was started for.

    A request that has a `sid` is the one that an event's handler sees; a thread may have taken it over.
    """
    if flask.has_request_context() and not hasattr(flask.request, "sid"):
        return f"{flask.request.method} {flask.request.path}"
    target = getattr(threading.current_thread(), "_target", None)
    code = _code(target) if target is not None else None
    return None if code is None or _IS_OUTSIDE[code.co_filename] else function_name(target)


def is_program(function: Any) -> TypeGuard[Callable[..., Any]]:
    """Whether a function is the program's own; of the libraries' own, only functions and methods get here."""
    if type(function) not in (FunctionType, MethodType):
        return function is not None
    code = _code(function)
    return code is None or not _IS_LIBRARY[code.co_filename]
