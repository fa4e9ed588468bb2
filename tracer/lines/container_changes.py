"""What changed inside a container, as a person would say it: told from two copies, and only where they leave no doubt.

A copy shows only so many items, and how many of one container also depends on what is shown of its neighbours. What
came into view or went out of it has not changed: where the two cannot be told apart, only the number of items is told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal, NamedTuple

from tracer.lines.deltas import Delta, apply
from tracer.values import Value

Kind = Literal["list", "tuple", "dict", "set", "frozenset"]

Path = tuple[Value, ...]
"""The keys and indexes that lead to an item; a key is given by its copy, as `tracer.values.detach` makes it."""


_Key = tuple[str, int]
_Items = dict[_Key, tuple[Value, Value]]


@dataclass(frozen=True, slots=True)
class ContainerChange:
    """One thing that changed inside a container.

    `path` leads to it: in the newer copy to what was added or changed, in the older one to what was removed. The
    members of a set have no place of their own: what was added to a set or removed from it has the set's path. So has
    `length`, which says that items changed that are not shown, and gives how many there were and are.

    `container` is the kind of what the item was added to or removed from, or of what has that many items.
    """

    kind: Literal["added", "removed", "changed", "length"]
    path: Path
    old: Value = None
    new: Value = None
    container: Kind | None = None

    @property
    def holder(self) -> Path:
        """The path of what the item was added to or removed from, or changed in."""
        return self.path if self.kind == "length" or self.container in ("set", "frozenset") else self.path[:-1]


def changes_inside(delta: Delta, old: Value, path: Path = ()) -> tuple[ContainerChange, ...]:
    """What has changed inside `old`, as a person would say it, in the order of the container."""
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
    """A container as a copy shows it: some of its items (a dict's are keys with their values), and how many it has."""

    kind: Kind
    items: list[Value]
    length: int

    @property
    def whole(self) -> bool:
        """Whether all of its items are shown."""
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
    """Whether a key or a member of a set is a tuple that is not shown whole: the same one may look otherwise then."""
    view = _view(copy)
    return view is not None and (not view.whole or any(map(_is_cut, view.items)))


def _told(old: Value, new: Value, path: Path) -> tuple[ContainerChange, ...]:
    """What changed between two copies of the item that a path leads to; nothing when they only show more or less."""
    if old is new or repr(old) == repr(new):
        return ()
    was, now = _view(old), _view(new)
    told: list[ContainerChange] | None = None
    if was is not None and now is not None and was.kind == now.kind:
        told = _TOLD[was.kind](was, now, path)
    return (ContainerChange("changed", path, old, new),) if told is None else tuple(told)


def _list(was: _View, now: _View, path: Path) -> list[ContainerChange] | None:
    """None when it takes less to tell what the list has become, since nothing has stayed, or nobody can tell what."""
    same = sum(1 for _ in takewhile(_alike, zip(was.items, now.items, strict=False)))
    more = now.length - was.length
    if more == 0:
        return _replaced(was, now, path, same)
    if any(same == len(view.items) < view.length for view in (was, now)):
        return _length(was, now, path, [])  # it happened out of sight
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
    """What changed in a list that is as long as before."""
    pairs = [*enumerate(zip(was.items, now.items, strict=False))][same:]
    if len(pairs) > 1 and Counter(map(repr, was.items)) == Counter(map(repr, now.items)):
        return [ContainerChange("changed", (*path, index), *pair) for index, pair in pairs if not _alike(pair)]
    told = [each for index, pair in pairs for each in _told(*pair, (*path, index))]
    anew = sum(each.kind == "changed" and len(each.path) == len(path) + 1 for each in told)
    return None if anew == len(now.items) > 1 else told


def _edited(was: _View, now: _View, path: Path) -> list[ContainerChange] | None:
    """What was taken out of a list, and what was put in, in several places at once; None when items changed places."""
    matcher = SequenceMatcher(None, [*map(repr, was.items)], [*map(repr, now.items)], autojunk=False)
    codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    gone = [_removed("list", (*path, n), was.items[n]) for _, first, end, _, _ in codes for n in range(first, end)]
    come = [_added("list", (*path, n), now.items[n]) for _, _, _, first, end in codes for n in range(first, end)]
    moved = {repr(each.old) for each in gone} & {repr(each.new) for each in come}
    return None if moved or len(gone) == was.length or len(come) == now.length else [*gone, *come]


def _tuple(was: _View, now: _View, path: Path) -> list[ContainerChange] | None:
    """A tuple stays what it is: only what changed inside its items is told."""
    if was.length != now.length:
        return None
    pairs = enumerate(zip(was.items, now.items, strict=False))
    told = [each for index, pair in pairs for each in _told(*pair, (*path, index))]
    return None if any(each.kind == "changed" and len(each.path) == len(path) + 1 for each in told) else told


def _dict(was: _View, now: _View, path: Path) -> list[ContainerChange] | None:
    """None when no key has stayed, or only the order of the keys is another."""
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
    """The keys that have been removed for certain.

    A dict keeps its order, so that what is shown is its beginning: what was in it before a key that stayed, and is
    there no more, has been removed, if it was not put at the end anew.
    """
    gone = [each for each in old if each not in stay]
    if now.whole:
        return gone
    keys = [*old]
    gone = gone[: sum(keys.index(each) < keys.index(stay[-1]) for each in gone)] if stay else []
    return gone if was.length - now.length >= len(gone) else []


def _set(was: _View, now: _View, path: Path) -> list[ContainerChange] | None:
    """Which of a large set's members are shown says nothing of the others."""
    gone = _without(was.items, now.items) if now.whole else []
    come = _without(now.items, was.items) if was.whole else []
    if gone and come and len(gone) == was.length and len(come) == now.length:
        return None
    told = [_removed("set", path, item) for item in gone] + [_added("set", path, item) for item in come]
    return [*told, *_length(was, now, path, told)]


def _frozenset(was: _View, now: _View, _path: Path) -> list[ContainerChange] | None:
    """A frozenset stays what it is: where another one stands, that is what is told."""
    return [] if was.length == now.length and not (was.whole and now.whole) else None


_TOLD = {"list": _list, "tuple": _tuple, "dict": _dict, "set": _set, "frozenset": _frozenset}


def _appended(view: _View, items: list[Value], length: int, path: Path) -> tuple[ContainerChange, ...]:
    told = [_added("list", (*path, view.length + index), item) for index, item in enumerate(items)]
    return (*told, *_length(view, _View("list", view.items, length), path, told))


def _length(was: _View, now: _View, path: Path, told: list[ContainerChange]) -> list[ContainerChange]:
    """How many items there are, unless what is told already says so."""
    here = [each.kind for each in told if each.container is not None and each.holder == path]
    if now.length - was.length == here.count("added") - here.count("removed"):
        return []
    return [ContainerChange("length", path, was.length, now.length, now.kind)]


def _by_key(was: _View, now: _View) -> tuple[_Items, _Items]:
    """Both dicts' items by what tells their keys apart.

    Objects that are keys look alike in copies. Then items at both ends that are the same are left out, and of the
    others it counts which one comes first.
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
    """How many items, from the first on, are the same."""
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
    """Whether two copies may be of the same: at most more of one is shown."""
    return not _told(*pair, ())


def _added(kind: Kind, path: Path, item: Value) -> ContainerChange:
    return ContainerChange("added", path, None, item, kind)


def _removed(kind: Kind, path: Path, item: Value) -> ContainerChange:
    return ContainerChange("removed", path, item, None, kind)
