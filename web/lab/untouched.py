"""Puts back what a program has changed of the libraries, whose modules and classes all runs of a worker share.

It is for honest programs that put something in the place of a function. What is changed inside an object stays so.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from operator import is_
from types import FunctionType, ModuleType
from typing import Any

_NOT_OURS_TO_PUT_BACK = ("sys", "__main__", "web.lab.entry")
"""These change by themselves, or the worker changes them."""


@contextmanager
def untouched() -> Iterator[list[str]]:
    """Put modules and classes back when the context is over, as they were when this was first called.

    It gives a list, which has the names of those that were put back then.
    """
    found, chance, changed = _found(), random.getstate(), list[str]()
    try:
        yield changed
    finally:
        random.setstate(chance)
        for owner, names, values in found:
            if not all(map(is_, map(vars(owner).get, names), values)):
                _put_back(owner, names, values)
                changed.append(owner.__name__)


def _put_back(owner: Any, names: tuple[str, ...], values: tuple[Any, ...]) -> None:
    for name, value in zip(names, values, strict=True):
        if vars(owner).get(name) is not value:
            with suppress(AttributeError, TypeError):
                setattr(owner, name, value)


@cache
def _found() -> list[tuple[Any, tuple[str, ...], tuple[Any, ...]]]:
    """All modules and their classes, each with the names that may be put back, and their values."""
    plain = {name: module for name, module in sys.modules.items() if type(module) is ModuleType}
    modules = [module for name, module in plain.items() if name not in _NOT_OURS_TO_PUT_BACK]
    classes = {
        id(value): value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__
    }
    owned: list[tuple[Any, dict[str, Any]]] = [(module, _public(module)) for module in modules]
    owned += [(one, _own(one)) for one in classes.values() if not _is_fixed(one)]
    return [(owner, tuple(values), tuple(values.values())) for owner, values in owned if values]


def _public(module: ModuleType) -> dict[str, Any]:
    return {name: value for name, value in vars(module).items() if not name.startswith("_")}


def _own(one: type) -> dict[str, Any]:
    """The attributes of a class; of those with two underscores only its functions."""
    return {n: value for n, value in vars(one).items() if not n.startswith("__") or type(value) is FunctionType}


def _is_fixed(one: type) -> bool:
    """Whether nobody can change the class: it is made in C."""
    return not one.__flags__ & (1 << 9)
