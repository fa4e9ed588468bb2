"""Where everything of a lesson file stands: the line and column of each key and value, and of its code's lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from tutorial.lesson.problems import Problem

Loc = tuple[str | int, ...]
"""The way from the top of a file to a value in it: `("quiz", 0, "answer")`."""

Position = tuple[int, int]
"""A line and a column of the file, both counted from 1."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where everything of a lesson file stands.

    A place that a file does not have (a key that is missing, a form that was filled in) is its nearest parent's.
    """

    path: str
    source: str = field(default="", repr=False)
    values: dict[Loc, Position] = field(default_factory=dict)
    keys: dict[Loc, Position] = field(default_factory=dict)
    blocks: dict[Loc, Position] = field(default_factory=dict)
    written: dict[Loc, str] = field(default_factory=dict)

    def value(self, loc: Loc) -> Position:
        """The line and column at which a value begins."""
        return self.values.get(self._nearest(loc), (1, 1))

    def key(self, loc: Loc) -> Position:
        """The line and column of the key that a value stands under; the value's own, when it has no key."""
        nearest = self._nearest(loc)
        return self.keys.get(nearest) or self.value(nearest)

    def text(self, loc: Loc) -> str | None:
        """The text of a value that is not a list or mapping, as the file writes it."""
        return self.written.get(loc)

    def code(self, line: int, column: int = 1) -> Position:
        """Where a line (and column) of the lesson's code stands in the file."""
        return self.inside(("code",), line, column)

    def inside(self, loc: Loc, line: int, column: int = 1) -> Position:
        """Where a line of a text stands that is written as a `|` block; where the text begins, when it is not."""
        block = self.blocks.get(loc)
        return (block[0] + line, block[1] + column) if block else self.value(loc)

    def words(self, loc: Loc, words: str, nth: int = 0) -> Position:
        """Where words stand in the text at `loc`, however its lines are folded; where it begins, when they do not."""
        here, lines = self.value(loc), self.source.split("\n")
        starts = sorted({*self.values.values(), *self.keys.values()})
        after = starts[bisect_right(starts, here) :]
        until = self._offset(lines, after[0]) if after else len(self.source)
        words_anyhow = re.compile(r"\s+".join(map(re.escape, words.split())))
        found = words_anyhow.finditer(self.source, self._offset(lines, here), until)
        match = next(islice(found, nth, None), None)
        if match is None or not words.strip():
            return here
        before = self.source[: match.start()]
        return before.count("\n") + 1, len(before) - before.rfind("\n")

    @staticmethod
    def _offset(lines: list[str], at: Position) -> int:
        return sum(len(line) + 1 for line in lines[: at[0] - 1]) + at[1] - 1

    def problem(self, loc: Loc, what: str, next: str = "", severity: Literal["error", "warning"] = "error") -> Problem:
        """What is wrong with the value at `loc`."""
        return Problem(self.path, *self.value(loc), what, next, severity)

    def _nearest(self, loc: Loc) -> Loc:
        """`loc` without those parts that the file does not have; one `hint` is the first of the `hints`."""
        nearest: Loc = ()
        for part in loc:
            if (*nearest, part) in self.values:
                nearest = (*nearest, part)
            elif part == "hints" and (*nearest, "hint") in self.values:
                nearest = (*nearest, "hint")
        return nearest
