"""A lesson file as YAML: what it may hold, and where it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutorial.writing import GOOD, loaded, report
from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import load
from tutorial.reading.yaml_source import MOST_BYTES


def test_a_line_of_the_code_is_found_in_the_file(tmp_path: Path) -> None:
    where = loaded(tmp_path, GOOD).where
    assert [where.code(line) for line in (1, 2, 3)] == [(3, 3), (4, 3), (5, 3)]
    assert where.code(3, 7) == (5, 9)


@pytest.mark.parametrize("block", ["|", "|2", "|-", "|  # the program"])
def test_a_line_of_code_is_found_in_every_kind_of_literal_block(tmp_path: Path, block: str) -> None:
    text = f"title: x\ncode: {block}\n\n  a = 1\n  b = 2\nscenario: [connect]\n"
    assert loaded(tmp_path, text).where.code(3) == (5, 3)


def test_a_line_of_code_is_found_in_a_file_with_windows_line_ends(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD.replace("\n", "\r\n").encode()).where.code(3) == (5, 3)


def test_code_that_is_not_a_block_stands_where_it_begins(tmp_path: Path) -> None:
    text = 'title: x\ncode: "a = 1\\nb = 2"\nscenario: [connect]\n'
    assert loaded(tmp_path, text).where.code(2) == (2, 7)


def test_a_place_the_file_does_not_have_is_its_nearest_parent(tmp_path: Path) -> None:
    where = loaded(tmp_path, GOOD).where
    assert where.value(("scenario", 1, "send")) == (8, 11)
    assert where.value(("scenario", 1, "arguments")) == (8, 5)
    assert where.value(("quiz", 0)) == (1, 1)


def test_a_hint_is_found_under_its_short_name(tmp_path: Path) -> None:
    text = (
        GOOD
        + "quiz:\n  - question: q\n    choices: [a, b]\n    answer: {variable: last_message, after: 1}\n    hint: h\n"
    )
    assert loaded(tmp_path, text).where.value(("quiz", 0, "hints", 0)) == (14, 11)


def test_a_problem_is_placed_at_a_value(tmp_path: Path) -> None:
    where = loaded(tmp_path, GOOD).where
    assert str(where.problem(("title",), "dull", "try again", "warning")).endswith(":1:8: warning: dull; try again")


@given(
    lines=st.lists(st.sampled_from(["a = 1", "  ", "", "# note", "if a:\n    b = 2", "'''\n  text\n'''"]), min_size=1)
)
def test_every_line_of_code_is_found_where_it_is_written(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    code = "\n".join(["first = 0", *lines, "last = 0"])
    text = "title: x\nscenario: [connect]\ncode: |\n" + "".join(f"    {line}\n" for line in code.split("\n"))
    where = loaded(tmp_path_factory.mktemp("code"), text).where
    for number, line in enumerate(code.split("\n"), 1):
        found, column = where.code(number)
        assert text.split("\n")[found - 1][column - 1 :] == line


def test_yaml_words_such_as_no_and_on_are_text(tmp_path: Path) -> None:
    text = GOOD + "snapshot: [No, on, 2024-01-01, 1_000, 'null']\n"
    assert loaded(tmp_path, text).lesson.snapshot == ("No", "on", "2024-01-01", "1_000", "null")


def test_an_alias_repeats_a_value(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD + "summary: &words Hello\nflow_note: *words\n").lesson.flow_note == "Hello"


FILES = {
    "an empty file": (b"", "1:1: this file is empty; a lesson needs at least title, code and scenario"),
    "comments only": (b"# later\n", "1:1: this file is empty; a lesson needs at least title, code and scenario"),
    "a list": (b"- title\n", "1:1: a lesson is a mapping of keys; begin with `title: ...`"),
    "Latin-1": ("title: caf\u00e9\n".encode("latin-1"), "1:11: byte 0xe9 is not UTF-8 text; save the file as UTF-8"),
    "a NUL": (
        b"title: a\0b\n",
        "1:9: a character that YAML does not allow; delete it, or write it as an escape in quotes",
    ),
    "too many bytes": (
        b"#" * (MOST_BYTES + 1),
        "1:1: this file is larger than 1,500,000 bytes; a lesson is a few thousand: is it the right file?",
    ),
    "too deep": (b"title: " + b"[" * 99, "1:38: values are nested more than 30 deep here; make it flatter"),
    "too many values": (b"a: [" + b"1," * 30_000, "1:40001: this file holds more than 20,000 values; make it smaller"),
    "a bomb of aliases": (
        b"a: &a [1,1,1,1,1,1,1,1,1,1]\n"
        + b"\n".join(b"%c: &%c [%s]" % (c, c, b",".join([b"*%c" % (c - 1)] * 10)) for c in b"bcdef"),
        "5:8: this file holds more than 20,000 values; make it smaller",
    ),
    "an alias inside its own value": (
        b"a: &a [*a]\n",
        "1:8: '*a' repeats a value that is not there; put quotes around a text that begins with *",
    ),
    "a tag": (b"!!map\ntitle: x\n", "1:1: the tag 'tag:yaml.org,2002:map' is not allowed; write plain values"),
    "a tab": (b"scenario:\n\t- connect\n", "2:1: a tab stands here; indent with spaces"),
    "a colon": (
        b"title: Events: a start\n",
        (
            "1:14: this ': ' comes where no key can stand; "
            "put quotes around a text with a colon in it, or check the indentation and the line before"
        ),
    ),
    "a backtick": (b"title: `on`\n", "1:8: a text cannot begin with '`'; put the text in quotes"),
    "bold text": (
        b"title: **on**\n",
        "1:8: '**on**' repeats a value that is not there; put quotes around a text that begins with *",
    ),
    "an open quote": (b'title: "x\n', "2:1: a quote is never closed (it began in line 1); close it"),
    "an open list": (
        b"title: [a\ncode: x\n",
        "2:5: a list in [ ] is not closed (it began in line 1); put a comma between its items and a ] at its end",
    ),
    "a text that begins with braces": (
        b"title: x\nsummary: {step 4} shows it.\n",
        "2:19: text that begins with { needs quotes; put the whole text in quotes, or write it below a `>-`",
    ),
    "an item that begins with brackets": (
        b"title: x\nsnapshot:\n  - [a page](https://x.org) says it.\n",
        "3:13: text that begins with [ needs quotes; put the whole text in quotes, or write it below a `>-`",
    ),
    "a text that begins with a quotation": (
        b'title: x\nsummary: "Hello" is sent.\n',
        '2:18: text that begins with " needs quotes; put single quotes around the whole text, or write it below a `>-`',
    ),
    "an odd escape": (
        b'title: "\\q"\n',
        "1:10: an unknown escape in a text in double quotes; write \\\\ for a backslash, or use single quotes",
    ),
    "half a character": (b'title: "\\ud800"\n', "1:8: an escape here is half a character; write the character itself"),
    "infinity": (b"title: .inf\n", "1:8: '.inf' is a number that JSON cannot hold; put it in quotes if it is text"),
    "two documents": (b"a: b\n---\nc: d\n", "3:1: a second document begins here; one file holds one lesson"),
    "a key that is no text": (b"1: x\n", "1:1: the key '1' is not text; put it in quotes: \"1\""),
    "a list as a key": (
        b"[a]: x\n",
        "1:1: a key must be a plain word; put quotes around a text that begins with [, {, ? or *",
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_lesson_is_told_in_one_line(tmp_path: Path, kind: str) -> None:
    content, problem = FILES[kind]
    assert report(tmp_path, content) == [problem]


def test_keys_written_twice_are_all_reported(tmp_path: Path) -> None:
    assert report(tmp_path, "a: 1\nb: 2\na: 3\nb: 4\n") == [
        "3:1: the key 'a' is written twice; the first is in line 1",
        "4:1: the key 'b' is written twice; the first is in line 2",
    ]


def test_a_missing_file_is_named_with_its_likely_neighbour(tmp_path: Path) -> None:
    (tmp_path / "lesson.yaml").write_text(GOOD)
    with pytest.raises(LessonError, match=re.escape(f"no such file; did you mean {tmp_path / 'lesson.yaml'}?")):
        load(tmp_path / "leson.yaml")


@pytest.mark.parametrize("path", ["", "/dev/zero", "/nowhere/x.yaml", "\0", "x" * 5_000])
def test_what_is_no_file_is_an_error_at_its_path(path: str) -> None:
    with pytest.raises(LessonError):
        load(Path(path))
