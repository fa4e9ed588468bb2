"""Words of the author's and of the run in quotes that they do not hold themselves."""

from __future__ import annotations

import pytest

from tutorial.lesson.model import quoted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ada", "'Ada'"),
        ('say "Ada"', "'say \"Ada\"'"),
        ("['Ada']", "\"['Ada']\""),
        ("'say \"Ada\"'", "“'say \"Ada\"'”"),
        ("a\nb", r"'a\nb'"),
    ],
)
def test_a_text_stands_in_quotes_that_it_does_not_hold(text: str, shown: str) -> None:
    assert quoted(text) == shown
