"""What is told of the inside of a container is so: paths lead to the items, and all together it is the change."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.lines.container_changes import ContainerChange, changes_inside
from tracer.lines.deltas import difference
from tracer.values import BOUNDS, Bounds, Value, detach

FEW = Bounds(items=4, depth=20, total=9)


class Thing:
    """An object of which a copy shows only the type."""


def changes(old: object, new: object, bounds: Bounds = BOUNDS) -> tuple[ContainerChange, ...]:
    older, newer = detach(old, bounds), detach(new, bounds)
    delta = difference(older, newer)
    return () if delta is None else changes_inside(delta, older)


def told(old: object, new: object, bounds: Bounds = BOUNDS) -> list[tuple[Any, ...]]:
    """What is told, by its kind: the path, and then what was, what is, or both."""
    said: list[tuple[Any, ...]] = []
    for each in changes(old, new, bounds):
        values = {"added": (each.new,), "removed": (each.old,)}.get(each.kind, (each.old, each.new))
        said.append((each.kind, each.path, *values))
    return said


AB, BA = {"a": 1, "b": 2}, {"b": 2, "a": 1}

TOLD: dict[str, tuple[Any, Any, list[Any]]] = {
    "an item of a set in a dict has the set's path": ({"a": {1}}, {"a": {2, 1}}, [("added", ("a",), 2)]),
    "an item of a set in a list in a dict": ({"a": [{1}, 0]}, {"a": [set(), 0]}, [("removed", ("a", 0), 1)]),
    "a key that is a number": ({1: "a", 2: "b"}, {1: "a", 2: "c"}, [("changed", (2,), "b", "c")]),
    "a key that is added to others that are texts": ({"a": 1}, {"a": 1, 2: "b"}, [("added", (2,), "b")]),
    "a key that is removed from among numbers": ({1: "a", 2: "b"}, {2: "b"}, [("removed", (1,), "a")]),
    "the last key that is a number": ({"a": 1, 2: "b"}, {"a": 1}, [("removed", (2,), "b")]),
    "one key in the place of another": ({1: "a", 0: 0}, {0: 0, 2: "a"}, [("removed", (1,), "a"), ("added", (2,), "a")]),
    "below a key that is a tuple": (
        {(1, 2): {"x": [1]}},
        {(1, 2): {"x": [1, 5]}},
        [("added", ({"~": "tuple", "items": [1, 2], "length": 2}, "x", 1), 5)],
    ),
    "below the key that marks other values": ({"~": [1]}, {"~": [1, 2]}, [("added", ("~", 1), 2)]),
    "at two depths at once": (
        {"a": {"n": 1}, "b": {1}},
        {"a": {"n": 2}, "b": {1, 3}},
        [("changed", ("a", "n"), 1, 2), ("added", ("b",), 3)],
    ),
    "a reversed list has one item where it was": (
        [1, 2, 3],
        [3, 2, 1],
        [("changed", (0,), 1, 3), ("changed", (2,), 3, 1)],
    ),
    "every second item deleted": ([1, 2, 3, 4], [2, 4], [("removed", (0,), 1), ("removed", (2,), 3)]),
    "an item that makes room for another": ([5, 3], [1, 3, 5], [("changed", (), [5, 3], [1, 3, 5])]),
    "a list of which nothing has stayed": ([1, 2], [3, 4], [("changed", (), [1, 2], [3, 4])]),
    "the only item": ([1], [2], [("changed", (0,), 1, 2)]),
    "a list that is emptied": ([1, 2], [], [("removed", (0,), 1), ("removed", (1,), 2)]),
    "a dict of which no key has stayed": ({"a": 1}, {"b": 1}, [("changed", (), {"a": 1}, {"b": 1})]),
    "a dict in another order": (AB, BA, [("changed", (), AB, BA)]),
    "members of a set that stand between others": (
        {1, 2, 3},
        {0, 2, 4},
        [("removed", (), 1), ("removed", (), 3), ("added", (), 0), ("added", (), 4)],
    ),
    "another tuple": ({"at": (1, 2)}, {"at": (1, 3)}, [("changed", ("at",), detach((1, 2)), detach((1, 3)))]),
    "a list in a tuple": ({"at": (1, [2])}, {"at": (1, [2, 3])}, [("added", ("at", 1, 1), 3)]),
    "objects that are keys": ({Thing(): 1, Thing(): 2}, {Thing(): 2}, [("removed", (detach(Thing()),), 1)]),
}


@pytest.mark.parametrize("what", TOLD)
def test_what_changed_is_told_with_the_path_to_it(what: str) -> None:
    old, new, said = TOLD[what]
    assert told(old, new) == said


UNSEEN: dict[str, tuple[Any, Any, list[Any]]] = {
    "the first of a long list": ([*range(9)], [*range(1, 9)], [("removed", (0,), 0)]),
    "something before a long list": ([*range(9)], [9, *range(9)], [("added", (0,), 9)]),
    "more than is shown before a long list": ([*range(9)], [*"abcde", *range(9)], [("changed", ())]),
    "an item of a long list": ([*range(9)], [0, 7, *range(2, 9)], [("changed", (1,), 1, 7)]),
    "behind what is shown of a long list": ([*range(9)], [*range(9), 9, 9], [("length", (), 9, 11)]),
    "a list grows past what is shown": ([0, 1, 2], [*range(7)], [("added", (3,), 3), ("length", (), 3, 7)]),
    "a long dict's first key": (dict.fromkeys(range(9)), dict.fromkeys(range(1, 9)), [("removed", (0,), None)]),
    "a long dict gets a key": (dict.fromkeys(range(9)), dict.fromkeys(range(10)), [("length", (), 9, 10)]),
    "a long dict's first key is put at its end": (
        dict.fromkeys(range(9)),
        dict.fromkeys([*range(1, 9), 0]),
        [("changed", ())],
    ),
    "a large set gets a member": ({*range(9)}, {-1, *range(9)}, [("length", (), 9, 10)]),
    "what a neighbour leaves no room to show": (
        {"a": [0, 1, 2], "b": [0, 1, 2]},
        {"a": [0, 1, 2, 3], "b": [0, 1, 2]},
        [("added", ("a", 3), 3)],
    ),
    "what is shown because a neighbour makes room": (
        {"a": [0, 1, 2, 3], "b": [0, 1, 2]},
        {"a": [], "b": [0, 1, 2]},
        [("removed", ("a", n), n) for n in range(4)],
    ),
}


@pytest.mark.parametrize("what", UNSEEN)
def test_of_what_is_not_shown_only_what_is_certain_is_told(what: str) -> None:
    old, new, said = UNSEEN[what]
    assert [each[: len(expected)] for each, expected in zip(told(old, new, FEW), said, strict=True)] == said


KEYS = st.sampled_from(["a", "b", "~", 0, 1, 2, -1, None, True, (0, 1), ("a",)])
MEMBERS = st.integers(0, 9) | st.sampled_from(["a", "b", (0, 1)])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from("abc"),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.tuples(inner, inner)
        | st.dictionaries(KEYS, inner, max_size=5)
        | st.sets(MEMBERS, max_size=6)
        | st.frozensets(MEMBERS, max_size=3)
    ),
    max_leaves=12,
)


def at(value: Any, path: tuple[Value, ...]) -> Any:
    """The item of the real value that a path leads to."""
    for key in path:
        value = value[real(value, key) if isinstance(value, dict) else key]
    return value


def real(items: Any, copy: Value) -> Any:
    """The key or member of which this is the copy."""
    (found,) = (item for item in items if repr(detach(item)) == repr(copy))
    return found


def retold(old: Any, new: Any, said: tuple[ContainerChange, ...]) -> Any:
    """The older value, brought to the newer one by what is told alone."""
    value = deepcopy(old)
    if said and not said[0].path and said[0].kind == "changed":
        return new
    for each in [each for each in reversed(said) if each.kind == "removed"]:
        if each.container == "set":
            at(value, each.path).discard(real(at(value, each.path), each.old))
        else:
            holder = at(value, each.path[:-1])
            del holder[real(holder, each.path[-1]) if isinstance(holder, dict) else each.path[-1]]
    for each in [each for each in said if each.kind in ("added", "changed")]:
        if each.container == "set":
            at(value, each.path).add(real(at(new, each.path), each.new))
            continue
        holder, source = at(value, each.path[:-1]), at(new, each.path[:-1])
        if isinstance(holder, dict):
            key = real(source, each.path[-1])
            holder[key] = source[key]
        elif each.kind == "added":
            holder.insert(each.path[-1], source[each.path[-1]])
        else:
            holder[each.path[-1]] = source[each.path[-1]]
    return value


def unordered(value: Any) -> Any:
    """A text that is the same for equal values, 1 and True kept apart, whatever the order of a dict."""
    if isinstance(value, dict):
        return sorted((repr(key), unordered(item)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *map(unordered, value)]
    return repr(detach(value))


@given(ANY, ANY)
def test_what_is_told_of_whole_copies_is_all_that_changed(old: Any, new: Any) -> None:
    said = changes(old, new)
    assert "length" not in [each.kind for each in said]
    assert unordered(retold(old, new, said)) == unordered(new if said else old)
    assert bool(said) == (repr(detach(old)) != repr(detach(new)))


def containers(value: Any) -> list[Any]:
    """The containers in a value that can change."""
    inner = list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, (list, tuple)) else []
    found = [each for item in inner for each in containers(item)]
    return [value, *found] if isinstance(value, (list, dict, set)) else found


def change_list(items: list[Any], new: Any, place: int, how: int) -> None:
    """One of the changes that a line makes."""
    at_place = slice(place % len(items), place % len(items) + 1) if items else slice(0)
    match how:
        case 0:
            items.append(new)
        case 1:
            items.insert(place, new)
        case 2:
            del items[at_place]
        case 3:
            items[at_place] = [new]
        case 4:
            items.extend([new, 1, new])
        case 5:
            del items[place : place + 2]
        case 6:
            items.reverse()
        case 7:
            items.sort(key=repr)
        case _:
            items.clear()


def change_dict(items: dict[Any, Any], new: Any, place: int, how: int) -> None:
    """The same for a dict."""
    key = [*items][place % len(items)] if items else None
    match how:
        case 0 | 1:
            items[place] = new
        case 2 | 3:
            items.pop(key, None)
        case 4 | 5:
            items[key] = new
        case 6:
            items[key] = items.pop(key, new)
        case 7:
            items.update(x=new, y=1)
        case _:
            items.clear()


def change_set(items: set[Any], _new: Any, place: int, how: int) -> None:
    """The same for a set."""
    match how:
        case 0 | 1 | 2:
            items.add(place)
        case 3 | 4 | 5:
            items.discard([*items][place % len(items)] if items else None)
        case 6 | 7:
            items.update((place, place + 1))
        case _:
            items.clear()


@given(st.data())
def test_what_is_told_of_a_change_is_so_however_little_is_shown(data: st.DataObject) -> None:
    value = data.draw(st.lists(ANY, min_size=1, max_size=7) | st.dictionaries(KEYS, ANY, max_size=7))
    old, older = deepcopy(value), detach(value, FEW)
    container: Any = data.draw(st.sampled_from(containers(value)))
    changes_of: dict[str, Any] = {"list": change_list, "dict": change_dict, "set": change_set}
    changes_of[type(container).__name__](
        container, data.draw(ANY), data.draw(st.integers(0, 9)), data.draw(st.integers(0, 8))
    )
    delta = difference(older, detach(value, FEW))
    for each in () if delta is None else changes_inside(delta, older):
        is_so(each, old, value)


def is_so(each: ContainerChange, old: Any, new: Any) -> None:
    if each.kind == "length":
        assert (len(at(old, each.path)), len(at(new, each.path))) == (each.old, each.new)
    elif each.kind == "changed":
        assert repr(detach(at(old, each.path))) != repr(detach(at(new, each.path)))
    elif each.container == "set":
        has, lacks, member = (new, old, each.new) if each.kind == "added" else (old, new, each.old)
        real(at(has, each.path), member)
        assert repr(member) not in [repr(detach(item)) for item in at(lacks, each.path)]
    else:
        has, lacks = (new, old) if each.kind == "added" else (old, new)
        holder = at(has, each.path[:-1])
        assert type(holder).__name__ == each.container
        at(has, each.path)
        if each.container == "dict":
            assert repr(each.path[-1]) not in [repr(detach(key)) for key in at(lacks, each.path[:-1])]
