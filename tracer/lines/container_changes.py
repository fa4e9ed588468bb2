"""Finds the changes inside a container, as a person would tell them, by comparing two copies.

A copy shows only some items of a container, and how many depends on its neighbours too. An item that came into view or
went out of it has not changed. Where a change cannot be told from that, only the number of items is told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal, NamedTuple

from tracer.lines.deltas import Delta, apply
from tracer.values import Value

ContainerKind = Literal["list", "tuple", "dict", "set", "frozenset"]

Path = tuple[Value, ...]
"""The keys and indexes that lead to an item; a key is given by its copy, as `tracer.values.detach` makes it."""


_Key = tuple[str, int]
_Items = dict[_Key, tuple[Value, Value]]


@dataclass(frozen=True, slots=True)
class ContainerChange:
    """One thing that changed inside a container.

    `path` leads to an item that was added or changed in the newer copy, or to an item that was removed in the older
    one. The members of a set have no place: a member that was added or removed has the path of the set. A change of
    kind `length` has the path of its container: items changed that are not shown, and `old` and `new` count all items.

    `container` is the kind of the container that got or lost the item, or whose items are counted.
    """

    kind: Literal["added", "removed", "changed", "length"]
    path: Path
    old: Value = None
    new: Value = None
    container: ContainerKind | None = None

    @property
    def holder(self) -> Path:
        """The path of the container that the item was added to, removed from or changed in."""
        return self.path if self.kind == "length" or self.container in ("set", "frozenset") else self.path[:-1]


def changes_inside(delta: Delta, old: Value, path: Path = ()) -> tuple[ContainerChange, ...]:
    """The changes inside `old`, as a person would tell them, in the order of the container."""
    view = _view(old)
    match delta:
        case ["i", key, inner] if type(old) is dict and "~" not in old:
            return changes_inside(inner, old[key], (*path, key))
        case ["i", index, inner] if view is not None and view.kind == "list":
            return changes_inside(inner, view.items[index], (*path, index))
        case ["+", items, length] if view is not None:
            return _appended(view, items, length, path)
    new = apply(delta, old)
    return _told(old, new, path) or (ContainerChange("changed", path, old, new),)


class _View(NamedTuple):
    """A container as a copy shows it: some of its items (of a dict, keys with values), and the number of all."""

    kind: ContainerKind
    items: list[Value]
    length: int

    @property
    def whole(self) -> bool:
        """Whether the copy shows all items."""
        return len(self.items) == self.length


def _view(value: Value) -> _View | None:
    """The container that a copy is of; None when it is of something else."""
    if type(value) is list:
        return _View("list", value, len(value))
    if type(value) is not dict:
        return None
    if "~" not in value:
        return _View("dict", [*value.items()], len(value))
    kind, items = value["~"], value.get("items", [])
    if kind == "dict":
        return _View(kind, [*takewhile(lambda item: not _is_cut(item[0]), items)], value["length"])
    if kind in ("set", "frozenset"):
        return _View(kind, [item for item in items if not _is_cut(item)], value["length"])
    return _View(kind, items, value["length"]) if kind in ("list", "tuple") else None


def _is_cut(copy: Value) -> bool:
    """Whether a key or a member of a set is a tuple that is not shown whole: then it may look different next time."""
    view = _view(copy)
    return view is not None and (not view.whole or any(map(_is_cut, view.items)))


def _told(old: Value, new: Value, path: Path) -> tuple[ContainerChange, ...]:
    """The changes between two copies of the item at a path; none if one copy only shows more than the other."""
    if old is new or repr(old) == repr(new):
        return ()
    was, now = _view(old), _view(new)
    told: list[ContainerChange] | None = None
    if was is not None and now is not None and was.kind == now.kind:
        told = _TOLD[was.kind](was, now, path)
    return (ContainerChange("changed", path, old, new),) if told is None else tuple(told)


def _list(was: _View, now: _View, path: Path) -> list[ContainerChange] | None:
    """The changes in a list; None if its new value is better told whole, since nothing or nobody knows what stayed."""
    same = sum(1 for _ in takewhile(_alike, zip(was.items, now.items, strict=False)))
    more = now.length - was.length
    if more == 0:
        return _replaced(was, now, path, same)
    if any(same == len(view.items) < view.length for view in (was, now)):
        return _length(was, now, path, [])  # the change is out of sight
    if more > 0:
        rest, moved = was.items[same:], now.items[same + more :]
        told = [_added("list", (*path, same + n), item) for n, item in enumerate(now.items[same : same + more])]
    else:
        rest, moved = was.items[same - more :], now.items[same:]
        told = [_removed("list", (*path, same + n), item) for n, item in enumerate(was.items[same : same - more])]
    whole = was.whole and now.whole
    at_end = same == min(was.length, now.length)
    if (whole or at_end or (rest and moved)) and all(map(_alike, zip(rest, moved, strict=False))):
        return [*told, *_length(was, now, path, told)]
    return _edited(was, now, path) if whole else None


def _replaced(was: _View, now: _View, path: Path, same: int) -> list[ContainerChange] | None:
    """The changes in a list that is as long as before."""
    pairs = [*enumerate(zip(was.items, now.items, strict=False))][same:]
    if len(pairs) > 1 and Counter(map(repr, was.items)) == Counter(map(repr, now.items)):
        return [ContainerChange("changed", (*path, index), *pair) for index, pair in pairs if not _alike(pair)]
    told = [each for index, pair in pairs for each in _told(*pair, (*path, index))]
    anew = sum(each.kind == "changed" and len(each.path) == len(path) + 1 for each in told)
    return None if anew == len(now.items) > 1 else told


def _edited(was: _View, now: _View, path: Path) -> list[ContainerChange] | None:
    """The items removed from a list and added to it in several places at once; None if items changed places."""
    matcher = SequenceMatcher(None, [*map(repr, was.items)], [*map(repr, now.items)], autojunk=False)
    codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    gone = [_removed("list", (*path, n), was.items[n]) for _, first, end, _, _ in codes for n in range(first, end)]
    come = [_added("list", (*path, n), now.items[n]) for _, _, _, first, end in codes for n in range(first, end)]
    moved = {repr(each.old) for each in gone} & {repr(each.new) for each in come}
    return None if moved or len(gone) == was.length or len(come) == now.length else [*gone, *come]


def _tuple(was: _View, now: _View, path: Path) -> list[ContainerChange] | None:
    """The changes inside the items of a tuple: a tuple itself never changes."""
    if was.length != now.length:
        return None
    pairs = enumerate(zip(was.items, now.items, strict=False))
    told = [each for index, pair in pairs for each in _told(*pair, (*path, index))]
    return None if any(each.kind == "changed" and len(each.path) == len(path) + 1 for each in told) else told


def _dict(was: _View, now: _View, path: Path) -> list[ContainerChange] | None:
    """The changes in a dict; None if no key has stayed, or only the order of the keys has changed."""
    old, new = _by_key(was, now)
    stay = [each for each in old if each in new]
    if not stay and len(old) == len(was.items) > 0 and len(new) == len(now.items) > 0:
        return None
    if len(stay) == len(old) == len(new) and stay != [*new]:
        return None
    told = [_removed("dict", (*path, old[each][0]), old[each][1]) for each in _gone(was, now, old, stay)]
    for each, (key, value) in new.items():
        if each in old:
            told += _told(old[each][1], value, (*path, key))
        elif was.whole:
            told.append(_added("dict", (*path, key), value))
    return [*told, *_length(was, now, path, told)]


def _gone(was: _View, now: _View, old: _Items, stay: list[_Key]) -> list[_Key]:
    """The keys that were certainly removed.

    A copy shows the beginning of a dict, and a dict keeps its order. So a key that stood before one that stayed, and is
    not shown any more, was removed, unless it was added again at the end.
    """
    gone = [each for each in old if each not in stay]
    if now.whole:
        return gone
    keys = [*old]
    gone = gone[: sum(keys.index(each) < keys.index(stay[-1]) for each in gone)] if stay else []
    return gone if was.length - now.length >= len(gone) else []


def _set(was: _View, now: _View, path: Path) -> list[ContainerChange] | None:
    """The changes in a set. The members that a copy of a large set shows say nothing of the others."""
    gone = _without(was.items, now.items) if now.whole else []
    come = _without(now.items, was.items) if was.whole else []
    if gone and come and len(gone) == was.length and len(come) == now.length:
        return None
    told = [_removed("set", path, item) for item in gone] + [_added("set", path, item) for item in come]
    return [*told, *_length(was, now, path, told)]


def _frozenset(was: _View, now: _View, _path: Path) -> list[ContainerChange] | None:
    """No changes, or None if this is another frozenset: a frozenset itself never changes."""
    return [] if was.length == now.length and not (was.whole and now.whole) else None


_TOLD = {"list": _list, "tuple": _tuple, "dict": _dict, "set": _set, "frozenset": _frozenset}


def _appended(view: _View, items: list[Value], length: int, path: Path) -> tuple[ContainerChange, ...]:
    told = [_added("list", (*path, view.length + index), item) for index, item in enumerate(items)]
    return (*told, *_length(view, _View("list", view.items, length), path, told))


def _length(was: _View, now: _View, path: Path, told: list[ContainerChange]) -> list[ContainerChange]:
    """The change of the number of items, unless the changes that are told already add up to it."""
    here = [each.kind for each in told if each.container is not None and each.holder == path]
    if now.length - was.length == here.count("added") - here.count("removed"):
        return []
    return [ContainerChange("length", path, was.length, now.length, now.kind)]


def _by_key(was: _View, now: _View) -> tuple[_Items, _Items]:
    """The items of both dicts, by their keys and a number that tells equal copies of keys apart.

    Objects that are keys look alike in copies. Then the items that are the same at both ends are left out, and the
    others are numbered in order.
    """
    old, new = _numbered(was.items), _numbered(now.items)
    if not any(count for items in (old, new) for _, count in items):
        return old, new
    olds, news = ([*map(repr, map(tuple, view.items))] for view in (was, now))
    start = _agree(olds, news)
    end = _agree(olds[start:][::-1], news[start:][::-1])
    return _numbered(was.items[start : len(olds) - end]), _numbered(now.items[start : len(news) - end])


def _numbered(items: list[Value]) -> _Items:
    count, found = dict[str, int](), _Items()
    for key, value in items:
        text = repr(key)
        count[text] = count.get(text, -1) + 1
        found[text, count[text]] = key, value
    return found


def _agree(items: list[str], others: list[str]) -> int:
    """The number of items at the beginning that are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(items, others, strict=False)))


def _without(items: list[Value], others: list[Value]) -> list[Value]:
    left, found = Counter(map(repr, others)), []
    for item in items:
        if left[repr(item)]:
            left[repr(item)] -= 1
        else:
            found.append(item)
    return found


def _alike(pair: tuple[Value, Value]) -> bool:
    """Whether two copies may be of the same item: they differ at most in how much they show."""
    return not _told(*pair, ())


def _added(kind: ContainerKind, path: Path, item: Value) -> ContainerChange:
    return ContainerChange("added", path, None, item, kind)


def _removed(kind: ContainerKind, path: Path, item: Value) -> ContainerChange:
    return ContainerChange("removed", path, item, None, kind)
