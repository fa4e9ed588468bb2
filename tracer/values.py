"""Makes detached, bounded, JSON-safe copies of live values, and never calls code of a value.

Values that JSON has stand for themselves. Any other value is an object whose key `~` says what the value is:

    {"~": "str", "head": "aaa", "length": 1000000}       a string that was cut
    {"~": "bytes", "hex": "00ff", "length": 2}            bytes and bytearray; `hex` is the head that was kept
    {"~": "float", "text": "nan"}                         nan, inf, -inf
    {"~": "int", "text": "9007199254740993"}              an int past 2**53, which readers of JSON round
    {"~": "tuple", "items": [...], "length": 3}           also list, set and frozenset; a dict's items are
                                                          [key, value]; `length` counts all, `items` is what was kept
    {"~": "object", "type": "Flask"}                      any other object: its type's name, no more
    {"~": "deeper"}                                       nested deeper than the bound
    {"~": "cycle", "type": "list"}                        a container that holds itself

A list within the bounds is a JSON array; a dict within the bounds whose keys are all strings, none of them `~`,
is a JSON object. Sets are sorted by the JSON of their items, so that two runs give the same copy; of a large
one of texts or numbers the least are kept. Lone surrogates
in strings become U+FFFD, so that every copy can be written as UTF-8.
"""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

Value = Any
"""JSON: None, bool, int, float, str, list or dict, as the module's docstring says."""

_class_name = type.__dict__["__name__"].__get__
_class_mro = type.__dict__["__mro__"].__get__
SID: Final = re.compile(r"[\w-]{16}AA[\w-]{2}", re.ASCII)
"""A session id: 12 random bytes and a number of three, which stays small (engineio.Server.generate_id)."""

_SAFE_INT = 2**53
_MOST_DIGITS_BITS = 4_096
_MOST_CHOSEN_FROM = 10_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a value is kept: characters of a string, items of a container, levels, items in all."""

    characters: int = 2_000
    items: int = 100
    depth: int = 6
    total: int = 1_000


BOUNDS = Bounds()


def detach(value: object, bounds: Bounds = BOUNDS) -> Value:
    """Copy `value` as the module's docstring says, and call no code of the value.

    Subclasses of the builtin types are read with the builtin's methods, never with overridden ones. A
    container that another thread changes meanwhile is kept as far as it could be read.
    """
    if plain(value, bounds.characters):
        return value
    copy = flat_copy(value, bounds)  # quick, and most payloads are flat; the copier gives the same
    return _Copier(bounds).copy(value, 0) if copy is None else copy


def detach_all(values: Sequence[object]) -> tuple[Value, ...]:
    """A copy of each value, as `detach` makes it."""
    return (detach(values[0]),) if len(values) == 1 else tuple(map(detach, values))


def plain(value: Any, characters: int) -> bool:
    """Whether a value can be kept as it is: JSON has it, and it is small and immutable."""
    kind = type(value)
    if kind is str:
        return len(value) <= characters and bool(value.isascii())
    if kind is int:
        return bool(-(2**53) <= value <= 2**53)
    if kind is float:
        return bool(value - value == 0.0)  # neither infinite nor nan
    return value is None or kind is bool


def flat_copy(value: Any, bounds: Bounds) -> Any:
    """The copy of a short list or dict of plain scalars, as most containers are; None for any other value."""
    kind = type(value)
    if (kind is not list and kind is not dict) or len(value) > min(bounds.items, bounds.total) or bounds.depth <= 0:
        return None
    copy = value.copy()
    if kind is dict and not _all_plain(copy, bounds.characters, keys=True):
        return None
    return copy if _all_plain(copy if kind is list else copy.values(), bounds.characters) else None


def _all_plain(items: Iterable[Any], characters: int, *, keys: bool = False) -> bool:
    """Whether all items are `plain`; with `keys`, whether all are strings, and none is the key `~`."""
    for item in items:
        if type(item) is str:
            if len(item) > characters or not item.isascii() or (keys and item == "~"):
                return False
        elif keys or not plain(item, characters):
            return False
    return True


def type_name(kind: type) -> str:
    """The own name of a class, whatever its metaclass says."""
    return str(_class_name(kind))


class _Copier:
    """One copy under way: the number of items that it may still keep, and the containers that it is inside of."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.left = bounds.total
        self.inside: set[int] = set()

    def copy(self, value: object, depth: int) -> Value:
        if value is None or value is True or value is False:
            return value
        kind = type(value)
        for base in _class_mro(kind):
            if scalar := _SCALARS.get(id(base)):
                return scalar(value, self.bounds)
            if id(base) in _CONTAINERS:
                return self.container(value, base, depth)
        return {"~": "object", "type": type_name(kind)}

    def container(self, value: Any, base: type, depth: int) -> Value:
        if id(value) in self.inside:
            return {"~": "cycle", "type": base.__name__}
        if depth >= self.bounds.depth:
            return {"~": "deeper", "type": base.__name__}
        self.inside.add(id(value))
        try:
            length = base.__len__(value)  # type: ignore[attr-defined]  # all container types have `__len__`
            kept = self.items(value, base, depth)
        finally:
            self.inside.discard(id(value))
        return _shape(base, kept, length)

    def items(self, value: Any, base: type, depth: int) -> list[Value]:
        read = dict.items(value) if base is dict else base.__iter__(value)  # type: ignore[attr-defined]  # and `__iter__`
        if base in (set, frozenset):
            read = _chosen(read, self.bounds.items)
        kept: list[Value] = []
        for item in islice(_unbroken(read), self.bounds.items):
            if self.left <= 0:
                break
            self.left -= 1
            if base is dict:
                kept.append([self.copy(item[0], depth + 1), self.copy(item[1], depth + 1)])
            else:
                kept.append(self.copy(item, depth + 1))
        return kept


def _chosen(members: Iterable[Any], most: int) -> Iterable[Any]:
    """The members of a set to keep: of many texts or of many numbers the least ones, for a set has no order."""
    kept = list(islice(_unbroken(members), _MOST_CHOSEN_FROM))
    kinds = {id(type(member)) for member in kept}
    if most < len(kept) < _MOST_CHOSEN_FROM and (kinds == {id(str)} or kinds <= {id(int), id(float)}):
        return heapq.nsmallest(most, kept)
    return kept


def _unbroken(items: Iterable[Any]) -> Iterable[Any]:
    """The items, up to the last one, or until another thread changes their container."""
    try:
        yield from items
    except RuntimeError:
        return


def _shape(base: type, kept: list[Value], length: int) -> Value:
    if base in (set, frozenset):
        sort_members(kept)
    if length == len(kept):
        if base is list:
            return kept
        if base is dict and all(type(key) is str and key != "~" for key, _ in kept):
            return dict(kept)
    return {"~": base.__name__, "items": kept, "length": length}


def sort_members(copies: list[Value]) -> None:
    """Put the copied members of a set in an order that depends on nothing else."""
    copies.sort(key=lambda copy: json.dumps(copy, sort_keys=True))


def _text(value: Any, bounds: Bounds) -> Value:
    length = str.__len__(value)
    head = str.__getitem__(value, slice(0, bounds.characters))
    head = head.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _has_surrogate(head) else head[:]
    return head if length <= bounds.characters else {"~": "str", "head": head, "length": length}


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _bytes(value: Any, bounds: Bounds) -> Value:
    base = bytes if issubclass(type(value), bytes) else bytearray
    head = bytes(base.__getitem__(value, slice(0, bounds.characters // 2)))
    return {"~": "bytes", "hex": head.hex(), "length": base.__len__(value)}


def _int(value: Any, _: Bounds) -> Value:
    number = int.__pos__(value)
    if -_SAFE_INT <= number <= _SAFE_INT:
        return number
    if number.bit_length() > _MOST_DIGITS_BITS:
        return {"~": "int", "text": f"about {'-' if number < 0 else ''}2**{number.bit_length() - 1}"}
    return {"~": "int", "text": str(number)}


def _float(value: Any, _: Bounds) -> Value:
    number = float.__pos__(value)
    if number - number == 0.0:  # neither infinite nor nan
        return number
    return {"~": "float", "text": repr(number)}


_SCALARS: dict[int, Callable[[Any, Bounds], Value]] = {
    id(str): _text,
    id(int): _int,
    id(float): _float,
    id(bytes): _bytes,
    id(bytearray): _bytes,
}
"""Types by their `id`, since hashing or comparing a class would call its metaclass."""

_CONTAINERS = frozenset(map(id, (list, tuple, dict, set, frozenset)))
