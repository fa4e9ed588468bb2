"""The value copier: detached, bounded, JSON-safe, and deaf to what a value's own code would say."""

import json
from collections import OrderedDict
from enum import IntEnum
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.values import BOUNDS, Bounds, detach

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.binary()
    | st.builds(bytearray, st.binary())
    | st.builds(object),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers(), inner)
        | st.frozensets(st.integers() | st.text())
    ),
    max_leaves=60,
)


@given(anything)
def test_every_copy_is_json_that_utf8_can_carry(value: object) -> None:
    text = json.dumps(detach(value), allow_nan=False, ensure_ascii=False)
    assert json.loads(text.encode()) == detach(value)


@given(anything)
def test_a_copy_of_equal_values_is_equal(value: object) -> None:
    assert detach(value) == detach(value)


@given(st.recursive(st.none() | st.integers(-9, 9) | st.text(max_size=5), st.lists, max_leaves=40))
def test_plain_json_within_the_bounds_stands_for_itself(value: object) -> None:
    assert detach(value, Bounds(depth=50)) == value


@given(anything, st.integers(1, 8), st.integers(1, 8))
def test_no_copy_is_larger_than_its_bounds(value: object, characters: int, items: int) -> None:
    bounds = Bounds(characters=characters, items=items, depth=3, total=20)

    def check(copy: object) -> int:
        if isinstance(copy, str):
            assert len(copy) <= 30 or copy.startswith("about ") or copy.lstrip("-").isdigit()
            return 0
        inside = list(copy.values()) if isinstance(copy, dict) else copy if isinstance(copy, list) else []
        return len(inside) + sum(check(item) for item in inside)

    assert check(detach(value, bounds)) <= 8 * 20 + 40


class Place(NamedTuple):
    x: int
    y: int


def _never(*_: object, **__: object) -> object:
    raise AssertionError("the copier called the value's own code")


class HostileMeta(type):
    __eq__ = __hash__ = __instancecheck__ = __subclasscheck__ = _never  # type: ignore[assignment]
    __getattribute__ = _never


class Hostile(metaclass=HostileMeta):
    __repr__ = __str__ = __eq__ = __hash__ = __len__ = __iter__ = __bool__ = _never  # type: ignore[assignment]
    __getattribute__ = __getattr__ = __reduce__ = __reduce_ex__ = __format__ = __dir__ = _never  # type: ignore[assignment]
    __class__ = property(_never)


@pytest.mark.parametrize("base", [str, int, float, bytes, bytearray, list, tuple, dict, set, frozenset])
def test_a_subclass_of_a_builtin_is_read_without_its_overrides(base: type) -> None:
    overridden = ("__iter__", "__len__", "__repr__", "__str__", "__eq__", "__getitem__", "__bool__", "__getattribute__")
    hostile = type("Sub", (base,), dict.fromkeys(overridden, _never))
    assert detach(hostile()) == detach(base())


def test_an_object_is_its_type_s_name_and_none_of_its_code_runs() -> None:
    assert detach(Hostile()) == {"~": "object", "type": "Hostile"}
    assert detach([Hostile()]) == [{"~": "object", "type": "Hostile"}]
    assert detach(Hostile) == {"~": "object", "type": "HostileMeta"}


def test_a_class_that_lies_about_itself_is_named_truly() -> None:
    class Liar:
        __class__ = str  # type: ignore[assignment]

    assert detach(Liar()) == {"~": "object", "type": "Liar"}


def test_a_copy_does_not_follow_later_changes() -> None:
    value = [[1], {"a": [2]}]
    copy = detach(value)
    value[0].append(9)  # type: ignore[attr-defined]
    assert copy == [[1], {"a": [2]}]


def test_a_container_that_holds_itself_is_cut_at_the_cycle() -> None:
    value: list[object] = [1]
    value.append(value)
    assert detach(value) == [1, {"~": "cycle", "type": "list"}]
    shared = [1]
    assert detach([shared, shared]) == [[1], [1]]


@pytest.mark.parametrize(
    ("value", "copy"),
    [
        ("a" * 2_001, {"~": "str", "head": "a" * 2_000, "length": 2_001}),
        (b"\x00\xff", {"~": "bytes", "hex": "00ff", "length": 2}),
        (float("nan"), {"~": "float", "text": "nan"}),
        (2**53 + 1, {"~": "int", "text": "9007199254740993"}),
        (-(2**4_200), {"~": "int", "text": "about -2**4200"}),
        ((1, "b"), {"~": "tuple", "items": [1, "b"], "length": 2}),
        ({3, 1, 2}, {"~": "set", "items": [1, 2, 3], "length": 3}),
        ({str(n) for n in range(300, 99, -1)}, {"~": "set", "items": [str(n) for n in range(100, 200)], "length": 201}),
        ({1: "a"}, {"~": "dict", "items": [[1, "a"]], "length": 1}),
        ({"~": "object"}, {"~": "dict", "items": [["~", "object"]], "length": 1}),
        (list(range(101)), {"~": "list", "items": list(range(100)), "length": 101}),
        (OrderedDict(a=1), {"a": 1}),
        (Place(1, 2), {"~": "tuple", "items": [1, 2], "length": 2}),
        (IntEnum("Colour", "RED").RED, 1),  # type: ignore[attr-defined]
        ("\ud800!", "�!"),  # one for one
    ],
)
def test_what_json_cannot_hold_says_what_it_is(value: object, copy: object) -> None:
    assert detach(value) == copy


def test_nesting_past_the_bound_is_marked() -> None:
    value: list[object] = []
    for _ in range(BOUNDS.depth + 3):
        value = [value]
    assert '{"~": "deeper", "type": "list"}' in json.dumps(detach(value))


def test_a_dict_changed_while_it_is_read_costs_only_what_was_not_read() -> None:
    class Grower(dict):  # type: ignore[type-arg]
        pass

    value: dict[object, object] = Grower()
    value["self"] = value
    assert detach(value) == {"self": {"~": "cycle", "type": "dict"}}
