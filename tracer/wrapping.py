"""Putting something in the place of an instance's attribute, and giving the place back."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

_MISSING = object()


def wrap(owner: Any, name: str, wrapper: Callable[..., Any]) -> Callable[[], None]:
    """Set `owner.name` to `wrapper(original, ...)`, on the instance alone, and return the way back."""
    before = vars(owner).get(name, _MISSING)
    original = getattr(owner, name)
    replacement = functools.partial(wrapper, original)
    replacement.__name__ = getattr(original, "__name__", name)  # type: ignore[attr-defined]  # a thread is named after it
    setattr(owner, name, replacement)

    def undo() -> None:
        if vars(owner).get(name) is not replacement:
            return  # somebody has put their own in its place since: not ours to take away
        if before is _MISSING:
            delattr(owner, name)
        else:
            setattr(owner, name, before)

    return undo


class ErrorHandlers(dict[str, Callable[..., Any]]):
    """The library's table of error handlers, which hands them out so that their calls are seen."""

    def __init__(self, table: dict[str, Callable[..., Any]], see: Callable[..., Callable[..., Any]]) -> None:
        super().__init__(table)
        self._table = table
        self._see = see

    def __setitem__(self, namespace: str, handler: Callable[..., Any]) -> None:
        super().__setitem__(namespace, handler)
        self._table[namespace] = handler  # it stays registered when the tracer is gone

    def get(self, namespace: str, default: Any = None) -> Any:
        handler = super().get(namespace, default)
        return None if handler is None else self._see(handler)
