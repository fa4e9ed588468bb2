"""Words of a text are found in the file, however its lines are folded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutorial.lesson.positions import Where
from tutorial.reading.yaml_source import read

FILE = """\
plain: see {step 2} and {step 2}
folded: >-
  one two {cell 2
  receives} three
block: |
  one
    two {step 3}
quoted: "a {step 4}"
last: {step 2}x
"""


@pytest.fixture
def where(tmp_path: Path) -> Where:
    path = tmp_path / "x.yaml"
    path.write_text(FILE.replace("last: {step 2}x", "last: it is {step 2}"), encoding="utf-8")
    return read(path)[1]


def test_words_are_found_in_every_style(where: Where) -> None:
    assert where.words(("plain",), "{step 2}") == (1, 12)
    assert where.words(("plain",), "{step 2}", 1) == (1, 25)
    assert where.words(("folded",), "{cell 2 receives}") == (3, 11)
    assert where.words(("block",), "{step 3}") == (7, 9)
    assert where.words(("quoted",), "{step 4}") == (8, 12)


def test_words_of_another_text_are_not_taken_for_this_one_s(where: Where) -> None:
    assert where.words(("block",), "{step 4}") == where.value(("block",))
    assert where.words(("plain",), "{step 2}", 2) == where.value(("plain",))
    assert where.words(("last",), "{step 2}") == (9, 13)
