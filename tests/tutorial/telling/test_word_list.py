"""The list of words: every word is told, and told with words that a newcomer has."""

from __future__ import annotations

import typing

from tutorial.telling.word_list import TERMS, TermKey


def test_every_key_has_its_word() -> None:
    assert set(TERMS) == set(typing.get_args(TermKey))


def test_no_meaning_takes_more_than_fifty_words() -> None:
    assert {key: count for key, term in TERMS.items() if (count := len(term.meaning.split())) > 50} == {}
