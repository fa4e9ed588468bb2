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

import flask

from tracer.messages import message
from tracer.outcomes import Raised
from tracer.values import type_name

_LIBRARIES = frozenset({"flask_socketio", "socketio", "engineio", "tracer", "flask", "werkzeug"})
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
        module = frame.f_globals.get("__name__")
        if (type(module) is not str or not _IS_LIBRARY[module]) and not _IS_STANDARD[frame.f_code.co_filename]:
            return frame.f_lineno
        frame = frame.f_back
    return None


class _IsLibrary(dict[str, bool]):
    """Whether a module is a library's, by its name; worked out once."""

    def __missing__(self, module: str) -> bool:
        found = self[module] = module.partition(".")[0] in _LIBRARIES
        return found


class _IsStandard(dict[str, bool]):
    """Whether a file is the standard library's, or no file at all that a program could have; worked out once."""

    def __missing__(self, file: str) -> bool:
        standard = file.startswith(_STANDARD) and not any(place in file for place in _INSTALLED)
        found = self[file] = standard or file == "<string>" or file.startswith("<frozen ")
        return found


_IS_LIBRARY = _IsLibrary()
_IS_STANDARD = _IsStandard()


def running_task() -> str | None:
    """What is running outside any event: a web request, or the function that this thread was started for.

    A request that has a `sid` is the one that an event's handler sees; a thread may have taken it over.
    """
    if flask.has_request_context() and not hasattr(flask.request, "sid"):
        return f"{flask.request.method} {flask.request.path}"
    target = getattr(threading.current_thread(), "_target", None)
    code = _code(target) if target is not None else None
    if code is None or _IS_STANDARD[code.co_filename] or not is_program(_function(target)):
        return None
    return function_name(target)


def is_program(function: Any) -> TypeGuard[Callable[..., Any]]:
    """Whether a function is the program's own, and not one of the libraries'."""
    return function is not None and not _IS_LIBRARY[str(getattr(function, "__module__", ""))]
