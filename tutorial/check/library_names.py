"""The names that Python and the libraries of a lesson have: of modules, classes, functions, parameters and options."""

from __future__ import annotations

import builtins
import keyword
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import CodeType, FunctionType, ModuleType
from typing import Any

_LIBRARIES = (
    *("flask", "flask.sessions", "flask_socketio", "flask_socketio.namespace", "werkzeug.exceptions"),
    *("socketio", "socketio.base_server", "socketio.server", "socketio.manager", "socketio.namespace"),
    *("socketio.packet", "socketio.client", "engineio", "engineio.server", "engineio.socket", "engineio.packet"),
    *("threading", "time", "datetime", "random", "json", "collections", "queue", "uuid"),
)
_WORDS = 40


@cache
def library_names() -> frozenset[str]:
    """All of these names. They are gathered once, in some hundredths of a second, when a text has an unknown name."""
    found = {*dir(builtins), *keyword.kwlist, *keyword.softkwlist, *sys.stdlib_module_names}
    for kind in (str, bytes, int, float, list, dict, set, tuple, BaseException):
        found.update(dir(kind))
    for name in _LIBRARIES:
        module = import_module(name)
        found.update(name.split("."), _names_in(module))
    return frozenset(found)


def _names_in(module: ModuleType) -> Iterator[str]:
    for name, value in vars(module).items():
        yield name
        yield from _names_of(value, module.__name__.partition(".")[0])


def _names_of(value: Any, package: str) -> Iterator[str]:
    """The names in a function, and those of a class and of its methods."""
    if isinstance(value, type):
        yield from dir(value)
        if value.__module__.partition(".")[0] == package:
            for inner in vars(value).values():
                yield from _names_of(inner, package)
    elif isinstance(value, FunctionType):
        yield from _names_in_code(value.__code__)


def _names_in_code(code: CodeType) -> Iterator[str]:
    yield from (*code.co_names, *code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in_code(constant)
        elif isinstance(constant, str) and len(constant) <= _WORDS:
            yield constant
        elif isinstance(constant, tuple):
            yield from (one for one in constant if isinstance(one, str))
