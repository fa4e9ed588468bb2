"""The cache of texts: bounded by their room."""

from __future__ import annotations

from web.site.text_cache import TextCache


def test_it_is_bounded_by_the_room_that_its_texts_take_and_keeps_those_that_are_asked_for() -> None:
    cache, made = TextCache[int](1_000_000), list[int]()

    def text(number: int) -> None:
        def make() -> str:
            made.append(number)
            return "x" * 50_000

        cache.text(number, make)

    for number in range(200):
        text(number)
        text(0)
    assert cache.size <= 1_000_000
    assert made == list(range(200))
    text(1)
    assert made == [*range(200), 1]


def test_one_text_larger_than_the_cache_is_kept_until_the_next() -> None:
    cache = TextCache[str](100)
    assert cache.text("a", lambda: "x" * 10_000) == cache.text("a", lambda: "") == "x" * 10_000
    cache.text("b", lambda: "y")
    assert cache.text("a", lambda: "anew") == "anew"
