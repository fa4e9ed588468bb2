"""Sentences in pieces: their text, their values as chips, and what is read aloud."""

from __future__ import annotations

import pytest

from tracer.values import Value
from tutorial.telling.said import chip, mentioned_once, said, term, value, values, who


def test_a_sentence_is_the_text_of_its_pieces() -> None:
    told = said(who("Ada"), " sends ", values(("a", 1, None)), ".")
    assert str(told) == "Ada sends a, 1 and None."
    assert [piece.kind for piece in told.pieces] == ["who", "words", *["value", "words"] * 3]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Hello", "Hello"),
        ("1", "'1'"),
        (1, "1"),
        ("-1.5e3", "'-1.5e3'"),
        ("None", "'None'"),
        (None, "None"),
        ("", "''"),
        (" a", "' a'"),
        ("{'a': 1}", "\"{'a': 1}\""),
        ({"a": 1}, "{'a': 1}"),
        ("42nd street", "42nd street"),
    ],
)
def test_a_text_stands_without_quotes_unless_it_reads_as_another_value(given: Value, shown: str) -> None:
    assert chip(given) == shown


def test_aloud_a_long_value_ends_with_a_whole_word_and_the_sentence_goes_on() -> None:
    told = said("Ada sends ", value("eight " * 30 + "words"), " to Grace.")
    assert told.aloud == "Ada sends " + "eight " * 12 + "eight… to Grace."
    assert f"{'eight ' * 30}words" in str(told)


def test_invisible_characters_are_told() -> None:
    assert str(said(who("A\u202e"), value("b\n"))) == "A\\u202e'b\\n'"


def test_a_word_of_the_list_is_explained_where_it_stands_first() -> None:
    known: set[str] = set()
    first, second = (mentioned_once(said("An ", term("event"), "."), known) for _ in range(2))
    assert [piece.term for piece in first.pieces] == ["", "event", ""]
    assert [piece.term for piece in second.pieces] == ["", "", ""]
    assert str(first) == str(second) == "An event."
