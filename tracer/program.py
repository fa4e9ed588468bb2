"""Names the functions and lines of the watched program, and tells its code from that of the libraries."""

from __future__ import annotations

import functools
import linecache
import re
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

_STANDARD = (
    *(f"{Path(sysconfig.get_path(name))}/" for name in ("stdlib", "platstdlib")),
    f"{Path(threading.__file__).parent}/",  # where Python's own library is in a zip file
)
_INSTALLED = ("site-packages/", "dist-packages/")

STACK_ENDS = "_stack_ends_here"
"""The name of a function below which a stack has another thread's frames: a player in one thread has put them there."""


def function_name(handler: Any) -> str:
    """The name of the function inside a handler."""
    return name_of(_function(handler))


def name_of(function: Any, *, wrapper: bool = False) -> str:
    """The name of a function. A decorator's wrapper bears the name of what it is around; its code has its own name."""
    code = code_of(function) if wrapper else None
    if wrapper and type(function) is not FunctionType:
        return type_name(type(function))
    if code is not None:
        return code.co_qualname.partition(".")[0] if is_outside(code) else code.co_name
    return str(getattr(function, "__name__", None) or type_name(type(function)))


def _function(handler: Any) -> Any:
    """The function inside a handler: inside a decorator's wrapper, a `partial` or a method."""
    for _ in range(100):  # nobody decorates deeper; `__wrapped__` may lead in a circle
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


def code_of(function: Any) -> CodeType | None:
    """The code of a function. For an object that can be called, the code of its `__call__`."""
    if type(function) is not FunctionType:
        function = next((vars(base)["__call__"] for base in type(function).__mro__ if "__call__" in vars(base)), None)
    return function.__code__ if type(function) is FunctionType else None


def _code(handler: Any) -> CodeType | None:
    return code_of(_function(handler))


def is_outside(code: CodeType) -> bool:
    """Whether code is no part of the program: a library's, Python's own, or the tracer's."""
    return _IS_OUTSIDE[code.co_filename]


def leave_out(folder: str) -> None:
    """Take the code of a folder for no part of any program, from now on: it plays programs."""
    _IS_OUTSIDE.leave_out(folder)


def def_line(code: CodeType) -> int:
    """The line of a function's `def`, or of its `lambda`. (The code of a function begins at its first decorator.)"""
    return _def_line(code.co_filename, code.co_firstlineno, code.co_name)


@lru_cache(maxsize=1_000)
def _def_line(file: str, first: int, name: str) -> int:
    pattern = re.compile(rf"\s*(async\s+)?def\s+{re.escape(name)}\b")
    for number in range(first, first + 100) if name.isidentifier() else ():
        if pattern.match(linecache.getline(file, number)):
            return number
    return first


def forget_lines() -> None:
    """Forget where functions are defined: another program has the file name of the last one now."""
    _def_line.cache_clear()


def raised(error: BaseException, handler: Any, handled_by: str | None) -> Raised:
    """The exception that a handler ended with. The line is the deepest one in its file."""
    code = handler if type(handler) is CodeType else _code(handler)
    line, traceback = None, error.__traceback__
    while traceback is not None:
        if code is not None and traceback.tb_frame.f_code.co_filename == code.co_filename:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return Raised(type_name(type(error)), message(error), line, handled_by)


def program_line() -> int | None:
    """The line of the nearest caller in the program: not in a library, the standard library or the tracer."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_name != STACK_ENDS:
        if not _IS_OUTSIDE[frame.f_code.co_filename]:
            return frame.f_lineno
        frame = frame.f_back
    return None


class _IsLibrary(dict[str, bool]):
    """Whether a file belongs to a library or to the tracer; worked out once for each file."""

    def __missing__(self, file: str) -> bool:
        found = self[file] = file.startswith(_LIBRARIES)
        return found


class _IsOutside(dict[str, bool]):
    """Whether code is no part of the program: its file belongs to a library or to Python, or it has no file.

    `folders` have code that plays programs, and is no part of them either.
    """

    def __init__(self) -> None:
        self.folders: tuple[str, ...] = ()

    def __missing__(self, file: str) -> bool:
        standard = file.startswith(_STANDARD) and not any(place in file for place in _INSTALLED)
        none = file == "<string>" or file.startswith("<frozen ")
        found = self[file] = _IS_LIBRARY[file] or standard or none or file.startswith(self.folders)
        return found

    def leave_out(self, folder: str) -> None:
        """Take the code of a folder for no part of any program, from now on."""
        if f"{folder}/" not in self.folders:
            self.folders += (f"{folder}/",)
            self.clear()


_IS_LIBRARY = _IsLibrary()
_IS_OUTSIDE = _IsOutside()


def running_task() -> str | None:
    """The name of what runs outside any event: a web request, or the function of this thread.

    A request with a `sid` is no web request: Flask-SocketIO makes it for handlers, and a thread may have taken it over.
    """
    if flask.has_request_context() and not hasattr(flask.request, "sid"):
        return f"{flask.request.method} {flask.request.path}"
    target = getattr(threading.current_thread(), "_target", None)
    code = _code(target) if target is not None else None
    return None if code is None or _IS_OUTSIDE[code.co_filename] else function_name(target)


def is_program(function: Any) -> TypeGuard[Callable[..., Any]]:
    """Whether a function belongs to the program. Only functions and methods of the libraries are known as theirs."""
    if type(function) not in (FunctionType, MethodType):
        return function is not None
    code = _code(function)
    return code is None or not _IS_LIBRARY[code.co_filename]
