"""Words: what makes a text visible, quotes it, shortens it, lists it, counts it, suggests it."""

from __future__ import annotations

import pytest

from tutorial.telling import words


def test_what_cannot_be_seen_is_written_as_an_escape() -> None:
    assert words.visible("a\u202eb\x07\nc") == r"a\u202eb\x07\nc"
    assert words.visible("über “Ada”") == "über “Ada”"


def test_characters_to_keep_stay_as_they_are() -> None:
    assert words.visible("a\n\tb\x07", keep="\n") == "a\n" + r"\tb\x07"


def test_a_longer_text_is_cut_and_its_last_place_says_so() -> None:
    assert words.cut("Hello", 5) == "Hello"
    assert words.cut("Hello!", 5) == "Hell…"


def test_a_longer_text_is_cut_and_says_how_long_it_is() -> None:
    assert words.cut_and_counted("Hello", 5) == "Hello"
    assert words.cut_and_counted("x" * 2000, 5) == "xxxxx… (2,000 characters)"


def test_a_short_text_is_on_one_line_of_eighty_characters() -> None:
    assert words.short("  a\n\t b ") == "a b"
    assert words.short("x" * 80) == "x" * 80
    assert words.short("x" * 81) == "x" * 79 + "…"


def test_an_authors_word_is_escaped_and_has_sixty_characters() -> None:
    assert words.visible_word("a\nb") == r"a\nb"
    assert words.visible_word("x" * 60) == "x" * 60
    assert words.visible_word("x" * 61) == "x" * 59 + "…"
    assert words.visible_word(3) == "3"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ada", "'Ada'"),
        ('say "Ada"', "'say \"Ada\"'"),
        ("['Ada']", "\"['Ada']\""),
        ("'say \"Ada\"'", "“'say \"Ada\"'”"),
    ],
)
def test_a_text_stands_in_quotes_that_it_does_not_hold(text: str, shown: str) -> None:
    assert words.in_quotes(text) == words.quoted(text) == words.short_quoted(text) == shown


def test_an_authors_text_is_quoted_with_escapes_and_a_text_of_the_run_on_one_line() -> None:
    assert words.in_quotes("a\n b") == "'a\n b'"
    assert words.quoted("a\n b") == r"'a\n b'"
    assert words.short_quoted("a\n b") == "'a b'"
    assert [len(words.quoted("x" * 100)), len(words.short_quoted("x" * 100))] == [62, 82]


def test_each_text_is_quoted_once() -> None:
    assert words.each_quoted(["b", "a", "b"]) == "'b', 'a'"
    assert words.each_quoted([]) == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "nothing"),
        ({}, "an empty mapping"),
        ({"a": 1}, "a mapping"),
        ([], "an empty list"),
        ([1], "a list"),
        (True, "true"),
        (1.5, "the number 1.5"),
        ("Ada", "'Ada'"),
    ],
)
def test_a_value_of_the_wrong_type_is_described_in_a_few_words(value: object, said: str) -> None:
    assert words.described(value) == said


@pytest.mark.parametrize(
    ("texts", "all_of_them", "few_of_them"),
    [
        ("a", "a", "a"),
        ("ab", "a and b", "a and b"),
        ("abc", "a, b and c", "a, b and c"),
        ("abcd", "a, b, c and d", "a, b, c and 1 more"),
        ("abcde", "a, b, c, d and e", "a, b, c and 2 more"),
    ],
)
def test_a_list_names_all_or_three_at_most(texts: str, all_of_them: str, few_of_them: str) -> None:
    assert words.listed(texts) == all_of_them
    assert words.listed_few(texts) == few_of_them


def test_a_list_of_few_may_be_empty() -> None:
    assert words.listed_few([]) == ""


def test_steps_are_named_by_their_numbers() -> None:
    assert words.steps([2]) == "step 2"
    assert words.steps(iter((2, 3, 5))) == "steps 2, 3 and 5"


def test_things_are_counted() -> None:
    counted = [words.counted(number, "lesson") for number in (0, 1, 2)]
    assert counted == ["no lessons", "1 lesson", "2 lessons"]


@pytest.mark.parametrize(
    ("text", "span"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("", "` `"), (" ", "` `"), ("a``b`", "``` a``b` ```")],
)
def test_any_text_can_be_a_code_span(text: str, span: str) -> None:
    assert words.code(text) == span


def test_letters_and_digits_are_joined_by_hyphens() -> None:
    assert words.hyphenated("Café No. 2, _again_!") == "cafe-no-2-again"
    assert words.hyphenated("日本") == ""


def test_the_closest_word_is_found_whatever_its_case() -> None:
    assert words.closest("conect", ["emit", "Connect"]) == "Connect"
    assert words.closest("xyz", ["emit", "Connect"]) is None


def test_a_misspelt_word_gets_the_likeliest_or_a_list_of_twenty() -> None:
    assert words.suggest("emitt", ["send", "emit"], "the actions are") == "did you mean 'emit'?"
    assert words.suggest("xyz", ["send", "emit"], "the actions are") == "the actions are send, emit"
    assert words.suggest("xyz", [f"a{number}" for number in range(30)], "there are").endswith("a18, a19")
