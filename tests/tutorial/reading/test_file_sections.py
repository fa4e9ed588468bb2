"""The part of a lesson that a line belongs to is known even of a file that is not YAML."""

from __future__ import annotations

import pytest

from tutorial.reading.file_sections import Section, section_at

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
        (2, Section("title")),
        (6, Section("quiz")),
        (7, Section("quiz", 0)),
        (9, Section("quiz", 0)),
        (10, Section("quiz", 1)),
        (11, Section("quiz", 1)),
        (12, Section("snapshot")),
        (14, Section("snapshot", 1)),
        (99, Section("snapshot", 1)),
    ],
)
def test_a_line_belongs_to_the_key_and_the_item_that_it_stands_under(line: int, part: Section | None) -> None:
    assert section_at(TEXT, line) == part


def test_the_code_of_a_lesson_is_one_part() -> None:
    found = section_at(TEXT, 5)
    assert found is not None
    assert found.key == "code"
