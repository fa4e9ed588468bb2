"""Values as text: as Python writes them, or as a message reads."""

from __future__ import annotations

import pytest

from tracer.values import Bounds, detach
from tutorial.telling.literals import literal, literals, plain


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "None"),
        (True, "True"),
        ("it's", '"it\'s"'),
        (b"\x00a", "b'\\x00a'"),
        ((1,), "(1,)"),
        ((), "()"),
        ([1, "a"], "[1, 'a']"),
        ({"a": [1]}, "{'a': [1]}"),
        ({1: "a"}, "{1: 'a'}"),
        ({2, 1}, "{1, 2}"),
        (set(), "set()"),
        (frozenset({1}), "frozenset({1})"),
        (float("inf"), "inf"),
        (2**60, "1152921504606846976"),
        (object(), "<object>"),
        (list(range(4)), "[0, 1, 2, … (4 in all)]"),
        ("abcdefgh", "'abcdef'… (8 characters)"),
    ],
)
def test_a_value_reads_as_python_writes_it(value: object, written: str) -> None:
    assert literal(detach(value, Bounds(characters=6, items=3))) == written


def test_a_message_reads_without_quotes_and_what_cannot_be_seen_is_made_visible() -> None:
    assert plain("Hello") == "Hello"
    assert plain({"a": 1}) == "{'a': 1}"
    assert plain("\u202eevil") == "\\u202eevil"


def test_a_message_that_was_cut_ends_in_an_ellipsis() -> None:
    assert plain(detach("abcdefgh", Bounds(characters=6))) == "abcdef…"


def test_several_values_have_commas_between() -> None:
    assert literals(("Hello", 1, None)) == "'Hello', 1, None"
    assert literals(()) == ""
