"""Reads the values of names and attributes, and never calls code of a value."""

from __future__ import annotations

import sys
from functools import partial
from types import GetSetDescriptorType, MappingProxyType, MemberDescriptorType, ModuleType
from typing import Any, Final

from tracer.lines.deltas import same
from tracer.lines.remembered import Remembered
from tracer.values import Bounds, Value, plain

_DATA = (bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset)
mro_of: Final = type.__dict__["__mro__"].__get__
attributes_of_class: Final = type.__dict__["__dict__"].__get__

Namespace = Any
"""Names with their values: a dict, or from Python 3.13 on the proxy that `f_locals` of a frame is."""


class _Gone:
    """Stands for the value of a name that has none."""


GONE: Final = _Gone()


class _DerivedNamespace:
    """The names of a class body or a module in a dict of a derived type, read like a plain dict.

    The body of an `Enum` has such a dict.
    """

    __slots__ = ("get",)

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.get = partial(dict.get, namespace)


def namespace_of(namespace: Any) -> Namespace:
    """The namespace through which to read a class body or a module."""
    derived = issubclass(type(namespace), dict) and type(namespace) is not dict
    return _DerivedNamespace(namespace) if derived else namespace


def is_readable(namespace: object) -> bool:
    """Whether a namespace can be read. A metaclass can make one (`__prepare__`) that is no dict."""
    kind = type(namespace)
    return kind is dict or kind is _FRAME_LOCALS or kind is _DerivedNamespace


def is_data(value: object) -> bool:
    """Whether a value is data to show, and no function, module, class or other object."""
    return value is None or issubclass(type(value), _DATA)


def needs_comparing_all(kept: object) -> bool:
    """Whether lines can change more than they show because of the value of which this is kept."""
    return type(kept) is Remembered and kept.compares_all


def shown(value: object, bounds: Bounds) -> tuple[Any, Value]:
    """What to keep of a value to see whether it changes, and its copy."""
    if plain(value, bounds.characters):
        return value, value
    remembered = Remembered(value, bounds)
    return remembered, remembered.value


def looks_same(old: Any, new: Any) -> bool:
    """Whether a name was bound anew to a value that looks the same. For containers the log finds that out when read."""
    if type(old) is Remembered and type(new) is Remembered:
        return not new.live and same(old.value, new.value)
    return type(old) is type(new) and same(old, new)


def read(namespace: Namespace, name: str) -> Any:
    """The value of a name or of its attribute (`room.members`); `GONE` if there is none."""
    base, _, attribute = name.partition(".")
    value = namespace.get(base, GONE)
    return read_attribute(value, attribute) if attribute else value


def read_attribute(value: object, name: str) -> Any:
    """An attribute that the object itself keeps, read without calling the object; `GONE` if there is none."""
    kind = type(value)
    if kind is ModuleType or value is GONE or is_data(value):
        return GONE
    for base in mro_of(kind):
        descriptors = attributes_of_class(base)
        slot = descriptors.get(name)
        if type(slot) is MemberDescriptorType:
            return _slot_of(slot, value)
        own = descriptors.get("__dict__")
        if type(own) is GetSetDescriptorType:
            attributes = own.__get__(value)
            kind = type(attributes)
            return attributes.get(name, GONE) if kind is dict or kind is MappingProxyType else GONE
    return GONE


def attributes_of(value: object) -> object:
    """The dict, or whatever it is, that holds the own attributes of an object; None if there is none."""
    for base in mro_of(type(value)):
        own = attributes_of_class(base).get("__dict__")
        if type(own) is GetSetDescriptorType:
            return own.__get__(value)
    return None


def _slot_of(slot: MemberDescriptorType, value: object) -> Any:
    try:
        return slot.__get__(value)
    except AttributeError:  # not set yet
        return GONE


def _kind_of_locals() -> type:
    return type(sys._getframe().f_locals)


_FRAME_LOCALS = _kind_of_locals()
