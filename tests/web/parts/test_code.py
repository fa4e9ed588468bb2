"""Code stays what it is: a line for a line, and nothing hidden in it."""

from __future__ import annotations

import re

from web.parts.code import coloured_lines


def test_each_line_stands_alone_even_in_the_middle_of_a_string() -> None:
    lines = coloured_lines('a = """one\ntwo\n\nthree"""\n\nb = 1\n\n')
    assert [line.striptags() for line in lines] == ['a = """one', "two", "", 'three"""', "", "b = 1"]
    for line in lines:
        assert line.count("<span") == line.count("</span")


def test_markup_and_characters_that_turn_text_are_written_out() -> None:
    (line,) = coloured_lines("x = '</span><script>\u202e'  # \u2066")
    assert "<script" not in line
    assert "\\u202e" in line
    assert "\\u2066" in line
    assert not re.search("[\u202e\u2066]", line)
