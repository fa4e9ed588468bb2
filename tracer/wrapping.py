"""Wraps attributes of instances and entries of tables, and gives back a way to undo that."""

from __future__ import annotations

import functools
from collections import UserDict
from collections.abc import Callable, MutableMapping
from typing import Any

_MISSING = object()
_MARK = "wrapped_by_tracer"

Wrap = Callable[[Any, str, Callable[..., Any]], None]
"""Wraps an attribute of an owner, and remembers how to undo that."""


def wrap(owner: Any, name: str, wrapper: Callable[..., Any]) -> Callable[[], None]:
    """Set `owner.name` to `wrapper(original, ...)`, on the instance alone, and return a function that undoes that."""
    return wrap_entry(vars(owner), name, getattr(owner, name), wrapper)


def wrap_entry(
    table: MutableMapping[str, Any], name: str, original: Any, wrapper: Callable[..., Any]
) -> Callable[[], None]:
    """Set `table[name]` to `wrapper(original, ...)`, and return a function that undoes that.

    Once undone, the wrapper does what the original does, for whoever holds a reference to it. If somebody has replaced
    the wrapper in the table, that replacement stays.
    """
    before = table.get(name, _MISSING)
    replacement = functools.partial(wrapper, original)
    own = vars(replacement)
    own["__name__"] = getattr(original, "__name__", name)  # a thread is named after it
    own[_MARK] = True
    table[name] = replacement

    def undo() -> None:
        own.pop(_MARK, None)
        replacement.__setstate__((original, (), {}, own))  # type: ignore[attr-defined]  # public: pickling a partial uses it
        if table.get(name) is not replacement:
            return
        if before is _MISSING:
            del table[name]
        else:
            table[name] = before

    return undo


def is_wrapped(owner: Any, name: str) -> bool:
    """Whether a tracer's wrapper is on this attribute."""
    return _MARK in getattr(vars(owner).get(name), "__dict__", ())


class ErrorHandlers(UserDict[str, Callable[..., Any]]):
    """The library's own table of error handlers. The handlers that it gives out have their calls recorded.

    A handler that is registered here is registered in the library's table, and stays there after the tracer is gone.
    """

    def __init__(self, table: dict[str, Callable[..., Any]], see: Callable[..., Callable[..., Any]]) -> None:
        self.data = table
        self._see = see

    def get(self, namespace: str, default: Any = None) -> Any:
        handler = self.data.get(namespace, default)
        return None if handler is None else self._see(handler)
