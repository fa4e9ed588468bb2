"""Remembers a value as a line last showed it, to see whether the value has changed since, and what changed within it.

`Remembered` keeps scalars of the builtin types and ids, and no reference to any other object. So no object lives longer
because it is watched. `Remembered` calls no code of a value either: it compares builtin containers by identity and
exact type. A container of a derived type is copied anew with `tracer.values.detach`, and the copies are compared.

Items past the bounds are not compared: of a list of 5,000 items only the first ones, the last one and the length are.
That is enough to see items that are appended.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from itertools import islice
from operator import is_
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any

from tracer.lines.deltas import Delta, difference
from tracer.values import Bounds, Value, detach, flat_copy

_MOST_APPENDED = 3
_SCALARS = frozenset(map(id, (type(None), bool, int, float, str, bytes)))
_CONTAINERS = (list, tuple, dict, set, frozenset)
_EXACT = frozenset(map(id, _CONTAINERS))
_LIVE = (*_CONTAINERS, bytearray)
_DERIVED = (int, float, str, bytes, bytearray, *_CONTAINERS)
_GENERATORS = frozenset(map(id, (GeneratorType, CoroutineType, AsyncGeneratorType)))
_mro_of = type.__dict__["__mro__"].__get__
_dict_of_class = type.__dict__["__dict__"].__get__
KEPT_UNTIL_READ = sys.version_info < (3, 13)
"""Whether a call keeps old values of its variables until the trace function reads them again (before PEP 667)."""


def _pinned(item: object) -> tuple[int, object]:
    """The id of an item, and the item itself if it is a scalar: while it is kept, no other object gets its id."""
    return id(item), item if id(type(item)) in _SCALARS else None


def _last_of(items: list[Any]) -> tuple[int, object] | None:
    """The last item, pinned, if there is one. It is read in one step, since another thread may remove it."""
    last = items[-1:]
    return _pinned(last[0]) if last else None


def _ends_unseen(kind: type) -> bool:
    """Whether code of the program may run without any event when an object of this type dies."""
    return KEPT_UNTIL_READ and (
        id(kind) in _GENERATORS or any("__del__" in _dict_of_class(base) for base in _mro_of(kind))
    )


class Node:
    """A builtin container as it was read: its exact type, its length, and the items that were shown.

    `ident` is its id, if it is inside another container. An item is a scalar, a `Node`, or a `_TypeMark`.
    """

    __slots__ = ("flat", "ident", "items", "keys", "kind", "length")

    def __init__(self, value: Any, keys: Collection[Any] | None, items: Collection[Any], *, flat: bool) -> None:
        self.ident = 0
        self.kind = type(value)
        self.length = len(value)
        self.keys = keys
        self.items = items
        self.flat = flat

    def same(self, value: Any) -> bool:
        """Whether `value` is the same container with the same items, as far as they were shown.

        An equal container does not count: the containers in here must be known by their ids (see `Remembered.holds`).
        """
        return (
            id(value) == self.ident
            and type(value) is self.kind
            and len(value) == self.length
            and self.same_items(value)
        )

    def same_items(self, value: Any) -> bool:
        """Whether the items that were shown are the same."""
        try:
            if self.keys is not None:
                if not all(map(is_, self.keys, value)):
                    return False
                value = value.values()
            if self.flat:
                return all(map(is_, self.items, value))
            return all(
                kept is item or (type(kept) in (Node, _TypeMark) and kept.same(item))
                for kept, item in zip(self.items, value, strict=False)
            )
        except RuntimeError:  # another thread has changed it meanwhile
            return False


class _TypeMark:
    """An object of which only the type is shown.

    For a container that is too deep to be shown the id counts, too: another container may be one of those around it.
    """

    __slots__ = ("container", "kind")

    def __init__(self, value: object, *, container: bool = False) -> None:
        self.kind = id(type(value))
        self.container = id(value) if container else None

    def same(self, value: object) -> bool:
        return id(type(value)) == self.kind and self.container in (None, id(value))


class _NodeBuilder:
    """Builds the nodes of a container and of the containers in it, as far as `detach` shows them with the same bounds.

    `comparable` says that everything can be compared item by item. `compares_all` is that of `Remembered`.
    """

    def __init__(self, bounds: Bounds, *within: int, shown: int = 0) -> None:
        self.bounds = bounds
        self.comparable, self.compares_all = True, False
        self.left = bounds.total - shown
        self.within = {*within}

    def build(self, value: object) -> Node | None:
        """The node of a builtin container; None if something in it cannot be compared item by item."""
        try:
            node = self.node(value, 0)
        except RuntimeError:  # another thread has changed it meanwhile
            return None
        return node if self.comparable else None

    def node(self, value: Any, depth: int) -> Node:
        kind = type(value)
        keys: list[Any] | None = [] if kind is dict else None
        items: list[Any] = []
        self.within.add(id(value))
        for item in islice(value.items() if keys is not None else value, self.bounds.items):
            if self.left <= 0:
                break
            self.left -= 1
            if keys is not None:
                keys.append(self.scalar(item[0]))
            items.append(self.item(item[1] if keys is not None else item, depth + 1))
        if kind is set or kind is frozenset:
            items = [self.scalar(item) for item in items]
        node = Node(value, keys, items, flat=all(id(type(item)) in _SCALARS for item in items))
        node.ident = id(value)
        return node

    def add(self, node: Node, value: object) -> tuple[Value] | None:
        """Add an item to the end of the outermost list, and copy it; None if the item cannot be compared."""
        self.left -= 1
        bounds = Bounds(self.bounds.characters, self.bounds.items, self.bounds.depth - 1, self.left)
        try:
            node.items = [*node.items, self.item(value, 1)]
        except RuntimeError:  # another thread has changed it meanwhile
            return None
        if not self.comparable:
            return None
        node.flat = node.flat and id(type(value)) in _SCALARS
        node.length += 1
        return (detach(value, bounds),)

    def item(self, value: object, depth: int) -> Any:
        kind = type(value)
        if id(kind) in _SCALARS:
            return value
        if id(kind) in _EXACT:
            if id(value) in self.within:  # the container is in there twice, or holds itself
                self.comparable = False
                return None
            return self.node(value, depth) if depth < self.bounds.depth else _TypeMark(value, container=True)
        if issubclass(kind, _DERIVED):
            self.comparable = False
            self.compares_all = self.compares_all or issubclass(kind, _CONTAINERS)
            return None
        self.compares_all = self.compares_all or _ends_unseen(kind)
        return _TypeMark(value)

    def scalar(self, value: object) -> Any:
        self.comparable = self.comparable and id(type(value)) in _SCALARS
        return value


def _flat_node(copy: Any) -> Node:
    if type(copy) is list:
        return Node(copy, None, copy, flat=True)
    return Node(copy, copy, copy.values(), flat=True)


class Remembered:
    """What was shown of a value that cannot be kept itself.

    `ident` is its id. `live` says that it may change in place. `odd` says that its type is derived from a builtin
    container, so that reading it may change it. `compares_all` says that lines can change more than they show: the
    value is odd, or something in it is, or code may run without any event when one of them dies.
    """

    __slots__ = ("_bounds", "_builder", "_last", "_node", "compares_all", "ident", "live", "odd", "value")

    def __init__(self, value: object, bounds: Bounds) -> None:
        kind = type(value)
        self.ident = id(value)
        exact = id(kind) in _EXACT
        self.live = exact or issubclass(kind, _LIVE)
        self.odd = self.live and not exact
        self.compares_all = self.odd or (not exact and _ends_unseen(kind))
        self._bounds = bounds
        self._read(value)

    def _read(self, value: Any) -> None:
        bounds = self._bounds
        copy = flat_copy(value, bounds)
        self._builder: _NodeBuilder | None = None
        self._node: Node | None
        if copy is not None:
            self._node, self.value = _flat_node(copy), copy
        else:
            self._builder = _NodeBuilder(bounds)
            self._node = self._builder.build(value) if self.live and not self.odd else None
            self.compares_all = self.compares_all or self._builder.compares_all
            self.value = detach(value, bounds)
        self._last = _last_of(value) if type(value) is list else None

    @property
    def weight(self) -> int:
        """How many items were shown, with those of the containers inside."""
        return 1 + (len(self.value) if self._builder is None else self._bounds.total - self._builder.left)

    def holds(self, ident: int) -> bool:
        """Whether the container with this id is this one, or may be one of those shown inside."""
        return (
            ident == self.ident or self._node is None or (self._builder is not None and ident in self._builder.within)
        )

    def update(self, value: Any, *, appended: bool = False) -> Delta | None:
        """Look at the same container again, and return the delta of its changes; None if there are none.

        `appended` promises that, if the container has one item more, that item was appended and nothing else changed.
        """
        node = self._node
        if node is not None and type(value) is node.kind:
            grown = len(value) - node.length
            if grown == 0 and (appended or node.same_items(value)):
                return None
            try:
                if grown > 0 and node.kind is list and ((appended and grown == 1) or self._only_longer(node, value)):
                    return self._grow(node, value)
            except IndexError:  # another thread has shortened it meanwhile
                pass
        before = self.value
        self._read(value)
        return difference(before, self.value)

    def _only_longer(self, node: Node, value: list[Any]) -> bool:
        """Whether every shown item is the same, and the last item stands where it stood.

        For a scalar out of sight this is not known: an equal one may have been inserted before it.
        """
        if node.length:
            last = value[node.length - 1]
            if self._last is None or self._last[0] != id(last):
                return False
            if len(node.items) < node.length and id(type(last)) in _SCALARS:
                return False
        return node.same_items(value)

    def _grow(self, node: Node, value: list[Any]) -> Delta | None:
        """Add the items that were appended to a list. Copies that were given away are replaced, and never changed."""
        bounds, start, length = self._bounds, node.length, len(value)
        kept = self.value if type(self.value) is list else self.value["items"]
        added = value[start : start + _MOST_APPENDED]
        self._last = _pinned(value[-1])
        builder = self._builder = self._builder or _NodeBuilder(bounds, self.ident, shown=len(kept))
        if len(kept) < start or start >= bounds.items or builder.left <= 0:
            node.length = length
            self.value = {"~": "list", "items": kept, "length": length}
            return ["+", [detach(item, bounds) for item in added], length]
        if length == start + 1 and (copy := builder.add(node, added[0])) is not None:
            self.value = [*kept, copy[0]]
            self.compares_all = self.compares_all or builder.compares_all
            return ["s", start, 0, [copy[0]], length]
        before = self.value
        self._read(value)
        return difference(before, self.value)
