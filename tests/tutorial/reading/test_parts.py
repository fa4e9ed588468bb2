"""The part of a lesson that a line belongs to is known even of a file that is not YAML."""

from __future__ import annotations

import pytest

from tutorial.reading.parts import Part, part_at

TEXT = """\
# a comment
title: A test
code: |
  x = [
  - not an item
quiz:
  - question: One?
    choices:
      - a
  - question: Two?
    choices: [a, "b
snapshot:
- Keep this
- And this
"""


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (1, None),
        (2, Part("title")),
        (6, Part("quiz")),
        (7, Part("quiz", 0)),
        (9, Part("quiz", 0)),
        (10, Part("quiz", 1)),
        (11, Part("quiz", 1)),
        (12, Part("snapshot")),
        (14, Part("snapshot", 1)),
        (99, Part("snapshot", 1)),
    ],
)
def test_a_line_belongs_to_the_key_and_the_item_that_it_stands_under(line: int, part: Part | None) -> None:
    assert part_at(TEXT, line) == part


def test_the_code_of_a_lesson_is_one_part() -> None:
    found = part_at(TEXT, 5)
    assert found is not None
    assert found.key == "code"
