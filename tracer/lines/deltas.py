"""The difference between two copies of a value, as data from which the newer copy can be made.

A delta is JSON, one of

    ["=", value]                             the whole value anew
    ["s", start, removed, [items], length]   in a list, tuple or set as shown: at `start`, `removed` items made place
                                             for `items`; `length` is how many there are now in all
    ["d", {key: value}, [keys]]              in a dict: what was set, and what was removed
    ["i", key or index, delta]               inside one item
    ["+", [items], length]                   at the end of a list, past what is shown, items were added: the first
                                             of them, and how many there are now in all

`tracer.values.detach` makes the copies.
"""

from __future__ import annotations

from typing import Any

from tracer.values import SID, Value

Delta = list[Any]
_MOST = 60
_SEQUENCES = ("list", "tuple", "set", "frozenset")
_Sequence = tuple[str, list[Value], int]


def same(one: Value, other: Value) -> bool:
    """Whether two copies are the same. 1, 1.0 and True differ, and so do dicts in different orders."""
    return repr(one) == repr(other)


def difference(old: Value, new: Value) -> Delta | None:
    """The delta that leads from `old` to `new`; None when they are the same."""
    if same(old, new):
        return None
    if type(old) is dict and type(new) is dict and "~" not in old and "~" not in new:
        return _dict_difference(old, new)
    was, now = _sequence(old), _sequence(new)
    if was is None or now is None or was[0] != now[0] or _has_another_order(was, now):
        return ["=", new]
    return _splice(was[1], now[1], now[2])


def apply(delta: Delta, old: Value) -> Value:
    """The newer copy; `old` does not change."""
    match delta:
        case ["=", value]:
            return value
        case ["s", start, removed, items, length]:
            kind, shown, _ = _sequence(old) or ("list", [], 0)
            return _as_shown(kind, [*shown[:start], *items, *shown[start + removed :]], length)
        case ["d", changed, removed]:
            return {key: value for key, value in old.items() if key not in removed} | changed
        case ["i", key, inner] if type(old) is dict and "~" not in old:
            return old | {key: apply(inner, old[key])}
        case ["i", index, inner]:
            kind, shown, length = _sequence(old) or ("list", [], 0)
            return _as_shown(kind, [*shown[:index], apply(inner, shown[index]), *shown[index + 1 :]], length)
        case ["+", _, length]:
            kind, shown, _ = _sequence(old) or ("list", [], 0)
            return {"~": kind, "items": shown, "length": length}
    raise ValueError(f"not a delta: {delta!r}")


def weight(delta: Delta) -> int:
    """About how many items a delta spells out."""
    kind = delta[0]
    if kind == "=":
        return _MOST
    return 1 + len(delta[3 if kind == "s" else 1]) if kind in ("s", "d") else 1


def _sequence(value: Value) -> _Sequence | None:
    """The kind, the shown items and the length of a list, tuple, set or dict that a copy shows by its items."""
    if type(value) is list:
        return "list", value, len(value)
    if type(value) is dict and type(value.get("items")) is list and value.get("~") in (*_SEQUENCES, "dict"):
        return value["~"], value["items"], value["length"]
    return None


def _has_another_order(was: _Sequence, now: _Sequence) -> bool:
    """Whether these are sets with session ids: they are put in order anew once these ids have names."""
    return was[0] in ("set", "frozenset") and any(SID.search(repr(items)) for _, items, _ in (was, now))


def _as_shown(kind: str, items: list[Value], length: int) -> Value:
    if kind == "list" and len(items) == length:
        return items
    return {"~": kind, "items": items, "length": length}


def _dict_difference(old: dict[str, Value], new: dict[str, Value]) -> Delta:
    changed = {key: value for key, value in new.items() if key not in old or not same(old[key], value)}
    removed = [key for key in old if key not in new]
    if not removed and len(changed) == 1 and (key := next(iter(changed))) in old:
        inner = difference(old[key], new[key])
        if inner is not None and inner[0] != "=":
            return ["i", key, inner]
    delta: Delta = ["d", changed, removed]
    return delta if list(apply(delta, old)) == list(new) else ["=", new]


def _splice(old: list[Value], new: list[Value], length: int) -> Delta:
    was, now = [*map(repr, old)], [*map(repr, new)]
    start = 0
    while start < len(was) and start < len(now) and was[start] == now[start]:
        start += 1
    end = 0
    while end < min(len(was), len(now)) - start and was[-1 - end] == now[-1 - end]:
        end += 1
    removed, items = len(old) - end - start, new[start : len(new) - end]
    if removed == len(items) == 1 and len(old) == length:
        inner = difference(old[start], items[0])
        if inner is not None and inner[0] != "=":
            return ["i", start, inner]
    return ["s", start, removed, items, length]
