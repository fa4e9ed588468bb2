"""What the recorder writes as YAML reads back as it was, whatever is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutorial.reading.yaml_source import read
from tutorial.record.yaml_text import block, comment, flow, rows

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
KEYS = st.text(st.characters(codec="utf-8"), max_size=10)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=8)

shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def loaded(folder: Path, *lines: str) -> Any:
    path = folder / "any.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    return read(path)[0]


@shared
@given(VALUES)
def test_a_value_on_one_line_reads_back(tmp_path: Path, value: Any) -> None:
    line = f"key: {flow(value)}"
    assert line.splitlines() == [line] or not line.isprintable()
    assert loaded(tmp_path, line) == {"key": value}


@shared
@given(st.lists(st.dictionaries(st.sampled_from(["step", "trigger", "after"]), VALUES, min_size=1), min_size=1))
def test_rows_read_back(tmp_path: Path, values: list[dict[str, Any]]) -> None:
    assert loaded(tmp_path, "expect:", *rows(values)) == {"expect": values}


@shared
@given(st.lists(TEXT, min_size=1).map("\n".join).filter(str.strip))
def test_a_block_of_text_reads_back(tmp_path: Path, text: str) -> None:
    read_back = loaded(tmp_path, *block("code", text), "more: 1")["code"]
    assert read_back.rstrip("\n") == text.rstrip("\n")


@shared
@given(TEXT)
def test_a_comment_is_one_whatever_it_says(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, "a: 1", *comment(text, 2), "b: 2") == {"a": 1, "b": 2}


@pytest.mark.parametrize("word", ["yes", "Hello there", "a/b", "rows 1 (2)"])
def test_plain_words_stay_plain(word: str) -> None:
    assert flow(word) == word


@pytest.mark.parametrize("word", ["null", "True", "", "1", "a: b", "# a", "- a", "{", "a ", "\u00e9"])
def test_what_may_be_mistaken_stands_in_quotes(word: str) -> None:
    assert flow(word).startswith('"')
