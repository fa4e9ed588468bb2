"""The line and column of each key and value in a lesson file, and of each line of its code."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

from tutorial.lesson.problems import Problem

Loc = tuple[str | int, ...]
"""The keys and indexes that lead from the top of a file to a value: `("quiz", 0, "answer")`."""

Position = tuple[int, int]
"""A line and a column of the file, both counted from 1."""


Comment = tuple[Position, str]
"""The position of a comment's #, and the comment."""


@dataclass(frozen=True, slots=True)
class Where:
    """The positions of all keys and values in a lesson file.

    A place that the file does not have (a missing key, a form that was filled in) has its nearest parent's position.
    """

    path: str
    source: str = field(default="", repr=False)
    values: dict[Loc, Position] = field(default_factory=dict)
    keys: dict[Loc, Position] = field(default_factory=dict)
    blocks: dict[Loc, Position] = field(default_factory=dict)
    written: dict[Loc, str] = field(default_factory=dict)
    comments: dict[Loc, Comment] = field(default_factory=dict)

    def value(self, loc: Loc) -> Position:
        """The position at which a value begins."""
        return self.values.get(self.nearest(loc), (1, 1))

    def key(self, loc: Loc) -> Position:
        """The position of a value's key; of the value itself, when it has no key."""
        nearest = self.nearest(loc)
        return self.keys.get(nearest) or self.value(nearest)

    def text(self, loc: Loc) -> str | None:
        """A value as the file writes it; None for a list or mapping."""
        return self.written.get(loc)

    def code(self, line: int, column: int = 1) -> Position:
        """The position in the file of a line (and column) of the lesson's code."""
        return self.inside(("code",), line, column)

    def with_code(self, loc: Loc) -> Where:
        """The same places, with the text at `loc` as the code."""
        blocks = {place: at for place, at in self.blocks.items() if place != ("code",)}
        return replace(
            self,
            blocks=blocks | ({("code",): self.blocks[loc]} if loc in self.blocks else {}),
            values=self.values | {("code",): self.value(loc)},
        )

    def inside(self, loc: Loc, line: int, column: int = 1) -> Position:
        """The position of a line of a text that is a `|` block; of any other text, where it begins."""
        block = self.blocks.get(loc)
        return (block[0] + line, block[1] + column) if block else self.value(loc)

    def words(self, loc: Loc, words: str, nth: int = 0) -> Position:
        """The position of words in the text at `loc`, whatever its folding; where the text begins, if it lacks them."""
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

    def lines(self, loc: Loc) -> range:
        """The lines of the file in which a value and all inside it stand."""
        inside = [at for one, at in (*self.values.items(), *self.keys.items()) if one[: len(loc)] == loc]
        outside = [at for one, at in (*self.values.items(), *self.keys.items()) if one[: len(loc)] != loc]
        last = max(inside, default=(1, 1))
        behind = min((at for at in outside if at > last), default=None)
        return range(min(inside, default=(1, 1))[0], behind[0] if behind else self.source.count("\n") + 2)

    def problem(self, loc: Loc, what: str, next: str = "", severity: Literal["error", "warning"] = "error") -> Problem:
        """Make a problem of the value at `loc`."""
        return Problem(self.path, *self.value(loc), what, next, severity)

    def cut_by_comment(self, loc: Loc) -> str | None:
        """What stands behind the # that leaves a value empty; None, if no # does."""
        line, column = self.value(loc)
        lines = self.source.split("\n")
        found = (
            re.match(r"(?:.*:)?[\s-]*(#\S.*)", lines[line - 1][max(column - 2, 0) :]) if line <= len(lines) else None
        )
        return found[1] if found else None

    def nearest(self, loc: Loc) -> Loc:
        """`loc` without the parts that the file does not have. A single `hint` stands for the first of `hints`."""
        nearest: Loc = ()
        for part in loc:
            if (*nearest, part) in self.values:
                nearest = (*nearest, part)
            elif part == "hints" and (*nearest, "hint") in self.values:
                nearest = (*nearest, "hint")
        return nearest
