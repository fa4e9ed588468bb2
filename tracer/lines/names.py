"""What a name stands for, read without touching it: no code of a value's own is ever called."""

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
"""Names and values: a dict, or from Python 3.13 on the proxy that a frame's `f_locals` is."""


class _Gone:
    """Stands where a name has no value."""


GONE: Final = _Gone()


class _DerivedNamespace:
    """The names of a class body, or of a module, in a dict of a derived type: read as a plain one would be.

    The body of an `Enum` has one.
    """

    __slots__ = ("get",)

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.get = partial(dict.get, namespace)


def namespace_of(namespace: Any) -> Namespace:
    """The namespace of a class body or a module, to be read from now on."""
    derived = issubclass(type(namespace), dict) and type(namespace) is not dict
    return _DerivedNamespace(namespace) if derived else namespace


def is_readable(namespace: object) -> bool:
    """Whether a namespace can be read; what a metaclass made (`__prepare__`), and is no dict, could do anything."""
    kind = type(namespace)
    return kind is dict or kind is _FRAME_LOCALS or kind is _DerivedNamespace


def is_data(value: object) -> bool:
    """Whether a value is something to show of itself: not a function, a module, a class, nor any plain object."""
    return value is None or issubclass(type(value), _DATA)


def needs_comparing_all(kept: object) -> bool:
    """Whether lines can change more than they show, because of the value that this is remembered of."""
    return type(kept) is Remembered and kept.compares_all


def shown(value: object, bounds: Bounds) -> tuple[Any, Value]:
    """What is kept of a value to tell that it has changed, and its copy."""
    if plain(value, bounds.characters):
        return value, value
    remembered = Remembered(value, bounds)
    return remembered, remembered.value


def looks_same(old: Any, new: Any) -> bool:
    """Whether a name was bound anew to what looks as before; of containers, reading the log finds that out."""
    if type(old) is Remembered and type(new) is Remembered:
        return not new.live and same(old.value, new.value)
    return type(old) is type(new) and same(old, new)


def read(namespace: Namespace, name: str) -> Any:
    """The value of a name, or of the attribute of one (`room.members`); `GONE` if it has none."""
    base, _, attribute = name.partition(".")
    value = namespace.get(base, GONE)
    return read_attribute(value, attribute) if attribute else value


def read_attribute(value: object, name: str) -> Any:
    """An attribute that is kept in the object itself, read without asking the object; `GONE` if there is none."""
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
    """The dict, or whatever it is, that an object's own attributes are kept in; None if there is none."""
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
